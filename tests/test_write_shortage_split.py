"""Sheet Shortage split: the parts of each shortage under the planner's names, with their cells."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from planner.explain.level import Level
from planner.run import solve_input
from planner.solve.session import silent
from planner.write.sheets.shortage_split import NAME
from planner.write.workbook import write_solved
from tests.plan_books import opened, plan_file, table, texts
from tests.workbooks import small_example, write_workbook


@pytest.fixture(scope="module")
def values(tmp_path_factory: pytest.TempPathFactory) -> Any:
    return opened(plan_file(tmp_path_factory.mktemp("plan")))


def test_the_parts_of_each_shortage_add_up_and_lead_to_their_cells(values: Any) -> None:
    rows = table(values["Shortage split"])
    names = {(row["what is short"], row["period"]) for row in rows}
    for name in names:
        own = [row for row in rows if (row["what is short"], row["period"]) == name]
        (whole,) = (row["amount"] for row in own if row["part"] == "short")
        assert sum(row["amount"] for row in own if row["part"] != "short") == pytest.approx(whole)
    priority = [row for row in rows if row["what is short"] == "priority 2" and row["part"] not in ("short", "wanted")]
    assert {row["input cell"]: row["amount"] for row in priority} == {
        "Demand!F2": 30, "Capacity!G5": -136, "Rules!F2": -70, "Inventory!C2": -30
    }  # fmt: skip


def test_a_plan_that_was_not_explained_says_how_to_ask(tmp_path: Path) -> None:
    source = write_workbook(tmp_path / "case.xlsx", small_example())
    solved = solve_input(source, "highs", None, silent, None, Level.NONE)
    sheet = opened(write_solved(tmp_path / "plan.xlsx", solved))[NAME]
    assert any("--explain fast" in text for text in texts(sheet))


def test_smaller_shortages_that_were_not_split_are_counted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("planner.explain.explanations.MOST_SPLIT", 1)
    sheet = opened(plan_file(tmp_path))[NAME]
    assert any(text.startswith("2 smaller shortages not split here") for text in texts(sheet))


def test_sheet_unmet_tells_the_largest_parts_of_each_shortage(values: Any) -> None:
    """By hand, the first quarter: 50 are wanted, 30 lie there, 20 can be sintered, 6 of these go to defence."""
    rows = table(values["Unmet"])
    first = next(row for row in rows if row["period"] == "2026Q4")["its exact parts"]
    assert first.startswith("50 t wanted; less 30 t: at hand")
    assert "less 20 t: lets through, capacity of US magnet plant; sinter" in first
    assert "more 6 t: went to other demands, demand (1 row) of priority 1" in first
