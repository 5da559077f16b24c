"""A program in which shortages can be closed: the plan's, held to what it is, with a column for each move of a lever.

No other demand of the same or a better priority is shorter than in the plan. What comes behind them in the order of the
tiers, demand of a worse priority and what should be kept, yields only where the gap would not close else, and then as
little as it can, in that order: a plan made anew does the same.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from models.arrays import BoolArray, FloatArray, IntArray
from models.limits.levers import Lever
from models.linear.matrix import Matrix
from models.linear.program import Tier
from planner.explain.answer import Answer, UnansweredError
from planner.explain.cures.gap_bounds import ANY, GapBounds
from planner.explain.cures.given import Given
from planner.explain.cures.moves import Prefix, moves_of_levers, with_moves
from planner.explain.held import held_at, held_to, room_of
from planner.explain.loaded import Loaded
from planner.explain.outcomes import difference
from planner.explain.placed import placed
from planner.explain.study import Study
from planner.solve.session import scale_of
from planner.solve.unit import coarsened
from planner.solve.warm import fitted

# A gram less is no gap, and no lever that moves.
NOTHING = 1e-6
# No window is raised inside it.
NO_PREFIX: frozenset[int] = frozenset()
# So much may stay short of a gap that is closed: twice what a solver takes for the same.
CLOSED = 2e-7
# Where quantities are so large that they are counted in many tonnes, a gap is known that is so many times that.
KNOWN = 100.0
# So much above its least a move may be, which a solver takes for the same.
ROUNDING = 1e-8


@dataclass(frozen=True, eq=False)
class Gap:
    """A shortage to be closed: positions in the block `unmet`, and t that are short."""

    places: IntArray
    short: float


@dataclass(frozen=True, eq=False)
class Best:
    """The cheapest way to close a gap.

    moved   (moves,) in the levers' units
    cost    USD that the plan costs more, with the moves whose price is known
    yields  tier behind the gap in which something yields -> what it is more; 0 where others are short, as much in all
    """

    moved: FloatArray
    cost: float
    yields: Mapping[str, float]


@dataclass(frozen=True, eq=False)
class _Kept:
    """What is kept: (demands and periods,) what is short at most, and (tiers,) at most."""

    short: FloatArray
    most: FloatArray


class Closing:
    """Questions on how gaps close: each is answered from the answer before."""

    def __init__(
        self, study: Study, given: Given, gaps: Sequence[Gap], levers: Sequence[Lever], prefixes: Sequence[Prefix] = ()
    ) -> None:
        """Hand the program over, with a column for each move, and a row for what moves, each gap and each prefix."""
        self.moves = moves_of_levers(levers)
        self.gaps, self._prefixes = gaps, prefixes
        held = held_to(given.matrix, given.tiers, study.base.optima)
        wide = coarsened(self._with_moves(held, given.unmet), study.solution.values)
        cost = self._whole_cost = np.append(given.cost, np.nan_to_num(self.moves.price))
        self.known, tiers = given.matrix.columns, given.matrix.rows + np.arange(len(given.tiers))
        place = placed(
            study, replace(study.solution, matrix=wide, bases=fitted(given.bases, given.matrix, wide)),
            given.signs(cost), given.unmet, rising=np.arange(self.known, wide.columns),
            rows=np.arange(given.matrix.rows, wide.rows), objective=cost,
        )  # fmt: skip
        self._place, self._wide, self._given, self._deadline = place, wide, given, study.deadline
        self._loaded = Loaded(place.solution, study.deadline)
        self.unit, self._counted = self._loaded.unit, given.matrix.unit
        self._planned = np.maximum(study.solution.values[study.model.variables.unmet.index] / self.unit, 0.0)
        self._priority = study.model.problem.demands.priority[study.model.variables.unmet.keys["demand"]]
        self._tiers, self._optima = given.tiers, study.base.optima
        # Where all these stand in what is asked.
        self._unmet, self._first = place.of(given.unmet), int(place.of(np.array([self.known]))[0])
        self._tier, behind = place.of_rows(tiers), place.of_rows(np.arange(tiers.size + given.matrix.rows, wide.rows))
        self._sum, self._gap, self._prefix = np.split(behind, [1, 1 + len(gaps)])
        self._most = self._loaded.matrix.row_upper[self._tier]
        self._cost = place.objective(cost * self.unit)
        self.base_cost = float(study.model.program.cost_vector() @ study.solution.values)
        self.questions = 0
        self._gap_bounds = [GapBounds() for _ in gaps]

    def _with_moves(self, matrix: Matrix, unmet: IntArray) -> Matrix:
        """Return the program with one column behind the others for each move, and rows that sum up.

        The first of these rows sums the moves without a stated cost, then one each gap; the last are the prefixes.
        """
        counts = np.flatnonzero(self.moves.weight > 0.0)
        return with_moves(matrix, self.moves, [
            (matrix.columns + counts, self.moves.weight[counts]),
            *[(unmet[gap.places], np.ones(gap.places.size)) for gap in self.gaps],
            *[(prefix.columns, prefix.values) for prefix in self._prefixes],
        ])  # fmt: skip

    def is_known(self, gap: int) -> bool:
        """Return whether a gap is more than rounding beside the largest quantities of the plan."""
        return self.unit <= self._counted or self.gaps[gap].short >= KNOWN * CLOSED * self.unit

    @cached_property
    def _costed(self) -> Loaded:
        """Return another copy that stands at the least cost, so that neither question sends the other round."""
        return Loaded(self._place.solution, self._deadline)

    def least_gap(self, gap: int, bounds: FloatArray, held: frozenset[int] = NO_PREFIX) -> float | None:
        """Return t that stay short at least, some prefixes held to; None where nothing keeps every limit."""
        self._allow(gap, bounds, self._yielding(gap), held=held)
        objective = np.zeros(self._loaded.matrix.columns)
        objective[self._unmet[self.gaps[gap].places]] = 1.0
        answer = self._least(objective)
        if answer is None:
            return None
        least = max(0.0, answer.value) * self.unit
        moved, reduced = answer.values[self._first :] * self.unit, answer.column_dual[self._first :]
        rests_on_prefix = bool(answer.row_dual[self._prefix].any())
        known = self._gap_bounds[gap]
        known.keep_proof(held if rests_on_prefix else ANY, bounds, least, reduced)
        known.keep_point(held if self._prefixes else ANY, moved, least)
        return least

    def leaves(self, gap: int, bounds: FloatArray, most: float, held: frozenset[int] = NO_PREFIX) -> bool:
        """Return whether some moves leave a gap of at most so many t, by what is known where that says it."""
        known = self._gap_bounds[gap]
        if known.most(held, bounds) <= most:
            return True
        if known.least(held, bounds) > most + NOTHING * self.unit:
            return False
        least = self.least_gap(gap, bounds, held)
        return least is not None and least <= most

    def least_moves(self, gap: int, bounds: FloatArray, left: float) -> FloatArray | None:
        """Return (moves,) the least moves without a stated cost that leave a gap of at most so many t, else None."""
        self._allow(gap, bounds, self._yielding(gap), left=left)
        objective = np.zeros(self._loaded.matrix.columns)
        objective[self._first :] = self.moves.weight
        answer = self._least(objective)
        return None if answer is None else answer.values[self._first :] * self.unit

    def closes(self, gap: int, bounds: FloatArray, left: float) -> bool:
        """Return whether some moves leave a gap of at most so many t."""
        return self.least_moves(gap, bounds, left) is not None

    def best(self, gap: int, bounds: FloatArray, left: float, tonnes: float) -> Best | None:
        """Return the best of the moves that do so, of which so many t have no stated cost.

        As little yields as can, in the order of the tiers; then the cost is the least.
        """
        found = self._cheapest(gap, bounds, self._everything, left, tonnes)
        if found is not None:
            return Best(*found, {})
        kept, yields = self._yielding(gap), {}
        for place in self._behind(gap):
            tier = self._tiers[place]
            whole = self._with(kept, place)
            if self._answered(tier, gap, bounds, whole, left, tonnes) is not None:
                kept = whole
                continue
            least = self._answered(tier, gap, bounds, kept, left, tonnes)
            if least is None:
                return None
            planned = self._optima.get(tier.name, 0.0)
            yields[tier.name] = max(difference(least, planned), 0.0)
            kept.most[place] = held_at(tier, max(least, planned), self._counted) / self.unit
        found = self._cheapest(gap, bounds, kept, left, tonnes)
        return None if found is None else Best(*found, yields)

    def saved(self, bounds: FloatArray) -> float:
        """Return USD that moves with a stated cost spare, theirs taken off, where no gap is closed."""
        found = self._cheapest(0, bounds, self._everything, None, 0.0)
        return 0.0 if found is None else max(0.0, -found[1])

    def program(self, gap: int, bounds: FloatArray) -> tuple[Matrix, list[Tier]]:
        """Return the program in t with some moves, and what is asked of it: gap, moves, what yields, and cost."""
        wide, kept, unmet = self._wide, self._yielding(gap), self._given.unmet
        upper, most = wide.column_upper.copy(), wide.row_upper.copy()
        upper[unmet] = np.minimum(upper[unmet], kept.short * self.unit)
        upper[self.known :] = bounds
        most[self._given.matrix.rows :][: kept.most.size] = kept.most * self.unit
        short, moved = np.zeros(wide.columns), np.zeros(wide.columns)
        short[unmet[self.gaps[gap].places]], moved[self.known :] = 1.0, self.moves.weight
        behind = [
            replace(tier, objective=np.append(tier.objective, np.zeros(self.moves.size)))
            for tier in map(self._tiers.__getitem__, self._behind(gap))
        ]
        cost = Tier("cost of the plan and of levers", "cost", self._whole_cost)
        asked = [Tier("gap", "unmet", short), Tier("levers", "soft", moved), *behind, cost]
        return replace(wide, column_upper=upper, row_upper=most), asked

    def _cheapest(
        self, gap: int, bounds: FloatArray, kept: _Kept, left: float | None, tonnes: float
    ) -> tuple[FloatArray, float] | None:
        self._allow(gap, bounds, kept, left=left, tonnes=tonnes, loaded=self._costed)
        answer = self._least(self._cost, self._costed)
        if answer is None:
            return None
        # What the room for rounding lets through is worth its dual: of a dear good a gram is dollars.
        cost = answer.value - self.base_cost + self._worth_of_room(answer, kept)
        return answer.values[self._first :] * self.unit, cost

    def _worth_of_room(self, answer: Answer, kept: _Kept) -> float:
        """Return the USD that an optimum costs less since the tiers have room for a solver's rounding."""
        scales = np.array([scale_of(tier.objective) for tier in self._tiers])
        # The limit of a tier is what it comes to and its room, which is so little that either tells the room.
        amounts = np.where(np.isfinite(kept.most), kept.most, 0.0) * self.unit
        rooms = [
            room_of(tier, amount, self._counted)
            for tier, amount in zip(self._tiers, (amounts / scales).tolist(), strict=True)
        ]
        return -float(answer.row_dual[self._tier] @ (scales * rooms / self.unit))

    def _answered(
        self, tier: Tier, gap: int, bounds: FloatArray, kept: _Kept, left: float, tonnes: float
    ) -> float | None:
        """Return what a tier comes to at least."""
        self._allow(gap, bounds, kept, left=left, tonnes=tonnes)
        whole = np.append(tier.objective, np.zeros(self.moves.size))
        answer = self._least(self._place.objective(whole * self.unit))
        return None if answer is None else answer.value

    @cached_property
    def _everything(self) -> _Kept:
        """Return the bounds with which no demand with a priority is shorter, and no tier worse."""
        return _Kept(self._as_short(self._priority > 0), self._most)

    def _yielding(self, gap: int) -> _Kept:
        """Return the bounds with which whatever comes behind a gap may yield."""
        own = self._priority[self.gaps[gap].places]
        most = self._most.copy()
        most[self._behind(gap)] = np.inf
        return _Kept(self._as_short((self._priority > 0) & (self._priority <= own.max())), most)

    def behind(self, gap: int) -> list[str]:
        """Return the names of the tiers behind a gap, in order."""
        return [self._tiers[place].name for place in self._behind(gap)]

    def _behind(self, gap: int) -> list[int]:
        """Return the tiers behind a gap, in order."""
        level = int(self._priority[self.gaps[gap].places].max())
        return [place for place, tier in enumerate(self._tiers) if tier.kind == "soft" or tier.priority > level]

    def _with(self, kept: _Kept, place: int) -> _Kept:
        """Return what is kept with one tier more: in a tier of unmet demand each demand by itself."""
        tier, most = self._tiers[place], kept.most.copy()
        most[place] = self._most[place]
        own = self._priority == tier.priority if tier.kind == "unmet" else np.zeros_like(self._priority, dtype=np.bool_)
        return _Kept(np.minimum(kept.short, self._as_short(own)), most)

    def _as_short(self, kept: BoolArray) -> FloatArray:
        """Return (demands and periods,) at most, with which some are no shorter than in the plan."""
        return np.where(kept, self._planned, np.inf)

    def _least(self, objective: FloatArray, loaded: Loaded | None = None) -> Answer | None:
        """Return the optimum of an objective; None where nothing keeps every limit.

        Raises UnansweredError where the solver has no answer to what has one: all but the cost has a lower end.
        """
        self.questions += 1
        own = loaded or self._loaded
        try:
            return own.least(objective)
        except UnansweredError as fault:
            if fault.is_endless and loaded is None:
                raise
            return None

    def _allow(
        self, gap: int, bounds: FloatArray, kept: _Kept, *, left: float | None = None, tonnes: float = np.inf,
        held: frozenset[int] = NO_PREFIX, loaded: Loaded | None = None,
    ) -> None:  # fmt: skip
        """Let moves go so far, so many t without a stated cost, and leave a gap of at most so many t."""
        loaded = loaded or self._loaded
        upper = loaded.matrix.column_upper.copy()
        upper[self._unmet] = np.minimum(upper[self._unmet], kept.short)
        upper[self._first :] = bounds / self.unit
        loaded.bound(loaded.matrix.column_lower, upper)
        most = loaded.matrix.row_upper.copy()
        most[self._tier] = kept.most
        most[self._sum] = tonnes / self.unit + ROUNDING
        if left is not None:
            most[self._gap[gap]] = left / self.unit + CLOSED
        for number in held:
            most[self._prefix[number]] = self._prefixes[number].limit / self.unit
        loaded.limit(loaded.matrix.row_lower, most)
