"""What a program costs of which each point is one of the plan's, as long as all that is better than cost stays as good.

A tier that is the least of more is no less of less: it comes to the same where any point is left on the faces of the
plan's tiers, and then the cost is the least on these. What proves the plan's cost is no less a proof there, so that the
dual simplex method goes on from it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from models.arrays import FloatArray
from models.linear.face import Bounds, incurred_in
from models.linear.matrix import Matrix
from models.linear.program import Tier
from models.linear.solution import Solution, TierResult
from planner.explain.extended import Extended
from planner.explain.outcomes import COST
from planner.explain.unchanged import is_no_looser, is_weighed_alike
from planner.solve.methods import MOST_MENDING, UNSCALED
from planner.solve.session import Outcome, make_highs, pass_program, require, scale_of
from planner.solve.warm import LAST, Basis, fitted
from planner.solve.ways import MENDING, run_by


def least_cost(
    known: Solution, results: Sequence[TierResult], extended: Extended, tiers: Sequence[Tier], deadline: float | None
) -> float | None:
    """Return the least cost of a program within a known one where all that is better than cost comes to the same.

    results  of the known program, of the tiers that a planner weighs
    tiers    of the other program

    None where some of that may come to more, or cost is not the last of them, where the program has a point that is
    none of the known one or its cost is another one, and where the solver does not find it, or is far from it.
    """
    matrix = known.matrix
    if (
        results[-1].tier.kind != COST
        or LAST not in known.bases
        or not is_weighed_alike(matrix, results, extended, tiers)
        or not is_no_looser(matrix, extended)
    ):
        return None
    *better, cost = (extended.spread(tier.objective) for tier in tiers)
    if any(objective[matrix.columns :].any() for objective in better):
        return None
    return _least(
        _held(matrix, results[:-1], extended), cost, fitted(known.bases, matrix, extended.matrix)[LAST], deadline
    )


def _held(known: Matrix, better: Sequence[TierResult], extended: Extended) -> Matrix:
    """Return a program within a known one on the faces of its better tiers."""
    bounds, wide, rows = Bounds.of(known), extended.matrix, extended.shifted
    for result in better:
        bounds.face(result.tier.objective, result.column_dual, result.row_dual)
    column_lower, column_upper = wide.column_lower.copy(), wide.column_upper.copy()
    row_lower, row_upper = wide.row_lower.copy(), wide.row_upper.copy()
    own, shift = slice(known.columns), slice(known.columns, known.columns + rows.size)
    column_lower[own] = np.maximum(column_lower[own], bounds.column_lower)
    column_upper[own] = np.minimum(column_upper[own], bounds.column_upper)
    row_lower[: known.rows], row_upper[: known.rows] = bounds.row_lower, bounds.row_upper
    # A row that is held is so where it was: it is not shifted.
    is_held = (bounds.row_lower[rows] != known.row_lower[rows]) | (bounds.row_upper[rows] != known.row_upper[rows])
    column_lower[shift] = np.where(is_held, np.maximum(column_lower[shift], 0.0), column_lower[shift])
    column_upper[shift] = np.where(is_held, np.minimum(column_upper[shift], 0.0), column_upper[shift])
    return replace(wide, column_lower=column_lower, column_upper=column_upper, row_lower=row_lower, row_upper=row_upper)


def _least(matrix: Matrix, cost: FloatArray, basis: Basis, deadline: float | None) -> float | None:
    """Return the least of (columns,) a cost from a basis that is dual feasible; None where that is not found."""
    highs, scale = make_highs(), scale_of(cost)
    pass_program(highs, matrix, cost * scale)
    options = {"simplex_scale_strategy": UNSCALED, "simplex_iteration_limit": MOST_MENDING}
    for name, value in options.items():
        require(highs.setOptionValue(name, value), f"option {name}")
    MENDING.choose(highs)
    require(highs.setBasis(basis.noted), "a known basis")
    if run_by(highs, deadline) is not Outcome.OPTIMAL:
        return None
    solution = highs.getSolution()
    # A forbidding cost takes digits from the others, which more than one run brings back.
    if scale_of(cost, incurred_in(cost, np.array(solution.col_dual) / scale)) != scale:
        return None
    return float(cost @ np.clip(np.array(solution.col_value), matrix.column_lower, matrix.column_upper))
