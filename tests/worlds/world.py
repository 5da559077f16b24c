"""A whole input as rows by column, which changes can be written on, and what drawing one needs.

A World is drawn by tests/worlds/draw.py, changed by loosened.py and twins.py beside it, and read as sheets.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from models.parts.earlier import EarlierPlan
from tests.workbooks import Cell, Sheets

type Line = dict[str, Cell]
# From the least and the most to a whole number between them.
type Draw = Callable[[int, int], int]

MONTHS = 12
# Everything that counts tonnes lies on this grid, so that ties and degenerate optima are common.
GRID = 5
# Headers of the main column, whose unit stands in column `unit`.
BARE = re.compile(r"all|P\d+")


@dataclass(frozen=True)
class Choice:
    """Chance as hypothesis deals it; what is absent, small and first is simplest, so that problems shrink to it."""

    draw: Draw

    def happens(self, percent: int) -> bool:
        """Return true in so many of a hundred draws."""
        return self.whole(0, 99) >= 100 - percent

    def whole(self, low: int, high: int) -> int:
        """Return a whole number, both ends included."""
        return self.draw(low, high)

    def one[Option](self, options: Sequence[Option]) -> Option:
        """Return one of the options; the first is the simplest."""
        return options[self.whole(0, len(options) - 1)]

    def some[Option](self, options: Iterable[Option], percent: int) -> list[Option]:
        """Return some of the options in their order."""
        return [option for option in options if self.happens(percent)]

    def tonnes(self, low: int, high: int) -> int:
        """Return tonnes on the grid, between so many steps of it."""
        return GRID * self.whole(low, high)

    def blank_or[Option](self, percent: int, *options: Option) -> Option | None:
        """Return None, or in so many of a hundred draws one of the options."""
        return self.one(options) if self.happens(percent) else None


@dataclass
class World:
    """The rows of every sheet, and what is known of them while they are drawn.

    lines    sheet -> rows, each header -> cell;  names of columns carry their units
    periods  name, first day, last day
    whole    whether rows that ask for whole numbers may be drawn
    musts    rows that must be kept and could contradict others, of which a problem has few
    before   the problem whose plan this one is to stay near to; None where there is no such plan
    earlier  that plan, once it is known
    """

    lines: dict[str, list[Line]] = field(default_factory=dict)
    periods: list[tuple[str, dt.date, dt.date]] = field(default_factory=list)
    whole: bool = False
    musts: int = 0
    before: World | None = None
    earlier: EarlierPlan | None = None

    def add(self, sheet: str, **cells: Cell) -> None:
        """Add a row; `_` in a name is a space."""
        self.put(sheet, {name.replace("_", " "): cell for name, cell in cells.items()})

    def put(self, sheet: str, line: Line) -> None:
        """Add a row."""
        self.lines.setdefault(sheet, []).append(line)

    def rows(self, sheet: str) -> list[Line]:
        """Return the rows of a sheet, none when it is absent."""
        return self.lines.get(sheet, [])

    def names(self, sheet: str, column: str) -> list[str]:
        """Return the names in a column, each once."""
        return list(dict.fromkeys(str(line[column]) for line in self.rows(sheet) if line.get(column)))

    @property
    def period_names(self) -> list[str]:
        """Return the names of the periods."""
        return [name for name, _, _ in self.periods]

    def day(self, choice: Choice, low: int = 0, high: int = 100) -> dt.date:
        """Return a day so many percent into the horizon, not always the first of a month."""
        first, last = self.periods[0][1], self.periods[-1][2]
        return first + dt.timedelta(days=(last - first).days * choice.whole(low, high) // 100)

    def by_period(self, head: str, unit: str, values: Iterable[Cell]) -> Line:
        """Return cells headed `head period [unit]`."""
        return {f"{head} {name} [{unit}]": value for name, value in zip(self.period_names, values, strict=True)}

    def may_demand(self, choice: Choice, percent: int) -> bool:
        """Tell whether a row that must be kept is drawn: rarely where others are there."""
        often = percent // 2 if self.whole else percent * 3 // 4
        if not choice.happens(often if self.musts == 0 else often // 4):
            return False
        self.musts += 1
        return True

    def sheets(self) -> Sheets:
        """Return the sheets; a column that no row fills is left out."""
        result: Sheets = {}
        for name, lines in self.lines.items():
            if lines:
                header = list(dict.fromkeys(column for line in lines for column in line))
                result[name] = [[*header], *([line.get(column) for column in header] for line in lines)]
        return result

    def copy(self) -> World:
        """Return a world of its own."""
        lines = {sheet: [dict(line) for line in lines] for sheet, lines in self.lines.items()}
        return World(lines, list(self.periods), self.whole, self.musts, self.before, self.earlier)


def base(header: str) -> str:
    """Return the name of a column without its unit."""
    return header.partition(" [")[0]


def unit_of(header: str) -> str:
    """Return the unit in a header, "" without one."""
    return header.partition("[")[2].rstrip("]")


def is_number(cell: Cell) -> bool:
    """Tell whether a cell holds a number."""
    return isinstance(cell, (int, float)) and not isinstance(cell, bool)


def is_tonnes(sheet: str, header: str, line: Line) -> bool:
    """Tell whether a number counts tonnes of a plan: t, t a time, runs; not the sizes in a recipe."""
    if not is_number(line.get(header)):
        return False
    if sheet == "Rules":
        return base(header) == "value" and line.get("type") in ("cap", "licence")
    unit = str(line.get("unit") or "") if BARE.fullmatch(header) else unit_of(header)
    return unit.split("/")[0] in ("t", "kg") and base(header) != "quantity per run"


def scaled(world: World, factor: float, is_counted: Callable[[str, str, Line], bool] = is_tonnes) -> World:
    """Return the world with the numbers that are counted multiplied; all that count tonnes unless said otherwise."""
    result = world.copy()
    for sheet, lines in result.lines.items():
        for line in lines:
            for header, cell in line.items():
                if isinstance(cell, (int, float)) and is_counted(sheet, header, line):
                    line[header] = cell * factor
    return result
