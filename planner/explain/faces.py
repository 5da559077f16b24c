"""The plan's program held to the optima of its tiers, by their faces: exactly, without a row or a tolerance more."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from models.solution import Solution, TierResult
from planner.explain.study import TIE_BREAK, Study
from planner.solve.face import Bounds
from planner.solve.unit import in_unit


def counted(study: Study) -> Solution:
    """Return the plan's solution with quantities counted in the unit of its program; `matrix.unit` is 1.

    Where that unit is less than a tonne the program is solved once more as the solver sees it. Raises StoppedError.
    """
    solution = study.solution
    if solution.matrix.unit == 1.0:
        return solution
    matrix, tiers = in_unit(solution.matrix, [result.tier for result in solution.tiers])
    return study.solved(matrix, tiers, None)


def weighed(solution: Solution) -> list[TierResult]:
    """Return the results of the tiers that a planner weighs."""
    return [result for result in solution.tiers if result.tier.kind != TIE_BREAK]


def faces(solution: Solution, results: Sequence[TierResult]) -> list[Bounds]:
    """Return the bounds that hold a program to the optima of its first tiers: one for each, with those before it.

    What a fair share comes to is all that it leaves of its demands: they keep what they have.
    """
    matrix = solution.matrix
    bounds = Bounds(
        matrix.column_lower.copy(), matrix.column_upper.copy(), matrix.row_lower.copy(), matrix.row_upper.copy()
    )
    found = []
    for result in results:
        if result.tier.kind == "fair":
            of = [one.tier for one in results if (one.tier.kind, one.tier.priority) == ("unmet", result.tier.priority)]
            kept = np.flatnonzero(np.any([tier.objective for tier in of], axis=0))
            bounds.column_lower[kept] = bounds.column_upper[kept] = solution.values[kept]
        else:
            bounds.face(result.tier.objective, result.column_dual, result.row_dual)
        found.append(
            replace(
                bounds, column_lower=bounds.column_lower.copy(), column_upper=bounds.column_upper.copy(),
                row_lower=bounds.row_lower.copy(), row_upper=bounds.row_upper.copy(),
            )
        )  # fmt: skip
    return found
