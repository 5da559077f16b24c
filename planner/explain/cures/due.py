"""Until when a cure can begin: the last period from which on its levers still close the gap, and still make it smaller.

A lever that moves from a period on lets through what it lets through today before it; how far it goes from then on is
left open, within what the input allows. A later start is never better, so that two questions prove each period: it
helps, and the next one does not.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np

from models.limits.levers import Lever, window_entries
from planner.errors import StoppedError
from planner.explain.cures.closing import NOTHING, Closing, Gap
from planner.explain.cures.cure import Cure, Cures
from planner.explain.cures.given import of_plan
from planner.explain.cures.moves import Prefix
from planner.explain.loaded import UnansweredError
from planner.explain.study import Study

# Two answers of the solver that differ by less, as a share of the gap, are the same.
SAME = 1e-6


@dataclass(frozen=True)
class Due:
    """Periods from which on a cure can begin at the latest.

    full   to close the gap as far as it does
    some   to make it smaller at all; both None where they are not known
    first  period in which its moves begin as they are stated; from a later one on it may take other amounts
    last   (levers,) of the cure, the last period in which each can do anything: stock at the start only in the first
    """

    full: int | None
    some: int | None
    first: int = 0
    last: tuple[int, ...] = ()

    @property
    def later(self) -> int | None:
        """Return the last start where that is not the one for which the moves are stated, else None."""
        return self.full if self.full is not None and self.full > self.first else None


UNKNOWN = Due(None, None)


def last_period(helps: Callable[[int], bool], first: int, behind: int) -> int:
    """Return the last period that helps, of those before `behind`; the first one is known to help.

    Asks about the next period first, then twice as far, then halves: what helps is what comes before some period.
    """
    step, good = 1, first
    while good + 1 < behind:
        asked = min(good + step, behind - 1)
        if helps(asked):
            good, step = asked, 2 * step
        else:
            behind, step = asked, 1
    return good


def dues(study: Study, found: Sequence[Cures], levers: Sequence[Lever]) -> list[tuple[Due, ...]]:
    """Return, for each gap, until when each of its cures can begin."""
    used = sorted({lever for one in found for cure in one.each for lever in cure.levers})
    if not used:
        return [() for _ in found]
    own = [levers[number] for number in used]
    try:
        asked = _Asked(study, [one.gap for one in found], own)
        place = {lever: number for number, lever in enumerate(used)}
        return [
            tuple(asked.due(gap, one, cure, {own: place[own] for own in cure.levers}) for cure in one.each)
            for gap, one in enumerate(found)
        ]
    except (StoppedError, UnansweredError):
        return [tuple(UNKNOWN for _ in one.each) for one in found]


class _Asked:
    """The plan's program with the levers of all cures, each of which may begin later."""

    def __init__(self, study: Study, gaps: Sequence[Gap], levers: Sequence[Lever]) -> None:
        model, matrix = study.model, study.solution.matrix
        self._size = study.model.problem.calendar.size
        prefixes, first, last = [], [], []
        for lever in levers:
            for place in range(lever.size):
                first.append(int(lever.first[place]))
                last.append(first[-1])
                if lever.is_windowed:
                    row = int(lever.row[place])
                    columns, values, period = window_entries(model, matrix, lever.family, row)
                    # What counts at its arrival is in the window later than it is sent.
                    first[-1], last[-1] = (int(period.min()), int(period.max())) if period.size else (0, 0)
                    for begins in range(first[-1] + 1, last[-1] + 1):
                        early = period < begins
                        limit = float(matrix.row_upper[row])
                        prefixes.append(Prefix(begins, columns[early], values[early], limit))
        self._first, self._last = np.array(first, dtype=np.int64), np.array(last, dtype=np.int64)
        self._begins = np.cumsum([0, *[lever.size for lever in levers]])
        self._closing = Closing(study, of_plan(study), gaps, levers, prefixes)

    def due(self, gap: int, found: Cures, cure: Cure, place: Mapping[int, int]) -> Due:
        """Return until when a cure of a gap can begin; place: of its levers among those here."""
        closing, short, levers = self._closing, found.gap.short, list(place.values())
        first = min(int(self._first[self._begins[place[move.lever]] + move.place]) for move in cure.moves)
        room = max(2.0 * NOTHING * closing.unit, SAME * short)

        # A cure is all of its levers: it is another one as soon as one of them can do nothing any more.
        last = tuple(int(self._last[self._begins[own] : self._begins[own + 1]].max()) for own in levers)

        def leaves(most: float, period: int) -> bool:
            bounds = np.where(self._last >= period, closing.moves.bounds_of(levers, period), 0.0)
            return closing.leaves(gap, bounds, most, period)

        # Even what comes behind the gap can close it: it sets free what the plan keeps for later.
        full = last_period(partial(leaves, found.left + room), first, min(last) + 1)
        some = last_period(partial(leaves, short - room), full, self._size)
        return Due(full, some, first, last)
