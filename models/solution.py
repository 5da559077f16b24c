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


@dataclass(frozen=True)
class Decisions:
    """How far the yes/no and whole-number decisions are proven.

    count   how many there are
    bounds  (tiers that were begun,) no plan is better than this in the tier, with the better tiers as they are
    values  (tiers that were begun,) what the decisions reach
    """

    count: int
    bounds: tuple[float, ...]
    values: tuple[float, ...]

    @property
    def gap(self) -> float:
        """Return the gap of the last tier that was begun, as a share of its value; infinite when nothing is known."""
        if not self.values:
            return float("inf")
        distance = self.values[-1] - self.bounds[-1]
        return max(distance, 0.0) / max(abs(self.values[-1]), 1e-9) if distance > 0.0 else 0.0


@dataclass(frozen=True, eq=False)
class Solution:
    """A point that a solver calls optimal in every tier that it finished.

    matrix      the program; with integers, the linear program that is left once they are decided
    values      (columns,)
    tiers       results of the finished tiers, best first
    stopped_in  name of the tier in which a limit stopped the solver, None when all were finished
    solver      its name and version
    decisions   of a program with integers, else None
    """

    matrix: Matrix
    values: FloatArray
    tiers: tuple[TierResult, ...]
    stopped_in: str | None
    solver: str
    decisions: Decisions | None = None
