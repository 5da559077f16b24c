"""Rows above the header that are filled like rows of the table: sorted away, or a second table.

A title and notes may stand above a table and are not read. So what was meant as a row must not stand there, where it
would be left out without a word.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence

from models.issues import Issue, error
from models.schema import SETTINGS, Column, Role, Table
from models.settings import SETTINGS as OPTIONS
from planner.read.cells import FLAGS, ISO_DAY, NO_LIMIT, NUMBERS, is_blank, shown
from planner.read.grid import Cell, Flaw, Grid
from planner.read.headers import Header, Layout, split_unit
from planner.read.periods_known import period_text
from planner.read.words import clean, header_form

# A title and a link beside it fill two columns of most sheets.
LEAST_FILLED = 3
MOST_SHOWN = 3
NUMERAL = re.compile(r"[-+]?[\d.,\s]*\d[\d.,\s]*%?")
TYPED = frozenset({Role.NUMBER, Role.DATE, Role.CHOICE, Role.FLAG})
OPTION_FORMS = frozenset(header_form(option.name) for option in OPTIONS)


def rows_above_issues(grid: Grid, table: Table, layout: Layout) -> list[Issue]:
    """Return an error when rows above the header are evidently rows of the table: the first, and how many."""
    found: list[tuple[int, list[Header]]] = []
    names = {_form(grid.rows[layout.row][header.index]) for header in layout.headers}
    for row, cells in enumerate(grid.rows[: layout.row]):
        filled = [header for header in layout.headers if not is_blank(cells[header.index])]
        # What says the same as the header, such as the header of a second table, is no value.
        filled = [header for header in filled if not _is_header(grid, layout, row, header, names)]
        if _is_option(table, cells, layout) if table is SETTINGS else _is_row(grid, cells, table, layout, filled):
            found.append((row, filled))
    if not found:
        return []
    row, filled = found[0]
    first = min(filled, key=lambda header: header.index)
    words = ", ".join(f"'{shown(grid.rows[row][header.index])}'" for header in filled[:MOST_SHOWN])
    more = f"; there are {len(found)} such rows" if len(found) > 1 else ""
    return [
        error(
            "row-above-header", grid.address(row, first.index),
            f"row {row + 1} looks like a row of the table ({words}) and stands above the header in row "
            f"{layout.row + 1}, where nothing is read{more}",
            "move it below the header, or delete it; write a note above the header into one cell",
        )
    ]  # fmt: skip


def _is_header(grid: Grid, layout: Layout, row: int, header: Header, names: set[str]) -> bool:
    value, own = (grid.rows[line][header.index] for line in (row, layout.row))
    return _form(value) == _form(own) or (isinstance(value, str) and _form(value) in names)


def _form(value: Cell) -> str:
    return "" if isinstance(value, Flaw) else header_form(period_text(value))


def _is_option(table: Table, cells: Sequence[Cell], layout: Layout) -> bool:
    """Tell whether a row above sheet Settings' header names a setting and gives it a value."""
    name, value = (layout.bare(column.name) for column in table.columns[:2])
    if name is None or value is None or isinstance(cells[name.index], Flaw) or is_blank(cells[value.index]):
        return False
    return split_unit(period_text(cells[name.index]))[0] in OPTION_FORMS


def _is_row(grid: Grid, cells: Sequence[Cell], table: Table, layout: Layout, filled: list[Header]) -> bool:
    """Tell whether a row above the header fills what a row must fill, with values and not with words about them."""
    needed = {header.column.name for header in layout.headers if header.column.required}
    is_more_than_a_title = len(filled) >= LEAST_FILLED or len(needed) > 1
    if not is_more_than_a_title or not needed <= {header.column.name for header in filled}:
        return False
    typed = [header for header in filled if header.column.role in TYPED]
    # A line that explains the columns, or names them in another language, has words over the numbers too.
    if typed:
        return any(_fits(cells[header.index], header.column) for header in typed)
    if len(filled) >= LEAST_FILLED:
        return True
    # A table of names alone, such as that of groups: its rows are known by the names that stand below as well.
    return not any(column.role in TYPED for column in table.columns) and _stands_below(grid, layout, cells, filled[0])


def _stands_below(grid: Grid, layout: Layout, cells: Sequence[Cell], header: Header) -> bool:
    own = _form(cells[header.index])
    return any(_form(row[header.index]) == own for row in grid.rows[layout.row + 1 :])


def _fits(value: Cell, column: Column) -> bool:
    """Tell whether a cell may be a value of a column of numbers, dates or chosen words, be it a wrong one."""
    if isinstance(value, Flaw):
        return True
    word = clean(value).casefold() if isinstance(value, str) else ""
    is_number = (isinstance(value, NUMBERS) and not isinstance(value, bool)) or NUMERAL.fullmatch(word) is not None
    match column.role:
        case Role.NUMBER:
            return is_number or word == NO_LIMIT
        case Role.DATE:
            return is_number or isinstance(value, dt.date) or ISO_DAY.fullmatch(word) is not None
        case Role.FLAG:
            return isinstance(value, bool) or word in FLAGS
    return word in {choice.casefold() for choice in column.choices}
