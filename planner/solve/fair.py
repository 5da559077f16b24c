"""Fair shares: the worst of several ratios is made as small as possible, then the worst of the rest, and so on.

Each step solves for the least worst ratio of the streams that are still free, then proves which of them cannot do
better while no other does worse than that, and holds these. The ratios that result are the only ones of their kind
(the lexicographic optimum of a convex set), whatever the steps: the proof of a step never rests on one optimum.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from models.arrays import FloatArray, IntArray
from models.program import Matrix, Tier
from models.solution import TierResult
from planner.solve.wider import with_columns, with_rows

# Ratios that lie closer together than this are one step, and one that lies as close to nothing is nothing to share; nor
# are tonnes that are less than a gram (as all that solvers see, counted in the unit of the program).
SAME, GRAM = 1e-6, 1e-6
# A dual of a ratio above this share of the largest one is no rounding: the stream cannot do better.
DUAL_NOISE = 1e-9


@dataclass(frozen=True, eq=False)
class Optimum:
    """A solved program: (columns,) its point; duals by row and column, empty where the solver gives none."""

    point: FloatArray
    row_dual: FloatArray
    column_dual: FloatArray


# From a program and its objective to its optimum; None when a limit came first.
type Minimise = Callable[[Matrix, FloatArray], Optimum | None]


@dataclass(frozen=True, eq=False)
class Shared:
    """What the steps of one fair share came to.

    results  one for each step, worst ratio first; each names the columns that it holds
    values   (columns,) the last point; lower, upper (columns,) the bounds with everything held
    """

    results: tuple[TierResult, ...]
    values: FloatArray
    lower: FloatArray
    upper: FloatArray


@dataclass(frozen=True, eq=False)
class _Step:
    """One solved step: its worst ratio, and the same ratio as a weighted sum with the duals that prove it."""

    level: float
    held: IntArray
    weights: FloatArray
    row_dual: FloatArray
    column_dual: FloatArray


def share(
    matrix: Matrix, tier: Tier, values: FloatArray, minimise: Minimise, room: float, improved: float
) -> Shared | None:
    """Return the steps of a fair share; None when a limit came before the last.

    matrix    with the bounds of the better tiers
    tier      its objective holds 1 / demand for the column of each stream
    values    (columns,) a point of it
    room      t by which a stream may exceed the ratio that it is kept to, for a solver that keeps bounds so closely
    improved  a ratio that is smaller by more than this has done better
    """
    streams = np.flatnonzero(tier.objective)
    lower, upper = matrix.column_lower.copy(), matrix.column_upper.copy()
    steps = _constant(matrix, tier, streams[lower[streams] == upper[streams]])
    free = streams[lower[streams] < upper[streams]]
    while free.size:
        now = replace(matrix, column_lower=lower, column_upper=upper)
        demand = 1.0 / tier.objective[free]
        worst, objective = _with_worst(now, free, demand)
        found = minimise(worst, objective)
        if found is None:
            return None
        level, values = float(found.point[-1] * objective[-1]), found.point[:-1]
        upper[free] = np.minimum(upper[free], np.maximum(level * demand + room, lower[free]))
        if level <= SAME + improved or values[free].max() <= GRAM:
            break
        step, values_now = _proven(now, tier, free, level, found, upper, minimise, improved)
        if step is None or values_now is None:
            return None
        values = values_now
        upper[step.held] = np.clip(values[step.held] + room, lower[step.held], upper[step.held])
        if room == 0.0:  # else ceilings must do: with the total as it is, none can fall without another above its own
            lower[step.held] = upper[step.held]
        steps.append(step)
        free = np.setdiff1d(free, step.held)
    return Shared(_results(tier, steps), values, lower, upper)


def _with_worst(now: Matrix, free: IntArray, demand: FloatArray) -> tuple[Matrix, FloatArray]:
    """Return the program with one more column, the worst ratio, and a row unmet - demand * worst <= 0 for each stream.

    The column counts what the worst ratio is of the largest demand where that is small: else the duals would be huge.
    The second is the objective: (columns + 1,) the worst ratio alone.
    """
    size = min(1.0, float(2.0 ** np.floor(np.log2(demand.max()))))
    rows = [
        (np.array([stream, now.columns]), np.array([1.0, -wanted / size]))
        for stream, wanted in zip(free.tolist(), demand.tolist(), strict=True)
    ]
    objective = np.zeros(now.columns + 1)
    objective[-1] = 1.0 / size
    return with_rows(with_columns(now, 1), rows, np.zeros(free.size)), objective


def _proven(
    now: Matrix, tier: Tier, free: IntArray, level: float, found: Optimum, upper: FloatArray, minimise: Minimise,
    improved: float,
) -> tuple[_Step | None, FloatArray | None]:  # fmt: skip
    """Return a step with the streams that cannot do better, and a point at which all others do that can.

    A stream whose ratio has a dual cannot: then every optimum has it at the worst ratio. The others at that ratio are
    tried together, with nobody worse off than it: those that do better are let go, until the rest cannot.
    """
    ratio, point = tier.objective, found.point[:-1]
    weights = np.zeros(now.columns)
    shown = free[:0]
    if found.row_dual.size:
        weights[free] = np.maximum(-found.row_dual[now.rows :], 0.0)
        part = weights[free] / ratio[free]
        shown = free[part > DUAL_NOISE * part.max()]
    tried = free[point[free] * ratio[free] >= level - improved]
    while np.setdiff1d(tried, shown).size:
        objective = np.zeros(now.columns)
        objective[tried] = ratio[tried]
        optimum = minimise(replace(now, column_upper=upper), objective)
        if optimum is None:
            return None, None
        point = optimum.point
        better = point[tried] * ratio[tried] < level - improved
        if better.all() or not better.any():
            break
        tried = tried[~better]
    held = np.union1d(tried, shown)
    if not found.row_dual.size:
        weights[held] = ratio[held] / held.size
        return _Step(level, held, weights, found.row_dual, found.column_dual), point
    return _Step(level, held, weights, found.row_dual[: now.rows], found.column_dual[:-1]), point


def _constant(matrix: Matrix, tier: Tier, streams: IntArray) -> list[_Step]:
    """Return a step for each ratio of the streams that the better tiers leave no choice, worst first.

    A stream that stands between equal bounds proves its ratio by itself: its reduced cost is all of its weight.
    """
    ratio = matrix.column_lower[streams] * tier.objective[streams]
    order = np.argsort(-ratio, kind="stable")
    steps: list[_Step] = []
    for place in order[ratio[order] > SAME].tolist():
        if steps and steps[-1].level - ratio[place] <= SAME:
            steps[-1] = replace(steps[-1], held=np.append(steps[-1].held, streams[place]))
            continue
        weights = np.zeros(matrix.columns)
        weights[streams[place]] = tier.objective[streams[place]]
        steps.append(_Step(float(ratio[place]), streams[[place]], weights, np.zeros(matrix.rows), weights))
    return steps


def _results(tier: Tier, steps: list[_Step]) -> tuple[TierResult, ...]:
    """Return the steps as solved tiers, worst ratio first; steps of the same ratio are one."""
    results: list[TierResult] = []
    for step in sorted(steps, key=lambda step: -step.level):
        if results and results[-1].objective - step.level <= SAME:
            results[-1] = replace(results[-1], held=np.append(results[-1].held, step.held))
            continue
        named = replace(tier, name=f"{tier.name}, step {len(results) + 1}", objective=step.weights)
        results.append(TierResult(named, step.level, step.row_dual, step.column_dual, step.held))
    return tuple(results)
