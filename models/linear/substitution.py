"""Columns that equations give from others: taken out of a program with their equation, so that fewer rows are left.

Where the bounds of the others keep a column within its own, the equation alone says what it is: it is implied free.
The others then take its place wherever it stands, in rows and in objectives. How many entries a row gains by that is
limited, since a program with fewer rows and many more entries is slower to solve, not faster.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from heapq import heapify, heappop, heappush
from itertools import pairwise

import numpy as np

from models.arrays import BoolArray, FloatArray, IntArray, mask_of
from models.linear.matrix import Matrix
from models.linear.signs import Signs

# So many entries more may each substitution bring.
MOST_FILL = 30
# A column with a coefficient of a smaller share of the row's largest would make the others large.
LEAST_PIVOT = 0.01
# By so much, in the program's unit, bounds may be exceeded that a solver keeps to no better.
ROUNDING = 1e-9
# What is left of a difference of two coefficients, as a share of them, is rounding and no entry.
CANCELLED = 1e-13
INFINITE = float("inf")
NONE_KEPT = np.empty(0, dtype=np.int64)


@dataclass(frozen=True, eq=False)
class Substitution:
    """One column that is a constant less (others,) factors times other columns."""

    column: int
    constant: float
    others: IntArray
    factors: FloatArray


@dataclass(frozen=True, eq=False)
class _Level:
    """Steps of which none takes out what another one puts in: (steps,) of each, and theirs one after the other."""

    columns: IntArray
    constants: FloatArray
    counts: IntArray
    others: IntArray
    factors: FloatArray

    @classmethod
    def of(cls, steps: list[Substitution]) -> _Level:
        """Return steps as one."""
        return cls(
            np.array([step.column for step in steps], dtype=np.int64),
            np.array([step.constant for step in steps]),
            np.array([step.others.size for step in steps], dtype=np.int64),
            np.concatenate([step.others for step in steps]),
            np.concatenate([step.factors for step in steps]),
        )


@dataclass(frozen=True, eq=False)
class Substituted:
    """A program without the columns that were taken out.

    matrix         of what is left; it has no spare columns
    rows, columns  which rows and columns of the whole program these are, rising
    steps          what was taken out, in this order: each is given by columns that were still there
    """

    matrix: Matrix
    rows: IntArray
    columns: IntArray
    steps: tuple[Substitution, ...]

    def of(self, objective: FloatArray) -> tuple[FloatArray, float]:
        """Return (columns of the whole program,) an objective over what is left, and what has to be added to it."""
        whole, constant = objective.copy(), 0.0
        for level in self._levels:
            cost = whole[level.columns]
            constant += float(cost @ level.constants)
            np.subtract.at(whole, level.others, np.repeat(cost, level.counts) * level.factors)
        return whole[self.columns], constant

    @cached_property
    def _levels(self) -> tuple[_Level, ...]:
        """Return the steps in groups, each of which an objective can be put in at once, in this order."""
        # Behind all steps that put its column in others' place.
        level = [0] * (self.columns.size + len(self.steps))
        groups: list[list[Substitution]] = []
        for step in self.steps:
            own = level[step.column]
            if own == len(groups):
                groups.append([])
            groups[own].append(step)
            for other in step.others.tolist():
                level[other] = max(level[other], own + 1)
        return tuple(map(_Level.of, groups))

    def signs(self, signs: Signs) -> Signs:
        """Return the signs that objectives of the whole program of some signs have over what is left."""
        below, above = signs.below.copy(), signs.above.copy()
        for level in self._levels:
            falls, rises = level.factors > 0.0, level.factors < 0.0
            up, down = (np.repeat(one[level.columns], level.counts) for one in (above, below))
            below[level.others[(up & falls) | (down & rises)]] = True
            above[level.others[(up & rises) | (down & falls)]] = True
        return Signs(below, above).at(self.columns)

    def whole(self, values: FloatArray) -> FloatArray:
        """Return a point of the whole program from one of what is left."""
        found = np.zeros(self.columns.size + len(self.steps))
        found[self.columns] = values
        for step in reversed(self.steps):
            found[step.column] = step.constant - float(step.factors @ found[step.others])
        return found


def substituted(matrix: Matrix, kept: IntArray = NONE_KEPT, rows_kept: IntArray = NONE_KEPT) -> Substituted:
    """Return a linear program that has a point without its implied free columns, as far as that fills few rows.

    What is left has, in its columns, exactly the points of the program.

    kept       columns that stay, whatever gives them
    rows_kept  rows that stay, even where nothing is left of them
    """
    work = _Work(matrix, kept)
    steps = work.run()
    columns = np.flatnonzero(~mask_of(np.array([step.column for step in steps], dtype=np.int64), matrix.columns))
    # A row of which nothing is left says nothing.
    has_any = np.array([bool(entries) for entries in work.rows], dtype=np.bool_)
    rows = np.flatnonzero(has_any | mask_of(rows_kept, matrix.rows))
    return Substituted(_gathered(matrix, work, rows, columns), rows, columns, tuple(steps))


def _gathered(matrix: Matrix, work: _Work, rows: IntArray, columns: IntArray) -> Matrix:
    """Return what is left as a program of some rows and columns."""
    place = np.zeros(matrix.columns, dtype=np.int64)
    place[columns] = np.arange(columns.size)
    entries = [sorted(work.rows[row].items()) for row in rows.tolist()]
    column = np.array([column for row in entries for column, _ in row], dtype=np.int64)
    value = np.array([value for row in entries for _, value in row], dtype=np.float64)
    return replace(
        matrix, column_lower=matrix.column_lower[columns], column_upper=matrix.column_upper[columns],
        row_lower=np.array(work.row_lower)[rows], row_upper=np.array(work.row_upper)[rows],
        start=np.append(0, np.cumsum([len(row) for row in entries], dtype=np.int64)), column=place[column],
        value=value, spare=matrix.spare[:0],
    )  # fmt: skip


class _Work:
    """The program while columns are taken out, each row as column -> value."""

    def __init__(self, matrix: Matrix, kept: IntArray) -> None:
        self.kept = frozenset(kept.tolist())
        column, value, start = matrix.column.tolist(), matrix.value.tolist(), matrix.start.tolist()
        self.rows = [dict(zip(column[first:last], value[first:last], strict=True)) for first, last in pairwise(start)]
        self.lower: list[float] = matrix.column_lower.tolist()
        self.upper: list[float] = matrix.column_upper.tolist()
        self.row_lower: list[float] = matrix.row_lower.tolist()
        self.row_upper: list[float] = matrix.row_upper.tolist()
        # Rows in which each column stands.
        self.standing: list[set[int]] = [set() for _ in range(matrix.columns)]
        for row, entries in enumerate(self.rows):
            for column_ in entries:
                self.standing[column_].add(row)
        self.is_open: BoolArray = np.ones(matrix.rows, dtype=np.bool_)

    def run(self) -> list[Substitution]:
        """Take out columns, those of short rows first; a row is looked at anew when it has changed."""
        queue = [(len(entries), row) for row, entries in enumerate(self.rows) if self._is_equation(row)]
        heapify(queue)
        steps = []
        while queue:
            length, row = heappop(queue)
            if not self.is_open[row] or length != len(self.rows[row]):
                continue
            column = self._pivot(row)
            if column is not None:
                step, changed = self._without(row, column)
                steps.append(step)
                for other in changed:
                    if self._is_equation(other):
                        heappush(queue, (len(self.rows[other]), other))
        return steps

    def _is_equation(self, row: int) -> bool:
        return self.row_lower[row] == self.row_upper[row]

    def _pivot(self, row: int) -> int | None:
        """Return the implied free column of an equation that fills the fewest places; None where each fills many."""
        entries, limit = self.rows[row], self.row_upper[row]
        # What an entry adds at its ends; what has none is counted apart, so that the sum without a column is known.
        ends, least, most, no_least, no_most, largest = [], 0.0, 0.0, 0, 0, 0.0
        for column, value in entries.items():
            low, high = self.lower[column] * value, self.upper[column] * value
            if value < 0.0:
                low, high = high, low
            if low == -INFINITE:
                no_least += 1
            else:
                least += low
            if high == INFINITE:
                no_most += 1
            else:
                most += high
            largest = max(largest, abs(value))
            ends.append((low, high))
        best, fewest, others = None, MOST_FILL, len(entries) - 1
        for (column, value), (low, high) in zip(entries.items(), ends, strict=True):
            rows = len(self.standing[column]) - 1
            fill = others * rows - others - rows - 1
            if fill > fewest or (best is not None and fill == fewest):
                continue
            if abs(value) < LEAST_PIVOT * largest or column in self.kept:
                continue
            # Of the others, and so of the column itself.
            down, up = _without(most, no_most, high, INFINITE), _without(least, no_least, low, -INFINITE)
            first, last = (limit - down) / value, (limit - up) / value
            if value < 0.0:
                first, last = last, first
            if first >= self.lower[column] - ROUNDING and last <= self.upper[column] + ROUNDING:
                best, fewest = column, fill
        return best

    def _without(self, row: int, column: int) -> tuple[Substitution, list[int]]:
        """Take a column out by an equation; return how it is given by the others, and which rows changed."""
        entries = self.rows[row]
        pivot = entries.pop(column)
        factors = {other: value / pivot for other, value in entries.items()}
        constant = self.row_upper[row] / pivot
        for other in entries:
            self.standing[other].discard(row)
        self.standing[column].discard(row)
        changed = sorted(self.standing[column])
        for one in changed:
            self._put_in(one, column, constant, factors)
        self.standing[column].clear()
        self.rows[row], self.is_open[row] = {}, False
        others, amounts = np.array([*factors], dtype=np.int64), np.array([*factors.values()], dtype=np.float64)
        return Substitution(column, constant, others, amounts), changed

    def _put_in(self, row: int, column: int, constant: float, factors: dict[int, float]) -> None:
        """Let a row have, in place of a column, what it is given by."""
        entries = self.rows[row]
        value = entries.pop(column)
        for other, factor in factors.items():
            before, less = entries.get(other, 0.0), value * factor
            after = before - less
            if abs(after) > CANCELLED * max(1.0, abs(less)):
                entries[other] = after
                self.standing[other].add(row)
            elif other in entries:
                del entries[other]
                self.standing[other].discard(row)
        self.row_lower[row] -= value * constant
        self.row_upper[row] -= value * constant


def _without(amount: float, endless: int, own: float, end: float) -> float:
    """Return a sum without one of its parts: `amount` of the finite ones, and so many that are without end."""
    if own == end:
        return end if endless > 1 else amount
    return end if endless else amount - own
