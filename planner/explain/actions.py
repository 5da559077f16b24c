"""What to do: the cures of the largest shortages, until when each can begin, and how long the plan's starts can wait.

How much is looked for is settled by the size of the program, never by the clock, so that the same input has the same
answer.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from models.arrays import IntArray
from models.levers import Lever
from planner.explain.closing import Gap
from planner.explain.cures import MOST_QUESTIONS, Cures, cures, levers_of
from planner.explain.deadlines import NO_DEADLINES, Deadlines, deadlines
from planner.explain.due import Due, dues
from planner.explain.earlier import Earlier, earlier_starts
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
    largest  program, in columns, for which earlier starts are looked for
    """

    gaps: int
    columns: int
    cures: int
    questions: int
    starts: int
    of_starts: int
    largest: float

    def gaps_of(self, columns: int) -> int:
        """Return how many gaps are closed in a program of so many columns."""
        return max(1, min(self.gaps, self.columns // max(columns, 1)))

    def starts_of(self, columns: int) -> int:
        """Return how many of the plan's own starts are put to other periods in a program of so many columns."""
        return min(self.starts, self.of_starts // max(columns, 1))


EFFORTS = {
    Level.FAST: Effort(5, 100_000, 2, 16, starts=3, of_starts=6_000, largest=2_000.0),
    Level.FULL: Effort(25, 300_000, 3, 40, starts=20, of_starts=300_000, largest=np.inf),
}


@dataclass(frozen=True, eq=False)
class Actions:
    """What can be done about what is short, the best priority and the largest shortage first.

    levers    that cures move
    cures     of each gap; dues, earlier  likewise: until when each cure can begin, and the starts that close it too
    left_out  how many shorter streams were not looked at
    asked_starts  whether earlier starts were looked for
    deadlines     of what the plan itself begins
    """

    levers: tuple[Lever, ...] = ()
    cures: tuple[Cures, ...] = ()
    dues: tuple[tuple[Due, ...], ...] = ()
    earlier: tuple[tuple[Earlier, ...], ...] = ()
    left_out: int = 0
    asked_starts: bool = False
    deadlines: Deadlines = NO_DEADLINES


NO_ACTIONS = Actions()


def actions(study: Study, level: Level, progress: Progress) -> Actions:
    """Return what can be done about the largest shortages, as much as the level asks for."""
    effort, columns = EFFORTS[level], study.model.program.columns
    waits = deadlines(study, effort.starts_of(columns), progress)
    every = worst_of_each(study)
    chosen = every[: effort.gaps_of(columns)]
    if not chosen:
        return Actions(deadlines=waits)
    return about(
        study, chosen, effort.cures, progress, starts=columns <= effort.largest, questions=effort.questions,
        left_out=len(every) - len(chosen), waits=waits,
    )  # fmt: skip


def about(
    study: Study, gaps: list[Gap], most: int, progress: Progress, *, starts: bool, questions: int = MOST_QUESTIONS,
    left_out: int = 0, waits: Deadlines = NO_DEADLINES,
) -> Actions:  # fmt: skip
    """Return what can be done about some shortages: up to so many cures of each, and earlier starts if asked for."""
    levers = levers_of(study)
    found = cures(study, gaps, levers, most, progress, questions)
    earlier = earlier_starts(study, gaps, levers, progress) if starts else [()] * len(gaps)
    return Actions(
        levers, tuple(found), tuple(dues(study, found, levers)), tuple(earlier), left_out, starts, waits
    )  # fmt: skip


def worst_of_each(study: Study) -> list[Gap]:
    """Return the largest shortage of each demand with a priority, the best priority first, then the largest."""
    unmet, demands = study.model.variables.unmet, study.model.problem.demands
    short = study.found.values[unmet.index]
    demand = unmet.keys["demand"]
    places = np.flatnonzero((short > SHORT * study.model.program.unit) & (demands.priority[demand] > 0))
    order = places[np.lexsort((places, -np.round(short[places], 6), demands.priority[demand[places]]))]
    first: IntArray = np.unique(demand[order], return_index=True)[1]
    return [Gap(order[place : place + 1], float(short[order[place]])) for place in np.sort(first).tolist()]
