"""A program with more columns and rows behind its own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from models.arrays import FloatArray, IntArray
from models.checks.magnitudes import SMALLEST
from models.linear.matrix import Matrix

# Columns, rising, and their coefficients.
type Row = tuple[IntArray, FloatArray]


def with_columns(matrix: Matrix, count: int) -> Matrix:
    """Return the program with so many more columns from 0 up, which stand in no row."""
    return replace(
        matrix,
        column_lower=np.append(matrix.column_lower, np.zeros(count)),
        column_upper=np.append(matrix.column_upper, np.full(count, np.inf)),
    )


def with_rows(matrix: Matrix, rows: Sequence[Row], upper: FloatArray) -> Matrix:
    """Return the program with more rows, each of them at most its limit: (rows,) upper."""
    sizes = np.array([columns.size for columns, _ in rows], dtype=np.int64)
    return replace(
        matrix,
        row_lower=np.append(matrix.row_lower, np.full(len(rows), -np.inf)),
        row_upper=np.append(matrix.row_upper, upper),
        start=np.append(matrix.start, matrix.start[-1] + np.cumsum(sizes)),
        column=np.concatenate([matrix.column, *(columns for columns, _ in rows)]),
        value=np.concatenate([matrix.value, *(values for _, values in rows)]),
    )


def row_of(objective: FloatArray) -> Row:
    """Return an objective, brought to a solver's size, as a row: its columns, and their coefficients.

    HiGHS refuses a program with a coefficient that it takes for none; beside one near its size that is less than any
    tolerance.
    """
    used = np.flatnonzero(np.abs(objective) > SMALLEST)
    return used, objective[used]
