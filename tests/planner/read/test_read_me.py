"""What sheet Read me lists and the workbook does not have."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from models.issues import Severity
from planner.read import read_input
from planner.read.book import Reading
from tests.places import INPUTS
from tests.reading import found


def without(tmp_path: Path, *sheets: str) -> Reading:
    """Read the shipped small example without these sheets."""
    book = openpyxl.load_workbook(INPUTS / "small_example.xlsx")
    for sheet in sheets:
        del book[sheet]
    path = tmp_path / "less.xlsx"
    book.save(path)
    return read_input(path)


@pytest.mark.parametrize("sheet", ["Capacity", "Lanes", "Inventory", "Rules"])
def test_a_sheet_that_was_deleted_is_told_where_read_me_lists_it(tmp_path: Path, sheet: str) -> None:
    [issue] = found(without(tmp_path, sheet), "deleted-sheet")
    assert issue.severity is Severity.WARNING
    assert f"lists a sheet that the workbook does not have ({sheet})" in issue.message
    assert issue.where.startswith("'Read me'!B1")


def test_several_are_told_as_one(tmp_path: Path) -> None:
    [issue] = found(without(tmp_path, "Lanes", "Rules"), "deleted-sheet")
    assert "lists 2 sheets that the workbook does not have (Lanes, Rules)" in issue.message


def test_a_sheet_without_which_there_is_no_plan_is_told_once(tmp_path: Path) -> None:
    reading = without(tmp_path, "Sites")
    assert found(reading, "missing-sheet")
    assert not found(reading, "deleted-sheet")


def test_a_workbook_with_all_that_it_lists_or_without_the_list_is_no_less(tmp_path: Path) -> None:
    assert not found(without(tmp_path), "deleted-sheet")
    assert not found(without(tmp_path, "Read me", "Rules"), "deleted-sheet")


def test_a_sheet_that_was_put_by_or_that_is_called_otherwise_is_not_told_as_deleted(tmp_path: Path) -> None:
    for name in ("# Rules", "Policies"):
        book = openpyxl.load_workbook(INPUTS / "small_example.xlsx")
        book["Rules"].title = name
        path = tmp_path / "renamed.xlsx"
        book.save(path)
        assert not found(read_input(path), "deleted-sheet")
