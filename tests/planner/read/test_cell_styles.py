"""What a number format shows beside a number, and which formats are dates."""

from __future__ import annotations

import random
from pathlib import Path
from xml.etree import ElementTree as ET
from xml.sax.saxutils import escape

import pytest
import python_calamine
import xlsxwriter

from models.issues import errors
from planner.read import Reading, read_input
from planner.read.cell_styles import styles_of, words_of
from tests.reading import found
from tests.workbooks import FIRST_SHEET, rewrite_parts, small_example, write_workbook


def shown_in(folder: Path, sheet: str, place: tuple[int, int], code: str, value: float) -> Reading:
    """Read the small example with a number in a format, in a cell counted from 0."""
    path = write_workbook(folder / "plan.xlsx", small_example())
    kept = small_example()
    row, column = place
    rows = kept[sheet]
    while len(rows) <= row:
        rows.append([])
    rows[row] += [None] * (column + 1 - len(rows[row]))
    book = xlsxwriter.Workbook(path)
    special, day = book.add_format({"num_format": code}), book.add_format({"num_format": "yyyy-mm-dd"})
    for name, lines in kept.items():
        made = book.add_worksheet(name)
        for number, cells in enumerate(lines):
            for index, cell in enumerate(cells):
                if (name, number, index) == (sheet, row, column):
                    made.write_number(number, index, value, special)
                elif cell is not None:
                    made.write(number, index, cell, None if isinstance(cell, str | int | float) else day)
    book.close()
    return read_input(path)


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ('#,##0\\ "kg"', ("kg",)),
        ("#,##0.00\\ [$€-407]", ("€",)),
        ('_-* #,##0.00\\ "€"_-;-* #,##0.00', ("€",)),
        ("[$USD] #,##0", ("USD",)),
        ("0\\ \\k\\g", ("kg",)),
        ('"ca. "0" kg"', ("ca.", "kg")),
        ('"–"', ()),
        ("[Red]0;[Blue]-0", ()),
        ("yyyy\\-mm\\-dd", ()),
        ("General", ()),
        ('#,##0.0, "kt"', ("t",)),
        ('"$"#,##0,,"M"', ("$",)),
        ('"$"#,##0"M"', ("$", "M")),
        ('0.0,"k€"', ("€",)),
        ('#,##0 "kt"', ("kt",)),
        ("#,##0,", ("thousands",)),
    ],
)
def test_the_words_of_a_number_format_are_known(code: str, words: tuple[str, ...]) -> None:
    assert words_of(code) == words


@pytest.mark.parametrize(
    ("sheet", "place", "code", "message"),
    [
        ("Lanes", (1, 4), "#,##0.00\\ [$€-407]", "the cell shows 95 in €, but cost is read in USD/t"),
        ("Capacity", (1, 5), '0 "kg"', "the cell shows 95 in kg, but capacity is read in t/yr"),
        ("Capacity", (1, 5), '0 "t/month"', "the cell shows 95 in t/month, but capacity is read in t/yr"),
        ("Demand", (1, 3), '0 "EUR"', "the cell shows 95 in EUR, but priority has no unit"),
        ("Lanes", (1, 4), '0 "$/kg"', "the cell shows 95 in $/kg, but cost is read in USD/t"),
        ("Lanes", (1, 4), '0 "€/t"', "the cell shows 95 in €/t, but cost is read in USD/t"),
        ("Lanes", (1, 4), "0 [$EUR/kg]", "the cell shows 95 in EUR/kg, but cost is read in USD/t"),
        ("Lanes", (1, 4), '0 "kUSD/t"', "the cell shows 95 in kUSD/t, but cost is read in USD/t"),
        ("Lanes", (1, 4), '"$"0"M"', "the cell shows 95 in M, but cost is read in USD/t"),
        ("Lanes", (1, 4), '0 "$m"', "the cell shows 95 in $m, but cost is read in USD/t"),
        ("Capacity", (1, 5), '0 "kt"', "the cell shows 95 in kt, but capacity is read in t/yr"),
        ("Capacity", (1, 5), '0.0 "ktpa"', "the cell shows 95 in ktpa, but capacity is read in t/yr"),
        ("Capacity", (1, 5), '0 "Mt/a"', "the cell shows 95 in Mt/a, but capacity is read in t/yr"),
        ("Capacity", (1, 5), '0 "lbs"', "the cell shows 95 in lbs, but capacity is read in t/yr"),
        ("Capacity", (1, 5), '"$"#,##0', "the cell shows 95 in $, but capacity is read in t/yr"),
        ("Capacity", (1, 5), '0 "tons"', "the cell shows 95 in tons, but capacity is read in t/yr"),
    ],
)
def test_a_number_shown_in_another_unit_than_it_is_read_in_is_an_error(
    tmp_path: Path, sheet: str, place: tuple[int, int], code: str, message: str
) -> None:
    [issue] = found(shown_in(tmp_path, sheet, place, code, 95), "shown-unit")
    assert issue.where == f"{sheet}!{'ABCDEFG'[place[1]]}{place[0] + 1}"
    assert issue.message == message


