"""A plan that covers all demand says what it does not keep for it: soft rules, safety stock, end stock, dates."""

from __future__ import annotations

from pathlib import Path

from planner.report import result_sentences
from planner.run import solve_input
from planner.solve.session import silent
from planner.write.workbook import write_solved
from tests.plan_books import opened, texts
from tests.tiny import day, tiny
from tests.workbooks import Sheets, write_workbook


def said(folder: Path, sheets: Sheets) -> tuple[list[str], str]:
    solved = solve_input(write_workbook(folder / "case.xlsx", sheets), "highs", None, silent)
    book = opened(write_solved(folder / "plan.xlsx", solved))
    return result_sentences(solved), " ".join(text.strip() for text in texts(book["Summary"]))


def test_what_yields_to_demand_is_said_beside_that_all_of_it_is_covered(tmp_path: Path) -> None:
    """The mine digs 5, 3 and 7 t for 5 t a quarter: 2 t of Q2 wait for Q3, and the quota of 14 t is passed by 1 t."""
    sheets = tiny({
        "Demand": [["customer", "commodity", "may wait [periods]", "unit", "all"], ["User", "oxide", 1, "t/period", 5]],
        "Capacity": [["site", "process", "basis", "commodity", "unit", "Q1", "Q2", "Q3"],
                     ["Mine", "dig", "out", "oxide", "t/period", 5, 3, 7]],
        "Rules": [["rule", "type", "to", "value", "unit", "start", "hard"],
                  ["Quota", "cap", "User", 14, "t", day("2027-01-01"), "no"]],
    })  # fmt: skip
    printed, summary = said(tmp_path, sheets)
    words = "ot kept in full: soft rule Quota is broken by 1 t; 2 t are delivered late"
    assert printed[:2] == ["priority 1: all 15 t are covered", f"n{words}"]
    assert f"N{words}." in summary


def test_stocks_that_are_smaller_than_wanted_are_named_by_their_worst_period(tmp_path: Path) -> None:
    """6 t a quarter leave 1, 2 and 3 t at the user, and nothing at either depot, where 4 t and 1 t are wanted."""
    sheets = tiny({
        "Sites": [["site", "country", "kind"], ["Mine", "Malaysia", "mine"], ["Near", "Japan", "depot"],
                  ["Far", "Japan", "depot"], ["User", "United States", "customer"]],
        "Capacity": [["site", "process", "basis", "commodity", "unit", "all"],
                     ["Mine", "dig", "out", "oxide", "t/period", 6]],
        "Inventory": [["site", "commodity", "maximum [t]", "safety [t]", "end stock [t]"],
                      ["User", "oxide", 9, 4, None], ["Near", "oxide", 9, 4, None], ["Far", "oxide", 9, 1, None]],
    })  # fmt: skip
    printed, _ = said(tmp_path, sheets)
    assert printed[1] == (
        "not kept in full: safety stock of oxide at Near is short by up to 4 t; "
        "safety stock of oxide at User is short by up to 3 t; 1 more such stock"
    )
    sheets["Inventory"] = [["site", "commodity", "end stock [t]"], ["User", "oxide", 4]]
    assert said(tmp_path, sheets)[0][1] == "not kept in full: end stock of oxide at User is short by 1 t"


def test_a_plan_that_keeps_all_says_nothing_of_it(tmp_path: Path) -> None:
    printed, summary = said(tmp_path, tiny())
    assert "kept in full" not in " ".join(printed) + summary
