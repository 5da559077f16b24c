"""Where an allowance relieves something at all: not where what comes out is closed anyway, wherever it may go.

A run that keeps a mark for which another hard ban closes as much, on as many days, as every rule that asks for what the
allowance relieves, gains nothing by it. Such runs would only be columns. In the shipped workbook whatever holds Chinese
dysprosium is refused to defence by rules that know no allowance.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property

import numpy as np

from models.arrays import IntArray
from models.classes.allowances import union
from models.network import Nodes, Reach
from models.problem import Problem
from models.rule_types import BANS


class Relief:
    """What allowances are good for; `asked` as `asked_for` of models/classes/growth.py returns it."""

    def __init__(self, problem: Problem, reach: Reach, nodes: Nodes, asked: IntArray) -> None:
        """Take the network through which marks go on."""
        self.problem, self.nodes, self.asked = problem, nodes, asked
        self.kept = reach.process
        self.lane = np.flatnonzero(reach.lane)
        self._enduring: dict[tuple[int, int], int] = {}

    def helps(self, allowance: int, process: int, made: Iterable[tuple[int, int]]) -> bool:
        """Tell whether a run of a process gains by an allowance; made: line and marks of each output at its test."""
        relieved = int(self.problem.origins.allowances.relieved[allowance])
        if self._shared(allowance):
            return True
        for line, marks in made:
            here = int(self.asked[int(self.nodes.line[line])]) & relieved
            if here and any(
                not marks & closing & self._lasting(allowance, process)
                for asks, closing in self.closed[allowance]
                if asks & here
            ):
                return True
        return False

    def _shared(self, allowance: int) -> bool:
        """Tell whether another allowance is about some of the same marks, and so counts what this one relieves."""
        own = self.problem.origins.allowances.relieved
        return any(int(own[allowance]) & int(other) for number, other in enumerate(own) if number != allowance)

    @cached_property
    def closed(self) -> list[list[tuple[int, int]]]:
        """Return, for each allowance, the marks for which each rule acts that it relieves, and those of rules that
        close as much.
        """
        o, rules = self.problem.origins, self.problem.rules
        others = [rule for rule in range(rules.size) if rule not in o.allowances.rule.tolist()]
        found = []
        for relieved in o.allowances.relieved.tolist():
            own = [rule for rule in others if int(o.of_rule[rule]) & relieved]
            found.append([
                (
                    int(o.of_rule[rule]),
                    union(int(o.of_rule[other]) for other in others if other != rule and self._closes(other, rule)),
                )
                for rule in own
            ])  # fmt: skip
        return found

    def _closes(self, other: int, rule: int) -> bool:
        """Tell whether a hard ban closes all that another one does, on all of its days in the plan."""
        rules, first, last = self.problem.rules, int(self.problem.calendar.start[0]), int(self.problem.calendar.end[-1])
        if rules.type[other] != rules.type[rule] or rules.type[rule] not in BANS:
            return False
        if not rules.hard[other] or not rules.hard[rule] or rules.at[other] != rules.at[rule]:
            return False
        start, end = (
            [(max(int(days[one]), first) if side == 0 else last if days[one] < 0 else min(int(days[one]), last))
             for one in (other, rule)]
            for side, days in enumerate((rules.start, rules.end))
        )  # fmt: skip
        return start[0] <= start[1] and end[0] >= end[1] and self._flows(other) >= self._flows(rule)

    def _flows(self, rule: int) -> set[tuple[int, ...]]:
        rules = self.problem.rules
        lanes = {(0, lane) for lane in rules.flow_lane[rules.flow_rule == rule].tolist()}
        at, use = rules.place_rule == rule, rules.use_rule == rule
        places = zip(rules.place_site[at].tolist(), rules.place_commodity[at].tolist(), strict=True)
        uses = zip(rules.use_demand[use].tolist(), rules.use_option[use].tolist(), strict=True)
        return lanes | {(1, *one) for one in places} | {(2, *one) for one in uses}

    def _lasting(self, allowance: int, process: int) -> int:
        """Return the marks that stay, wherever what the allowance relieves would stay; no allowance takes them away."""
        key = (allowance, process)
        if key not in self._enduring:
            self._enduring[key] = self._follow(*key)
        return self._enduring[key]

    def _follow(self, allowance: int, process: int) -> int:
        problem, nodes, o = self.problem, self.nodes, self.problem.origins
        relieved = int(o.allowances.relieved[allowance])
        lasting = ~union(o.allowances.relieved.tolist())
        after, through = self._edges
        lines = o.allowances.line[o.allowances.line_allowance == allowance]
        own = lines[problem.processes.line_process[lines] == process]
        queue = [int(place) for place in nodes.line[own] if self.asked[place] & relieved]
        seen = set(queue)
        while queue:
            place = queue.pop()
            lasting &= int(o.of_commodity[place % problem.commodity_names.size])
            onward = list(after.get(place, ()))
            for by, places in through.get(place, ()):
                if relieved & ~int(o.cleared[by]):
                    lasting &= ~int(o.cleared[by])
                    onward += places
            new = {one for one in onward if self.asked[one] & relieved} - seen
            seen |= new
            queue += new
        return lasting

    @cached_property
    def _edges(self) -> tuple[dict[int, list[int]], dict[int, list[tuple[int, list[int]]]]]:
        """Return node -> nodes that its material goes to, and node -> processes that it goes into, with what they
        make.
        """
        nodes, processes = self.nodes, self.problem.processes
        after: dict[int, list[int]] = {}
        for one, other in zip(
            [*nodes.lane_from[self.lane].tolist(), *nodes.product.tolist()],
            [*nodes.lane_to[self.lane].tolist(), *nodes.scrap.tolist()],
            strict=True,
        ):
            after.setdefault(one, []).append(other)
        made: dict[int, list[int]] = {}
        for line in np.flatnonzero(processes.line_output).tolist():
            made.setdefault(int(processes.line_process[line]), []).append(int(nodes.line[line]))
        through: dict[int, list[tuple[int, list[int]]]] = {}
        for line in np.flatnonzero(~processes.line_output).tolist():
            by = int(processes.line_process[line])
            if self.kept[by]:
                through.setdefault(int(nodes.line[line]), []).append((by, made.get(by, [])))
        return after, through
