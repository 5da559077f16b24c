"""Sheet Unmet: what would close each shortage stands beside it."""

from __future__ import annotations

from pathlib import Path

import pytest

from planner.explain.cures.actions import Effort
from tests.given.cures import wanted
from tests.given.plan_sheets import sheets_of
from tests.plan_books import opened, plan_file, sentence, table
from tests.workbooks import small_example


def test_the_first_cure_stands_beside_its_shortage_on_unmet(tmp_path: Path) -> None:
    (row,) = table(sheets_of(tmp_path, wanted("yes", 5, 100))["Unmet"])
    assert row["cheapest cure"].startswith("2 t more capacity of Mine; dig, in Q1 (Capacity!F2, which st")


def test_where_no_cure_was_looked_for_unmet_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Effort, "gaps_of", lambda *_: 1)
    cures = [row["cheapest cure"] for row in table(opened(plan_file(tmp_path, small_example()))["Unmet"])]
    assert len(cures) == 3
    assert cures.count("not looked for: plan explain --close does") == 2


def test_a_cure_that_closes_a_part_says_there_how_much(tmp_path: Path) -> None:
    (row,) = table(sheets_of(tmp_path, wanted("yes", 0.5, 100))["Unmet"])
    assert row["cheapest cure"].startswith("to close 0.5 t of it: 0.5 t more capacity of Mine; dig, in Q1")


def test_what_stays_short_whatever_is_done_stands_there_in_place_of_a_cure(tmp_path: Path) -> None:
    (row,) = table(sheets_of(tmp_path, wanted("no"))["Unmet"])
    assert row["cheapest cure"].startswith("2 t stay short whatever these do; to close it too, it takes 2 t past")


def test_where_a_shortage_may_lie_elsewhere_as_well_that_is_said_with_the_setting_that_shares_it(
    tmp_path: Path,
) -> None:
    said = "Which demands and periods of a priority go short is that of the cheapest plan"
    sheets = small_example()
    assert said in sentence(opened(plan_file(tmp_path, sheets))["Unmet"])
    sheets["Settings"].append(["fair share", "yes"])
    assert said not in sentence(opened(plan_file(tmp_path, sheets))["Unmet"])
    assert said not in sentence(sheets_of(tmp_path / "once", wanted("no"))["Unmet"])
