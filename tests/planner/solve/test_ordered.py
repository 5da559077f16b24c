"""Fair shares beside whole numbers against all decisions gone through one by one, by HiGHS and by other solvers."""

from __future__ import annotations

import itertools
import random
from dataclasses import replace

import numpy as np
import pytest

from models.arrays import FloatArray
from models.linear.matrix import Matrix
from models.linear.program import Tier
from models.linear.solution import Solution, TierResult
from planner.errors import ContradictionError, StoppedError
from planner.solve import fairest, highs, pulp
from planner.solve.methods import Method
from planner.solve.ordered import is_less, shares_of, streams_of, sum_of_largest
from planner.solve.pulp_tier import solve_in_time
from planner.solve.session import Progress, silent
from tests.given.solvers import SOLVERS, require_solver
from tests.seeds import graded

INFINITE = np.inf
MOST = 2  # of each whole number
# The last two are problems in which a search for fewer equal shares finds better decisions and must go on from these.
SEEDS = (*range(100), 198, 385)


def draw(seed: int) -> tuple[Matrix, list[Tier]]:
    """Return streams that draw on pools, which whole numbers of additions make larger, within a budget of them.

    Columns: what stays unmet of each stream, then the additions. The supply is small and in whole numbers, so that
    equal shares, equal lists of different streams and decisions that change nothing are common.
    """
    chance = random.Random(seed)
    streams, pools, additions = chance.randint(4, 7), chance.randint(2, 4), chance.randint(2, 4)
    wanted = [float(chance.choice([1, 2, 4, 5])) for _ in range(streams)]
    rows: list[list[float]] = []
    lower: list[float] = []
    for _ in range(pools):
        own = chance.sample(range(1, streams), chance.randint(1, 3))
        gains = [chance.choice([0, 0, 1, 1, 2, 3]) for _ in range(additions)]
        rows.append([float(one in own) for one in range(streams)] + [float(gain) for gain in gains])
        lower.append(sum(wanted[one] for one in own) - chance.randint(0, 4))
    if chance.random() < 0.5:  # nothing serves the first stream, whose share is then the worst whatever is decided
        rows.append([1.0] + [0.0] * (streams + additions - 1))
        lower.append(wanted[0])
    # No more than so many additions in all, some of which count double.
    rows.append([0.0] * streams + [-float(chance.choice([1, 1, 2])) for _ in range(additions)])
    lower.append(-float(chance.randint(1, 3)))
    coefficients = np.array(rows)
    place = np.argwhere(coefficients != 0.0)
    matrix = Matrix(
        np.zeros(streams + additions), np.array([*wanted, *[float(MOST)] * additions]), np.array(lower),
        np.full(len(rows), INFINITE), np.concatenate([[0], np.cumsum((coefficients != 0.0).sum(axis=1))]),
        place[:, 1].astype(np.int64), coefficients[coefficients != 0.0], np.arange(streams, streams + additions),
    )  # fmt: skip
    return matrix, tiers_of(chance, wanted, additions)


def tiers_of(chance: random.Random, wanted: list[float], additions: int) -> list[Tier]:
    """Return unmet and fair share of one or two priorities, and a cost of what is added and delivered."""
    priority = np.array([chance.choice([1, 1, 1, 2]) for _ in wanted] + [0] * additions)
    share = np.array([1.0 / one for one in wanted] + [0.0] * additions)
    # Where tonnes do not count, a fair share has the whole choice.
    weight = np.array([float(chance.choice([1, 1, 2])) for _ in wanted] + [0.0] * additions) * chance.choice([0, 1])
    tiers = []
    for level in sorted(set(priority[: len(wanted)].tolist())):
        own = priority == level
        tiers.append(Tier(f"unmet, priority {level}", "unmet", np.where(own, weight, 0.0), level))
        tiers.append(Tier(f"fair share, priority {level}", "fair", np.where(own, share, 0.0), level))
    cost = [-float(chance.randint(0, 3)) for _ in wanted] + [float(chance.randint(0, 5)) for _ in range(additions)]
    return [*tiers, Tier("cost", "cost", np.array(cost))]


