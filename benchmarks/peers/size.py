"""What every peer tells of the program that it wrote and solved."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Solved:
    """The optimum of the best tier, the number of columns, and how many coefficients each row has.

    entries  counts them, after the clock has stopped
    """

    optimum: float
    columns: int
    entries: Callable[[], Sequence[int]]
