"""The same program as a PuLP problem: every other solver, and a second opinion.

Tiers are locked by a row, because not every solver returns duals; the default solver locks by the face.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from models.arrays import FloatArray
from models.linear.matrix import Matrix
from models.linear.program import Tier
from models.linear.solution import Decisions, Solution, TierResult
from planner.errors import InternalError, StoppedError, UnsolvedError
from planner.process.deadline import moment_after
from planner.solve.defining import asleep, told, woken
from planner.solve.fair import Optimum, Shared, share
from planner.solve.ordered import in_order, is_less, shares_of, sum_of_largest
from planner.solve.pulp_tier import LOCK_ABSOLUTE, require_near, solve_in_time
from planner.solve.unit import in_tonnes, in_unit

Progress = Callable[[str], None]

# A share of a demand that is smaller by more than this is smaller by no room of a lock and by no want of digits.
IMPROVED = 1e-6


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

    Raises UnsolvedError when a tier is further from its optimum than that.
    """
    return replace(solution, tiers=_as_reached(solution.tiers, solution.values, solution.solver))


def _as_reached(results: Sequence[TierResult], values: FloatArray, name: str) -> tuple[TierResult, ...]:
    """Return the tiers as they are at a point; UnsolvedError when one is too far from its optimum."""
    reached = [replace(result, objective=float(result.tier.objective @ values)) for result in results]
    for result, there in zip(results, reached, strict=True):
        require_near(name, result.tier, result.objective, there.objective)
    return tuple(reached)


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
    deadline = moment_after(time_limit, time.monotonic())
    for tier in tiers:
        progress(f"solving tier {tiers.index(tier) + 1} of {len(tiers)} with {name}: {tier.name}")
        if tier.defining.size:
            bounded = woken(bounded, matrix, tier)
        if tier.kind == "fair":
            fair = None if values is None else _fair(bounded, tier, values, results, name, deadline, gap)
            if fair is None:
                return _stopped(matrix, values, results, tier, name)
            values, bounded, results, finished = fair
            if not finished:
                return _stopped(matrix, values, results, tier, name)
            continue
        try:
            found = _solve_tier(bounded, tier, values, results, name, deadline, gap)
        except UnsolvedError:
            if tier.kind != "tie-break" or values is None:
                raise
            # The last tier: all that a planner weighs is solved, and stays as it is.
            return Solution(matrix, values, tuple(results), None, name, unsolved=tier.name)
        if found is None:
            return _stopped(matrix, values, results, tier, name)
        values = found[: matrix.columns]
        results.append(TierResult(tier, float(tier.objective @ values), nothing, nothing))
    if values is None:
        raise InternalError("there was no tier to solve")
    return Solution(matrix, values, tuple(results), None, name)


def _stopped(matrix: Matrix, values: FloatArray | None, results: list[TierResult], tier: Tier, name: str) -> Solution:
    """Return what a solve that a limit stopped in a tier has come to; raise StoppedError when that is no plan."""
    if values is None:
        raise StoppedError("the time limit came before a plan was found")
    return Solution(matrix, values, tuple(results), tier.name, name)


def _solve_tier(
    bounded: Matrix, tier: Tier, values: FloatArray | None, better: list[TierResult], name: str,
    deadline: float | None, gap: float,
) -> FloatArray | None:  # fmt: skip
    """Return (columns,) the optimum of one tier; None when the time came before it.

    Raises UnsolvedError where the solver has none; of the last tier also where the room of the locks, which a solver
    may have needed wide, lets a better one go too far.
    """
    found = solve_in_time(bounded, tier, better, name, deadline, gap, first=values is None)
    if found is not None and tier.kind == "tie-break":
        _as_reached(better, found, name)
    return found


def _fair(
    bounded: Matrix, tier: Tier, values: FloatArray, better: list[TierResult], name: str, deadline: float | None,
    gap: float,
) -> tuple[FloatArray, Matrix, list[TierResult], bool] | None:  # fmt: skip
    """Return a point with the fairest shares, the program that keeps them, the locks, and whether this was finished.

    None when the time came before any are known.
    """
    if bounded.integer.size:
        search = _fairest(bounded, tier, values, better, name, deadline, gap)
        return None if search is None else (search.values, search.program, search.locks, search.finished)
    shared = _share(bounded, tier, values, better, name, deadline)
    if shared is None:
        return None
    kept = replace(bounded, column_lower=shared.lower, column_upper=shared.upper)
    return shared.values, kept, [*better, *shared.results], True


def _share(
    matrix: Matrix, tier: Tier, values: FloatArray, better: list[TierResult], name: str, deadline: float | None
) -> Shared | None:
    """Solve the steps of a fair share; what cannot do better is proven by solving, for want of duals."""

    def minimise(program: Matrix, objective: FloatArray) -> Optimum | None:
        point = solve_in_time(program, replace(tier, objective=objective), better, name, deadline, 0.0)
        return None if point is None else Optimum(point, np.empty(0), np.empty(0))

    return share(matrix, tier, values, minimise, room=LOCK_ABSOLUTE, improved=IMPROVED)


def _fairest(
    program: Matrix,
    tier: Tier,
    values: FloatArray,
    better: list[TierResult],
    name: str,
    deadline: float | None,
    gap: float,
) -> _Fairest | None:
    """Search the decisions with the fairest shares; None when the time came before those of `values` are known."""
    search = _Fairest(tier, program, values, np.empty(0), better, list(better), name, deadline, gap)
    known = search.known(values)
    if known is None:
        return None
    search.values, search.shares = known
    search.finished = in_order(search)
    return search


@dataclass(eq=False)
class _Fairest:
    """The search for the fairest decisions of one tier; see planner.solve.ordered.Search.

    program  with the columns and rows of the sums that are locked
    values   (columns,) a point of the best decisions, in the columns of the program as it was at first
    better   results of the better tiers; locks: these, and behind them of each sum that is locked
    """

    tier: Tier
    program: Matrix
    values: FloatArray
    shares: FloatArray
    better: list[TierResult]
    locks: list[TierResult]
    name: str
    deadline: float | None
    gap: float
    finished: bool = False

    def known(self, point: FloatArray) -> tuple[FloatArray, FloatArray] | None:
        """Return a point with the fairest shares for the decisions of a point, and these; None when the time came."""
        decided = self.program.decided(np.rint(point[self.program.integer]))
        shared = _share(decided, self.tier, point, self.better, self.name, self.deadline)
        if shared is None:
            return None
        return shared.values[: self.values.size], shares_of(self.program, self.tier, shared.values)

    def attempt(self, count: int) -> bool:
        """Search for decisions with a smaller sum of so many largest shares; tell whether this was finished."""
        wide, objective = sum_of_largest(self.program, self.tier, count)
        sums = replace(self.tier, objective=objective)
        point = solve_in_time(wide, sums, self.locks, self.name, self.deadline, self.gap)
        if point is None:
            return False
        whole = self.program.integer
        if np.array_equal(np.rint(point[whole]), np.rint(self.values[whole])):
            return True
        known = self.known(point)
        if known is None:
            return False
        if is_less(known[1], self.shares, IMPROVED):
            self.values, self.shares = known
        return True

    def note(self, count: int) -> None:
        """Note nothing: PuLP hands no bounds over."""

    def lock(self, count: int) -> None:
        """Hold the sum of so many largest shares."""
        self.program, objective = sum_of_largest(self.program, self.tier, count)
        held = replace(self.tier, name=f"{self.tier.name}, sum of {count}", objective=objective)
        self.locks.append(TierResult(held, float(self.shares[:count].sum()), np.empty(0), np.empty(0)))
