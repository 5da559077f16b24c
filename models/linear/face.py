"""Locking a solved tier by its face: exactly the set of its optima, without a tolerance and without a dense row."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from models.arrays import FloatArray, IntArray
from models.linear.matrix import Matrix

# A reduced cost or dual below this share of the size of an objective is rounding, not a reason to lock.
DUAL_NOISE = 1e-10
# A cost so many times larger than any that an optimum incurs only forbids: the others keep their digits beside it.
FORBIDDING = 1e4


def incurred_in(objective: FloatArray, column_dual: FloatArray) -> float:
    """Return the largest cost that an optimum with these reduced costs incurs, in a column or at its margin."""
    return float(np.abs(objective - column_dual).max(initial=0.0))


def size_of(objective: FloatArray, incurred: float = np.inf) -> float:
    """Return the largest cost, or the largest one incurred where larger ones only forbid; 0 where nothing costs."""
    costs = np.abs(objective[objective != 0.0])
    if not costs.size:
        return 0.0
    # Where nothing is incurred, the smallest cost has all the digits that anybody needs.
    largest, incurred = float(costs.max()), max(incurred, float(costs.min()))
    return incurred if largest > FORBIDDING * incurred else largest


@dataclass(frozen=True, eq=False)
class Face:
    """Columns to fix and rows to hold: positions, and the values they stay at."""

    columns: IntArray
    column_values: FloatArray
    rows: IntArray
    row_values: FloatArray


@dataclass(eq=False)
class Bounds:
    """Bounds of columns and rows, tightened tier by tier."""

    column_lower: FloatArray
    column_upper: FloatArray
    row_lower: FloatArray
    row_upper: FloatArray

    @classmethod
    def of(cls, matrix: Matrix) -> Bounds:
        """Return the bounds of a program, free to be tightened."""
        return cls(
            matrix.column_lower.copy(), matrix.column_upper.copy(), matrix.row_lower.copy(), matrix.row_upper.copy()
        )

    def copy(self) -> Bounds:
        """Return the same bounds, to be tightened apart."""
        return Bounds(self.column_lower.copy(), self.column_upper.copy(), self.row_lower.copy(), self.row_upper.copy())

    def within(self, matrix: Matrix) -> Matrix:
        """Return a program with these bounds."""
        return replace(
            matrix, column_lower=self.column_lower, column_upper=self.column_upper, row_lower=self.row_lower,
            row_upper=self.row_upper,
        )  # fmt: skip

    def face(self, objective: FloatArray, column_dual: FloatArray, row_dual: FloatArray) -> Face:
        """Return what an optimum with these duals pins, and tighten the bounds to it.

        By complementary slackness every optimum has each column with a non-zero reduced cost at the bound that the
        sign names, and each row with a non-zero dual at its limit; and every feasible point that does so is optimal.
        """
        incurred = incurred_in(objective, column_dual) if column_dual.size else np.inf
        noise = DUAL_NOISE * max(size_of(objective, incurred), np.finfo(np.float64).tiny)
        columns = np.flatnonzero((np.abs(column_dual) > noise) & (self.column_lower != self.column_upper))
        rows = np.flatnonzero((np.abs(row_dual) > noise) & (self.row_lower != self.row_upper))
        values = np.where(column_dual[columns] > 0.0, self.column_lower[columns], self.column_upper[columns])
        held = np.where(row_dual[rows] > 0.0, self.row_lower[rows], self.row_upper[rows])
        # Noise can give a dual the sign of a side that does not exist; such a column or row is left alone.
        columns, values = columns[np.isfinite(values)], values[np.isfinite(values)]
        rows, held = rows[np.isfinite(held)], held[np.isfinite(held)]
        self.column_lower[columns] = self.column_upper[columns] = values
        self.row_lower[rows] = self.row_upper[rows] = held
        return Face(columns, values, rows, held)
