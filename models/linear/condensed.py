"""What of a program gives limits their worth: without what is always nothing, is only passed on, or is not counted.

A node that nothing reaches has balances whose columns can only be 0; what comes in and goes out there is one column too
many where others give it. Only limits and bounds of 0 are used for that. A limit of 0 adds nothing to an optimum,
whatever its dual: of all other rows and columns the duals that prove an optimum are, as a set, the same in what is
left. What a program with the core alone (models/linear/core.py) does not promise: a limit that another one hides is
gone there.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from models.arrays import BoolArray, FloatArray, IntArray, mask_of
from models.linear.matrix import Matrix
from models.linear.signs import Signs
from models.linear.substitution import NONE_KEPT, Substituted, substituted
from models.linear.uncounted import Counted, counted


@dataclass(frozen=True, eq=False)
class Condensed:
    """What is left of a program.

    matrix         it has no spare columns
    rows, columns  which of the whole program these are, rising
    moving         (columns of the whole program,) those that are not always 0
    given          what is left of these
    asked          and what of that is counted
    """

    matrix: Matrix
    rows: IntArray
    columns: IntArray
    moving: BoolArray
    given: Substituted
    asked: Counted

    def of(self, objective: FloatArray) -> FloatArray:
        """Return (columns of the whole program,) an objective over what is left; nothing has to be added to it."""
        return self.asked.of(self.given.of(objective[self.moving])[0])[0]

    def values(self, point: FloatArray) -> FloatArray:
        """Return what is left of (columns of the whole program,) a point."""
        return self.asked.values(point[self.moving][self.given.columns])


def condensed(matrix: Matrix, signs: Signs, kept: IntArray, rows_kept: IntArray = NONE_KEPT) -> Condensed:
    """Return what is left of a linear program for objectives of some signs; its spare columns stay at 0.

    kept       columns that stay: those whose bounds are changed within those that they have here
    rows_kept  rows that stay: those whose limits are changed
    """
    stays = mask_of(kept, matrix.columns)
    # Nor is anything concluded from a limit that 0 does not keep: it stays, and may be any other one.
    stands = mask_of(rows_kept, matrix.rows) | (matrix.row_lower > 0.0) | (matrix.row_upper < 0.0)
    lower, upper = np.where(stands, -np.inf, matrix.row_lower), np.where(stands, np.inf, matrix.row_upper)
    free = replace(matrix, row_lower=lower, row_upper=upper)
    moves = _moving(free, stays)
    has_any = stands | mask_of(matrix.entry_row[moves[matrix.column]], matrix.rows)
    cut, rows, columns = matrix.part(has_any, moves), np.flatnonzero(has_any), np.flatnonzero(moves)
    loose = _with_bounds_of_0_alone(free.part(has_any, moves))
    has_other_bounds = (loose.column_lower != cut.column_lower) | (loose.column_upper != cut.column_upper)
    few = substituted(loose, np.flatnonzero(has_other_bounds | stays[columns]), np.flatnonzero(stands[rows]))
    # What was put in had no constant, so that limits are what they were.
    left = replace(
        few.matrix, column_lower=cut.column_lower[few.columns], column_upper=cut.column_upper[few.columns],
        row_lower=cut.row_lower[few.rows], row_upper=cut.row_upper[few.rows],
    )  # fmt: skip
    own = few.signs(signs.at(columns))
    asked = counted(left, own, _places(kept, columns[few.columns]), _places(rows_kept, rows[few.rows]), with_duals=True)
    rows, columns = rows[few.rows][asked.rows], columns[few.columns][asked.columns]
    return Condensed(asked.matrix, rows, columns, moves, few, asked)


def _places(chosen: IntArray, left: IntArray) -> IntArray:
    """Return where those that are chosen stand among what is left, rising."""
    return np.flatnonzero(np.isin(left, chosen))


def _moving(matrix: Matrix, kept: BoolArray) -> BoolArray:
    """Return (columns,) which are not held at 0 by their bounds or by rows whose limit is 0."""
    lower, upper, row, column = matrix.column_lower, matrix.column_upper, matrix.entry_row, matrix.column
    may_be_nothing = (lower <= 0.0) & (upper >= 0.0) & ~kept
    moves: BoolArray = ~(may_be_nothing & (lower == upper))
    moves[matrix.spare[may_be_nothing[matrix.spare]]] = False
    rises = matrix.value > 0.0
    falls_below, rises_above = (
        np.where(rises, lower[column] < 0.0, upper[column] > 0.0),
        np.where(rises, upper[column] > 0.0, lower[column] < 0.0),
    )
    while True:
        live = moves[column]
        # A row that none of its columns can bring below its upper limit of 0 holds them all there, and so for above.
        holds = ((matrix.row_upper == 0.0) & ~mask_of(row[live & falls_below], matrix.rows)) | (
            (matrix.row_lower == 0.0) & ~mask_of(row[live & rises_above], matrix.rows)
        )
        held = column[live & holds[row] & may_be_nothing[column]]
        if not held.size:
            return moves
        moves[held] = False


def _with_bounds_of_0_alone(matrix: Matrix) -> Matrix:
    """Return a program of which bounds other than 0 are looser ones."""
    return replace(
        matrix,
        column_lower=np.where(matrix.column_lower >= 0.0, 0.0, -np.inf),
        column_upper=np.where(matrix.column_upper <= 0.0, 0.0, np.inf),
    )
