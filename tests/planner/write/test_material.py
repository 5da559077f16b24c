"""Sheets Substitutes, Recycling and Blends of a plan, and what returns in sheets Flows and Balance."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from planner.read import read_input
from tests.given.verified import rich_sheets
from tests.plan_books import opened, plan_file, table
from tests.workbooks import small_example


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return plan_file(tmp_path_factory.mktemp("rich"), rich_sheets())


@pytest.fixture(scope="module")
def book(path: Path) -> Any:
    return opened(path)


def test_a_substitute_stands_with_what_it_serves(book: Any) -> None:
    (row,) = table(book["Substitutes"])
    assert (row["customer"], row["asked for"], row["delivered instead"]) == ("Turbine maker", "oxide", "new oxide")
    assert row["serves [t]"] == pytest.approx(row["delivered [t]"] / 1.25)
    flows = [one for one in table(book["Flows"]) if one["kind"] == "deliver" and one["commodity"] == "new oxide"]
    assert row["delivered [t]"] == pytest.approx(sum(one["quantity"] for one in flows))
    assert {one["second commodity"] for one in flows} == {"oxide"}


def test_scrap_stands_by_what_it_comes_from(book: Any) -> None:
    of_plan, earlier = table(book["Recycling"])
    assert (of_plan["comes from"], earlier["comes from"]) == ("deliveries of this plan", "earlier sales")
    assert earlier["Winter"] == pytest.approx(24 * 101 / 365)
    assert earlier["Second half"] == pytest.approx(15.0)


def test_a_balance_counts_what_returns(book: Any) -> None:
    rows = [row for row in table(book["Balance"]) if row["commodity"] == "old magnet" and row["site"] == "Motor maker"]
    assert sum(row["of earlier sales [t]"] or 0.0 for row in rows) == pytest.approx(
        table(book["Recycling"])[1]["total [t]"]
    )
    assert sum(row["returned [t]"] or 0.0 for row in rows) == pytest.approx(table(book["Recycling"])[0]["total [t]"])
    assert all(row["check: 0"] == 0.0 for row in rows)


def test_a_blend_shows_its_share_in_each_period_and_keeps_to_its_limits(book: Any) -> None:
    for row in table(book["Blends"]):
        shares = [row[name] for name in ("December", "Winter", "Spring", "Second half")]
        assert all((row["least"] or 0.0) - 1e-9 <= share <= (row["most"] or 1.0) + 1e-9 for share in shares)
    limited = {(row["commodity or element"], row["of"]): row for row in table(book["Blends"])}
    assert limited["new oxide", "all inputs"]["Spring"] == pytest.approx(0.2)


def test_every_check_of_the_new_sheets_is_green(book: Any) -> None:
    for name in ("Substitutes", "Recycling", "Blends", "Balance", "Make plan"):
        assert str(book[name]["A3"].value).startswith("✔"), name


def test_sheets_of_a_plan_that_are_called_like_those_of_an_input_are_not_taken_for_it(path: Path, book: Any) -> None:
    assert {"Contracts", "Substitutes", "Blends", "Expansion", "Recycling"} <= set(book.sheetnames)
    again, source = read_input(path), read_input(path.with_name("case.xlsx"))
    assert again.issues == source.issues
    assert set(again.book.grids) == set(source.book.grids)


def test_a_plan_without_such_rows_has_no_such_sheets(tmp_path: Path) -> None:
    book = opened(plan_file(tmp_path, small_example()))
    assert not {"Substitutes", "Recycling", "Blends"} & set(book.sheetnames)
    assert "returned [t]" not in [cell.value for cell in book["Balance"][5]]
