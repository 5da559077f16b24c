"""What programs write is in the usual form, and nothing is that which the careful way would not take as it stands."""

from __future__ import annotations

import io
import random
import zipfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter

from planner.read import plain_xml
from planner.read import sheet_parts as parts
from planner.read.cell_styles import Styles
from planner.read.guard import NO_CAPS_RAISED, Caps, Refusal
from planner.read.plain_xml import MalformedError, whole_texts
from planner.read.sheet_xml import Scan, scan_sheet
from planner.read.usual_form import UsualRows, addresses, are_usual_texts
from tests.fuzz.part_bytes import ON_TEXTS, TOKEN
from tests.places import INPUTS
from tests.seeds import graded

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\r\n'
DATE, PERCENT = 3, 4
STYLES = Styles(frozenset({PERCENT}), frozenset({DATE}))
EXCEL = DECLARATION + (
    f'<worksheet xmlns="{MAIN}" xmlns:mc="urn:mc" mc:Ignorable="x14ac" xmlns:x14ac="urn:x14ac"><dimension ref="A1:F4"/>'
    '<sheetViews><sheetView workbookViewId="0"/></sheetViews><sheetData>'
    '<row r="1" spans="1:6" x14ac:dyDescent="0.25"><c r="A1" s="1" t="s"><v>0</v></c>'
    '<c r="B1" t="s"><v>12</v></c></row>'
    '<row r="2" spans="1:6" s="2" customFormat="1" ht="15.75" hidden="1" customHeight="1" x14ac:dyDescent="0.25">'
    '<c r="A2"><v>1.5</v></c><c r="B2" s="4"><v>-2E-3</v></c><c r="C2" s="3"><v>46388.25</v></c><c r="D2" s="1"/>'
    '<c r="E2" t="b"><v>1</v></c><c r="F2" t="str"><f>A2&amp;"x"</f><v>1.5x &lt; Ä</v></c></row>'
    '<row r="3" spans="1:6" ht="30" thickBot="1" x14ac:dyDescent="0.3"/>'
    '<row r="4"><c r="B4"><f>SUM(A1:A2)</f><v>0.0001058315076692962</v></c></row>'
    '</sheetData><mergeCells count="1"><mergeCell ref="A1:B1"/></mergeCells></worksheet>'
)
CALC = DECLARATION + (
    f'<worksheet xmlns="{MAIN}" xmlns:r="urn:r"><sheetPr filterMode="false"/><sheetData>'
    '<row r="1" customFormat="false" ht="12.8" hidden="false" customHeight="false" outlineLevel="0" collapsed="false">'
    '<c r="A1" s="0" t="s"><v>3</v></c><c r="B1" s="0" t="n"><v>7</v></c><c r="C1" s="1"/></row></sheetData>'
    '<printOptions headings="false"/></worksheet>'
)


def written(path: Path) -> str:
    """Return the XML of the first sheet of a workbook."""
    with zipfile.ZipFile(path) as package:
        return package.read("xl/worksheets/sheet1.xml").decode()


def by_xlsxwriter(folder: Path) -> str:
    book = xlsxwriter.Workbook(folder / "a.xlsx", {"constant_memory": True})
    sheet = book.add_worksheet()
    sheet.set_row(1, 30)
    for row in range(4):
        sheet.write_row(row, 0, [f"name {row} <&> ü", row / 7, row % 2 == 0, " space "])
    book.close()
    return written(folder / "a.xlsx")


def by_openpyxl(folder: Path) -> str:
    book = openpyxl.Workbook()
    for row in range(4):
        book.active.append([f"name {row}", row / 7, None, row])
    book.active.row_dimensions[2].hidden = True
    book.save(folder / "a.xlsx")
    return written(folder / "a.xlsx")


@pytest.fixture
def sheets(tmp_path: Path) -> list[str]:
    return [EXCEL, CALC, by_xlsxwriter(tmp_path), by_openpyxl(tmp_path)]


def usual(sheet: bytes, styles: Styles = STYLES) -> list[bool]:
    """Return for each piece of the rows whether it is in the usual form."""
    form, found = UsualRows(styles.date), []
    for piece, part in parts.sheet_parts([sheet]):
        if part is parts.Part.HEAD:
            form.begin(piece)
        elif part is parts.Part.ROWS:
            found.append(form.has(piece))
    return found


def found(sheet: bytes, size: int = 2**20) -> Scan | str:
    """Return what the pass finds in a sheet that comes in chunks of some bytes, or why it is refused."""

    def chunks() -> Iterator[bytes]:
        stream = io.BytesIO(sheet)
        while chunk := stream.read(size):
            yield chunk

    try:
        return scan_sheet(chunks, "Demand", STYLES, NO_CAPS_RAISED)
    except Refusal as refusal:
        return str(refusal)


