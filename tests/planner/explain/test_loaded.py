"""That a loaded program has no point is shown by its rows, or else asked again from nothing."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from models.arrays import FloatArray
from models.linear.matrix import Matrix
from models.linear.program import Tier
from planner.explain import loaded as module
from planner.explain.answer import UnansweredError
from planner.explain.loaded import Loaded
from planner.solve.highs import solve
from planner.solve.session import Outcome, run_highs, silent
from tests.programs import INF, program, random_programs
from tests.seeds import seeds


def loaded(matrix: Matrix, objective: FloatArray) -> Loaded:
    """Return a program that stands at its optimum for an objective."""
    return Loaded(solve(matrix, [Tier("cost", "cost", objective)], None, silent), None)


@pytest.fixture
def runs(monkeypatch: pytest.MonkeyPatch) -> list[Outcome]:
    """Return what the solver says in each run from now on."""
    said: list[Outcome] = []

    def run(highs: Any) -> Outcome:
        said.append(run_highs(highs))
        return said[-1]

    monkeypatch.setattr(module, "run_highs", run)
    return said


def two_sums() -> Loaded:
    """Return a program with two columns up to 5, 8 or more in all, of which the first is to be small."""
    return loaded(program([(0.0, 5.0), (0.0, 5.0)], [(8.0, {0: 1.0, 1: 1.0}, INF)]), np.array([1.0, 0.0]))


@pytest.mark.parametrize(("least", "has_point"), [(9.0, True), (10.0, True), (10.001, False), (11.0, False)])
def test_a_program_without_a_point_is_asked_once(runs: list[Outcome], least: float, *, has_point: bool) -> None:
    asked = two_sums()
    asked.limit(np.array([least]), np.array([INF]))
    if has_point:
        assert asked.least(np.array([1.0, 0.0])).value == pytest.approx(least - 5.0)
    else:
        with pytest.raises(UnansweredError):
            asked.least(np.array([1.0, 0.0]))
    assert len(runs) == 1


@pytest.mark.parametrize(
    ("lost", "from_plan"),
    [([Outcome.INFEASIBLE], True), ([Outcome.FAILED], True), ([Outcome.FAILED, Outcome.INFEASIBLE], False)],
)
def test_a_solver_that_loses_its_way_is_asked_again_from_the_plan_and_then_from_nothing(
    lost: list[Outcome], monkeypatch: pytest.MonkeyPatch, runs: list[Outcome], *, from_plan: bool
) -> None:
    asked, first, starts = two_sums(), list(lost), list[bool]()
    own = asked._run

    def run(objective: FloatArray) -> Outcome:
        starts.append(bool(asked.highs.getBasis().valid))
        return first.pop() if first else own(objective)

    monkeypatch.setattr(asked, "_run", run)
    assert asked.least(np.array([1.0, 0.0])).value == pytest.approx(3.0)
    assert runs == [Outcome.OPTIMAL]
    assert starts[-1] is from_plan


@pytest.mark.parametrize("seed", seeds(6, 12, 20))
def test_limits_that_no_plan_keeps_are_shown_to_be_so_at_once(seed: int, runs: list[Outcome]) -> None:
    chance, seen = np.random.default_rng(seed), 0
    for _, matrix in random_programs(4):
        objective = np.zeros(matrix.columns)
        try:
            asked = loaded(matrix, objective)
        except Exception:  # noqa: BLE001 (a drawn problem without a plan shows nothing here)
            continue
        rows = np.flatnonzero(np.isfinite(matrix.row_upper))
        for row in chance.choice(rows, min(8, rows.size), replace=False).tolist():
            upper = matrix.row_upper.copy()
            upper[row] = matrix.row_lower[row] if np.isfinite(matrix.row_lower[row]) else -1e3
            upper[row] -= 1.0
            lower = np.where(np.isfinite(matrix.row_lower), np.minimum(matrix.row_lower, upper), -np.inf)
            asked.limit(lower, upper)
            runs.clear()
            try:
                asked.least(objective)
            except UnansweredError:
                seen += 1
                assert runs == [Outcome.INFEASIBLE]
    assert seen


def test_a_least_that_is_too_many_steps_away_is_no_answer_where_they_are_counted() -> None:
    """8 of two columns of at most 5, from none of either: 3 of the first, and 5 of the other that counts twice."""
    own = loaded(program([(0, 5), (0, 5)], [(-INF, {0: 1, 1: 1}, 8)]), np.ones(2))
    asked = np.array([-1.0, -2.0])
    with pytest.raises(UnansweredError):
        own.lowest(asked, 0)
    assert own.lowest(asked, 9) == own.lowest(asked) == pytest.approx(-13.0)
