"""Until when a cure can be decided: the last day on which its levers still close the gap, or still make it smaller.

What is decided on a day moves a lever from the first period on that lies behind the day by the lever's lead time. A
lever that moves from a period on lets through what it lets through today before it; how far it goes from then on is
left open, within what the input allows. A later day is never better, and between the last days for two periods nothing
changes, so that two questions prove each day: it helps, and the next such day does not.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

import numpy as np

from models.arrays import FloatArray, IntArray
from models.limits.leads import decided_by
from models.limits.levers import Lever
from models.limits.windows import Windows
from planner.errors import StoppedError
from planner.explain.answer import UnansweredError
from planner.explain.cures.closing import NOTHING, Closing, Gap
from planner.explain.cures.cure import Cure, Cures
from planner.explain.cures.given import of_plan
from planner.explain.cures.moves import Prefix
from planner.explain.study import Study

# Two answers of the solver that differ by less, as a share of the gap, are the same.
SAME = 1e-6


@dataclass(frozen=True)
class Due:
    """The last days, as ordinals, on which a cure can be decided, or one of its levers with the others on that of all.

    full   to close the gap as far as it does
    some   to make it smaller at all; both None where they are not known
    later  periods from which on levers move that are decided on the day `full`, where these are not the ones for which
           the moves are stated: from a later one on they may take other amounts
    each   of each lever of the cure, where it has several and can still be decided
    """

    full: int | None
    some: int | None
    later: tuple[int, ...] = ()
    each: tuple[Due, ...] = ()


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
        problem, matrix = study.model.problem, study.solution.matrix
        self._begins = int(problem.calendar.start[0])
        windows = Windows(study.model, matrix)
        self._starts = [_Starts(study, lever, windows) for lever in levers]
        prefixes: list[Prefix] = []
        # Of each prefix its lever, and the last days for the period before it and for its own.
        self._held: list[tuple[int, int, int]] = []
        for own, (lever, starts) in enumerate(zip(levers, self._starts, strict=True)):
            for place in range(lever.size) if lever.is_windowed else ():
                row, (columns, values, period) = int(lever.row[place]), starts.entries[place]
                for begins in range(starts.first[place] + 1, starts.last[place] + 1):
                    early = period < begins
                    prefixes.append(Prefix(columns[early], values[early], float(matrix.row_upper[row])))
                    self._held.append((own, starts.day(place, begins - 1), starts.day(place, begins)))
        self._closing = Closing(study, of_plan(study), gaps, levers, prefixes)
        self._last = np.concatenate([np.empty(0, np.int64), *(starts.last_day for starts in self._starts)])

    def due(self, gap: int, found: Cures, cure: Cure, place: Mapping[int, int]) -> Due:
        """Return until when a cure of a gap can be decided; place: of its levers among those here."""
        short, levers, most = found.gap.short, list(place.values()), self._closing.moves.most
        room = max(2.0 * NOTHING * self._closing.unit, SAME * short)
        stated = {own: [move.place for move in cure.moves if place[move.lever] == own] for own in levers}
        days = sorted({day for own in levers for day in self._starts[own].days})
        # A cure is all of its levers: it is another one as soon as one of them can do nothing any more.
        behind = min(self._starts[own].days[-1] for own in levers)

        def leaves(amount: float, at: int) -> bool:
            return self._leaves(gap, dict.fromkeys(levers, days[at]), most, amount)

        known = days.index(min(self._starts[own].begun(places) for own, places in stated.items()))
        # Even what comes behind the gap can close it: it sets free what the plan keeps for later.
        full = last_period(partial(leaves, found.left + room), known, days.index(behind) + 1)
        some = last_period(partial(leaves, short - room), full, len(days))
        decided = dict.fromkeys(levers, days[full])
        whole = Due(days[full], days[some], self._later(decided, stated))
        if len(levers) == 1 or days[full] < self._begins:
            return whole
        # The others do what the cure states, where they begin so: else they could do more, and spare this one.
        so_far = most if whole.later else self._amounts(cure, place)
        return replace(whole, each=tuple(
            self._of_one(gap, (found.left + room, room), own, decided, so_far, stated) for own in levers
        ))  # fmt: skip

    def _of_one(
        self, gap: int, amounts: tuple[float, float], own: int, decided: Mapping[int, int], so_far: FloatArray,
        stated: Mapping[int, list[int]],
    ) -> Due:  # fmt: skip
        """Return until when one lever of a cure can be decided, the others on the last day for all.

        amounts  t that the cure leaves, and by which less has to be short for it to help
        so_far   (moves,) how far the others go
        """
        left, room = amounts
        others = {lever: day for lever, day in decided.items() if lever != own}
        moves, days = self._closing.moves, [day for day in self._starts[own].days if day >= decided[own]]
        most = np.where(moves.lever == own, moves.most, so_far)

        def leaves(amount: float, at: int) -> bool:
            return self._leaves(gap, {**others, own: days[at]}, most, amount)

        full = some = last_period(partial(leaves, left), 0, len(days))
        without = self._closing.least_gap(gap, *self._moves(others, most))
        if without is not None:
            some = last_period(partial(leaves, without - room), full, len(days))
        return Due(days[full], days[some], self._later({own: days[full]}, stated))

    def _leaves(self, gap: int, decided: Mapping[int, int], most: FloatArray, amount: float) -> bool:
        """Return whether levers that are decided on days, and go so far, leave a gap of at most so many t."""
        bounds, held = self._moves(decided, most)
        return self._closing.leaves(gap, bounds, amount, held)

    def _moves(self, decided: Mapping[int, int], most: FloatArray) -> tuple[FloatArray, frozenset[int]]:
        """Return (moves,) how far each goes where levers are decided on days, and the prefixes that hold."""
        bounds = np.zeros(most.size)
        for own, day in decided.items():
            in_time = (self._closing.moves.lever == own) & (self._last >= day)
            bounds[in_time] = most[in_time]
        held = (
            number for number, (own, before, here) in enumerate(self._held)
            if own in decided and before < decided[own] <= here
        )  # fmt: skip
        return bounds, frozenset(held)

    def _amounts(self, cure: Cure, place: Mapping[int, int]) -> FloatArray:
        """Return (moves,) how far each goes in a cure, a solver's rounding more."""
        amounts = np.zeros(self._closing.moves.size)
        begins = self._closing.moves.begins
        for move in cure.moves:
            amounts[begins[place[move.lever]] + move.place] = move.tonnes * (1.0 + SAME)
        return amounts

    def _later(self, decided: Mapping[int, int], stated: Mapping[int, list[int]]) -> tuple[int, ...]:
        """Return the periods from which on levers move, where those of any are later than the stated ones."""
        periods = {own: self._starts[own].period(day) for own, day in decided.items()}
        as_stated = {own: min(self._starts[own].first[at] for at in stated[own]) for own in decided}
        return tuple(sorted(set(periods.values()))) if any(periods[own] > as_stated[own] for own in decided) else ()


