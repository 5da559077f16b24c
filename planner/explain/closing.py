"""A program in which shortages can be closed: the plan's, held to what it is, with a column for each move of a lever.

No demand with a priority is shorter than in the plan, and what should be kept is kept as well as in it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import highspy
import numpy as np

from models.arrays import BoolArray, FloatArray, IntArray
from models.counterparts import counterparts
from models.levers import OPENING, Lever
from models.program import Matrix, Tier
from models.records import Tables
from planner.explain.loaded import Answer, Loaded, UnansweredError
from planner.explain.study import Study, held_to
from planner.solve.warm import fitted

# A gram less is no gap, and no lever that moves.
NOTHING = 1e-6
# So much may stay short of a gap that is closed: twice what a solver takes for the same.
CLOSED = 2e-7
# So much above its least a move may be, which a solver takes for the same.
ROUNDING = 1e-8
# By which share a tonne of stock at the start counts for more.
UNKNOWN = 1e-3


@dataclass(frozen=True, eq=False)
class Gap:
    """A shortage to be closed: positions in the block `unmet`, and t that are short."""

    places: IntArray
    short: float


@dataclass(frozen=True, eq=False)
class Given:
    """The program that gaps are closed in.

    matrix  of the plan, or of another input within it;  bases  at which it starts
    unmet   (demands and periods,) its columns of what is short
    soft    tiers of what should be kept, as tiers of it
    cost    (columns,) USD
    """

    matrix: Matrix
    bases: Mapping[str, highspy.HighsBasis]
    unmet: IntArray
    soft: tuple[Tier, ...]
    cost: FloatArray


@dataclass(frozen=True, eq=False)
class Prefix:
    """What a window lets through before a period if its limit is raised from that period on only.

    move  whose limit it is;  period  from which on;  columns, values  of its entries before;  limit  t, not raised
    """

    move: int
    period: int
    columns: IntArray
    values: FloatArray
    limit: float


def of_plan(study: Study) -> Given:
    """Return the plan's own program."""
    solution = study.solution
    soft = tuple(result.tier for result in solution.tiers if result.tier.kind == "soft")
    cost = study.model.program.cost_vector()
    return Given(solution.matrix, solution.bases, study.model.variables.unmet.index, soft, cost)


def of_input(study: Study, tables: Tables) -> Given | None:
    """Return the program of another input, within the plan's where that is a start; None where it has errors."""
    other = study.model_of(tables)
    if other is None:
        return None
    matrix, cost = other.program.matrix(), other.program.cost_vector()
    tiers, unmet = [tier for tier in other.program.tiers if tier.kind == "soft"], other.variables.unmet.index
    if matrix.integer.size:
        return None
    extended = study.within(matrix, lambda: counterparts(other, study.model))
    if extended is None:
        return Given(matrix, {}, unmet, tuple(tiers), cost)
    bases = fitted(study.solution.bases, study.matrix, extended.matrix)
    return Given(extended.matrix, bases, extended.of_column[unmet], tuple(extended.tiers(tiers)), extended.spread(cost))


