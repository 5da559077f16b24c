"""Rows of sheets Sourcing and Qualification that let nothing in are warned of."""

from __future__ import annotations

import pytest

from models.issues import Severity
from tests.tiny import Changed, cells, found, tiny_plan
from tests.workbooks import Cell


def two_mines(*rows: list[Cell]) -> Changed:
    """Return two mines that can both send the user oxide, and rows of sheet Sourcing: supplier, most share in %."""
    return {
        "Sites": [["site", "country", "kind"], ["Mine", "Malaysia", "mine"], ["Pit", "Malaysia", "mine"],
                  ["User", "Japan", "customer"]],
        "Processes": [["site", "process", "direction", "commodity"], ["Mine", "dig", "out", "oxide"],
                      ["Pit", "dig", "out", "oxide"]],
        "Lanes": [["from", "to", "commodity"], ["Mine", "User", "oxide"], ["Pit", "User", "oxide"]],
        "Sourcing": [["buyer", "supplier", "commodity", "most share [%]", "window"],
                     *(["User", supplier, "oxide", share, "period"] for supplier, share in rows)],
    }  # fmt: skip


@pytest.mark.parametrize(
    ("rows", "where"),
    [
        ([["Mine", 40], ["Pit", 40]], ["Sourcing!D3"]), ([["Mine", 40], ["Pit", 60]], []), ([["Mine", 40]], []),
        ([[None, 40]], ["Sourcing!D2"]), ([[None, 50]], []), ([[None, 40], ["Mine", 60]], []),
        ([[None, 40], ["Mine", 50]], ["Sourcing!D3"]),
    ],
)  # fmt: skip
def test_most_shares_of_less_than_all_together_are_warned_of(rows: list[list[Cell]], where: list[str]) -> None:
    changed = two_mines(*rows)
    told = found(changed, "most-shares-below-all")
    assert [(one.where, one.severity) for one in told] == [(cell, Severity.WARNING) for cell in where]
    # What the warning is about: nothing at all comes.
    short = tiny_plan(changed).tables["unmet"]["unmet_t"].sum()
    assert short == pytest.approx(15.0 if where else 0.0)


def test_a_sheet_of_qualifications_without_any_period_is_warned_of_and_one_with_some_is_not() -> None:
    header: list[Cell] = ["customer", "supplier", "commodity", "ready period"]
    never: Changed = {"Qualification": [header, ["User", "Mine", "oxide", None]]}
    assert cells(never, "qualification-without-period") == ["Qualification!D2"]
    some = two_mines()
    some["Sourcing"] = None
    some["Qualification"] = [header, ["User", "Mine", "oxide", None], ["User", "Pit", "oxide", "Q2"]]
    del some["Sourcing"]
    assert not cells(some, "qualification-without-period")
