"""The plan's program in one HiGHS object, standing at the plan's own basis: asked again and again, it moves little."""

from __future__ import annotations

from dataclasses import dataclass

import highspy
import numpy as np

from models.arrays import FloatArray
from models.program import Matrix
from models.solution import Solution
from planner.errors import StoppedError
from planner.solve.face import Bounds
from planner.solve.methods import DUAL_SIMPLEX, PRIMAL_SIMPLEX
from planner.solve.session import (
    Outcome,
    end_by,
    make_highs,
    pass_program,
    require,
    run_highs,
    scale_of,
    set_objective,
    status_of,
)  # fmt: skip
from planner.solve.unit import in_unit

# The tier whose basis every question starts from; where there is none, the solver finds one.
LAST = "cost"
# A question starts at, or beside, its answer; shaken bounds would send it round the whole face.
SHAKEN = ("primal_simplex_bound_perturbation_multiplier", "dual_simplex_cost_perturbation_multiplier")
STEADY, USUAL = tuple((name, 0.0) for name in SHAKEN), tuple((name, 1.0) for name in SHAKEN)


@dataclass(frozen=True, eq=False)
class Answer:
    """An optimum: (columns,) values and reduced costs, (rows,) what rows add up to and their duals, and its value."""

    values: FloatArray
    activity: FloatArray
    row_dual: FloatArray
    column_dual: FloatArray
    value: float


class UnansweredError(Exception):
    """A question without an optimum: what is asked for is endless, or nothing keeps the rows."""


class Loaded:
    """A program without whole numbers, or with those as they were decided, to be minimised for other objectives.

    Quantities are counted in the program's unit, so that the digits are those of the plan. `bounds` are those that hold
    now; `matrix` keeps its own.
    """

    def __init__(self, solution: Solution, deadline: float | None, *, is_tightened: bool = False) -> None:
        """Hand the program over, at the plan's last basis.

        is_tightened  whether questions tighten limits and keep the objective, so that the basis stays dual feasible
        """
        matrix = solution.matrix
        self.matrix: Matrix = in_unit(matrix, [])[0] if matrix.unit != 1.0 else matrix
        self.unit = matrix.unit
        own = self.matrix
        self.bounds = Bounds(own.column_lower, own.column_upper, own.row_lower, own.row_upper)
        self._deadline = deadline
        self._every = np.arange(matrix.columns, dtype=np.int32)
        self._rows = np.arange(matrix.rows, dtype=np.int32)
        self.highs: highspy.Highs = make_highs()
        pass_program(self.highs, self.matrix, np.zeros(matrix.columns))
        strategy = DUAL_SIMPLEX if is_tightened else PRIMAL_SIMPLEX
        self._set(("solver", "simplex"), ("simplex_strategy", strategy), *STEADY)
        if LAST in solution.bases:
            require(self.highs.setBasis(solution.bases[LAST]), "a known basis")

    def bound(self, lower: FloatArray, upper: FloatArray) -> None:
        """Give all columns these bounds."""
        require(self.highs.changeColsBounds(self._every.size, self._every, lower, upper), "bounds of all columns")
        self.bounds.column_lower, self.bounds.column_upper = lower, upper

    def limit(self, lower: FloatArray, upper: FloatArray) -> None:
        """Give all rows these limits."""
        # A method that the stubs of highspy leave out.
        status = self.highs.changeRowsBounds(self._rows.size, self._rows, lower, upper)  # type: ignore[attr-defined]
        require(status, "limits of all rows")
        self.bounds.row_lower, self.bounds.row_upper = lower, upper

    def limit_row(self, row: int, upper: float) -> None:
        """Give one row another upper limit, and no lower one."""
        require(self.highs.changeRowBounds(row, -np.inf, upper), "the limit of a row")

    def _set(self, *options: tuple[str, str | float]) -> None:
        for name, value in options:
            require(self.highs.setOptionValue(name, value), f"option {name}")

    def ray(self) -> tuple[FloatArray, FloatArray] | None:
        """Return (rows,), (columns,) the combination that shows that the last question has no point at all."""
        _, found, ray = self.highs.getDualRay()  # type: ignore[attr-defined]  # the stubs leave it out
        if not found:
            return None
        rows = np.asarray(ray, dtype=np.float64)
        return rows, self.matrix.transposed_product(rows)

    def least(self, objective: FloatArray) -> Answer:
        """Return the optimum of (columns,) an objective.

        Raises StoppedError at the deadline, UnansweredError where there is no optimum.
        """
        scale = scale_of(objective)
        set_objective(self.highs, objective * scale)
        end_by(self.highs, self._deadline)
        outcome = run_highs(self.highs)
        if outcome is Outcome.FAILED:
            # It lost its way from the last answer: it finds it from nothing, with what it usually does against that.
            require(self.highs.clearSolver(), "a fresh start")
            self._set(*USUAL)
            end_by(self.highs, self._deadline)
            outcome = run_highs(self.highs)
            self._set(*STEADY)
        if outcome is Outcome.TIME:
            raise StoppedError("no time is left")
        if outcome is not Outcome.OPTIMAL:
            raise UnansweredError(status_of(self.highs))
        solution = self.highs.getSolution()
        values = np.array(solution.col_value)
        return Answer(
            values, self.matrix.activity(values), np.array(solution.row_dual) / scale,
            np.array(solution.col_dual) / scale, float(objective @ values),
        )  # fmt: skip
