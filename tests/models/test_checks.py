"""Findings across tables: limits that contradict each other, broken chains, masses, values, magnitudes."""

from __future__ import annotations

from pathlib import Path

import pytest

from planner.read import read_input
from tests.tiny import Changed, cells, day, findings, found, tiny
from tests.workbooks import Cell, write_workbook


def test_the_tiny_problem_has_no_finding() -> None:
    assert findings({}) == []


def test_a_sheet_that_every_plan_needs_must_have_a_row_that_acts() -> None:
    changed: Changed = {
        "Demand": [["customer", "commodity", "demand [t/period]", "active"], ["User", "oxide", 5, "no"]]
    }
    [issue] = found(changed, "no-rows")
    assert issue.where == "Demand"
    assert "all its 1 rows are inactive" in issue.message


@pytest.mark.parametrize(
    ("changed", "cell"),
    [
        (
            {"Lanes": [["from", "to", "minimum [t/period]", "unit", "all", "Q2"],
                       ["Mine", "User", 4, "t/period", 9, 3]]},
            "Lanes!C2",
        ),
        ({"Inventory": [["site", "commodity", "maximum [t]", "unit", "Q3"], ["User", "oxide", 4, "t", 5]]},
         "Inventory!E2"),
        ({"Inventory": [["site", "commodity", "maximum [t]", "end stock [t]"], ["User", "oxide", 4, 5]]},
         "Inventory!D2"),
        (
            {"Processes": [["site", "process", "direction", "commodity", "minimum run [t/yr]"],
                           ["Mine", "dig", "out", "oxide", 40]]},
            "Processes!E2",
        ),
    ],
    ids=["lane", "safety", "end stock", "run"],
)  # fmt: skip
def test_a_minimum_above_its_maximum_is_an_error_at_its_cell(changed: Changed, cell: str) -> None:
    assert set(cells(changed, "minimum-above-maximum")) == {cell}


def test_a_minimum_run_above_its_capacity_names_both_cells() -> None:
    processes: list[list[Cell]] = [["site", "process", "direction", "commodity", "minimum run Q2 [t/period]"],
                                   ["Mine", "dig", "out", "oxide", 9]]  # fmt: skip
    (issue,) = found({"Processes": processes}, "minimum-above-maximum")
    assert issue.where == "Processes!E2"
    assert "in Q2" in issue.message
    assert "Capacity!F2" in issue.message


def recipe(contents: Cell, tonnes: Cell, yield_share: Cell = None) -> Changed:
    """Return a plant that makes oxide from ore of these contents."""
    return {
        "Commodities": [["commodity", "stage", "contents"], ["ore", "ore", contents], ["oxide", "oxide", "Nd 0.8"]],
        "Processes": [
            ["site", "process", "direction", "commodity", "quantity per run [t]", "yield [%]"],
            ["Mine", "dig", "out", "ore", 1, None],
            ["Mine", "split", "in", "ore", 10, None],
            ["Mine", "split", "out", "oxide", tonnes, yield_share],
        ],
        "Capacity": None,
    }


def test_more_of_an_element_out_than_in_is_an_error() -> None:
    (issue,) = found(recipe("Nd 0.08", 1.1), "more-out-than-in")
    assert issue.where == "Processes!E4"
    assert "0.88 t of Nd" in issue.message
    assert "0.8 t" in issue.message


@pytest.mark.parametrize(
    ("contents", "tonnes", "yield_share"), [("Nd 0.08", 1.0, None), ("Nd 0.08", 1.1, 90), (None, 50, None)],
    ids=["as much", "after the yield", "contents unknown"],
)  # fmt: skip
def test_a_recipe_whose_elements_add_up_or_are_unknown_passes(contents: Cell, tonnes: Cell, yield_share: Cell) -> None:
    assert found(recipe(contents, tonnes, yield_share), "more-out-than-in") == []


def test_more_tonnes_out_than_in_pass_as_iron_and_boron_are_not_modelled() -> None:
    sheets = recipe("Nd 0.08", 30)
    commodities = sheets["Commodities"]
    assert commodities is not None
    commodities[2][2] = "Nd 0.02"
    assert found(sheets, "more-out-than-in") == []


def demand(*rows: list[Cell]) -> Changed:
    return {
        "Commodities": [["commodity", "stage", "value [USD/t]"], ["oxide", "oxide", 1], ["metal", "metal", 1]],
        "Demand": [["customer", "commodity", "end use", "priority", "weight", "unit", "all"], *rows],
        "Inventory": [["site", "commodity", "opening [t]"], ["User", "metal", 5]],
    }


