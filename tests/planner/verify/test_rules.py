"""Plans that break a rule are refused: licences, shares, and rules that count what is made or delivered."""

from __future__ import annotations

import pandas as pd
import pytest

from models.plan import Plan
from planner.verify import Verification, verify
from tests.drawn.problems import tables_of
from tests.given.licences import grant, several
from tests.tiny import Changed, day, solve_sheets, tiny
from tests.workbooks import Cell

# 5 t a quarter are wanted; Pit in China is cheap, Mine in Malaysia is dear, and either can dig all of it.
TWO: Changed = {
    "Commodities": [["commodity", "stage", "value [USD/t]"], ["oxide", "oxide", 100]],
    "Sites": [["site", "country", "kind"], ["Mine", "Malaysia", "mine"], ["Pit", "China", "mine"],
              ["User", "United States", "customer"]],
    "Processes": [["site", "process", "direction", "commodity", "run cost [USD/t]"], ["Mine", "dig", "out", "oxide", 9],
                  ["Pit", "dig", "out", "oxide", 1]],
    "Capacity": None,
    "Lanes": [["from", "to"], ["Mine", "User"], ["Pit", "User"]],
}  # fmt: skip
CHINA: dict[str, Cell] = {"from": "China"}
MADE: dict[str, Cell] = {"from": "China", "applies at": "production"}
GIVEN: dict[str, Cell] = {"to": "User", "applies at": "delivery"}
SHARE: dict[str, Cell] = {"from": "China", "to": "United States", "unit": "%"}


def held_against(plan: Plan, *rules: dict[str, Cell]) -> Verification:
    """Verify a plan against the two mines with other rules than it was made for."""
    tables = tables_of(tiny(several(*rules, lanes=TWO)))
    return verify(tables, plan.tables, [(name, best) for name, best, _ in plan.objectives], plan.costs)


def plan_under(*rules: dict[str, Cell]) -> Plan:
    return solve_sheets(tiny(several(*rules, lanes=TWO)))


@pytest.mark.parametrize(
    ("rule", "kind"),
    [
        (grant("2027-01-01", None, 12, **CHINA), "licences"),
        (grant("2026-01-01", "2026-12-31", 12, **CHINA), "licences"),
        (grant("2027-02-15", None, 12, **CHINA), "licences"),
        (grant("2027-01-01", None, 12, hard="no", **CHINA), "soft rules"),
        (grant("2027-01-01", None, 12, **MADE), "licences"),
        (grant("2027-01-01", None, 12, **GIVEN), "licences"),
        ({"type": "share_max", "value": 60, **SHARE}, "shares of origins"),
        ({"type": "share_max", "value": 60, "hard": "no", **SHARE}, "soft rules"),
        ({"type": "share_min", "value": 10, **SHARE, "from": "Malaysia"}, "shares of origins"),
        ({"type": "ban", "start": day("2027-04-01"), **MADE}, "bans"),
        ({"type": "ban", "start": day("2027-06-01"), "end": day("2027-06-30"), **GIVEN}, "bans"),
        ({"type": "cap", "value": 12, "unit": "t", **MADE}, "caps"),
        ({"type": "cap", "value": 12, "unit": "t", **GIVEN}, "caps"),
        ({"type": "tariff", "value": 2, "unit": "USD/t", **MADE}, "costs"),
        ({"type": "tariff", "value": 2, "unit": "%", **GIVEN}, "costs"),
    ],
)
def test_a_plan_made_without_a_rule_is_refused_and_one_made_with_it_is_not(rule: dict[str, Cell], kind: str) -> None:
    assert held_against(plan_under(rule), rule).accepted
    refused = held_against(plan_under(), rule)
    assert kind in {fault.kind for fault in refused.found}, refused.faults


def use(plan: Plan, *rows: tuple[object, ...]) -> dict[str, pd.DataFrame]:
    """Return the tables of a plan that says it uses grants otherwise."""
    return {**plan.tables, "use": pd.DataFrame(rows, columns=["rule", "row", "period", "used_t"])}


GRANTS = (grant("2027-01-01", "2027-06-30", 10, **CHINA), grant("2027-04-01", None, 4, **CHINA))
STOP: dict[str, Cell] = {"rule": "Stop", "type": "cap", "from": "Malaysia", "value": 99, "unit": "t"}


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ([("R", 2, "Q1", 5.0), ("R", 2, "Q2", 5.0), ("R", 3, "Q3", 4.0)], ""),
        ([("R", 2, "Q1", 5.0), ("R", 3, "Q2", 5.0), ("R", 3, "Q3", 4.0)], "is exceeded by 5 t"),
        ([("R", 2, "Q1", 5.0), ("R", 2, "Q2", 5.0), ("R", 2, "Q3", 4.0)], "not valid then"),
        ([("R", 3, "Q1", 5.0), ("R", 2, "Q2", 5.0), ("R", 3, "Q3", 4.0)], "not valid then"),
        (
            [("R", 2, "Q1", 5.0), ("R", 2, "Q2", 4.0), ("R", 3, "Q3", 4.0)],
            "Rules!A2: in Q2 1 t need a grant of 'R' and use none",
        ),
        (
            [("R", 2, "Q1", 5.0), ("R", 2, "Q2", 6.0), ("R", 3, "Q3", 4.0)],
            "Rules!A2: in Q2 1 t more of the grants of 'R' are used than what needs one",
        ),
        ([("R", 2, "Q1", 5.0), ("R", 4, "Q2", 5.0), ("R", 3, "Q3", 4.0)], "is no such grant"),
        ([("Stop", 2, "Q1", 5.0), ("R", 2, "Q2", 5.0), ("R", 3, "Q3", 4.0)], "is no such grant"),
        ([("R", 2, "Q1", 3.0), ("R", 2, "Q1", 2.0), ("R", 2, "Q2", 5.0), ("R", 3, "Q3", 4.0)], "stands twice"),
    ],
)
def test_a_plan_that_uses_grants_wrongly_is_refused(rows: list[tuple[object, ...]], words: str) -> None:
    plan = plan_under(*GRANTS, STOP)
    tables = tables_of(tiny(several(*GRANTS, STOP, lanes=TWO)))
    stated = [(name, best) for name, best, _ in plan.objectives]
    found = verify(tables, use(plan, *rows), stated, plan.costs)
    if not words:
        assert found.accepted, found.faults
    else:
        assert any(words in sentence for sentence in found.faults), found.faults


def test_a_grant_on_days_that_are_too_few_for_a_soft_licence_may_not_be_used() -> None:
    # One day of the second quarter has a grant: all that flows in it counts as without one.
    few = grant("2027-01-01", "2027-04-01", None, hard="no", **CHINA)
    plan = plan_under(few)
    tables = tables_of(tiny(several(few, lanes=TWO)))
    found = verify(tables, use(plan, ("R", 2, "Q2", 1.0)), [(name, best) for name, best, _ in plan.objectives])
    assert any("on too few days" in sentence for sentence in found.faults), found.faults
