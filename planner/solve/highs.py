"""The default solver: arrays straight into HiGHS, all tiers in one HiGHS object, each from the last one's basis."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import highspy
import numpy as np

from models.program import FloatArray, Matrix, Tier
from models.solution import Solution, TierResult
from planner.errors import InternalError, NoPlanError, StoppedError
from planner.solve.face import Bounds, Face

Progress = Callable[[str], None]

# HiGHS stops at 1e-7 by default; the verifier asks for 1e-6 of the largest term, and locks build on each other.
FEASIBILITY = 1e-9
# Coefficients of an objective are scaled, by a power of two and so exactly, to have this as their largest.
LARGEST_COEFFICIENT = 1024.0
PRIMAL_SIMPLEX = 4
# Up to this many columns the next tier starts from the last one's basis. Above it, presolve on the locked face removes
# so many columns that a fresh start is faster, and for the cost tier the interior point method with crossover is
# faster still: docs/speed.md has the figures, benchmarks/tiers.py prints them.
WARM_START_COLUMNS = 5_000
# In the search for a contradiction, missing a balance costs so much more than missing a limit.
PHYSICS_YIELDS_LAST = 1e3
SMALLEST_MISS = 1e-6


@contextmanager
def banner_off() -> Iterator[None]:
    """Keep HiGHS's banner off standard output: it is printed when the first object is made, whatever its options."""
    kept = os.dup(1)
    sink = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(sink, 1)
        yield
    finally:
        os.dup2(kept, 1)
        os.close(sink)
        os.close(kept)


def require(status: highspy.HighsStatus | None, call: str) -> None:
    """Raise when a call of HiGHS did not succeed."""
    if status == highspy.HighsStatus.kError:
        raise InternalError(f"HiGHS refused {call}")


def make_highs() -> highspy.Highs:
    """Return a silent HiGHS object with our options."""
    with banner_off():
        highs = highspy.Highs()  # type: ignore[no-untyped-call]
    options = {
        "output_flag": False,
        "threads": 1,  # the same plan on every machine
        "primal_feasibility_tolerance": FEASIBILITY,
        "dual_feasibility_tolerance": FEASIBILITY,
    }
    for name, value in options.items():
        require(highs.setOptionValue(name, value), f"option {name}")
    highs.HandleKeyboardInterrupt = True
    return highs


def pass_program(highs: highspy.Highs, matrix: Matrix, objective: FloatArray) -> None:
    """Hand the arrays over."""
    status = highs.passModel(
        matrix.columns, matrix.rows, matrix.value.size, int(highspy.MatrixFormat.kRowwise),
        int(highspy.ObjSense.kMinimize), 0.0, objective, matrix.column_lower, matrix.column_upper,
        matrix.row_lower, matrix.row_upper, matrix.start[:-1].astype(np.int32), matrix.column.astype(np.int32),
        matrix.value, np.zeros(matrix.columns, dtype=np.int32),
    )  # fmt: skip
    require(status, "the program")


def scale_of(objective: FloatArray) -> float:
    """Return the power of two that brings the largest coefficient near LARGEST_COEFFICIENT."""
    largest = float(np.abs(objective).max(initial=0.0))
    return 1.0 if largest == 0.0 else float(2.0 ** np.floor(np.log2(LARGEST_COEFFICIENT / largest)))


@dataclass(eq=False)
class _Run:
    """The state of one solve: the HiGHS object, the bounds as locked so far, and the clock."""

    highs: highspy.Highs
    matrix: Matrix
    bounds: Bounds
    deadline: float | None
    seconds_inside: float = 0.0

    def optimise(self) -> highspy.HighsModelStatus:
        """Run HiGHS and return its status; presolve's undecided answer is decided without presolve."""
        if self.deadline is not None:
            left = max(self.deadline - time.monotonic(), 0.0)
            # HiGHS counts its limit from the first run of the object.
            require(self.highs.setOptionValue("time_limit", self.highs.getRunTime() + left), "the time limit")
        begin = time.perf_counter()
        require(self.highs.solve(), "to run")
        status = self.highs.getModelStatus()
        if status == highspy.HighsModelStatus.kUnboundedOrInfeasible:
            require(self.highs.setOptionValue("presolve", "off"), "option presolve")
            require(self.highs.solve(), "to run")
            status = self.highs.getModelStatus()
        if status == highspy.HighsModelStatus.kInterrupt:
            raise KeyboardInterrupt
        self.seconds_inside += time.perf_counter() - begin
        return status


def silent(line: str) -> None:
    """Report nothing."""


def solve(matrix: Matrix, tiers: list[Tier], time_limit: float | None = None, progress: Progress = silent) -> Solution:
    """Return the lexicographic optimum of the tiers.

    Raises NoPlanError when no point satisfies the rows, StoppedError when the limit comes before the first optimum.
    """
    highs = make_highs()
    bounds = Bounds(
        matrix.column_lower.copy(), matrix.column_upper.copy(), matrix.row_lower.copy(), matrix.row_upper.copy()
    )
    run = _Run(highs, matrix, bounds, None if time_limit is None else time.monotonic() + time_limit)
    version = f"HiGHS {highs.version()}"
    results: list[TierResult] = []
    values: FloatArray | None = None
    for tier in tiers:
        progress(f"solving tier {len(results) + 1} of {len(tiers)}: {tier.name}")
        if values is not None and _is_proven(tier, values, bounds):
            result = TierResult(tier, float(tier.objective @ values), np.zeros(matrix.rows), tier.objective.copy())
        else:
            found = _solve_tier(run, tier, first=values is None)
            if found is None:
                if values is None:
                    raise StoppedError("the time limit came before a plan was found")
                return Solution(matrix, values, tuple(results), tier.name, version)
            values, result = found
        results.append(result)
        _lock(run, bounds.face(tier.objective, result.column_dual, result.row_dual))
    if values is None:
        raise InternalError("there was no tier to solve")
    return Solution(matrix, values, tuple(results), None, version)


