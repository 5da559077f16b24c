"""The page of the output workbook, and that it lists the sheets that are written, in their order."""

from __future__ import annotations

from pathlib import Path

from planner.solve.session import silent
from planner.stress import stress_input
from planner.write.output_reference import ALWAYS, SHEETS, STRESS, page
from planner.write.workbook import report_of, write_report, write_solved
from tests.cases import reference
from tests.places import DOCS
from tests.plan_books import opened
from tests.workbooks import write_workbook

PAGE = DOCS / "output_workbook.md"
NAMES = [one.name for one in SHEETS]


def test_the_committed_page_is_what_the_command_makes() -> None:
    remedy = "run python3 dev.py run python -m planner.write.output_reference docs/output_workbook.md"
    assert PAGE.read_text(encoding="utf-8") == page(), remedy


def test_a_stressed_plan_has_the_sheets_of_the_page_in_their_order_and_those_that_always_are(tmp_path: Path) -> None:
    source = write_workbook(tmp_path / "case.xlsx", reference("example_small").sheets())
    stressed = stress_input(source, None, silent)
    for book, asked in (
        (opened(write_report(tmp_path / "s.xlsx", report_of(stressed.solved, stressed))), {ALWAYS, STRESS}),
        (opened(write_solved(tmp_path / "p.xlsx", stressed.solved)), {ALWAYS}),
    ):
        written = [name for name in book.sheetnames if not name.startswith("in ")]
        assert written == [name for name in NAMES if name in written]
        assert {one.name for one in SHEETS if one.when in asked} <= set(written)
