"""What one tonne less that the withholding country sends does: the plan's tiers with a limit just below what is sent.

The limit is one row more. While the better tiers keep their optima, which a tighter program cannot better, the cost on
their faces is the answer, from the plan's own basis; where they do not, everything is solved again. Where no plan sends
less, because so much is promised or kept of an earlier plan, the tonne is taken off what is asked for, and from that
period on nothing is kept of what `frozen periods` keep.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from models.arrays import FloatArray, IntArray
from models.linear.matrix import Matrix
from models.roles import ASKED
from planner.errors import StoppedError
from planner.explain.answer import UnansweredError
from planner.explain.faces import face_before_cost
from planner.explain.loaded import Loaded
from planner.explain.outcomes import COST, LEAST, NO_PLAN, Change, Outcome, change
from planner.explain.stress.gone import Gone, without
from planner.explain.study import Study, outcome_of, results_of, weighed
from planner.solve.session import Progress
from planner.solve.warm import LAST, fitted

# Costs that are asked of one program from one basis are as near as their sums of doubles: two solves would not be.
SAME_BASIS = 1e-11


@dataclass(frozen=True, eq=False)
class Flow:
    """Some columns that together are limited, each counting with a factor; words say what they are.

    period  of the columns
    """

    words: str
    columns: IntArray
    factor: FloatArray
    period: int = 0

    def planned(self, values: FloatArray) -> float:
        """Return what the plan has of it."""
        return float(self.factor @ values[self.columns])


def less_of(study: Study, flows: Sequence[Flow], amounts: Sequence[float], progress: Progress) -> list[Change]:
    """Return what every tier is more when each flow, by itself, is at most what it is in the plan less an amount."""
    if study.base.why:
        return [Change({}, study.base.why)] * len(flows)
    held = _held(study, flows)
    found = []
    for number, (flow, amount) in enumerate(zip(flows, amounts, strict=True)):
        progress(f"a little less of {flow.words}: {number + 1} of {len(flows)}")
        most = flow.planned(study.solution.values) - amount
        dearer = None if held is None else held.dearer(number, most)
        if dearer is None:
            again = _again(study, flow, most)
            found.append(_unasked(study, flow, most, amount) if again.why == NO_PLAN else again)
        else:
            found.append(Change({**dict.fromkeys(study.base.optima, 0.0), COST: dearer}))
    return found


class _Held:
    """The plan's program on the faces of the tiers before cost, with a row for each flow that limits nothing yet."""

    def __init__(self, study: Study, held: Matrix, flows: Sequence[Flow]) -> None:
        solution = study.solution
        matrix = solution.matrix
        count = [flow.columns.size for flow in flows]
        entries = (
            np.repeat(matrix.rows + np.arange(len(flows)), count),
            np.concatenate([np.empty(0, dtype=np.int64), *(flow.columns for flow in flows)]),
            np.concatenate([np.empty(0), *(flow.factor for flow in flows)]),
        )
        free = np.full(len(flows), np.inf)
        wide = held.grown(entries, rows=(-free, free))
        bases = fitted(solution.bases, matrix, wide)
        self._first, self._objective = matrix.rows, study.model.program.cost_vector()
        self._loaded = Loaded(replace(solution, matrix=wide, bases=bases), study.deadline, is_tightened=True)
        self._cost = self._loaded.least(self._objective).value
        self._least = max(LEAST, SAME_BASIS * abs(self._cost))

    def dearer(self, number: int, most: float) -> float | None:
        """Return USD more with a flow at a limit; None where a better tier has to give way, or nothing is known."""
        self._loaded.limit_row(self._first + number, most)
        try:
            more = self._loaded.least(self._objective).value - self._cost
            return more if more > self._least else 0.0
        except (UnansweredError, StoppedError):
            return None
        finally:
            self._loaded.limit_row(self._first + number, np.inf)


def _held(study: Study, flows: Sequence[Flow]) -> _Held | None:
    """Return the program on the faces; None where these are not told, or there is no basis to go on from."""
    held = face_before_cost(study.solution)
    if not flows or held is None or LAST not in study.solution.bases or study.matrix.integer.size:
        return None
    # What stands behind cost has no part in it: a tier of sizes or nearness is asked for by solving again.
    if results_of(study.solution)[-1].tier.name != COST:
        return None
    try:
        return _Held(study, held, flows)
    except (UnansweredError, StoppedError):
        return None


def _again(study: Study, flow: Flow, most: float) -> Change:
    row = np.full(flow.columns.size, study.matrix.rows)
    tighter = study.matrix.grown((row, flow.columns, flow.factor), rows=(np.array([-np.inf]), np.array([most])))
    return change(study.answer(tighter), study.base)


def _unasked(study: Study, flow: Flow, most: float, amount: float) -> Change:
    """Return what less of a flow does where as much less is asked of it: what is missing counts as if it were sent."""
    matrix = without(study.model, study.matrix, Gone(flow.period), study.solution.values)
    lanes, ship = _lanes_of(study, flow)
    own = ship[flow.columns]
    factor = np.zeros(lanes.size)
    factor[own] = flow.factor
    asking = np.concatenate([study.model.program.row_blocks[family].index for family in ASKED])
    counted = (ship[matrix.column] >= 0) & (matrix.value > 0.0) & np.isin(matrix.entry_row, asking)
    # What a row counts of a lane it counts alike, of whatever origin, and in whatever tier of a contract.
    place, first = np.unique(matrix.entry_row[counted] * lanes.size + ship[matrix.column[counted]], return_index=True)
    less, whole = matrix.rows, matrix.rows + 1
    missing = matrix.columns + np.arange(lanes.size)
    entries = (
        np.concatenate([place // lanes.size, np.full(own.size, less), np.full(lanes.size, whole)]),
        np.concatenate([missing[place % lanes.size], flow.columns, missing]),
        np.concatenate([matrix.value[counted][first], flow.factor, factor]),
    )
    none, free = np.zeros(lanes.size), np.full(2, -np.inf)
    wide = matrix.grown(entries, (none, np.full(lanes.size, np.inf)), (free, np.array([most, amount])))
    tiers = [replace(tier, objective=np.append(tier.objective, none)) for tier in weighed(study.model)]
    found = study.attempted(lambda: study.solved(wide, tiers, None))
    return change(found if isinstance(found, Outcome) else outcome_of(found), study.base)


def _lanes_of(study: Study, flow: Flow) -> tuple[IntArray, IntArray]:
    """Return the lanes of a flow, and (columns,) of what is sent and taken of it the place of its lane, else -1."""
    v, of = study.model.variables, np.full(study.matrix.columns, -1)
    of[v.ship.index] = v.ship.keys["lane"]
    lanes, places = np.unique(of[flow.columns], return_inverse=True)
    of[v.ship.index] = -1
    of[flow.columns] = places
    take = v.contracts.take
    own = np.isin(take.keys["lane"], lanes) & (take.keys["period"] == flow.period)
    of[take.index[own]] = np.searchsorted(lanes, take.keys["lane"][own])
    return lanes, of
