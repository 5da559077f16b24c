"""Irreducible sets: rows that a row contradicts, and without any one of which they no longer contradict each other.

There may be other such sets for the same row.

Deletion filter: a row is put aside, and stays aside where the others contradict each other all the same. What they
prove that by (a Farkas ray) leaves out many at once. Where only whole numbers stand in the way there is no ray: rows
are put aside in groups, each time half as large, down to single ones.

Equations are put aside last. They say where material comes from and goes to, which nobody can change: a limit that can
be spared with all of them beside it is no part of the cause, though without them it would be.
"""

from __future__ import annotations

import numpy as np

from models.arrays import BoolArray, FloatArray, IntArray
from models.linear.matrix import Matrix
from planner.errors import StoppedError
from planner.process.deadline import sooner
from planner.solve.diagnosis import MOST_NODES, MOST_SECONDS, SMALLEST_MISS, Miss, physics
from planner.solve.session import Outcome, end_by, make_highs, pass_program, require, run_highs
from planner.solve.ways import ENDED, WHOLE_WAYS, Way, first_answer

# What contradicts the missed rows of a linear program is searched for no longer than this, all of them together.
LONGEST = 60.0
# So many rows are explained one by one; a program that misses more is wrong in some one thing.
MOST_EXPLAINED = 5
# So much further than they have to, as a share, the other missed rows give way, so that rounding is no conflict.
ROOM = 1e-9


def irreducible(
    matrix: Matrix, miss: Miss, deadline: float | None = None, wishes: IntArray | None = None
) -> dict[int, IntArray | None]:
    """Return a row that is missed -> rows that it contradicts, none of which can be spared; None where time runs out.

    wishes  equations that are no physics, as in `least_miss`

    Each is asked for with the other missed rows as far given way as they miss.
    """
    # A point in which whole numbers alone miss a row has no duals, and so no rows that are known to hold it.
    is_whole = bool(matrix.integer.size) and not miss.holding.size
    rows = [row for row, _ in sorted(miss.rows, key=lambda one: -abs(one[1]))[:MOST_EXPLAINED]]
    found: dict[int, IntArray | None] = {}
    last = physics(matrix, wishes)
    searches: tuple[tuple[type[_Filter | _WholeFilter], list[int], float], ...] = (
        (_Filter, [] if is_whole else rows, LONGEST),
        (_WholeFilter, rows if matrix.integer.size else [], MOST_SECONDS),
    )
    for search, asked, longest in searches:
        ends = sooner(longest, deadline)
        for row in [row for row in asked if found.get(row) is None]:
            try:
                against = search(matrix, miss, row, last, ends).against()
            except StoppedError:
                found[row] = None
            else:
                found |= {} if against is None else {row: against}
    return found


def _given_way(matrix: Matrix, miss: Miss, row: int) -> tuple[FloatArray, FloatArray]:
    """Return (rows,) the limits of all rows, the missed ones but one as far given way as they miss."""
    others = np.abs(miss.amounts) + np.maximum(ROOM, ROOM * np.abs(miss.amounts))
    others[np.abs(miss.amounts) <= SMALLEST_MISS] = 0.0
    others[row] = 0.0
    return matrix.row_lower - others, matrix.row_upper + others


class _WholeFilter:
    """All rows of a program with whole numbers, in groups that can be put aside, but one row."""

    def __init__(self, matrix: Matrix, miss: Miss, row: int, last: BoolArray, ends: float) -> None:
        self._kept, self._ends = row, ends
        self._lower, self._upper = _given_way(matrix, miss, row)
        self._last = last
        self._highs = make_highs()
        pass_program(self._highs, matrix, np.zeros(matrix.columns))
        require(self._highs.setOptionValue("mip_max_nodes", MOST_NODES), "option mip_max_nodes")

    def against(self) -> IntArray | None:
        """Return the rows that the kept one contradicts; None where not even all of them are proven to."""
        inside = np.ones(self._lower.size, dtype=np.bool_)
        if not self._contradict(inside):
            return None
        for some in (~self._last, self._last):
            inside = self._without(some, inside)
        inside[self._kept] = False
        return np.flatnonzero(inside)

    def _without(self, some: BoolArray, inside: BoolArray) -> BoolArray:
        """Return rows that contradict each other without those of some that can be spared."""
        size = int(some.sum())
        while size > 0:
            left = np.setdiff1d(np.flatnonzero(inside & some), [self._kept])
            for first in range(0, left.size, size):
                less = inside.copy()
                less[left[first : first + size]] = False
                if self._contradict(less):
                    inside = less
            size = 0 if size == 1 else (size + 1) // 2
        return inside

    def _contradict(self, inside: BoolArray) -> bool:
        """Tell whether no point with whole numbers satisfies some rows; raise StoppedError where that stays open."""
        every = np.arange(inside.size, dtype=np.int32)
        lower, upper = np.where(inside, self._lower, -np.inf), np.where(inside, self._upper, np.inf)
        status = self._highs.changeRowsBounds(every.size, every, lower, upper)  # type: ignore[attr-defined]
        require(status, "limits of all rows")
        outcome = first_answer(self._highs, WHOLE_WAYS, self._ends, {*ENDED, Outcome.INFEASIBLE})
        if outcome not in (Outcome.OPTIMAL, Outcome.INFEASIBLE):
            raise StoppedError("it stays open whether some rows contradict each other")
        return outcome is Outcome.INFEASIBLE


