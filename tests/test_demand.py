"""Families demand and surplus_limit."""

from __future__ import annotations

import pytest

from tests.tiny import Changed, Row, rows_of, tiny_model, tiny_plan
from tests.workbooks import Cell


def demand(header: list[Cell], *cells: Cell) -> Changed:
    return {"Demand": [["customer", "commodity", "end use", *header], ["User", "oxide", "motors", *cells]]}


def test_demand_is_delivered_or_unmet() -> None:
    rows = rows_of(tiny_model(), "demand")
    assert rows["motors Q1"] == Row(5.0, 5.0, {"deliver motors User oxide Q1 Q1": 1.0, "unmet motors Q1": 1.0})
    assert len(rows) == 3


def test_demand_may_be_served_late_and_never_early() -> None:
    rows = rows_of(tiny_model(demand(["may wait [periods]", "unit", "all"], 1, "t/period", 5)), "demand")
    assert set(rows["motors Q1"].terms) == {
        "deliver motors User oxide Q1 Q1", "deliver motors User oxide Q2 Q1", "unmet motors Q1",
    }  # fmt: skip
    assert set(rows["motors Q3"].terms) == {"deliver motors User oxide Q3 Q3", "unmet motors Q3"}


def test_demand_of_nothing_has_no_row() -> None:
    assert list(rows_of(tiny_model(demand(["unit", "Q2"], "t/period", 5)), "demand")) == ["motors Q2"]


def test_demand_a_year_is_converted_by_the_length_of_the_period() -> None:
    assert rows_of(tiny_model(demand(["unit", "all"], "t/yr", 48)), "demand")["motors Q1"].lower == 12.0


def test_surplus_limit_is_one_row_over_all_sites() -> None:
    sheets: Changed = {
        "Commodities": [
            ["commodity", "stage", "surplus price [USD/t]", "surplus limit [t/yr]"], ["oxide", "oxide", 3, 8]
        ]
    }  # fmt: skip
    rows = rows_of(tiny_model(sheets), "surplus_limit")
    assert rows["oxide Q1"] == Row(-float("inf"), 2.0, {"sell Mine oxide Q1": 1.0, "sell User oxide Q1": 1.0})
    assert len(rows) == 3


def test_a_surplus_limit_of_nothing_builds_no_sales() -> None:
    sheets: Changed = {
        "Commodities": [
            ["commodity", "stage", "surplus price [USD/t]", "unit", "surplus limit [t/period]"],
            ["oxide", "oxide", 3, None, 0],
        ]
    }
    assert tiny_model(sheets).variables.sell.size == 0


def test_surplus_given_away_is_sold_without_a_limit() -> None:
    sheets: Changed = {"Commodities": [["commodity", "stage", "surplus price [USD/t]"], ["oxide", "oxide", 0]]}
    model = tiny_model(sheets)
    assert model.variables.sell.size == 6
    assert rows_of(model, "surplus_limit") == {}


def test_priced_demand_waits_where_that_is_cheaper_than_its_shortage() -> None:
    # The mine digs 8 a quarter: 4 of the first quarter's 12 come in the second, and 0 are short.
    plan = tiny_plan(
        demand(["may wait [periods]", "shortage cost [USD/t]", "unit", "Q1", "Q2"], 1, 100, "t/period", 12, 2)
    )
    assert plan.tables["unmet"]["unmet_t"].sum() == pytest.approx(0.0)
    late = plan.tables["deliver"]
    assert late.loc[late["period"] != late["demand_period"], "delivered_t"].sum() == pytest.approx(4.0)


def test_priced_demand_is_short_where_a_shortage_is_cheaper_than_waiting() -> None:
    # A tonne costs 1 USD on its way, so a shortage at 0.5 USD is cheaper whenever it comes.
    plan = tiny_plan(demand(["may wait [periods]", "shortage cost [USD/t]", "unit", "Q1"], 1, 0.5, "t/period", 12))
    assert plan.tables["unmet"]["unmet_t"].sum() == pytest.approx(12.0)
