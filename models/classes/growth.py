"""Which sets of marks can occur where: found by letting material go on from its sources until nothing new appears."""

from __future__ import annotations

from functools import cached_property

import numpy as np

from models.arrays import IntArray
from models.classes.allowances import allowed_in, joined, tested_marks, union
from models.classes.relief import Relief
from models.linear.joins import join
from models.network import Nodes, Reach, node
from models.problem import Problem

CLEAN = 0
# More sets of marks at one place make programs that no solver ends in reasonable time: with a thousand of them a chain
# of two mixing works has 100,000 columns in three periods, and a few origins more double that.
MOST_SETS = 1_000


class TooManySetsError(Exception):
    """More than MOST_SETS sets of marks can meet at the node `place`, or in runs that take what is there."""

    def __init__(self, place: int) -> None:
        """Remember where."""
        super().__init__(place)
        self.place = place


def asked_for(problem: Problem, reach: Reach, nodes: Nodes) -> IntArray:
    """Return (nodes,) the marks for which something asks there or further on, of those that the commodity can carry.

    Besides, those that are told apart there anyway.
    """
    o, processes, rules = problem.origins, problem.processes, problem.rules
    demands = problem.demands
    asked = np.zeros(problem.site_names.size * problem.commodity_names.size, dtype=np.int64)
    can_carry = np.tile(o.of_commodity, problem.site_names.size)
    np.bitwise_or.at(asked, nodes.lane_from[rules.flow_lane], o.of_rule[rules.flow_rule])
    # What an allowance relieves it asks of what goes in, below; not of what comes out.
    place = np.flatnonzero(~np.isin(rules.place_rule, o.allowances.rule))
    at = node(problem, rules.place_site[place], rules.place_commodity[place])
    np.bitwise_or.at(asked, at, o.of_rule[rules.place_rule[place]])
    material = np.append(problem.substitutes.commodity, -1)[rules.use_option]
    material = np.where(material < 0, demands.commodity[rules.use_demand], material)
    np.bitwise_or.at(asked, node(problem, demands.customer[rules.use_demand], material), o.of_rule[rules.use_rule])
    # What is delivered in place of what was asked for is released, or not, as well.
    others = problem.substitutes
    row, other = join([o.release_demand], [others.demand])
    for demand, mark, commodity in (
        (o.release_demand, o.release_mark, demands.commodity[o.release_demand]),
        (o.release_demand[row], o.release_mark[row], others.commodity[other]),
    ):
        np.bitwise_or.at(asked, node(problem, demands.customer[demand], commodity), mark)
    stocks = problem.inventories
    np.bitwise_or.at(asked, node(problem, stocks.site, stocks.commodity), np.bitwise_or.reduce(o.unsafe, axis=1))
    if o.told_apart.size:
        asked |= o.told_apart
    asked &= can_carry
    lane = np.flatnonzero(reach.lane)
    inputs = np.flatnonzero(~processes.line_output & reach.process[processes.line_process])
    outputs = np.flatnonzero(processes.line_output & reach.process[processes.line_process])
    while True:
        before = asked.copy()
        np.bitwise_or.at(asked, nodes.lane_from[lane], asked[nodes.lane_to[lane]])
        np.bitwise_or.at(asked, nodes.product, asked[nodes.scrap])
        made = np.zeros(processes.size, dtype=np.int64)
        np.bitwise_or.at(made, processes.line_process[outputs], asked[nodes.line[outputs]])
        made &= ~o.cleared
        made |= tested_marks(problem, made)
        np.bitwise_or.at(asked, nodes.line[inputs], made[processes.line_process[inputs]])
        asked &= can_carry
        if np.array_equal(asked, before):
            return asked


