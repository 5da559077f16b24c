"""From a file or folder to Tables: which sheets there are, settings and periods first, then every other sheet."""

from __future__ import annotations

import datetime as dt
import os
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from models.arrays import IntArray
from models.calendar import Calendar, make_calendar
from models.issues import Issue, error, errors, warning
from models.names import within_one_typo
from models.records import NO_DATE, Records, Tables
from models.schema import PERIODS, SETTINGS, TABLES, Table
from planner.errors import UsageError
from planner.paths import is_missing
from planner.read.cells import is_blank
from planner.read.grid import Book, Grid
from planner.read.headers import OWN_MARK
from planner.read.period_names import period_name_issues
from planner.read.periods_known import Periods
from planner.read.read_me import deleted_sheets, is_read_me
from planner.read.settings import default_settings, read_settings
from planner.read.tables import empty_records, read_table
from planner.read.words import header_form

# The stand-in for periods that could not be read spans every date that a sheet may hold.
STAND_IN_YEARS = ((2000, 1, 1), (2100, 12, 31))

# Sheets that every plan has; with them and a copy such as `in Demand` a workbook is our output, not an input.
PLAN_SHEETS = ("Summary", "Run")
COPY_MARK = "in "
# Stands at the top of every sheet of a plan but the first; some are called like sheets of an input, such as Contracts.
BACK_LINK = f"back to {PLAN_SHEETS[0]}"
KNOWN_SHEETS = {header_form(table.name): table for table in TABLES}
# What planners call these sheets elsewhere.
CALLED = {
    "stocks": "Inventory", "stock": "Inventory", "inventories": "Inventory", "opening stock": "Inventory",
    "suppliers": "Sites", "plants": "Sites", "locations": "Sites", "customers": "Sites", "materials": "Commodities",
    "products": "Commodities", "items": "Commodities", "routes": "Lanes", "transport": "Lanes", "freight": "Lanes",
    "logistics": "Lanes", "recipes": "Processes", "bom": "Processes", "bill of materials": "Processes",
    "orders": "Pipeline", "open orders": "Pipeline", "in transit": "Pipeline", "policies": "Rules", "tariffs": "Rules",
    "export controls": "Rules", "restrictions": "Rules", "calendar": "Periods", "months": "Periods",
    "forecast": "Demand", "demands": "Demand", "capacities": "Capacity", "parameters": "Settings",
}  # fmt: skip
# What programs and people put behind the name of a sheet that was there already.
COPIED = re.compile(r"( \(\d+\)| \d+| old| new| copy| final)+$")


@dataclass(frozen=True, eq=False)
class Reading:
    """What was read: the tables, None when there are none to speak of, all findings, and the raw cells."""

    tables: Tables | None
    issues: list[Issue]
    book: Book


def read_input(path: Path) -> Reading:
    """Read a workbook, or a folder with one table a file, and check it cell by cell.

    Raises UsageError when there is no such file; everything else is an Issue.
    """
    from planner.read.folder import read_folder
    from planner.read.workbook import read_workbook

    if is_missing(path):
        raise UsageError(f"{path}: there is no such file or folder")
    if os.path.isdir(path):  # noqa: PTH112 (raises nothing)
        book, issues = read_folder(path, is_known_sheet)
    else:
        book, issues = read_workbook(path, lambda name: is_known_sheet(name) or is_read_me(name), is_input=True)
    if not book.grids:
        return Reading(None, issues, book)
    reading = read_book(book)
    return Reading(reading.tables, issues + reading.issues, reading.book)


def read_book(book: Book) -> Reading:
    """Read the tables of a book whose cells are known."""
    beside: list[Issue] = []
    if is_plan(book):
        beside = beside_copies(book)
        book = input_of_plan(book)
    grids, issues = match_sheets(book)
    issues = beside + issues
    settings = default_settings()
    cells: dict[str, str] = {}
    records: dict[str, Records] = {}
    if SETTINGS.name in grids:
        settings, cells, found, new = read_settings(grids[SETTINGS.name])
        issues += new
        if found is not None:
            records[SETTINGS.name] = found
    calendar, found = None, None
    heard: Sequence[str] = ()
    if PERIODS.name in grids:
        found, calendar, new = read_periods(grids[PERIODS.name])
        issues += new
        heard = names_heard(found)
    # Without periods the rules across tables are checked all the same, over one stand-in; the run stops at the error.
    records[PERIODS.name] = stand_in_periods() if calendar is None or found is None else found
    periods = Periods(calendar.names if calendar is not None else None, heard)
    length_years = calendar.length_years if calendar is not None else np.ones(1)
    for table in TABLES:
        if table.name not in (SETTINGS.name, PERIODS.name) and table.name in grids:
            found, new = read_table(table, grids[table.name], periods, length_years)
            issues += new
            if found is not None:
                records[table.name] = found
    present = frozenset(records) - ({PERIODS.name} if calendar is None else set())
    for table in TABLES:
        if table.name not in records:
            records[table.name] = empty_records(table, table.name, length_years.size)
    hidden = {name: hidden_rows(grid) for name, grid in grids.items() if hidden_rows(grid)}
    tables = Tables(book.source_name, book.source_hash, settings, cells, records, present, hidden)
    # A cell of Settings is read twice, as text and as what its setting holds.
    return Reading(tables if present else None, list(dict.fromkeys(issues)), book)


