"""The default solver: tiers in order on faces, and every way in which a solve can end without a plan."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from planner.errors import ContradictionError, NoPlanError, StoppedError
from planner.run import solve_input, solve_model
from planner.solve.diagnosis import least_miss
from planner.solve.highs import solve
from planner.solve.session import LARGEST_COEFFICIENT, LARGEST_FORBIDDING, scale_of, silent
from tests.drawn.problems import random_model
from tests.given.programs import INFINITE, matrix, tier
from tests.tiny import Changed, day, solve_sheets, tiny, tiny_model
from tests.workbooks import small_example, write_workbook


@pytest.mark.parametrize("least", [1e-9, 2.6e-10, 1e-13])
def test_costs_of_very_different_size_can_be_held_in_a_row(least: float) -> None:
    """With whole numbers a tier is held to its best by a row: beside 1024 HiGHS takes 1e-9 for no coefficient."""
    program = replace(matrix([[1.0, 1.0]], [1.5], [INFINITE]), integer=np.array([0]))
    found = solve(program, [tier("cost", 1e3, least), tier("tie-break", 1.0, 1.0, kind="tie-break")])
    assert found.tiers[0].objective == pytest.approx(1.5 * least)
    assert found.values.tolist() == pytest.approx([0.0, 1.5])


def test_a_later_tier_moves_only_among_the_optima_of_the_better_ones() -> None:
    """With x + y >= 2 the first tier wants y = 0 at any price, the second would rather take y than x."""
    program = matrix([[1.0, 1.0, 0.0], [0.0, 1.0, 1.0]], [2.0, 1.0], [INFINITE, INFINITE])
    solution = solve(program, [tier("short", 0.0, 1.0, 0.0, kind="unmet"), tier("cost", 1.0, -9.0, 3.0)])
    assert solution.values == pytest.approx([2.0, 0.0, 1.0])
    assert [result.objective for result in solution.tiers] == pytest.approx([0.0, 5.0])
    assert solution.stopped_in is None
    assert solution.solver.startswith("HiGHS 1.")


def test_the_dual_of_a_row_is_the_change_of_its_tiers_optimum_on_the_face() -> None:
    """A cap of 3 on x: one tonne more saves one tonne unmet, and nothing of the cost is in the first tier."""
    program = matrix([[1.0, 0.0], [1.0, 1.0]], [-INFINITE, 5.0], [3.0, 5.0])
    solution = solve(program, [tier("unmet", 0.0, 1.0, kind="unmet"), tier("cost", 2.0, 0.0)])
    assert solution.tiers[0].objective == pytest.approx(2.0)
    assert solution.tiers[0].row_dual == pytest.approx([-1.0, 1.0])


def test_scaling_by_a_power_of_two_brings_the_largest_coefficient_near_its_target() -> None:
    for largest in (1e-7, 0.3, 1.0, 1024.0, 5e9):
        scale = scale_of(np.array([0.0, -largest, largest / 3]))
        assert LARGEST_COEFFICIENT / 2 < scale * largest <= LARGEST_COEFFICIENT
        assert np.log2(scale) == np.round(np.log2(scale))
    assert scale_of(np.zeros(3)) == 1.0


def test_a_price_that_forbids_takes_no_digits_from_the_others() -> None:
    """Two ways of serving one, and a third that nobody takes: 0.2 is dearer than 0.1, whatever the third costs."""
    program = matrix([[1.0, 1.0, 1.0]], [1.0], [1.0])
    for forbidding in (1e8, 1e10):
        solution = solve(program, [tier("cost", 0.2, 0.1, forbidding), tier("tie-break", 1.0, 2.0, 1.0)])
        assert solution.values == pytest.approx([0.0, 1.0, 0.0])
        assert solution.tiers[0].row_dual == pytest.approx([0.1])
    used = replace(program, column_upper=np.array([0.25, 0.25, INFINITE]))
    assert solve(used, [tier("cost", 0.2, 0.1, 1e10)]).tiers[0].objective == pytest.approx(5e9)


def test_a_forbidding_price_is_never_scaled_to_what_highs_takes_for_infinite() -> None:
    costs = np.array([1e-9, 1e10])
    assert costs.max() * scale_of(costs, 0.0) <= LARGEST_FORBIDDING
    assert scale_of(costs, 1e7) == scale_of(costs)


def test_very_large_costs_give_the_same_duals_in_their_own_unit() -> None:
    program = matrix([[1.0]], [2.0], [INFINITE])
    solution = solve(program, [tier("cost", 3e9)])
    assert solution.tiers[0].row_dual == pytest.approx([3e9])
    assert solution.tiers[0].objective == pytest.approx(6e9)


def test_rows_that_contradict_each_other_are_found_with_how_much_they_miss() -> None:
    program = matrix([[1.0, 0.0], [1.0, 0.0], [0.0, 1.0]], [-INFINITE, 5.0, 1.0], [3.0, INFINITE, 1.0])
    with pytest.raises(ContradictionError):
        solve(program, [tier("cost", 1.0, 1.0)])
    missed = least_miss(program).rows
    assert sum(abs(amount) for _, amount in missed) == pytest.approx(2.0)
    assert {row for row, _ in missed} <= {0, 1}


def test_the_balance_of_material_yields_last() -> None:
    """That x = 0 is physics; a minimum of 5 on x is a wish."""
    program = matrix([[1.0], [1.0]], [0.0, 5.0], [0.0, INFINITE])
    ((row, amount),) = least_miss(program).rows
    assert row == 1
    assert amount == pytest.approx(5.0)


def test_what_earns_money_without_a_limit_has_no_plan() -> None:
    program = matrix([[1.0, -1.0]], [0.0], [0.0])
    with pytest.raises(NoPlanError, match="'cost' has no lower end"):
        solve(program, [tier("cost", 1.0, -2.0)])


def test_a_time_limit_of_nothing_stops_without_a_plan() -> None:
    model = random_model(3)
    with pytest.raises(StoppedError):
        solve(model.program.matrix(), model.program.tiers, time_limit=0.0)


def test_a_generous_time_limit_changes_nothing() -> None:
    model = random_model(3)
    program = model.program.matrix()
    free, limited = solve(program, model.program.tiers), solve(program, model.program.tiers, time_limit=600.0)
    assert np.array_equal(free.values, limited.values)
    assert limited.stopped_in is None


def test_the_same_program_gives_the_same_plan_to_the_last_bit() -> None:
    model = random_model(5)
    program = model.program.matrix()
    assert np.array_equal(
        solve(program, model.program.tiers).values, solve(program, model.program.tiers).values
    )  # fmt: skip


def test_each_tier_is_announced() -> None:
    lines: list[str] = []
    model = tiny_model()
    solve(model.program.matrix(), model.program.tiers, progress=lines.append)
    assert [line.split(": ")[1] for line in lines if line.startswith("solving tier")] == [
        "unmet, priority 1", "cost", "tie-break",
    ]  # fmt: skip


def test_the_solver_writes_nothing_to_standard_output(capfd: pytest.CaptureFixture[str]) -> None:
    solve_sheets(tiny())
    assert capfd.readouterr().out == ""


MORE_THAN_IS_DUG: Changed = {"Lanes": [["from", "to", "minimum [t/period]"], ["Mine", "User", 9]]}


def test_a_lane_minimum_above_what_can_be_made_has_no_plan_and_names_its_cell() -> None:
    with pytest.raises(NoPlanError) as caught:
        solve_model(tiny_model(MORE_THAN_IS_DUG), "highs", None, silent)
    text = str(caught.value)
    assert "no plan exists" in text
    # 9 t a quarter are asked for and 8 can be dug; either cell may yield.
    assert "Lanes!C2" in text or "Capacity!F2" in text
    assert "missed by 1 t" in text


def test_minimum_runs_that_share_too_small_a_capacity_have_no_plan_and_name_their_cells(tmp_path: Path) -> None:
    changed: Changed = {
        "Processes": [
            ["site", "process", "direction", "commodity", "quantity per run [t]", "minimum run [t/period]"],
            ["Mine", "dig", "out", "oxide", 1, 5],
            ["Mine", "wash", "out", "oxide", 1, 4],
        ],
        "Capacity": [["site", "process", "basis", "commodity", "unit", "all"],
                     ["Mine", None, "out", "oxide", "t/period", 8]],
    }  # fmt: skip
    path = write_workbook(tmp_path / "plan.xlsx", tiny(changed))
    with pytest.raises(NoPlanError) as caught:
        solve_input(path, "highs", None, silent)
    assert any(cell in str(caught.value) for cell in ("Processes!F2", "Processes!F3", "Capacity!F2"))


def test_a_ban_against_a_lane_minimum_has_no_plan_and_names_one_of_them() -> None:
    changed: Changed = {
        "Lanes": [["from", "to", "minimum [t/period]"], ["Mine", "User", 2]],
        "Rules": [["rule", "type", "start"], ["R", "ban", day("2027-01-01")]],
    }
    with pytest.raises(NoPlanError) as caught:
        solve_model(tiny_model(changed), "highs", None, silent)
    assert "Lanes!C2" in str(caught.value) or "Rules!A2" in str(caught.value)


def test_surplus_worth_more_than_it_costs_to_make_without_any_limit_has_no_plan() -> None:
    changed: Changed = {
        "Commodities": [["commodity", "stage", "surplus price [USD/t]", "surplus limit [t/period]"],
                        ["oxide", "oxide", 99, "no limit"]],
        "Capacity": None,
    }  # fmt: skip
    with pytest.raises(NoPlanError, match="no lower end"):
        solve_model(tiny_model(changed), "highs", None, silent)


def test_a_minimum_run_whose_last_output_would_land_behind_the_horizon_has_a_plan() -> None:
    changed: Changed = {
        "Processes": [
            ["site", "process", "direction", "commodity", "quantity per run [t]", "minimum run [t/period]",
             "lead time [periods]"],
            ["Mine", "dig", "out", "oxide", 1, 6, 1],
        ]
    }  # fmt: skip
    plan = solve_sheets(tiny(changed))
    assert plan.tables["run"]["period"].tolist() == ["Q1", "Q2"]
    assert plan.tables["run"]["runs"].min() >= 6.0


def test_a_tier_that_loses_its_way_from_the_last_optimum_is_solved_afresh() -> None:
    sheets = small_example()
    sheets["Inventory"][1] = ["Motor plant", "NdFeB magnet", 1e9, "China", "no limit", 0]
    sheets["Rules"][2][5] = 0.1
    sheets["Rules"][4][7] = day("2027-07-16")
    plan = solve_sheets(sheets)
    assert [result.tier.kind for result in plan.solution.tiers][-1] == "tie-break"
    assert plan.tables["unmet"]["unmet_t"].sum() == 0.0
