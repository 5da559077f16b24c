"""How good any plan can be: the bound that the duals of a certificate prove, tier by tier.

By weak duality any duals whatever give a bound that holds, sum of dual x limit over rows and of reduced cost x bound
over columns, so that it does not matter where they come from. A tier is proven among the plans that are best in the
better tiers: those with every column and row that has a dual there at the limit that its sign names (complementary
slackness). In exact fractions nothing of this is rounded.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from models.arrays import FloatArray
from models.face import Bounds
from models.program import Matrix, Tier
from planner.read_certificate import StatedDuals

# A dual below this share of the largest coefficient that names a limit which does not exist is rounding.
SIGN = 1e-7
# Rounding of that kind moves a bound by itself times the quantity: by no more than this for plans of such quantities.
LARGEST = 1e6
# Tiers whose proof is not their duals alone.
BY_STEPS = "fair"


@dataclass(frozen=True)
class Bound:
    """What a tier cannot be below while the better tiers are at their best.

    least   the bound; None where its duals prove none
    room    by how much it may be lower for plans without a quantity above LARGEST, from duals that are rounding
    """

    tier: str
    least: float | Fraction | None
    room: float


def dual_bounds(matrix: Matrix, tiers: Sequence[Tier], stated: StatedDuals, *, exact: bool = False) -> list[Bound]:
    """Return the bound of each tier that the certificate has duals for, up to the first that needs more than duals.

    matrix  the program; its whole numbers are taken as the certificate states them
    exact   in fractions: of the numbers as they are stored, without any rounding
    """
    if stated.row.max(initial=-1) >= matrix.rows or stated.column.max(initial=-1) >= matrix.columns:
        return [Bound(name, None, 0.0) for name in stated.tiers]
    if matrix.integer.size:
        values = np.zeros(matrix.columns)
        values[stated.column] = stated.value
        matrix = matrix.decided(values[matrix.integer])
    bounds = Bounds.of(matrix)
    named = {tier.name: tier for tier in tiers}
    found: list[Bound] = []
    for place, name in enumerate(stated.tiers):
        tier = named.get(name)
        if tier is None or tier.kind == BY_STEPS:
            break
        dual = np.zeros(matrix.rows)
        dual[stated.row] = stated.row_dual[place]
        reduced = np.zeros(matrix.columns)
        reduced[stated.column] = stated.column_dual[place]
        value = _in_fractions if exact else _in_floats
        least, loose = value(matrix, tier.objective, dual, bounds)
        scale = float(np.abs(tier.objective).max(initial=0.0))
        proves = loose[1] <= SIGN * max(1.0, scale)
        found.append(Bound(name, least if proves else None, loose[0] * LARGEST * matrix.unit))
        bounds.face(tier.objective, reduced, dual)
    return found


def _in_floats(
    matrix: Matrix, objective: FloatArray, dual: FloatArray, bounds: Bounds
) -> tuple[float, tuple[float, float]]:
    """Return the bound, and the sum and the largest of the duals that name no limit."""
    reduced = objective - matrix.transposed_product(dual)
    total, loose, largest = 0.0, 0.0, 0.0
    for own, lower, upper in (
        (dual, bounds.row_lower, bounds.row_upper), (reduced, bounds.column_lower, bounds.column_upper),
    ):  # fmt: skip
        at = np.where(own > 0.0, lower, upper)
        known = np.isfinite(at) & (own != 0.0)
        total += float(own[known] @ at[known])
        left = np.abs(own[~np.isfinite(at) & (own != 0.0)])
        loose, largest = loose + float(left.sum()), max(largest, float(left.max(initial=0.0)))
    return total, (loose, largest)


def _in_fractions(
    matrix: Matrix, objective: FloatArray, dual: FloatArray, bounds: Bounds
) -> tuple[Fraction, tuple[float, float]]:
    """Return the same as `_in_floats`, in fractions."""
    reduced = {column: Fraction(objective[column]) for column in np.flatnonzero(objective).tolist()}
    start, columns, values = matrix.start.tolist(), matrix.column.tolist(), matrix.value.tolist()
    used = np.flatnonzero(dual).tolist()
    for row in used:
        own = Fraction(dual[row])
        for entry in range(start[row], start[row + 1]):
            column = columns[entry]
            reduced[column] = reduced.get(column, Fraction(0)) - own * Fraction(values[entry])
    total, loose, largest = Fraction(0), 0.0, 0.0
    rows = {row: Fraction(dual[row]) for row in used}
    for part, lower, upper in (
        (rows, bounds.row_lower, bounds.row_upper), (reduced, bounds.column_lower, bounds.column_upper),
    ):  # fmt: skip
        for place, own in part.items():
            at = float((lower if own > 0 else upper)[place])
            if np.isfinite(at):
                total += own * Fraction(at)
            elif own:
                loose, largest = loose + abs(float(own)), max(largest, abs(float(own)))
    return total, (loose, largest)
