"""What the best plan would be if the input were a little other: the vector of the tiers, exactly, by solving again.

Each question makes its own problem from changed tables, as `plan solve` would, and its own program. Where that program
lies within the plan's, it is solved from the plan's own basis; where it is shown that it comes to the same, not at all.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np

from models.arrays import FloatArray, IntArray
from models.formulation import Model, build
from models.issues import errors
from models.linear.matrix import Matrix
from models.linear.program import Tier
from models.linear.solution import Solution, TierResult
from models.records import Tables
from models.resolve import make_problem, with_rules
from models.tiers import FAIR
from models.variants import differ_in_rules
from models.variants.counterparts import NONE, Counterparts, counterparts
from planner.errors import EndlessError, NoPlanError, StoppedError, UnsolvedError
from planner.explain.extended import Extended, extend
from planner.explain.outcomes import COST, ENDLESS, NO_INPUT, NO_PLAN, STOPPED, UNSOLVED, Outcome, least_of
from planner.explain.tightened import least_cost
from planner.explain.unchanged import is_unchanged
from planner.process.deadline import seconds_left
from planner.solve import highs
from planner.solve.methods import Method
from planner.solve.session import silent
from planner.solve.warm import Start, fitted

# The tie-break chooses among plans that a planner holds for equal.
TIE_BREAK = "tie-break"


type Loosely = Callable[[Extended], Outcome | None]
type Apart = Callable[[Model], "Study | None"]


@dataclass(frozen=True, eq=False)
class Study:
    """A solved problem, and how to ask what others would come to.

    found     the plan's own solution
    deadline  when all solves have to be through
    exact     whether it comes from HiGHS with its duals; other solvers leave some room in each tier, in which a small
              effect would be lost, so that HiGHS then solves what is compared too
    counts    how often a question was answered how
    """

    model: Model
    found: Solution
    deadline: float | None = None
    exact: bool = True
    counts: dict[str, int] = field(default_factory=dict)

    @property
    def solution(self) -> Solution:
        """Return the solution that others are compared with."""
        return self._compared[0]

    @cached_property
    def base(self) -> Outcome:
        """Return what the plan itself comes to."""
        solution, why = self._compared
        return Outcome({}, why) if why else outcome_of(solution)

    @cached_property
    def _compared(self) -> tuple[Solution, str]:
        """Return the solution that others are compared with, and why it is not known what it comes to, else ""."""
        if self.exact or self.found.stopped_in is not None:
            return self.found, "" if self.found.stopped_in is None else STOPPED
        try:
            return self.solved(self.matrix, self.model.program.tiers, None), ""
        except StoppedError:
            return self.found, STOPPED
        except UnsolvedError:
            return self.found, UNSOLVED

    @property
    def search(self) -> int:
        """Return how far the plan's whole numbers were searched for: columns times nodes; 0 where there are none.

        A question with its decisions free takes as long again, and more.
        """
        decisions = self.solution.decisions
        return 0 if decisions is None else self.matrix.columns * decisions.nodes

    @cached_property
    def matrix(self) -> Matrix:
        """Return the plan's program, its whole numbers not decided."""
        return self.model.program.matrix()

    def of(self, tables: Tables, apart: Apart | None = None) -> Outcome:
        """Return what the best plan of other tables comes to, within the rest of the problem; `apart` as `of_model`."""
        return self.base if self.base.why else self.of_model(self.model_of(tables, apart=True), apart=apart)

    def of_model(self, other: Model | None, loosely: Loosely | None = None, apart: Apart | None = None) -> Outcome:
        """Return what the best plan of another program comes to; None is that of an input with errors.

        loosely  asked of a looser program within the plan's, before it is solved from there
        apart    returns the plan in a program that tells material apart as the other does, where its own does not
        """
        if self.base.why:
            return self.base
        if other is None:
            return Outcome({}, NO_INPUT)
        if apart is not None and (own := apart(other)) is not None:
            self._count("told apart")
            return own.of_model(other)
        matrix = other.program.matrix()
        extended = self.within(matrix, lambda: counterparts(other, self.model))
        return self._answer(matrix, weighed(other), extended, loosely)

    def model_of(self, tables: Tables, *, apart: bool = False) -> Model | None:
        """Return the program of other tables within the rest of the problem; None where the input has errors.

        apart  whether material is told apart as in the plan, though rules that asked for its origin are gone: a larger
               program, of as good plans, which lies within the plan's
        """
        if tables is self.model.problem.tables:
            return self.model
        return _model_of(self.model, tables, self.model.classes.asked if apart and self.is_start else None)

    def moved(self, rows: IntArray, amounts: FloatArray, loosely: Loosely | None = None) -> Outcome:
        """Return what the best plan comes to with the limits of some rows so much higher, in the rows' units.

        loosely  as in `of_model`
        """
        matrix = self.matrix
        lower, upper = matrix.row_lower.copy(), matrix.row_upper.copy()
        lower[rows] += amounts
        upper[rows] += amounts
        return self.answer(replace(matrix, row_lower=lower, row_upper=upper), loosely)

    def restricted(self, upper: FloatArray) -> Outcome:
        """Return what the best plan comes to where columns may be no more than (columns,) so much."""
        if self.base.why:
            return self.base
        matrix = replace(self.matrix, column_upper=np.minimum(self.matrix.column_upper, upper))
        # What can stand in for a column is told of columns that are free.
        matrix = replace(matrix, spare=matrix.spare[:0])
        return self.answer(matrix)

    def answer(self, matrix: Matrix, loosely: Loosely | None = None) -> Outcome:
        """Return what the best plan of a program comes to with the plan's columns and rows, and rows behind them.

        loosely  as in `of_model`
        """
        behind = np.full(matrix.rows - self.matrix.rows, NONE)
        same = Counterparts(np.arange(matrix.columns), np.append(np.arange(self.matrix.rows), behind))
        return self._answer(matrix, weighed(self.model), self.within(matrix, lambda: same), loosely)

    def _answer(
        self, matrix: Matrix, tiers: list[Tier], extended: Extended | None, loosely: Loosely | None = None
    ) -> Outcome:
        """Return what the best plan of a program comes to that is, or is not, within the plan's."""
        results = results_of(self.solution)
        if extended is not None and is_unchanged(self.matrix, self.solution.values, results, extended, tiers):
            self._count("proven")
            return self.base
        if extended is None:
            self._count("afresh")
            answer = self.attempted(lambda: self.solved(matrix, tiers, None))
        else:
            if loosely is not None and extended.is_looser:
                try:
                    other = loosely(extended)
                except StoppedError:
                    return Outcome({}, STOPPED)
                if other is not None:
                    self._count("loosened")
                    return other
            cost = least_cost(self.solution, results, extended, tiers, self.deadline)
            if cost is not None:
                self._count("tightened")
                return replace(self.base, optima={**self.base.optima, COST: cost})
            start = self._start(extended)
            self._count("from the basis")
            answer = self.attempted(lambda: self.solved(extended.matrix, extended.tiers(tiers), start))
        return answer if isinstance(answer, Outcome) else outcome_of(answer)

    @staticmethod
    def attempted(solve: Callable[[], Solution]) -> Solution | Outcome:
        """Return a solution; where there is none, an outcome that says why."""
        try:
            return solve()
        except StoppedError:
            return Outcome({}, STOPPED)
        except UnsolvedError:
            return Outcome({}, UNSOLVED)
        except EndlessError:
            return Outcome({}, ENDLESS)
        except NoPlanError:
            return Outcome({}, NO_PLAN)

    def within(self, matrix: Matrix, found: Callable[[], Counterparts]) -> Extended | None:
        """Return another program within the plan's; None where that is no start."""
        if not self.is_start or matrix.integer.size or matrix.unit != 1.0:
            return None
        return extend(self.matrix, matrix, found(), self.solution.values)

    @property
    def is_start(self) -> bool:
        """Return whether the plan's bases are known, and of use where others begin."""
        return bool(self.solution.bases) and not self.matrix.integer.size and self.matrix.unit == 1.0

    def _start(self, extended: Extended) -> Start:
        bases = fitted(self.solution.bases, self.matrix, extended.matrix)
        return Start(bases, self.base.optima, extended.is_looser)

    def solved(self, matrix: Matrix, tiers: list[Tier], start: Start | None, method: Method = "by size") -> Solution:
        """Return the solution of any program; raise as planner.solve.highs.solve, StoppedError at the deadline."""
        return _solved(self.model, matrix, tiers, start, self.deadline, method)

    def _count(self, how: str) -> None:
        self.counts[how] = self.counts.get(how, 0) + 1


