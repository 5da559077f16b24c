"""What a cell stores is held to its type, before a reader that makes something of anything sees it."""

from __future__ import annotations

from pathlib import Path

import pytest

from planner.read import read_input
from planner.read.grid import Fault, Flaw
from planner.read.sheet_names import is_known_sheet
from planner.read.workbook import read_workbook
from tests.demand_sheet import SIX, demand, grid_of, refusal_of
from tests.workbooks import FIRST_SHEET, Cell, read_part, rewrite_parts, small_example, tamper, write_workbook

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
STRINGS = "xl/sharedStrings.xml"
STYLES = "xl/styles.xml"


def dated(folder: Path, stored: str) -> Path:
    """Return a workbook whose first cell style, that of C2 too, shows numbers as dates."""
    path = tamper(demand(folder), "<xf numFmtId", '<xf applyNumberFormat="1" numFmtId', STYLES)
    text = read_part(path, STYLES)
    start = text.index("<cellXfs")
    rewrite_parts(path, {STYLES: text[:start] + text[start:].replace('numFmtId="0"', 'numFmtId="14"', 1)})
    return tamper(path, SIX, f'<c r="C2" s="0"><v>{stored}</v></c>')


@pytest.mark.parametrize("stored", ["7f", "-1", " 1 ", "1e0", "1.0", "NaN", "99999999999999999999", "١"])
def test_the_place_of_a_shared_text_is_a_whole_number_and_never_the_first_text(tmp_path: Path, stored: str) -> None:
    issue = refusal_of(tamper(demand(tmp_path), SIX, f'<c r="C2" t="s"><v>{stored}</v></c>'))
    assert (issue.code, issue.where) == ("damaged", "Demand!C2")
    assert stored in issue.message


@pytest.mark.parametrize(("kind", "stored"), [("b", "false"), ("b", "2"), ("d", "NaN"), ("d", "60"), ("d", "1/2/2027")])
def test_a_truth_is_0_or_1_and_a_date_in_words_is_a_date(tmp_path: Path, kind: str, stored: str) -> None:
    issue = refusal_of(tamper(demand(tmp_path), SIX, f'<c r="C2" t="{kind}"><v>{stored}</v></c>'))
    assert (issue.code, issue.where) == ("damaged", "Demand!C2")


@pytest.mark.parametrize("stored", ["NaN", "INF", "1_000", "1,5", "0x10", " 7 ", "--5", "1e999", "１", "7f"])
@pytest.mark.parametrize("kind", ["", ' s="0"'])
def test_a_number_that_is_none_is_a_flaw_and_no_text(tmp_path: Path, stored: str, kind: str) -> None:
    grid = grid_of(tamper(demand(tmp_path), SIX, f'<c r="C2"{kind}><v>{stored}</v></c>'))
    assert grid.rows[1][2] == Flaw(Fault.NUMBER, stored)


@pytest.mark.parametrize("stored", ["1_000", "1,5", "7f"])
def test_a_number_that_the_fast_reader_gives_up_is_named_with_its_cell(tmp_path: Path, stored: str) -> None:
    issue = refusal_of(tamper(demand(tmp_path), SIX, f'<c r="C2" t="n"><v>{stored}</v></c>'))
    assert (issue.code, issue.where) == ("not-a-number", "Demand!C2")


@pytest.mark.parametrize("stored", ["5.", ".5", "+5", "00012", "6.0E0", "1E+2", "-0", "1e-400", "1234567890123456789"])
def test_a_number_in_an_unusual_form_is_read(tmp_path: Path, stored: str) -> None:
    assert grid_of(tamper(demand(tmp_path), SIX, f'<c r="C2"><v>{stored}</v></c>')).rows[1][2] == float(stored)


@pytest.mark.parametrize("stored", ["-1", "2958466", "1e308", "-1e10", "-0.5"])
def test_a_number_outside_all_dates_that_is_shown_as_one_is_a_flaw(tmp_path: Path, stored: str) -> None:
    path = dated(tmp_path, stored)
    assert grid_of(path).rows[1][2] == Flaw(Fault.DATE, stored)
    [issue] = [issue for issue in read_input(path).issues if issue.where == "Demand!C2"]
    assert issue.code == "date-range"


@pytest.mark.parametrize("stored", ["-1e308", "-INF", "-1e999", "-200000000000"])
def test_a_number_that_the_fast_reader_would_not_survive_is_named_with_its_cell(
    tmp_path: Path, stored: str, capfd: pytest.CaptureFixture[str]
) -> None:
    issue = refusal_of(dated(tmp_path, stored))
    assert (issue.code, issue.where) == ("date-range", "Demand!C2")
    assert not capfd.readouterr().err


def test_a_style_with_a_0_before_it_is_the_same_style(tmp_path: Path) -> None:
    path = tamper(dated(tmp_path, "-1e300"), 's="0"><v>-1e300', 's="00"><v>-1e300')
    assert refusal_of(path).code == "date-range"


def test_a_number_that_is_a_date_is_read_as_one(tmp_path: Path) -> None:
    assert str(grid_of(dated(tmp_path, "46000")).rows[1][2]) == "2025-12-09"


@pytest.mark.parametrize("cell", ['t="s"><is><t>x</t></is>', 't="str"><is><t>x</t></is>', "><is><t>x</t></is><v>8</v>"])
def test_a_text_in_a_cell_of_another_type_is_refused(tmp_path: Path, cell: str) -> None:
    assert refusal_of(tamper(demand(tmp_path), SIX, f'<c r="C2" {cell}</c>')).code == "damaged"


