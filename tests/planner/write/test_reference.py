"""The page of the input workbook is what the schema says, and the guide to filling it shows what the reader takes."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from models.issues import errors
from models.schema import COMMON, TABLES, Table
from models.settings import SETTINGS
from planner.read.grid import Cell, Grid, levelled
from planner.read.headers import find_layout
from planner.read.periods_known import Periods
from planner.write.reference import main, reference_page
from tests.places import DOCS


def sections(text: str) -> dict[str, str]:
    """Return the text of each second-level section of a page by its title."""
    parts = re.split(r"^## (.+)$", text, flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def rows_of(text: str) -> list[list[str]]:
    """Return the cells of the first table of a text, header first, without the rule below it."""
    lines = [line for line in text.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if not line.startswith("|---")]


GUIDE = sections((DOCS / "how_to_fill.md").read_text(encoding="utf-8"))


def test_the_committed_page_is_the_one_that_the_schema_gives() -> None:
    assert (DOCS / "input_workbook.md").read_text(encoding="utf-8") == reference_page(), (
        "run: python3 dev.py run python -m planner.write.reference docs/input_workbook.md"
    )


@pytest.mark.parametrize("table", [table for table in TABLES if not table.later], ids=lambda table: table.name)
def test_a_sheet_lists_its_supported_columns_and_no_other(table: Table) -> None:
    found = [row[0].strip("*") for row in rows_of(sections(reference_page())[table.name])[1:]]
    assert found == [column.name for column in table.columns if not column.later]


def test_a_column_row_gives_need_unit_bounds_and_default() -> None:
    rows = {row[0]: row for row in rows_of(sections(reference_page())["Processes"])}
    assert rows["yield"][1:7] == ["", "number", "fraction", "main", "0 to 1", "1"]
    assert rows["**process**"][1:7] == ["yes", "name", "", "", "a name", "an error"]


def test_each_supported_setting_is_listed_and_each_later_one_is_named_as_such() -> None:
    page = sections(reference_page())
    assert [row[0] for row in rows_of(page["The settings"])[1:]] == [one.name for one in SETTINGS if not one.later]
    told = [line for line in page["Not yet"].splitlines() if line.startswith("- Settings:")]
    later = ", ".join(one.name for one in SETTINGS if one.later)
    assert told == ([f"- Settings: {later}."] if later else [])


def test_every_row_of_every_table_has_as_many_cells_as_its_header() -> None:
    for title, text in sections(reference_page()).items():
        assert len({len(row) for row in rows_of(text)}) <= 1, title


def test_the_command_writes_the_page(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(tmp_path / "page.md")]) == 0
    assert (tmp_path / "page.md").read_text(encoding="utf-8") == reference_page()
    assert main([]) == 2
    assert main([str(tmp_path / "gone" / "page.md")]) == 6
    assert "does not exist" in capsys.readouterr().err


@pytest.mark.parametrize("table", [table for table in TABLES if not table.later], ids=lambda table: table.name)
def test_the_guide_has_an_example_of_every_sheet_that_the_reader_takes(table: Table) -> None:
    head, *rows = rows_of(GUIDE[table.name])
    assert rows
    cells: list[list[Cell]] = [[*row] for row in (head, *rows)]
    grid = Grid(table.name, levelled(cells))
    layout, issues = find_layout(grid, table, Periods(("2026Q4", "2027Q1", "2027 rest")))
    assert layout is not None
    assert [str(issue) for issue in errors(issues)] == []
    assert len(layout.headers) == len(head)


@pytest.mark.parametrize("table", [table for table in TABLES if not table.later], ids=lambda table: table.name)
def test_the_words_in_the_examples_of_the_guide_are_words_that_the_sheet_takes(table: Table) -> None:
    head, *rows = rows_of(GUIDE[table.name])
    for index, text in enumerate(head):
        column = table.by_name.get(text) or next((one for one in COMMON if one.name == text), None)
        if column is not None and column.choices:
            assert {row[index] for row in rows} - {""} <= set(column.choices), text
