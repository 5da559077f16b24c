"""Long sheets: one key and period a row, folded into one record a key."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.arrays import IntArray
from models.issues import Issue, error
from models.records import TextArray
from models.schema import Column, Role
from planner.read.cells import Strip, shown
from planner.read.headers import ALL

# Code of the word `all` in the period column, and of a cell that names no period.
EVERY_PERIOD, NO_PERIOD = -1, -2


@dataclass(frozen=True, eq=False)
class Folding:
    """Which rows make one record.

    first      (records,) the first row of each
    record_of  (rows,) record of each row
    period_of  (rows,) code of the row's period, EVERY_PERIOD, or NO_PERIOD; None in a sheet that is not long
    """

    first: IntArray
    record_of: IntArray
    period_of: IntArray | None = None

    def places(
        self, filled: NDArray[np.bool_]
    ) -> Iterator[tuple[NDArray[np.intp] | IntArray, slice, NDArray[np.intp]]]:
        """Yield records, periods, and the rows that fill them; a period's own row comes after `all`."""
        if self.period_of is None:
            lines = np.flatnonzero(filled)
            yield lines, slice(None), lines
            return
        for period in range(EVERY_PERIOD, int(self.period_of.max(initial=EVERY_PERIOD)) + 1):
            lines = np.flatnonzero((self.period_of == period) & filled)
            yield self.record_of[lines], slice(None) if period == EVERY_PERIOD else slice(period, period + 1), lines

    def one_a_record[Values: np.generic](
        self, values: NDArray[Values], blank: NDArray[np.bool_], column: Column, strip: Strip | None
    ) -> tuple[NDArray[Values], list[Issue]]:
        """Return one value a record; in a long sheet all rows of a key must say the same or nothing."""
        if self.period_of is None or strip is None:
            return values[self.first], []
        issues: list[Issue] = []
        made = values[self.first].copy()
        empty = blank[self.first]
        for line in np.flatnonzero(~blank).tolist():
            record = self.record_of[line]
            if empty[record]:
                made[record], empty[record] = values[line], False
            elif made[record] != values[line] and column.role is not Role.TEXT:
                issues.append(
                    error(
                        "differs-in-key", strip.where(line),
                        f"{column.name} {shown(strip.values[line])} differs from "
                        f"{strip.where(int(self.first[record]))}, a row of the same key",
                        f"{column.name} does not vary by period: write the same in all rows of the key",
                    )
                )  # fmt: skip
        return made, issues

    def period_rows(self, rows: Sequence[int], periods: int) -> IntArray | None:
        """Return (records, periods) sheet row, from 1, of each period's cell; None in a sheet that is not long."""
        if self.period_of is None:
            return None
        made = np.zeros((self.first.size, periods), dtype=np.int64)
        for line, period in enumerate(self.period_of.tolist()):
            if period >= 0:
                made[self.record_of[line], period] = rows[line] + 1
        for line in np.flatnonzero(self.period_of == EVERY_PERIOD).tolist():
            own = made[self.record_of[line]]
            own[own == 0] = rows[line] + 1
        return made


def unfolded(rows: int) -> Folding:
    """Return the folding of a sheet in which every row is a record."""
    every = np.arange(rows, dtype=np.int64)
    return Folding(every, every)


def fold(strip: Strip, words: TextArray, keys: Sequence[Hashable], names: Sequence[str]) -> tuple[Folding, list[Issue]]:
    """Fold the rows of a long sheet.

    strip, words  the cells of the period column, and what they say
    keys          (rows,) the key of each row without its period
    names         names of the periods
    """
    issues: list[Issue] = []
    code = {name: number for number, name in enumerate(names)} | {ALL: EVERY_PERIOD}
    period_of = [code.get(word, NO_PERIOD) for word in words]
    record: dict[Hashable, int] = {}
    taken: dict[tuple[int, int], int] = {}
    first: list[int] = []
    record_of: list[int] = []
    for line, key in enumerate(keys):
        number = record.setdefault(key, len(record))
        if number == len(first):
            first.append(line)
        record_of.append(number)
        twin = taken.setdefault((number, period_of[line]), line)
        if twin != line and period_of[line] != NO_PERIOD:
            issues.append(
                error(
                    "duplicate-key", strip.where(line),
                    f"period {words[line]} of the same key stands already in {strip.where(twin)}",
                    "keep one of the two rows",
                )
            )  # fmt: skip
    integers = (np.array(values, dtype=np.int64) for values in (first, record_of, period_of))
    return Folding(*integers), issues
