"""Which limits hold a demand back: those on the ways by which one more tonne could have reached it.

The ways are read from the duals of the demand's tier: a flow without a reduced cost is one on which a tonne more would
be worth what it costs upstream, and the limits with a value that it meets are what holds the demand back. Where none is
met so, every way is taken: the nearest limits with a value, there or in a better tier, let their tonnes go to others.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from models.arrays import BoolArray, FloatArray, IntArray, ranges
from models.blends import runs_of_feed
from models.plan import Plan
from models.solution import TierResult

# A dual below this share of the tier's largest coefficient is rounding.
NOISE = 1e-7


@dataclass(frozen=True, eq=False)
class Ways:
    """The ways to the demands of one tier.

    limits  (rows,) which rows of the program may be named
    better  the tiers of what counts for more
    """

    plan: Plan
    result: TierResult
    limits: BoolArray
    better: tuple[TierResult, ...] = ()

    def limits_behind(self, demand_row: int) -> dict[int, int]:
        """Return row of a limit with a value -> how many steps upstream of a demand it is met, the nearest first.

        demand_row  row of family `demand`
        """
        return self._met(demand_row, self._open, self._valued, nearest=False)

    def limits_outbid(self, demand_row: int) -> dict[int, int]:
        """Return as above the nearest limits with a value on any way, whose tonnes are worth more elsewhere."""
        return self._met(demand_row, np.ones_like(self._open), self._valued_before, nearest=True)

    def _met(self, demand_row: int, way: BoolArray, valued: BoolArray, *, nearest: bool) -> dict[int, int]:
        """Go upstream by columns that are a way; stop at the first limits where only the nearest are asked for."""
        found: dict[int, int] = {}
        seen = np.zeros(self.plan.values.size, dtype=np.bool_)
        columns = self._serving(demand_row, way)
        step = 0
        while columns.size and not (nearest and found):
            seen[columns] = True
            met = self._rows_of(self._with_grants(columns, way))
            for row in np.unique(met[valued[met]]).tolist():
                found.setdefault(row, step)
            columns = self._with_feed(self._bringing(self._drawn_from(columns), way), way)
            columns = columns[~seen[columns]]
            step += 1
        return found

    @cached_property
    def _noise(self) -> float:
        return NOISE * float(np.abs(self.result.tier.objective).max(initial=0.0))

    @cached_property
    def _valued(self) -> BoolArray:
        return np.asarray(self.limits & (np.abs(self.result.row_dual) > self._noise))

    @cached_property
    def _valued_before(self) -> BoolArray:
        """Return (rows,) limits that have a value in this tier or in a better one."""
        found = self._valued.copy()
        for result in self.better:
            if result.row_dual.size:
                noise = NOISE * float(np.abs(result.tier.objective).max(initial=0.0))
                found |= self.limits & (np.abs(result.row_dual) > noise)
        return found

    @cached_property
    def _open(self) -> BoolArray:
        """Return (columns,) true where a tonne more is worth what it costs upstream."""
        return np.asarray(np.abs(self.result.column_dual) <= self._noise)

    @cached_property
    def _in_balance(self) -> BoolArray:
        rows = np.zeros(self.plan.solution.matrix.rows, dtype=np.bool_)
        rows[self.plan.model.program.row_blocks["balance"].index] = True
        return rows

    @cached_property
    def _by_column(self) -> tuple[IntArray, IntArray, FloatArray]:
        """Return the matrix column by column: (columns + 1,) starts, (entries,) rows and values."""
        matrix = self.plan.solution.matrix
        row = np.repeat(np.arange(matrix.rows), np.diff(matrix.start))
        order = np.argsort(matrix.column, kind="stable")
        start = np.searchsorted(matrix.column[order], np.arange(matrix.columns + 1))
        return start, row[order], matrix.value[order]

    def _with_feed(self, columns: IntArray, way: BoolArray) -> IntArray:
        """Return the columns, and with runs what feeds their mixtures."""
        v = self.plan.model.variables
        feed = v.feed.index[np.isin(runs_of_feed(v), columns)]
        return np.union1d(columns, feed[way[feed]])

    def _with_grants(self, columns: IntArray, way: BoolArray) -> IntArray:
        """Return the columns, and with flows that need one the grants that they would use."""
        licensed, use = self.plan.model.program.row_blocks["licence_flow"].index, self.plan.model.variables.use.index
        if not use.size:
            return columns
        matrix, met = self.plan.solution.matrix, np.intersect1d(self._rows_of(columns), licensed)
        beside = np.intersect1d(matrix.column[ranges(matrix.start[met], matrix.start[met + 1])], use)
        return np.union1d(columns, beside[way[beside]])

    def _rows_of(self, columns: IntArray) -> IntArray:
        start, row, _ = self._by_column
        return np.asarray(row[ranges(start[columns], start[columns + 1])])

    def _drawn_from(self, columns: IntArray) -> IntArray:
        """Return the balance rows that columns take material from."""
        start, row, value = self._by_column
        entries = ranges(start[columns], start[columns + 1])
        taking = self._in_balance[row[entries]] & (value[entries] > 0.0)
        return np.unique(row[entries[taking]])

    def _serving(self, demand_row: int, way: BoolArray) -> IntArray:
        """Return the ways in a demand's row; what stays unmet draws from nothing."""
        matrix = self.plan.solution.matrix
        columns = matrix.column[matrix.start[demand_row] : matrix.start[demand_row + 1]]
        return np.asarray(columns[way[columns]])

    def _bringing(self, rows: IntArray, way: BoolArray) -> IntArray:
        """Return the ways that put material into balance rows."""
        matrix = self.plan.solution.matrix
        entries = ranges(matrix.start[rows], matrix.start[rows + 1])
        columns = matrix.column[entries[matrix.value[entries] < 0.0]]
        return np.unique(columns[way[columns]])
