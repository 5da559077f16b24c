"""Families nearness and frozen_...: how far a plan is from an earlier one, and what of it may no longer change."""

from __future__ import annotations

from dataclasses import replace

import pytest

from models.parts.earlier import EarlierPlan
from models.plan import Plan
from planner.errors import ContradictionError, NoPlanError
from planner.run import solve_model
from planner.solve import highs
from planner.solve.session import silent
from tests.certificates import assert_certified
from tests.drawn.problems import problem_of, random_sheets
from tests.earlier_plans import as_earlier, asked, near_model, near_plan, verified
from tests.given.near import MINE, PIT, two_mines
from tests.given.verified import rich_sheets
from tests.tiny import Row, by_column, rows_of, tiny
from tests.workbooks import Cell

DISTANCE = "distance from the earlier plan"
SEEDS = range(15)


def sent(plan: Plan, site: str) -> list[float]:
    table = plan.tables["ship"]
    own = table[table["from"] == site].set_index("period")["sent_t"]
    return [float(own.get(period, 0.0)) for period in ("Q1", "Q2", "Q3")]


def value(plan: Plan, tier: str) -> float:
    return {name: optimum for name, optimum, _ in plan.objectives}[tier]


def test_nearness_says_by_how_many_tonnes_a_shipment_or_run_is_above_or_below() -> None:
    rows = rows_of(near_model(two_mines(), MINE), "nearness")
    assert len(rows) == 6
    # 2.5 runs of 2 t each.
    entries = [row.terms for row in rows.values()]
    assert {**entries[0]} == {"ship Mine User oxide Q1": 1.0, "above 0 Q1": -1.0, "below 0 Q1": 1.0}
    assert {**entries[3]} == {"run Mine dig Q1": 2.0, "above 3 Q1": -1.0, "below 3 Q1": 1.0}
    assert [row.lower for row in rows.values()] == pytest.approx([5.0] * 6)


def test_what_the_earlier_plan_does_not_do_counts_whole() -> None:
    model = near_model(two_mines(), MINE)
    objective = by_column(model, next(tier for tier in model.program.tiers if tier.name == DISTANCE).objective)
    assert objective["ship Pit User oxide Q2"] == objective["run Pit scoop Q2"] == objective["above 0 Q1"] == 1.0
    assert "ship Mine User oxide Q1" not in objective


def test_without_an_earlier_plan_there_is_no_such_tier_row_or_column() -> None:
    model = near_model(two_mines(), None)
    assert DISTANCE not in [tier.name for tier in model.program.tiers]
    assert model.variables.near.above.size == model.program.row_blocks["nearness"].size == 0


@pytest.mark.parametrize(("earlier", "site"), [(MINE, "Mine"), (PIT, "Pit")], ids=["Mine", "Pit"])
def test_of_plans_of_equal_cost_the_nearest_is_chosen(earlier: EarlierPlan, site: str) -> None:
    plan = near_plan(two_mines(), earlier)
    assert sent(plan, site) == pytest.approx([5.0] * 3)
    assert value(plan, DISTANCE) == pytest.approx(0.0, abs=1e-9)


def test_the_cost_goes_before_the_distance() -> None:
    plan = near_plan(two_mines(10, 12), PIT)
    assert sent(plan, "Mine") == pytest.approx([5.0] * 3)
    # 15 t less sent and run at one, 15 t more at the other.
    assert value(plan, DISTANCE) == pytest.approx(60.0)
    assert value(plan, "cost") == pytest.approx(value(near_plan(two_mines(10, 12)), "cost"))


def test_a_shipment_whose_lane_is_gone_counts_and_can_no_longer_be() -> None:
    sheets = two_mines()
    sheets["Lanes"] = [row for row in sheets["Lanes"] if row[0] != "Pit"]
    # The pit's 15 t are sent by nobody and run by nobody; the mine's are new.
    plan = near_plan(sheets, PIT)
    assert value(plan, DISTANCE) == pytest.approx(60.0)
    assert verified(plan).accepted


def test_periods_that_the_earlier_plan_does_not_have_do_not_count() -> None:
    tables = {
        name: frame[frame["period"] != "Q3"] if "period" in frame else frame for name, frame in MINE.tables.items()
    }
    plan = near_plan(two_mines(11, 10), replace(MINE, tables=tables))
    assert value(plan, DISTANCE) == pytest.approx(40.0)
    assert verified(plan).accepted


