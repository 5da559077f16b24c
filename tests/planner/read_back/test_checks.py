"""What was typed over another sheet than Flows is told by the check of that sheet, as the Summary shows it."""

from __future__ import annotations

from pathlib import Path

import pytest

from planner.certify import verify_files
from planner.read_back import checks
from planner.read_back.checks import LIGHT, failing
from planner.write import page
from tests.given.near import two_mines
from tests.plan_books import opened, plan_file


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a plan as it was written."""
    return plan_file(tmp_path_factory.mktemp("made"), two_mines(10, 12))


def with_failing(made: Path, folder: Path, *names: str) -> Path:
    """Return the plan with the lights of some sheets as a spreadsheet program would store them after an edit."""
    book = opened(made)
    sheet = book["Summary"]
    for cells in sheet.iter_rows():
        for cell in cells:
            if cell.value in names:
                sheet.cell(cell.row, cell.column + LIGHT).value = "✘ CHECK"
    book.save(folder / made.name)
    return folder / made.name


def test_what_is_looked_for_is_what_is_written(made: Path) -> None:
    assert checks.SUMMARY in opened(made).sheetnames
    assert f"{page.BAD_SIGN} CHECK" == checks.FAILS


def test_a_plan_as_it_was_written_has_no_failing_check(made: Path) -> None:
    assert failing(made) == []


def test_lights_that_say_what_is_short_are_no_checks(made: Path, tmp_path: Path) -> None:
    """Where a plan has many periods the table of what is covered, with lights of its own, stands below the checks."""
    book = opened(made)
    sheet = book["Summary"]
    sheet.cell(sheet.max_row + 1, 5).value, sheet.cell(sheet.max_row, 5 + LIGHT).value = 0.78, f"{page.BAD_SIGN} short"
    book.save(tmp_path / made.name)
    assert failing(tmp_path / made.name) == []


def test_failing_sheets_are_named_in_their_order_and_the_verdict_stays(made: Path, tmp_path: Path) -> None:
    edited = with_failing(made, tmp_path, "Costs", "Buy plan")
    assert failing(edited) == ["Buy plan", "Costs"]
    found = verify_files(edited, made.with_name("case.xlsx"))
    assert found.verification.accepted
    assert found.remarks[1] == (
        "the workbook's own checks fail on Buy plan, Costs: it need not say what was verified here"
    )


def test_without_a_summary_nothing_is_told(made: Path, tmp_path: Path) -> None:
    book = opened(made)
    del book["Summary"]
    book.save(tmp_path / made.name)
    assert failing(tmp_path / made.name) == []
