"""Where the table stands in a sheet, and which column of the schema each of its columns is.

A header is `name`, optionally a period, optionally `[unit]`. Bare periods and `all` belong to the sheet's main
quantity.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from models.issues import Issue, error
from models.schema import COMMON, Column, Role, Table
from planner.read.cells import is_blank
from planner.read.grid import Cell, Flaw, Grid
from planner.read.meant import header_of, meant_column
from planner.read.periods_known import Periods, period_text
from planner.read.words import clean, header_form

# A table may stand below a title and a few lines of explanation.
HEADER_ROWS = 20
ALL = "all"
UNIT = Column("unit", Role.TEXT, "Unit of the main quantity.")
PERIOD = Column("period", Role.PERIOD, "Period of the row's quantities.", required=True)
# What parts the columns of tables that other programs and countries call CSV.
SEPARATORS = {";": "semicolons", "\t": "tabs", "|": "bars", ",": "commas"}
MOST_PARTS = 50
# The planner's own columns and sheets.
OWN_MARK = "#"

WITH_UNIT = re.compile(r"^(?P<name>.*?)\s*\[(?P<unit>[^\[\]]*)\]$")


@dataclass(frozen=True)
class Header:
    """One column of a sheet that the schema knows.

    index   its place in the sheet, from 0
    column  what the schema says of it
    period  code of its period; None for a column that holds for all periods
    unit    text between the brackets, None without brackets
    """

    index: int
    column: Column
    period: int | None = None
    unit: str | None = None
    is_all: bool = False


@dataclass(frozen=True, eq=False)
class Layout:
    """The place of a table in its sheet: the header row, from 0, and the known columns."""

    row: int
    headers: tuple[Header, ...]
    long: bool = False

    def bare(self, name: str) -> Header | None:
        """Return the column of that name that belongs to no single period."""
        return next((header for header in self.headers if header.column.name == name and header.period is None), None)


def find_layout(grid: Grid, table: Table, periods: Periods) -> tuple[Layout | None, list[Issue]]:
    """Find the header row of a sheet and say what each of its columns is.

    Returns None and an error when no row of the first 20 holds a known header.
    """
    reader = _HeaderReader(table, periods)
    best, most = -1, 0
    for row, cells in enumerate(grid.rows[:HEADER_ROWS]):
        found = [header for header in map(reader.known, range(len(cells)), cells) if header]
        known = len({(header.column.name, header.period) for header in found})
        # The title of a sheet such as Demand is the name of a column as well.
        if known > most and not (known == 1 and header_form(table.name) == found[0].column.name):
            best, most = row, known
    if best < 0:
        return None, [reader.none_found(grid)]
    return reader.read(grid, best)


class _HeaderReader:
    """Reads the headers of one sheet."""

    def __init__(self, table: Table, periods: Periods) -> None:
        self.table = table
        self.periods = periods
        names = {column.name for column in table.columns}
        columns = [*table.columns, *(column for column in COMMON if column.name not in names)]
        if table.main is not None:
            columns.append(UNIT)
        self.may_be_long = any(column.by_period for column in table.columns) and PERIOD.name not in names
        if self.may_be_long:
            columns.append(PERIOD)
        self.columns = {header_form(column.name): column for column in columns}
        self.longest_first = sorted(self.columns, key=len, reverse=True)
        self.before_a_period = [(f"{one} ", self.columns[one]) for one in self.longest_first
                                if self.columns[one].by_period]  # fmt: skip

    def known(self, index: int, value: Cell) -> Header | None:
        """Return the header that a cell is, or None when it is none that the sheet knows."""
        if is_blank(value) or isinstance(value, Flaw):
            return None
        name, unit = split_unit(period_text(value))
        if name in self.columns:
            return Header(index, self.columns[name], unit=unit)
        main = self.table.main
        if main is not None and main.by_period:
            if name == ALL:
                return Header(index, main, unit=unit, is_all=True)
            code = self.periods.find(name)
            if code is not None:
                return Header(index, main, code, unit)
        for start, column in self.before_a_period:
            if name.startswith(start):
                rest = name.removeprefix(start)
                code = self.periods.find(rest)
                if rest == ALL or code is not None:
                    return Header(index, column, code, unit, is_all=rest == ALL)
        return None

    def none_found(self, grid: Grid) -> Issue:
        """Return the error that there is no header, or that all of it stands in one cell, as in CSV of other sorts."""
        for row, cells in enumerate(grid.rows[:HEADER_ROWS]):
            index, value = next(((index, value) for index, value in enumerate(cells) if not is_blank(value)), (0, ""))
            text = value if isinstance(value, str) else ""
            for sign, name in SEPARATORS.items():
                if sum(self.known(index, part) is not None for part in text.split(sign, MOST_PARTS)) > 1:
                    return error(
                        "no-header", grid.address(row, index), f"the header stands in one cell, parted by {name}",
                        "save the table as `CSV UTF-8 (comma delimited)`, or part the cells with Text to Columns",
                    )  # fmt: skip
        names = ", ".join(column.name for column in self.table.columns[:4])
        return error(
            "no-header", grid.name, f"no header found in the first {HEADER_ROWS} rows",
            f"write the headers of the table in one row: {names}...",
        )  # fmt: skip

    def read(self, grid: Grid, row: int) -> tuple[Layout, list[Issue]]:
        """Return the layout whose header stands in `row`, with what is wrong with it."""
        issues: list[Issue] = []
        headers: dict[tuple[str, int | None], Header] = {}
        suggested: set[str] = set()
        known = list(map(self.known, range(grid.width), grid.rows[row]))
        taken = {header.column.name for header in known if header and header.period is None}
        for index, value in enumerate(grid.rows[row]):
            where = grid.address(row, index)
            if is_blank(value):
                issues += _blank_header(grid, row, index)
                continue
            if isinstance(value, str) and value.strip().startswith(OWN_MARK):
                continue
            header = known[index]
            if header is None:
                found, meant = self.unknown(value, where, taken | suggested)
                issues.append(found)
                suggested.add(meant or "")
                continue
            if header.unit is not None and header.column.kind is None:
                issues.append(
                    error(
                        "wrong-unit", where, f"column '{header.column.name}' holds no numbers but has the unit "
                        f"[{header.unit}]", "take the brackets away",
                    )
                )  # fmt: skip
            name = header.column.name
            # Without known periods all that look like one have the same code.
            period = header.period if self.periods.names is not None or header.period is None else index
            twin = headers.setdefault((name, period), header)
            if twin is not header:
                issues.append(
                    error(
                        "duplicate-header", where, f"header '{_shown(value)}' means the same column as "
                        f"{grid.address(row, twin.index)}", "keep one of the two",
                    )
                )  # fmt: skip
        long = self.may_be_long and (PERIOD.name, None) in headers
        if long:
            issues += self.both_forms(grid, row, headers.values())
        issues += self.missing(grid, row, headers, suggested)
        return Layout(row, tuple(headers.values()), long), issues

    def unknown(self, value: Cell, where: str, taken: set[str]) -> tuple[Issue, str | None]:
        """Return the error for a header that is not known, and the column that was meant, none of those taken."""
        if isinstance(value, Flaw):
            return error("error-cell", where, f"the header shows {value}", "write the name of the column"), None
        text = _shown(value)
        name, unit = split_unit(period_text(value))
        start = next((one for one in self.longest_first if name.startswith(f"{one} ")), None)
        rest = name.removeprefix(f"{start} ") if start else name
        # A period that the column has is no unknown header.
        known = self.periods.find(rest) is not None or name == PERIOD.name
        day = self.periods.begun_on(value) if isinstance(value, dt.date) else None
        period = None if known else day or self.periods.meant(rest)
        if known or period or self.periods.is_like(rest) or not isinstance(value, str):
            column = self.columns[start] if start else self.table.main
            if column is None or not column.by_period:
                what = f"column '{column.name}'" if column else f"sheet {self.table.name}"
                return error(
                    "unknown-column", where, f"header '{text}': {what} does not vary by period", "delete the column"
                ), None
            guess = f"did you mean '{period}'? Else " if period else ""
            return error(
                "unknown-period", where, f"header '{text}': there is no such period in sheet Periods",
                f"{guess}add it to sheet Periods, or use one of its names ({self.periods.example()}...)",
            ), None  # fmt: skip
        meant = meant_column(name, unit, self.columns.values(), taken)
        guess = f"did you mean '{header_of(meant, text, unit)}'? Else " if meant else ""
        return error(
            "unknown-column", where, f"unknown column '{text}'",
            f"{guess}start the header with {OWN_MARK} to keep a column of your own",
        ), meant.name if meant else None  # fmt: skip

    def both_forms(self, grid: Grid, row: int, headers: Iterable[Header]) -> list[Issue]:
        """Return an error when periods stand both in a column and across the header."""
        across = [header for header in headers if header.period is not None or header.is_all]
        if not across:
            return []
        return [
            error(
                "two-forms", grid.address(row, across[0].index),
                "the sheet has a column 'period' and also periods across its header",
                "use one of the two forms",
            )
        ]  # fmt: skip

    def missing(
        self, grid: Grid, row: int, headers: Mapping[tuple[str, int | None], Header], suggested: set[str]
    ) -> list[Issue]:
        """Return an error for each required column that is absent, unless a misspelt header was it."""
        present = {name for name, _ in headers} | suggested
        return [
            error(
                "missing-column", grid.address(row, 0), f"column '{column.name}' is missing from sheet {grid.name}",
                f"add it to the header row: {column.help}",
            )
            for column in self.table.columns
            if column.required and column.name not in present
        ]  # fmt: skip


def split_unit(text: str) -> tuple[str, str | None]:
    """Split `capacity 2026Q4 [t/yr]` into the comparable name and the unit's text, None without brackets."""
    found = WITH_UNIT.match(clean(text)) if "]" in text else None
    if found is None:
        return header_form(text), None
    return header_form(found["name"]), clean(found["unit"])


def _blank_header(grid: Grid, row: int, index: int) -> list[Issue]:
    for below in range(row + 1, len(grid.rows)):
        value = grid.rows[below][index]
        if not is_blank(value):
            return [
                error(
                    "blank-header", grid.address(row, index),
                    f"the header is blank but {grid.address(below, index)} holds '{_shown(value)}'",
                    f"name the column, start its header with {OWN_MARK} to keep it as your own, or empty it",
                )
            ]  # fmt: skip
    return []


def _shown(value: Cell) -> str:
    return clean(value) if isinstance(value, str) else period_text(value)
