"""Family balance: what comes in goes on, is kept, or is thrown away."""

from __future__ import annotations

import pytest

from tests.tiny import Changed, Row, rows_of, tiny_model

SURPLUS: Changed = {
    "Commodities": [["commodity", "stage", "surplus price [USD/t]", "surplus limit [t/period]"],
                    ["oxide", "oxide", 2, 9]],
}  # fmt: skip


def test_balance_of_a_source_is_what_leaves_less_what_is_made() -> None:
    assert rows_of(tiny_model(), "balance")["Mine oxide Q1"] == Row(
        0.0, 0.0, {"run Mine dig Q1": -1.0, "ship Mine User oxide Q1": 1.0, "dispose Mine oxide Q1": 1.0}
    )


def test_balance_of_a_customer_is_what_is_delivered_less_what_arrives() -> None:
    assert rows_of(tiny_model(), "balance")["User oxide Q2"] == Row(
        0.0,
        0.0,
        {"ship Mine User oxide Q2": -1.0, "deliver motors User oxide Q2 Q2": 1.0, "dispose User oxide Q2": 1.0},
    )


def test_surplus_that_has_a_price_may_be_sold() -> None:
    assert rows_of(tiny_model(SURPLUS), "balance")["Mine oxide Q1"].terms["sell Mine oxide Q1"] == 1.0


def test_what_is_lost_on_the_way_does_not_arrive_and_arrives_later() -> None:
    lanes: Changed = {
        "Lanes": [["from", "to", "loss [%]", "lead time [periods]"], ["Mine", "User", 10, 1]]
    }  # fmt: skip
    rows = rows_of(tiny_model(lanes), "balance")
    assert rows["Mine oxide Q1"].terms["ship Mine User oxide Q1"] == 1.0
    assert rows["User oxide Q2"].terms["ship Mine User oxide Q1"] == pytest.approx(-0.9)
    assert "ship Mine User oxide Q1" not in rows["User oxide Q1"].terms
    assert not any("Q3" in name and name.startswith("ship") for row in rows.values() for name in row.terms)


def test_a_run_takes_its_inputs_at_once_and_gives_all_outputs_in_proportion_a_lead_time_later() -> None:
    sheets: Changed = {
        "Commodities": [["commodity", "stage"], ["ore", "ore"], ["oxide", "oxide"], ["sand", "scrap"]],
        "Processes": [
            ["site", "process", "direction", "commodity", "quantity per run [t]", "yield [%]", "lead time [periods]"],
            ["Mine", "dig", "out", "ore", 1, None, None],
            ["Mine", "split", "in", "ore", 4, None, 1],
            ["Mine", "split", "out", "oxide", 1, 50, None],
            ["Mine", "split", "out", "sand", 3, None, None],
        ],
        "Capacity": None,
    }
    rows = rows_of(tiny_model(sheets), "balance")
    assert rows["Mine ore Q1"].terms["run Mine split Q1"] == 4.0
    assert rows["Mine oxide Q2"].terms["run Mine split Q1"] == -0.5
    assert rows["Mine sand Q2"].terms["run Mine split Q1"] == -3.0
    assert "run Mine split Q1" not in rows["Mine oxide Q1"].terms
    assert not any("run Mine split Q3" in row.terms for row in rows.values())


def test_an_output_that_is_also_an_input_is_netted() -> None:
    sheets: Changed = {
        "Processes": [
            ["site", "process", "direction", "commodity", "quantity per run [t]"],
            ["Mine", "dig", "out", "oxide", 1],
            ["User", "grow", "in", "oxide", 1],
            ["User", "grow", "out", "oxide", 0.4],
        ],
        "Demand": [["customer", "commodity", "end use", "unit", "all"], ["User", "oxide", "motors", "t/period", 5]],
        "Settings": [["setting", "value"], ["title", "Netted"]],
        "Capacity": None,
    }
    assert rows_of(tiny_model(sheets), "balance")["User oxide Q1"].terms["run User grow Q1"] == pytest.approx(0.6)


def stock(loss: float) -> Changed:
    return {
        "Inventory": [["site", "commodity", "opening [t]", "loss [%/period]"], ["User", "oxide", 20, loss]],
        "Pipeline": [
            ["to", "commodity", "period", "origin", "quantity [t]"],
            ["User", "oxide", "Q2", "China", 3],
            ["User", "oxide", "Q2", "Japan", 4],
        ],
    }


def test_stock_is_carried_on_less_its_loss() -> None:
    row = rows_of(tiny_model(stock(10)), "balance")["User oxide Q2"]
    assert row.terms["stock User oxide Q2"] == 1.0
    assert row.terms["stock User oxide Q1"] == pytest.approx(-0.9)


def test_the_opening_stock_loses_its_share_and_orders_on_their_way_do_not() -> None:
    rows = rows_of(tiny_model(stock(10)), "balance")
    assert rows["User oxide Q1"].lower == rows["User oxide Q1"].upper == pytest.approx(18.0)
    assert rows["User oxide Q2"].lower == rows["User oxide Q2"].upper == pytest.approx(7.0)
    assert rows["User oxide Q3"].lower == rows["User oxide Q3"].upper == 0.0


def test_without_an_inventory_row_nothing_is_carried_over() -> None:
    assert tiny_model().variables.stock.size == 0
