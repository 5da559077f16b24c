"""What stands above the header: a title and notes are passed over, a row of the table is an error."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from models.issues import errors
from planner.read import read_input
from tests.reading import found, read, tables_of
from tests.workbooks import Cell, small_example, tamper, write_workbook

type Rows = list[list[Cell]]


def with_header_below(sheet: str, rows: int) -> Rows:
    """Return a sheet of the small example with so many of its rows above the header, below a title."""
    header, *below = small_example()[sheet]
    return [[sheet, "Read me"], *below[:rows], header, *below[rows:]]


@pytest.mark.parametrize(
    ("sheet", "rows"),
    [("Rules", 4), ("Capacity", 2), ("Inventory", 1), ("Demand", 1), ("Periods", 3), ("Lanes", 1), ("Processes", 2)],
)
def test_rows_that_were_sorted_above_the_header_are_an_error_with_the_first_and_their_number(
    tmp_path: Path, sheet: str, rows: int
) -> None:
    reading = read(tmp_path, **{sheet: with_header_below(sheet, rows)})
    [issue] = found(reading, "row-above-header")
    assert issue.where == f"{sheet}!A2"
    assert f"the header in row {rows + 2}" in issue.message
    assert (f"{rows} such rows" in issue.message) == (rows > 1)
    assert "below the header" in issue.remedy


def test_a_setting_above_the_header_is_an_error(tmp_path: Path) -> None:
    settings: Rows = [["Settings", "Read me"], ["budget [USD]", 1e6], ["title", None], ["setting", "value"]]
    [issue] = found(read(tmp_path, Settings=[*settings, ["gap", 0]]), "row-above-header")
    assert issue.where == "Settings!A2"
    assert "'budget [USD]'" in issue.message
    assert "such rows" not in issue.message


def test_a_second_table_above_is_an_error_at_its_first_row(tmp_path: Path) -> None:
    header, first, second = small_example()["Demand"]
    demand: Rows = [header, first, [], [*header, "weight"], [*second, 1]]
    [issue] = found(read(tmp_path, Demand=demand), "row-above-header")
    assert issue.where == "Demand!A2"
    assert "'Motor plant', 'NdFeB magnet', 'defence'" in issue.message


@pytest.mark.parametrize("value", ["1,200", "no limit", 5, "12.5%"])
def test_a_row_above_the_header_counts_also_where_its_number_is_one_in_a_wrong_notation(
    tmp_path: Path, value: Cell
) -> None:
    inventory: Rows = [["Motor plant", "NdFeB magnet", value], ["site", "commodity", "opening [t]"]]
    [issue] = found(read(tmp_path, Inventory=inventory), "row-above-header")
    assert issue.where == "Inventory!A1"


@pytest.mark.parametrize(
    "above",
    [
        ["Demand of the motor plant"],
        ["Demand", "Read me"],
        ["Made by Ann", None, "on 2026-05-01"],
        [None, None, None, "which first", None, "tonnes a quarter"],
        # What explains the columns, or says them in another language, fills them all.
        ["who", "what", "for what", "1 is first", "of the numbers", *["tonnes"] * 5],
        ["Kunde", "Ware", "Zweck", "Rang", "Einheit", "2026Q4", "2027Q1", "2027Q2", "2027Q3", "2027Q4"],
        ["customer", "commodity", "end use", "weight"],
    ],
)
def test_a_title_a_note_and_a_line_about_the_columns_stay_above_a_table_unsaid(
    tmp_path: Path, above: list[Cell]
) -> None:
    reading = read(tmp_path, Demand=[above, *small_example()["Demand"]])
    assert reading.issues == read(tmp_path).issues
    assert len(tables_of(reading).records["Demand"]) == 2


def test_notes_above_settings_and_periods_stay_unsaid(tmp_path: Path) -> None:
    settings: Rows = [["Settings", "Read me"], ["our plan", 5], ["near"], *small_example()["Settings"]]
    periods: Rows = [["name", "first day", "last day"], ["as of", dt.date(2026, 1, 1)], *small_example()["Periods"]]
    assert not errors(read(tmp_path, Settings=settings, Periods=periods).issues)


def test_a_cell_that_shows_an_error_does_not_hide_a_row_above_the_header(tmp_path: Path) -> None:
    sheets = {**small_example(), "Capacity": with_header_below("Capacity", 1)}
    path = write_workbook(tmp_path / "a.xlsx", sheets)
    tamper(path, '<c r="F2"><v>48</v></c>', '<c r="F2" t="e"><v>#N/A</v></c>', "xl/worksheets/sheet7.xml")
    [issue] = found(read_input(path), "row-above-header")
    assert issue.where == "Capacity!A2"


def test_a_member_of_a_group_that_was_sorted_above_the_header_is_an_error(tmp_path: Path) -> None:
    groups: list[list[Cell]] = [["Both", "NdFeB magnet"], ["group", "member"], ["Both", "NdPr oxide"]]
    [issue] = found(read(tmp_path, Groups=groups), "row-above-header")
    assert issue.where == "Groups!A1"


def test_a_title_above_groups_and_a_commodity_of_two_cells_are_told_apart(tmp_path: Path) -> None:
    titled: list[list[Cell]] = [
        ["Groups", "Read me"],
        ["of this plan", "first draft"],
        ["group", "member"],
        ["Both", "NdPr oxide"],
    ]
    assert not found(read(tmp_path, Groups=titled), "row-above-header")
    rows = small_example()["Commodities"]
    spare: list[Cell] = ["Ce oxide", "oxide"]
    [issue] = found(read(tmp_path, Commodities=[spare, *rows]), "row-above-header")
    assert issue.where == "Commodities!A1"
    assert not found(read(tmp_path, Commodities=[["Commodities", "Read me"], *rows]), "row-above-header")
