"""What gives limits their worth is left: whatever becomes of limits other than 0, an optimum is that of the whole."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from models.linear.condensed import Condensed, condensed
from models.linear.matrix import Matrix
from models.linear.program import Tier
from models.linear.signs import Signs
from planner.errors import NoPlanError
from planner.solve import highs
from tests.programs import INF, program, random_programs
from tests.seeds import graded

NONE = np.empty(0, dtype=np.int64)


def left(matrix: Matrix, kept: np.ndarray = NONE, rows_kept: np.ndarray = NONE) -> Condensed:
    """Return what is left for objectives of which nothing is known."""
    return condensed(matrix, Signs.any_of(matrix.columns), kept, rows_kept)


def least(matrix: Matrix, objective: np.ndarray) -> float:
    """Return the least of an objective, infinite where nothing keeps every limit."""
    try:
        return highs.solve(matrix, [Tier("any", "soft", objective)]).tiers[0].objective
    except NoPlanError:
        return INF


def test_what_nothing_reaches_is_gone_with_what_it_would_feed() -> None:
    """Nothing comes in (0) but what goes out (1); what goes out is made into 2, and 3 is bought."""
    matrix = program(
        [(0, 0), (0, INF), (0, INF), (0, INF)],
        [(0, {0: 1, 1: -1}, 0), (0, {1: 1, 2: -2}, 0), (-INF, {1: 1}, 7), (5, {2: 1, 3: 1}, INF)],
    )
    found = left(matrix)
    assert (found.rows.tolist(), found.columns.tolist()) == ([3], [3])
    assert (found.matrix.row_lower.tolist(), found.matrix.row_upper.tolist()) == ([5.0], [INF])


def test_what_is_passed_on_is_given_by_what_it_comes_from() -> None:
    """What is made (0) is sent two ways (1, 2): its limit is one of both."""
    matrix = program([(0, INF)] * 3, [(0, {0: 1, 1: -1, 2: -1}, 0), (-INF, {0: 1}, 8), (3, {1: 1}, INF)])
    found = left(matrix)
    assert (found.rows.tolist(), found.columns.tolist()) == ([1, 2], [1, 2])
    assert found.matrix.value.tolist() == [1.0, 1.0, 1.0]


@pytest.mark.parametrize("limit", [8.0, -8.0])
def test_an_equation_of_something_and_a_bound_of_something_stay(limit: float) -> None:
    """A limit that another one hides has no worth, and one that it only just hides may have one."""
    given = program([(-INF, INF), (0, INF)], [(limit, {0: 1, 1: -1}, limit), (0, {0: 1}, INF)])
    assert left(given).rows.tolist() == [0, 1]
    bounded = program([(0, 4), (0, INF), (0, 4)], [(0, {0: 1, 1: -1, 2: 1}, 0), (-INF, {1: 1}, 8)])
    assert left(bounded).columns.tolist() == [0, 2]
    both = program([(0, 4), (0, INF), (0, 4)], [(-INF, {0: 1, 2: 1}, 8)])
    assert left(both).rows.tolist() == [0]
    decided = program([(1, 1), (0, INF)], [(-INF, {0: -9, 1: 1}, 0)])
    assert left(decided).columns.tolist() == [0, 1]


def test_a_column_that_is_kept_stays_at_nothing_and_where_others_give_it() -> None:
    matrix = program([(0, INF)] * 3, [(0, {0: 1, 1: -1}, 0), (0, {2: 1}, 0), (-INF, {1: 1}, 8)])
    assert left(matrix, np.array([2])).columns.tolist() == [1, 2]
    assert left(matrix, np.array([0, 1, 2])).columns.tolist() == [0, 1, 2]


def test_from_a_row_that_is_kept_nothing_is_concluded_and_it_stays_with_nothing_in_it() -> None:
    """Limits of 0 that may become others hold nothing; what the second row counts cannot come from anywhere."""
    matrix = program([(0, INF)] * 2, [(-INF, {0: 1}, 0), (0, {1: 1}, 0), (0, {1: 5}, 0)])
    assert left(matrix).rows.size == 0
    found = left(matrix, NONE, np.array([0, 2]))
    assert (found.rows.tolist(), found.columns.tolist()) == ([0, 2], [0])
    assert found.matrix.start.tolist() == [0, 1, 1]


def test_what_nothing_can_give_is_asked_for_in_what_is_left_too() -> None:
    """5 are asked for of what nothing makes: there is no point, nor is there one in what is left."""
    matrix = program([(0, INF)] * 2, [(0, {0: 1}, 0), (5, {0: 1}, INF), (-INF, {1: 1}, 4)])
    found = left(matrix)
    assert found.rows.tolist() == [1, 2]
    assert least(found.matrix, np.zeros(found.columns.size)) == INF


def test_an_objective_counts_what_is_given_by_others_as_these() -> None:
    """0 = 1 + 2, and 3 is nothing."""
    matrix = program([(0, INF)] * 4, [(0, {0: 1, 1: -1, 2: -1}, 0), (-INF, {0: 1}, 8), (0, {3: 1}, 0)])
    found = left(matrix)
    assert found.columns.tolist() == [1, 2]
    assert found.of(np.array([10.0, 1.0, 2.0, 99.0])).tolist() == [11.0, 12.0]


@pytest.mark.parametrize("count", graded([10, 80], 1))
def test_with_other_limits_than_0_moved_the_optimum_is_that_of_the_whole_program(count: int) -> None:
    gone, moved = 0, 0
    for seed, matrix in random_programs(count):
        chance = np.random.default_rng(seed)
        kept = np.sort(chance.choice(matrix.columns, min(4, matrix.columns), replace=False))
        kept = kept[~np.isin(kept, matrix.spare)]
        objective = np.zeros(matrix.columns)
        objective[kept] = chance.integers(1, 5, kept.size)
        # What is asked for may be known or not, and be asked for within other bounds or not.
        signs = Signs.of(objective) if seed % 2 else Signs.any_of(matrix.columns)
        few = condensed(matrix, signs, kept if seed % 3 else NONE)
        gone += matrix.rows - few.rows.size
        for share in (0.0, 1e-3, 0.2):
            factor = 1.0 + share * chance.uniform(-1.0, 1.0, matrix.rows)
            whole = replace(matrix, row_lower=matrix.row_lower * factor, row_upper=matrix.row_upper * factor)
            other = replace(
                few.matrix, row_lower=few.matrix.row_lower * factor[few.rows],
                row_upper=few.matrix.row_upper * factor[few.rows],
            )  # fmt: skip
            found = least(whole, objective)
            assert least(other, few.of(objective)) == pytest.approx(found, rel=1e-7, abs=1e-6), (seed, share)
            moved += share > 0.0 and found < INF
    assert gone > count
    assert moved > count
