"""Worlds with the same meaning in another form: other units, periods down instead of across."""

from __future__ import annotations

import datetime as dt
import random

from models.schema import TABLES
from tests.workbooks import Cell
from tests.worlds.world import BARE, Line, World, base, is_number, unit_of

# What one of each is in the unit in which a world is drawn.
TONNES = {"kg": 0.001, "lb": 0.00045359237, "g": 0.000001}
SHARES = {"fraction": 1.0, "%": 0.01, "ppm": 0.000001}
MONTHS_OF = {"month": 1, "quarter": 3, "yr": 12}
DAYS, MONTHS = 365, 12
DIGITS = 12  # of a number that is typed


def in_other_units(world: World, seed: int) -> World:
    """Return the world with quantities, rates, prices and shares in units drawn at random.

    A rate per period becomes one per month, quarter or year by the length of its period, be it whole months or days.
    """
    chance = random.Random(seed)
    result = World(periods=world.periods, earlier=world.earlier)
    for sheet, lines in world.lines.items():
        # One mass for a sheet: what is equal there must stay equal, to the last digit.
        mass = chance.choice(tuple(TONNES))
        new: dict[str, str] = {}  # header -> unit; one for a column
        for line in lines:
            for header in line:
                if unit_of(header) and header not in new:
                    new[header] = _unit(chance, mass, unit_of(header), by_period=_period(header) is not None)
        result.lines[sheet] = [_line(world, chance, mass, line, new) for line in lines]
    return result


def _period(header: str) -> str | None:
    """Return the period of a header; None where it has none."""
    last = base(header).rpartition(" ")[2]
    return last if BARE.fullmatch(last) and last != "all" else None


def _unit(chance: random.Random, mass: str, unit: str, *, by_period: bool) -> str:
    """Return another unit of the same kind; a rate without a period of its own keeps its span of time."""
    match unit.split("/"):
        case ["t"]:
            return mass
        case ["t", "period"]:
            return f"{mass}/{chance.choice(tuple(MONTHS_OF)) if by_period else 'period'}"
        case ["t", "yr"]:
            return f"{mass}/{chance.choice(tuple(MONTHS_OF))}"
        case ["USD", "t"]:
            return f"USD/{mass}"
        case ["USD", "t", "yr"]:
            return f"USD/{mass}/{chance.choice(tuple(MONTHS_OF))}"
        case ["fraction"]:
            return chance.choice(("%", "ppm"))
    return unit


def _line(world: World, chance: random.Random, mass: str, line: Line, new: dict[str, str]) -> Line:
    own = str(line.get("unit") or "")
    bare = _unit(chance, mass, own, by_period="all" not in line or line["all"] is None)
    made: Line = {}
    for header, cell in line.items():
        old, period = unit_of(header), _period(header)
        if header == "unit":
            made[header] = bare or None
        elif old:
            made[f"{base(header)} [{new[header]}]"] = _converted(world, cell, old, new[header], period)
        elif BARE.fullmatch(header) or header == "value":
            made[header] = _converted(world, cell, own, bare, period)
        else:
            made[header] = cell
    return made


def _converted(world: World, cell: Cell, old: str, new: str, period: str | None) -> Cell:
    """Return a number in another unit, as somebody would type it; anything else as it is."""
    if not is_number(cell) or old == new:
        return cell
    return float(f"{float(str(cell)) * _size(world, old, period) / _size(world, new, period):.{DIGITS}g}")


def _size(world: World, unit: str, period: str | None) -> float:
    """Return what one of a unit is in t, USD, a month and fractions."""
    if unit in SHARES:
        return SHARES[unit]
    money, parts = unit.startswith("USD/"), unit.removeprefix("USD/").split("/")
    mass = {"t": 1.0, **TONNES}[parts[0]]
    span = 1.0 if len(parts) == 1 else _months(world, period) if parts[1] == "period" else MONTHS_OF[parts[1]]
    return 1.0 / (mass * span) if money else mass / span


def _months(world: World, period: str | None) -> float:
    """Return the months of a period: whole ones, or its days of a year of 365; 1 without a period."""
    if period is None:
        return 1.0
    first, last = next((first, last) for name, first, last in world.periods if name == period)
    days = (last - first).days + 1
    whole = (last.year - first.year) * MONTHS + last.month - first.month + 1
    is_whole = first.day == 1 and (last + dt.timedelta(days=1)).day == 1
    return float(whole) if is_whole else days * MONTHS / DAYS


def in_long_form(world: World, seed: int) -> World:
    """Return the world with the periods of some sheets down: a row for each key and period."""
    chance = random.Random(seed)
    result = world.copy()
    for sheet, main in _that_vary().items():
        lines = result.rows(sheet)
        filled = {name for line in lines for header in line if (name := _period(header))}
        if filled and chance.random() < 0.7:
            result.lines[sheet] = [row for line in lines for row in _down(world, main, line)]
            chance.shuffle(result.lines[sheet])
    return result


def _down(world: World, main: str, line: Line) -> list[Line]:
    """Return a row for each period: what varies without the name of the period, what does not in each of them."""
    rows: list[Line] = []
    for name in world.period_names:
        row: Line = {"period": name}
        for header, cell in line.items():
            if BARE.fullmatch(header):
                if header in ("all", name):
                    row[main] = cell
            elif _period(header) is None:
                row.setdefault(header, cell)
            elif _period(header) == name:
                row[f"{base(header).rpartition(' ')[0]} [{unit_of(header)}]"] = cell
        rows.append(row)
    return rows


def _that_vary() -> dict[str, str]:
    """Return the sheets that may have a column `period` instead of one for each period, with their main quantity."""
    return {
        table.name: table.main.name for table in TABLES
        if table.main is not None and table.main.by_period and "period" not in [one.name for one in table.columns]
    }  # fmt: skip
