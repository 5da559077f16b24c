"""Sheet Decide by: until when each start can wait."""

from __future__ import annotations

from pathlib import Path

import pytest

from planner.explain.cures.actions import Effort
from tests.given.cures import due_late, second_pit, wanted
from tests.given.plan_sheets import sheets_of
from tests.plan_books import opened, plan_file, table, texts
from tests.tiny import day
from tests.workbooks import small_example


def test_what_yields_to_a_cure_is_not_laid_on_a_last_start_behind_its_periods(tmp_path: Path) -> None:
    """By hand: 2 t are short in Q3; dug in Q1, half of whose days lie before the soft cap, they break it by 1 t."""
    book = sheets_of(tmp_path, {
        "Demand": [["customer", "commodity", "unit", "Q1", "Q2", "Q3"], ["User", "oxide", "t/period", 8, 8, 10]],
        "Inventory": [["site", "commodity", "maximum [t]"], ["User", "oxide", "no limit"]],
        "Rules": [["rule", "type", "from", "to", "commodity", "value", "unit", "start", "end", "hard", "weight"],
                  ["Own", "cap", "Mine", "User", "oxide", 10, "t", day("2027-02-15"), day("2027-09-30"), "no", 8]],
    })  # fmt: skip
    (row,) = (row for row in table(book["Decide by"]) if row["what"] == "raise capacity of Mine; dig")
    leaves = "it leaves 5 tonne-years more missed of soft rules, stocks and lateness"
    assert row["remark"] == (f"raised from Q3 on, by as much as it then takes; begun as sheet Actions states, {leaves}")


def test_the_calendar_has_what_the_plan_begins_itself(tmp_path: Path) -> None:
    rows = table(sheets_of(tmp_path, second_pit(0, 4, 4))["Decide by"])
    (own,) = [row for row in rows if row["why"] == "the plan begins it"]
    assert (own["what"], own["begins in"]) == ("start capacity of Pit; dig", "Q2")
    assert [own["decide by"].date(), own["helps until"].date()] == [day("2027-04-01"), day("2027-07-01")]
    # Of 10 t the mine digs 8: in Q2 and Q3 the pit digs 2 t each, at 30 USD.
    assert own["remark"] == "without it: 4 t more short in priority 1; 120.00 USD less cost"


def test_of_what_the_plan_adds_it_is_said_what_it_buys(tmp_path: Path) -> None:
    """8 t/yr more spare 2 t a quarter of the pit's oxide, at 100 USD instead of 10."""
    changed = second_pit(4, 4, 4)
    assert changed["Processes"] is not None
    changed["Processes"][2][4] = 100
    changed["Expansion"] = [
        ["site", "process", "capacity [t/yr]", "capital cost [USD/(t/yr)]", "life [yr]"], ["Mine", "dig", 8, 1, 1],
    ]  # fmt: skip
    (own,) = [row for row in table(sheets_of(tmp_path, changed)["Decide by"]) if row["what"].startswith("start exp")]
    assert own["remark"].startswith("without it: ")
    assert own["remark"].endswith(" USD more cost (no priority is shorter)")


def test_the_calendar_says_how_much_of_a_gap_a_cure_closes_that_does_not_close_all_of_it(tmp_path: Path) -> None:
    book = sheets_of(tmp_path, wanted("yes", 0.5, 100))
    assert table(book["Decide by"])[0]["why"] == "closes 0.5 t of the 2 t of User, oxide, motors, in Q1"


def test_a_demand_that_counts_for_nothing_has_a_plan_and_a_calendar_too(tmp_path: Path) -> None:
    """Its cures are over in every period in which they would count, and had no day by which to decide."""
    sheets = small_example()
    header, *rows = sheets["Demand"]
    sheets["Demand"] = [[*header, "weight"], *([*row, weight] for row, weight in zip(rows, (1, 0), strict=True))]
    book = opened(plan_file(tmp_path, sheets))
    assert any("short" in text for text in texts(book["Summary"]))


def test_where_the_plans_own_starts_were_not_asked_that_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As in a program that is too large for it; where they were, and none begins, nothing is."""
    said = "How long the plan's own starts can wait was not asked: --explain full asks it."
    assert said not in texts(sheets_of(tmp_path / "asked", due_late())["Decide by"])
    monkeypatch.setattr(Effort, "starts_of", lambda *_: 0)
    assert said in texts(sheets_of(tmp_path / "not asked", due_late())["Decide by"])
