"""Small programs: all demand in grams is planned as closely as all demand in tonnes, by every solver."""

from __future__ import annotations

import random
from pathlib import Path

import numpy as np
import pytest

from models.formulation import Model, build
from models.plan import Plan, make_plan
from planner.errors import NoPlanError
from planner.report import is_short, result_sentences
from planner.run import solve_input, solve_model
from planner.solve import highs, pulp
from planner.solve.session import silent
from planner.solve.unit import in_tonnes, in_unit
from planner.verify import verify
from tests.certificates import assert_certified
from tests.drawn.problems import problem_of, random_model
from tests.drawn.sourcing import awarded_sheets
from tests.given.solvers import SOLVERS, require_solver
from tests.tiny import tiny, tiny_model
from tests.workbooks import Cell, Sheets, write_workbook

GRAM = 1e-6
SEEDS = range(30)
PERIODS = ("Q1", "Q2", "Q3")


def drawn(seed: int, tonne: float, small: float | None = None) -> Sheets:
    """Return a few end uses of two priorities that share too little, in this unit; small: that of priority 2."""
    chance = random.Random(seed)
    wanted: list[list[Cell]] = []
    for number in range(chance.randint(2, 5)):
        priority = chance.choice([1, 1, 2])
        size = small if small is not None and priority == 2 else tonne
        amounts = [chance.choice([None, chance.randint(1, 9), chance.uniform(1, 9)]) for _ in PERIODS]
        row: list[Cell] = [None if one is None else size * one for one in amounts]
        wanted.append(["User", "oxide", f"use {number}", priority, "t/period", *row])
    size = small if small is not None else tonne
    dug: list[Cell] = [chance.choice([size, tonne]) * chance.uniform(1, 3 * len(wanted)) for _ in PERIODS]
    return tiny({
        "Settings": [["setting", "value"], ["fair share", "yes"]],
        "Demand": [["customer", "commodity", "end use", "priority", "unit", *PERIODS], *wanted,
                   ["User", "oxide", "always", 1, "t/period", tonne, None, tonne]],
        "Capacity": [["site", "process", "basis", "commodity", "unit", *PERIODS],
                     ["Mine", "dig", "out", "oxide", "t/period", *dug]],
        "Inventory": [["site", "commodity", "opening [t]", "maximum [t]"],
                      ["User", "oxide", size * chance.uniform(1, 5), size * chance.uniform(5, 10)]],
    })  # fmt: skip


def planned(sheets: Sheets, solver: str = "highs") -> Plan:
    """Return the plan of sheets, which the verifier accepts."""
    plan = solve_model(build(problem_of(sheets)), solver, None, silent)
    stated = [(name, optimum) for name, optimum, _ in plan.objectives]
    verification = verify(plan.model.problem.tables, plan.tables, stated, plan.costs)
    assert verification.accepted, verification.faults
    return plan


def shares(plan: Plan) -> list[float]:
    return list((plan.tables["unmet"]["unmet_t"] / plan.tables["unmet"]["demand_t"]).to_numpy())


def in_parts(model: Model, unit: float) -> Model:
    """Return the model to be solved in another unit."""
    model.program.unit = unit
    return model


@pytest.mark.parametrize("seed", SEEDS)
def test_grams_are_shared_as_tonnes_are(seed: int) -> None:
    small, large = planned(drawn(seed, GRAM)), planned(drawn(seed, 1.0))
    assert shares(small) == pytest.approx(shares(large), abs=1e-6)
    levels = [{name: value for name, value, _ in one.objectives if name.startswith("fair")} for one in (small, large)]
    assert levels[0] == pytest.approx(levels[1], abs=1e-6)


@pytest.mark.parametrize("name", SOLVERS[:2])
@pytest.mark.parametrize("seed", SEEDS[:8])
def test_grams_are_shared_as_tonnes_are_by_another_solver(seed: int, name: str) -> None:
    require_solver(name)
    assert shares(planned(drawn(seed, GRAM), name)) == pytest.approx(shares(planned(drawn(seed, 1.0))), abs=1e-5)


@pytest.mark.parametrize(
    ("solver", "seed"), [("highs", 4), ("highs", 33), *((name, seed) for name in SOLVERS[:2] for seed in (0, 4, 8))]
)
def test_grams_of_one_priority_are_shared_behind_tonnes_of_another(solver: str, seed: int) -> None:
    if solver != "highs":
        require_solver(solver)
    planned(drawn(seed, 100.0, 5 * GRAM), solver)


