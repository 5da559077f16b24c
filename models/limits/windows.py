"""Rows that sum over a window of several periods: in which of them each of their entries counts."""

from __future__ import annotations

from functools import cached_property

import numpy as np

from models.arrays import FloatArray, IntArray
from models.formulation import Model
from models.linear.joins import join
from models.linear.matrix import Matrix
from models.rule_types import CAP
from models.ruled import RuledFlows, ruled_flows


def counted_periods(model: Model) -> IntArray:
    """Return (columns,) the period in which each column counts for a window, 0 for those of no period."""
    period = np.zeros(model.program.columns, dtype=np.int64)
    for block in model.program.column_blocks.values():
        if "period" in block.keys:
            period[block.index] = block.keys["period"]
    return period


class Windows:
    """The rows of a program that sum over a window."""

    def __init__(self, model: Model, matrix: Matrix) -> None:
        self._model, self._matrix = model, matrix

    @cached_property
    def _period(self) -> IntArray:
        return counted_periods(self._model)

    @cached_property
    def _caps(self) -> RuledFlows:
        return ruled_flows(self._model.problem, self._model.variables, CAP)

    def entries(self, family: str, row: int) -> tuple[IntArray, FloatArray, IntArray]:
        """Return columns, coefficients and periods of the entries of a row."""
        matrix = self._matrix
        own = slice(int(matrix.start[row]), int(matrix.start[row + 1]))
        column = matrix.column[own]
        period = self._period[column]
        if family == "cap":
            # What counts at its arrival, or where it is made, counts in another period than that of its column.
            block = self._model.program.row_blocks["cap"]
            rule = int(block.keys["rule"][np.flatnonzero(block.index == row)[0]])
            flows = self._caps.pick(self._caps.rule == rule)
            place, found = join([column], [flows.column])
            period[place] = flows.counted[found]
        return column, matrix.value[own], period
