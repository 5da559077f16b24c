"""Workbooks of `plan stress` and the story beside them, for tests of their sheets and words."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from planner.solve.session import silent
from planner.stress import stress_input
from planner.write.stress_words import sentences
from planner.write.workbook import report_of, write_report
from tests.cases import put, reference
from tests.plan_books import opened
from tests.workbooks import Sheets, write_workbook


def stressed_book(folder: Path, sheets: Sheets, at: str | None = None) -> tuple[Any, list[str]]:
    source = write_workbook(folder / "case.xlsx", sheets)
    stressed = stress_input(source, None, silent, at=at)
    report = report_of(stressed.solved, stressed)
    return opened(write_report(folder / "stress.xlsx", report)), sentences(report, stressed)


def small_book(folder: Path) -> tuple[Any, list[str]]:
    """Return those of the small example, whose magnets hold two elements, with losses from 2027Q3 on."""
    sheets = reference("example_small").sheets()
    put("Commodities", "contents", "Nd 0.2; Dy 0.01", commodity="NdFeB magnet")(sheets)
    return stressed_book(folder, sheets, "2027Q3")
