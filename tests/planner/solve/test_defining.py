"""Rows that say what a later tier counts: nothing before it depends on them, and its optimum is the same."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from models.linear.matrix import Matrix
from models.linear.program import Tier
from planner.solve import highs, pulp, pulp_tier
from planner.solve.defining import asleep, told

# Columns x, y, and above and below of each; rows x + y >= 3, x - above + below = 2, y - above + below = 5.
MATRIX = Matrix(
    np.zeros(6), np.array([10.0, 10.0, *[np.inf] * 4]), np.array([3.0, 2.0, 5.0]), np.array([np.inf, 2.0, 5.0]),
    np.array([0, 2, 5, 8]), np.array([0, 1, 0, 2, 3, 1, 4, 5]), np.array([1.0, 1.0, 1.0, -1.0, 1.0, 1.0, -1.0, 1.0]),
)  # fmt: skip
COST = Tier("cost", "cost", np.array([1.0, 1.0, 0.0, 0.0, 0.0, 0.0]))
NEAR = Tier("near", "near", np.array([0.0, 0.0, 1.0, 1.0, 1.0, 1.0]), defining=np.array([1, 2]))


def test_only_the_limits_of_defining_rows_are_gone_while_they_sleep() -> None:
    sleeping = asleep(MATRIX, [COST, NEAR])
    assert sleeping.row_lower.tolist() == [3.0, -np.inf, -np.inf]
    assert sleeping.row_upper.tolist() == [np.inf] * 3
    assert asleep(MATRIX, [COST]) is MATRIX


def test_what_is_above_and_below_follows_from_the_other_columns() -> None:
    point = told(MATRIX, [COST, NEAR], np.array([3.0, 0.0, 9.0, 9.0, 9.0, 9.0]))
    assert point.tolist() == [3.0, 0.0, 1.0, 0.0, 0.0, 5.0]
    assert np.array_equal(MATRIX.activity(point)[1:], [2.0, 5.0])


@pytest.mark.parametrize("solver", ["highs", "pulp:HiGHS"])
def test_the_nearest_of_the_cheapest_points_is_found(solver: str) -> None:
    # Of the points x + y = 3 each with 0 <= x <= 2 is 2 - x + 5 - y = 4 away, the others are further.
    found = (
        highs.solve(MATRIX, [COST, NEAR]) if solver == "highs"
        else pulp.solve(MATRIX, [COST, NEAR], solver, progress=lambda line: None)
    )  # fmt: skip
    assert [result.objective for result in found.tiers] == pytest.approx([3.0, 4.0])
    assert np.allclose(found.matrix.activity(found.values)[1:], [2.0, 5.0])


def test_a_distance_of_nothing_is_proven_without_a_solve() -> None:
    there = replace(MATRIX, row_lower=np.array([3.0, 1.0, 2.0]), row_upper=np.array([np.inf, 1.0, 2.0]),
                    column_upper=np.array([1.0, 2.0, *[np.inf] * 4]))  # fmt: skip
    found = highs.solve(there, [COST, NEAR])
    assert found.tiers[1].objective == 0.0
    assert found.values.tolist() == [1.0, 2.0, 0.0, 0.0, 0.0, 0.0]


@pytest.mark.parametrize("solver", ["highs", "pulp:HiGHS"])
def test_a_plan_that_was_stopped_before_keeps_its_defining_rows(solver: str, monkeypatch: pytest.MonkeyPatch) -> None:
    if solver == "highs":
        whole = highs._solve_tier
        monkeypatch.setattr(highs, "_solve_tier", lambda run, tier: None if tier.kind == "near" else whole(run, tier))
        found = highs.solve(MATRIX, [COST, NEAR])
    else:
        each = pulp_tier._solve_tier

        def limited(matrix, tier, *rest):  # type: ignore[no-untyped-def]
            status, point = each(matrix, tier, *rest)
            return (pulp_tier.TIME_LIMIT if tier.kind == "near" else status), point

        monkeypatch.setattr(pulp_tier, "_solve_tier", limited)
        found = pulp.solve(MATRIX, [COST, NEAR], solver, progress=lambda line: None)
    assert found.stopped_in == "near"
    assert np.allclose(found.matrix.activity(found.values)[1:], [2.0, 5.0])