@pytest.mark.parametrize("seed", SEEDS)
def test_near_to_its_own_plan_a_problem_has_the_same_plan_at_no_distance(seed: int) -> None:
    sheets = random_sheets(seed)
    plain = near_plan(sheets)
    plan = near_plan(sheets, as_earlier(plain))
    assert value(plan, DISTANCE) == pytest.approx(0.0, abs=1e-4)
    for kind, column in (("ship", "sent_t"), ("run", "runs")):
        assert plan.tables[kind][column].sum() == pytest.approx(plain.tables[kind][column].sum(), abs=1e-4)
    for name, optimum, _ in plain.objectives[:-1]:
        assert value(plan, name) == pytest.approx(optimum, rel=1e-6, abs=1e-4)
    assert verified(plan).accepted, verified(plan).faults
    if not plan.solution.decisions:
        assert_certified(plan)


@pytest.mark.parametrize("seed", SEEDS)
def test_near_to_another_plan_no_better_tier_changes(seed: int) -> None:
    sheets, other = random_sheets(seed), random_sheets(seed)
    place = other["Capacity"][0].index("unit")
    for row in other["Capacity"][1:]:
        row[place + 1 :] = [cell * 0.8 if isinstance(cell, (int, float)) else cell for cell in row[place + 1 :]]
    try:
        earlier = as_earlier(near_plan(other))
    except (NoPlanError, AssertionError):
        pytest.skip("the other problem has no plan")
    plain, plan = near_plan(sheets), near_plan(sheets, earlier)
    for name, optimum, _ in plain.objectives[:-1]:
        assert value(plan, name) == pytest.approx(optimum, rel=1e-6, abs=1e-4)
    assert verified(plan).accepted, verified(plan).faults


@pytest.mark.parametrize("setting", [["frozen periods", 2], ["plan from", "Q3"]], ids=["by number", "by name"])
def test_frozen_ship_and_frozen_run_hold_the_first_periods_to_the_earlier_figures(setting: list[Cell]) -> None:
    model = near_model(asked(two_mines(), setting), PIT)
    ships, runs = rows_of(model, "frozen_ship"), rows_of(model, "frozen_run")
    assert len(ships) == len(runs) == 4
    assert ships["Pit User oxide Q1"] == Row(5.0, 5.0, {"ship Pit User oxide Q1": 1.0})
    assert ships["Mine User oxide Q2"] == Row(0.0, 0.0, {"ship Mine User oxide Q2": 1.0})
    assert runs["scoop Q2"].lower == pytest.approx(5.0)


def test_a_frozen_period_keeps_what_is_no_longer_best_and_the_others_do_not() -> None:
    plan = near_plan(asked(two_mines(10, 12), ["frozen periods", 1]), PIT)
    assert sent(plan, "Pit") == pytest.approx([5.0, 0.0, 0.0], abs=1e-6)
    assert sent(plan, "Mine") == pytest.approx([0.0, 5.0, 5.0], abs=1e-6)
    assert verified(plan).accepted, verified(plan).faults


def test_plan_from_the_first_period_freezes_nothing_and_needs_no_earlier_plan() -> None:
    plan = near_plan(asked(two_mines(10, 12), ["plan from", "Q1"]))
    assert sent(plan, "Mine") == pytest.approx([5.0] * 3)


def test_what_can_no_longer_be_kept_is_named_with_its_cell() -> None:
    sheets = asked(two_mines(), ["frozen periods", 2])
    sheets["Capacity"][2][5] = 3
    with pytest.raises(NoPlanError) as fault:
        solve_model(near_model(sheets, PIT), "highs", None, silent)
    words = str(fault.value)
    assert "Capacity!F3: capacity of Pit; scoop in Q1 (at most 3 t) is missed by 2 t" in words
    assert "Settings!B3: what the earlier plan does before Q3 is kept" in words


def test_a_flow_that_is_frozen_and_can_no_longer_be_built_is_named() -> None:
    sheets = asked(two_mines(), ["frozen periods", 1])
    sheets["Lanes"] = [
        ["from", "to", "commodity", "cost [USD/t]", "lead time [periods]"],
        ["Mine", "User", "oxide", 1, 0], ["Pit", "User", "oxide", 1, 3],
    ]  # fmt: skip
    with pytest.raises(
        NoPlanError, match=r"shipment as in the earlier plan of oxide from Pit to User in Q1 \(exactly 5 t\) is missed"
    ):
        solve_model(near_model(sheets, PIT), "highs", None, silent)


FROZEN = ("frozen_take", "frozen_expand", "frozen_award")


@pytest.mark.parametrize("count", [1, 2, 4])
def test_frozen_take_frozen_expand_and_frozen_award_keep_every_kind_of_decision(count: int) -> None:
    earlier = as_earlier(near_plan(rich_sheets()))
    sheets = rich_sheets(frozen_periods=count)
    # Later demand changes, and what is already decided does not.
    header = sheets["Demand"][0]
    for row in sheets["Demand"][1:]:
        row[header.index("Second half")] = float(row[header.index("Second half")] or 0) * (1.0 if count == 4 else 1.2)  # type: ignore[arg-type]
    model = near_model(sheets, earlier)
    assert all(model.program.row_blocks[name].size for name in FROZEN)
    plan = near_plan(sheets, earlier)
    verification = verified(plan)
    assert verification.accepted, verification.faults
    assert verification.counts["kept as planned"] > 10


