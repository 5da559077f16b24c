"""Sheets as columns of arrays in base units: made into Tables at once, or into a folder of CSV tables.

A generated instance is too large to go through cells; the folder is the same instance for the reader.
"""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from models.arrays import FloatArray, IntArray
from models.records import Records, Tables, TextArray
from models.schema import COMMON, TABLE, TABLES, Column, Role
from models.units import Kind
from planner.read.settings import default_settings
from planner.read.tables import varies

# The unit of each kind in which its values are held and written.
UNIT = {
    Kind.MASS: "t",
    Kind.RATE: "t/period",
    Kind.PRICE: "USD/t",
    Kind.HOLDING: "USD/t/period",
    Kind.FRACTION: "fraction",
    Kind.LOSS_RATE: "fraction/period",
    Kind.DURATION: "months",
    Kind.DEGREES: "deg",
    Kind.NUMBER: "",
}
# Base units of one typed unit, where they are not the same.
FACTOR = {"%": 0.01}
NO_DATE = -1


@dataclass(frozen=True, eq=False)
class Sheet:
    """One sheet: columns by the names of the schema, all equally long.

    text       (rows,) words; number (rows,) base units, NaN where blank, inf for `no limit`
    by_period  (rows, periods) base units
    date       (rows,) ordinals, -1 where blank
    unit       (rows,) units of the values of rules
    """

    name: str
    text: dict[str, TextArray] = field(default_factory=dict)
    number: dict[str, FloatArray] = field(default_factory=dict)
    by_period: dict[str, FloatArray] = field(default_factory=dict)
    date: dict[str, IntArray] = field(default_factory=dict)
    unit: TextArray | None = None

    @property
    def size(self) -> int:
        """Return the number of rows."""
        columns = [*self.text.values(), *self.number.values(), *self.by_period.values(), *self.date.values()]
        return len(columns[0]) if columns else 0


def words(values: object) -> TextArray:
    """Return a sequence of text as an array."""
    return np.asarray(values, dtype=object)


def sheet_of(name: str, text: Sequence[str], number: Sequence[str], rows: list[tuple[object, ...]]) -> Sheet:
    """Return a sheet of rows that hold first the words, then the numbers, in the order of the names."""
    columns = list(zip(*rows, strict=True))
    return Sheet(
        name,
        {column: words(values) for column, values in zip(text, columns, strict=False)},
        {
            column: np.array(values, dtype=np.float64)
            for column, values in zip(number, columns[len(text) :], strict=True)
        },
    )


def _columns(name: str) -> list[Column]:
    table = TABLE[name]
    return [*table.columns, *(column for column in COMMON if column.name not in table.by_name)]


def make_records(sheet: Sheet, periods: int) -> Records:
    """Return the records that a reader would make of the sheet, defaults filled in."""
    size = sheet.size
    text: dict[str, TextArray] = {}
    number: dict[str, FloatArray] = {}
    by_period: dict[str, FloatArray] = {}
    date: dict[str, IntArray] = {}
    unit_kind: dict[str, TextArray] = {}
    for column in _columns(sheet.name):
        if column.later:
            continue
        if column.role is Role.DATE:
            date[column.name] = sheet.date.get(column.name, np.full(size, NO_DATE, dtype=np.int64))
        elif column.role is not Role.NUMBER:
            text[column.name] = sheet.text.get(column.name, words([column.default or ""] * size))
        elif varies(column):
            values = sheet.by_period.get(column.name)
            if values is None:
                values = np.repeat(sheet.number.get(column.name, np.full(size, np.nan))[:, None], periods, axis=1)
            by_period[column.name] = _filled(values, column)
        else:
            number[column.name] = _filled(sheet.number.get(column.name, np.full(size, np.nan)), column)
            if column.kind is Kind.LIMIT:
                unit_kind[column.name] = _kinds(sheet.unit)
    row = np.arange(2, size + 2, dtype=np.int64)
    return Records(
        sheet.name, row, text=text, number=number, number_by_period=by_period, date=date, unit_kind=unit_kind,
        required=TABLE[sheet.name].required_columns, read=size,
    )  # fmt: skip


def _filled(values: FloatArray, column: Column) -> FloatArray:
    return values if column.default is None else np.where(np.isnan(values), float(column.default), values)


def _kinds(units: TextArray | None) -> TextArray:
    kinds = {"": "", "t": Kind.MASS, "%": Kind.FRACTION, "USD/t": Kind.PRICE}
    return words([kinds[unit] for unit in (units if units is not None else ())])


def make_tables(sheets: list[Sheet], title: str, periods: int) -> Tables:
    """Return the tables of the sheets, all others empty."""
    given = {sheet.name: sheet for sheet in sheets}
    records = {table.name: make_records(given.get(table.name, Sheet(table.name)), periods) for table in TABLES}
    settings = {**default_settings(), "title": title}
    return Tables(title, "", settings, {}, records, frozenset(given))


def write_folder(sheets: list[Sheet], folder: Path, title: str, period_names: list[str]) -> None:
    """Write one CSV table a sheet, and the Settings."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "Settings.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([["setting", "value"], ["title", title]])
    for sheet in sheets:
        headers, columns = _written(sheet, period_names)
        with (folder / f"{sheet.name}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(headers)
            writer.writerows(zip(*columns, strict=True))


def _written(sheet: Sheet, period_names: list[str]) -> tuple[list[str], list[list[str]]]:
    """Return the headers and the columns of fields of a sheet, in the order of the schema."""
    headers: list[str] = []
    columns: list[list[str]] = []
    for column in _columns(sheet.name):
        name = column.name
        if name in sheet.text:
            headers.append(name)
            columns.append(sheet.text[name].tolist())
        elif name in sheet.date:
            headers.append(name)
            columns.append(
                ["" if day < 0 else dt.date.fromordinal(day).isoformat() for day in sheet.date[name].tolist()]
            )
        elif column.kind is Kind.LIMIT and sheet.unit is not None:
            headers += [name, "unit"]
            typed = sheet.number[name] / np.array([FACTOR.get(unit, 1.0) for unit in sheet.unit])
            columns += [_fields(typed, ""), sheet.unit.tolist()]
        elif name in sheet.by_period:
            values = sheet.by_period[name]
            headers += [f"{name} {period} {_bracket(column)}" for period in period_names]
            columns += [_fields(values[:, period], "no limit") for period in range(values.shape[1])]
        elif name in sheet.number:
            headers.append(f"{name} {_bracket(column)}".strip())
            columns.append(_fields(sheet.number[name], "no limit"))
    return headers, columns


def _bracket(column: Column) -> str:
    unit = UNIT[column.kind] if column.kind is not None else ""
    return f"[{unit}]" if unit else ""


def _fields(values: FloatArray, infinite: str) -> list[str]:
    """Return the shortest text of each number, blank for NaN."""
    return ["" if value != value else infinite if value == np.inf else repr(value) for value in values.tolist()]
