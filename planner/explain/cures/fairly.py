"""What a plan costs with a cure that takes from worse priorities, where each of them shares fairly what it lacks.

The program in which gaps close knows how much a priority lacks, and not who in it: the cheapest is left to it that way.
A plan made anew shares it fairly, as the plan does, and is solved here, with the cure's moves and what it holds.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from models.levers import Lever
from models.program import Tier
from models.tiers import FAIR
from planner.explain.cures.closing import Closing
from planner.explain.cures.cure import Cure, Cures
from planner.explain.cures.given import of_plan
from planner.explain.cures.search import amounts_of
from planner.explain.outcomes import Outcome
from planner.explain.study import Study


def shared_fairly(study: Study, found: Sequence[Cures], levers: Sequence[Lever]) -> list[Cures]:
    """Return the cures with what the plan costs when worse priorities share fairly what they lack."""
    fair = {tier.priority: tier for tier in study.model.program.tiers if tier.kind == FAIR}
    ranked = {tier.name for tier in study.model.program.tiers if tier.kind == "unmet"}
    asked = [one for one in found if any(ranked & cure.yields.keys() for cure in one.each)] if fair else []
    if not asked:
        return list(found)
    closing = Closing(study, of_plan(study), [one.gap for one in asked], levers)
    told: dict[int, Cures] = {}
    for number, one in enumerate(asked):
        each = [
            _shared(study, closing, number, cure, fair) if ranked & cure.yields.keys() else cure for cure in one.each
        ]
        known = [cure for cure in each if isinstance(cure, Cure)]
        why = next((cure.why for cure in each if isinstance(cure, Outcome)), "")
        told[id(one)] = replace(one, each=tuple(known), why="" if known else why, proven=one.proven and not why)
    return [told.get(id(one), one) for one in found]


def _shared(study: Study, closing: Closing, gap: int, cure: Cure, fair: dict[int, Tier]) -> Cure | Outcome:
    """Return a cure with its cost in a plan that shares fairly; why that is not known."""
    moved = amounts_of(closing, cure.moves)
    matrix, tiers = closing.program(gap, moved)
    lower = matrix.column_lower.copy()
    lower[closing.known :] = moved
    wide: list[Tier] = []
    for tier in tiers:
        wide.append(tier)
        if tier.kind == "unmet" and tier.priority in fair:
            shared = fair[tier.priority]
            wide.append(replace(shared, objective=np.append(shared.objective, np.zeros(moved.size))))
    # What can stand in for a column is told of columns that are free.
    matrix = replace(matrix, column_lower=lower, spare=matrix.spare[:0])
    found = study.attempted(lambda: study.solved(matrix, wide, None))
    if isinstance(found, Outcome):
        return found
    return replace(cure, cost=found.tiers[-1].objective - closing.base_cost - cure.lever_cost)
