"""Which rows and columns of a program have to do with a column: those that a way of shared rows and columns leads to.

A program may fall into parts that share no row, such as two materials that nothing brings together. An optimum is the
sum of those of its parts; what lies in a part without any of an objective moves it by nothing, whatever its duals are.
"""

from __future__ import annotations

import numpy as np

from models.arrays import BoolArray, IntArray
from models.linear.matrix import Matrix
from planner.trace.adjacency import NOWHERE, Adjacency

type Within = tuple[BoolArray, BoolArray]


class Connected:
    """The parts of one program, each found when it is first asked about."""

    def __init__(self, matrix: Matrix) -> None:
        """Link rows and columns; a column that is held to nothing links none."""
        self._rows = matrix.rows
        row, column = np.repeat(np.arange(matrix.rows), np.diff(matrix.start)), matrix.column
        used = ((matrix.column_lower != 0.0) | (matrix.column_upper != 0.0))[column]
        row, column = row[used], column[used] + matrix.rows
        both = matrix.rows + matrix.columns
        self._links = Adjacency.of_pairs(np.concatenate([row, column]), np.concatenate([column, row]), both, both)
        self._known: list[BoolArray] = []

    def to(self, columns: IntArray) -> Within:
        """Return (rows,), (columns,) whether each has to do with one of some columns."""
        within = np.zeros(self._links.things, dtype=np.bool_)
        for column in (columns + self._rows).tolist():
            if not within[column]:
                within |= self._part(column)
        return within[: self._rows], within[self._rows :]

    def _part(self, one: int) -> BoolArray:
        found = next((part for part in self._known if part[one]), None)
        if found is None:
            found = self._links.distances_from(np.array([one])) != NOWHERE
            self._known.append(found)
        return found
