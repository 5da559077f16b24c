"""Sheet Decide by: the calendar of all that begins, in the plan and in its cures, those that are too late first."""

from __future__ import annotations

from dataclasses import dataclass

from models.nouns import counted
from planner.explain.cures.actions import EFFORTS, Actions
from planner.explain.cures.deadlines import Deadline
from planner.explain.level import Level
from planner.write import bulk, styles
from planner.write.action_words import CLOSES, cell_of, closes_words, gap_name, planned, start_words
from planner.write.date_words import Dates, dates_of, dates_of_start, is_past
from planner.write.page import FIRST_ROW, Desk, lights, open_page
from planner.write.report import Report
from planner.write.sheets.actions import day_numbers, state_of
from planner.write.step_words import steps, when_of
from planner.write.worth import told
from planner.write.yield_words import it_leaves

NAME = "Decide by"
SENTENCE = (
    "Until when each start can wait: the last day with which nothing more is short, and the last with which the plan "
    "is better than without it, less the lead time that the input gives, if any. Each day was tried, and the period "
    "behind it too."
)
NOT_ASKED = "Not asked for: plan solve --explain fast asks how long decisions can wait."
NO_DATES = "Nothing that was tried begins on a day that could wait."
NOT_NEEDED = "no priority is shorter"
IN_PLAN = "the plan begins it"
STATE = 6


@dataclass(frozen=True)
class Decision:
    """Something that begins, in the plan or in a cure: what, why, in which periods, until when it can wait.

    gap, cure  which shortage a cure closes, and which of its cures it is; None of what the plan begins
    leaves     who yields to it, in words; "" where nobody does
    """

    what: str
    why: str
    begins: str
    dates: Dates
    remark: str
    cell: str
    gap: int | None = None
    cure: int | None = None
    leaves: str = ""


def write(desk: Desk, report: Report) -> None:
    """Write the sheet."""
    page = open_page(desk, NAME, report.compared(SENTENCE))
    found, rows = report.explained.actions, report.once(decisions)
    if not rows:
        page.text(FIRST_ROW, 0, NOT_ASKED if report.explained.level is Level.NONE else found.deadlines.why or NO_DATES)
        page.check("nothing is claimed about dates", "TRUE", True)
        return
    bottom = page.table(
        [
            bulk.wrapped("what", [row.what for row in rows], 52.0),
            bulk.wrapped("why", [row.why for row in rows], 52.0),
            bulk.wrapped("begins in", [row.begins for row in rows], 32.0),
            bulk.number("decide by", day_numbers([row.dates.full for row in rows]), styles.DATE, width=13),
            bulk.number("helps until", day_numbers([row.dates.some for row in rows]), styles.DATE, width=13),
            bulk.wrapped("remark", ["; ".join(filter(None, (row.remark, row.leaves))) for row in rows], 36.0),
            bulk.text("state", [state_of(report, row.dates) for row in rows], 28.0),
            bulk.source("input cell", [row.cell for row in rows]),
        ]
    )
    lights(page, FIRST_ROW, STATE, bottom - 1, STATE)
    is_full = report.explained.level is Level.FULL
    if not EFFORTS[report.explained.level].starts_of(report.plan.model.program.columns):
        ask = "" if is_full else ": --explain full asks it"
        page.text(bottom + 1, 0, f"How long the plan's own starts can wait was not asked{ask}.", styles.QUIET)
    if found.deadlines.left_out:
        ask = "" if is_full else ": --explain full tries more"
        page.text(
            bottom + 1, 0, f"{counted(found.deadlines.left_out, 'more start')} of the plan left out for the "
            f"time that it takes{ask}.", styles.QUIET,
        )  # fmt: skip
    some, full = (f"{letter}{FIRST_ROW + 1}:{letter}{bottom}" for letter in "ED")
    page.check("no last day to close a gap lies behind the last that helps", f"SUMPRODUCT(({full}>{some})*1)=0", True)


def decisions(report: Report) -> list[Decision]:
    """Return all that begins, in the plan and in its cures, by the last day to decide it, those too late first."""
    found, last = report.explained.actions, int(report.problem.calendar.end[-1])
    rows = [*_of_plan(report, found), *_of_cures(report, found)]
    return sorted(rows, key=lambda row: (not is_past(report, row.dates.full), row.dates.full or row.dates.some or last))


def _of_plan(report: Report, found: Actions) -> list[Decision]:
    return [
        Decision(
            start_words(one.start), IN_PLAN, planned(report, one.start),
            dates_of_start(report, one.full, one.some, one.start),
            _remark(report, one), cell_of(report, one.start),
        )
        for one in found.deadlines.each
    ]  # fmt: skip


def _remark(report: Report, one: Deadline) -> str:
    """Return what the plan's own start is for: what the best plan without it comes to more."""
    if one.why or one.without is None:
        return one.why
    needed = "" if one.full is not None else f" ({NOT_NEEDED})"
    late = "" if one.at_full is None or one.at_full.is_nothing else f"; begun as late: {told(report, one.at_full)}"
    return f"without it: {told(report, one.without)}{needed}{late}"


def _of_cures(report: Report, found: Actions) -> list[Decision]:
    rows = []
    for place, (one, dues) in enumerate(zip(found.cures, found.dues, strict=True)):
        why, whole = closes_words(report, one), f"{CLOSES}{', '.join(gap_name(report, one))}"
        for number, (cure, due) in enumerate(zip(one.each, dues, strict=True)):
            for step in steps(report, found.levers, cure, one.gap):
                dates = dates_of(report, cure, due, one.gap, step.lever)
                leaves = it_leaves(report, cure.yields)
                if leaves and dates.later:
                    # What begins on the last day may leave more.
                    leaves = f"begun as sheet Actions states, {leaves}"
                rows.append(
                    Decision(step.what, why, when_of(step), dates, dates.later, step.cell, place, number, leaves)
                )
        early = found.earlier[place] if place < len(found.earlier) else ()
        for number, earlier in enumerate(early, start=len(one.each)):
            rows.append(
                Decision(
                    start_words(earlier.start), whole, planned(report, earlier.start),
                    dates_of_start(report, earlier.full, earlier.some), "", cell_of(report, earlier.start), place,
                    number, it_leaves(report, earlier.yields),
                )
            )  # fmt: skip
    return [row for row in rows if row.dates.full is not None]
