"""The sentences of the Summary on what is too late, and what is to be decided and ordered in 30, 60 and 90 days.

Days are counted from the first day of the plan: what today is, a plan does not know.
"""

from __future__ import annotations

import datetime as dt

from planner.write.action_words import is_past
from planner.write.phrases import counted, joined, tonnes
from planner.write.report import Report
from planner.write.sheets.decide_by import Decision, decisions

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
    rows = [row for row in decisions(report) if row.dates.full is not None]
    told = []
    late = [row for row in rows if is_past(report, row.dates.full)]
    if late:
        told.append(f"Too late to decide from {_date(first)} on: {_named(late)}.")
    spans = []
    for before, end in SPANS:
        own = [row for row in rows if before < (row.dates.full or 0) - first <= end]
        if own:
            spans.append(f"within {end} days {_named(own)}")
    if spans:
        told.append(f"To decide, counted from {_date(first)}: {'; '.join(spans)}.")
    if told:
        told[-1] += " Sheet Decide by has the calendar."
    return told


def _named(rows: list[Decision]) -> str:
    return joined(dict.fromkeys(f"{row.what} ({_date(row.dates.full or 0)})" for row in rows), NAMED)


def _ordered(report: Report) -> list[str]:
    """Return how many lines of sheet Buy plan leave for the first time in each span of days, and their tonnes."""
    columns, calendar = report.flows.columns, report.problem.calendar
    first, last = report.flows.kinds.get("ship", (0, -1))
    leaves: dict[tuple[str, ...], tuple[int, float]] = {}
    for row in range(first, last + 1):
        key = tuple(columns[name][row] for name in ("site", "to", "commodity", "mode"))
        day = int(calendar.end[report.period_order[columns["period"][row]]] - calendar.start[0])
        known = leaves.get(key, (day, 0.0))
        leaves[key] = min(day, known[0]), known[1] + (columns["quantity"][row] if day <= HORIZONS[-1] else 0.0)
    spans = []
    for before, end in SPANS:
        own = [sent for day, sent in leaves.values() if before < day <= end]
        if own:
            spans.append(f"{counted(len(own), 'line')} within {end} days ({tonnes(sum(own))})")
    if not spans:
        return []
    told = f"To order, so that it leaves in time: {', '.join(spans)}; tonnes are those of the first {HORIZONS[-1]} days"
    return [f"{told}, sheet Buy plan has each."]


def _date(day: int) -> str:
    return dt.date.fromordinal(day).isoformat()
