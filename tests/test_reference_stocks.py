"""Stocks with a known answer, through a workbook or on the smallest problem; the READMEs derive the answers."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from models.limits import limits
from models.plan import Plan
from planner.explain.stock_sizes import StockSize
from planner.run import solve_input
from planner.solve.session import silent
from tests.cases import Change, objective, put, reference, solve_case, unmet, workbook
from tests.tiny import Changed, near, periods, tiny_plan
from tests.workbooks import Cell


def levels(plan: Plan, site: str) -> dict[str, float]:
    """Return the tonnes at the end of each period in which anything lies at a site."""
    table = plan.tables["stock"]
    own = table[table["site"] == site]
    return dict(zip(own["period"], own["stock_t"], strict=True))


def sized(folder: Path, *changes: Change) -> StockSize:
    """Return what is said of the reserve that is built ahead of the stop."""
    found = solve_input(
        workbook(reference("stock_before_a_stop"), folder, *changes), "highs", None, silent
    ).explained.sizes
    assert found.together is None
    return found.each[0]


def test_ahead_of_a_stop_exactly_what_will_be_short_is_laid_in(tmp_path: Path) -> None:
    plan = solve_case(reference("stock_before_a_stop"), tmp_path)
    assert unmet(plan, 1) == unmet(plan, 2) == [0.0, 0.0, 0.0, 0.0]
    assert objective(plan, "cost") == pytest.approx(750.8)
    assert objective(plan, "size of stocks") == pytest.approx(8.0)
    assert levels(plan, "Reserve") == pytest.approx({"Q1": 2.0, "Q2": 8.0, "Q3": 4.0})


def test_the_size_of_a_stock_comes_with_what_fills_it_and_what_it_covers(tmp_path: Path) -> None:
    one = sized(tmp_path)
    assert (one.size, one.when) == (near(8.0), 1)
    assert [(fill.source, fill.sent, fill.kept) for fill in one.fills] == [
        ("China seller", 0, near(2.0)), ("China seller", 1, near(2.0)),
        ("Own works", 1, near(4.0)),
    ]  # fmt: skip
    assert [(cover.end_use, cover.period, cover.without, cover.short) for cover in one.gain.covers] == [
        ("industrial", "Q3", near(4.0), 0.0), ("industrial", "Q4", near(4.0), 0.0),
    ]  # fmt: skip
    assert one.gain.changes == pytest.approx((0.0, -8.0, 170.8))
    assert one.gain.costs == {
        "run cost": pytest.approx((560.0, 720.0)), "freight": pytest.approx((20.0, 28.0)),
        "holding": pytest.approx((0.0, 2.8)),
    }  # fmt: skip
    assert sum(draw.tonnes for draw in one.draws) == pytest.approx(8.0)
    assert {draw.period for draw in one.draws} == {2, 3}


@pytest.mark.parametrize(
    ("changes", "size", "short", "covered"),
    [
        ((put("Rules", "start", dt.date(2027, 4, 1)),), 8.0, 4.0, 8.0),
        ((put("Inventory", "maximum [t]", 5),), 5.0, 3.0, 5.0),
        ((put("Rules", "active", "no"),), 0.0, 0.0, 0.0),
    ],
    ids=["an earlier stop", "little room", "no stop"],
)
def test_a_stock_is_as_large_as_what_it_can_cover(
    tmp_path: Path, changes: tuple[Change, ...], size: float, short: float, covered: float
) -> None:
    one = sized(tmp_path, *changes)
    assert one.size == pytest.approx(size)
    assert sum(unmet(solve_case(reference("stock_before_a_stop"), tmp_path, *changes), 2)) == pytest.approx(short)
    assert sum(cover.without - cover.short for cover in one.gain.covers) == pytest.approx(covered, abs=1e-6)


@pytest.mark.parametrize(
    ("changes", "short", "cost"),
    [
        ((), 8.0, 24.0),
        ((put("Inventory", "release window", "period"),), 0.0, 32.0),
        ((put("Inventory", "release window", "period"), put("Inventory", "release per window [t]", 4)), 8.0, 24.0),
        ((put("Inventory", "release window", "whole plan"),), 16.0, 16.0),
        ((put("Inventory", "release per window [t]", 0),), 24.0, 8.0),
        ((put("Inventory", "release per window [t]", None),), 0.0, 32.0),
    ],
    ids=["a year", "a period", "4 t a period", "the whole plan", "none", "no limit"],
)
def test_releases_have_the_answer_derived_by_hand(
    tmp_path: Path, changes: tuple[Change, ...], short: float, cost: float
) -> None:
    plan = solve_case(reference("stock_releases"), tmp_path, *changes)
    assert sum(unmet(plan)) == pytest.approx(short, abs=1e-6)
    assert objective(plan, "cost") == pytest.approx(cost)


def test_a_tonne_more_of_release_is_a_tonne_less_short(tmp_path: Path) -> None:
    table = limits(solve_case(reference("stock_releases"), tmp_path))
    own = table[table["family"] == "stock_release"]
    assert own["window"].tolist() == ["2027", "2028"]
    assert own["cell"].tolist() == ["Inventory!F2"] * 2
    assert own["used"].tolist() == pytest.approx([8.0, 8.0])
    assert own["dual 1"].tolist() == pytest.approx([-1.0, -1.0])


Q1_ONLY = (put("Inventory", "safety cost [USD/t/yr]", None), put("Inventory", "safety cost Q1 [USD/t/yr]", 40))
END = put("Inventory", "end stock [t]", 8)


@pytest.mark.parametrize(
    ("changes", "safety", "end", "cost"),
    [
        ((), 5.0, 0.0, 286.0),
        ((put("Inventory", "safety cost [USD/t/yr]", 80),), 0.0, 0.0, 316.0),
        ((put("Inventory", "safety cost [USD/t/yr]", None),), 0.0, 0.0, 316.0),
        ((END, put("Inventory", "end stock cost [USD/t]", 17)), 0.0, 0.0, 369.0),
        ((END, put("Inventory", "end stock cost [USD/t]", 12)), 0.0, 3.0, 357.0),
        ((END,), 0.0, 0.0, 369.0),
        (Q1_ONLY, 0.0, 0.0, 316.0),
    ],
    ids=["as derived", "dear", "no cost", "a dear end", "a cheap end", "an end without a cost", "a cost in Q1 only"],
)
def test_missing_stock_that_has_a_cost_is_a_choice(
    tmp_path: Path, changes: tuple[Change, ...], safety: float, end: float, cost: float
) -> None:
    plan = solve_case(reference("stock_priced"), tmp_path, *changes)
    assert plan.tables["below_safety"]["missing_t"].sum() == pytest.approx(safety)
    assert plan.tables["below_end"]["missing_t"].sum() == pytest.approx(end)
    assert objective(plan, "cost") == pytest.approx(cost)


def test_priced_stock_takes_part_in_no_soft_tier(tmp_path: Path) -> None:
    plan = solve_case(reference("stock_priced"), tmp_path)
    assert [name for name, _, _ in plan.objectives] == ["unmet, priority 1", "cost", "tie-break"]
    assert plan.costs["missing safety stock"] == pytest.approx(50.0)


def stock(header: list[Cell], *row: Cell, mine: Cell = 2) -> Changed:
    """Return the tiny sheets with one stock of the user's, and a mine of 2 t a period: 3 t of 5 are missing."""
    return {
        "Inventory": [["site", "commodity", *header], ["User", "oxide", *row]],
        "Capacity": [["site", "process", "basis", "commodity", "unit", "all"],
                     ["Mine", "dig", "out", "oxide", "t/period", mine]],
    }  # fmt: skip


