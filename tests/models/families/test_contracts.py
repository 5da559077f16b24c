"""Contracts: what falls under them, their limits, their prices, and what they have to do with other costs."""

from __future__ import annotations

import numpy as np
import pytest

from models.plan import Plan
from tests.given.contracts import VALUED, contract, tiered
from tests.tiny import Changed, Row, costs_of, day, found, periods, rows_of, tiny_model, tiny_plan
from tests.workbooks import Cell

INFINITE = float("inf")


def test_contracted_is_all_that_is_sent_where_a_contract_is_about_it() -> None:
    sheets = contract(None, {"contract": "D", "buyer": "User", "price": 20}, price=10)
    rows = rows_of(tiny_model(sheets), "contracted")
    assert len(rows) == 3
    assert rows["Mine User oxide Q1 0"] == Row(
        0.0, 0.0,
        {"ship Mine User oxide Q1": 1.0, "take C Mine User oxide Q1 0": -1.0, "take D Mine User oxide Q1 0": -1.0},
    )  # fmt: skip


def test_of_two_contracts_the_cheaper_is_used_up_to_its_maximum() -> None:
    sheets = contract(None, {"contract": "D", "price": 20}, price=10, maximum=3, window="period")
    taken = tiny_plan(sheets).tables["take"].groupby("contract")["taken_t"].sum()
    assert dict(taken) == pytest.approx({"C": 9.0, "D": 6.0})


def test_a_contract_that_ends_inside_a_period_takes_its_share_of_the_days() -> None:
    sheets = contract(None, {"contract": "D", "start": day("2027-02-15"), "price": 20}, end=day("2027-02-14"), price=10)
    rows = rows_of(tiny_model(sheets), "contracted")
    assert rows["Mine User oxide Q1 0"].terms == {
        "ship Mine User oxide Q1": pytest.approx(45 / 90), "take C Mine User oxide Q1 0": -1.0
    }  # fmt: skip
    assert rows["Mine User oxide Q1 45"].terms == {
        "ship Mine User oxide Q1": pytest.approx(45 / 90), "take D Mine User oxide Q1 45": -1.0
    }  # fmt: skip


def test_minimum_take_is_a_sum_over_all_lanes_that_the_row_matches() -> None:
    sheets: Changed = {
        "Lanes": [["from", "to", "mode"], ["Mine", "User", "sea"], ["Mine", "User", "air"]],
        "Contracts": [["contract", "minimum take [t]", "window"], ["C", 12, "term"]],
    }
    model = tiny_model(sheets)
    [row] = rows_of(model, "minimum_take").values()
    assert (row.lower, row.upper) == (12.0, INFINITE)
    [place] = model.program.row_blocks["minimum_take"].index.tolist()
    assert np.diff(model.program.matrix().start)[place] == 6


@pytest.mark.parametrize(
    ("window", "least"), [("period", [6.0, 6.0, 6.0]), ("calendar year", [6.0 * (90 + 91 + 92) / 365]), ("term", [6.0])]
)
def test_a_minimum_counts_once_in_each_window_by_the_days_that_the_plan_covers(window: str, least: list[float]) -> None:
    sheets = contract(price=10, minimum_take=6, window=window)
    assert [row.lower for row in rows_of(tiny_model(sheets), "minimum_take").values()] == pytest.approx(least)


def test_a_minimum_counts_only_while_what_is_sent_still_arrives() -> None:
    late: Changed = {"Lanes": [["from", "to", "lead time [periods]"], ["Mine", "User", 1]]}
    rows = rows_of(tiny_model(contract(late, price=10, minimum_take=6, window="period")), "minimum_take")
    assert [row.lower for row in rows.values()] == [6.0, 6.0]


def test_a_contract_that_begins_in_the_year_has_its_part_of_the_minimum() -> None:
    sheets = contract(price=10, minimum_take=365, window="calendar year", start=day("2027-04-01"))
    [row] = rows_of(tiny_model(sheets), "minimum_take").values()
    assert row.lower == pytest.approx(91 + 92)


@pytest.mark.parametrize(("window", "count"), [("period", 3), ("calendar year", 1), ("term", 1)])
def test_maximum_take_counts_in_full_in_each_window(window: str, count: int) -> None:
    rows = rows_of(tiny_model(contract(price=10, maximum=4, window=window)), "maximum_take")
    assert [(row.lower, row.upper) for row in rows.values()] == [(-INFINITE, 4.0)] * count


