"""Rows that move with the limit of another one, since the cell that says it stands in both."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from models.arrays import FloatArray, IntArray
from models.families.expansion import sized_rows
from models.families.policy import shares_of_lanes
from models.formulation import Model
from models.linear.joins import join
from models.linear.matrix import Matrix


@dataclass(frozen=True, eq=False)
class Alongside:
    """Pairs of rows of a program.

    row    (pairs,) whose limit is said to move
    other  (pairs,) the row that moves with it;  share  by how much for each t of that
    """

    row: IntArray
    other: IntArray
    share: FloatArray

    def of(self, rows: IntArray) -> tuple[IntArray, IntArray, FloatArray]:
        """Return the places of rows that others move with, these, and their shares; a place stands once for each."""
        place, pair = join([rows], [self.row])
        return place, self.other[pair], self.share[pair]


def alongside(model: Model, matrix: Matrix) -> Alongside:
    """Return the rows that move together.

    matrix  the program, with its decisions as they were taken
    """
    program, lanes = model.program, model.program.row_blocks["lane_capacity"]
    lane, period, left, share = shares_of_lanes(program, model.problem)
    own, also = join([lanes.keys["lane"], lanes.keys["period"]], [lane, period])
    limit, size = sized_rows(program, model.variables, matrix.column_lower)
    return Alongside(
        np.append(lanes.index[own], limit), np.append(left[also], size), np.append(share[also], np.ones(size.size))
    )
