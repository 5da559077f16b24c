"""Limits that close the same flows: where two do, a tonne more of one of them lets nothing through."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from models.linear.matrix import Matrix


def closed_alike(matrix: Matrix, rows: Sequence[int]) -> dict[int, list[int]]:
    """Return row -> other rows that close all that it closes together, for those of which there are any.

    rows  of limits; those at a most of 0, of flows that only count positively, close what they count
    """
    chosen = np.array(rows, dtype=np.int64)
    chosen = chosen[(matrix.row_upper[chosen] == 0.0) & (np.diff(matrix.start)[chosen] > 0)]
    spans = {row: slice(matrix.start[row], matrix.start[row + 1]) for row in chosen.tolist()}
    closed = {row: matrix.column[span].tolist() for row, span in spans.items() if (matrix.value[span] > 0.0).all()}
    closers: dict[int, list[int]] = {}
    for row, columns in closed.items():
        for column in columns:
            closers.setdefault(column, []).append(row)
    found: dict[int, list[int]] = {}
    for row, columns in closed.items():
        others = [[other for other in closers[column] if other != row] for column in columns]
        if all(others):
            found[row] = list(dict.fromkeys(other for each in others for other in each))
    return found
