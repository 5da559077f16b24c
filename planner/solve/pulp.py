"""The same program as a PuLP problem: every other solver, and a second opinion.

Names are opaque (c0, r0) unless readable ones are asked for. Tiers are locked by a row, because not every solver
returns duals; the default solver locks by the face.
"""

from __future__ import annotations

import math
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from inspect import signature
from typing import Literal

import numpy as np
import pulp

from models.arrays import FloatArray
from models.program import Matrix, Tier
from models.solution import Decisions, Solution, TierResult
from planner import stop
from planner.errors import ContradictionError, EndlessError, InternalError, StoppedError, UsageError
from planner.solve.defining import asleep, told
from planner.solve.fair import GRAM, Optimum, Shared, share
from planner.solve.session import FEASIBILITY, banner_off, in_thread
from planner.solve.settle import settle
from planner.solve.unit import in_tonnes, in_unit

Progress = Callable[[str], None]

PREFIX = "pulp:"
# A lock row leaves this much room: relative to the optimum, and a tenth of what the verifier takes for rounding.
LOCK_RELATIVE, LOCK_ABSOLUTE = 1e-9, 1e-7
# A share of a demand that is smaller by more than this is smaller by no room of a lock and by no want of digits.
IMPROVED = 1e-6
# A solver may still call the next tier infeasible; the locks are opened by this factor, so many times.
LOCK_WIDENING, LOCK_TRIES = 100.0, 4
# What makes a solver keep rows and bounds as closely as the locks ask for: tolerances. GLPK has none to set, but
# without Harris's ratio test its basis does not leave its bounds.
TIGHT: dict[str, dict[str, object]] = {
    "COIN_CMD": {"options": [f"{kind}Tolerance {FEASIBILITY:g}" for kind in ("primal", "dual")]},
    "GLPK_CMD": {"options": ["--norelax"]},
    "HiGHS": {"primal_feasibility_tolerance": FEASIBILITY, "dual_feasibility_tolerance": FEASIBILITY},
}
# How far a tier may end from what the solver states for it, for want of digits and by the room of the locks; a share by
# what a gram is of the demand.
DRIFT_ABSOLUTE, DRIFT_RELATIVE = 1e-4, 1e-6

TIME_LIMIT = pulp.constants.LpSolveStatus.TimeLimit
# GLPK's presolve calls an infeasible program undefined.
NOT_FEASIBLE = (pulp.constants.LpSolveStatus.Infeasible, pulp.constants.LpSolveStatus.Undefined)


def make_solver(name: str, time_limit: float | None, gap: float | None = None) -> pulp.LpSolver:
    """Return PuLP's solver `pulp:NAME`; raise UsageError, naming those that are there, when it is not.

    gap  of a program with whole numbers; solvers that take none prove their optimum
    """
    wanted = name.removeprefix(PREFIX)
    if not name.startswith(PREFIX) or wanted not in pulp.listSolvers():
        raise UsageError(f"--solver {name}: write highs or pulp:NAME, NAME one of {', '.join(available())}")
    options: dict[str, object] = {"msg": False, **TIGHT.get(wanted, {})}
    if time_limit is not None:
        options["timeLimit"] = math.ceil(time_limit)  # GLPK refuses what is not a whole number of seconds
    if gap is not None and "gapRel" in signature(type(pulp.getSolver(wanted, msg=False))).parameters:
        options["gapRel"] = gap
    solver = pulp.getSolver(wanted, **options)
    if not solver.available():
        raise UsageError(f"--solver {name}: this solver is not installed; installed are {', '.join(available())}")
    return solver


def available() -> list[str]:
    """Return the names of the solvers that PuLP finds on this machine."""
    return sorted(pulp.listSolvers(onlyAvailable=True))