def test_a_priority_that_adds_tonnes_of_different_materials_is_warned_of_unless_weighted() -> None:
    metal: list[Cell] = ["User", "metal", "x", 1, None, "t/period", 1]
    equal = demand(["User", "oxide", "x", 1, None, "t/period", 1], metal)
    (issue,) = found(equal, "mixed-priority")
    assert issue.where == "Demand!D2"
    weighted = demand(["User", "oxide", "x", 1, 2, "t/period", 1], metal)
    assert found(weighted, "mixed-priority") == []
    apart = demand(["User", "oxide", "x", 2, None, "t/period", 1], metal)
    assert found(apart, "mixed-priority") == []
    by_value = {**equal, "Settings": [["setting", "value"], ["unmet measure", "value"]]}
    assert found(by_value, "mixed-priority") == []  # type: ignore[arg-type]


def test_demand_that_counts_as_nothing_is_a_warning() -> None:
    header: list[Cell] = ["customer", "commodity", "end use", "weight", "unit", "all"]
    (issue,) = found({"Demand": [header, ["User", "oxide", "x", 0, "t/period", 1]]}, "uncounted-demand")
    assert issue.where == "Demand!D2"
    assert "its weight is 0" in issue.message
    by_value: Changed = {
        "Settings": [["setting", "value"], ["unmet measure", "value"]],
        "Commodities": [["commodity", "stage", "value [USD/t]"], ["oxide", "oxide", 0]],
        "Demand": [header, ["User", "oxide", "x", 2, "t/period", 1]],
    }
    (issue,) = found(by_value, "uncounted-demand")
    assert issue.where == "Demand!B2"
    assert "its commodity's value is 0" in issue.message
    priced: Changed = {
        "Demand": [["customer", "commodity", "weight", "shortage cost [USD/t]", "unit", "all"],
                   ["User", "oxide", 0, 5, "t/period", 1]],
    }  # fmt: skip
    assert found(priced, "uncounted-demand") == []


@pytest.mark.parametrize(
    ("changed", "cell"),
    [
        ({"Demand": [["customer", "commodity", "unit", "all"], ["User", "oxide", "t/period", 1e16]]}, "Demand!D2"),
        ({"Capacity": [["site", "process", "unit", "all"], ["Mine", "dig", "t/period", 1e16]]}, "Capacity!D2"),
        ({"Lanes": [["from", "to", "unit", "all", "Q2"], ["Mine", "User", "t/period", 1, 1e16]]}, "Lanes!E2"),
        ({"Inventory": [["site", "commodity", "opening [t]"], ["User", "oxide", 1e16]]}, "Inventory!C2"),
        ({"Inventory": [["site", "commodity", "maximum [t]"], ["User", "oxide", 1e16]]}, "Inventory!C2"),
    ],
)
def test_a_quantity_that_a_solver_takes_for_infinite_is_an_error(changed: Changed, cell: str) -> None:
    assert cells(changed, "extreme-number") == [cell]


@pytest.mark.parametrize("tonnes", [1e-10, 1e-9, 1e6, 1e16])
def test_a_recipe_that_a_solver_would_drop_or_take_for_infinite_is_an_error(tonnes: float) -> None:
    processes: list[list[Cell]] = [["site", "process", "direction", "commodity", "quantity per run [t]"],
                                   ["Mine", "dig", "out", "oxide", tonnes]]  # fmt: skip
    assert cells({"Processes": processes}, "extreme-number") == ["Processes!E2"]


def test_a_recipe_over_many_orders_of_magnitude_is_warned_of_with_both_cells() -> None:
    (issue,) = found(recipe("Nd 0.08", 1e-6), "wide-span")
    assert issue.where == "Processes!E4"
    assert "Processes!E3" in issue.message
    assert "7 orders" in issue.message


def test_a_chain_broken_at_many_places_names_the_first_ones() -> None:
    materials: list[Cell] = ["a", "b", "c", "d", "e"]
    kinds: list[list[Cell]] = [[name, "ore"] for name in materials]
    inputs: list[list[Cell]] = [["Mine", "mix", "in", name] for name in materials]
    sheets: Changed = {
        "Commodities": [["commodity", "stage"], ["oxide", "oxide"], *kinds],
        "Processes": [["site", "process", "direction", "commodity"], *inputs, ["Mine", "mix", "out", "oxide"]],
        "Capacity": None,
    }
    (issue,) = found(sheets, "unreachable-demand")
    assert issue.message.count("the chain breaks") == 3
    assert "and at 2 more places" in issue.message


