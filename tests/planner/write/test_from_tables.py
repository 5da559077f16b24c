"""The workbooks made from CSV folders: they hold what the tables hold, and the shipped ones are up to date."""

from __future__ import annotations

import csv
import datetime as dt
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import openpyxl
import pytest

from models.schema import READ_ME
from planner.errors import InputError, UsageError
from planner.read import read_input
from planner.read.fields import typed
from planner.write.from_tables import folder_bytes, main, write_workbook_from_folder
from planner.write.input_sheets import FIRST_ROW, HEADER_ROW
from tests.places import INPUTS

FOLDERS = sorted(path for path in INPUTS.iterdir() if path.is_dir())
SMALL = INPUTS / "small_example"


def headers(sheet: Any) -> list[str]:
    return [cell.value for cell in sheet[HEADER_ROW + 1]]


def csv_rows(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


def as_cell(value: object) -> object:
    """Return a cell of openpyxl in the form of a field of a table that was read."""
    if value is None:
        return ""
    if isinstance(value, dt.datetime):
        return value.date()
    return float(value) if isinstance(value, int) else value


def same(field: object, cell: object) -> bool:
    """Say whether cell and field agree; a name that looks like a number is text in the workbook."""
    if isinstance(field, float) and isinstance(cell, str):
        return float(cell) == field
    return type(field) is type(cell) and field == cell


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_the_shipped_workbook_agrees_with_its_tables_cell_by_cell(folder: Path) -> None:
    book = openpyxl.load_workbook(folder.with_name(f"{folder.name}.xlsx"))
    tables = sorted(path for path in folder.glob("*.csv") if not path.name.startswith("#"))
    assert sorted(book.sheetnames) == sorted([READ_ME, *(path.stem for path in tables)])
    for path in tables:
        head, *rows = csv_rows(path)
        sheet = book[path.stem]
        assert headers(sheet) == head
        assert not rows or sheet.max_row == FIRST_ROW + len(rows)
        for row, fields in enumerate(rows, start=FIRST_ROW + 1):
            for column, field in enumerate(fields, start=1):
                cell = sheet.cell(row, column)
                assert same(typed(field), as_cell(cell.value)), f"{path.name}: {cell.coordinate} {field!r}"


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_the_shipped_workbook_is_the_one_that_the_command_makes(folder: Path) -> None:
    made = folder_bytes(folder) == folder.with_name(f"{folder.name}.xlsx").read_bytes()
    assert made, f"run: python3 dev.py run python -m planner.write.from_tables inputs/{folder.name}"


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_folder_and_workbook_are_read_alike(folder: Path) -> None:
    left, right = (read_input(path).tables for path in (folder, folder.with_name(f"{folder.name}.xlsx")))
    assert left is not None
    assert right is not None
    assert left.settings == right.settings
    assert left.present == right.present
    for name, records in left.records.items():
        other = right.records[name]
        assert (other.row - records.row == HEADER_ROW).all()
        for column, texts in records.text.items():
            assert texts.tolist() == other.text[column].tolist(), (name, column)
        for mine, theirs in ((records.number, other.number), (records.number_by_period, other.number_by_period)):
            for column, numbers in mine.items():
                assert np.array_equal(numbers, theirs[column], equal_nan=True), (name, column)
        for column, dates in records.date.items():
            assert dates.tolist() == other.date[column].tolist(), (name, column)


def small_folder(path: Path, **changes: str) -> Path:
    shutil.copytree(SMALL, path)
    for name, text in changes.items():
        (path / f"{name}.csv").write_text(text, encoding="utf-8")
    return path


def test_text_that_looks_like_a_formula_or_a_link_stays_text(tmp_path: Path) -> None:
    sites = "site,operator,note\n=1+1,https://example.org,@SUM(A1)\n00123,NA,-3 t\n"
    write_workbook_from_folder(small_folder(tmp_path / "in", Sites=sites), tmp_path / "out.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "out.xlsx")["Sites"]
    values = [[(cell.value, cell.data_type, cell.hyperlink) for cell in row] for row in sheet["A4:C5"]]
    assert values == [
        [("=1+1", "s", None), ("https://example.org", "s", None), ("@SUM(A1)", "s", None)],
        [("00123", "s", None), ("NA", "s", None), ("-3 t", "s", None)],
    ]


def test_a_period_that_is_named_as_a_number_heads_its_column_as_text(tmp_path: Path) -> None:
    folder = small_folder(
        tmp_path / "in",
        Periods="period,start,end\n2027,2027-01-01,2027-12-31\n",
        Demand="customer,commodity,unit,2027\nMotor plant,NdFeB magnet,t/yr,7\n",
        Capacity="site,process,unit,all\nUS separator,separate,t/yr,48\n",
        Processes="site,process,direction,commodity\nUS separator,separate,out,NdPr oxide\n",
    )
    write_workbook_from_folder(folder, tmp_path / "out.xlsx")
    tables = read_input(tmp_path / "out.xlsx").tables
    assert tables is not None
    assert tables.records["Demand"].number_by_period["demand"].tolist() == [[7.0]]
    assert headers(openpyxl.load_workbook(tmp_path / "out.xlsx")["Demand"])[-1] == "2027"


def test_all_faulty_headers_are_named_at_once_and_nothing_is_written(tmp_path: Path) -> None:
    folder = small_folder(
        tmp_path / "in", Sites="site,site,kind\nA,B,plant\n", Lanes="from,too,commodity\nA,B,NdPr oxide\n"
    )
    with pytest.raises(InputError) as caught:
        write_workbook_from_folder(folder, tmp_path / "out.xlsx")
    assert {(issue.where, issue.code) for issue in caught.value.issues} >= {
        ("Sites!B1", "duplicate-header"),
        ("Lanes!B1", "unknown-column"),
    }
    assert not (tmp_path / "out.xlsx").exists()


def test_the_command_writes_beside_the_folder_and_gives_the_exit_code_of_a_fault(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = small_folder(tmp_path / "case")
    assert main([str(folder)]) == 0
    assert capsys.readouterr().out.strip() == str(tmp_path / "case.xlsx")
    (folder / "Sites.csv").write_text("site,place\nA,B\n", encoding="utf-8")
    assert main([str(folder)]) == 3
    assert "Sites!B1: unknown column 'place'" in capsys.readouterr().err
    assert main([str(tmp_path / "gone")]) == 2
    assert main([]) == 2


def test_a_text_that_no_cell_holds_is_refused_with_its_address(tmp_path: Path) -> None:
    folder = small_folder(tmp_path / "in", Sites=f"site,note\nA,{'x' * 32_768}\nB,{'x' * 32_767}\n")
    with pytest.raises(InputError) as caught:
        folder_bytes(folder)
    assert [(issue.where, issue.code) for issue in caught.value.issues] == [("Sites!B2", "long-text")]


def test_all_periods_of_a_quantity_show_as_many_decimals_as_one_of_them_needs(tmp_path: Path) -> None:
    demand = "customer,commodity,unit,2026Q4,2027Q1\nMotor plant,NdFeB magnet,t/yr,1200,7.25\n"
    write_workbook_from_folder(small_folder(tmp_path / "in", Demand=demand), tmp_path / "out.xlsx")
    cells = openpyxl.load_workbook(tmp_path / "out.xlsx")["Demand"][FIRST_ROW + 1]
    assert [cell.number_format for cell in cells[-2:]] == ["#,##0.00", "#,##0.00"]


def test_a_missing_folder_is_wrong_usage(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no such folder"):
        folder_bytes(tmp_path / "gone")


def test_a_folder_without_a_title_gives_its_name_and_blank_rows_at_the_end_are_left_out(tmp_path: Path) -> None:
    folder = small_folder(
        tmp_path / "case", Settings="setting,value\ncurrency,USD\n", Sites="site,,kind\nA,,plant\n,,\nB,,plant\n,,\n"
    )
    write_workbook_from_folder(folder, tmp_path / "out.xlsx")
    book = openpyxl.load_workbook(tmp_path / "out.xlsx")
    assert book.worksheets[0]["A1"].value == "case"
    assert headers(book["Sites"]) == ["site", "kind"]
    assert [[cell.value for cell in row] for row in book["Sites"].iter_rows(min_row=4)] == [
        ["A", "plant"], [None, None], ["B", "plant"],
    ]  # fmt: skip


@pytest.mark.parametrize("periods", [None, "period,first\n2026Q4,2026-10-01\n"])
def test_without_a_sheet_of_periods_that_can_be_read_no_column_of_a_period_is_known(
    tmp_path: Path, periods: str | None
) -> None:
    folder = small_folder(tmp_path / "case")
    if periods is None:
        (folder / "Periods.csv").unlink()
    else:
        (folder / "Periods.csv").write_text(periods, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        folder_bytes(folder)
    assert caught.value.issues
