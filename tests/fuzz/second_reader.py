"""Holds what the planner read against openpyxl, cell for cell, and against the copies in the plan.

`main` takes an input, and the plan made from it if there is one, and prints what differs as a JSON list. It is run by
tests/hostile/server.py in a process of its own, since it reads files that nobody should trust.
"""

from __future__ import annotations

import datetime as dt
import io
import json
import re
import sys
import warnings
import zipfile
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.utils.escape import unescape

from planner.read.grid import Flaw, Grid
from planner.read.sheet_names import COPY_MARK, is_known_sheet, match_sheets
from planner.read.words import UNWRITABLE
from planner.read.workbook import read_workbook
from tests.fuzz.forms import OFFICE, PACKAGE, TYPE
from tests.hostile.package import CONTENT_TYPES, STRINGS, STYLES, WORKBOOK, Package, worksheet

SERIAL_ZERO = dt.datetime(1899, 12, 30)  # noqa: DTZ001 - Excel knows no time zones
# The readers round moments to a thousandth of a second, and in different ways.
SAME_MOMENT = 1e-7
MOST_TOLD = 5
NO_CELLS = re.compile(r"xl/(comments|drawings|tables|media|printerSettings|worksheets/_rels)|docProps/|_rels/|\[")
SHEET_DATA = re.compile(
    rb"(<((?:\w+:)?worksheet)\b[^<>]*>).*?(<(?:\w+:)?sheetData\b.*</(?:\w+:)?sheetData\s*>)", re.DOTALL
)
DEFINED_NAMES = re.compile(rb"<(?:\w+:)?definedNames\b.*?</(?:\w+:)?definedNames>", re.DOTALL)
# What openpyxl ends with in workbooks that are right to be taken, and why.
KNOWN = {
    "got an unexpected keyword argument": "an attribute or element that it does not know is an error to it",
    r"ChildSheet'>\.name should be": "the same, of an element among the sheets",
    "KeyError: 'rId": "the same, of an element among the relations",
    "IndexError: list index out of range": "a style that is not there is an error to it, and no style to others",
    "TypeError: expected <class 'int'>": "a phonetic run without its place, which is no part of the text",
    "Extension'>.uri should be": "the same, of an extension that does not say of what",
    "Value must be a sequence": "the same, of an attribute that has the name of an element",
}
KINDS = {WORKBOOK: "sheet.main", STYLES: "styles", STRINGS: "sharedStrings"}

type Form = tuple[str, object]
BLANK: Form = ("blank", "")


def form(value: object) -> Form:
    """Return a value of either reader as its kind and what it comes to."""
    match value:
        case None | "":
            return BLANK
        case bool():
            return "boolean", value
        case int() | float():
            return "number", float(value)
        case dt.datetime():
            return "date", (value - SERIAL_ZERO) / dt.timedelta(days=1)
        case dt.date():
            return "date", float((value - SERIAL_ZERO.date()).days)
        case dt.time():
            return "date", (value.hour * 3600 + value.minute * 60 + value.second + value.microsecond / 1e6) / 86_400
        case dt.timedelta():
            return "date", value / dt.timedelta(days=1)
    return "text", str(value)


def same(one: Form, other: Form) -> bool:
    """Return whether two forms are of the same value."""
    if one[0] == other[0] == "date":
        assert isinstance(one[1], float)
        assert isinstance(other[1], float)
        return abs(one[1] - other[1]) <= SAME_MOMENT
    return one == other


def differences(sheet: str, one: Sequence[Sequence[object]], other: Sequence[Sequence[object]]) -> Iterator[str]:
    """Yield the cells in which two readings of a sheet differ; what lies outside of one is blank."""
    for row in range(max(len(one), len(other))):
        left, right = (rows[row] if row < len(rows) else () for rows in (one, other))
        for column in range(max(len(left), len(right))):
            values = [cells[column] if column < len(cells) else None for cells in (left, right)]
            # A cell with a flaw is told where it counts, and has no value that could differ.
            if isinstance(values[0], Flaw) or values[0] == values[1]:
                continue
            # A sign that XML cannot hold stands there as _x000D_, which openpyxl leaves so.
            if isinstance(values[1], str) and values[0] == unescape(values[1]):
                continue
            if not same(form(values[0]), form(values[1])):
                yield f"{Grid(sheet, ()).address(row, column)}: {values[0]!r:.60} and {values[1]!r:.60}"


