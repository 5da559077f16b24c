"""Which cell of each row of a sheet a finding is told at: the first that is wrong."""

from __future__ import annotations

import numpy as np

from models.arrays import BoolArray, IntArray


def first_of_each_line(line: IntArray, wrong: BoolArray) -> list[tuple[int, int]]:
    """Return (row, first period) of the first wrong row of each line of a sheet."""
    rows = np.flatnonzero(wrong.any(axis=1))
    if not rows.size:
        return []
    firsts = rows[np.unique(line[rows], return_index=True)[1]]
    return [(int(row), int(np.argmax(wrong[row]))) for row in firsts]
