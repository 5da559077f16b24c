"""Sheets Stocks and Stock sizes: releases against their limits, what is missing by choice, and sized stocks."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.cases import Case, Change, put, reference
from tests.given.stocks import stocked_sheets
from tests.plan_books import opened, plan_file, table, texts
from tests.tiny import tiny
from tests.workbooks import Sheets


def sheets_of(case: Case, *changes: Change) -> Sheets:
    sheets = case.sheets()
    for change in changes:
        change(sheets)
    return sheets


def below(sheet: Any, heading: str) -> list[dict[str, Any]]:
    """Return the rows of the table below a heading."""
    top = next(row[0].row for row in sheet.iter_rows(max_col=1) if str(row[0].value).startswith(heading))
    return table(sheet, top + 1)


@pytest.fixture(scope="module")
def sized(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return plan_file(tmp_path_factory.mktemp("sized"), sheets_of(reference("stock_before_a_stop")))


def test_stocks_tells_what_left_what_was_allowed_and_what_is_left_in_each_window(tmp_path: Path) -> None:
    path = plan_file(tmp_path, sheets_of(reference("stock_releases")))
    rows = below(opened(path)["Stocks"], "What leaves")
    told = [(row["site"], row["window"], row["allowed [t]"], row["drawn [t]"], row["left [t]"]) for row in rows]
    assert told == [("Reserve", year, 8, pytest.approx(8), pytest.approx(0, abs=1e-9)) for year in ("2027", "2028")]
    assert {row["state"] for row in rows} == {"▲ used up"}
    assert {row["input cell"] for row in rows} == {"Inventory!F2"}
    live = below(opened(path, formulas=True)["Stocks"], "What leaves")
    # Two half-years of a calendar year stand one below the other on sheet Balance.
    assert all(row["drawn [t]"].startswith("=SUM(Balance!$") for row in live)


def test_a_period_that_the_year_cuts_counts_in_both_with_its_share_of_days(tmp_path: Path) -> None:
    path = plan_file(tmp_path, stocked_sheets())
    live = below(opened(path, formulas=True)["Stocks"], "What leaves")
    years = [row["drawn [t]"] for row in live if row["site"] == "Reserve"]
    assert len(years) == 2
    # The second period has 61 days of 2027 and 31 of 2028.
    assert f"*{61 / 92!r}" in years[0]
    assert f"*{31 / 92!r}" in years[1]


def test_without_a_limit_on_releases_no_table_of_them_stands_there(tmp_path: Path) -> None:
    path = plan_file(tmp_path, sheets_of(reference("stock_releases"), put("Inventory", "release per window [t]", None)))
    assert not [text for text in texts(opened(path)["Stocks"]) if text.startswith("What leaves")]


@pytest.mark.parametrize(
    ("changes", "state"),
    [
        ((), "▲ below safety by choice in Q2"),
        ((put("Inventory", "safety cost [USD/t/yr]", 80),), "✔ as wanted"),
        (
            (put("Inventory", "end stock [t]", 8), put("Inventory", "end stock cost [USD/t]", 12)),
            "▲ end stock short by 3 t by choice",
        ),
        (
            (put("Inventory", "safety cost [USD/t/yr]", None), put("Capacity", "capacity [t/quarter]", 6)),
            "✘ below safety in Q1, Q2",
        ),
    ],
)
def test_what_is_missing_at_a_cost_is_missing_by_choice(
    tmp_path: Path, changes: tuple[Change, ...], state: str
) -> None:
    path = plan_file(tmp_path, sheets_of(reference("stock_priced"), *changes))
    assert [row["state"] for row in table(opened(path)["Stocks"])] == [state]


def test_missing_stock_stands_in_the_costs_of_its_period(tmp_path: Path) -> None:
    end = (put("Inventory", "end stock [t]", 8), put("Inventory", "end stock cost [USD/t]", 12))
    costs = {
        row["kind of cost"]: row
        for row in table(opened(plan_file(tmp_path, sheets_of(reference("stock_priced"), *end)))["Costs"])
    }
    assert costs["missing end stock"]["Q3"] == pytest.approx(36)
    assert costs["missing end stock"]["total [USD]"] == pytest.approx(36)
    assert costs["discounted"]["total [USD]"] == pytest.approx(357)


def test_stock_sizes_tells_the_size_what_fills_it_what_it_is_for_and_what_it_costs(sized: Path) -> None:
    sheet = opened(sized)["Stock sizes"]
    (row,) = table(sheet)
    assert (row["site"], row["size [t]"], row["largest"]) == ("Reserve", pytest.approx(8), "end of Q2")
    assert row["what it changes"] == "8 t less short in priority 2; 170.80 USD more cost"
    assert row["more cost [USD]"] == pytest.approx(170.8)
    fills = below(sheet, "What fills")
    assert [(one["from"], one["arrives in"], one["stays [t]"]) for one in fills] == [
        ("China seller", "Q1", pytest.approx(2)), ("China seller", "Q2", pytest.approx(2)),
        ("Own works", "Q2", pytest.approx(4)),
    ]  # fmt: skip
    covers = below(sheet, "The shortage")
    assert [(one["commodity, end use"], one["period"], one["covered [t]"]) for one in covers] == [
        ("magnet, industrial", "Q3", pytest.approx(4)), ("magnet, industrial", "Q4", pytest.approx(4)),
    ]  # fmt: skip
    assert sum(one["delivered [t]"] for one in below(sheet, "What they are drawn for")) == pytest.approx(8)
    spent = {one["kind of cost"]: one["more [USD]"] for one in below(sheet, "What they cost")}
    assert spent == {"run cost": pytest.approx(160), "freight": pytest.approx(8), "holding": pytest.approx(2.8)}


def test_sizes_differences_and_checks_are_live(sized: Path) -> None:
    sheet = opened(sized, formulas=True)["Stock sizes"]
    (row,) = table(sheet)
    assert row["size [t]"] == "=MAX(Stocks!C6,Stocks!I6:L6)"
    assert sheet["A3"].value.startswith("=IF(SUMPRODUCT(")
    assert opened(sized)["Stock sizes"]["A3"].value.startswith("✔")
    assert all(one["covered [t]"].startswith("=F") for one in below(sheet, "The shortage"))


def test_the_summary_and_sheet_stocks_lead_to_the_sizes(sized: Path) -> None:
    book = opened(sized)
    sentence = "• The stock of magnet at Reserve has to hold 8 t (at the end of Q2); it changes: 8 t less short in"
    assert any(text.startswith(sentence) for text in texts(book["Summary"]))
    assert "Stocks that are to be sized: see sheet Stock sizes" in texts(book["Stocks"])


def test_all_sized_stocks_together_have_a_row_of_their_own(tmp_path: Path) -> None:
    path = plan_file(tmp_path, stocked_sheets())
    rows = table(opened(path)["Stock sizes"])
    assert [row["site"] for row in rows] == ["Reserve", "User", "all sized stocks together"]


def test_without_a_sized_stock_there_is_no_sheet_of_sizes(tmp_path: Path) -> None:
    assert "Stock sizes" not in opened(plan_file(tmp_path, tiny())).sheetnames


def test_a_blank_end_stock_of_a_stockpile_is_told_on_the_summary(tmp_path: Path) -> None:
    path = plan_file(tmp_path, sheets_of(reference("stock_releases"), put("Inventory", "end stock [t]", None)))
    sentence = "End stock left blank: the opening of 1 stockpile is wanted again after the last period."
    assert any(sentence in text for text in texts(opened(path)["Summary"]))


def test_a_header_stands_as_what_is_below_it_also_where_a_formula_says_it_in_words(tmp_path: Path) -> None:
    sheet = opened(plan_file(tmp_path, reference("stock_releases").sheets()))["Stocks"]
    heads = [cell for row in sheet.iter_rows() for cell in row if cell.value in ("state", "left [t]")]
    assert {cell.value for cell in heads} == {"state", "left [t]"}
    assert all((cell.alignment.horizontal == "right") == (cell.value == "left [t]") for cell in heads)
