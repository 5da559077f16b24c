"""Which sheets there are, and the periods."""

from __future__ import annotations

import datetime as dt
import hashlib
from pathlib import Path

import openpyxl
import pytest
from openpyxl.styles import Font

from models.issues import Severity, errors
from planner.check import check_input
from planner.read import read_input
from tests.reading import QUARTERS, found, read, tables_of
from tests.workbooks import Cell, Sheets, small_example, tamper, write_workbook


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
    assert "move its rows to sheet" in issue.remedy
    sheets = small_example()
    del sheets[{"Capcity": "Capacity", "Lane": "Lanes", "Ruels": "Rules", "Inventroy": "Inventory"}[name]]
    [issue] = found(read_input(write_workbook(tmp_path / "b.xlsx", sheets | {name: [["x"]]})), "unknown-sheet")
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


def struck(tmp_path: Path, cells: list[str]) -> list[str]:
    """Return the words about struck cells of the small example with these of sheet Demand struck through."""
    path = write_workbook(tmp_path / "a.xlsx", small_example())
    book = openpyxl.load_workbook(path)
    for cell in cells:
        book["Demand"][cell].font = Font(strike=True)
    book.save(path)
    return [issue.message for issue in found(read_input(path), "struck-through")]


def test_rows_that_are_struck_through_count_and_a_warning_says_so(tmp_path: Path) -> None:
    assert struck(tmp_path, ["C3", "D3", "A2"]) == ["2 rows with cells that are struck through count, the first is A2"]
    assert struck(tmp_path, ["B3"]) == ["1 row with cells that are struck through counts, the first is B3"]


def test_struck_cells_that_hold_nothing_or_are_no_row_of_the_table_are_passed_over(tmp_path: Path) -> None:
    assert struck(tmp_path, ["A1", "A9", "ZZ2"]) == []


@pytest.mark.parametrize(("column", "value"), [("active", "no"), ("note", "old")])
def test_struck_rows_that_are_set_inactive_and_struck_notes_are_meant(tmp_path: Path, column: str, value: str) -> None:
    path = write_workbook(tmp_path / "a.xlsx", small_example())
    book = openpyxl.load_workbook(path)
    sheet = book["Demand"]
    last = sheet.max_column + 1
    sheet.cell(1, last, column), sheet.cell(3, last, value)
    for cell in sheet[3] if column == "active" else [sheet.cell(3, last)]:
        cell.font = Font(strike=True)
    book.save(path)
    assert not found(read_input(path), "struck-through")


@pytest.mark.parametrize("written", ['hidden="1" ', "hidden='true' "])
def test_hidden_columns_that_are_filled_count_and_a_warning_says_so(tmp_path: Path, written: str) -> None:
    path = write_workbook(tmp_path / "a.xlsx", small_example())
    columns = f'<cols><col {written}min="4" max="5" width="0"/></cols><sheetData>'
    tamper(path, "<sheetData>", columns, "xl/worksheets/sheet6.xml")
    [issue] = found(read_input(path), "hidden-columns")
    assert (issue.severity, issue.where) == (Severity.WARNING, "Demand")
    assert issue.message == "2 hidden columns count, the first is D (priority)"


def test_hidden_columns_are_known_in_a_sheet_that_another_program_wrote(tmp_path: Path) -> None:
    path = write_workbook(tmp_path / "a.xlsx", small_example())
    tamper(path, "<sheetData>", '<cols><col max="4" min="4" hidden="1"/></cols><sheetData>', "xl/worksheets/sheet6.xml")
    tamper(path, '<c r="A2"', "<!-- by hand --><c  r='A2'", "xl/worksheets/sheet6.xml")
    [issue] = found(read_input(path), "hidden-columns")
    assert issue.message == "1 hidden column counts, the first is D (priority)"


def test_hidden_columns_of_nothing_or_of_sources_are_not_warned_of(tmp_path: Path) -> None:
    sheets = small_example()
    sheets["Demand"] = [[*row, "weight" if line == 0 else None, "source" if line == 0 else "a book"]
                        for line, row in enumerate(sheets["Demand"])]  # fmt: skip
    path = write_workbook(tmp_path / "a.xlsx", sheets)
    tamper(
        path, "<sheetData>", '<cols><col min="11" max="12" hidden="1"/></cols><sheetData>', "xl/worksheets/sheet6.xml"
    )
    assert not found(read_input(path), "hidden-columns")


@pytest.mark.parametrize(("state", "remedy"), [("hidden", "unhide it"), ("veryHidden", "Alt+F11")])
def test_a_hidden_sheet_counts_and_a_warning_says_so(tmp_path: Path, state: str, remedy: str) -> None:
    path = write_workbook(tmp_path / "a.xlsx", small_example())
    tamper(path, '<sheet name="Rules"', f'<sheet state="{state}" name="Rules"', "xl/workbook.xml")
    [issue] = found(read_input(path), "hidden-sheet")
    assert (issue.severity, issue.where) == (Severity.WARNING, "Rules")
    assert remedy in issue.remedy


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


