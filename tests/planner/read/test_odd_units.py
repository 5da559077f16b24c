"""Units that are missing, that lack a time, or that are other than those of all other rows."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from models.issues import Severity
from planner.read import Reading
from tests.reading import QUARTERS, found, read, records_of
from tests.workbooks import Cell, small_example


@pytest.mark.parametrize("units", [None, [None, None], ["t/yr", None], ["t/period", "t/period"]])
def test_a_rate_without_any_unit_is_warned_of_once_where_periods_are_no_years(
    tmp_path: Path, units: list[Cell] | None
) -> None:
    """Of a deleted column `unit` numbers for a year are read as numbers for each quarter."""
    rows: list[list[Cell]] = [["customer", "commodity", "end use", *QUARTERS]]
    rows += [["Motor plant", "NdFeB magnet", use, 1, 2, 3, 4, 5] for use in ("a", "b")]
    if units is not None:
        rows = [[*row, unit] for row, unit in zip(rows, ["unit", *units], strict=True)]
    issues = found(read(tmp_path, Demand=rows), "rate-without-unit")
    told = units is None or units == [None, None]
    assert [(issue.severity, issue.where) for issue in issues] == [(Severity.WARNING, "Demand!D1")] * told


@pytest.mark.parametrize(
    ("header", "unit", "told"),
    [
        ("all", "t", True),
        ("all", "kg", True),
        ("all", "t/period", False),
        ("all", "t/yr", False),
        ("2026Q4", "t", False),
    ],
)
def test_a_capacity_in_tonnes_without_a_time_is_warned_of_where_it_is_for_all_periods(
    tmp_path: Path, header: str, unit: str, *, told: bool
) -> None:
    rows: list[list[Cell]] = [["site", "process", "unit", header], ["US separator", "separate", unit, 48]]
    issues = found(read(tmp_path, Capacity=rows), "rate-without-unit")
    assert [(issue.severity, issue.where) for issue in issues] == [(Severity.WARNING, "Capacity!D1")] * told
    assert all(
        f"capacity is in {unit}, so that its numbers are read as t in each period" in one.message for one in issues
    )


def test_a_rate_without_a_unit_is_as_good_as_a_rate_a_year_where_periods_are_years(tmp_path: Path) -> None:
    years: list[list[Cell]] = [["period", "start", "end"], ["2027", dt.date(2027, 1, 1), dt.date(2027, 12, 31)]]
    demand: list[list[Cell]] = [["customer", "commodity", "all"], ["Motor plant", "NdFeB magnet", 1]]
    assert not found(read(tmp_path, Periods=years, Demand=demand), "rate-without-unit")


def test_a_unit_that_is_blank_in_one_row_and_another_than_the_default_in_others_is_warned_of(tmp_path: Path) -> None:
    rows = small_example()["Capacity"]
    rows[2][4] = None
    [issue] = found(read(tmp_path, Capacity=rows), "blank-unit")
    assert (issue.severity, issue.where) == (Severity.WARNING, "Capacity!E3")
    assert issue.message == "the unit is blank here and t/yr in other rows, so capacity is read as t/period"


def test_a_unit_is_missed_too_where_its_row_is_filled_in_other_columns_than_the_rest(tmp_path: Path) -> None:
    rows: list[list[Cell]] = [
        ["site", "process", "unit", "all", "2027Q1"], ["MP", "separate", "t/yr", 5, None],
        ["Lynas", "separate", None, None, 6],
    ]  # fmt: skip
    [issue] = found(read(tmp_path, Capacity=rows), "blank-unit")
    assert issue.where == "Capacity!C3"


def test_a_unit_that_is_blank_beside_the_default_one_is_meant_so(tmp_path: Path) -> None:
    rows = small_example()["Demand"]
    rows[2][4] = None
    assert not found(read(tmp_path, Demand=rows), "blank-unit")


@pytest.mark.parametrize(("other", "is_warned"), [("kg", True), ("t", False), ("USD/t", False)])
def test_a_rule_without_a_unit_among_rules_with_another_is_warned_of(
    tmp_path: Path, other: str, is_warned: bool
) -> None:
    kind = "tariff" if other == "USD/t" else "cap"
    rows: list[list[Cell]] = [
        ["rule", "type", "from", "to", "commodity", "value", "unit", "start"],
        ["One", kind, "China", "United States", "NdFeB magnet", 5, other, dt.date(2026, 10, 1)],
        ["Two", "cap", "China", "United States", "NdFeB magnet", 5, None, dt.date(2026, 10, 1)],
    ]
    reading = read(tmp_path, Rules=rows)
    said = "the unit is blank here and kg in other rows, so value is read as t"
    assert [(one.where, one.message) for one in found(reading, "blank-unit")] == [("Rules!G3", said)] * is_warned


def test_a_mass_alone_where_one_per_time_belongs_is_per_period_and_said_to_be(tmp_path: Path) -> None:
    def capacity(*units: str) -> Reading:
        header: list[Cell] = ["site", "process", "basis", "commodity", "unit", "all"]
        rows: list[list[Cell]] = [header, ["US separator", "separate", "out", "NdPr oxide", units[0], 18],
                                  ["Allied separator", "separate", "out", "NdPr oxide", units[1], 18]]  # fmt: skip
        return read(tmp_path, Capacity=rows)

    reading = capacity("kg", "kg/yr")
    assert records_of(reading, "Capacity").number_by_period["capacity"][0].tolist() == pytest.approx([0.018] * 5)
    (issue,) = found(reading, "blank-unit")
    assert (issue.severity, issue.where) == (Severity.WARNING, "Capacity!E2")
    assert issue.message == "the unit is kg here and kg/yr in other rows, so capacity is read as kg/period"
    reading = capacity("t", "kg/period")
    assert found(reading, "blank-unit") == []
    assert [issue.message for issue in found(reading, "assumed-unit")] == ["capacity in t is read as t/period"]


@pytest.mark.parametrize(
    ("units", "where"),
    [
        (("t/yr", "t/yr", "t/yr", "kg/yr", "t/yr"), ["Capacity!E5"]),
        (("t/yr", "t/period", "t/yr", "t/yr", "t/yr"), ["Capacity!E3"]),
        (("t/yr", "t/yr", "kg/yr", "kg/yr", "t/yr", "t/yr"), []),
        (("t/yr", "t/yr", "kg/yr", "t/yr"), []),
        (("t/yr", "lb/yr", "t/yr", "kg/yr", "t/yr", "t/yr"), ["Capacity!E3", "Capacity!E5"]),
        (("t/yr", "lb/yr", "kg/yr", "t/period", "t/yr", "t/yr", "t/yr", "g/yr"), []),
        (("t/yr", "t/year", "t/yr", "t/yr", "t/yr"), []),
    ],
)
def test_one_row_of_many_in_another_unit_is_warned_of(tmp_path: Path, units: tuple[str, ...], where: list[str]) -> None:
    header: list[Cell] = ["site", "process", "basis", "commodity", "unit", "all"]
    rows: list[list[Cell]] = [["Mine", f"dig {n}", "out", "ore", unit, 10**n] for n, unit in enumerate(units)]
    reading = read(tmp_path, Capacity=[header, *rows])
    assert [one.where for one in found(reading, "odd-unit")] == where


@pytest.mark.parametrize(
    ("numbers", "units", "header", "where"),
    [
        ([10, 12, 15], ["t/month", "t/month", "t/yr"], "all", ["Demand!D4"]),
        ([10, 12, 15], ["t/yr", "t/month", "t/month"], "all", ["Demand!D2"]),
        ([10, 12, 15], ["t/yr", "kg/yr", "t/yr"], "all", ["Demand!D3"]),
        ([10, 12, 144], ["t/month", "t/month", "t/yr"], "all", []),
        ([10, 12, 15], ["t/month", "t/month", "t/period"], "all", []),
        ([10, 12, 15], ["t/month", "t/month", "t/month"], "all", []),
        ([10, 12, 15], ["t/quarter", "t/quarter", "t/yr"], "all", ["Demand!D4"]),
        ([10, 12, 15], ["t/month", "t/month", "t/quarter"], "all", ["Demand!D4"]),
        ([10, 50, 15], ["t/month", "t/month", "t/yr"], "all", []),
        ([10, 12, 0], ["t/month", "t/month", "t/yr"], "all", []),
        ([10, 12], ["t/month", "t/yr"], "all", []),
        ([10, 12, 15, 16], ["t/month", "t/month", "t/yr", "kg/yr"], "all", []),
        ([10, 12, 15, 16, 9], ["t/month", "t/month", "t/yr", "t/yr", "t/month"], "all", ["Demand!D4", "Demand!D5"]),
        ([10, 12, 15, 60, 9], ["t/month", "t/month", "t/yr", "t/yr", "t/month"], "all", []),
        ([10, 12, 15, 16, 9], ["t/month", "t/month", "t/yr", "kg/yr", "t/month"], "all", ["Demand!D4", "Demand!D5"]),
        ([10, 12, 15], ["t/month", "t/month", "t/yr"], "2026Q4", []),
    ],
)
def test_a_unit_is_odd_beside_two_others_where_the_numbers_are_alike_in_all_periods(
    tmp_path: Path, numbers: list[float], units: list[str], header: str, where: list[str]
) -> None:
    rows: list[list[Cell]] = [["customer", "commodity", "end use", "unit", header]]
    for place, (number, unit) in enumerate(zip(numbers, units, strict=True)):
        rows.append(["Motor plant", "NdFeB magnet", f"use {place}", unit, number])
    assert [one.where for one in found(read(tmp_path, Demand=rows), "odd-unit")] == where


def test_the_odd_unit_of_a_row_is_found_beside_one_of_a_row_without_a_number_that_means_the_same(
    tmp_path: Path,
) -> None:
    header: list[Cell] = ["site", "process", "basis", "commodity", "unit", "all"]
    units = ("kg/year", "kg/yr", "t/yr", "t/yr", "t/yr", "t/yr")
    rows: list[list[Cell]] = [
        ["Mine", f"dig {place}", "out", "ore", unit, 1 if place else None] for place, unit in enumerate(units)
    ]
    (issue,) = found(read(tmp_path, Capacity=[header, *rows]), "odd-unit")
    assert (issue.where, issue.message) == ("Capacity!E3", "the unit is kg/yr here and t/yr in the 4 other rows")
