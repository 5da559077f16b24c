"""LibreOffice computes every formula of a plan anew: nothing changes, nothing is an error, and an edit shows."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from planner.certify import verify_files
from tests.cases import reference
from tests.given.origin_chain import chain, chain_ban
from tests.given.plan_sheets import part_of
from tests.given.stocks import stocked_sheets
from tests.given.verified import rich_sheets
from tests.given.whole_contracts import orders
from tests.plan_books import opened, plan_file, table
from tests.workbooks import Sheets, small_example, tamper

pytestmark = pytest.mark.libreoffice

# Sums of other order differ in the last digits.
RELATIVE, ABSOLUTE = 1e-9, 1e-9
# LibreOffice trusts the values that Excel's files bring unless it is told to compute on loading (0: always).
ALWAYS_COMPUTE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema"
 xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="OOXMLRecalcMode" oor:op="fuse">
<value>0</value></prop></item></oor:items>
"""
TIME_LIMIT = 300


def recalculated(path: Path, folder: Path) -> Path:
    """Let LibreOffice open, compute and save a workbook."""
    program = shutil.which("soffice")
    assert program is not None, "install LibreOffice Calc to run this test"
    profile = folder / "profile"
    (profile / "user").mkdir(parents=True, exist_ok=True)
    (profile / "user" / "registrymodifications.xcu").write_text(ALWAYS_COMPUTE)
    out = folder / "recalculated"
    subprocess.run(
        [program, f"-env:UserInstallation={profile.as_uri()}", "--headless", "--convert-to",
         "xlsx:Calc MS Excel 2007 XML", "--outdir", str(out), str(path)],
        check=True, capture_output=True, timeout=TIME_LIMIT,
    )  # fmt: skip
    return out / path.name


def differences(path: Path, again: Path) -> tuple[int, list[str]]:
    """Return how many formulas there are, and those whose value is another after computing, and error cells."""
    formulas, stored, computed = opened(path, formulas=True), opened(path), opened(again)
    count, found = 0, []
    for sheet in formulas:
        for row in sheet.iter_rows():
            for cell in row:
                new = computed[sheet.title][cell.coordinate]
                if new.data_type == "e":
                    found.append(f"{sheet.title}!{cell.coordinate} is {new.value}")
                if cell.data_type == "f":
                    count += 1
                    old = stored[sheet.title][cell.coordinate].value
                    if not same(old, new.value):
                        found.append(f"{sheet.title}!{cell.coordinate} {cell.value}: {old!r} becomes {new.value!r}")
    return count, found


def same(old: Any, new: Any) -> bool:
    """Compare two values of a formula."""
    if isinstance(old, int | float) and isinstance(new, int | float):
        return abs(old - new) <= ABSOLUTE + RELATIVE * abs(old)
    return bool(old == new)


def built_ahead() -> Sheets:
    """Return a stock that is sized ahead of a stop."""
    return reference("stock_before_a_stop").sheets()


def awkward_example() -> Sheets:
    """Return the small example with storage loss, safety stock, losses on the way, a discount, and wild names."""
    sheets = small_example()
    sheets["Settings"].append(["announced rules", "yes"])
    sheets["Settings"][2] = ["discount rate [%/yr]", 5]
    sheets["Inventory"] = [
        ["site", "commodity", "opening [t]", "safety [t]", "loss [%/yr]", "holding cost [USD/t/yr]"],
        ["Motor plant", "NdFeB magnet", 30, 3, 8, 400],
        ["US magnet plant", "NdPr oxide", 0, None, None, 800],
    ]
    sheets["Lanes"][0].append("loss [%]")
    for row in sheets["Lanes"][1:]:
        row.append(2)
    sheets["Demand"][2][2] = 'industrial *, "large" ~?'
    return sheets


def two_origins() -> Sheets:
    """Return a chain through which material of two origins goes side by side, and a stock kept for one use."""
    return chain(chain_ban(), released="defence")


@pytest.mark.parametrize(
    "case", [small_example, awkward_example, rich_sheets, orders, stocked_sheets, built_ahead, two_origins]
)
def test_computing_anew_changes_no_value_and_makes_no_error(case: Any, tmp_path: Path) -> None:
    path = plan_file(tmp_path, case())
    count, found = differences(path, recalculated(path, tmp_path))
    assert count > 150
    assert not found