def make_pulp(
    matrix: Matrix, objective: FloatArray, column_names: list[str] | None = None, row_names: list[str] | None = None
) -> tuple[pulp.LpProblem, list[pulp.LpVariable]]:
    """Return the program as a PuLP problem, and its variables in the order of the columns.

    Raises ContradictionError when a row without any column cannot hold.
    """
    problem = pulp.LpProblem("sourcing_plan", pulp.LpMinimize)
    kinds: list[Literal["Continuous", "Integer"]] = ["Continuous"] * matrix.columns
    for position in matrix.integer.tolist():
        kinds[position] = "Integer"
    names = column_names or [f"c{position}" for position in range(matrix.columns)]
    variables = [
        problem.add_variable(name, _bound(low), _bound(high), kind)
        for name, low, high, kind in zip(
            names, matrix.column_lower.tolist(), matrix.column_upper.tolist(), kinds, strict=True
        )
    ]
    used = np.flatnonzero(objective)
    problem.setObjective(
        pulp.LpAffineExpression.from_list([(variables[position], float(objective[position])) for position in used])
    )
    start, column, value = matrix.start.tolist(), matrix.column.tolist(), matrix.value.tolist()
    for row, (low, high) in enumerate(zip(matrix.row_lower.tolist(), matrix.row_upper.tolist(), strict=True)):
        span = range(start[row], start[row + 1])
        if not span:
            if low > 0.0 or high < 0.0:
                raise ContradictionError
            continue
        terms = pulp.LpAffineExpression.from_list([(variables[column[entry]], value[entry]) for entry in span])
        name = row_names[row] if row_names else f"r{row}"
        if low == high:
            problem.addConstraint(terms == low, name)
            continue
        if np.isfinite(high):
            problem.addConstraint(terms <= high, name)
        if np.isfinite(low):
            problem.addConstraint(terms >= low, name + ("_low" if np.isfinite(high) else ""))
    return problem, variables


def _bound(value: float) -> float | None:
    return value if np.isfinite(value) else None


def solve(
    matrix: Matrix, tiers: list[Tier], name: str, time_limit: float | None = None, progress: Progress = print,
    gap: float = 0.0,
) -> Solution:  # fmt: skip
    """Return the lexicographic optimum of the tiers, by any solver that PuLP speaks to.

    name        `pulp:NAME`
    time_limit  seconds for all tiers together; whole numbers are decided within it first, then the rest again
    gap         share of a tier's value within which whole numbers need not be proven best
    Raises as planner.solve.highs.solve does. The solution carries no duals.
    """
    if matrix.unit != 1.0:
        return in_tonnes(solve(*in_unit(matrix, tiers), name, time_limit, progress, gap), matrix, tiers)
    if not matrix.integer.size:
        return _as_ended(_solve_tiers(matrix, tiers, name, time_limit, progress, gap))
    whole = [tier for tier in tiers if tier.kind != "tie-break"]
    progress(f"deciding {matrix.integer.size:,} whole numbers")
    begun = _solve_tiers(matrix, whole, name, time_limit, progress, gap)
    # Solvers return whole numbers to a tolerance; rounded, what depends on them is solved again without them.
    left = matrix.decided(np.rint(begun.values[matrix.integer]))
    solution = _as_ended(_solve_tiers(left, tiers, name, time_limit, progress, gap))
    # PuLP hands no bounds over: a finished tier is proven to the gap that was asked for, a stopped one not at all.
    reached = [result.objective for result in begun.tiers]
    bounds = [value - gap * abs(value) for value in reached]
    if begun.stopped_in is not None:
        tier = next(tier for tier in whole if tier.name == begun.stopped_in)
        reached, bounds = [*reached, float(tier.objective @ begun.values)], [*bounds, -np.inf]
    decisions = Decisions(matrix.integer.size, tuple(bounds), tuple(reached))
    return replace(solution, stopped_in=begun.stopped_in or solution.stopped_in, decisions=decisions)


def _as_ended(solution: Solution) -> Solution:
    """Return the solution with its tiers as they are at its last point; each lock left some room.

    Raises InternalError when a tier is further from its optimum than that.
    """
    tiers = [replace(result, objective=float(result.tier.objective @ solution.values)) for result in solution.tiers]
    for result, ended in zip(solution.tiers, tiers, strict=True):
        _require_near(solution.solver, result.tier, result.objective, ended.objective)
    return replace(solution, tiers=tuple(tiers))


