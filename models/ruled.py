"""Which columns of the program each rule counts: the one place where rules meet flows."""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np

from models.arrays import BoolArray, FloatArray, IntArray
from models.carriers import DELIVER, RUN, SHIP, Carriers, carriers, output_lines
from models.linear.joins import join
from models.parts.policy import DELIVERY
from models.problem import Problem, Rules
from models.variables import Variables


@dataclass(frozen=True, eq=False)
class RuledFlows:
    """Flows that rules count, by the columns of the program that carry them.

    rule, flow  (flows,) codes
    kind        (flows,) SHIP, RUN or DELIVER: the block of the column
    place       (flows,) position in that block
    column      (flows,) position in the program
    tonnes      (flows,) t of the flow in a unit of the column
    commodity   (flows,) what flows
    counted     (flows,) the period in which it counts
    own         (flows,) origin class: of what is sent, made or delivered
    """

    rule: IntArray
    flow: IntArray
    kind: IntArray
    place: IntArray
    column: IntArray
    tonnes: FloatArray
    commodity: IntArray
    counted: IntArray
    own: IntArray

    def pick(self, chosen: BoolArray | IntArray) -> RuledFlows:
        """Return the chosen flows."""
        return RuledFlows(*(getattr(self, one.name)[chosen] for one in fields(self)))


def ruled_flows(problem: Problem, v: Variables, *types: str) -> RuledFlows:
    """Return the columns that rules of these types count: each rule with each position in v.ship, v.run or v.deliver.

    A rule that asks for an origin counts only columns of classes that have it.

    One line for each pair; a run stands once for each of its outputs that a rule counts.
    """
    rules, parts = problem.rules, carriers(problem)
    chosen = rules.of_type(*types)
    found = [_ship(parts, rules, chosen, v), _run(parts, rules, chosen, v), _deliver(parts, rules, chosen, v)]
    every = RuledFlows(*(np.concatenate([getattr(one, name.name) for one in found]) for name in fields(RuledFlows)))
    marks = problem.origins.of_rule[every.rule]
    return every.pick((marks == 0) | v.classes.carrying(marks, every.own)) if marks.any() else every


def _ship(parts: Carriers, rules: Rules, chosen: BoolArray, v: Variables) -> RuledFlows:
    kept = np.flatnonzero(chosen[rules.flow_rule])
    found, place = join([rules.flow_lane[kept]], [v.ship.keys["lane"]])
    rule, keys = rules.flow_rule[kept[found]], v.ship.keys
    period = keys["period"][place]
    counted = np.where(rules.at_arrival[rule], keys["arrival"][place], period)
    code = parts.shipped(keys["lane"][place], period)
    return RuledFlows(
        rule, code, np.full(rule.size, SHIP), place, v.ship.index[place], np.ones(rule.size),
        keys["commodity"][place], counted, keys["class"][place],
    )  # fmt: skip


def _run(parts: Carriers, rules: Rules, chosen: BoolArray, v: Variables) -> RuledFlows:
    rule, line = output_lines(parts.processes, rules, chosen)
    found, place = join([parts.processes.line_process[line]], [v.run.keys["process"]])
    rule, line, period = rule[found], line[found], v.run.keys["period"][place]
    return RuledFlows(
        rule, parts.made(line, period), np.full(rule.size, RUN), place, v.run.index[place],
        parts.processes.line_quantity[line, period], parts.processes.line_commodity[line], v.run.keys["output"][place],
        v.classes.of_line[line, v.run.keys["class"][place]],
    )  # fmt: skip


def _deliver(parts: Carriers, rules: Rules, chosen: BoolArray, v: Variables) -> RuledFlows:
    kept, keys = np.flatnonzero((chosen & rules.counts_at(DELIVERY))[rules.place_rule]), v.deliver.keys
    found, place = join([rules.place_site[kept], rules.place_commodity[kept]], [keys["site"], keys["commodity"]])
    rule, others = rules.place_rule[kept[found]], parts.substitutes.size
    option = keys["option"][place]
    way = np.where(option < others, option, others + keys["demand"][place])
    code = parts.delivered(way, keys["demanded"][place], keys["period"][place])
    return RuledFlows(
        rule, code, np.full(rule.size, DELIVER), place, v.deliver.index[place], np.ones(rule.size),
        keys["commodity"][place], keys["period"][place], keys["class"][place],
    )  # fmt: skip
