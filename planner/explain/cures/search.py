"""Cures: what would have to give way so that a named shortage closes, and no other demand as urgent or more loses.

A lever with a stated cost counts in USD; one without counts in the tonnes by which it moves, and these come first:
what has a price is used before what has none. Then counts what demand of worse priorities and what should be kept lose,
in the order of a plan, then the least of lever cost and change of the plan's cost. No lever without a stated cost can
be spared from a cure, and none with one without loss (what it saves where nothing is closed is none); no cure holds
another. The next cures do without a lever of those before: a search by the best bound first, which ends when nothing
that is left open can be better.
"""

from __future__ import annotations

import heapq
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from models.arrays import FloatArray
from models.limits.levers import Lever, beyond, standard_levers
from planner.errors import StoppedError
from planner.explain.answer import UnansweredError
from planner.explain.cures.closing import NOTHING, Closing, Gap
from planner.explain.cures.cure import Cure, Cures, Move
from planner.explain.cures.given import of_plan
from planner.explain.cures.moves import counted, uncounted
from planner.explain.outcomes import STOPPED
from planner.explain.study import Study
from planner.solve.session import Progress

MOST_QUESTIONS = 60
# Cures that differ by less are equally good, and stand in the order of the sheets; so are those whose cost differs by
# less than this share of it, as two solves of the same may.
DIGITS, CENTS, SAME_SHARE = 6, 2, 1e-9
# A move of a smaller share of the largest is what the room in a solver's limits lets it shift, unless it is needed.
# What is as good within a smaller share is so without it.
CRUMB, AS_GOOD = 1e-4, 1e-5
FREE = (
    "it closes without any lever, with nobody of its priority or a better one shorter: the plan does not count it, or "
    "is not the best one"
)
TOO_LITTLE = "not known: beside the largest quantities of the plan it is little more than a solver's rounding"
NO_POINT = "nothing keeps every limit with the levers moved"


def levers_of(study: Study) -> tuple[Lever, ...]:
    """Return every lever of a plan."""
    return standard_levers(study.model, study.solution.matrix)


def cures(
    study: Study, gaps: Sequence[Gap], levers: Sequence[Lever], most: int, progress: Progress,
    questions: int = MOST_QUESTIONS,
) -> list[Cures]:  # fmt: skip
    """Return the cures of each of some gaps, up to so many of each, found by about so many solves."""
    if study.base.why:
        return [Cures(gap, (), gap.short, study.base.why) for gap in gaps]
    found: list[Cures] = []
    try:
        closing = Closing(study, of_plan(study), gaps, levers)
        for number, gap in enumerate(gaps):
            progress(f"looking for cures: {number + 1} of {len(gaps)}")
            if not closing.is_known(number):
                found.append(Cures(gap, (), gap.short, TOO_LITTLE))
                continue
            try:
                found.append(_Search(closing, number, levers, questions).found(most))
            except UnansweredError as fault:
                found.append(Cures(gap, (), gap.short, f"not known: the solver ends with '{fault}'"))
    except StoppedError:
        return [*found, *(Cures(gap, (), gap.short, STOPPED) for gap in gaps[len(found) :])]
    try:
        return _with_more(study, found, levers)
    except (StoppedError, UnansweredError):
        return found


def _with_more(study: Study, found: Sequence[Cures], levers: Sequence[Lever]) -> list[Cures]:
    """Return the cures with what else would have to give way where the levers leave something."""
    open_ = [one for one in found if not one.why and one.left > NOTHING]
    if not open_:
        return list(found)
    others = beyond(levers, study.model, study.solution.matrix)
    free = [uncounted(lever) for lever in levers]
    closing = Closing(study, of_plan(study), [one.gap for one in open_], [*free, *others])
    every = closing.moves.bounds_of(range(len(free) + len(others)))
    told: dict[int, Cures] = {}
    for number, one in enumerate(open_):
        rest = 0.0
        moved = closing.least_moves(number, every, rest)
        if moved is None:
            # Not all of it lies behind limits: of what does, they are named.
            least = closing.least_gap(number, every)
            if least is not None and least < one.left - NOTHING:
                rest = least + NOTHING
                moved = closing.least_moves(number, every, rest)
        if moved is not None:
            given = np.where(closing.moves.weight > 0.0, moved, 0.0)
            more = tuple((others[move.lever], move) for move in moves_of(closing, given, len(free)))
            beside = _beside(study, closing, one, number, given, rest, levers, others)
            told[id(one)] = replace(one, more=more, rest=rest, beside=beside)
    return [told.get(id(one), replace(one, more=())) for one in found]


