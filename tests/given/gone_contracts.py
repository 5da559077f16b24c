"""What the best plan without a contract comes to, and that it is told so."""

from __future__ import annotations

from dataclasses import replace

import pytest

from planner.explain.contract_gone import without_contract
from planner.explain.outcomes import COST, before_cost
from planner.explain.study import Study, outcome_of, weighed
from planner.explain.walk_away import WalkAway


def without_it(study: Study, name: str, one: WalkAway) -> dict[str, float]:
    """Return what every tier of the best plan without a contract comes to, from nothing.

    What is told of it says the same: of the cost, where nothing that is better than that changes.
    """
    gone, dearer = without_contract(study, study.matrix, study.model.problem.contracts.name.index(name))
    tiers = [
        replace(tier, objective=tier.objective + dearer) if tier.kind == COST else tier for tier in weighed(study.model)
    ]
    found = dict(outcome_of(study.solved(gone, tiers, None)).optima)
    told = {tier: study.base.optima[tier] + more for tier, more in one.without.of.items()}
    assert told == pytest.approx({tier: found[tier] for tier in told}, rel=1e-6, abs=1e-4)
    is_moved = any(before_cost(one.without.of).values())
    assert set(told) == set(before_cost(found) if is_moved else found)
    return found
