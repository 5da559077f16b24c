"""Deciding the whole numbers of a program: tier by tier as a mixed-integer program, each locked by a row for the next.

The continuous rest is then solved again as a linear program on faces, so that duals exist and nothing rests on the
room that a lock row leaves.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import highspy
import numpy as np

from models.arrays import FloatArray
from models.program import Matrix, Tier
from models.solution import Decisions
from planner.errors import ContradictionError, EndlessError, InternalError, StoppedError
from planner.solve.session import (
    Outcome,
    Progress,
    make_highs,
    pass_program,
    require,
    run_highs,
    scale_of,
    set_objective,
    status_of,
)  # fmt: skip

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
# Decisions that make a better tier worse than this, exactly solved, lived on the room of its lock.
WORSE_RELATIVE, WORSE_ABSOLUTE = 1e-7, 1e-7
# Integers are decided in this share of the time; the rest is for the linear program that is left.
SHARE_OF_TIME = 0.8
# A whole number may be this far off: it is rounded, and what depends on it is solved again. At 1e-9 presolve of HiGHS
# 1.16 calls programs infeasible that are not.
WHOLE = 1e-7


# From whole numbers and a number of tiers to their values, each on the face of the better ones; None where no plan is
# found in time. The room of the locks lets a search reach a little more than that, and a lock there would shut out
# equal decisions.
type Exact = Callable[[FloatArray, int], tuple[float, ...] | None]


@dataclass(frozen=True, eq=False)
class Decided:
    """Whole numbers for the integer columns, and how they were found.

    values      (integer,)
    stopped_in  name of the tier in which the time limit came, or None
    """

    values: FloatArray
    decisions: Decisions
    stopped_in: str | None


def decide(
    matrix: Matrix, tiers: Sequence[Tier], gap: float, time_limit: float | None, progress: Progress, exact: Exact
) -> Decided:
    """Return the integers of the lexicographic optimum of all tiers but the tie-break.

    gap    share of a tier's value at which its search may end
    exact  see Exact
    Raises ContradictionError when no point satisfies the rows, EndlessError when a tier has no lower end,
    StoppedError when the limit comes before any plan.
    """
    search = _Search(matrix, None if time_limit is None else time.monotonic() + SHARE_OF_TIME * time_limit, exact)
    pass_program(search.highs, matrix, np.zeros(matrix.columns))
    require(search.highs.setOptionValue("mip_rel_gap", gap), "option mip_rel_gap")
    require(search.highs.setOptionValue("mip_abs_gap", 0.0), "option mip_abs_gap")
    require(search.highs.setOptionValue("mip_feasibility_tolerance", WHOLE), "option mip_feasibility_tolerance")
    searched = [tier for tier in tiers if tier.kind != "tie-break"]
    for number, tier in enumerate(searched, start=1):
        progress(f"deciding {matrix.integer.size:,} whole numbers, tier {number} of {len(searched)}: {tier.name}")
        if not search.tier(tier):
            return search.decided(tier.name)
    return search.decided(None)


@dataclass(frozen=True, eq=False)
class _Found:
    """What one search of a tier decided.

    exactly  values of the tiers so far with these whole numbers, each solved on the face of the better ones
    value    of this tier as the search has it;  nodes  how many the search took
    """

    whole: FloatArray
    exactly: tuple[float, ...]
    value: float
    nodes: int

    def is_better(self, other: _Found) -> bool:
        """Tell whether these decisions are better in this tier than others, by more than rounding."""
        return self.exactly[-1] < other.exactly[-1] - _worse(other.exactly[-1])


@dataclass(eq=False)
class _Search:
    """The state of the search: the best point so far, what each tier reached and what bounds it, and the locks."""

    matrix: Matrix
    deadline: float | None
    exact: Exact
    highs: highspy.Highs = field(default_factory=make_highs)
    whole: FloatArray | None = None
    exactly: tuple[float, ...] = ()
    values: list[float] = field(default_factory=list)
    bounds: list[float] = field(default_factory=list)
    locks: list[tuple[float, float]] = field(default_factory=list)  # scaled optimum, room

    def tier(self, tier: Tier) -> bool:
        """Search one tier and lock it; tell whether it was finished."""
        scale, bound, stopped, failed = scale_of(tier.objective), -np.inf, False, ""
        set_objective(self.highs, tier.objective * scale)
        found: _Found | None = None
        for presolve, factor in WAYS if self.locks else WAYS[:2]:
            outcome = self._run(presolve, factor, found)
            if found is not None:  # a plan that is better is so however the search for it ended
                other = self._found(tier)
                found = other if other is not None and other.is_better(found) else found
                break
            if outcome is Outcome.UNBOUNDED:
                raise EndlessError(tier.name)
            failed = status_of(self.highs) if outcome in (Outcome.FAILED, Outcome.UNDECIDED) else ""
            stopped = outcome is Outcome.TIME
            if stopped or outcome is Outcome.OPTIMAL:
                bound, found = self.highs.getInfo().mip_dual_bound / scale, self._found(tier)
            if stopped:
                break
        if found is not None:
            self._take(found, bound)
        elif self.whole is not None:
            self._keep(bound)
        elif failed:
            raise InternalError(f"HiGHS ended tier '{tier.name}' with status '{failed}'")
        elif not stopped:
            raise ContradictionError
        if stopped or not np.isfinite(self.exactly[-1]):
            return False
        self._lock(tier.objective * scale, max(self.values[-1], self.exactly[-1]) * scale)
        return True

    def decided(self, stopped_in: str | None) -> Decided:
        """Return the whole numbers of the best point."""
        if self.whole is None:
            raise StoppedError("the time limit came before a plan was found")
        return Decided(self.whole, Decisions(self.whole.size, tuple(self.bounds), tuple(self.values)), stopped_in)

    def _run(self, presolve: str, factor: float, found: _Found | None) -> Outcome:
        """Run HiGHS and return its outcome; once decisions are found, for a second opinion only.

        Never from the last point: HiGHS 1.16 has been seen to prove a plan best that is not when it has a start.
        """
        nodes = ANY_NODES if found is None else SECOND_NODES + SECOND_TIMES * found.nodes
        require(self.highs.setOptionValue("mip_max_nodes", nodes), "option mip_max_nodes")
        self._open(factor)
        require(self.highs.setOptionValue("presolve", presolve), "option presolve")
        if self.deadline is not None:
            left = max(self.deadline - time.monotonic(), 0.0)
            require(self.highs.setOptionValue("time_limit", self.highs.getRunTime() + left), "the time limit")
        require(self.highs.clearSolver(), "to forget the last run")
        return run_highs(self.highs)

    def _found(self, tier: Tier) -> _Found | None:
        """Return what the last run decided, unless it is worse in a better tier once the room of its lock is gone."""
        info = self.highs.getInfo()
        if info.primal_solution_status != int(highspy.SolutionStatus.kSolutionStatusFeasible):
            return None
        point = np.array(self.highs.getSolution().col_value, dtype=np.float64)
        whole, value = np.rint(point[self.matrix.integer]), float(tier.objective @ point)
        reached = self.exact(whole, len(self.values) + 1)
        for before, now in zip(self.exactly, reached or (), strict=False):
            if now > before + _worse(before):
                return None
        return _Found(whole, reached or (*self.exactly, value), value, max(int(info.mip_node_count), 0))

    def _take(self, found: _Found, bound: float) -> None:
        """Take decisions; a bound that they or what they leave to choose go below is none."""
        self.whole, self.exactly = found.whole, found.exactly
        is_lower = found.exactly[-1] < found.value - _worse(found.value)
        self.values.append(found.exactly[-1] if is_lower else found.value)
        self.bounds.append(min(bound, self.values[-1]))

    def _keep(self, bound: float) -> None:
        """Stay with the decisions of the better tiers, for want of any that are as good there; the gap says so."""
        reached = None if self.whole is None else self.exact(self.whole, len(self.values) + 1)
        self.exactly = reached or (*self.exactly, np.inf)
        self.values.append(self.exactly[-1])
        self.bounds.append(min(bound, self.values[-1]))

    def _lock(self, objective: FloatArray, optimum: float) -> None:
        """Hold a tier's scaled objective at its optimum for the tiers that follow."""
        used = np.flatnonzero(objective)
        if not used.size:
            return
        room = max(LOCK_RELATIVE * abs(optimum), LOCK_ABSOLUTE)
        status = self.highs.addRow(-np.inf, optimum + room, used.size, used.astype(np.int32), objective[used])
        require(status, "a lock")
        self.locks.append((optimum, room))

    def _open(self, factor: float) -> None:
        """Leave more room behind every lock."""
        rows = np.arange(self.matrix.rows, self.matrix.rows + len(self.locks), dtype=np.int32)
        upper = np.array([optimum + room * factor for optimum, room in self.locks])
        # A method that the stubs of highspy leave out.
        status = self.highs.changeRowsBounds(rows.size, rows, np.full(rows.size, -np.inf), upper)  # type: ignore[attr-defined]
        require(status, "wider locks")


def _worse(value: float) -> float:
    """Return by how much a value of a tier must be greater to be worse."""
    return max(WORSE_RELATIVE * abs(value), WORSE_ABSOLUTE)
