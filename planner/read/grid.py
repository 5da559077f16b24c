"""The raw cells of an input, sheet by sheet, each at its row and column.

A Book is what a file says, before anybody asks what it means; it is kept to the end, because the report
shows the input again at the same addresses.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from models.records import quoted

LETTERS = 26


class Fault(StrEnum):
    """What is wrong with a cell that has no value to read."""

    ERROR = "error value"
    UNCALCULATED = "formula that was never calculated"
    NUMBER = "not a number"
    DATE = "number that is shown as a date and cannot be one"


@dataclass(frozen=True)
class Flaw:
    """A cell that holds something other than a value, such as `#N/A`."""

    fault: Fault
    shown: str

    def __str__(self) -> str:
        """Return what the cell shows."""
        return self.shown


type Cell = str | int | float | bool | dt.date | dt.datetime | dt.time | dt.timedelta | Flaw


@dataclass(frozen=True)
class Area:
    """A merged range, rows and columns from 0, both ends included."""

    text: str
    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True, eq=False)
class Grid:
    """The cells of one sheet.

    rows     one list a sheet row, from the first; an empty cell is ""; all lists are equally long
    merged   merged ranges
    hidden   hidden rows, from 0
    percent  (row, column), from 0, of the numbers that are shown as a percentage
    hidden_columns  first and last of each run of hidden columns, from 0
    hidden_as       "", or how the sheet itself is hidden: hidden, or veryHidden, which no menu of Excel shows
    words    (row, column), from 0, of numbers -> what their format shows beside them, such as `€` or `kg`
    struck   (row, column), from 0, of cells whose text is struck through
    is_read  False for a sheet that was refused or that is no part of the input, and so has no cells here
    """

    name: str
    rows: Sequence[Sequence[Cell]]
    merged: tuple[Area, ...] = ()
    hidden: frozenset[int] = frozenset()
    percent: frozenset[tuple[int, int]] = frozenset()
    is_read: bool = True
    hidden_columns: tuple[tuple[int, int], ...] = ()
    hidden_as: str = ""
    words: Mapping[tuple[int, int], tuple[str, ...]] = field(default_factory=dict)
    struck: frozenset[tuple[int, int]] = frozenset()

    @property
    def width(self) -> int:
        """Return the number of columns."""
        return len(self.rows[0]) if self.rows else 0

    def address(self, row: int, column: int) -> str:
        """Return the address of a cell given from 0, such as `Capacity!F12`."""
        return f"{quoted(self.name)}!{letters(column)}{row + 1}"


@dataclass(frozen=True, eq=False)
class Book:
    """All sheets of a workbook, or all tables of a folder, in the order of the file."""

    source_name: str
    source_hash: str
    grids: dict[str, Grid] = field(default_factory=dict)


def letters(column: int) -> str:
    """Return the letters of a column counted from 0: A, Z, AA."""
    name = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, LETTERS)
        name = chr(ord("A") + rest) + name
    return name


def column_number(name: str) -> int:
    """Return the column, counted from 0, that letters name; the inverse of `letters`."""
    number = 0
    for letter in name:
        number = number * LETTERS + ord(letter) - ord("A") + 1
    return number - 1


def levelled(rows: Iterable[list[Cell]]) -> list[list[Cell]]:
    """Return the rows filled up with blanks to the length of the longest."""
    kept = list(rows)
    width = max(map(len, kept), default=0)
    for row in kept:
        row.extend([""] * (width - len(row)))
    return kept
