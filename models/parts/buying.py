"""Demand streams."""

from __future__ import annotations

from dataclasses import dataclass

from models.arrays import FloatArray, IntArray


@dataclass(frozen=True, eq=False)
class Demands:
    """Demand streams.

    priority       (demands,) 1 is first; 0 for priced demand
    shortage_cost  (demands,) USD/t, NaN for demand with a priority
    last_delivery  (demands, periods) last period in which the demand of a period may be delivered
    quantity       (demands, periods) t
    """

    customer: IntArray
    commodity: IntArray
    end_use: tuple[str, ...]
    priority: IntArray
    shortage_cost: FloatArray
    weight: FloatArray
    last_delivery: IntArray
    quantity: FloatArray
    line: IntArray

    @property
    def size(self) -> int:
        """Return the number of demand streams."""
        return int(self.customer.size)
