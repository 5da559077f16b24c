"""The same input with something else in it: tables from which rows are left out, or whose sites end on a day.

What a rule or a limit does is told by a problem without it, made from such tables like any other.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from models.arrays import IntArray
from models.records import Records, Tables


def without_rows(tables: Tables, sheet: str, lines: Sequence[int] | IntArray) -> Tables:
    """Return the tables without some rows of a sheet; the others keep their addresses.

    lines  indices into the records of the sheet
    """
    records = tables.records[sheet]
    kept = np.setdiff1d(np.arange(len(records)), np.asarray(lines, dtype=np.int64))
    return replace(tables, records={**tables.records, sheet: _picked(records, kept)})


def sites_ended(tables: Tables, lines: Sequence[int] | IntArray, day: int) -> Tables:
    """Return the tables with some sites that make nothing from a day on.

    lines  indices into the records of sheet Sites;  day  as an ordinal, the first without them
    """
    records = tables.records["Sites"]
    chosen = np.asarray(lines, dtype=np.int64)
    start, end = records.date["start"].copy(), records.date["end"].copy()
    sooner = (end[chosen] < 0) | (end[chosen] >= day)
    end[chosen[sooner]] = day - 1
    # A site that would open later does not open at all.
    start[chosen[start[chosen] >= day]] = -1
    changed = replace(records, date={**records.date, "start": start, "end": end})
    return replace(tables, records={**tables.records, "Sites": changed})


def _picked(records: Records, kept: IntArray) -> Records:
    def of(columns: dict[str, Any]) -> dict[str, Any]:
        return {name: values[kept] for name, values in columns.items()}

    return replace(
        records, row=records.row[kept], text=of(records.text), number=of(records.number), date=of(records.date),
        number_by_period=of(records.number_by_period), own_cell=of(records.own_cell), unit_kind=of(records.unit_kind),
        period_rows=None if records.period_rows is None else records.period_rows[kept],
    )  # fmt: skip
