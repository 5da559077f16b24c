"""A folder of CSV tables, one a sheet, made into an input workbook with the manners of the template.

    python -m planner.write.from_tables FOLDER [FILE]

writes FILE, or the workbook of the folder's name beside the folder. Tables whose names begin with # are left out:
the reader passes them over.
"""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Sequence
from pathlib import Path

from models.issues import Issue, error, errors
from models.schema import PERIODS, SETTINGS, TABLES, Role, Table
from planner.atomic import replace_atomically
from planner.errors import ExitCode, InputError, UsageError
from planner.read.cells import is_blank, shortest
from planner.read.folder import read_folder
from planner.read.grid import Cell, Grid
from planner.read.headers import UNIT, find_layout
from planner.read.periods_known import Periods, period_text
from planner.read.sheet_names import is_known_sheet, match_sheets
from planner.write.input_columns import Heading, unit_column
from planner.write.input_sheets import InputSheet
from planner.write.made_page import file_written
from planner.write.styles import LONGEST_TEXT, Value
from planner.write.template import workbook_bytes

PURPOSE = "Change what you like, and plan solve says what to buy, make, ship and store, and when."
USAGE = "usage: python -m planner.write.from_tables FOLDER [FILE]"
# In these columns a field that looks like a number is a name or a word all the same.
WORD_ROLES = (Role.NAME, Role.REFERENCE, Role.TEXT, Role.CONTENTS, Role.PERIOD, Role.CHOICE, Role.FLAG)


def write_workbook_from_folder(folder: Path, path: Path) -> None:
    """Write the workbook of a folder: a sheet for each table, the same headers, rows and values.

    Numbers become numbers, ISO dates dates, all else text. Only the form is checked, not what the cells mean.
    Raises UsageError without such a folder, InputError with all faults of its tables, OutputError when the
    workbook cannot be written.
    """
    replace_atomically(path, folder_bytes(folder))


def folder_bytes(folder: Path) -> bytes:
    """Return the workbook of a folder as a file."""
    if not folder.is_dir():
        raise UsageError(f"{folder}: there is no such folder")
    book, issues = read_folder(folder, is_known_sheet)
    matched = match_sheets(book)
    grids = matched.grids
    issues += matched.issues
    periods = _periods(grids)
    sheets: list[InputSheet] = []
    for table in TABLES:
        if table.name in grids:
            sheet, found = _sheet(table, grids[table.name], periods)
            issues += found
            sheets += [sheet] if sheet is not None else []
    if errors(issues):
        raise InputError(errors(issues))
    return workbook_bytes(_title(sheets) or book.source_name, PURPOSE, sheets)


def _periods(grids: dict[str, Grid]) -> Periods:
    """Return the names of sheet Periods as they stand there."""
    if PERIODS.name not in grids:
        return Periods(None)
    sheet, _ = _sheet(PERIODS, grids[PERIODS.name], Periods(()))
    if sheet is None:
        return Periods(None)
    names = [
        str(row[index])
        for index, heading in enumerate(sheet.headings)
        if heading.column is not None and heading.column.name == "period"
        for row in sheet.rows
    ]
    return Periods(names)


def _sheet(table: Table, grid: Grid, periods: Periods) -> tuple[InputSheet | None, list[Issue]]:
    """Return a table with its columns known and its cells typed, and the faults of its header."""
    layout, issues = find_layout(grid, table, periods)
    if layout is None:
        return None, issues
    known = {header.index: header for header in layout.headers}
    headings: list[Heading] = []
    places: list[int] = []
    for index, value in enumerate(grid.rows[layout.row]):
        if is_blank(value):
            continue
        header = known.get(index)
        column = None if header is None else header.column
        if column is UNIT:
            column = unit_column(table)
        headings.append(Heading(period_text(value), column, None if header is None else header.unit))
        places.append(index)
    rows = [
        tuple(_value(row[index], heading) for index, heading in zip(places, headings, strict=True))
        for row in grid.rows[layout.row + 1 :]
    ]
    issues += [
        error(
            "long-text", grid.address(row, index), f"the text has {len(value):,} characters; a cell of Excel holds "
            f"{LONGEST_TEXT:,}", "shorten it",
        )
        for row, values in enumerate(rows, start=layout.row + 1)
        for index, value in zip(places, values, strict=True)
        if isinstance(value, str) and len(value.encode("utf-16-le")) // 2 > LONGEST_TEXT
    ]  # fmt: skip
    while rows and all(value is None for value in rows[-1]):
        rows.pop()
    return InputSheet(table, tuple(headings), tuple(rows)), issues


def _value(cell: Cell, heading: Heading) -> Value:
    """Return a field as the cell of its column: a name is text even where it looks like a number."""
    if is_blank(cell):
        return None
    is_word = heading.column is not None and heading.column.role in WORD_ROLES
    # The value of a setting may be a number, and a source may be of a day.
    if isinstance(cell, dt.date) or (isinstance(cell, float) and (not is_word or _is_setting_value(heading))):
        return cell
    return cell if isinstance(cell, str) else shortest(cell)


def _is_setting_value(heading: Heading) -> bool:
    return heading.column is SETTINGS.by_name["value"]


def _title(sheets: Sequence[InputSheet]) -> str:
    """Return the value of the setting `title`, or nothing."""
    for sheet in sheets:
        if sheet.table is SETTINGS:
            names = [heading.column.name if heading.column else "" for heading in sheet.headings]
            for row in sheet.rows:
                if row[names.index("setting")] == "title":
                    return str(row[names.index("value")] or "")
    return ""


def main(arguments: Sequence[str]) -> int:
    """Run the command of this module and return its exit code."""
    if len(arguments) not in (1, 2):
        print(USAGE, file=sys.stderr)
        return ExitCode.USAGE
    folder = Path(arguments[0])
    path = Path(arguments[1]) if len(arguments) > 1 else folder.with_name(f"{folder.name}.xlsx")
    return file_written(path, lambda target: write_workbook_from_folder(folder, target))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
