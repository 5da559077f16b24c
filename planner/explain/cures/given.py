"""The program in which gaps are closed: the plan's own, or that of another input within it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from models.arrays import FloatArray, IntArray
from models.linear.matrix import Matrix
from models.linear.program import Tier
from models.linear.signs import Signs
from models.records import Tables
from models.variants.counterparts import counterparts
from planner.explain.study import Study
from planner.solve.warm import Basis, fitted

# Kinds of the tiers that yield to a gap before them.
YIELDING = ("unmet", "soft")


@dataclass(frozen=True, eq=False)
class Given:
    """The program that gaps are closed in.

    matrix  of the plan, or of another input within it;  bases  at which it starts
    unmet   (demands and periods,) its columns of what is short
    tiers   of unmet demand and of what should be kept, the best first, as tiers of it
    cost    (columns,) USD
    """

    matrix: Matrix
    bases: Mapping[str, Basis]
    unmet: IntArray
    tiers: tuple[Tier, ...]
    cost: FloatArray

    def signs(self, cost: FloatArray) -> Signs:
        """Return those of all that is asked for: of what is short, of tiers, and of a cost, with moves behind it."""
        least = np.ones(cost.size)
        least[: self.matrix.columns] = 0.0
        least[self.unmet] = 1.0
        signs = Signs.of(cost) | Signs.of(least)
        for tier in self.tiers:
            signs |= Signs.of(np.append(tier.objective, least[self.matrix.columns :]))
        return signs


def of_plan(study: Study) -> Given:
    """Return the plan's own program."""
    solution = study.solution
    tiers = tuple(result.tier for result in solution.tiers if result.tier.kind in YIELDING)
    cost = study.model.program.cost_vector()
    return Given(solution.matrix, solution.bases, study.model.variables.unmet.index, tiers, cost)


def of_input(study: Study, tables: Tables) -> Given | None:
    """Return the program of another input, within the plan's where that is a start; None where it has errors."""
    other = study.model_of(tables)
    if other is None:
        return None
    matrix, cost = other.program.matrix(), other.program.cost_vector()
    tiers, unmet = [tier for tier in other.program.tiers if tier.kind in YIELDING], other.variables.unmet.index
    if matrix.integer.size:
        return None
    extended = study.within(matrix, lambda: counterparts(other, study.model))
    if extended is None:
        return Given(matrix, {}, unmet, tuple(tiers), cost)
    bases = fitted(study.solution.bases, study.matrix, extended.matrix)
    return Given(extended.matrix, bases, extended.of_column[unmet], tuple(extended.tiers(tiers)), extended.spread(cost))
