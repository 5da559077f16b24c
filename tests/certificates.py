"""Proof of optimality without a stored number: feasible, signs of duals, slackness, equal objectives."""

from __future__ import annotations

import numpy as np

from models.arrays import FloatArray
from models.linear.face import Bounds
from models.linear.matrix import Matrix
from models.linear.solution import TierResult
from models.plan import Plan

# Relative to the largest number involved; HiGHS works to 1e-9.
FEASIBLE = 1e-6
SIGN = 1e-7
EQUAL = 1e-7


def assert_certified(plan: Plan) -> None:
    """Assert that every tier of the plan's solution is optimal on the face of the better ones."""
    matrix = plan.solution.matrix
    bounds = Bounds.of(matrix)
    point = plan.solution.values
    assert_feasible(matrix, bounds, point)
    for result in plan.solution.tiers:
        assert_tier_certified(matrix, bounds, point, result)
        bounds.face(result.tier.objective, result.column_dual, result.row_dual)
        bounds.column_lower[result.held] = bounds.column_upper[result.held] = point[result.held]
        # Locked by the face, the final point still lies in it.
        assert_feasible(matrix, bounds, point)


def assert_feasible(matrix: Matrix, bounds: Bounds, point: FloatArray) -> None:
    """Assert that the point satisfies every bound and row."""
    activity = matrix.activity(point)
    terms = np.ones(matrix.rows)
    np.maximum.at(terms, matrix.entry_row, np.abs(matrix.value * point[matrix.column]))
    assert np.all(point >= bounds.column_lower - FEASIBLE)
    assert np.all(point <= bounds.column_upper + FEASIBLE)
    assert np.all(activity >= bounds.row_lower - FEASIBLE * terms)
    assert np.all(activity <= bounds.row_upper + FEASIBLE * terms)


def assert_tier_certified(matrix: Matrix, bounds: Bounds, point: FloatArray, result: TierResult) -> None:
    """Assert stationarity, the signs of the duals, complementary slackness and equal objectives of one tier."""
    objective, row_dual, column_dual = result.tier.objective, result.row_dual, result.column_dual
    scale = max(1.0, float(np.abs(objective).max(initial=0.0)))
    stationary = objective - matrix.transposed_product(row_dual) - column_dual
    assert np.abs(stationary).max(initial=0.0) <= SIGN * max(scale, float(np.abs(row_dual).max(initial=0.0)))
    for dual, lower, upper in (
        (row_dual, bounds.row_lower, bounds.row_upper), (column_dual, bounds.column_lower, bounds.column_upper)
    ):  # fmt: skip
        assert np.all((dual <= SIGN * scale) | np.isfinite(lower))
        assert np.all((dual >= -SIGN * scale) | np.isfinite(upper))
    value = float(objective @ point)
    dual_value = _paid(row_dual, bounds.row_lower, bounds.row_upper) + _paid(
        column_dual, bounds.column_lower, bounds.column_upper
    )
    assert abs(value - dual_value) <= EQUAL * max(1.0, abs(value), abs(dual_value))
    assert abs(value - result.objective) <= EQUAL * max(1.0, abs(value))


def _paid(dual: FloatArray, lower: FloatArray, upper: FloatArray) -> float:
    """Return the sum of duals times the limit that each names; equal objectives then imply complementary slackness."""
    limit = np.where(dual > 0.0, lower, upper)
    used = np.isfinite(limit) & (dual != 0.0)
    return float(dual[used] @ limit[used])
