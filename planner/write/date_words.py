"""Until when cures and starts can be decided, as days and in words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from models.limits.leads import decided_by
from models.limits.levers import Lever
from models.variants.starts import Start
from planner.explain.cures.closing import Gap
from planner.explain.cures.cure import Cure
from planner.explain.cures.due import Due
from planner.write.report import Report
from planner.write.step_words import set_free

TOO_LATE = "too late since"
AS_MUCH = "by as much as it then takes"


@dataclass(frozen=True)
class Dates:
    """Ordinals of the last days on which something can be decided: to close all of a gap, and to make it smaller.

    later  what is raised from when on with a decision on that last day, where that is not what is stated, else ""
    """

    full: int | None
    some: int | None
    later: str = ""


def dates_of(
    report: Report, levers: Sequence[Lever], cure: Cure, due: Due, gap: Gap, lever: int | None = None
) -> Dates:
    """Return until when a cure of a gap can be decided: before the period in which it begins by its longest lead time.

    lever  of which of its levers: it helps no longer than it can do anything itself
    """
    if due.full is None or due.some is None:
        return Dates(None, None)
    last = dict(zip(cure.levers, due.last, strict=True))

    def day(period: int) -> int:
        if lever is not None:
            period = min(period, last[lever])
        # What is over by then is not begun.
        return min(
            (decided_by(report.problem, levers[move.lever], move.place, period)
             for move in cure.moves if last[move.lever] >= period),
            default=int(report.problem.calendar.start[period]),
        )  # fmt: skip

    later = ""
    if due.later is not None:
        later = f"raised from {report.periods[due.later]} on, {AS_MUCH}{set_free(report, gap, due.later)}"
    return Dates(day(due.full), day(due.some), later)


def dates_of_start(report: Report, full: int | None, some: int | None, own: Start | None = None) -> Dates:
    """Return until when a start can be decided: the first days of the last periods in which it can begin.

    own  where the plan begins it: in that period the day on which it does so will do
    """
    first = report.problem.calendar.start

    def day(period: int) -> int:
        return own.day if own is not None and own.day is not None and period == own.period else int(first[period])

    return Dates(None if full is None else day(full), None if some is None else day(some))


def is_past(report: Report, day: int | None) -> bool:
    """Return whether a day lies before the first day of the plan."""
    return day is not None and day < int(report.problem.calendar.start[0])


def told_day(report: Report, day: int | None) -> str:
    """Return a last day to decide in words: `decide by 2027-03-01`, `too late since 2026-11-01`."""
    if day is None:
        return ""
    return f"{TOO_LATE} {date_of(day)}" if is_past(report, day) else f"decide by {date_of(day)}"


def date_of(day: int) -> str:
    """Return an ordinal as a sentence says it: `2027-03-01`."""
    return dt.date.fromordinal(day).isoformat()