class Closing:
    """Questions on how gaps close: each is answered from the answer before."""

    def __init__(
        self, study: Study, given: Given, gaps: Sequence[Gap], levers: Sequence[Lever], prefixes: Sequence[Prefix] = ()
    ) -> None:
        """Hand the program over, with a column for each move, and a row for what moves, each gap and each prefix."""
        self._join(levers)
        self.gaps, self._prefixes = gaps, prefixes
        held = held_to(given.matrix, given.soft, study.base.optima)
        wide = self._with_moves(held, given.unmet)
        bases = fitted(given.bases, given.matrix, wide)
        self._solution, self._deadline = replace(study.solution, matrix=wide, bases=bases), study.deadline
        self._loaded = Loaded(self._solution, study.deadline)
        self.unit = self._loaded.unit
        self._known = given.matrix.columns
        planned = study.solution.values[study.model.variables.unmet.index] / self.unit
        kept = study.model.problem.demands.priority[study.model.variables.unmet.keys["demand"]] > 0
        self._upper = self._loaded.matrix.column_upper.copy()
        self._upper[given.unmet[kept]] = np.minimum(self._upper[given.unmet[kept]], np.maximum(planned[kept], 0.0))
        self._unmet = given.unmet
        self._cost = np.concatenate([given.cost, np.nan_to_num(self.price)]) * self.unit
        self.base_cost = float(study.model.program.cost_vector() @ study.solution.values)
        self.questions = 0

    def _join(self, levers: Sequence[Lever]) -> None:
        def of(name: str, kind: type) -> np.ndarray:
            return np.concatenate([np.empty(0, dtype=kind), *[getattr(lever, name) for lever in levers]])

        self.row, self.first = of("row", np.int64), of("first", np.int64)
        self.most, self.price = of("most", np.float64), of("price", np.float64)
        stated: BoolArray = of("stated", np.bool_)
        opening = np.repeat([lever.family == OPENING for lever in levers], [lever.size for lever in levers])
        # What a tonne counts among those without a stated cost. Nobody knows what stock at the start would have cost:
        # it stands behind all that else closes the gap by as many tonnes.
        self.weight = np.where(stated, 0.0, np.where(opening, 1.0 + UNKNOWN, 1.0))
        self.lever: IntArray = np.repeat(np.arange(len(levers)), [lever.size for lever in levers])
        self.windowed: BoolArray = np.array([levers[own].is_windowed for own in self.lever.tolist()], dtype=np.bool_)
        begins = np.cumsum([0, *[lever.size for lever in levers]])
        self._entries = [
            np.concatenate([np.empty(0), *[lever.entries[part] + begins[own] * (part == 0) for own, lever in
                                           enumerate(levers)]])
            for part in range(3)
        ]  # fmt: skip

    def _with_moves(self, matrix: Matrix, unmet: IntArray) -> Matrix:
        """Return the program with one column behind the others for each move, and rows that sum up.

        The first of these rows sums the moves without a stated cost, then one each gap; the last are the prefixes.
        """
        move = matrix.columns + np.arange(self.row.size)
        counts = move[self.weight > 0.0]
        self._sum, self._gap = matrix.rows, matrix.rows + 1
        self._prefix = self._gap + len(self.gaps)
        rows = [
            self._entries[1].astype(np.int64), np.full(counts.size, self._sum),
            *[np.full(gap.places.size, self._gap + number) for number, gap in enumerate(self.gaps)],
            *[np.full(prefix.columns.size, self._prefix + number) for number, prefix in enumerate(self._prefixes)],
        ]  # fmt: skip
        columns = [
            move[self._entries[0].astype(np.int64)], counts, *[unmet[gap.places] for gap in self.gaps],
            *[prefix.columns for prefix in self._prefixes],
        ]  # fmt: skip
        values = [
            self._entries[2], self.weight[self.weight > 0.0], *[np.ones(gap.places.size) for gap in self.gaps],
            *[prefix.values for prefix in self._prefixes],
        ]  # fmt: skip
        none, free = np.zeros(move.size), np.full(1 + len(self.gaps) + len(self._prefixes), np.inf)
        entries = (np.concatenate(rows), np.concatenate(columns), np.concatenate(values))
        return matrix.grown(entries, (none, none), (-free, free))

    @cached_property
    def _costed(self) -> Loaded:
        """Return another copy that stands at the least cost, so that neither question sends the other round."""
        return Loaded(self._solution, self._deadline)

    def bounds_of(self, levers: Sequence[int] | IntArray, since: int = 0) -> FloatArray:
        """Return (moves,) how far each move of some levers goes if they move from a period on; 0 for all others."""
        own = np.isin(self.lever, np.asarray(levers, dtype=np.int64))
        return np.where(own & (self.windowed | (self.first >= since)), self.most, 0.0)

    def least_gap(self, gap: int, bounds: FloatArray, since: int = 0) -> float | None:
        """Return t that stay short at least; None where nothing keeps every limit."""
        self._allow(bounds, since=since)
        objective = np.zeros(self._upper.size)
        objective[self._unmet[self.gaps[gap].places]] = 1.0
        answer = self._least(objective)
        return None if answer is None else max(0.0, answer.value) * self.unit

    def least_moves(self, gap: int, bounds: FloatArray, left: float) -> FloatArray | None:
        """Return (moves,) the least moves without a stated cost that leave a gap of at most so many t, else None."""
        self._allow(bounds, gap=(gap, left))
        objective = np.zeros(self._upper.size)
        objective[self._known :] = self.weight
        answer = self._least(objective)
        return None if answer is None else answer.values[self._known :] * self.unit

    def cheapest(self, gap: int, bounds: FloatArray, left: float, tonnes: float) -> tuple[FloatArray, float] | None:
        """Return (moves,) the cheapest of the moves that do so, of which so many have no stated cost, and USD.

        USD counts what the plan costs more than it does, and the moves whose price is known.
        """
        self._allow(bounds, gap=(gap, left), tonnes=tonnes, loaded=self._costed)
        answer = self._least(self._cost, self._costed)
        if answer is None:
            return None
        return answer.values[self._known :] * self.unit, answer.value - self.base_cost

    def closes(self, gap: int, bounds: FloatArray, left: float) -> bool:
        """Return whether some moves leave a gap of at most so many t."""
        return self.least_moves(gap, bounds, left) is not None

    def _least(self, objective: FloatArray, loaded: Loaded | None = None) -> Answer | None:
        self.questions += 1
        try:
            return (loaded or self._loaded).least(objective)
        except UnansweredError:
            return None

    def _allow(
        self, bounds: FloatArray, *, gap: tuple[int, float] | None = None, tonnes: float = np.inf, since: int = 0,
        loaded: Loaded | None = None,
    ) -> None:  # fmt: skip
        """Let moves go so far, so many t without a stated cost, and leave a gap of at most so many t."""
        loaded = loaded or self._loaded
        upper = self._upper.copy()
        upper[self._known :] = bounds / self.unit
        loaded.bound(loaded.matrix.column_lower, upper)
        most = loaded.matrix.row_upper.copy()
        most[self._sum] = tonnes / self.unit + ROUNDING
        if gap is not None:
            most[self._gap + gap[0]] = gap[1] / self.unit + CLOSED
        for number, prefix in enumerate(self._prefixes):
            if prefix.period == since:
                most[self._prefix + number] = prefix.limit / self.unit
        loaded.limit(loaded.matrix.row_lower, most)
