"""Shares of origins that only nothing can keep."""

from __future__ import annotations

import pytest

from tests.given.end_uses import BASE
from tests.tiny import Changed, cells, day, found, solve_sheets, tiny
from tests.workbooks import Cell

HEADER: list[Cell] = ["rule", "type", "start", "from", "to", "commodity", "value", "unit", "window", "hard"]


def shares(
    *rows: tuple[str, str, float], window: str | None = "period", last: str = "2027-01-01", hard: str = "yes"
) -> Changed:
    """Return two mines in two countries and rules: type, sender and per cent; the last one begins on its own day."""
    starts = [day("2027-01-01")] * (len(rows) - 1) + [day(last)]
    rules: list[list[Cell]] = [
        [f"Rule {number}", kind, start, sender, "United States", "oxide", value, "%", window, hard]
        for number, ((kind, sender, value), start) in enumerate(zip(rows, starts, strict=True))
    ]
    return {**BASE, "Rules": [HEADER, *rules]}


CONTRADICTIONS = [
    [("share_min", "China", 60.0), ("share_min", "Malaysia", 60.0)],
    [("share_max", "China", 40.0), ("share_max", "Malaysia", 40.0)],
    [("share_min", "China", 60.0), ("share_max", "China", 50.0)],
    [("share_min", "Pit", 60.0), ("share_max", "China", 50.0)],
]


@pytest.mark.parametrize("rows", CONTRADICTIONS)
def test_shares_that_only_nothing_keeps_are_told_with_both_cells(rows: list[tuple[str, str, float]]) -> None:
    changed = shares(*rows)
    [issue] = found(changed, "shares-of-nothing")
    assert issue.where == "Rules!G3"
    assert "Rules!G2" in issue.message
    unmet = solve_sheets(tiny(changed)).tables["unmet"]
    assert unmet["unmet_t"].tolist() == unmet["demand_t"].tolist()


@pytest.mark.parametrize(
    "rows",
    [
        [("share_min", "China", 60.0), ("share_min", "Malaysia", 40.0)],
        [("share_max", "China", 40.0), ("share_max", "Malaysia", 60.0)],
        [("share_min", "China", 50.0), ("share_max", "China", 50.0)],
        [("share_min", "China", 60.0), ("share_min", "Pit", 60.0)],
        [("share_max", "China", 40.0), ("share_max", "Pit", 40.0)],
    ],
)
def test_shares_that_something_can_keep_are_no_finding(rows: list[tuple[str, str, float]]) -> None:
    changed = shares(*rows)
    assert not cells(changed, "shares-of-nothing")
    assert solve_sheets(tiny(changed)).tables["ship"]["sent_t"].sum() > 0.0


def test_a_soft_share_and_shares_on_other_days_forbid_nothing() -> None:
    assert not cells(shares(*CONTRADICTIONS[0], hard="no"), "shares-of-nothing")
    assert not cells(shares(*CONTRADICTIONS[0], last="2027-04-01"), "shares-of-nothing")
