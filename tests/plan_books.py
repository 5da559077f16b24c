"""Solved plans as workbooks, for the tests of the writer."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl

from planner.run import Solved, solve_input
from planner.write.workbook import write_solved
from tests.workbooks import Sheets, small_example, write_workbook


def silent(line: str) -> None:
    """Report nothing."""


def solved(folder: Path, sheets: Sheets) -> Solved:
    """Write an input workbook and solve it."""
    folder.mkdir(parents=True, exist_ok=True)
    return solve_input(write_workbook(folder / "case.xlsx", sheets), "highs", None, silent)


def plan_file(folder: Path, sheets: Sheets | None = None) -> Path:
    """Solve a case, the small example unless given, and return its plan as a file."""
    return write_solved(folder / "case_plan.xlsx", solved(folder, sheets if sheets is not None else small_example()))


def opened(path: Path, *, formulas: bool = False) -> Any:
    """Open a plan with openpyxl: stored values, or the formulas."""
    return openpyxl.load_workbook(path, data_only=not formulas)


def texts(sheet: Any) -> list[str]:
    """Return every text of a sheet."""
    return [cell.value for row in sheet.iter_rows() for cell in row if isinstance(cell.value, str)]


def sentence(sheet: Any) -> str:
    """Return the sentence below the title: in the first cell, or on sheets of two pages behind those of both."""
    return str(next(cell.value for cell in sheet[2] if cell.value))


def table(sheet: Any, header_row: int = 5) -> list[dict[str, Any]]:
    """Return the rows of a sheet's first table, by header."""
    heads = [cell.value for cell in sheet[header_row]]
    rows = []
    for cells in sheet.iter_rows(min_row=header_row + 1, values_only=True):
        if cells[0] is None:
            break
        rows.append({head: value for head, value in zip(heads, cells, strict=True) if head is not None})
    return rows
