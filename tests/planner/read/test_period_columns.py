"""A horizon that was made longer, and sheets that were not."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from models.issues import Severity
from tests.reading import found, read
from tests.workbooks import Cell, small_example


def longer() -> list[list[Cell]]:
    """Return sheet Periods with two quarters more."""
    more: list[list[Cell]] = [
        ["2028Q1", dt.date(2028, 1, 1), dt.date(2028, 3, 31)],
        ["2028Q2", dt.date(2028, 4, 1), dt.date(2028, 6, 30)],
    ]
    return [*small_example()["Periods"], *more]


def test_a_demand_that_has_columns_up_to_some_period_and_none_behind_it_is_warned_of(tmp_path: Path) -> None:
    issues = found(read(tmp_path, Periods=longer()), "period-without-column")
    assert ("Demand!J1", Severity.WARNING) in {(issue.where, issue.severity) for issue in issues}
    [issue] = [issue for issue in issues if issue.where == "Demand!J1"]
    assert issue.message == ("demand has columns for 5 periods and none for 2028Q1, 2028Q2, where it counts as blank")
    assert "`all`" in issue.remedy


@pytest.mark.parametrize("gone", [1, 2, 3])
def test_a_demand_without_a_column_between_others_is_warned_of(tmp_path: Path, gone: int) -> None:
    demand = [[cell for place, cell in enumerate(row) if place != 5 + gone] for row in small_example()["Demand"]]
    [issue] = found(read(tmp_path, Demand=demand), "period-without-column")
    name = str(small_example()["Demand"][0][5 + gone])
    assert (issue.where, issue.message) == (
        f"Demand!{'DEFGHI'[gone + 1]}1",
        f"demand has columns for 4 periods and none for {name}, where it counts as blank",
    )


def test_a_price_without_a_column_for_all_periods_is_warned_of_and_one_with_it_that_is_filled_is_not(
    tmp_path: Path,
) -> None:
    processes = small_example()["Processes"]
    bare = [[cell for place, cell in enumerate(row) if place != 5] for row in processes]
    for row in processes[1:]:
        row[5] = 100
    every = found(read(tmp_path, Periods=longer(), Processes=processes), "period-without-column")
    assert not [one for one in every if "run" in one.message]
    [issue] = [
        one
        for one in found(read(tmp_path, Periods=longer(), Processes=bare), "period-without-column")
        if one.where.startswith("Processes")
    ]
    assert issue.message.startswith("run cost has columns for 5 periods")
    assert "`run cost`" in issue.remedy


def test_a_row_that_is_blank_for_all_periods_is_warned_of_where_a_period_has_no_column(tmp_path: Path) -> None:
    """Two suppliers would be free of cost in the periods by which the horizon was made longer."""
    told = found(read(tmp_path, Periods=longer()), "period-without-column")
    (issue,) = [one for one in told if one.where.startswith("Processes")]
    assert (issue.where, issue.severity) == ("Processes!F2", Severity.WARNING)
    assert issue.message == (
        "run cost is blank in column `run cost` here and filled by periods, and there is no column for 2028Q1 and 1 "
        "more period, where it counts as blank (2 rows are so)"
    )


@pytest.mark.parametrize("gone", [6, 7, 10])
def test_a_row_that_is_filled_by_periods_is_warned_of_where_one_of_their_columns_is_gone(
    tmp_path: Path, gone: int
) -> None:
    processes = [[cell for place, cell in enumerate(row) if place != gone] for row in small_example()["Processes"]]
    (issue,) = found(read(tmp_path, Processes=processes), "period-without-column")
    assert issue.where == "Processes!F2"
    assert f"there is no column for {str(small_example()['Processes'][0][gone]).split()[2]}," in issue.message


def test_a_limit_of_a_few_periods_beside_limits_for_all_is_meant_so(tmp_path: Path) -> None:
    capacity: list[list[Cell]] = [
        ["site", "process", "basis", "unit", "all", "2027Q1", "2027Q2"],
        ["US magnet plant", "sinter", "out", "t/yr", None, 80, 96],
        ["US separator", "separate", "out", "t/yr", 48, None, None],
    ]
    assert not found(read(tmp_path, Capacity=capacity), "period-without-column")


@pytest.mark.parametrize(
    "columns", [["2027Q1"], ["2026Q4", "2027Q2"], ["2026Q4", "2027Q1", "2027Q2", "2027Q3", "2027Q4"]]
)
def test_what_is_given_for_single_periods_or_for_all_is_meant_so(tmp_path: Path, columns: list[Cell]) -> None:
    demand: list[list[Cell]] = [
        ["customer", "commodity", *columns],
        ["Motor plant", "NdFeB magnet", *(6 for _ in columns)],
    ]
    assert not found(read(tmp_path, Demand=demand), "period-without-column")


def test_a_unit_that_was_changed_in_one_header_alone_is_warned_of(tmp_path: Path) -> None:
    processes = small_example()["Processes"]
    processes[0][6] = "run cost 2026Q4 [USD/t]"
    [issue] = found(read(tmp_path, Processes=processes), "mixed-units")
    assert (issue.severity, issue.where) == (Severity.WARNING, "Processes!G1")
    assert issue.message == "run cost is in USD/t here and in USD/kg in Processes!F1"


def test_one_unit_in_two_spellings_is_one_unit(tmp_path: Path) -> None:
    processes = small_example()["Processes"]
    processes[0][6] = "run cost 2026Q4 [usd / KG]"
    assert not found(read(tmp_path, Processes=processes), "mixed-units")


def test_a_demand_in_its_default_unit_beside_one_in_another_is_warned_of(tmp_path: Path) -> None:
    demand = small_example()["Demand"]
    bare: list[list[Cell]] = [[cell for place, cell in enumerate(row) if place != 4] for row in demand]
    bare[0][4] = "2026Q4 [t/yr]"
    [issue] = found(read(tmp_path, Demand=bare), "mixed-units")
    assert issue.message == "demand is in t/yr here and in t/period in Demand!F1"


def test_a_stock_that_is_wanted_for_some_periods_is_meant_so(tmp_path: Path) -> None:
    inventory: list[list[Cell]] = [["site", "commodity", "2026Q4", "2027Q1"], ["Motor plant", "NdFeB magnet", 5, 5]]
    assert not found(read(tmp_path, Inventory=inventory), "period-without-column")


def priced(*costs: Cell, header: str = "run cost") -> list[list[Cell]]:
    """Return sheet Processes with a cost for each of the first periods, of a recipe with an output alone."""
    periods = ["2026Q4", "2027Q1", "2027Q2", "2027Q3", "2027Q4"][: len(costs)]
    return [
        ["site", "process", "direction", "commodity", *(f"{header} {name} [USD/t]" for name in periods)],
        ["US separator", "buy", "out", "NdPr oxide", *costs],
    ]


def test_a_cost_that_is_blank_between_others_is_warned_of_since_it_counts_as_nothing(tmp_path: Path) -> None:
    [issue] = found(read(tmp_path, Processes=priced(5, None, 5, None, 5)), "price-with-gaps")
    assert (issue.severity, issue.where) == (Severity.WARNING, "Processes!F2")
    assert issue.message == (
        "run cost is blank in 2027Q1 and 1 more period and filled in other periods: blank counts as 0"
    )


def test_a_column_that_is_missing_between_others_is_warned_of_too(tmp_path: Path) -> None:
    gap = [[cell for place, cell in enumerate(row) if place != 5] for row in priced(5, 5, 5, 5, 5)]
    [issue] = found(read(tmp_path, Processes=gap), "price-with-gaps")
    assert issue.where == "Processes!E2"


@pytest.mark.parametrize("costs", [(5, 5, 5, 5, 5), (None, None, None, None, None), (5, "x", 5, 5, 5), (5,)])
def test_costs_of_all_periods_or_of_none_or_that_are_no_numbers_have_no_gap(
    tmp_path: Path, costs: tuple[Cell, ...]
) -> None:
    assert not found(read(tmp_path, Processes=priced(*costs)), "price-with-gaps")


def test_what_does_not_vary_by_period_is_not_said_to_be_blank_in_one(tmp_path: Path) -> None:
    options: list[list[Cell]] = [
        ["site", "process", "capacity [t/yr]", "capital cost [USD/t]"],
        ["US separator", "separate", None, 5],
    ]
    [issue] = [one for one in found(read(tmp_path, Expansion=options), "blank-required") if one.where == "Expansion!C2"]
    assert issue.message == "capacity is blank"
    assert "`all`" not in issue.remedy


def test_units_of_headers_beside_column_unit_are_told_once(tmp_path: Path) -> None:
    capacity = [
        [{"all": "capacity [t/yr]"}.get(str(cell), cell) for cell in row] for row in small_example()["Capacity"]
    ]
    reading = read(tmp_path, Capacity=capacity)
    assert found(reading, "two-units")
    assert not found(reading, "mixed-units")
