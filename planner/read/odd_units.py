"""Rows of column `unit` that say something else than the others, or nothing."""

from __future__ import annotations

from collections import defaultdict

import numpy as np
from numpy.typing import NDArray

from models.arrays import FloatArray
from models.issues import Issue, warning
from models.schema import Column
from models.units import DEFAULT_UNIT, Kind, Unit, parse_unit
from planner.read.cells import is_blank
from planner.read.headers import Header
from planner.read.shown_units import is_other
from planner.read.unit_column import UnitColumn

# Fewer rows say nothing about which of them is odd, but for one whose number is like theirs in another unit.
LEAST_OTHERS, LEAST_ALIKE = 4, 2
# Numbers that are less than so many times apart are alike, and units that are so many times apart are not.
ALIKE = 3.0


def odd_unit(unit_column: UnitColumn, typed: FloatArray, column: Column, *, of_all: bool) -> list[Issue]:
    """Return a warning of each row whose unit few have beside many; rows that say none are told elsewhere.

    Of several rows with one odd unit it is told only where their numbers are like those of the others.

    typed   (rows,) the numbers beside them, NaN where blank
    of_all  whether they count for all periods: those of one period may be alike by chance
    """
    units = [
        None if column.kind is None or is_blank(text) else parse_unit(text, column.kind) for text in unit_column.texts
    ]
    by_size: dict[tuple[Kind, float, float] | None, list[int]] = defaultdict(list)
    for line in np.flatnonzero(~np.isnan(typed)).tolist():
        unit = units[unit_column.code[line]]
        by_size[None if unit is None else (unit.kind, unit.factor, unit.per_year)].append(line)
    usual = max(by_size.values(), key=len, default=[])
    few = [lines for lines in by_size.values() if lines is not usual]
    if None in by_size or sum(map(len, few)) >= len(usual):
        return []
    issues = []
    for lines in few:
        both = tuple(units[unit_column.code[line]] for line in (lines[0], usual[0]))
        is_alike = of_all and len(usual) >= LEAST_ALIKE and _alike(typed[lines], typed[usual], both)
        if is_alike or (len(lines) == 1 and len(usual) >= LEAST_OTHERS):
            issues += [_odd(unit_column, line, usual, is_alone=len(few) == len(lines) == 1) for line in lines]
    return issues


def _odd(unit_column: UnitColumn, line: int, usual: list[int], *, is_alone: bool) -> Issue:
    here, there = (unit_column.texts[unit_column.code[one]] for one in (line, usual[0]))
    others = f"{'the ' if is_alone else ''}{len(usual)} other rows"
    return warning(
        "odd-unit", unit_column.strip.where(line),
        f"the unit is {here} here and {there} in {others}", "check the unit, and the number beside it",
    )  # fmt: skip


def _alike(numbers: FloatArray, others: FloatArray, units: tuple[Unit | None, ...]) -> bool:
    """Tell whether numbers are about as large as all others although their unit is several times theirs, or a part."""
    one, other = units
    if one is None or other is None or one.kind is not other.kind or (one.per_year > 0.0) != (other.per_year > 0.0):
        return False
    sizes = [unit.factor * (unit.per_year or 1.0) for unit in (one, other)]
    near = numbers.min() > 0.0 and others.max() < ALIKE * numbers.min() and numbers.max() < ALIKE * others.min()
    return bool(near) and max(sizes) >= ALIKE * min(sizes)


def no_unit_anywhere(
    column: Column, header: Header, unit_column: UnitColumn | None, where: str, length_years: FloatArray
) -> list[Issue]:
    """Return a warning where a rate has no unit at all, so that it counts for each period, which is not a year.

    Tonnes without a time are as good as none where they stand for all periods and most plants are rated by the year.
    where  the header's cell;  length_years  (periods,)
    """
    texts = [] if unit_column is None else [text for text in unit_column.texts if not is_blank(text)]
    stated = [header.unit] if header.unit is not None else texts
    of_all = column.name == "capacity" and header.period is None
    is_told = bool(stated) and not (of_all and all(without_time(text, Kind.RATE) for text in stated))
    if column.kind is not Kind.RATE or is_told or (length_years == 1.0).all():
        return []
    said = f"is in {stated[0]}" if stated else "has no unit"
    return [
        warning(
            "rate-without-unit", where,
            f"{column.name} {said}, so that its numbers are read as t in each period and not in a year",
            "write t/period or t/yr in column `unit`, or in brackets behind the header",
        )
    ]  # fmt: skip


def blank_among_units(unit_column: UnitColumn, filled: NDArray[np.bool_], column: Column) -> list[Issue]:
    """Return a warning where some rows say their unit and others do not, or name a mass for one per time."""
    default = None if column.kind is None else DEFAULT_UNIT.get(column.kind)
    if default is None or column.kind is None or (read := parse_unit(default, column.kind)) is None:
        return []
    stated = [unit_column.texts[place] for place in np.unique(unit_column.code[filled]).tolist()]
    issues = []
    for text in stated:
        own = read if is_blank(text) else without_time(text, column.kind)
        if own is None:
            continue
        # Rows that are filled in other columns of the quantity say what is usual as well.
        other = [
            one
            for one in dict.fromkeys([*stated, *unit_column.texts])
            if one != text and is_other(one, own) and (own is read or _has_time(one))
        ]
        if not other:
            continue
        line = int(np.flatnonzero(filled & (unit_column.code == unit_column.texts.index(text)))[0])
        said, as_read = ("blank", default) if own is read else (text, mass_per_period(text))
        issues.append(
            warning(
                "blank-unit", unit_column.strip.where(line),
                f"the unit is {said} here and {other[0]} in other rows, so {column.name} is read as {as_read}",
                f"write {as_read}, or the unit that is meant",
            )
        )  # fmt: skip
    return issues


def without_time(text: str, kind: Kind) -> Unit | None:
    """Return the unit that a mass alone is where one per time belongs; None for every other text."""
    return parse_unit(text, kind) if kind is Kind.RATE and "/" not in text else None


def _has_time(text: str) -> bool:
    """Tell whether a unit is a rate of a span that is no period."""
    unit = parse_unit(text, Kind.RATE)
    return unit is not None and unit.per_year > 0.0


def mass_per_period(text: str) -> str:
    """Return how a mass that stands where one per time belongs is read."""
    return f"{text.strip()}/period"
