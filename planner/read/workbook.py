"""An .xlsx or .xlsm file as a Book: the guard first, then one pass over the XML, then the fast reader.

The fast reader, python-calamine, ends the whole process on absurd cell addresses and shows error cells as
blank; so it never sees a sheet before the pass, and what it returns is held against what the pass found.
"""

from __future__ import annotations

import hashlib
import io
import posixpath
import zipfile
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import cast
from xml.etree import ElementTree as ET

import python_calamine

from models.issues import Issue, error, warning
from planner.read.cell_styles import Styles, styles_of
from planner.read.cells import flaw_issue
from planner.read.files import file_bytes, name_of
from planner.read.grid import Book, Cell, Fault, Grid
from planner.read.guard import (
    MEBIBYTE,
    NO_CAPS_RAISED,
    SAVE_AS,
    WORKBOOK_PART,
    Caps,
    Refusal,
    check_parts,
    chunks,
    open_package,
    refuse,
)
from planner.read.sheet_xml import LAST_COLUMN, Scan, scan_sheet, text_cells

RELATIONS_PART = "xl/_rels/workbook.xml.rels"
STYLES_PART = "xl/styles.xml"
# The attribute that names the part of a sheet, in the namespace of workbooks and in that of the stricter standard.
RELATION_IDS = frozenset({
    "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id",
    "{http://purl.oclc.org/ooxml/officeDocument/relationships}id",
})  # fmt: skip
WORKSHEET = "/worksheet"
TRUE, FALSE = frozenset({"1", "true"}), frozenset({"0", "false"})
HIDDEN = frozenset({"hidden", "veryHidden"})


@dataclass(frozen=True)
class _Sheet:
    """A sheet by its name in the workbook, its part of the package (None for a chart sheet), and how it is hidden."""

    name: str
    part: str | None
    hidden: str = ""


def read_workbook(
    path: Path, is_wanted: Callable[[str], bool], caps: Caps = NO_CAPS_RAISED, *, is_input: bool = False
) -> tuple[Book, list[Issue]]:
    """Read the cells of the wanted sheets; the others are in the Book without cells.

    is_input  whether it may be by any program: our own plans store the value of each formula, be it 0
    Returns a Book without sheets, and the reason, when the file is refused as a whole.
    """
    name = name_of(path)
    book = Book(name, "")
    try:
        data = file_bytes(path, caps.file_bytes)
        book = Book(name, hashlib.sha256(data).hexdigest())
        package = open_package(data, name, caps)
        workbook = _xml(package, WORKBOOK_PART, name, caps)
        sheets = _sheets(package, workbook, name, caps)
        wanted = [sheet for sheet in sheets if sheet.part is not None and is_wanted(sheet.name)]
        check_parts(package, name, frozenset(sheet.part for sheet in wanted if sheet.part is not None), caps)
        styles = _styles(package, name, caps)
        try:
            fast = python_calamine.load_workbook(io.BytesIO(data))
        except python_calamine.CalamineError as fault:
            raise refuse("damaged", name, f"the file cannot be read ({fault})", SAVE_AS) from fault
    except Refusal as refusal:
        return book, [refusal.issue]
    issues: list[Issue] = []
    no_zeros = is_input and _is_to_be_calculated(workbook)
    if is_input and _calculation(workbook, "calcCompleted") in FALSE:
        said = "the file says that its formulas were not calculated to the end: their stored values may be old"
        issues.append(warning("half-calculated", name, said, "calculate it (F9 in Excel), and save it again"))
    for sheet in sheets:
        book.grids[sheet.name] = Grid(sheet.name, (), is_read=False)
        if sheet.part is None and is_wanted(sheet.name):
            message = "the sheet has no cells: it is a chart, or its part of the file is not named"
            issues.append(error("damaged", sheet.name, message, "make it a table of cells, or take an undamaged copy"))
        if sheet in wanted:
            try:
                book.grids[sheet.name] = _read_sheet(package, fast, sheet, styles, caps, no_zeros=no_zeros)
            except Refusal as refusal:
                issues.append(refusal.issue)
            except _Unreadable as unreadable:
                issues += unreadable.issues
    return book, issues


class _Unreadable(Exception):  # noqa: N818 - a signal, caught in this module
    """A sheet that the fast reader gives up, with the issues that say why."""

    def __init__(self, issues: list[Issue]) -> None:
        super().__init__()
        self.issues = issues


def _read_sheet(
    package: zipfile.ZipFile, fast: python_calamine.CalamineWorkbook, sheet: _Sheet, styles: Styles, caps: Caps, *,
    no_zeros: bool,
) -> Grid:  # fmt: skip
    part = sheet.part
    assert part is not None
    scan = scan_sheet(lambda: chunks(package, part, sheet.name), sheet.name, styles, caps, no_zeros=no_zeros)
    try:
        found = fast.get_sheet_by_name(sheet.name).to_python(skip_empty_area=False)
    except python_calamine.CalamineError as fault:
        raise _Unreadable(_why_unreadable(sheet, scan, fault)) from fault
    rows = cast("list[list[Cell]]", found)  # a list of a narrower type of cell; flaws are put into it here
    if scan.flaws and scan.filled.size:
        _extend(rows, max(row for row, _ in scan.flaws), max(column for _, column in scan.flaws))
    for (row, column), flaw in scan.flaws.items():
        if row < len(rows) and column < len(rows[row]):
            rows[row][column] = flaw
    _hold_against(
        sheet.name, rows, scan, lambda: text_cells(lambda: chunks(package, part, sheet.name), sheet.name, caps)
    )
    return Grid(
        sheet.name, rows, scan.merged, scan.hidden, scan.percent, hidden_columns=scan.hidden_columns,
        hidden_as=sheet.hidden, words=scan.words, struck=scan.struck,
    )  # fmt: skip


