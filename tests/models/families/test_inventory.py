"""Families maximum_stock, safety_stock, end_stock, stock_release and stock_size."""

from __future__ import annotations

from tests.tiny import Changed, Row, cells, near, periods, rows_of, tiny_model
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
    assert rows == {"User oxide": Row(6.0, INFINITE, {"stock User oxide Q3": 1.0, "below_end User oxide Q3": 1.0})}


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


def chain(*header_and_row: tuple[Cell, Cell]) -> Changed:
    """Return the sheets with a works at the user's that turns oxide into metal, and a sale of oxide."""
    header, row = zip(*header_and_row, strict=True)
    return {
        **stock(list(header), *row),
        "Commodities": [
            ["commodity", "stage", "surplus price [USD/t]", "surplus limit [t/period]"],
            ["oxide", "oxide", 1, 2],
            ["metal", "metal", None, None],
        ],
        "Processes": [
            ["site", "process", "direction", "commodity", "quantity per run [t]", "run cost [USD/t]"],
            ["Mine", "dig", "out", "oxide", 1, 10],
            ["User", "reduce", "in", "oxide", 3, 5],
            ["User", "reduce", "out", "metal", 2, None],
        ],
        "Demand": [
            ["customer", "commodity", "end use", "unit", "all"],
            ["User", "oxide", "motors", "t/period", 5],
            ["User", "metal", "tools", "t/period", 1],
        ],
        "Lanes": [["from", "to", "commodity"], ["Mine", "User", "oxide"], ["User", "Mine", "oxide"]],
    }


def test_stock_release_counts_all_that_leaves_for_a_use() -> None:
    changed = chain(("release per window [t]", 4), ("release window", "period"))
    rows = rows_of(tiny_model(changed), "stock_release")
    assert list(rows) == ["User oxide Q1", "User oxide Q2", "User oxide Q3"]
    assert rows["User oxide Q2"] == Row(-INFINITE, 4.0, {
        "ship User Mine oxide Q2": 1.0, "run User reduce Q2": 3.0, "deliver motors User oxide Q2 Q2": 1.0,
        "sell User oxide Q2": 1.0,
    })  # fmt: skip


def test_stock_release_of_a_year_takes_the_days_of_a_period_that_lie_in_it() -> None:
    changed = stock(["release per window [t]"], 4)
    # The middle period has 31 days of 2027 and 60 of 2028.
    changed["Periods"] = periods(
        ("Q1", "2027-06-01", "2027-11-30"), ("Q2", "2027-12-01", "2028-02-29"), ("Q3", "2028-03-01", "2028-08-31")
    )
    rows = rows_of(tiny_model(changed), "stock_release")
    assert rows == {
        "User oxide 2027": Row(-INFINITE, 4.0, {
            "deliver motors User oxide Q1 Q1": 1.0, "deliver motors User oxide Q2 Q2": near(31 / 91),
        }),
        "User oxide 2028": Row(-INFINITE, 4.0, {
            "deliver motors User oxide Q2 Q2": near(60 / 91), "deliver motors User oxide Q3 Q3": 1.0,
        }),
    }  # fmt: skip


def test_stock_release_over_the_whole_plan_is_one_row_and_without_a_limit_none() -> None:
    changed = stock(["release per window [t]", "release window"], 4, "whole plan")
    assert list(rows_of(tiny_model(changed), "stock_release")) == ["User oxide the whole plan"]
    assert rows_of(tiny_model(stock(["opening [t]"], 4)), "stock_release") == {}


def test_stock_size_is_the_most_at_the_end_of_any_period() -> None:
    rows = rows_of(tiny_model(stock(["sized"], "yes")), "stock_size")
    assert rows["User oxide Q2"] == Row(-INFINITE, 0.0, {"stock User oxide Q2": 1.0, "peak User oxide": -1.0})
    assert len(rows) == 3
    assert rows_of(tiny_model(stock(["sized"], "no")), "stock_size") == {}