def _require_near(name: str, tier: Tier, stated: float, there: float) -> None:
    """Raise InternalError when a plan reaches something else in a tier than was stated for it."""
    gram = GRAM * float(np.abs(tier.objective).max(initial=0.0)) if tier.kind == "fair" else 0.0
    if abs(there - stated) > max(DRIFT_ABSOLUTE, DRIFT_RELATIVE * abs(stated), gram):
        raise InternalError(f"{name} left tier '{tier.name}' at {stated:.9g}; its plan reaches {there:.9g}")


def _solve_tiers(
    matrix: Matrix, tiers: list[Tier], name: str, time_limit: float | None, progress: Progress, gap: float
) -> Solution:
    """Solve tier by tier, each locked by a row for the next."""
    solution = _solve_in_order(matrix, tiers, name, time_limit, progress, gap)
    values = solution.values if solution.stopped_in is None else told(matrix, tiers, solution.values)
    return replace(solution, values=values)


def _solve_in_order(
    matrix: Matrix, tiers: list[Tier], name: str, time_limit: float | None, progress: Progress, gap: float
) -> Solution:
    """Solve as above; where a limit comes first, what the defining rows of later tiers say is left open."""
    values: FloatArray | None = None
    results: list[TierResult] = []
    nothing, bounded = np.empty(0), asleep(matrix, tiers)
    deadline = math.inf if time_limit is None else time.monotonic() + time_limit
    for tier in tiers:
        progress(f"solving tier {tiers.index(tier) + 1} of {len(tiers)} with {name}: {tier.name}")
        if tier.defining.size:
            bounded = replace(bounded, row_lower=matrix.row_lower, row_upper=matrix.row_upper)
        if tier.kind == "fair":
            shared = None if values is None else _share(bounded, tier, values, results, name, deadline)
            if values is None or shared is None:
                return _stopped(matrix, values, results, tier, name)
            values = shared.values
            bounded = replace(bounded, column_lower=shared.lower, column_upper=shared.upper)
            results.extend(shared.results)
            continue
        left = None if time_limit is None else deadline - time.monotonic()
        status, point = TIME_LIMIT, nothing
        if left is None or left > 0.0:
            status, point = _solve_tier(bounded, tier, results, name, left, gap)
        # Each solver has its own word for the end of its time: stopped, undefined, not solved.
        late = status != pulp.constants.LpSolveStatus.Optimal and time.monotonic() >= deadline
        if late or status == TIME_LIMIT:
            return _stopped(matrix, values, results, tier, name)
        _require_optimal(status, tier, name, first=values is None)
        values = point
        results.append(TierResult(tier, float(tier.objective @ values), nothing, nothing))
    if values is None:
        raise InternalError("there was no tier to solve")
    return Solution(matrix, values, tuple(results), None, name)


def _stopped(matrix: Matrix, values: FloatArray | None, results: list[TierResult], tier: Tier, name: str) -> Solution:
    """Return what a solve that a limit stopped in a tier has come to; raise StoppedError when that is no plan."""
    if values is None:
        raise StoppedError("the time limit came before a plan was found")
    return Solution(matrix, values, tuple(results), tier.name, name)


def _share(
    matrix: Matrix, tier: Tier, values: FloatArray, better: list[TierResult], name: str, deadline: float
) -> Shared | None:
    """Solve the steps of a fair share; what cannot do better is proven by solving, for want of duals."""

    def minimise(program: Matrix, objective: FloatArray) -> Optimum | None:
        left = deadline - time.monotonic()
        if left <= 0.0:
            return None
        step = replace(tier, objective=objective)
        status, point = _solve_tier(program, step, better, name, None if math.isinf(left) else left, 0.0)
        if status == TIME_LIMIT or (status != pulp.constants.LpSolveStatus.Optimal and time.monotonic() >= deadline):
            return None
        _require_optimal(status, step, name, first=False)
        return Optimum(point, np.empty(0), np.empty(0))

    return share(matrix, tier, values, minimise, room=LOCK_ABSOLUTE, improved=IMPROVED)


