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
