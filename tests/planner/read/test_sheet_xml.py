"""What the pass over a sheet's XML finds before the fast reader sees the sheet."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
import xlsxwriter

from planner.read import read_input
from planner.read.grid import Fault, Flaw
from tests.demand_sheet import SIX, demand, grid_of, refusal_of
from tests.workbooks import FIRST_SHEET, Cell, Sheets, read_part, rewrite_parts, small_example, tamper, write_workbook

EXCEL_NAMESPACE = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def test_merged_ranges_and_hidden_rows_are_known(tmp_path: Path) -> None:
    path = tamper(demand(tmp_path), '<row r="2"', '<row r="2" hidden="1"')
    tamper(path, "</sheetData>", '</sheetData><mergeCells count="1"><mergeCell ref="A2:B3"/></mergeCells>')
    grid = grid_of(path)
    assert grid.hidden == {1}
    assert [(area.text, area.top, area.left, area.bottom, area.right) for area in grid.merged] == [
        ("A2:B3", 1, 0, 2, 1)
    ]


@pytest.mark.parametrize(
    ("number_format", "is_percent"), [("0%", True), ("0.0%", True), ("0.00", False), ('0.0 "% of it"', False)]
)
def test_numbers_shown_as_a_percentage_are_known(tmp_path: Path, number_format: str, is_percent: bool) -> None:
    path = tmp_path / "a.xlsx"
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet("Demand")
    sheet.write_string(0, 0, "customer")
    sheet.write_number(1, 1, 0.85, book.add_format({"num_format": number_format}))
    book.close()
    assert grid_of(path).percent == ({(1, 1)} if is_percent else set())


@pytest.mark.parametrize("other_program", [False, True])
def test_cells_that_are_struck_through_are_known_whatever_they_hold(tmp_path: Path, other_program: bool) -> None:
    path = tmp_path / "a.xlsx"
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet("Demand")
    struck, bold = book.add_format({"font_strikeout": True, "num_format": "0%"}), book.add_format({"bold": True})
    sheet.write_string(0, 0, "customer", bold)
    sheet.write_string(1, 0, "Alpha", struck)
    sheet.write_number(1, 1, 0.85, struck)
    sheet.write_number(2, 1, 0.5)
    book.close()
    if other_program:
        tamper(path, '<c r="A1"', "<!-- by hand --><c  r='A1'")
    assert grid_of(path).struck == {(1, 0), (1, 1)}


@pytest.mark.parametrize(
    ("written", "strikes"),
    [("<strike/>", True), ('<strike val="1"/>', True), ('<strike val="0"/>', False), ('<strike val="false"/>', False)],
)
def test_a_font_says_whether_it_strikes(tmp_path: Path, written: str, strikes: bool) -> None:
    path = tmp_path / "a.xlsx"
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet("Demand")
    sheet.write_string(0, 0, "customer", book.add_format({"font_strikeout": True}))
    book.close()
    tamper(path, "<strike/>", written, "xl/styles.xml")
    assert grid_of(path).struck == ({(0, 0)} if strikes else set())


def test_a_row_that_does_not_end_is_refused(tmp_path: Path) -> None:
    issue = refusal_of(tamper(demand(tmp_path), "</row>", ""))
    assert (issue.code, issue.where) == ("damaged", "Demand")


@pytest.mark.parametrize("more", ["<sheetData/>", '<sheetData><row r="9"><c r="A9"><v>9</v></c></row></sheetData>'])
def test_a_second_table_of_cells_is_refused_since_only_one_is_read(tmp_path: Path, more: str) -> None:
    issue = refusal_of(tamper(demand(tmp_path), "</sheetData>", f"</sheetData>{more}"))
    assert (issue.code, issue.where) == ("damaged", "Demand")


@pytest.mark.parametrize("within", ["<sheetData/>", "<sheetData></sheetData>", "</row></sheetData><sheetData><row>"])
@pytest.mark.parametrize("before", ['<c r="B2"', '<row r="2"'])
def test_a_table_of_cells_within_another_is_refused(tmp_path: Path, within: str, before: str) -> None:
    path = write_workbook(tmp_path / "texts.xlsx", {"Demand": [["customer", "commodity"], ["Motor", "magnet"]]})
    assert refusal_of(tamper(path, before, f"{within}{before}")).code == "damaged"


def test_a_row_that_stands_twice_is_refused(tmp_path: Path) -> None:
    path = tamper(demand(tmp_path), "<sheetData>", '<sheetData><row r="2"><c r="C2"><v>999</v></c></row>')
    assert "twice" in refusal_of(path).message


def test_a_cell_that_stands_twice_is_refused(tmp_path: Path) -> None:
    issue = refusal_of(tamper(demand(tmp_path), SIX, SIX + '<c r="C2"><v>999</v></c>'))
    assert "C2 stands twice" in issue.message


@pytest.mark.parametrize("more", ['<c r="C2" s="1"/>', '<c r="C2"></c>', '<c r="C1" s="1"/>'])
@pytest.mark.parametrize("is_before", [True, False])
def test_a_cell_that_stands_once_with_and_once_without_a_value_is_refused(
    tmp_path: Path, more: str, *, is_before: bool
) -> None:
    issue = refusal_of(tamper(demand(tmp_path), SIX, f"{more}{SIX}" if is_before else f"{SIX}{more}"))
    assert f"{more[6:8]} stands twice" in issue.message


def test_a_cell_without_an_address_whose_place_is_taken_stands_twice(tmp_path: Path) -> None:
    issue = refusal_of(tamper(demand(tmp_path), SIX, f"<c><v>6</v></c>{SIX.replace('<v>6</v>', '')}"))
    assert "C2 stands twice" in issue.message


def test_a_lost_error_counts_once(tmp_path: Path) -> None:
    assert grid_of(tamper(demand(tmp_path), SIX, '<c r="C2" t="e"/>')).rows[1][2] == Flaw(Fault.ERROR, "an error")


@pytest.mark.parametrize("old", ["</sheetData>", "</row></sheetData>", "</worksheet>", "<v>6</v>"])
def test_a_sheet_that_is_cut_off_is_refused_by_name(tmp_path: Path, old: str) -> None:
    path = demand(tmp_path)
    text = read_part(path, FIRST_SHEET)
    rewrite_parts(path, {FIRST_SHEET: text[: text.index(old)]})
    issue = refusal_of(path)
    assert (issue.code, issue.where) == ("damaged", "Demand")


@pytest.mark.parametrize(
    "cell",
    [
        '<c r="A99999999999"><v>1</v></c>',
        '<c r="A1048577"><v>1</v></c>',
        '<c r="XFE9"><v>1</v></c>',
        '<c r="ZZZZ9"><v>1</v></c>',
        '<c r="A0"><v>1</v></c>',
        '<c r="9"><v>1</v></c>',
        '<c r="$A$9"><v>1</v></c>',
    ],
)
def test_an_address_outside_a_sheet_is_refused(tmp_path: Path, cell: str) -> None:
    path = tamper(demand(tmp_path), "</sheetData>", f"<row>{cell}</row></sheetData>")
    assert refusal_of(path).code == "damaged"


def test_a_row_number_outside_a_sheet_is_refused(tmp_path: Path) -> None:
    path = tamper(demand(tmp_path), "</sheetData>", '<row r="99999999999"><c><v>1</v></c></row></sheetData>')
    assert refusal_of(path).code == "damaged"


@pytest.mark.parametrize("cell", ["XFD1048576", "B1048576", "XFD7"])
def test_a_value_far_from_the_table_is_named_with_its_cell(tmp_path: Path, cell: str) -> None:
    row = "".join(letter for letter in cell if letter.isdigit())
    path = tamper(demand(tmp_path), "</sheetData>", f'<row r="{row}"><c r="{cell}"><v>1</v></c></row></sheetData>')
    if cell == "XFD7":
        assert grid_of(path).width == 16384  # one row's width is small enough to hold
    else:
        issue = refusal_of(path)
        assert (issue.code, issue.where) == ("stray-value", f"Demand!{cell}")


def test_an_empty_styled_cell_in_the_last_corner_does_no_harm(tmp_path: Path) -> None:
    path = tamper(demand(tmp_path), "</sheetData>", '<row r="1048576"><c r="XFD1048576" s="1"/></row></sheetData>')
    assert len(grid_of(path).rows) == 2


def test_a_merge_to_the_last_corner_does_no_harm(tmp_path: Path) -> None:
    path = tamper(
        demand(tmp_path), "</sheetData>", '</sheetData><mergeCells><mergeCell ref="A9:XFD1048576"/></mergeCells>'
    )
    assert grid_of(path).merged[0].bottom == 1048575


@pytest.mark.parametrize("stated", ["A1", "A1:XFD1048576", "C2:A1"])
def test_the_stated_dimension_of_a_sheet_is_not_trusted(tmp_path: Path, stated: str) -> None:
    path = tamper(demand(tmp_path), '<dimension ref="A1:C2"/>', f'<dimension ref="{stated}"/>')
    assert grid_of(path).rows[1][2] == 6


def test_a_sheet_may_start_below_and_right_of_the_first_cell(tmp_path: Path) -> None:
    sheets: Sheets = {"Demand": [[], [], [None, None, "customer"], [None, None, "Motor"]]}
    grid = grid_of(write_workbook(tmp_path / "a.xlsx", sheets))
    assert grid.rows[3][2] == "Motor"
    assert grid.address(3, 2) == "Demand!C4"


def prefixed(text: str) -> str:
    """Return the sheet with every element in a prefix, as some programs write it."""
    text = text.replace("<", "<x:").replace("<x:/", "</x:").replace("<x:?", "<?")
    return text.replace(f'xmlns="{EXCEL_NAMESPACE}"', f'xmlns:x="{EXCEL_NAMESPACE}"')


@pytest.mark.parametrize("name", ["prefix", "comment", "order", "quotes", "spaces", "no address"])
def test_another_program_may_write_the_same_sheet_differently(tmp_path: Path, name: str) -> None:
    path = tamper(demand(tmp_path), SIX, SIX + '<c r="D2"><f>1+1</f></c>')
    text = read_part(path, FIRST_SHEET)
    changed = {
        "prefix": prefixed(text),
        "comment": text.replace("<row", "<!-- a row --><row"),
        "order": text.replace('<c r="A2" t="s">', '<c t="s" r="A2">'),
        "quotes": text.replace('<c r="C2">', "<c r='C2'>"),
        "spaces": text.replace("><", ">\n  <"),
        "no address": text.replace('<c r="C2">', "<c>").replace('<c r="D2">', "<c>"),
    }[name]
    assert changed != text
    rewrite_parts(path, {FIRST_SHEET: changed})
    assert list(grid_of(path).rows[1]) == ["Motor", "magnet", 6, Flaw(Fault.UNCALCULATED, "=1+1")]


def test_a_value_that_the_fast_reader_does_not_see_is_named_with_its_cell(tmp_path: Path) -> None:
    issue = refusal_of(tamper(demand(tmp_path), "<v>6</v>", "<v><![CDATA[6]]></v>"))
    assert (issue.code, issue.where) == ("damaged", "Demand!C2")


def test_empty_texts_are_blank_and_no_disagreement(tmp_path: Path) -> None:
    grid = grid_of(tamper(demand(tmp_path), SIX, '<c r="C2" t="inlineStr"><is><t></t></is></c>'))
    assert grid.rows[1][2] == ""


def test_a_hundred_thousand_styled_blank_rows_are_passed_over(tmp_path: Path) -> None:
    blank = "".join(f'<row r="{row}" s="1" customFormat="1"><c r="A{row}" s="1"/></row>' for row in range(3, 100_003))
    path = tamper(demand(tmp_path), "</sheetData>", blank + "</sheetData>")
    start = time.perf_counter()
    assert len(grid_of(path).rows) == 2
    assert time.perf_counter() - start < 15  # trust.md's limit for ten times as many


def test_large_sheets_are_scanned_in_blocks_without_losing_a_cell(tmp_path: Path) -> None:
    rows = 60_000
    lines: list[list[Cell]] = [[f"c{number}", number, number / 7] for number in range(rows)]
    sheets: Sheets = {"Demand": [["customer", "demand [t/period]", "weight"], *lines]}
    path = write_workbook(tmp_path / "a.xlsx", sheets)
    assert len(read_part(path, FIRST_SHEET)) > 4 * 2**20
    grid = grid_of(path)
    assert len(grid.rows) == rows + 1
    assert list(grid.rows[rows]) == [f"c{rows - 1}", rows - 1, (rows - 1) / 7]


@pytest.mark.parametrize(
    "merged",
    [
        '<mergeCells><mergeCell note="1" ref="A2:A3"/></mergeCells>',
        "<mergeCells><mergeCell ref='A2:A3'/></mergeCells>",
        f'<x:mergeCells xmlns:x="{EXCEL_NAMESPACE}"><x:mergeCell ref="A2:A3"/></x:mergeCells>',
    ],
)
def test_a_merged_range_in_another_spelling_is_known_too(tmp_path: Path, merged: str) -> None:
    path = write_workbook(tmp_path / "plan.xlsx", small_example())
    part = "xl/worksheets/sheet6.xml"
    tamper(path, "</sheetData>", f"</sheetData>{merged}", part)
    issues = [issue for issue in read_input(path).issues if issue.code == "merged-cells"]
    assert [issue.where for issue in issues] == ["Demand!A2:A3"]


@pytest.mark.parametrize("ref", ["A2", "$A$2:$A$3", ""])
def test_a_merged_range_that_cannot_be_is_refused(tmp_path: Path, ref: str) -> None:
    path = write_workbook(tmp_path / "plan.xlsx", small_example())
    part = "xl/worksheets/sheet6.xml"
    tamper(path, "</sheetData>", f'</sheetData><mergeCells><mergeCell ref="{ref}"/></mergeCells>', part)
    assert [issue.where for issue in read_input(path).issues if issue.code == "damaged"] == ["Demand"]


@pytest.mark.parametrize(
    "rows",
    [
        '<row r="4" ' * 40_000,
        '<row r="4"><c r="A4"><f/>' + " " * 100_000 + "x</c></row>",
        '<row r="4"><c r="A4" t="e"><f/>' + " " * 100_000 + "x</c></row>",
    ],
    ids=["tags without end", "spaces after a formula", "spaces in an error cell"],
)
def test_a_long_run_of_anything_is_scanned_once(tmp_path: Path, rows: str) -> None:
    path = write_workbook(tmp_path / "plan.xlsx", small_example())
    tamper(path, "</sheetData>", f"{rows}</sheetData>", "xl/worksheets/sheet6.xml")
    start = time.perf_counter()
    assert {issue.where.partition("!")[0] for issue in read_input(path).issues if issue.code == "damaged"} == {"Demand"}
    assert time.perf_counter() - start < 2.0