def _solve_tier(
    matrix: Matrix, tier: Tier, better: list[TierResult], name: str, time_limit: float | None, gap: float
) -> tuple[pulp.constants.LpSolveStatus, FloatArray]:
    """Solve one tier with the better ones locked by rows; return the status, and (columns,) a point that keeps them.

    The answer comes through a file of about eight digits; the nearest point that keeps every row and lock is taken.
    """
    room, tries = 1.0, 0
    while True:
        tries += 1
        # A fresh problem and solver each time: a second solve of the same object may return the first one's values.
        solver = make_solver(name, time_limit, gap if matrix.integer.size else None)
        locked = _locked(matrix, better, room)
        problem, variables = make_pulp(locked, tier.objective)
        # GLPK leaves its report behind; in a folder of its own it is gone with the rest.
        with scratch() as folder:
            solver.tmpDir = folder  # type: ignore[attr-defined]  # an attribute of those that speak through files
            try:
                with banner_off():
                    status = in_thread(partial(problem.solve, solver)).status
            except pulp.PulpSolverError as fault:
                raise InternalError(f"{name} failed in tier '{tier.name}': {fault}") from fault
        if not better or status not in NOT_FEASIBLE or tries == LOCK_TRIES:
            break
        room *= LOCK_WIDENING
    point = np.array([variable.value() or 0.0 for variable in variables])
    if status != pulp.constants.LpSolveStatus.Optimal:
        return status, point
    left = locked.decided(np.rint(point[matrix.integer])) if matrix.integer.size else locked
    settled = settle(left, np.clip(point, left.column_lower, left.column_upper))
    if not matrix.integer.size:
        # A whole number a millionth off, times what it switches on, moves more than digits and rooms do.
        _require_near(name, tier, float(tier.objective @ point), float(tier.objective @ settled))
    return status, settled


@contextmanager
def scratch() -> Iterator[str]:
    """Yield a folder that is gone afterwards, and when somebody stops the process as well."""
    usual = tempfile.tempdir
    with tempfile.TemporaryDirectory() as folder:
        stop.begun.add(folder)
        tempfile.tempdir = folder  # PuLP puts the log of a solver wherever temporary files go
        try:
            yield folder
        finally:
            tempfile.tempdir = usual
            stop.begun.discard(folder)


def _locked(matrix: Matrix, better: list[TierResult], room: float) -> Matrix:
    """Return the program with a row for each better tier that holds it at its optimum, and so much room."""
    used = [np.flatnonzero(result.tier.objective) for result in better]
    limits = [one.objective + room * max(LOCK_RELATIVE * abs(one.objective), LOCK_ABSOLUTE) for one in better]
    return replace(
        matrix,
        row_lower=np.append(matrix.row_lower, np.full(len(better), -np.inf)),
        row_upper=np.append(matrix.row_upper, limits),
        start=np.append(matrix.start, matrix.start[-1] + np.cumsum([columns.size for columns in used], dtype=np.int64)),
        column=np.concatenate([matrix.column, *used]),
        value=np.concatenate([matrix.value, *(o.tier.objective[c] for o, c in zip(better, used, strict=True))]),
    )


def _require_optimal(status: pulp.constants.LpSolveStatus, tier: Tier, name: str, *, first: bool) -> None:
    """Raise unless the solver calls its answer optimal; PuLP leaves zeros in the variables of any other answer."""
    if status == pulp.constants.LpSolveStatus.Optimal:
        return
    if status in NOT_FEASIBLE and first:
        raise ContradictionError
    if status == pulp.constants.LpSolveStatus.Unbounded:
        raise EndlessError(tier.name)
    raise InternalError(f"{name} ended tier '{tier.name}' with status '{status.name}'")
