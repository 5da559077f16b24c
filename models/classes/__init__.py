"""Origin classes: which sets of marks can occur where, and how they go on from there.

A class is a set of marks. Only classes that can occur are built, and at each site a mark is kept only while something
further on still asks for it: everything else would be columns that nothing tells apart. A run takes all its inputs in
one class, so cleaner material may be counted as more marked where it is used (`downgrade`), never the reverse. That is
exact as long as no mark is ever an advantage: no tariff is below 0, and no rule asks for a least of an origin.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from models.arrays import IntArray, ranges
from models.classes.growth import Grown, asked_for, grow
from models.classes.relief import Relief
from models.network import Reach, nodes_of
from models.problem import Problem

NOT_THERE = -1


@dataclass(frozen=True, eq=False)
class Classes:
    """The classes of a problem; nodes are coded as in models/network.py.

    marks            (classes,) the set of marks of each class, rising; 0 is clean
    asked            (nodes,) the marks that are told apart at each node
    here_node, here_class          (pairs,) what can lie at a node before any downgrade, by node
    run_process, run_class         (pairs,) classes in which a process can run, by process
    after_lane       (lanes, classes) class on arrival of what is sent in a class; after_return  (returns, classes)
    of_line          (lines, classes) class, at the node of a line, of what a run in a class takes or gives; NOT_THERE
                     for an input of a mixture of which nothing can lie there in such a class
    opening, order, earlier        (stocks,), (orders,), (returns,) class of each
    down_node, down_from, down_to  (arcs,) material counted as more marked
    allow_line, allow_class, allow_from  (allowed,) input of a run in a class that uses an allowance, and the class of
                     material that may go into it as if it were of class `of_line`
    grown_from       all of the origins and rules that the sets were grown from, within one network
    """

    marks: IntArray
    asked: IntArray
    here_node: IntArray
    here_class: IntArray
    run_process: IntArray
    run_class: IntArray
    after_lane: IntArray
    after_return: IntArray
    of_line: IntArray
    opening: IntArray
    order: IntArray
    earlier: IntArray
    down_node: IntArray
    down_from: IntArray
    down_to: IntArray
    allow_line: IntArray
    allow_class: IntArray
    allow_from: IntArray
    grown_from: tuple[object, ...]

    @property
    def size(self) -> int:
        """Return the number of classes."""
        return int(self.marks.size)

    @cached_property
    def _first_here(self) -> IntArray:
        return np.asarray(np.searchsorted(self.here_node, np.arange(int(self.here_node.max(initial=-1)) + 2)))

    def at(self, nodes: IntArray) -> tuple[IntArray, IntArray]:
        """Return position in `nodes` and class of everything that can lie at these nodes, in the order of `nodes`."""
        if self.size == 1:
            return np.arange(nodes.size), np.zeros(nodes.size, dtype=np.int64)
        first = self._first_here[nodes]
        return _spread(first, self._first_here[nodes + 1] - first, self.here_class)

    def of_processes(self, processes: IntArray) -> tuple[IntArray, IntArray]:
        """Return position in `processes` and class of every class in which they can run."""
        if self.size == 1:
            return np.arange(processes.size), np.zeros(processes.size, dtype=np.int64)
        first = np.searchsorted(self.run_process, processes)
        return _spread(first, np.searchsorted(self.run_process, processes, side="right") - first, self.run_class)

    def carrying(self, marks: IntArray, classes: IntArray) -> np.ndarray:
        """Return where a class has one of these marks, element by element."""
        return np.asarray((self.marks[classes] & marks) != 0)


def _spread(first: IntArray, count: IntArray, values: IntArray) -> tuple[IntArray, IntArray]:
    return np.repeat(np.arange(first.size), count), values[ranges(first, first + count)]


def make_classes(problem: Problem, reach: Reach, like: Classes | None = None) -> Classes:
    """Return the classes that can occur, given what can be reached.

    like  those of the same network under other rules, which are these where nothing that they grow from is other
    """
    nodes = nodes_of(problem)
    if not problem.origins.size:
        return like if like is not None and like.grown_from == () else _one_class(problem)
    asked = asked_for(problem, reach, nodes)
    grown_from = _ground(problem, asked, Relief(problem, reach, nodes, asked))
    if like is not None and like.grown_from == grown_from:
        return like
    return _as_arrays(problem, asked, grow(problem, reach, nodes, asked), grown_from)


def _ground(problem: Problem, asked: IntArray, relief: Relief) -> tuple[object, ...]:
    """Return what of origins and rules decides which sets of marks occur where."""
    o, a = problem.origins, problem.origins.allowances
    marks = (
        asked, o.of_output, o.cleared, o.of_commodity, o.of_opening, o.of_order, o.of_earlier, o.set_by_stock, a.using,
        a.used, a.relieved, a.line_allowance, a.line,
    )  # fmt: skip
    return (*(own.tobytes() for own in marks), relief.closed)


def _one_class(problem: Problem) -> Classes:
    """Return the only class where nothing asks for origins."""
    size = problem.site_names.size * problem.commodity_names.size
    none = np.empty(0, dtype=np.int64)

    def clean(*shape: int) -> IntArray:
        return np.zeros(shape, dtype=np.int64)

    processes = problem.processes
    return Classes(
        clean(1), clean(size), np.arange(size), clean(size), np.arange(processes.size), clean(processes.size),
        clean(problem.lanes.size, 1), clean(problem.returns.site.size, 1), clean(processes.line_process.size, 1),
        clean(problem.inventories.size), clean(problem.pipeline.site.size), clean(problem.returns.site.size),
        none, none, none, none, none, none, (),
    )  # fmt: skip


def _as_arrays(problem: Problem, asked: IntArray, grown: Grown, grown_from: tuple[object, ...]) -> Classes:
    """Return what was found with a code for every class."""
    processes, marks = problem.processes, grown.marks
    code = {own: number for number, own in enumerate(marks)}
    nodes = problem.site_names.size * problem.commodity_names.size

    def codes(own: Iterable[int]) -> IntArray:
        # What an arc or a table says of a class that does not come that way is never looked at.
        return np.array([code.get(one, 0) for one in own], dtype=np.int64)

    def table(places: IntArray) -> IntArray:
        rows = [codes(grown.arriving(own, place) for own in marks) for place in places.tolist()]
        return np.array(rows, dtype=np.int64).reshape(places.size, len(marks))

    # What nothing reaches, and is there all the same since it is wanted or forced, is clean.
    here = [
        (place, own) for place in range(nodes) for own in sorted(map(code.__getitem__, grown.here.get(place, (0,))))
    ]
    runs = [
        (process, own)
        for process in range(processes.size)
        for own in sorted(map(code.__getitem__, grown.runs[process] or (0,)))
    ]
    # What every run needs and nothing brings is asked for clean: a run that is forced all the same finds nothing.
    of_line = [
        [code.get(grown.at_line(own, line), 0) if always or grown.can_take(own, line) else NOT_THERE for own in marks]
        for line, always in enumerate((processes.line_output | processes.is_fixed).tolist())
    ]
    at, ran = (np.array(pairs, dtype=np.int64).reshape(-1, 2) for pairs in (here, runs))
    arcs = np.array([(place, code[one], code[other]) for place, one, other in grown.arcs], np.int64).reshape(-1, 3)
    allowed = np.array([(line, code[run], code[own]) for line, run, own in grown.allowed], np.int64).reshape(-1, 3)
    return Classes(
        np.array(marks, dtype=np.int64), asked, at[:, 0], at[:, 1], ran[:, 0], ran[:, 1], table(grown.nodes.lane_to),
        table(grown.nodes.scrap), np.array(of_line, dtype=np.int64).reshape(-1, len(marks)), codes(grown.opening),
        codes(grown.order), codes(grown.earlier), arcs[:, 0], arcs[:, 1], arcs[:, 2],
        allowed[:, 0], allowed[:, 1], allowed[:, 2], grown_from,
    )  # fmt: skip
