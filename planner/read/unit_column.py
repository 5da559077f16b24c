"""The cells of column `unit`, which say what the numbers of a sheet's main quantity are in."""

from __future__ import annotations

import numpy as np

from planner.read.cells import Strip, shown
from planner.read.grid import Cell


class UnitColumn:
    """The cells of column `unit`.

    texts  what they say, each once; code  (rows,) index into `texts`
    """

    def __init__(self, strip: Strip) -> None:
        self.strip = strip
        place: dict[str, int] = {}
        by_value: dict[Cell, int] = {}
        for value in set(strip.values):
            by_value[value] = place.setdefault(shown(value), len(place))
        self.texts = tuple(place)
        self.code = np.array([by_value[value] for value in strip.values], dtype=np.int64)
