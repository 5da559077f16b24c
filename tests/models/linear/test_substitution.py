"""Taking out what equations give: what is left has the same points, and objectives come to the same."""

from __future__ import annotations

import numpy as np
import pytest

from models.linear.core import core_of
from models.linear.program import Tier
from models.linear.substitution import MOST_FILL, Substituted, substituted
from planner.solve import highs
from tests.programs import INF, program, random_programs
from tests.seeds import graded


def rows_of(found: Substituted) -> list[dict[int, float]]:
    """Return the rows that are left, column of the whole program -> value."""
    matrix = found.matrix
    return [
        dict(zip(found.columns[matrix.column[first:last]].tolist(), matrix.value[first:last].tolist(), strict=True))
        for first, last in zip(matrix.start[:-1], matrix.start[1:], strict=True)
    ]


def test_a_column_that_others_keep_within_its_bounds_is_given_by_them_in_rows_and_objectives() -> None:
    """0 + 1 = 2 x (2) + 3: column 2 is (0 + 1 - 3) / 2, between -1.5 and 0."""
    found = substituted(
        program([(0, 2), (0, 1), (-2, 2), (3, INF)], [(3, {0: 1, 1: 1, 2: -2}, 3), (-INF, {2: 4, 3: 1}, 9)])
    )
    assert found.columns.tolist() == [0, 1, 3]
    assert rows_of(found) == [{0: 2.0, 1: 2.0, 3: 1.0}]
    assert (found.matrix.row_lower.tolist(), found.matrix.row_upper.tolist()) == ([-INF], [15.0])
    own, rest = found.of(np.array([1.0, 0.0, 10.0, 7.0]))
    assert (own.tolist(), rest) == ([6.0, 5.0, 7.0], -15.0)
    assert found.whole(np.array([2.0, 1.0, 5.0])).tolist() == [2.0, 1.0, 0.0, 5.0]


def test_a_column_that_is_kept_is_not_given_by_others_but_gives_them() -> None:
    matrix = program([(0, 2), (0, 1), (-2, 2)], [(3, {0: 1, 1: 1, 2: -2}, 3)])
    assert [step.column for step in substituted(matrix).steps] == [2]
    assert substituted(matrix, kept=np.array([2])).steps == ()
    free = program([(-9, 9), (0, 1), (-2, 2)], [(3, {0: 1, 1: 1, 2: -2}, 3)])
    assert [step.column for step in substituted(free, kept=np.array([2])).steps] == [0]


@pytest.mark.parametrize("bounds", [(-1.0, 2.0), (-2.0, -0.5)])
def test_a_column_whose_own_bound_holds_it_stays_with_its_equation(bounds: tuple[float, float]) -> None:
    matrix = program([(0, 2), (0, 1), bounds], [(3, {0: 1, 1: 1, 2: -2}, 3)])
    found = substituted(matrix)
    assert found.columns.tolist() == [0, 1, 2]
    assert found.steps == ()


def test_a_column_may_be_free_on_the_one_side_by_its_own_lack_of_a_bound() -> None:
    """What is sent (0) and kept (1) of what is made (2), which has no end above: no less than nothing of each."""
    found = substituted(program([(0, INF), (0, INF), (0, INF)], [(0, {0: 1, 1: 1, 2: -1}, 0), (-INF, {2: 1}, 8)]))
    assert found.columns.tolist() == [0, 1]
    assert rows_of(found) == [{0: 1.0, 1: 1.0}]


def test_an_endless_other_column_keeps_nothing_within_bounds() -> None:
    """Column 0 is no less than 0 by itself only; that what it is given by could fall below is not lost."""
    found = substituted(program([(0, INF), (0, INF), (0, 4)], [(3, {0: 1, 1: 1, 2: -1}, 3), (-INF, {0: 1, 1: 2}, 9)]))
    assert 2 in found.columns
    assert found.steps == ()


def test_a_small_coefficient_is_no_pivot() -> None:
    found = substituted(program([(0, 1), (-INF, INF)], [(1, {0: 1, 1: 0.001}, 1)]))
    assert found.steps == ()


def test_entries_that_cancel_are_gone_and_a_row_of_which_nothing_is_left_too() -> None:
    found = substituted(program([(0, 1), (-9, 9), (0, 5)], [(0, {0: 1, 1: -1}, 0), (0, {0: 1, 1: -1}, 0)]))
    assert (rows_of(found), len(found.steps)) == ([], 1)
    assert found.whole(np.zeros(found.columns.size)).tolist() == [0.0, 0.0, 0.0]


@pytest.mark.parametrize(("others", "rows", "fill"), [(5, 9, MOST_FILL), (4, 12, MOST_FILL + 1)])
def test_a_column_that_would_fill_more_places_than_may_be_stays(others: int, rows: int, fill: int) -> None:
    """It is given by some columns and stands in some rows more: each of these rows gains all that it is given by."""
    assert others * rows - others - rows - 1 == fill
    given = dict.fromkeys(range(others), 1.0) | {others: -1.0}
    equation = [(0.0, given, 0.0)]
    standing = [(-INF, {others: 1.0, others + 1 + row: 1.0}, 9.0) for row in range(rows)]
    bounds = [(0.0, 1.0)] * others + [(-INF, INF)] + [(0.0, 1.0)] * rows
    assert len(substituted(program(bounds, equation + standing)).steps) == (fill <= MOST_FILL)


@pytest.mark.parametrize("count", graded([12, 100], 1))
def test_what_is_left_has_the_optimum_of_its_program_and_gives_a_point_of_it(count: int) -> None:
    taken = 0
    for seed, whole in random_programs(count):
        matrix = core_of(whole).matrix
        found = substituted(matrix)
        taken += len(found.steps)
        objective = np.random.default_rng(seed).integers(0, 5, matrix.columns).astype(float)
        own, rest = found.of(objective)
        (one,) = highs.solve(matrix, [Tier("any", "soft", objective)]).tiers
        few = highs.solve(found.matrix, [Tier("any", "soft", own)])
        assert few.tiers[0].objective + rest == pytest.approx(one.objective, rel=1e-7, abs=1e-6), seed
        point = found.whole(few.values)
        assert objective @ point == pytest.approx(one.objective, rel=1e-7, abs=1e-6), seed
        room = 1e-6 * (1.0 + float(np.abs(point).max(initial=0.0)))
        assert np.all((point >= matrix.column_lower - room) & (point <= matrix.column_upper + room)), seed
        activity = matrix.activity(point)
        assert np.all((activity >= matrix.row_lower - room) & (activity <= matrix.row_upper + room)), seed
    assert taken > count
