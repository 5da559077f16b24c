"""Mutations of cells, rows, columns, headers and sheets."""

from __future__ import annotations

import random
from collections.abc import Callable

from models.schema import TABLES
from tests.fuzz.forms import Tables
from tests.fuzz.originals import drawn
from tests.fuzz.values import NAMES_OF_SHEETS, drawn_header, drawn_value, fitting

MOST_CELLS = 5
HOW_MANY = (8, 4, 2, 1, 1)

type TableChange = Callable[[random.Random, Tables, str], str]


def changed_cells(chance: random.Random, tables: Tables) -> tuple[Tables, list[str]]:
    """Return the tables mutated, and how: one to five cells set anew, or rows, columns and sheets moved, or both."""
    tables = {sheet: [list(row) for row in rows] for sheet, rows in tables.items()}
    done: list[str] = []
    way = chance.random()
    if way < 0.7:  # mostly few: of many cells one is sure to be refused
        for _ in range(chance.choices(range(1, MOST_CELLS + 1), HOW_MANY)[0]):
            done.append(set_cell(chance, tables, chance.choice(list(tables))))
    if way > 0.65:
        for _ in range(chance.choice((1, 1, 2))):
            change = chance.choice(CHANGES)
            done.append(change(chance, tables, chance.choice(list(tables))))
    return tables, done


def set_cell(chance: random.Random, tables: Tables, sheet: str) -> str:
    """Give a cell a random value; mostly one that is filled, and mostly below the header."""
    rows = tables[sheet]
    filled = [(r, c) for r, row in enumerate(rows) for c, value in enumerate(row) if value is not None]
    way = chance.random()
    if not filled or way < 0.1:
        row, column = chance.randrange(len(rows) + 2), chance.randrange(max(map(len, rows), default=1) + 2)
    else:
        below = [place for place in filled if place[0] > 0]
        row, column = chance.choice(below if below and way < 0.95 else filled)
    old = rows[row][column] if row < len(rows) and column < len(rows[row]) else None
    value = drawn_value(chance, tables, sheet, old)
    put(rows, row, column, value)
    return f"{sheet} row {row + 1} column {column + 1} = {str(value)[:80]!a}"


def put(rows: list[list[object]], row: int, column: int, value: object) -> None:
    """Set a cell, which may lie outside of the rows that are there."""
    width = max([column + 1, *map(len, rows[:1])])
    rows.extend([None] * width for _ in range(row + 1 - len(rows)))
    for line in rows:
        line.extend([None] * (width - len(line)))
    rows[row][column] = value


def row_of(chance: random.Random, rows: list[list[object]]) -> int:
    """Draw a row, mostly not the first."""
    return chance.randrange(0 if chance.random() < 0.1 else min(1, len(rows) - 1), len(rows)) if rows else 0


def column_of(chance: random.Random, rows: list[list[object]]) -> int:
    """Draw a column."""
    return chance.randrange(len(rows[0])) if rows and rows[0] else 0


def swap_cells(chance: random.Random, tables: Tables, sheet: str) -> str:
    """Swap two cells of a sheet, of one column or of any."""
    rows = tables[sheet]
    if not rows or not rows[0]:
        return f"nothing to swap in {sheet}"
    first, second, column = row_of(chance, rows), row_of(chance, rows), column_of(chance, rows)
    other = column if chance.random() < 0.5 else column_of(chance, rows)
    rows[first][column], rows[second][other] = rows[second][other], rows[first][column]
    return f"{sheet}: cells ({first + 1}, {column + 1}) and ({second + 1}, {other + 1}) swapped"