def test_a_month_that_excel_turned_into_a_date_and_a_year_typed_as_a_number_name_periods(tmp_path: Path) -> None:
    periods: list[list[Cell]] = [
        ["period", "start", "end"],
        [dt.date(2026, 12, 1), dt.date(2026, 12, 1), dt.date(2026, 12, 31)],
        [2027, dt.date(2027, 1, 1), dt.date(2027, 12, 31)],
    ]
    pipeline: list[list[Cell]] = [
        ["to", "commodity", "period", "quantity [kg]"],
        ["Motor plant", "NdFeB magnet", dt.date(2026, 12, 1), 6000],
        ["Motor plant", "NdFeB magnet", "2027", 7000],
    ]
    sheets = small_example()
    sheets = {name: sheets[name] for name in ("Settings", "Sites")} | {"Periods": periods, "Pipeline": pipeline}
    records = read_input(write_workbook(tmp_path / "a.xlsx", sheets)).tables
    assert records is not None
    assert records.records["Periods"].text["period"].tolist() == ["2026-12", "2027"]
    assert records.records["Pipeline"].text["period"].tolist() == ["2026-12", "2027"]
    assert records.records["Pipeline"].number["quantity"].tolist() == [6, 7]


def test_periods_without_a_row_are_an_error(tmp_path: Path) -> None:
    reading = read(tmp_path, Periods=[["period", "start", "end"]])
    assert reading.tables is not None
    assert "Periods" not in reading.tables.present
    assert [issue.where for issue in found(reading, "no-periods")] == ["Periods"]


def test_the_reader_and_openpyxl_agree_cell_for_cell(tmp_path: Path) -> None:
    path = write_workbook(tmp_path / "a.xlsx", small_example())
    theirs = openpyxl.load_workbook(path, data_only=True)
    for name, grid in read_input(path).book.grids.items():
        rows = [["" if cell is None else cell for cell in row] for row in theirs[name].iter_rows(values_only=True)]
        ours = [[dt.datetime.combine(cell, dt.time()) if type(cell) is dt.date else cell for cell in row]
                for row in grid.rows]  # fmt: skip
        assert ours == rows


def test_a_plan_given_as_input_is_read_from_its_own_copies(tmp_path: Path) -> None:
    sheets = small_example()
    plan: Sheets = {"Summary": [["ok"]], "Run": [["x"]], **{f"in {name}": rows for name, rows in sheets.items()}}
    whole = read_input(write_workbook(tmp_path / "input.xlsx", sheets))
    again = read_input(write_workbook(tmp_path / "x_plan.xlsx", plan))
    assert again.issues == whole.issues
    assert again.tables is not None
    assert whole.tables is not None
    assert again.tables.present == whole.tables.present
    assert list(again.book.grids) == list(whole.book.grids)
    lanes = again.tables.records["Lanes"]
    assert lanes.cell(0, "cost") == whole.tables.records["Lanes"].cell(0, "cost")


@pytest.mark.parametrize("beside", [["Rules"], ["Demand"], ["demand", "Contracts"], list(small_example())])
def test_a_sheet_of_the_input_that_stands_in_a_plan_is_an_error(tmp_path: Path, beside: list[str]) -> None:
    sheets = small_example()
    plan: Sheets = {"Summary": [["ok"]], "Run": [["x"]], **{f"in {name}": rows for name, rows in sheets.items()}}
    added: Sheets = {name: sheets.get(name.capitalize(), [["contract"]]) for name in beside}
    reading = read_input(write_workbook(tmp_path / "x_plan.xlsx", {**plan, **added}))
    [issue] = found(reading, "sheet-beside-plan")
    assert issue.severity is Severity.ERROR
    assert issue.where == beside[0]
    assert all(f"'{name}'" in issue.message for name in beside)
    mend = "delete sheets Summary and Run" if len(beside) == len(sheets) else "copy it into the input"
    assert mend in issue.remedy


def test_a_sheet_beside_the_copies_of_a_plan_counts_also_where_its_copy_is_gone(tmp_path: Path) -> None:
    sheets = small_example()
    plan: Sheets = {"Summary": [["ok"]], "Run": [["x"]], "Rules": sheets.pop("Rules")}
    plan |= {f"in {name}": rows for name, rows in sheets.items()}
    assert [one.where for one in found(read_input(write_workbook(tmp_path / "a.xlsx", plan)), "sheet-beside-plan")] == [
        "Rules"
    ]


