"""Locking a tier by its face: exactly the set of its optima."""

from __future__ import annotations

import numpy as np
import pytest

from models.linear.face import DUAL_NOISE, Bounds, size_of

INFINITE = np.inf


def bounds(columns: list[tuple[float, float]], rows: list[tuple[float, float]]) -> Bounds:
    column, row = np.array(columns, dtype=np.float64).reshape(-1, 2), np.array(rows, dtype=np.float64).reshape(-1, 2)
    return Bounds(column[:, 0].copy(), column[:, 1].copy(), row[:, 0].copy(), row[:, 1].copy())


def test_a_column_with_a_reduced_cost_is_fixed_at_the_bound_that_its_sign_names() -> None:
    limits = bounds([(0.0, 9.0), (0.0, 9.0), (0.0, 9.0)], [])
    face = limits.face(np.ones(3), np.array([2.0, -2.0, 0.0]), np.empty(0))
    assert face.columns.tolist() == [0, 1]
    assert face.column_values.tolist() == [0.0, 9.0]
    assert limits.column_lower.tolist() == [0.0, 9.0, 0.0]
    assert limits.column_upper.tolist() == [0.0, 9.0, 9.0]


def test_a_row_with_a_dual_is_held_at_its_limit_and_the_others_stay_free() -> None:
    limits = bounds([], [(-INFINITE, 4.0), (1.0, INFINITE), (-INFINITE, 7.0)])
    face = limits.face(np.array([1.0]), np.empty(0), np.array([-1.0, 1.0, 0.0]))
    assert face.rows.tolist() == [0, 1]
    assert limits.row_lower.tolist() == [4.0, 1.0, -INFINITE]
    assert limits.row_upper.tolist() == [4.0, 1.0, 7.0]


def test_what_is_fixed_already_is_not_locked_again() -> None:
    limits = bounds([(3.0, 3.0)], [(5.0, 5.0)])
    face = limits.face(np.array([1.0]), np.array([1.0]), np.array([1.0]))
    assert face.columns.size == face.rows.size == 0


@pytest.mark.parametrize("largest", [1.0, 1e6])
def test_noise_below_a_share_of_the_largest_cost_locks_nothing(largest: float) -> None:
    limits = bounds([(0.0, 9.0), (0.0, 9.0)], [])
    noise = 0.5 * DUAL_NOISE * largest
    face = limits.face(np.array([largest, 0.0]), np.array([noise, 4.0 * noise]), np.empty(0))
    assert face.columns.tolist() == [1]


def test_beside_a_cost_that_forbids_and_is_not_incurred_small_reduced_costs_are_no_noise() -> None:
    limits = bounds([(0.0, 9.0)] * 4, [])
    face = limits.face(np.array([1e10, 1.0, 0.5, 0.0]), np.array([1e10 - 0.25, 1e-3, 0.0, 1e-15]), np.empty(0))
    assert face.columns.tolist() == [0, 1]


def test_beside_a_large_cost_that_is_incurred_they_are() -> None:
    limits = bounds([(0.0, 9.0)] * 2, [])
    face = limits.face(np.array([1e10, 1.0]), np.array([0.0, 1e-3]), np.empty(0))
    assert face.columns.size == 0


def test_the_size_of_costs_leaves_out_those_that_only_forbid() -> None:
    costs = np.array([0.0, 2.0, -7.0, 1e10])
    assert size_of(costs) == size_of(costs, 1e7) == 1e10
    assert size_of(costs, 5.0) == 5.0
    assert size_of(costs, 0.0) == 2.0
    assert size_of(np.zeros(2), 0.0) == 0.0


def test_a_dual_that_names_a_side_without_a_limit_is_left_alone() -> None:
    limits = bounds([(0.0, INFINITE)], [(-INFINITE, 4.0)])
    face = limits.face(np.array([1.0]), np.array([-1e-6]), np.array([1e-6]))
    assert face.columns.size == face.rows.size == 0
    assert limits.column_upper.tolist() == [INFINITE]
    assert limits.row_lower.tolist() == [-INFINITE]


def test_the_face_is_exactly_the_set_of_optima() -> None:
    """Least x + y with x + y >= 2, x <= 1, y <= 3: every optimum has x + y = 2, and nothing else is fixed."""
    limits = bounds([(0.0, 1.0), (0.0, 3.0)], [(2.0, INFINITE)])
    limits.face(np.ones(2), np.zeros(2), np.array([1.0]))
    assert (limits.row_lower[0], limits.row_upper[0]) == (2.0, 2.0)
    assert limits.column_upper.tolist() == [1.0, 3.0]
