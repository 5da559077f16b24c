"""Small programs: counted in a unit near their largest demand, in which tolerances mean what they mean for tonnes.

Questions about the plan of a program of many millions of tonnes are counted in a unit of several.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from models.arrays import BoolArray, FloatArray
from models.linear.matrix import Matrix
from models.linear.program import Tier
from models.linear.solution import Solution, TierResult

# In so many units at most a quantity is counted, a power of two.
MOST_COUNTED = 2.0**20


def in_unit(matrix: Matrix, tiers: list[Tier]) -> tuple[Matrix, list[Tier]]:
    """Return the program and its tiers with every quantity counted in `matrix.unit` t; the optima stay the same.

    Whole numbers stay what they are, and so do the rows that hold nothing else.
    """
    size, factor = _size(matrix), _row_factor(matrix)
    row = matrix.entry_row
    counted = replace(
        matrix,
        column_lower=matrix.column_lower / size, column_upper=matrix.column_upper / size,
        row_lower=matrix.row_lower * factor, row_upper=matrix.row_upper * factor,
        value=matrix.value * size[matrix.column] * factor[row], unit=1.0,
    )  # fmt: skip
    return counted, [replace(tier, objective=tier.objective * size) for tier in tiers]


def coarsened(matrix: Matrix, planned: FloatArray) -> Matrix:
    """Return the program with a unit in which the largest quantity of a plan, in t, still has digits for tolerances.

    A double holds 1e7 t, and what rows make of them, to more than what a solver takes for the same: it ends without an
    answer, or with a wrong one. What a tolerance means grows with the unit. A limit that nothing comes near may be any
    number, and says nothing about how large quantities are.
    """
    largest = float(np.abs(planned).max(initial=0.0))
    if largest / matrix.unit <= MOST_COUNTED:
        return matrix
    return replace(matrix, unit=float(2.0 ** np.ceil(np.log2(largest / MOST_COUNTED))))


def in_tonnes(solution: Solution, matrix: Matrix, tiers: list[Tier]) -> Solution:
    """Return the solution of the program that `in_unit` made of this one as a solution of this one."""
    size, factor = _size(matrix), _row_factor(matrix)
    values = solution.values * size
    left = matrix.decided(values[matrix.integer]) if matrix.integer.size else matrix
    named = {tier.name: tier for tier in tiers}

    def result(one: TierResult) -> TierResult:
        tier = named.get(one.tier.name) or replace(one.tier, objective=one.tier.objective / size)
        return replace(
            one, tier=tier, row_dual=_times(one.row_dual, factor), column_dual=_times(one.column_dual, 1.0 / size)
        )

    return replace(solution, matrix=left, values=values, tiers=tuple(result(one) for one in solution.tiers))


def _size(matrix: Matrix) -> FloatArray:
    """Return (columns,) what one of each column is in the units of the program."""
    size = np.full(matrix.columns, matrix.unit)
    size[matrix.integer] = 1.0
    return size


def _row_factor(matrix: Matrix) -> FloatArray:
    """Return (rows,) by what each row is multiplied, which holds it to as many digits as its quantities."""
    whole: BoolArray = np.zeros(matrix.columns, dtype=np.bool_)
    whole[matrix.integer] = True
    row = matrix.entry_row
    counts = np.bincount(row, weights=~whole[matrix.column], minlength=matrix.rows) > 0.0
    return np.where(counts, 1.0 / matrix.unit, 1.0)


def _times(duals: FloatArray, factor: FloatArray) -> FloatArray:
    """Return duals times a factor each; none where a solver gives none."""
    return duals * factor if duals.size else duals
