"""The sentences of the Summary on what is too late, and what is to be decided and ordered in 30, 60 and 90 days.

Days are counted from the first day of the plan: what today is, a plan does not know.
"""

from __future__ import annotations

from math import inf

from planner.write.action_words import date_of
from planner.write.phrases import counted, joined, tonnes
from planner.write.report import Report
from planner.write.sheets.buy import leaves_by, order_lines
from planner.write.sheets.decide_by import decisions

HORIZONS = (30, 60, 90)
# Each span begins behind the last one; the first day of the plan lies in the first.
SPANS = tuple(zip((-1, *HORIZONS), HORIZONS, strict=False))
NAMED = 2


def sentences(report: Report) -> list[str]:
    """Return what is too late, what is due soon, and what has to leave soon; nothing where there is none."""
    return [*_decided(report), *_ordered(report)]


def _decided(report: Report) -> list[str]:
    """Return the decisions of sheet Decide by that are too late, and those that are due in each span of days."""
    first = int(report.problem.calendar.start[0])
    days = [(row.dates.full - first, row.what) for row in report.once(decisions) if row.dates.full is not None]

    def named(after: float, until: int) -> str:
        own = (f"{what} ({date_of(first + day)})" for day, what in days if after < day <= until)
        return joined(dict.fromkeys(own), NAMED)

    told = []
    if late := named(-inf, -1):
        told.append(f"Too late to decide from {date_of(first)} on: {late}.")
    spans = [f"within {end} days {own}" for before, end in SPANS if (own := named(before, end))]
    if spans:
        told.append(f"To decide, counted from {date_of(first)}: {'; '.join(spans)}.")
    if told:
        told[-1] += " Sheet Decide by has the calendar."
    return told


def _ordered(report: Report) -> list[str]:
    """Return how many lines of sheet Buy plan leave for the first time in each span of days, and their tonnes."""
    first, quantity = int(report.problem.calendar.start[0]), report.flows.columns["quantity"]
    sent = [
        (leaves_by(report, rows[0]) - first,
         sum(quantity[row] for row in rows if leaves_by(report, row) - first <= HORIZONS[-1]))
        for rows in order_lines(report).values()
    ]  # fmt: skip
    spans = []
    for before, end in SPANS:
        own = [amount for day, amount in sent if before < day <= end]
        if own:
            spans.append(f"{counted(len(own), 'line')} within {end} days ({tonnes(sum(own))})")
    if not spans:
        return []
    told = f"To order, so that it leaves in time: {', '.join(spans)}; tonnes are those of the first {HORIZONS[-1]} days"
    return [f"{told}, sheet Buy plan has each."]
