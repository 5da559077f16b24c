"""Numbers with their units, in base units."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from models.issues import Severity, errors
from tests.reading import QUARTERS, found, read, records_of
from tests.workbooks import Cell, Formula, small_example


@pytest.mark.parametrize(
    ("unit", "expected"),
    [
        ("t/period", 120),
        ("t/quarter", 120),
        ("t/month", 360),
        ("T / yr", 30),
        ("kg/yr", 0.03),
        ("lb/period", 0.0544310844),
    ],
)
def test_rates_are_converted_by_the_length_of_the_period(tmp_path: Path, unit: str, expected: float) -> None:
    rows: list[list[Cell]] = [["customer", "commodity", f"demand [{unit}]"], ["Motor plant", "NdFeB magnet", 120]]
    demand = records_of(read(tmp_path, Demand=rows), "Demand").number_by_period["demand"]
    assert demand.tolist() == [[pytest.approx(expected)] * 5]


def test_the_unit_column_serves_the_main_quantity_row_by_row(tmp_path: Path) -> None:
    rows: list[list[Cell]] = [
        ["customer", "commodity", "end use", "unit", "demand", "shortage cost [USD/kg]"],
        ["Motor plant", "NdFeB magnet", "a", "t/period", 1, 2],
        ["Motor plant", "NdFeB magnet", "b", "kg/period", 1, 2],
        ["Motor plant", "NdFeB magnet", "c", None, 1, 2],
    ]
    reading = read(tmp_path, Demand=rows)
    records = records_of(reading, "Demand")
    assert records.number_by_period["demand"][:, 0].tolist() == [1, 0.001, 1]
    assert records.number["shortage cost"].tolist() == [2000] * 3
    [issue] = found(reading, "assumed-unit")
    assert (issue.severity, issue.message) == (Severity.NOTE, "demand is read as t/period")


def test_a_quantity_without_a_unit_is_tonnes_and_a_note_says_so_once(tmp_path: Path) -> None:
    demand: list[list[Cell]] = [["customer", "commodity", *QUARTERS], ["Motor plant", "NdFeB magnet", 1, 2, 3, 4, 5]]
    reading = read(tmp_path, Demand=demand)
    assert records_of(reading, "Demand").number_by_period["demand"].tolist() == [[1, 2, 3, 4, 5]]
    assert [str(issue) for issue in found(reading, "assumed-unit")] == ["Demand!C1: demand is read as t/period"]


@pytest.mark.parametrize(
    ("value", "said"), [(80, ", or write [%] in the header if it is in percent"), (800, ""), (-80, "")]
)
def test_a_share_above_one_may_be_in_percent(tmp_path: Path, value: float, said: str) -> None:
    rows: list[list[Cell]] = [["site", "process", "direction", "commodity", "yield"]]
    rows += [["US separator", "separate", "out", "NdPr oxide", value]]
    [issue] = found(read(tmp_path, Processes=rows), "out-of-bounds")
    assert issue.remedy.partition(" 1")[2] == said or (value < 0 and "percent" not in issue.remedy)


@pytest.mark.parametrize(
    ("unit", "typed", "warned"),
    [("%", 0.9, True), ("%", 1, True), ("%", 2, False), ("%", 0, False), ("fraction", 0.009, False)],
)
def test_a_percentage_that_may_be_a_share_of_one_is_warned_of(
    tmp_path: Path, unit: str, typed: float, warned: bool
) -> None:
    rows: list[list[Cell]] = [["site", "process", f"availability [{unit}]", "all"],
                              ["US separator", "separate", typed, 48]]  # fmt: skip
    issues = found(read(tmp_path, Capacity=rows), "little-percent")
    told = [f"Capacity!C2: availability is {typed:g}%; correct it if {100 * typed:g}% is meant"] if warned else []
    assert [str(issue) for issue in issues] == told
    assert all(issue.severity is Severity.WARNING for issue in issues)


def test_a_duty_of_a_share_of_a_per_cent_is_warned_of(tmp_path: Path) -> None:
    lanes: list[list[Cell]] = [["from", "to", "duty [%]"], ["US separator", "Motor plant", 0.05]]
    (issue,) = found(read(tmp_path, Lanes=lanes), "little-percent")
    assert str(issue) == "Lanes!C2: duty is 0.05%; correct it if 5% is meant"


def test_a_price_without_a_unit_is_an_error(tmp_path: Path) -> None:
    lanes: list[list[Cell]] = [["from", "to", "cost"], ["US separator", "Motor plant", 100]]
    [issue] = found(read(tmp_path, Lanes=lanes), "no-unit")
    assert issue.where == "Lanes!C1"
    assert "USD/kg" in issue.remedy


@pytest.mark.parametrize(
    ("units", "where"),
    [
        (["USD/t", None], ["Contracts!C3"]), ([None, "USD/t"], ["Contracts!C2"]), (["USD/t", "USD/kg"], []),
        ([None, None], ["Contracts!E1", "Contracts!D1"]),
    ],
)  # fmt: skip
def test_a_price_whose_unit_is_blank_in_some_rows_is_told_at_these(
    tmp_path: Path, units: list[Cell], where: list[str]
) -> None:
    rows: list[list[Cell]] = [["contract", "tier to", "unit", "price 2026Q4", "price all"]]
    rows += [["Deal", 5, units[0], 1, 2], ["Deal", 9, units[1], 1, 2]]
    assert [one.where for one in found(read(tmp_path, Contracts=rows), "no-unit")] == where


def test_a_blank_unit_of_a_row_without_a_price_lacks_nothing(tmp_path: Path) -> None:
    rows: list[list[Cell]] = [["contract", "maximum", "unit", "price"]]
    rows += [["Deal", 5, "USD/t", 1], ["Other", 9, None, None]]
    assert found(read(tmp_path, Contracts=rows), "no-unit") == []


@pytest.mark.parametrize("unit", ["USD/t", "t REO/yr", "EUR", "tons/yr", "%", "", "t/yr/yr"])
def test_a_unit_of_the_wrong_kind_is_an_error(tmp_path: Path, unit: str) -> None:
    demand: list[list[Cell]] = [["customer", "commodity", f"demand [{unit}]"], ["Motor plant", "NdFeB magnet", 1]]
    reading = read(tmp_path, Demand=demand)
    if unit:
        assert [issue.where for issue in found(reading, "wrong-unit")] == ["Demand!C1"]
    else:
        assert [issue.where for issue in found(reading, "assumed-unit")] == ["Demand!C1"]


def test_a_wrong_unit_in_a_unit_cell_is_named_with_its_cell(tmp_path: Path) -> None:
    demand: list[list[Cell]] = [
        ["customer", "commodity", "end use", "unit", "all"],
        ["Motor plant", "NdFeB magnet", "a", "t/yr", 1],
        ["Motor plant", "NdFeB magnet", "b", "USD/t", 1],
    ]
    assert [issue.where for issue in found(read(tmp_path, Demand=demand), "wrong-unit")] == ["Demand!D3"]


def test_a_unit_may_stand_in_one_place_only(tmp_path: Path) -> None:
    demand: list[list[Cell]] = [
        ["customer", "commodity", "unit", "all [t/yr]"],
        ["Motor plant", "NdFeB magnet", "kg/yr", 1],
    ]
    [issue] = found(read(tmp_path, Demand=demand), "two-units")
    assert issue.where == "Demand!C2"


def test_a_duration_counts_days_months_or_periods(tmp_path: Path) -> None:
    units = (("months", 2.0, "months"), ("weeks", 2 * 7 * 12 / 365, "days"), ("periods", 2.0, "periods"))
    for unit, expected, counts in units:
        lanes: list[list[Cell]] = [["from", "to", f"lead time [{unit}]"], ["US separator", "Motor plant", 2]]
        records = records_of(read(tmp_path, Lanes=lanes), "Lanes")
        assert records.number["lead time"].tolist() == [pytest.approx(expected)]
        assert records.counts("lead time") == counts


def test_a_storage_loss_compounds_over_the_period(tmp_path: Path) -> None:
    inventory: list[list[Cell]] = [["site", "commodity", "loss [%/yr]"], ["Motor plant", "NdFeB magnet", 19]]
    loss = records_of(read(tmp_path, Inventory=inventory), "Inventory").number_by_period["loss"]
    assert loss.tolist() == [[pytest.approx(1 - 0.81**0.25)] * 5]


def test_a_number_outside_its_bounds_is_told_once_and_then_blank(tmp_path: Path) -> None:
    rows = small_example()["Demand"]
    rows[1][3] = 1e20  # priority, which nothing can count to
    reading = read(tmp_path, Demand=rows)
    assert [issue.where for issue in found(reading, "out-of-bounds")] == ["Demand!D2"]
    assert reading.tables is not None
    assert np.isnan(reading.tables.records["Demand"].number["priority"]).tolist() == [True, False]


COUNTED = "; pieces, barrels or hours count as t, one for each"


@pytest.mark.parametrize(
    ("unit", "remedy"),
    [
        ("pieces", COUNTED), ("barrels/month", COUNTED), ("kt/yr", ""), ("mt", ""), ("lbs", ""), ("#REF!", ""),
        ("USD/t", ""), ("tonnes/week", ""), ("%", ""), ("EUR/t", ""),
    ],
)  # fmt: skip
def test_what_is_counted_in_no_unit_of_ours_is_said_to_be_written_as_tonnes(
    tmp_path: Path, unit: str, remedy: str
) -> None:
    rows: list[list[Cell]] = [["customer", "commodity", f"demand [{unit}]"], ["Motor plant", "NdFeB magnet", 120]]
    (issue,) = found(read(tmp_path, Demand=rows), "wrong-unit")
    assert issue.remedy == f"write one of: t/period, t/month, t/quarter, t/yr (and kg, lb, g){remedy}"


@pytest.mark.parametrize("unit", ["t/yr", "t/year", "t/y", "t/a", "tonnes/annum", "T / A"])
def test_a_year_may_be_written_in_several_ways(tmp_path: Path, unit: str) -> None:
    demand: list[list[Cell]] = [["customer", "commodity", "unit", "all"], ["Motor plant", "NdFeB magnet", unit, 40]]
    records = records_of(read(tmp_path, Demand=demand), "Demand")
    assert records.number_by_period["demand"].sum() == pytest.approx(50.0, rel=0.01)


def test_a_number_that_nearly_all_rows_have_is_missed_where_it_is_blank(tmp_path: Path) -> None:
    def rows(*quantities: Cell) -> list[list[Cell]]:
        header: list[Cell] = ["site", "process", "direction", "commodity", "quantity per run [t]"]
        return [header, *(["US separator", f"p{n}", "out", "NdPr oxide", one] for n, one in enumerate(quantities))]

    [issue] = found(read(tmp_path, Processes=rows(0.4, 1, 2, None, 3)), "blank-among-others")
    assert (issue.severity, issue.where) == (Severity.WARNING, "Processes!E5")
    assert issue.message == "quantity per run is blank here, where it counts as 1, and filled in 4 other rows"
    # Of many blanks the default is meant.
    assert not found(read(tmp_path, Processes=rows(0.4, None, 2, None, 3)), "blank-among-others")
    assert not found(read(tmp_path, Processes=rows(None, None)), "blank-among-others")


def test_freight_that_nearly_all_rows_have_is_missed_where_it_is_blank(tmp_path: Path) -> None:
    def rows(*costs: Cell) -> list[list[Cell]]:
        ends = [
            ("MP", "US separator"),
            ("Lynas", "US separator"),
            ("US separator", "Motor plant"),
            ("MP", "Lynas"),
            ("Lynas", "MP"),
        ]
        header: list[Cell] = ["from", "to", "commodity", "cost [USD/t]"]
        return [header, *([*pair, "NdPr oxide", cost] for pair, cost in zip(ends, costs, strict=True))]

    [issue] = found(read(tmp_path, Lanes=rows(1, 2, None, 3, 4)), "blank-among-others")
    assert (issue.where, issue.message) == (
        "Lanes!D4", "cost is blank here, where it counts as 0, and filled in 4 other rows"
    )  # fmt: skip
    assert not found(read(tmp_path, Lanes=rows(1, 2, None, None, 4)), "blank-among-others")


@pytest.mark.parametrize(("unit", "code", "told"), [
    (Formula("=1/0", "#N/A"), "error-cell", "mend its formula"),
    (True, "boolean-cell", "TRUE stands where the unit of demand belongs"),
    (5, "number-cell", "number 5 stands where the unit of demand belongs"),
    ("[t/yr]", "wrong-unit", "write t/yr, without brackets"),
    ("[t/yr", "wrong-unit", "; write one of: t/period"),
])  # fmt: skip
def test_what_stands_in_column_unit_and_is_no_word_is_told_as_in_any_other(
    tmp_path: Path, unit: Cell, code: str, told: str
) -> None:
    demand: list[list[Cell]] = [["customer", "commodity", "unit", "all"], ["Motor plant", "NdFeB magnet", unit, 5]]
    [issue] = [one for one in errors(read(tmp_path, Demand=demand).issues) if one.where == "Demand!C2"]
    assert issue.code == code
    assert told in str(issue)


@pytest.mark.parametrize(("money", "told"), [(-1000, True), (-1e-6, True), (0, False), (1000, False), (2e15, True)])
def test_a_budget_below_nothing_is_out_of_bounds_however_large_it_may_be(
    tmp_path: Path, money: float, told: bool
) -> None:
    settings: list[list[Cell]] = [["setting", "value"], ["title", "A budget"], ["budget [USD]", money]]
    issues = found(read(tmp_path, Settings=settings), "out-of-bounds")
    assert [issue.where for issue in issues] == (["Settings!B3"] if told else [])