def ranking(tiers: list[Tier], solution: Solution) -> FloatArray:
    """Return what is compared of a plan: each tier's value, for a fair share all shares, worst first."""
    optimum = {result.tier.name: result.objective for result in solution.tiers}
    parts = [
        np.sort((solution.values * tier.objective)[tier.objective > 0.0])[::-1]
        if tier.kind == "fair"
        else np.array([optimum[tier.name]])
        for tier in tiers
    ]
    return np.concatenate(parts)


def by_hand(matrix: Matrix, tiers: list[Tier]) -> FloatArray | None:
    """Return the best ranking over all whole numbers, each rest solved without any; None when there is none."""
    best: FloatArray | None = None
    for whole in itertools.product(range(MOST + 1), repeat=matrix.integer.size):
        try:
            found = ranking(tiers, highs.solve(matrix.decided(np.array(whole, dtype=np.float64)), tiers))
        except ContradictionError:
            continue
        if best is None or rounded(found) < rounded(best):
            best = found
    return best


def rounded(values: FloatArray) -> list[float]:
    return [round(value, 6) for value in values.tolist()]


@pytest.mark.parametrize("seed", SEEDS)
def test_no_decisions_give_fairer_shares_or_as_fair_ones_for_less(seed: int) -> None:
    matrix, tiers = draw(seed)
    solution = highs.solve(matrix, tiers)
    assert ranking(tiers, solution) == pytest.approx(by_hand(matrix, tiers), abs=1e-6)
    whole = solution.values[matrix.integer]
    assert np.array_equal(whole, np.rint(whole))
    assert solution.unproven is None


@pytest.mark.parametrize("name", SOLVERS)
@pytest.mark.parametrize("seed", SEEDS[:12])
def test_other_solvers_decide_for_shares_that_are_as_fair(seed: int, name: str) -> None:
    require_solver(name)
    matrix, tiers = draw(seed)
    assert_as_fair(matrix, tiers, name)


@pytest.mark.parametrize("name", SOLVERS[:2])
@pytest.mark.parametrize("seed", graded(SEEDS[12:], 0, 30))
def test_other_solvers_decide_for_shares_that_are_as_fair_in_many_problems(seed: int, name: str) -> None:
    require_solver(name)
    matrix, tiers = draw(seed)
    assert_as_fair(matrix, tiers, name)


def assert_as_fair(matrix: Matrix, tiers: list[Tier], name: str) -> None:
    solution = pulp.solve(matrix, tiers, name, progress=silent)
    assert ranking(tiers, solution) == pytest.approx(by_hand(matrix, tiers), abs=1e-5)


def given(matrix: Matrix, values: list[float]) -> Matrix:
    """Return the program with every column where it is, but for a hair that leaves them to be decided."""
    lower = np.array(values)
    return replace(matrix, column_lower=lower, column_upper=lower + 1e-12)


@pytest.mark.parametrize("count", [1, 2, 3, 4])
@pytest.mark.parametrize("demand", [[5.0, 1.0, 4.0, 2.0], [5e-6, 1e-6, 4e-6, 2e-6], [500.0, 1e-3, 4.0, 0.2]])
def test_the_sum_of_the_largest_shares_is_their_sum(count: int, demand: list[float]) -> None:
    shares = [0.2, 0.9, 0.5, 0.9]
    free = Matrix(
        np.zeros(4), np.array(demand), np.empty(0), np.empty(0), np.zeros(1, dtype=np.int64),
        np.empty(0, dtype=np.int64), np.empty(0),
    )  # fmt: skip
    tier = Tier("fair share, priority 1", "fair", 1.0 / np.array(demand), 1)
    matrix = given(free, [share * wanted for share, wanted in zip(shares, demand, strict=True)])
    wide, objective = sum_of_largest(matrix, tier, count)
    (result,) = highs.solve(wide, [Tier("sum", "cost", objective)]).tiers
    assert result.objective == pytest.approx(sum(sorted(shares, reverse=True)[:count]), abs=1e-6)
    assert shares_of(matrix, tier, matrix.column_lower) == pytest.approx([0.9, 0.9, 0.5, 0.2])


