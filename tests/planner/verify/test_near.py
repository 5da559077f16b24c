"""The distance of a plan from an earlier one, and what is kept of it, recomputed from names."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from planner.verify import verify
from planner.verify.near import KEPT, NEAR
from tests.earlier_plans import as_earlier, asked, near_plan, verified
from tests.given.near import MINE, PIT, two_mines
from tests.given.verified import rich_sheets


def test_a_distance_that_is_stated_wrongly_is_refused() -> None:
    plan = near_plan(two_mines(10, 12), PIT)
    assert verified(plan).objectives[NEAR] == pytest.approx(60.0)
    stated = [(name, optimum + (name == NEAR) * 0.1) for name, optimum, _ in plan.objectives]
    found = verify(plan.model.problem.tables, plan.tables, stated, earlier=PIT.tables).found
    assert [fault.kind for fault in found] == ["objectives"]
    assert NEAR in found[0].sentence


def test_a_plan_held_against_another_earlier_plan_is_refused() -> None:
    assert not verified(near_plan(two_mines(10, 12), PIT), earlier=MINE).accepted


def test_a_plan_that_states_no_distance_is_refused_where_there_is_an_earlier_plan() -> None:
    plan = near_plan(two_mines())
    assert verified(plan).accepted
    assert not verified(plan, earlier=PIT).accepted


def test_a_distance_without_an_earlier_plan_is_refused() -> None:
    plan = near_plan(two_mines(), PIT)
    stated = [(name, optimum) for name, optimum, _ in plan.objectives]
    assert not verify(plan.model.problem.tables, plan.tables, stated).accepted


def test_a_plan_that_changes_a_frozen_period_is_refused() -> None:
    free = near_plan(two_mines(10, 12), PIT)
    tables = near_plan(asked(two_mines(10, 12), ["frozen periods", 1]), PIT).model.problem.tables
    found = verified(free, tables).found
    assert [fault.sentence for fault in found if fault.kind == "kept as planned"] == [
        "ship (pit, user, oxide, q1): the period is kept as planned, and this is -5 off the earlier plan",
        "ship (mine, user, oxide, q1): the period is kept as planned, and this is +5 off the earlier plan",
        "run (pit, scoop, q1): the period is kept as planned, and this is -5 off the earlier plan",
        "run (mine, dig, q1): the period is kept as planned, and this is +2.5 off the earlier plan",
    ]


def test_a_period_may_be_frozen_by_its_name() -> None:
    free = near_plan(two_mines(10, 12), PIT)
    tables = free.model.problem.tables
    by_name = replace(tables, settings={**tables.settings, "plan from": "q3"})
    kept = [fault for fault in verified(free, by_name).found if fault.kind == "kept as planned"]
    assert len(kept) == 8


RICH = near_plan(rich_sheets())


@pytest.mark.parametrize("kind", list(KEPT))
def test_a_figure_of_every_kind_that_was_decided_otherwise_is_refused(kind: str) -> None:
    earlier = as_earlier(RICH)
    plan = near_plan(rich_sheets(frozen_periods=4), earlier)
    assert verified(plan).accepted, verified(plan).faults
    amount = KEPT[kind][1]
    frame = earlier.tables[kind].copy()
    frame[amount] = frame[amount].astype(float)
    frame.loc[frame.index[0], amount] += 0.01
    other = replace(earlier, tables={**earlier.tables, kind: frame})
    assert "kept as planned" in {fault.kind for fault in verified(plan, earlier=other).found}


def test_a_take_is_another_one_on_other_days() -> None:
    earlier = as_earlier(RICH)
    plan = near_plan(rich_sheets(frozen_periods=4), earlier)
    frame = earlier.tables["take"].copy()
    frame.loc[frame.index[0], "span"] += 1
    other = replace(earlier, tables={**earlier.tables, "take": frame})
    assert {fault.kind for fault in verified(plan, earlier=other).found} == {"kept as planned"}


def test_a_run_of_the_earlier_plan_that_stands_in_two_parts_counts_as_their_sum() -> None:
    plan = near_plan(two_mines(10, 12), PIT)
    halves = PIT.tables["run"].assign(runs=PIT.tables["run"]["runs"].astype(float) / 2.0)
    split = replace(PIT, tables={**PIT.tables, "run": pd.concat([halves, halves], ignore_index=True)})
    assert verified(plan, earlier=split).objectives[NEAR] == pytest.approx(60.0)
