"""Why so much is short: the exact parts of a shortage, which add up to it.

By duality an optimum is the sum of (dual x limit) over all rows and of (reduced cost x bound) over all columns. For a
priority these are the duals of its tier. For a demand in a period a second linear program makes its shortage as small
as it gets while no other demand of the same or a better priority is worse served than in the plan: its terms are the
parts.

A part stands by itself where its dual is the only one. The others are one shared cause: how it falls on its rows is
arbitrary, their sum is not. Which these are is found by moving limits a little in directions of chance, there and back:
a dual that is another afterwards is not the only one, and where none is, they are all.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from models.arrays import BoolArray, FloatArray, IntArray
from models.face import Bounds
from models.program import Tier
from models.solution import TierResult
from planner.errors import StoppedError
from planner.explain.loaded import Answer, Loaded, UnansweredError
from planner.explain.outcomes import STOPPED
from planner.explain.study import Study

# Smaller parts, in t or in the unit of the tier, are the solver's rounding.
NOTHING = 1e-7
# Duals that differ by less than this share of the largest coefficient are the same.
SAME_DUAL = 1e-7
# By which share of themselves limits are moved to see whether their duals stay, and how often at most.
MOVE, MOST_MOVES = 1e-6, 24
# A value that is nearer to its limit stands at it.
AT_LIMIT = 1e-9
# A smaller entry of a ray, whose largest are about 1, is none.
RAY = 1e-7


@dataclass(frozen=True, eq=False)
class Split:
    """The parts of a shortage: their sum is the total.

    total       t, or the unit of the tier
    rows        program rows with a part, rising; of_rows  (rows,) the parts
    columns     program columns with a part, rising; of_columns  (columns,) the parts
    row_alone, column_alone  whether each part stands by itself; None where that was not asked
    """

    total: float
    rows: IntArray
    of_rows: FloatArray
    columns: IntArray
    of_columns: FloatArray
    row_alone: BoolArray | None
    column_alone: BoolArray | None

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


def splits(study: Study, *, apart: bool, most: int | None = None) -> Splits:
    """Return why a plan is short.

    apart  whether to tell for each demand too which of its parts stand by themselves; for priorities it is told
    most   how many demands are split, the largest shortages of the best priorities; None for all
    """
    if study.base.why:
        return Splits((), (), study.base.why)
    unmet = study.model.variables.unmet
    ranked = study.model.problem.demands.priority[unmet.keys["demand"]]
    short = np.flatnonzero((study.solution.values[unmet.index] > NOTHING * study.model.program.unit) & (ranked > 0))
    if not short.size:
        return NO_SPLITS
    whole = short.size
    if most is not None and whole > most:
        worst = np.lexsort((-study.solution.values[unmet.index[short]], ranked[short]))
        short = np.sort(short[worst[:most]])
    try:
        loaded = Loaded(study.solution, study.deadline)
        streams = _streams(study, loaded, short, ranked, apart=apart)
        return Splits(_priorities(study), streams, left_out=whole - short.size)
    except StoppedError:
        return Splits((), (), STOPPED)
    except UnansweredError as fault:
        return Splits((), (), f"not known: the solver ends with '{fault}'")


def _streams(
    study: Study, loaded: Loaded, short: IntArray, ranked: IntArray, *, apart: bool
) -> tuple[tuple[int, Split], ...]:
    unmet = study.model.variables.unmet
    planned = study.solution.values[unmet.index] / loaded.unit
    found: list[tuple[int, Split]] = []
    for level in np.unique(ranked[short]):
        lower, upper = loaded.matrix.column_lower, loaded.matrix.column_upper.copy()
        kept = (ranked > 0) & (ranked <= level)
        upper[unmet.index[kept]] = np.minimum(upper[unmet.index[kept]], planned[kept])
        for place in short[ranked[short] == level].tolist():
            column = int(unmet.index[place])
            free = upper.copy()
            free[column] = loaded.matrix.column_upper[column]
            loaded.bound(lower, free)
            objective = np.zeros(upper.size)
            objective[column] = loaded.unit
            found.append((place, _split(loaded, objective, apart=apart)))
    return tuple(sorted(found, key=lambda pair: pair[0]))


def _priorities(study: Study) -> tuple[tuple[Tier, Split], ...]:
    """Return the split of each priority that is short, from the duals of its tier on the face of the better ones."""
    solution = study.solution
    matrix = solution.matrix
    bounds = Bounds.of(matrix)
    found: list[tuple[Tier, Split]] = []
    last = max((place for place, one in enumerate(solution.tiers) if _is_short(one)), default=-1)
    is_replayed = matrix.unit == 1.0
    loaded = Loaded(solution, study.deadline)
    # What is not the only dual of a better priority has no value of its own in the worse ones either.
    row_single, column_single = np.ones(matrix.rows, dtype=np.bool_), np.ones(matrix.columns, dtype=np.bool_)
    for result in solution.tiers[: last + 1]:
        # A fair share settles streams by more than its duals: what is held behind it is not replayed here.
        is_replayed &= result.tier.kind != "fair"
        if result.tier.kind == "unmet" and is_replayed:
            loaded.bound(bounds.column_lower, bounds.column_upper)
            loaded.limit(bounds.row_lower, bounds.row_upper)
            answer = loaded.least(result.tier.objective)
            own_rows, own_columns = _single(loaded, result.tier.objective, answer)
            row_single, column_single = row_single & own_rows, column_single & own_columns
            if _is_short(result):
                found.append((result.tier, _parts(answer, (row_single, column_single))))
        elif _is_short(result):
            found.append((result.tier, _as_solved(study, result)))
        if is_replayed:
            bounds.face(result.tier.objective, result.column_dual, result.row_dual)
    return tuple(found)


def _is_short(result: TierResult) -> bool:
    return result.tier.kind == "unmet" and result.objective > NOTHING


def _as_solved(study: Study, result: TierResult) -> Split:
    """Return the split by the duals that the tier was solved with."""
    values = study.solution.values
    answer = Answer(
        values, study.solution.matrix.activity(values), result.row_dual, result.column_dual, result.objective
    )
    return _parts(answer, None)


def _split(loaded: Loaded, objective: FloatArray, *, apart: bool) -> Split:
    answer = loaded.least(objective)
    if not apart:
        return _parts(answer, None)
    return _parts(answer, _single(loaded, objective, answer))


def _parts(answer: Answer, single: tuple[BoolArray, BoolArray] | None) -> Split:
    """Return the terms of an optimum: at its own point each row with a dual stands at its limit."""
    of_rows, of_columns = answer.row_dual * answer.activity, answer.column_dual * answer.values
    rows, columns = np.flatnonzero(np.abs(of_rows) > NOTHING), np.flatnonzero(np.abs(of_columns) > NOTHING)
    if single is not None:
        # What is nothing here and not the only value either belongs to the shared cause, of which it may be all.
        rows = np.union1d(rows, np.flatnonzero(~single[0]))
        columns = np.union1d(columns, np.flatnonzero(~single[1]))
    return Split(
        answer.value, rows, of_rows[rows], columns, of_columns[columns],
        None if single is None else single[0][rows], None if single is None else single[1][columns],
    )  # fmt: skip


def _single(loaded: Loaded, objective: FloatArray, answer: Answer) -> tuple[BoolArray, BoolArray]:
    """Return (rows,), (columns,) whether each dual, and each reduced cost, is the only one where it makes a part.

    Only rows and columns with a limit other than 0 make parts. What is not known to be the only one is called none.
    """
    held = replace(loaded.bounds)
    noise = SAME_DUAL * float(np.abs(objective).max(initial=0.0))
    rows = _standing(answer.activity, held.row_lower, held.row_upper)
    columns = _standing(answer.values, held.column_lower, held.column_upper)
    chance = np.random.default_rng(rows.size)
    # Those that every move so far has left alone.
    row_single, column_single = rows.copy(), columns.copy()
    for _ in range(MOST_MOVES):
        row_move = _move(chance, row_single, answer.activity)
        column_move = _move(chance, column_single, answer.values)
        other_rows, other_columns = np.zeros_like(rows), np.zeros_like(columns)
        for sign in (1.0, -1.0):
            loaded.limit(held.row_lower + sign * row_move, held.row_upper + sign * row_move)
            loaded.bound(held.column_lower + sign * column_move, held.column_upper + sign * column_move)
            try:
                there = loaded.least(objective)
            except UnansweredError:
                # Something else would have to give way: what stands in its way may have any larger dual as well.
                moved_rows, moved_columns = _in_ray(loaded, row_single, column_single)
            else:
                moved_rows = row_single & (np.abs(there.row_dual - answer.row_dual) > noise)
                moved_columns = column_single & (np.abs(there.column_dual - answer.column_dual) > noise)
            other_rows, other_columns = other_rows | moved_rows, other_columns | moved_columns
        row_single, column_single = row_single & ~other_rows, column_single & ~other_columns
        if not other_rows.any() and not other_columns.any():
            break
    else:
        row_single, column_single = np.zeros_like(rows), np.zeros_like(columns)
    loaded.limit(held.row_lower, held.row_upper)
    loaded.bound(held.column_lower, held.column_upper)
    return row_single | ~rows, column_single | ~columns


def _move(chance: np.random.Generator, chosen: BoolArray, values: FloatArray) -> FloatArray:
    """Return by how much each limit moves: the chosen ones by a small share of themselves, up or down."""
    share = MOVE * chance.uniform(0.5, 1.0, chosen.size) * chance.choice((-1.0, 1.0), chosen.size)
    return np.where(chosen, share * np.abs(values), 0.0)


def _in_ray(loaded: Loaded, rows: BoolArray, columns: BoolArray) -> tuple[BoolArray, BoolArray]:
    """Return which of the moved rows and columns show that the last move left no point; all where that is not told."""
    ray = loaded.ray()
    if ray is not None:
        told = rows & (np.abs(ray[0]) > RAY), columns & (np.abs(ray[1]) > RAY)
        if told[0].any() or told[1].any():
            return told
    return rows, columns


def _standing(values: FloatArray, lower: FloatArray, upper: FloatArray) -> BoolArray:
    """Return which values stand at a limit that is not 0."""
    near = AT_LIMIT * (1.0 + np.abs(values))
    at_lower, at_upper = np.abs(values - lower) <= near, np.abs(values - upper) <= near
    return np.asarray((at_lower | at_upper) & (np.abs(values) > near))
