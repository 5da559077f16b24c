"""Family qualification and sheet Qualification: what waits, until when, and what is said about it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from models.resolve.qualification import NAMED
from tests.plan_books import opened, plan_file, table
from tests.tiny import Changed, Row, cells, findings, found, rows_of, tiny, tiny_model, tiny_plan
from tests.workbooks import Cell

INFINITE = float("inf")
LATE: Changed = {"Lanes": [["from", "to", "commodity", "lead time [periods]"], ["Mine", "User", "oxide", 1]]}
THREE_SITES: Changed = {
    "Sites": [
        ["site", "operator", "country", "bloc", "kind"],
        ["Mine", "Miner", "Malaysia", "Allies", "mine"],
        ["Depot", "Trader", "Malaysia", "Allies", "trader"],
        ["User", "Maker", "United States", "US", "customer"],
    ],
    "Lanes": [
        ["from", "to", "commodity"], ["Mine", "User", "oxide"], ["Mine", "Depot", "oxide"], ["Depot", "User", "oxide"],
    ],
}  # fmt: skip


def waits(*rows: list[Cell], sheets: Changed | None = None) -> Changed:
    """Return sheets with these rows of Qualification: customer, supplier, commodity, ready period."""
    return {**(sheets or {}), "Qualification": [["customer", "supplier", "commodity", "ready period"], *rows]}


def closed(changed: Changed) -> list[str]:
    return list(rows_of(tiny_model(changed), "qualification"))


def test_qualification_lets_nothing_be_sent_that_arrives_before_the_ready_period() -> None:
    assert rows_of(tiny_model(waits(["User", "Mine", "oxide", "Q2"])), "qualification") == {
        "Mine User oxide Q1": Row(-INFINITE, 0.0, {"ship Mine User oxide Q1": 1.0})
    }


def test_the_period_of_arrival_counts() -> None:
    assert closed(waits(["User", "Mine", "oxide", "Q3"], sheets=LATE)) == ["Mine User oxide Q1"]


def test_a_blank_ready_period_is_not_within_the_plan() -> None:
    changed = waits(["User", "Mine", "oxide", None])
    assert len(closed(changed)) == 3
    assert tiny_plan(changed).tables["unmet"]["unmet_t"].sum() == pytest.approx(15.0)


def test_a_pair_without_a_row_needs_no_test() -> None:
    assert closed(waits(["Mine", "User", "oxide", None])) == []


def test_the_more_exact_row_wins() -> None:
    assert closed(waits(["*", "Mine", "oxide", None], ["User", "Mine", "oxide", "Q2"])) == ["Mine User oxide Q1"]


def test_two_equally_exact_rows_are_an_error_that_names_both() -> None:
    changed = waits(["*", "Mine", "oxide", "Q2"], ["User", "*", "oxide", "Q3"])
    issue = found(changed, "equal-match")[0]
    assert issue.where == "Qualification!A3"
    assert "Qualification!A2" in issue.message


def test_a_row_without_a_lane_is_warned_about() -> None:
    assert cells(waits(["Mine", "User", "oxide", "Q2"]), "qualification-matches-nothing") == ["Qualification!B2"]


def test_a_way_around_a_row_is_named_and_no_longer_once_it_waits_too() -> None:
    changed = waits(["User", "Mine", "oxide", None], sheets=THREE_SITES)
    issue = found(changed, "qualification-detour")[0]
    assert issue.where == "Qualification!B2"
    assert "oxide through Depot to User" in issue.message
    assert tiny_plan(changed).tables["unmet"]["unmet_t"].sum() == pytest.approx(0.0)
    both = waits(["User", "Mine", "oxide", None], ["User", "Depot", "oxide", None], sheets=THREE_SITES)
    assert found(both, "qualification-detour") == []
    assert tiny_plan(both).tables["unmet"]["unmet_t"].sum() == pytest.approx(15.0)


def effects(folder: Path, changed: Changed) -> Any:
    return opened(plan_file(folder, tiny(changed)))


def test_the_plan_tells_what_blocks_and_when_it_opens(tmp_path: Path) -> None:
    sheet = effects(tmp_path, waits(["User", "Mine", "oxide", "Q3"]))["Qualification effects"]
    row = table(sheet)[0]
    assert row["opens in"] == "Q3"
    assert row["effect"] == "▲ blocks what would leave Q1 to Q2"
    assert row["first arrives in"] == "Q3"
    assert (
        "1 t less short in priority 1" in row["the first tonne let through, at most (first period in which it blocks)"]
    )
    assert row["input cell"] == "Qualification!D2"
    assert sheet["A3"].value.startswith("✔")


def test_a_shortage_that_waits_for_a_test_names_the_row(tmp_path: Path) -> None:
    book = effects(tmp_path, waits(["User", "Mine", "oxide", "Q2"]))
    assert "qualification of Mine for User" in table(book["Unmet"])[0]["limits on the ways to it"]


def test_a_plan_without_rows_has_no_such_sheet(tmp_path: Path) -> None:
    assert "Qualification effects" not in opened(plan_file(tmp_path, tiny())).sheetnames


def test_a_wait_for_a_supplier_that_is_not_known_is_that_error_alone() -> None:
    changed = waits(["User", "Nowhere", "oxide", "Q2"])
    assert [(issue.where, issue.code) for issue in findings(changed)] == [("Qualification!B2", "unknown-name")]


@pytest.mark.parametrize("depots", [NAMED, NAMED + 2])
def test_of_many_ways_around_a_row_the_first_are_named_and_the_others_counted(depots: int) -> None:
    names = [f"Depot {place}" for place in range(depots)]
    header, mine, _, user = THREE_SITES["Sites"] or []
    depot: list[list[Cell]] = [[name, "Trader", "Malaysia", "Allies", "trader"] for name in names]
    ways: list[list[Cell]] = [[*pair, "oxide"] for name in names for pair in (("Mine", name), (name, "User"))]
    sheets: Changed = {"Sites": [header, mine, user, *depot], "Lanes": [["from", "to", "commodity"], *ways]}
    (issue,) = found(waits(["User", "Mine", "oxide", None], sheets=sheets), "qualification-detour")
    assert issue.message.count("oxide through Depot") == NAMED
    assert issue.message.endswith(" and 2 more ways") == (depots > NAMED)