def test_processes_without_a_limit_are_one_note_for_each_site() -> None:
    sheets: Changed = {
        "Processes": [
            ["site", "process", "direction", "commodity"],
            ["Mine", "dig", "out", "oxide"],
            ["Mine", "blast", "out", "oxide"],
        ],
        "Capacity": None,
    }
    (issue,) = found(sheets, "unlimited")
    assert issue.where == "Processes!B2"
    assert issue.message == "no row of sheet Capacity limits 'blast', 'dig' at 'Mine'"


@pytest.mark.parametrize(
    ("changed", "cell"),
    [
        ({"Demand": [["customer", "commodity", "unit", "all"], ["User", "oxide", "g/period", 0.5]]}, "Demand!D2"),
        ({"Capacity": [["site", "process", "unit", "all"], ["Mine", "dig", "g/period", 1e-4]]}, "Capacity!D2"),
        ({"Pipeline": [["to", "commodity", "period", "quantity [t]"], ["User", "oxide", "Q2", 1e-7]]}, "Pipeline!D2"),
    ],
)
def test_a_quantity_of_less_than_a_gram_is_an_error(changed: Changed, cell: str) -> None:
    assert cells(changed, "extreme-number") == [cell]


def test_the_rounding_of_a_spreadsheet_counts_as_nothing() -> None:
    rows: Changed = {"Demand": [["customer", "commodity", "unit", "all"], ["User", "oxide", "t/period", 5.5e-17]]}
    assert cells(rows, "extreme-number") == []


@pytest.mark.parametrize(
    ("changed", "cell"),
    [
        ({"Lanes": [["from", "to", "loss [%]"], ["Mine", "User", 99.999999999]]}, "Lanes!C2"),
        ({"Lanes": [["from", "to", "cost [USD/t]", "cost Q2 [USD/t]"], ["Mine", "User", 1, 1e-10]]}, "Lanes!D2"),
        ({"Demand": [["customer", "commodity", "weight", "unit", "all"], ["User", "oxide", 1e-10, "t/period", 5]]},
         "Demand!C2"),
        ({"Sourcing": [["buyer", "commodity", "supplier", "most share [%]"], ["User", "oxide", "Mine", 1e-8]]},
         "Sourcing!D2"),
        ({"Capacity": [["site", "process", "unit", "all", "minimum load [t/yr]"], ["Mine", "dig", "t/yr", 9, 1e-10]]},
         "Capacity!E2"),
    ],
)  # fmt: skip
def test_a_number_that_a_solver_would_refuse_as_a_coefficient_is_an_error(changed: Changed, cell: str) -> None:
    assert cells(changed, "extreme-number") == [cell]


def test_what_is_nothing_or_the_whole_but_for_rounding_is_just_that(tmp_path: Path) -> None:
    lanes: list[list[Cell]] = [["from", "to", "loss [%]", "cost [USD/t]"], ["Mine", "User", 100 - 1e-13, 1e-17]]
    tables = read_input(write_workbook(tmp_path / "a.xlsx", tiny({"Lanes": lanes}))).tables
    assert tables is not None
    read = tables.records["Lanes"]
    assert (read.number["loss"].tolist(), read.number_by_period["cost"].max()) == ([1.0], 0.0)


@pytest.mark.parametrize(
    ("changed", "cell"),
    [
        ({"Lanes": [["from", "to", "cost [USD/t]"], ["Mine", "User", 1e11]]}, "Lanes!C2"),
        ({"Lanes": [["from", "to", "cost [USD/t]", "cost Q2 [USD/t]"], ["Mine", "User", 1, 1e11]]}, "Lanes!D2"),
        ({"Lanes": [["from", "to", "duty [%]"], ["Mine", "User", 1e9]],
          "Commodities": [["commodity", "stage", "value [USD/t]"], ["oxide", "oxide", 1]]}, "Lanes!C2"),
        ({"Inventory": [["site", "commodity", "holding cost [USD/kg/yr]"], ["User", "oxide", 1e9]]}, "Inventory!C2"),
        ({"Processes": [["site", "process", "direction", "commodity", "run cost [USD/t]"],
                        ["Mine", "dig", "out", "oxide", -1e11]]}, "Processes!E2"),
        ({"Demand": [["customer", "commodity", "weight", "unit", "all"], ["User", "oxide", 1e10, "t/period", 5]]},
         "Demand!C2"),
        ({"Rules": [["rule", "type", "value [USD/t]", "start"], ["T", "tariff", 1e11, day("2027-01-01")]]}, "Rules!C2"),
    ],
)  # fmt: skip
def test_a_price_or_weight_beside_which_all_else_is_rounded_away_is_an_error(changed: Changed, cell: str) -> None:
    assert cells(changed, "extreme-number") == [cell]


