"""Settling a point that came through a file of few digits: the nearest point that keeps every row and bound."""

from __future__ import annotations

import numpy as np

from models.arrays import FloatArray
from models.linear.matrix import Matrix
from planner.errors import UnsolvedError
from planner.solve.session import Outcome, make_highs, pass_program
from planner.solve.ways import DUAL, ENDED, LAST_WAYS, first_answer


class UnsettledError(UnsolvedError):
    """No point keeps the rows that an answer is meant to keep."""


def settle(matrix: Matrix, point: FloatArray) -> FloatArray:
    """Return the point nearest to `point` that keeps the rows and bounds of a program without whole numbers.

    point    (columns,) within its bounds
    returns  (columns,); distances are relative, so that the digits that a file cut off move and nothing else
    Raises UnsettledError when there is no such point. Whether it is as good as the answer is for the caller to see: on
    a thin face a last digit of the cost may stand for many of a quantity.
    """
    size = 1.0 + np.abs(point)
    shift = matrix.activity(point)
    # Each column's move is the difference of two parts, of which the sum is least.
    parts = Matrix(
        np.zeros(2 * matrix.columns),
        np.concatenate([matrix.column_upper - point, point - matrix.column_lower]), matrix.row_lower - shift,
        matrix.row_upper - shift, 2 * matrix.start, np.concatenate([matrix.column, matrix.column + matrix.columns]),
        np.concatenate([matrix.value, -matrix.value]),
    )  # fmt: skip
    order = np.argsort(np.tile(matrix.entry_row, 2), kind="stable")
    parts.column[:], parts.value[:] = parts.column[order], parts.value[order]
    highs = make_highs()
    pass_program(highs, parts, np.tile(1.0 / size, 2))
    # Every move costs something: there is no point, or there is a nearest one.
    if first_answer(highs, (DUAL, *LAST_WAYS), None, ENDED | {Outcome.INFEASIBLE}) is not Outcome.OPTIMAL:
        raise UnsettledError("the solver's answer belongs to no plan")
    move = np.array(highs.getSolution().col_value, dtype=np.float64)
    settled = point + move[: matrix.columns] - move[matrix.columns :]
    return np.asarray(np.clip(settled, matrix.column_lower, matrix.column_upper))
