"""Sheet Inventory: defaults, end stock, what costs and windows mean, and cells on which nothing would act."""

from __future__ import annotations

import numpy as np
import pytest

from tests.tiny import Changed, cells, found, periods, tiny_problem
from tests.workbooks import Cell


def sheet(name: str, header: list[Cell], *rows: list[Cell]) -> Changed:
    return {name: [header, *rows]}


def stock(*cells: Cell, kind: str = "customer") -> Changed:
    """Return sheets with one stock of oxide: opening, maximum, safety, end stock."""
    header: list[Cell] = ["site", "commodity", "opening [t]", "maximum [t]", "safety [t]", "end stock [t]"]
    return {
        "Sites": [["site", "country", "kind"], ["Mine", "Malaysia", "mine"], ["User", "United States", kind]],
        "Inventory": [header, ["User", "oxide", *cells]],
    }


def test_blank_cells_of_a_stock_mean_none() -> None:
    stocks = tiny_problem(stock(None, None, None, None)).inventories
    assert stocks.opening.tolist() == [0.0]
    assert stocks.maximum.tolist() == [np.inf]
    assert not stocks.safety.any()
    assert stocks.end_stock.tolist() == [0.0]
    assert (stocks.kept == 1.0).all()


@pytest.mark.parametrize(
    ("kind", "typed", "wanted"), [("stockpile", None, 7.0), ("customer", None, 0.0), ("stockpile", 2, 2.0)]
)
def test_a_blank_end_stock_is_the_opening_of_a_stockpile_and_nothing_elsewhere(
    kind: str, typed: Cell, wanted: float
) -> None:
    assert tiny_problem(stock(7, None, None, typed, kind=kind)).inventories.end_stock.tolist() == [wanted]


def test_a_storage_loss_a_year_is_compounded_over_the_length_of_each_period() -> None:
    sheets = sheet("Inventory", ["site", "commodity", "loss [%/yr]", "holding cost [USD/t/yr]"],
                   ["User", "oxide", 19, 400])  # fmt: skip
    sheets["Periods"] = periods(("half", "2027-01-01", "2027-06-30"), ("year", "2027-07-01", "2028-06-30"))
    stocks = tiny_problem(sheets).inventories
    assert stocks.kept.tolist() == [pytest.approx([0.9, 0.81])]
    assert stocks.holding_cost.tolist() == [pytest.approx([200.0, 400.0])]


def inventory(header: list[Cell], *row: Cell, kind: str = "customer") -> Changed:
    """Return the sheets with one stock of the user's."""
    return {
        "Sites": [["site", "country", "kind"], ["Mine", "Malaysia", "mine"], ["User", "United States", kind]],
        "Inventory": [["site", "commodity", *header], ["User", "oxide", *row]],
    }


def test_a_cost_a_year_of_missing_safety_stock_is_cut_to_the_length_of_each_period() -> None:
    sheets = inventory(["safety [t]", "safety cost [USD/t/yr]"], 5, 400)
    sheets["Periods"] = periods(("half", "2027-01-01", "2027-06-30"), ("year", "2027-07-01", "2028-06-30"))
    assert tiny_problem(sheets).inventories.safety_cost.tolist() == [pytest.approx([200.0, 400.0])]


def test_blank_costs_are_no_costs_and_not_costs_of_0() -> None:
    stocks = tiny_problem(inventory(["safety [t]", "end stock [t]"], 5, 4)).inventories
    assert np.isnan(stocks.safety_cost).all()
    assert np.isnan(stocks.end_cost).all()


def test_a_cost_of_safety_stock_may_hold_in_some_periods_only() -> None:
    stocks = tiny_problem(inventory(["safety [t]", "safety cost Q2 [USD/t/yr]"], 5, 400)).inventories
    assert np.isnan(stocks.safety_cost[0]).tolist() == [True, False, True]


@pytest.mark.parametrize(
    ("header", "row", "where"),
    [
        (["safety cost [USD/t/yr]"], [400], "Inventory!C2"),
        (["end stock cost [USD/t]"], [400], "Inventory!C2"),
        (["end stock [t]", "end stock cost [USD/t]"], [0, 400], "Inventory!D2"),
        (["safety cost Q2 [USD/t/yr]"], [400], "Inventory!C2"),
    ],
)
def test_a_cost_of_a_stock_that_nobody_wants_is_an_error(header: list[Cell], row: list[Cell], where: str) -> None:
    assert cells(inventory(header, *row), "cost-of-no-stock") == [where]


def test_the_opening_of_a_stockpile_is_an_end_stock_that_may_have_a_cost() -> None:
    changed = inventory(["opening [t]", "end stock cost [USD/t]"], 7, 400, kind="stockpile")
    assert not found(changed, "cost-of-no-stock")
    assert tiny_problem(changed).inventories.end_cost.tolist() == [400.0]


@pytest.mark.parametrize(("kind", "end", "told"), [
    ("stockpile", None, ["Inventory!D2"]), ("stockpile", 0, []), ("stockpile", 7, []), ("customer", None, []),
])  # fmt: skip
def test_what_a_blank_end_stock_of_a_stockpile_means_is_told(kind: str, end: Cell, told: list[str]) -> None:
    assert cells(inventory(["opening [t]", "end stock [t]"], 7, end, kind=kind), "end-stock-assumed") == told


def test_releases_count_by_the_calendar_year_unless_a_window_is_named() -> None:
    stocks = tiny_problem(inventory(["release per window [t]"], 3)).inventories
    assert (stocks.release.tolist(), stocks.release_window) == ([3.0], ("calendar year",))
    stocks = tiny_problem(inventory(["release per window [t]", "release window"], 3, "whole plan")).inventories
    assert stocks.release_window == ("whole plan",)
    assert tiny_problem(inventory(["opening [t]"], 3)).inventories.release.tolist() == [np.inf]


def test_a_window_without_a_limit_on_releases_is_an_error() -> None:
    assert cells(inventory(["release window"], "period"), "release-window-alone") == ["Inventory!C2"]


def test_a_limit_for_several_stocks_holds_for_each_alone() -> None:
    changed = sheet("Inventory", ["site", "commodity", "release per window [t]"], ["*", "oxide", 3])
    assert tiny_problem(changed).inventories.release.tolist() == [3.0, 3.0]
