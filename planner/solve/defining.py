"""Rows that only say what a tier's own columns mean: they sleep until that tier is solved.

They forbid nothing, so the better tiers have the same optima without them; with them a solver that has no use for their
columns yet may lose its way, and take ten times as long.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from models.arrays import FloatArray, IntArray
from models.linear.matrix import Matrix
from models.linear.program import Tier


def asleep(matrix: Matrix, tiers: Sequence[Tier]) -> Matrix:
    """Return the program with the defining rows of all tiers without limits."""
    rows = _rows(tiers)
    if not rows.size:
        return matrix
    lower, upper = matrix.row_lower.copy(), matrix.row_upper.copy()
    lower[rows], upper[rows] = -np.inf, np.inf
    return replace(matrix, row_lower=lower, row_upper=upper)


def woken(sleeping: Matrix, matrix: Matrix, tier: Tier) -> Matrix:
    """Return the sleeping program with the limits of a tier's defining rows, as the whole one has them."""
    lower, upper = sleeping.row_lower.copy(), sleeping.row_upper.copy()
    lower[tier.defining], upper[tier.defining] = matrix.row_lower[tier.defining], matrix.row_upper[tier.defining]
    return replace(sleeping, row_lower=lower, row_upper=upper)


def told(matrix: Matrix, tiers: Sequence[Tier], values: FloatArray) -> FloatArray:
    """Return (columns,) a point of the sleeping program, with the tiers' own columns as the defining rows say."""
    told = values.copy()
    for tier in tiers:
        if not tier.defining.size:
            continue
        mine = np.isin(matrix.entry_row, tier.defining)
        own = np.unique(matrix.column[mine & (tier.objective[matrix.column] > 0.0)])
        told[own] = 0.0
        missing = (matrix.row_lower - matrix.activity(told))[tier.defining]
        for sign in (1.0, -1.0):
            row, column = _entries(matrix, tier.defining, own, sign)
            told[column] = np.maximum(sign * missing[row], 0.0)
    return told


def _entries(matrix: Matrix, rows: IntArray, columns: IntArray, value: float) -> tuple[IntArray, IntArray]:
    """Return place in `rows` and column of the entries of this value in some rows and columns."""
    row = matrix.entry_row
    chosen = np.isin(matrix.column, columns) & (matrix.value == value) & np.isin(row, rows)
    return np.searchsorted(rows, row[chosen]), matrix.column[chosen]


def _rows(tiers: Sequence[Tier]) -> IntArray:
    return np.concatenate([np.empty(0, dtype=np.int64), *(tier.defining for tier in tiers)])