@pytest.mark.parametrize("seed", range(12))
def test_what_is_solved_in_another_unit_is_the_optimum_in_tonnes_and_proven(seed: int) -> None:
    model = random_model(seed)
    plain = highs.solve(model.program.matrix(), model.program.tiers)
    plan = make_plan(model, highs.solve(in_parts(model, 2.0**-9).program.matrix(), model.program.tiers))
    assert_certified(plan)
    for ours, theirs in zip(plan.solution.tiers, plain.tiers, strict=True):
        assert ours.tier is theirs.tier
        if not model.program.integer_reasons or ours.tier.kind != "tie-break":
            assert ours.objective == pytest.approx(theirs.objective, rel=1e-6, abs=1e-6), ours.tier.name


@pytest.mark.parametrize("seed", range(8))
def test_whole_numbers_are_the_same_in_another_unit(seed: int) -> None:
    model = build(problem_of(awarded_sheets(seed)))
    try:
        plain = highs.solve(model.program.matrix(), model.program.tiers)
    except NoPlanError:
        pytest.skip("no plan exists")
    solution = highs.solve(in_parts(model, 2.0**-12).program.matrix(), model.program.tiers)
    whole = solution.values[model.program.matrix().integer]
    assert np.array_equal(whole, np.rint(whole))
    assert [one.objective for one in solution.tiers[:-1]] == pytest.approx(
        [one.objective for one in plain.tiers[:-1]], rel=1e-6, abs=1e-6
    )
    assert solution.matrix.integer.size == 0


def test_duals_that_a_solver_does_not_give_are_not_made_up() -> None:
    require_solver("pulp:HiGHS")
    model = in_parts(random_model(1), 0.25)
    solution = pulp.solve(model.program.matrix(), model.program.tiers, "pulp:HiGHS", progress=silent)
    assert all(result.row_dual.size == 0 and result.column_dual.size == 0 for result in solution.tiers)


def test_the_unit_changes_no_digit() -> None:
    model = in_parts(random_model(2), 2.0**-7)
    matrix, tiers = model.program.matrix(), model.program.tiers
    counted, inside = in_unit(matrix, tiers)
    back = in_tonnes(highs.solve(counted, inside), matrix, tiers)
    assert np.array_equal(counted.column_upper * 2.0**-7, matrix.column_upper)
    assert np.array_equal(inside[0].objective / 2.0**-7, tiers[0].objective)
    assert back.matrix is matrix


@pytest.mark.parametrize(
    ("wanted", "capacity", "unit"), [(5.0, 8.0, 1.0), (1.0, 8.0, 1.0), (0.3, 8.0, 0.25), (5e-6, 8e-6, 2.0**-18),
                                     (5e-6, 1e5, 2.0**-14)],
)  # fmt: skip
def test_the_unit_is_about_the_largest_demand_unless_other_numbers_are_huge(
    wanted: float, capacity: float, unit: float
) -> None:
    model = tiny_model({
        "Demand": [["customer", "commodity", "unit", "Q1", "Q2"], ["User", "oxide", "t/period", wanted, wanted / 4]],
        "Capacity": [["site", "process", "basis", "commodity", "unit", "all"],
                     ["Mine", "dig", "out", "oxide", "t/period", capacity]],
    })  # fmt: skip
    assert model.program.unit == model.program.matrix().unit == unit


def test_where_nothing_is_wanted_the_unit_is_a_tonne() -> None:
    assert (
        tiny_model({"Demand": [["customer", "commodity", "unit", "Q1"], ["User", "oxide", "t/period", 0]]}).program.unit
        == 1.0
    )


def test_a_few_grams_that_stay_short_are_told(tmp_path: Path) -> None:
    sheets = tiny({
        "Demand": [["customer", "commodity", "unit", "all"], ["User", "oxide", "g/period", 5]],
        "Capacity": [["site", "process", "basis", "commodity", "unit", "all"],
                     ["Mine", "dig", "out", "oxide", "g/period", 4]],
    })  # fmt: skip
    solved = solve_input(write_workbook(tmp_path / "grams.xlsx", sheets), "highs", None, silent)
    assert is_short(solved)
    assert result_sentences(solved)[0] == "priority 1: short by 3e-06 t of 1.5e-05 t (80.0% covered)"
