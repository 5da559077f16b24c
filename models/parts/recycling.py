"""Scrap that comes back from customers."""

from __future__ import annotations

from dataclasses import dataclass

from models.arrays import FloatArray, IntArray


@dataclass(frozen=True, eq=False)
class Returns:
    """Return streams.

    site, product, scrap  (returns,) codes: the customer, what was delivered to it, and what that comes back as
    rate      (returns,) t of scrap for a tonne delivered
    arrival   (returns, periods) period in which what is delivered in a period comes back; `size` behind the horizon
    earlier   (returns, periods) t of scrap from sales before the first period
    line      (returns,) index into the records of sheet Recycling
    """

    site: IntArray
    product: IntArray
    scrap: IntArray
    rate: FloatArray
    arrival: IntArray
    earlier: FloatArray
    line: IntArray

    @property
    def size(self) -> int:
        """Return the number of return streams."""
        return int(self.site.size)
