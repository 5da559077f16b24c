"""Sentences of the Summary: what is too late, what is to be decided and ordered in 30, 60 and 90 days."""

from __future__ import annotations

from pathlib import Path

import pytest

from planner.explain.level import Level
from planner.run import solve_input
from planner.solve.session import silent
from planner.write.sheets.due_soon import sentences
from planner.write.workbook import report_of
from tests.given.cures import due_late, second_pit, wanted
from tests.given.plan_sheets import sheets_of
from tests.plan_books import texts
from tests.tiny import Changed, tiny
from tests.workbooks import write_workbook


def told(folder: Path, changed: Changed, level: Level = Level.FAST) -> list[str]:
    path = folder / "case.xlsx"
    write_workbook(path, tiny(changed))
    return sentences(report_of(solve_input(path, "highs", None, silent, level=level)))


@pytest.fixture
def late(tmp_path: Path) -> list[str]:
    return told(tmp_path, due_late())


def test_what_needed_a_decision_before_the_first_day_is_too_late(late: list[str]) -> None:
    assert late[0].startswith("Too late to decide from 2027-01-01 on: raise capacity of Mine; dig (2026-07-01)")


def test_what_is_due_on_the_first_day_is_due_within_30_days(tmp_path: Path) -> None:
    assert any(
        "to close User, oxide, motors, in Q1, raise capacity of Mine; dig (2027-01-01)" in one
        for one in told(tmp_path, wanted())
    )


def test_cures_of_one_shortage_are_told_as_alternatives_and_levers_of_one_cure_together(tmp_path: Path) -> None:
    """2 t are short, by the mine and by its lane: both are raised, or 2 t lie there at the start."""
    changed = wanted()
    changed["Inventory"] = [["site", "commodity", "opening [t]", "end stock [t]"], ["User", "oxide", 0, 0]]
    changed["Lanes"] = [["from", "to", "commodity", "capacity [t/period]"], ["Mine", "User", "oxide", 8]]
    (line,) = [one for one in told(tmp_path, changed) if one.startswith("To decide")]
    assert line.startswith(
        "To decide within 30 days of 2027-01-01: to close User, oxide, motors, in Q1, raise opening stock of User, "
        "oxide (2027-01-01), or raise capacity of Mine; dig and lane capacity of oxide from Mine to User (2027-01-01)"
    )


def test_what_is_due_after_90_days_is_not_told(tmp_path: Path) -> None:
    rows = told(tmp_path, second_pit(0, 4, 4))
    assert any("within 90 days of 2027-01-01: start capacity of Pit; dig (2027-04-01)" in one for one in rows)
    assert not any("2027-07-01" in one for one in rows)


def test_orders_of_the_first_quarter_leave_by_its_middle(tmp_path: Path) -> None:
    (order,) = [one for one in told(tmp_path, wanted()) if one.startswith("All that anybody")]
    assert "1 line within 60 days" in order


def test_orders_are_told_where_nothing_was_explained(tmp_path: Path) -> None:
    rows = told(tmp_path, due_late(), Level.NONE)
    assert [one.partition(",")[0] for one in rows] == ["All that anybody in the plan has to order from 2027-01-01 on"]


def test_they_stand_on_the_summary(tmp_path: Path) -> None:
    shown = " ".join(" ".join(texts(sheets_of(tmp_path, due_late())["Summary"])).split())
    assert "Too late to decide from 2027-01-01 on" in shown
    assert "Sheet Decide by has the calendar." in shown
