"""Linear programs of a few columns, written as dense rows."""

from __future__ import annotations

import numpy as np

from models.linear.matrix import Matrix
from models.linear.program import Tier, TierKind

INFINITE = np.inf


def matrix(rows: list[list[float]], lower: list[float], upper: list[float], most: float = INFINITE) -> Matrix:
    """Return a program with columns from 0 to `most`."""
    full = np.array(rows, dtype=np.float64)
    place = np.argwhere(full != 0.0)
    start = np.concatenate([[0], np.cumsum((full != 0.0).sum(axis=1))])
    columns = full.shape[1]
    return Matrix(
        np.zeros(columns), np.full(columns, most), np.array(lower), np.array(upper), start.astype(np.int64),
        place[:, 1].astype(np.int64), full[full != 0.0],
    )  # fmt: skip


def tier(name: str, *objective: float, kind: TierKind = "cost") -> Tier:
    return Tier(name, kind, np.array(objective, dtype=np.float64))


def dense(coefficients: np.ndarray, lower: np.ndarray, most: np.ndarray, integer: int) -> Matrix:
    """Return a program of dense rows >= lower with columns 0..most, the first ones whole numbers."""
    place = np.argwhere(coefficients != 0.0)
    start = np.concatenate([[0], np.cumsum((coefficients != 0.0).sum(axis=1))]).astype(np.int64)
    return Matrix(
        np.zeros(most.size), most, lower, np.full(lower.size, INFINITE), start, place[:, 1].astype(np.int64),
        coefficients[coefficients != 0.0], np.arange(integer),
    )  # fmt: skip
