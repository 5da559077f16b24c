"""Reference cases of the objectives: what a missing tonne counts, what waits, what yields, when money is spent."""

from __future__ import annotations

from pathlib import Path

import pytest

from planner.run import solve_input
from planner.solve.session import silent
from tests.cases import Change, objective, put, reference, solve_case, unmet, workbook

SOFT = "soft rules, stocks and lateness"


def setting(name: str, value: object) -> Change:
    return put("Settings", "value", value, setting=name)


def test_what_may_wait_comes_late_and_is_never_pushed_out_of_the_plan(tmp_path: Path) -> None:
    plan = solve_case(reference("waiting"), tmp_path)
    assert unmet(plan) == pytest.approx([0.0, 0.0, 1.0])
    assert objective(plan, SOFT) == pytest.approx(1.5)
    assert objective(plan, "cost") == pytest.approx(165.0)
    served = plan.tables["deliver"].groupby(["demand_period", "period"])["delivered_t"].sum()
    assert dict(served) == pytest.approx({("Q1", "Q1"): 4.0, ("Q1", "Q2"): 6.0, ("Q3", "Q3"): 5.0})


def test_what_may_not_wait_stays_unmet(tmp_path: Path) -> None:
    plan = solve_case(reference("waiting"), tmp_path, put("Demand", "may wait [periods]", None))
    assert unmet(plan) == pytest.approx([6.0, 0.0, 1.0])


def test_soft_rules_and_stocks_counted_together_break_what_counts_less(tmp_path: Path) -> None:
    plan = solve_case(reference("soft_order"), tmp_path)
    assert objective(plan, SOFT) == pytest.approx(2.0)
    assert plan.tables["soft"]["violation_t"].tolist() == pytest.approx([4.0])
    assert objective(plan, "cost") == pytest.approx(154.0)


def test_soft_rules_and_stocks_in_order_keep_the_rule_first(tmp_path: Path) -> None:
    plan = solve_case(reference("soft_order"), tmp_path, setting("soft order", "in order"))
    assert objective(plan, "soft rules") == pytest.approx(0.0, abs=1e-9)
    assert objective(plan, "safety and end stock") == pytest.approx(4.0)
    assert objective(plan, "cost") == pytest.approx(110.0)


@pytest.mark.parametrize(
    ("measure", "optimum", "short"),
    [
        ("tonnes", 6.0, {"A": 4.0, "B": 2.0}), ("share of demand", 0.8, {"A": 8.0, "B": 0.0}),
        ("value", 700.0, {"A": 4.0, "B": 2.0}),
    ],
)  # fmt: skip
def test_a_missing_tonne_counts_as_the_measure_says(
    tmp_path: Path, measure: str, optimum: float, short: dict[str, float]
) -> None:
    plan = solve_case(reference("unmet_measure"), tmp_path, setting("unmet measure", measure))
    assert objective(plan, "unmet, priority 1") == pytest.approx(optimum)
    assert dict(plan.tables["unmet"].groupby("commodity")["unmet_t"].sum()) == pytest.approx(short, abs=1e-9)


@pytest.mark.parametrize(
    ("rate", "cost", "when"), [(0, 100.0, "2027"), (4, 100.0 / 1.04**0.5, "2027"), (8, 105.0 / 1.08**1.5, "2028")]
)
def test_money_is_spent_when_its_worth_is_least(tmp_path: Path, rate: float, cost: float, when: str) -> None:
    plan = solve_case(reference("discounting"), tmp_path, setting("discount rate [%/yr]", rate))
    assert objective(plan, "cost") == pytest.approx(cost, rel=1e-9)
    assert plan.tables["run"]["period"].tolist() == [when]


@pytest.mark.parametrize(
    ("case", "change"),
    [
        ("soft_order", setting("soft order", "in order")),
        ("unmet_measure", setting("unmet measure", "share of demand")),
        ("unmet_measure", setting("unmet measure", "value")), ("discounting", setting("discount rate [%/yr]", 4)),
    ],
    ids=["in order", "shares", "value", "4 %"],
)  # fmt: skip
def test_the_verifier_reads_the_settings_in_the_same_way(tmp_path: Path, case: str, change: Change) -> None:
    assert solve_input(workbook(reference(case), tmp_path, change), "highs", None, silent).verification.accepted


@pytest.mark.parametrize(
    ("change", "short", "steps", "cost"),
    [
        (setting("fair share", "yes"), [4.0, 4.0, 20.0], [1.0, 0.4], 612.0),
        (setting("fair share", "no"), [10.0, 10.0, 8.0], [], 132.0),
        (put("Capacity", "minimum load [t/quarter]", None), [7.0, 7.0, 14.0], [0.7], 372.0),
    ],
    ids=["fair share", "least cost", "no minimum load"],
)
def test_the_works_that_run_are_those_with_the_fairest_shares(
    tmp_path: Path, change: Change, short: list[float], steps: list[float], cost: float
) -> None:
    plan = solve_case(reference("fair_share_decisions"), tmp_path, change)
    assert plan.tables["unmet"]["unmet_t"].tolist() == pytest.approx(short)
    assert [value for name, value, _ in plan.objectives if name.startswith("fair")] == pytest.approx(steps)
    assert objective(plan, "cost") == pytest.approx(cost)
