"""The output workbook on paper and in other spreadsheet programs: nothing is cut, every page says what it tells of."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.plan_books import opened, plan_file


@pytest.fixture(scope="module")
def values(tmp_path_factory: pytest.TempPathFactory) -> Any:
    return opened(plan_file(tmp_path_factory.mktemp("plan")))


def test_a_sentence_that_is_wider_than_its_page_goes_over_several_lines(values: Any) -> None:
    sheet = values["Actions"]
    (folded,) = [str(area) for area in sheet.merged_cells.ranges]
    last = re.fullmatch(r"A2:([A-Z]+)2", folded)
    assert last
    wide = sum(sheet.column_dimensions[chr(place)].width for place in range(ord("A"), ord(last[1]) + 1))
    assert wide <= 155.0
    assert sheet.row_dimensions[2].height >= 15.0 * len(sheet["A2"].value) / wide
    assert sheet["A2"].alignment.wrap_text
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
