"""Fair shares beside whole numbers: which decisions give the fairest shares, the worst of all first.

With whole numbers a fair share has no single answer stream by stream, but it has one as a list: of all shares, worst
first, the least in the order of a dictionary. The sum of the k largest shares is as small as it can be, the smaller
sums being so, for k = 1, 2, ...; and each such sum is linear: k * t + sum of d[s], with d[s] >= share[s] - t and
d[s] >= 0 (Ogryczak and Tamir, Minimizing the sum of the k largest functions in linear time, 2003).

Most of these sums need not be solved for. Decisions are known all of whose shares are found as those of a linear
program are. Of so many equal shares of theirs only the first and the last sum can be smaller: if the last is not, no
decisions have fewer shares as large; if it is, better decisions are found.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np

from models.arrays import FloatArray, IntArray
from models.linear.matrix import Matrix
from models.linear.program import Tier
from models.linear.solution import Solution
from planner.solve.fair import SAME
from planner.solve.wider import Row, with_columns, with_rows

# Decisions that make a tier worse than this, exactly solved, lived on the room of its lock.
WORSE_RELATIVE, WORSE_ABSOLUTE = 1e-7, 1e-7

# What the decisions come to in each tier, best first: its value, or of a fair share all shares, worst first.
type Reached = tuple[FloatArray, ...]


class Search(Protocol):
    """A search for decisions: the shares of the best ones so far, worst first."""

    @property
    def shares(self) -> FloatArray:
        """Return (streams,)."""
        ...

    def attempt(self, count: int) -> bool:
        """Make the sum of so many largest shares as small as possible; tell whether this was finished.

        Decisions of which the shares are better than those of the best ones take their place.
        """
        ...

    def note(self, count: int) -> None:
        """Note how far the last attempt proves this sum of the best decisions."""
        ...

    def lock(self, count: int) -> None:
        """Hold the sum of so many largest shares at what the best decisions have."""
        ...


def in_order(search: Search) -> bool:
    """Find the decisions with the fairest shares, and lock these; tell whether the search was finished."""
    proven = 0
    while proven < search.shares.size and search.shares[proven] > SAME:
        if not search.attempt(proven + 1):
            return False
        search.note(proven + 1)
        if search.shares[proven] <= SAME:
            break
        search.lock(proven + 1)
        alike = _alike(search.shares, proven)
        while alike > 1:
            if not search.attempt(proven + alike):
                return False
            left = _alike(search.shares, proven)
            if left >= alike:
                search.note(proven + alike)
                break
            alike = left
        proven += alike
    if proven < search.shares.size:
        search.lock(proven + 1)
    return True


def _alike(shares: FloatArray, first: int) -> int:
    """Return how many shares are the same as the one in this place, itself among them."""
    return int(np.count_nonzero(shares[first:] >= shares[first] - SAME))


def streams_of(matrix: Matrix, tier: Tier) -> IntArray:
    """Return the columns of the streams of a fair share that some decision may change."""
    streams = np.flatnonzero(tier.objective)
    return streams[matrix.column_lower[streams] < matrix.column_upper[streams]]


def shares_of(matrix: Matrix, tier: Tier, values: FloatArray) -> FloatArray:
    """Return (streams,) the shares at a point, worst first."""
    streams = streams_of(matrix, tier)
    return np.sort(values[streams] * tier.objective[streams])[::-1]


def reached(matrix: Matrix, tiers: Sequence[Tier], solution: Solution) -> Reached:
    """Return what a solution comes to in each of these tiers, all of which it has finished."""
    optimum = {result.tier.name: result.objective for result in solution.tiers}
    return tuple(
        shares_of(matrix, tier, solution.values) if tier.kind == "fair" else np.array([optimum[tier.name]])
        for tier in tiers
    )


def is_less(one: FloatArray, other: FloatArray, same: FloatArray | float) -> bool:
    """Tell whether a list is less than another in the order of a dictionary; `same` is what may lie between equals."""
    apart = np.flatnonzero(np.abs(one - other) > same)
    return bool(apart.size and one[apart[0]] < other[apart[0]])


def worse(value: FloatArray) -> FloatArray:
    """Return by how much values of a tier must be greater to be worse."""
    return np.maximum(WORSE_RELATIVE * np.abs(value), WORSE_ABSOLUTE)


def sum_of_largest(matrix: Matrix, tier: Tier, count: int) -> tuple[Matrix, FloatArray]:
    """Return the program with the columns and rows that say what the sum of so many largest shares is, and that sum.

    The second is an objective: (columns,). As in planner.solve.fair the columns count shares of the largest demand
    where that is small; a row of a demand that is smaller is multiplied by as much, so that it holds to as many digits.
    """
    streams, first = streams_of(matrix, tier), matrix.columns
    if count == streams.size:
        objective = np.zeros(first)
        objective[streams] = tier.objective[streams]
        return matrix, objective
    demand = 1.0 / tier.objective[streams]
    size = min(1.0, float(2.0 ** np.floor(np.log2(demand.max()))))
    above = np.arange(streams.size) if count > 1 else np.empty(0, dtype=np.int64)
    wide = with_columns(matrix, 1 + above.size)
    factor = np.maximum(1.0, size / demand)
    rows: list[Row] = []
    for place, column in enumerate(streams.tolist()):
        own = [column, first] if count == 1 else [column, first, first + 1 + place]
        share = -demand[place] * factor[place] / size
        rows.append((np.array(own), np.array([factor[place], *[share] * (len(own) - 1)])))
    objective = np.zeros(wide.columns)
    objective[first], objective[first + 1 :] = count / size, 1.0 / size
    return with_rows(wide, rows, np.zeros(streams.size)), objective