class Grown:
    """The sets of marks that occur, each as the bits of an integer.

    here     node -> sets in which material can lie there before any downgrade;  runs  (processes,) sets of their runs
    opening, order, earlier   (stocks,), (orders,), (returns,) set of each
    arcs     node, set, next larger set, wherever a run needs material in a set that is not there
    allowed  line, set of a run that uses an allowance, set of material that may go into it as allowed
    marks    every set that occurs, the fewest marks first
    """

    def __init__(self, problem: Problem, reach: Reach, nodes: Nodes, asked: IntArray) -> None:
        """Prepare the lists that the rounds go through; `asked` as `asked_for` returns it."""
        self.problem, self.nodes = problem, nodes
        self.asked: list[int] = asked.tolist()
        stocks, o = problem.inventories, problem.origins
        self.sets: dict[int, int] = {}
        for place, mark in zip(node(problem, stocks.site, stocks.commodity).tolist(), o.set_by_stock.tolist(),
                               strict=True):  # fmt: skip
            self.sets[place] = self.sets.get(place, 0) | mark
        self.here: dict[int, set[int]] = {}
        self.opening: list[int] = []
        self.order: list[int] = []
        self.earlier: list[int] = []
        self.arcs: list[tuple[int, int, int]] = []
        self.allowances, self.relief = allowed_in(problem), Relief(problem, reach, nodes, asked)
        self.allowed: list[tuple[int, int, int]] = []
        self.runs: list[set[int]] = [set() for _ in range(problem.processes.size)]
        self.lanes = [
            (int(nodes.lane_from[lane]), int(nodes.lane_to[lane])) for lane in np.flatnonzero(reach.lane).tolist()
        ]
        self.kept = np.flatnonzero(reach.process).tolist()
        self.inputs: list[dict[int, list[int]]] = [{} for _ in range(problem.processes.size)]
        self.outputs: list[list[int]] = [[] for _ in range(problem.processes.size)]
        processes = problem.processes
        for line in range(processes.line_process.size):
            process = int(processes.line_process[line])
            if processes.line_output[line]:
                self.outputs[process].append(line)
                continue
            # Each fixed input is a mixture of its own.
            mix = int(processes.line_mix[line])
            self.inputs[process].setdefault(mix if mix >= 0 else -1 - line, []).append(line)
        # Nodes that feed each process, and how many sets lay there when its runs were looked at last.
        self.fed = [{int(nodes.line[line]) for lines in own.values() for line in lines} for own in self.inputs]
        self.seen = [-1] * len(self.fed)
        # Marks of its inputs that anything asks of what a process makes.
        self.passed = [
            union(self.asked[int(nodes.line[line])] for line in lines) & ~int(o.cleared[process])
            for process, lines in enumerate(self.outputs)
        ]

    def arriving(self, marks: int, place: int) -> int:
        """Return the class in which material with these marks lies at a node."""
        return (marks | self.sets.get(place, 0)) & self.asked[place]

    def _made(self, marks: int, process: int, line: int) -> int:
        """Return the class in which a run in a class puts out a line."""
        o, allowances = self.problem.origins, self.allowances
        kept = allowances.passed_on(marks) & ~int(o.cleared[process]) | int(o.of_output[line])
        kept |= allowances.added(marks, line) & ~int(o.cleared[process])
        return self.arriving(kept, int(self.nodes.line[line]))

    def at_line(self, marks: int, line: int) -> int:
        """Return the set, at the node of a line, of what a run in a set gives, or the largest that it may take."""
        processes, process = self.problem.processes, int(self.problem.processes.line_process[line])
        if processes.line_output[line]:
            return self._made(marks, process, line)
        place, (relieved, used) = int(self.nodes.line[line]), self.allowances.kept_off(marks)
        own = self.allowances.passed_on(marks)
        return (own | ~(self.passed[process] | relieved | used)) & union(self.here.get(place, ()))

    def can_take(self, marks: int, line: int) -> bool:
        """Tell whether a run in a set finds any material for an input."""
        most = self.at_line(marks, line)
        return any(
            own & most == own or self.allowances.fits(marks, own, most)
            for own in self.here.get(int(self.nodes.line[line]), ())
        )

    def start(self) -> None:
        """Lay down opening stocks, orders on their way and scrap of earlier sales."""
        problem, o = self.problem, self.problem.origins
        stocks, orders, returns = problem.inventories, problem.pipeline, problem.returns
        for supply, given, places, marks in (
            (self.opening, stocks.opening > 0.0, node(problem, stocks.site, stocks.commodity), o.of_opening),
            (self.order, orders.quantity > 0.0, node(problem, orders.site, orders.commodity), o.of_order),
            (self.earlier, (returns.earlier > 0.0).any(axis=1), self.nodes.scrap, o.of_earlier),
        ):
            for there, place, own in zip(given.tolist(), places.tolist(), marks.tolist(), strict=True):
                supply.append(self.arriving(own, place) if there else CLEAN)
                if there:
                    self.here.setdefault(place, set()).add(supply[-1])

    @cached_property
    def marks(self) -> list[int]:
        """Return every set that occurs, the fewest marks first; nothing is always among them."""
        every = {CLEAN, *self.opening, *self.order, *self.earlier, *(other for *_, other in self.arcs)}
        every |= {self.at_line(own, line) for line, own, _ in self.allowed}
        every |= {own for found in (*self.here.values(), *self.runs) for own in found}
        return sorted(every, key=lambda own: (own.bit_count(), own))

    def go_on(self) -> bool:
        """Let everything go one step further; tell whether something new appeared."""
        before = self._size()
        for origin, destination in self.lanes:
            if origin in self.here:
                self.here.setdefault(destination, set()).update(
                    self.arriving(marks, destination) for marks in self.here[origin]
                )
        for product, scrap in zip(self.nodes.product.tolist(), self.nodes.scrap.tolist(), strict=True):
            if product in self.here:
                self.here.setdefault(scrap, set()).update(self.arriving(marks, scrap) for marks in self.here[product])
        for process in self.kept:
            there = sum(len(self.here.get(place, ())) for place in self.fed[process])
            if there == self.seen[process]:
                continue  # sets never go: as many as before are the same, and make the same
            self.seen[process] = there
            self.runs[process] = self._run_classes(process)
            for line in self.outputs[process]:
                place = int(self.nodes.line[line])
                if self.runs[process]:
                    self.here.setdefault(place, set()).update(
                        self._made(marks, process, line) for marks in self.runs[process]
                    )
        for place, sets in self.here.items():
            self._keep_few(sets, place)
        return self._size() > before

    def _size(self) -> int:
        return sum(map(len, self.here.values())) + sum(map(len, self.runs))

    @staticmethod
    def _keep_few(sets: set[int], place: int) -> None:
        if len(sets) > MOST_SETS:
            raise TooManySetsError(place)

    def _run_classes(self, process: int) -> set[int]:
        """Return the unions of one class of every input; of a mixture of some of its inputs."""
        found = {CLEAN}
        passed = self.passed[process]
        for lines in self.inputs[process].values():
            own: set[int] = set()
            for line in lines:
                place = int(self.nodes.line[line])
                new = {marks & passed for marks in self.here.get(place, ())}
                own |= new | {one | other for one in own for other in new}
                self._keep_few(own, place)
            found = {one | other for one in found for other in own}
            self._keep_few(found, int(self.nodes.line[lines[0]]))
        return found | self._under_allowances(process)

    def _under_allowances(self, process: int) -> set[int]:
        """Return the sets of runs that use allowances; what goes into one of them is tested together, so that several
        sets of one input may be in it.
        """
        found: set[int] = set()
        for some in self.allowances.choices(process, self.passed[process]):
            using = union(self.allowances.using[one] for one in some)
            relieved, used = self.allowances.kept_off(using)
            inputs = [
                [{own for own in self.here.get(int(self.nodes.line[line]), ()) if not own & used} for line in lines]
                for lines in self.inputs[process].values()
            ]
            together = {CLEAN}
            for lines in inputs:
                choices = joined(own & ~relieved & self.passed[process] for sets in lines for own in sets)
                together = {one | other for one in together for other in choices}
            found |= {own | using for own in together if self._gains(process, own | using)}
        return found

    def _gains(self, process: int, marks: int) -> bool:
        """Tell whether a run gains by each of the allowances that it uses, and finds something to use it on."""
        uses = self.allowances.of_run(marks)
        relieved = union(
            own
            for lines in self.inputs[process].values()
            for line in lines
            for own in self.here.get(int(self.nodes.line[line]), ())
            if self.allowances.fits(marks, own, self.at_line(marks, line))
        )
        made = [(line, self._made(marks, process, line)) for line in self.outputs[process]]
        return all(
            relieved & self.allowances.relieved[one]
            and self.relief.helps(one, process, [pair for pair in made if pair[0] in self.allowances.tested[one]])
            for one in uses
        )

    def find_allowed(self) -> None:
        """Find what may go into runs as allowed, once nothing new appears."""
        for process in self.kept:
            under = sorted(own for own in self.runs[process] if self.allowances.of_run(own))
            for line in (line for lines in self.inputs[process].values() for line in lines):
                for marks in under:
                    most = self.at_line(marks, line)
                    self.allowed += [
                        (line, marks, own)
                        for own in sorted(self.here.get(int(self.nodes.line[line]), ()))
                        if self.allowances.fits(marks, own, most)
                    ]

    def find_arcs(self) -> None:
        """Find the arcs, once nothing new appears."""
        wanted: dict[int, set[int]] = {}
        for process in self.kept:
            for line in (line for lines in self.inputs[process].values() for line in lines):
                place = int(self.nodes.line[line])
                found = {self.at_line(own, line) for own in self.runs[process]}
                # What only an allowance brings into a set is for its run alone: nothing else may come of it.
                found = {most for most in found if any(own & most == own for own in self.here.get(place, ()))}
                wanted.setdefault(place, set()).update(found)
        for place, targets in sorted(wanted.items()):
            every = sorted(targets | self.here.get(place, set()))
            for one in every:
                above = [other for other in every if other != one and one & other == one]
                self.arcs += [
                    (place, one, other)
                    for other in above
                    if not any(mid != other and mid & other == mid for mid in above)
                ]


def grow(problem: Problem, reach: Reach, nodes: Nodes, asked: IntArray) -> Grown:
    """Return the sets that occur; `asked` as `asked_for` returns it. Raises TooManySetsError."""
    grown = Grown(problem, reach, nodes, asked)
    grown.start()
    while grown.go_on():
        pass
    grown.find_allowed()
    grown.find_arcs()
    return grown
