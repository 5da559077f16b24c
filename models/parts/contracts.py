"""Contracts: what they price and bound, and the days and windows over which they count."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from models.arrays import BoolArray, FloatArray, IntArray


@dataclass(frozen=True, eq=False)
class Spans:
    """The periods, cut where a contract begins or ends inside one: days on which the same contracts run.

    period  (spans,) the period that a span lies in
    offset  (spans,) days from the period's first day to the span's
    share   (spans,) the span's part of its period's days
    first, last  (spans,) ordinals, both included
    """

    period: IntArray
    offset: IntArray
    share: FloatArray
    first: IntArray
    last: IntArray

    @property
    def size(self) -> int:
        """Return the number of spans."""
        return int(self.period.size)

    @property
    def days(self) -> IntArray:
        """Return (spans,) how many days each has."""
        return self.last - self.first + 1


@dataclass(frozen=True, eq=False)
class Windows:
    """The windows over which contracts count.

    contract, number  (windows,) contract, and the window's running number within it
    words             (windows,) the window as a planner says it
    minimum           (windows,) t that must be taken or paid for, by the days that plan and contract cover
    last              (windows,) the last period in which anything can be taken in it
    of_span           (contracts, spans) the window in which a span counts, -1 where the contract does not run
    """

    contract: IntArray
    number: IntArray
    words: tuple[str, ...]
    minimum: FloatArray
    last: IntArray
    of_span: IntArray


@dataclass(frozen=True, eq=False)
class Contracts:
    """Contracts that run inside the horizon, their tiers, and the lanes that they are about.

    name, window          (contracts,) as typed; `window` "" where nothing is counted
    floor                 (contracts,) USD/t, NaN where there is none
    buyer_pays_floor      (contracts,)
    minimum, maximum      (contracts,) t per window; 0 and inf where there is none
    take_or_pay           (contracts,)
    order_quantity, multiple  (contracts,) t per period, 0 where there is none
    line                  (contracts,) index into the records of sheet Contracts, of the first tier
    tier_contract         (tiers,) in order of contract and of quantity
    tier_name             (tiers,)
    tier_size             (tiers,) t of a window that fit into the tier, inf for one without an end
    price                 (tiers, periods) USD/t, NaN where the contract sets none
    tier_line             (tiers,)
    flow_contract, flow_lane  (flows,) which lanes each contract matches
    """

    name: tuple[str, ...]
    window: tuple[str, ...]
    floor: FloatArray
    buyer_pays_floor: BoolArray
    minimum: FloatArray
    maximum: FloatArray
    take_or_pay: BoolArray
    order_quantity: FloatArray
    multiple: FloatArray
    line: IntArray
    tier_contract: IntArray
    tier_name: tuple[str, ...]
    tier_size: FloatArray
    price: FloatArray
    tier_line: IntArray
    flow_contract: IntArray
    flow_lane: IntArray
    spans: Spans
    windows: Windows

    @property
    def size(self) -> int:
        """Return the number of contracts."""
        return len(self.name)

    @property
    def first_tier(self) -> IntArray:
        """Return (contracts,) the first tier of each."""
        return np.searchsorted(self.tier_contract, np.arange(self.size)).astype(np.int64)

    @property
    def obliged_lanes(self) -> IntArray:
        """Return the lanes on which a contract asks for a minimum."""
        return np.unique(self.flow_lane[self.minimum[self.flow_contract] > 0.0])
