"""The plan under the planner's names, and every limit as it stands in it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from models.formulation import build
from models.limits import limits
from models.linear.program import GRAM
from models.linear.solution import Solution
from models.plan import make_plan
from planner.run import solve_input
from tests.drawn.problems import problem_of, random_sheets
from tests.plan_books import silent
from tests.tiny import Changed, day, tiny, tiny_model, tiny_plan
from tests.workbooks import write_workbook

SHORT: Changed = {
    "Capacity": [["site", "process", "basis", "commodity", "unit", "all"],
                 ["Mine", "dig", "out", "oxide", "t/period", 3]]
}  # fmt: skip


def test_what_is_dug_is_sent_and_delivered() -> None:
    tables = tiny_plan().tables
    assert tables["run"].to_dict("list") == {
        "site": ["Mine"] * 3, "process": ["dig"] * 3, "period": ["Q1", "Q2", "Q3"],
        "output_period": ["Q1", "Q2", "Q3"], "marks": [""] * 3, "runs": [5.0] * 3,
    }  # fmt: skip
    assert tables["ship"]["sent_t"].tolist() == tables["ship"]["arrived_t"].tolist() == [5.0] * 3
    assert tables["deliver"]["delivered_t"].tolist() == [5.0] * 3
    assert tables["unmet"]["unmet_t"].tolist() == [0.0] * 3


def test_demand_is_complete_and_says_what_is_short() -> None:
    table = tiny_plan(SHORT).tables["unmet"]
    assert table["demand_t"].tolist() == [5.0] * 3
    assert table["unmet_t"].tolist() == [2.0] * 3
    assert table["priority"].tolist() == [1] * 3


def test_what_arrives_is_what_is_sent_less_the_loss() -> None:
    sheets: Changed = {"Lanes": [["from", "to", "loss [%]", "lead time [periods]"], ["Mine", "User", 50, 1]]}
    ship = tiny_plan(sheets).tables["ship"]
    assert ship["sent_t"].tolist() == [8.0, 8.0]
    assert ship["arrived_t"].tolist() == [4.0, 4.0]
    assert ship["period"].tolist() == ["Q1", "Q2"]
    assert ship["arrival_period"].tolist() == ["Q2", "Q3"]


def test_a_soft_rule_reports_by_how_much_it_is_broken() -> None:
    sheets: Changed = {
        "Rules": [["rule", "type", "value", "unit", "start", "hard"], ["R", "cap", 4, "t", day("2027-01-01"), "no"]]
    }
    assert tiny_plan(sheets).tables["soft"].to_dict("list") == {
        "rule": ["R"], "row": [2], "span": [0], "violation_t": [11.0],
    }  # fmt: skip


def test_missing_stock_and_surplus_stand_in_their_tables() -> None:
    sheets: Changed = {
        "Commodities": [["commodity", "stage", "surplus price [USD/t]", "surplus limit [t/period]"],
                        ["oxide", "oxide", 99, 1]],
        "Inventory": [["site", "commodity", "safety [t]", "end stock [t]"], ["User", "oxide", 5, 20]],
    }  # fmt: skip
    tables = tiny_plan(sheets).tables
    # 3 t are left in each quarter: 3, 6, 9 t in stock, 2 t below safety in the first and 11 t below the end stock.
    assert tables["stock"]["stock_t"].tolist() == pytest.approx([3.0, 6.0, 9.0])
    assert tables["below_safety"]["missing_t"].tolist() == pytest.approx([2.0])
    assert tables["below_end"]["missing_t"].tolist() == pytest.approx([11.0])
    assert len(tables["sell"]) == 0


def test_rounding_of_the_solver_is_no_quantity() -> None:
    model = tiny_model()
    matrix = model.program.matrix()
    values = np.full(matrix.columns, 0.5 * GRAM)
    plan = make_plan(model, Solution(matrix, values, (), None, "none"))
    assert not plan.values.any()
    assert all(len(table) == 0 for name, table in plan.tables.items() if name != "unmet")


def test_less_than_a_gram_that_costs_more_than_a_dollar_is_no_rounding() -> None:
    lanes: Changed = {"Lanes": [["from", "to", "cost [USD/t]"], ["Mine", "User", 1e10]]}
    model = tiny_model(lanes)
    values = np.full(model.program.columns, 0.5 * GRAM)
    plan = make_plan(model, Solution(model.program.matrix(), values, (), None, "none"))
    assert plan.tables["ship"]["sent_t"].tolist() == [0.5 * GRAM] * 3
    assert len(plan.tables["run"]) == 0


POUNDS: Changed = {
    "Demand": [["customer", "commodity", "unit", "Q1"], ["User", "oxide", "t/period", 8]],
    "Processes": [["site", "process", "direction", "commodity", "run cost [USD/t]"],
                  ["Mine", "dig", "out", "oxide", 60_000]],
    "Commodities": [["commodity", "stage", "value [USD/t]"], ["oxide", "oxide", 70_000]],
    "Inventory": [["site", "commodity", "opening [lb]", "maximum [t]"], ["User", "oxide", 17_636.98, "no limit"]],
}  # fmt: skip


@pytest.mark.parametrize(
    ("changed", "tier"),
    [
        ({}, "cost"),
        ({"Capacity": [["site", "process", "unit", "all"], ["Mine", "dig", "t/period", 0]],
          "Settings": [["setting", "value"], ["unmet measure", "value"]]}, "unmet, priority 1"),
    ],
)  # fmt: skip
def test_less_than_a_gram_stands_in_the_plan_where_a_tier_is_nothing_else(
    changed: Changed, tier: str, tmp_path: Path
) -> None:
    """17,636.98 lb are half a gram less than the 8 t that are asked for: 3 cents of oxide are dug, or are short."""
    solved = solve_input(write_workbook(tmp_path / "x.xlsx", tiny(POUNDS | changed)), "highs", None, silent)
    assert solved.verification.accepted
    (amount,) = (value for name, _, value in solved.plan.objectives if name == tier)
    assert 0.02 < amount < 0.04


@pytest.mark.parametrize(
    "columns", [("safety [t]", "safety cost [USD/t/yr]"), ("end stock [t]", "end stock cost [USD/t]")]
)  # fmt: skip
def test_less_than_a_gram_that_a_stock_lacks_has_its_cost(columns: tuple[str, str], tmp_path: Path) -> None:
    """4,409.244 lb are less than half a gram below the 2 t that should lie there, and all that is dug is needed."""
    sheets = tiny({
        "Inventory": [["site", "commodity", "opening [lb]", "maximum [t]", *columns],
                      ["User", "oxide", 4_409.244, "no limit", 2, 2_000]],
        "Capacity": [["site", "process", "unit", "all"], ["Mine", "dig", "t/period", 5]],
    })  # fmt: skip
    assert solve_input(write_workbook(tmp_path / "x.xlsx", sheets), "highs", None, silent).verification.accepted


def test_a_limit_that_binds_has_no_slack_and_a_value() -> None:
    table = limits(tiny_plan(SHORT))
    capacity = table[table["family"] == "plant_capacity"]
    assert capacity["cell"].tolist() == ["Capacity!F2"] * 3
    assert capacity["period"].tolist() == ["Q1", "Q2", "Q3"]
    assert capacity["limit"].tolist() == capacity["used"].tolist() == [3.0] * 3
    assert capacity["slack"].tolist() == [0.0] * 3
    # One more tonne of capacity is one tonne less unmet, in the first tier.
    assert capacity["dual 1"].tolist() == pytest.approx([-1.0] * 3)


def test_a_limit_with_room_is_worth_nothing() -> None:
    table = limits(tiny_plan())
    capacity = table[table["family"] == "plant_capacity"]
    assert capacity["slack"].tolist() == [3.0] * 3
    assert capacity["dual 1"].tolist() == capacity["dual 2"].tolist() == [0.0] * 3


def test_a_lower_limit_has_the_slack_above_it() -> None:
    sheets: Changed = {"Lanes": [["from", "to", "minimum [t/period]"], ["Mine", "User", 4]]}
    table = limits(tiny_plan(sheets))
    minimum = table[table["family"] == "lane_minimum"]
    assert minimum["slack"].tolist() == [1.0] * 3
    assert minimum["cell"].tolist() == ["Lanes!C2"] * 3


def test_a_limit_over_several_periods_has_its_window_in_words() -> None:
    sheets: Changed = {
        "Rules": [
            ["rule", "type", "value", "unit", "start", "end"],
            ["R", "cap", 7, "t", day("2027-01-01"), day("2027-06-30")],
        ],
        "Inventory": [["site", "commodity", "end stock [t]"], ["User", "oxide", 5]],
        "Expansion": [["site", "process", "capacity [t/yr]", "life [yr]"], ["Mine", "dig", 8, 5]],
    }
    table = limits(tiny_plan(sheets))
    told = {family: list(zip(part["period"], part["window"], strict=True)) for family, part in table.groupby("family")}
    assert told["cap"] == [("", "2027-01-01 to 2027-06-30")]
    assert told["end_stock"] == [("", "end of Q3")]
    assert told["expansion_limit"] == [("", "the whole plan")]
    assert told["plant_capacity"] == [("Q1", "Q1"), ("Q2", "Q2"), ("Q3", "Q3")]


@pytest.mark.parametrize("seed", range(6))
def test_every_limit_of_every_family_has_a_cell_and_a_key_in_words(seed: int) -> None:
    model = build(problem_of(random_sheets(seed)))
    matrix = model.program.matrix()
    table = limits(make_plan(model, Solution(matrix, np.zeros(matrix.columns), (), None, "none")))
    assert table["cell"].str.contains("!").all()
    assert (table["key"] != "").all()
    assert np.isfinite(table["limit"]).all()


def test_a_run_of_many_tonnes_is_rounded_by_its_tonnes() -> None:
    sheets: Changed = {
        "Processes": [["site", "process", "direction", "commodity", "quantity per run [t]"],
                      ["Mine", "dig", "out", "oxide", 9e5]],
        "Demand": [["customer", "commodity", "unit", "all"], ["User", "oxide", "t/period", 0.5]],
    }  # fmt: skip
    tables = tiny_plan(sheets).tables
    assert tables["run"]["runs"].tolist() == pytest.approx([0.5 / 9e5] * 3)
    assert tables["unmet"]["unmet_t"].sum() == 0.0
