"""The programs in which shortages are split and closed: of a large one only what gives limits their worth.

What is asked of them is asked often, from one vertex on: that of the plan, or one of what is left.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, replace

import numpy as np

from models.arrays import FloatArray, IntArray
from models.linear.condensed import Condensed, condensed
from models.linear.signs import Signs
from models.linear.solution import Solution
from models.linear.substitution import NONE_KEPT
from planner.errors import NoPlanError, UnsolvedError
from planner.explain.level import SMALL
from planner.explain.started import started
from planner.explain.study import Study
from planner.solve.vertex import Point, point_of


@dataclass(frozen=True, eq=False)
class Placed:
    """A program at a vertex of it, and which of a whole one it is.

    rows, columns  of the whole program, rising
    """

    solution: Solution
    rows: IntArray
    columns: IntArray
    left: Condensed | None = None

    def of(self, columns: IntArray) -> IntArray:
        """Return where columns of the whole program that are kept stand in this."""
        return np.searchsorted(self.columns, columns)

    def of_rows(self, rows: IntArray) -> IntArray:
        """Return where rows of the whole program that are kept stand in this."""
        return np.searchsorted(self.rows, rows)

    def objective(self, objective: FloatArray) -> FloatArray:
        """Return (columns of the whole program,) an objective as one of this."""
        return objective if self.left is None else self.left.of(objective)


def placed(
    study: Study, solution: Solution, signs: Signs, kept: IntArray, *, rising: IntArray = NONE_KEPT,
    rows: IntArray = NONE_KEPT, objective: FloatArray | None = None,
) -> Placed:  # fmt: skip
    """Return the program of a solution, or of a large one what gives limits their worth; raise StoppedError.

    solution   the plan's, or one of a program with more columns and rows behind
    signs      those of the objectives that will be asked for
    kept       columns of which questions change bounds within those that they have
    rising     likewise, without an upper end
    rows       of which they change the limits
    objective  (columns,) whose least is a good start; None where any vertex beside the plan is
    """
    whole = solution.matrix
    if whole.columns > SMALL and whole.unit == 1.0 and study.is_start and solution.bases:
        upper = whole.column_upper.copy()
        upper[rising] = np.inf
        left = condensed(replace(whole, column_upper=upper), signs, np.union1d(kept, rising), rows)
        few = replace(left.matrix, column_upper=whole.column_upper[left.columns])
        # The plan's basis is none of what is left; a vertex beside the plan is.
        own, near = None if objective is None else left.of(objective), point_of(study.solution, whole)
        if near is not None:
            near = Point(left.values(near.values), near.row_dual[left.rows])
        with suppress(NoPlanError, UnsolvedError):
            return Placed(started(study, few, own, near), left.rows, left.columns, left)
    return Placed(solution, np.arange(whole.rows), np.arange(whole.columns))