def _extend(rows: list[list[Cell]], row: int, column: int) -> None:
    """Make room for cells that the fast reader left out, because it saw nothing in them: once, it goes through all."""
    width = max([column + 1, *(len(line) for line in rows[:1])])
    rows.extend([] for _ in range(row + 1 - len(rows)))
    for line in rows:
        line.extend([""] * (width - len(line)))


def _why_unreadable(sheet: _Sheet, scan: Scan, fault: Exception) -> list[Issue]:
    grid = Grid(sheet.name, ())
    cells = [
        flaw_issue(grid.address(row, column), flaw)
        for (row, column), flaw in scan.flaws.items()
        if flaw.fault is not Fault.UNCALCULATED
    ]
    return cells or [error("damaged", sheet.name, f"the sheet cannot be read ({fault})", SAVE_AS)]


def _hold_against(
    name: str, rows: list[list[Cell]], scan: Scan, text: Callable[[], frozenset[tuple[int, int]]]
) -> None:
    """Refuse a sheet of which the two passes tell different cells; only an empty text may be filled and blank.

    text  gives the cells that hold text, at the cost of another pass
    """
    if sum(len(row) - row.count("") for row in rows) == scan.filled.size:
        return
    seen = {(row, column) for row, cells in enumerate(rows) for column, value in enumerate(cells) if value != ""}
    filled = {divmod(code, LAST_COLUMN) for code in scan.filled.tolist()}
    for row, column in sorted((seen - filled) | (filled - seen - text())):
        where = Grid(name, ()).address(row, column)
        raise refuse("damaged", where, "two ways of reading the file find different cells", SAVE_AS)


def _xml(package: zipfile.ZipFile, part: str, name: str, caps: Caps) -> ET.Element:
    pieces, size = [], 0
    for piece in chunks(package, part, name):
        pieces.append(piece)
        size += len(piece)
        if size > caps.whole_bytes:
            message = f"part {part} has more than {caps.whole_bytes // MEBIBYTE} MB"
            raise refuse("too-big", name, message, "copy the cells of its sheets into a new workbook")
    try:
        return ET.fromstring(b"".join(pieces))
    except (ET.ParseError, ValueError, LookupError) as fault:  # the others speak of its encoding
        raise refuse("damaged", name, f"part {part} is cut off or damaged ({fault})", SAVE_AS) from fault


def _local(tag: str) -> str:
    return tag.rpartition("}")[2]


def _sheets(package: zipfile.ZipFile, workbook: ET.Element, name: str, caps: Caps) -> list[_Sheet]:
    target: dict[str, tuple[str, str]] = {}
    for relation in _xml(package, RELATIONS_PART, name, caps):
        part = posixpath.normpath(posixpath.join("/xl", relation.get("Target", ""))).lstrip("/")
        if relation.get("Id", "") in target:
            raise refuse("damaged", name, "two parts of the file go by one name in the workbook", SAVE_AS)
        target[relation.get("Id", "")] = (part, relation.get("Type", ""))
    sheets: list[_Sheet] = []
    for element in workbook.iter():
        if _local(element.tag) != "sheet":
            continue
        relation_id = next((value for key, value in element.items() if key in RELATION_IDS), "")
        part, kind = target.get(relation_id, ("", ""))
        state = element.get("state", "")
        hidden = state if state in HIDDEN else ""
        sheets.append(_Sheet(element.get("name", ""), part if kind.endswith(WORKSHEET) else None, hidden))
    if not sheets:
        raise refuse("damaged", name, "the workbook has no sheet", "take an undamaged copy")
    twice, times = Counter(sheet.name for sheet in sheets).most_common(1)[0]
    if times > 1:  # readers would take either
        raise refuse("damaged", twice, f"the workbook has {times} sheets called '{twice}'", "keep one of them")
    return sheets


def _styles(package: zipfile.ZipFile, name: str, caps: Caps) -> Styles:
    """Return the cell styles that show a number as something else."""
    return styles_of(_xml(package, STYLES_PART, name, caps)) if STYLES_PART in package.namelist() else Styles()


def _is_to_be_calculated(workbook: ET.Element) -> bool:
    """Tell whether a workbook says of itself that its formulas are still to be calculated.

    Programs that calculate nothing say so, and some of them store 0 as the value of every formula.
    """
    return _calculation(workbook, "fullCalcOnLoad") in TRUE


def _calculation(workbook: ET.Element, name: str) -> str | None:
    """Return what a workbook says of its calculation."""
    said = next((element for element in workbook if _local(element.tag) == "calcPr"), None)
    return None if said is None else said.get(name)
