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
LEAST_OTHERS = 4


def odd_unit(unit_column: UnitColumn, filled: NDArray[np.bool_], column: Column) -> list[Issue]:
    """Return a warning where one row alone has another unit; rows that say none are told elsewhere."""
    units = [
        None if column.kind is None or is_blank(text) else parse_unit(text, column.kind) for text in unit_column.texts
    ]
    sizes = [None if unit is None else (unit.kind, unit.factor, unit.per_year) for unit in units]
    lines = np.flatnonzero(filled).tolist()
    of_line = [sizes[place] for place in unit_column.code[filled].tolist()]
    (usual, many), *others = Counter(of_line).most_common() or [(None, 0)]
    if len(others) != 1 or None in of_line or others[0][1] != 1 or many < LEAST_OTHERS:
        return []
    odd, like = lines[of_line.index(others[0][0])], lines[of_line.index(usual)]
    texts = [unit_column.texts[unit_column.code[line]] for line in (odd, like)]
    return [
        warning(
            "odd-unit", unit_column.strip.where(odd),
            f"the unit is {texts[0]} here and {texts[1]} in the {many} other rows",
            "check the unit, and the number beside it",
        )
    ]  # fmt: skip