def change_rows(chance: random.Random, tables: Tables, sheet: str) -> str:
    """Leave out, repeat, move, blank or shuffle rows."""
    rows = tables[sheet]
    if not rows:
        return f"no row in {sheet}"
    row = row_of(chance, rows)
    match chance.randrange(7):
        case 0:
            del rows[row]
            return f"{sheet}: without row {row + 1}"
        case 1:
            rows.insert(chance.randrange(len(rows) + 1), list(rows[row]))
            return f"{sheet}: row {row + 1} twice"
        case 2:
            rows.insert(chance.randrange(len(rows)), rows.pop(row))
            return f"{sheet}: row {row + 1} moved"
        case 3:
            rows.insert(row, [None] * len(rows[0]))
            return f"{sheet}: blank row {row + 1}"
        case 4:
            below = rows[1:]
            chance.shuffle(below)
            rows[1:] = below
            return f"{sheet}: rows shuffled"
        case 5:
            del rows[row:]
            return f"{sheet}: no row from {row + 1} on"
        case _:
            copy = list(rows[row])
            for _ in range(chance.randint(1, 2)):
                copy[column_of(chance, rows)] = fitting(chance, tables, sheet, None)
            rows.append(copy)
            return f"{sheet}: row {row + 1} again with other cells: {copy!a}"


def change_columns(chance: random.Random, tables: Tables, sheet: str) -> str:
    """Leave out, repeat, move, blank or fill a column."""
    rows = tables[sheet]
    if not rows or not rows[0]:
        return f"no column in {sheet}"
    column, target = column_of(chance, rows), column_of(chance, rows)
    way = chance.randrange(6)
    if way in (3, 4):
        value = drawn_value(chance, tables, sheet, rows[-1][column]) if way == 4 else None
        for row in rows[1:]:
            row[column] = value
        return f"{sheet}: column {column + 1} filled with {str(value)[:80]!a}"
    for row in rows:
        match way:
            case 0:
                del row[column]
            case 1:
                row.insert(target, row[column])
            case 2:
                row.insert(target, row.pop(column))
            case _:
                row[column], row[target] = row[target], row[column]
    what = ("left out", "written twice", "moved", "", "", "swapped with another")[way]
    return f"{sheet}: column {column + 1} {what} ({target + 1})"


def rename_header(chance: random.Random, tables: Tables, sheet: str) -> str:
    """Give a column another header, or add a column."""
    rows = tables[sheet]
    if not rows:
        return f"no header in {sheet}"
    column = column_of(chance, rows) if chance.random() < 0.7 else len(rows[0])
    old = str(rows[0][column]) if column < len(rows[0]) else ""
    new = drawn_header(chance, sheet, old)
    put(rows, 0, column, new)
    if not old:
        for row in rows[1:]:
            if chance.random() < 0.7:
                row[column] = drawn_value(chance, tables, sheet, None)
    return f"{sheet}: header {old!a} becomes {new!a}"


def change_sheets(chance: random.Random, tables: Tables, sheet: str) -> str:
    """Give a sheet another name, leave it out, repeat it, or take one of another workbook."""
    match chance.randrange(4):
        case 0:
            new = chance.choice(
                (*NAMES_OF_SHEETS, sheet.upper(), f"{sheet} ", sheet[:-1], f"in {sheet}", "Summary", "#own", "X")
            )
            rows = tables.pop(sheet)
            tables[new] = rows
            return f"{sheet} called {new!a}"
        case 1 if len(tables) > 1:
            del tables[sheet]
            return f"without {sheet}"
        case 2:
            new = chance.choice((f"{sheet} 2", sheet.upper() + " ", chance.choice(TABLES).name))
            tables[new] = [list(row) for row in tables[sheet]]
            return f"{sheet} once more as {new!a}"
        case _:
            other = drawn(chance)
            taken = chance.choice(list(other.tables))
            tables[taken] = [list(row) for row in other.tables[taken]]
            return f"{taken} of {other.name}"


def above_header(chance: random.Random, tables: Tables, sheet: str) -> str:
    """Write a title or a blank row above the header."""
    rows = tables[sheet]
    width = len(rows[0]) if rows else 1
    title = chance.choice((None, "A title", drawn_value(chance, tables, sheet, None)))
    rows.insert(0, [title] + [None] * (width - 1))
    return f"{sheet}: {str(title)[:80]!a} above the header"


CHANGES: tuple[TableChange, ...] = (
    swap_cells, swap_cells, change_rows, change_rows, change_rows, change_columns, change_columns, rename_header,
    rename_header, rename_header, change_sheets, above_header,
)  # fmt: skip
