"""Findings about stocks that no single cell shows, each at its cell."""

from __future__ import annotations

import pytest

from models.issues import Severity
from tests.tiny import Changed, cells, found, tiny_plan
from tests.workbooks import Cell


def stock(header: list[Cell], *row: Cell, site: str = "User") -> Changed:
    return {"Inventory": [["site", "commodity", *header], [site, "oxide", *row]]}


def test_an_opening_above_the_maximum_is_told_and_the_rest_is_used_or_thrown_away() -> None:
    changed = stock(["opening [t]", "maximum [t]"], 20, 6)
    assert cells(changed, "opening-above-maximum") == ["Inventory!C2"]
    tables = tiny_plan(changed).tables
    # 5 t are asked for, 6 t may stay, and 9 t have to go.
    assert dict(zip(tables["dispose"]["period"], tables["dispose"]["quantity_t"], strict=True)) == pytest.approx(
        {"Q1": 9.0}
    )
    # The mine sends 4 t, as early as it can be.
    assert tables["stock"]["stock_t"].tolist() == pytest.approx([6.0, 5.0])
    assert not cells(stock(["opening [t]", "maximum [t]"], 6, 6), "opening-above-maximum")


def test_opening_stock_that_nothing_takes_is_told_and_serves_nobody() -> None:
    changed = stock(["opening [t]"], 9, site="Depot")
    changed["Sites"] = [
        ["site", "country", "kind"], ["Mine", "Malaysia", "mine"], ["User", "Japan", "customer"],
        ["Depot", "Japan", "depot"],
    ]  # fmt: skip
    assert cells(changed, "stranded-stock") == ["Inventory!C2"]
    plan, bare = tiny_plan(changed), tiny_plan()
    assert plan.objectives[0] == bare.objectives[0]
    assert plan.costs == pytest.approx(bare.costs)
    changed["Lanes"] = [["from", "to", "commodity"], ["Mine", "User", "oxide"], ["Depot", "User", "oxide"]]
    assert not cells(changed, "stranded-stock")


def test_a_wanted_stock_or_one_at_its_customer_is_not_stranded() -> None:
    assert not cells(stock(["opening [t]"], 9), "stranded-stock")
    assert not cells(stock(["opening [t]", "end stock [t]"], 9, 9), "stranded-stock")


@pytest.mark.parametrize("column", ["safety", "end stock"])
@pytest.mark.parametrize("tonnes", [0.5, 5])
def test_missing_stock_that_costs_0_counts_as_nothing_and_is_told(column: str, tonnes: float) -> None:
    unit = "USD/t/yr" if column == "safety" else "USD/t"
    header: list[Cell] = [f"{column} [t]", f"{column} cost [{unit}]"]
    assert cells(stock(header, tonnes, 0), "uncounted-stock") == ["Inventory!D2"]
    assert not cells(stock(header, tonnes, 1), "uncounted-stock")


def test_a_sized_stock_without_room_to_grow_is_told() -> None:
    header: list[Cell] = ["opening [t]", "maximum [t]", "sized"]
    assert cells(stock(header, 5, 5, "yes"), "sized-without-room") == ["Inventory!E2"]
    assert not cells(stock(header, 5, 6, "yes"), "sized-without-room")
    assert not cells(stock(header, 5, 5, "no"), "sized-without-room")


def test_an_end_stock_that_nobody_typed_is_named_as_such_where_it_does_not_fit() -> None:
    changed = stock(["opening [t]", "maximum [t]"], 20, 6)
    changed["Sites"] = [["site", "country", "kind"], ["Mine", "Malaysia", "mine"], ["User", "Japan", "stockpile"]]
    (issue,) = found(changed, "minimum-above-maximum")
    assert "the end stock 20 t (blank: the opening of a stockpile) lies above the maximum 6 t" in issue.message
    assert "0 where the stock may be used up" in issue.remedy


@pytest.mark.parametrize(("site", "where"), [("User", []), ("Mine", []), ("Depot", ["Pipeline!D2"])])
def test_an_order_that_arrives_where_nothing_takes_it_is_told(site: str, where: list[str]) -> None:
    changed: Changed = {
        "Sites": [["site", "country", "kind"], ["Mine", "Malaysia", "mine"], ["Depot", "Malaysia", "depot"],
                  ["User", "Japan", "customer"]],
        "Pipeline": [["to", "commodity", "period", "quantity [t]"], [site, "oxide", "Q2", 3]],
    }  # fmt: skip
    assert cells(changed, "stranded-stock") == where


@pytest.mark.parametrize(
    ("header", "rows", "where"),
    [
        (["origin"], [[None], ["Malaysia"]], ["Inventory!C3"]),
        (["origin", "opening [t]"], [["Malaysia", None], ["Malaysia", None]], ["Inventory!C2"]),
        (["origin", "opening [t]"], [["Malaysia", 0], ["Malaysia", 5]], []),
        (["opening [t]"], [[None], [None]], []),
    ],
    ids=["the column is gone", "all of it is blank", "one is used up", "no origins"],
)
def test_origins_of_opening_stocks_none_of_which_is_given_are_warned_of(
    header: list[Cell], rows: list[list[Cell]], where: list[str]
) -> None:
    stocks = [[site, "oxide", *row] for site, row in zip(("Mine", "User"), rows, strict=True)]
    told = found({"Inventory": [["site", "commodity", *header], *stocks]}, "origin-of-no-stock")
    assert [one.where for one in told] == where
    assert all(one.severity is Severity.WARNING for one in told)
