"""What a solver returns for a program: numbers by column and row, tier by tier."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from math import isinf
from typing import Any

import numpy as np

from models.arrays import FloatArray, IntArray
from models.linear.matrix import Matrix
from models.linear.program import Tier
from models.nouns import counted


@dataclass(frozen=True, eq=False)
class TierResult:
    """One solved tier.

    objective     its optimum, with the better tiers kept optimal
    row_dual      (rows,) change of the objective per unit of the row's limit; column_dual (columns,) reduced costs;
                  empty where the solver gives none
    held          columns that this tier settles at their values, besides what its duals do: streams of a fair share
    """

    tier: Tier
    objective: float
    row_dual: FloatArray
    column_dual: FloatArray
    held: IntArray = field(default_factory=lambda: np.empty(0, dtype=np.int64))

    @property
    def moving(self) -> IntArray:
        """Return the held columns that nothing but each other keeps where they are: they move with the step's share."""
        noise = PROVEN * float(np.abs(self.tier.objective).max(initial=0.0))
        return self.held[np.abs(self.column_dual[self.held]) <= noise] if self.column_dual.size else self.held[:0]


# A value this close to its bound is proven: a solver works to no more digits.
PROVEN = 1e-6


@dataclass(frozen=True)
class Decisions:
    """How far the yes/no and whole-number decisions are proven.

    count   how many there are
    bounds  (tiers that were begun,) no plan is better than this in the tier, with the better tiers as they are; of a
            fair share one for each sum of its largest shares that was searched
    values  likewise, what the decisions reach
    nodes   of the trees that were searched; 0 where the solver does not tell
    """

    count: int
    bounds: tuple[float, ...]
    values: tuple[float, ...]
    nodes: int = 0

    @property
    def gap(self) -> float:
        """Return the largest gap of the tiers that were begun, as a share of the value; infinite when none is known."""
        return max((_gap(*pair) for pair in zip(self.values, self.bounds, strict=True)), default=float("inf"))


def _gap(value: float, bound: float) -> float:
    """Return the distance to a bound as a share of the value; what lies within the solver's tolerance is none."""
    distance = value - bound
    return 0.0 if distance <= PROVEN * max(1.0, abs(value)) else distance / max(abs(value), PROVEN)


@dataclass(frozen=True, eq=False)
class Solution:
    """A point that a solver calls optimal in every tier that it finished.

    matrix      the program; with integers, the linear program that is left once they are decided
    values      (columns,)
    tiers       results of the finished tiers, best first
    stopped_in  name of the tier in which a limit stopped the solver, None when all were finished
    solver      its name and version
    decisions   of a program with integers, else None
    bases       name of a tier -> the solver's own note of where it was solved, to go on from; empty where it keeps none
    unsolved    name of the tie-break where the solver has no answer to it: the plan is any one of those that are best
                in all that is weighed; else None
    """

    matrix: Matrix
    values: FloatArray
    tiers: tuple[TierResult, ...]
    stopped_in: str | None
    solver: str
    decisions: Decisions | None = None
    bases: Mapping[str, Any] = field(default_factory=dict)
    unsolved: str | None = None

    def worths(self) -> list[FloatArray]:
        """Return of each tier (rows,) what it changes by for each unit that a row's limit rises; empty without duals.

        These are its duals, but behind a fair share: its streams are held while worse tiers are solved, and move with
        its steps when these do.
        """
        steps: list[tuple[IntArray, FloatArray, FloatArray]] = []
        found = []
        for result in self.tiers:
            own = result.row_dual
            for columns, sizes, moves in steps if own.size else ():
                own = own + float(result.column_dual[columns] @ sizes) * moves
            found.append(own)
            if own.size and result.moving.size:
                steps.append((result.moving, self.values[result.moving] / result.objective, own))
        return found

    @property
    def unproven(self) -> str | None:
        """Return a sentence that says that, why and by how much the plan is not proven best; None when it is."""
        gap = 0.0 if self.decisions is None else self.decisions.gap
        if self.stopped_in is None and self.unsolved is None and gap == 0.0:
            return None
        parts = []
        if self.stopped_in is not None:
            parts.append(f"the time limit stopped the solver in tier '{self.stopped_in}'")
        elif gap > 0.0:
            parts.append("the search ended within the setting `gap`, or the rounding of the solver")
        if self.unsolved is not None:
            parts.append(
                f"the solver has no answer to tier '{self.unsolved}', so this is any one of the plans that are best in "
                "all tiers before it"
            )
        if self.decisions is not None:
            count = counted(self.decisions.count, "whole-number decision")
            if isinf(gap):
                parts.append(f"how far its {count} are from the best is not known")
            elif gap > 0.0:
                parts.append(f"its {count} are within {gap:.2%} of the best")
            else:
                parts.append(f"its {count} are proven")
        return f"NOT PROVEN OPTIMAL: {'; '.join(parts)}."
