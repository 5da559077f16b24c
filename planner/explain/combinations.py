"""Combinations of limits that come to nothing, whichever stream is asked about: what one shows is known of all.

Of one priority the programs hold every stream to what the plan leaves short of it, but one stream each. With all of
them held, take factors of the rows, and those of the columns which they add up to with the sign turned: where each
stands at the limit that its factor pushes against, the limits times the factors come to nothing. So much every optimum
says of a stream that can be no less short: its duals, with what the stream costs taken off its own reduced cost, are
such a combination. And such a combination, whoever found it, says of every stream

- with a factor of its own: divided by it, it is duals of an optimum of that stream, as good as any others;
- without one: any multiple of it can be added to the duals, so that none of its limits has a value of its own.

A limit that has a part in none of them has none in any stream. It is known as soon as one stream's duals are known to
be 0 there and nothing else: a combination in which it has a part, added to that stream's, would show other ones.
"""

from __future__ import annotations

import numpy as np

from models.arrays import BoolArray, FloatArray
from models.linear.face import Bounds

# A factor of a combination that is a smaller share of its largest is none.
NO_FACTOR = 1e-7
# A combination whose factor of a stream is a smaller share of its largest has too few digits for it.
ENOUGH = 1e-3
# What limits times factors come to may be so much, and so large a share of what they are made of: rounding.
ROUNDING = 1e-9
# So many factors are kept: 40 MB.
MOST_KEPT = 5_000_000


class Combinations:
    """What is known of the limits of one program in which every stream is held; rows first, then columns."""

    def __init__(self, bounds: Bounds) -> None:
        """Begin with none, of a program within these bounds."""
        self._lower = np.concatenate([bounds.row_lower, bounds.column_lower])
        self._upper = np.concatenate([bounds.row_upper, bounds.column_upper])
        # Only these make parts: a limit of 0 adds nothing.
        finite = (np.isfinite(one) & (one != 0.0) for one in (self._lower, self._upper))
        self._limited = np.flatnonzero(np.any([*finite], axis=0))
        # (combinations, limits) of which so many are kept; the room doubles when it is full.
        self._factors, self._count = np.empty((8, self._limited.size)), 0
        self._without = np.zeros(self._lower.size, dtype=np.bool_)

    def keep(self, factors: FloatArray, values: FloatArray) -> bool:
        """Keep (rows and columns,) factors where they are of a combination; return whether they are.

        values  (rows and columns,) those of a point: each stands at the limit that its factor pushes against
        """
        size = float(np.abs(factors).max(initial=0.0))
        if size == 0.0:
            return False
        factors = factors / size
        own = np.flatnonzero(np.abs(factors) > NO_FACTOR)
        push, stand = factors[own], values[own]
        limit = np.where(push > 0.0, self._lower[own], self._upper[own])
        is_one = bool(np.abs(push * (stand - limit)).sum() <= ROUNDING * (1.0 + np.abs(push * stand).sum()))
        if is_one and (self._count + 1) * self._limited.size <= MOST_KEPT:
            if self._count == len(self._factors):
                self._factors = np.concatenate([self._factors, np.empty_like(self._factors)])
            self._factors[self._count] = factors[self._limited]
            self._count += 1
        return is_one

    def keep_without(self, places: BoolArray) -> None:
        """Keep which (rows and columns,) have a part in no combination."""
        self._without |= places

    @property
    def without(self) -> BoolArray:
        """Return which (rows and columns,) are known to have a part in no combination."""
        return self._without

    def not_the_only(self, duals: FloatArray, own: int, cost: float, noise: float) -> BoolArray:
        """Return which (rows and columns,) duals of a stream are shown not to be the only ones.

        own    the place of the stream;  cost  its coefficient in what is least, above 0
        noise  by which duals differ that are the same
        """
        shown, place = np.zeros(self._lower.size, dtype=np.bool_), np.flatnonzero(self._limited == own)
        if not self._count or not place.size:
            return shown
        kept = self._factors[: self._count]
        of_own = -kept[:, place[0]]
        tied = np.abs(of_own) <= NO_FACTOR
        others = np.any(np.abs(kept[tied]) > NO_FACTOR, axis=0)
        able = of_own > ENOUGH
        times = 1.0 / of_own[able][:, np.newaxis]
        optimal = kept[able] * (cost * times)
        optimal[:, place] += cost
        others |= np.any(np.abs(optimal - duals[self._limited]) > noise * np.maximum(1.0, times), axis=0)
        shown[self._limited] = others
        return shown
