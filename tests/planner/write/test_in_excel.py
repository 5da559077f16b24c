"""What Excel shows otherwise than LibreOffice does, in which our workbooks are looked at as pictures."""

from __future__ import annotations

import re
import zipfile
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from openpyxl.utils import column_index_from_string

from planner.write.bulk import EVERYWHERE, MEANT
from planner.write.template import write_template
from planner.write.top_rows import USUAL
from planner.write.widths import decimals_of
from tests.places import INPUTS
from tests.plan_books import opened, plan_file
from tests.stress_books import small_book

# A decimal point behind which a digit may be missing: Excel shows the point all the same, as in `1.`
BARE_POINT = re.compile(r"\.[#?](?![^;]*0)")
QUOTED = re.compile(r'"[^"]*"')


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("books")
    write_template(folder / "template.xlsx")
    small_book(folder)
    return {
        "plan": plan_file(folder / "plan"),
        "stress": folder / "stress.xlsx",
        "template": folder / "template.xlsx",
        "input": INPUTS / "us_rare_earths.xlsx",
    }


def parts(path: Path, pattern: str) -> dict[str, str]:
    """Return the text of the parts of a workbook that are called so, by name."""
    with zipfile.ZipFile(path) as package:
        return {name: package.read(name).decode() for name in package.namelist() if re.fullmatch(pattern, name)}


def test_a_point_without_a_digit_behind_it_is_found() -> None:
    assert BARE_POINT.search("0.####")
    assert BARE_POINT.search("0.##%")
    assert BARE_POINT.search("0.0;-0.##;0")
    assert not BARE_POINT.search('#,##0.0##;-#,##0.0##;"–"')
    assert not BARE_POINT.search("#,##0.00")


@pytest.mark.parametrize("book", ["plan", "stress", "template", "input"])
def test_no_whole_number_is_shown_with_a_bare_decimal_point(written: dict[str, Path], book: str) -> None:
    texts = parts(written[book], r"xl/(styles|charts/chart\d+)\.xml").values()
    formats = [unescape(code) for text in texts for code in re.findall(r'formatCode="([^"]*)"', text)]
    assert formats
    assert not [code for code in formats if BARE_POINT.search(QUOTED.sub("", code))]


@pytest.mark.parametrize("book", ["plan", "stress"])
def test_excel_marks_no_cell_of_a_plan_as_a_likely_slip(written: dict[str, Path], book: str) -> None:
    names = {
        "number_stored_as_text": "numberStoredAsText",
        "formula_differs": "formula",
        "formula_range": "formulaRange",
    }
    for name, text in parts(written[book], r"xl/worksheets/sheet\d+\.xml").items():
        for kind in MEANT:
            assert f'<ignoredError sqref="{EVERYWHERE}" {names[kind]}="1"/>' in text, name


@pytest.mark.parametrize("book", ["plan", "stress"])
def test_every_number_fits_its_column_since_excel_shows_hash_signs_instead(written: dict[str, Path], book: str) -> None:
    seen = 0
    for sheet in opened(written[book]):
        for cell in (cell for row in sheet.iter_rows() for cell in row if isinstance(cell.value, int | float)):
            plain = next((part for part in cell.number_format.split(";") if "[" not in part), "")
            if not re.fullmatch(r"#,##0(\.0+)?|0(\.0+)?", plain):
                continue
            decimals = decimals_of({"num_format": cell.number_format})
            assert len(f"{cell.value:,.{decimals}f}") <= width(sheet, cell.column_letter), (
                sheet.title,
                cell.coordinate,
            )
            seen += 1
    assert seen > 500


def width(sheet: Any, letter: str) -> float:
    """Return the width of a column, whatever run of columns alike it stands in."""
    place = column_index_from_string(letter)
    runs = (one for one in sheet.column_dimensions.values() if one.min is not None and one.min <= place <= one.max)
    return next((float(one.width) for one in runs), USUAL)
