"""What a solver returns for a program: numbers by column and row, tier by tier."""

from __future__ import annotations

from dataclasses import dataclass

from models.arrays import FloatArray
from models.program import Matrix, Tier


@dataclass(frozen=True, eq=False)
class TierResult:
    """One solved tier.

    objective     its optimum, with the better tiers kept optimal
    row_dual      (rows,) change of the objective per unit of the row's limit; column_dual (columns,) reduced costs;
                  empty where the solver gives none
    """

    tier: Tier
    objective: float
    row_dual: FloatArray
    column_dual: FloatArray


@dataclass(frozen=True, eq=False)
class Solution:
    """A point that a solver calls optimal in every tier that it finished.

    values      (columns,)
    tiers       results of the finished tiers, best first
    stopped_in  name of the tier in which a limit stopped the solver, None when all were finished
    solver      its name and version
    """

    matrix: Matrix
    values: FloatArray
    tiers: tuple[TierResult, ...]
    stopped_in: str | None
    solver: str
