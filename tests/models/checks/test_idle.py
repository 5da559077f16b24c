"""Rows that change nothing: returns of what is never delivered, and limits, additions and outputs of nothing."""

from __future__ import annotations

import pytest

from models.issues import Severity
from tests.tiny import Changed, cells, found
from tests.workbooks import Cell


def returning(product: str, earlier: Cell = None, changed: Changed | None = None) -> Changed:
    """Return sheets in which half of a product comes back from the user, who wants oxide."""
    return {
        "Commodities": [["commodity", "stage"], ["oxide", "oxide"], ["magnet", "magnet"], ["scrap", "scrap"]],
        "Groups": [["group", "member"], ["both", "oxide"], ["both", "magnet"]],
        "Recycling": [["customer", "product", "scrap", "collection rate [%]", "returns from earlier sales [t/period]"],
                      ["User", product, "scrap", 50, earlier]],
        **(changed or {}),
    }  # fmt: skip


def test_returns_of_what_is_never_delivered_are_warned_of() -> None:
    (issue,) = found(returning("magnet"), "return-of-nothing")
    assert (issue.severity, issue.where) == (Severity.WARNING, "Recycling!B2")
    assert "'magnet' is never delivered to 'User'" in issue.message


INSTEAD: Changed = {
    "Substitutes": [["customer", "commodity", "accepted instead"], ["User", "oxide", "magnet"]],
    "Lanes": [["from", "to", "commodity"], ["Mine", "User", "*"]],
}


@pytest.mark.parametrize(
    "sheets",
    [returning("oxide"), returning("both"), returning("magnet", 2), returning("magnet", None, INSTEAD)],
    ids=["asked for", "a group of which one is", "of earlier sales", "accepted instead"],
)
def test_returns_of_what_may_be_delivered_or_was_sold_before_are_not(sheets: Changed) -> None:
    assert cells(sheets, "return-of-nothing") == []


def test_a_demand_of_nothing_is_none() -> None:
    wants: list[list[Cell]] = [["customer", "commodity", "end use", "unit", "all"]]
    wants += [["User", "oxide", "motors", "t/period", 5], ["User", "magnet", "motors", "t/period", 0]]
    assert cells(returning("magnet", None, {"Demand": wants}), "return-of-nothing") == ["Recycling!B2"]


TERMS: list[Cell] = ["contract", "supplier", "price [USD/t]", "price floor [USD/t]", "minimum take", "maximum",
                     "order quantity", "multiple", "tier to", "window"]  # fmt: skip


def contract(name: str, **terms: Cell) -> list[Cell]:
    return [{"contract": name, "supplier": "Mine", **terms}.get(str(header).partition(" [")[0]) for header in TERMS]


def test_a_contract_without_price_and_limit_is_warned_of() -> None:
    (issue,) = found({"Contracts": [TERMS, contract("Deal", window="period")]}, "contract-without-terms")
    assert (issue.severity, issue.where) == (Severity.WARNING, "Contracts!A2")
    assert "'Deal' has no price, floor, minimum, maximum" in issue.message


@pytest.mark.parametrize(
    "terms",
    [{"price": 5}, {"price": 0}, {"price floor": 5}, {"minimum take": 1}, {"maximum": 5}, {"maximum": 0},
     {"order quantity": 2}, {"multiple": 2}, {"tier to": 9}],
    ids=str,
)  # fmt: skip
def test_a_contract_that_says_anything_is_not(terms: dict[str, Cell]) -> None:
    rows = [TERMS, contract("Deal", window="period", **terms)]
    assert cells({"Contracts": rows}, "contract-without-terms") == []


def test_one_beside_another_on_the_same_lane_is_a_choice() -> None:
    rows = [TERMS, contract("Deal"), contract("Other", price=5)]
    assert cells({"Contracts": rows}, "contract-without-terms") == []


@pytest.mark.parametrize(("capacity", "where"), [(0, ["Expansion!C2"]), (0.01, [])])
def test_an_addition_of_nothing_is_warned_of(capacity: float, where: list[str]) -> None:
    added: Changed = {"Expansion": [["site", "process", "capacity [t/yr]"], ["Mine", "dig", capacity]]}
    assert cells(added, "addition-of-nothing") == where


@pytest.mark.parametrize(
    ("header", "row", "where"),
    [(["yield [%]"], [0], ["Processes!E2"]), (["yield [%]"], [0.1], []), (["yield [%]"], [None], []),
     (["yield Q1 [%]", "yield all [%]"], [0, 90], []), (["yield Q1 [%]", "yield all [%]"], [0, 0], ["Processes!E2"])],
)  # fmt: skip
def test_a_yield_of_nothing_in_every_period_is_warned_of(header: list[Cell], row: list[Cell], where: list[str]) -> None:
    dug: Changed = {
        "Processes": [["site", "process", "direction", "commodity", *header], ["Mine", "dig", "out", "oxide", *row]]
    }
    assert cells(dug, "yield-of-nothing") == where
