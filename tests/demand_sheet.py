"""A workbook of one small sheet, to be changed in its XML, and what the reader makes of it."""

from __future__ import annotations

from pathlib import Path

from models.issues import Issue
from planner.read.grid import Grid
from planner.read.sheet_names import is_known_sheet
from planner.read.workbook import read_workbook
from tests.workbooks import Sheets, write_workbook

SIX = '<c r="C2"><v>6</v></c>'


def demand(folder: Path) -> Path:
    sheets: Sheets = {"Demand": [["customer", "commodity", "demand [t/period]"], ["Motor", "magnet", 6]]}
    return write_workbook(folder / "demand.xlsx", sheets)


def grid_of(path: Path) -> Grid:
    book, issues = read_workbook(path, is_known_sheet)
    assert not issues
    return book.grids["Demand"]


def refusal_of(path: Path) -> Issue:
    book, issues = read_workbook(path, is_known_sheet)
    [issue] = issues
    assert not book.grids["Demand"].is_read
    return issue
