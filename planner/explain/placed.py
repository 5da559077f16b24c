"""The program in which shortages are split: the plan's own, or what of a large one gives limits their worth."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from models.arrays import IntArray
from models.linear.condensed import condensed
from models.linear.program import Tier
from planner.errors import NoPlanError, UnsolvedError
from planner.explain.level import SMALL
from planner.explain.loaded import LAST, Loaded
from planner.explain.study import Study
from planner.solve.unit import coarsened


@dataclass(frozen=True, eq=False)
class Placed:
    """A loaded program, and which rows and columns of the plan's its own are, rising."""

    loaded: Loaded
    rows: IntArray
    columns: IntArray

    def of(self, columns: IntArray) -> IntArray:
        """Return where columns of the plan's program that are kept stand in this."""
        return np.searchsorted(self.columns, columns)


def placed(study: Study, kept: IntArray) -> Placed:
    """Return the program in which the worth of limits is asked for, once and again; raise StoppedError.

    kept  columns that questions count, and of which they change bounds
    """
    counted = coarsened(study.solution.matrix, study.solution.values)
    if counted.columns > SMALL and counted.unit == 1.0 and study.is_start:
        few = condensed(counted, kept)
        try:
            # A mere vertex: the plan's basis is none of what is left.
            start = study.solved(few.matrix, [Tier(LAST, "soft", np.zeros(few.columns.size))], None)
        except (NoPlanError, UnsolvedError):
            pass
        else:
            return Placed(Loaded(start, study.deadline), few.rows, few.columns)
    loaded = Loaded(replace(study.solution, matrix=counted), study.deadline)
    return Placed(loaded, np.arange(counted.rows), np.arange(counted.columns))
