"""Small workbooks for the tests: written from rows, and tampered with as raw XML."""

from __future__ import annotations

import datetime as dt
import shutil
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import xlsxwriter


@dataclass(frozen=True)
class Formula:
    """A formula and the value that is stored beside it."""

    text: str
    value: float | str = ""


type Cell = str | int | float | bool | dt.date | Formula | None
type Sheets = dict[str, list[list[Cell]]]

FIRST_SHEET = "xl/worksheets/sheet1.xml"


def write_workbook(
    path: Path, sheets: Mapping[str, Sequence[Sequence[Cell]]], options: Mapping[str, object] | None = None
) -> Path:
    """Write each sheet's rows, the header row first, and return the path; None leaves a cell out."""
    book = xlsxwriter.Workbook(path, dict(options or {}))
    date_format = book.add_format({"num_format": "yyyy-mm-dd"})
    for name, rows in sheets.items():
        sheet = book.add_worksheet(name)
        for row, cells in enumerate(rows):
            for column, cell in enumerate(cells):
                match cell:
                    case None:
                        continue
                    case bool():
                        sheet.write_boolean(row, column, cell)
                    case dt.date():
                        sheet.write_datetime(row, column, cell, date_format)
                    case Formula():
                        sheet.write_formula(row, column, cell.text, None, cell.value)
                    case str():
                        sheet.write_string(row, column, cell)
                    case _:
                        sheet.write_number(row, column, cell)
    book.close()
    return path


def rows(each: Iterable[list[Cell]]) -> list[list[Cell]]:
    """Return rows of a sheet that are made one by one."""
    return list(each)


def read_part(path: Path, part: str) -> str:
    """Return a part of the workbook as text."""
    with zipfile.ZipFile(path) as package:
        return package.read(part).decode()


