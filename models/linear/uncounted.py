"""What a program is without columns that tell nothing of the objectives that will be asked of it.

Which columns those count, and in which direction, is known before: a shortage counts what is missing, and a cost is
hardly ever less than nothing. A column that none counts and that stands in one row is a slack of it, which the row's
limits take in. One that is of no use to any row, and never gains anything, stays at its least. Of two that do the same
to every row one will do. A solver's presolve finds these too, but only where it begins anew.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from models.arrays import BoolArray, FloatArray, IntArray, mask_of
from models.linear.matrix import Matrix
from models.linear.signs import Signs
from models.linear.substitution import NONE_KEPT


@dataclass(frozen=True, eq=False)
class Joined:
    """Columns of the whole program, the other one that stands for each, and how many units of that a unit is."""

    columns: IntArray
    instead: IntArray
    times: FloatArray


@dataclass(frozen=True, eq=False)
class Counted:
    """A program without what objectives of some signs do not count.

    For each of these it has the same least, within any bounds of the columns that were kept that leave it a point.

    matrix         of what is left; it has no spare columns
    rows, columns  which rows and columns of the whole program these are, rising
    settled        (columns of the whole program,) what those that are gone stay at, where that is known; else 0
    joined         columns that are gone because another does the same, in this order
    """

    matrix: Matrix
    rows: IntArray
    columns: IntArray
    settled: FloatArray
    joined: tuple[Joined, ...]

    def of(self, objective: FloatArray) -> tuple[FloatArray, float]:
        """Return (columns of the whole program,) an objective over what is left, and what the rest adds to it."""
        return objective[self.columns], float(objective @ self.settled)

    def values(self, point: FloatArray) -> FloatArray:
        """Return what is left of (columns of the whole program,) a point."""
        whole = point.copy()
        for one in self.joined:
            np.add.at(whole, one.instead, one.times * whole[one.columns])
        return whole[self.columns]


def counted(
    matrix: Matrix, signs: Signs, kept: IntArray = NONE_KEPT, rows_kept: IntArray = NONE_KEPT, *,
    with_duals: bool = False,
) -> Counted:  # fmt: skip
    """Return what is left of a linear program that has a point, for objectives of some signs.

    kept        columns that stay: those whose bounds are changed within those that they have here
    rows_kept   rows that stay as they are: those whose limits are changed
    with_duals  whether the duals that prove an optimum have to be, as a set, the same in what is left of all limits
                and bounds but those of 0: then nothing is concluded from others
    """
    work = _Work(matrix, signs, kept, rows_kept, with_duals=with_duals)
    work.run()
    columns = work.moves
    left = matrix.part(work.stands, columns)
    left = replace(
        left, column_lower=work.lower[columns], column_upper=work.upper[columns],
        row_lower=work.row_lower[work.stands], row_upper=work.row_upper[work.stands],
    )  # fmt: skip
    return Counted(left, np.flatnonzero(work.stands), np.flatnonzero(columns), work.settled, tuple(work.joined))


class _Work:
    """The program while columns are taken out of it."""

    def __init__(self, matrix: Matrix, signs: Signs, kept: IntArray, rows_kept: IntArray, *, with_duals: bool) -> None:
        self._with_duals = with_duals
        self._rows, self._columns = matrix.rows, matrix.columns
        self.lower, self.upper = matrix.column_lower.copy(), matrix.column_upper.copy()
        self.row_lower, self.row_upper = matrix.row_lower.copy(), matrix.row_upper.copy()
        self.moves, self.stands = np.ones(matrix.columns, dtype=np.bool_), np.ones(matrix.rows, dtype=np.bool_)
        self.settled = np.zeros(matrix.columns)
        self.joined: list[Joined] = []
        stays = mask_of(kept, matrix.columns)
        self._row_stays = mask_of(rows_kept, matrix.rows)
        self._never_less, self._never_more = ~signs.below & ~stays, ~signs.above & ~stays
        self._is_free = self._never_less & self._never_more
        self._row, self._column, self._value = matrix.entry_row, matrix.column, matrix.value

    def run(self) -> None:
        """Take out columns until there is none more."""
        before = -1
        while before != (before := int(self.moves.sum())):
            self._take_in_slacks()
            self._drop_limits()
            self._settle()
            self._join_alike()
        # A row of which nothing is left says nothing, unless that there is no point.
        asks = (self.row_lower > 0.0) | (self.row_upper < 0.0) if self._with_duals else np.False_
        self.stands &= self._row_stays | mask_of(self._row, self._rows) | asks

    def _cut(self) -> None:
        """Forget the entries of what is gone."""
        left = self.moves[self._column] & self.stands[self._row]
        self._row, self._column, self._value = self._row[left], self._column[left], self._value[left]

    def _ends(self, entry: IntArray | slice = slice(None)) -> tuple[FloatArray, FloatArray]:
        """Return (entries,) the least and the most that each adds to its row."""
        column, value = self._column[entry], self._value[entry]
        rises = value > 0.0
        lower, upper = self.lower[column], self.upper[column]
        return value * np.where(rises, lower, upper), value * np.where(rises, upper, lower)

    def _take_in_slacks(self) -> None:
        """Let the limits of rows take in columns that stand in no other row."""
        count = np.bincount(self._column, minlength=self._columns)
        own = self._is_free & self.moves & (count <= 1)
        if self._with_duals:
            # Of 0 or without end on either side.
            of_nothing = [(end == 0.0) | np.isinf(end) for end in (self.lower, self.upper)]
            own &= of_nothing[0] & of_nothing[1]
        entry = np.flatnonzero(own[self._column] & ~self._row_stays[self._row])
        least, most = self._ends(entry)
        np.subtract.at(self.row_lower, self._row[entry], most)
        np.subtract.at(self.row_upper, self._row[entry], least)
        self.moves[self._column[entry]] = False
        self.moves &= ~(self._is_free & (count == 0))
        self._cut()

    def _drop_limits(self) -> None:
        """Take out rows that say nothing, and limits that no point comes to."""
        changes = self.stands & ~self._row_stays
        if not self._with_duals:
            least, most = (np.bincount(self._row, weights=end, minlength=self._rows) for end in self._ends())
            self.row_lower[changes & (least >= self.row_lower)] = -np.inf
            self.row_upper[changes & (most <= self.row_upper)] = np.inf
        self.stands &= ~(changes & (self.row_lower == -np.inf) & (self.row_upper == np.inf))
        self._cut()

    def _settle(self) -> None:
        """Hold columns at a bound where no row is better off, and no objective, when they are elsewhere."""
        rises = self._value > 0.0
        above, below = (
            (self.row_upper != np.inf)[self._row] | self._row_stays[self._row],
            (self.row_lower != -np.inf)[self._row] | self._row_stays[self._row],
        )
        # Rows that a column has to be more for, and less.
        asks_more, asks_less = np.where(rises, below, above), np.where(rises, above, below)
        more, less = (np.bincount(self._column, weights=one, minlength=self._columns) for one in (asks_more, asks_less))
        down = self.moves & self._never_less & (more == 0) & self._may_end(self.lower)
        up = self.moves & self._never_more & (less == 0) & self._may_end(self.upper) & ~down
        self.settled[down], self.settled[up] = self.lower[down], self.upper[up]
        gone = down | up
        entry = gone[self._column]
        at = self._value[entry] * self.settled[self._column[entry]]
        still = np.bincount(self._row[entry], weights=at, minlength=self._rows)
        self.row_lower -= still
        self.row_upper -= still
        self.moves &= ~gone
        self._cut()

    def _may_end(self, bound: FloatArray) -> BoolArray:
        """Return (columns,) whether each may be held at a bound."""
        return bound == 0.0 if self._with_duals else np.isfinite(bound)

    def _join_alike(self) -> None:
        """Let one column stand for all that no objective counts and that do the same, each unit so many times."""
        own = self.moves & self._is_free
        if self._with_duals:
            own &= (self.lower == 0.0) & (self.upper == np.inf)
        entry = np.flatnonzero(own[self._column])
        entry = entry[np.lexsort((self._row[entry], self._column[entry]))]
        row, column, value = self._row[entry], self._column[entry], self._value[entry]
        start = np.flatnonzero(np.append(True, column[1:] != column[:-1])[: column.size])
        if start.size < 2:
            return
        length, columns, first = np.diff(np.append(start, column.size)), column[start], value[start]
        shape = value / np.repeat(first, length)
        # Columns of one key are alike, but for chance: which of them are is looked at below.
        chance = np.random.default_rng(0).uniform(1.0, 2.0, self._rows)
        key = np.add.reduceat(shape * chance[row], start)
        order = np.lexsort((columns, key, length))
        same = (key[order][1:] == key[order][:-1]) & (length[order][1:] == length[order][:-1])
        one, other = order[:-1][same], order[1:][same]
        at = np.repeat(start[one] - np.append(0, np.cumsum(length[one])[:-1]), length[one]) + np.arange(
            length[one].sum()
        )
        shift = np.repeat(start[other] - start[one], length[one])
        differs = (row[at] != row[at + shift]) | (shape[at] != shape[at + shift])
        pair = np.repeat(np.arange(one.size), length[one])
        is_alike = np.bincount(pair, weights=differs, minlength=one.size) == 0
        # Each to the one before it in the order, and so to the first of its kind.
        leader = np.arange(columns.size)
        for before, after in zip(one[is_alike].tolist(), other[is_alike].tolist(), strict=True):
            leader[after] = leader[before]
        gone = np.flatnonzero(leader != np.arange(columns.size))
        if not gone.size:
            return
        times, joined, instead = first[gone] / first[leader[gone]], columns[gone], columns[leader[gone]]
        ends = np.sort([times * self.lower[joined], times * self.upper[joined]], axis=0)
        np.add.at(self.lower, instead, ends[0])
        np.add.at(self.upper, instead, ends[1])
        self.moves[joined] = False
        self.joined.append(Joined(joined, instead, times))
        self._cut()
