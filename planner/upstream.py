"""Which limits hold a demand back: those on the ways by which one more tonne could have reached it.

The ways are read from the duals of the demand's tier: a flow without a reduced cost is one on which a tonne more would
be worth what it costs upstream, and the limits with a value that it meets are what holds the demand back. Where none is
met so, every way is taken: the nearest limits with a value, there or in a better tier, let their tonnes go to others.
The steps upstream are the same whoever asks: they are found once for a tier, and gone by all its demands at once.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from models.arrays import BoolArray, FloatArray, IntArray, distinct, ranges
from models.blends import runs_of_feed
from models.plan import Plan
from models.solution import TierResult

# A dual below this share of the tier's largest coefficient is rounding.
NOISE = 1e-7
# What has been seen is marked for each demand and row: so many marks, of four bytes each, at once.
MOST_MARKS = 2**22
# The mark of a pair that has not been seen.
UNSEEN = -1


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

    def limits_behind(self, demand_rows: Sequence[int]) -> list[dict[int, int]]:
        """Return for each demand: row of a limit with a value -> its steps upstream of the demand, the nearest first.

        demand_rows  rows of family `demand`
        """
        return self._where_open.met(demand_rows, nearest=False)

    def limits_outbid(self, demand_rows: Sequence[int]) -> list[dict[int, int]]:
        """Return as above the nearest limits with a value on any way, whose tonnes are worth more elsewhere."""
        return self._everywhere.met(demand_rows, nearest=True)

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


def _links(things: IntArray, to: IntArray, size: int, width: int) -> _Links:
    """Return the links of `size` things to others below `width`, each pair once."""
    things, to = np.divmod(distinct(things * width + to), width)
    return _Links(np.concatenate([[0], np.cumsum(np.bincount(things, minlength=size))]), to)


@dataclass(frozen=True, eq=False)
class _Graph:
    """What can be met upstream: (columns,) that are a way, (rows,) limits that are looked for."""

    plan: Plan
    way: BoolArray
    valued: BoolArray

    def met(self, demand_rows: Sequence[int], *, nearest: bool) -> list[dict[int, int]]:
        """Return for each demand: row of a limit -> its steps upstream; the first ones only where `nearest`."""
        matrix, asked = self.plan.solution.matrix, np.array(demand_rows, dtype=np.int64)
        first, last = matrix.start[asked], matrix.start[asked + 1]
        demand, column = np.repeat(np.arange(asked.size), last - first), matrix.column[ranges(first, last)]
        # What stays unmet draws from nothing.
        serving = self.way[column]
        demand, column = demand[serving], column[serving]
        limits, rows = (
            _split(distinct(self._led(demand, column, by)), asked.size, matrix.rows)
            for by in (self._limits, self._drawn)
        )
        # What draws from the same rows has the same ways above them: they are gone once.
        place: dict[bytes, int] = {}
        group = [place.setdefault(own.tobytes(), len(place)) for own in rows]
        above = self._above([np.frombuffer(key, dtype=np.int64) for key in place], nearest=nearest)
        found: list[dict[int, int]] = []
        for own, which in zip(limits, group, strict=True):
            steps = dict.fromkeys(own.tolist(), 0)
            if not (nearest and steps):
                steps |= {limit: step for limit, step in above[which].items() if limit not in steps}
            found.append(steps)
        return found

    def _above(self, starts: Sequence[IntArray], *, nearest: bool) -> list[dict[int, int]]:
        """Return for each start, which is some balance rows: row of a limit -> its steps from there, 1 or more."""
        size = max(self.plan.solution.matrix.rows, 1)
        at_once = max(1, MOST_MARKS // size)
        # Of pairs of a start and a row, of those that are looked at together.
        limit_mark, row_mark = (np.full(min(at_once, len(starts)) * size, UNSEEN, dtype=np.int32) for _ in range(2))
        found: list[dict[int, int]] = []
        for first in range(0, len(starts), at_once):
            found += self._met_by(starts[first : first + at_once], limit_mark, row_mark, nearest=nearest)
        return found

    def _met_by(
        self, starts: Sequence[IntArray], limit_mark: NDArray[np.int32], row_mark: NDArray[np.int32], *, nearest: bool
    ) -> list[dict[int, int]]:
        """Return as `_above`, with (starts * rows,) marks, which are left as they came: UNSEEN."""
        size, (met, before) = self.plan.solution.matrix.rows, self._steps
        sizes = [own.size for own in starts]
        pairs = np.concatenate(starts) + size * np.repeat(np.arange(len(starts)), sizes)
        limits, rows = [np.empty(0, dtype=np.int64)], [_marked(pairs, row_mark)]
        is_through = np.zeros(len(starts), dtype=np.bool_)
        while rows[-1].size:
            start, row = np.divmod(rows[-1], size)
            if nearest:
                is_through[limits[-1] // size] = True
                start, row = start[~is_through[start]], row[~is_through[start]]
            limits.append(_marked(self._led(start, row, met), limit_mark))
            rows.append(_marked(self._led(start, row, before), row_mark))
        for one in limits:
            limit_mark[one] = UNSEEN
        for one in rows:
            row_mark[one] = UNSEEN
        found: list[dict[int, int]] = [{} for _ in starts]
        for step, pairs in enumerate(limits):
            for place, limit in zip(*(part.tolist() for part in np.divmod(np.sort(pairs), size)), strict=True):
                found[place][limit] = step
        return found

    def _led(self, whose: IntArray, things: IntArray, by: _Links) -> IntArray:
        """Return whose * rows + row for all that links lead to from things of somebody's."""
        place, row = by.of(things)
        return np.asarray(whose[place] * self.plan.solution.matrix.rows + row)

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


def _marked(pairs: IntArray, mark: NDArray[np.int32]) -> IntArray:
    """Return those of some pairs that have no mark yet, each once, and mark them.

    Of equal pairs the one whose place stays as the mark is kept: without sorting them.
    """
    fresh = pairs[mark[pairs] == UNSEEN]
    place = np.arange(fresh.size, dtype=np.int32)
    mark[fresh] = place
    kept: IntArray = fresh[mark[fresh] == place]
    return kept


def _split(pairs: IntArray, count: int, size: int) -> list[IntArray]:
    """Return for each of so many owners the things of rising pairs owner * size + thing."""
    owner, thing = np.divmod(pairs, max(size, 1))
    return np.split(thing, np.searchsorted(owner, np.arange(1, count))) if count else []
