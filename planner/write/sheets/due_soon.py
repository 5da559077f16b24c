"""The sentences of the Summary on what is too late, and what is to be decided and ordered in 30, 60 and 90 days.

Days are counted from the first day of the plan: what today is, a plan does not know.
"""

from __future__ import annotations

from models.nouns import counted
from planner.write.action_words import CLOSES
from planner.write.date_words import date_of
from planner.write.phrases import joined, tonnes
from planner.write.report import Report
from planner.write.sheets.buy import leaves_by, order_lines
from planner.write.sheets.decide_by import Decision, decisions
from planner.write.step_words import RAISE

HORIZONS = (30, 60, 90)
# Each span begins behind the last one; the first day of the plan lies in the first.
SPANS = tuple(zip((-1, *HORIZONS), HORIZONS, strict=False))
NAMED, TOGETHER = 2, 3


def sentences(report: Report) -> list[str]:
    """Return what is too late, what is due soon, and what has to leave soon; nothing where there is none."""
    return [*_decided(report), *_ordered(report)]


def _decided(report: Report) -> list[str]:
    """Return the decisions of sheet Decide by that are too late, and those that are due in each span of days."""
    first = int(report.problem.calendar.start[0])
    choices = [(to, [(day - first, words) for day, words in choice]) for to, choice in _choices(report)]
    late = dict.fromkeys(words for _, choice in choices for day, words in choice if day < 0)
    waiting = [(to, [one for one in choice if one[0] >= 0]) for to, choice in choices]
    told = []
    if late:
        told.append(f"Too late to decide from {date_of(first)} on: {joined(late, NAMED)}.")
    for after, until in SPANS:
        own = [(to, choice) for to, choice in waiting if choice and after < choice[0][0] <= until]
        named = list(dict.fromkeys(to + _one_of(choice, until) for to, choice in own))
        if named:
            more = [f"{len(named) - NAMED} more"] if len(named) > NAMED else []
            told.append(f"To decide within {until} days of {date_of(first)}: {'; '.join([*named[:NAMED], *more])}.")
    if told:
        told[-1] += " Sheet Decide by has the calendar."
    return told


def _choices(report: Report) -> list[tuple[str, list[tuple[int, str]]]]:
    """Return what can be chosen from: the cures of each shortage, and each start of the plan by itself.

    Each is what it is for, and the last day and words of each way; the first of these days comes first, in each choice
    and of all.
    """
    found: dict[tuple[int | None, int], dict[int | None, list[Decision]]] = {}
    for place, row in enumerate(report.once(decisions)):
        if row.dates.full is not None:
            choice = found.setdefault((row.gap, place if row.gap is None else 0), {})
            choice.setdefault(row.cure, []).append(row)
    return [
        (_what_for(next(iter(choice.values()))[0]), [_in_words(rows) for rows in choice.values()])
        for choice in found.values()
    ]


def _what_for(row: Decision) -> str:
    """Return what a way is for, as words before it; nothing of what the plan begins."""
    return "" if row.gap is None else f"to close {row.why.removeprefix(CLOSES)}, "


def _in_words(rows: list[Decision]) -> tuple[int, str]:
    """Return the last day of what has to be done together, what it is, and who yields to it."""
    day = min(row.dates.full for row in rows if row.dates.full is not None)
    more = [f"{len(rows) - TOGETHER} more"] if len(rows) > TOGETHER else []
    parts = [rows[0].what, *(row.what.removeprefix(RAISE) for row in rows[1:TOGETHER]), *more]
    return day, f"{' and '.join(parts)} ({'; '.join(filter(None, (date_of(day), rows[0].leaves)))})"


def _one_of(choice: list[tuple[int, str]], until: int) -> str:
    """Return alternatives, days and words of each, in words: a few that are due until a day, and how many others."""
    due, later = ([words for day, words in choice if (day <= until) == is_due] for is_due in (True, False))
    apart, can_wait = list(dict.fromkeys(due)), len(set(later) - set(due))
    more = [counted(len(apart) - NAMED, "other way")] if len(apart) > NAMED else []
    wait = [f"{counted(can_wait, 'other way')} that can wait longer"] if can_wait else []
    return ", or ".join([*apart[:NAMED], *more, *wait])


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
    told = f"All that anybody in the plan has to order from {date_of(first)} on, so that it leaves in time: "
    told += f"{', '.join(spans)}; tonnes are those of the first {HORIZONS[-1]} days"
    return [f"{told}, sheet Buy plan has each."]
