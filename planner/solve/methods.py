"""One linear program in HiGHS, its bounds tightened tier by tier, and the method by which each tier is solved."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

import highspy
import numpy as np

from models.arrays import FloatArray, IntArray
from models.linear.face import Bounds, Face
from models.linear.matrix import Matrix
from planner.errors import ContradictionError, EndlessError, UnsolvedError
from planner.solve.session import Outcome, require, status_of
from planner.solve.warm import Basis, Start
from planner.solve.ways import (
    DUAL,
    ENDED,
    INTERIOR_POINT,
    LAST_WAYS,
    MENDING,
    NEAR_PRIMAL,
    PRIMAL,
    Way,
    first_answer,
    run_by,
)

# How a linear program is solved: the one or the other throughout, for a second opinion, or by its size; or the start by
# the simplex method, unscaled, and the rest by its size. That is twice as fast as by size, or more, where decisions are
# kept or a large part of the network is gone: there the interior point method ends beside a vertex, and is long in
# finding one.
type Method = Literal["by size", "simplex", "interior point", "simplex first"]
# A start that is not followed to its end in so many iterations was none: a solve without it is as fast.
MOST_ITERATIONS = 5_000
# The same of one at which something is broken and is mended: as many as take about as long as a solve without it. Where
# its duals are no longer possible either, it is no start.
MOST_MENDING = 6_000
NO_LIMIT = 2**31 - 1
# Values of the option simplex_scale_strategy: rows and columns as they are, and as HiGHS scales them unless told.
UNSCALED, SCALED = 0, 2


@dataclass(eq=False)
class Run:
    """The state of one solve: the HiGHS object with its program, the bounds as locked so far, and the clock.

    start  what is known from a program within this one, for as long as the tiers come to the same
    bases  name of a tier -> the basis at which it was solved
    vertex  its last basis, for as long as that is a feasible one for the bounds
    """

    highs: highspy.Highs
    matrix: Matrix
    bounds: Bounds
    deadline: float | None
    method: Method = "by size"
    is_started: bool = False
    vertex: highspy.HighsBasis | None = None
    start: Start | None = None
    bases: dict[str, Basis] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Tell HiGHS how it scales, once for all runs of the object.

        From a basis it takes fewer steps with rows and columns as they are.
        """
        if self.method == "simplex first" or self.start is not None:
            require(self.highs.setOptionValue("simplex_scale_strategy", UNSCALED), "no scaling")

    def onward(self, way: Way | None = None) -> Outcome:
        """Solve from the last basis: by the primal simplex method, for which it is feasible, unless told otherwise."""
        (way or (PRIMAL if self.start is None else NEAR_PRIMAL)).choose(self.highs)
        return run_by(self.highs, self.deadline)

    def known_or_afresh(self, name: str, columns: int) -> Outcome:
        """Solve from the basis that is known for this, or `afresh` without one or where it leads nowhere; keep it."""
        outcome = Outcome.FAILED
        basis = self.start.bases.get(name) if self.start is not None else None
        if self.start is not None and basis is not None:
            require(self.highs.setBasis(basis.noted), "a known basis")
            if self.start.is_inside:
                outcome = self._within(MOST_ITERATIONS, NEAR_PRIMAL)
            elif not self._is_dual_infeasible():
                # After what the look at its duals leaves behind, the dual simplex method has been seen to take longer.
                require(self.highs.clearSolver(), "a fresh start")
                require(self.highs.setBasis(basis.noted), "a known basis")
                outcome = self._within(MOST_MENDING, MENDING)
        if outcome not in ENDED:
            outcome = self.afresh(columns)
        if outcome is Outcome.OPTIMAL:
            self.bases[name] = Basis(self.highs.getBasis())
        return outcome

    def _within(self, most: int, way: Way) -> Outcome:
        """Solve from the last basis in so many iterations at most."""
        require(self.highs.setOptionValue("simplex_iteration_limit", most), "a limit of iterations")
        outcome = self.onward(way)
        require(self.highs.setOptionValue("simplex_iteration_limit", NO_LIMIT), "no limit of iterations")
        return outcome

    def _is_dual_infeasible(self) -> bool:
        """Return whether the last basis is not optimal for any limits: the dual simplex method would begin far off."""
        return self._within(0, MENDING) not in ENDED and self.highs.getInfo().num_dual_infeasibilities > 0

    def afresh(self, columns: int) -> Outcome:
        """Solve as `unstarted`, first without the spare columns: from that optimum they change nothing, or little."""
        if not self.matrix.spare.size or self.method == "interior point":
            return self.unstarted(columns)
        self._let_spare(self.bounds.column_lower)
        outcome = first_answer(self.highs, self._usual(columns + self.matrix.spare.size), self.deadline)
        self._let_spare(self.bounds.column_upper)
        if outcome is Outcome.OPTIMAL:
            outcome = self.onward()
        return outcome if outcome in ENDED else self.unstarted(columns)

    def unstarted(self, columns: int) -> Outcome:
        """Solve without a start, by interior point above so many columns; presolve on the face removes most of it.

        Where the usual ways have no answer, from the last vertex where there is one, and else in the last ways.
        """
        # With a point known there is no such answer as that there is none.
        answers = ENDED | {Outcome.UNBOUNDED} | (frozenset() if self.is_started else {Outcome.INFEASIBLE})
        outcome = first_answer(self.highs, self._usual(columns), self.deadline)
        if outcome not in answers and self.vertex is not None:
            require(self.highs.setBasis(self.vertex), "the last vertex")
            outcome = self.onward()
        return outcome if outcome in answers else first_answer(self.highs, LAST_WAYS, self.deadline, answers)

    def _usual(self, columns: int) -> tuple[Way, ...]:
        """Return the ways in which a program is solved, the fastest first."""
        by_size = self.method in ("by size", "simplex first")
        by_points = self.method == "interior point" or (by_size and self.matrix.columns > columns)
        return (INTERIOR_POINT, DUAL) if by_points else (DUAL,)

    def values(self) -> FloatArray:
        """Return (columns,) the optimum, within its bounds."""
        point = np.array(self.highs.getSolution().col_value, dtype=np.float64)
        return np.asarray(np.clip(point, self.bounds.column_lower, self.bounds.column_upper))

    def require_plan(self, outcome: Outcome, name: str) -> None:
        """Raise unless HiGHS calls its answer optimal; UnsolvedError where it has none."""
        if outcome is Outcome.OPTIMAL:
            self.is_started, self.vertex = True, self.highs.getBasis()
            return
        if outcome is Outcome.INFEASIBLE and not self.is_started:
            raise ContradictionError
        if outcome is Outcome.UNBOUNDED:
            raise EndlessError(name)
        raise UnsolvedError(f"HiGHS ended tier '{name}' with status '{status_of(self.highs)}'")

    def lock(self, face: Face) -> None:
        """Tell HiGHS which columns and rows stay where they are."""
        if face.columns.size:
            columns = face.columns.astype(np.int32)
            status = self.highs.changeColsBounds(columns.size, columns, face.column_values, face.column_values)
            require(status, "locked columns")
        if face.rows.size:
            self._limit_rows(face.rows, face.row_values, face.row_values)

    def hold(self, lower: FloatArray, upper: FloatArray) -> None:
        """Give all columns these bounds, under which the last basis need not be feasible."""
        self.bounds.column_lower, self.bounds.column_upper = lower, upper
        every = np.arange(lower.size, dtype=np.int32)
        require(self.highs.changeColsBounds(every.size, every, lower, upper), "bounds of all columns")
        self.vertex = None

    def wake(self, rows: IntArray, awake: Matrix) -> None:
        """Give rows that slept the limits that they have in a program."""
        lower, upper = awake.row_lower[rows], awake.row_upper[rows]
        self.bounds.row_lower[rows], self.bounds.row_upper[rows] = lower, upper
        self._limit_rows(rows, lower, upper)
        self.vertex = None

    def _limit_rows(self, rows: IntArray, lower: FloatArray, upper: FloatArray) -> None:
        # A method that the stubs of highspy leave out.
        status = self.highs.changeRowsBounds(rows.size, rows.astype(np.int32), lower, upper)  # type: ignore[attr-defined]
        require(status, "limits of rows")

    def _let_spare(self, upper: FloatArray) -> None:
        """Give the spare columns these upper bounds: (columns,) of all."""
        spare = self.matrix.spare
        lower = self.bounds.column_lower[spare]
        require(self.highs.changeColsBounds(spare.size, spare.astype(np.int32), lower, upper[spare]), "spare columns")
