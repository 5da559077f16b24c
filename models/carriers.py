"""The flows that rules may count: shipments on lanes, what processes make, and what is delivered.

A flow is known by its code, whatever the origin class of its material, and whether or not the program has a column.
"""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np

from models.arrays import BoolArray, FloatArray, IntArray
from models.calendar import Calendar
from models.linear.joins import join
from models.parts.policy import DELIVERY, PRODUCTION
from models.problem import Demands, Lanes, Problem, Processes, Rules, Substitutes

SHIP, RUN, DELIVER = 0, 1, 2


@dataclass(frozen=True, eq=False)
class Carriers:
    """What moves material that a rule may count, and the codes of its flows: shipments, then outputs, then deliveries.

    A way to deliver is a substitute of a demand stream, or behind those the stream itself.
    """

    calendar: Calendar
    lanes: Lanes
    processes: Processes
    demands: Demands
    substitutes: Substitutes

    def shipped(self, lane: IntArray, period: IntArray) -> IntArray:
        """Return the codes of shipments on lanes, by the period of departure."""
        return lane * self.calendar.size + period

    def made(self, line: IntArray, period: IntArray) -> IntArray:
        """Return the codes of outputs: line of a recipe, and period in which the run starts."""
        return (self.lanes.size + line) * self.calendar.size + period

    def delivered(self, way: IntArray, demanded: IntArray, period: IntArray) -> IntArray:
        """Return the codes of deliveries: the way, the period of the demand, and that of the delivery."""
        before = (self.lanes.size + self.processes.line_process.size) * self.calendar.size
        return before + (way * self.calendar.size + demanded) * self.calendar.size + period

    def read(self, flow: int) -> tuple[int, int]:
        """Return the kind of a flow and the lane, line or way behind it."""
        place, size = flow // self.calendar.size, self.lanes.size
        if place < size:
            return SHIP, place
        if place < size + self.processes.line_process.size:
            return RUN, place - size
        return DELIVER, (place - size - self.processes.line_process.size) // self.calendar.size

    @property
    def ways(self) -> tuple[IntArray, IntArray, FloatArray]:
        """Return (ways,) the demand stream, what is delivered, and how many t of it serve as a tonne asked for."""
        return (
            np.concatenate([self.substitutes.demand, np.arange(self.demands.size)]),
            np.concatenate([self.substitutes.commodity, self.demands.commodity]),
            np.concatenate([self.substitutes.ratio, np.ones(self.demands.size)]),
        )


def carriers(problem: Problem) -> Carriers:
    """Return what moves material in a problem."""
    return Carriers(problem.calendar, problem.lanes, problem.processes, problem.demands, problem.substitutes)


@dataclass(frozen=True, eq=False)
class PossibleFlows:
    """Flows that rules count, whether or not the program has columns for them.

    rule, flow  (flows,) codes
    counted     (flows,) the period in which it counts: of departure, arrival, output or delivery
    period      (flows,) that of departure, output or delivery, whose length counts when a soft rule is broken
    capacity    (flows,) t: of the lane, or the demand that a delivery serves; inf where there is none
    """

    rule: IntArray
    flow: IntArray
    counted: IntArray
    period: IntArray
    capacity: FloatArray

    def pick(self, chosen: BoolArray | IntArray) -> PossibleFlows:
        """Return the chosen flows."""
        return PossibleFlows(*(getattr(self, one.name)[chosen] for one in fields(self)))


def possible_flows(parts: Carriers, rules: Rules, chosen: BoolArray) -> PossibleFlows:
    """Return all flows of the chosen rules that count inside the horizon.

    chosen  (rules,)
    """
    found = [_shipments(parts, rules, chosen), _outputs(parts, rules, chosen), _deliveries(parts, rules, chosen)]
    every = PossibleFlows(
        *(np.concatenate([getattr(one, name.name) for one in found]) for name in fields(PossibleFlows))
    )
    return every.pick(every.counted < parts.calendar.size)


def _shipments(parts: Carriers, rules: Rules, chosen: BoolArray) -> PossibleFlows:
    kept = np.flatnonzero(chosen[rules.flow_rule])
    rule, lane, period = _by_period(rules.flow_rule[kept], rules.flow_lane[kept], parts.calendar.size)
    counted = np.where(rules.at_arrival[rule], parts.lanes.arrival[lane, period], period)
    return PossibleFlows(rule, parts.shipped(lane, period), counted, period, parts.lanes.capacity[lane, period])


def _outputs(parts: Carriers, rules: Rules, chosen: BoolArray) -> PossibleFlows:
    rule, line = output_lines(parts.processes, rules, chosen)
    rule, line, period = _by_period(rule, line, parts.calendar.size)
    counted = parts.processes.output_period[parts.processes.line_process[line], period]
    return PossibleFlows(rule, parts.made(line, period), counted, counted, np.full(rule.size, np.inf))


def _deliveries(parts: Carriers, rules: Rules, chosen: BoolArray) -> PossibleFlows:
    demands, (stream, commodity, ratio) = parts.demands, parts.ways
    place = np.flatnonzero((chosen & rules.counts_at(DELIVERY))[rules.place_rule])
    found, way = join([rules.place_site[place], rules.place_commodity[place]], [demands.customer[stream], commodity])
    rule, way, demanded = _by_period(rules.place_rule[place[found]], way, parts.calendar.size)
    several, period = np.nonzero(
        (np.arange(parts.calendar.size) >= demanded[:, None])
        & (np.arange(parts.calendar.size) <= demands.last_delivery[stream[way], demanded][:, None])
    )
    rule, way, demanded = rule[several], way[several], demanded[several]
    asked = demands.quantity[stream[way], demanded] * ratio[way]
    return PossibleFlows(rule, parts.delivered(way, demanded, period), period, period, asked)


def output_lines(processes: Processes, rules: Rules, chosen: BoolArray) -> tuple[IntArray, IntArray]:
    """Return the pairs of a rule at production and an output line that it counts."""
    place = np.flatnonzero((chosen & rules.counts_at(PRODUCTION))[rules.place_rule])
    outputs = np.flatnonzero(processes.line_output)
    found, line = join(
        [rules.place_site[place], rules.place_commodity[place]],
        [processes.site[processes.line_process[outputs]], processes.line_commodity[outputs]],
    )
    return rules.place_rule[place[found]], outputs[line]


def _by_period(rule: IntArray, code: IntArray, periods: int) -> tuple[IntArray, IntArray, IntArray]:
    return np.repeat(rule, periods), np.repeat(code, periods), np.tile(np.arange(periods), rule.size)
