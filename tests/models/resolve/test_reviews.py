"""Review dates: what holds after them is what the setting and the rule say, and must be said."""

from __future__ import annotations

import pytest

from models.formulation import build
from models.plan import make_plan
from planner.solve import highs
from planner.verify import verify
from tests.drawn.problems import problem_of
from tests.tiny import Changed, cells, day, tiny, tiny_problem
from tests.workbooks import Cell

SPRING = day("2027-03-31")
HEADER: list[Cell] = ["rule", "type", "start", "end", "review date", "if not renewed"]


def reviewed(outcome: Cell, reviews: Cell, end: Cell = None, review: Cell = SPRING) -> Changed:
    """Return a ban from 2027 on with a review date, and the setting."""
    return {
        "Rules": [HEADER, ["R", "ban", day("2027-01-01"), end, review, outcome]],
        "Settings": [["setting", "value"], ["title", "Tiny"], ["reviews", reviews]],
    }


@pytest.mark.parametrize(
    ("outcome", "reviews", "banned"),
    [("lapses", "lapse", [1, 0, 0]), ("lapses", "renew", [1, 1, 1]), ("stays", "lapse", [1, 1, 1])],
)
def test_only_a_rule_that_lapses_in_a_plan_that_lets_it_ends_with_its_review(
    outcome: str, reviews: str, banned: list[int]
) -> None:
    assert tiny_problem(reviewed(outcome, reviews)).rules.share[0].tolist() == banned


def test_an_earlier_end_holds_before_a_later_review() -> None:
    sheets = reviewed("lapses", "lapse", end=day("2027-03-31"), review=day("2027-06-30"))
    assert tiny_problem(sheets).rules.share[0].tolist() == [1, 0, 0]


@pytest.mark.parametrize(
    ("outcome", "reviews", "review", "code", "where"),
    [
        ("lapses", None, day("2027-03-31"), "reviews-not-said", "Rules!E2"),
        (None, "lapse", day("2027-03-31"), "review-without-outcome", "Rules!F2"),
        ("lapses", "lapse", None, "outcome-without-review", "Rules!E2"),
        ("lapses", "lapse", day("2026-12-31"), "dates", "Rules!E2"),
    ],
)
def test_what_is_left_open_is_an_error(outcome: Cell, reviews: Cell, review: Cell, code: str, where: str) -> None:
    assert cells(reviewed(outcome, reviews, review=review), code) == [where]


def test_the_verifier_refuses_a_plan_that_takes_a_rule_for_lapsed() -> None:
    lapsed, standing = (problem_of(tiny(reviewed("lapses", reviews))) for reviews in ("lapse", "renew"))
    model = build(lapsed)
    plan = make_plan(model, highs.solve(model.program.matrix(), model.program.tiers))
    stated = [(name, best) for name, best, _ in plan.objectives]
    assert verify(lapsed.tables, plan.tables, stated).accepted
    assert not verify(standing.tables, plan.tables, stated).accepted


@pytest.mark.parametrize(("status", "warned"), [("suspended", ["Rules!G2"]), ("in force", [])])
def test_a_suspended_rule_with_a_review_date_does_not_come_back_and_is_warned_of(
    status: str, warned: list[str]
) -> None:
    changed = reviewed("lapses", "lapse")
    changed["Rules"] = [[*HEADER, "status"], [*(changed["Rules"] or [])[1], status]]
    assert cells(changed, "review-of-suspended") == warned
    assert tiny_problem(changed).rules.size == (0 if warned else 1)
