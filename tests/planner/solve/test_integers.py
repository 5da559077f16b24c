"""Whole numbers: the lexicographic optimum by brute force, by HiGHS and by other solvers, and what a stop leaves."""

from __future__ import annotations

import itertools
import random

import numpy as np
import pytest

from models.formulation import build
from models.linear.matrix import Matrix
from models.linear.program import Tier
from models.linear.solution import Decisions, Solution
from planner.errors import ContradictionError, EndlessError, StoppedError
from planner.solve import highs, pulp
from planner.solve.integers import without_idle
from planner.solve.methods import Method
from planner.solve.search import Search
from planner.solve.session import Progress, silent
from tests.drawn.problems import problem_of
from tests.drawn.sourcing import awarded_sheets
from tests.given.programs import INFINITE, dense
from tests.given.solvers import SOLVERS, require_solver
from tests.given.verified import rich_sheets
from tests.lost_in_presolve import lost_in_presolve
from tests.tiny import tiny_problem
from tests.workbooks import Cell


def draw(seed: int) -> tuple[Matrix, list[Tier]]:
    """Return a knapsack-like program: three whole numbers 0..3, two continuous columns, three rows, three tiers."""
    chance = random.Random(seed)
    coefficients = np.array([[chance.randint(0, 4) for _ in range(5)] for _ in range(3)], dtype=np.float64)
    coefficients[:, 3:] += 1.0
    demand = np.array([chance.randint(3, 12) for _ in range(3)], dtype=np.float64)
    program = dense(coefficients, demand, np.array([3.0, 3.0, 3.0, 2.5, 2.5]), integer=3)
    # The first tier counts one whole number and one column; the second and third everything.
    first = np.array([chance.randint(0, 3), 0, 0, chance.randint(1, 3), 0], dtype=np.float64)
    second = np.array([chance.randint(0, 5) for _ in range(5)], dtype=np.float64)
    return program, [
        Tier("first", "unmet", first, 1),
        Tier("cost", "cost", second),
        Tier("last", "tie-break", np.ones(5)),
    ]


def by_hand(program: Matrix, tiers: list[Tier]) -> list[float] | None:
    """Return the optima of the tiers over all whole numbers, each rest solved without any; None when there is none."""
    best: list[float] | None = None
    for whole in itertools.product(range(4), repeat=program.integer.size):
        try:
            left = program.decided(np.array(whole, dtype=np.float64))
            solution = highs.solve(left, [tier for tier in tiers if tier.kind != "tie-break"])
        except ContradictionError:
            continue
        found = [result.objective for result in solution.tiers]
        if best is None or [round(value, 7) for value in found] < [round(value, 7) for value in best]:
            best = found
    return best


@pytest.mark.parametrize("seed", range(12))
def test_highs_finds_what_all_combinations_find(seed: int) -> None:
    program, tiers = draw(seed)
    expected = by_hand(program, tiers)
    if expected is None:
        with pytest.raises(ContradictionError):
            highs.solve(program, tiers)
        return
    solution = highs.solve(program, tiers)
    assert [result.objective for result in solution.tiers[:-1]] == pytest.approx(expected)
    assert np.array_equal(solution.values[:3], np.rint(solution.values[:3]))
    assert solution.decisions is not None
    assert solution.decisions.gap == pytest.approx(0.0, abs=1e-6)
    assert solution.decisions.values == pytest.approx(expected, abs=1e-6)


@pytest.mark.parametrize("name", SOLVERS)
@pytest.mark.parametrize("seed", range(4))
def test_other_solvers_agree(name: str, seed: int) -> None:
    require_solver(name)
    program, tiers = draw(seed)
    try:
        expected = highs.solve(program, tiers)
    except ContradictionError:
        with pytest.raises(ContradictionError):
            pulp.solve(program, tiers, name, progress=silent)
        return
    other = pulp.solve(program, tiers, name, progress=silent)
    assert [result.objective for result in other.tiers[:-1]] == pytest.approx(
        [result.objective for result in expected.tiers[:-1]], abs=1e-5
    )
    assert np.array_equal(other.values[:3], np.rint(other.values[:3]))


def test_duals_are_those_of_the_program_that_is_left() -> None:
    program, tiers = draw(1)
    solution = highs.solve(program, tiers)
    assert solution.matrix.integer.size == 0
    assert solution.tiers[1].row_dual.size == program.rows
    assert np.array_equal(solution.matrix.column_lower[:3], solution.values[:3])


