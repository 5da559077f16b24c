"""What one more and one less of a limit changes in every tier, and how far the limit may move for all of that to hold.

The face of a tier's optima is what its duals pin. As long as the program with a limit moved has a point on the face of
every tier, their duals prove that point best: each tier changes by its dual for each unit of the move, exactly. How far
that is, is asked of the solver with one column more, which shifts the limit.

Where a limit cannot move at all to a side, its duals are not what it is worth there. Then the program is solved anew
with the limit a little further, and the faces of that solution tell from where to where its own duals hold; they are
what the limit is worth from the plan on where that span reaches back to the plan. Whole numbers stay as decided.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from models.arrays import FloatArray, IntArray
from models.limits import decided_sizes, limits, room_to_type
from models.linear.solution import Solution
from models.plan import Plan
from models.roles import SHARES
from models.tiers import FAIR
from planner.errors import NoPlanError, StoppedError, UnsolvedError
from planner.explain.answer import UnansweredError
from planner.explain.faces import counted
from planner.explain.level import SMALL
from planner.explain.limit_spans import Spans
from planner.explain.outcomes import NO_PLAN, STOPPED, UNSOLVED, no_worth
from planner.explain.pieces import Pieces, counterparts_of
from planner.explain.study import Study, results_of, weighed
from planner.solve.session import Progress
from planner.solve.unit import in_unit
from planner.solve.warm import Start

# Limits that are looked at closely.
MOST = 10
# A move of a smaller share of a limit, or of fewer t, is none.
NO_MOVE = 1e-6
# A solver's answer to how far back a span reaches is no closer than this share.
REACHED = 1e-7
# By which share of itself a limit is moved at first to see what it is worth there, and how often it is tried nearer.
STEP, NEARER = 1e-2, 6
DEMAND = "demand"
NO_DUALS, OTHER_STEPS = "not known: this solver gives no duals", "not told: shares are made fair by other steps there"
NONE_LEFT, NONE_MORE = "there is nothing of it to take away", "the maximum in its row allows no more"
NOT_ASKED, CHANGES = "not told here: --explain full", "not told: it changes with every little more"


@dataclass(frozen=True)
class Side:
    """What a limit is worth to one side.

    worth  change of each tier for each unit by which the limit moves to this side; () where it is not known
    reach  by how many units it may move for all of that; infinite where there is no end
    first  likewise for the first tier that changes alone; None where that was not asked
    why    why it is not known, else ""
    is_apart  whether demands that share a shortage fairly no longer have one share: the worst of theirs is told
    """

    worth: tuple[float, ...]
    reach: float = 0.0
    first: float | None = None
    why: str = ""
    is_apart: bool = False


@dataclass(frozen=True)
class LimitValue:
    """What one more and one less of the limit of a program row change."""

    row: int
    more: Side
    less: Side


@dataclass(frozen=True)
class LimitValues:
    """The limits that matter most, the most pressing first.

    why  why there are none, "" where they are known;  is_decided  whether whole numbers stay as they were decided
    """

    each: tuple[LimitValue, ...]
    why: str = ""
    is_decided: bool = False


NO_VALUES = LimitValues(())


def limit_values(plan: Plan, study: Study, progress: Progress, *, full: bool) -> LimitValues:
    """Return what the limits that matter most are worth.

    full  whether to solve anew where that takes long, and to tell how far the first tier that changes goes on
    """
    results = results_of(plan.solution)
    why = study.base.why
    if not why and not (study.exact and all(result.row_dual.size for result in results)):
        why = NO_DUALS
    rows = np.empty(0, dtype=np.int64) if why else pressing(plan)
    if not rows.size:
        return LimitValues((), why)
    progress("finding how far the limits that matter keep their value")
    try:
        asked = _Asked(study, counted(study), rows, full=full)
        found = tuple(asked.value(place) for place in range(rows.size))
    except StoppedError:
        return LimitValues((), STOPPED)
    except UnsolvedError:
        return LimitValues((), UNSOLVED)
    return LimitValues(found, is_decided=plan.solution.decisions is not None)


def pressing(plan: Plan) -> IntArray:
    """Return program rows of the limits that matter most: of the best tier, by their value and what is used.

    One that counts in several periods is there once, where it matters most, as long as others are left.
    """
    table, results = limits(plan), results_of(plan.solution)
    if table.empty:
        return np.empty(0, dtype=np.int64)
    duals = table[[f"dual {number}" for number in range(1, len(results) + 1)]].to_numpy()
    duals = np.where(np.abs(duals) < [no_worth(result.tier) for result in results], 0.0, duals)
    valued = np.flatnonzero(duals.any(axis=1) & (table["family"] != DEMAND).to_numpy())
    first = (duals[valued] != 0.0).argmax(axis=1)
    size = np.abs(duals[valued, first])
    used = np.abs(table["limit"].to_numpy()[valued])
    valued = valued[np.lexsort((table["row"].to_numpy()[valued], -size, -size * used, first))]
    again = table.loc[valued, ["words", "key"]].duplicated().to_numpy()
    chosen = np.sort(np.argsort(again, kind="stable")[:MOST])
    rows: IntArray = table["row"].to_numpy(dtype=np.int64)[valued[chosen]]
    return rows


class _Asked:
    """The limits that are asked for, in the unit in which the program is counted."""

    def __init__(self, study: Study, solution: Solution, rows: IntArray, *, full: bool) -> None:
        self._study, self._solution, self._rows, self._full = study, solution, rows, full
        self._unit = study.solution.matrix.unit
        self._last = len(results_of(solution)) - 1
        self._no_worth = np.array([no_worth(result.tier) for result in results_of(study.solution)])
        # Priorities whose shortage is shared fairly.
        self._shared = {tier.priority for tier in study.model.program.tiers if tier.kind == FAIR}
        self._spans = Spans(study, solution, rows, self._shared)
        self._own = counterparts_of(solution, solution)
        blocks = study.model.program.row_blocks
        self._is_share = np.isin(rows, np.concatenate([blocks[family].index for family in SHARES]))
        matrix = solution.matrix
        activity = matrix.activity(solution.values)[rows]
        upper, lower = matrix.row_upper[rows], matrix.row_lower[rows]
        self._limit = np.where(upper - activity <= activity - lower, upper, lower)
        self._limit += decided_sizes(study.model, matrix, solution.values)[rows]
        self._room = room_to_type(study.model)[rows] / self._unit

    def value(self, place: int) -> LimitValue:
        """Return what a limit is worth to both sides."""
        sides = []
        for sign in (1.0, -1.0):
            try:
                sides.append(self._side(place, sign))
            except UnsolvedError:
                sides.append(Side((), why=UNSOLVED))
            except UnansweredError as fault:
                sides.append(Side((), why=f"not known: the solver ends with '{fault}'"))
        return LimitValue(int(self._rows[place]), *sides)

    def _side(self, place: int, sign: float) -> Side:
        limit = float(self._limit[place])
        least = NO_MOVE * max(1.0, abs(limit))
        # No limit can be less than nothing, but a share can be stricter.
        most = float(self._room[place]) if sign > 0.0 else np.inf if self._is_share[place] else limit
        if most <= least:
            return Side((), why=NONE_MORE if sign > 0.0 else NONE_LEFT)
        reach = self._spans.reach(self._last, place, sign, most)
        if reach > least:
            own = self._own
            return self._told(own, own.worths(int(self._rows[place])), self._spans, place, sign, 0.0, reach, most)
        is_large = self._solution.matrix.columns > SMALL
        if self._shared and is_large:  # every step is a solve of its own there
            return Side((), why=OTHER_STEPS)
        if not self._full and (self._shared or is_large):
            return Side((), why=NOT_ASKED)
        return self._anew(place, sign, least, most)

    def _anew(self, place: int, sign: float, least: float, most: float) -> Side:
        """Return what a limit is worth where its duals do not say so, from programs with the limit a little further."""
        limit = float(self._limit[place])
        step, why = min(STEP * max(1.0, abs(limit)), most), CHANGES
        for _ in range(NEARER):
            if step <= least:
                break
            try:
                other = self._moved(place, sign * step)
            except NoPlanError:
                step, why = step * STEP, NO_PLAN
                continue
            spans = Spans(self._study, other, self._rows[[place]], self._shared)
            known = counterparts_of(self._solution, other)
            back = spans.reach(known.last, 0, -sign, step)
            if back >= step * (1.0 - REACHED):
                duals = known.worths(int(self._rows[place]))
                if not known.rises_by(sign * step * duals):
                    return Side((), why=OTHER_STEPS)
                reach = spans.reach(known.last, 0, sign, most - step)
                return self._told(known, duals, spans, 0, sign, step, reach, most)
            step, why = (step - back) / 2.0, CHANGES
        return Side((), why=why)

    def _moved(self, place: int, move: float) -> Solution:
        """Return the solution of the program with a limit moved."""
        solution, row = self._solution, self._rows[place]
        matrix = solution.matrix
        lower, upper = matrix.row_lower.copy(), matrix.row_upper.copy()
        lower[row] += move
        upper[row] += move
        other = replace(matrix, row_lower=lower, row_upper=upper)
        if self._shared:  # its steps are others there
            _, tiers = in_unit(self._study.solution.matrix, weighed(self._study.model))
            return self._study.solved(other, tiers, None)
        start = Start(solution.bases, {result.tier.name: result.objective for result in solution.tiers}, False)
        return self._study.solved(other, [result.tier for result in results_of(solution)], start)

    def _told(
        self, known: Pieces, duals: FloatArray, spans: Spans, shift: int, sign: float, step: float, reach: float,
        most: float,
    ) -> Side:  # fmt: skip
        """Return a side whose value the duals of a solution tell that is a step away, and holds a reach further."""
        duals = duals / self._unit
        worth = tuple((sign * np.where(np.abs(duals) < self._no_worth, 0.0, duals) + 0.0).tolist())
        first = next((tier for tier, one in enumerate(worth) if one), self._last)
        on = None
        if self._full:
            on = reach if first == self._last else spans.reach(known.place[first], shift, sign, most - step)
            on = (step + max(on, reach)) * self._unit
        return Side(worth, (step + reach) * self._unit, on, is_apart=known.is_apart)
