"""The page for planners shows tables that may be typed as they stand."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

import pytest

from models.issues import Severity
from models.schema import TABLES
from planner.check import check_input
from planner.run import solve_input
from planner.solve.session import silent
from tests.places import DOCS
from tests.workbooks import Cell, Sheets, write_workbook

PAGE = DOCS / "how_to_fill.md"
LINE = re.compile(r"\|[-|]+\|")
SHEETS = {table.name for table in TABLES if not table.later}


def typed(text: str) -> Cell:
    """Return a field as a planner types it into a cell."""
    field = text.strip().strip("`")
    if re.fullmatch(r"\d{4}-\d\d-\d\d", field):
        return dt.date.fromisoformat(field)
    if re.fullmatch(r"-?\d+(\.\d+)?", field):
        return float(field)
    return field or None


def first_tables() -> Sheets:
    """Return the first table of each section that is called like a sheet."""
    found: Sheets = {}
    for section in PAGE.read_text(encoding="utf-8").split("\n## ")[1:]:
        name, *lines = section.split("\n")
        start = next((n for n, line in enumerate(lines) if line.startswith("|")), None)
        if name not in SHEETS or start is None:
            continue
        rows: list[list[Cell]] = []
        for line in lines[start:]:
            if not line.startswith("|"):
                break
            if not LINE.fullmatch(line):
                rows.append([typed(field) for field in line.strip("|").split("|")])
        found[name] = rows
    return found


@pytest.fixture
def workbook(tmp_path: Path) -> Path:
    return write_workbook(tmp_path / "typed.xlsx", first_tables())


def test_every_sheet_is_shown_with_a_table() -> None:
    assert first_tables().keys() == SHEETS


def test_the_tables_typed_as_they_stand_have_no_error_and_no_warning(workbook: Path) -> None:
    assert [str(issue) for issue in check_input(workbook).issues if issue.severity is not Severity.NOTE] == []


def test_they_make_a_plan_that_uses_every_kind_of_thing_on_the_page(workbook: Path) -> None:
    plan = solve_input(workbook, "highs", None, silent).plan
    runs = plan.tables["run"]
    assert {"separate", "reduce", "sinter", "recycle"} <= set(runs["process"])
