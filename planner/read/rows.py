"""Which rows of a sheet count, and what its look hides: merged, hidden and struck cells, sheets that do not act yet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from models.issues import Issue, error, warning
from models.nouns import counted
from models.records import quoted
from models.schema import COMMON, Column, Table
from planner.read.cells import NO, Strip, is_blank, shown
from planner.read.grid import Cell, Grid, letters
from planner.read.headers import Layout
from planner.read.labels import flags

ACTIVE = next(column for column in COMMON if column.name == "active")
# Columns that say where a row comes from.
INFORMATION = frozenset(column.name for column in COMMON) - {ACTIVE.name}
# So many cells that repeat their header are no data.
REPEATED = 3
UNHIDE = "unhide them to see what is planned with"


@dataclass(frozen=True)
class ChosenRows:
    """Rows of a sheet, from 0: those that act, and those that were set inactive."""

    rows: list[int]
    ignored: list[int]
    issues: list[Issue] = field(default_factory=list)


def choose_rows(grid: Grid, layout: Layout) -> ChosenRows:
    """Return the rows below the header that hold anything in a known column; blank rows are passed over."""
    known = [header.index for header in layout.headers]
    below = enumerate(grid.rows[layout.row + 1 :], layout.row + 1)
    # The first column is filled in nearly every row, which makes a look at the others needless.
    first = known[0] if known else 0
    rows = [
        row
        for row, cells in below
        if ((value := cells[first]) != "" and not (isinstance(value, str) and value.isspace()))
        or not all(_is_empty(cells[index]) for index in known)
    ]
    rows, again = _without_headers(grid, layout, rows, known)
    active = layout.bare(ACTIVE.name)
    if active is None or not rows:
        return ChosenRows(rows, [], again)
    strip = Strip(grid, active.index, rows, [grid.rows[row][active.index] for row in rows])
    words, issues = flags(strip, ACTIVE)
    acting = [row for row, word in zip(rows, words, strict=True) if word != NO]
    return ChosenRows(acting, [row for row, word in zip(rows, words, strict=True) if word == NO], again + issues)


def _without_headers(
    grid: Grid, layout: Layout, rows: list[int], known: Sequence[int]
) -> tuple[list[int], list[Issue]]:
    """Return the rows that do not repeat the header, with an error for each that does: as a table pasted below has."""
    if len(known) < 2 or not rows:
        return rows, []
    header = grid.rows[layout.row]
    # A second header, in which a few columns are translated, stands right below the first.
    likely = [row for row in rows if row == rows[0] or grid.rows[row][known[0]] == header[known[0]]]
    enough = min(REPEATED, len(known))
    again = [row for row in likely if sum(grid.rows[row][one] == header[one] for one in known) >= enough]
    if not again:
        return rows, []
    repeated = frozenset(again)
    issues = [
        error("repeated-header", grid.address(row, known[0]), "the row repeats the header", "delete the row")
        for row in again
    ]
    return [row for row in rows if row not in repeated], issues


def _is_empty(value: Cell) -> bool:
    return value == "" or (isinstance(value, str) and value.isspace())


def shape_issues(grid: Grid, layout: Layout, rows: Sequence[int]) -> list[Issue]:
    """Return an error for each merged range in the table, and warnings of hidden and of struck rows, which count."""
    if not layout.headers:
        return []
    last = max(header.index for header in layout.headers)
    issues = [
        error(
            "merged-cells", f"{quoted(grid.name)}!{area.text}", "cells in the table are merged",
            "unmerge them and fill in each cell",
        )
        for area in grid.merged
        if area.bottom >= layout.row and area.left <= last
    ]  # fmt: skip
    hidden = [row for row in rows if row in grid.hidden]
    if hidden:
        message = _hidden("row", len(hidden), f"row {hidden[0] + 1}")
        issues.append(warning("hidden-rows", grid.name, message, UNHIDE))
    return issues + _struck(grid, layout, rows) + _hidden_columns(grid, layout, rows) + _hidden_sheet(grid, rows)


def _struck(grid: Grid, layout: Layout, rows: Sequence[int]) -> list[Issue]:
    """Return a warning for rows that count, and in which what is filled is struck through: notes and sources apart."""
    known = [header.index for header in layout.headers if header.column.name not in INFORMATION]
    struck = [
        (row, column)
        for row in (rows if grid.struck else ())
        for column in known
        if (row, column) in grid.struck and not is_blank(grid.rows[row][column])
    ]
    if not struck:
        return []
    many = len({row for row, _ in struck})
    first = min(struck)
    message = (
        f"{counted(many, 'row')} with cells that are struck through {'counts' if many == 1 else 'count'}, "
        f"the first is {letters(first[1])}{first[0] + 1}"
    )
    return [warning("struck-through", grid.name, message, "delete what should not count, or set its rows inactive")]


def _hidden_columns(grid: Grid, layout: Layout, rows: Sequence[int]) -> list[Issue]:
    """Return a warning for hidden columns that are filled and count: all but notes and sources."""
    hidden = [
        header
        for header in layout.headers
        if any(first <= header.index <= last for first, last in grid.hidden_columns)
        and header.column.name not in INFORMATION
        and any(not is_blank(grid.rows[row][header.index]) for row in rows)
    ]
    if not hidden:
        return []
    first = min(hidden, key=lambda header: header.index).index
    name = shown(grid.rows[layout.row][first])
    return [warning("hidden-columns", grid.name, _hidden("column", len(hidden), f"{letters(first)} ({name})"), UNHIDE)]


def _hidden(what: str, many: int, first: str) -> str:
    return f"{counted(many, f'hidden {what}')} {'counts' if many == 1 else 'count'}, the first is {first}"


def _hidden_sheet(grid: Grid, rows: Sequence[int]) -> list[Issue]:
    """Return a warning for a sheet that nobody sees and whose rows count."""
    if not grid.hidden_as or not rows:
        return []
    remedy = (
        "unhide it to see what is planned with"
        if grid.hidden_as == "hidden"
        else "no menu of Excel shows it: set Visible of the sheet in its macro editor (Alt+F11), or copy the sheet"
    )
    return [warning("hidden-sheet", grid.name, "the sheet is hidden and counts all the same", remedy)]


def later_sheet_issue(table: Table, grid: Grid, rows: Sequence[int]) -> Issue:
    """Return the error for a sheet that this version does not act on yet and that has rows."""
    return error(
        "not-yet", grid.address(rows[0], 0), f"sheet {table.name} is not yet supported and has {len(rows)} rows",
        "delete them or set them inactive",
    )  # fmt: skip


def later_column_issues(column: Column, strip: Strip) -> list[Issue]:
    """Return an error when a column that this version does not act on yet is filled in an active row."""
    filled = [line for line, value in enumerate(strip.values) if not is_blank(value)]
    if not filled:
        return []
    return [
        error(
            "not-yet", strip.where(filled[0]),
            f"column '{column.name}' is not yet supported and is filled in {len(filled)} rows, first with "
            f"'{shown(strip.values[filled[0]])}'", "empty it or set the rows inactive",
        )
    ]  # fmt: skip


def duplicate_issues(strip: Strip, parts: Sequence[Sequence[str | int]]) -> list[Issue]:
    """Return an error for each row whose key stands already in a row above, matched without case.

    strip  the cells of the first key column; parts  one sequence a key column, one value a row
    """
    number_of = np.zeros(len(strip.values), dtype=np.int64)  # equal for equal keys, so far as they were looked at
    folded: list[list[str | int]] = []
    for column in parts:
        fold = {part: part.casefold() if isinstance(part, str) else part for part in set(column)}
        folded.append([fold[part] for part in column])
        code = {part: number for number, part in enumerate(dict.fromkeys(fold.values()))}
        joint = number_of * len(code) + np.array([code[part] for part in folded[-1]], dtype=np.int64)
        number_of = np.unique(joint, return_inverse=True)[1]
    if number_of.size == 0 or number_of.max() + 1 == number_of.size:
        return []
    keys = list(zip(*folded, strict=True))
    seen: dict[tuple[str | int, ...], int] = {}
    issues: list[Issue] = []
    for line, key in enumerate(keys):
        twin = seen.setdefault(key, line)
        if twin != line and any(isinstance(part, str) and part for part in key):
            said = ", ".join(f"'{column[line]}'" for column in parts if isinstance(column[line], str) and column[line])
            issues.append(
                error(
                    "duplicate-key", strip.where(line), f"{said} stands already in {strip.where(twin)}",
                    "keep one of the two rows",
                )
            )  # fmt: skip
    return issues
