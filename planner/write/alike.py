"""Limits that close the same flows: where two do, a tonne more of one of them lets nothing through."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from models.arrays import IntArray
from models.program import Matrix


def closed_alike(matrix: Matrix, rows: Sequence[int]) -> dict[int, list[int]]:
    """Return row -> other rows that close all that it closes together, for those of which there are any.

    rows  of limits; those at a most of 0, of flows that only count positively, close what they count
    """
    chosen = np.array(rows, dtype=np.int64)
    chosen = chosen[(matrix.row_upper[chosen] == 0.0) & (np.diff(matrix.start)[chosen] > 0)]
    places = [np.arange(matrix.start[row], matrix.start[row + 1]) for row in chosen.tolist()]
    closing = [place for place in places if (matrix.value[place] > 0.0).all()]
    kept = [row for row, place in zip(chosen.tolist(), places, strict=True) if (matrix.value[place] > 0.0).all()]
    columns: list[IntArray] = [matrix.column[place] for place in closing]
    closers: dict[int, list[int]] = {}
    for row, own in zip(kept, columns, strict=True):
        for column in own.tolist():
            closers.setdefault(column, []).append(row)
    found: dict[int, list[int]] = {}
    for row, own in zip(kept, columns, strict=True):
        others = [[other for other in closers[column] if other != row] for column in own.tolist()]
        if all(others):
            found[row] = list(dict.fromkeys(other for each in others for other in each))
    return found
