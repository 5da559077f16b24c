"""A folder with one CSV or Parquet file a sheet, read like a workbook: same names, same columns, same addresses."""

from __future__ import annotations

import csv
import hashlib
import io
import os
from collections.abc import Callable
from pathlib import Path

from models.issues import Issue, error, warning
from planner.read.cells import NUMBERS
from planner.read.fields import typed
from planner.read.files import file_bytes, name_of, unreadable
from planner.read.grid import Book, Cell, Grid, levelled
from planner.read.guard import NO_CAPS_RAISED, Caps, Refusal, refuse
from planner.read.headers import HEADER_ROWS
from planner.read.parquet import parquet_rows
from planner.read.sheet_xml import LAST_COLUMN

CSV, PARQUET = ".csv", ".parquet"
# Where the figures come from may be told beside them.
TEXT_SUFFIXES = (".md", ".txt")
# Office programs leave these beside an open file, systems beside any; # marks the planner's own.
PASSED_PREFIXES = ("~$", ".~lock.", ".", "#")
# A header and two lines: of one line below it nobody knows how long it should be.
LEAST_LINES = 3


def read_folder(path: Path, is_wanted: Callable[[str], bool], caps: Caps = NO_CAPS_RAISED) -> tuple[Book, list[Issue]]:
    """Read the wanted tables of a folder; the others are in the Book without cells, and what is no table is reported.

    What is not wanted may be anything, of any size and in any encoding.
    """
    issues: list[Issue] = []
    grids: dict[str, Grid] = {}
    digest = hashlib.sha256()
    try:
        files = sorted(path.iterdir(), key=lambda one: one.name)
    except OSError as fault:
        return Book(name_of(path), "", grids), [unreadable(path, fault).issue]
    for file in files:
        if file.name.startswith(PASSED_PREFIXES):
            continue
        suffix = file.suffix.lower()
        if suffix not in (CSV, PARQUET) or not file.is_file():
            issues += _no_table(file, is_wanted)
            continue
        called = name_of(file)
        name = _sheet_of(called.removesuffix(file.suffix))
        if name in grids:
            message = f"two files are sheet {name}: this one, and one whose name differs by its end or by _"
            issues.append(error("duplicate-sheet", called, message, "keep one of the two"))
            continue
        grids[name] = Grid(name, (), is_read=False)
        if not is_wanted(name):
            continue
        try:
            data = file_bytes(file, caps.table_bytes)
            digest.update(os.fsencode(file.name) + b"\0" + data + b"\0")
            rows, odd = _rows(called, data, caps) if suffix == CSV else (parquet_rows(called, name, data, caps), [])
            issues += odd
            grids[name] = Grid(name, rows)
        except Refusal as refusal:
            issues.append(refusal.issue)
    if not grids:
        issues.append(
            error(
                "no-tables",
                name_of(path),
                "the folder holds no table",
                "write one CSV or Parquet file a sheet, such as Demand.csv",
            )
        )
    return Book(name_of(path), digest.hexdigest(), grids), issues


def _rows(name: str, data: bytes, caps: Caps) -> tuple[list[list[Cell]], list[Issue]]:
    """Return the lines of a table as rows of equal length, and what is odd about them, or raise a Refusal."""
    if (place := data.find(b"\0")) >= 0:
        message = f"line {data.count(b'\n', 0, place) + 1} holds bytes of value 0, as text in UTF-16 does"
        raise refuse("not-utf8", name, message, "save the file as `CSV UTF-8`")
    rows: list[list[Cell]] = []
    lengths: list[int] = []
    width = 0
    # Decoded piece by piece: as one text, a table would take four times its size in memory.
    lines = io.TextIOWrapper(io.BytesIO(data), "utf-8-sig", newline="")
    try:
        for row in csv.reader(lines, strict=True):
            rows.append(list(map(typed, row)))
            lengths.append(len(row))
            width = max(width, len(row))
            if len(rows) * width > caps.table_area or width > LAST_COLUMN:
                message = f"the table is at least {len(rows):,} rows long and {width:,} columns wide"
                raise refuse("too-big", name, message, "delete blank lines, and commas at the ends of lines")
    except UnicodeDecodeError:
        place = _not_text(data)
        message = f"line {data.count(b'\n', 0, place) + 1} is not UTF-8 text"
        raise refuse("not-utf8", name, message, "save the file as `CSV UTF-8`") from None
    except csv.Error as fault:
        message = f"not a table of comma-separated values: {fault}"
        raise refuse("bad-csv", name, message, "save it again") from fault
    odd = [*_long_lines(name, rows, lengths), *_cut_off(name, data, lengths)]
    return levelled(rows), odd