def test_a_calendar_year_ends_inside_a_period() -> None:
    sheets = contract({"Periods": periods(("Winter", "2026-12-01", "2027-02-28"))}, price=10, maximum=4,
                      window="calendar year")  # fmt: skip
    rows = rows_of(tiny_model(sheets), "maximum_take")
    assert [list(row.terms) for row in rows.values()] == [
        ["take C Mine User oxide Winter 0"], ["take C Mine User oxide Winter 31"]
    ]  # fmt: skip


def test_a_minimum_without_take_or_pay_is_taken_though_nobody_needs_it() -> None:
    plan = tiny_plan(contract(price=10, minimum_take=7, window="period"))
    assert plan.tables["take"]["taken_t"].tolist() == pytest.approx([7.0, 7.0, 7.0])


def test_take_or_pay_is_paid_for_at_the_price_of_the_windows_last_period() -> None:
    plan = tiny_plan(
        {"Contracts": [["contract", "unit", "Q1", "Q2", "Q3", "minimum take [t]", "take-or-pay", "window"],
                       ["C", "USD/t", 30, 20, 10, 18, "yes", "term"]]}
    )  # fmt: skip
    [short] = plan.tables["shortfall"].to_dict("records")
    assert short == {"contract": "C", "span": 0, "period": "Q3", "shortfall_t": pytest.approx(3.0)}
    assert plan.costs["purchase"] == pytest.approx(5 * (10 + 20 + 30))
    assert plan.costs["take-or-pay"] == pytest.approx(3 * 10)


def test_price_freight_and_run_cost_all_count() -> None:
    plan = tiny_plan(contract(price=100))
    assert plan.costs["purchase"] == pytest.approx(15 * 100.0)
    assert plan.costs["freight"] == pytest.approx(15 * 1.0)
    assert plan.costs["run cost"] == pytest.approx(15 * 10.0)


def test_a_contract_without_a_price_leaves_the_material_to_the_run_cost() -> None:
    assert tiny_plan(contract(maximum=9, window="period")).costs["purchase"] == 0.0


@pytest.mark.parametrize(
    ("payer", "price", "value", "paid"),
    [
        ("buyer", 25, 40, 30.0),
        ("buyer", 35, 40, 35.0),
        ("third party", 25, 40, 25.0),
        (None, 25, 40, 30.0),
        # Without a price the floor lies above the commodity's value, and what is above it is all that is paid.
        ("buyer", None, 22, 8.0),
        ("third party", None, 22, 0.0),
    ],
)
def test_the_buyer_pays_the_greater_of_price_and_floor_unless_a_third_party_does(
    payer: str | None, price: float | None, value: float, paid: float
) -> None:
    valued: Changed = {"Commodities": [["commodity", "stage", "value [USD/t]"], ["oxide", "oxide", value]]}
    plan = tiny_plan(contract(valued, price=price, price_floor=30, floor_paid_by=payer))
    assert plan.costs["purchase"] == pytest.approx(15 * paid)


DUTIED: Changed = {**VALUED, "Lanes": [["from", "to", "duty [%]"], ["Mine", "User", 10]]}
TAXED: Changed = {**VALUED, "Rules": [["rule", "type", "value", "unit", "start"],
                                      ["R", "tariff", 10, "%", day("2027-01-01")]]}  # fmt: skip


@pytest.mark.parametrize(("sheets", "kind"), [(DUTIED, "duty"), (TAXED, "tariff")])
@pytest.mark.parametrize(
    ("cells", "worth"),
    [
        ({"price": 25}, 25.0),
        ({"price": 25, "price_floor": 30}, 30.0),
        ({"price": 25, "price_floor": 30, "floor_paid_by": "third party"}, 25.0),
        ({"maximum": 99, "window": "period"}, 40.0),
        ({"price_floor": 70}, 70.0),
    ],
)
def test_duty_and_ad_valorem_tariffs_go_by_the_contract_price_else_by_the_value(
    sheets: Changed, kind: str, cells: dict[str, Cell], worth: float
) -> None:
    assert tiny_plan(contract(sheets, **cells)).costs[kind] == pytest.approx(15 * 0.1 * worth)


def test_a_tariff_in_usd_per_tonne_does_not_go_by_the_price() -> None:
    sheets: Changed = {"Rules": [["rule", "type", "value", "unit", "start"],
                                 ["R", "tariff", 9, "USD/t", day("2027-01-01")]]}  # fmt: skip
    assert costs_of(tiny_model(contract(sheets, price=25)), "tariff")["ship Mine User oxide Q1"] == 9.0


def test_days_without_a_contract_are_taxed_by_the_value() -> None:
    plan = tiny_plan(contract(DUTIED, price=25, start=day("2027-04-01")))
    assert plan.costs["duty"] == pytest.approx(0.1 * (5 * 40 + 10 * 25))
    assert plan.costs["purchase"] == pytest.approx(10 * 25)


