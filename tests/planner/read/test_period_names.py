"""A period must not be called what a header means already: its column would be passed over, or be another's."""

from __future__ import annotations

from pathlib import Path

import pytest

from models.issues import errors
from planner.read import read_input
from tests.reading import found, read
from tests.workbooks import Cell, Sheets, small_example, write_workbook


def renamed(*names: Cell) -> Sheets:
    """Return the small example with other names for its first periods, in every header too."""
    sheets = small_example()
    old = [row[0] for row in sheets["Periods"][1 : len(names) + 1]]
    for rows in sheets.values():
        for row in rows:
            for place, cell in enumerate(row):
                for before, after in zip(old, names, strict=True):
                    if isinstance(cell, str):
                        row[place] = cell = cell.replace(str(before), str(after))  # noqa: PLW2901
    return sheets


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("#1", "column of your own"),
        ("\uff031", "column of your own"),
        ("weight", "sheet Demand has a column 'weight'"),
        ("Shortage_Cost", "sheet Demand has a column 'shortage cost'"),
        ("N\u00f3te", "has a column 'note'"),
        ("unit", "has a column 'unit'"),
        ("period", "has a column 'period'"),
        ("All", "stands for every period"),
        ("floor", "'price floor' is another column of sheet Contracts"),
        ("Q1 [plan]", "its unit"),
        ("demand 2027Q1", "demand in 2027q1"),
        ("capacity all", "capacity in all"),
    ],
)
def test_a_period_that_is_called_what_a_header_means_already_is_an_error_with_its_cell(
    tmp_path: Path, name: str, why: str
) -> None:
    [issue] = found(read_input(write_workbook(tmp_path / "a.xlsx", renamed(name))), "period-name")
    assert issue.where == "Periods!A2"
    assert f"'{name}'" in issue.message
    assert why in issue.message
    assert "another name" in issue.remedy


def test_two_periods_that_are_one_as_headers_are_an_error_at_the_second(tmp_path: Path) -> None:
    [issue] = found(read_input(write_workbook(tmp_path / "a.xlsx", renamed("Q_1", "Q 1"))), "period-name")
    assert issue.where == "Periods!A3"
    assert "'Q_1' in Periods!A2" in issue.message


def test_a_period_that_stands_twice_is_told_once(tmp_path: Path) -> None:
    sheets = small_example()
    sheets["Periods"][2][0] = "2026q4"
    reading = read(tmp_path, Periods=sheets["Periods"])
    assert [issue.where for issue in found(reading, "duplicate-key")] == ["Periods!A3"]
    assert found(reading, "period-name") == []


@pytest.mark.parametrize(
    "name", ["2027 rest", "latitude", "No. 1", "1#", "\u7b2c1\u671f", "weights", "Q1 (plan)", 2026]
)
def test_other_names_of_periods_stay_free(tmp_path: Path, name: Cell) -> None:
    assert not errors(read_input(write_workbook(tmp_path / "a.xlsx", renamed(name))).issues)
