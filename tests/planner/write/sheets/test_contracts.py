"""Sheet Contracts of the plan, and what other sheets say of contracts."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from planner.run import solve_input
from planner.solve.session import silent
from tests.cases import Change, put, reference, workbook
from tests.given.contracts import VALUED, contract, tables_of
from tests.given.whole_contracts import orders
from tests.plan_books import opened, plan_file, table, texts
from tests.tiny import tiny

QUARTERS = ("2026Q4", "2027Q1", "2027Q2", "2027Q3", "2027Q4")


def plan_of(folder: Path, *changes: Change) -> Any:
    case = reference("contracts_small")
    sheets = case.sheets()
    for change in changes:
        change(sheets)
    return opened(plan_file(folder, sheets))


def test_each_contract_has_its_tonnes_its_price_and_its_periods(tmp_path: Path) -> None:
    rows = {row["contract"]: row for row in table(plan_of(tmp_path)["Contracts"])}
    assert [rows["US oxide"][name] for name in QUARTERS] == pytest.approx([10, 6, 6, 6, 6])
    assert rows["US oxide"]["taken [t]"] == pytest.approx(34)
    assert rows["US oxide"]["purchase [USD]"] == pytest.approx(3_782_000)
    assert rows["China spot"]["per tonne [USD/t]"] == pytest.approx(4_320_000 / 70)


@pytest.mark.parametrize(("payer", "in_cost"), [("buyer", "yes"), ("third party", "no")])
def test_what_a_floor_adds_is_told_by_payer(tmp_path: Path, payer: str, in_cost: str) -> None:
    book = plan_of(tmp_path, put("Contracts", "floor paid by", payer, contract="US oxide"))
    [row] = tables_of(book["Contracts"], "What price floors add to the price [USD]")
    taken = {line["contract"]: line for line in table(book["Contracts"])}["US oxide"]
    owed = [taken[name] * each for name, each in zip(QUARTERS, (15_000, 10_000, 5_000, 0, 0), strict=True)]
    assert (row["paid by"], row["in the plan's cost"]) == (payer, in_cost)
    assert [row[name] for name in QUARTERS] == pytest.approx(owed)
    assert row["total [USD]"] == pytest.approx(sum(owed))
    told = [text for text in texts(book["Summary"]) if "price floor of contract" in text]
    assert bool(told) == (payer == "third party")
    # From 2027Q3 on the price lies above the floor.
    supported = sum(taken[name] for name in QUARTERS[:3])
    assert supported < taken["taken [t]"]
    assert all(f" on {supported:g} t;" in text for text in told)


def test_what_is_paid_for_and_not_taken_has_its_window_and_its_cost(tmp_path: Path) -> None:
    book = plan_of(tmp_path, put("Contracts", "minimum take [t]", 70, contract="US oxide"),
                   put("Contracts", "window", "term", contract="US oxide"))  # fmt: skip
    [row] = tables_of(book["Contracts"], "Limits by window")
    short = 70 - row["taken [t]"]
    assert short > 1.0
    assert row["window"] == "2026-10-01 to 2027-12-31"
    assert row["not taken [t]"] == pytest.approx(short)
    assert row["take-or-pay [USD]"] == pytest.approx(short * 115_000)
    assert row["state"] == "▲ paid in 2027Q4"
    costs = {line["kind of cost"]: line["total [USD]"] for line in table(book["Costs"])}
    assert costs["take-or-pay"] == pytest.approx(short * 115_000)
    assert any("are paid for and not taken" in text for text in texts(book["Summary"]))


def test_purchase_and_the_tariff_on_the_contract_price_are_kinds_of_cost(tmp_path: Path) -> None:
    costs = {row["kind of cost"]: row["total [USD]"] for row in table(plan_of(tmp_path)["Costs"])}
    assert costs["purchase"] == pytest.approx(3_782_000 + 3_400_000 + 4_320_000)
    assert costs["tariff"] == pytest.approx(1_170_720)


def test_the_buy_plan_names_the_contract_and_counts_its_price(tmp_path: Path) -> None:
    rows = {row["supplier"]: row for row in table(plan_of(tmp_path)["Buy plan"])}
    assert rows["China magnets"]["contract"] == "China spot"
    assert rows["China magnets"]["cost [USD]"] == pytest.approx(4_320_000 + 1_170_720 + 42_000)
    assert rows["US magnet plant"]["contract"] is None


def test_a_plan_without_contracts_says_so(tmp_path: Path) -> None:
    assert any("No contract runs in this plan" in text for text in texts(opened(plan_file(tmp_path))["Contracts"]))


def test_the_run_sheet_names_the_cells_that_ask_for_whole_numbers(tmp_path: Path) -> None:
    run = opened(plan_file(tmp_path, orders()))["Run"]
    named = [row[1].value for row in run.iter_rows() if row[0].value == "whole numbers are asked for by"]
    assert named == ["Contracts!J4", "Contracts!K4", "Contracts!D3"]


def test_the_log_names_the_cells_that_ask_for_whole_numbers(tmp_path: Path) -> None:
    lines: list[str] = []
    solve_input(workbook(reference("contracts_lots"), tmp_path), "highs", None, lines.append)
    assert [line for line in lines if line.startswith("whole numbers")] == [
        "whole numbers are asked for by Contracts!L2, Contracts!M2, Contracts!F5, Contracts!F6"
    ]


def test_a_floor_against_the_value_is_no_cost_of_the_plan(tmp_path: Path) -> None:
    sheets = tiny(contract(VALUED, price_floor=70, floor_paid_by="third party"))
    book = opened(plan_file(tmp_path, sheets))
    [row] = tables_of(book["Contracts"], "What price floors add to the price [USD]")
    assert row["total [USD]"] == pytest.approx(15 * 30)
    assert solve_input(tmp_path / "case.xlsx", "highs", None, silent).plan.costs["purchase"] == 0.0


def test_what_is_paid_for_and_not_taken_is_told_as_sheet_costs_has_it_before_discounting(tmp_path: Path) -> None:
    """Of 5 t a quarter at 2 USD a user who wants nothing takes none: 30 USD, however far off."""
    sheets = tiny({
        "Settings": [["setting", "value"], ["discount rate [%/yr]", 50]],
        "Demand": [["customer", "commodity", "unit", "all"], ["User", "oxide", "t/period", 0]],
        "Contracts": [["contract", "supplier", "buyer", "price [USD/t]", "minimum take [t]", "take-or-pay", "window"],
                      ["Offtake", "Mine", "User", 2, 5, "yes", "period"]],
    })  # fmt: skip
    book = opened(plan_file(tmp_path, sheets))
    costs = {row["kind of cost"]: row["total [USD]"] for row in table(book["Costs"])}
    assert costs["take-or-pay"] == pytest.approx(30.0)
    assert any("15 t are paid for and not taken (30" in text for text in texts(book["Summary"]))
