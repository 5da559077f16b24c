"""Typed rows of a sheet in base units, each value with its address.

This is what a reader hands to the models: no file, no cell style, no meaning yet. Names are still text.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from models.arrays import FloatArray, IntArray
from models.units import Counted

TextArray = NDArray[np.object_]


# Ordinal that stands where no day is.
NO_DATE = -1


@dataclass(frozen=True, eq=False)
class Records:
    """The active rows of one sheet.

    sheet      its name as the file spells it
    row        (rows,) number of each row in the sheet, from 1
    text       column -> (rows,) normalised text, "" where blank (names, references, choices, yes/no, contents)
    number     column -> (rows,) base units, the schema's default or NaN where blank, inf for `no limit`
    number_by_period  column -> (rows, periods) base units, for every column that the schema marks by_period and
               for every rate, holding cost and storage loss: bare value or `all` filled in, then the schema's
               default, then NaN; rates are per period, holding cost USD/t per period, loss a share per period
    own_cell   column -> (rows, periods) true where the value stands in a cell of the period's own, not under `all`
    date       column -> (rows,) day as an ordinal (datetime.date.toordinal), -1 where blank
    unit_kind  column -> (rows,) the Kind of the typed unit, for columns of Kind.LIMIT only
    counted    duration column that the sheet has -> what it was typed in; its numbers are in months, or in periods
    required   names of the columns in which a blank cell is an error, told by the reader
    letter     header text (column, or `column period` for one period) -> column letters
    period_rows  (rows, periods) sheet row of each period's cell when the sheet is long, else None
    blank      column -> how many active rows left it blank and so took its default
    read       rows with any value in them, active or not
    ignored    sheet row -> its first column, such as the name of a rule, of rows that do not act (active = no)
    """

    sheet: str
    row: IntArray
    text: dict[str, TextArray] = field(default_factory=dict)
    number: dict[str, FloatArray] = field(default_factory=dict)
    number_by_period: dict[str, FloatArray] = field(default_factory=dict)
    own_cell: dict[str, NDArray[np.bool_]] = field(default_factory=dict)
    date: dict[str, IntArray] = field(default_factory=dict)
    unit_kind: dict[str, TextArray] = field(default_factory=dict)
    counted: dict[str, Counted] = field(default_factory=dict)
    required: frozenset[str] = frozenset()
    letter: dict[str, str] = field(default_factory=dict)
    period_rows: IntArray | None = None
    blank: dict[str, int] = field(default_factory=dict)
    read: int = 0
    ignored: dict[int, str] = field(default_factory=dict)

    def __len__(self) -> int:
        """Return the number of active rows."""
        return int(self.row.size)

    def counts(self, column: str) -> Counted:
        """Return what a duration column counts."""
        return self.counted.get(column, Counted.MONTHS)

    def cell(self, line: int, column: str, period: str | None = None, period_code: int | None = None) -> str:
        """Return the address of a value, such as `Capacity!F12`.

        The period's own cell when it has one, else the cell of `all` or of the bare column, else the row.
        """
        row = int(self.row[line])
        if self.period_rows is not None and period_code is not None and self.period_rows[line, period_code] > 0:
            row = int(self.period_rows[line, period_code])
        own = self.own_cell.get(column)
        if own is not None and period_code is not None and not own[line, period_code] and self.period_rows is None:
            period_header = None
        else:
            period_header = f"{column} {period}" if period else None
        headers = (period_header, f"{column} all" if period else None, column)
        return self.cell_in(row, *(header for header in headers if header is not None))

    def cell_in(self, row: int, *headers: str) -> str:
        """Return the address of a row of the sheet in the first of some columns that it has, else of the whole row."""
        for header in headers:
            if header in self.letter:
                return f"{quoted(self.sheet)}!{self.letter[header]}{row}"
        return f"{quoted(self.sheet)}!{row}:{row}"


def quoted(sheet: str) -> str:
    """Return the sheet's name as Excel writes it in an address."""
    plain = sheet.replace("_", "a").isalnum() and not sheet[:1].isdigit()
    return sheet if plain else "'" + sheet.replace("'", "''") + "'"


def sheet_and_row(address: str) -> tuple[str, int]:
    """Return the sheet and row of an address such as `Capacity!F12`, of an area the last; 0 where it has no row."""
    sheet, _, place = address.rpartition("!")
    digits = "".join(one for one in place.rpartition(":")[2] if one.isdigit())
    return sheet[1:-1].replace("''", "'") if sheet.startswith("'") else sheet, int(digits or 0)


# Sheets whose rows are known only where those are that own the names in them.
NAMED_ON = {"Demand": ("Sites", "Commodities"), "Processes": ("Sites", "Commodities")}


@dataclass(frozen=True, eq=False)
class Tables:
    """All that was read: the active rows of each sheet, settings, the periods, and where they came from.

    settings   name -> value: text, "yes"/"no" or a number in base units; defaults filled in
    records    sheet name of the schema -> Records; a sheet that is absent has zero rows
    present    names of the schema's sheets that the file has
    spoilt     names of those whose rows are not known, since a column is missing or the sheet is called otherwise
    """

    source_name: str
    source_hash: str
    settings: dict[str, float | str | None]
    setting_cells: dict[str, str]
    records: dict[str, Records]
    present: frozenset[str]
    hidden_rows: dict[str, int] = field(default_factory=dict)
    spoilt: frozenset[str] = frozenset()

    def knows(self, *sheets: str) -> bool:
        """Return whether the rows of these sheets are known, with all that they name: what they lack is told."""
        needed = {*sheets, *(other for sheet in sheets for other in NAMED_ON.get(sheet, ()))}
        return self.present >= needed and self.spoilt.isdisjoint(needed | {"Groups"})
