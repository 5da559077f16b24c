"""Which sheets there are, and the periods."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from models.issues import Severity
from planner.read import read_input
from tests.reading import QUARTERS, found, read, tables_of
from tests.workbooks import Cell, small_example, tamper, write_workbook


def test_sheets_of_the_planners_own_pass_and_unknown_ones_are_reported(tmp_path: Path) -> None:
    own: list[list[Cell]] = [["anything", 1]]
    reading = read(tmp_path, **{"# scratch": own, "Read me": own, "Calculations": own})
    tables_of(reading)
    [issue] = found(reading, "unknown-sheet")
    assert (issue.severity, issue.where) == (Severity.WARNING, "Calculations")


@pytest.mark.parametrize("name", ["Capcity", "Lane", "Ruels", "Inventroy"])
def test_a_sheet_name_within_one_typo_is_an_error(tmp_path: Path, name: str) -> None:
    [issue] = found(read(tmp_path, **{name: list[list[Cell]]([["x"]])}), "unknown-sheet")
    assert issue.severity is Severity.ERROR
    assert "did you mean" in issue.remedy


def test_hidden_rows_count_and_a_warning_says_so(tmp_path: Path) -> None:
    path = write_workbook(tmp_path / "a.xlsx", small_example())
    tamper(path, '<row r="3"', '<row r="3" hidden="1"', "xl/worksheets/sheet6.xml")
    reading = read_input(path)
    tables = tables_of(reading)
    assert len(tables.records["Demand"]) == 2
    assert tables.hidden_rows == {"Demand": 1}
    [issue] = found(reading, "hidden-rows")
    assert issue.severity is Severity.WARNING


def test_periods_are_ordered_by_date_whatever_the_order_of_their_rows(tmp_path: Path) -> None:
    header, *rows = small_example()["Periods"]
    tables = tables_of(read(tmp_path, Periods=[header, *rows[::-1]]))
    assert tables.records["Periods"].text["period"].tolist() == QUARTERS
    assert tables.records["Periods"].row.tolist() == [6, 5, 4, 3, 2]
    assert tables.records["Capacity"].number_by_period["capacity"][3].tolist() == [20, 24, 28, 32, 32]


def test_an_absent_sheet_has_no_rows_and_all_its_columns(tmp_path: Path) -> None:
    sheets = small_example()
    del sheets["Lanes"]
    tables = tables_of(read_input(write_workbook(tmp_path / "a.xlsx", sheets)))
    assert "Lanes" not in tables.present
    assert len(tables.records["Lanes"]) == 0
    assert tables.records["Lanes"].number_by_period["capacity"].shape == (0, 5)


def test_the_source_is_known_by_name_and_hash(tmp_path: Path) -> None:
    path = write_workbook(tmp_path / "plan.xlsx", small_example())
    tables = tables_of(read_input(path))
    assert tables.source_name == "plan.xlsx"
    assert tables.source_hash == hashlib.sha256(path.read_bytes()).hexdigest()
