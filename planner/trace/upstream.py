"""Which limits hold a demand back: those on the ways by which one more tonne could have reached it.

The ways are read from the duals of the demand's tier: a flow without a reduced cost is one on which a tonne more would
be worth what it costs upstream, and the limits with a value that it meets are what holds the demand back. Where none is
met so, every way is taken: the nearest limits with a value, there or in a better tier, let their tonnes go to others.
What draws from what is the same whoever asks: it is found once for a plan, and gone for all demands of a tier at once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np

from models.arrays import BoolArray, IntArray, mask_of, ranges
from models.linear.solution import TierResult
from models.plan import Plan
from planner.trace import carriers
from planner.trace.adjacency import NOWHERE, Adjacency

# A dual below this share of the tier's largest coefficient is rounding.
NOISE = 1e-7


@dataclass(frozen=True, eq=False)
class Ways:
    """The ways to the demands of a plan.

    limits  (rows,) which rows of the program may be named
    """

    plan: Plan
    limits: BoolArray

    def limits_behind(self, demand_rows: Sequence[int], result: TierResult) -> list[dict[int, int]]:
        """Return for each demand: row of a limit with a value -> its steps upstream of the demand, the nearest first.

        demand_rows  rows of family `demand`
        result       their tier; the ways are those on which a tonne more is worth what it costs upstream
        """
        return self._met(
            demand_rows, np.abs(result.column_dual) <= _noise(result), self._valued([result]), nearest=False
        )

    def limits_outbid(self, demand_rows: Sequence[int], results: Sequence[TierResult]) -> list[dict[int, int]]:
        """Return as above the nearest limits on any way that have a value in one of some tiers.

        results  their tier and what counts for more
        """
        return self._met(
            demand_rows, np.ones(self.plan.values.size, dtype=np.bool_), self._valued(results), nearest=True
        )

    def _valued(self, results: Sequence[TierResult]) -> BoolArray:
        """Return (rows,) the limits that have a value in one of some tiers."""
        found = np.zeros_like(self.limits)
        for result in results:
            if result.row_dual.size:
                found |= self.limits & (np.abs(result.row_dual) > _noise(result))
        return found

    def _met(
        self, demand_rows: Sequence[int], way: BoolArray, valued: BoolArray, *, nearest: bool
    ) -> list[dict[int, int]]:
        """Return for each demand: row of a limit -> its steps upstream; the nearest ones only where `nearest`.

        way     (columns,) what may be gone
        valued  (rows,) the limits that are looked for
        """
        rows, asked = self._moves.rows, np.array(demand_rows, dtype=np.int64)
        matrix = self.plan.solution.matrix
        first, last = matrix.start[asked], matrix.start[asked + 1]
        demand, column = np.repeat(np.arange(asked.size), last - first), matrix.column[ranges(first, last)]
        # What stays unmet draws from nothing.
        begun, to = self._moves.upstream(demand, column, way, valued)
        pairs = self._moves.upstream(self._moves.bringing.by, self._moves.bringing.to, way, valued)
        upstream = Adjacency.of_pairs(*pairs, 2 * rows, 2 * rows)
        # Only what lies upstream of one of the demands is gone through; behind it stand the demands themselves.
        node = np.flatnonzero(upstream.distances_from(to) != NOWHERE)
        number = np.full(2 * rows, NOWHERE, dtype=np.int64)
        number[node] = np.arange(node.size)
        by, onward = upstream.of(node)
        nodes = node.size + asked.size
        own = Adjacency.of_pairs(begun, number[to], asked.size, nodes)
        links = Adjacency.in_order(
            np.concatenate([by, node.size + own.by]), np.concatenate([number[onward], own.to]), nodes
        )
        limits, demands = np.flatnonzero(node >= rows), np.arange(node.size, nodes)
        if nearest:
            links = links.shortest_to(limits)
        whose, met, steps = links.distances_between(demands, limits)
        order = np.lexsort((met, steps, whose))
        found, steps = node[limits][met[order]] - rows, steps[order] - 1
        begin = np.searchsorted(whose[order], np.arange(asked.size + 1)).tolist()
        return [
            dict(zip(found[one:other].tolist(), steps[one:other].tolist(), strict=True))
            for one, other in pairwise(begin)
        ]

    @cached_property
    def _moves(self) -> _Moves:
        return _moves(self.plan, self.limits)


def _noise(result: TierResult) -> float:
    return NOISE * float(np.abs(result.tier.objective).max(initial=0.0))


@dataclass(frozen=True, eq=False)
class _Moves:
    """What the columns of a program do to its balance rows, and the limits that they are under.

    rows      number of rows of the program
    bringing  from each balance row to the columns that bring material to it
    drawing   from each column to the balance rows that it takes material from
    limited   from each column to the limits that it is under itself
    licensed  from each column to the grants that it would use, which are columns
    carrier   (columns,) the column that moves the tonnes of each: itself, or the run of the mixture that it feeds
    """

    rows: int
    bringing: Adjacency
    drawing: Adjacency
    limited: Adjacency
    licensed: Adjacency
    carrier: IntArray

    def upstream(
        self, whose: IntArray, columns: IntArray, way: BoolArray, valued: BoolArray
    ) -> tuple[IntArray, IntArray]:
        """Return whose, and what lies one step upstream of their columns: balance rows, and rows + the row of a limit.

        whose        (some,) of whom each of `columns` is; those that are no way lead nowhere
        way, valued  as `Ways._met` has them
        """
        moving = way[columns] & way[self.carrier[columns]]
        whose, columns = whose[moving], columns[moving]
        at_row, row = self.drawing.of(columns)
        at_limit, limit = self.limited.of(columns)
        at_grant, grant = self.licensed.of(columns)
        at_grant, grant = at_grant[way[grant]], grant[way[grant]]
        again, behind = self.limited.of(grant)
        at_limit, limit = np.concatenate([at_limit, at_grant[again]]), np.concatenate([limit, behind])
        at_limit, limit = at_limit[valued[limit]], limit[valued[limit]]
        return whose[np.concatenate([at_row, at_limit])], np.concatenate([row, limit + self.rows])


def _moves(plan: Plan, limits: BoolArray) -> _Moves:
    """Return what the columns of a plan do; `limits` (rows,) are the limits that may be looked for."""
    matrix, program, v = plan.solution.matrix, plan.model.program, plan.model.variables
    row, column, value = matrix.entry_row, matrix.column, matrix.value
    balance = mask_of(program.row_blocks["balance"].index, matrix.rows)
    licence = mask_of(program.row_blocks["licence_flow"].index, matrix.rows)
    use = mask_of(v.use.index, matrix.columns)
    carrier = carriers(plan)
    taken, put = balance[row] & (value > 0.0), balance[row] & (value < 0.0)
    into, flow = row[put], column[put]
    if v.feed.size:
        # What feeds a mixture moves with the run that it goes into.
        feed = Adjacency.of_pairs(carrier[v.feed.index], v.feed.index, matrix.columns, matrix.columns)
        place, more = feed.of(flow)
        into, flow = np.concatenate([into, into[place]]), np.concatenate([flow, more])
    own = limits[row]
    using, needing = licence[row] & use[column], licence[row] & ~use[column]
    grants = Adjacency.of_pairs(row[using], column[using], matrix.rows, matrix.columns)
    place, grant = grants.of(row[needing])
    return _Moves(
        rows=matrix.rows,
        bringing=Adjacency.of_pairs(into, flow, matrix.rows, matrix.columns),
        drawing=Adjacency.of_pairs(column[taken], row[taken], matrix.columns, matrix.rows),
        limited=Adjacency.of_pairs(column[own], row[own], matrix.columns, matrix.rows),
        licensed=Adjacency.of_pairs(column[needing][place], grant, matrix.columns, matrix.columns),
        carrier=carrier,
    )