def test_a_gap_may_be_left_open_and_is_told() -> None:
    program, tiers = draw(2)
    loose = highs.solve(program, tiers, gap=0.5)
    exact = highs.solve(program, tiers)
    assert loose.decisions is not None
    assert loose.decisions.gap <= 0.5
    assert loose.tiers[0].objective >= exact.tiers[0].objective - 1e-9


def test_a_limit_that_comes_in_a_later_tier_keeps_the_plan_and_marks_it(monkeypatch: pytest.MonkeyPatch) -> None:
    program, tiers = draw(2)
    whole = Search.tier

    def stopped(search: Search, tier: Tier) -> bool:
        return tier.kind != "cost" and whole(search, tier)

    monkeypatch.setattr(Search, "tier", stopped)
    solution = highs.solve(program, tiers)
    assert solution.stopped_in == "cost"
    assert len(solution.tiers) == 3


def test_a_limit_before_any_plan_is_no_plan() -> None:
    with pytest.raises(StoppedError):
        highs.solve(*draw(2), time_limit=0.0)


def test_decisions_are_weighed_within_the_time_of_the_search_so_that_some_is_left_for_the_plan(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    solve, deadlines = highs._solve_continuous, list[float]()

    def noted(
        program: Matrix, tiers: list[Tier], deadline: float | None, progress: Progress, method: Method
    ) -> Solution:
        assert deadline is not None
        deadlines.append(deadline)
        return solve(program, tiers, deadline, progress, method)

    monkeypatch.setattr(highs, "_solve_continuous", noted)
    program, tiers = draw(2)
    highs.solve(program, tiers, time_limit=1_000.0)
    *weighed, last = deadlines
    assert weighed
    assert [last - one for one in weighed] == pytest.approx([200.0] * len(weighed))


def test_what_earns_without_an_end_is_found_with_whole_numbers_too() -> None:
    program = dense(np.array([[1.0, -1.0]]), np.array([0.0]), np.array([INFINITE, INFINITE]), integer=1)
    with pytest.raises(EndlessError):
        highs.solve(program, [Tier("cost", "cost", np.array([-1.0, 0.0]))])


@pytest.mark.parametrize("seed", range(30))
def test_the_point_of_each_tier_is_the_one_that_is_proven_best(seed: int) -> None:
    # With a start HiGHS 1.16 proves 12.5 in a tier of seed 4, and leaves the point of the start, which has 20.
    program = build(problem_of(awarded_sheets(seed))).program
    decisions = highs.solve(program.matrix(), program.tiers).decisions
    assert decisions is not None
    assert decisions.values == pytest.approx(decisions.bounds, rel=1e-6, abs=1e-6)


def test_decisions_that_presolve_loses_are_found_by_the_second_search() -> None:
    program, tiers = lost_in_presolve()
    solution = highs.solve(program, tiers)
    assert solution.tiers[0].objective == pytest.approx(0.0, abs=1e-6)
    assert solution.decisions is not None
    assert solution.decisions.values == pytest.approx([0.0], abs=1e-6)
    assert solution.unproven is None


def test_a_price_that_forbids_does_not_hide_which_decisions_are_cheaper() -> None:
    """Of decisions that cost a few dollars the search, whose costs reach from 1e-8 to 1e3 then, takes any for best."""
    size, fixed = [3.0, 7.0, 5.0, 8.0, 4.0, 6.0], [1.1, 2.9, 1.6, 3.1, 1.7, 2.0]
    program = dense(np.array([[*size, 1.0]]), np.array([17.0]), np.array([1.0] * 6 + [INFINITE]), 6)
    best = min(
        sum(itertools.compress(fixed, chosen))
        for chosen in itertools.product((0, 1), repeat=6)
        if sum(itertools.compress(size, chosen)) >= 17.0
    )
    for forbidding in (1e3, 1e9, 1e10):
        found = highs.solve(program, [Tier("cost", "cost", np.array([*fixed, forbidding]))])
        assert found.tiers[0].objective == pytest.approx(best)


@pytest.mark.parametrize(("least", "most", "share"), [(1, 20, 28), (0.5, 4, 29.8), (0.1, 3, 30)])
def test_all_decisions_gone_through_by_hand_hold_none_that_is_better(least: float, most: float, share: float) -> None:
    """HiGHS called worse ones best: from a start, and where presolve took a lock for a contradiction."""
    sheets = rich_sheets()
    sheets["Blends"][1][4:6], sheets["Blends"][2][4:6] = [least, most], [None, share]
    model = build(problem_of(sheets))
    program, tiers = model.program.matrix(), [tier for tier in model.program.tiers if tier.kind != "tie-break"]
    found = highs.solve(program, tiers)
    best: list[float] | None = None
    for whole in itertools.product((0.0, 1.0), repeat=program.integer.size):
        try:
            values = [tier.objective for tier in highs.solve(program.decided(np.array(whole)), tiers).tiers]
        except ContradictionError:
            continue
        if best is None or [round(value, 6) for value in values] < [round(value, 6) for value in best]:
            best = values
    assert [tier.objective for tier in found.tiers] == pytest.approx(best, rel=1e-7, abs=1e-7)
    assert found.unproven is None


def test_what_is_not_proven_says_by_how_much() -> None:
    def sentence(stopped: str | None, values: tuple[float, ...], bounds: tuple[float, ...]) -> str | None:
        matrix, _ = draw(1)
        return Solution(
            matrix, np.zeros(5), (), stopped, "a solver", Decisions(3, bounds, values) if values else None
        ).unproven

    assert sentence(None, (), ()) is None
    assert sentence(None, (0.0, 100.0), (0.0, 100.0)) is None
    begun = "NOT PROVEN OPTIMAL: the time limit stopped the solver in tier 'cost'"
    assert sentence("cost", (), ()) == f"{begun}."
    assert sentence("cost", (0.0, 100.0), (0.0, 95.0)) == (
        f"{begun}; its 3 whole-number decisions are within 5.00% of the best."
    )
    assert sentence("cost", (0.0, 100.0), (0.0, -INFINITE)) == (
        f"{begun}; how far its 3 whole-number decisions are from the best is not known."
    )
    assert sentence("cost", (0.0, 100.0), (0.0, 100.0)) == f"{begun}; its 3 whole-number decisions are proven."
    # A gap in a better tier is not made good by a later one that is proven.
    assert sentence(None, (50.0, 100.0), (49.0, 100.0)) == (
        "NOT PROVEN OPTIMAL: the search ended within the setting `gap`, or the rounding of the solver; "
        "its 3 whole-number decisions are within 2.00% "
        "of the best."
    )


def test_without_any_bound_the_gap_is_not_known() -> None:
    assert Decisions(1, (), ()).gap == float("inf")


def test_a_decision_of_which_a_plan_makes_no_use_is_left_out_and_one_that_it_needs_stays() -> None:
    """x0 lets x2 be up to 5, x1 lets x3 be up to 5, and at least one of x0, x1 and x4 must be chosen."""
    rows = np.array([[-5.0, 0.0, 1.0, 0.0, 0.0], [0.0, -5.0, 0.0, 1.0, 0.0], [-1.0, -1.0, 0.0, 0.0, -1.0]])
    program = Matrix(
        np.zeros(5), np.array([1.0, 1.0, 9.0, 9.0, 1.0]), np.full(3, -INFINITE), np.array([0.0, 0.0, -1.0]),
        np.array([0, 5, 10, 15]), np.tile(np.arange(5), 3), rows.ravel(), integer=np.array([0, 1, 4]),
    )  # fmt: skip
    assert without_idle(program, np.array([1.0, 1.0, 4.0, 0.0, 1.0])).tolist() == [1.0, 0.0, 0.0]
    assert without_idle(program, np.array([0.0, 0.0, 0.0, 0.0, 1.0])).tolist() == [0.0, 0.0, 1.0]


def test_a_price_tier_that_is_open_and_empty_is_closed() -> None:
    """At the end of the second tier the third could stand open: what a tonne is worth would be told as if it did."""
    rows: list[list[Cell]] = [
        ["contract", "tier", "supplier", "buyer", "commodity", "price [USD/t]", "tier to [t]", "window"],
        ["C", "a", "Mine", "User", "oxide", 25, 3, "term"],
        ["C", "b", None, None, None, 20, 6, None],
        ["C", "c", None, None, None, 10, 9, None],
    ]
    demand: list[list[Cell]] = [["customer", "commodity", "unit", "all"], ["User", "oxide", "t/period", 2]]
    model = build(tiny_problem({"Contracts": rows, "Demand": demand}))
    matrix = model.program.matrix()
    solution = highs.solve(matrix, model.program.tiers)
    opened, take = model.variables.contracts.tier_open, model.variables.contracts.take
    taken = np.bincount(take.keys["tier"], solution.values[take.index])
    for tier, column in zip(opened.keys["tier"].tolist(), opened.index.tolist(), strict=True):
        assert (solution.values[column] > 0.5) == (taken[tier] > 0.0)