@pytest.mark.parametrize(
    "value", ["<v>1<!-- -->6</v>", "<v>1<![CDATA[6]]></v>", "<v>1<?x y?>6</v>", "<v><b/>6</v>", "<v>6<v>1</v></v>"]
)
def test_a_value_in_pieces_is_refused(tmp_path: Path, value: str) -> None:
    issue = refusal_of(tamper(demand(tmp_path), "<v>6</v>", value))
    assert (issue.code, issue.where) == ("damaged", "Demand!C2")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("<pageMargins", "<<pageMargins"), ("<pageMargins", "<other:thing/><pageMargins"), ("<v>6</v>", "<v>6</v>&"),
        ("<v>6</v>", "<v>6</v></f>"),
    ],
)  # fmt: skip
def test_a_sheet_that_is_no_xml_is_refused_wherever_it_breaks(tmp_path: Path, old: str, new: str) -> None:
    issue = refusal_of(tamper(demand(tmp_path), old, new))
    assert (issue.code, issue.where) == ("damaged", "Demand")


@pytest.mark.parametrize("attribute", ['s="1d5"', 's=""', 't=""', 't="s s"'])
def test_an_attribute_of_a_cell_that_cannot_be_is_refused(tmp_path: Path, attribute: str) -> None:
    assert refusal_of(tamper(demand(tmp_path), SIX, f'<c r="C2" {attribute}><v>6</v></c>')).code == "damaged"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (MAIN, "urn:other"), (f' xmlns="{MAIN}"', ""), ("<sheetData>", '<sheetData xmlns="urn:other">'),
        ('<c r="C2">', '<c r="C2" xmlns="urn:x">'),
        ('<c r="C2">', '<c r="C2" xmlns:x="urn:x"><x:v>7</x:v>'), ("<worksheet", "<sheet"),
    ],
)  # fmt: skip
def test_what_is_no_part_of_a_workbook_is_not_read_as_one(tmp_path: Path, old: str, new: str) -> None:
    path = demand(tmp_path)
    rewrite_parts(path, {FIRST_SHEET: read_part(path, FIRST_SHEET).replace(old, new, 1)})
    assert refusal_of(path).code == "damaged"


@pytest.mark.parametrize("values", ["<v>6</v><v/>", "<v/><v>6</v>", "<v>6</v> <v>7</v>", "<v>6</v><f>1+1</f><v>7</v>"])
def test_a_cell_with_two_values_is_refused(tmp_path: Path, values: str) -> None:
    issue = refusal_of(tamper(demand(tmp_path), "<v>6</v>", values))
    assert (issue.code, issue.where) == ("damaged", "Demand!C2")


def test_a_cell_with_two_texts_is_refused(tmp_path: Path) -> None:
    texts = '<c r="C2" t="inlineStr"><is><t>a</t></is><is><t>b</t></is></c>'
    assert refusal_of(tamper(demand(tmp_path), SIX, texts)).where == "Demand!C2"


@pytest.mark.parametrize("cell", ["<c r='B3'><v>5</v></c>", '<c r="B3"><v>5</v></c>'])
@pytest.mark.parametrize("place", ["</sheetData>", "<row"])
def test_a_cell_outside_of_all_rows_is_refused(tmp_path: Path, cell: str, place: str) -> None:
    assert refusal_of(tamper(demand(tmp_path), place, cell + place)).code == "damaged"


def test_a_sheet_whose_part_is_named_in_another_namespace_is_not_read(tmp_path: Path) -> None:
    path = tamper(demand(tmp_path), 'xmlns:r="http', 'xmlns:r="urn:http', "xl/workbook.xml")
    issue = refusal_of(path)
    assert (issue.code, issue.where) == ("damaged", "Demand")


def test_an_element_among_cells_without_addresses_is_refused(tmp_path: Path) -> None:
    path = tamper(demand(tmp_path), '<c r="C2">', "<f>1+1</f><c>")
    assert refusal_of(path).code == "damaged"


def test_a_text_with_an_element_in_it_is_refused_in_its_cell_and_among_the_shared(tmp_path: Path) -> None:
    assert (
        refusal_of(tamper(demand(tmp_path), SIX, '<c r="C2" t="inlineStr"><is><t><b/>x</t></is></c>')).code == "damaged"
    )
    _, [issue] = read_workbook(tamper(demand(tmp_path), "<t>Motor", "<t><b/>Motor", STRINGS), is_known_sheet)
    assert (issue.code, issue.where) == ("damaged", "demand.xlsx")


def test_a_merged_range_among_the_cells_is_refused(tmp_path: Path) -> None:
    merged = f'<mergeCells count="1"><mergeCell ref="A2:B2"/></mergeCells>{SIX}'
    assert refusal_of(tamper(demand(tmp_path), SIX, merged)).code == "damaged"


def test_shared_texts_that_are_no_xml_are_refused(tmp_path: Path) -> None:
    _, [issue] = read_workbook(tamper(demand(tmp_path), "</sst>", "</sst></sst>", STRINGS), is_known_sheet)
    assert (issue.code, issue.where) == ("damaged", "demand.xlsx")


@pytest.mark.parametrize("amount", [1e308, 1e51, -1e99, 1e-101, 5e-324])
def test_an_amount_beyond_every_unit_is_refused_before_it_is_counted_with(tmp_path: Path, amount: float) -> None:
    sheets = small_example()
    row: list[Cell] = ["US separator", "separate", "out", "NdPr oxide", "kt/day", amount]
    sheets["Capacity"] = [["site", "process", "basis", "commodity", "unit", "all"], row]
    issues = read_input(write_workbook(tmp_path / "a.xlsx", sheets)).issues
    assert [issue.code for issue in issues if issue.where == "Capacity!F2"] == ["extreme-number"]