@pytest.mark.parametrize(("name", "called"), [
    ("Stocks", "Inventory"), ("BOM", "Processes"), ("Policies", "Rules"), ("Tariffs 2027", "Rules"), ("Notes", ""),
    ("Notes (2)", ""), ("Stock - history", ""),
])  # fmt: skip
def test_a_sheet_with_another_usual_name_is_told_what_it_is_called_here(tmp_path: Path, name: str, called: str) -> None:
    sheets = small_example()
    sheets.pop(called, None)
    [issue] = found(read_input(write_workbook(tmp_path / "a.xlsx", sheets | {name: [["x"]]})), "unknown-sheet")
    assert issue.severity is (Severity.ERROR if called else Severity.WARNING)
    assert issue.remedy.startswith(f"call it {called} if it is that; else " if called else "start its name with #")


@pytest.mark.parametrize("name", [
    "Lanes (2)", "Lanes_old", "Lanes 2026", "Lanes final (3)", "Copy of Lanes", "Lanes_v2", "Lanes (final)",
    "Lanes - updated", "Lanes - Copy", "Plan - Lanes",
])  # fmt: skip
def test_a_copy_is_an_error_where_the_sheet_is_not_there_and_else_a_warning(tmp_path: Path, name: str) -> None:
    sheets = small_example()
    beside = read_input(write_workbook(tmp_path / "beside.xlsx", sheets | {name: sheets["Lanes"]}))
    sheets[name] = sheets.pop("Lanes")
    alone = read_input(write_workbook(tmp_path / "alone.xlsx", sheets))
    [warned], [told] = (found(reading, "unknown-sheet") for reading in (beside, alone))
    assert (warned.severity, told.severity) == (Severity.WARNING, Severity.ERROR)
    assert "delete sheet Lanes, which was read" in warned.remedy
    assert told.remedy.startswith("call it Lanes if it is that")


@pytest.mark.parametrize(("sheet", "column"), [
    ("Sites", "site"), ("Commodities", "commodity"), ("Processes", "direction"), ("Lanes", "from"),
    ("Demand", "customer"),
])  # fmt: skip
def test_a_column_that_is_missing_is_the_only_error_whatever_names_it_holds(
    tmp_path: Path, sheet: str, column: str
) -> None:
    sheets = small_example()
    header = next(row for row in sheets[sheet] if column in row)
    header[header.index(column)] = "#mine"
    checked = check_input(write_workbook(tmp_path / "a.xlsx", sheets))
    assert [(issue.code, issue.where.split("!")[0]) for issue in errors(checked.issues)] == [("missing-column", sheet)]


def test_of_names_that_may_be_groups_nothing_is_said_while_no_group_is_known(tmp_path: Path) -> None:
    sheets = small_example()
    sheets |= {"Groups (2)": [["group", "member"], ["makers", "China magnets"]]}
    sheets["Lanes"] = [[{"China magnets": "makers"}.get(str(cell), cell) for cell in row] for row in sheets["Lanes"]]
    assert [issue.code for issue in errors(check_input(write_workbook(tmp_path / "a.xlsx", sheets)).issues)] == [
        "unknown-sheet"
    ]


@pytest.mark.parametrize("name", ["Stock", "Suppliers", "Routes"])
def test_no_name_is_advised_that_another_sheet_has(tmp_path: Path, name: str) -> None:
    [issue] = found(read(tmp_path, **{name: list[list[Cell]]([["x"]])}), "unknown-sheet")
    assert issue.severity is Severity.WARNING
    assert not issue.remedy.startswith(("call it", "did you mean"))


def test_nothing_is_said_of_countries_while_a_header_of_sites_is_not_known(tmp_path: Path) -> None:
    sheets = small_example()
    sheets["Sites"] = [[{"country": "Land"}.get(str(cell), cell) for cell in row] for row in sheets["Sites"]]
    told = errors(check_input(write_workbook(tmp_path / "a.xlsx", sheets)).issues)
    assert [(issue.code, issue.where.split("!")[0]) for issue in told] == [("unknown-column", "Sites")]


def test_an_unknown_header_beside_all_columns_of_names_hides_no_unknown_name(tmp_path: Path) -> None:
    sheets = small_example()
    header = next(row for row in sheets["Sites"] if "site" in row)
    for column in ("operator", "country", "bloc"):
        header += [] if column in header else [column]
    header.append("colour of the roof")
    sheets["Lanes"].append(["Nowhere", "Motor plant", "NdFeB magnet"])
    told = errors(check_input(write_workbook(tmp_path / "a.xlsx", sheets)).issues)
    assert {(issue.code, issue.where.split("!")[0]) for issue in told} == {
        ("unknown-column", "Sites"), ("unknown-name", "Lanes"),
    }  # fmt: skip
