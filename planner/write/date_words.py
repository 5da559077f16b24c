"""Until when cures and starts can be decided, as days and in words."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from models.variants.starts import Start
from planner.explain.cures.closing import Gap
from planner.explain.cures.cure import Cure
from planner.explain.cures.due import Due
from planner.write.phrases import joined
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


def dates_of(report: Report, cure: Cure, due: Due, gap: Gap, lever: int | None = None) -> Dates:
    """Return until when a cure of a gap can be decided, or one of its levers with the others on the cure's last day."""
    own = due if lever is None or not due.each else due.each[cure.levers.index(lever)]
    if own.full is None or own.some is None:
        return Dates(None, None)
    later = ""
    if own.later:
        periods = joined((report.periods[period] for period in own.later), len(own.later))
        later = f"raised from {periods} on, {AS_MUCH}{set_free(report, gap, own.later[0], is_alone=own is due)}"
    return Dates(own.full, own.some, later)


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
