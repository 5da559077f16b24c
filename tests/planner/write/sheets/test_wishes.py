"""What the Summary says of fair shares, a budget and an earlier plan."""

from __future__ import annotations

from pathlib import Path

from planner.run import solve_input
from planner.solve.session import silent
from planner.write.report import Report
from planner.write.scope import Scope
from planner.write.sheets.verdict import headline
from planner.write.sheets.wishes import wishes
from planner.write.workbook import report_of, write_solved
from tests.cases import reference, workbook
from tests.earlier_plans import asked
from tests.given.near import two_mines
from tests.workbooks import write_workbook


def report(path: Path) -> Report:
    case = solve_input(path, "highs", None, silent)
    return report_of(case)


def test_a_fair_share_says_the_worst_of_each_priority(tmp_path: Path) -> None:
    told = report(workbook(reference("fair_share"), tmp_path))
    (sentence,) = wishes(told)
    assert "of a demand in a period at worst 20% in priority 1 stays unmet" in sentence
    assert sentence in headline(Scope(told))


def test_a_budget_says_how_much_of_it_is_spent(tmp_path: Path) -> None:
    assert wishes(report(workbook(reference("budget"), tmp_path))) == [
        "Of the budget of 5,000 USD the plan spends 100%."
    ]


def test_an_earlier_plan_says_how_much_differs_and_what_is_kept(tmp_path: Path) -> None:
    old = solve_input(write_workbook(tmp_path / "old.xlsx", two_mines(11, 10)), "highs", None, silent)
    write_solved(tmp_path / "old_plan.xlsx", old)
    sheets = asked(two_mines(10, 12), ["near", "old_plan.xlsx"], ["frozen periods", 1])
    assert wishes(report(write_workbook(tmp_path / "new.xlsx", sheets))) == [
        "The plan stays near to old_plan.xlsx, 40 t sent or run differ from it; 1 period kept as it was."
    ]


def test_a_plan_of_which_nothing_of_that_is_asked_says_nothing_of_it(tmp_path: Path) -> None:
    assert wishes(report(write_workbook(tmp_path / "plain.xlsx", two_mines()))) == []


def test_nothing_of_a_budget_of_nothing_is_spent(tmp_path: Path) -> None:
    sheets = reference("budget").sheets()
    for row in sheets["Settings"]:
        row[1] = 0 if str(row[0]).startswith("budget") else row[1]
    assert wishes(report(write_workbook(tmp_path / "none.xlsx", sheets))) == [
        "Of the budget of 0 USD the plan spends 0%."
    ]