def same(one: Scan | str, other: Scan | str) -> bool:
    if isinstance(one, str) or isinstance(other, str):
        return one == other
    return one.filled.tolist() == other.filled.tolist() and all(
        getattr(one, name) == getattr(other, name) for name in ("flaws", "merged", "hidden", "percent")
    )


def test_what_spreadsheet_programs_write_is_in_the_usual_form(sheets: list[str]) -> None:
    for sheet in sheets:
        assert usual(sheet.encode()) == [True]


@pytest.mark.parametrize("file", sorted(INPUTS.glob("*.xlsx")), ids=lambda file: str(file.stem))
def test_the_shipped_workbooks_are_in_the_usual_form(file: Path) -> None:
    with zipfile.ZipFile(file) as package:
        sheets = [name for name in package.namelist() if name.startswith("xl/worksheets/sheet")]
        assert sheets
        for name in sheets:
            assert all(usual(package.read(name))), name


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("0.25", "0.25 x"), ('ht="30"', 'ht="30" ht="30"'), ("A2&amp;", "A2&unknown;"), ("A2&amp;", "A2&"),
        ("A2&amp;", "A2&#65;"), ("Ä", "\x01"), ("Ä", "]]>"), ("Ä", "\uffff"), ("Ä", "<!-- -->"), ("Ä", "<?x y?>"),
        ("Ä", "<![CDATA[x]]>"), ("<v>1.5</v>", "<v>1.5</v><v>2</v>"), ("<v>1.5</v>", "<v>1</v><f>2</f>"),
        ("<v>1.5</v>", "<v>1e999</v>"), ("<v>1.5</v>", "<v>1,5</v>"), ("<v>1.5</v>", "<v> 1</v>"), ("<v>0<", "<v>x<"),
        ("<v>1.5</v>", ""), ("<v>1</v>", "<v>2</v>"), ("46388.25", "-1"), ("46388.25", "9999999"), ("46388.25", "1e9"),
        ('s="3"', 's="03"><v>-1</v></c><c r="G2" s="3"'), ("<v>1.5</v>", "<v/>"),
        ('t="b"', 't="e"'), ('t="b"', 't="d"'),
        (' xmlns:x14ac="urn:x14ac"', ""), (' xmlns:x14ac="urn:x14ac"', " a=' xmlns:x14ac=\"'"), ("UTF-8", "UTF-16"),
        ("UTF-8", "latin-1"), (MAIN + '"', MAIN + '" a="&x;"'), ('<row r="4">', '<row r="4"><d/>'),
        ("</row>", "</row>x"),
        ('r="A2"', "r='A2'"), ('<c r="A2">', '<c  r="A2">'), ('<c r="A2">', "<c>"), ('r="A2"', 'r="A2" r="A2"'),
        ('<c r="A2">', '<c r="A2" cm="1">'), ("</row>", "</row >"), ('<c r="A2">', '<c r="a2">'),
        (DECLARATION, "<!-- -->"), (DECLARATION, "<!DOCTYPE worksheet>"), ("<dim", "<!-- --><dim"),
        ("<dim", "<?x y?><dim"),
    ],
)  # fmt: skip
def test_anything_else_is_looked_at_with_care(old: str, new: str) -> None:
    assert old in EXCEL
    changed = EXCEL.replace(old, new, 1).encode(errors="surrogatepass")
    assert usual(changed) == [False]


def test_bytes_that_are_no_utf_8_are_not_in_the_usual_form() -> None:
    assert usual(EXCEL.encode().replace("Ä".encode(), b"\xc4")) == [False]


def test_the_addresses_are_those_of_all_cells_and_tell_which_have_a_value() -> None:
    rows = next(piece for piece, part in parts.sheet_parts([EXCEL.encode()]) if part is parts.Part.ROWS)
    signs, has_value = addresses(rows)
    found = [line.tobytes().rstrip(b"\0").decode() for line in signs]
    assert found == ["A1", "B1", "A2", "B2", "C2", "D2", "E2", "F2", "B4"]
    assert [name for name, is_filled in zip(found, has_value, strict=True) if not is_filled] == ["D2"]
    assert addresses(b'<row r="1"/>')[0].shape == (0, 10)
    last = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    assert addresses(last)[0].tobytes() == b"XFD1048576"


