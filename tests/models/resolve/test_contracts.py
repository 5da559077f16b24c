"""Sheet Contracts: what is refused, what is warned of, each with its cell."""

from __future__ import annotations

import pytest

from models.matches import matches
from tests.given.contracts import VALUED, contract, tiered
from tests.tiny import Changed, cells, day, found, tiny_problem
from tests.workbooks import Cell


def test_rows_of_one_name_are_tiers_in_order_of_quantity_however_they_are_sorted() -> None:
    sheets: Changed = {
        "Contracts": [["contract", "tier", "price [USD/t]", "tier from [t]", "tier to [t]", "window"],
                      ["C", "high", 30, 9, None, None], ["c", "low", 10, None, 4, "period"],
                      ["C", "middle", 20, 4, 9, None]]
    }  # fmt: skip
    contracts = tiny_problem(sheets).contracts
    assert (contracts.name, contracts.tier_name) == (("c",), ("low", "middle", "high"))
    assert contracts.tier_size.tolist() == [4.0, 5.0, float("inf")]


@pytest.mark.parametrize(
    ("sheets", "code", "where"),
    [
        (contract(price=10, minimum_take=4), "window-missing", ["Contracts!2:2"]),
        (contract(price=10, maximum=4), "window-missing", ["Contracts!2:2"]),
        (contract(price=10, tier_to=4), "window-missing", ["Contracts!2:2"]),
        (contract(price=10, minimum_take=9, maximum=8, window="term"), "minimum-above-maximum", ["Contracts!D2"]),
        (contract(price=10, order_quantity=9, maximum=8, window="term"), "minimum-above-maximum", ["Contracts!D2"]),
        (contract(price=10, order_quantity=9), "order-without-limit", ["Contracts!D2"]),
        (tiered((20, 10)), "tier-without-end", ["Contracts!E3"]),
        (contract(price_floor=10), "floor-without-price", ["Contracts!C2"]),
        (contract(minimum_take=4, take_or_pay="yes", window="term"), "price-missing", ["Contracts!2:2"]),
        (contract(price=10, start=day("2027-02-01"), end=day("2027-01-01")), "dates", ["Contracts!E2"]),
        (contract(None, {"contract": "C", "tier": "2", "price": 9, "tier_from": 5}, tier="1", price=8, tier_to=4,
                  window="term"), "tier-gap", ["Contracts!G3"]),
        (contract(None, {"contract": "C", "tier": "2", "price": 9}, tier="1", price=8, window="term"), "tier-gap",
         ["Contracts!3:3"]),
        (contract(None, {"contract": "C", "tier": "2", "price": 9, "maximum": 7}, tier="1", price=8, tier_to=4,
                  window="term"), "tier-differs", ["Contracts!G3"]),
        (contract(None, {"contract": "C", "tier": "2"}, tier="1", price=8, tier_to=4, window="term"), "price-missing",
         ["Contracts!D3"]),
        (contract(supplier="User"), "contract-matches-nothing", ["Contracts!A2"]),
        (contract(price=10, start=day("2030-01-01")), "contract-outside", ["Contracts!D2"]),
        (contract(price=10, take_or_pay="yes"), "nothing-to-pay", ["Contracts!D2"]),
        (contract(price=10, minimum_take=4, window="calendar year"), "part-of-minimum", ["Contracts!D2"]),
        (contract(price=10, start=day("2027-02-01")), "days-without-contract", ["Contracts!A2"]),
        (contract(price=10), "price-and-run-cost", ["Contracts!A2"]),
        (contract(supplier="Mien"), "unknown-name", ["Contracts!B2"]),
    ],
)  # fmt: skip
def test_a_finding_names_its_cell(sheets: Changed, code: str, where: list[str]) -> None:
    assert cells(sheets, code) == where


@pytest.mark.parametrize(
    ("start", "split"), [("2027-02-01", ", and split Q1 there in sheet Periods"), ("2027-04-01", "")]
)
def test_days_without_a_contract_inside_a_period_are_to_be_split_off_since_a_ban_alone_leaves_the_price_its_share(
    start: str, split: str
) -> None:
    [issue] = found(contract(price=10, start=day(start)), "days-without-contract")
    assert issue.remedy == f"add a row with the price of those days, or a rule that bans the flow{split}"


