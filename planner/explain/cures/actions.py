"""What to do: the cures of the largest shortages, until when each can begin, and how long the plan's starts can wait.

How much is looked for is settled by the size of the program, never by the clock, so that the same input has the same
answer.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from models.arrays import IntArray
from models.limits.levers import Lever
from planner.explain.cures.anew import with_other_decisions
from planner.explain.cures.closing import Gap
from planner.explain.cures.cure import Cures
from planner.explain.cures.deadlines import NO_DEADLINES, Deadlines, deadlines
from planner.explain.cures.due import Due, dues
from planner.explain.cures.earlier import Earlier, earlier_starts
from planner.explain.cures.fairly import shared_fairly
from planner.explain.cures.money import with_money
from planner.explain.cures.search import MOST_QUESTIONS, cures, levers_of
from planner.explain.level import Level
from planner.explain.questions import Questions
from planner.explain.study import Study
from planner.solve.session import Progress

# Searches for whole numbers, as long as the plan's, that a question takes: to put a start to other periods, or to close
# a gap with other decisions, where each is a longer one.
OF_A_START, OF_A_GAP = 5, 12


@dataclass(frozen=True)
class Effort:
    """How much is looked for.

    gaps  at most, and for how many columns of the program together
    cures, questions  of each gap, and how many solves they may take in a large program
    starts, of_starts  of the plan's own starts at most, and for how many columns together
    earlier  columns of all gaps together for which earlier starts are looked for, and other decisions
    whole  columns of a program up to which the best priority that is short is closed as a whole, too
    search  columns times nodes (`Study.search`) that all questions may take whose decisions are free
    """

    gaps: int
    columns: int
    cures: int
    questions: int
    starts: int
    of_starts: int
    earlier: int
    whole: int
    search: int

    def gaps_of(self, columns: int) -> int:
        """Return how many gaps are closed in a program of so many columns."""
        return max(1, min(self.gaps, self.columns // max(columns, 1)))

    def starts_of(self, columns: int, search: int = 0) -> int:
        """Return how many of the plan's own starts are put to other periods.

        columns, search  of the program, and how far its whole numbers were searched for
        """
        return min(self.starts, self.of_starts // max(columns, 1), self._searches(search, OF_A_START))

    def anew_of(self, search: int) -> int:
        """Return of how many gaps it is asked what other decisions close, where those of the plan took so much."""
        return self._searches(search, OF_A_GAP)

    def _searches(self, search: int, many: int) -> int:
        """Return how many questions can be asked, one at least, of which each is many searches like the plan's."""
        return max(1, self.search // max(many * search, 1))


EFFORTS = {
    Level.FAST: Effort(5, 300_000, 2, 16, starts=3, of_starts=6_000, earlier=10_000, whole=5_000, search=10_000_000),
    Level.FULL: Effort(
        25, 300_000, 3, 40, starts=20, of_starts=200_000, earlier=100_000, whole=20_000, search=100_000_000
    ),
}


# In a program of fewer columns a solve takes so much less, and so many times as many at most are made.
OF_FEW, TIMES_AS_MANY = 6_000, 4


def questions_of(many: int, columns: int) -> int:
    """Return how many solves the cures of a gap may take in a program of so many columns."""
    return many * max(1, min(TIMES_AS_MANY, OF_FEW // max(columns, 1)))


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


def actions(study: Study, level: Level, progress: Progress) -> Questions[Actions]:
    """Ask what to do about the largest shortages, as much as the level asks for."""
    effort, columns = EFFORTS[level], study.model.program.columns
    every = gaps_in_order(study)
    largest = every[: effort.gaps_of(columns)]
    starts, left_out = effort.earlier // max(columns, 1), len(every) - len(largest)
    questions = questions_of(effort.questions, columns)
    anew = effort.anew_of(study.search)
    chosen = [*(whole_priority(study, every) if columns <= effort.whole else ()), *largest]
    levers = levers_of(study) if chosen else ()
    return Questions(
        (
            lambda: _coming_earlier(study, chosen[:starts], levers, progress),
            lambda: Actions(deadlines=deadlines(study, effort.starts_of(columns, study.search), progress)),
            lambda: replace(
                _cured(study, chosen, levers, effort.cures, progress, starts, questions, anew), left_out=left_out
            ),
        ),
        _joined,
    )


def _joined(parts: list[Actions]) -> Actions:
    earlier, waits, cured = parts
    return replace(cured, earlier=earlier.earlier, deadlines=waits.deadlines)


def about(study: Study, gap: Gap, most: int, progress: Progress, *, starts: int, waits: Deadlines) -> Actions:
    """Return what can be done about one shortage: up to so many cures of it.

    starts  whether earlier starts are looked for (1 or more), and other decisions where these of the plan leave nothing
            open
    waits   what is known of the plan's own starts
    """
    levers, gaps = levers_of(study), [gap]
    questions = questions_of(MOST_QUESTIONS, study.model.program.columns)
    cured = _cured(study, gaps, levers, most, progress, starts, questions, len(gaps))
    earlier = _coming_earlier(study, gaps[:starts], levers, progress)
    return replace(cured, earlier=earlier.earlier, deadlines=waits)


def _cured(
    study: Study, gaps: list[Gap], levers: tuple[Lever, ...], most: int, progress: Progress, starts: int,
    questions: int, anew: int,
) -> Actions:  # fmt: skip
    """Return the cures of some shortages, of so many with other decisions too, and until when each can begin."""
    if not gaps:
        return NO_ACTIONS
    found = with_money(study, cures(study, gaps, levers, most, progress, questions))
    found = with_other_decisions(study, shared_fairly(study, found, levers), levers, starts, progress, anew)
    return Actions(levers, tuple(found), tuple(dues(study, found, levers)))


def _coming_earlier(study: Study, gaps: list[Gap], levers: tuple[Lever, ...], progress: Progress) -> Actions:
    """Return the starts that close some shortages when they come earlier."""
    return Actions(earlier=tuple(earlier_starts(study, gaps, levers, progress))) if gaps else NO_ACTIONS


def whole_priority(study: Study, gaps: Sequence[Gap]) -> list[Gap]:
    """Return what is short of the best priority among some gaps, as one; none where it is one shortage."""
    places = np.sort(np.array([place for gap in gaps for place in gap.places.tolist()], dtype=np.int64))
    priority = study.model.problem.demands.priority[study.model.variables.unmet.keys["demand"][places]]
    own = places[priority == priority.min(initial=np.iinfo(np.int64).max)]
    if own.size < 2:
        return []
    return [Gap(own, float(study.solution.values[study.model.variables.unmet.index[own]].sum()))]


def gaps_in_order(study: Study) -> list[Gap]:
    """Return every shortage of a demand with a priority: the largest of each demand, then the others.

    Of both the best priority comes first, then the largest.
    """
    unmet, demands = study.model.variables.unmet, study.model.problem.demands
    short = study.solution.values[unmet.index]
    demand = unmet.keys["demand"]
    places = np.flatnonzero((short > study.model.program.least_short) & (demands.priority[demand] > 0))
    order = places[np.lexsort((places, -np.round(short[places], 6), demands.priority[demand[places]]))]
    first: IntArray = np.unique(demand[order], return_index=True)[1]
    leading = np.isin(np.arange(order.size), first)
    chosen = np.concatenate([order[leading], order[~leading]])
    return [Gap(np.array([place]), float(short[place])) for place in chosen.tolist()]
