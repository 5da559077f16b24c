"""What a planner wishes of the plan itself."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from models.arrays import BoolArray, FloatArray, IntArray

# What a pin may hold, and what its members are codes of.
SHIP, RUN, DELIVER, STOCK, SELL = "ship", "run", "deliver", "stock", "sell"


@dataclass(frozen=True, eq=False)
class Pins:
    """Rows of sheet Pins, each a floor or a ceiling, or both, on the sum of what it matches.

    what         (pins,) SHIP, RUN, DELIVER, STOCK or SELL
    least, most  (pins,) t; 0 and infinite where there is none
    period       (pins,) code of its period; -1: the whole plan, or each period of a stock
    member_pin, member_code  (members,) what each sums: lanes, lines of recipes, demands, stocks, or nodes (a site
                 and a commodity) of sales
    line         (pins,) row of sheet Pins
    """

    what: tuple[str, ...]
    least: FloatArray
    most: FloatArray
    period: IntArray
    member_pin: IntArray
    member_code: IntArray
    line: IntArray

    @property
    def size(self) -> int:
        """Return the number of pins."""
        return len(self.what)

    def members(self, what: str) -> tuple[IntArray, IntArray]:
        """Return pin and code of every member of the pins of one kind."""
        own = np.array([name == what for name in self.what], dtype=np.bool_)[self.member_pin]
        return self.member_pin[own], self.member_code[own]

    def forced(self, what: str, size: int) -> BoolArray:
        """Return (size,) true for the things of one kind of which some pin wants a least."""
        pin, code = self.members(what)
        wanted = np.zeros(size, dtype=np.bool_)
        wanted[code[self.least[pin] > 0.0]] = True
        return wanted
