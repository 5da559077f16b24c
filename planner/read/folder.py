"""A folder with one CSV file a sheet, read like a workbook: same names, same columns, same addresses."""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
import io
import re
from pathlib import Path

from models.issues import Issue, error, warning
from planner.read.grid import Book, Cell, Grid, levelled

TABLE_SUFFIX = ".csv"
# Where the figures come from may be told beside them.
TEXT_SUFFIXES = (".md", ".txt")
# Office programs leave these beside an open file, systems beside any; # marks the planner's own.
PASSED_PREFIXES = ("~$", ".~lock.", ".", "#")
NUMBER = re.compile(r"[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?", re.ASCII)
DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
# A number such as 00123 is a code.
CODE = re.compile(r"[-+]?0\d")


def read_folder(path: Path) -> tuple[Book, list[Issue]]:
    """Read every table of a folder; files that are no tables are reported."""
    issues: list[Issue] = []
    grids: dict[str, Grid] = {}
    digest = hashlib.sha256()
    for file in sorted(path.iterdir(), key=lambda one: one.name):
        if file.name.startswith(PASSED_PREFIXES):
            continue
        if file.suffix.lower() != TABLE_SUFFIX or not file.is_file():
            issues += _no_table(file)
            continue
        name = file.stem.replace("_", " ")
        grids[name] = Grid(name, (), is_read=False)
        data = file.read_bytes()
        digest.update(file.name.encode() + b"\0" + data + b"\0")
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError as fault:
            line = data.count(b"\n", 0, fault.start) + 1
            message = f"line {line} is not UTF-8 text"
            issues.append(error("not-utf8", file.name, message, "save the file as `CSV UTF-8`"))
            continue
        try:
            rows = [list(map(typed, row)) for row in csv.reader(io.StringIO(text, newline=""), strict=True)]
        except csv.Error as fault:
            issues.append(
                error("bad-csv", file.name, f"not a table of comma-separated values: {fault}", "save it again")
            )
            continue
        grids[name] = Grid(name, levelled(rows))
    if not grids:
        issues.append(
            error("no-tables", path.name, "the folder holds no table", "write one CSV file a sheet, such as Demand.csv")
        )
    return Book(path.name, digest.hexdigest(), grids), issues


def _no_table(file: Path) -> list[Issue]:
    match file.suffix.lower():
        case suffix if suffix in TEXT_SUFFIXES:
            return []
        case ".parquet":
            return [error("not-yet", file.name, "Parquet tables are not yet supported", "save the table as CSV")]
    message = f"'{file.name}' is no table and was not read"
    return [warning("unknown-file", file.name, message, "tables are files such as Demand.csv")]


def typed(text: str) -> Cell:
    """Return a field as the cell it would be: a plain number, an ISO date, else text."""
    if NUMBER.fullmatch(text) and not CODE.match(text):
        return float(text)
    if DATE.fullmatch(text):
        try:
            return dt.date.fromisoformat(text)
        except ValueError:
            return text
    return text
