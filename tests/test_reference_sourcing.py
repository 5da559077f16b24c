"""Qualification and pins with a known answer, through a workbook; the READMEs of the cases derive the answers."""

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
    effects = solve_input(workbook(reference("pins"), tmp_path), "highs", None, silent).pins
    assert [one.changes for one in effects.each] == [pytest.approx((0.0, 0.0)), pytest.approx((4.0, -1.0))]
    assert effects.together is not None
    assert effects.together.changes == pytest.approx((4.0, 5.0))
