"""One sheet at a time: from a Grid to Records, by the lines of the schema.

Everything that is wrong is collected; what could not be read counts as blank, so that one mistake is reported once.
"""

from __future__ import annotations

from functools import partial

import numpy as np
from numpy.typing import NDArray

from models.arrays import FloatArray, IntArray
from models.issues import Issue, Severity, error
from models.records import NO_DATE, Records, TextArray
from models.schema import COMMON, Column, Role, Table
from models.units import Counted, Kind
from planner.read.above import rows_above_issues
from planner.read.cells import Strip, dates, is_blank
from planner.read.grid import Cell, Grid, letters
from planner.read.headers import ALL, PERIOD, UNIT, Header, Layout, find_layout
from planner.read.labels import choices, flags, names, periods_of, texts
from planner.read.long_form import fold, unfolded
from planner.read.odd_units import no_unit_anywhere
from planner.read.period_columns import missing_period_columns, mixed_units, prices_with_gaps, rows_without_a_column
from planner.read.periods_known import Periods, period_text, with_months
from planner.read.quantities import PER_PERIOD_KINDS, Quantity, few_blanks, read_quantity
from planner.read.rows import choose_rows, duplicate_issues, later_column_issues, later_sheet_issue, shape_issues
from planner.read.unit_column import UnitColumn
from planner.read.words import header_form

# Findings about a unit, which are the same for every period of a column.
UNIT_CODES = frozenset({"wrong-unit", "two-units", "no-unit", "blank-unit", "odd-unit"})


def columns_of(table: Table) -> tuple[Column, ...]:
    """Return the columns of a sheet, those that every sheet may carry included."""
    return (*table.columns, *(column for column in COMMON if column.name not in table.by_name))


def varies(column: Column) -> bool:
    """Return whether the values of a column are kept for each period."""
    return column.by_period or column.kind in PER_PERIOD_KINDS


def empty_records(table: Table, sheet: str, periods: int) -> Records:
    """Return the Records of a sheet that has no rows."""
    return TableReader(table, Grid(sheet, ()), Layout(0, ()), Periods(()), np.ones(periods)).records()


def read_table(
    table: Table, grid: Grid, periods: Periods, length_years: FloatArray
) -> tuple[Records | None, list[Issue]]:
    """Read one sheet.

    periods, length_years  the names of the periods, and (periods,) their lengths
    returns                None when the sheet has no header that could be understood
    """
    layout, issues = find_layout(grid, table, periods)
    if layout is None:
        return None, issues
    reader = TableReader(table, grid, layout, periods, length_years)
    records = reader.records()
    found = reader.issues
    if any(issue.code == "unknown-period" for issue in issues):
        found = [issue for issue in found if issue.code != "period-without-column"]
    return records, issues + rows_above_issues(grid, table, layout) + found