@pytest.mark.parametrize(
    "amount", graded([(1_500, 100), (10_000, 700), (40_000, 3_000)], 1, 2), ids=["few", "many", "all"]
)
def test_whatever_is_done_to_a_sheet_the_fast_way_finds_what_the_careful_one_finds(
    sheets: list[str], monkeypatch: pytest.MonkeyPatch, amount: tuple[int, int]
) -> None:
    count, least = amount
    chance = random.Random(count)
    fast, taken = UsualRows.has, []

    def noted(form: UsualRows, rows: bytes) -> bool:
        taken.append(fast(form, rows))
        return taken[-1]

    monkeypatch.setattr(parts, "BLOCK", 300)  # so that a sheet comes in several pieces
    changed_and_usual = 0
    for _ in range(count):
        tokens = TOKEN.findall(chance.choice(sheets))
        for _ in range(chance.randint(1, 2)):
            tokens = chance.choice(ON_TEXTS)(chance, tokens)
        sheet = "".join(tokens).encode(errors="surrogateescape")
        size = chance.choice((50, 700, 2**20))
        taken.clear()
        monkeypatch.setattr(UsualRows, "has", noted)
        one = found(sheet, size)
        changed_and_usual += all(taken) and len(taken) > 0
        monkeypatch.setattr(UsualRows, "has", lambda form, rows: False)
        other = found(sheet, size)
        assert same(one, other), (sheet, one, other)
    assert changed_and_usual >= least


def test_a_cap_on_cells_counts_those_in_the_usual_form_too() -> None:
    with pytest.raises(Refusal, match="more than 7 filled cells"):
        scan_sheet(lambda: [EXCEL.encode()], "Demand", STYLES, Caps(cells=7))


def test_where_a_sheet_is_cut_off_is_told_with_the_rows_that_the_parser_did_not_see() -> None:
    cut = EXCEL.replace("</mergeCells>", "", 1)
    column = cut.rpartition("\n")[2].index("</worksheet>") + 2
    assert f"mismatched tag: line 2, column {column}" in str(found(cut.encode()))


@pytest.mark.parametrize(
    ("texts", "is_usual"),
    [
        ("<si><t>a</t></si>", True), ('<si><t xml:space="preserve"> a </t></si>\n<si><t></t></si>', True),
        ("<si><t>a &amp; b &lt; ü</t></si>", True), ("<si><t>a</t><t>b</t></si>", False), ("<si><t/></si>", False),
        ("<si><r><t>a</t></r></si>", False), ("<si><t>a]]></t></si>", False), ("<si><t>&x;</t></si>", False),
        ("<si><t>a<b/></t></si>", False), ("<si><t>a\x02</t></si>", False), ("", False), ("<si/>", False),
    ],
)  # fmt: skip
def test_shared_texts_in_one_piece_are_in_the_usual_form(texts: str, is_usual: bool) -> None:
    assert are_usual_texts(texts.encode()) is is_usual


def texts_of(items: str, size: int) -> str:
    """Return what becomes of a part with shared texts, in chunks of some bytes: "" or what is wrong."""
    part = f'{DECLARATION}<sst xmlns="{MAIN}">{items}</sst>'.encode(errors="surrogateescape")
    try:
        assert b"".join(whole_texts(part[at : at + size] for at in range(0, len(part), size))) == part
    except MalformedError as fault:
        return str(fault).partition(":")[0]
    return ""


@pytest.mark.parametrize("count", graded([2_000, 15_000, 60_000], 1, 2))
def test_whatever_is_done_to_shared_texts_the_fast_way_finds_what_the_careful_one_finds(
    monkeypatch: pytest.MonkeyPatch, count: int
) -> None:
    chance = random.Random(count)
    texts = TOKEN.findall("<si><t>a &amp; b</t></si>" * 3 + '<si><t xml:space="preserve"> -- </t></si>' * 3)
    tried = Counter[str]()
    for _ in range(count):
        tokens = list(texts)
        for _ in range(chance.randint(1, 2)):
            tokens = chance.choice(ON_TEXTS)(chance, tokens)
        items, size = "".join(tokens), chance.choice((150, 180, 200, 2**20))
        monkeypatch.setattr(plain_xml, "are_usual_texts", are_usual_texts)
        one = texts_of(items, size)
        monkeypatch.setattr(plain_xml, "are_usual_texts", lambda texts: False)
        assert texts_of(items, size) == one, (items, size)
        tried[one] += 1
    assert min(tried["mismatched tag"], tried[""]) > count / 10


@pytest.mark.parametrize("mark", ["<!--", "<![CDATA[", "<?x "])
def test_texts_in_a_comment_or_the_like_are_read_to_its_end(mark: str) -> None:
    ends = {"<!--": "-->", "<![CDATA[": "]]>", "<?x ": "?>"}
    texts = "<si><t>a</t></si>" * 20
    assert texts_of(f"{mark}{texts}{ends[mark]}<si><t>b</t></si>", 200) == ""
    assert texts_of(f"{mark}{texts}", 200).startswith(("unclosed", "no element"))
    assert texts_of(f"<!--{texts}<si><t>a -- b</t></si>{texts}-->", 200) == "not well-formed (invalid token)"