class _Starts:
    """When the moves of a lever can begin, and until when that is decided.

    first, last  of each move, the first and the last period in which it can begin
    last_day     (moves,) the last day on which each is decided, to do anything at all
    days         all last days for any of its periods, rising
    entries      of the move of a window, as of `Windows`
    """

    def __init__(self, study: Study, lever: Lever, windows: Windows) -> None:
        self.first = [int(period) for period in lever.first]
        self.last = list(self.first)
        self.entries: dict[int, tuple[IntArray, FloatArray, IntArray]] = {}
        for place in range(lever.size) if lever.is_windowed else ():
            row = int(lever.row[place])
            self.entries[place] = windows.entries(lever.family, row)
            # What counts at its arrival is in the window later than it is sent.
            period = self.entries[place][2]
            self.first[place], self.last[place] = (int(period.min()), int(period.max())) if period.size else (0, 0)
        self._day = {
            (place, period): decided_by(study.model.problem, lever, place, period)
            for place in range(lever.size)
            for period in range(self.first[place], self.last[place] + 1)
        }
        self.last_day = np.array([self.day(place, self.last[place]) for place in range(lever.size)], dtype=np.int64)
        self.days = sorted(set(self._day.values()))

    def day(self, place: int, period: int) -> int:
        """Return the last day on which a move is decided that begins in a period."""
        return self._day[place, period]

    def begun(self, places: Sequence[int]) -> int:
        """Return the last day on which some moves can be decided so that each begins as early as it can."""
        return min(self.day(place, self.first[place]) for place in places)

    def period(self, day: int) -> int:
        """Return the first period in which anything moves that is decided on a day."""
        return min(period for (_, period), last in self._day.items() if last >= day)
