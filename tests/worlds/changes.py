"""Changes of a world: of cells, rows and settings. A change returns None where it has nothing to apply to."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from tests.workbooks import Cell
from tests.worlds.world import BARE, Line, World, base, is_number, unit_of

type Change = Callable[[World], World | None]
type Where = Callable[[World, Line], bool]


def everywhere(world: World, line: Line) -> bool:
    """Match each row."""
    return True


def edited(sheet: str, column: str, new: Callable[[Cell], Cell], where: Where = everywhere) -> Change:
    """Return a change of the filled cells of a column in the rows that match; None when no cell changes."""

    def change(world: World) -> World | None:
        result = world.copy()
        for line in result.rows(sheet):
            for header in list(line):
                is_it = base(header) == column or (base(header).startswith(f"{column} ") and bool(unit_of(header)))
                is_it = is_it or (column == "capacity" and BARE.fullmatch(header) is not None)
                if is_it and line[header] is not None and where(world, line):
                    line[header] = new(line[header])
        return None if result.lines == world.lines else result

    return change


def filled(sheet: str, column: str, new: Cell, where: Where = everywhere) -> Change:
    """Return a change that writes a value into a column of every row that matches."""

    def change(world: World) -> World | None:
        result = world.copy()
        for line in result.rows(sheet):
            if where(world, line):
                line[column] = new
        return None if result.lines == world.lines else result

    return change


def without(sheet: str, where: Where = everywhere) -> Change:
    """Return a change that deletes rows."""

    def change(world: World) -> World | None:
        result = world.copy()
        result.lines[sheet] = [line for line in world.rows(sheet) if not where(world, line)]
        return None if result.lines[sheet] == world.rows(sheet) else result

    return change


def setting(name: str, old: str, new: str) -> Change:
    """Return a change of one setting."""
    return edited("Settings", "value", lambda _: new, lambda _, line: line["setting"] == name and line["value"] == old)


def only(holds: Callable[[World], bool], change: Change) -> Change:
    """Return a change that applies only to worlds of which something holds."""
    return lambda world: change(world) if holds(world) else None


def times(factor: float) -> Callable[[Cell], Cell]:
    """Return a function that multiplies numbers."""
    return lambda cell: cell * factor if isinstance(cell, (int, float)) else cell


def to(new: Cell) -> Callable[[Cell], Cell]:
    """Return a function that replaces numbers."""
    return lambda cell: new if is_number(cell) else cell


def blank(cell: Cell) -> Cell:
    """Empty a cell."""
    return None


def days(number: int) -> Callable[[Cell], Cell]:
    """Return a function that moves a date."""
    return lambda cell: cell + dt.timedelta(days=number) if isinstance(cell, dt.date) else cell
