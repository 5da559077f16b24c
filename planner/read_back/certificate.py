"""The duals that an output workbook states, from its sheet Certificate or the file beside it."""

from __future__ import annotations

import csv
import hashlib
import math
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from models.arrays import FloatArray, IntArray
from models.issues import errors
from planner.errors import RefusedError
from planner.read.cells import EXACT_WHOLE, MOST_AMOUNT, shown
from planner.read.grid import Cell
from planner.read.workbook import read_workbook

SHEET = "Certificate"
# Headers of its lines: the number is that of the row or column in the program, from 1, as `plan export` writes it; a
# tier's duals stand under its name behind DUAL.
FAMILY, VALUE, NUMBER, DUAL = "part and family", "value", "number", "dual: "
ROW, COLUMN = "row", "column"
# The file beside the workbook: its name ends in so many digits of the hash of its content, and a number where another
# file had that name.
MIDDLE, DIGITS, SUFFIX = "_certificate_", 12, ".csv"
BESIDE = re.compile(rf"[^/\\]+{MIDDLE}([0-9a-f]{{{DIGITS}}})(?: \(\d+\))?{re.escape(SUFFIX)}")


@dataclass(frozen=True, eq=False)
class StatedDuals:
    """What a certificate states; what it does not list is 0.

    tiers  their names, best first
    row, column  positions in the program of the lines listed
    row_dual     (tiers, lines of rows);  column_dual (tiers, lines of columns);  value (lines of columns,)
    """

    tiers: tuple[str, ...]
    row: IntArray
    row_dual: FloatArray
    column: IntArray
    column_dual: FloatArray
    value: FloatArray


def read_certificate(path: Path) -> StatedDuals | str:
    """Return the duals of a plan, or why there are none to read.

    Raises RefusedError where they were changed or cannot be read.
    """
    book, issues = read_workbook(path, lambda name: name == SHEET)
    if errors(issues):
        raise RefusedError(f"sheet {SHEET} of {path.name} cannot be read", [str(issue) for issue in errors(issues)])
    if SHEET not in book.grids or not book.grids[SHEET].is_read:
        return f"{path.name} has no sheet {SHEET}"
    rows = book.grids[SHEET].rows
    header = next((number for number, cells in enumerate(rows) if cells and cells[0] == FAMILY), None)
    if header is not None:
        return _duals(SHEET, rows[header], list(enumerate(rows))[header + 1 :], book.grids[SHEET].address)
    named = _named(rows)
    if named is None:
        return f"sheet {SHEET} states no duals"
    beside = path.with_name(named.group(0))
    if not beside.is_file():
        return f"{beside.name} does not stand beside {path.name}"
    content = beside.read_bytes()
    if hashlib.sha256(content).hexdigest()[: len(named.group(1))] != named.group(1):
        raise RefusedError(f"{beside.name} is not as it was written: its content does not have the hash in its name")
    lines = _lines(beside.name, content.decode("utf-8", "replace"))
    if not lines:
        return f"{beside.name} is empty"
    return _duals(beside.name, lines[0], list(enumerate(lines))[1:], lambda line, _: f"{beside.name}, line {line + 1}")


def named_by(path: Path) -> str:
    """Return the name of the certificate beside a workbook that it names; "" where it names none, or is none."""
    try:
        book, issues = read_workbook(path, lambda name: name == SHEET)
    except OSError:
        return ""
    found = None if errors(issues) or SHEET not in book.grids else _named(book.grids[SHEET].rows)
    return "" if found is None else found.group(0)


def _named(rows: Sequence[Sequence[Cell]]) -> re.Match[str] | None:
    return next((found for cells in rows for found in [_beside(cells)] if found), None)


def _lines(name: str, content: str) -> list[list[str]]:
    """Return the lines of a CSV file; raise RefusedError where one is none, such as one with a field without end."""
    reader = csv.reader(content.splitlines())
    try:
        return list(reader)
    except csv.Error as fault:
        raise RefusedError(f"{name}, line {reader.line_num}: it is no line of a CSV file: {fault}") from fault


def _beside(cells: Sequence[Cell]) -> re.Match[str] | None:
    return next((found for cell in cells if (found := BESIDE.search(str(cell).split(" stand in ")[-1]))), None)


def _duals(
    where: str, header: Sequence[Cell], lines: Iterable[tuple[int, Sequence[Cell]]], address: Callable[[int, int], str]
) -> StatedDuals | str:
    """Return the duals of some lines, each with its place; address  from the place of a line and a column to words."""
    place = {str(name): column for column, name in reversed(list(enumerate(header)))}
    if NUMBER not in place or VALUE not in place:
        return f"{where} does not say to which rows and columns its duals belong"
    duals = [(name.removeprefix(DUAL), column) for name, column in place.items() if name.startswith(DUAL)]
    duals.sort(key=lambda one: one[1])
    found: dict[str, list[list[float]]] = {ROW: [], COLUMN: []}
    wanted = [place[NUMBER], place[VALUE], *(column for _, column in duals)]
    for line, cells in lines:
        family = str(cells[0]) if cells else ""
        if family == "":
            continue
        kind = next((kind for kind in found if family.startswith(f"{kind} ")), None)
        if kind is None:
            raise RefusedError(f"{address(line, 0)}: the line '{shown(family)}' cannot be read")
        numbers = [_number(cells[column]) if column < len(cells) else 0.0 for column in wanted]
        for column, number in zip(wanted, numbers, strict=True):
            wrong = _wrong(number, is_place=column == place[NUMBER])
            if wrong:
                seen = shown(cells[column]) if column < len(cells) else ""
                raise RefusedError(
                    f"{address(line, column)}: the line '{shown(family)}' cannot be read: '{seen}' {wrong}"
                )
        found[kind].append(numbers)
    rows, columns = (np.array(found[kind], dtype=np.float64).reshape(-1, 2 + len(duals)) for kind in (ROW, COLUMN))
    return StatedDuals(
        tuple(name for name, _ in duals), rows[:, 0].astype(np.int64) - 1, rows[:, 2:].T,
        columns[:, 0].astype(np.int64) - 1, columns[:, 2:].T, columns[:, 1],
    )  # fmt: skip


def _wrong(number: float, *, is_place: bool) -> str:
    """Return what is wrong with a number, "" where nothing is; is_place  whether it is that of a row or column."""
    if is_place:
        return "" if 1 <= number <= EXACT_WHOLE and number % 1 == 0 else "is the number of no row and no column"
    if not math.isfinite(number):
        return "is no value and no dual"
    return "is too large for a value or dual" if abs(number) > MOST_AMOUNT else ""


def _number(cell: Cell) -> float:
    if cell == "" or cell is None:
        return 0.0
    try:
        return float(str(cell))
    except ValueError:
        return math.nan
