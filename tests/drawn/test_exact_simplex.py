"""The simplex method in fractions: known answers, and 200 random problems whose every tier it proves as we find it."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

import numpy as np
import pytest

from models.linear.matrix import Matrix
from models.linear.program import Tier
from planner.errors import ContradictionError
from planner.solve import highs
from tests.drawn.differential_problems import numbered
from tests.drawn.exact_simplex import EndlessError, Linear, NoPointError, linear, meant, prove, solve
from tests.seeds import seeds
from tests.solver_agreement import differing, optima

INFINITE = np.inf
# So many problems are solved in a plain run, with the slow tests, and in all.
FEW, SOME, MANY = 20, 40, 200
type Numbers = Sequence[float]


def dense(rows: Sequence[Numbers], lower: Numbers, upper: Numbers, least: Numbers, most: Numbers) -> Matrix:
    """Return a program of dense rows."""
    column_lower, column_upper, row_lower, row_upper = (np.array(one, float) for one in (least, most, lower, upper))
    start = np.arange(0, len(least) * len(rows) + 1, len(least))
    column = np.tile(np.arange(len(least)), len(rows))
    value = np.array(rows, dtype=np.float64).ravel()
    return Matrix(column_lower, column_upper, row_lower, row_upper, start, column, value)


def minimum(matrix: Matrix, *objectives: Numbers) -> list[Fraction]:
    """Return the proven optimum of each objective on the face of those before."""
    tiers = [Tier(f"tier {number}", "cost", np.array(one, float)) for number, one in enumerate(objectives)]
    program = linear(matrix)
    found = solve(program, tiers)
    for objective, optimum in zip(objectives, found, strict=True):
        prove(program, [meant(price) for price in objective], optimum)
    return [optimum.value for optimum in found]


def test_thirds_are_thirds() -> None:
    # x + y >= 1 and x - 2 y = 0: x = 2/3, y = 1/3.
    matrix = dense([[1, 1], [1, -2]], [1, 0], [INFINITE, 0], [0, 0], [INFINITE, INFINITE])
    assert minimum(matrix, [1, 0]) == [Fraction(2, 3)]
    assert meant(1 / 3) == Fraction(1, 3)
    assert meant(0.1) == Fraction(1, 10)


def test_bounds_on_both_sides_and_none_at_all_are_kept() -> None:
    # z is free, x and y have two bounds; z >= x - 10, 2 <= x + y <= 5.
    matrix = dense([[-1, 0, 1], [1, 1, 0]], [-10, 2], [INFINITE, 5], [1, -3, -INFINITE], [4, 3, INFINITE])
    assert minimum(matrix, [0, 0, 1]) == [-9]
    assert minimum(matrix, [-1, -1, 0]) == [-5]
    assert minimum(matrix, [1, -1, 0]) == [-2]
    assert minimum(dense([[1, 1, 1]], [-INFINITE], [0], [-INFINITE] * 3, [0, 0, 0]), [0, -1, 0]) == [0]


def test_a_tier_keeps_the_better_ones_at_their_optima() -> None:
    # x + y = 4; all points of the edge have the same sum, and of these the second tier wants the least x, the third y.
    matrix = dense([[1, 1]], [4], [INFINITE], [0, 1], [3, 9])
    assert minimum(matrix, [1, 1], [1, 0], [0, 1]) == [4, 0, 4]
    assert minimum(matrix, [1, 1], [0, 1], [1, 0]) == [4, 1, 3]


def test_a_program_that_goes_round_in_circles_comes_to_its_end() -> None:
    """Beale's example: with the best reduced cost alone the same bases come again and again."""
    rows: list[Numbers] = [[0.25, -60, -1 / 25, 9], [0.5, -90, -1 / 50, 3], [0, 0, 1, 0]]
    matrix = dense(rows, [-INFINITE] * 3, [0, 0, 1], [0] * 4, [INFINITE] * 4)
    assert minimum(matrix, [-0.75, 150, -1 / 50, 6]) == [Fraction(-1, 20)]


def test_what_contradicts_itself_is_proven_to() -> None:
    # x + y >= 5 and x - y = 4 with x <= 4 leave y <= 0 and y >= 1.
    program = linear(dense([[1, 1], [1, -1]], [5, 4], [INFINITE, 4], [0, 0], [4, INFINITE]))
    with pytest.raises(NoPointError) as refused:
        solve(program, [])
    assert excludes_all(program, refused.value.args[0])


def excludes_all(program: Linear, multipliers: list[Fraction]) -> bool:
    """Tell whether rows so many times each sum up to more than 0 at every point that keeps the bounds."""
    column = [Fraction(0)] * len(program.column_bounds)
    for row, times in zip(program.rows, multipliers, strict=True):
        for at, value in row.items():
            column[at] -= times * value
    least = Fraction(0)
    for times, (low, high) in zip([*column, *multipliers], [*program.column_bounds, *program.row_bounds], strict=True):
        bound = low if times > 0 else high
        if times and bound is None:
            return False
        least += times * (bound or 0)
    return least > 0


def test_what_has_no_lower_end_is_told() -> None:
    with pytest.raises(EndlessError):
        minimum(dense([[1, -1]], [-INFINITE], [3], [0, 0], [INFINITE, INFINITE]), [-1, 0])


@pytest.mark.parametrize("number", seeds(FEW, SOME, MANY))
def test_every_tier_of_a_random_problem_has_the_optimum_that_fractions_prove(number: int) -> None:
    program = numbered(number)
    matrix, tiers = program.matrix(), [tier for tier in program.tiers if tier.kind != "fair"]
    exact = linear(matrix)
    try:
        ours = highs.solve(matrix, tiers)
    except ContradictionError:
        with pytest.raises(NoPointError) as refused:
            solve(exact, tiers)
        assert excludes_all(exact, refused.value.args[0])
        return
    found = solve(exact, tiers)
    for tier, optimum in zip(tiers, found, strict=True):
        prove(exact, [meant(price) for price in tier.objective.tolist()], optimum)
    proven = {tier.name: float(optimum.value) for tier, optimum in zip(tiers, found, strict=True)}
    assert not differing(optima(ours), proven)
