"""Rules that act."""

from __future__ import annotations

from dataclasses import dataclass

from models.arrays import BoolArray, FloatArray, IntArray


@dataclass(frozen=True, eq=False)
class Rules:
    """Rows of sheet Rules that act.

    share      (rules, periods) share of the period's days on which the rule acts
    value      (rules,) t of a cap; USD/t or a share of the value of a tariff; NaN for a ban
    ad_valorem (rules,) true where a tariff is a share of the commodity's value
    at_arrival (rules,) true where a flow counts in the period of its arrival
    flow_rule, flow_lane  (flows,) which lanes each rule matches
    """

    name: tuple[str, ...]
    type: tuple[str, ...]
    start: IntArray
    end: IntArray
    share: FloatArray
    value: FloatArray
    ad_valorem: BoolArray
    window: tuple[str, ...]
    at_arrival: BoolArray
    hard: BoolArray
    weight: FloatArray
    flow_rule: IntArray
    flow_lane: IntArray
    line: IntArray

    @property
    def size(self) -> int:
        """Return the number of rules that act."""
        return len(self.name)
