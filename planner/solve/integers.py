"""Deciding the whole numbers of a program: tier by tier as a mixed-integer program, each locked by a row for the next.

A fair share is several such programs; planner/solve/ordered.py says which. The continuous rest is then solved again as
a linear program on faces, so that duals exist and nothing rests on the room that a lock row leaves.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from models.arrays import FloatArray
from models.linear.matrix import Matrix
from models.linear.program import Tier
from planner.solve.fairest import fair_tier
from planner.solve.search import WHOLE, Decided, Exact, Search
from planner.solve.session import Progress, require

# Integers are decided in this share of the time; the rest is for the linear program that is left.
SHARE_OF_TIME = 0.8
# What rows may miss by, as a share, where a point keeps them but for rounding.
SAME = 1e-9


def decide(
    matrix: Matrix, tiers: Sequence[Tier], gap: float, deadline: float | None, progress: Progress, exact: Exact
) -> Decided:
    """Return the integers of the lexicographic optimum of all tiers but the tie-break.

    gap       share of a tier's value at which its search may end
    deadline  by time.monotonic(), None without a limit; `exact` keeps to it too
    Raises ContradictionError when no point satisfies the rows, EndlessError when a tier has no lower end,
    StoppedError when the limit comes before any plan.
    """
    search = Search(matrix, deadline, exact)
    require(search.highs.setOptionValue("mip_rel_gap", gap), "option mip_rel_gap")
    require(search.highs.setOptionValue("mip_abs_gap", 0.0), "option mip_abs_gap")
    require(search.highs.setOptionValue("mip_feasibility_tolerance", WHOLE), "option mip_feasibility_tolerance")
    searched = [tier for tier in tiers if tier.kind != "tie-break"]
    for number, tier in enumerate(searched, start=1):
        progress(f"deciding {matrix.integer.size:,} whole numbers, tier {number} of {len(searched)}: {tier.name}")
        if not (fair_tier(search, tier) if tier.kind == "fair" else search.tier(tier)):
            return search.decided(tier.name)
    return search.decided(None)


def without_idle(matrix: Matrix, values: FloatArray) -> FloatArray:
    """Return (integer,) the decisions of a plan, those as low as can be of which nothing in it makes use.

    A price tier that is open and empty could as well be closed: of plans that are as good the search finds any, and
    what one more or less is worth with the decisions fixed should be that of the decisions which a plan shows.

    values  (columns,) the plan; all else in it stays as it is
    """
    point, activity = values.copy(), matrix.activity(values)
    row_of, order = matrix.entry_row, np.argsort(matrix.column, kind="stable")
    begin = np.searchsorted(matrix.column[order], np.arange(matrix.columns + 1))
    room = SAME * (1.0 + np.abs(activity))
    for column in matrix.integer[::-1].tolist():
        down = point[column] - matrix.column_lower[column]
        if not 0.0 < down < np.inf:
            continue
        own = order[begin[column] : begin[column + 1]]
        rows = row_of[own]
        moved = activity[rows] - matrix.value[own] * down
        low, high = matrix.row_lower[rows] - room[rows], matrix.row_upper[rows] + room[rows]
        if ((moved >= low) & (moved <= high)).all():
            point[column] -= down
            activity[rows] = moved
    return np.rint(point[matrix.integer])
