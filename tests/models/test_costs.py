"""The cost of a plan by kind: coefficient, period and discount."""

from __future__ import annotations

import pytest

from tests.tiny import Changed, cells, costs_of, day, periods, tiny_model, tiny_plan
from tests.workbooks import Cell

PRICED: Changed = {"Commodities": [["commodity", "stage", "value Q1 [USD/t]", "value Q2 [USD/t]", "value Q3 [USD/t]"],
                                   ["oxide", "oxide", 100, 200, 300]]}  # fmt: skip


def test_run_cost_is_per_tonne_of_the_drivers_line() -> None:
    sheets: Changed = {
        "Processes": [
            ["site", "process", "direction", "commodity", "quantity per run [t]", "run cost [USD/kg]",
             "run cost Q2 [USD/kg]"],
            ["Mine", "dig", "out", "oxide", 2, 10, 11],
        ]
    }  # fmt: skip
    costs = costs_of(tiny_model(sheets), "run cost")
    assert costs == pytest.approx({"run Mine dig Q1": 20e3, "run Mine dig Q2": 22e3, "run Mine dig Q3": 20e3})


def test_freight_is_per_tonne_sent_in_the_period_of_sending() -> None:
    sheets: Changed = {
        "Lanes": [["from", "to", "cost Q1 [USD/t]", "cost Q2 [USD/t]", "loss [%]", "lead time [periods]"],
                  ["Mine", "User", 3, 4, 50, 1]]
    }  # fmt: skip
    costs = costs_of(tiny_model(sheets), "freight")
    assert costs == {"ship Mine User oxide Q1": 3.0, "ship Mine User oxide Q2": 4.0}


def test_duty_is_a_share_of_the_value_in_the_period_of_sending() -> None:
    sheets: Changed = {**PRICED, "Lanes": [["from", "to", "duty [%]", "lead time [periods]"], ["Mine", "User", 5, 1]]}
    costs = costs_of(tiny_model(sheets), "duty")
    assert costs == pytest.approx({"ship Mine User oxide Q1": 5.0, "ship Mine User oxide Q2": 10.0})


def test_a_duty_without_a_value_is_an_error() -> None:
    sheets: Changed = {"Lanes": [["from", "to", "duty [%]"], ["Mine", "User", 5]]}
    assert cells(sheets, "value-missing") == ["Lanes!C2"]


def tariff(value: float, unit: str, start: str, end: str | None, at: Cell = None) -> Changed:
    return {
        **PRICED,
        "Rules": [["rule", "type", "value", "unit", "start", "end", "applies at"],
                  ["R", "tariff", value, unit, day(start), None if end is None else day(end), at]],
    }  # fmt: skip


def test_tariff_takes_its_share_of_the_days() -> None:
    costs = costs_of(tiny_model(tariff(9, "USD/t", "2027-03-01", "2027-06-30")), "tariff")
    assert costs == pytest.approx({"ship Mine User oxide Q1": 9 * 31 / 90, "ship Mine User oxide Q2": 9.0})


def test_an_ad_valorem_tariff_is_a_share_of_the_value_in_that_period() -> None:
    costs = costs_of(tiny_model(tariff(10, "%", "2027-04-01", None)), "tariff")
    assert costs == pytest.approx({"ship Mine User oxide Q2": 20.0, "ship Mine User oxide Q3": 30.0})


def test_a_tariff_at_arrival_counts_the_days_of_arrival_and_the_value_of_sending() -> None:
    sheets = tariff(10, "%", "2027-07-01", None, "arrival")
    sheets["Lanes"] = [["from", "to", "lead time [periods]"], ["Mine", "User", 1]]
    assert costs_of(tiny_model(sheets), "tariff") == pytest.approx({"ship Mine User oxide Q2": 20.0})


def test_tariffs_on_the_same_flow_add_up() -> None:
    sheets = tariff(10, "USD/t", "2027-07-01", None)
    rows = sheets["Rules"]
    assert rows is not None
    rows.append(["S", "tariff", 5, "USD/t", day("2027-07-01"), None, None])
    assert costs_of(tiny_model(sheets), "tariff") == {"ship Mine User oxide Q3": 15.0}


def test_holding_is_on_the_stock_at_the_end_for_the_length_of_the_period() -> None:
    sheets: Changed = {
        "Periods": periods(("month", "2027-01-01", "2027-01-31"), ("half", "2027-02-01", "2027-07-31")),
        "Inventory": [["site", "commodity", "holding cost [USD/t/yr]"], ["User", "oxide", 120]],
    }
    costs = costs_of(tiny_model(sheets), "holding")
    assert costs == pytest.approx({"stock User oxide month": 10.0, "stock User oxide half": 60.0})


