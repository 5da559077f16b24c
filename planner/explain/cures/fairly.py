"""What a plan costs with a cure that takes from worse priorities, where each of them shares fairly what it lacks.

The program in which gaps close knows how much a priority lacks, and not who in it: the cheapest is left to it that way.
A plan made anew shares it fairly, as the plan does, and is solved here, with the cure's moves and what it holds.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from models.limits.levers import Lever
from models.linear.matrix import Matrix
from models.linear.program import Tier
from models.tiers import FAIR
from planner.explain.cures.closing import Closing
from planner.explain.cures.cure import Cure, Cures
from planner.explain.cures.given import of_plan
from planner.explain.cures.search import amounts_of
from planner.explain.cures.yields import yields_of
from planner.explain.outcomes import Outcome
from planner.explain.study import Study


def shared_fairly(study: Study, found: Sequence[Cures], levers: Sequence[Lever]) -> list[Cures]:
    """Return the cures with what the plan costs when worse priorities share fairly what they lack."""
    asked = [one for one in found if any(takes_from_shares(study, cure) for cure in one.each)]
    if not asked:
        return list(found)
    closing = Closing(study, of_plan(study), [one.gap for one in asked], levers)
    told: dict[int, Cures] = {}
    for number, one in enumerate(asked):
        each = [
            with_shares(study, closing, cure, *closing.program(number, amounts_of(closing, cure.moves)))
            if takes_from_shares(study, cure) else cure
            for cure in one.each
        ]  # fmt: skip
        known = [cure for cure in each if isinstance(cure, Cure)]
        why = next((cure.why for cure in each if isinstance(cure, Outcome)), "")
        told[id(one)] = replace(one, each=tuple(known), why="" if known else why, proven=one.proven and not why)
    return [told.get(id(one), one) for one in found]


def takes_from_shares(study: Study, cure: Cure) -> bool:
    """Return whether a cure takes from demand in a plan that shares fairly."""
    tiers = study.model.program.tiers
    return any(tier.kind == FAIR for tier in tiers) and not cure.yields.keys().isdisjoint(
        tier.name for tier in tiers if tier.kind == "unmet"
    )


def shares_behind(study: Study, closing: Closing, gap: int) -> bool:
    """Return whether some priority behind a gap shares fairly what it lacks."""
    behind, fair = closing.behind(gap), _shares(study)
    unmet = (tier for tier in study.model.program.tiers if tier.kind == "unmet")
    return any(tier.name in behind and tier.priority in fair for tier in unmet)


def with_shares(study: Study, closing: Closing, cure: Cure, matrix: Matrix, tiers: Sequence[Tier]) -> Cure | Outcome:
    """Return a cure with its cost, and what yields, in a plan that shares fairly; why that is not known.

    matrix, tiers  the program in which the cure was found, and what was asked of it; its moves are those of the cure
    """
    moved, fair = amounts_of(closing, cure.moves), _shares(study)
    lower, upper = matrix.column_lower.copy(), matrix.column_upper.copy()
    lower[closing.known :] = upper[closing.known :] = moved
    wide: list[Tier] = []
    for tier in tiers:
        wide.append(tier)
        if tier.kind == "unmet" and tier.priority in fair:
            shared = fair[tier.priority]
            wide.append(replace(shared, objective=np.append(shared.objective, np.zeros(moved.size))))
    # What can stand in for a column is told of columns that are free.
    matrix = replace(matrix, column_lower=lower, column_upper=upper, spare=matrix.spare[:0])
    found = study.attempted(lambda: study.solved(matrix, wide, None))
    if isinstance(found, Outcome):
        return found
    cost = found.tiers[-1].objective - closing.base_cost - cure.lever_cost
    return replace(cure, cost=cost, yields=yields_of(study, found))


def _shares(study: Study) -> dict[int, Tier]:
    """Return priority -> its tier of fair shares."""
    return {tier.priority: tier for tier in study.model.program.tiers if tier.kind == FAIR}
