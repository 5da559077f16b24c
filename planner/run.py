"""The straight line: workbook, Problem, Program, Plan, verified Plan, workbook. On one screen."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import numpy as np

from models.families.near import frozen_rows, loosen
from models.formulation import Model, build
from models.limits.reasons import contradictions, endless_earnings
from models.linear.matrix import Matrix
from models.linear.solution import Solution
from models.plan import Plan, make_plan
from models.problem import Problem
from planner.check import Checked, checked_problem
from planner.errors import (
    ContradictionError,
    EndlessError,
    InternalError,
    NoPlanError,
    PlannerError,
    StoppedError,
    UnsolvedError,
)
from planner.explain.explanations import NOTHING_EXPLAINED, Explanations, asked_ahead, explain
from planner.explain.free_world import Told
from planner.explain.level import Level
from planner.process.copies import Ahead
from planner.process.deadline import moment_after, seconds_left
from planner.process.memory import is_want_of_memory
from planner.solve.session import Progress
from planner.verify import Verification, verify

# A plan leaves out what is below a gram; frozen rows that miss less than this miss it for that.
ROUNDED = 9e-7
# A plan whose rounding the verifier refuses is rounded to so much less: milligrams.
FINER = 1e-3
NAMED_ROWS = 10  # of those that ask for whole numbers, in the log


@dataclass(frozen=True, eq=False)
class Solved:
    """A verified plan, and what led to it."""

    checked: Checked
    plan: Plan
    verification: Verification
    explained: Explanations = NOTHING_EXPLAINED


def solve_model(model: Model, solver: str, deadline: float | None, progress: Progress) -> Plan:
    """Solve with `highs` or `pulp:NAME`; raise NoPlanError, explained, when the hard rows contradict each other.

    deadline  moment of time.monotonic() at which solving ends
    """
    matrix = model.program.matrix()
    progress(f"program: {matrix.columns:,} columns, {matrix.rows:,} rows, {matrix.value.size:,} coefficients")
    if model.program.integer_reasons:
        progress(integer_line(model.program.integer_reasons))
    try:
        try:
            solution = _solved(model, matrix, solver, deadline, progress)
        except ContradictionError:
            if not _loosened(model, matrix, deadline):
                raise
            progress("the earlier plan is rounded: what is kept of it is kept to less than a gram")
            solution = _solved(model, model.program.matrix(), solver, deadline, progress)
    except NoPlanError as fault:
        reasons = _reasons(model, matrix, fault, deadline)
        if not reasons and solver != "highs" and not matrix.integer.size:
            # Some solvers call it undefined when they fail, and when there is no plan; a point tells which it is.
            raise InternalError(f"{solver} finds no plan, and there is a point that keeps every row") from fault
        raise NoPlanError("\n  ".join([f"no plan exists: {fault}", *reasons])) from fault
    return make_plan(model, solution)


def _solved(model: Model, matrix: Matrix, solver: str, deadline: float | None, progress: Progress) -> Solution:
    gap, time_limit = model.problem.options.gap, seconds_left(deadline)
    if solver == "highs":
        from planner.solve import highs

        return highs.solve(matrix, model.program.tiers, time_limit, progress, gap)
    from planner.solve import pulp

    return pulp.solve(matrix, model.program.tiers, solver, time_limit, progress, gap)


def _loosened(model: Model, matrix: Matrix, deadline: float | None) -> bool:
    """Give frozen rows the little room that a rounded earlier plan needs; tell whether that is all they lack."""
    from planner.solve import diagnosis
    from planner.solve.session import FEASIBILITY

    frozen = frozen_rows(model.program)
    if not frozen.size:
        return False
    try:
        missed = diagnosis.least_miss(matrix, wishes=frozen, deadline=deadline).amounts
    except (StoppedError, UnsolvedError):
        return False
    others = np.delete(missed, frozen)
    if np.abs(missed).max() > ROUNDED or np.abs(others).max(initial=0.0) > FEASIBILITY:
        return False
    loosen(model.program, missed)
    return True


def integer_line(cells: Sequence[str]) -> str:
    """Return a line with the cells of the rows that made the problem an integer one."""
    more = len(cells) - NAMED_ROWS
    rest = f" and {more:,} more, which sheet Run names" if more > 0 else ""
    return f"whole numbers are asked for by {', '.join(cells[:NAMED_ROWS])}{rest}"


def _reasons(model: Model, matrix: Matrix, fault: NoPlanError, deadline: float | None) -> list[str]:
    """Return why there is no plan, in sentences with the cells that could mend it."""
    from planner.solve import conflict, diagnosis

    try:
        if isinstance(fault, EndlessError):
            found = diagnosis.endless(matrix, model.program.tiers, fault.tier, deadline)
            return endless_earnings(model, found)
        budget, frozen = model.program.row_blocks["budget"].index, frozen_rows(model.program)
        missed = diagnosis.least_miss(matrix, budget, frozen, deadline)
        whole = diagnosis.whole_miss(matrix, budget, frozen, deadline) if matrix.integer.size else missed
        told = whole if whole is not None and whole.rows else missed
        # Duals tell what holds the rows that are missed without whole numbers; what these forbid is held by others.
        against = conflict.irreducible(matrix, replace(told, holding=missed.holding), deadline, frozen)
        return contradictions(model, told.rows, against, is_proven=told is whole)
    except StoppedError:
        return ["the time limit came before it was found which cells are the cause; raise it to see them"]
    except UnsolvedError:
        return ["which cells are the cause could not be found: the solver has no answer"]


def _verification(plan: Plan) -> Verification:
    """Return what the verifier says of a plan."""
    problem, finished = plan.model.problem, plan.solution.stopped_in is None
    stated = [(name, optimum) for name, optimum, _ in plan.objectives]
    earlier = problem.earlier.plan.tables if problem.earlier.plan else None
    return verify(problem.tables, plan.tables, stated, plan.costs, finished=finished, earlier=earlier)


def solve_input(
    path: Path, solver: str, time_limit: float | None, progress: Progress, near: Path | None = None,
    level: Level = Level.FAST, accept: Callable[[Problem], object] = lambda _: None,
    meanwhile: Callable[[Solved], None] | None = None,
) -> Solved:  # fmt: skip
    """Read, check, build, solve and verify; a plan that the verifier refuses is a fault of ours and no plan.

    near    an earlier plan to stay near to, which goes before the setting
    level   how much is explained
    accept  is shown the problem before anything is solved, and may raise
    meanwhile  is given the plan, not explained yet, while others explain it, if others do
    """
    begun = time.monotonic()
    if solver != "highs":
        from planner.solve.pulp_problem import make_solver

        make_solver(solver, None)  # one that is not there is told before anything is read
    progress(f"reading {path}")
    checked, problem = checked_problem(path, near)
    accept(problem)
    progress("building the program")
    model = build(problem)
    deadline = moment_after(time_limit if time_limit is not None else problem.options.time_limit, begun)
    ahead = asked_ahead(model, level, deadline)
    try:
        plan, verification = _verified(model, solver, deadline, progress)
        solved = Solved(checked, plan, verification)
        busy = None if meanwhile is None else partial(meanwhile, solved)
        return replace(solved, explained=_explained(plan, level, deadline, progress, solver, ahead, busy))
    finally:
        if ahead is not None:
            ahead.end()


def _verified(model: Model, solver: str, deadline: float | None, progress: Progress) -> tuple[Plan, Verification]:
    """Return the best plan, and what the verifier says of it, which is that it is one."""
    plan = solve_model(model, solver, deadline, progress)
    progress("verifying the plan")
    verification = _verification(plan)
    if not verification.accepted:
        # Of a stock in pounds that is to serve tonnes, less than a gram may be all that is short, or bought.
        finer = make_plan(model, plan.solution, FINER)
        again = _verification(finer)
        plan, verification = (finer, again) if again.accepted else (plan, verification)
    if not verification.accepted:
        raise InternalError("\n  ".join(["our own verifier refuses the plan", *verification.faults[:10]]))
    return plan, verification


def _explained(
    plan: Plan, level: Level, deadline: float | None, progress: Progress, solver: str, ahead: Ahead[Told] | None,
    meanwhile: Callable[[], None] | None,
) -> Explanations:  # fmt: skip
    """Return the explanations of a plan; raise InternalError, in other words, where they fail by a fault of ours."""
    try:
        return explain(plan, level, deadline, progress, exact=solver == "highs", ahead=ahead, meanwhile=meanwhile)
    except Exception as fault:
        if (
            level is Level.NONE
            or is_want_of_memory(fault)
            or (isinstance(fault, PlannerError) and not isinstance(fault, InternalError | NoPlanError))
        ):
            raise
        # Nobody should have to do without a plan for want of its explanation.
        words = f"the plan is there and verified, but what explains it failed ({type(fault).__name__}: {fault})"
        raise InternalError(f"{words}; plan solve --explain none writes the plan") from fault
