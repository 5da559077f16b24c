"""The core of a program: what can move has the same points as before, and everything else is where it has to be."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from models.linear.core import Core, core_of
from models.linear.program import Tier
from planner.solve import highs
from tests.programs import INF, program, random_programs
from tests.seeds import graded


def left(core: Core) -> tuple[list[int], int]:
    """Return the columns that can move, and how many rows there are."""
    return core.columns.tolist(), core.matrix.rows


def test_what_a_node_gets_from_nowhere_goes_nowhere_and_settles_what_is_made_of_it() -> None:
    """Nothing comes (0 = 1); so nothing is made of it (2 = 1); the others keep their row."""
    free = (0.0, INF)
    core = core_of(
        program(
            [(0.0, 0.0), free, free, free, free], [(0, {0: 1, 1: -1}, 0), (0, {1: 2, 2: -1}, 0), (1, {3: 1, 4: 1}, 4)]
        )
    )
    assert left(core) == ([3, 4], 1)
    assert core.settled.tolist() == [0.0] * 5


def test_a_row_at_its_limit_holds_its_columns_at_the_ends_that_it_needs() -> None:
    core = core_of(program([(0, 3), (-1, 2), (0, 9), (0, 9)], [(5, {0: 1, 1: -2}, 5), (-INF, {2: 1, 3: 1, 0: 1}, 10)]))
    assert core.settled.tolist() == [3.0, -1.0, 0.0, 0.0]
    assert left(core) == ([2, 3], 1)
    assert (core.matrix.row_lower.tolist(), core.matrix.row_upper.tolist()) == ([-INF], [7.0])


def test_a_row_with_one_column_becomes_its_bounds() -> None:
    core = core_of(program([(0, INF), (0, INF)], [(-6, {0: -2}, -1), (0, {0: 1, 1: 1}, 8)]))
    assert left(core) == ([0, 1], 1)
    assert (core.matrix.column_lower.tolist(), core.matrix.column_upper.tolist()) == ([0.5, 0.0], [3.0, INF])


def test_a_row_that_bounds_keep_anyway_is_gone() -> None:
    assert left(core_of(program([(0, 2), (0, 3)], [(-INF, {0: 1, 1: 1}, 5)]))) == ([0, 1], 0)


def test_spare_columns_are_settled_and_an_objective_keeps_what_is_settled() -> None:
    core = core_of(program([(2, 5), (0, 4), (1, 1)], [(0, {0: 1, 1: 1, 2: 1}, 6)], spare=(0,)))
    assert (core.columns.tolist(), core.settled.tolist()) == ([1], [2.0, 0.0, 1.0])
    own, rest = core.of(np.array([10.0, 7.0, 100.0]))
    assert (own.tolist(), rest) == ([7.0], 120.0)


@pytest.mark.parametrize("count", graded([12, 100], 1))
def test_a_core_has_the_optimum_of_its_program_for_any_objective(count: int) -> None:
    settled = 0
    for seed, matrix in random_programs(count):
        upper = matrix.column_upper.copy()
        upper[matrix.spare] = matrix.column_lower[matrix.spare]
        whole = replace(matrix, column_upper=upper, spare=matrix.spare[:0])
        core = core_of(matrix)
        settled += matrix.columns - core.columns.size - matrix.spare.size
        # A plan without a limit has no end; with costs that are nowhere below 0 each objective has one.
        objective = np.random.default_rng(seed).integers(0, 5, matrix.columns).astype(float)
        own, rest = core.of(objective)
        (one,) = highs.solve(whole, [Tier("any", "soft", objective)]).tiers
        (other,) = highs.solve(core.matrix, [Tier("any", "soft", own)]).tiers
        assert other.objective + rest == pytest.approx(one.objective, rel=1e-7, abs=1e-6), seed
    assert settled > count
