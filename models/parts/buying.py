"""Demand streams, and what may be delivered in their place."""

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


@dataclass(frozen=True, eq=False)
class Substitutes:
    """Other commodities that a demand stream accepts.

    demand, commodity  (substitutes,) codes: the stream, and what may be delivered in its place
    ratio              (substitutes,) t of it that serve as a tonne asked for
    share              (substitutes, periods) share of the period's days on which it is accepted
    line               (substitutes,) index into the records of sheet Substitutes
    """

    demand: IntArray
    commodity: IntArray
    ratio: FloatArray
    share: FloatArray
    line: IntArray

    @property
    def size(self) -> int:
        """Return the number of pairs of a demand stream and what it accepts."""
        return int(self.demand.size)
