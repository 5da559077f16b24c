"""Why so much is short: the exact parts of a shortage, which add up to it.

By duality an optimum is the sum of (dual x limit) over all rows and of (reduced cost x bound) over all columns. For a
priority these are the duals of its tier. For a demand in a period a second linear program makes its shortage as small
as it gets while no other demand of the same or a better priority is worse served than in the plan: its terms are the
parts.

A part stands by itself where its dual is the only one; planner/explain/alone.py finds out. The others are one shared
cause: how it falls on its rows is arbitrary, their sum is not. What one more of such a row gains and one less loses is
found by moving its limit. Where the sum is nothing, those of which no tonne more or less gains anything are idle.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from models.arrays import BoolArray, FloatArray, IntArray
from models.limits.alongside import Alongside, alongside
from models.linear.face import Bounds
from models.linear.program import Tier
from models.linear.signs import Signs
from models.linear.solution import TierResult
from planner.errors import StoppedError
from planner.explain.alone import Alone, Singles
from planner.explain.answer import Answer, UnansweredError
from planner.explain.connected import Connected, Within
from planner.explain.idle import Cause, idle
from planner.explain.level import SMALL
from planner.explain.loaded import Loaded
from planner.explain.outcomes import STOPPED
from planner.explain.placed import placed
from planner.explain.study import Study
from planner.solve.session import Progress
from planner.solve.unit import coarsened
from planner.solve.ways import NEAR_DUAL, NEAR_PRIMAL

# Smaller parts, in t or in the unit of the tier, are the solver's rounding.
NOTHING = 1e-7
# And so are those that are a smaller share of the largest.
DIGITS = 1e-13
# Rows of a shared cause whose limits are moved, the largest parts first; in a program that is not small that is asked
# for the priorities only, not for each demand, and what is idle is not asked: hundreds of rows move at once there.
MOST_MOVED = 12


@dataclass(frozen=True, eq=False)
class Split:
    """The parts of a shortage: their sum is the total.

    total       t, or the unit of the tier
    rows        program rows with a part, rising; of_rows  (rows,) the parts
    columns     program columns with a part, rising; of_columns  (columns,) the parts
    row_alone, column_alone  whether each part stands by itself; None where that was not asked
    more, less  (rows,) by how much less is short with one more of a row's limit, and more with one less; NaN where that
                was not asked, or nothing keeps every limit then
    row_idle, column_idle  whether each is one of those in a shared cause of nothing that gain nothing by a tonne more
                or less of them, each alone and all together
    """

    total: float
    rows: IntArray
    of_rows: FloatArray
    columns: IntArray
    of_columns: FloatArray
    row_alone: BoolArray | None
    column_alone: BoolArray | None
    more: FloatArray
    less: FloatArray
    row_idle: BoolArray
    column_idle: BoolArray

    @property
    def parts(self) -> float:
        """Return the sum of all parts."""
        return float(self.of_rows.sum() + self.of_columns.sum())


@dataclass(frozen=True, eq=False)
class Splits:
    """The splits of a plan.

    priorities  (the tier of a priority, its split), of those that are short
    streams     (position in the block `unmet`, its split), of those that are short
    why         why there are none, "" where they are known
    left_out    how many smaller shortages were not split
    """

    priorities: tuple[tuple[Tier, Split], ...]
    streams: tuple[tuple[int, Split], ...]
    why: str = ""
    left_out: int = 0


NO_SPLITS = Splits((), ())


def splits(study: Study, progress: Progress, *, apart: bool, most: int | None = None) -> Splits:
    """Return why a plan is short.

    apart  whether to tell for each demand too which of its parts stand by themselves; for priorities it is told
    most   how many demands are split, the largest shortages of the best priorities; None for all
    """
    if study.base.why:
        return Splits((), (), study.base.why)
    unmet = study.model.variables.unmet
    ranked = study.model.problem.demands.priority[unmet.keys["demand"]]
    short = np.flatnonzero(_lacks(study) & (ranked > 0))
    if not short.size:
        return NO_SPLITS
    whole = short.size
    if most is not None and whole > most:
        worst = np.lexsort((-study.solution.values[unmet.index[short]], ranked[short]))
        short = np.sort(short[worst[:most]])
    progress("splitting what is short into its causes")
    try:
        streams = _streams(study, short, ranked, apart=apart)
        return Splits(_priorities(study), streams, left_out=whole - short.size)
    except StoppedError:
        return Splits((), (), STOPPED)
    except UnansweredError as fault:
        return Splits((), (), f"not known: the solver ends with '{fault}'")


def _streams(study: Study, short: IntArray, ranked: IntArray, *, apart: bool) -> tuple[tuple[int, Split], ...]:
    unmet = study.model.variables.unmet
    counted = coarsened(study.solution.matrix, study.solution.values)
    missing = np.zeros(counted.columns)
    missing[unmet.index] = 1.0
    place = placed(study, replace(study.solution, matrix=counted), Signs.of(missing), unmet.index)
    loaded, own = Loaded(place.solution, study.deadline), place.of(unmet.index)
    planned = study.solution.values[unmet.index] / loaded.unit
    connected, together = Connected(loaded.matrix), alongside(study.model, study.solution.matrix)
    found: list[tuple[int, Split]] = []
    for level in np.unique(ranked[short]):
        lower, upper = loaded.matrix.column_lower, loaded.matrix.column_upper.copy()
        kept = (ranked > 0) & (ranked <= level)
        upper[own[kept]] = np.minimum(upper[own[kept]], planned[kept])
        held = Bounds(lower, upper, loaded.matrix.row_lower, loaded.matrix.row_upper)
        alone = Alone(loaded, held) if apart else None
        for one in short[ranked[short] == level].tolist():
            column = int(own[one])
            free = upper.copy()
            free[column] = loaded.matrix.column_upper[column]
            loaded.bound(lower, free)
            objective = np.zeros(upper.size)
            objective[column] = loaded.unit
            answer = loaded.least(objective)
            within = connected.to(np.array([column]))
            single = alone.single(objective, answer, within, column) if alone else None
            split = _parts(answer, within, single)
            if single is not None and study.matrix.columns <= SMALL:
                split = _moved(loaded, objective, _with_idle(loaded, objective, split, together), together)
            found.append((one, replace(split, rows=place.rows[split.rows], columns=place.columns[split.columns])))
    return tuple(sorted(found, key=lambda pair: pair[0]))


def _priorities(study: Study) -> tuple[tuple[Tier, Split], ...]:
    """Return the split of each priority that is short, from the duals of its tier on the face of the better ones."""
    solution = study.solution
    matrix = solution.matrix
    bounds = Bounds.of(matrix)
    found: list[tuple[Tier, Split]] = []
    last = max((place for place, one in enumerate(solution.tiers) if _is_short(study, one)), default=-1)
    is_replayed = matrix.unit == 1.0
    loaded = Loaded(solution, study.deadline)
    connected, together = Connected(matrix), alongside(study.model, matrix)
    # What is not the only dual of a better priority has no value of its own in the worse ones either.
    row_single, column_single = np.ones(matrix.rows, dtype=np.bool_), np.ones(matrix.columns, dtype=np.bool_)
    for result in solution.tiers[: last + 1]:
        # A fair share settles streams by more than its duals: what is held behind it is not replayed here.
        is_replayed &= result.tier.kind != "fair"
        if result.tier.kind == "unmet" and is_replayed:
            loaded.bound(bounds.column_lower, bounds.column_upper)
            loaded.limit(bounds.row_lower, bounds.row_upper)
            answer = loaded.least(result.tier.objective)
            within = connected.to(np.flatnonzero(result.tier.objective))
            own_rows, own_columns = Alone(loaded).single(result.tier.objective, answer, within)
            row_single, column_single = row_single & own_rows, column_single & own_columns
            if _is_short(study, result):
                split = _parts(answer, within, (row_single | ~within[0], column_single | ~within[1]))
                if matrix.columns <= SMALL:
                    split = _with_idle(loaded, result.tier.objective, split, together)
                found.append((result.tier, _moved(loaded, result.tier.objective, split, together)))
        elif _is_short(study, result):
            found.append((result.tier, _as_solved(study, connected, result)))
        if is_replayed:
            bounds.face(result.tier.objective, result.column_dual, result.row_dual)
    return tuple(found)


def _is_short(study: Study, result: TierResult) -> bool:
    if result.tier.kind != "unmet" or result.objective <= NOTHING:
        return False
    unmet = study.model.variables.unmet
    return bool(_lacks(study)[study.model.problem.demands.priority[unmet.keys["demand"]] == result.tier.priority].any())


def _lacks(study: Study) -> BoolArray:
    """Return (demands and periods,) whether anything is short that the plan calls so: a gram at least."""
    unmet = study.model.variables.unmet
    return np.asarray(study.solution.values[unmet.index] >= study.model.program.gram)


def _as_solved(study: Study, connected: Connected, result: TierResult) -> Split:
    """Return the split by the duals that the tier was solved with."""
    values = study.solution.values
    answer = Answer(
        values, study.solution.matrix.activity(values), result.row_dual, result.column_dual, result.objective
    )
    return _parts(answer, connected.to(np.flatnonzero(result.tier.objective)), None)


def _parts(answer: Answer, within: Within, single: Singles | None) -> Split:
    """Return the terms of an optimum: at its own point each row with a dual stands at its limit.

    What has nothing to do with the objective has duals that come to nothing: 0 is as good.
    """
    terms = answer.row_dual * answer.activity * within[0], answer.column_dual * answer.values * within[1]
    noise = max(NOTHING, DIGITS * max(float(np.abs(part).max(initial=0.0)) for part in terms))
    of_rows, of_columns = (np.where(np.abs(part) > noise, part, 0.0) for part in terms)
    rows, columns = np.flatnonzero(of_rows), np.flatnonzero(of_columns)
    if single is not None:
        # What is nothing here and not the only value either belongs to the shared cause, of which it may be all.
        rows = np.union1d(rows, np.flatnonzero(~single[0]))
        columns = np.union1d(columns, np.flatnonzero(~single[1]))
    unasked = np.full(rows.size, np.nan)
    return Split(
        answer.value, rows, of_rows[rows], columns, of_columns[columns],
        None if single is None else single[0][rows], None if single is None else single[1][columns], unasked, unasked,
        np.zeros(rows.size, dtype=np.bool_), np.zeros(columns.size, dtype=np.bool_),
    )  # fmt: skip


def _with_idle(loaded: Loaded, objective: FloatArray, split: Split, together: Alongside) -> Split:
    """Return a split with what is idle in its shared cause, where the sum of that is nothing.

    A limit with which other rows move cannot be eased by itself, and is not asked about.
    """
    if split.row_alone is None or split.column_alone is None:
        return split
    rows, columns = np.flatnonzero(~split.row_alone), np.flatnonzero(~split.column_alone)
    if together.of(split.rows[rows])[0].size:
        return split
    if abs(split.of_rows[rows].sum() + split.of_columns[columns].sum()) > NOTHING:
        return split
    cause = Cause(split.rows[rows], split.columns[columns], split.total, NOTHING)
    row_idle, column_idle = split.row_idle.copy(), split.column_idle.copy()
    row_idle[rows], column_idle[columns] = idle(loaded, objective, cause)
    return replace(split, row_idle=row_idle, column_idle=column_idle)


def _moved(loaded: Loaded, objective: FloatArray, split: Split, together: Alongside) -> Split:
    """Return a split with what one more and one less of the rows of its shared cause mean, the largest parts first."""
    shared = np.flatnonzero(~split.row_alone) if split.row_alone is not None else np.empty(0, dtype=np.int64)
    shared = shared[~split.row_idle[shared]]
    shared = shared[np.argsort(-np.abs(split.of_rows[shared]), kind="stable")][:MOST_MOVED]
    held = replace(loaded.bounds)
    loaded.go(NEAR_DUAL)  # the objective stays, and with it the duals stay possible
    found = {}
    for sign in (1.0, -1.0):
        changes = np.full(split.rows.size, np.nan)
        for place in shared.tolist():
            lower, upper = held.row_lower.copy(), held.row_upper.copy()
            row = int(split.rows[place])
            _, others, share = together.of(split.rows[[place]])
            for limits in (lower, upper):
                limits[row] += sign / loaded.unit
                limits[others] += sign * share / loaded.unit
            # What is not there cannot be taken away.
            if sign > 0.0 or not 0.0 <= held.row_upper[row] < 1.0 / loaded.unit:
                loaded.limit(lower, upper)
                changes[place] = _change(loaded, objective, split.total)
        found[sign] = np.where(np.abs(changes) > NOTHING, sign * -changes, np.where(np.isnan(changes), np.nan, 0.0))
    loaded.limit(held.row_lower, held.row_upper)
    loaded.go(NEAR_PRIMAL)
    return replace(split, more=found[1.0], less=found[-1.0])


def _change(loaded: Loaded, objective: FloatArray, before: float) -> float:
    """Return by how much more is short than before; NaN where nothing keeps every limit."""
    try:
        return loaded.least(objective).value - before
    except UnansweredError:
        return float("nan")
