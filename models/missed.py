"""Columns that say by how much something is missed or exceeded.

Their rows ask for at least what is missed, and a tier makes it no more than that. Until that tier is ended, as in a
plan that was stopped, more may be said to be missed than is: it is then taken back to what is.
"""

from __future__ import annotations

import numpy as np

from models.arrays import FloatArray, IntArray
from models.linear.matrix import Matrix
from models.variables import Variables


def missing_columns(v: Variables) -> IntArray:
    """Return the columns that say by how much a limit is missed or exceeded."""
    return np.concatenate([one.index for one in (v.below_safety, v.below_end, v.soft, v.contracts.shortfall)])


def as_missed(v: Variables, matrix: Matrix, values: FloatArray) -> FloatArray:
    """Return (columns,) the values with no more missed than their rows ask for; all else is as it was.

    Each such column only ever widens its rows, so that less of it can break no other limit than those.
    """
    found = values.copy()
    every = missing_columns(v)
    used = np.sort(every[found[every] > matrix.column_lower[every]])
    entry = np.flatnonzero(np.isin(matrix.column, used))
    entry = entry[np.argsort(matrix.column[entry], kind="stable")]
    first = np.searchsorted(matrix.column[entry], used)
    row, activity = matrix.entry_row, matrix.activity(found)
    for column, own in zip(used.tolist(), np.split(entry, first[1:]), strict=False):
        rows, factor = row[own], matrix.value[own]
        over, under = activity[rows] - matrix.row_lower[rows], matrix.row_upper[rows] - activity[rows]
        room = np.where(factor > 0.0, over, under)
        less = min(
            float(found[column] - matrix.column_lower[column]),
            float((np.maximum(room, 0.0) / np.abs(factor)).min(initial=np.inf)),
        )
        found[column] -= less
        activity[rows] -= factor * less
    return found
