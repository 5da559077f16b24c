"""The default solver: arrays straight into HiGHS, all tiers in one HiGHS object, each from the last one's basis."""

from __future__ import annotations

import time
from dataclasses import replace

import numpy as np

from models.arrays import FloatArray
from models.linear.face import Bounds, incurred_in
from models.linear.matrix import Matrix
from models.linear.program import Tier
from models.linear.solution import Solution, TierResult
from planner.errors import ContradictionError, InternalError, StoppedError, UnsolvedError
from planner.process.deadline import moment_after
from planner.solve.defining import asleep, told
from planner.solve.fair import Optimum, Shared, share
from planner.solve.integers import SAME, SHARE_OF_TIME, decide, without_idle
from planner.solve.methods import NO_LIMIT, Method, Run
from planner.solve.ordered import Reached, reached
from planner.solve.session import (
    Outcome,
    Progress,
    make_highs,
    pass_program,
    scale_of,
    set_objective,
    silent,
)  # fmt: skip
from planner.solve.unit import in_tonnes, in_unit
from planner.solve.warm import TOGETHER, Start
from planner.solve.ways import ENDED

# The tiers of what is short or missing are first solved as one weighted sum, each counting this much less than the
# better one: a start from which each is then proven, exactly and by itself, mostly without an iteration.
STEP = 1e-2
# The least weight of a tier in that sum; a smaller one is lost in the tolerances.
LEAST_WEIGHT = 1e-8
# Above this many columns the interior point method with crossover is faster than the simplex method, for the cost tier,
# which nothing starts well, and for that sum: docs/benchmarks.md has the figures, benchmarks/tiers.py prints them.
# What is left of the face for the tiers behind cost is small: the simplex method with presolve ends it soonest.
START_BY_INTERIOR_POINT = 50_000
BY_INTERIOR_POINT = {"cost": 5_000, "near": 1_000_000, "tie-break": 1_000_000}
# A share of a demand that is smaller by more than this is smaller by no rounding.
IMPROVED = 1e-8


def solve(
    matrix: Matrix, tiers: list[Tier], time_limit: float | None = None, progress: Progress = silent, gap: float = 0.0,
    method: Method = "by size", start: Start | None = None,
) -> Solution:  # fmt: skip
    """Return the lexicographic optimum of the tiers; whole numbers are decided first, then the rest on faces.

    gap     share of a tier's value within which whole numbers need not be proven best
    method  of every linear program; the tests hold one against the other
    start   what is known from a program within this one, which has no whole numbers and is counted in tonnes

    Raises ContradictionError when no point satisfies the rows, EndlessError when a tier has no lower end, StoppedError
    when the limit comes before the first optimum, UnsolvedError when a tier but the tie-break has no answer in any way.
    """
    if matrix.unit != 1.0:
        return in_tonnes(solve(*in_unit(matrix, tiers), time_limit, progress, gap, method), matrix, tiers)
    begun = time.monotonic()
    deadline = moment_after(time_limit, begun)
    if not matrix.integer.size:
        return _solve_continuous(matrix, tiers, deadline, progress, method, start)
    decided_by = moment_after(None if time_limit is None else SHARE_OF_TIME * time_limit, begun)

    def exact(whole: FloatArray, count: int) -> Reached | None:
        try:
            left = _solve_continuous(matrix.decided(whole), tiers[:count], decided_by, silent, method)
        except (StoppedError, ContradictionError, UnsolvedError):
            return None
        return reached(matrix, tiers[:count], left) if left.stopped_in is None else None

    decided = decide(matrix, tiers, gap, decided_by, progress, exact)
    solution = _solve_continuous(matrix.decided(decided.values), tiers, deadline, progress, method)
    used = without_idle(matrix, solution.values)
    if solution.stopped_in is None and not np.array_equal(used, decided.values):
        solution = _better_told(solution, matrix.decided(used), tiers, deadline, method)
    return replace(solution, stopped_in=decided.stopped_in or solution.stopped_in, decisions=decided.decisions)