def _model_of(known: Model, tables: Tables, asked: IntArray | None = None) -> Model | None:
    """Return the program of other tables within the rest of a problem; None where the input has errors.

    asked  (nodes,) marks that stay apart at each node, as of `with_rules`
    """
    own = known.problem
    by_rules = differ_in_rules(tables, own.tables)
    problem, found = with_rules(own, tables, asked) if by_rules else make_problem(tables, own.earlier.plan)
    return None if errors(list(found)) else build(problem, known if by_rules else None)


def _solved(
    model: Model, matrix: Matrix, tiers: list[Tier], start: Start | None, deadline: float | None,
    method: Method = "by size",
) -> Solution:  # fmt: skip
    """Return the solution of any program, with the options of a model's problem; raise as `Study.solved`."""
    left = seconds_left(deadline)
    if left == 0.0:
        raise StoppedError("no time is left")
    solution = highs.solve(matrix, tiers, left, silent, model.problem.options.gap, method, start)
    if solution.stopped_in is not None:
        raise StoppedError("no time is left")
    return solution


def elsewhere(model: Model, tables: Tables, deadline: float | None) -> Study | None:
    """Return a study of other tables within the rest of a problem; None where they have no plan, or none is known."""
    other = _model_of(model, tables)
    if other is None:
        return None
    try:
        return Study(other, _solved(other, other.program.matrix(), weighed(other), None, deadline), deadline)
    except (NoPlanError, StoppedError, UnsolvedError):
        return None


def weighed(model: Model) -> list[Tier]:
    """Return the tiers that a planner weighs."""
    return [tier for tier in model.program.tiers if tier.kind != TIE_BREAK]


def results_of(solution: Solution) -> list[TierResult]:
    """Return the results of the tiers that a planner weighs."""
    return [result for result in solution.tiers if result.tier.kind != TIE_BREAK]


def outcome_of(solution: Solution) -> Outcome:
    """Return what a solution comes to."""
    least = {result.tier.name: least_of(result.tier, solution.matrix.unit) for result in results_of(solution)}
    return Outcome(optima_of(solution), streams=streams_of(solution), least=least)


def streams_of(solution: Solution) -> dict[str, int]:
    """Return step of a fair share -> how many demands it holds."""
    return {result.tier.name: int(result.held.size) for result in solution.tiers if result.tier.kind == FAIR}


def optima_of(solution: Solution) -> dict[str, float]:
    """Return name of each tier that a planner weighs -> its optimum."""
    return {result.tier.name: result.objective for result in results_of(solution)}
