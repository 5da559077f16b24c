"""What the levers of a cure do, in the planner's words: what, how much, when, and how it works before it begins."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from models.describe import WORDS
from models.limits.levers import OPENING, Lever
from models.roles import SHARES, WINDOWED
from planner.explain.cures.closing import Gap
from planner.explain.cures.cure import Cure, Move
from planner.figures import enough
from planner.write.phrases import in_periods, joined, rounder
from planner.write.report import Report

RAISE, PAST = "raise ", "go past the "
# What a row of a sheet may stand for several of; of the others it is limits.
OTHERS = {"Lanes": "lanes", "Inventory": "stocks"}
# Of so many periods the amounts are told one by one.
NAMED_PERIODS = 4
# Families of what can be left for a later period.
SPARED = tuple(family for family in WINDOWED if family != "expansion_limit")
# Its limit holds what lies in a period, and not what flows in it.
ROOM = "maximum_stock"
# How what begins later closes what is short before it.
LESS_KEPT, MORE_LATE, TOGETHER = (
    "less is kept until then",
    "more comes late",
    "limits over a longer time let more through",
)


@dataclass(frozen=True)
class Step:
    """One lever of a cure: its number, what, how much of which unit, when, what the move itself costs, and its cell.

    others  how many more cells it moves, each of another period
    shared  what else its cell stands for, which is not meant, such as `other periods`; "" where nothing
    """

    lever: int
    what: str
    amount: float
    unit: str
    when: str
    price: float | None
    cell: str
    others: int
    shared: str


def steps(report: Report, levers: Sequence[Lever], cure: Cure, gap: Gap) -> list[Step]:
    """Return what a cure of a gap does, lever by lever, and of stock at the start stock by stock."""
    found, unit = [], report.plan.model.program.unit
    for number, own in _parts(report, levers, cure, gap):
        lever = levers[number]
        cells = [_cell(report, lever, place) for place in range(lever.size)]
        largest, moved = max(own, key=lambda move: move.tonnes), {move.place for move in own}
        cell = cells[largest.place]
        shared = _shared(levers, number, cell, cells, moved)
        known = not np.isnan(lever.price[[move.place for move in own]]).any()
        price = _paid(lever, own) if known else None
        # A share has no limit in tonnes of which some could be said to be more.
        verb = PAST if lever.family in SHARES else RAISE
        what = f"{verb}{lever.words} of {lever_key(report, lever, int(lever.line[largest.place]))}"
        whole = rounder(sum(move.tonnes for move in _typed(lever, own)), unit, _times(own, gap))
        others = len({cells[place] for place in moved}) - 1
        begins = min(int(lever.first[move.place]) for move in own)
        told = when(report, lever, own) + set_free(report, gap, begins, is_alone=len(cure.levers) == 1)
        found.append(Step(number, what, whole, lever.unit, told, price, cell, others, shared))
    return found


def paid_for(report: Report, levers: Sequence[Lever], cure: Cure, gap: Gap) -> float:
    """Return what the moves of a cure cost where that is known, of the amounts that are told: a gram may be dollars."""
    return sum(_paid(levers[number], own) for number, own in _parts(report, levers, cure, gap))


def _paid(lever: Lever, own: Sequence[Move]) -> float:
    """Return USD of the moves of a lever whose cost is known."""
    each = [(move.tonnes, float(lever.price[move.place])) for move in _typed(lever, own)]
    return sum(tonnes * price for tonnes, price in each if price == price)


def _typed(lever: Lever, own: Sequence[Move]) -> Sequence[Move]:
    """Return the moves whose amounts add up to what is typed: room for a stock serves one period after the other."""
    return [max(own, key=lambda move: move.tonnes)] if lever.family == ROOM else own


def _shared(levers: Sequence[Lever], number: int, cell: str, cells: Sequence[str], moved: set[int]) -> str:
    """Return what else than what moves the cell of a lever stands for: other periods, other lanes or stocks."""
    lever = levers[number]
    is_left = any(other == cell for place, other in enumerate(cells) if place not in moved)
    lines = {int(lever.line[place]) for place in moved}
    others = any(
        (other.sheet, other.column) == (lever.sheet, lever.column) and not lines.isdisjoint(other.line.tolist())
        for place, other in enumerate(levers) if place != number
    )  # fmt: skip
    if lever.family == OPENING:
        is_left, others = False, is_left or others
    what = f"other {OTHERS.get(lever.sheet, 'limits')}"
    return " and ".join([*(["other periods"] if is_left else []), *([what] if others else [])])


def _cell(report: Report, lever: Lever, place: int) -> str:
    """Return the cell of a move."""
    period = int(lever.period[place])
    return report.problem.cell(lever.sheet, int(lever.line[place]), lever.column, period if period >= 0 else None)


def _times(own: Sequence[Move], gap: Gap) -> float:
    """Return how many t of a limit close one of a gap: of an oxide that is a hundredth of the ore, a hundred of ore."""
    return sum(move.tonnes for move in own) / gap.short


def _parts(report: Report, levers: Sequence[Lever], cure: Cure, gap: Gap) -> list[tuple[int, list[Move]]]:
    """Return the moves of a cure that are told together, with their lever: each stock lies at a site of its own."""
    found, unit = [], report.plan.model.program.unit
    for number in cure.levers:
        moves = [move for move in cure.moves if move.lever == number]
        own = [replace(move, tonnes=rounder(move.tonnes, unit, _times(moves, gap))) for move in moves]
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
    order = report.period_order
    if any(lever.period[move.place] >= 0 for move in own):
        each = _summed((report.periods[int(lever.period[move.place])], move.tonnes) for move in own)
    else:
        windows = {limit.row: limit.window for limit in report.limits}
        each = _summed((windows.get(move.row, ""), move.tonnes) for move in own)
    if not set(each) <= set(order):
        if len(each) == 1:
            return next(iter(each))
        return joined((f"{enough(amount)} {lever.unit} {window}" for window, amount in each.items()), NAMED_PERIODS)
    each = {name: each[name] for name in sorted(each, key=order.__getitem__)}
    amounts, places = {enough(amount) for amount in each.values()}, [order[name] for name in each]
    if len(each) == 1:
        return in_periods(each, order)
    if len(amounts) == 1 and places[-1] - places[0] == len(places) - 1:
        return f"{in_periods(each, order)}, {amounts.pop()} {lever.unit} each"
    if len(each) <= NAMED_PERIODS:
        return ", ".join(f"{enough(amount)} {lever.unit} in {name}" for name, amount in each.items())
    most = max(each, key=each.__getitem__)
    return f"{in_periods(each, order)}, the most in {most}: {enough(each[most])} {lever.unit}"


def set_free(report: Report, gap: Gap, period: int, *, is_alone: bool = True) -> str:
    """Return how what begins in a period closes what of a gap lies before it, as a part of a sentence; "" where nothing
    does.

    is_alone  whether nothing else closes the gap: then its first period decides, else its last

    Nothing flows back: what was left for that period, of stocks and of what counts in a window, is used earlier, or one
    demand waits and leaves to another what it gets itself later on. Only what the input lets happen is said.
    """
    model, demands = report.plan.model, report.problem.demands
    periods = model.variables.unmet.keys["period"][gap.places]
    if period <= int(periods.min() if is_alone else periods.max()):
        return ""
    rows = model.program.row_blocks
    keeps = report.problem.inventories.size > 0 or any(rows[family].size for family in SPARED)
    waits = bool((demands.last_delivery > np.arange(demands.last_delivery.shape[1])).any())
    ways = [words for words, there in ((LESS_KEPT, keeps), (MORE_LATE, waits)) if there]
    return f", so that {' or '.join(ways or [TOGETHER])}"


def when_of(step: Step) -> str:
    """Return when a step counts, for a row with a link to its cell."""
    return f"{step.when} (its cell stands for {step.shared} too)" if step.shared else step.when


def _summed(parts: Iterable[tuple[str, float]]) -> dict[str, float]:
    """Return amounts by name, those of the same name together."""
    found: dict[str, float] = {}
    for name, amount in parts:
        found[name] = found.get(name, 0.0) + amount
    return found