def rewrite_parts(path: Path, changes: Mapping[str, str | bytes | None]) -> Path:
    """Replace, add or (None) remove parts of the workbook in place."""
    renewed = path.with_suffix(".tmp")
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(renewed, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            if name not in changes:
                target.writestr(name, source.read(name))
        for name, content in changes.items():
            if content is not None:
                target.writestr(name, content)
    shutil.move(renewed, path)
    return path


def tamper(path: Path, old: str, new: str, part: str = FIRST_SHEET) -> Path:
    """Replace `old`, which must be there, with `new` in one part of the workbook, in place."""
    text = read_part(path, part)
    assert old in text, f"{old!r} is not in {part}: {text[:2000]}"
    return rewrite_parts(path, {part: text.replace(old, new, 1)})


def _day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def small_example() -> Sheets:
    """Return a fresh copy of the small example: one motor maker, three suppliers, two end uses, five quarters.

    Defence is short of 0 t, industrial of 6, 0, 20, 0, 18 t, and the plan costs 15,921,720 USD.
    """
    quarters: list[Cell] = ["2026Q4", "2027Q1", "2027Q2", "2027Q3", "2027Q4"]
    starts = ["2026-10-01", "2027-01-01", "2027-04-01", "2027-07-01", "2027-10-01"]
    ends = ["2026-12-31", "2027-03-31", "2027-06-30", "2027-09-30", "2027-12-31"]
    none: list[Cell] = [None] * len(quarters)
    magnet_price: list[Cell] = [60, 62, 64, 66, 68]
    run_cost: list[Cell] = [f"run cost {quarter} [USD/kg]" for quarter in quarters]
    value: list[Cell] = [f"value {quarter} [USD/kg]" for quarter in quarters]
    return {
        "Settings": [["setting", "value"], ["title", "Small example"], ["discount rate [%/yr]", 0]],
        "Periods": [
            ["period", "start", "end"],
            *([name, _day(start), _day(end)] for name, start, end in zip(quarters, starts, ends, strict=True)),
        ],
        "Commodities": [
            ["commodity", "stage", *value],
            ["NdPr oxide", "oxide"],
            ["NdPr metal", "metal"],
            ["NdFeB magnet", "magnet", *magnet_price],
        ],
        "Sites": [
            ["site", "operator", "country", "bloc", "kind"],
            ["US separator", "West Oxides", "United States", "US", "plant"],
            ["Allied separator", "East Oxides", "Malaysia", "Allies", "plant"],
            ["China magnets", "Chinese maker", "China", "China", "trader"],
            ["US magnet plant", "Own works", "United States", "US", "plant"],
            ["Motor plant", "Motor maker", "United States", "US", "customer"],
        ],
        "Processes": [
            ["site", "process", "direction", "commodity", "quantity per run [t]", "run cost [USD/kg]", *run_cost],
            ["US separator", "separate", "out", "NdPr oxide", 1, None, 110, 110, 110, 112, 115],
            ["Allied separator", "separate", "out", "NdPr oxide", 1, 100, *none],
            ["China magnets", "supply", "out", "NdFeB magnet", 1, None, *magnet_price],
            ["US magnet plant", "reduce", "in", "NdPr oxide", 1, 8, *none],
            ["US magnet plant", "reduce", "out", "NdPr metal", 0.8, None, *none],
            ["US magnet plant", "sinter", "in", "NdPr metal", 0.4, None, *none],
            ["US magnet plant", "sinter", "out", "NdFeB magnet", 1, 20, *none],
        ],
        "Demand": [
            ["customer", "commodity", "end use", "priority", "unit", *quarters],
            ["Motor plant", "NdFeB magnet", "defence", 1, "t/period", 6, 6, 6, 6, 6],
            ["Motor plant", "NdFeB magnet", "industrial", 2, "t/period", 50, 50, 50, 50, 50],
        ],
        "Capacity": [
            ["site", "process", "basis", "commodity", "unit", "all", *quarters],
            ["US separator", "separate", "out", "NdPr oxide", "t/yr", 48, *none],
            ["Allied separator", "separate", "out", "NdPr oxide", "t/yr", 40, *none],
            ["China magnets", "supply", "out", "NdFeB magnet", "t/yr", 200, *none],
            ["US magnet plant", "sinter", "out", "NdFeB magnet", "t/yr", None, 80, 96, 112, 128, 128],
        ],
        "Lanes": [
            ["from", "to", "commodity", "mode", "cost [USD/t]", "lead time [periods]"],
            ["US separator", "US magnet plant", "NdPr oxide", "truck", 200, 0],
            ["Allied separator", "US magnet plant", "NdPr oxide", "sea", 500, 1],
            ["China magnets", "Motor plant", "NdFeB magnet", "sea", 600, 1],
            ["US magnet plant", "Motor plant", "NdFeB magnet", "truck", 100, 0],
        ],
        "Inventory": [
            ["site", "commodity", "opening [t]", "origin", "maximum [t]", "holding cost [USD/t/yr]"],
            ["Motor plant", "NdFeB magnet", 30, "China", "no limit", 400],
            ["US magnet plant", "NdPr oxide", 0, None, "no limit", 800],
        ],
        "Rules": [
            ["rule", "type", "from", "to", "commodity", "value", "unit", "start", "end", "hard", "status"],
            _cap(40, "2026-10-01", "2027-03-31"),
            _cap(30, "2027-04-01", "2027-09-30"),
            _cap(0, "2027-10-01", None),
            ["Magnet tariff", "tariff", "China", "United States", "NdFeB magnet", 27.1, "%", _day("2026-01-01"),
             None, "yes", "in force"],
        ],
    }  # fmt: skip


def _cap(tonnes: float, start: str, end: str | None) -> list[Cell]:
    last = None if end is None else _day(end)
    places: list[Cell] = ["China", "United States", "NdFeB magnet"]
    return ["China magnet cap", "cap", *places, tonnes, "t", _day(start), last, "yes", "in force"]
