"""Marks that change nothing: material that no rule lets through anyway may carry further ones at no loss.

Beside a mark w that material has at a node in a period, a further mark m is harmless when, wherever the material can go
from there, whatever asks for m asks for w too, or stops it for w all the time that it asks, or finds m whether the
material brings it or not. Found by starting from everything and taking away, back along the chain.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from models.arrays import BoolArray, IntArray
from models.linear.joins import join
from models.network import Nodes, Reach, node
from models.problem import Problem
from models.rule_types import END_USE_BAN

CLOSED = 1.0 - 1e-9  # share of a period from which on it is closed


@dataclass(frozen=True, eq=False)
class Harmless:
    """What is harmless where.

    place    (nodes,) index into the second axis of `at`; nodes at which nothing asks for a mark share the last one
    at       (marks, places, periods + 1) marks that are harmless with each mark; all of them behind the horizon
    running  (marks, processes, periods) the same of what goes into runs
    """

    place: IntArray
    at: IntArray
    running: IntArray

    def closed(self, marks: IntArray, places: IntArray, periods: IntArray) -> IntArray:
        """Return (some,) sets of marks with all that is harmless beside them at nodes and periods."""
        return _closed(marks, self.at[:, self.place[places], periods])

    def closed_runs(self, marks: IntArray, processes: IntArray, periods: IntArray) -> IntArray:
        """Return (some,) sets of marks of what goes into runs with all that is harmless beside them."""
        return _closed(marks, self.running[:, processes, periods])


def _closed(marks: IntArray, beside: IntArray) -> IntArray:
    found = marks.copy()
    for _ in range(beside.shape[0]):
        before = found.copy()
        for bit, more in enumerate(beside):
            found |= np.where(found >> bit & 1, more, 0)
        if np.array_equal(found, before):
            break
    return found


def find_harmless(problem: Problem, reach: Reach, nodes: Nodes, asked: IntArray) -> Harmless:
    """Return what is harmless; asked: (nodes,) marks for which something asks there or further on."""
    search = _Search(problem, reach, nodes, asked)
    search.settle()
    return Harmless(search.place, search.at, search.running())


def harmless_from(problem: Problem, asked: IntArray) -> tuple[bytes, ...]:
    """Return all of origins and rules that decides what is harmless within one network, `asked` as in find_harmless."""
    o, rules = problem.origins, problem.rules
    marks = (o.of_output, o.cleared, o.unsafe, o.release_demand, o.release_mark)
    allowances = (o.allowances.using, o.allowances.used, o.allowances.relieved)
    stops = rules.of_type(END_USE_BAN) & rules.hard
    found: list[IntArray | BoolArray] = [np.array([o.size]), asked, *marks, *allowances]
    for rule, where in (
        (rules.flow_rule, (rules.flow_lane,)),
        (rules.place_rule, (rules.place_site, rules.place_commodity, np.isin(rules.place_rule, o.allowances.rule))),
        (rules.use_rule, (rules.use_demand, rules.use_option)),
    ):
        asks = np.flatnonzero(o.of_rule[rule])
        of, days = rule[asks], rules.share[rule[asks]]
        found += [*(one[asks] for one in where), o.of_rule[of], stops[of], days > 0.0, days >= CLOSED]
    return tuple(one.tobytes() for one in found)


class _Search:
    """The marks that are still thought harmless, and the ways along which they are taken away."""

    def __init__(self, problem: Problem, reach: Reach, nodes: Nodes, asked: IntArray) -> None:
        """Start from everything that is asked for, less what is tested on the spot."""
        self.problem, self.nodes = problem, nodes
        kept = np.flatnonzero(asked)
        self.place = np.full(asked.size, kept.size)
        self.place[kept] = np.arange(kept.size)
        self.asked = np.append(asked[kept], 0)
        self.periods = problem.calendar.size
        o = problem.origins
        self.size, self.every = o.size, (1 << o.size) - 1
        # What an allowance relieves does not stop material for good; what says that one was used is for runs.
        of_runs = _union(o.allowances.using) | _union(o.allowances.used)
        unsure = of_runs | _union(o.allowances.relieved)
        self.at = np.full((self.size, kept.size + 1, self.periods + 1), self.every, dtype=np.int64)
        for mark in range(self.size):
            own = np.zeros(kept.size, dtype=np.int64) if unsure >> mark & 1 else self.asked[:-1] & ~of_runs
            self.at[mark, :-1, : self.periods] = own[:, np.newaxis]
        self._tests_on_the_way()
        self._tests_of_stocks()
        self._tests_of_uses()
        lane = np.flatnonzero(reach.lane)
        later = np.minimum(problem.lanes.arrival[lane], self.periods)
        back = np.broadcast_to(np.arange(self.periods), (nodes.product.size, self.periods))
        self.ways = (
            np.concatenate([self.place[nodes.lane_from[lane]], self.place[nodes.product]]),
            np.concatenate([self.place[nodes.lane_to[lane]], self.place[nodes.scrap]]),
            np.concatenate([later, back]),
        )
        processes = problem.processes
        used = reach.process[processes.line_process]
        self.outputs = np.flatnonzero(processes.line_output & used)
        self.inputs = np.flatnonzero(~processes.line_output & used)

    def settle(self) -> None:
        """Take away until nothing changes."""
        start, end, arrival = self.ways
        processes = self.problem.processes
        of_input = processes.line_process[self.inputs]
        where = self.place[self.nodes.line[self.inputs]]
        while True:
            before = self.at.copy()
            running = self.running()
            for mark in range(self.size):
                asked = self.asked[end][:, np.newaxis]
                there = np.where(asked >> mark & 1, self.at[mark][end[:, np.newaxis], arrival], 0)
                self._keep(mark, start, ~asked | there)
                self._keep(mark, where, running[mark][of_input])
            # What is harmless in a period is so in every later one: material may wait.
            own = self.at[:, :, : self.periods]
            own[:] = np.bitwise_and.accumulate(own[:, :, ::-1], axis=2)[:, :, ::-1]
            if np.array_equal(self.at, before):
                return

    def running(self) -> IntArray:
        """Return (marks, processes, periods) what is harmless in what goes into runs, as it is at their outputs now."""
        processes, o = self.problem.processes, self.problem.origins
        found = np.full((self.size, processes.size, self.periods), self.every, dtype=np.int64)
        by = processes.line_process[self.outputs]
        where = self.place[self.nodes.line[self.outputs]][:, np.newaxis]
        out = np.minimum(processes.output_period[by], self.periods)
        asked, cleared = self.asked[where], o.cleared[by][:, np.newaxis]
        made = o.of_output[self.outputs][:, np.newaxis]
        always = cleared | (self.every & ~asked) | made
        for mark in range(self.size):
            always = always | np.where(made & asked & 1 << mark, self.at[mark][where, out], 0)
        for mark in range(self.size):
            goes_on = (asked & ~cleared) >> mark & 1
            harmless = always | np.where(goes_on, self.at[mark][where, out], 0)
            np.bitwise_and.at(found[mark], by, harmless)
        return found

    def _keep(self, mark: int, places: IntArray, harmless: IntArray) -> None:
        """Keep as harmless beside a mark only what is so at these places, too: (some, periods) sets of marks."""
        np.bitwise_and.at(self.at[mark, :, : self.periods], places, harmless)

    def _take(self, mark: int, places: IntArray, tested: IntArray) -> None:
        """Take away what is tested in a period or a later one: (some, periods) sets of marks."""
        later = np.bitwise_or.accumulate(tested[:, ::-1], axis=1)[:, ::-1]
        self._keep(mark, places, ~later)

    def _tests_on_the_way(self) -> None:
        """Take away what rules ask of what is sent, made or delivered somewhere."""
        problem, rules, o = self.problem, self.problem.rules, self.problem.origins
        at = np.flatnonzero(~np.isin(rules.place_rule, o.allowances.rule))
        rule = np.concatenate([rules.flow_rule, rules.place_rule[at]])
        place = np.concatenate([
            self.nodes.lane_from[rules.flow_lane],
            node(problem, rules.place_site[at], rules.place_commodity[at]),
        ])  # fmt: skip
        asks = np.flatnonzero(o.of_rule[rule])
        rule, place = rule[asks], self.place[place[asks]]
        for mark in range(self.size):
            self._take(mark, place, self._asked_beside(mark, rule))

    def _asked_beside(self, mark: int, rule: IntArray) -> IntArray:
        """Return (some, periods) what rules ask for on some day of a period, unless they ask for this mark too."""
        own = self.problem.origins.of_rule[rule]
        own = np.where(own >> mark & 1, 0, own)
        return np.where(self.problem.rules.share[rule] > 0.0, own[:, np.newaxis], 0)

    def _tests_of_stocks(self) -> None:
        """Take away what does not count towards a safety stock."""
        stocks, unsafe = self.problem.inventories, self.problem.origins.unsafe
        place = self.place[node(self.problem, stocks.site, stocks.commodity)]
        for mark in range(self.size):
            self._take(mark, place, np.where(unsafe >> mark & 1, 0, unsafe))

    def _tests_of_uses(self) -> None:
        """Take away what rules and stocks ask of deliveries, unless the mark alone stops them."""
        demand, material, rule, released = _uses(self.problem)
        problem, rules, o = self.problem, self.problem.rules, self.problem.origins
        if not demand.size:
            return
        pair, of_pair = np.unique(np.stack([demand, material]), axis=1, return_inverse=True)
        of_pair = of_pair.reshape(-1)
        place = self.place[node(problem, problem.demands.customer[pair[0]], pair[1])]
        stops = rules.of_type(END_USE_BAN) & rules.hard
        ruled = rule >= 0
        for mark in range(self.size):
            tested = np.zeros((of_pair.size, self.periods), dtype=np.int64)
            tested[ruled] = self._asked_beside(mark, rule[ruled])
            tested[~ruled] = np.where(released[~ruled] >> mark & 1, 0, released[~ruled])[:, np.newaxis]
            closed = np.zeros((of_pair.size, self.periods), dtype=np.bool_)
            closed[ruled] = (
                (stops[rule[ruled]] & (o.of_rule[rule[ruled]] >> mark & 1 == 1))[:, np.newaxis]
                & (rules.share[rule[ruled]] >= CLOSED)
            )  # fmt: skip
            closed[~ruled] = (released[~ruled] >> mark & 1 == 1)[:, np.newaxis]
            self._take(mark, place, _together(tested, closed, of_pair, place.size))


def _together(tested: IntArray, closed: BoolArray, of_pair: IntArray, pairs: int) -> IntArray:
    """Return (pairs, periods) all that is tested, where nothing stops the delivery anyway."""
    every = np.zeros((pairs, tested.shape[1]), dtype=np.int64)
    np.bitwise_or.at(every, of_pair, tested)
    stopped = np.zeros((pairs, tested.shape[1]), dtype=np.bool_)
    np.logical_or.at(stopped, of_pair, closed)
    return np.where(stopped, 0, every)


def _uses(problem: Problem) -> tuple[IntArray, IntArray, IntArray, IntArray]:
    """Return demand, material, rule and mark of all that asks for the origin of deliveries.

    rule  -1 for stocks that are kept for other end uses, of which the mark is the last of the four
    """
    demands, others, rules, o = problem.demands, problem.substitutes, problem.rules, problem.origins
    material = np.append(others.commodity, -1)[rules.use_option]
    material = np.where(material < 0, demands.commodity[rules.use_demand], material)
    row, other = join([o.release_demand], [others.demand])
    kept = np.concatenate([o.release_demand, o.release_demand[row]])
    return (
        np.concatenate([rules.use_demand, kept]),
        np.concatenate([material, demands.commodity[o.release_demand], others.commodity[other]]),
        np.concatenate([rules.use_rule, np.full(kept.size, -1)]),
        np.concatenate([np.zeros(rules.use_rule.size, dtype=np.int64), o.release_mark, o.release_mark[row]]),
    )


def _union(marks: IntArray) -> int:
    return int(np.bitwise_or.reduce(marks)) if marks.size else 0
