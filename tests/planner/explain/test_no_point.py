"""A combination of rows shows that no point keeps them exactly where limits and bounds keep its two sides apart."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy.optimize import linprog

from models.linear.face import Bounds
from planner.explain.no_point import combination, is_shown
from planner.solve.session import Outcome, make_highs, pass_program, run_highs
from planner.solve.ways import DUAL, PRIMAL, Way
from tests.programs import INF, program

# Two columns up to 5, so much or more in all.
SUM = program([(0.0, 5.0), (0.0, 5.0)], [(8.0, {0: 1.0, 1: 1.0}, INF)])


def bounds_of(least: float, second: float = 5.0) -> Bounds:
    """Return bounds of SUM with another limit, and another end of its second column."""
    return Bounds.of(replace(SUM, row_lower=np.array([least]), column_upper=np.array([5.0, second])))


@pytest.mark.parametrize("sign", [1.0, -1.0])
@pytest.mark.parametrize(("least", "second", "expected"), [
    (9.0, 5.0, False), (10.0, 5.0, False), (10.0 + 1e-10, 5.0, False), (10.0 + 1e-6, 5.0, True), (11.0, INF, False),
])  # fmt: skip
def test_a_combination_shows_it_whatever_its_sign_and_by_more_than_rounding(
    sign: float, least: float, second: float, *, expected: bool
) -> None:
    assert is_shown(np.array([sign]), sign * np.array([1.0, 1.0]), bounds_of(least, second)) is expected


def test_what_rounding_leaves_of_a_factor_says_nothing_of_a_column_without_an_end() -> None:
    assert is_shown(np.array([1.0]), np.array([1.0, 1e-12]), bounds_of(10.0, INF))
    assert not is_shown(np.array([1.0]), np.array([1.0, 1e-6]), bounds_of(10.0, INF))


@pytest.mark.parametrize("presolve", ["off", "choose"])
@pytest.mark.parametrize("way", [PRIMAL, DUAL])
def test_it_is_shown_of_random_programs_of_which_another_solver_finds_no_point_either(way: Way, presolve: str) -> None:
    chance, seen, shown = np.random.default_rng(1), {True: 0, False: 0}, 0
    for _ in range(300):
        height, width = (int(one) for one in chance.integers(1, 7, 2))
        table = chance.integers(-2, 3, (height, width)).astype(float)
        lower = chance.integers(-4, 3, width).astype(float)
        upper = lower + np.where(chance.random(width) < 0.3, INF, chance.integers(0, 4, width))
        least = chance.integers(-6, 9, height).astype(float)
        most = least + np.where(chance.random(height) < 0.5, INF, chance.integers(0, 3, height))
        matrix = program(
            list(zip(lower, upper, strict=True)),
            [(least[row], dict(enumerate(table[row])), most[row]) for row in range(height)],
        )
        highs = make_highs()
        pass_program(highs, matrix, np.zeros(width))
        way.choose(highs)
        highs.setOptionValue("presolve", presolve)
        ends = np.isfinite(most)
        other = linprog(
            np.zeros(width), np.vstack([-table, table[ends]]), np.append(-least, most[ends]),
            bounds=list(zip(lower, upper, strict=True)),
        )  # fmt: skip
        has_none = run_highs(highs) is Outcome.INFEASIBLE
        assert has_none == (other.status == 2)
        seen[has_none] += 1
        if has_none:
            rows = combination(highs, matrix, Bounds.of(matrix))
            shown += is_shown(rows, matrix.transposed_product(rows), Bounds.of(matrix))
    assert min(seen.values()) > 60
    # Presolve says why for single rows alone.
    assert shown == seen[True] if presolve == "off" else shown > 0
