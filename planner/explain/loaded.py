"""The plan's program in one HiGHS object, standing at the plan's own basis: asked again and again, it moves little."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import partial

import highspy
import numpy as np
from numpy.typing import NDArray

from models.arrays import FloatArray
from models.linear.face import Bounds
from models.linear.matrix import Matrix
from models.linear.solution import Solution
from planner.errors import StoppedError
from planner.explain import no_end, no_point
from planner.explain.answer import Answer, UnansweredError
from planner.solve.methods import NO_LIMIT, SCALED, UNSCALED
from planner.solve.session import (
    Outcome,
    end_by,
    make_highs,
    pass_program,
    require,
    run_highs,
    scale_of,
    status_of,
)  # fmt: skip
from planner.solve.unit import in_unit
from planner.solve.warm import LAST, Basis
from planner.solve.ways import ENDED, INTERIOR_POINT, NEAR_DUAL, NEAR_PRIMAL, Way, run_by

AS_THEY_ARE, SCALED_ANEW = ("simplex_scale_strategy", UNSCALED), ("simplex_scale_strategy", SCALED)
# A question whose answer is not so many steps from the plan is far from it: interior points find its value sooner.
NEAR = 20_000


def _scale_of(objective: FloatArray) -> float:
    """Return as `scale_of`, but of coefficients that are nearly alike one that leaves the least of them near 1.

    Where duals are large, their rounding grows with the coefficients, the solver's tolerance does not: it has been seen
    to look at thousands of columns that only seem to be of use.
    """
    costs = np.abs(objective[objective != 0.0])
    scale = scale_of(objective)
    return min(scale, float(2.0 ** np.floor(-np.log2(costs.min())))) if costs.size else scale


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
        # What the solver holds now: only what is other is told it.
        self._sent = [own.column_lower, own.column_upper, own.row_lower, own.row_upper, np.zeros(matrix.columns)]
        self.highs: highspy.Highs = make_highs()
        pass_program(self.highs, self.matrix, np.zeros(matrix.columns))
        # From the plan's basis it takes fewer steps with rows and columns as they are.
        self._set(AS_THEY_ARE)
        self.go(NEAR_DUAL if is_tightened else NEAR_PRIMAL)
        self._basis = self._plan = solution.bases.get(LAST)  # where there is none, the solver finds one
        self._to_plan()

    def go(self, way: Way) -> None:
        """Let the questions that follow be asked in one way."""
        self._way = way
        way.choose(self.highs)

    def stay(self) -> None:
        """Let `lowest` begin at the last answer, where that is a vertex, from now on."""
        basis = self.highs.getBasis()
        if basis.valid:
            self._basis = Basis(basis)

    def settle(self) -> None:
        """Let `back` lead to where `lowest` begins now."""
        self._plan = self._basis

    def back(self) -> None:
        """Let `lowest` begin at the plan again."""
        self._basis = self._plan

    def follow(self, objectives: Iterable[FloatArray], row: int) -> None:
        """Let `lowest` begin where a row is at its limit at the least of an objective: the first such one of some.

        Each is sought from the least of the one before; where one of them has none, or all are far, `lowest` begins
        where it did.
        """
        self._back_to_plan(NEAR_PRIMAL)
        left = NEAR
        for objective in objectives:
            self._aim(objective * _scale_of(objective))
            self._set(("simplex_iteration_limit", left))
            outcome = run_by(self.highs, self._deadline)
            left -= max(0, self.highs.getInfo().simplex_iteration_count)
            self._set(("simplex_iteration_limit", NO_LIMIT))
            if outcome is not Outcome.OPTIMAL or left <= 0:
                return
            if self.highs.getBasis().row_status[row] != highspy.HighsBasisStatus.kBasic:
                break
        self.stay()

    def _to_plan(self) -> None:
        """Stand at the plan's own basis, where it is known."""
        if self._basis is not None:
            require(self.highs.setBasis(self._basis.noted), "a known basis")

    def _back_to_plan(self, way: Way) -> None:
        """Forget the last answer, and stand at the plan's own basis to go one way from there."""
        require(self.highs.clearSolver(), "a fresh start")
        way.choose(self.highs)
        self._to_plan()

    def bound(self, lower: FloatArray, upper: FloatArray) -> None:
        """Give all columns these bounds."""
        changed = self._changed(0, lower, upper)
        status = self.highs.changeColsBounds(changed.size, changed, lower[changed], upper[changed])
        require(status, "bounds of columns")
        self.bounds.column_lower, self.bounds.column_upper = lower, upper

    def limit(self, lower: FloatArray, upper: FloatArray) -> None:
        """Give all rows these limits."""
        changed = self._changed(2, lower, upper)
        # A method that the stubs of highspy leave out.
        status = self.highs.changeRowsBounds(  # type: ignore[attr-defined]
            changed.size, changed, lower[changed], upper[changed]
        )
        require(status, "limits of rows")
        self.bounds.row_lower, self.bounds.row_upper = lower, upper

    def _aim(self, objective: FloatArray) -> None:
        """Give all columns these costs."""
        changed = self._changed(4, objective)
        require(self.highs.changeColsCost(changed.size, changed, objective[changed]), "new costs")

    def _changed(self, first: int, *arrays: FloatArray) -> NDArray[np.int32]:
        """Return where arrays differ from what the solver holds, and keep them as what it will hold."""
        held = self._sent[first : first + len(arrays)]
        differs = np.any([one != other for one, other in zip(held, arrays, strict=True)], axis=0)
        self._sent[first : first + len(arrays)] = [array.copy() for array in arrays]
        return np.flatnonzero(differs).astype(np.int32)

    def limit_row(self, row: int, upper: float) -> None:
        """Give one row another upper limit, and no lower one."""
        lower, most = self.bounds.row_lower.copy(), self.bounds.row_upper.copy()
        lower[row], most[row] = -np.inf, upper
        self.limit(lower, most)

    def _set(self, *options: tuple[str, str | float]) -> None:
        for name, value in options:
            require(self.highs.setOptionValue(name, value), f"option {name}")

    def ray(self) -> tuple[FloatArray, FloatArray] | None:
        """Return (rows,), (columns,) the combination that shows that the last question has no point at all."""
        rows = no_point.ray(self.highs)
        if rows is None:
            return None
        return rows, self.matrix.transposed_product(rows)

    def least(self, objective: FloatArray) -> Answer:
        """Return the optimum of (columns,) an objective.

        Raises StoppedError at the deadline, UnansweredError where there is no optimum. That no point keeps the limits
        is shown, or found from nothing too: from its last answer the solver has been seen to miss one, at millions of
        tonnes.
        """
        scale = self._optimum(objective, is_shown=self._is_empty)
        solution = self.highs.getSolution()
        values = np.array(solution.col_value)
        return Answer(
            values, self.matrix.activity(values), np.array(solution.row_dual) / scale,
            np.array(solution.col_dual) / scale, float(objective @ values),
        )  # fmt: skip

    def duals(self, objective: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Return (rows,) the duals and (columns,) the reduced costs of an optimum, where nothing else is asked for.

        Raises as `least`, but believes the solver that there is no point.
        """
        scale = self._optimum(objective)
        row_dual = np.array(self.highs.getSolution().row_dual) / scale
        return row_dual, objective - self.matrix.transposed_product(row_dual)

    def _is_empty(self) -> bool:
        """Return whether the last run has shown that no point keeps the limits, and does not only say so."""
        rows = no_point.combination(self.highs, self.matrix, self.bounds)
        return no_point.is_shown(rows, self.matrix.transposed_product(rows), self.bounds)

    def _optimum(self, objective: FloatArray, *, is_shown: Callable[[], bool] = lambda: True) -> float:
        """Let the solver stand at the optimum of an objective; return what it was multiplied by.

        is_shown  whether it is to be believed that there is no point
        """
        scale = _scale_of(objective)
        self._aim(objective * scale)

        def is_lost(outcome: Outcome) -> bool:
            return outcome is Outcome.FAILED or (outcome is Outcome.INFEASIBLE and not is_shown())

        outcome = self._run(objective)
        if is_lost(outcome) and self._basis is not None:
            # It lost its way from the last answer: from the plan's basis it is near, and from nothing it may be far.
            self._back_to_plan(self._way)
            self._set(("simplex_iteration_limit", NEAR))
            outcome = self._run(objective)
            self._set(("simplex_iteration_limit", NO_LIMIT))
        if is_lost(outcome):
            # It finds it from nothing, with what it usually does against that.
            require(self.highs.clearSolver(), "a fresh start")
            self._set(SCALED_ANEW)
            replace(self._way, is_near=False).choose(self.highs)
            outcome = self._run(objective)
            self._set(AS_THEY_ARE)
            self._way.choose(self.highs)
        if outcome is Outcome.TIME:
            raise StoppedError("no time is left")
        if outcome is not Outcome.OPTIMAL:
            raise UnansweredError(status_of(self.highs), is_endless=outcome is Outcome.UNBOUNDED)
        return scale

    def _run(self, objective: FloatArray) -> Outcome:
        """Run for an objective; that it has no end below is a failure, and no answer, unless it is shown."""
        end_by(self.highs, self._deadline)
        outcome = run_highs(self.highs)
        return Outcome.FAILED if outcome is Outcome.UNBOUNDED and not self._is_endless(objective) else outcome

    def lowest(self, objective: FloatArray, most: int | None = None) -> float:
        """Return the least value alone of (columns,) an objective, -inf where it has no end, of a program with a point.

        most  steps of the simplex method, after which there is no answer; None where another way is gone then

        The answer depends on nothing that was asked before. From the plan's basis it is exact; where that is far, it is
        found by interior points to a solver's eight digits.
        Raises StoppedError at the deadline, UnansweredError where the solver gives none.
        """
        scale = _scale_of(objective)
        self._aim(objective * scale)
        words = ""
        ways = [partial(self._from_plan, NEAR if most is None else most)]
        if most is None:
            ways += [partial(self._by_interior_point), partial(self._from_plan, NO_LIMIT)]
        for way in ways:
            outcome, value, words = way()
            # At millions of tonnes the solver has been seen to call endless what is not.
            if outcome in ENDED or (outcome is Outcome.UNBOUNDED and self._is_endless(objective)):
                break
        else:
            raise UnansweredError(words)
        if outcome is Outcome.TIME:
            raise StoppedError("no time is left")
        if outcome is Outcome.UNBOUNDED:
            return -np.inf
        if outcome is not Outcome.OPTIMAL:
            raise UnansweredError(words)
        return value / scale

    def _is_endless(self, objective: FloatArray) -> bool:
        """Return whether the last run has shown that an objective has no lower end, and does not only say so."""
        _, found, direction = self.highs.getPrimalRay()  # type: ignore[attr-defined]  # the stubs leave it out
        return found and no_end.is_shown(np.asarray(direction), objective, self.matrix, self.bounds)

    def _from_plan(self, most: int) -> tuple[Outcome, float, str]:
        """Run from the plan's basis for so many iterations at most; return outcome, value, and status in words."""
        self._back_to_plan(NEAR_PRIMAL)
        self._set(("simplex_iteration_limit", most))
        found = self._ended()
        self._set(("simplex_iteration_limit", NO_LIMIT))
        return found

    def _by_interior_point(self) -> tuple[Outcome, float, str]:
        """Run from nothing, without a vertex at the end. Return likewise."""
        require(self.highs.clearSolver(), "a fresh start")
        INTERIOR_POINT.choose(self.highs)
        self._set(("run_crossover", "off"))
        found = self._ended()
        self._set(("run_crossover", "on"))
        return found

    def _ended(self) -> tuple[Outcome, float, str]:
        outcome = run_by(self.highs, self._deadline)
        # What is changed afterwards takes the answer away.
        return outcome, float(self.highs.getInfo().objective_function_value), status_of(self.highs)