def _long_lines(name: str, rows: list[list[Cell]], lengths: list[int]) -> list[Issue]:
    """Return what is to say of lines with more fields than the header, whose cells may stand one too far.

    The header is the line of the first ones that holds most texts, each counted once; commas at the ends of all lines
    are none of it. Commas too many at the end of a line move nothing: what is behind the header is blank then, and what
    is below its last column no number.
    """
    texts = [len({cell for cell in row if isinstance(cell, str) and cell.strip()}) for row in rows[:HEADER_ROWS]]
    if not texts:
        return []
    header = texts.index(max(texts))
    width = lengths[header]
    longer = [line for line in range(header + 1, len(rows)) if lengths[line] > width]
    moved = {line for line in longer if isinstance(rows[line][width - 1], NUMBERS) or any(map(str, rows[line][width:]))}
    issues: list[Issue] = []
    for lines in (sorted(moved), [line for line in longer if line not in moved]):
        if lines:
            report = error if lines[0] in moved else warning
            more = f" ({len(lines):,} lines are so)" if len(lines) > 1 else ""
            issues.append(
                report(
                    "long-line", name,
                    f"line {lines[0] + 1} has {lengths[lines[0]]} fields, and the header {width}{more}",
                    "write 50.5 for 50,5 and 1200 for 1,200, and put texts with a comma in quotes; delete commas at "
                    "the end of the line",
                )
            )  # fmt: skip
    return issues


def _cut_off(name: str, data: bytes, lengths: list[int]) -> list[Issue]:
    """Return a warning where the last line has fewer fields than the one above, and no end of line."""
    if len(lengths) < LEAST_LINES or data.endswith((b"\n", b"\r")) or not 0 < lengths[-1] < lengths[-2]:
        return []
    message = f"line {len(lengths)}, the last, has {lengths[-1]} fields and no end, and the line above {lengths[-2]}"
    return [warning("cut-off", name, message, "take the whole file, or press Enter at its end where it is whole")]


def _not_text(data: bytes) -> int:
    """Return the place of the first byte that is not UTF-8 text."""
    try:
        data.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        return fault.start
    return 0


def _sheet_of(stem: str) -> str:
    """Return the name of the sheet that a file without its suffix is."""
    return stem.replace("_", " ")


def _no_table(file: Path, is_wanted: Callable[[str], bool]) -> list[Issue]:
    """Return what is to say of a file that is not read: of a text beside the tables nothing, unless it is called so."""
    suffix = file.suffix.lower()
    if suffix in (CSV, PARQUET) and is_wanted(_sheet_of(file.stem)):
        message = f"'{name_of(file)}' is a link to nothing, a folder or a pipe, and no file"
        return [error("unreadable", name_of(file), message, "put the table in its place, or call it otherwise")]
    if suffix in TEXT_SUFFIXES:
        called = _sheet_of(file.with_suffix("").with_suffix("").name)
        if not is_wanted(called):
            return []
        message = f"'{name_of(file)}' is called as a table is and was not read"
        return [warning("unknown-file", name_of(file), message, f"call it {called}{CSV} if it is that table")]
    message = f"'{name_of(file)}' is no table and was not read"
    return [warning("unknown-file", name_of(file), message, "tables are files such as Demand.csv")]
