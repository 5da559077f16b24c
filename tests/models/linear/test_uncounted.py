"""Without what objectives do not count a program has the same least for each, and with duals limits the same worth."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from models.linear.matrix import Matrix
from models.linear.program import Tier
from models.linear.signs import Signs
from models.linear.uncounted import counted
from planner.errors import NoPlanError
from planner.solve import highs
from tests.programs import INF, program, random_programs
from tests.seeds import graded

FREE = (0.0, INF)


def least(matrix: Matrix, objective: np.ndarray) -> float:
    """Return the least of an objective, infinite where nothing keeps every limit."""
    try:
        return highs.solve(matrix, [Tier("any", "soft", objective)]).tiers[0].objective
    except NoPlanError:
        return INF


def signs(*of_each: str) -> Signs:
    """Return signs: of each column "", "-", "+" or "-+"."""
    return Signs(np.array(["-" in one for one in of_each]), np.array(["+" in one for one in of_each]))


def test_limits_take_in_a_slack_between_its_bounds() -> None:
    """Column 0 is what 1 and 2 leave of 8, at most 5 of it: together these are between 3 and 8."""
    matrix = program([(0, 5), FREE, FREE], [(8, {0: 1, 1: 1, 2: 1}, 8), (0, {1: 1, 2: -1}, 4)])
    found = counted(matrix, signs("", "+-", "+-"))
    assert (found.rows.tolist(), found.columns.tolist()) == ([0, 1], [1, 2])
    assert (found.matrix.row_lower.tolist(), found.matrix.row_upper.tolist()) == ([3.0, 0.0], [8.0, 4.0])
    # Its bound of 5 may be worth something: where that matters it stays.
    assert counted(matrix, signs("", "+-", "+-"), with_duals=True).columns.tolist() == [0, 1, 2]


def test_a_slack_without_end_takes_one_side_of_its_row_or_all_of_it() -> None:
    matrix = program(
        [FREE, FREE, (-INF, INF), FREE, FREE],
        [(8, {0: 2, 1: 1}, 8), (8, {2: 1, 1: 1, 3: 1}, 8), (4, {1: 1, 3: 1, 4: -1}, 9)],
    )
    for with_duals in (False, True):
        found = counted(matrix, signs("", "+-", "", "+-", "+-"), with_duals=with_duals)
        assert (found.rows.tolist(), found.columns.tolist()) == ([0, 2], [1, 3, 4])
        assert (found.matrix.row_lower.tolist(), found.matrix.row_upper.tolist()) == ([-INF, 4.0], [8.0, 9.0])


def test_what_is_of_no_use_stays_at_its_least_and_counts_there() -> None:
    """Column 0 takes from what both rows let through, and is never worth anything; 1 is asked for by the second."""
    matrix = program([(2, 7), FREE, FREE], [(-INF, {0: 1, 1: 1}, 8), (1, {0: -3, 1: 2, 2: 1}, INF)])
    found = counted(matrix, signs("+", "+", "+-"))
    assert found.columns.tolist() == [1, 2]
    assert (found.matrix.row_lower.tolist(), found.matrix.row_upper.tolist()) == ([-INF, 7.0], [6.0, INF])
    assert found.of(np.array([10.0, 1.0, 3.0]))[1] == 20.0
    # Where it may be worth something, and where its bound may, it stays.
    assert counted(matrix, signs("-", "+", "+-")).columns.tolist() == [0, 1, 2]
    assert counted(matrix, signs("+", "+", "+-"), with_duals=True).columns.tolist() == [0, 1, 2]


def test_what_only_helps_is_at_its_most() -> None:
    matrix = program([(0, 3), FREE], [(2, {0: 1, 1: -1}, INF)])
    found = counted(matrix, signs("-", "+-"))
    assert (found.columns.tolist(), found.of(np.array([-5.0, 1.0]))[1]) == ([1], -15.0)
    assert found.matrix.row_lower.tolist() == [-1.0]


def test_of_those_that_do_the_same_one_stands_for_all_between_the_bounds_of_all() -> None:
    """Of what 0 does in both rows 1 does twice as much, and 2 the opposite; 3 does something else."""
    matrix = program(
        [(0, 4), (1, 2), (0, 1), (0, 4), FREE],
        [(0, {0: 1, 1: 2, 2: -1, 3: 1, 4: 1}, 9), (0, {0: 3, 1: 6, 2: -3, 3: 1, 4: -1}, 9)],
    )
    found = counted(matrix, signs("", "", "", "", "+-"))
    assert found.columns.tolist() == [0, 3, 4]
    assert (found.matrix.column_lower[0], found.matrix.column_upper[0]) == (1.0, 8.0)
    assert found.values(np.array([1.0, 1.5, 0.5, 7.0, 9.0])).tolist() == [3.5, 7.0, 9.0]
    # A bound of one may be worth something, and one that an objective counts is not the other.
    assert counted(matrix, signs("", "", "", "", "+-"), with_duals=True).columns.tolist() == [0, 1, 2, 3, 4]
    assert counted(matrix, signs("", "+-", "+-", "", "+-")).columns.tolist() == [0, 1, 2, 3, 4]


def test_those_joined_one_after_another_count_through_each_other() -> None:
    """2 does as 1 does; 0 does so only when its own row is gone, once 4 is found to be of no use there."""
    matrix = program(
        [FREE] * 5, [(0, {0: 1, 1: 1, 2: 1, 3: -1}, 9), (4, {0: 1, 1: 1, 2: 1, 3: 1}, INF), (-5, {0: 1, 4: -1}, INF)]
    )
    found = counted(matrix, signs("", "", "", "+-", "+"))
    assert (found.columns.tolist(), found.rows.tolist(), len(found.joined)) == ([0, 3], [0, 1], 2)
    assert found.values(np.array([1.0, 2.0, 4.0, 8.0, 16.0])).tolist() == [7.0, 8.0]


def test_columns_and_rows_that_are_kept_stay() -> None:
    matrix = program([FREE, FREE, (0, 3)], [(8, {0: 1, 1: 1}, 8), (-INF, {1: 1, 2: 1}, 2)])
    none = signs("", "+-", "")
    assert counted(matrix, none).columns.tolist() == [1]
    assert counted(matrix, none, np.array([0, 2])).columns.tolist() == [0, 1, 2]
    # A limit that is none may become one: neither is the slack of its row gone, nor what is of no use.
    for with_duals in (False, True):
        found = counted(matrix, none, rows_kept=np.array([0, 1]), with_duals=with_duals)
        assert (found.rows.tolist(), found.columns.tolist()) == ([0, 1], [0, 1, 2])


@pytest.mark.parametrize("count", graded([12, 100], 1))
def test_an_objective_of_these_signs_has_the_least_of_the_whole_program_between_any_bounds(count: int) -> None:
    gone = 0
    for seed, drawn in random_programs(count):
        chance = np.random.default_rng(seed)
        matrix = replace(drawn, spare=drawn.spare[:0])
        kept = np.sort(chance.choice(matrix.columns, min(3, matrix.columns), replace=False))
        objective = chance.integers(0, 4, matrix.columns) * (chance.random(matrix.columns) < seed % 4 / 3.0).astype(
            float
        )
        found = counted(matrix, Signs.of(objective), kept)
        gone += matrix.columns - found.columns.size
        own, rest = found.of(objective)
        for part in (1.0, 0.5):
            upper = matrix.column_upper.copy()
            upper[kept] = matrix.column_lower[kept] + part * np.minimum(upper[kept] - matrix.column_lower[kept], 1e3)
            left = replace(found.matrix, column_upper=found.matrix.column_upper.copy())
            left.column_upper[np.searchsorted(found.columns, kept)] = upper[kept]
            whole = least(replace(matrix, column_upper=upper), objective)
            # What is left is of a program that has a point.
            assert whole == INF or least(left, own) + rest == pytest.approx(whole, rel=1e-7, abs=1e-6), seed
    assert gone > count


@pytest.mark.parametrize("count", graded([12, 100], 1))
def test_with_duals_moved_limits_are_worth_what_they_are_in_the_whole_program(count: int) -> None:
    gone, moved = 0, 0
    for seed, drawn in random_programs(count):
        chance = np.random.default_rng(seed)
        matrix = replace(drawn, spare=drawn.spare[:0])
        objective = chance.integers(0, 4, matrix.columns) * (chance.random(matrix.columns) < seed % 4 / 3.0).astype(
            float
        )
        found = counted(matrix, Signs.of(objective), with_duals=True)
        gone += matrix.columns - found.columns.size
        for share in (0.0, 1e-3, 0.2):
            factor, times = (1.0 + share * chance.uniform(-1.0, 1.0, size) for size in (matrix.rows, matrix.columns))
            times = np.where(matrix.column_lower == matrix.column_upper, 1.0, times)
            whole = replace(
                matrix, row_lower=matrix.row_lower * factor, row_upper=matrix.row_upper * factor,
                column_lower=matrix.column_lower * np.minimum(times, 1.0), column_upper=matrix.column_upper * times,
            )  # fmt: skip
            # A bound that moves past the other one leaves no point; neither is moved there.
            whole = replace(whole, column_upper=np.maximum(whole.column_upper, whole.column_lower))
            left = replace(
                found.matrix, row_lower=found.matrix.row_lower * factor[found.rows],
                row_upper=found.matrix.row_upper * factor[found.rows],
                column_lower=whole.column_lower[found.columns], column_upper=whole.column_upper[found.columns],
            )  # fmt: skip
            value = least(whole, objective)
            assert least(left, found.of(objective)[0]) == pytest.approx(value, rel=1e-7, abs=1e-6), (seed, share)
            moved += share > 0.0 and value < INF
    assert gone > count
    assert moved > count