def against_openpyxl(source: Path) -> list[str]:
    """Return where openpyxl reads other cells than the planner did."""
    book, _ = read_workbook(source, is_known_sheet)
    read = {name: grid for name, grid in book.grids.items() if grid.is_read}
    try:
        if not (found := compared(read, opened(source))):
            return []
    except Exception:  # noqa: BLE001 (then the cells alone)
        found = []
    try:
        return compared(read, opened(io.BytesIO(cells_alone(source, parts_not_read(source, read)))))
    except Exception as fault:  # noqa: BLE001 (whatever openpyxl fails with is told)
        told = f"{type(fault).__name__}: {fault}"
        if any(re.search(pattern, told) for pattern in KNOWN) or has_flaws(read):
            return found
        return [f"openpyxl cannot open it: {told[:300]}"]


def compared(read: dict[str, Grid], other: Any) -> list[str]:
    """Return the cells in which a workbook of openpyxl differs from what the planner read."""
    found: list[str] = []
    for name, grid in read.items():
        if name not in other.sheetnames:
            found.append(f"openpyxl sees no sheet {name!a}, but {other.sheetnames!a}")
        else:
            found += differences(name, grid.rows, [list(row) for row in other[name].values])
    return found


def has_flaws(grids: dict[str, Grid]) -> bool:
    """Return whether any cell has no value to read, be it one that nobody asks for."""
    return any(isinstance(cell, Flaw) for grid in grids.values() for row in grid.rows for cell in row)


def opened(source: Path | io.BytesIO) -> Any:
    """Return a workbook as openpyxl opens it."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return openpyxl.load_workbook(source, data_only=True, keep_links=False)


def cells_alone(source: Path, unread: frozenset[str]) -> bytes:
    """Return a workbook with no more than its cells, texts and styles: of all else openpyxl forgives nothing."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(source) as package, zipfile.ZipFile(buffer, "w") as bare:
        kept = {name: package.read(name) for name in package.namelist() if not NO_CELLS.match(name)}
        for name, content in kept.items():
            # Only within the cells of a sheet nothing is left out.
            if name == WORKBOOK:
                content = DEFINED_NAMES.sub(b"", content)  # noqa: PLW2901
            elif name in unread:
                content = worksheet("").encode()  # noqa: PLW2901
            elif name.startswith("xl/worksheets/"):
                found = SHEET_DATA.search(content)
                content = found[1] + found[3] + b"</" + found[2] + b">" if found else content  # noqa: PLW2901
            bare.writestr(name, content)
        overrides = "".join(
            f'<Override PartName="/{name}" ContentType="{TYPE}.{what}+xml"/>'
            for name in kept
            if (what := "worksheet" if name.startswith("xl/worksheets/") else KINDS.get(name))
        )
        bare.writestr(CONTENT_TYPES, f'<Types xmlns="{PACKAGE}/content-types">{overrides}</Types>')
        bare.writestr(
            "_rels/.rels", f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1" '
            f'Type="{OFFICE}/officeDocument" Target="{WORKBOOK}"/></Relationships>'
        )  # fmt: skip
    return buffer.getvalue()


def parts_not_read(source: Path, read: Collection[str]) -> frozenset[str]:
    """Return the parts of sheets that are no part of the input, which may be as broken as they like."""
    try:
        sheets = Package.of(source).sheets
    except (KeyError, UnicodeDecodeError):  # written in a way that is seldom met
        return frozenset()
    return frozenset(part for name, part in sheets.items() if name not in read)


def against_copies(source: Path, plan: Path) -> list[str]:
    """Return where the copies in the plan differ from what was read of the input."""
    book, _ = read_workbook(source, is_known_sheet)
    copies, _ = read_workbook(plan, lambda name: name.startswith(COPY_MARK))
    of_sheet = {name.removeprefix(COPY_MARK): grid for name, grid in copies.grids.items() if grid.is_read}
    found: list[str] = []
    for name, grid in match_sheets(book).grids.items():
        copy = of_sheet.get(name) or of_sheet.get(grid.name)
        if copy is None:
            found.append(f"the plan has no copy of sheet {name}, but of {sorted(of_sheet)}")
            continue
        found += differences(copy.name, [[writable(cell) for cell in row] for row in grid.rows], copy.rows)
    return found


def writable(cell: object) -> object:
    """Return a cell as a copy holds it: numbers and days as they are, everything else as its text."""
    match cell:
        case bool():
            return str(cell).upper()
        case dt.datetime() if cell.time() != dt.time():
            return cell.isoformat(" ")
        case dt.time() | dt.timedelta():
            return str(cell)
        case str():
            return UNWRITABLE.sub("\ufffd", cell)
    return cell


def main() -> None:
    """Print what differs."""
    source, *plan = map(Path, sys.argv[1:])
    found = against_openpyxl(source)
    if plan:
        found += against_copies(source, plan[0])
    print(json.dumps(found[:MOST_TOLD]))
