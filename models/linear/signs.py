"""Which signs the coefficients of objectives have that will be asked of a program."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from models.arrays import BoolArray, FloatArray, IntArray


@dataclass(frozen=True, eq=False)
class Signs:
    """Which signs the coefficients of objectives have: (columns,) whether any may be below 0, and above."""

    below: BoolArray
    above: BoolArray

    @classmethod
    def of(cls, objective: FloatArray) -> Signs:
        """Return the signs of (columns,) an objective."""
        return cls(objective < 0.0, objective > 0.0)

    @classmethod
    def either(cls, objective: FloatArray) -> Signs:
        """Return those of objectives that count what (columns,) an objective counts, above or below."""
        return cls.of(objective) | cls.of(-objective)

    @classmethod
    def any_of(cls, columns: int) -> Signs:
        """Return those of objectives of which nothing is known."""
        return cls(np.ones(columns, dtype=np.bool_), np.ones(columns, dtype=np.bool_))

    def __or__(self, other: Signs) -> Signs:
        """Return those that objectives of either kind have."""
        return Signs(self.below | other.below, self.above | other.above)

    def at(self, columns: IntArray) -> Signs:
        """Return those of some columns."""
        return Signs(self.below[columns], self.above[columns])

    def allow(self, objective: FloatArray) -> bool:
        """Return whether an objective has no others."""
        return not ((objective < 0.0) & ~self.below).any() and not ((objective > 0.0) & ~self.above).any()
