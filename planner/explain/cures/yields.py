"""Who yields to a cure in a program that was solved with it: by how much tiers are more, and where others are short."""

from __future__ import annotations

import numpy as np

from models.linear.solution import Solution, TierResult
from models.tiers import FAIR
from planner.explain.outcomes import difference
from planner.explain.study import Study

# What a demand lacks more than in the plan, in t or as a share of it, and not by the rounding of whole numbers.
SHORTER = 1e-6


def yields_of(study: Study, found: Solution) -> dict[str, float]:
    """Return tier -> what it is more in a solution than in the plan; 0 where others are short in it, as much in all.

    The columns of the plan's program come first in that of the solution; tiers of other names are none of the plan's.
    """
    yields = {}
    for result in found.tiers:
        tier = result.tier
        if tier.kind == FAIR or tier.name not in study.base.optima:
            continue
        more = max(0.0, difference(result.objective, study.base.optima[tier.name]))
        if more or (tier.kind == "unmet" and _is_another_short(study, result, found)):
            yields[tier.name] = more
    return yields


def _is_another_short(study: Study, result: TierResult, found: Solution) -> bool:
    """Return whether a demand of a tier is shorter in a solution than in the plan."""
    streams = np.flatnonzero(result.tier.objective)
    planned = study.solution.values[streams]
    return bool(np.any(found.values[streams] > planned + np.maximum(SHORTER, SHORTER * planned)))