class TableReader:
    """The rows of one sheet while they are read."""

    def __init__(self, table: Table, grid: Grid, layout: Layout, periods: Periods, length_years: FloatArray) -> None:
        self.table = table
        self.grid = grid
        self.layout = layout
        self.periods = periods
        self.length_years = length_years
        chosen = choose_rows(grid, layout)
        self.issues = chosen.issues
        self.rows = chosen.rows
        self.ignored = chosen.ignored
        self.columns: list[tuple[Cell, ...]] = []
        self.text: dict[str, TextArray] = {}
        self.number: dict[str, FloatArray] = {}
        self.number_by_period: dict[str, FloatArray] = {}
        self.own_cell: dict[str, NDArray[np.bool_]] = {}
        self.date: dict[str, IntArray] = {}
        self.unit_kind: dict[str, TextArray] = {}
        self.counted: dict[str, Counted] = {}
        self.blank: dict[str, int] = {}
        unit = layout.bare(UNIT.name)
        self.unit_column = UnitColumn(self.strip(unit)) if unit is not None else None
        self.folding = unfolded(len(self.rows))

    def records(self) -> Records:
        """Return the Records, all findings being in `issues`."""
        self.issues += shape_issues(self.grid, self.layout, self.rows)
        if self.table.later and self.rows:
            self.issues.append(later_sheet_issue(self.table, self.grid, self.rows))
        columns = columns_of(self.table)
        for column in columns:
            if column.key and not column.later:
                self._read(column)
        if self.layout.long:
            self._fold_long()
        elif self.table.keys:
            self._report_duplicates()
        for column in columns:
            if column.later:
                mine = [header for header in self.layout.headers if header.column.name == column.name]
                self.issues += [issue for header in mine for issue in later_column_issues(column, self.strip(header))]
            elif not column.key:
                self._read(column)
        order = {column.name: place for place, column in enumerate(columns)}
        text = {name: self.text[name] for name in sorted(self.text, key=order.__getitem__)}
        return Records(
            sheet=self.grid.name,
            row=np.array(self.rows, dtype=np.int64)[self.folding.first] + 1,
            text=text, number=self.number, number_by_period=self.number_by_period, own_cell=self.own_cell,
            date=self.date,
            unit_kind=self.unit_kind, counted=self.counted, required=self.table.required_columns,
            letter=self._letters(),
            period_rows=self.folding.period_rows(self.rows, self.length_years.size), blank=self.blank,
            read=len(self.rows) + len(self.ignored), ignored=self._ignored(),
        )  # fmt: skip

    def _ignored(self) -> dict[int, str]:
        """Return sheet row -> what its first column says, of rows that do not act."""
        first = self.layout.bare(self.table.columns[0].name)
        rows = self.grid.rows
        return {row + 1: str(rows[row][first.index]).strip() if first else "" for row in self.ignored}

    def strip(self, header: Header) -> Strip:
        """Return the cells of a column in the rows that act."""
        index = header.index
        if not self.columns and self.rows:
            rows = self.grid.rows
            self.columns = list(zip(*(rows[row] for row in self.rows), strict=True))
        return Strip(self.grid, index, self.rows, self.columns[index] if self.columns else ())

    def header_cell(self, header: Header) -> str:
        """Return the address of a header."""
        return self.grid.address(self.layout.row, header.index)

    def _read(self, column: Column) -> None:
        """Read one column into the dictionary of its role; an absent one takes its default."""
        header = self.layout.bare(column.name)
        if column.role is Role.NUMBER:
            self._read_number(column)
            return
        size = len(self.rows)
        strip = self.strip(header) if header is not None else None
        if column.role is Role.DATE:
            days, issues = dates(strip, column) if strip else (np.full(size, NO_DATE, dtype=np.int64), [])
            self.date[column.name] = self._one_a_record(days, days == NO_DATE, column, strip)
        else:
            words, issues = self._words(strip, column) if strip else (np.full(size, "", dtype=object), [])
            if column.default is not None:
                bare = words == ""
                self.blank[column.name] = int(bare.sum())
                words[bare] = column.default
            self.text[column.name] = self._one_a_record(words, words == "", column, strip)
        self.issues += issues
        if strip is not None:
            self._report_blanks(strip, column)

    def _words(self, strip: Strip, column: Column) -> tuple[TextArray, list[Issue]]:
        match column.role:
            case Role.CHOICE:
                return choices(strip, column)
            case Role.FLAG:
                return flags(strip, column)
            case Role.PERIOD:
                return periods_of(strip, column, self._period_name, self.periods.example())
            case Role.TEXT | Role.CONTENTS:
                return texts(strip)
        if column.name == PERIOD.name:
            strip = with_months(strip)
        return names(strip, column)

    def _period_name(self, value: Cell) -> str | None:
        text = header_form(period_text(value))
        code = self.periods.find(text)
        if code is None:
            return None
        return self.periods.names[code] if self.periods.names is not None else text

    def _report_blanks(self, strip: Strip, column: Column) -> None:
        if not column.required:
            return
        self.issues += [
            error("blank-required", strip.where(line), f"{column.name} is blank", f"fill it in: {column.help}")
            for line in np.flatnonzero(self._blank_lines(strip)).tolist()
        ]

    def _blank_lines(self, strip: Strip) -> NDArray[np.bool_]:
        blank = {value for value in set(strip.values) if is_blank(value)}
        if not blank:
            return np.zeros(len(strip.values), dtype=np.bool_)
        return np.array([value in blank for value in strip.values], dtype=np.bool_)

    def _report_duplicates(self) -> None:
        """Report rows that are equal in all their keys, with both rows."""
        parts = [
            self.text[name].tolist() if name in self.text else self.date[name].tolist()
            for name in self.table.keys
            if name in self.text or name in self.date
        ]
        header = min((one for one in self.layout.headers if one.column.key), key=lambda one: one.index, default=None)
        # Without a column that is needed rows that differ in it look alike; that it is missing is told.
        given = {one.column.name for one in self.layout.headers}
        lacks = any(name in self.table.required_columns and name not in given for name in self.table.keys)
        if parts and header is not None and not lacks:
            self.issues += duplicate_issues(self.strip(header), parts)

    def _read_number(self, column: Column) -> None:
        headers = [header for header in self.layout.headers if header.column.name == column.name]
        if varies(column):
            self._read_series(column, headers)
            return
        values = np.full(self.folding.first.size, np.nan)
        kinds: TextArray = np.full(len(self.rows), "", dtype=object)
        for header in headers:
            quantity = self._quantity(header)
            values, kinds = quantity.base(), quantity.kinds()
            if column.kind is Kind.DURATION and quantity.units:
                self.counted[column.name] = quantity.units[0].counted
            values = self._one_a_record(values, np.isnan(values), column, self.strip(header))
            self._report_blanks(self.strip(header), column)
            self.issues += few_blanks(column, self.strip(header), self._blank_lines(self.strip(header)))
        if column.default is not None:
            self.blank[column.name] = int(np.isnan(values).sum())
            values = np.where(np.isnan(values), float(column.default), values)
        self.number[column.name] = values
        if column.kind is Kind.LIMIT:
            self.unit_kind[column.name] = kinds[self.folding.first]

    def _quantity(self, header: Header) -> Quantity:
        units = self.unit_column if header.column is self.table.main else None
        where = self.header_cell(header)
        quantity, issues = read_quantity(self.strip(header), header, where, units)
        if quantity.units:
            issues += no_unit_anywhere(header.column, header, units, where, self.length_years)
        # An assumption is told once a column, and a wrong cell of column `unit` once for all periods.
        told = {
            (one.code, one.message)
            for one in self.issues
            if one.severity is Severity.NOTE or one.code == "rate-without-unit"
        }
        told |= {(one.where, one.message) for one in self.issues if one.code in UNIT_CODES}
        self.issues += [one for one in issues if told.isdisjoint({(one.code, one.message), (one.where, one.message)})]
        return quantity

    def _read_series(self, column: Column, headers: list[Header]) -> None:
        """Read a column that has one value a period: a period's own cell, else `all` or the bare column."""
        periods = self.length_years.size
        series = np.full((self.folding.first.size, periods), np.nan)
        given = np.zeros(series.shape, dtype=np.bool_)
        own, unread = np.zeros(series.shape, dtype=np.bool_), np.zeros(series.shape, dtype=np.bool_)
        across = [header for header in headers if header.period is None or not self.layout.long]
        for header in sorted(across, key=lambda one: one.period is not None):
            quantity = self._quantity(header)
            # A cell that could not be read is reported already and is no gap.
            typed = ~self._blank_lines(self.strip(header))
            filled = typed if column.required else ~np.isnan(quantity.typed)
            if header.period is not None:
                place = slice(header.period, header.period + 1)
                values = quantity.by_period(self.length_years[place])
                series[filled, place], given[filled, place], own[filled, place] = values[filled], True, True
                unread[typed & ~filled, place] = True
            else:
                values = quantity.by_period(self.length_years)
                for record, place, line in self.folding.places(filled):
                    series[record, place], given[record, place] = values[line, place], True
        if self.unit_column is None or not column.main:  # beside such a column units of headers are told
            self.issues += mixed_units(column, headers, self.grid, self.layout.row)
        if [header.period for header in headers] == [None] and not self.layout.long:
            strip = self.strip(headers[0])
            self.issues += few_blanks(column, strip, self._blank_lines(strip))
        if column.required:
            self._report_gaps(column, headers, given)
        elif self.rows and not self.layout.long and self.periods.names is not None:
            names = self.periods.names
            self.issues += missing_period_columns(column, headers, names, self.grid, self.layout.row)
            self.issues += rows_without_a_column(column, headers, given, names, partial(self._cell_of, headers))
            self.issues += prices_with_gaps(column, headers, ~(given | unread), names, partial(self._cell_of, headers))
        if column.default is not None:
            self.blank[column.name] = int((~given).any(axis=1).sum())
            series[~given] = float(column.default)
        self.number_by_period[column.name] = series
        self.own_cell[column.name] = own

    def _report_gaps(self, column: Column, headers: list[Header], given: NDArray[np.bool_]) -> None:
        """Report each record of a required column that has no value in some period."""
        for record in np.flatnonzero(~given.all(axis=1)).tolist():
            period = int(np.flatnonzero(~given[record])[0])
            name = self.periods.names[period] if self.periods.names else "a period"
            words = (
                (f"{column.name} is blank in {name}", f"fill it in, or write a value in column `{ALL}`")
                if column.by_period
                else (f"{column.name} is blank", f"fill it in: {column.help}")
            )
            self.issues.append(error("blank-required", self._cell_of(headers, record, period), *words))

    def _cell_of(self, headers: list[Header], record: int, period: int) -> str:
        """Return the cell of a record in the column of a period, else in that for all, else in the first."""
        place = {header.period: header.index for header in headers}
        index = place.get(period, place.get(None, headers[0].index if headers else 0))
        return self.grid.address(self.rows[self.folding.first[record]], index)

    def _fold_long(self) -> None:
        """Find which rows of a long sheet make one record, and the period of each row."""
        header = self.layout.bare(PERIOD.name)
        assert header is not None
        strip = self.strip(header)
        words, issues = periods_of(strip, PERIOD, self._period_or_all, self.periods.example())
        self.issues += issues
        self._report_blanks(strip, PERIOD)
        keys = list(zip(*([word.casefold() for word in self.text[name]] for name in self.table.keys), strict=True))
        self.folding, issues = fold(strip, words, keys, self.periods.names or ())
        self.issues += issues
        for name in self.table.keys:
            self.text[name] = self.text[name][self.folding.first]

    def _period_or_all(self, value: Cell) -> str | None:
        return ALL if header_form(period_text(value)) == ALL else self._period_name(value)

    def _one_a_record[Values: np.generic](
        self, values: NDArray[Values], blank: NDArray[np.bool_], column: Column, strip: Strip | None
    ) -> NDArray[Values]:
        made, issues = self.folding.one_a_record(values, blank, column, strip)
        self.issues += issues
        return made

    def _letters(self) -> dict[str, str]:
        found: dict[str, str] = {}
        for header in self.layout.headers:
            name = header.column.name
            if header.period is not None and self.periods.names:
                name = f"{name} {self.periods.names[header.period]}"
            elif header.is_all:
                name = f"{name} {ALL}"
            found[name] = letters(header.index)
        return found
