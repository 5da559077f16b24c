"""How good any plan can be: the bound that the duals of a certificate prove, tier by tier.

By weak duality any duals whatever give a bound that holds, sum of dual x limit over rows and of reduced cost x bound
over columns, so that it does not matter where they come from. A tier is proven among the plans that are best in the
better tiers: those with every column and row that has a dual there at the limit that its sign names (complementary
slackness). In exact fractions nothing of this is rounded.

A step of a fair share is proven by a weighted mean of shares: what that cannot be below, the worst share cannot. Where
the worst is no more, each share with a weight is just that, and all others that are still free are no more.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from models.arrays import FloatArray, IntArray
from models.linear.face import Bounds
from models.linear.matrix import Matrix
from models.linear.program import Tier
from models.tiers import FAIR, STEP
from planner.read_back.certificate import StatedDuals

# A dual below this share of the largest coefficient that names a limit which does not exist is rounding.
SIGN = 1e-7
# Rounding of that kind moves a bound by itself times the quantity: by no more than this for plans of such quantities.
LARGEST = 1e6
# A weight x demand above this share of the largest is no rounding.
WEIGHTY = 1e-11
# Shares that no step speaks of are nothing but for this.
NOTHING = 2e-6


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
    """Return the bound of each tier that the certificate has duals for, as long as they come in the program's order.

    matrix  the program; its whole numbers are taken as the certificate states them
    exact   in fractions: of the numbers as they are stored, without any rounding
    """
    if stated.row.max(initial=-1) >= matrix.rows or stated.column.max(initial=-1) >= matrix.columns:
        return [Bound(name, None, 0.0) for name in stated.tiers]
    values = np.zeros(matrix.columns)
    values[stated.column] = stated.value
    if matrix.integer.size:
        matrix = matrix.decided(values[matrix.integer])
    bounds = Bounds.of(matrix)
    value = _in_fractions if exact else _in_floats
    named = {tier.name: tier for tier in tiers}
    order = {tier.name: number for number, tier in enumerate(tiers)}
    sharing: _Sharing | None = None
    at = 0
    found: list[Bound] = []
    for place, name in enumerate(stated.tiers):
        tier = named.get(name.split(STEP)[0])
        if tier is None or (STEP in name) is not (tier.kind == FAIR) or order[tier.name] < at:
            break
        # A fair share without a step, since nothing is short, holds its streams too.
        for behind in tiers[at : order[tier.name]]:
            if behind.kind == FAIR:
                own = sharing if sharing is not None and sharing.tier is behind else _Sharing.of(behind)
                own.end(bounds, values)
        if order[tier.name] != at:
            sharing = None
        at = order[tier.name]
        if tier.kind == FAIR and sharing is None:
            sharing = _Sharing.of(tier)
        dual = np.zeros(matrix.rows)
        dual[stated.row] = stated.row_dual[place]
        reduced = np.zeros(matrix.columns)
        reduced[stated.column] = stated.column_dual[place]
        objective, size, scale = tier.objective, Fraction(1), 1.0
        if sharing is not None:
            objective = sharing.weights(matrix, dual, reduced)
            # Weights are as small as demands are large.
            size, scale = sharing.size(objective), 0.0
        total, loose = value(matrix, objective, dual, bounds)
        is_named = loose[1] <= SIGN * max(scale, float(np.abs(objective).max(initial=0.0)))
        # Weights of nearly nothing make a bound of which no number can be told.
        if is_named and float(size) and _is_finite(least := total / size):
            found.append(Bound(name, least, loose[0] * LARGEST * matrix.unit / float(size)))
            if sharing is not None:
                sharing.hold(objective, float(least), bounds)
        else:
            found.append(Bound(name, None, 0.0))
        bounds.face(objective, reduced, dual)
    return found


def _is_finite(value: float | Fraction) -> bool:
    """Tell whether a bound is a number that can be told."""
    try:
        return math.isfinite(float(value))
    except OverflowError:
        return False


@dataclass(eq=False)
class _Sharing:
    """A fair share whose steps are being proven.

    free  columns of the streams that no step so far has held
    """

    tier: Tier
    free: IntArray

    @classmethod
    def of(cls, tier: Tier) -> _Sharing:
        """Return a fair share of which no step is proven so far."""
        return cls(tier, np.flatnonzero(tier.objective))

    def weights(self, matrix: Matrix, dual: FloatArray, reduced: FloatArray) -> FloatArray:
        """Return (columns,) the weights that duals and reduced costs add up to; any that are not below nothing do."""
        weights = np.zeros(matrix.columns)
        weights[self.free] = np.maximum((matrix.transposed_product(dual) + reduced)[self.free], 0.0)
        return weights

    def size(self, weights: FloatArray) -> Fraction:
        """Return what a weighted sum is where every free share is 1."""
        pairs = zip(weights[self.free].tolist(), self.tier.objective[self.free].tolist(), strict=True)
        return sum((Fraction(weight) / Fraction(ratio) for weight, ratio in pairs), Fraction(0))

    def hold(self, weights: FloatArray, level: float, bounds: Bounds) -> None:
        """Keep the free shares from being worse than a step's, and hold those that have a weight in it."""
        self._keep_below(bounds, level)
        part = weights[self.free] / self.tier.objective[self.free]
        weighty = part > WEIGHTY * part.max()
        own, self.free = self.free[weighty], self.free[~weighty]
        bounds.column_lower[own] = bounds.column_upper[own]

    def end(self, bounds: Bounds, values: FloatArray) -> None:
        """Hold the shares that no step speaks of to the rounding that a plan leaves in them."""
        self._keep_below(bounds, min(NOTHING, float((values * self.tier.objective)[self.free].max(initial=0.0))))

    def _keep_below(self, bounds: Bounds, share: float) -> None:
        """Keep the shares of the free streams from being worse than one."""
        most = share / self.tier.objective[self.free]
        bounds.column_upper[self.free] = np.minimum(bounds.column_upper[self.free], most)


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
