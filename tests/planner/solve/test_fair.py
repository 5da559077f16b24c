"""Fair shares against shares found by another way, and what is proven of each step."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy.optimize import linprog

from models.arrays import FloatArray
from models.formulation import Model, build
from models.linear.matrix import Matrix
from models.linear.program import Tier
from models.plan import Plan, make_plan
from planner.errors import NoPlanError
from planner.solve import highs, pulp
from planner.solve.fair import DUAL_NOISE
from planner.solve.session import silent
from planner.verify import verify
from tests.certificates import assert_certified
from tests.drawn.problems import problem_of
from tests.given.fair import continuous, drawn, fair_model, pools
from tests.given.solvers import SOLVERS, assert_agrees, require_solver

SEEDS = range(12)


def stepwise(matrix: Matrix, tiers: list[Tier]) -> FloatArray:
    """Return the shares that are fair, worst first: each stream is proven by its own least share, one at a time.

    scipy's solver, no duals, no faces: the total is held by a row with a small room.
    """
    size, ratio = matrix.columns, tiers[1].objective
    rows = np.zeros((matrix.rows, size))
    np.add.at(rows, (matrix.entry_row, matrix.column), matrix.value)
    total = linprog(np.ones(size), -rows, -matrix.row_lower, bounds=[(0.0, one) for one in matrix.column_upper]).fun
    upper, fixed = matrix.column_upper.copy(), np.zeros(size, dtype=np.bool_)
    while not fixed.all():
        free = np.flatnonzero(~fixed)
        worst = np.hstack([np.eye(size) * ratio[:, None], -np.ones((size, 1))])[free]
        limits = np.vstack([np.hstack([-rows, np.zeros((matrix.rows, 1))]),
                            np.append(np.ones(size), 0.0), worst])  # fmt: skip
        right = np.concatenate([-matrix.row_lower, [total + 1e-9], np.zeros(free.size)])
        found = linprog(
            np.append(np.zeros(size), 1.0), limits, right, bounds=[*((0.0, one) for one in upper), (0, None)]
        )
        upper[free] = np.minimum(upper[free], found.fun / ratio[free] + 1e-10)
        for one in free:
            least = linprog(
                np.eye(size)[one], limits[: matrix.rows + 1, :size], right[: matrix.rows + 1],
                bounds=[(0.0, top) for top in upper],
            )  # fmt: skip
            fixed[one] = least.fun * ratio[one] > found.fun - 1e-6
        if found.fun < 1e-7:
            break
    return np.sort(upper * ratio)[::-1]


def shares(values: FloatArray, tier: Tier) -> FloatArray:
    return np.sort(values * tier.objective)[::-1]


def test_equal_streams_share_equally() -> None:
    matrix, tiers = pools([6.0], [[0, 1, 2]], [4.0, 4.0, 4.0])
    solution = highs.solve(matrix, tiers)
    assert solution.values == pytest.approx([2.0, 2.0, 2.0])
    found = {one.tier.name: one.objective for one in solution.tiers}
    assert found == pytest.approx({"unmet, priority 1": 6.0, "fair share, priority 1, step 1": 0.5})


def test_a_stream_that_nothing_can_serve_ends_fairness_for_nobody_else() -> None:
    matrix, tiers = pools([0.0, 6.0], [[0], [1, 2]], [3.0, 4.0, 8.0])
    solution = highs.solve(matrix, tiers)
    assert solution.values == pytest.approx([3.0, 2.0, 4.0])
    assert [one.objective for one in solution.tiers[1:]] == pytest.approx([1.0, 0.5])


def test_streams_of_two_shortages_are_shared_each_by_itself() -> None:
    matrix, tiers = pools([1.0, 6.0, 9.0], [[0, 1], [2, 3], [4, 5]], [2.0, 2.0, 4.0, 8.0, 5.0, 5.0])
    solution = highs.solve(matrix, tiers)
    assert shares(solution.values, tiers[1]) == pytest.approx([0.75, 0.75, 0.5, 0.5, 0.1, 0.1])
    assert len(solution.tiers) == 4


def test_equal_shares_of_two_shortages_are_one_step() -> None:
    matrix, tiers = pools([2.0, 6.0], [[0, 1], [2, 3]], [2.0, 2.0, 6.0, 6.0])
    solution = highs.solve(matrix, tiers)
    assert [one.objective for one in solution.tiers[1:]] == pytest.approx([0.5])
    assert sorted(solution.tiers[1].held.tolist()) == [0, 1, 2, 3]


def test_where_nothing_is_short_there_is_no_step() -> None:
    matrix, tiers = pools([9.0], [[0, 1]], [2.0, 2.0])
    assert [one.tier.kind for one in highs.solve(matrix, tiers).tiers] == ["unmet"]


@pytest.mark.parametrize("seed", range(60))
def test_shares_are_those_that_another_way_finds(seed: int) -> None:
    matrix, tiers = drawn(seed)
    found = shares(highs.solve(matrix, tiers).values, tiers[1])
    assert found == pytest.approx(stepwise(matrix, tiers), abs=1e-5)


@pytest.mark.parametrize("apart", [0.0, 4e-7])
def test_the_duals_of_a_step_are_those_of_its_weights_and_every_stream_that_it_holds_has_one(apart: float) -> None:
    """Steps that lie nearer to each other than what tells them apart are one, with the weights of both."""
    for seed in range(120):
        matrix, tiers = drawn(seed)
        less = apart * np.random.default_rng(seed).random(matrix.rows)
        matrix = replace(matrix, row_lower=np.where(matrix.row_lower > 0.0, matrix.row_lower - less, 0.0))
        for step in highs.solve(matrix, tiers).tiers[1:]:
            weights = step.tier.objective
            assert weights == pytest.approx(matrix.transposed_product(step.row_dual) + step.column_dual, abs=1e-9)
            assert (weights / tiers[1].objective).sum() == pytest.approx(1.0)
            assert weights.min() >= 0.0
            assert (weights[step.held] > DUAL_NOISE * weights.max()).all(), seed


@pytest.mark.parametrize("name", SOLVERS)
@pytest.mark.parametrize("seed", SEEDS)
def test_another_solver_finds_the_same_steps_without_duals(seed: int, name: str) -> None:
    require_solver(name)
    matrix, tiers = drawn(seed)
    ours, theirs = highs.solve(matrix, tiers), pulp.solve(matrix, tiers, name, progress=silent)
    assert [one.tier.name for one in theirs.tiers] == [one.tier.name for one in ours.tiers]
    assert shares(theirs.values, tiers[1]) == pytest.approx(shares(ours.values, tiers[1]), abs=1e-5)


def solved(model: Model) -> Plan:
    return make_plan(model, highs.solve(model.program.matrix(), model.program.tiers))


@pytest.mark.parametrize("seed", range(20))
def test_every_step_is_certified_and_fairness_betters_no_other_tier(seed: int) -> None:
    try:
        plain = solved(build(problem_of(continuous(seed))))
        plan = solved(fair_model(continuous(seed)))
    except NoPlanError:
        pytest.skip("no plan exists")
    assert_certified(plan)
    now = {name: value for name, value, _ in plan.objectives}
    changes = [now[name] - value for name, value, _ in plain.objectives if name != "tie-break"]
    # Fairness may cost the first tier behind it something, and what that spares the later ones.
    first = next((change for change in changes if abs(change) > 1e-4), 0.0)
    assert first >= 0.0
    assert changes[0] == pytest.approx(0.0, abs=1e-5)


@pytest.mark.parametrize("seed", range(20))
def test_the_verifier_finds_the_same_steps_in_the_plan(seed: int) -> None:
    plan = solved(fair_model(continuous(seed)))
    stated = [(name, optimum) for name, optimum, _ in plan.objectives]
    verification = verify(plan.model.problem.tables, plan.tables, stated, plan.costs)
    assert verification.accepted, verification.faults


@pytest.mark.parametrize("name", SOLVERS[:2])
@pytest.mark.parametrize("seed", range(20, 26))
def test_another_solver_agrees_on_every_tier_and_step_of_a_random_problem(seed: int, name: str) -> None:
    require_solver(name)
    assert_agrees(fair_model(continuous(seed)), name)


def test_some_random_problems_have_several_steps() -> None:
    steps = []
    for seed in range(20):
        try:
            plan = solved(fair_model(continuous(seed)))
        except NoPlanError:
            continue
        steps.append(sum(name.startswith("fair") for name, _, _ in plan.objectives))
    assert max(steps) > 1


def test_a_limit_in_a_fair_share_stops_the_solve_there(monkeypatch: pytest.MonkeyPatch) -> None:
    matrix, tiers = pools([6.0], [[0, 1, 2]], [4.0, 4.0, 4.0])
    monkeypatch.setattr(highs, "share", lambda *_, **__: None)
    solution = highs.solve(matrix, tiers)
    assert solution.stopped_in == "fair share, priority 1"
    assert [one.tier.kind for one in solution.tiers] == ["unmet"]


def test_bounds_of_a_fair_share_do_not_stay_in_the_program_of_the_solution() -> None:
    matrix, tiers = pools([6.0], [[0, 1, 2]], [4.0, 4.0, 4.0])
    require_solver("pulp:HiGHS")
    for solution in (highs.solve(matrix, tiers), pulp.solve(matrix, tiers, "pulp:HiGHS", progress=silent)):
        assert solution.matrix is matrix or replace(solution.matrix) == matrix