@pytest.mark.parametrize("prices", [(100, 80), (80, 100)])
def test_which_tier_a_frozen_take_stands_in_is_settled_when_its_window_ends(prices: tuple[int, int]) -> None:
    """Of 15 t in the year 10 stand in the first tier, and those of Q1 in the second. When nothing more is needed than
    the 5 t of Q1 they stand in the first one, and are paid for so.
    """
    contracts: list[list[Cell]] = [
        ["contract", "tier", "supplier", "buyer", "commodity", "price [USD/t]", "tier to [t]", "maximum [t]", "window"],
        ["Deal", "first", "Mine", "User", "oxide", prices[0], 10, 100, "calendar year"],
        ["Deal", "above", None, None, None, prices[1], None, None, None],
    ]  # fmt: skip
    plan = near_plan(tiny({"Contracts": contracts}))
    frame = plan.tables["take"].groupby("period", as_index=False).first()
    frame = frame.assign(taken_t=5.0, tier=["above", "first", "first"])
    earlier = replace(as_earlier(plan), tables={**plan.tables, "take": frame})
    demand: list[list[Cell]] = [["customer", "commodity", "unit", "Q1", "Q2", "Q3"],
                                ["User", "oxide", "t/period", 5, 0, 0]]  # fmt: skip
    kept = near_plan(asked(tiny({"Contracts": contracts, "Demand": demand}), ["frozen periods", 1]), earlier)
    assert kept.tables["take"][["tier", "taken_t"]].to_numpy().tolist() == [["first", pytest.approx(5.0)]]
    assert verified(kept, earlier=earlier).accepted, verified(kept, earlier=earlier).faults


def test_award_is_frozen_exactly_as_it_was_given() -> None:
    model = near_model(rich_sheets(frozen_periods=1), as_earlier(near_plan(rich_sheets())))
    rows = rows_of(model, "frozen_award").values()
    assert rows
    for row in rows:
        assert row.lower == row.upper
        assert row.lower in (0.0, 1.0)


def test_nothing_is_frozen_without_the_setting() -> None:
    model = near_model(rich_sheets(), as_earlier(near_plan(rich_sheets())))
    assert not any(model.program.row_blocks[name].size for name in (*FROZEN, "frozen_ship", "frozen_run"))
    assert problem_of(rich_sheets()).earlier.plan is None


def rounded(earlier: EarlierPlan, tonnes: float) -> EarlierPlan:
    """Return a plan of which more is sent than is run."""
    frame = earlier.tables["ship"]
    return replace(earlier, tables={**earlier.tables, "ship": frame.assign(sent_t=frame["sent_t"] + tonnes)})


def test_what_is_kept_of_a_rounded_plan_is_kept_to_less_than_a_gram() -> None:
    model = near_model(asked(two_mines(10, 12), ["frozen periods", 3]), rounded(PIT, 6e-7))
    with pytest.raises(ContradictionError):
        highs.solve(model.program.matrix(), model.program.tiers)
    plan = solve_model(model, "highs", None, silent)
    assert sent(plan, "Pit") == pytest.approx([5.0] * 3, abs=1e-6)
    assert verified(plan).accepted, verified(plan).faults


def test_an_earlier_plan_that_is_wrong_by_more_than_rounding_is_no_plan() -> None:
    with pytest.raises(
        NoPlanError, match=r"as in the earlier plan of .* in Q1 \(exactly 5\.001 t\) is missed by 0\.001"
    ):
        solve_model(near_model(asked(two_mines(), ["frozen periods", 3]), rounded(PIT, 1e-3)), "highs", None, silent)


def test_an_award_that_is_kept_stays_given_although_nothing_is_bought_under_it_any_more() -> None:
    sourcing: list[list[Cell]] = [["buyer", "commodity", "supplier", "most suppliers"], ["User", "oxide", None, 1]]
    demand: list[list[Cell]] = [
        ["customer", "commodity", "unit", "Q1", "Q2", "Q3"],
        ["User", "oxide", "t/period", 0, 5, 5],
    ]
    earlier = as_earlier(near_plan(two_mines(11, 10, Sourcing=sourcing, Demand=demand)))
    nothing: list[list[Cell]] = [demand[0], ["User", "oxide", "t/period", 0, 0, 0]]
    plan = near_plan(asked(two_mines(10, 12, Sourcing=sourcing, Demand=nothing), ["frozen periods", 1]), earlier)
    assert plan.tables["award"]["supplier"].tolist() == ["Pit"]
    assert verified(plan).accepted, verified(plan).faults
