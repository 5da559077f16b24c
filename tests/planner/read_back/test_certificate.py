"""The duals of a certificate as they are stated, or why there are none; what was changed is refused."""

from __future__ import annotations

import hashlib
from pathlib import Path

import openpyxl
import pytest

from planner.errors import RefusedError
from planner.read_back.certificate import (
    DIGITS,
    DUAL,
    FAMILY,
    MIDDLE,
    NUMBER,
    SUFFIX,
    VALUE,
    StatedDuals,
    read_certificate,
)
from tests.workbooks import Cell, tamper

HEADER: list[Cell] = [FAMILY, NUMBER, VALUE, f"{DUAL}cost", f"{DUAL}unmet, priority 1"]
ROW: list[Cell] = ["row demand", 2, 5.0, 1.5, -1]
COLUMN: list[Cell] = ["column unmet", 3, 0.25, None, 2.0]
ELSEWHERE = f"plan{MIDDLE}{'0' * DIGITS}{SUFFIX}"


def book(folder: Path, rows: list[list[Cell]], sheet: str = "Certificate") -> Path:
    made = openpyxl.Workbook()
    page = made.active
    assert page is not None
    page.title = sheet
    for cells in [["Certificate"], ["What proves the plan."], *rows]:
        page.append(cells)
    made.save(folder / "plan.xlsx")
    return folder / "plan.xlsx"


def beside(folder: Path, content: bytes) -> Path:
    """Write a certificate beside its workbook, under the name that its content asks for."""
    name = f"plan{MIDDLE}{hashlib.sha256(content).hexdigest()[:DIGITS]}{SUFFIX}"
    (folder / name).write_bytes(content)
    return book(folder, [[f"2 primal and dual values stand in {name} beside this workbook."]])


def test_duals_are_read_by_row_and_column_in_the_order_of_the_tiers(tmp_path: Path) -> None:
    found = read_certificate(book(tmp_path, [HEADER, ROW, COLUMN]))
    assert isinstance(found, StatedDuals)
    assert found.tiers == ("cost", "unmet, priority 1")
    assert (found.row.tolist(), found.row_dual.tolist()) == ([1], [[1.5], [-1.0]])
    # A cell left blank is a dual of nothing.
    assert (found.column.tolist(), found.column_dual.tolist(), found.value.tolist()) == ([2], [[0.0], [2.0]], [0.25])


@pytest.mark.parametrize(
    ("rows", "sheet", "words"),
    [
        ([], "Plan", "plan.xlsx has no sheet Certificate"),
        ([], "Certificate", "sheet Certificate states no duals"),
        ([[FAMILY, VALUE], ["row demand", 1]], "Certificate", "does not say to which rows and columns"),
        ([[f"2 values stand in {ELSEWHERE} beside"]], "Certificate", "does not stand beside"),
    ],
)
def test_it_is_told_why_there_are_no_duals(rows: list[list[Cell]], sheet: str, words: str, tmp_path: Path) -> None:
    found = read_certificate(book(tmp_path, rows, sheet))
    assert isinstance(found, str)
    assert words in found


@pytest.mark.parametrize(
    ("line", "cell"),
    [
        (["row demand", "x", 5.0, 1, 1], "B5: the line 'row demand' cannot be read: 'x' is the number of no row"),
        (["row demand", 0, 5.0, 1, 1], "B5: the line"),
        (["row demand", 1.5, 5.0, 1, 1], "B5: the line"),
        (
            ["row demand", 1e19, 5.0, 1, 1],
            "B5: the line 'row demand' cannot be read: '1e[+]19' is the number of no row",
        ),
        (["column unmet", 1e300, 5.0, 1, 1], "B5: the line"),
        (["row demand", 1, 5.0, "=1/0", 1], "D5: the line"),
        (["row demand", 1, 5.0, 1, "much"], "E5: the line 'row demand' cannot be read: 'much' is no value and no dual"),
        (["row demand", 1, 5.0, 1e308, 1], "D5: the line 'row demand' cannot be read: '1e[+]308' is too large"),
        (["row demand", 1, 5.0, 1, -1e308], "E5: the line 'row demand' cannot be read: '-1e[+]308' is too large"),
        (["column unmet", 1, 1e308, 1, 1], "C5: the line 'column unmet' cannot be read: '1e[+]308' is too large"),
        (["block demand", 1, 5.0, 1, 1], "A5: the line 'block demand' cannot be read"),
    ],
)
def test_a_line_that_means_nothing_is_refused_with_its_cell(line: list[Cell], cell: str, tmp_path: Path) -> None:
    with pytest.raises(RefusedError, match=f"^Certificate!{cell}"):
        read_certificate(book(tmp_path, [HEADER, ROW, line]))


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("row demand,1e19,5,1,1", ", line 2: the line 'row demand' cannot be read: '1e19' is the number of no row"),
        ("row demand,1,5,1", ", line 3: the line 'block' cannot be read"),
        (f"row demand,1,5,{'9' * 200_000},1", ", line 2: it is no line of a CSV file"),
    ],
)
def test_a_line_of_the_file_beside_the_workbook_is_refused_with_its_number(
    line: str, words: str, tmp_path: Path
) -> None:
    path = beside(tmp_path, f"{FAMILY},{NUMBER},{VALUE},{DUAL}a,{DUAL}b\n{line}\nblock,1,1,1,1\n".encode())
    with pytest.raises(RefusedError, match=r"_certificate_[0-9a-f]+\.csv" + words):
        read_certificate(path)


def test_a_file_beside_the_workbook_is_read_and_refused_where_its_content_is_another(tmp_path: Path) -> None:
    lines = [",".join("" if cell is None else str(cell) for cell in row) for row in (ROW, COLUMN)]
    header = f'{FAMILY},{NUMBER},{VALUE},{DUAL}cost,"{DUAL}unmet, priority 1"'
    path = beside(tmp_path, "\n".join([header, lines[0], "", lines[1]]).encode())
    found = read_certificate(path)
    assert isinstance(found, StatedDuals)
    assert (found.row_dual.tolist(), found.column_dual.tolist()) == ([[1.5], [-1.0]], [[0.0], [2.0]])
    (file,) = tmp_path.glob("*.csv")
    file.write_bytes(file.read_bytes().replace(b"1.5", b"1.6"))
    with pytest.raises(RefusedError, match="not as it was written"):
        read_certificate(path)


def test_an_empty_file_beside_the_workbook_states_nothing(tmp_path: Path) -> None:
    assert str(read_certificate(beside(tmp_path, b""))).endswith("is empty")


def test_a_sheet_that_cannot_be_read_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RefusedError, match="cannot be read"):
        read_certificate(tamper(book(tmp_path, [HEADER, ROW]), "</sheetData>", ""))
