"""Sheet Periods: the names and dates, in order, and the calendar where the dates make one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from models.calendar import Calendar, make_calendar, span_named
from models.issues import Issue, error, errors
from models.nouns import counted
from models.records import NO_DATE, Records
from models.schema import PERIODS
from planner.read.grid import Grid
from planner.read.period_names import period_name_issues
from planner.read.periods_known import Periods
from planner.read.tables import read_table

# The stand-in for periods that could not be read spans every date that a sheet may hold.
STAND_IN_YEARS = ((2000, 1, 1), (2100, 12, 31))
# A gap of so much of the period behind it is hardly a wrong date.
MISSING = 0.5


def read_periods(grid: Grid) -> tuple[Records | None, Calendar | None, list[Issue]]:
    """Return the periods in the order of their dates, and their calendar when they are contiguous."""
    records, issues = read_table(PERIODS, grid, Periods(()), np.empty(0))
    if records is not None:
        issues += period_name_issues(records)
    if records is None or errors(issues):
        return records, None, issues
    if len(records) == 0:
        issues.append(error("no-periods", grid.name, "sheet Periods has no row", "write at least one period"))
        return records, None, issues
    start, end = records.date["start"], records.date["end"]
    if (start == NO_DATE).any() or (end == NO_DATE).any():
        return records, None, issues
    wrong = _backwards(records) or _twice(records) or _last_day_left_out(records) or _out_of_order(records)
    if wrong:
        return records, None, issues + wrong
    order = np.argsort(start, kind="stable")
    records = replace(
        records, row=records.row[order], text={name: values[order] for name, values in records.text.items()},
        date={name: values[order] for name, values in records.date.items()},
    )  # fmt: skip
    issues += _gaps(records)
    if errors(issues):
        return records, None, issues
    start, end = records.date["start"], records.date["end"]
    return records, make_calendar(records.text["period"].tolist(), start.tolist(), end.tolist()), issues


def names_heard(periods: Records | None) -> Sequence[str]:
    """Return the names in sheet Periods, whatever its dates; none where a name itself could not be read."""
    names: list[str] = periods.text["period"].tolist() if periods is not None else []
    return names if all(names) else ()


def stand_in_periods() -> Records:
    """Return one period that stands for those that could not be read."""
    first, last = dt.date(*STAND_IN_YEARS[0]).toordinal(), dt.date(*STAND_IN_YEARS[1]).toordinal()
    return Records(
        PERIODS.name, np.zeros(1, dtype=np.int64), {"period": np.array(["?"], dtype=object)},
        date={"start": np.array([first]), "end": np.array([last])},
    )  # fmt: skip


def _backwards(records: Records) -> list[Issue]:
    """Return an error for each period that ends before it starts, or one where all do."""
    start, end = records.date["start"], records.date["end"]
    lines = np.flatnonzero(end < start).tolist()
    if len(lines) == len(records) > 1:
        message = "each period ends before it starts: start and end are exchanged"
        return [error("period-dates", records.cell(0, "end"), message, "exchange the two headers")]
    message = "the period ends before it starts"
    return [error("period-dates", records.cell(line, "end"), message, "correct the dates") for line in lines]


def _twice(records: Records) -> list[Issue]:
    """Return an error for each period with the dates of another: of the two at that whose name says other ones."""
    start, end, names = records.date["start"], records.date["end"], records.text["period"]
    first: dict[tuple[int, int], int] = {}
    issues: list[Issue] = []
    for line, dates in enumerate(zip(start.tolist(), end.tolist(), strict=True)):
        twin = first.setdefault(dates, line)
        if twin != line:
            odd, other = (twin, line) if span_named(str(names[line])) == dates else (line, twin)
            issues.append(
                error(
                    "period-gap", records.cell(odd, "start"),
                    f"period {names[odd]} has the same dates as period {names[other]} ({records.cell(other, 'start')})",
                    "correct its dates, or delete the row",
                )
            )  # fmt: skip
    return issues


def _last_day_left_out(records: Records) -> list[Issue]:
    """Return an error where each period ends on the day on which the next one starts, as some calendars have it."""
    start, end = records.date["start"], records.date["end"]
    order = np.argsort(start, kind="stable")
    if len(records) == 1 or (end[order][:-1] != start[order][1:]).any():
        return []
    line = int(order[0])
    return [
        error(
            "period-gap", records.cell(line, "end"),
            "each period ends on the day on which the next one starts, and the last day is part of a period",
            f"write {_day(end[line] - 1)} here, and so the day before in every row",
        )
    ]  # fmt: skip


def _out_of_order(records: Records) -> list[Issue]:
    """Return an error for the row without which the first days of all others ascend, of two the longer."""
    start, end = records.date["start"], records.date["end"]
    order = np.argsort(start, kind="stable")
    if (np.diff(start) > 0).all() or (end[order][:-1] + 1 == start[order][1:]).all():
        return []
    alone = [row for row in range(start.size) if (np.diff(np.delete(start, row)) > 0).all()]
    odd = max(alone, key=lambda row: int(end[row] - start[row]), default=None)
    if odd is None:
        return []
    return [
        error(
            "period-gap", records.cell(odd, "start"),
            f"period {records.text['period'][odd]} starts on {_day(start[odd])}, out of the order of the rows, and the "
            "periods do not follow one another", "check the year and the month of its dates",
        )
    ]  # fmt: skip


def _gaps(records: Records) -> list[Issue]:
    """Return an error for each period, in the order of their dates, that does not start where the one before ends."""
    start, end, names = records.date["start"], records.date["end"], records.text["period"]
    issues: list[Issue] = []
    for line in np.flatnonzero(end[:-1] + 1 != start[1:]).tolist():
        after, between = line + 1, int(start[line + 1] - end[line] - 1)
        named, behind = (span_named(str(names[one])) for one in (line, after))
        if named and behind and start[after] == behind[0] == named[1] + 1:
            # The names tell which of the two dates is wrong.
            said = f"period {names[line]} ends on {_day(end[line])}, and {names[after]} starts on {_day(start[after])}"
            issues.append(error("period-gap", records.cell(line, "end"), said, f"write {_day(named[1])} here"))
            continue
        where, first = records.cell(after, "start"), _day(end[line] + 1)
        said = f"period {names[after]} {'overlaps' if between < 0 else 'leaves a gap after'} period {names[line]}"
        if between >= MISSING * (end[after] - start[after] + 1):
            said += f" of {counted(between, 'day')}, from {first} on: a period is missing between them"
            remedy = "add its row"
        else:
            remedy = f"start it on {first}, the day after {records.cell(line, 'end')}, if that is right"
        issues.append(error("period-gap", where, said, remedy))
    return issues


def _day(ordinal: int) -> str:
    return dt.date.fromordinal(int(ordinal)).isoformat()
