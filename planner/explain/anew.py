"""Cures with other decisions: what closes a gap that levers leave open while the whole numbers stay as they are.

The program is that of all cures, with the yes/no and whole-number decisions free again: the least gap, then the least
moves without a stated cost, then what yields, then cost, each of them searched for in whole numbers. Only in a program
that is small: each lever that is used is one more search.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

from models.levers import Lever
from models.program import Matrix
from models.solution import Solution
from planner.explain.closing import NOTHING, Closing
from planner.explain.cures import Cure, Cures, moves_of
from planner.explain.given import of_plan
from planner.explain.level import SMALL
from planner.explain.outcomes import Outcome, difference
from planner.explain.study import Study


def with_other_decisions(study: Study, found: Sequence[Cures], levers: Sequence[Lever]) -> list[Cures]:
    """Return the cures with the best one of other decisions, of each gap that those of the plan leave more open."""
    open_ = [one for one in found if not one.why and one.left > NOTHING]
    if not open_ or not study.matrix.integer.size or study.matrix.columns > SMALL:
        return list(found)
    closing = Closing(study, of_plan(study), [one.gap for one in open_], levers)
    told = {id(one): _anew(study, closing, number, one) for number, one in enumerate(open_)}
    return [told.get(id(one), one) for one in found]


def _anew(study: Study, closing: Closing, gap: int, one: Cures) -> Cures:
    every = range(int(closing.moves.lever.max(initial=-1)) + 1)
    found = _solved(study, closing, gap, every)
    if found is None or found.tiers[0].objective > one.left - 2.0 * NOTHING:
        return one
    least = found.tiers[0].objective
    own = closing.moves.used(found.values[closing.known :], NOTHING)
    for lever in list(own):
        rest = [other for other in own if other != lever]
        less = _solved(study, closing, gap, rest) if rest else None
        if less is not None and less.tiers[0].objective <= least + NOTHING:
            own, found = rest, less
    moved = found.values[closing.known :]
    paid = closing.moves.paid(moved)
    yields = {
        result.tier.name: more
        for result in found.tiers
        if result.tier.name in closing.behind(gap)
        and (more := difference(result.objective, study.base.optima.get(result.tier.name, 0.0))) > 0.0
    }
    cost = found.tiers[-1].objective - closing.base_cost - paid
    tonnes = closing.moves.unpriced(moved)
    return replace(one, anew=Cure(moves_of(closing, moved), tonnes, cost, paid, yields), anew_left=max(least, 0.0))


def _solved(study: Study, closing: Closing, gap: int, levers: Collection[int]) -> Solution | None:
    """Return the best of all decisions with some levers; None where it is not known."""
    wide, tiers = closing.program(gap, closing.moves.bounds_of(sorted(levers)))
    matrix = _undecided(wide, study.matrix)
    found = study.attempted(lambda: study.solved(matrix, tiers, None))
    return None if isinstance(found, Outcome) else found


def _undecided(wide: Matrix, own: Matrix) -> Matrix:
    """Return a program with columns and rows behind those of the plan's, whose decisions are free in it."""
    lower, upper, most = wide.column_lower.copy(), wide.column_upper.copy(), wide.row_upper.copy()
    lower[own.integer], upper[own.integer] = own.column_lower[own.integer], own.column_upper[own.integer]
    most[own.switched] = own.row_upper[own.switched]
    return replace(
        wide, column_lower=lower, column_upper=upper, row_upper=most, integer=own.integer, switched=own.switched,
        spare=own.spare[:0],
    )  # fmt: skip
