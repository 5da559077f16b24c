"""Families maximum_stock, safety_stock and end_stock."""

from __future__ import annotations

from tests.tiny import Changed, Row, cells, rows_of, tiny_model
from tests.workbooks import Cell

INFINITE = float("inf")


def stock(header: list[Cell], *cells: Cell) -> Changed:
    return {"Inventory": [["site", "commodity", *header], ["User", "oxide", *cells]]}


def test_maximum_stock_limits_what_is_left_at_the_end_of_each_period() -> None:
    rows = rows_of(tiny_model(stock(["maximum [t]"], 9)), "maximum_stock")
    assert rows["User oxide Q1"] == Row(-INFINITE, 9.0, {"stock User oxide Q1": 1.0})
    assert len(rows) == 3
    assert rows_of(tiny_model(stock(["maximum [t]"], "no limit")), "maximum_stock") == {}


def test_safety_stock_may_be_missed_at_a_count() -> None:
    rows = rows_of(tiny_model(stock(["unit", "Q2"], "t", 4)), "safety_stock")
    assert rows == {
        "User oxide Q2": Row(4.0, INFINITE, {"stock User oxide Q2": 1.0, "below_safety User oxide Q2": 1.0})
    }


def test_end_stock_is_what_is_left_after_the_last_period() -> None:
    rows = rows_of(tiny_model(stock(["end stock [t]"], 6)), "end_stock")
    assert rows == {"User oxide": Row(6.0, INFINITE, {"stock User oxide Q3": 1.0, "below_end User oxide": 1.0})}


def test_end_stock_of_a_stockpile_is_its_opening_unless_typed() -> None:
    sheets = stock(["opening [t]"], 7)
    sheets["Sites"] = [["site", "country", "kind"], ["Mine", "Malaysia", "mine"], ["User", "Japan", "stockpile"]]
    assert rows_of(tiny_model(sheets), "end_stock")["User oxide"].lower == 7.0
    assert rows_of(tiny_model(stock(["opening [t]"], 7)), "end_stock") == {}


def test_a_wanted_stock_that_nothing_can_reach_keeps_its_rows() -> None:
    sheets: Changed = {
        "Commodities": [["commodity", "stage"], ["oxide", "oxide"], ["metal", "metal"]],
        "Inventory": [["site", "commodity", "safety [t]", "end stock [t]"], ["User", "metal", 4, 5]],
    }
    model = tiny_model(sheets)
    assert len(rows_of(model, "safety_stock")) == 3
    assert rows_of(model, "end_stock")["User metal"].lower == 5.0
    assert rows_of(model, "balance")["User metal Q1"].terms["stock User metal Q1"] == 1.0


def test_a_wanted_stock_above_the_maximum_is_an_error() -> None:
    assert cells(stock(["safety [t]", "maximum [t]"], 5, 4), "minimum-above-maximum") == ["Inventory!C2"]
    assert cells(stock(["end stock [t]", "maximum [t]"], 5, 4), "minimum-above-maximum") == ["Inventory!C2"]
