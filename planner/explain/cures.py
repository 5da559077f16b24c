"""Cures: what would have to give way so that a named shortage closes, and no other demand with a priority loses.

Levers are limits that somebody could move: capacity of plants and lanes, caps and grants, contracts, releases. A cure
is the least tonnes by which they move, then the least cost of the plan with them; what should be kept stays kept as in
the plan. The next cures do without one of the levers of those before; none holds another, since no lever of a cure
can be spared.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from models.arrays import FloatArray, IntArray
from models.program import Matrix
from planner.errors import StoppedError
from planner.explain.loaded import Answer, Loaded, UnansweredError
from planner.explain.outcomes import STOPPED
from planner.explain.study import Study, held_to
from planner.solve.session import Progress
from planner.solve.warm import fitted

# Families of limits that somebody could move, without a change of law that forbids altogether.
LEVERS = (
    "plant_capacity", "lane_capacity", "cap", "licence_volume", "maximum_take", "tier_limit", "stock_release",
    "maximum_stock", "share_max", "supplier_most_share",
)  # fmt: skip
# A gram less is no gap, and no lever that moves.
NOTHING = 1e-6
# So much above its least a move may be, which a solver takes for the same.
ROUNDING = 1e-8
MOST_QUESTIONS = 60


@dataclass(frozen=True, eq=False)
class Gap:
    """A shortage to be closed: positions in the block `unmet`, and t that are short."""

    places: IntArray
    short: float


@dataclass(frozen=True, eq=False)
class Move:
    """By how much a limit moves: the program row, and t."""

    row: int
    tonnes: float


@dataclass(frozen=True, eq=False)
class Cure:
    """Levers that close a gap together.

    moves  of all their rows;  tonnes  their sum;  cost  USD that the plan costs more, levers apart
    """

    moves: tuple[Move, ...]
    tonnes: float
    cost: float


@dataclass(frozen=True, eq=False)
class Cures:
    """The cures of a gap, the least first.

    left  t that stay short whatever the levers do;  why  why nothing is known, else ""
    """

    gap: Gap
    each: tuple[Cure, ...]
    left: float
    why: str = ""


def cures(study: Study, gap: Gap, levers: Iterable[IntArray], most: int, progress: Progress) -> Cures:
    """Return the cures of a gap.

    levers  of each lever the program rows that it moves, each upwards
    most    how many cures are looked for
    """
    if study.base.why:
        return Cures(gap, (), gap.short, study.base.why)
    search = _Search(study, gap, [np.asarray(rows, dtype=np.int64) for rows in levers])
    try:
        return search.found(most, progress)
    except StoppedError:
        return Cures(gap, (), gap.short, STOPPED)
    except UnansweredError as fault:
        return Cures(gap, (), gap.short, f"not known: the solver ends with '{fault}'")


class _Search:
    """The plan's program with a column for each row of each lever, and the gap to be closed."""

    def __init__(self, study: Study, gap: Gap, levers: Sequence[IntArray]) -> None:
        self._gap = gap
        self._rows = np.concatenate([np.empty(0, dtype=np.int64), *levers])
        self._lever = np.repeat(np.arange(len(levers)), [rows.size for rows in levers])
        matrix, solution = study.solution.matrix, study.solution
        self._known = matrix.columns
        soft = [result.tier for result in solution.tiers if result.tier.kind == "soft"]
        unmet = study.model.variables.unmet
        self._unmet = unmet.index[gap.places]
        wide = self._with_levers(held_to(matrix, soft, study.base.optima))
        bases = {name: fitted(basis, wide, (matrix.columns, matrix.rows)) for name, basis in solution.bases.items()}
        self._loaded = Loaded(replace(solution, matrix=wide, bases=bases), study.deadline)
        planned = solution.values[unmet.index] / matrix.unit
        ranked = study.model.problem.demands.priority[unmet.keys["demand"]]
        kept = ranked > 0
        self._upper = self._loaded.matrix.column_upper.copy()
        self._upper[unmet.index[kept]] = np.minimum(self._upper[unmet.index[kept]], planned[kept])
        self._cost = np.concatenate([study.model.program.cost_vector(), np.zeros(self._rows.size)])
        if matrix.unit != 1.0:
            self._cost *= matrix.unit
        self._base_cost = float(self._cost[: self._known] @ (solution.values / matrix.unit))
        self._questions = 0

    def found(self, most: int, progress: Progress) -> Cures:
        """Return up to so many cures."""
        every = np.unique(self._lever)
        left = self._left(every)
        if left is None:
            return Cures(self._gap, (), self._gap.short, "nothing keeps every limit with the levers moved")
        if left * self._loaded.unit >= self._gap.short - NOTHING:
            return Cures(self._gap, (), self._gap.short)
        self._closed = left + NOTHING
        sets: list[frozenset[int]] = []
        tried: set[frozenset[int]] = set()
        waiting: list[frozenset[int]] = [frozenset()]
        while waiting and len(sets) < most and self._questions < MOST_QUESTIONS:
            without = waiting.pop(0)
            if without in tried:
                continue
            tried.add(without)
            progress(f"looking for cure {len(sets) + 1}")
            allowed = self._fewest(np.setdiff1d(every, list(without)))
            if allowed is None:
                continue
            if allowed not in sets:
                sets.append(allowed)
            waiting += [without | {lever} for lever in sorted(allowed)]
        each = sorted((self._cure(own) for own in sets), key=lambda cure: (round(cure.tonnes, 6), cure.cost))
        return Cures(self._gap, tuple(each), left * self._loaded.unit)

    def _with_levers(self, matrix: Matrix) -> Matrix:
        """Return the program with one column behind the others for each row of a lever, which lifts the row's limit.

        Of two rows more one sums these columns, the other the gap.
        """
        lever = matrix.columns + np.arange(self._rows.size)
        self._sums = matrix.rows, matrix.rows + 1
        row = np.concatenate([self._rows, np.full(lever.size, self._sums[0]), np.full(self._unmet.size, self._sums[1])])
        value = np.concatenate([np.full(lever.size, -1.0), np.ones(lever.size + self._unmet.size)])
        none = np.zeros(lever.size)
        free = np.full(2, np.inf)
        return matrix.grown((row, np.concatenate([lever, lever, self._unmet]), value), (none, none), (-free, free))

    def _left(self, levers: IntArray) -> float | None:
        """Return what stays short at least with some levers."""
        self._allow(levers)
        objective = np.zeros(self._upper.size)
        objective[self._unmet] = 1.0
        answer = self._least(objective)
        return None if answer is None else max(0.0, answer.value)

    def _fewest(self, levers: IntArray) -> frozenset[int] | None:
        """Return levers of which none can be spared; None where these do not close the gap."""
        moved = self._moved(levers)
        if moved is None:
            return None
        own = sorted(np.unique(self._lever[moved > NOTHING]).tolist(), key=lambda one: moved[self._lever == one].sum())
        for lever in list(own):
            if len(own) > 1 and self._moved(np.array([one for one in own if one != lever])) is not None:
                own.remove(lever)
        return frozenset(own)

    def _moved(self, levers: IntArray) -> FloatArray | None:
        """Return (rows of levers,) the least moves that close the gap; None where it stays open."""
        self._allow(levers, gap=self._closed)
        objective = np.zeros(self._upper.size)
        objective[self._known :] = 1.0
        answer = self._least(objective)
        return None if answer is None else answer.values[self._known :]

    def _cure(self, levers: frozenset[int]) -> Cure:
        """Return the cheapest of the cures with the least moves of some levers."""
        moved = self._moved(np.array(sorted(levers)))
        if moved is None:
            raise UnansweredError("a cure that was found is lost")
        # Least tonnes first, cost second: which rows move is left open as long as no more tonnes do.
        self._allow(np.array(sorted(levers)), gap=self._closed, tonnes=float(moved.sum()) + ROUNDING)
        answer = self._loaded.least(self._cost)
        moved, cost = answer.values[self._known :], answer.value - self._base_cost
        used = np.flatnonzero(moved > NOTHING)
        unit = self._loaded.unit
        moves = tuple(Move(int(self._rows[place]), float(moved[place]) * unit) for place in used.tolist())
        return Cure(moves, sum(move.tonnes for move in moves), cost)

    def _least(self, objective: FloatArray) -> Answer | None:
        self._questions += 1
        try:
            return self._loaded.least(objective)
        except UnansweredError:
            return None

    def _allow(self, levers: IntArray, *, gap: float = np.inf, tonnes: float = np.inf) -> None:
        """Let only some levers move, by so many tonnes together, and leave a gap of at most so many."""
        upper = self._upper.copy()
        upper[self._known :] = np.where(np.isin(self._lever, levers), np.inf, 0.0)
        self._loaded.bound(self._loaded.matrix.column_lower, upper)
        most = self._loaded.matrix.row_upper.copy()
        most[list(self._sums)] = tonnes, gap
        self._loaded.limit(self._loaded.matrix.row_lower, most)
