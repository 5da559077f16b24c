"""Cures with other decisions: what closes more of a gap, or closes it better, than with the whole numbers as they are.

The program is that of all cures, with the yes/no and whole-number decisions free again: the least gap, then the least
moves without a stated cost, then what yields, then cost, each of them searched for in whole numbers. Only in a program
that is small: each lever that is used is one more search.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

import numpy as np

from models.arrays import FloatArray
from models.limits.levers import Lever, beyond
from models.linear.matrix import Matrix
from models.linear.program import Tier
from models.linear.solution import Solution
from planner.explain.cures.closing import NOTHING, Closing
from planner.explain.cures.cure import Cure, Cures
from planner.explain.cures.fairly import shares_behind, with_shares
from planner.explain.cures.given import of_plan
from planner.explain.cures.moves import uncounted
from planner.explain.cures.search import CENTS, amounts_of, moves_of
from planner.explain.cures.yields import yields_of
from planner.explain.level import SMALL
from planner.explain.outcomes import Outcome
from planner.explain.study import Study
from planner.solve.session import Progress

# A cure that is better by a smaller share of what is planned, or of what it moves, is as good: whole numbers are found
# to a millionth.
SAME = 1e-6
# What a decision lets through where it says yes may be twice as much, and so many times the gap more: levers raise what
# really limits it, and recipes take several tonnes of an ore for one, or as many as hold a trace. The more a yes lets
# through, the more a solver takes for a no lets through too: each is tried, and what it decides is held to its limits.
TWICE, TIMES_THE_GAP = 2.0, (10.0, 1e3, 1e5)


def with_other_decisions(
    study: Study, found: Sequence[Cures], levers: Sequence[Lever], first: int, progress: Progress, most: int
) -> list[Cures]:
    """Return the cures with the best one of other decisions, of each gap where that is better.

    first  of how many gaps, the first ones, that is asked where the decisions of the plan leave nothing open
    most   of how many gaps it is asked, those first of which these leave something
    """
    if not study.matrix.integer.size or study.matrix.columns > SMALL:
        return list(found)
    worth_it = [
        one for place, one in enumerate(found)
        if not one.why and (one.left > NOTHING or (one.each and place < first))
    ]  # fmt: skip
    if not worth_it:
        return list(found)
    asked = sorted(worth_it, key=lambda one: one.left <= NOTHING)[:most]
    closing = Closing(study, of_plan(study), [one.gap for one in asked], levers)
    told = {id(one): replace(one, is_unasked=True) for one in worth_it}
    for number, one in enumerate(asked):
        progress(f"looking for cures with other yes/no decisions: {number + 1} of {len(asked)}")
        told[id(one)] = _anew(study, closing, number, one)
    open_ = [one for one in found[:first] if one in asked and _left(told[id(one)]) > NOTHING]
    told |= {id(one): _with_more(study, told[id(one)], levers) for one in open_}
    return [told.get(id(one), one) for one in found]


def _left(one: Cures) -> float:
    """Return t that the cures leave, those with other decisions too."""
    return one.left if one.anew is None else min(one.left, one.anew_left)


def _with_more(study: Study, one: Cures, levers: Sequence[Lever]) -> Cures:
    """Return the cures with what else would have to give way with other decisions, where that closes more."""
    others = beyond(levers, study.model, study.solution.matrix)
    closing = Closing(study, of_plan(study), [one.gap], [*map(uncounted, levers), *others])
    found, _ = _best(study, closing, 0)
    if found is None or found.tiers[0].objective >= _left(one) - NOTHING:
        return one
    given = np.where(closing.moves.weight > 0.0, found.values[closing.known :], 0.0)
    more = tuple((others[move.lever], move) for move in moves_of(closing, given, len(levers)))
    return replace(one, anew_more=more, anew_rest=max(found.tiers[0].objective, 0.0))


def _best(study: Study, closing: Closing, gap: int) -> tuple[Solution | None, float]:
    """Return the best of all decisions with every lever, and how many times the gap a yes lets more through in it."""
    every = range(int(closing.moves.lever.max(initial=-1)) + 1)
    found, times = None, TIMES_THE_GAP[0]
    for more in TIMES_THE_GAP:
        other = _solved(study, closing, gap, every, more)
        if other is not None and (found is None or _is_less(other, found)):
            found, times = other, more
    return found, times


def _anew(study: Study, closing: Closing, gap: int, one: Cures) -> Cures:
    found, times = _best(study, closing, gap)
    if found is None:
        return one
    least = found.tiers[0].objective
    closes_more = least <= one.left - 2.0 * NOTHING

    def is_better(cure: Cure) -> bool:
        return closes_more or (bool(one.each) and _is_better(study, closing, gap, cure, one.each[0]))

    cure = None if least > one.left + NOTHING else _cure(study, closing, gap, found, times)
    if cure is None or not is_better(cure):
        return one
    own = closing.moves.used(found.values[closing.known :], NOTHING)
    for lever in list(own):
        rest = [other for other in own if other != lever]
        less = _solved(study, closing, gap, rest, times) if rest else None
        if less is not None and less.tiers[0].objective <= least + NOTHING:
            own, found = rest, less
            cure = _cure(study, closing, gap, found, times)
    return replace(one, anew=cure, anew_left=max(least, 0.0)) if cure is not None and is_better(cure) else one


def _cure(study: Study, closing: Closing, gap: int, found: Solution, times: float) -> Cure | None:
    """Return what moves at a solution, what yields, and what that costs; None where the last is not known.

    times  as in `_program`, where the solution was found
    """
    moved = found.values[closing.known :]
    paid = closing.moves.paid(moved)
    cost = found.tiers[-1].objective - closing.base_cost - paid
    cure = Cure(moves_of(closing, moved), closing.moves.unpriced(moved), cost, paid, yields_of(study, found))
    # The program knows how much a priority lacks in all, and lets the cheapest lack it.
    if not shares_behind(study, closing, gap):
        return cure
    shared = with_shares(study, closing, cure, *_program(study, closing, gap, moved, times))
    return shared if isinstance(shared, Cure) else None


def _is_better(study: Study, closing: Closing, gap: int, one: Cure, other: Cure) -> bool:
    """Return whether one cure goes before another: in t without a stated cost, then in what yields, then in USD."""
    scale = [0.0, *(study.base.optima.get(name, 0.0) for name in closing.behind(gap)), closing.base_cost]
    least = [NOTHING, *(NOTHING for _ in closing.behind(gap)), 10.0**-CENTS]
    for mine, yours, size, room in zip(
        _value(closing, gap, one), _value(closing, gap, other), scale, least, strict=True
    ):  # fmt: skip
        if abs(mine - yours) > max(room, SAME * max(abs(size), abs(yours))):
            return mine < yours
    return False


def _value(closing: Closing, gap: int, cure: Cure) -> list[float]:
    tonnes = float(closing.moves.weight @ amounts_of(closing, cure.moves))
    lost = (cure.yields.get(name, 0.0) for name in closing.behind(gap))
    return [tonnes, *lost, cure.cost + cure.lever_cost]


def _is_less(one: Solution, other: Solution) -> bool:
    """Return whether a solution is better than another, in the first tier in which they differ."""
    for mine, yours in zip(one.tiers, other.tiers, strict=False):
        if abs(mine.objective - yours.objective) > max(NOTHING, SAME * abs(yours.objective)):
            return mine.objective < yours.objective
    return False


def _solved(study: Study, closing: Closing, gap: int, levers: Collection[int], times: float) -> Solution | None:
    """Return the best of all decisions with some levers; None where it is not known.

    times  as in `_program`
    """
    matrix, tiers = _program(study, closing, gap, closing.moves.bounds_of(sorted(levers)), times)
    found = study.attempted(lambda: study.solved(matrix, tiers, None))
    return None if isinstance(found, Outcome) else found


def _program(study: Study, closing: Closing, gap: int, bounds: FloatArray, times: float) -> tuple[Matrix, list[Tier]]:
    """Return the program with moves within bounds whose decisions are free, and what is asked of it.

    times  how many times the gap a yes lets more through
    """
    wide, tiers = closing.program(gap, bounds)
    return _undecided(wide, study.matrix, times * closing.gaps[gap].short), tiers


def _undecided(wide: Matrix, own: Matrix, more: float) -> Matrix:
    """Return a program with columns and rows behind those of the plan's, whose decisions are free in it.

    more  t by which a yes lets more through than twice what it does in the plan's program
    """
    lower, upper, most = wide.column_lower.copy(), wide.column_upper.copy(), wide.row_upper.copy()
    lower[own.integer], upper[own.integer] = own.column_lower[own.integer], own.column_upper[own.integer]
    least = wide.row_lower.copy()
    most[own.switched], least[own.switched] = own.row_upper[own.switched], own.row_lower[own.switched]
    asks = own.switched[np.isfinite(least[own.switched])]
    least[asks] = TWICE * least[asks] - more
    opens = np.isin(wide.entry_row, own.switched) & np.isin(wide.column, own.integer)
    value = np.where(opens, TWICE * wide.value - more, wide.value)
    return replace(
        wide, value=value, column_lower=lower, column_upper=upper, row_lower=least, row_upper=most,
        integer=own.integer, switched=own.switched, spare=own.spare[:0],
    )  # fmt: skip
