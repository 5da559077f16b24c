"""Cures by money alone: how much more a budget would have to be for as much to close with no limit moved.

A budget is no lever, and what levers cost is not in it: a cure may ask for money that the plan was not given. Beside it
stands what the same money, or less, closes when it is spent on the plan.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace

from models.families.budget import UNIT
from models.limits.levers import of_family
from planner.errors import StoppedError
from planner.explain.answer import UnansweredError
from planner.explain.cures.closing import Closing
from planner.explain.cures.cure import Cures, MoreBudget
from planner.explain.cures.given import of_plan
from planner.explain.study import Study


def with_money(study: Study, found: Sequence[Cures]) -> list[Cures]:
    """Return the cures with how much more of the budget closes as much as the levers do, where it does."""
    asked = [one for one in found if one.each and not one.why]
    levers = of_family("budget", study.model, study.solution.matrix) if asked else ()
    if not levers:
        return list(found)
    told: dict[int, Cures] = {}
    with suppress(StoppedError, UnansweredError):
        closing = Closing(study, of_plan(study), [one.gap for one in asked], levers)
        for number, one in enumerate(asked):
            told[id(one)] = replace(one, budget=_more_budget(closing, number, one.left))
    return [told.get(id(one), one) for one in found]


def _more_budget(closing: Closing, gap: int, left: float) -> MoreBudget | None:
    every = closing.moves.bounds_of([0])
    moved = closing.least_moves(gap, every, left)
    if moved is None:
        return None
    amount = float(moved.sum())
    best = closing.best(gap, every, left, amount)
    return None if best is None else MoreBudget(UNIT * amount, best.yields)
