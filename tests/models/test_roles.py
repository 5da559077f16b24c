"""What families of rows are to those who explain a plan: whoever adds one has to say so."""

from __future__ import annotations

import pytest

from models import roles
from models.formulation import FAMILIES, Family

NAMES = {family.name for family in FAMILIES}
LIMITS = [family for family in FAMILIES if family.line is not None]
# What lacks has a price of its own; whole numbers stay as they were decided; an allowance says what is clean.
LACKING = ("demand", "safety_stock", "end_stock")
WHOLE = ("minimum_load", "award", "least_suppliers", "most_suppliers", "least_order", "whole_lots")
MEANING = ("de_minimis",)


@pytest.mark.parametrize("role", [name for name in vars(roles) if name.isupper()])
def test_a_role_is_that_of_families_that_there_are(role: str) -> None:
    held = getattr(roles, role)
    assert held
    assert {getattr(one, "name", one) for one in held} <= NAMES


@pytest.mark.parametrize("family", LIMITS, ids=lambda family: family.name)
def test_a_limit_can_give_way_or_is_known_not_to(family: Family) -> None:
    ways = (*roles.RAISED, *roles.NOT_RAISED, *roles.ASKED, *roles.KEPT, *LACKING, *WHOLE, *MEANING)
    assert family.name in ways


def test_nothing_is_both_raised_and_not() -> None:
    assert not set(roles.RAISED) & set(roles.NOT_RAISED)


def test_what_holds_flows_for_a_rule_is_found_by_its_rule() -> None:
    for family in FAMILIES:
        if family.name in roles.OF_RULES:
            assert (family.sheet, family.unit) == ("Rules", "t")
    assert {"ban", "cap", "licence_volume"} <= set(roles.OF_RULES)
    assert "licence_flow" in roles.HOLDING
    assert "share_max" not in roles.OF_RULES
