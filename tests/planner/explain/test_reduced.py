"""What is left of a program comes to what the whole does, between any bounds of the columns that questions move."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import numpy as np
import pytest

from models.arrays import FloatArray
from models.linear.matrix import Matrix
from models.linear.program import Tier
from models.linear.signs import Signs
from planner.explain import loaded
from planner.explain.answer import UnansweredError
from planner.explain.loaded import Loaded
from planner.explain.reduced import Reduced
from planner.solve import highs
from planner.solve.vertex import Point
from tests.programs import INF, program, random_programs
from tests.seeds import graded
from tests.studies import study_of
from tests.tiny import tiny

STUDY = study_of(tiny())


def least(matrix: Matrix, objective: np.ndarray) -> float:
    """Return the least of an objective without spare columns, solved as if nothing were known."""
    upper = matrix.column_upper.copy()
    upper[matrix.spare] = matrix.column_lower[matrix.spare]
    whole = replace(matrix, column_upper=upper, spare=matrix.spare[:0])
    return highs.solve(whole, [Tier("any", "soft", objective)]).tiers[0].objective


@pytest.mark.parametrize("count", graded([8, 60], 1))
def test_between_any_bounds_of_what_moves_the_least_is_that_of_the_whole_program(count: int) -> None:
    """Some rows get a column that shifts them; what is left is found with the shifts free, and asked with them held."""
    asked = 0
    for seed, matrix in random_programs(count):
        chance = np.random.default_rng(seed)
        rows = np.sort(chance.choice(matrix.rows, min(4, matrix.rows), replace=False))
        shifts, free = matrix.columns + np.arange(rows.size), np.full(rows.size, INF)
        wide = matrix.grown((rows, shifts, np.full(rows.size, -1.0)), (-free, free))
        costs = chance.integers(0, 5, wide.columns).astype(float)
        costs[shifts] = 0.0
        start = costs if seed % 2 else None
        # Of a point nearby, or one that breaks what it can, nothing is other but where it begins.
        point = Point(chance.uniform(0.0, 2.0, wide.columns) * (seed % 3 - 1.0), chance.normal(0.0, 1.0, wide.rows))
        signs = Signs.of(costs) if seed % 5 else None
        reduced = Reduced(STUDY, wide, start, shifts, near=point if seed % 4 else None, signs=signs)
        for _ in range(3):
            lower, upper = (sign * chance.integers(0, 3, rows.size).astype(float) for sign in (-1.0, 1.0))
            ends = np.append(matrix.column_lower, lower), np.append(matrix.column_upper, upper)
            held = replace(wide, column_lower=ends[0], column_upper=ends[1])
            reduced.bound(lower, upper)
            assert reduced.lowest(costs) == pytest.approx(least(held, costs), rel=1e-7, abs=1e-6), seed
            asked += 1
    assert asked > 3 * count


def test_what_is_settled_stays_so_whatever_bounds_it_is_given_and_counts_in_objectives() -> None:
    """2 is settled at 3 by the first row: 1 from column 0, 2 from itself; column 1 is at least 4 by the second."""
    matrix = program([(1, 1), (0, 9), (-INF, INF)], [(4, {0: 1, 2: 1}, 4), (7, {1: 1, 2: 1}, INF)])
    reduced = Reduced(STUDY, matrix, np.array([0.0, 1.0, 0.0]), np.array([2]))
    reduced.bound(np.zeros(1), np.zeros(1))
    assert reduced.lowest(np.array([10.0, 1.0, 100.0])) == pytest.approx(314.0)


def test_a_column_that_moves_stays_though_an_equation_gives_it() -> None:
    """0 = 1 + 2 with no bound of its own: taken out, it could be held to nothing no more."""
    free = (-INF, INF)
    matrix = program([free, (0, 5), (0, 5)], [(0, {0: 1, 1: -1, 2: -1}, 0), (-INF, {1: 1, 2: 2}, 8)])
    reduced = Reduced(STUDY, matrix, moving=np.array([0]))
    for most in (0.0, 2.0, 7.0):
        reduced.bound(np.zeros(1), np.array([most]))
        assert reduced.lowest(np.array([-1.0, 0.0, 0.0])) == pytest.approx(-min(most, 6.5))


def test_it_can_begin_between_bounds_and_go_on_from_each_answer() -> None:
    """The least of 2 a + 3 b where a + b covers 6, and a is at most so much: one more of that saves 1."""
    matrix = program([(0, INF), (0, 9)], [(6, {0: 1, 1: 1}, INF)])
    reduced = Reduced(STUDY, matrix, np.array([2.0, 3.0]), np.array([0]), (np.zeros(1), np.ones(1)))
    for step, most in enumerate((1.0, 4.0, 8.0)):
        reduced.bound(np.zeros(1), np.array([most]))
        assert reduced.lowest(np.array([2.0, 3.0])) == pytest.approx(18.0 - min(most, 6.0))
        (reduced.stay if step % 2 else reduced.back)()


def test_what_has_no_end_is_endless() -> None:
    reduced = Reduced(STUDY, program([(0, INF), (0, INF)], [(0, {0: 1, 1: -1}, 3)]), moving=np.array([0]))
    assert reduced.lowest(np.array([-1.0, 0.0])) == -INF


def test_an_objective_of_other_signs_than_were_told_is_not_answered() -> None:
    """Column 0 is of no use to the row, and rests at 1, unless it may be worth something."""
    matrix = program([(1, 4), (0, INF)], [(0, {0: -2, 1: 1}, INF)])
    reduced = Reduced(STUDY, matrix, signs=Signs(np.array([False, False]), np.array([True, True])))
    assert reduced.lowest(np.array([3.0, 1.0])) == pytest.approx(5.0)
    with pytest.raises(UnansweredError, match="counts what is settled"):
        reduced.lowest(np.array([-3.0, 1.0]))


@pytest.mark.parametrize("count", graded([12, 80], 1))
def test_by_way_of_falling_prices_of_a_row_the_least_is_the_same(count: int) -> None:
    """The row lets a sum of costs be some more than its least, which is more than enough for some objectives."""
    held = 0
    for seed, matrix in random_programs(count):
        chance = np.random.default_rng(seed)
        costs, objective = (chance.integers(0, 5, matrix.columns).astype(float) for _ in range(2))
        asked = np.flatnonzero(costs)
        if not asked.size:
            continue
        most = least(matrix, costs) + chance.choice([0.0, 0.5, 2.0, 50.0])
        entries = (np.full(asked.size, matrix.rows), asked, costs[asked])
        wide = matrix.grown(entries, rows=(np.array([-INF]), np.array([most])))
        reduced = Reduced(STUDY, wide, costs)
        expected = reduced.lowest(objective)
        held += expected > least(matrix, objective) + 1e-6
        prices = [4.0 * 0.5**step for step in range(8)]
        for row in (matrix.rows, int(chance.integers(matrix.rows))):
            found = reduced.lowest_along(objective, row, prices)
            assert found == pytest.approx(expected, rel=1e-7, abs=1e-6), seed
        # What is asked next begins where the first question did.
        assert reduced.lowest(objective) == expected
    assert held > count // 8


def test_a_price_at_which_there_is_no_end_leads_nowhere() -> None:
    """At a price of 3 for each unit less of what both give, one would take as much of column 1 as there is."""
    matrix = program([(0, 9), (0, INF)], [(2, {0: 1, 1: 1}, INF), (-INF, {0: -1, 1: -2}, -1)])
    assert Reduced(STUDY, matrix).lowest_along(np.array([1.0, 2.0]), 1, [3.0]) == pytest.approx(2.0)


@pytest.mark.parametrize("steps", [1, 2])
def test_a_way_that_is_too_long_leads_nowhere(steps: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Three columns give way to a dearer one each, one after the other, until what these cost is at its limit."""
    bounds: list[tuple[float, float]] = [(0, 1)] * 6
    rows: list[tuple[float, dict[int, float], float]] = [(1, {own: 1, own + 3: 1}, INF) for own in range(3)]
    reduced = Reduced(
        STUDY, program(bounds, [*rows, (-INF, {3: 1, 4: 2, 5: 3}, 4)]), np.array([0.0, 0.0, 0.0, 1.0, 2.0, 3.0])
    )
    sent = np.array([1.0, 1.0, 1.0, 0.0, 0.0, 0.0])
    expected, follow = reduced.lowest(sent), Loaded.follow

    def few(one: Loaded, objectives: Iterable[FloatArray], row: int) -> None:
        with monkeypatch.context() as changed:
            changed.setattr(loaded, "NEAR", steps)
            follow(one, objectives, row)

    monkeypatch.setattr(Loaded, "follow", few)
    assert reduced.lowest_along(sent, 3, [4.0, 1.0, 0.4, 0.1]) == pytest.approx(expected)
    assert expected == pytest.approx(1.0 - 1.0 / 3.0)
