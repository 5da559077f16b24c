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
from models.matrix import Matrix
from planner.errors import StoppedError
from planner.explain.faces import face_before_cost
from planner.explain.loaded import LAST, Loaded, UnansweredError
from planner.explain.outcomes import COST, NO_PLAN, Change, change, difference
from planner.explain.stress.gone import ASKED, Gone, without
from planner.explain.study import Study, results_of
from planner.solve.session import Progress
from planner.solve.warm import fitted


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
            again = _again(study, study.matrix, flow, most)
            found.append(_again(study, _unasked(study, flow, amount), flow, most) if again.why == NO_PLAN else again)
        else:
            names = dict.fromkeys(study.base.optima, 0.0)
            found.append(Change({**names, COST: difference(study.base.optima[COST] + dearer, study.base.optima[COST])}))
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
        self._cost = study.base.optima[COST]

    def dearer(self, number: int, most: float) -> float | None:
        """Return USD more with a flow at a limit; None where a better tier has to give way, or nothing is known."""
        self._loaded.limit_row(self._first + number, most)
        try:
            return self._loaded.least(self._objective).value - self._cost
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
    return _Held(study, held, flows) if results_of(study.solution)[-1].tier.name == COST else None


def _again(study: Study, matrix: Matrix, flow: Flow, most: float) -> Change:
    row = np.full(flow.columns.size, matrix.rows)
    tighter = matrix.grown((row, flow.columns, flow.factor), rows=(np.array([-np.inf]), np.array([most])))
    return change(study.answer(tighter), study.base)


def _unasked(study: Study, flow: Flow, amount: float) -> Matrix:
    """Return the program in which as much less is asked of a flow as is to be missing of it."""
    matrix = without(study.model, study.matrix, Gone(flow.period))
    asking = np.concatenate([study.model.program.row_blocks[family].index for family in ASKED])
    counted = np.isin(matrix.column, _with_takes(study, flow)) & (matrix.value > 0.0)
    rows = np.intersect1d(asking, matrix.entry_row[counted])
    lower = matrix.row_lower.copy()
    lower[rows] -= amount / flow.factor.min()
    return replace(matrix, row_lower=lower)


def _with_takes(study: Study, flow: Flow) -> IntArray:
    """Return the columns of a flow, and those of what is taken of it under contracts."""
    v = study.model.variables
    lanes = v.ship.keys["lane"][np.isin(v.ship.index, flow.columns)]
    take = v.contracts.take
    own = np.isin(take.keys["lane"], lanes) & (take.keys["period"] == flow.period)
    return np.concatenate([flow.columns, take.index[own]])