def _beside(
    study: Study, closing: Closing, one: Cures, gap: int, given: FloatArray, rest: float, levers: Sequence[Lever],
    others: Sequence[Lever],
) -> tuple[Move, ...]:  # fmt: skip
    """Return the least moves of levers beside what else gives way; none where those of the first cure will do.

    given  (moves,) by how much what else has to gives way
    """
    first = amounts_of(closing, one.each[0].moves if one.each else ())
    bounds = np.where(given > 0.0, given + NOTHING * closing.unit, first)
    if closing.closes(gap, bounds, rest):
        return ()
    wide = Closing(study, of_plan(study), [one.gap], [*map(counted, levers), *map(uncounted, others)])
    own = wide.moves.lever < len(levers)
    moved = wide.least_moves(0, np.where(own, wide.moves.bounds_of(range(len(levers))), bounds), rest)
    return () if moved is None else moves_of(wide, np.where(own, moved, 0.0))


def moves_of(closing: Closing, moved: FloatArray, before: int = 0) -> tuple[Move, ...]:
    """Return what moves; `before` is how many levers stand before those that are counted."""
    moves = closing.moves
    begins = moves.begins[moves.lever]
    return tuple(
        Move(int(moves.lever[at]) - before, int(at - begins[at]), int(moves.row[at]), float(moved[at]))
        for at in np.flatnonzero(moved > NOTHING * closing.unit).tolist()
    )


def amounts_of(closing: Closing, moves: Sequence[Move]) -> FloatArray:
    """Return (moves,) by how much each moves, in its lever's unit: what `moves_of` made moves of."""
    amounts = np.zeros(closing.moves.size)
    for move in moves:
        amounts[closing.moves.begins[move.lever] + move.place] = move.tonnes
    return amounts


# t, what each tier behind the gap loses, and USD.
type _Value = tuple[float, ...]


@dataclass(frozen=True, eq=False)
class _Node:
    """The best moves without some levers: their value, rounded, USD, (moves,) they themselves, and what yields."""

    without: frozenset[int]
    value: _Value
    total: float
    moved: FloatArray
    yields: Mapping[str, float]


