"""The finished linear program as arrays, and what becomes of it when decisions are taken or rows and columns added."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np

from models.arrays import BoolArray, FloatArray, IntArray

# Bounds of no column, or limits of no row.
NOTHING: tuple[FloatArray, FloatArray] = (np.empty(0), np.empty(0))


@dataclass(frozen=True, eq=False)
class Matrix:
    """The finished program: minimise cost x subject to row_lower <= A x <= row_upper, column bounds.

    start, column, value  A row by row (compressed sparse rows); no duplicates, columns rising in each row
    integer               positions of the columns that must be whole numbers, rising
    switched              rows, rising, that a decision shuts, or else leaves open: what they let through then is at
                          least what other rows do, now
    spare                 positions of columns that a solver may first leave at 0, rising: every tier but the tie-break
                          has the same optimum without them
    unit                  t that a solver counts quantities in, a power of two: less than 1 where all demand is small
    """

    column_lower: FloatArray
    column_upper: FloatArray
    row_lower: FloatArray
    row_upper: FloatArray
    start: IntArray
    column: IntArray
    value: FloatArray
    integer: IntArray = field(default_factory=lambda: np.empty(0, dtype=np.int64))
    spare: IntArray = field(default_factory=lambda: np.empty(0, dtype=np.int64))
    unit: float = 1.0
    switched: IntArray = field(default_factory=lambda: np.empty(0, dtype=np.int64))

    def decided(self, values: FloatArray) -> Matrix:
        """Return the linear program that is left when the integer columns are given: (integer,) whole numbers.

        What a decision leaves open is held by its real limits alone, so that these have their own value.
        """
        lower, upper = self.column_lower.copy(), self.column_upper.copy()
        lower[self.integer] = upper[self.integer] = values
        whole = np.zeros(self.columns)
        whole[self.integer] = np.rint(values)
        decision, own = self.activity(whole)[self.switched], self.switched
        least, most = self.row_lower.copy(), self.row_upper.copy()
        most[own[most[own] - decision > 0.0]] = np.inf
        least[own[decision - least[own] > 0.0]] = -np.inf
        none = self.integer[:0]
        return replace(
            self, column_lower=lower, column_upper=upper, row_lower=least, row_upper=most, integer=none, switched=none
        )  # fmt: skip

    @property
    def columns(self) -> int:
        """Return the number of columns."""
        return int(self.column_lower.size)

    @property
    def rows(self) -> int:
        """Return the number of rows."""
        return int(self.row_lower.size)

    @property
    def entry_row(self) -> IntArray:
        """Return (entries,) the row of each entry."""
        return np.repeat(np.arange(self.rows), np.diff(self.start))

    def grown(
        self, entries: tuple[IntArray, IntArray, FloatArray], columns: tuple[FloatArray, FloatArray] = NOTHING,
        rows: tuple[FloatArray, FloatArray] = NOTHING,
    ) -> Matrix:  # fmt: skip
        """Return the program with columns and rows behind the others.

        entries        row, column and value of what is new, at places where there is nothing yet
        columns, rows  lower and upper bounds, or limits, of those that are new
        """
        row = np.concatenate([self.entry_row, entries[0]])
        column = np.concatenate([self.column, entries[1]])
        # What is there is in order already, which a stable sort makes use of.
        order = np.argsort(row * (self.columns + columns[0].size) + column, kind="stable")
        lower, upper = (np.concatenate(pair) for pair in zip((self.row_lower, self.row_upper), rows, strict=True))
        return replace(
            self,
            column_lower=np.concatenate([self.column_lower, columns[0]]),
            column_upper=np.concatenate([self.column_upper, columns[1]]),
            row_lower=lower, row_upper=upper, start=np.searchsorted(row[order], np.arange(lower.size + 1)),
            column=column[order], value=np.concatenate([self.value, entries[2]])[order],
        )  # fmt: skip

    def part(self, rows: BoolArray, columns: BoolArray) -> Matrix:
        """Return the program of some rows and columns, whose whole numbers and spare columns are none."""
        row = self.entry_row
        kept = rows[row] & columns[self.column]
        count = np.bincount(row[kept], minlength=self.rows)[rows]
        return replace(
            self, column_lower=self.column_lower[columns], column_upper=self.column_upper[columns],
            row_lower=self.row_lower[rows], row_upper=self.row_upper[rows], start=np.append(0, np.cumsum(count)),
            column=(np.cumsum(columns) - 1)[self.column[kept]], value=self.value[kept], integer=self.integer[:0],
            spare=self.spare[:0], switched=self.switched[:0],
        )  # fmt: skip

    def activity(self, point: FloatArray) -> FloatArray:
        """Return (rows,) A x at a point."""
        products = self.value * point[self.column]
        filled = np.flatnonzero(np.diff(self.start) > 0)
        result = np.zeros(self.rows)
        if filled.size:
            result[filled] = np.add.reduceat(products, self.start[:-1][filled])
        return result

    def transposed_product(self, duals: FloatArray) -> FloatArray:
        """Return (columns,) A' y."""
        return np.bincount(self.column, weights=self.value * duals[self.entry_row], minlength=self.columns)
