"""Which limits hold a demand back: those on the ways by which one more tonne could have reached it.

The ways are read from the duals of the demand's tier: a flow without a reduced cost is one on which a tonne more would
be worth what it costs upstream, and the limits with a value that it meets are what holds the demand back. Where none is
met so, every way is taken: the nearest limits with a value, there or in a better tier, let their tonnes go to others.
The steps upstream are the same whoever asks, so that all of them are found once, for all demands of a tier.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

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
        return self._where_open.met(demand_row, nearest=False)

    def limits_outbid(self, demand_row: int) -> dict[int, int]:
        """Return as above the nearest limits with a value on any way, whose tonnes are worth more elsewhere."""
        return self._everywhere.met(demand_row, nearest=True)

    @cached_property
    def _where_open(self) -> _Graph:
        """Return the ways on which a tonne more is worth what it costs upstream."""
        return _Graph(self.plan, np.abs(self.result.column_dual) <= _noise(self.result), self._valued([self.result]))

    @cached_property
    def _everywhere(self) -> _Graph:
        """Return all ways, with the limits that have a value in this tier or in a better one."""
        every = np.ones(self.plan.values.size, dtype=np.bool_)
        return _Graph(self.plan, every, self._valued([self.result, *self.better]))

    def _valued(self, results: Iterable[TierResult]) -> BoolArray:
        """Return (rows,) the limits that have a value in one of some tiers."""
        found = np.zeros_like(self.limits)
        for result in results:
            if result.row_dual.size:
                found |= self.limits & (np.abs(result.row_dual) > _noise(result))
        return found


def _noise(result: TierResult) -> float:
    return NOISE * float(np.abs(result.tier.objective).max(initial=0.0))


@dataclass(frozen=True, eq=False)
class _Links:
    """From each of some things to others: (things + 1,) starts, (links,) the others, rising for each thing."""

    start: IntArray
    to: IntArray

    def of(self, things: IntArray) -> tuple[IntArray, IntArray]:
        """Return (pairs,) places in `things`, and what each of them leads to."""
        first, last = self.start[things], self.start[things + 1]
        return np.repeat(np.arange(things.size), last - first), self.to[ranges(first, last)]

    @cached_property
    def lists(self) -> list[list[int]]:
        """Return what each thing leads to."""
        to = self.to.tolist()
        return [to[first:last] for first, last in pairwise(self.start.tolist())]


def _links(things: IntArray, to: IntArray, size: int, width: int) -> _Links:
    """Return the links of `size` things to others below `width`, each pair once."""
    things, to = np.divmod(np.unique(things * width + to), width)
    return _Links(np.searchsorted(things, np.arange(size + 1)), to)


@dataclass(frozen=True, eq=False)
class _Graph:
    """What can be met upstream: (columns,) that are a way, (rows,) limits that are looked for."""

    plan: Plan
    way: BoolArray
    valued: BoolArray

    def met(self, demand_row: int, *, nearest: bool) -> dict[int, int]:
        """Return row of a limit -> its steps upstream of a demand; the first ones only where the nearest are asked."""
        matrix, (met, before) = self.plan.solution.matrix, self._steps
        columns = matrix.column[matrix.start[demand_row] : matrix.start[demand_row + 1]]
        # What stays unmet draws from nothing.
        serving = columns[self.way[columns]]
        found = dict.fromkeys(sorted(set(self._limits.of(serving)[1].tolist())), 0)
        rows = set(self._drawn.of(serving)[1].tolist())
        seen: set[int] = set()
        step = 0
        while rows and not (nearest and found):
            seen |= rows
            step += 1
            for row in sorted(_all_of(met.lists, rows)):
                found.setdefault(row, step)
            rows = _all_of(before.lists, rows) - seen
        return found

    @cached_property
    def _in_balance(self) -> BoolArray:
        rows = np.zeros(self.plan.solution.matrix.rows, dtype=np.bool_)
        rows[self.plan.model.program.row_blocks["balance"].index] = True
        return rows

    @cached_property
    def _entries(self) -> tuple[IntArray, IntArray, FloatArray]:
        """Return rows, columns and values of the entries of ways."""
        matrix = self.plan.solution.matrix
        kept = np.flatnonzero(self.way[matrix.column])
        row = matrix.entry_row
        return row[kept], matrix.column[kept], matrix.value[kept]

    @cached_property
    def _drawn(self) -> _Links:
        """Return the balance rows that columns take material from."""
        matrix, (row, column, value) = self.plan.solution.matrix, self._entries
        taking = self._in_balance[row] & (value > 0.0)
        return _links(column[taking], row[taking], matrix.columns, matrix.rows)

    @cached_property
    def _limits(self) -> _Links:
        """Return the limits that columns meet, by themselves or by the grants that they would use."""
        matrix, (row, column, _) = self.plan.solution.matrix, self._entries
        own = _links(column[self.valued[row]], row[self.valued[row]], matrix.columns, matrix.rows)
        use, licensed = np.zeros(matrix.columns, dtype=np.bool_), np.zeros(matrix.rows, dtype=np.bool_)
        use[self.plan.model.variables.use.index] = True
        licensed[self.plan.model.program.row_blocks["licence_flow"].index] = True
        granted, needing = licensed[row] & use[column], licensed[row] & ~use[column]
        grants = _links(row[granted], column[granted], matrix.rows, matrix.columns)
        place, grant = grants.of(row[needing])
        again, limit = own.of(grant)
        flow = np.concatenate([column[self.valued[row]], column[needing][place[again]]])
        return _links(flow, np.concatenate([row[self.valued[row]], limit]), matrix.columns, matrix.rows)

    @cached_property
    def _steps(self) -> tuple[_Links, _Links]:
        """Return the limits that what brings material to each balance row meets, and the rows that it draws from."""
        matrix, (row, column, value) = self.plan.solution.matrix, self._entries
        bringing = self._in_balance[row] & (value < 0.0)
        into, flow = row[bringing], column[bringing]
        v = self.plan.model.variables
        if v.feed.size:
            # What feeds a mixture moves with the run that it goes into.
            usable = self.way[v.feed.index]
            feed = _links(runs_of_feed(v)[usable], v.feed.index[usable], matrix.columns, matrix.columns)
            place, more = feed.of(flow)
            into, flow = np.concatenate([into, into[place]]), np.concatenate([flow, more])
        (met_into, met), (drawn_into, drawn) = self._limits.of(flow), self._drawn.of(flow)
        return (
            _links(into[met_into], met, matrix.rows, matrix.rows),
            _links(into[drawn_into], drawn, matrix.rows, matrix.rows),
        )


def _all_of(lists: list[list[int]], rows: Iterable[int]) -> set[int]:
    """Return all that some rows lead to."""
    return set[int]().union(*[lists[row] for row in rows])