ORDER: Changed = {"Pipeline": [["to", "commodity", "period", "quantity [t]"], ["User", "oxide", "Q2", 6]]}


def test_an_order_on_its_way_is_kept_where_there_is_a_stock_and_else_serves_its_own_period_alone() -> None:
    # 2 + 6 t come in the second quarter: 3 t are left for the third, if they may be kept.
    assert unmet(tiny_plan(stock(["opening [t]"], 0) | ORDER)) == pytest.approx([3.0, 0.0, 0.0])
    alone = tiny_plan({"Capacity": stock([])["Capacity"]} | ORDER)
    assert unmet(alone) == pytest.approx([3.0, 0.0, 3.0])
    # The order serves the second quarter alone, and its sixth tonne is of no use.
    assert alone.tables["dispose"]["quantity_t"].sum() == pytest.approx(1.0)


def test_storage_loss_takes_its_share_before_each_period_the_first_included() -> None:
    sheets = stock(["opening [t]", "loss [%/yr]"], 10, 19, mine=0)
    sheets["Periods"] = periods(("H1", "2027-01-01", "2027-06-30"), ("H2", "2027-07-01", "2027-12-31"))
    plan = tiny_plan(sheets)
    # 10 x 0.9 = 9, of which 5 are used and 4 kept; 4 x 0.9 = 3.6 of the next 5.
    assert levels(plan, "User") == pytest.approx({"H1": 4.0})
    assert unmet(plan) == pytest.approx([0.0, 1.4])


def test_what_is_lost_in_full_serves_nobody_and_can_still_be_a_safety_stock() -> None:
    plan = tiny_plan(stock(["opening [t]", "loss [%/yr]"], 10, 100))
    assert unmet(plan) == pytest.approx([3.0, 3.0, 3.0])
    kept = tiny_plan(stock(["opening [t]", "loss [%/yr]", "safety Q1 [t]"], 10, 100, 1, mine=8))
    # The tonne lies there at the end of the first quarter, and is gone before the second.
    assert levels(kept, "User") == pytest.approx({"Q1": 1.0})
    assert kept.tables["ship"]["sent_t"].sum() == pytest.approx(16.0)


def test_safety_stock_is_wanted_in_its_own_periods_only() -> None:
    plan = tiny_plan(stock(["safety Q2 [t]", "holding cost [USD/t/yr]"], 4, 4, mine=8))
    # The four tonnes are sent in the second quarter, 3 t beside its 5, and 1 t in the first.
    assert levels(plan, "User") == pytest.approx({"Q1": 1.0, "Q2": 4.0})
    assert plan.tables["below_safety"].empty
    short = tiny_plan(stock(["safety Q2 [t]", "holding cost [USD/t/yr]"], 4, 4, mine=5))
    assert short.tables["below_safety"]["missing_t"].tolist() == pytest.approx([4.0])


@pytest.mark.parametrize(
    ("kind", "typed", "left", "sent"), [("stockpile", None, 7.0, 15.0), ("customer", None, 0.0, 8.0),
                                        ("stockpile", 0, 0.0, 8.0), ("customer", 7, 7.0, 15.0)]
)  # fmt: skip
def test_a_stockpile_is_filled_again_to_its_opening_and_other_stocks_are_used_up(
    kind: str, typed: Cell, left: float, sent: float
) -> None:
    sheets = stock(["opening [t]", "end stock [t]"], 7, typed, mine=8)
    sheets["Sites"] = [["site", "country", "kind"], ["Mine", "Malaysia", "mine"], ["User", "Japan", kind]]
    plan = tiny_plan(sheets)
    assert levels(plan, "User").get("Q3", 0.0) == pytest.approx(left)
    assert plan.tables["ship"]["sent_t"].sum() == pytest.approx(sent)