def test_surplus_earns_its_price_and_what_is_thrown_away_costs() -> None:
    sheets: Changed = {
        "Commodities": [
            ["commodity", "stage", "surplus price Q1 [USD/t]", "surplus limit [t/period]", "disposal cost [USD/t]"],
            ["oxide", "oxide", 7, 9, 2],
        ]
    }
    model = tiny_model(sheets)
    assert costs_of(model, "surplus revenue") == {"sell Mine oxide Q1": -7.0, "sell User oxide Q1": -7.0}
    assert set(costs_of(model, "disposal").values()) == {2.0}
    assert len(costs_of(model, "disposal")) == 6


def test_priced_demand_costs_its_shortage_and_other_demand_nothing() -> None:
    sheets: Changed = {
        "Demand": [["customer", "commodity", "end use", "shortage cost [USD/t]", "unit", "Q2"],
                   ["User", "oxide", "toys", 90, "t/period", 5], ["User", "oxide", "motors", None, "t/period", 5]]
    }  # fmt: skip
    assert costs_of(tiny_model(sheets), "shortage") == {"unmet toys Q2": 90.0}


def test_costs_are_discounted_to_the_start_from_the_middle_of_their_period() -> None:
    sheets: Changed = {
        "Settings": [["setting", "value"], ["discount rate [%/yr]", 10]],
        "Periods": periods(("half", "2027-01-01", "2027-06-30"), ("year", "2027-07-01", "2028-06-30")),
    }
    costs = costs_of(tiny_model(sheets), "freight")
    assert costs == pytest.approx(
        {"ship Mine User oxide half": 1.1**-0.25, "ship Mine User oxide year": 1.1**-1.0}, rel=1e-12
    )


def test_missing_stock_costs_what_its_row_says_in_the_period_in_which_it_is_missing() -> None:
    sheets: Changed = {
        "Settings": [["setting", "value"], ["discount rate [%/yr]", 10]],
        "Inventory": [
            ["site", "commodity", "safety [t]", "safety cost Q2 [USD/t/yr]", "end stock [t]", "end stock cost [USD/t]"],
            ["User", "oxide", 4, 80, 5, 60],
        ],
    }
    model = tiny_model(sheets)
    # Middles of the quarters are 4.5 and 7.5 months from the start; a quarter of 80 a year.
    assert costs_of(model, "missing safety stock") == pytest.approx(
        {"below_safety User oxide Q2": 20 * 1.1 ** (-4.5 / 12)}
    )
    assert costs_of(model, "missing end stock") == pytest.approx({"below_end User oxide Q3": 60 * 1.1 ** (-7.5 / 12)})


def test_wanted_stock_without_a_cost_is_no_kind_of_cost() -> None:
    sheets: Changed = {"Inventory": [["site", "commodity", "safety [t]", "end stock [t]"], ["User", "oxide", 4, 5]]}
    assert not {"missing safety stock", "missing end stock"} & tiny_model(sheets).program.costs.keys()


MADE: Changed = {
    "Processes": [["site", "process", "direction", "commodity", "quantity per run", "lead time [periods]"],
                  ["Mine", "dig", "out", "oxide", 2, 1]]
}  # fmt: skip


def test_a_tariff_at_production_counts_the_days_and_the_value_of_the_output() -> None:
    per_tonne = {**tariff(9, "USD/t", "2027-04-01", "2027-05-31", "production"), **MADE}
    assert costs_of(tiny_model(per_tonne), "tariff") == pytest.approx({"run Mine dig Q1": 2 * 9 * 61 / 91})
    ad_valorem = {**tariff(10, "%", "2027-04-01", None, "production"), **MADE}
    assert costs_of(tiny_model(ad_valorem), "tariff") == pytest.approx(
        {"run Mine dig Q1": 40.0, "run Mine dig Q2": 60.0}
    )


def test_a_tariff_at_delivery_is_on_what_customers_get_when_they_get_it() -> None:
    costs = costs_of(tiny_model(tariff(10, "%", "2027-04-01", None, "delivery")), "tariff")
    assert costs == pytest.approx({"deliver motors User oxide Q2 Q2": 20.0, "deliver motors User oxide Q3 Q3": 30.0})


def test_a_tariff_is_paid_once_under_a_contract_whatever_origins_a_lane_carries() -> None:
    sheets: Changed = {
        **PRICED,
        "Inventory": [["site", "commodity", "opening [t]", "origin"], ["Mine", "oxide", 5, "China"]],
        "Contracts": [["contract", "supplier", "price [USD/t]"], ["Deal", "Mine", 1_000]],
        "Rules": [
            ["rule", "type", "value", "unit", "start", "from", "mined in", "end use"],
            ["R", "tariff", 10, "%", day("2027-01-01"), "Mine", None, None],
            ["S", "end_use_ban", None, None, day("2027-01-01"), None, "China", None],
        ],
    }
    plan = tiny_plan(sheets)
    # The user may not have the Chinese oxide, but the lane could carry it.
    assert plan.costs["tariff"] == pytest.approx(0.1 * 1_000 * 15)