@pytest.mark.parametrize(
    "code", ['0 "t"', '0 "t/yr"', '0 "tpa"', '0 "t/a"', '0 "mt"', '0.000, "kt"', '0.0,,"Mt/yr"', '0 "a year"', "0.00"]
)
def test_a_number_shown_in_its_own_unit_or_with_other_words_is_none(tmp_path: Path, code: str) -> None:
    assert not errors(shown_in(tmp_path, "Capacity", (1, 5), code, 95).issues)


@pytest.mark.parametrize(("code", "times"), [
    ("#,##0,", "thousands"), ("0.0,,", "millions"), ('#,##0,"k"', ""), ('0.0, "kt"', ""), ("#,##0", ""),
])  # fmt: skip
def test_a_number_that_is_shown_in_thousands_without_a_word_is_warned_of(tmp_path: Path, code: str, times: str) -> None:
    reading = shown_in(tmp_path, "Capacity", (1, 5), code, 95_000)
    assert not errors(reading.issues)
    assert [(one.where, f"in {times} " in one.message) for one in found(reading, "shown-scaled")] == (
        [("Capacity!F2", True)] if times else []
    )


@pytest.mark.parametrize("code", ["#,##0;[Red]-#,##0", "[$USD] #,##0", "#,##0\\ [$$-en-US]", "[Magenta]0", '0 "days"'])
def test_a_large_number_is_no_date_for_letters_in_brackets(tmp_path: Path, code: str) -> None:
    """As a date the number would lie behind all of them."""
    small = small_example()
    reading = shown_in(tmp_path, "Settings", (len(small["Settings"]), 1), code, 900_000_000)
    assert not found(reading, "date-range")


PIECES = (
    *"dmyhsDMaHApP/\"\\_*[];@#0.,%$-€ egGbBrn^!?~:xX'\n",
    "AM/PM",
    "[h]",
    "[mm]",
    "[Red]",
    "[$-409]",
    "[$€-407]",
    "[=0]",
)


@pytest.mark.parametrize("seed", range(3))
def test_no_format_that_the_fast_reader_takes_for_a_date_is_missed(tmp_path: Path, seed: int) -> None:
    """It does not survive every number of one."""
    draw = random.Random(seed)
    codes = ["".join(draw.choice(PIECES) for _ in range(draw.randint(1, 9))) for _ in range(2_000)]
    formats = "".join(
        f'<numFmt numFmtId="{200 + n}" formatCode="{escape(code, {chr(34): "&quot;", chr(10): "&#10;"})}"/>'
        for n, code in enumerate(codes)
    )
    used = "".join(f'<xf numFmtId="{200 + n}"/>' for n in range(len(codes)))
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    styles = f'<styleSheet xmlns="{main}"><numFmts>{formats}</numFmts><cellXfs>{used}</cellXfs></styleSheet>'
    rows = "".join(f'<row r="{n + 1}"><c r="A{n + 1}" s="{n}"><v>45000.25</v></c></row>' for n in range(len(codes)))
    path = write_workbook(tmp_path / "a.xlsx", {"Demand": [["x"]]})
    sheet = f'<worksheet xmlns="{main}"><sheetData>{rows}</sheetData></worksheet>'
    rewrite_parts(path, {"xl/styles.xml": styles, FIRST_SHEET: sheet})
    read = python_calamine.load_workbook(path).get_sheet_by_name("Demand").to_python(skip_empty_area=False)
    dates = styles_of(ET.fromstring(styles)).date
    assert len(read) == len(codes)
    assert [codes[n] for n, (value,) in enumerate(read) if not isinstance(value, float) and n not in dates] == []


@pytest.mark.parametrize(
    "code",
    ["yyyy", "[h]:mm", "[$-409]mmm\\-yy", "a/p", '_"d"', "[Red]dd", "q" * 300 + "d", "[hd]d", "A/P", "*_d", "[[ss]]"],
)
def test_a_number_that_no_date_can_be_never_reaches_the_fast_reader_as_one(tmp_path: Path, code: str) -> None:
    """It would end the whole process."""
    reading = shown_in(tmp_path, "Periods", (1, 1), code, -1e308)
    assert errors(reading.issues)