def _better_told(
    solution: Solution, decided: Matrix, tiers: list[Tier], deadline: float | None, method: Method
) -> Solution:
    """Return the plan of decisions that leave out what is idle in another, or that one where it is not as good."""
    try:
        other = _solve_continuous(decided, tiers, deadline, silent, method)
    except (StoppedError, ContradictionError, UnsolvedError):
        return solution
    weighed = [one for one in zip(solution.tiers, other.tiers, strict=False) if one[0].tier.kind != "tie-break"]
    same = all(new.objective <= old.objective + SAME * (1.0 + abs(old.objective)) for old, new in weighed)
    return other if same and other.stopped_in is None and len(other.tiers) == len(solution.tiers) else solution


def _solve_continuous(
    matrix: Matrix, tiers: list[Tier], deadline: float | None, progress: Progress, method: Method,
    start: Start | None = None,
) -> Solution:  # fmt: skip
    """Solve a program without integers, each tier on the face of the better ones."""
    sleeping = asleep(matrix, tiers)
    bounds = Bounds.of(sleeping)
    run = Run(make_highs(), sleeping, bounds, deadline, method, start=start)
    solution = _solve_in_order(run, matrix, tiers, progress)
    values = solution.values if solution.stopped_in is None else told(matrix, tiers, solution.values)
    return replace(solution, matrix=matrix, values=values)


def _solve_in_order(run: Run, awake: Matrix, tiers: list[Tier], progress: Progress) -> Solution:
    """Solve tier by tier a program whose defining rows sleep; `awake` has their limits."""
    matrix, bounds = run.matrix, run.bounds
    version = f"HiGHS {run.highs.version()}"
    results: list[TierResult] = []
    values = _solve_together(run, tiers, progress)
    for tier in tiers:
        progress(f"solving tier {tiers.index(tier) + 1} of {len(tiers)}: {tier.name}")
        if tier.defining.size:
            run.wake(tier.defining, awake)
            values = None if values is None else told(awake, [tier], values)
        if tier.kind == "fair":
            shared = None if values is None else _share(run, tier, values)
            if values is None or shared is None:
                return _stopped(run, values, results, tier, version)
            values = shared.values
            results.extend(shared.results)
            continue
        if values is not None and _is_proven(tier, values, bounds):
            result = TierResult(tier, float(tier.objective @ values), np.zeros(matrix.rows), tier.objective.copy())
        else:
            try:
                found = _solve_tier(run, tier)
            except UnsolvedError:
                if tier.kind != "tie-break" or values is None:
                    raise
                # The last tier: all that a planner weighs is proven, and stays as it is.
                return Solution(matrix, values, tuple(results), None, version, bases=run.bases, unsolved=tier.name)
            if found is None:
                return _stopped(run, values, results, tier, version)
            values, result = found
        results.append(result)
        if run.start is not None and not run.start.agrees(result):
            run.start = replace(run.start, is_inside=False)
        run.lock(bounds.face(tier.objective, result.column_dual, result.row_dual))
    if values is None:
        raise InternalError("there was no tier to solve")
    return Solution(matrix, values, tuple(results), None, version, bases=run.bases)


def _stopped(run: Run, values: FloatArray | None, results: list[TierResult], tier: Tier, version: str) -> Solution:
    """Return what a solve that a limit stopped in a tier has come to; raise StoppedError when that is no plan."""
    if values is None or not results:
        raise StoppedError("the time limit came before a plan was found")
    return Solution(run.matrix, values, tuple(results), tier.name, version)


