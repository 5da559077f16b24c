"""Prints how long each tier takes, by the ways a tier can be started: what planner/solve/highs.py chooses from.

    python -m benchmarks.tiers S|3S|M|L [WAY ...]

Each way solves all tiers, the later ones on the face of the better ones; all must find the same optima. One run each,
in seconds of the processor, which a busy machine disturbs less than the clock. First it says into how many parts that
share no row the program falls. HiPO needs the package highspy-extras, of the version of highspy.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import highspy
import numpy as np
from scipy.sparse import block_array, csr_array
from scipy.sparse.csgraph import connected_components

from benchmarks.instances import matrix_of
from models.arrays import FloatArray
from models.linear.face import Bounds
from models.linear.matrix import Matrix
from models.linear.program import Tier
from planner.errors import InternalError
from planner.solve.session import make_highs, pass_program, require, run_highs, scale_of

# HiPO is there for HiGHS 1.15 alone, which has nothing to free behind a run.
if not hasattr(highspy.Highs, "resetThreadScheduler"):
    highspy.Highs.resetThreadScheduler = staticmethod(lambda _: None)  # type: ignore[assignment,method-assign]

# A way that needs longer for one tier is stopped and told as such.
MOST_SECONDS = 120.0
DUAL, PRIMAL = 1, 4
INSTANCES = ("S", "3S", "M", "L")
SAME = 1e-6
SHORT = ("unmet", "soft")
# In the combined objective each tier counts this much less than the better one.
STEP = 1e-2


@dataclass(frozen=True)
class Way:
    """How tiers are solved.

    solver, strategy  options of HiGHS for the later tiers; fresh: without the last basis, and so with presolve
    combined          whether one solve of the tiers of `kinds` as a weighted sum, by this solver, gives the first basis
    cost              the solver of a fresh start of the cost tier; "" for the same as the others
    scaling           option simplex_scale_strategy; None for what HiGHS does by itself
    """

    name: str
    solver: str
    strategy: int
    fresh: bool
    combined: str = ""
    kinds: tuple[str, ...] = ("unmet", "soft", "cost")
    cost: str = ""
    scaling: int | None = None


WAYS = {
    way.name: way
    for way in (
        Way("warm-primal", "simplex", PRIMAL, fresh=False),
        Way("warm-dual", "simplex", DUAL, fresh=False),
        Way("fresh-dual", "simplex", DUAL, fresh=True),
        Way("fresh-primal", "simplex", PRIMAL, fresh=True),
        Way("fresh-ipm", "ipm", DUAL, fresh=True),
        Way("combined-dual", "simplex", PRIMAL, fresh=False, combined="simplex"),
        Way("combined-ipm", "simplex", PRIMAL, fresh=False, combined="ipm"),
        Way("short-dual", "simplex", PRIMAL, fresh=False, combined="simplex", kinds=SHORT, cost="ipm"),
        Way("short-ipm", "simplex", PRIMAL, fresh=False, combined="ipm", kinds=SHORT, cost="ipm"),
        Way("short-unscaled", "simplex", PRIMAL, fresh=False, combined="ipm", kinds=SHORT, cost="ipm", scaling=0),
        Way("short-hipo", "simplex", PRIMAL, fresh=False, combined="hipo", kinds=SHORT, cost="hipo"),
        Way("short-pdlp", "simplex", PRIMAL, fresh=False, combined="pdlp", kinds=SHORT, cost="pdlp"),
    )
}


def combined_objective(tiers: Sequence[Tier], kinds: Sequence[str]) -> FloatArray:
    """Return one objective in which each tier of some kinds, brought to one size, counts STEP times the better one."""
    total = np.zeros(tiers[0].objective.size)
    for place, tier in enumerate(tier for tier in tiers if tier.kind in kinds):
        total += STEP**place * scale_of(tier.objective) * tier.objective
    return total


def lock(highs: highspy.Highs, bounds: Bounds, tier: Tier, scale: float) -> None:
    """Fix what the optimum of a tier pins."""
    solution = highs.getSolution()
    face = bounds.face(tier.objective, np.array(solution.col_dual) / scale, np.array(solution.row_dual) / scale)
    columns, rows = face.columns.astype(np.int32), face.rows.astype(np.int32)
    if columns.size:
        require(highs.changeColsBounds(columns.size, columns, face.column_values, face.column_values), "columns")
    if rows.size:  # a method that the stubs of highspy leave out
        require(highs.changeRowsBounds(rows.size, rows, face.row_values, face.row_values), "rows")  # type: ignore[attr-defined]


def run_way(matrix: Matrix, tiers: Sequence[Tier], way: Way, say: Callable[[str], None]) -> list[float]:
    """Solve all tiers one way, say the seconds of each, and return the optima of those that were finished."""
    highs = make_highs()
    if way.scaling is not None:
        require(highs.setOptionValue("simplex_scale_strategy", way.scaling), "scaling")
    bounds = Bounds.of(matrix)
    every = np.arange(matrix.columns, dtype=np.int32)
    pass_program(highs, matrix, tiers[0].objective * scale_of(tiers[0].objective))
    total = 0.0
    if way.combined:
        require(highs.changeColsCost(every.size, every, combined_objective(tiers, way.kinds)), "costs")
        require(highs.setOptionValue("solver", way.combined), "solver")
        total += _timed(highs, "combined", say)
        if highs.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            return []
    optima: list[float] = []
    for place, tier in enumerate(tiers):
        scale = scale_of(tier.objective)
        require(highs.changeColsCost(every.size, every, tier.objective * scale), "costs")
        if place or way.combined or way.solver == "ipm":
            is_apart = tier.kind == "cost" and bool(way.cost)
            if way.fresh or is_apart:
                require(highs.clearSolver(), "a fresh start")
            require(highs.setOptionValue("solver", way.cost if is_apart else way.solver), "solver")
            require(highs.setOptionValue("simplex_strategy", way.strategy), "strategy")
        total += _timed(highs, tier.name, say)
        if highs.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            return optima
        optima.append(float(tier.objective @ np.array(highs.getSolution().col_value)))
        lock(highs, bounds, tier, scale)
    say(f"{'all':40} {total:9.2f} s")
    return optima


def _timed(highs: highspy.Highs, name: str, say: Callable[[str], None]) -> float:
    require(highs.setOptionValue("time_limit", highs.getRunTime() + MOST_SECONDS), "the limit")
    begin = time.process_time()
    run_highs(highs)
    seconds = time.process_time() - begin
    status = highs.modelStatusToString(highs.getModelStatus())
    say(f"{name:40} {seconds:9.2f} s  {highs.getInfo().simplex_iteration_count:8} iterations  {status}")
    return seconds


def parts(matrix: Matrix) -> list[int]:
    """Return the columns of each part of a program that shares no row with another, the largest first."""
    shape = (matrix.rows, matrix.columns)
    own = csr_array((np.ones(matrix.value.size), matrix.column, matrix.start), shape=shape)
    _, part = connected_components(block_array([[None, own], [own.T, None]]), directed=False)
    return sorted(np.bincount(part[matrix.rows :]).tolist(), reverse=True)


def main(arguments: Sequence[str]) -> int:
    """Run the ways that are named, or all, and compare their optima."""
    if not arguments or arguments[0] not in INSTANCES or any(name not in WAYS for name in arguments[1:]):
        print(f"usage: python -m benchmarks.tiers {'|'.join(INSTANCES)} [{' '.join(WAYS)}]", file=sys.stderr)
        return 2
    matrix, tiers = matrix_of(arguments[0])
    print(f"{arguments[0]}: {matrix.columns:,} columns, {matrix.rows:,} rows, {matrix.value.size:,} coefficients")
    sizes = parts(matrix)
    print(f"{len(sizes):,} parts that share no row, the largest of {sizes[0]:,} columns")
    print(f"{matrix.spare.size:,} spare columns, which stand open here and are closed at first in a plan")
    best: list[float] = []
    for name in arguments[1:] or WAYS:
        print(f"\n{name}", flush=True)
        try:
            optima = run_way(matrix, tiers, WAYS[name], lambda line: print(line, flush=True))
        except InternalError as refused:
            print(refused)  # a method that this HiGHS was built without
            continue
        for tier, found, other in zip(tiers, optima, best, strict=False):
            if abs(found - other) > SAME * max(1.0, abs(other)):
                print(f"NOT THE SAME OPTIMUM in tier {tier.name}: {found!r} and {other!r}")
                return 1
        best = max(best, optima, key=len)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
