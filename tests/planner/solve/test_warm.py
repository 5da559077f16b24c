"""Starts from what is known of another program: the same optimum as without one, and no run that leads nowhere."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from models.linear.matrix import Matrix
from models.linear.program import Tier
from models.linear.solution import Solution
from planner.errors import NoPlanError
from planner.solve import highs
from planner.solve.methods import MOST_ITERATIONS, MOST_MENDING, Run
from planner.solve.session import Outcome
from planner.solve.warm import Start
from planner.solve.ways import MENDING, NEAR_PRIMAL, Way
from tests.drawn.problems import random_model
from tests.given.programs import matrix, tier

# Two sources of at most 4 each cover a demand of 5: the first costs 1, the second 3.
KNOWN = matrix([[1.0, 1.0]], [5.0], [np.inf], most=4.0)
COST = [tier("cost", 1.0, 3.0)]


def started(known: Matrix, other: Matrix, tiers: list[Tier], *, is_inside: bool) -> Solution:
    """Solve a program from the bases of another one with the same columns and rows."""
    found = highs.solve(known, tiers)
    optima = {result.tier.name: result.objective for result in found.tiers}
    return highs.solve(other, tiers, start=Start(found.bases, optima, is_inside))


@pytest.fixture
def tried(monkeypatch: pytest.MonkeyPatch) -> list[tuple[int, Way]]:
    """Return the runs from a known basis, as they come: iterations at most, and the way."""
    runs, plain = [], Run._within

    def within(run: Run, most: int, way: Way) -> Outcome:
        runs.append((most, way))
        return plain(run, most, way)

    monkeypatch.setattr(Run, "_within", within)
    return runs


def test_a_looser_program_goes_on_by_the_primal_simplex_method(tried: list[tuple[int, Way]]) -> None:
    found = started(KNOWN, replace(KNOWN, column_upper=np.array([9.0, 4.0])), COST, is_inside=True)

    assert found.tiers[0].objective == pytest.approx(5.0)
    assert tried == [(MOST_ITERATIONS, NEAR_PRIMAL)]


def test_a_tighter_program_is_mended_where_the_duals_stay_possible(tried: list[tuple[int, Way]]) -> None:
    found = started(KNOWN, replace(KNOWN, column_upper=np.array([2.0, 4.0])), COST, is_inside=False)

    assert found.tiers[0].objective == pytest.approx(2.0 + 9.0)
    assert tried == [(0, MENDING), (MOST_MENDING, MENDING)]


def test_a_start_whose_duals_are_impossible_too_is_left_at_once(tried: list[tuple[int, Way]]) -> None:
    # Now the second costs less than the first, so that the old duals are none, and 8 t are more than the old point has.
    known = highs.solve(KNOWN, COST)
    other, turned = replace(KNOWN, row_lower=np.array([8.0])), [tier("cost", 3.0, -1.0)]
    start = Start(known.bases, {"cost": known.tiers[0].objective}, is_inside=False)
    found = highs.solve(replace(other, column_upper=np.array([6.0, 5.0])), turned, start=start)

    assert found.tiers[0].objective == pytest.approx(3.0 * 3.0 - 5.0)
    assert tried == [(0, MENDING)]


@pytest.mark.parametrize("seed", range(12))
def test_a_start_changes_no_optimum(seed: int) -> None:
    model = random_model(seed)
    known, tiers = model.program.matrix(), [one for one in model.program.tiers if one.kind != "tie-break"]
    if known.integer.size or known.unit != 1.0:
        pytest.skip("has no start")
    chance = np.random.default_rng(seed)
    limits = np.isfinite(known.row_upper) & (known.row_upper > 0.0) & np.isinf(known.row_lower)
    for times in ((1.3, 1.0), (0.8, 1.0), (0.8, 1.2)):
        by = np.where(limits, chance.choice(times, known.rows), 1.0)
        other = replace(known, row_upper=known.row_upper * by)
        try:
            plain = highs.solve(other, tiers)
        except NoPlanError:
            continue
        from_start = started(known, other, tiers, is_inside=min(times) >= 1.0)
        for mine, yours in zip(from_start.tiers, plain.tiers, strict=True):
            assert mine.objective == pytest.approx(yours.objective, rel=1e-7, abs=1e-5)