def _share(run: Run, tier: Tier, values: FloatArray) -> Shared | None:
    """Solve the steps of a fair share on the face of the better tiers, and hold what they come to."""

    def minimise(matrix: Matrix, objective: FloatArray) -> Optimum | None:
        bounds = Bounds(matrix.column_lower, matrix.column_upper, matrix.row_lower, matrix.row_upper)
        step = Run(make_highs(), matrix, bounds, run.deadline, run.method, is_started=True)
        pass_program(step.highs, matrix, np.zeros(matrix.columns))
        found = _solve_tier(step, replace(tier, objective=objective))
        return None if found is None else Optimum(found[0], found[1].row_dual, found[1].column_dual)

    shared = share(run.bounds.within(run.matrix), tier, values, minimise, room=0.0, improved=IMPROVED)
    if shared is None:
        return None
    run.hold(shared.lower, shared.upper)
    return shared


def _solve_together(run: Run, tiers: list[Tier], progress: Progress) -> FloatArray | None:
    """Hand the program over, and start it from the optimum of the tiers of unmet and soft limits as one sum.

    Returns (columns,) that optimum; None when there are no two such tiers, and nothing to gain.
    """
    shared = [tier for tier in tiers if tier.kind in ("unmet", "soft")]
    pass_program(run.highs, run.matrix, np.zeros(run.matrix.columns))
    if len(shared) < 2:
        return None
    progress(f"solving a start for the first {len(shared)} tiers")
    step = max(STEP, LEAST_WEIGHT ** (1.0 / (len(shared) - 1)))
    total = np.zeros(run.matrix.columns)
    for place, tier in enumerate(shared):
        total += step**place * scale_of(tier.objective) * tier.objective
    set_objective(run.highs, total)
    outcome = run.known_or_afresh(TOGETHER, NO_LIMIT if run.method == "simplex first" else START_BY_INTERIOR_POINT)
    if outcome is Outcome.TIME:
        raise StoppedError("the time limit came before a plan was found")
    run.require_plan(outcome, "start")
    return run.values()


def _is_proven(tier: Tier, values: FloatArray, bounds: Bounds) -> bool:
    """Tell whether the point is optimal because no cost is negative and all that costs stands at a bound of 0."""
    costs = np.flatnonzero(tier.objective)
    return bool(
        np.all(tier.objective[costs] > 0.0)
        and np.all(bounds.column_lower[costs] == 0.0)
        and np.all(values[costs] == 0.0)
    )


def _solve_tier(run: Run, tier: Tier) -> tuple[FloatArray, TierResult] | None:
    """Solve one tier on the face of the better ones; None when a limit stopped it."""
    scale = scale_of(tier.objective)
    set_objective(run.highs, tier.objective * scale)
    if tier.kind == "tie-break":
        # It wants clean material counted as clean, so that here no column is spare.
        outcome = run.unstarted(BY_INTERIOR_POINT[tier.kind])
    elif tier.kind == "cost" or run.vertex is None or run.method == "interior point":
        outcome = run.known_or_afresh(tier.name, BY_INTERIOR_POINT.get(tier.kind, START_BY_INTERIOR_POINT))
    else:
        outcome = _from_vertex(run)
    if outcome is Outcome.TIME:
        return None
    run.require_plan(outcome, tier.name)
    column_dual = np.array(run.highs.getSolution().col_dual) / scale
    finer = scale_of(tier.objective, incurred_in(tier.objective, column_dual))
    if finer != scale:
        # From the optimum that is right but for the digits that a forbidding cost took from the others.
        scale = finer
        set_objective(run.highs, tier.objective * scale)
        if (outcome := _from_vertex(run)) is Outcome.TIME:
            return None
        run.require_plan(outcome, tier.name)
        column_dual = np.array(run.highs.getSolution().col_dual) / scale
    values = run.values()
    row_dual = np.array(run.highs.getSolution().row_dual) / scale
    return values, TierResult(tier, float(tier.objective @ values), row_dual, column_dual)


def _from_vertex(run: Run) -> Outcome:
    """Solve from the last optimum, a feasible vertex of the face, by the primal simplex method.

    From a point with numbers of very different size it may lose its way, and call a sum of waits endless.
    """
    outcome = run.onward()
    return outcome if outcome in ENDED else run.afresh(START_BY_INTERIOR_POINT)