def test_a_share_that_no_decision_changes_takes_no_part() -> None:
    matrix, _ = draw(0)
    held = matrix.column_lower.copy()
    held[0] = matrix.column_upper[0]
    tier = Tier("fair share, priority 1", "fair", np.ones(matrix.columns), 1)
    assert 0 in streams_of(matrix, tier)
    assert 0 not in streams_of(replace(matrix, column_lower=held), tier)


def test_the_first_share_that_differs_decides_which_list_is_less() -> None:
    assert is_less(np.array([0.9, 0.1]), np.array([0.9, 0.2]), 1e-7)
    assert not is_less(np.array([0.9, 0.2]), np.array([0.9, 0.2]), 1e-7)
    assert not is_less(np.array([0.9, 0.1]), np.array([0.8, 0.2]), 1e-7)
    assert is_less(np.array([0.9 + 1e-9, 0.1]), np.array([0.9, 0.2]), 1e-7)


# Where a limit comes: in which sum, counted from 1, or before the shares of the first decisions are known.
@pytest.mark.parametrize("sums", [0, 1, 2])
def test_a_limit_in_a_fair_share_keeps_the_best_decisions_and_marks_them(
    sums: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    matrix, tiers = draw(1)
    done = 0
    whole = fairest.Shares.attempt

    def attempt(search: fairest.Shares, count: int) -> bool:
        nonlocal done
        done += 1
        return whole(search, count) and done <= sums

    monkeypatch.setattr(fairest.Shares, "attempt", attempt)
    solution = highs.solve(matrix, tiers)
    assert solution.stopped_in == "fair share, priority 1"
    assert solution.unproven is not None
    assert solution.unproven.startswith("NOT PROVEN OPTIMAL: the time limit stopped the solver in tier 'fair share")
    assert "is not known" in solution.unproven
    # All tiers of the linear program that is left are solved, for decisions that are as good in the better tiers.
    assert solution.tiers[0].objective == pytest.approx(highs.solve(matrix, tiers).tiers[0].objective)
    assert solution.tiers[-1].tier.name == "cost"


def test_decisions_whose_shares_could_not_be_found_in_time_are_told_as_not_proven(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    matrix, tiers = draw(1)
    solve = highs._solve_continuous

    def late(program: Matrix, some: list[Tier], deadline: float | None, progress: Progress, method: Method) -> Solution:
        if len(some) == 2:
            raise StoppedError("the time limit came before a plan was found")
        return solve(program, some, deadline, progress, method)

    monkeypatch.setattr(highs, "_solve_continuous", late)
    solution = highs.solve(matrix, tiers)
    assert solution.stopped_in == "fair share, priority 1"
    assert solution.unproven is not None
    assert "is not known" in solution.unproven


@pytest.mark.parametrize("after", [1, 2, 3])
def test_a_limit_in_a_fair_share_of_another_solver_keeps_the_best_decisions_too(
    after: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    require_solver("pulp:HiGHS")
    matrix, tiers = draw(1)
    done = 0

    def late(
        program: Matrix, tier: Tier, better: list[TierResult], name: str, deadline: float, gap: float, *,
        first: bool = False,
    ) -> FloatArray | None:  # fmt: skip
        nonlocal done
        if tier.kind == "fair":
            done += 1
            if done == after:
                return None
        return solve_in_time(program, tier, better, name, deadline, gap, first=first)

    monkeypatch.setattr(pulp, "solve_in_time", late)
    solution = pulp.solve(matrix, tiers, "pulp:HiGHS", progress=silent)
    assert solution.stopped_in == "fair share, priority 1"
    assert solution.unproven is not None
    assert "is not known" in solution.unproven


@pytest.mark.parametrize("seed", range(6))
def test_a_gap_may_be_left_open_in_shares_too_and_is_told(seed: int) -> None:
    matrix, tiers = draw(seed)
    loose, exact = highs.solve(matrix, tiers, gap=0.5), highs.solve(matrix, tiers)
    assert loose.decisions is not None
    assert loose.decisions.gap <= 0.5
    assert rounded(ranking(tiers, exact)) <= rounded(ranking(tiers, loose))
