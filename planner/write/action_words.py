"""Cures and starts in the planner's words: what to do, how much, when, at what cost, and until when to decide."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from math import isfinite

import numpy as np

from models.describe import WORDS
from models.formulation import SHARES
from models.leads import decided_by
from models.levers import OPENING, WINDOWED, Lever
from models.starts import CAPACITY, Start
from planner.explain.closing import Gap
from planner.explain.cures import Cure, Cures, Move
from planner.explain.due import Due
from planner.explain.earlier import Earlier
from planner.figures import figure
from planner.write.phrases import counted, dated, in_periods, joined, money, rounder, tonnes
from planner.write.report import Report
from planner.write.yield_words import it_leaves

NAMED_LEVERS = 4
CLOSES = "closes "
RAISE, PAST = "raise ", "go past the "
# Of so many periods the amounts are told one by one.
NAMED_PERIODS = 4
TOO_LATE = "too late since"
# Families of what can be left for a later period.
SPARED = tuple(family for family in WINDOWED if family != "expansion_limit")
# How what begins later closes what is short before it.
LESS_KEPT, MORE_LATE, TOGETHER = (
    "less is kept until then",
    "more comes late",
    "limits over a longer time let more through",
)
ONLY = "with only this gap closed the plan"
AS_MUCH = "by as much as it then takes"
# Ten grams: less is the solver's rounding.
LEAST_LEFT = 1e-5


@dataclass(frozen=True)
class Step:
    """One lever of a cure: its number, what, how much of which unit, when, what the move itself costs, and its cell.

    others  how many more cells it moves, each of another period
    shared  whether its cell stands for other periods too, which are not meant
    """

    lever: int
    what: str
    amount: float
    unit: str
    when: str
    price: float | None
    cell: str
    others: int
    shared: bool


@dataclass(frozen=True)
class Dates:
    """Ordinals of the last days on which something can be decided: to close all of a gap, and to make it smaller.

    later  what is raised from when on with a decision on that last day, where that is not what is stated, else ""
    """

    full: int | None
    some: int | None
    later: str = ""


def steps(report: Report, levers: Sequence[Lever], cure: Cure, gap: Gap) -> list[Step]:
    """Return what a cure of a gap does, lever by lever, and of stock at the start stock by stock."""
    found, unit = [], report.plan.model.program.unit
    for number, own in _parts(report, levers, cure, gap):
        lever = levers[number]
        cells = [_cell(report, lever, place) for place in range(lever.size)]
        largest, moved = max(own, key=lambda move: move.tonnes), {move.place for move in own}
        cell = cells[largest.place]
        shared = lever.family != OPENING and any(
            other == cell for place, other in enumerate(cells) if place not in moved
        )  # fmt: skip
        prices = [float(lever.price[move.place]) for move in own]
        known = all(price == price for price in prices)
        price = sum(move.tonnes * one for move, one in zip(own, prices, strict=True)) if known else None
        # A share has no limit in tonnes of which some could be said to be more.
        verb = PAST if lever.family in SHARES else RAISE
        what = f"{verb}{lever.words} of {lever_key(report, lever, int(lever.line[largest.place]))}"
        whole = rounder(sum(move.tonnes for move in own), unit, _times(cure, gap))
        others = len({cells[place] for place in moved}) - 1
        told = when(report, lever, own) + set_free(report, gap, min(int(lever.first[move.place]) for move in own))
        found.append(Step(number, what, whole, lever.unit, told, price, cell, others, shared))
    return found


def _cell(report: Report, lever: Lever, place: int) -> str:
    """Return the cell of a move."""
    period = int(lever.period[place])
    return report.problem.cell(lever.sheet, int(lever.line[place]), lever.column, period if period >= 0 else None)


def _times(cure: Cure, gap: Gap) -> float:
    """Return how many t of limits close one of a gap: of an oxide that is a hundredth of the ore, a hundred of ore."""
    return sum(move.tonnes for move in cure.moves) / gap.short


def _parts(report: Report, levers: Sequence[Lever], cure: Cure, gap: Gap) -> list[tuple[int, list[Move]]]:
    """Return the moves of a cure that are told together, with their lever: each stock lies at a site of its own."""
    found, unit, times = [], report.plan.model.program.unit, _times(cure, gap)
    for number in cure.levers:
        own = [replace(move, tonnes=rounder(move.tonnes, unit, times)) for move in cure.moves if move.lever == number]
        parts = [[move] for move in own] if levers[number].family == OPENING else [own]
        found += [(number, part) for part in parts]
    return found


def lever_key(report: Report, lever: Lever, line: int) -> str:
    """Return whose limit a lever moves in a row of its sheet, of stock at the start with its site."""
    if lever.family != OPENING:
        return lever.key
    stock = int(np.flatnonzero(report.problem.inventories.line == line)[0])
    return WORDS["stock"](report.problem, stock)


def when(report: Report, lever: Lever, own: Sequence[Move]) -> str:
    """Return when moves count: their periods or windows, with the amount of each where there are several."""
    if lever.family == OPENING:
        return f"before {report.periods[0]}"
    if not any(lever.period[move.place] >= 0 for move in own):
        windows = {limit.row: limit.window for limit in report.limits}
        each = _summed((windows.get(move.row, ""), move.tonnes) for move in own)
        if len(each) == 1:
            return next(iter(each))
        return joined((f"{figure(amount)} {lever.unit} {window}" for window, amount in each.items()), NAMED_PERIODS)
    order = report.period_order
    each = _summed((report.periods[int(lever.period[move.place])], move.tonnes) for move in own)
    each = {name: each[name] for name in sorted(each, key=order.__getitem__)}
    amounts, places = {figure(amount) for amount in each.values()}, [order[name] for name in each]
    if len(each) == 1:
        return in_periods(each, order)
    if len(amounts) == 1 and places[-1] - places[0] == len(places) - 1:
        return f"{in_periods(each, order)}, {amounts.pop()} {lever.unit} each"
    if len(each) <= NAMED_PERIODS:
        return ", ".join(f"{figure(amount)} {lever.unit} in {name}" for name, amount in each.items())
    most = max(each, key=each.__getitem__)
    return f"{in_periods(each, order)}, the most in {most}: {figure(each[most])} {lever.unit}"


def set_free(report: Report, gap: Gap, period: int) -> str:
    """Return how what begins in a period closes a gap that lies before it, as a part of a sentence; "" where none does.

    Nothing flows back: what was left for that period, of stocks and of what counts in a window, is used earlier, or one
    demand waits and leaves to another what it gets itself later on. Only what the input lets happen is said.
    """
    model, demands = report.plan.model, report.problem.demands
    if period <= int(model.variables.unmet.keys["period"][gap.places].max()):
        return ""
    rows = model.program.row_blocks
    keeps = report.problem.inventories.size > 0 or any(rows[family].size for family in SPARED)
    waits = bool((demands.last_delivery > np.arange(demands.last_delivery.shape[1])).any())
    ways = [words for words, there in ((LESS_KEPT, keeps), (MORE_LATE, waits)) if there]
    return f", so that {' or '.join(ways or [TOGETHER])}"


def when_of(step: Step) -> str:
    """Return when a step counts, for a row with a link to its cell."""
    return f"{step.when} (its cell stands for other periods too)" if step.shared else step.when


def _summed(parts: Iterable[tuple[str, float]]) -> dict[str, float]:
    """Return amounts by name, those of the same name together."""
    found: dict[str, float] = {}
    for name, amount in parts:
        found[name] = found.get(name, 0.0) + amount
    return found


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
            decided_by(report.problem, levers[move.lever], move.place, period)
            for move in cure.moves if last[move.lever] >= period
        )  # fmt: skip

    later = ""
    if due.later is not None:
        later = f"raised from {report.periods[due.later]} on, {AS_MUCH}{set_free(report, gap, due.later)}"
    return Dates(day(due.full), day(due.some), later)


def dates_of_start(report: Report, full: int | None, some: int | None) -> Dates:
    """Return until when a start can be decided: the first days of the last periods in which it can begin."""
    first = report.problem.calendar.start
    return Dates(None if full is None else int(first[full]), None if some is None else int(first[some]))


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


def gap_name(report: Report, found: Cures) -> tuple[str, str]:
    """Return the demand and the period that a gap is about."""
    keys = report.plan.model.variables.unmet.keys
    demands = dict.fromkeys(keys["demand"][found.gap.places].tolist())
    periods = [report.periods[period] for period in keys["period"][found.gap.places].tolist()]
    return joined((WORDS["demand"](report.problem, own) for own in demands), 2), in_periods(
        periods, report.period_order
    )


def closed(found: Cures) -> float:
    """Return t that the cures of a gap close."""
    return found.gap.short - found.left


def closes_words(report: Report, found: Cures) -> str:
    """Return what the cures of a gap close, and of how much where that is not all of it, behind CLOSES."""
    part = "" if found.left <= LEAST_LEFT else f"{tonnes(closed(found))} of the {tonnes(found.gap.short)} of "
    return f"{CLOSES}{part}{', '.join(gap_name(report, found))}"


def cost_words(cure: Cure) -> str:
    """Return what a cure costs, in words."""
    if not isfinite(cure.cost):
        return "what the plan then costs is not known"
    if not cure.lever_cost:
        return f"{_plan_cost(cure.cost)}, levers apart"
    return f"{_plan_cost(cure.cost)}, and the levers {money(cure.lever_cost)}"


def _plan_cost(cost: float) -> str:
    """Return what the plan costs more with a gap closed and no other shortage served more."""
    if round(cost, 2) == 0.0:
        return f"{ONLY} costs as much"
    return f"{ONLY} costs {money(abs(cost))} {'more' if cost > 0.0 else 'less'}"


def _cells(step: Step) -> str:
    """Return the cell of a step as a sentence says it."""
    more = f" and {counted(step.others, 'more cell')}" if step.others else ""
    return f"{step.cell}{more}{', which stands for other periods too' if step.shared else ''}"


def _limit(step: Step) -> str:
    """Return what so many tonnes are of: `more capacity of a plant`, `past the most share of a supplier`."""
    if step.what.startswith(PAST):
        return step.what.removeprefix("go ")
    return f"more {step.what.removeprefix(RAISE)}"


def cure_sentence(report: Report, levers: Sequence[Lever], cure: Cure, due: Due, gap: Gap) -> str:
    """Return a cure of a gap in one sentence: quantities, periods, cells, cost and the last day to decide."""
    parts = [
        f"{figure(step.amount)} {step.unit} {dated(_limit(step), step.when)} ({_cells(step)})"
        for step in steps(report, levers, cure, gap)
    ]
    dates = dates_of(report, levers, cure, due, gap)
    told = told_day(report, dates.full) + (f" ({dates.later})" if dates.later else "")
    words = (joined(parts, NAMED_LEVERS), cost_words(cure), it_leaves(report, cure.yields), told)
    return "; ".join(filter(None, words))


def start_words(start: Start) -> str:
    """Return what to do about a start: `start capacity of 10X magnets`."""
    verb = {"qualification": "qualify", "substitute": "accept", "stock building": "build up"}.get(start.kind, "start")
    noun = {"capacity": "capacity of ", "start-up": "start-up of ", "plant": "", "expansion": "expansion of "}
    return f"{verb} {noun.get(start.kind, '')}{start.words}"


def planned(report: Report, start: Start) -> str:
    """Return the period in which something begins as it is, `never` where it does not."""
    return report.periods[start.period] if start.period < len(report.periods) else "never"


def cell_of(report: Report, start: Start) -> str:
    """Return the cell of what begins; of a capacity that of its first period."""
    period = start.period if start.kind == CAPACITY else None
    return report.problem.cell(start.sheet, start.line, start.column, period)


def start_sentence(report: Report, one: Earlier, gap: Gap) -> str:
    """Return an earlier start that closes a gap in one sentence."""
    early = one.start.period - one.period
    cell = cell_of(report, one.start)
    start = f"and the start {money(one.lever_cost)}" if one.lever_cost else "the start apart"
    cost = "" if one.cost is None else f"; {_plan_cost(one.cost)}, {start}"
    count = f"{early} {'period' if early == 1 else 'periods'} earlier"
    words = f"{start_words(one.start)} in {report.periods[one.period]}, {count} than {planned(report, one.start)}"
    words += set_free(report, gap, one.period)
    return "; ".join(filter(None, (f"{words} ({cell}){cost}", it_leaves(report, one.yields))))
