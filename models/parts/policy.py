"""Rules that act."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass

import numpy as np

from models.arrays import BoolArray, FloatArray, IntArray
from models.parts.origins import Fact

ARRIVAL, PRODUCTION, DELIVERY = "arrival", "production", "delivery"
# The type of rule that is a cost and no limit.


@dataclass(frozen=True, eq=False)
class Grants:
    """Grants of licences: each row of a licence on sheet Rules is one.

    rule        (grants,) code of the licence
    volume      (grants,) t, inf where there is none
    start, end  (grants,) ordinals of the first and last day, -1 for without end
    usable      (grants, periods) true where what flows in the period may use it
    line        (grants,) row of sheet Rules
    """

    rule: IntArray
    volume: FloatArray
    start: IntArray
    end: IntArray
    usable: BoolArray
    line: IntArray

    @property
    def size(self) -> int:
        """Return the number of grants."""
        return int(self.rule.size)


@dataclass(frozen=True, eq=False)
class Rules:
    """Rows of sheet Rules that act; all rows of one licence are one rule, from the first day of its first grant on.

    start, end  (rules,) ordinals of the first and last day, -1 for without end
    share       (rules, periods) share of the period's days on which the rule acts
    need        (rules, periods) share of a flow that needs a grant; 0 but for licences
    unlicensed  (rules, periods) share of the period's days on which a licence has no valid grant; 0 for all others
    value       (rules,) t of a cap; USD/t or a share of the value of a tariff; a share; NaN for a ban or licence
    ad_valorem  (rules,) true where a tariff is a share of the commodity's value
    at          (rules,) what counts: departure, arrival, production or delivery
    asked       (rules,) facts of origin of which any one makes the rule act; none where it acts whatever the origin
    questions   for every row that is in force inside the horizon, be it one that matches nothing: the facts that it
                asks for, and what it does; two hard bans that do the same are told apart by their names only
    use_rule, use_demand, use_option  (uses,) which deliveries each end_use_ban matches; option as in Variables.deliver
    flow_rule, flow_lane    (flows,) which lanes each rule matches, at departure or arrival
    place_rule, place_site, place_commodity  (places,) what is made or delivered where, at production or delivery
    whole_rule, whole_lane  (flows,) all lanes into the place into which a share counts
    line        (rules,) row of sheet Rules; of a licence, that of its first grant
    """

    name: tuple[str, ...]
    type: tuple[str, ...]
    start: IntArray
    end: IntArray
    share: FloatArray
    need: FloatArray
    unlicensed: FloatArray
    value: FloatArray
    ad_valorem: BoolArray
    window: tuple[str, ...]
    at: tuple[str, ...]
    hard: BoolArray
    weight: FloatArray
    asked: tuple[frozenset[Fact], ...]
    questions: tuple[tuple[frozenset[Fact], Hashable], ...]
    flow_rule: IntArray
    flow_lane: IntArray
    place_rule: IntArray
    place_site: IntArray
    place_commodity: IntArray
    whole_rule: IntArray
    whole_lane: IntArray
    use_rule: IntArray
    use_demand: IntArray
    use_option: IntArray
    line: IntArray
    grants: Grants

    @property
    def size(self) -> int:
        """Return the number of rules that act."""
        return len(self.name)

    def of_type(self, *types: str) -> BoolArray:
        """Return (rules,) true for the rules of these types."""
        return np.array([kind in types for kind in self.type], dtype=np.bool_)

    def counts_at(self, *places: str) -> BoolArray:
        """Return (rules,) true for the rules that count flows at one of these."""
        return np.array([at in places for at in self.at], dtype=np.bool_)

    @property
    def at_arrival(self) -> BoolArray:
        """Return (rules,) true where a shipment counts in the period of its arrival."""
        return self.counts_at(ARRIVAL)
