"""What every sheet of a plan tells where flows of the same material differ by their origin."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.given.origin_chain import chain, chain_ban
from tests.plan_books import opened, plan_file, table


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return plan_file(tmp_path_factory.mktemp("origins"), chain(chain_ban()))


@pytest.fixture(scope="module")
def book(path: Path) -> Any:
    return opened(path)


def flows(book: Any, kind: str) -> list[dict[str, Any]]:
    return [row for row in table(book["Flows"]) if row["kind"] == kind]


def test_the_case_ships_runs_and_keeps_material_of_two_origins(book: Any) -> None:
    for kind in ("run", "ship", "stock", "deliver"):
        assert len({row["origin"] for row in flows(book, kind)}) == 2, kind


def test_the_sheets_add_up_what_differs_by_origin_only(book: Any) -> None:
    (press,) = [row for row in table(book["Make plan"]) if (row["process"], row["driven by"]) == ("press", "oxide")]
    (sent,) = [row for row in table(book["Buy plan"]) if row["supplier"] == "Works"]
    assert (press["Q1"], press["Q2"], press["total"]) == pytest.approx((11.0, 11.0, 22.0))
    assert (sent["Q1"], sent["Q2"], sent["total [t]"]) == pytest.approx((11.0, 11.0, 22.0))
    kept = next(row for row in table(book["Stocks"]) if row["site"] == "User")
    assert kept["Q1"] == pytest.approx(3.0)


def test_days_of_cover_count_the_stock_of_every_origin(book: Any) -> None:
    (days,) = [row["Q1"] for row in table(book["Stocks"], 10) if row["customer"] == "User"]
    # 3 t last at 14 t in the 91 days that follow.
    assert days == pytest.approx(3.0 / (14.0 / 91.0))


def test_what_arrives_follows_what_is_sent_of_the_same_origin(path: Path, book: Any) -> None:
    formulas = opened(path, formulas=True)["Flows"]
    head = [cell.value for cell in formulas[5]]
    quantity, kind = head.index("quantity") + 1, head.index("kind") + 1
    sent: set[str] = set()
    for row in range(6, formulas.max_row + 1):
        if formulas.cell(row, kind).value == "arrive":
            source = formulas.cell(row, quantity).value.lstrip("=")
            other = book["Flows"][source].row
            assert book["Flows"].cell(other, quantity).value == book["Flows"].cell(row, quantity).value
            sent.add(source)
    assert len(sent) == len(flows(book, "ship"))
