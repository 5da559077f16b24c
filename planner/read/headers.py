"""Where the table stands in a sheet, and which column of the schema each of its columns is.

A header is `name`, optionally a period, optionally `[unit]`. Bare periods and `all` belong to the sheet's main
quantity.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from models.issues import Issue, error
from models.schema import COMMON, Column, Role, Table
from planner.read.cells import Strip, is_blank, shortest
from planner.read.grid import Cell, Flaw, Grid
from planner.read.words import clean, closest, header_form

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
# 2026, 2026Q1, 2026-01, Q1 2026, 2026H2: what a header that names no known column may have meant.
LIKE_PERIOD = re.compile(r"^((19|20|21)\d\d([-/. ]?[qhm]?\d{1,2})?|[qhm]\d{1,2}[-/. ]?(19|20|21)?\d\d)$")
LIKE_MONTH = re.compile(r"^(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*[-/. ']*((19|20|21)?\d\d)?$")
NUMBER = re.compile(r"\d+")


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


class Periods:
    """The names of the periods, found by any of their spellings; without names, whatever looks like a period.

    names  in the order of their dates; None where sheet Periods could not be read
    heard  the names in a sheet Periods whose dates could not be read: enough to tell which periods there are not
    """

    def __init__(self, names: Sequence[str] | None, heard: Sequence[str] = ()) -> None:
        self.names = names
        self.heard = heard
        self.code = {header_form(name): code for code, name in enumerate(names or ())}
        self.heard_forms = frozenset(map(header_form, heard))

    def find(self, text: str) -> int | None:
        """Return the code of a period, or None when there is no such period; without names each has code 0."""
        if self.names is not None:
            return self.code.get(text)
        is_period = text in self.heard_forms if self.heard_forms else LIKE_PERIOD.match(text)
        return 0 if is_period else None

    def is_like(self, text: str) -> bool:
        """Tell whether a text is made as the name of a period is, with another number: `4` beside `1`, `Week 9`."""
        names = self.code or self.heard_forms
        return bool(NUMBER.search(text)) and NUMBER.sub("", text) in {NUMBER.sub("", name) for name in names}

    def example(self) -> str:
        """Return a few of the names, for an error text."""
        return ", ".join(list(self.names or self.heard)[:3])


def period_text(value: Cell) -> str:
    """Return the text that a cell says in the place of a period: a date on the first of a month is that month."""
    if isinstance(value, dt.date) and value.day == 1:
        return f"{value.year}-{value.month:02d}"
    if isinstance(value, dt.date):
        return value.isoformat()[:10]
    return shortest(value)


def with_months(strip: Strip) -> Strip:
    """Return the names of periods with each first of a month as that month: Excel turns a typed 2026-12 into one."""
    months = [period_text(one) if isinstance(one, dt.date) and one.day == 1 else one for one in strip.values]
    return Strip(strip.grid, strip.index, strip.rows, months)


def find_layout(grid: Grid, table: Table, periods: Periods) -> tuple[Layout | None, list[Issue]]:
    """Find the header row of a sheet and say what each of its columns is.

    Returns None and an error when no row of the first 20 holds a known header.
    """
    reader = _HeaderReader(table, periods)
    best, most = -1, 0
    for row, cells in enumerate(grid.rows[:HEADER_ROWS]):
        known = len(
            {(found.column.name, found.period) for found in map(reader.known, range(len(cells)), cells) if found}
        )
        if known > most:
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
        for start in self.longest_first:
            column = self.columns[start]
            if name.startswith(f"{start} ") and column.by_period:
                rest = name.removeprefix(f"{start} ")
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
        for index, value in enumerate(grid.rows[row]):
            where = grid.address(row, index)
            if is_blank(value):
                issues += _blank_header(grid, row, index)
                continue
            if isinstance(value, str) and value.strip().startswith(OWN_MARK):
                continue
            header = self.known(index, value)
            if header is None:
                found, meant = self.unknown(value, where)
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

    def unknown(self, value: Cell, where: str) -> tuple[Issue, str | None]:
        """Return the error for a header that is not known, and the name of the column that was meant."""
        if isinstance(value, Flaw):
            return error("error-cell", where, f"the header shows {value}", "write the name of the column"), None
        text = _shown(value)
        name, _ = split_unit(period_text(value))
        start = next((one for one in self.longest_first if name.startswith(f"{one} ")), None)
        rest = name.removeprefix(f"{start} ") if start else name
        # A period that the column has is no unknown header.
        is_period = self.periods.find(rest) is not None or self.periods.is_like(rest) or name == PERIOD.name
        if is_period or LIKE_PERIOD.match(rest) or LIKE_MONTH.match(rest) or not isinstance(value, str):
            column = self.columns[start] if start else self.table.main
            if column is None or not column.by_period:
                what = f"column '{column.name}'" if column else f"sheet {self.table.name}"
                return error(
                    "unknown-column", where, f"header '{text}': {what} does not vary by period", "delete the column"
                ), None
            return error(
                "unknown-period", where, f"header '{text}': there is no such period in sheet Periods",
                f"add it to sheet Periods, or use one of its names ({self.periods.example()}...)",
            ), None  # fmt: skip
        meant = closest(name, (column.name for column in self.columns.values()))
        guess = f"did you mean '{meant}'? Else " if meant else ""
        return error(
            "unknown-column", where, f"unknown column '{text}'",
            f"{guess}start the header with {OWN_MARK} to keep a column of your own",
        ), meant  # fmt: skip

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
    found = WITH_UNIT.match(clean(text))
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
