"""One row whose unit is another than that of all the others: copied from elsewhere, most likely, with its unit."""

from __future__ import annotations

from collections import Counter

import numpy as np
from numpy.typing import NDArray

from models.issues import Issue, warning
from models.schema import Column
from models.units import parse_unit
from planner.read.cells import is_blank
from planner.read.unit_column import UnitColumn

# Fewer rows say nothing about which of them is odd.
LEAST_OTHERS, TWO = 4, 2


def odd_unit(unit_column: UnitColumn, filled: NDArray[np.bool_], column: Column) -> list[Issue]:
    """Return a warning where one row alone has another unit; those that say none are told elsewhere."""
    stated = {place: text for place, text in enumerate(unit_column.texts) if not is_blank(text)}
    known = {
        place: (unit.factor, unit.per_year)
        for place, text in stated.items()
        if column.kind is not None and (unit := parse_unit(text, column.kind)) is not None
    }
    rows = Counter(known.get(place) for place in unit_column.code[filled].tolist())
    few, many = min(rows.values(), default=0), max(rows.values(), default=0)
    if len(rows) != TWO or None in rows or few != 1 or many < LEAST_OTHERS:
        return []
    place = next(place for place, size in known.items() if rows[size] == 1)
    other = next(text for place, text in stated.items() if rows[known[place]] == many)
    line = int(np.flatnonzero(filled & np.isin(unit_column.code, [place]))[0])
    return [
        warning(
            "odd-unit", unit_column.strip.where(line),
            f"the unit is {stated[place]} here and {other} in the {many} other rows",
            "check the unit, and the number beside it",
        )
    ]  # fmt: skip