class _Search:
    """The search for the cures of one gap."""

    def __init__(self, closing: Closing, gap: int, levers: Sequence[Lever], questions: int) -> None:
        self._closing, self._gap, self._questions = closing, gap, questions
        self._every = frozenset(range(len(levers)))
        self._saved: dict[frozenset[int], float] = {}

    def found(self, most: int) -> Cures:
        """Return up to so many cures."""
        closing, gap = self._closing, self._closing.gaps[self._gap]
        left = closing.least_gap(self._gap, closing.moves.bounds_of(sorted(self._every)))
        if left is None:
            return Cures(gap, (), gap.short, NO_POINT)
        if left >= gap.short - NOTHING * closing.unit:
            return Cures(gap, (), gap.short)
        alone = closing.least_gap(self._gap, closing.moves.bounds_of([]))
        if alone is not None and alone <= left + NOTHING * closing.unit:
            return Cures(gap, (), left, FREE)
        self._left = left if left > NOTHING * closing.unit else 0.0
        last = closing.questions + self._questions
        known: dict[frozenset[int], tuple[_Value, Cure]] = {}
        # Nodes by their bound: that of the node they come from until they are solved themselves.
        waiting: list[tuple[_Value, int, frozenset[int], _Node | None]] = [((0.0,), 0, frozenset(), None)]
        met, count = {frozenset[int]()}, 0
        while waiting and closing.questions < last and not self._done(known, waiting[0][0], most):
            _, _, without, node = heapq.heappop(waiting)
            count += 1
            if node is None:
                node = self._node(without)
                if node is not None:
                    heapq.heappush(waiting, (node.value, count, without, node))
                continue
            chosen = self._spared(node)
            if not chosen:
                # What less than a gram closes is not closed by a lever.
                return Cures(gap, (), gap.short)
            if chosen not in known:
                known[chosen] = self._cure(node, chosen)
            for lever in sorted(chosen):
                if (less := without | {lever}) not in met:
                    met.add(less)
                    count += 1
                    heapq.heappush(waiting, (node.value, count, less, None))
        best = self._apart(known)[:most]
        proven = not waiting or self._done(known, waiting[0][0], most)
        return Cures(gap, tuple(cure for _, cure in best), left, proven=proven)

    @staticmethod
    def _apart(known: dict[frozenset[int], tuple[_Value, Cure]]) -> list[tuple[_Value, Cure]]:
        """Return cures, the best first, without those whose levers hold those of a better one, or lie among them.

        Of equally good ones that comes first whose levers do.
        """
        kept: list[frozenset[int]] = []
        for levers in sorted(known, key=lambda one: (known[one][0], sorted(one))):
            if not any(levers <= other or other <= levers for other in kept):
                kept.append(levers)
        return [known[levers] for levers in kept]

    def _done(self, known: dict[frozenset[int], tuple[_Value, Cure]], bound: _Value, most: int) -> bool:
        """Return whether so many cures are known that are as good as anything that is left open."""
        apart = self._apart(known)
        return len(apart) >= most and apart[most - 1][0] <= bound

    def _node(self, without: frozenset[int]) -> _Node | None:
        """Return the best moves without some levers; None where these do not close the gap."""
        return self._within(without, self._closing.moves.bounds_of(sorted(self._every - without)))

    def _within(self, without: frozenset[int], bounds: FloatArray) -> _Node | None:
        """Return the best moves within bounds; None where these do not close the gap."""
        closing = self._closing
        moved = closing.least_moves(self._gap, bounds, self._left)
        if moved is None:
            return None
        tonnes, cost, yields = float(closing.moves.weight @ moved), np.inf, dict[str, float]()
        best = closing.best(self._gap, bounds, self._left, tonnes)
        if best is not None:
            moved, cost, yields = best.moved, best.cost, dict(best.yields)
        lost = (round(yields.get(name, 0.0), DIGITS) for name in closing.behind(self._gap))
        return _Node(without, (round(tonnes, DIGITS), *lost, round(cost, CENTS)), cost, moved, yields)

    def _spared(self, node: _Node) -> frozenset[int]:
        """Return levers of a node's moves of which none can be spared, the least moved left out first.

        Tonnes of several limits are no measure of one another: one limit alone is told rather than a mixture.
        """
        own, best = self._used(node.moved), node
        for lever in list(own):
            rest = [one for one in own if one != lever]
            if not rest:
                continue
            if self._closing.moves.weight[self._closing.moves.lever == lever].any():
                own = rest if self._closing.closes(self._gap, self._closing.moves.bounds_of(rest), self._left) else own
            elif (less := self._without_loss(best, lever, rest)) is not None:
                own, best = rest, less
        return frozenset(own)

    def _without_loss(self, node: _Node, lever: int, rest: list[int]) -> _Node | None:
        """Return the best moves without a lever of stated cost; None where something is lost without it.

        What it spares as much where nothing is closed is no gain of the cure, and none is lost without it.
        """
        less = self._node(self._every - frozenset(rest))
        if less is None or less.value[:-1] > node.value[:-1]:
            return None
        lost, room = less.total - node.total, max(10.0**-CENTS, SAME_SHARE * self._closing.base_cost)
        return less if lost <= room or lost <= self._saved_by(lever, rest) + room else None

    def _saved_by(self, lever: int, rest: list[int]) -> float:
        """Return USD that a lever spares beside others where nothing is closed."""
        both = frozenset(rest), frozenset([lever, *rest])
        for levers in both:
            if levers not in self._saved:
                self._saved[levers] = self._closing.saved(self._closing.moves.bounds_of(sorted(levers)))
        return self._saved[both[1]] - self._saved[both[0]]

    def _cure(self, node: _Node, levers: frozenset[int]) -> tuple[_Value, Cure]:
        """Return the best cure with some levers of a node's moves, and its value."""
        closing = self._closing
        if levers != frozenset(self._used(node.moved)):
            best = self._node(self._every - levers)
            if best is None:
                raise UnansweredError("a cure that was found is lost")
            node = best
        value, node = node.value, self._without_crumbs(node, levers)
        moved = np.where(node.moved > NOTHING * closing.unit, node.moved, 0.0)
        paid, tonnes = closing.moves.paid(moved), closing.moves.unpriced(moved)
        return value, Cure(moves_of(closing, moved), tonnes, node.total - paid, paid, node.yields)

    def _without_crumbs(self, node: _Node, levers: frozenset[int]) -> _Node:
        """Return moves of some levers without those that are next to nothing, where it is as good without them."""
        # What comes to nothing may not come in their place either.
        small = node.moved < CRUMB * node.moved.max(initial=0.0)
        if not np.any(small & (node.moved > NOTHING * self._closing.unit)):
            return node
        bounds = np.where(small, 0.0, self._closing.moves.bounds_of(sorted(levers)))
        less = self._within(node.without, bounds)
        if less is None or not set(less.yields) <= set(node.yields):
            return node
        is_as_good = all(
            mine <= yours + AS_GOOD * max(1.0, abs(yours)) for mine, yours in zip(less.value, node.value, strict=True)
        )
        return less if is_as_good else node

    def _used(self, moved: FloatArray) -> list[int]:
        """Return the levers that move, the least moved first."""
        return self._closing.moves.used(moved, NOTHING * self._closing.unit)
