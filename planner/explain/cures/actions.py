"""What to do: the cures of the largest shortages, until when each can begin, and how long the plan's starts can wait.

How much is looked for is settled by the size of the program, never by the clock, so that the same input has the same
answer.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from models.arrays import IntArray
from models.levers import Lever
from planner.explain.cures.anew import with_other_decisions
from planner.explain.cures.closing import Gap
from planner.explain.cures.cure import Cures
from planner.explain.cures.deadlines import NO_DEADLINES, Deadlines, deadlines
from planner.explain.cures.due import Due, dues
from planner.explain.cures.earlier import Earlier, earlier_starts
from planner.explain.cures.search import MOST_QUESTIONS, cures, levers_of
from planner.explain.level import Level
from planner.explain.study import Study
from planner.solve.session import Progress

# Tonnes from which on something is short, in the program's unit.
SHORT = 1e-5


@dataclass(frozen=True)
class Effort:
    """How much is looked for.

    gaps  at most, and for how many columns of the program together
    cures, questions  of each gap, and how many solves they may take
    starts, of_starts  of the plan's own starts at most, and for how many columns together
    earlier  columns of all gaps together for which earlier starts are looked for, and other decisions
    """

    gaps: int
    columns: int
    cures: int
    questions: int
    starts: int
    of_starts: int
    earlier: int

    def gaps_of(self, columns: int) -> int:
        """Return how many gaps are closed in a program of so many columns."""
        return max(1, min(self.gaps, self.columns // max(columns, 1)))

    def starts_of(self, columns: int) -> int:
        """Return how many of the plan's own starts are put to other periods in a program of so many columns."""
        return min(self.starts, self.of_starts // max(columns, 1))


EFFORTS = {
    Level.FAST: Effort(5, 300_000, 2, 16, starts=3, of_starts=6_000, earlier=10_000),
    Level.FULL: Effort(25, 300_000, 3, 40, starts=20, of_starts=200_000, earlier=100_000),
}


@dataclass(frozen=True, eq=False)
class Actions:
    """What can be done about what is short, the best priority and the largest shortage first.

    levers    that cures move
    cures     of each gap; dues  likewise, until when each cure can begin
    earlier   of the first gaps, the starts that close each when they come earlier
    left_out  how many smaller shortages were not looked at
    deadlines     of what the plan itself begins
    """

    levers: tuple[Lever, ...] = ()
    cures: tuple[Cures, ...] = ()
    dues: tuple[tuple[Due, ...], ...] = ()
    earlier: tuple[tuple[Earlier, ...], ...] = ()
    left_out: int = 0
    deadlines: Deadlines = NO_DEADLINES


NO_ACTIONS = Actions()


def actions(study: Study, level: Level, progress: Progress) -> Actions:
    """Return what can be done about the largest shortages, as much as the level asks for."""
    effort, columns = EFFORTS[level], study.model.program.columns
    waits = deadlines(study, effort.starts_of(columns), progress)
    every = gaps_in_order(study)
    chosen = every[: effort.gaps_of(columns)]
    if not chosen:
        return Actions(deadlines=waits)
    return about(
        study, chosen, effort.cures, progress, starts=effort.earlier // max(columns, 1), questions=effort.questions,
        left_out=len(every) - len(chosen), waits=waits,
    )  # fmt: skip


def about(
    study: Study, gaps: list[Gap], most: int, progress: Progress, *, starts: int, questions: int = MOST_QUESTIONS,
    left_out: int = 0, waits: Deadlines = NO_DEADLINES,
) -> Actions:  # fmt: skip
    """Return what can be done about some shortages: up to so many cures of each.

    starts  for how many of them, the first ones, earlier starts are looked for, and other decisions where these of the
            plan leave nothing open
    """
    levers = levers_of(study)
    found = cures(study, gaps, levers, most, progress, questions)
    found = with_other_decisions(study, found, levers, starts, progress)
    earlier = earlier_starts(study, gaps[:starts], levers, progress)
    return Actions(
        levers, tuple(found), tuple(dues(study, found, levers)), tuple(earlier), left_out, waits
    )  # fmt: skip


def gaps_in_order(study: Study) -> list[Gap]:
    """Return every shortage of a demand with a priority: the largest of each demand, then the others.

    Of both the best priority comes first, then the largest.
    """
    unmet, demands = study.model.variables.unmet, study.model.problem.demands
    short = study.solution.values[unmet.index]
    demand = unmet.keys["demand"]
    places = np.flatnonzero((short > SHORT * study.model.program.unit) & (demands.priority[demand] > 0))
    order = places[np.lexsort((places, -np.round(short[places], 6), demands.priority[demand[places]]))]
    first: IntArray = np.unique(demand[order], return_index=True)[1]
    leading = np.isin(np.arange(order.size), first)
    chosen = np.concatenate([order[leading], order[~leading]])
    return [Gap(np.array([place]), float(short[place])) for place in chosen.tolist()]
