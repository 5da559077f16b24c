"""The plan's program held to the optima of its tiers, by their faces: exactly, without a row or a tolerance more."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import takewhile

import numpy as np

from models.arrays import IntArray
from models.linear.face import Bounds
from models.linear.matrix import Matrix
from models.linear.solution import Solution, TierResult
from models.tiers import FAIR
from planner.explain.outcomes import COST
from planner.explain.study import Study, results_of
from planner.solve.unit import in_unit


def counted(study: Study) -> Solution:
    """Return the plan's solution with quantities counted in the unit of its program; `matrix.unit` is 1.

    Where that unit is less than a tonne the program is solved once more as the solver sees it. Raises StoppedError.
    """
    solution = study.solution
    if solution.matrix.unit == 1.0:
        return solution
    return study.solved(*in_unit(solution.matrix, study.model.program.tiers), None)


def streams_of(results: Sequence[TierResult], priority: int) -> IntArray:
    """Return the columns of the streams of a priority that counts: what of each stays unmet."""
    of = [one.tier.objective for one in results if (one.tier.kind, one.tier.priority) == ("unmet", priority)]
    return np.flatnonzero(np.any(of, axis=0))


def faces(solution: Solution, results: Sequence[TierResult]) -> list[Bounds]:
    """Return the bounds that hold a program to the optima of its first tiers: one for each, with those before it.

    What a fair share comes to is all that it leaves of its demands: they keep what they have.
    """
    matrix = solution.matrix
    bounds = Bounds.of(matrix)
    found = []
    for result in results:
        if result.tier.kind == FAIR:
            kept = streams_of(results, result.tier.priority)
            bounds.column_lower[kept] = bounds.column_upper[kept] = solution.values[kept]
        else:
            bounds.face(result.tier.objective, result.column_dual, result.row_dual)
        found.append(bounds.copy())
    return found


def face_before_cost(solution: Solution) -> Matrix | None:
    """Return a solved program on the faces of the tiers before cost; None where the solver gave no duals.

    Every point of it has the optimum of each of these tiers, and every optimum of them is one of it.
    """
    matrix, results = solution.matrix, results_of(solution)
    before = list(takewhile(lambda result: result.tier.kind != COST, results))
    told = all(result.row_dual.size for result in before)
    if matrix.unit != 1.0 or len(before) == len(results) or not told:
        return None
    return faces(solution, before)[-1].within(matrix) if before else matrix
