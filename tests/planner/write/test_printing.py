"""The output workbook on paper and in other spreadsheet programs: nothing is cut, every page says what it tells of."""

from __future__ import annotations

import datetime as dt
import re
import string
from pathlib import Path
from typing import Any

import pytest

from tests.plan_books import opened, plan_file
from tests.stress_books import stressed_book
from tests.workbooks import Cell, small_example

# So much wider is a letter of a title than one of a cell.
TITLE_LETTER = 1.6


@pytest.fixture(scope="module")
def values(tmp_path_factory: pytest.TempPathFactory) -> Any:
    return opened(plan_file(tmp_path_factory.mktemp("plan")))


def test_a_sentence_that_is_wider_than_its_page_goes_over_several_lines(values: Any) -> None:
    sheet = values["Actions"]
    (folded,) = [str(area) for area in sheet.merged_cells.ranges if str(area).endswith("2")]
    # Of two pages: on the second only what begins in the repeated columns would stand, and be cut.
    assert sheet.print_title_cols == "$A:$B"
    span = re.fullmatch(r"C2:([A-Z]+)2", folded)
    assert span
    wide = sum(sheet.column_dimensions[chr(place)].width for place in range(ord("C"), ord(span[1]) + 1))
    assert wide <= 155.0
    assert sheet.row_dimensions[2].height >= 15.0 * len(sheet["C2"].value) / wide
    assert sheet["C2"].alignment.wrap_text
    assert sheet["A2"].value is None
    # So it does on a sheet that has nothing but text.
    assert [str(area) for area in values["Baskets"].merged_cells.ranges] == ["A2:Q2"]
    # One that has room stays on its line.
    assert not values["Make plan"].merged_cells.ranges


def test_the_chart_of_costs_is_printed_whole_and_over_no_column_that_every_page_repeats(values: Any) -> None:
    sheet = values["Costs"]
    assert sheet.page_setup.fitToHeight in (None, 1)
    assert [chart.anchor._from.col for chart in sheet._charts] == [2]
    assert sheet.print_title_cols == "$A:$B"


def test_every_page_of_provenance_says_which_delivery_a_row_tells_of(values: Any) -> None:
    assert values["Provenance"].print_title_cols == "$A:$E"


def test_a_copy_of_the_input_that_takes_two_pages_says_on_both_what_a_row_is_of(tmp_path: Path) -> None:
    sheets = small_example()
    sheets["Sites"] = [["Where everybody is"], *([*row, *(["x" * 45] * 5)] for row in sheets["Sites"])]
    sheets["Sites"][1][5:] = ["note", "source", "# one", "# two", "# three"]
    sheet = opened(plan_file(tmp_path, sheets))["in Sites"]
    assert sheet.page_setup.fitToWidth == 2
    assert sheet.print_title_cols == "$A:$A"
    assert sheet.print_area == "'in Sites'!$A$2:$J$7"


def test_every_number_below_nothing_is_shown_with_its_sign(values: Any) -> None:
    """In a format whose parts have conditions some programs leave it out: the part of the rest is for all signs."""
    below = [
        (sheet.title, cell.number_format)
        for sheet in values
        for row in sheet.iter_rows()
        for cell in row
        if isinstance(cell.value, int | float) and cell.value < 0.0
    ]
    assert {"Shortage split", "Value of limits"} <= {name for name, _ in below}
    assert [one for one in below if "[" in one[1]] == []


def two_pages_wide(folder: Path) -> Any:
    """Return a plan with so many periods that sheets take two pages, and a shortage."""
    sheets = small_example()
    first = dt.date(2026, 10, 1)
    days = [dt.date(first.year + (first.month - 1 + n) // 12, (first.month - 1 + n) % 12 + 1, 1) for n in range(25)]
    names = [f"{day:%Y-%m}" for day in days[:-1]]
    ends = [day - dt.timedelta(days=1) for day in days[1:]]
    periods: list[list[Cell]] = [["period", "start", "end"]]
    periods += [[name, begin, end] for name, begin, end in zip(names, days[:-1], ends, strict=True)]
    sheets["Periods"] = periods
    sheets["Demand"] = [["customer", "commodity", "end use", "priority", "all"],
                        ["Motor plant", "NdFeB magnet", "defence", 1, 2],
                        ["Motor plant", "NdFeB magnet", "industrial", 2, 17]]  # fmt: skip
    sheets["Capacity"] = [[*row[:5], row[5] or 100] for row in sheets["Capacity"]]
    sheets["Capacity"][0][5] = "all"
    sheets["Processes"] = [row[:6] for row in sheets["Processes"]]
    sheets["Commodities"] = [["commodity", "stage", "value [USD/kg]"], ["NdPr oxide", "oxide", None],
                             ["NdPr metal", "metal", None], ["NdFeB magnet", "magnet", 60]]  # fmt: skip
    return opened(plan_file(folder, sheets))


def test_on_sheets_of_two_pages_no_text_above_or_below_the_table_is_cut_on_the_second(tmp_path: Path) -> None:
    """What begins in the columns that every page repeats is printed there no wider than they are."""
    looked_at = 0
    stressed, _ = stressed_book(tmp_path, small_example())
    for sheet in (*two_pages_wide(tmp_path), stressed["Leverage"]):
        repeated = re.fullmatch(r"\$A:\$([A-Z])", sheet.print_title_cols or "")
        if sheet.title.startswith("in ") or (sheet.page_setup.fitToWidth or 1) < 2 or repeated is None:
            continue
        looked_at += 1
        wide = sum(sheet.column_dimensions[letter].width for letter in string.ascii_uppercase[: ord(repeated[1]) - 64])
        assert wide >= TITLE_LETTER * len(sheet["A1"].value), sheet.title
        merged = {str(area).split(":")[0]: str(area).split(":")[1] for area in sheet.merged_cells.ranges}
        for row in (2, 3):
            text = sheet.cell(row, 1).value
            if text is None or len(text) <= wide:
                continue
            assert sheet.cell(row, 1).alignment.wrap_text, (sheet.title, text)
            assert merged.get(f"A{row}", f"A{row}") == f"{repeated[1]}{row}", (sheet.title, text)
            assert sheet.row_dimensions[row].height >= 15.0 * len(text) / wide
        assert any(isinstance(cell.value, str) for cell in sheet[2])
    assert looked_at >= 3
