"""Number columns in base units: the unit of each cell, its bounds, and the conversion by period length."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.arrays import FloatArray, IntArray
from models.issues import Issue, error, note, warning
from models.records import TextArray
from models.schema import Column
from models.units import DEFAULT_UNIT, EXAMPLES, Kind, Unit, little_percent, parse_unit, per_period
from planner.read.cells import Strip, is_blank, mistyped, numbers, shown
from planner.read.headers import Header, split_unit
from planner.read.odd_units import blank_among_units, mass_per_period, odd_unit, without_time
from planner.read.shown_units import OTHER_CURRENCIES, units_as_shown
from planner.read.unit_column import UnitColumn
from planner.read.words import clean

# Kinds whose value in a period depends on the length of the period.
PER_PERIOD_KINDS = frozenset({Kind.RATE, Kind.HOLDING, Kind.LOSS_RATE})
# Kinds without a choice: a blank unit needs no remark.
UNITLESS_KINDS = frozenset({Kind.NUMBER, Kind.DEGREES, Kind.SECONDS, Kind.MONEY})
SHARES = frozenset({Kind.FRACTION, Kind.LOSS_RATE})
PERCENT = 0.01
# Kinds that are counted in masses; words that are some mass, if none that is known: ktons, mt, lbs.
OF_MASS = frozenset({Kind.MASS, Kind.RATE, Kind.PRICE, Kind.HOLDING, Kind.CAPITAL, Kind.CHANGE})
LIKE_MASS = re.compile(
    r"^(?:[kmg]?(?:t|to|tons?|tonnes?|g|gr|grams?)|lbs?|pounds?|oz|ounces?|kgs?|kilos?)$", re.IGNORECASE
)
# So many filled cells to a blank one make a blank a slip.
FEW = 4
# A typed bound such as 100 % is met exactly up to the rounding of the unit's factor.
ROUNDING = 1e-12
# In base units; as a coefficient a solver would refuse it.
NOTHING = 1e-12


@dataclass(frozen=True, eq=False)
class Quantity:
    """The numbers of one column, one a row.

    typed  (rows,) as typed, NaN where blank
    unit   (rows,) index into `units`, -1 where the unit is not known
    """

    typed: FloatArray
    unit: IntArray
    units: tuple[Unit, ...]

    def base(self) -> FloatArray:
        """Return (rows,) values in base units; rates stay per their own span of time."""
        made = np.full(self.typed.shape, np.nan)
        for place, unit in enumerate(self.units):
            lines = self.unit == place
            with np.errstate(over="ignore"):  # a number beyond all bounds becomes inf, and the bounds report it
                made[lines] = self.typed[lines] * unit.factor
        return made

    def by_period(self, length_years: FloatArray) -> FloatArray:
        """Return (rows, periods) values in base units, rates per period."""
        made = np.full((self.typed.size, length_years.size), np.nan)
        for place, unit in enumerate(self.units):
            lines = self.unit == place
            with np.errstate(over="ignore"):
                made[lines] = per_period(self.typed[lines, None], unit, length_years)
        return made

    def kinds(self) -> TextArray:
        """Return (rows,) what each number measures, "" where it is blank."""
        made = np.full(self.typed.shape, "", dtype=object)
        for place, unit in enumerate(self.units):
            made[(self.unit == place) & ~np.isnan(self.typed)] = unit.kind
        return made


def read_quantity(
    strip: Strip, header: Header, header_cell: str, unit_column: UnitColumn | None
) -> tuple[Quantity, list[Issue]]:
    """Read one number column with its units; `unit_column` is given for the main quantity only."""
    column = header.column
    typed, issues = numbers(strip, column)
    filled = ~np.isnan(typed)
    stated: tuple[str, ...] = ("",) if unit_column is None else unit_column.texts
    code = np.zeros(typed.size, dtype=np.int64) if unit_column is None else unit_column.code
    if header.unit is not None:
        if unit_column is not None:
            issues += _two_units(unit_column, header, header_cell)
        stated, code = (header.unit,), np.zeros(typed.size, dtype=np.int64)
    units: list[Unit] = []
    unit = np.full(typed.size, -1, dtype=np.int64)
    for place, text in enumerate(stated):
        lines = np.flatnonzero((code == place) & filled)
        if lines.size == 0 and header.unit is None:
            continue
        where = header_cell
        if header.unit is None and text and unit_column is not None:
            first = int(lines[0])
            where = unit_column.strip.where(first)
            if not isinstance(unit_column.strip.values[first], str):
                issues.append(mistyped(unit_column.strip, first, f"the unit of {column.name}", "write it as text"))
                continue
        found, trouble = _unit(text, column, where)
        if found is None and not clean(text) and unit_column is not None and any(map(clean, stated)):
            trouble = [_blank_unit(column, unit_column.strip.where(line)) for line in lines.tolist()]
        issues += trouble
        if found is not None:
            unit[lines] = len(units)
            units.append(found)
    quantity = Quantity(_shares_as_shown(strip, typed, unit, units, column, issues), unit, tuple(units))
    issues += units_as_shown(strip, typed, unit, units, column)
    if header.unit is None and unit_column is not None:
        issues += blank_among_units(unit_column, filled, column)
        issues += odd_unit(unit_column, typed, column, of_all=header.period is None)
    _round(quantity, column)
    return quantity, issues + _bounds(strip, quantity, column) + _little(strip, quantity, column)


def _round(quantity: Quantity, column: Column) -> None:
    """Take what is nothing, or the whole, but for the rounding of a spreadsheet for just that."""
    base = quantity.base()
    quantity.typed[np.abs(base) <= NOTHING] = 0.0
    if column.kind is Kind.FRACTION:
        for line in np.flatnonzero((base != 1.0) & (np.abs(base - 1.0) <= NOTHING) & (quantity.unit >= 0)).tolist():
            quantity.typed[line] = 1.0 / quantity.units[quantity.unit[line]].factor


def _two_units(unit_column: UnitColumn, header: Header, header_cell: str) -> list[Issue]:
    filled = [line for line, value in enumerate(unit_column.strip.values) if not is_blank(value)]
    if not filled:
        return []
    return [
        error(
            "two-units", unit_column.strip.where(filled[0]),
            f"the unit '{shown(unit_column.strip.values[filled[0]])}' stands beside header {header_cell} with its own "
            f"unit [{header.unit}]", "keep one of the two",
        )
    ]  # fmt: skip


def _unit(text: str, column: Column, where: str) -> tuple[Unit | None, list[Issue]]:
    kind = column.kind
    assert kind is not None
    if not clean(text):
        default = DEFAULT_UNIT.get(kind)
        if default is None:
            return None, [
                error("no-unit", where, f"{column.name} has no unit", f"write one in brackets: {EXAMPLES[kind]}")
            ]
        remark = [] if kind in UNITLESS_KINDS else [note("assumed-unit", where, f"{column.name} is read as {default}")]
        return parse_unit(default, kind), remark
    found = parse_unit(text, kind)
    if found is None:
        return None, [
            error(
                "wrong-unit", where, f"[{text}] is no unit of {column.name}, which is {kind}",
                f"{_unbracketed(text, kind)}write one of: {EXAMPLES[kind]}"
                f"{_counted_as(text) if kind in OF_MASS else ''}",
            )
        ]  # fmt: skip
    if without_time(text, kind) is not None:
        return found, [note("assumed-unit", where, f"{column.name} in {text} is read as {mass_per_period(text)}")]
    return found, []


def _blank_unit(column: Column, where: str) -> Issue:
    """Return the error for a cell of column `unit` without which nobody knows what the number of its row is in."""
    assert column.kind is not None
    return error(
        "no-unit", where, f"{column.name} has no unit in this row", f"write one here, as {EXAMPLES[column.kind]}"
    )


def _unbracketed(text: str, kind: Kind) -> str:
    """Return the advice to take away the brackets of a unit that is right without them; "" for every other text."""
    name, unit = split_unit(text)
    return f"write {unit}, without brackets, or " if not name and unit and parse_unit(unit, kind) else ""


def _counted_as(text: str) -> str:
    """Return how things are counted where a word is a unit of no kind; "" for one of another kind."""
    first = text.partition("/")[0].strip()
    is_known = any(parse_unit(word, kind) is not None for word in (text, first) for kind in Kind)
    if is_known or first.upper() in OTHER_CURRENCIES or not first.isalpha() or LIKE_MASS.match(first):
        return ""
    return "; pieces, barrels or hours count as t, one for each"


def _shares_as_shown(
    strip: Strip, typed: FloatArray, unit: IntArray, units: list[Unit], column: Column, issues: list[Issue]
) -> FloatArray:
    """Return the numbers with each cell that shows 85% meaning 85 %, whatever the unit of its header."""
    if not strip.grid.percent:
        return typed
    for line, row in enumerate(strip.rows):
        if (row, strip.index) not in strip.grid.percent or np.isnan(typed[line]):
            continue
        if unit[line] >= 0 and units[unit[line]].kind in SHARES:
            typed[line] *= 1.0 / units[unit[line]].factor
        elif unit[line] >= 0:
            issues.append(
                error(
                    "percent-cell", strip.where(line), f"the cell shows {typed[line] / PERCENT:g}%, but "
                    f"{column.name} is {units[unit[line]].kind}", "give the cell a plain number format",
                )
            )  # fmt: skip
    return typed


def _bounds(strip: Strip, quantity: Quantity, column: Column) -> list[Issue]:
    """Return an error for each number outside the bounds of its column, and for a share that must be in percent."""
    issues: list[Issue] = []
    base = quantity.base()
    # Each bound has the slack of its own size: that of a large one above would let through what is below one of 0.
    below, above = (
        ROUNDING * max(1.0, abs(bound) if np.isfinite(bound) else 1.0) for bound in (column.lower, column.upper)
    )
    outside = (base < column.lower - below) | (base > column.upper + above) & ~np.isposinf(quantity.typed)
    for line in np.flatnonzero(outside).tolist():
        unit = quantity.units[quantity.unit[line]]
        low = base[line] < column.lower
        limit = (column.lower if low else column.upper) / unit.factor
        what = "below" if low else "above"
        in_percent = not low and unit.text == DEFAULT_UNIT[Kind.FRACTION] and base[line] * PERCENT <= column.upper
        instead = ", or write [%] in the header if it is in percent" if in_percent else ""
        issues.append(
            error(
                "out-of-bounds", strip.where(line),
                f"{column.name} {shown(strip.values[line])} is {what} {limit:g} {unit.text}".rstrip(),
                f"type a number that is not {what} {limit:g}{instead}",
            )
        )  # fmt: skip
        quantity.typed[line] = np.nan  # told once, and then blank: nothing is to be counted with it
    if column.kind is Kind.FRACTION and not np.isfinite(column.upper):
        plain = np.array([unit.text == DEFAULT_UNIT[Kind.FRACTION] for unit in quantity.units], dtype=np.bool_)
        odd = (base > 1.0) & (quantity.unit >= 0)
        for line in np.flatnonzero(odd).tolist():
            if plain[quantity.unit[line]]:
                issues.append(
                    error(
                        "out-of-bounds", strip.where(line),
                        f"{column.name} {shown(strip.values[line])} as a fraction is {base[line]:.0%}",
                        "write [%] in the header if it is in percent",
                    )
                )  # fmt: skip
    return issues


def _little(strip: Strip, quantity: Quantity, column: Column) -> list[Issue]:
    """Return a warning for each 0.9 in per cent that may be 90 %, unless the cell itself shows 0.9%."""
    if not column.mostly:
        return []
    issues = []
    for line in np.flatnonzero((quantity.typed > 0.0) & (quantity.typed <= 1.0) & (quantity.unit >= 0)).tolist():
        if quantity.units[quantity.unit[line]].factor == PERCENT and (
            strip.rows[line], strip.index
        ) not in strip.grid.percent:  # fmt: skip
            words = little_percent(column.name, float(quantity.typed[line]) * PERCENT)
            issues.append(warning("little-percent", strip.where(line), *words))
    return issues


def few_blanks(column: Column, strip: Strip, blank: NDArray[np.bool_]) -> list[Issue]:
    """Return a warning for each blank cell of a column that nearly all rows fill, where a blank is seldom meant."""
    filled = int((~blank).sum())
    if not column.evenly or blank.sum() * FEW > filled:
        return []
    return [
        warning(
            "blank-among-others",
            strip.where(line),
            f"{column.name} is blank here, where it counts as {column.default:g}, and filled in {filled:,} other rows",
            "type the number, also where it is that",
        )
        for line in np.flatnonzero(blank).tolist()
    ]
