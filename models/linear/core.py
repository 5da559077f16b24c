"""What of a program can move: columns and rows that are not settled by bounds and rows alone.

A node that nothing reaches has balances whose columns can only be 0, and what they fed has others: HiGHS finds that
too, but only where it begins anew. Where many questions start from a basis, a program without what is settled has half
the columns to look at.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from models.arrays import BoolArray, FloatArray, IntArray
from models.linear.matrix import Matrix


@dataclass(frozen=True, eq=False)
class Core:
    """A program without what is settled in all its points.

    matrix    of what can move; it has no spare columns
    rows, columns  which rows and columns of the whole program these are, rising
    settled   (columns of the whole program,) what the others are in every point; 0 of those that can move
    """

    matrix: Matrix
    rows: IntArray
    columns: IntArray
    settled: FloatArray

    def of(self, objective: FloatArray) -> tuple[FloatArray, float]:
        """Return an objective of the whole program over what can move, and what the rest adds to it."""
        return objective[self.columns], float(objective @ self.settled)


def core_of(matrix: Matrix) -> Core:
    """Return what can move in a linear program that has a point; its spare columns stay at their lower bounds.

    The core has, in what can move, exactly the points of the program.
    """
    row, column, value = matrix.entry_row, matrix.column, matrix.value
    rises = value > 0.0
    lower, upper = matrix.column_lower.copy(), matrix.column_upper.copy()
    upper[matrix.spare] = lower[matrix.spare]
    open_rows, moves = np.ones(matrix.rows, dtype=np.bool_), lower < upper
    while True:
        before = int(moves.sum()), int(open_rows.sum())
        least, most = (
            _ends(row, value, np.where(rises, lower[column], upper[column]), matrix.rows),
            _ends(row, value, np.where(rises, upper[column], lower[column]), matrix.rows),
        )
        # A row that comes to its limit only where every column is at one end holds them all there.
        at_least, at_most = open_rows & (least >= matrix.row_upper), open_rows & (most <= matrix.row_lower)
        down, up = moves[column] & at_least[row], moves[column] & at_most[row]
        _settle(lower, upper, column[(down & rises) | (up & ~rises)], column[(down & ~rises) | (up & rises)])
        says_nothing = (least >= matrix.row_lower) & (most <= matrix.row_upper)
        open_rows &= ~(says_nothing | at_least | at_most)
        moves = lower < upper
        open_rows &= ~_made_bounds(matrix, row, open_rows, moves, lower, upper)
        moves = lower < upper
        if before == (int(moves.sum()), int(open_rows.sum())):
            break
    settled = np.where(moves, 0.0, lower)
    still = matrix.activity(settled)[open_rows]
    left = matrix.part(open_rows, moves)
    left = replace(
        left, column_lower=lower[moves], column_upper=upper[moves], row_lower=left.row_lower - still,
        row_upper=left.row_upper - still,
    )  # fmt: skip
    return Core(left, np.flatnonzero(open_rows), np.flatnonzero(moves), settled)


def _ends(row: IntArray, value: FloatArray, bound: FloatArray, rows: int) -> FloatArray:
    """Return (rows,) what rows add up to where each entry's column is at a bound: (entries,)."""
    return np.bincount(row, weights=value * bound, minlength=rows)


def _settle(lower: FloatArray, upper: FloatArray, at_lower: IntArray, at_upper: IntArray) -> None:
    upper[at_lower] = lower[at_lower]
    lower[at_upper] = upper[at_upper]


def _made_bounds(
    matrix: Matrix, row: IntArray, open_rows: BoolArray, moves: BoolArray, lower: FloatArray, upper: FloatArray
) -> BoolArray:
    """Make bounds of rows with one column that moves, and return which rows these are."""
    column, value = matrix.column, matrix.value
    alone = open_rows & (np.bincount(row, weights=moves[column], minlength=matrix.rows) == 1.0)
    own = np.flatnonzero(alone[row] & moves[column])
    # What else is in these rows stands still, at a finite value.
    rest = np.bincount(row, weights=np.where(moves[column], 0.0, value * lower[column]), minlength=matrix.rows)[
        row[own]
    ]
    ends = np.stack([matrix.row_lower[row[own]] - rest, matrix.row_upper[row[own]] - rest]) / value[own]
    np.maximum.at(lower, column[own], ends.min(axis=0))
    np.minimum.at(upper, column[own], ends.max(axis=0))
    # Rounding may let the ends cross where they meet.
    crossed = column[own][lower[column[own]] > upper[column[own]]]
    upper[crossed] = lower[crossed]
    return np.asarray(alone)