class _Filter:
    """The rows that hold the miss, and those that are put aside last, each of which can be, but one."""

    def __init__(self, matrix: Matrix, miss: Miss, row: int, last: BoolArray, ends: float) -> None:
        self._rows = np.union1d(np.append(miss.holding, row), np.flatnonzero(last))
        self._last = last[self._rows]
        self._kept = int(np.searchsorted(self._rows, row))
        self._ends = ends
        lower, upper = _given_way(matrix, miss, row)
        self._lower, self._upper = lower[self._rows], upper[self._rows]
        part = _part(matrix, self._rows)
        self._highs = make_highs()
        pass_program(self._highs, part, np.zeros(part.columns))
        # Rays come from the dual simplex method, and not through presolve.
        Way("simplex", presolve="off").choose(self._highs)

    def against(self) -> IntArray | None:
        """Return the rows that the kept one contradicts; None where rounding hides that it does."""
        inside = np.ones(self._rows.size, dtype=np.bool_)
        proof = self._proof(inside)
        if proof is None:
            return None
        inside = self._without(~self._last, proof | self._last)
        inside = self._without(self._last, inside)
        inside[self._kept] = False
        return np.asarray(self._rows[inside], dtype=np.int64)

    def _without(self, some: BoolArray, inside: BoolArray) -> BoolArray:
        """Return rows that contradict each other without those of some that can be spared; the others stay."""
        for place in np.flatnonzero(inside & some)[::-1].tolist():
            if place == self._kept or not inside[place]:
                continue
            less = inside.copy()
            less[place] = False
            proof = self._proof(less)
            if proof is not None:
                inside = proof | (inside & ~some)
        return inside

    def _proof(self, inside: BoolArray) -> BoolArray | None:
        """Return those of some rows that contradict each other; None where a point satisfies all of them."""
        lower = np.where(inside, self._lower, -np.inf)
        upper = np.where(inside, self._upper, np.inf)
        every = np.arange(self._rows.size, dtype=np.int32)
        status = self._highs.changeRowsBounds(every.size, every, lower, upper)  # type: ignore[attr-defined]
        require(status, "limits of all rows")
        end_by(self._highs, self._ends)
        outcome = run_highs(self._highs)
        if outcome is Outcome.TIME:
            raise StoppedError("no time is left")
        if outcome is not Outcome.INFEASIBLE:
            return None
        _, is_found, ray = self._highs.getDualRay()  # type: ignore[attr-defined]  # the stubs leave it out
        if not is_found:
            return inside
        proof: BoolArray = inside & (np.asarray(ray) != 0.0)
        proof[self._kept] = True
        return proof


def _part(matrix: Matrix, rows: IntArray) -> Matrix:
    """Return the program of some rows, in rising order, and of the columns in them.

    The first column is in it too: of a program without columns HiGHS says that it is empty, whatever its rows ask for.
    """
    of = matrix.entry_row
    entries = np.isin(of, rows)
    used = np.union1d([0], matrix.column[entries])
    column = np.searchsorted(used, matrix.column[entries])
    return Matrix(
        matrix.column_lower[used], matrix.column_upper[used], matrix.row_lower[rows], matrix.row_upper[rows],
        np.searchsorted(np.searchsorted(rows, of[entries]), np.arange(rows.size + 1)), column, matrix.value[entries],
    )  # fmt: skip
