"""Sheet Actions: what to do about the largest shortages, the best cures of each, and until when to decide."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import isfinite

from models.nouns import counted, several
from planner.explain.cures.actions import Actions
from planner.explain.cures.cure import Cures
from planner.explain.level import Level
from planner.read.grid import letters
from planner.write import bulk, styles
from planner.write.action_words import cell_of, closed, earlier_words, gap_name, served_first, start_words
from planner.write.bulk import serial
from planner.write.date_words import Dates, dates_of, dates_of_start, is_past, told_day
from planner.write.left_words import ANEW, NOT_PROVEN, beside_budget, budget_sentence, more_sentence
from planner.write.page import BAD_SIGN, FAIR_SIGN, FIRST_ROW, GOOD_SIGN, Desk, lights, open_page
from planner.write.phrases import rounder, whole
from planner.write.report import Report
from planner.write.step_words import paid_for, set_free, steps, when_of
from planner.write.yield_words import yields_words

NAME = "Actions"
SENTENCE = (
    "What would close the largest shortages with no other demand of the same or a better priority shorter, each found "
    "by solving again: the fewest tonnes without a stated cost, then the least that worse priorities lose, then the "
    "least cost. Each cure stands by itself; without a part of it the gap stays open, or, of what has a stated cost, "
    "closes at more. A limit without a stated cost that can be spared is spared, though a few tonnes of it beside "
    "others might do with fewer in all. What the plan costs more is with this gap alone closed: typed in and solved "
    "again, a cure may serve other shortages too, or leave less late or missing, at more cost, or serve another in its "
    "place."
)
NONE_OF = {
    Level.NONE: "Not asked for: plan solve --explain fast looks for what would close the largest shortages.",
    Level.FAST: "Nothing with a priority is short: there is nothing to close.",
    Level.FULL: "Nothing with a priority is short: there is nothing to close.",
}
SHORT, CLOSES, STAYS = "short [t]", "closes [t]", "stays short [t]"
PRICE, YIELDS, LATER, STATE = "cost of the move [USD]", "what yields", "the last start", "state"
WIDE, CENTS = 52.0, 2


@dataclass(frozen=True)
class _Row:
    """A step of a cure, or an earlier start; what the whole cure comes to stands in the row of its first step."""

    gap: tuple[str, str]
    number: str
    what: str
    amount: float
    unit: str
    when: str
    price: float | None
    cell: str
    dates: Dates
    first: bool
    short: float = 0.0
    closes: float = 0.0
    plan_cost: float | None = None
    total: float | None = None
    yields: str = ""


def write(desk: Desk, report: Report) -> None:
    """Write the sheet."""
    page = open_page(desk, NAME, report.compared(SENTENCE), tab=str(styles.Colour.BAD_FONT))
    found = report.explained.actions
    rows = _rows(report, found)
    if not rows:
        page.text(FIRST_ROW, 0, _nothing(report, found))
        for number, line in enumerate(_notes(report, found), start=FIRST_ROW + 1):
            page.text(number, 0, line, styles.QUIET)
        page.check("nothing is claimed about cures", "TRUE", True)
        return
    # Those that are too late come first: nobody should count on them.
    rows.sort(key=lambda row: not is_past(report, row.dates.full))

    unit = report.plan.model.program.unit

    def once(value: Callable[[_Row], float | None]) -> list[float | None]:
        return [value(row) if row.first else None for row in rows]

    columns = [
        bulk.wrapped("what is short", [row.gap[0] for row in rows], 40.0),
        bulk.text("period", [row.gap[1] for row in rows]),
        bulk.number(SHORT, once(lambda row: row.short)),
        bulk.wrapped("cure", [row.number for row in rows], 12.0),
        bulk.wrapped("what to do", [row.what for row in rows], WIDE),
        bulk.number("quantity", [row.amount for row in rows]),
        bulk.text("unit", [row.unit for row in rows]),
        bulk.wrapped("when", [row.when for row in rows], 24.0),
        bulk.number(PRICE, [row.price for row in rows], styles.USD),
        bulk.number("the plan costs more [USD]", once(lambda row: row.plan_cost), styles.USD),
        bulk.number("together [USD]", once(lambda row: row.total), styles.USD),
        bulk.number(CLOSES, once(lambda row: row.closes)),
        bulk.number(STAYS, once(lambda row: rounder(row.short - row.closes, unit))),
        bulk.wrapped(YIELDS, [row.yields for row in rows], 36.0),
        bulk.number("decide by", day_numbers([row.dates.full for row in rows]), styles.DATE, width=13),
        bulk.wrapped(LATER, [row.dates.later for row in rows], 30.0),
        bulk.number("helps until", day_numbers([row.dates.some for row in rows]), styles.DATE, width=13),
        bulk.text(STATE, [state_of(report, row.dates) for row in rows], 28.0),
        bulk.source("input cell", [row.cell for row in rows]),
    ]  # fmt: skip
    columns = [one for one in columns if one.header not in (PRICE, YIELDS, LATER) or any(one.values)]
    bottom = page.table(columns, frozen=2)
    headers = [column.header for column in columns]
    state = headers.index(STATE)
    lights(page, FIRST_ROW, state, bottom - 1, state)
    for number, line in enumerate(_notes(report, found), start=bottom + 1):
        page.text(number, 0, line, styles.QUIET)
    places = (headers.index(name) for name in (SHORT, CLOSES, STAYS))
    short, closes, stays = (f"{letters(place)}{FIRST_ROW + 1}:{letters(place)}{bottom}" for place in places)
    page.agree("what each cure closes and leaves is what is short", f"SUM({closes})+SUM({stays})", f"SUM({short})")


def _rows(report: Report, found: Actions) -> list[_Row]:
    rows, unit = [], report.plan.model.program.unit
    for place, (one, dues) in enumerate(zip(found.cures, found.dues, strict=True)):
        name, short = gap_name(report, one), rounder(one.gap.short, unit)
        for number, (cure, due) in enumerate(zip(one.each, dues, strict=True), start=1):
            known = isfinite(cure.cost)
            cost = round(cure.cost, CENTS) + 0.0 if known else None
            moved = paid_for(report, found.levers, cure, one.gap)
            total = None if cost is None else round(cost + moved, CENTS)
            yields = yields_words(report, cure.yields)
            for at, step in enumerate(steps(report, found.levers, cure, one.gap)):
                dates = dates_of(report, cure, due, one.gap, step.lever)
                rows.append(
                    _Row(
                        name, str(number), step.what, step.amount, step.unit, when_of(step), step.price, step.cell,
                        dates, at == 0, short, rounder(closed(one), unit), cost, total, yields if at == 0 else "",
                    )
                )  # fmt: skip
        if one.anew is not None:
            rows += _rows_anew(report, found, one, (name, short))
        for earlier in found.earlier[place] if place < len(found.earlier) else ():
            by = earlier_words(report, earlier)
            cost, paid = earlier.cost, earlier.lever_cost or None
            rows.append(
                _Row(
                    name, "or", f"{start_words(earlier.start)} by {by.begins}, not {by.planned}", by.early,
                    by.unit if by.early == 1 else several(by.unit),
                    f"{by.on}{set_free(report, one.gap, earlier.period)}", paid,
                    cell_of(report, earlier.start),
                    dates_of_start(report, earlier.full, earlier.some), True, short, short,
                    None if cost is None else round(cost, CENTS) + 0.0,
                    None if cost is None or paid is None else round(cost + paid, CENTS),
                    yields_words(report, earlier.yields),
                )
            )  # fmt: skip
    return rows


def _rows_anew(report: Report, found: Actions, one: Cures, gap: tuple[tuple[str, str], float]) -> list[_Row]:
    """Return the steps of the cure with other decisions, which has no date: the plan does not take them."""
    cure, (name, short), unit = one.anew, gap, report.plan.model.program.unit
    if cure is None:
        return []
    cost, yields = round(cure.cost, CENTS) + 0.0, yields_words(report, cure.yields)
    total = round(cost + paid_for(report, found.levers, cure, one.gap), CENTS)
    return [
        _Row(
            name, ANEW, step.what, step.amount, step.unit, when_of(step), step.price, step.cell, Dates(None, None),
            at == 0, short, rounder(short - one.anew_left, unit), cost, total,
            yields if at == 0 else "",
        )
        for at, step in enumerate(steps(report, found.levers, cure, one.gap))
    ]  # fmt: skip


def _nothing(report: Report, found: Actions) -> str:
    if not found.cures:
        return NONE_OF[report.explained.level]
    none = f"No limit that could be raised closes what is short{report.as_decided}."
    return next((one.why for one in found.cures if one.why), none)


def _notes(report: Report, found: Actions) -> list[str]:
    """Return what the table leaves out, and why."""
    lines = []
    for one in found.cures:
        name, period = gap_name(report, one)
        if one.each:
            lines += [f"{name} {period}: {words}." for words in served_first(report, one.gap)]
        more = one.why or more_sentence(report, found.levers, one)
        if more:
            lines.append(f"{name} {period}: {more}.")
        elif not one.proven:
            lines.append(f"{name} {period}: {NOT_PROVEN}.")
        budget = budget_sentence(report, one)
        lines += [f"{name} {period}: it takes {budget}, to close as much."] if budget else []
    if found.left_out:
        ask = "" if report.explained.level is Level.FULL else ": --explain full looks at more"
        lines.append(
            f"The largest shortage of each demand goes first; {counted(found.left_out, 'more shortage')} left "
            f"out for the time that it takes{ask}."
        )
        if not any(one.gap.places.size > 1 for one in found.cures):
            best = min(row["priority"] for row in report.short if row["priority"])
            lines.append(f'What closes all of priority {best}, plan explain FILE --close "priority {best}" tells.')
    if found.cures and report.is_decided:
        lines.append(
            f"All but what says `{ANEW}` holds with the yes-or-no and whole-number decisions of the plan as they are."
        )
    unasked = sum(one.is_unasked for one in found.cures)
    if unasked:
        ask = "" if report.explained.level is Level.FULL else ": --explain full looks at more"
        lines.append(
            f"Whether {counted(unasked, 'more shortage')} would close better {ANEW} was not asked for the time that it "
            f"takes{ask}; plan explain FILE --close asks it of one."
        )
    if any(one.each for one in found.cures):
        lines.append(
            "What moves a limit without a stated cost (column `at what cost`) is not in the cost; `decide by` is the "
            "last day for all that it closes, `helps until` for any of it, less the lead time where the input has one; "
            "what starts later goes as far as it then takes. Of a cure of several steps each has days of its own, with "
            "the others decided on the earliest."
        )
        beside = beside_budget(report, found.cures)
        lines += [whole(f"{beside} (column `cost of the move [USD]`)")] if beside else []
        lines.append(
            "Tonnes are those of the period that is named: a cell with a rate a year takes as much more as a year is "
            "longer than the period, and a capacity that is available or started up in part more still."
        )
    if len(found.earlier) < len(found.cures):
        many = len(found.earlier)
        beside = "the first shortage" if many == 1 else f"the first {counted(many, 'shortage')}"
        first = f"Earlier starts were looked for beside {beside} alone"
        none = "Earlier starts, which may close a shortage too, were not looked for"
        ask = "" if report.explained.level is Level.FULL else ": --explain full looks for them"
        lines.append(f"{first if found.earlier else none}{ask}.")
    return lines


def state_of(report: Report, dates: Dates) -> str:
    """Return the light of a date: too late, due at once, or still open."""
    if dates.full is None:
        return ""
    if is_past(report, dates.full):
        return f"{BAD_SIGN} {told_day(report, dates.full)}"
    return f"{FAIR_SIGN} due at once" if dates.full <= int(report.problem.calendar.end[0]) else f"{GOOD_SIGN} open"


def day_numbers(ordinals: Sequence[int | None]) -> list[int | None]:
    """Return days as Excel stores them."""
    return [None if day is None else serial(dt.date.fromordinal(day)) for day in ordinals]
