"""Whether it is shown that no point keeps the rows and bounds of a program: Farkas' lemma, in a solver's digits.

What some rows add up to, each times a factor, is what the columns add up to, each times the same combination of its
coefficients. Where limits and bounds keep the two apart, no point keeps them all.
"""

from __future__ import annotations

import highspy
import numpy as np

from models.arrays import FloatArray
from models.linear.face import Bounds
from models.linear.matrix import Matrix

# What a solver counts as nothing: what a row is missed by, and a share of the largest factor of a combination.
NO_AMOUNT, NO_SHARE = 1e-9, 1e-9


def is_shown(rows: FloatArray, columns: FloatArray, bounds: Bounds) -> bool:
    """Return whether a combination shows that there is no point: (rows,) its factors, (columns,) what they come to."""
    size = float(np.abs(rows).max(initial=0.0))
    of_rows = _between(rows, bounds.row_lower, bounds.row_upper)
    # What rounding leaves of a factor says nothing, not even of a column without an end.
    columns = np.where(np.abs(columns) > NO_SHARE * size, columns, 0.0)
    of_columns = _between(columns, bounds.column_lower, bounds.column_upper)
    room = NO_AMOUNT * float(np.abs(rows).sum())
    return max(of_rows[0] - of_columns[1], of_columns[0] - of_rows[1]) > room


def _between(factors: FloatArray, lower: FloatArray, upper: FloatArray) -> tuple[float, float]:
    """Return the least and the most that factors times values come to, each value between its limits."""
    own = factors != 0.0
    one, other = factors[own] * lower[own], factors[own] * upper[own]
    return float(np.minimum(one, other).sum()), float(np.maximum(one, other).sum())


def ray(highs: highspy.Highs) -> FloatArray | None:
    """Return (rows,) the combination by which the dual simplex method found no point; None where it keeps none."""
    _, found, factors = highs.getDualRay()  # type: ignore[attr-defined]  # the stubs leave it out
    return np.asarray(factors, dtype=np.float64) if found else None


def combination(highs: highspy.Highs, matrix: Matrix, bounds: Bounds) -> FloatArray:
    """Return (rows,) a combination by which the last run found no point, as far as it keeps one.

    The dual simplex method keeps one, a ray. The primal one ends where what is broken is least in all: the duals of
    that sum are one. Without a basis it was a single row that none of the columns' bounds can keep.
    """
    if (kept := ray(highs)) is not None:
        return kept
    # Asked for the columns of a basis that it has not factorised, the solver has been seen to break down.
    status, _ = highs.getBasisTransposeSolve(np.zeros(matrix.rows))  # type: ignore[attr-defined]
    if status != highspy.HighsStatus.kOk:
        return _worst_row(matrix, bounds)
    _, basic = highs.getBasicVariables()  # type: ignore[attr-defined]
    basic, solution = np.asarray(basic), highs.getSolution()
    is_row = basic < 0
    of_row, of_column = -1 - basic[is_row], basic[~is_row]
    broken = np.zeros(basic.size)
    broken[~is_row] = _broken(np.array(solution.col_value), bounds.column_lower, bounds.column_upper)[of_column]
    # The solver adds up rows and what they come to as 0: that stands on the other side.
    broken[is_row] = -_broken(np.array(solution.row_value), bounds.row_lower, bounds.row_upper)[of_row]
    _, rows = highs.getBasisTransposeSolve(broken)  # type: ignore[attr-defined]
    return np.asarray(rows, dtype=np.float64)


def _worst_row(matrix: Matrix, bounds: Bounds) -> FloatArray:
    """Return (rows,) 1 for the row whose limits are farthest from all that the columns can come to there."""
    own = matrix.value != 0.0
    row, column, value = matrix.entry_row[own], matrix.column[own], matrix.value[own]
    one, other = value * bounds.column_lower[column], value * bounds.column_upper[column]
    least, most = (np.bincount(row, ends(one, other), matrix.rows) for ends in (np.minimum, np.maximum))
    apart = np.maximum(least - bounds.row_upper, bounds.row_lower - most)
    return np.asarray(np.arange(matrix.rows) == np.argmax(apart), dtype=np.float64)


def _broken(values: FloatArray, lower: FloatArray, upper: FloatArray) -> FloatArray:
    """Return 1 for each value above its upper limit, -1 below its lower one, and 0 between."""
    return (values > upper + NO_AMOUNT).astype(np.float64) - (values < lower - NO_AMOUNT)
