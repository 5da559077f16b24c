"""Counts what random problems hold and what it does: a property that no problem puts to the test would say nothing."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

import numpy as np
from hypothesis import settings

from models.formulation import FAMILIES
from models.plan import Plan

# Of a hundred problems that have a plan, so many have rows of each family at least, and in so many they bind.
THERE, BIND = 4, 1
# Of a hundred problems so many have a plan at least, and so many of those that may ask for whole numbers do.
PLANNED, INTEGER = 70, 70
# A row is at its limit when it is this near, as a share of the limit; a price is one above this.
NEAR = 1e-6
# Examples of the profile `slow`, from which on each change is asked for.
MANY = 1_000
# Families that only problems with whole numbers have rows of. Once these are decided no price is left in their rows:
# they bind where they stand at their limit.
DECIDING = {
    "minimum_load", "load_when_on", "whole_expansion", "awarded_least_share", "award", "least_suppliers",
    "most_suppliers", "tier_filled", "tier_opened", "least_order", "order_placed", "whole_lots", "frozen_award",
}  # fmt: skip
# Families of allowances, which are asked of every property: they tell apart what is made together and by whom. Of so
# few problems it may be that none uses one.
ALLOWING = ("de_minimis", "allowed_input")
FEW = 25


def binds(plan: Plan, family: str) -> bool:
    """Tell whether a row of a family has a price in some tier or, of those that decide, stands at its limit."""
    rows = plan.model.program.row_blocks[family].index
    if family not in DECIDING:
        return any(bool((np.abs(result.row_dual[rows]) > NEAR).any()) for result in plan.solution.tiers)
    matrix, activity = plan.solution.matrix, plan.activity[rows]
    limits = np.stack([matrix.row_lower[rows], matrix.row_upper[rows]])
    return bool((np.abs(activity - limits) <= NEAR * (1.0 + np.abs(activity))).any())


@dataclass
class Tally:
    """How many problems were drawn, had a plan and whole numbers, and what stood and bound in them.

    there, bound  family of rows -> problems in which it has rows, in which one of them binds
    tried, moved  change -> how often it was tried, and how often it changed the vector
    """

    problems: Counter[str] = field(default_factory=Counter)
    there: Counter[str] = field(default_factory=Counter)
    bound: Counter[str] = field(default_factory=Counter)
    tried: Counter[str] = field(default_factory=Counter)
    moved: Counter[str] = field(default_factory=Counter)

    def add(self, plan: Plan | None) -> None:
        """Count a problem and its plan."""
        self.problems["drawn"] += 1
        if plan is None:
            return
        self.problems["planned"] += 1
        self.problems["integer"] += bool(plan.model.program.integer_reasons)
        for family in FAMILIES:
            self.there[family.name] += plan.model.program.row_blocks[family.name].size > 0
            self.bound[family.name] += binds(plan, family.name)

    def require_rows(self, *, whole: bool) -> None:
        """Assert that most problems have a plan, and that every family occurs and binds in a fair share of them."""
        planned = self.problems["planned"]
        assert planned >= PLANNED / 100 * self.problems["drawn"], self.problems
        assert self.problems["integer"] >= INTEGER / 100 * planned if whole else self.problems["integer"] == 0
        wanted = DECIDING if whole else {family.name for family in FAMILIES} - DECIDING
        assert not {name: self.there[name] for name in wanted if self.there[name] < THERE / 100 * planned}
        assert not {name: self.bound[name] for name in wanted if self.bound[name] < BIND / 100 * planned}

    def require_allowances(self) -> None:
        """Assert that allowances stand and bind in a fair share of the problems, where these are more than a few."""
        planned = self.problems["planned"]
        if planned < FEW:
            return
        for family in ALLOWING:
            assert self.there[family] >= THERE / 100 * planned, (family, self.there[family], planned)
            assert self.bound[family] >= BIND / 100 * planned, (family, self.bound[family], planned)

    def require_changes(self, wanted: set[str]) -> None:
        """Assert that most changes were tried, in a long run all of them, and that they did change something."""
        missing = sorted(wanted - set(self.tried))
        assert len(missing) <= 0.3 * len(wanted), missing
        assert self.moved.total() >= 0.1 * self.tried.total(), self.moved
        if settings().max_examples >= MANY:
            assert not missing
            still = [name for name in wanted if self.moved[name] == 0]
            assert len(still) <= 0.2 * len(wanted), still
