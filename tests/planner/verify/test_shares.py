"""The fair share of a plan, recomputed: what the steps say must be what the plan has, all of it and no more."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from planner.verify import Verification, verify
from tests.cases import reference
from tests.given.shares import shared
from tests.given.verified import Case, solve_sheets

STEP = "fair share, priority 1, step {}"


@pytest.fixture(scope="module")
def case() -> Case:
    return solve_sheets(shared())


def stated(case: Case, **levels: float) -> Verification:
    return verify(case.tables, case.plan, [(name, levels.get(name[-1], value)) for name, value in case.objectives])


def test_the_steps_are_the_shares_of_the_plan(case: Case) -> None:
    # 8 t a quarter: of 12 t in the first 4 are short, of 10 t in the second 2, and nothing keeps from one to the other.
    assert dict(case.objectives)[STEP.format(1)] == pytest.approx(1.0 / 3.0)
    assert dict(case.objectives)[STEP.format(2)] == pytest.approx(0.2)
    verification = case.verify()
    assert verification.accepted, verification.faults
    assert verification.objectives[STEP.format(1)] == pytest.approx(1.0 / 3.0)
    assert verification.counts["fair shares"] == 3


def moved(case: Case, tonnes: float) -> dict[str, pd.DataFrame]:
    """Return the plan with so much of the first quarter's oxide given to motors and not to toys."""
    plan = case.copy()
    for table, column, sign, when in (("unmet", "unmet_t", -1.0, "period"), ("deliver", "delivered_t", 1.0, "period")):
        frame = plan[table]
        for use, way in (("motors", 1.0), ("toys", -1.0)):
            own = (frame["end_use"] == use) & (frame[when] == "Q1")
            frame.loc[own, column] += sign * way * tonnes
    return plan


def test_a_plan_that_favours_one_stream_at_the_same_total_is_refused(case: Case) -> None:
    verification = case.verify(moved(case, 0.5))
    assert {fault.kind for fault in verification.found} == {"fair shares", "objectives"}
    assert "which no step of the fair share says" in verification.faults[0]


def test_shares_of_an_edited_plan_that_are_no_rounding_apart_are_steps_of_their_own(case: Case) -> None:
    def steps(tonnes: float) -> list[float]:
        found = verify(case.tables, moved(case, tonnes), case.objectives, edited=True)
        assert found.accepted, found.faults
        return [value for name, value in found.objectives.items() if name.startswith("fair")]

    assert steps(1e-6) == pytest.approx([1.0 / 3.0, 0.2], abs=1e-6)
    assert steps(0.5) == pytest.approx([11.0 / 24.0, 13.0 / 48.0, 0.2])


@pytest.mark.parametrize(("step", "factor"), [("1", 1.01), ("1", 0.99), ("2", 1.01), ("2", 0.99)])
def test_a_step_that_is_stated_wrongly_is_refused(case: Case, step: str, factor: float) -> None:
    value = dict(case.objectives)[STEP.format(step)]
    assert not stated(case, **{step: value * factor}).accepted


@pytest.mark.parametrize("step", [1, 2])
def test_a_step_that_is_left_out_is_refused(case: Case, step: int) -> None:
    kept = [(name, value) for name, value in case.objectives if name != STEP.format(step)]
    assert not verify(case.tables, case.plan, kept).accepted


def test_a_step_too_many_is_refused(case: Case) -> None:
    more = list(case.objectives)
    more.insert(3, (STEP.format(3), 0.1))
    assert not verify(case.tables, case.plan, more).accepted


def test_a_plan_without_fair_shares_is_refused_where_the_input_asks_for_them(case: Case) -> None:
    plain = solve_sheets(shared(Settings=[["setting", "value"], ["title", "Tiny"]]))
    assert not verify(case.tables, plain.plan, plain.objectives).accepted


def test_steps_that_the_input_does_not_ask_for_are_refused(case: Case) -> None:
    other = replace(case.tables, settings={**case.tables.settings, "fair share": "no"})
    assert not verify(other, case.plan, case.objectives).accepted


def test_a_plan_that_was_stopped_before_its_fair_share_is_accepted(case: Case) -> None:
    assert verify(case.tables, case.plan, case.objectives[:1], finished=False).accepted
    assert not verify(case.tables, case.plan, case.objectives[:1]).accepted


def test_the_known_answer_is_accepted() -> None:
    assert solve_sheets(reference("fair_share").sheets()).verify().accepted


@pytest.mark.parametrize(
    ("large", "small", "supply"), [(1e3, 1e-3, 1.0), (100.0, 0.01, 0.001), (10.0, 2e-6, 5.0), (1e3, 1e-4, 1.0)]
)
def test_a_demand_whose_fair_share_is_less_than_the_gram_that_plans_leave_out_is_accepted(
    large: float, small: float, supply: float
) -> None:
    sheets = shared(
        Demand=[["customer", "commodity", "end use", "unit", "all"], ["User", "oxide", "motors", "t/period", large],
                ["User", "oxide", "laboratory", "t/period", small]],
        Capacity=[["site", "process", "basis", "commodity", "unit", "Q1", "Q2", "Q3"],
                  ["Mine", "dig", "out", "oxide", "t/period", supply, 2 * supply, 0]],
    )  # fmt: skip
    case = solve_sheets(sheets)
    verification = case.verify()
    assert verification.accepted, verification.faults
    assert len([name for name, _ in case.objectives if name.startswith("fair")]) > 1
    level = dict(case.objectives)[STEP.format(2)]
    for factor in (0.5, 1.5):
        assert not stated(case, **{"2": level * factor}).accepted
