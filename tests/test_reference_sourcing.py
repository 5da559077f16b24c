"""Shares, awards, qualification and pins with a known answer, through a workbook; the READMEs derive the answers."""

from __future__ import annotations

from pathlib import Path

import pytest

from planner.run import solve_input
from planner.solve.session import silent
from tests.cases import Change, objective, put, reference, solve_case, unmet, workbook


@pytest.mark.parametrize(
    ("changes", "short", "cost"),
    [
        ((), [4.0, 4.0, 0.0, 0.0], 68.0),
        ((put("Qualification", "active", "no"),), [0.0, 0.0, 0.0, 0.0], 40.0),
        ((put("Qualification", "active", "yes"),), [6.0, 6.0, 0.0, 0.0], 44.0),
        ((put("Qualification", "ready period", None, supplier="A"),), [4.0, 4.0, 4.0, 4.0], 96.0),
    ],
    ids=["as derived", "no test", "the depot too", "never"],
)
def test_qualification_has_the_answer_derived_by_hand(
    tmp_path: Path, changes: tuple[Change, ...], short: list[float], cost: float
) -> None:
    plan = solve_case(reference("qualification"), tmp_path, *changes)
    assert unmet(plan) == pytest.approx(short, abs=1e-6)
    assert objective(plan, "cost") == pytest.approx(cost)


def test_pins_cause_what_was_derived_by_hand(tmp_path: Path) -> None:
    effects = solve_input(workbook(reference("pins"), tmp_path), "highs", None, silent).explained.pins
    assert [tuple(one.of.values()) for one in effects.each] == [pytest.approx((0.0, 0.0)), pytest.approx((4.0, -1.0))]
    assert effects.together is not None
    assert tuple(effects.together.of.values()) == pytest.approx((4.0, 5.0))


@pytest.mark.parametrize(
    ("changes", "short", "cost"),
    [
        ((), 0.0, 340.0),
        ((put("Sourcing", "active", "no", supplier="Allies"),), 0.0, 320.0),
        ((put("Sourcing", "active", "no", supplier="B"),), 0.0, 300.0),
        ((put("Sourcing", "window", "term"),), 0.0, 340.0),
        ((put("Capacity", "first", 0, site="B"),), 100.0, 170.0),
        ((put("Capacity", "first", 0, site="B"), put("Sourcing", "window", "term")), 0.0, 340.0),
    ],
    ids=["as derived", "no share of the allies", "no share of B", "over the plan", "B later", "B later, over the plan"],
)
def test_shares_have_the_answer_derived_by_hand(
    tmp_path: Path, changes: tuple[Change, ...], short: float, cost: float
) -> None:
    plan = solve_case(reference("supplier_shares"), tmp_path, *changes)
    assert sum(unmet(plan)) == pytest.approx(short, abs=1e-6)
    assert objective(plan, "cost") == pytest.approx(cost)


@pytest.mark.parametrize(
    ("changes", "short", "cost", "awarded"),
    [
        ((), 0.0, 500.0, {"S1", "S4"}),
        ((put("Sourcing", "switching cost [USD]", 100, supplier=None),), 0.0, 340.0, {"S1", "S2"}),
        ((put("Sourcing", "most suppliers", 1, supplier=None),), 40.0, 260.0, {"S1"}),
        (
            (
                put("Sourcing", "most suppliers", 3, supplier=None),
                put("Sourcing", "least suppliers", 3, supplier=None),
                put("Sourcing", "switching cost [USD]", None),
            ),
            0.0,
            160.0,
            {"S1", "S2", "S3"},
        ),
    ],
    ids=["as derived", "switching for 100", "one supplier", "three suppliers"],
)
def test_the_choice_of_suppliers_has_the_answer_derived_by_hand(
    tmp_path: Path, changes: tuple[Change, ...], short: float, cost: float, awarded: set[str]
) -> None:
    plan = solve_case(reference("supplier_choice"), tmp_path, *changes)
    assert sum(unmet(plan)) == pytest.approx(short, abs=1e-6)
    assert objective(plan, "cost") == pytest.approx(cost)
    assert set(plan.tables["award"]["supplier"]) == awarded