def weighted(measure: str, first: tuple[float, float], second: tuple[float, float], value: float = 1) -> Changed:
    """Return two streams of a priority, (weight, t in a period) each, and the value of what the second asks for."""
    return {
        **demand(
            ["User", "oxide", "x", 1, first[0], "t/period", first[1]],
            ["User", "metal", "x", 1, second[0], "t/period", second[1]],
            ["User", "metal", "y", 1, 0, "t/period", 1],
            ["User", "metal", "z", 2, 1e-6, "t/period", 1],
        ),
        "Settings": [["setting", "value"], ["unmet measure", measure]],
        "Commodities": [["commodity", "stage", "value [USD/t]"], ["oxide", "oxide", 1], ["metal", "metal", value]],
    }


@pytest.mark.parametrize(
    ("changed", "cell"),
    [
        (weighted("tonnes", (1311, 5), (1.2e-7, 5)), "Demand!E3"),
        (weighted("tonnes", (1e-3, 5), (1.01e5, 5)), "Demand!E2"),
        (weighted("share of demand", (1, 1e-3), (1e-5, 1e3)), "Demand!E3"),
        (weighted("value", (1e-5, 5), (1, 5), 1e6), "Demand!E2"),
        ({"Rules": [["rule", "type", "value", "unit", "start", "hard", "weight"],
                    ["R", "cap", 4, "t", day("2027-01-01"), "no", 1e5],
                    ["S", "cap", 5, "t", day("2027-01-01"), "no", 1e-4],
                    ["T", "cap", 9, "t", day("2027-01-01"), "yes", None]]}, "Rules!G3"),
    ],
)  # fmt: skip
def test_weights_so_far_apart_that_one_is_rounded_away_are_an_error(changed: Changed, cell: str) -> None:
    assert cells(changed, "extreme-number") == [cell]


@pytest.mark.parametrize(
    "changed",
    [
        weighted("tonnes", (1e4, 5), (1.01e-4, 5)), weighted("share of demand", (1e-5, 1e-3), (1e-5, 100)),
        weighted("value", (1e-3, 5), (1, 5), 1e4),
    ],
)  # fmt: skip
def test_weights_that_are_told_apart_pass_beside_one_of_0_and_other_priorities(changed: Changed) -> None:
    assert cells(changed, "extreme-number") == []


@pytest.mark.parametrize(
    ("changed", "cell"),
    [
        ({"Expansion": [["site", "process", "capacity [t/yr]", "integer"], ["Mine", "dig", 1e14, "yes"]]},
         "Expansion!C2"),
        ({"Expansion": [["site", "process", "capacity [t/yr]", "capital cost [USD/(t/yr)]"], ["Mine", "dig", 1, 1e14]]},
         "Expansion!D2"),
        ({"Ramp": [["site", "process", "rate limit [t/yr/yr]"], ["Mine", "dig", 1e14]]}, "Ramp!C2"),
    ],
)  # fmt: skip
def test_a_number_that_a_solver_refuses_as_a_coefficient_is_an_error(changed: Changed, cell: str) -> None:
    assert cells(changed, "extreme-number") == [cell]


@pytest.mark.parametrize(("column", "cure"), [("maximum", True), ("opening", False)])
def test_only_where_there_may_be_no_limit_is_that_the_cure_for_a_number_that_is_too_large(
    column: str, cure: bool
) -> None:
    (issue,) = found({"Inventory": [["site", "commodity", f"{column} [t]"], ["User", "oxide", 1e16]]}, "extreme-number")
    assert ("no limit" in issue.remedy) == cure


def test_a_note_below_sheet_sites_is_read_as_a_site_and_warned_of() -> None:
    sites: list[list[Cell]] = [["site", "country"], ["Mine", "Malaysia"], ["User", "China"], ["Source: a book", None]]
    changed: Changed = {"Sites": sites}
    [issue] = found(changed, "unused-site")
    assert issue.where == "Sites!A4"
    assert "'Source: a book'" in issue.message


def test_a_site_of_which_something_else_is_said_is_none(tmp_path: Path) -> None:
    sites: list[list[Cell]] = [["site", "country"], ["Mine", None], ["User", None], ["Later", "Chile"]]
    assert not found({"Sites": sites}, "unused-site")