def test_the_test_would_see_a_wrong_stored_value(tmp_path: Path) -> None:
    path = plan_file(tmp_path)
    tamper(path, "<v>44.0</v>", "<v>45.0</v>", part_of(path, "Unmet"))
    _, found = differences(path, recalculated(path, tmp_path))
    assert any("becomes 44" in line for line in found)


def test_an_edit_recomputes_costs_and_checks_and_is_said(tmp_path: Path) -> None:
    path = plan_file(tmp_path)
    book = opened(path, formulas=True)
    flows = book["Flows"]
    heads = [cell.value for cell in flows[5]]
    place = {name: heads.index(name) + 1 for name in ("kind", "site", "quantity")}
    row = next(
        row for row in range(6, flows.max_row + 1)
        if flows.cell(row, place["kind"]).value == "ship" and flows.cell(row, place["site"]).value == "China magnets"
    )  # fmt: skip
    flows.cell(row, place["quantity"]).value += 1
    edited = tmp_path / "edited.xlsx"
    book.save(edited)
    after, before = opened(recalculated(edited, tmp_path)), opened(path)
    assert after["Flows"]["A3"].value.startswith("✎ edited by hand")
    assert after["Balance"]["A3"].value.startswith("✘")
    assert after["Summary"]["A3"].value.startswith("✘")
    # One more tonne at 600 USD/t of freight and 27.1 % tariff on 60,000 USD/t.
    costs = [{row["kind of cost"]: row["total [USD]"] for row in table(book["Costs"])} for book in (before, after)]
    assert costs[1]["freight"] - costs[0]["freight"] == pytest.approx(600)
    assert costs[1]["tariff"] - costs[0]["tariff"] == pytest.approx(16_260)


@pytest.mark.parametrize(
    ("sheet", "column"), [("Buy plan", "total [t]"), ("Buy plan", "cost [USD]"), ("Costs", "total [USD]")]
)
def test_a_value_typed_over_another_sheet_is_said_by_its_check_and_by_the_verifier(
    sheet: str, column: str, tmp_path: Path
) -> None:
    """The plan is read from sheet Flows, so nothing else tells that the sheet which people order from says another."""
    path = plan_file(tmp_path)
    book = opened(path, formulas=True)
    place = [cell.value for cell in book[sheet][5]].index(column) + 1
    book[sheet].cell(6, place).value = 99
    book.save(path)
    found = verify_files(recalculated(path, tmp_path), tmp_path / "case.xlsx")
    assert found.verification.accepted
    assert [one for one in found.remarks if "own checks" in one] == [
        f"the workbook's own checks fail on {sheet}: it need not say what was verified here"
    ]


def test_an_overtyped_shipment_under_a_contract_is_paid_for_and_still_under_it(tmp_path: Path) -> None:
    path = plan_file(tmp_path, reference("contracts_small").sheets())
    book = opened(path, formulas=True)
    flows = book["Flows"]
    heads = [cell.value for cell in flows[5]]
    place = {name: heads.index(name) + 1 for name in ("kind", "site", "period", "quantity")}
    row = next(
        row for row in range(6, flows.max_row + 1)
        if [flows.cell(row, place[name]).value for name in ("kind", "site")] == ["ship", "China magnets"]
    )  # fmt: skip
    flows.cell(row, place["quantity"]).value -= 1
    edited = tmp_path / "edited.xlsx"
    book.save(edited)
    after, before = opened(recalculated(edited, tmp_path)), opened(path)
    bought = [{one["contract"]: one for one in table(plan["Contracts"])}["China spot"] for plan in (before, after)]
    price = {"2026Q4": 60_000, "2027Q1": 62_000, "2027Q2": 64_000, "2027Q3": 66_000, "2027Q4": 68_000}
    assert bought[0]["taken [t]"] - bought[1]["taken [t]"] == pytest.approx(1)
    paid = price[flows.cell(row, place["period"]).value]
    assert bought[0]["purchase [USD]"] - bought[1]["purchase [USD]"] == pytest.approx(paid)