def test_a_contract_that_costs_nothing_in_some_period_has_a_price_that_other_days_go_without() -> None:
    def rows(last: int) -> Changed:
        header: list[Cell] = ["contract", "start", "price Q1 [USD/t]", "price Q2 [USD/t]", "price Q3 [USD/t]"]
        return {"Contracts": [header, ["C", day("2027-02-01"), 0, 0, last]]}

    assert cells(rows(3), "days-without-contract") == ["Contracts!A2"]
    assert cells(rows(0), "days-without-contract") == []


def test_a_price_in_some_periods_only_is_an_error_in_the_first_that_lacks_it() -> None:
    rows: list[list[Cell]] = [
        ["contract", "price Q1 [USD/t]", "price Q2 [USD/t]", "price Q3 [USD/t]"],
        ["C", 1, None, 3],
    ]
    [issue] = found({"Contracts": rows}, "price-missing")
    assert issue.where == "Contracts!C2"
    assert "has no price in Q2, and one in other periods" in issue.message


def test_a_price_is_asked_for_only_while_the_contract_runs() -> None:
    rows: list[list[Cell]] = [
        ["contract", "price Q1 [USD/t]", "price Q2 [USD/t]", "end"],
        ["C", 1, 2, day("2027-06-30")],
    ]
    assert not found({"Contracts": rows}, "price-missing")


def test_a_contract_price_stands_for_the_value_that_a_duty_needs() -> None:
    lanes: Changed = {"Lanes": [["from", "to", "duty [%]"], ["Mine", "User", 5]]}
    assert not found(contract(lanes, price=10), "value-missing")
    assert cells(contract(lanes, price=10, start=day("2027-04-01")), "value-missing") == ["Lanes!C2"]
    assert cells(contract(lanes, maximum=4, window="term"), "value-missing") == ["Lanes!C2"]


def test_a_take_that_no_solver_can_tell_from_no_limit_is_refused() -> None:
    assert cells(contract(price=10, maximum=1e16, window="term"), "extreme-number") == ["Contracts!D2"]


def test_every_tier_says_what_the_contract_matched() -> None:
    found_rows = [row for row in matches(tiny_problem(tiered((10, 20)))) if row.cell.startswith("Contracts")]
    assert [(row.cell, row.count, row.names) for row in found_rows] == [
        ("Contracts!A2", 1, ("oxide Mine > User",)), ("Contracts!A3", 1, ("oxide Mine > User",))
    ]  # fmt: skip


def test_a_run_cost_of_nothing_is_not_paid_twice() -> None:
    free: Changed = {
        **VALUED,
        "Processes": [["site", "process", "direction", "commodity"], ["Mine", "dig", "out", "oxide"]],
    }
    assert not found(contract(free, price=10), "price-and-run-cost")


@pytest.mark.parametrize(
    ("start", "more", "where"),
    [
        (None, {}, []),
        ("2027-04-01", {}, ["Contracts!D2"]),
        ("2027-04-01", {"Inventory": [["site", "commodity", "opening [t]"], ["Mine", "oxide", 9]]}, []),
        ("2027-02-01", {}, []),
    ],
)
def test_a_minimum_while_the_supplier_is_closed_is_warned_of(
    start: str | None, more: Changed, where: list[str]
) -> None:
    sites: list[list[Cell]] = [
        ["site", "country", "kind", "start"], ["Mine", "Malaysia", "mine", start and day(start)],
        ["User", "United States", "customer", None],
    ]  # fmt: skip
    sheets = contract({"Sites": sites, **more}, price=10, minimum_take=4, take_or_pay="yes", window="period")
    assert cells(sheets, "minimum-of-closed") == where


@pytest.mark.parametrize(
    ("ends", "cell"), [((5, 9, None), None), ((5, 4, None), "Contracts!G3"), ((None, 5, 9), "Contracts!G3")]
)
def test_tiers_are_filled_in_the_order_of_their_ends_and_rows_in_another_order_are_warned_of(
    ends: tuple[Cell, ...], cell: str | None
) -> None:
    rows: list[list[Cell]] = [
        ["contract", "tier", "supplier", "buyer", "commodity", "price [USD/t]", "tier to [t]", "window"],
        *(["C", name, "Mine", "User", "oxide", 9, end, "term"] for name, end in zip("abc", ends, strict=True)),
    ]
    assert cells({"Contracts": rows}, "tiers-out-of-order") == ([cell] if cell else [])
