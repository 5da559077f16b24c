"""The search for the whole-number decisions of one tier after another, each locked for those behind it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import highspy
import numpy as np

from models.arrays import FloatArray
from models.linear.matrix import Matrix
from models.linear.program import Tier
from models.linear.solution import Decisions
from planner.errors import ContradictionError, EndlessError, StoppedError, UnsolvedError
from planner.solve.ordered import Reached, is_less, worse
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
from planner.solve.wider import Row, row_of, with_rows

# A lock row leaves this much room: relative to the optimum, and absolute in the scaled objective. It may shut out the
# point that it was made from, which holds only within the solver's tolerance.
LOCK_RELATIVE, LOCK_ABSOLUTE = 1e-9, 1e-8
# How a tier is searched until its decisions hold: presolve, and the factor by which the room of the locks is opened.
WAYS = (("choose", 1.0), ("off", 1.0), ("choose", 1e2), ("off", 1e2), ("off", 1e4))
# HiGHS 1.16 proves decisions best that are not, mostly with presolve and now and then without: every tier is searched
# twice, each time in another of these ways, and the better decisions stand (tests/lost_in_presolve.py has one). The
# second search may take so many nodes more than so many times those of the first.
SECOND_NODES, SECOND_TIMES = 1_000, 10
ANY_NODES = 2**31 - 1
# A little room in one sum of shares buys more in the next one, and that more in the one behind: less goes first.
FAIR_WAYS = (("choose", 1e-5), ("off", 1e-5), *WAYS)
# A whole number may be this far off: it is rounded, and what depends on it is solved again. At 1e-9 presolve of HiGHS
# 1.16 calls programs infeasible that are not.
WHOLE = 1e-7


# From whole numbers and a number of tiers to what they come to, each on the face of the better ones; None where no plan
# is found in time. The room of the locks lets a search reach a little more than that, and a lock there would shut out
# equal decisions.
type Exact = Callable[[FloatArray, int], Reached | None]


@dataclass(frozen=True, eq=False)
class Decided:
    """Whole numbers for the integer columns, and how they were found.

    values      (integer,)
    stopped_in  name of the tier in which the time limit came, or None
    """

    values: FloatArray
    decisions: Decisions
    stopped_in: str | None


@dataclass(frozen=True, eq=False)
class _Lock:
    """A row that holds a solved tier: its scaled objective at most this optimum and room."""

    row: Row
    optimum: float
    room: float


@dataclass(eq=False)
class Search:
    """The state of the search: the best point so far, what each tier reached and what bounds it, and the locks.

    program  with the columns and rows of the ordered sums that are locked
    exactly  what the best decisions come to in each finished tier
    is_fair  whether shares are locked, or being searched
    nodes    of all trees so far
    """

    program: Matrix
    deadline: float | None
    exact: Exact
    highs: highspy.Highs = field(default_factory=make_highs)
    whole: FloatArray | None = None
    exactly: Reached = ()
    values: list[float] = field(default_factory=list)
    bounds: list[float] = field(default_factory=list)
    locks: list[_Lock] = field(default_factory=list)
    is_fair: bool = False
    nodes: int = 0

    def tier(self, tier: Tier) -> bool:
        """Search one tier and lock it; tell whether it was finished."""
        objective = np.append(tier.objective, np.zeros(self.program.columns - tier.objective.size))
        bound, accepted, stopped = self.search(
            self.program, objective, tier.name, lambda found, bound: self._accept(tier, found, bound), self._improve
        )
        if not accepted:
            if self.whole is None:
                if stopped:
                    return False
                raise ContradictionError
            self._keep(bound)
        if stopped or not np.isfinite(self.exactly[-1]).all():
            return False
        self.lock(objective, max(self.values[-1], float(self.exactly[-1][0])))
        return True

    def decided(self, stopped_in: str | None) -> Decided:
        """Return the whole numbers of the best point."""
        if self.whole is None:
            raise StoppedError("the time limit came before a plan was found")
        decisions = Decisions(self.whole.size, tuple(self.bounds), tuple(self.values), self.nodes)
        return Decided(self.whole, decisions, stopped_in)

    def search(
        self, program: Matrix, objective: FloatArray, name: str, accept: Callable[[FloatArray, float], bool],
        improve: Callable[[FloatArray], object],
    ) -> tuple[float, bool, bool]:  # fmt: skip
        """Minimise an objective until its decisions are accepted, then search once more for better ones.

        accept   takes the best point of a run, and the bound that it proves
        improve  takes the point of the second opinion, where its decisions are better
        returns  the bound, whether decisions were accepted, whether the time limit came
        """
        scale, bound, stopped, failed = scale_of(objective), -np.inf, False, ""
        ways = (FAIR_WAYS if self.is_fair else WAYS) if self.locks else WAYS[:2]
        for place, (presolve, factor) in enumerate(ways):
            outcome = self._run(self._locked(program, factor), objective * scale, presolve, ANY_NODES)
            if outcome is Outcome.UNBOUNDED:
                raise EndlessError(name)
            failed = status_of(self.highs) if outcome in (Outcome.FAILED, Outcome.UNDECIDED) else ""
            stopped = outcome is Outcome.TIME
            if stopped or outcome is Outcome.OPTIMAL:
                bound = self.highs.getInfo().mip_dual_bound / scale
                found = self._found()
                accepted = found is not None and accept(found, bound)
                if found is not None and accepted and not stopped:
                    # Beside a cost that only forbids, what the search makes of the others may be all rounding.
                    incurred = float(np.abs(objective[np.abs(found) > WHOLE]).max(initial=0.0))
                    finer = objective * scale_of(objective, incurred)
                    self._ask_again(program, finer, ways[place + 1 : place + 2], improve)
                if accepted or stopped:
                    return bound, accepted, stopped
        if self.whole is None and failed:
            raise UnsolvedError(f"HiGHS ended tier '{name}' with status '{failed}'")
        return bound, False, False

    def _ask_again(
        self, program: Matrix, objective: FloatArray, ways: Sequence[tuple[str, float]],
        improve: Callable[[FloatArray], object],
    ) -> None:  # fmt: skip
        """Search once more in each of these ways; a plan that is better is so however the search for it ended."""
        for presolve, factor in ways:
            nodes = SECOND_NODES + SECOND_TIMES * self._node_count()
            self._run(self._locked(program, factor), objective, presolve, nodes)
            other = self._found()
            if other is not None:
                improve(other)

    def worsens(self, known: Reached) -> bool:
        """Tell whether decisions are worse in a better tier, once the room of its lock is gone."""
        return any(is_less(before, now, worse(before)) for before, now in zip(self.exactly, known, strict=False))

    def lock(self, objective: FloatArray, optimum: float) -> None:
        """Hold an objective at its optimum for what follows."""
        scale = scale_of(objective)
        if objective.any():
            room = max(LOCK_RELATIVE * abs(optimum * scale), LOCK_ABSOLUTE)
            self.locks.append(_Lock(row_of(objective * scale), optimum * scale, room))

    def _run(self, program: Matrix, objective: FloatArray, presolve: str, nodes: int) -> Outcome:
        """Run HiGHS, through so many nodes at most, and return its outcome.

        Never from the last point: HiGHS 1.16 has been seen to prove a plan best that is not when it has a start.
        """
        pass_program(self.highs, program, objective)
        require(self.highs.setOptionValue("presolve", presolve), "option presolve")
        require(self.highs.setOptionValue("mip_max_nodes", nodes), "option mip_max_nodes")
        end_by(self.highs, self.deadline)
        outcome = run_highs(self.highs)
        self.nodes += self._node_count()
        return outcome

    def _node_count(self) -> int:
        """Return the nodes of the last run; HiGHS says -1 where it came to none."""
        return max(int(self.highs.getInfo().mip_node_count), 0)

    def _accept(self, tier: Tier, found: FloatArray, bound: float) -> bool:
        """Take the decisions of a point, unless they are worse in a better tier once its room is gone."""
        whole = np.rint(found[self.program.integer])
        value = float(tier.objective @ found[: tier.objective.size])
        known = self.exact(whole, len(self.exactly) + 1)
        if known is not None and self.worsens(known):
            return False
        self.whole, self.exactly = whole, known or (*self.exactly, np.array([value]))
        # A bound that the decisions, or what they leave to choose, go below is none.
        reached = self.exactly[-1]
        value = float(reached[0]) if is_less(reached, np.array([value]), worse(np.array([value]))) else value
        self.values.append(value)
        self.bounds.append(min(bound, value))
        return True

    def _improve(self, found: FloatArray) -> None:
        """Take the decisions of a point in the place of those just taken, where they are better in this tier."""
        whole = np.rint(found[self.program.integer])
        known = self.exact(whole, len(self.exactly))
        if known is None or self.worsens(known) or not is_less(known[-1], self.exactly[-1], worse(self.exactly[-1])):
            return
        self.whole, self.exactly = whole, known
        self.values[-1] = float(known[-1][0])
        self.bounds[-1] = min(self.bounds[-1], self.values[-1])

    def _keep(self, bound: float) -> None:
        """Stay with the decisions of the better tiers, for want of any that are as good there; the gap says so."""
        known = None if self.whole is None else self.exact(self.whole, len(self.exactly) + 1)
        self.exactly = known or (*self.exactly, np.array([np.inf]))
        self.values.append(float(self.exactly[-1][0]))
        self.bounds.append(min(bound, self.values[-1]))

    def _found(self) -> FloatArray | None:
        """Return (columns,) the best point of the last run, or None."""
        if self.highs.getInfo().primal_solution_status != int(highspy.SolutionStatus.kSolutionStatusFeasible):
            return None
        return np.array(self.highs.getSolution().col_value, dtype=np.float64)

    def _locked(self, program: Matrix, factor: float) -> Matrix:
        """Return the program with every lock, and so many times the room behind each."""
        upper = np.array([lock.optimum + lock.room * factor for lock in self.locks])
        return with_rows(program, [lock.row for lock in self.locks], upper)
