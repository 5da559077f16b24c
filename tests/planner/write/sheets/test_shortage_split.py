"""Sheet Shortage split: the parts of each shortage under the planner's names, with their cells."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from planner.explain.level import Level
from planner.run import solve_input
from planner.solve.session import silent
from planner.story import tell
from planner.write.sheets.shortage_split import DECIDED, NAME
from planner.write.workbook import write_solved
from tests.cases import reference
from tests.plan_books import opened, plan_file, table, texts
from tests.tiny import Changed, day, tiny
from tests.workbooks import Cell, small_example, write_workbook


@pytest.fixture(scope="module")
def values(tmp_path_factory: pytest.TempPathFactory) -> Any:
    return opened(plan_file(tmp_path_factory.mktemp("plan")))


def test_the_parts_of_each_shortage_add_up_and_lead_to_their_cells(values: Any) -> None:
    rows = table(values["Shortage split"])
    names = {(row["what is short"], row["period"]) for row in rows}
    for name in names:
        own = [row for row in rows if (row["what is short"], row["period"]) == name]
        (whole,) = (row["amount"] for row in own if row["part"] == "short")
        assert sum(row["amount"] or 0.0 for row in own if row["part"] != "short") == pytest.approx(whole)
    priority = [row for row in rows if row["what is short"] == "priority 2" and row["part"] not in ("short", "wanted")]
    assert {row["input cell"]: row["amount"] for row in priority} == {
        "Demand!F2 and 4 more": 30, "Capacity!J5 and 4 more": -136, "Rules!F2 and 1 more": -70, "Inventory!C2": -30
    }  # fmt: skip


def test_a_demand_in_a_shared_cause_stands_there_once_with_what_one_less_of_it_means(tmp_path: Path) -> None:
    """Its row and what of it stays short are two places of the program, and one cell of the input."""
    source = write_workbook(tmp_path / "case.xlsx", small_example())
    solved = solve_input(source, "highs", None, silent, level=Level.FULL)
    rows = table(opened(write_solved(tmp_path / "plan.xlsx", solved))[NAME])
    within = [row for row in rows if row["stands"] == "within the shared cause"]
    names = [(row["what is short"], row["period"], row["input cell"], row["when"]) for row in within]
    assert len(names) == len(set(names)) > 0
    demands = [row for row in within if row["part"] == "went to other demands"]
    assert demands
    assert {row["one less loses"] for row in demands} == {-1.0}


def test_a_shared_cause_is_one_line_with_its_joint_tonnes_and_below_it_what_is_in_it(tmp_path: Path) -> None:
    rows = table(opened(plan_file(tmp_path, reference("shared_cause").sheets()))[NAME])
    own = [row for row in rows if row["what is short"] == "priority 1"]
    (joint,) = (row for row in own if row["part"] == "shared cause")
    assert (joint["what"], joint["amount"], joint["stands"]) == (
        "2 limits and demands together", pytest.approx(-10.0), "as a sum"
    )  # fmt: skip
    inside = own[own.index(joint) + 1 :]
    assert [row["stands"] for row in inside] == ["within the shared cause"] * 2
    assert [(row["amount"], row["one more gains"], row["one less loses"]) for row in inside] == [(None, 0, 1)] * 2
    assert all(row["input cell"] for row in inside)


def test_what_one_more_means_says_so_where_its_cell_stands_for_other_periods_as_well(tmp_path: Path) -> None:
    """Two limits in series in each of two quarters, each with one cell for both: one more in one quarter gains 0."""
    sheets = reference("shared_cause").sheets()
    sheets["Periods"] = [["period", "start", "end"], ["Q1", day("2027-01-01"), day("2027-03-31")],
                         ["Q2", day("2027-04-01"), day("2027-06-30")]]  # fmt: skip
    source = write_workbook(tmp_path / "case.xlsx", sheets)
    rows = table(opened(write_solved(tmp_path / "plan.xlsx", solve_input(source, "highs", None, silent)))[NAME])
    own = [row for row in rows if row["stands"] == "within the shared cause"]
    assert {row["one more gains"] for row in own} == {0}
    assert {row["when"] for row in own} == {"Q1 to Q2 (one more and one less are of one of the 2 limits in its cell)"}


def test_a_plan_that_was_not_explained_says_how_to_ask(tmp_path: Path) -> None:
    source = write_workbook(tmp_path / "case.xlsx", small_example())
    solved = solve_input(source, "highs", None, silent, None, Level.NONE)
    sheet = opened(write_solved(tmp_path / "plan.xlsx", solved))[NAME]
    assert any("--explain fast" in text for text in texts(sheet))


def test_smaller_shortages_that_were_not_split_are_counted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("planner.explain.explanations.MOST_SPLIT", 1)
    sheet = opened(plan_file(tmp_path))[NAME]
    assert any(text.startswith("2 smaller shortages not split here") for text in texts(sheet))


def test_what_weights_count_for_is_called_weighted_and_each_demand_is_counted_once(tmp_path: Path) -> None:
    """The mine digs 8 t in Q1; motors want 10 t, of which each counts five times, and toys 6 t: 2 and 6 are short."""
    sheets = tiny({
        "Demand": [
            ["customer", "commodity", "end use", "weight", "unit", "Q1"],
            ["User", "oxide", "motors", 5, "t/period", 10], ["User", "oxide", "toys", 1, "t/period", 6],
        ],
    })  # fmt: skip
    book = opened(plan_file(tmp_path, sheets))
    rows = table(book[NAME])
    assert {row["unit"] for row in rows if row["what is short"] == "priority 1"} == {"t (weighted)"}
    (whole,) = (row for row in rows if row["what is short"] == "priority 1" and row["part"] == "short")
    assert whole["amount"] == pytest.approx(5 * 2 + 6)
    assert {row["unit"] for row in rows if row["what is short"] != "priority 1"} == {"t"}
    others = [row["what"] for row in rows if row["part"] == "went to other demands"]
    assert others
    assert set(others) == {"demand (1 cell)"}
    (mine,) = (row for row in table(book["Value of limits"]) if row["limit"] == "capacity")
    assert mine["one more, for certain"].startswith("5 t (weighted) less short in priority 1")


def test_sheet_unmet_tells_the_largest_parts_of_each_shortage(values: Any) -> None:
    """By hand, the first quarter: 50 are wanted, 30 lie there, 20 can be sintered, 6 of these go to defence."""
    rows = table(values["Unmet"])
    first = next(row for row in rows if row["period"] == "2026Q4")["its exact parts"]
    assert first.startswith("50 t wanted; less 30 t: at hand")
    assert "less 20 t: lets through, capacity of US magnet plant; sinter" in first
    assert "more 6 t: went to other demands, demand (1 cell) of priority 1" in first


def test_what_is_at_hand_leads_to_the_cell_that_brings_most_of_it_and_counts_the_others(tmp_path: Path) -> None:
    """Of 3 x 20 t that are wanted 3 x 8 t are dug, 1 t lies there, 2 t and 5 t are on their way: 28 t are short."""
    sheets = tiny({
        "Demand": [["customer", "commodity", "unit", "all"], ["User", "oxide", "t/period", 20]],
        "Inventory": [["site", "commodity", "opening [t]"], ["User", "oxide", 1]],
        "Pipeline": [["to", "commodity", "period", "quantity [t]"],
                     ["User", "oxide", "Q1", 2], ["User", "oxide", "Q2", 5]],
    })  # fmt: skip
    rows = table(opened(plan_file(tmp_path, sheets))[NAME])
    hand = {row["period"]: (row["amount"], row["input cell"]) for row in rows if row["part"] == "at hand"}
    assert hand["whole plan"] == (pytest.approx(-8.0), "Pipeline!D3 and 2 more")
    assert hand["Q1"] == (pytest.approx(-3.0), "Pipeline!D2 and 1 more")


@pytest.mark.parametrize("priority", [1, 2])
def test_a_shared_cause_of_nothing_is_told_where_something_is_gained_by_what_is_in_it(
    priority: int, tmp_path: Path
) -> None:
    """A cap of 4 t lets the 4 t of Q1 through, which stay: one more tonne of it is one less short in Q2."""
    sheets = tiny({
        "Demand": [["customer", "commodity", "end use", "priority", "unit", "Q1", "Q2"],
                   ["User", "oxide", "defence", 1, "t/period", 4, 0],
                   ["User", "oxide", "motors", priority, "t/period", 0, 4]],
        "Rules": [["rule", "type", "to", "value", "unit", "start"],
                  ["Quota", "cap", "User", 4, "t", day("2027-01-01")]],
    })  # fmt: skip
    source = write_workbook(tmp_path / "case.xlsx", sheets)
    book = opened(write_solved(tmp_path / "plan.xlsx", solve_input(source, "highs", None, silent, level=Level.FULL)))
    (row,) = table(book["Unmet"])
    assert row["its exact parts"] == "4 t wanted; 0 t: shared cause, 2 limits and demands together"
    lines = tell(source, None, silent).lines
    if priority > 1:
        told = "  2 limits and demands together, a shared cause with cap of Quota: 0; nothing is at hand"
        assert any(line.startswith(told) for line in lines)


def test_behind_a_fair_share_no_more_effort_is_said_to_tell_more(tmp_path: Path) -> None:
    sheets = tiny({
        "Settings": [["setting", "value"], ["fair share", "yes"]],
        "Demand": [
            ["customer", "commodity", "end use", "priority", "unit", "all"],
            ["User", "oxide", "defence", 1, "t/period", 10], ["User", "oxide", "motors", 2, "t/period", 6],
        ],
    })  # fmt: skip
    source = write_workbook(tmp_path / "case.xlsx", sheets)
    book = opened(write_solved(tmp_path / "plan.xlsx", solve_input(source, "highs", None, silent, level=Level.FULL)))
    stands = [row["stands"] for row in table(book[NAME]) if row["what is short"] == "priority 2" and row["what"]]
    assert stands == ["not known"]


def test_with_whole_numbers_the_sheet_says_that_it_keeps_the_decisions(tmp_path: Path) -> None:
    sheets = tiny({
        "Capacity": [
            ["site", "process", "basis", "commodity", "unit", "all", "minimum load [t/period]"],
            ["Mine", "dig", "out", "oxide", "t/period", 4, 2],
        ],
    })  # fmt: skip
    source = write_workbook(tmp_path / "case.xlsx", sheets)
    book = opened(write_solved(tmp_path / "plan.xlsx", solve_input(source, "highs", None, silent, level=Level.FAST)))
    assert DECIDED in texts(book[NAME])


def test_what_a_decision_lets_through_is_told_with_what_it_is_about_and_the_cell_that_asks_for_it(
    tmp_path: Path,
) -> None:
    """Lots of 3 t: two of them are within the 8 t that can be dug, and 4 t of 10 t are short."""
    sheets = tiny({
        "Demand": [["customer", "commodity", "end use", "unit", "Q1"], ["User", "oxide", "motors", "t/period", 10]],
        "Contracts": [
            ["contract", "supplier", "buyer", "commodity", "price [USD/t]", "multiple [t]", "window"],
            ["Deal", "Mine", "User", "oxide", 100, 3, "term"],
        ],
    })  # fmt: skip
    rows = table(opened(plan_file(tmp_path, sheets))[NAME])
    own = [row for row in rows if row["what is short"] == "priority 1" and row["part"] == "as decided"]
    told = [(row["what"], row["of"], row["amount"], row["input cell"]) for row in own]
    assert told == [("lots", "Deal", pytest.approx(-6.0), "Contracts!F2")]


@pytest.mark.parametrize(
    ("rule", "what", "cell"),
    [(["ban", None, None], "ban", "Rules!A2"), (["cap", 0, "t"], "cap", "Rules!C2"), (None, "capacity", "Capacity!F2")],
)
def test_what_lets_nothing_through_is_named_with_its_cell_and_no_tonnes(
    rule: list[Cell] | None, what: str, cell: str, tmp_path: Path
) -> None:
    changed: Changed = {"Capacity": [["site", "process", "basis", "commodity", "unit", "all"],
                                     ["Mine", "dig", "out", "oxide", "t/period", 8 if rule else 0]]}  # fmt: skip
    if rule:
        changed["Rules"] = [["rule", "type", "value", "unit", "from", "to", "start"],
                            ["Stop", *rule, "Mine", "User", day("2027-01-01")]]  # fmt: skip
    source = write_workbook(tmp_path / "case.xlsx", tiny(changed))
    plan = write_solved(tmp_path / "plan.xlsx", solve_input(source, "highs", None, silent, level=Level.FULL))
    rows = [row for row in table(opened(plan)[NAME]) if row["period"] == "Q1"]
    assert [(row["part"], row["amount"]) for row in rows] == [("short", 5.0), ("wanted", 5.0), ("lets through", 0.0)]
    assert (rows[-1]["what"], rows[-1]["input cell"]) == (what, cell)
