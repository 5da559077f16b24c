"""Fair shares: the worst of several ratios is made as small as possible, then the worst of the rest, and so on.

Each step solves for the least worst ratio of the streams that are still free, then proves which of them cannot do
better while no other does worse than that, and holds these. The ratios that result are the only ones of their kind
(the lexicographic optimum of a convex set), whatever the steps: the proof of a step never rests on one optimum.

What proves a step is one weighted sum of what its streams lack, with its duals: the mean of the ratios, each stream
counting with its weight x demand, can be no less than the worst one is. So the worst can be no less either, and where
it is just that, every stream with a weight is at it: they are the ones to hold.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from models.arrays import FloatArray, IntArray
from models.linear.matrix import Matrix
from models.linear.program import GRAM, Tier
from models.linear.solution import TierResult
from models.tiers import STEP
from planner.solve.wider import with_columns, with_rows

# Ratios that lie closer together than this are one step, and one that lies as close to nothing is nothing to share; nor
# are tonnes that are less than a gram (as all that solvers see, counted in the unit of the program).
SAME = 1e-6
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
class _Proof:
    """A weighted mean of ratios and the duals of its least: (columns,) weights and reduced costs, (rows,) duals.

    No duals where a solver gives none. Weight x demand is 1 in all, but for rounding.
    """

    weights: FloatArray
    row_dual: FloatArray
    column_dual: FloatArray

    def mixed(self, share: float, other: _Proof) -> _Proof:
        """Return this proof with another one that has so large a share in it."""
        if not self.row_dual.size or not other.row_dual.size:
            return self
        mean = [(1.0 - share) * one + share * two for one, two in zip(self._all, other._all, strict=True)]
        return _Proof(*mean)

    @property
    def _all(self) -> tuple[FloatArray, FloatArray, FloatArray]:
        return self.weights, self.row_dual, self.column_dual


@dataclass(frozen=True, eq=False)
class _Step:
    """One solved step: its worst ratio, the columns that it holds, and what proves both."""

    level: float
    held: IntArray
    proof: _Proof
    is_constant: bool = False


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
    proof = _of_worst(now, found, free)
    shown = _weighty(proof, ratio, free)
    tried = free[point[free] * ratio[free] >= level - improved]
    while np.setdiff1d(tried, shown).size:
        objective = np.zeros(now.columns)
        objective[tried] = ratio[tried]
        optimum = minimise(replace(now, column_upper=upper), objective)
        if optimum is None:
            return None, None
        point = optimum.point
        better = point[tried] * ratio[tried] < level - improved
        if not better.any():
            proof = proof.mixed(0.5, _of_sum(objective, ratio, optimum, free))
        if better.all() or not better.any():
            break
        tried = tried[~better]
    held = np.union1d(tried, shown)
    if not proof.row_dual.size:
        proof.weights[held] = ratio[held] / held.size
    return _Step(level, held, proof), point


def _of_worst(now: Matrix, found: Optimum, free: IntArray) -> _Proof:
    """Return what proves the least worst ratio of streams: their weights are the duals of its rows."""
    weights = np.zeros(now.columns)
    if not found.row_dual.size:
        return _Proof(weights, found.row_dual, found.column_dual)
    weights[free] = np.maximum(-found.row_dual[now.rows :], 0.0)
    return _Proof(weights, found.row_dual[: now.rows], found.column_dual[:-1])


def _of_sum(objective: FloatArray, ratio: FloatArray, found: Optimum, free: IntArray) -> _Proof:
    """Return what proves that a sum of ratios, all of them the worst one, is not less while no other is above it.

    A stream that pushes against that limit counts with the dual of it: the sum with these streams is not less at all.
    """
    if not found.row_dual.size:
        return _Proof(objective, found.row_dual, found.column_dual)
    weights, reduced = objective.copy(), found.column_dual.copy()
    pushing = np.maximum(-reduced[free], 0.0)
    weights[free] += pushing
    reduced[free] += pushing
    size = float((weights[free] / ratio[free]).sum())
    return _Proof(weights / size, found.row_dual / size, reduced / size)


def _weighty(proof: _Proof, ratio: FloatArray, free: IntArray) -> IntArray:
    """Return the free streams that a proof shows to be at the worst ratio."""
    part = proof.weights[free] / ratio[free]
    return free[part > DUAL_NOISE * part.max()] if proof.row_dual.size else free[:0]


def _constant(matrix: Matrix, tier: Tier, streams: IntArray) -> list[_Step]:
    """Return a step for each ratio of the streams that the better tiers leave no choice, worst first.

    A stream that stands between equal bounds proves its ratio by itself: its reduced cost is all of its weight.
    """
    ratio = matrix.column_lower[streams] * tier.objective[streams]
    found: list[tuple[float, list[int]]] = []
    for place in np.argsort(-ratio, kind="stable").tolist():
        if ratio[place] <= SAME:
            break
        if not found or found[-1][0] - ratio[place] > SAME:
            found.append((float(ratio[place]), []))
        found[-1][1].append(int(streams[place]))
    steps = []
    for level, own in found:
        weights = np.zeros(matrix.columns)
        weights[own] = tier.objective[own] / len(own)
        steps.append(_Step(level, np.array(own), _Proof(weights, np.zeros(matrix.rows), weights), is_constant=True))
    return steps


def _results(tier: Tier, steps: list[_Step]) -> tuple[TierResult, ...]:
    """Return the steps as solved tiers, worst ratio first; steps of the same ratio are one."""
    joined: list[_Step] = []
    for step in sorted(steps, key=lambda step: -step.level):
        if joined and joined[-1].level - step.level <= SAME:
            joined[-1] = _together(joined[-1], step, tier.objective)
        else:
            joined.append(step)
    return tuple(
        TierResult(
            replace(tier, name=f"{tier.name}{STEP}{number}", objective=step.proof.weights),
            step.level, step.proof.row_dual, step.proof.column_dual, step.held,
        )
        for number, step in enumerate(joined, start=1)
    )  # fmt: skip


def _together(first: _Step, second: _Step, ratio: FloatArray) -> _Step:
    """Return two steps of the same ratio as one that holds what both hold.

    The second is proven with what the first holds held. To be proven without that, these streams count in it with what
    held them; the first counts so much more that none of them counts less than nothing.
    """
    held = np.append(first.held, second.held)
    one, two = first.proof, second.proof
    if not one.row_dual.size or first.is_constant or second.is_constant:
        mean = one.mixed(second.held.size / held.size, two)
        return _Step(first.level, held, mean, is_constant=first.is_constant and second.is_constant)
    weights, reduced = two.weights.copy(), two.column_dual.copy()
    weights[first.held] -= reduced[first.held]
    reduced[first.held] = 0.0
    more = 1.0 + float(np.max(-weights[first.held] / one.weights[first.held], initial=0.0))
    parts = zip((one.weights, one.row_dual, one.column_dual), (weights, two.row_dual, reduced), strict=True)
    summed = [more * mine + other for mine, other in parts]
    streams = np.flatnonzero(ratio)
    size = float((summed[0][streams] / ratio[streams]).sum())
    return replace(first, held=held, proof=_Proof(*(part / size for part in summed)))