def names_heard(periods: Records | None) -> Sequence[str]:
    """Return the names in sheet Periods, whatever its dates; none where a name itself could not be read."""
    names: list[str] = periods.text["period"].tolist() if periods is not None else []
    return names if all(names) else ()


def stand_in_periods() -> Records:
    """Return one period that stands for those that could not be read."""
    first, last = dt.date(*STAND_IN_YEARS[0]).toordinal(), dt.date(*STAND_IN_YEARS[1]).toordinal()
    return Records(
        PERIODS.name, np.zeros(1, dtype=np.int64), {"period": np.array(["?"], dtype=object)},
        date={"start": np.array([first]), "end": np.array([last])},
    )  # fmt: skip


def is_known_sheet(name: str) -> bool:
    """Return whether the schema knows a sheet of that name, or the copy of one in a plan."""
    return header_form(name).removeprefix(COPY_MARK) in KNOWN_SHEETS


def is_plan(book: Book) -> bool:
    """Return whether a book is an output of this program."""
    forms = {header_form(name) for name in book.grids}
    copies = [form for form in forms if form.startswith(COPY_MARK) and form.removeprefix(COPY_MARK) in KNOWN_SHEETS]
    return bool(copies) and all(header_form(name) in forms for name in PLAN_SHEETS)


def input_of_plan(book: Book) -> Book:
    """Return the input that a plan was made from: its frozen copies have the same cells at the same addresses."""
    copies = {
        grid.name[len(COPY_MARK) :].strip(): grid
        for name, grid in book.grids.items()
        if header_form(name).startswith(COPY_MARK)
    }
    return replace(book, grids={name: replace(grid, name=name) for name, grid in copies.items()})


def beside_copies(book: Book) -> list[Issue]:
    """Return an error when sheets of an input stand in a plan, of which nothing but its copies is read."""
    names = [
        name
        for name, grid in book.grids.items()
        if header_form(name) in KNOWN_SHEETS and grid.is_read and not _is_sheet_of_plan(grid)
    ]
    if not names:
        return []
    said = ", ".join(f"'{name}'" for name in names)
    is_whole = {header_form(table.name) for table in TABLES if table.required} <= set(map(header_form, names))
    where = (
        f"delete sheets {' and '.join(PLAN_SHEETS)}" if is_whole else "copy it into the input, or into its copy here"
    )
    return [
        error(
            "sheet-beside-plan", names[0],
            f"the workbook is a plan, of which only the sheets `{COPY_MARK}...` are read as input, and not {said}",
            f"where that is the input, {where}; else delete it, or start its name with {OWN_MARK}",
        )
    ]  # fmt: skip


def _is_sheet_of_plan(grid: Grid) -> bool:
    return any(isinstance(cell, str) and cell.strip() == BACK_LINK for row in grid.rows[:1] for cell in row)


def hidden_rows(grid: Grid) -> int:
    """Return how many hidden rows hold anything."""
    return sum(row < len(grid.rows) and not all(map(is_blank, grid.rows[row])) for row in grid.hidden)