def by_tier(plan: Plan) -> dict[str, float]:
    return dict(plan.tables["take"].groupby("tier")["taken_t"].sum())


def test_tier_limit_of_rising_prices_needs_no_whole_numbers() -> None:
    model = tiny_model(tiered((10, 20)))
    assert model.program.matrix().integer.size == 0
    assert [row.upper for row in rows_of(model, "tier_limit").values()] == [6.0]
    plan = tiny_plan(tiered((10, 20)))
    assert by_tier(plan) == pytest.approx({"1": 6.0, "2": 9.0})
    assert plan.costs["purchase"] == pytest.approx(6 * 10 + 9 * 20)


def test_tier_filled_and_tier_opened_keep_falling_prices_in_their_order() -> None:
    model = tiny_model(tiered((20, 10), maximum=24))
    assert model.program.matrix().integer.size == 1
    assert model.program.integer_reasons == ["Contracts!D3"]
    [filled] = rows_of(model, "tier_filled").values()
    [opened] = rows_of(model, "tier_opened").values()
    assert (filled.lower, filled.terms["tier_open C 2 2027-01-01 to 2027-09-30"]) == (0.0, -6.0)
    assert (opened.upper, opened.terms["tier_open C 2 2027-01-01 to 2027-09-30"]) == (0.0, -18.0)
    plan = tiny_plan(tiered((20, 10), maximum=24))
    assert by_tier(plan) == pytest.approx({"1": 6.0, "2": 9.0})


def test_tiers_under_a_floor_that_the_buyer_pays_cost_the_same_and_need_no_whole_numbers() -> None:
    model = tiny_model(tiered((20, 10), price_floor=20))
    assert model.program.matrix().integer.size == 0
    assert by_tier(tiny_plan(tiered((20, 10), price_floor=20))) == pytest.approx({"1": 6.0, "2": 9.0})


def test_least_order_is_taken_or_nothing_is() -> None:
    sheets = contract(price=10, order_quantity=7, maximum=8, window="period")
    model = tiny_model(sheets)
    assert model.program.integer_reasons == ["Contracts!D2"]
    least, placed = rows_of(model, "least_order")["C Q1"], rows_of(model, "order_placed")["C Q1"]
    assert least == Row(0.0, INFINITE, {"take C Mine User oxide Q1 0": 1.0, "order C Q1": -7.0})
    assert placed == Row(-INFINITE, 0.0, {"take C Mine User oxide Q1 0": 1.0, "order C Q1": -8.0})
    assert tiny_plan(sheets).tables["take"]["taken_t"].tolist() == pytest.approx([7.0, 7.0, 7.0])


def test_whole_lots_are_taken() -> None:
    sheets = contract(price=10, multiple=4)
    model = tiny_model(sheets)
    assert model.program.integer_reasons == ["Contracts!D2"]
    assert rows_of(model, "whole_lots")["C Q1"] == Row(
        0.0, 0.0, {"take C Mine User oxide Q1 0": 1.0, "lots C Q1": -4.0}
    )
    assert tiny_plan(sheets).tables["take"]["taken_t"].tolist() == pytest.approx([8.0, 8.0, 8.0])


def test_a_contract_that_is_not_in_use_changes_nothing() -> None:
    sheets = contract(price=10, minimum_take=7, window="period", active="no")
    assert "take" not in costs_of(tiny_model(sheets), "purchase")
    assert tiny_plan(sheets).tables["take"].empty


@pytest.mark.parametrize(
    ("price", "warned"), [(40, False), (0.5, False), (3900, False), (0.04, True), (40_000, True), (0, False)]
)
def test_a_price_of_another_unit_than_the_value_is_warned_of(price: float, warned: bool) -> None:
    issues = found(contract(VALUED, price=price), "price-far-from-value")
    assert len(issues) == int(warned)
    if warned:
        assert issues[0].where == "Contracts!C2"
        assert f"asks {price:,g} USD/t for 'oxide', whose value is 40 USD/t (Commodities!C2)" in issues[0].message


def test_days_without_a_contract_begin_where_the_last_of_all_ends() -> None:
    header: list[Cell] = ["contract", "supplier", "commodity", "price [USD/t]", "start", "end"]
    sheets: Changed = {"Contracts": [header, ["One", "Mine", "oxide", 5, None, day("2027-03-10")],
                                     ["Two", "Mine", "oxide", 6, day("2027-03-21"), None]]}  # fmt: skip
    said = [issue.message for issue in found(sheets, "days-without-contract")]
    assert len(said) == 2
    assert all("(from 2027-03-11 on)" in words for words in said)
