"""The same input with something else in it: tables from which rows are left out, or whose rules begin or end on another
day, or act.

What a rule or a limit does is told by a problem without it, made from such tables like any other.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields, replace
from typing import Any

import numpy as np

from models.arrays import IntArray
from models.records import NO_DATE, Records, Tables
from models.resolve.policy import IN_FORCE
from models.resolve.reviews import LAPSE, LAPSES

STAYS = "stays"
RULES = "Rules"


def differ_in_rules(one: Tables, other: Tables) -> bool:
    """Return whether tables were made from others so that at most the rows of sheet Rules are other ones."""
    apart = {name for name, records in one.records.items() if other.records.get(name) is not records}
    rest = (field.name for field in fields(one) if field.name != "records")
    return apart <= {RULES} and all(getattr(one, name) is getattr(other, name) for name in rest)


def without_rows(tables: Tables, sheet: str, lines: Sequence[int] | IntArray) -> Tables:
    """Return the tables without some rows of a sheet; the others keep their addresses.

    lines  indices into the records of the sheet
    """
    records = tables.records[sheet]
    kept = np.setdiff1d(np.arange(len(records)), np.asarray(lines, dtype=np.int64))
    return replace(tables, records={**tables.records, sheet: _picked(records, kept)})


def rules_begun(tables: Tables, lines: Sequence[int] | IntArray, day: int) -> Tables:
    """Return the tables with rows of one rule of which the first begins earlier, on a day.

    lines  indices into the records of sheet Rules;  day  as an ordinal
    """
    start = tables.records[RULES].date["start"].copy()
    chosen = np.asarray(lines, dtype=np.int64)
    first = chosen[start[chosen] == start[chosen].min()]
    start[first] = np.minimum(start[first], day)
    return _with_dates(tables, start=start)


def rules_acting(tables: Tables, lines: Sequence[int] | IntArray, day: int) -> Tables:
    """Return the tables with rows of rules in force, from a day on or their own start where that is later.

    lines  indices into the records of sheet Rules;  day  as an ordinal
    """
    records, chosen = tables.records[RULES], np.asarray(lines, dtype=np.int64)
    start, status = records.date["start"].copy(), records.text["status"].copy()
    start[chosen] = np.maximum(start[chosen], day)
    status[chosen] = IN_FORCE
    changed = replace(records, text={**records.text, "status": status}, date={**records.date, "start": start})
    return replace(tables, records={**tables.records, RULES: changed})


def rules_endless(tables: Tables, lines: Sequence[int] | IntArray) -> Tables:
    """Return the tables with rows of rules that never end.

    lines  indices into the records of sheet Rules
    """
    end = tables.records[RULES].date["end"].copy()
    end[np.asarray(lines, dtype=np.int64)] = NO_DATE
    return _with_dates(tables, end=end)


def rules_ended(tables: Tables, lines: Sequence[int] | IntArray, day: int) -> Tables:
    """Return the tables with rows of rules that end before a day; those that would begin later are left out.

    lines  indices into the records of sheet Rules;  day  as an ordinal
    """
    records = tables.records[RULES]
    chosen, end = np.asarray(lines, dtype=np.int64), records.date["end"].copy()
    later = records.date["start"][chosen] >= day
    end[chosen[~later]] = day - 1
    return without_rows(_with_dates(tables, end=end), RULES, chosen[later])


def rules_reviewed_otherwise(tables: Tables, lines: Sequence[int] | IntArray, reviews: str) -> Tables | None:
    """Return the tables with rows whose review ends the other way than assumed; None where that changes none of them.

    lines    indices into the records of sheet Rules
    reviews  what the input assumes: renew, or lapse
    """
    records = tables.records[RULES]
    end, review = records.date["end"].copy(), records.date["review date"].copy()
    chosen = np.asarray(lines, dtype=np.int64)
    chosen = chosen[records.text["if not renewed"][chosen] == LAPSES]
    if not chosen.size:
        return None
    if reviews != LAPSE:
        sooner = (end[chosen] == NO_DATE) | (end[chosen] > review[chosen])
        chosen = chosen[sooner]
        if not chosen.size:
            return None
        end[chosen] = review[chosen]
        return _with_dates(tables, end=end)
    outcome = records.text["if not renewed"].copy()
    outcome[chosen] = STAYS
    changed = replace(records, text={**records.text, "if not renewed": outcome})
    return replace(tables, records={**tables.records, RULES: changed})


def _with_dates(tables: Tables, **dates: IntArray) -> Tables:
    records = tables.records[RULES]
    changed = replace(records, date={**records.date, **dates})
    return replace(tables, records={**tables.records, RULES: changed})


def _picked(records: Records, kept: IntArray) -> Records:
    def of(columns: dict[str, Any]) -> dict[str, Any]:
        return {name: values[kept] for name, values in columns.items()}

    return replace(
        records, row=records.row[kept], text=of(records.text), number=of(records.number), date=of(records.date),
        number_by_period=of(records.number_by_period), own_cell=of(records.own_cell), unit_kind=of(records.unit_kind),
        period_rows=None if records.period_rows is None else records.period_rows[kept],
    )  # fmt: skip
