"""From a file or folder to Tables: which sheets there are, settings and periods first, then every other sheet."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from models.issues import Issue, error
from models.records import Records, Tables
from models.schema import PERIODS, SETTINGS, TABLES, Table
from planner.errors import UsageError
from planner.paths import is_missing
from planner.read.cells import is_blank
from planner.read.grid import Book, Grid
from planner.read.headers import OWN_MARK
from planner.read.periods_known import Periods
from planner.read.periods_sheet import names_heard, read_periods, stand_in_periods
from planner.read.read_me import is_read_me
from planner.read.settings import default_settings, read_settings
from planner.read.sheet_names import COPY_MARK, KNOWN_SHEETS, is_known_sheet, match_sheets
from planner.read.tables import empty_records, read_table
from planner.read.words import header_form

# Sheets that every plan has; with them and a copy such as `in Demand` a workbook is our output, not an input.
PLAN_SHEETS = ("Summary", "Run")
# Stands at the top of every sheet of a plan but the first; some are called like sheets of an input, such as Contracts.
# Columns that may be left out and in which names begin.
SETS = {"Sites": frozenset({"operator", "country", "bloc"}), "Demand": frozenset({"end use"})}
# Findings of a column of which nobody knows what it holds.
UNKNOWN = frozenset({"unknown-column", "blank-header"})
BACK_LINK = f"back to {PLAN_SHEETS[0]}"


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
    matched = match_sheets(book)
    grids, issues = matched.grids, beside + matched.issues
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
    spoilt: set[str] = set()
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
            if found is None or _lacks_names(table, found, new):
                spoilt.add(table.name)
            if found is not None:
                records[table.name] = found
    present = frozenset(records) - ({PERIODS.name} if calendar is None else set())
    for table in TABLES:
        if table.name not in records:
            records[table.name] = empty_records(table, table.name, length_years.size)
    hidden = {name: hidden_rows(grid) for name, grid in grids.items() if hidden_rows(grid)}
    tables = Tables(
        book.source_name, book.source_hash, settings, cells, records, present, hidden, matched.misnamed | spoilt
    )  # fmt: skip
    # A cell of Settings is read twice, as text and as what its setting holds.
    return Reading(tables if present else None, list(dict.fromkeys(issues)), book)


def _lacks_names(table: Table, records: Records, issues: Sequence[Issue]) -> bool:
    """Return whether a column with names is missing: one that every row fills, or one that an unknown header may be."""
    needed = {column.name for column in table.columns if column.required and not column.by_period}
    if any(issue.code in UNKNOWN for issue in issues):
        needed |= SETS.get(table.name, frozenset())
    return not needed <= records.letter.keys()


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