def match_sheets(book: Book) -> tuple[dict[str, Grid], list[Issue]]:
    """Return the grid of each sheet that the schema knows, by the schema's name, and what is odd about the rest."""
    known = KNOWN_SHEETS
    grids: dict[str, Grid] = {}
    issues: list[Issue] = []
    typos: set[str] = set()
    for name, grid in book.grids.items():
        form = header_form(name)
        if name.strip().startswith(OWN_MARK) or is_read_me(name):
            continue
        table = known.get(form)
        if table is not None and table.name in grids:
            message = f"sheets '{grids[table.name].name}' and '{name}' are both sheet {table.name}"
            issues.append(error("duplicate-sheet", name, message, "keep one of the two"))
        elif table is not None:
            grids[table.name] = grid
        else:
            meant = next((one for one in known if within_one_typo(form, one)), None)
            issues.append(unknown_sheet(name, known[meant] if meant else None))
            typos.add(known[meant].name if meant else "")
    issues += [
        error("missing-sheet", book.source_name, f"sheet {table.name} is missing", f"add it: one row is {table.row_is}")
        for table in TABLES
        if table.required and table.name not in grids and table.name not in typos
    ]
    told = {*grids, *typos, *(table.name for table in TABLES if table.required)}
    issues += [one for name, grid in book.grids.items() if is_read_me(name) for one in deleted_sheets(grid, told)]
    return {name: grid for name, grid in grids.items() if grid.is_read}, issues


def unknown_sheet(name: str, meant: Table | None) -> Issue:
    """Return the finding for a sheet that is not known: an error when it is one typo away from a known one."""
    if meant is not None:
        remedy = f"did you mean '{meant.name}'? Else start its name with {OWN_MARK}"
        return error("unknown-sheet", name, f"there is no sheet '{name}'", remedy)
    message = f"sheet '{name}' is not part of the input and was not read"
    form = header_form(name)
    copied = KNOWN_SHEETS.get(COPIED.sub("", form))
    called = CALLED.get(form) or (copied.name if copied else "")
    remedy = f"call it {called} if it is that; else " if called else ""
    return warning("unknown-sheet", name, message, f"{remedy}start its name with {OWN_MARK} to say that it is your own")


def _follow(start: IntArray, end: IntArray) -> bool:
    """Return whether periods, (periods,) first and last days, follow one another in whatever order they stand."""
    order = np.argsort(start, kind="stable")
    return bool((end[order][:-1] + 1 == start[order][1:]).all())


def _out_of_order(start: IntArray, end: IntArray) -> int | None:
    """Return the row without which the first days, (rows,), of all others ascend, of two the longer; None if none."""
    if (np.diff(start) > 0).all():
        return None
    alone = [row for row in range(start.size) if (np.diff(np.delete(start, row)) > 0).all()]
    return max(alone, key=lambda row: int(end[row] - start[row]), default=None)


def read_periods(grid: Grid) -> tuple[Records | None, Calendar | None, list[Issue]]:
    """Return the periods in the order of their dates, and their calendar when they are contiguous."""
    records, issues = read_table(PERIODS, grid, Periods(()), np.empty(0))
    if records is not None:
        issues += period_name_issues(records)
    if records is None or errors(issues):
        return records, None, issues
    if len(records) == 0:
        issues.append(error("no-periods", grid.name, "sheet Periods has no row", "write at least one period"))
        return records, None, issues
    start, end = records.date["start"], records.date["end"]
    if (start == NO_DATE).any() or (end == NO_DATE).any():
        return records, None, issues
    if (odd := _out_of_order(start, end)) is not None and not _follow(start, end):
        text = records.text["period"]
        issues.append(
            error(
                "period-gap", records.cell(odd, "start"),
                f"period {text[odd]} starts on {dt.date.fromordinal(int(start[odd])).isoformat()}, out of the order of "
                "the rows, and the periods do not follow one another", "check the year and the month of its dates",
            )
        )  # fmt: skip
        return records, None, issues
    order = np.argsort(start, kind="stable")
    records = Records(
        records.sheet, records.row[order], {name: values[order] for name, values in records.text.items()},
        date={name: values[order] for name, values in records.date.items()}, letter=records.letter,
        blank=records.blank, read=records.read, ignored=records.ignored,
    )  # fmt: skip
    start, end = start[order], end[order]
    for line in np.flatnonzero(end < start).tolist():
        issues.append(
            error("period-dates", records.cell(line, "end"), "the period ends before it starts", "correct the dates")
        )
    for line in range(1, len(records)):
        if end[line - 1] + 1 == start[line]:
            continue
        what = "overlaps" if start[line] <= end[line - 1] else "leaves a gap after"
        issues.append(
            error(
                "period-gap", records.cell(line, "start"),
                f"period {records.text['period'][line]} {what} period {records.text['period'][line - 1]}",
                f"start it on the day after {records.cell(line - 1, 'end')}",
            )
        )  # fmt: skip
    if errors(issues):
        return records, None, issues
    return records, make_calendar(records.text["period"].tolist(), start.tolist(), end.tolist()), issues
