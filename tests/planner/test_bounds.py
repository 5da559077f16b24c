"""No plan is better: the bound of the duals is the optimum, in fractions too, and wrong duals never prove too much."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest

from models.formulation import Model, build
from models.linear.matrix import Matrix
from models.linear.program import Tier
from models.linear.solution import Solution
from models.tiers import STEP
from planner.bounds import dual_bounds
from planner.errors import NoPlanError
from planner.read_back.certificate import StatedDuals
from planner.solve import highs
from tests.drawn.problems import problem_of, random_model
from tests.given.fair import continuous, drawn, fair_model, pools
from tests.given.programs import INFINITE, matrix, tier
from tests.given.verified import rich_sheets

SEEDS = range(40)


def duals_of(solution: Solution) -> StatedDuals:
    """Return the duals of a solution as a certificate would state them."""
    tiers = [result for result in solution.tiers if result.row_dual.size]
    rows, columns = np.arange(solution.matrix.rows), np.arange(solution.matrix.columns)
    return StatedDuals(
        tuple(result.tier.name for result in tiers), rows, np.array([result.row_dual for result in tiers]),
        columns, np.array([result.column_dual for result in tiers]), solution.values,
    )  # fmt: skip


def solved(model: Model) -> tuple[Matrix, Solution]:
    program = model.program.matrix()
    return program, highs.solve(program, model.program.tiers)


@pytest.mark.parametrize("exact", [False, True])
def test_the_duals_of_a_plan_prove_every_tier(exact: bool) -> None:
    proven = 0
    for seed in SEEDS:
        model = random_model(seed)
        program, solution = solved(model)
        optima = {result.tier.name: result.objective for result in solution.tiers}
        for bound in dual_bounds(program, model.program.tiers, duals_of(solution), exact=exact):
            assert bound.least is not None, (seed, bound.tier)
            assert float(bound.least) == pytest.approx(optima[bound.tier], rel=1e-7, abs=1e-6), (seed, bound.tier)
            assert isinstance(bound.least, Fraction) is exact
            proven += 1
    assert proven > 3 * len(SEEDS)


def test_duals_of_chance_prove_nothing_that_is_not_so() -> None:
    """Of the best tier any duals give a bound that holds; most name limits that do not exist, and then none."""
    draw = np.random.default_rng(1)
    held = tight = 0
    for _ in range(300):
        rows, columns = int(draw.integers(2, 6)), int(draw.integers(2, 6))
        program = matrix(
            draw.integers(-2, 4, (rows, columns)).tolist(), (-draw.integers(0, 5, rows)).tolist(),
            draw.integers(0, 6, rows).tolist(), most=float(draw.integers(1, 5)),
        )  # fmt: skip
        goal = tier("cost", *draw.integers(-3, 4, columns).tolist())
        solution = highs.solve(program, [goal])
        stated = duals_of(solution)
        wrong = replace(stated, row_dual=stated.row_dual + draw.integers(-1, 2, (1, rows)) * draw.random())
        (bound,) = dual_bounds(program, [goal], wrong, exact=True)
        assert bound.least is not None
        assert float(bound.least) <= solution.tiers[0].objective + 1e-9
        held += 1
        tight += float(bound.least) > solution.tiers[0].objective - 1e-9
    assert tight < held


def test_a_dual_that_names_no_limit_proves_nothing() -> None:
    """With x >= 2 alone, a negative dual would need an upper limit."""
    program = matrix([[1.0]], [2.0], [INFINITE])
    goal = tier("cost", 1.0)
    stated = duals_of(highs.solve(program, [goal]))
    (good,) = dual_bounds(program, [goal], stated, exact=True)
    assert good.least == 2
    (bad,) = dual_bounds(program, [goal], replace(stated, row_dual=-stated.row_dual), exact=True)
    assert bad.least is None


def test_a_line_of_another_program_proves_nothing() -> None:
    program = matrix([[1.0]], [2.0], [INFINITE])
    goal = tier("cost", 1.0)
    stated = duals_of(highs.solve(program, [goal]))
    (bound,) = dual_bounds(program, [goal], replace(stated, row=stated.row + 1))
    assert bound.least is None


def test_a_bound_in_fractions_is_that_of_the_stored_numbers() -> None:
    """0.1 is not a tenth, and its bound is three times what it is."""
    program = matrix([[1.0]], [3.0], [INFINITE])
    goal = tier("cost", 0.1)
    (bound,) = dual_bounds(program, [goal], duals_of(highs.solve(program, [goal])), exact=True)
    assert bound.least == 3 * Fraction(0.1)
    assert bound.least != Fraction(3, 10)


def test_whole_numbers_are_taken_as_they_were_decided() -> None:
    model = build(problem_of(rich_sheets()))
    program, solution = solved(model)
    assert program.integer.size
    bounds = dual_bounds(program, model.program.tiers, duals_of(solution))
    optima = {result.tier.name: result.objective for result in solution.tiers}
    assert {bound.tier: bound.least for bound in bounds} == pytest.approx(optima, rel=1e-7, abs=1e-6)


def assert_proven(program: Matrix, tiers: list[Tier], *, exact: bool) -> int:
    """Assert that the duals of a solution prove every tier that it has, steps of fair shares too; return how many."""
    solution = highs.solve(program, tiers)
    found = dual_bounds(program, tiers, duals_of(solution), exact=exact)
    assert [bound.tier for bound in found] == [result.tier.name for result in solution.tiers]
    for bound, result in zip(found, solution.tiers, strict=True):
        assert bound.least is not None, bound.tier
        assert float(bound.least) == pytest.approx(result.objective, rel=1e-7, abs=1e-6), bound.tier
    return sum(STEP in bound.tier for bound in found)


@pytest.mark.parametrize("exact", [False, True])
def test_every_step_of_a_fair_share_is_proven_and_what_lies_behind_it(exact: bool) -> None:
    steps = [assert_proven(*drawn(seed), exact=exact) for seed in range(60)]
    assert max(steps) > 2
    several = 0
    for seed in range(24):  # of 21 the shares that no step speaks of have a part in what is proven behind them
        model = fair_model(continuous(seed))
        try:
            several += assert_proven(model.program.matrix(), model.program.tiers, exact=exact) > 1
        except NoPlanError:
            continue
    assert several > 2


def test_a_fair_share_of_nothing_holds_its_streams_though_it_has_no_step() -> None:
    """Two streams of a tonne get all that there is; each duals rest on them: left short, they would cost nothing."""
    program = matrix([[1, 0, 1, 0], [0, 1, 0, 1], [0, 0, 1, 1]], [1, 1, -INFINITE], [INFINITE, INFINITE, 2], most=1.0)
    tiers = [
        replace(tier("unmet, priority 1", 1, 1, 0, 0, kind="unmet"), priority=1),
        replace(tier("fair share, priority 1", 1, 1, 0, 0, kind="fair"), priority=1),
        tier("cost", 0, 0, 1, 1),
    ]  # fmt: skip
    stated = StatedDuals(
        ("unmet, priority 1", "cost"), np.arange(3), np.array([[1.0, 1.0, -1.0], [1.0, 1.0, 0.0]]), np.arange(4),
        np.array([[0.0] * 4, [-1.0, -1.0, 0.0, 0.0]]), np.array([0.0, 0.0, 1.0, 1.0]),
    )  # fmt: skip
    assert [bound.least for bound in dual_bounds(program, tiers, stated)] == [0.0, 2.0]
    assert [bound.least for bound in dual_bounds(program, tiers, stated, exact=True)] == [0, 2]
    # Without the fair share either may be left short for less cost, as far as these duals can tell.
    assert dual_bounds(program, [tiers[0], tiers[2]], stated)[1].least == 0.0


def test_duals_of_a_tier_that_comes_before_one_that_is_stated_first_prove_nothing() -> None:
    """The best unmet of plans of least cost is not the best unmet."""
    program, tiers = matrix([[1, 1]], [1], [INFINITE]), [tier("unmet", 1, 0, kind="unmet"), tier("cost", 0, 1)]
    stated = StatedDuals(
        ("cost", "unmet"), np.arange(1), np.array([[0.0], [1.0]]), np.arange(2), np.array([[0.0, 1.0], [0.0, -1.0]]),
        np.array([1.0, 0.0]),
    )  # fmt: skip
    assert [bound.tier for bound in dual_bounds(program, tiers, stated)] == ["cost"]


def test_of_a_step_a_dual_that_names_no_limit_proves_nothing_however_small_weights_are() -> None:
    """Two streams of a million tonnes each lack a quarter; a dual of 1e-8 is a hundredth of a weight, no rounding."""
    program, tiers = pools([1.5e6, 0.0], [[0, 1], [0]], [1e6, 1e6])
    program = replace(program, row_lower=np.array([5e5, -INFINITE]))
    stated = duals_of(highs.solve(program, tiers))
    assert dual_bounds(program, tiers, stated)[1].least == pytest.approx(0.25)
    wrong = replace(stated, row_dual=stated.row_dual + np.array([[0.0, 0.0], [0.0, 1e-8]]))
    assert dual_bounds(program, tiers, wrong)[1].least is None


@pytest.mark.parametrize("exact", [False, True])
@pytest.mark.parametrize(("large", "weight"), [(1e50, 1e-300), (0.0, 5e-324)])
def test_a_step_whose_bound_is_no_number_any_more_proves_nothing(large: float, weight: float, *, exact: bool) -> None:
    """The bound of a share is a bound divided by weights, which others than a solver can make nearly nothing."""
    program, tiers = pools([0.1, 0.1], [[0], [1]], [0.25, 0.25])
    stated = duals_of(highs.solve(program, tiers))
    assert dual_bounds(program, tiers, stated, exact=exact)[1].least is not None
    row_dual, column_dual = stated.row_dual.copy(), stated.column_dual.copy()
    row_dual[1], column_dual[1] = [large, 0.0], [-large, weight]
    wrong = replace(stated, row_dual=row_dual, column_dual=column_dual)
    assert dual_bounds(program, tiers, wrong, exact=exact)[1].least is None


def test_duals_of_a_step_that_are_all_so_many_times_larger_prove_the_same() -> None:
    program, tiers = drawn(6)
    stated = duals_of(highs.solve(program, tiers))
    times = np.array([[1.0], *[[1024.0]] * (len(stated.tiers) - 1)])
    larger = replace(stated, row_dual=stated.row_dual * times, column_dual=stated.column_dual * times)
    assert dual_bounds(program, tiers, larger, exact=True) == dual_bounds(program, tiers, stated, exact=True)


def test_steps_that_are_nearly_one_are_proven_as_one() -> None:
    """Equal shares, moved apart by less than what tells two steps apart, come as two steps and are stated as one."""
    joined = 0
    for seed in range(120):
        program, tiers = drawn(seed)
        apart = np.random.default_rng(seed).random(program.rows) * 4e-7
        moved = replace(program, row_lower=np.where(program.row_lower > 0.0, program.row_lower - apart, 0.0))
        solution = highs.solve(moved, tiers)
        found = dual_bounds(moved, tiers, duals_of(solution))
        for bound, result in zip(found, solution.tiers, strict=True):
            assert bound.least is not None, (seed, bound.tier)
            assert float(bound.least) == pytest.approx(result.objective, abs=2e-6), (seed, bound.tier)
            shares = (solution.values * tiers[1].objective)[result.held]
            joined += float(np.ptp(shares)) > 2e-8 if shares.size else False
    assert joined > 5


def test_duals_of_chance_prove_no_worse_share_than_there_is() -> None:
    """The first step with any duals behind the right ones of what is unmet: at most the worst share, in fractions."""
    draw = np.random.default_rng(2)
    told = tight = 0
    for seed in range(200):
        program, tiers = drawn(seed % 60)
        solution = highs.solve(program, tiers)
        if len(solution.tiers) < 2:
            continue
        stated = duals_of(solution)
        rows, columns = stated.row_dual.copy(), stated.column_dual.copy()
        rows[1] += draw.normal(size=program.rows) * draw.choice([0.01, 0.3])
        columns[1] += draw.normal(size=program.columns) * draw.choice([0.01, 0.3])
        bound = dual_bounds(program, tiers, replace(stated, row_dual=rows, column_dual=columns), exact=True)[1]
        if bound.least is None:
            continue
        told += 1
        assert float(bound.least) <= solution.tiers[1].objective + 1e-9
        tight += float(bound.least) > solution.tiers[1].objective - 1e-9
    assert told > 50
    assert tight < told
