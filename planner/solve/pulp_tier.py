"""One tier by a solver that PuLP speaks to, with the better ones locked by rows."""

from __future__ import annotations

from functools import partial

import numpy as np
import pulp

from models.arrays import FloatArray
from models.linear.matrix import Matrix
from models.linear.program import GRAM, Tier
from models.linear.solution import TierResult
from planner.errors import ContradictionError, EndlessError, UnsolvedError
from planner.process.deadline import seconds_left
from planner.solve.pulp_problem import AGAIN, PREFIX, make_pulp, make_solver, scratch
from planner.solve.session import banner_off, in_thread
from planner.solve.settle import UnsettledError, settle
from planner.solve.ways import has_end
from planner.solve.wider import row_of, with_rows

# A lock row leaves this much room: relative to the optimum, and a tenth of what the verifier takes for rounding.
LOCK_RELATIVE, LOCK_ABSOLUTE = 1e-9, 1e-7
# A solver may still call the next tier infeasible, or keep a lock only by a decision that is a millionth off and lost
# when it is rounded; the locks are opened by this factor, so many times.
LOCK_WIDENING, LOCK_TRIES = 100.0, 4
# How far a tier may end from what the solver states for it, for want of digits and by the room of the locks; a share by
# what a gram is of the demand.
DRIFT_ABSOLUTE, DRIFT_RELATIVE = 1e-4, 1e-6

TIME_LIMIT = pulp.constants.LpSolveStatus.TimeLimit
# GLPK's presolve calls an infeasible program undefined.
NOT_FEASIBLE = (pulp.constants.LpSolveStatus.Infeasible, pulp.constants.LpSolveStatus.Undefined)


def require_near(name: str, tier: Tier, stated: float, there: float) -> None:
    """Raise UnsolvedError when a plan reaches something else in a tier than was stated for it."""
    gram = GRAM * float(np.abs(tier.objective).max(initial=0.0)) if tier.kind == "fair" else 0.0
    if abs(there - stated) > max(DRIFT_ABSOLUTE, DRIFT_RELATIVE * abs(stated), gram):
        raise UnsolvedError(f"{name} left tier '{tier.name}' at {stated:.9g}; its plan reaches {there:.9g}")


def solve_in_time(
    matrix: Matrix,
    tier: Tier,
    better: list[TierResult],
    name: str,
    deadline: float | None,
    gap: float,
    *,
    first: bool = False,
) -> FloatArray | None:
    """Return (columns,) the optimum of one tier with the better ones locked; None when the time came before it.

    first  whether nothing has been solved yet, so that there may be no point at all
    """
    left = seconds_left(deadline)
    if left == 0.0:
        return None
    status, point = _solve_tier(matrix, tier, better, name, left, gap)
    # Each solver has its own word for the end of its time: stopped, undefined, not solved.
    late = status != pulp.constants.LpSolveStatus.Optimal and seconds_left(deadline) == 0.0
    if late or status == TIME_LIMIT:
        return None
    _require_optimal(status, matrix, tier, name, first=first)
    return point


def _solve_tier(
    matrix: Matrix, tier: Tier, better: list[TierResult], name: str, time_limit: float | None, gap: float
) -> tuple[pulp.constants.LpSolveStatus, FloatArray]:
    """Solve one tier with the better ones locked by rows; return the status, and (columns,) a point that keeps them.

    The answer comes through a file of about eight digits; the nearest point that keeps every row and lock is taken.
    """
    room, tries, again = 1.0, LOCK_TRIES if better else 1, False
    while True:
        tries -= 1
        locked = _locked(matrix, better, room)
        status, point = _answer(locked, tier, name, time_limit, gap, again=again)
        if status == pulp.constants.LpSolveStatus.Optimal:
            try:
                return status, _settled(locked, tier, name, point)
            except UnsettledError:
                if not tries:
                    raise
            except UnsolvedError:
                if again or name.removeprefix(PREFIX) not in AGAIN:
                    raise
                again, tries = True, tries + 1
                continue
        elif not tries or status not in NOT_FEASIBLE:
            return status, point
        room *= LOCK_WIDENING


def _answer(
    locked: Matrix, tier: Tier, name: str, time_limit: float | None, gap: float, *, again: bool
) -> tuple[pulp.constants.LpSolveStatus, FloatArray]:
    """Return a solver's status, and (columns,) its point as it says it; `again` where its first one was none."""
    # A fresh problem and solver each time: a second solve of the same object may return the first one's values.
    solver = make_solver(name, time_limit, gap if locked.integer.size else None, again=again)
    problem, variables = make_pulp(locked, tier.objective)
    # GLPK leaves its report behind; in a folder of its own it is gone with the rest.
    with scratch() as folder:
        solver.tmpDir = folder  # type: ignore[attr-defined]  # an attribute of those that speak through files
        try:
            with banner_off():
                status = in_thread(partial(problem.solve, solver)).status
        except pulp.PulpSolverError as fault:
            raise UnsolvedError(f"{name} failed in tier '{tier.name}': {fault}") from fault
    return status, np.array([variable.value() or 0.0 for variable in variables])


def _settled(locked: Matrix, tier: Tier, name: str, point: FloatArray) -> FloatArray:
    """Return the nearest point that keeps every row and lock, with its whole numbers rounded."""
    left = locked.decided(np.rint(point[locked.integer])) if locked.integer.size else locked
    settled = settle(left, np.clip(point, left.column_lower, left.column_upper))
    if not locked.integer.size:
        # A whole number a millionth off, times what it switches on, moves more than digits and rooms do.
        require_near(name, tier, float(tier.objective @ point), float(tier.objective @ settled))
    return settled


def _locked(matrix: Matrix, better: list[TierResult], room: float) -> Matrix:
    """Return the program with a row for each better tier that holds it at its optimum, and so much room."""
    limits = [one.objective + room * max(LOCK_RELATIVE * abs(one.objective), LOCK_ABSOLUTE) for one in better]
    return with_rows(matrix, [row_of(one.tier.objective) for one in better], np.array(limits))


def _require_optimal(
    status: pulp.constants.LpSolveStatus, matrix: Matrix, tier: Tier, name: str, *, first: bool
) -> None:
    """Raise unless the solver calls its answer optimal; PuLP leaves zeros in the variables of any other answer."""
    if status == pulp.constants.LpSolveStatus.Optimal:
        return
    if status in NOT_FEASIBLE and first:
        raise ContradictionError
    if status == pulp.constants.LpSolveStatus.Unbounded:
        counted = slice(tier.objective.size)  # columns behind them count nothing
        if has_end(tier.objective, matrix.column_lower[counted], matrix.column_upper[counted]):
            raise UnsolvedError(f"{name} calls tier '{tier.name}' endless, and the bounds of its columns end it")
        raise EndlessError(tier.name)
    raise UnsolvedError(f"{name} ended tier '{tier.name}' with status '{status.name}'")