def _is_proven(tier: Tier, values: FloatArray, bounds: Bounds) -> bool:
    """Tell whether the point is optimal because no cost is negative and all that costs stands at a bound of 0."""
    costs = np.flatnonzero(tier.objective)
    return bool(
        np.all(tier.objective[costs] > 0.0)
        and np.all(bounds.column_lower[costs] == 0.0)
        and np.all(values[costs] == 0.0)
    )


def _solve_tier(run: _Run, tier: Tier, *, first: bool) -> tuple[FloatArray, TierResult] | None:
    """Solve one tier on the face of the better ones; None when a limit stopped it."""
    scale = scale_of(tier.objective)
    if first:
        pass_program(run.highs, run.matrix, tier.objective * scale)
    else:
        every = np.arange(run.matrix.columns, dtype=np.int32)
        require(run.highs.changeColsCost(every.size, every, tier.objective * scale), "new costs")
        _choose_start(run, tier)
    status = run.optimise()
    if status == highspy.HighsModelStatus.kOptimal:
        solution = run.highs.getSolution()
        values = np.clip(np.array(solution.col_value), run.bounds.column_lower, run.bounds.column_upper)
        row_dual = np.array(solution.row_dual) / scale
        column_dual = np.array(solution.col_dual) / scale
        return values, TierResult(tier, float(tier.objective @ values), row_dual, column_dual)
    if status == highspy.HighsModelStatus.kTimeLimit:
        return None
    if status == highspy.HighsModelStatus.kInfeasible and first:
        raise NoPlanError("the hard rows contradict each other", contradiction(run.matrix))
    if status == highspy.HighsModelStatus.kUnbounded:
        raise NoPlanError(f"tier '{tier.name}' has no lower end: something earns money without a limit")
    raise InternalError(f"HiGHS ended tier '{tier.name}' with status '{run.highs.modelStatusToString(status)}'")


def _choose_start(run: _Run, tier: Tier) -> None:
    """Choose how a later tier is solved: from the last basis, or afresh on the presolved face."""
    # The last tier's optimum is a feasible vertex of the face: the primal simplex starts from there.
    require(run.highs.setOptionValue("simplex_strategy", PRIMAL_SIMPLEX), "option simplex_strategy")
    if run.matrix.columns > WARM_START_COLUMNS:
        require(run.highs.clearSolver(), "a fresh start")
        method = "ipm" if tier.kind == "cost" else "simplex"
        require(run.highs.setOptionValue("solver", method), "option solver")


def contradiction(matrix: Matrix) -> list[tuple[int, float]]:
    """Return the rows that a point closest to satisfying all of them misses, and by how much.

    Elastic relaxation: the least sum of violations with every bound kept; the balance of materials, being physics
    and not a wish, yields last.
    """
    elastic = make_highs()
    rows, columns = matrix.rows, matrix.columns
    start = matrix.start
    equality = matrix.row_lower == matrix.row_upper
    price = np.where(equality, PHYSICS_YIELDS_LAST, 1.0)
    wide = Matrix(
        np.concatenate([matrix.column_lower, np.zeros(2 * rows)]),
        np.concatenate([matrix.column_upper, np.full(2 * rows, np.inf)]),
        matrix.row_lower,
        matrix.row_upper,
        start + 2 * np.arange(rows + 1),
        np.insert(matrix.column, np.repeat(start[1:], 2), np.arange(columns, columns + 2 * rows)),
        np.insert(matrix.value, np.repeat(start[1:], 2), np.tile([1.0, -1.0], rows)),
    )
    pass_program(elastic, wide, np.concatenate([np.zeros(columns), np.repeat(price, 2)]))
    require(elastic.solve(), "to run")
    if elastic.getModelStatus() != highspy.HighsModelStatus.kOptimal:
        raise InternalError("the contradiction between the hard rows could not be found")
    missed = np.array(elastic.getSolution().col_value)[columns:].reshape(rows, 2) @ np.array([1.0, -1.0])
    found = np.flatnonzero(np.abs(missed) > SMALLEST_MISS)
    return [(int(row), float(missed[row])) for row in found]


def _lock(run: _Run, face: Face) -> None:
    """Tell HiGHS which columns and rows stay where they are."""
    columns, rows = face.columns.astype(np.int32), face.rows.astype(np.int32)
    if columns.size:
        require(
            run.highs.changeColsBounds(columns.size, columns, face.column_values, face.column_values), "locked columns"
        )
    for row, value in zip(rows.tolist(), face.row_values.tolist(), strict=True):
        require(run.highs.changeRowBounds(row, value, value), "locked rows")
