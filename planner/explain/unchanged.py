"""Whether a program within the plan's comes to the same, shown without a solve.

A looser one does where what proves the plan the best proves it still: no dual of any tier stands at what is let loose.
A tighter one does where the plan is still possible: what was the best of more is the best of less.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from models.arrays import FloatArray
from models.linear.matrix import Matrix
from models.linear.program import Tier
from models.linear.solution import TierResult
from models.tiers import FAIR
from planner.explain.extended import Extended
from planner.solve.session import FEASIBILITY


def is_unchanged(
    known: Matrix, values: FloatArray, results: Sequence[TierResult], extended: Extended, tiers: Sequence[Tier]
) -> bool:
    """Return whether it is shown that a program within the known one has the same optima.

    values, results  of the known program
    tiers            of the other program
    """
    if extended.matrix.columns > known.columns + extended.shifted.size or not is_weighed_alike(
        known, results, extended, tiers
    ):
        return False
    if extended.is_looser:
        return _is_still_proven(known, results, extended)
    return is_no_looser(known, extended) and _is_possible(values, extended)


def is_weighed_alike(
    known: Matrix, results: Sequence[TierResult], extended: Extended, tiers: Sequence[Tier]
) -> bool:  # fmt: skip
    """Return whether the tiers, none of them a fair share, count the known columns as the known ones do."""
    # Which streams of a fair share can do no better is proven by more than the duals of its steps.
    if any(result.tier.kind == FAIR for result in results):
        return False
    if [result.tier.name for result in results] != [tier.name for tier in tiers]:
        return False
    return all(
        np.array_equal(extended.spread(tier.objective)[: known.columns], result.tier.objective)
        for result, tier in zip(results, tiers, strict=True)
    )


def _is_still_proven(known: Matrix, results: Sequence[TierResult], extended: Extended) -> bool:
    """Return whether no dual stands at a limit that is let loose, of a program without new columns."""
    is_freer = (extended.matrix.column_upper[: known.columns] > known.column_upper) | (
        extended.matrix.column_lower[: known.columns] < known.column_lower
    )
    return not is_freer.any() and all(
        result.row_dual.size and not result.row_dual[extended.shifted].any() for result in results
    )


def is_no_looser(known: Matrix, extended: Extended) -> bool:
    """Return whether each point of a program, its new columns left out, is one of the known program."""
    matrix, rows = extended.matrix, extended.shifted
    lower, upper, behind = matrix.column_lower, matrix.column_upper, known.columns + rows.size
    own, shift = slice(known.columns), slice(known.columns, behind)
    return not (
        np.any(lower[own] < known.column_lower)
        or np.any(upper[own] > known.column_upper)
        or np.any(np.isfinite(known.row_upper[rows]) & (upper[shift] > 0.0))
        or np.any(np.isfinite(known.row_lower[rows]) & (lower[shift] < 0.0))
        # In a row that both have, a new column may stand in for others.
        or np.any(matrix.column[: matrix.start[known.rows]] >= behind)
    )


def _is_possible(values: FloatArray, extended: Extended) -> bool:
    """Return whether (known columns,) a point keeps all rows and bounds of a program without new columns."""
    matrix = extended.matrix
    point = np.clip(np.append(values, np.zeros(extended.shifted.size)), matrix.column_lower, matrix.column_upper)
    activity = matrix.activity(point)
    return bool(
        np.all(np.abs(point[: values.size] - values) <= FEASIBILITY)
        and np.all(activity <= matrix.row_upper + FEASIBILITY)
        and np.all(activity >= matrix.row_lower - FEASIBILITY)
    )
