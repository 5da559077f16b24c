"""Reference cases of capacity in time: derived by hand, or found by going through every decision."""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest
from scipy.optimize import linprog

from tests.cases import objective, put, reference, solve_case, unmet

STEEL, LABOUR, PROFIT, MOST = (1.5, 3.0, 5.0), (30.0, 25.0, 40.0), (2.0, 3.0, 4.0), (2_000.0, 2_000.0, 1_200.0)


def best_profit(least: float) -> float:
    """Return the best profit over all choices of types, each made in at least so many cars."""
    found = 0.0
    for made in itertools.product((False, True), repeat=3):
        bounds = [(least if one else 0.0, most if one else 0.0) for one, most in zip(made, MOST, strict=True)]
        answer = linprog([-one for one in PROFIT], [STEEL, LABOUR], [6_000.0, 60_000.0], bounds=bounds)
        found = max(found, -answer.fun if answer.status == 0 else 0.0)
    return found


def test_types_of_cars_are_made_in_large_numbers_or_not_at_all(tmp_path: Path) -> None:
    plan = solve_case(reference("car_types"), tmp_path)
    assert best_profit(1_000.0) == pytest.approx(6_000.0)
    assert objective(plan, "cost") == pytest.approx(-6_000.0)
    built = plan.tables["run"].set_index("process")["runs"]
    assert built["build midsize"] == pytest.approx(2_000.0)
    assert set(built.index) == {"rolling mill", "shift", "build midsize"}


def test_without_the_minimum_load_cars_of_two_types_are_better(tmp_path: Path) -> None:
    plan = solve_case(reference("car_types"), tmp_path, put("Capacity", "minimum load [t/yr]", None))
    assert plan.solution.decisions is None
    assert objective(plan, "cost") == pytest.approx(-best_profit(0.0))
    assert -best_profit(0.0) == pytest.approx(-6_285.714, abs=5e-4)


DEMAND = (15.0, 20.0, 28.0, 35.0, 30.0)
CHEAP, DEAR, SHORT, RATE = 100.0, 300.0, 1_000.0, 0.05


def payment(cost: float, years: int) -> float:
    """Return the annuity, from the sum of the discounted payments."""
    return cost / sum((1.0 + RATE) ** -year for year in range(1, years + 1))


def cost_of(cheap: int, dear: int) -> float:
    """Return the discounted cost when options are decided in these years, counted from 0; 5 is never."""
    total = 0.0
    for year, wanted in enumerate(DEMAND):
        # The cheap one stands a year after the decision, the dear one at once and for two years.
        more_cheap = 20.0 if cheap + 1 <= year else 0.0
        more_dear = 12.0 if dear <= year < dear + 2 else 0.0
        first = min(wanted, 10.0 + more_cheap)
        second = min(wanted - first, 5.0 + more_dear)
        spent = CHEAP * first + DEAR * second + SHORT * (wanted - first - second)
        spent += more_cheap * payment(3_000.0, 10) + more_dear * payment(1_000.0, 2)
        total += spent * (1.0 + RATE) ** -(year + 0.5)
    return total


def test_capacity_is_added_in_the_years_that_going_through_all_of_them_finds(tmp_path: Path) -> None:
    # The cheap one may be decided until 2030 and would then stand in 2031.
    every = {pair: cost_of(*pair) for pair in itertools.product((0, 1, 2, 3, 5), (0, 1, 2, 3, 4, 5))}
    best = min(every, key=every.__getitem__)
    plan = solve_case(reference("expansion"), tmp_path)
    assert objective(plan, "cost") == pytest.approx(every[best], rel=1e-9)
    decided = {site: int(period) - 2027 for site, period in
               zip(plan.tables["expand"]["site"], plan.tables["expand"]["period"], strict=True)}  # fmt: skip
    assert (decided.get("Cheap", 5), decided.get("Dear", 5)) == best
    assert plan.solution.unproven is None


def test_a_part_of_an_option_is_never_dearer_than_all_or_nothing(tmp_path: Path) -> None:
    whole = solve_case(reference("expansion"), tmp_path)
    parts = solve_case(reference("expansion"), tmp_path, put("Expansion", "integer", "no"))
    assert objective(parts, "cost") < objective(whole, "cost")
    assert parts.solution.decisions is None


def test_a_start_up_and_a_slow_plant_miss_what_was_derived_by_hand(tmp_path: Path) -> None:
    plan = solve_case(reference("start_up"), tmp_path)
    assert unmet(plan, 1) == pytest.approx([10.0, 7.5, 5.0, 2.5, 0.0], abs=1e-6)
    assert unmet(plan, 2) == pytest.approx([7.5, 6.5, 5.5, 4.5, 10.0 - 460 / 91], abs=1e-6)
