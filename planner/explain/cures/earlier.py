"""Cures by an earlier start: of a plant, a capacity, a qualification or a substitute that begins inside the plan.

What more capacity before its first period, or an earlier qualification, would do is asked in the plan's own program;
the others are put to an earlier period in the input, and the gap is closed in the program that this makes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial

import numpy as np

from models.arrays import BoolArray, FloatArray
from models.limits.levers import Lever, of_family
from models.records import Tables
from models.variants.starts import CAPACITY, QUALIFIED, Start, begins_inside, begun, earlier_capacity, starts
from planner.errors import StoppedError
from planner.explain.answer import UnansweredError
from planner.explain.cures.closing import NOTHING, Best, Closing, Gap
from planner.explain.cures.due import last_period
from planner.explain.cures.given import of_input, of_plan
from planner.explain.study import Study
from planner.solve.session import Progress

# Starts of a kind that needs another program each, which are tried for one gap.
MOST_TRIED = 12
IN_PROGRAM = (CAPACITY, QUALIFIED)


@dataclass(frozen=True, eq=False)
class Earlier:
    """A start that closes a gap.

    start   what begins, and when it does so far
    period  the last one in which it can begin to close the gap in full; that of its start where its first day will do
    full    the period on whose first day that has to be decided: what waits for a qualification is sent before it comes
    some    likewise, for the gap to get smaller at all
    cost    USD that the plan costs more with the gap closed, the start itself apart; None where it is not known
    yields  as of a cure
    lever_cost  USD of what is let through more, where the planner stated it
    """

    start: Start
    period: int
    full: int
    some: int
    cost: float | None
    yields: Mapping[str, float] = field(default_factory=dict)
    lever_cost: float = 0.0


def earlier_starts(study: Study, gaps: Sequence[Gap], levers: Sequence[Lever], progress: Progress) -> list[
    tuple[Earlier, ...]
]:  # fmt: skip
    """Return, for each gap, every single start that closes it in full when it comes earlier."""
    if study.base.why or not gaps:
        return [() for _ in gaps]
    problem = study.model.problem
    every = [start for start in starts(problem) if start.period > 0 or begins_inside(problem, start)]
    if not every:
        return [() for _ in gaps]
    progress("looking for earlier starts that close what is short")
    try:
        return _Starts(study, gaps, levers, every).found()
    except (StoppedError, UnansweredError):
        return [() for _ in gaps]


class _Starts:
    """The plan's program, in which capacities may begin earlier, and the programs of other starts."""

    def __init__(self, study: Study, gaps: Sequence[Gap], levers: Sequence[Lever], every: list[Start]) -> None:
        self._study, self._gaps, self._every = study, gaps, every
        capacity = [lever for lever in levers if lever.family == "plant_capacity"]
        own = [*capacity, *of_family("qualification", study.model, study.solution.matrix)]
        self._closing = Closing(study, of_plan(study), gaps, own)
        self._line = np.concatenate([np.empty(0, np.int64), *[lever.line for lever in own]])
        self._period = np.concatenate([np.empty(0, np.int64), *[lever.period for lever in own]])
        size = sum(lever.size for lever in capacity)
        self._kind = np.array([CAPACITY] * size + [QUALIFIED] * (self._line.size - size), dtype=object)
        # Of what waits, the period in which it would arrive: the qualification is asked for then.
        block = study.model.program.row_blocks["qualification"]
        lane = dict(zip(block.index.tolist(), block.keys["lane"].tolist(), strict=True))
        self._asked = self._period.copy()
        for place in range(size, self._line.size):
            arrival = study.model.problem.lanes.arrival[lane[int(self._closing.moves.row[place])], self._period[place]]
            self._asked[place] = arrival
        self._most = self._available()

    def found(self) -> list[tuple[Earlier, ...]]:
        """Return the starts that close each gap; none of one that is little more than rounding, which all would."""
        return [
            tuple(
                one
                for start in (*self._in_program(), *self._others(number))
                if (one := self._earlier(number, start)) is not None
            )
            if self._closing.is_known(number)
            else ()
            for number in range(len(self._gaps))
        ]

    def _in_program(self) -> list[Start]:
        return [start for start in self._every if start.kind in IN_PROGRAM]

    def _others(self, gap: int) -> list[Start]:
        """Return the other starts, where the gap gets smaller with all of them in the first period."""
        others = [start for start in self._every if start.kind not in IN_PROGRAM][:MOST_TRIED]
        if not others:
            return []
        problem, tables = self._study.model.problem, self._study.model.problem.tables
        for start in others:
            tables = begun(replace(problem, tables=tables), start, 0)
        return others if self._leaves_in(gap, tables, self._gaps[gap].short - self._room(gap)) else []

    def _earlier(self, gap: int, start: Start) -> Earlier | None:
        """Return the latest start that closes a gap in full; None where even the first period is too late."""
        room = self._room(gap)
        closes, helps = (
            partial(self._leaves, gap, start, most) for most in (room, self._gaps[gap].short - room)
        )  # fmt: skip
        if not closes(0):
            return None
        behind = start.period + begins_inside(self._study.model.problem, start)
        full = last_period(closes, 0, behind)
        some = last_period(helps, full, behind)
        period = self._begins(start, full)
        best = self._best(gap, start, full)
        if best is None:
            return Earlier(start, period, full, some, None)
        paid = self._closing.moves.paid(best.moved) if start.kind in IN_PROGRAM else 0.0
        return Earlier(start, period, full, some, best.cost - paid, best.yields, paid)

    def _leaves(self, gap: int, start: Start, most: float, period: int) -> bool:
        """Return whether a start in a period leaves a gap of at most so many t."""
        if start.kind in IN_PROGRAM:
            return self._closing.leaves(gap, self._bounds(start, period), most)
        return self._leaves_in(gap, begun(self._study.model.problem, start, period), most)

    def _leaves_in(self, gap: int, tables: Tables, most: float) -> bool:
        closing = self._of(gap, tables)
        return closing is not None and closing.leaves(0, np.empty(0), most)

    def _best(self, gap: int, start: Start, period: int) -> Best | None:
        if start.kind in IN_PROGRAM:
            return self._closing.best(gap, self._bounds(start, period), 0.0, np.inf)
        closing = self._of(gap, begun(self._study.model.problem, start, period))
        return None if closing is None else closing.best(0, np.empty(0), 0.0, np.inf)

    def _of(self, gap: int, tables: Tables) -> Closing | None:
        given = of_input(self._study, tables)
        return None if given is None else Closing(self._study, given, [self._gaps[gap]], ())

    def _bounds(self, start: Start, period: int) -> FloatArray:
        """Return (moves,) what something lets through before it begins so far, from a period on."""
        return np.where(self._before(start, period), self._most, 0.0)

    def _before(self, start: Start, period: int) -> BoolArray:
        """Return (moves,) what something lets through from a period on, and does not so far."""
        own = (self._kind == start.kind) & (self._line == start.line)
        return np.asarray(own & (self._period >= period) & (self._asked < start.period))

    def _begins(self, start: Start, decided: int) -> int:
        """Return the period in which something has to begin that is decided on in a period."""
        if start.kind != QUALIFIED:
            return decided
        return int(self._asked[self._before(start, decided)].min(initial=start.period))

    def _available(self) -> FloatArray:
        """Return (moves,) what each row of a capacity would let through at the rate of its first period.

        No more than the planner allows: what begins earlier raises the limit of the periods before, too.
        """
        problem = self._study.model.problem
        available = problem.tables.records["Capacity"].number_by_period["availability"]
        most = np.full(self._line.size, np.inf)
        for start in self._every:
            if start.kind != CAPACITY:
                continue
            own = (self._kind == CAPACITY) & (self._line == start.line)
            rate = earlier_capacity(problem, start.line, start.period) * available[start.line]
            most[own] = rate[self._period[own]]
        return np.asarray(np.minimum(most, self._closing.moves.most))

    def _room(self, gap: int) -> float:
        return max(2.0 * NOTHING * self._closing.unit, NOTHING * self._gaps[gap].short)
