"""Reading a changed small example, for the tests of the reader."""

from __future__ import annotations

from pathlib import Path

from models.issues import Issue, errors
from models.records import Records, Tables
from planner.read import Reading, read_input
from tests.workbooks import Cell, Sheets, small_example, write_workbook

QUARTERS = ["2026Q4", "2027Q1", "2027Q2", "2027Q3", "2027Q4"]


def read(folder: Path, **changed: list[list[Cell]]) -> Reading:
    """Read the small example with some of its sheets replaced."""
    sheets: Sheets = {**small_example(), **changed}
    return read_input(write_workbook(folder / "plan.xlsx", sheets))


def tables_of(reading: Reading) -> Tables:
    assert not errors(reading.issues), [str(issue) for issue in reading.issues]
    assert reading.tables is not None
    return reading.tables


def records_of(reading: Reading, sheet: str) -> Records:
    return tables_of(reading).records[sheet]


def found(reading: Reading, code: str) -> list[Issue]:
    return [issue for issue in reading.issues if issue.code == code]
