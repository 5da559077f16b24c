"""Tiers that are held to what they come to, each by a row of the program with room for a solver's rounding."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from models.linear.matrix import Matrix
from models.linear.program import Tier
from planner.explain.outcomes import ROUNDING, least_of
from planner.solve.session import scale_of
from planner.solve.wider import row_of, with_rows


def held_to(matrix: Matrix, tiers: Sequence[Tier], optima: Mapping[str, float]) -> Matrix:
    """Return a program with one row more for each tier: it is at most what it is in the plan."""
    rows = [row_of(scale_of(tier.objective) * tier.objective) for tier in tiers]
    return with_rows(matrix, rows, np.array([held_at(tier, optima.get(tier.name, 0.0), matrix.unit) for tier in tiers]))


def held_at(tier: Tier, amount: float, unit: float) -> float:
    """Return the limit of the row by which `held_to` holds a tier to so much, with room for a solver's rounding."""
    return scale_of(tier.objective) * (amount + room_of(tier, amount, unit))


def room_of(tier: Tier, amount: float, unit: float) -> float:
    """Return the room for a solver's rounding above an amount of a tier in a program that is counted in so many t."""
    return max(least_of(tier, unit), ROUNDING * abs(amount))
