"""What earlier answers say of a gap: never more than is so, and enough to spare a solve."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from scipy.optimize import linprog

from models.arrays import FloatArray
from planner.explain.cures.closing import NO_PREFIX
from planner.explain.cures.gap_bounds import ANY, GapBounds


def covered(seed: int) -> Callable[[FloatArray], tuple[float, FloatArray, FloatArray] | None]:
    """Return a random gap: what stays short at least under bounds of the moves, how far these go, reduced costs.

    Three goods are short; five moves each bring some of two of them, and share one limit.
    """
    chance = np.random.default_rng(seed)
    short, brings = chance.uniform(1.0, 5.0, 3), np.zeros((3, 5))
    for move in range(5):
        brings[chance.choice(3, 2, replace=False), move] = chance.uniform(0.2, 2.0, 2)
    uses, limit = chance.uniform(0.0, 1.0, 5), float(chance.uniform(1.0, 4.0))
    rows = np.vstack([np.hstack([-np.eye(3), -brings]), np.append(np.zeros(3), uses)])

    def at(bounds: FloatArray) -> tuple[float, FloatArray, FloatArray] | None:
        found = linprog(
            np.append(np.ones(3), np.zeros(5)), A_ub=rows, b_ub=np.append(-short, limit),
            bounds=[(0.0, None)] * 3 + [(0.0, None if most == np.inf else most) for most in bounds],
        )  # fmt: skip
        reduced = found.lower.marginals[3:] + found.upper.marginals[3:]
        return (float(found.fun), found.x[3:], reduced) if found.status == 0 else None

    return at


def some_bounds(chance: np.random.Generator) -> FloatArray:
    """Return bounds of five moves: some closed, some endless."""
    return np.where(chance.random(5) < 0.2, np.inf, np.where(chance.random(5) < 0.3, 0.0, chance.uniform(0.0, 3.0, 5)))


@pytest.mark.parametrize("seed", range(40))
def test_what_is_known_lies_on_both_sides_of_what_a_solve_finds(seed: int) -> None:
    at, chance, known = covered(seed), np.random.default_rng(1_000 + seed), GapBounds()
    for _ in range(12):
        bounds = some_bounds(chance)
        found = at(bounds)
        assert found is not None
        gap, moved, reduced = found
        assert known.least(NO_PREFIX, bounds) <= gap + 1e-9
        assert known.most(NO_PREFIX, bounds) >= gap - 1e-9
        known.keep_proof(ANY, bounds, gap, reduced)
        known.keep_point(ANY, moved, gap)
        # Of bounds that were asked about all is known.
        assert known.least(NO_PREFIX, bounds) == pytest.approx(gap, abs=1e-9)
        assert known.most(NO_PREFIX, np.maximum(bounds, moved)) <= gap


def test_nothing_is_known_before_the_first_answer() -> None:
    known = GapBounds()

    assert (known.least(NO_PREFIX, np.ones(2)), known.most(NO_PREFIX, np.ones(2))) == (0.0, np.inf)


def test_a_move_that_brings_nothing_is_told_from_the_answer_about_another() -> None:
    known = GapBounds()
    # 5 t are short; of two moves the first brings a tonne for each of its own, the second brings none.
    known.keep_proof(ANY, np.zeros(2), 5.0, np.array([-1.0, 0.0]))

    assert known.least(NO_PREFIX, np.array([0.0, 100.0])) == 5.0
    assert known.least(NO_PREFIX, np.array([3.0, 100.0])) == 2.0


def test_a_point_holds_only_where_all_of_its_moves_are_within_bounds() -> None:
    known = GapBounds()
    known.keep_point(ANY, np.array([2.0, 1.0]), 0.5)

    assert known.most(NO_PREFIX, np.array([2.0, 1.0])) == 0.5
    assert known.most(NO_PREFIX, np.array([9.0, 0.9])) == np.inf


def test_what_was_found_under_one_prefix_says_nothing_of_another() -> None:
    known, one, other = GapBounds(), frozenset({3}), frozenset({2})
    known.keep_proof(one, np.zeros(1), 5.0, np.array([-1.0]))
    known.keep_point(one, np.zeros(1), 5.0)

    assert (known.least(one, np.ones(1)), known.most(one, np.ones(1))) == (4.0, 5.0)
    assert (known.least(other, np.ones(1)), known.most(other, np.ones(1))) == (0.0, np.inf)


def test_a_move_without_an_end_that_would_bring_more_proves_nothing() -> None:
    known = GapBounds()
    known.keep_proof(ANY, np.zeros(1), 5.0, np.array([-1.0]))

    assert known.least(NO_PREFIX, np.array([np.inf])) == 0.0


def test_rounding_of_a_move_without_an_end_proves_as_much_as_none() -> None:
    known = GapBounds()
    known.keep_proof(ANY, np.array([np.inf]), 5.0, np.array([-1e-12]))

    assert known.least(NO_PREFIX, np.array([np.inf])) == known.least(NO_PREFIX, np.array([7.0])) == 5.0
