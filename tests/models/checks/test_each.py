"""A limit of a row for several commodities, which holds for each by itself, is noted."""

from __future__ import annotations

import pytest

from tests.tiny import Changed, found, near, tiny_plan
from tests.workbooks import Cell

GOODS: Changed = {
    "Commodities": [["commodity", "stage"], ["metal", "metal"], ["oxide", "oxide"], ["salt", "mixed"]],
    "Processes": [["site", "process", "direction", "commodity"], ["Mine", "dig", "out", "oxide"],
                  ["Mine", "smelt", "out", "metal"], ["Mine", "pan", "out", "salt"]],
    "Demand": [["customer", "commodity", "all"], ["User", "oxide", 5], ["User", "metal", 5], ["User", "salt", 5]],
    "Groups": [["group", "member"], ["Both", "oxide"], ["Both", "metal"]],
}  # fmt: skip
EACH = "by itself (metal, oxide, salt), not for all together"


def with_limit(sheet: str, *rows: list[Cell]) -> Changed:
    return {**GOODS, "Capacity": None, "Lanes": [["from", "to", "commodity"], ["Mine", "User", "*"]], sheet: list(rows)}


@pytest.mark.parametrize(
    ("changed", "where", "words"),
    [
        (with_limit("Lanes", ["from", "to", "commodity", "capacity"], ["Mine", "User", "*", 6]), "Lanes!D2", EACH),
        (with_limit("Inventory", ["site", "commodity", "maximum"], ["User", "*", 6]), "Inventory!C2", EACH),
        (
            with_limit("Capacity", ["site", "commodity", "all"], ["Mine", "Both", 6]),
            "Capacity!C2", "by itself (metal, oxide), not for all together",
        ),
    ],
    ids=["lanes", "stocks", "capacities"],
)  # fmt: skip
def test_a_limit_for_each_of_several_commodities_is_noted(changed: Changed, where: str, words: str) -> None:
    (issue,) = found(changed, "limit-for-each")
    assert (issue.severity, issue.where) == ("note", where)
    assert issue.message.endswith(words)


@pytest.mark.parametrize(
    "changed",
    [
        with_limit("Lanes", ["from", "to", "commodity", "capacity"], ["Mine", "User", "oxide", 6]),
        with_limit("Lanes", ["from", "to", "commodity", "capacity"], ["Mine", "User", "*", "no limit"]),
        with_limit("Inventory", ["site", "commodity", "maximum"], ["*", "oxide", 6]),
        with_limit("Capacity", ["site", "commodity", "all"], ["Mine", "{Both}", 6]),
        with_limit("Capacity", ["site", "process", "all"], ["*", "dig", 6]),
    ],
    ids=["one commodity", "no limit", "several sites", "a sum", "several sites of a process"],
)
def test_a_limit_of_one_commodity_or_of_a_sum_is_not_noted(changed: Changed) -> None:
    assert found(changed, "limit-for-each") == []


def test_a_pin_of_stocks_is_one_room_for_all_of_them() -> None:
    """6 t of each are wanted in the second quarter and 3 t made in each: 3 t of each have to wait, in a room of 4 t."""
    room = with_limit("Inventory", ["site", "commodity", "maximum"], ["User", "*", 5])
    quarters: list[list[Cell]] = [["customer", "commodity", "Q2"], ["User", "oxide", 6], ["User", "metal", 6]]
    made: list[list[Cell]] = [["site", "commodity", "all"], ["Mine", "oxide", 3], ["Mine", "metal", 3]]
    sheets: Changed = {**room, "Demand": quarters, "Capacity": made}
    assert tiny_plan(sheets).tables["unmet"]["unmet_t"].sum() == near(0.0)
    pinned: Changed = {**sheets, "Pins": [["what", "from", "most"], ["stock", "User", 4]]}
    assert tiny_plan(pinned).tables["unmet"]["unmet_t"].sum() == near(2.0)


STOCK: list[Cell] = ["site", "commodity", "opening", "safety", "end stock", "maximum"]


@pytest.mark.parametrize(
    ("row", "where", "words"),
    [
        (["User", "Both", 4, None, None, None], "C2", "the opening of this row is one for each of 2 stocks"),
        (["User", "Both", 4, None, None, None], "C2", "4 t of each, 8 t in all"),
        (["*", "oxide", 4, 2, None, None], "C2", "4 t of each, 8 t in all"),
        (["*", "*", None, 2, None, None], "D2", "the safety of this row is one for each of 6 stocks"),
        (["*", "oxide", None, None, 3, None], "E2", "the end stock of this row is one for each of 2 stocks"),
    ],
)
def test_stock_of_each_site_and_commodity_of_a_row_is_noted(row: list[Cell], where: str, words: str) -> None:
    (issue,) = found(with_limit("Inventory", STOCK, row), "stock-for-each")
    assert (issue.severity, issue.where) == ("note", f"Inventory!{where}")
    assert words in issue.message


@pytest.mark.parametrize("row", [["User", "oxide", 4, 2, 3, None], ["*", "*", 0, None, 0, 9]])
def test_stock_of_one_or_of_nothing_is_not_noted(row: list[Cell]) -> None:
    assert found(with_limit("Inventory", STOCK, row), "stock-for-each") == []


def test_a_row_of_its_own_takes_a_stock_out_of_that_of_all() -> None:
    rows = with_limit("Inventory", STOCK, ["User", "Both", 4, None, None, None], ["User", "oxide", 1, None, None, None])
    assert found(rows, "stock-for-each") == []
