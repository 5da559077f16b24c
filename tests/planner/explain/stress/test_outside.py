"""Independence of what is wanted outside the withholding country: what its own customers get does not count."""

from __future__ import annotations

from pathlib import Path

import pytest

from planner.explain.stress.stops import Leverage, leverage
from planner.solve.session import silent
from planner.stress import stress_input
from planner.write.stress_words import sentences
from planner.write.workbook import report_of, write_report
from tests.plan_books import opened, table
from tests.studies import study_of
from tests.tiny import Changed, near, tiny
from tests.workbooks import Cell, write_workbook


def two_customers(*, priority: int = 1, maker: str = "China", digs: float = 5) -> Changed:
    """Return a Chinese pit that digs 5 t a quarter, wanted by a user at home and as much by a maker elsewhere.

    The user comes first, or is cheaper to send to where both have the same priority.
    """
    wanted: list[Cell] = ["oxide", "motors", "t/period"]
    return {
        "Sites": [
            ["site", "country", "kind"], ["Pit", "China", "mine"], ["User", "United States", "customer"],
            ["Maker", maker, "customer"],
        ],
        "Processes": [["site", "process", "direction", "commodity"], ["Pit", "dig", "out", "oxide"]],
        "Capacity": [["site", "process", "basis", "commodity", "unit", "all"],
                     ["Pit", "dig", "out", "oxide", "t/period", digs]],
        "Lanes": [
            ["from", "to", "commodity", "cost [USD/t]"], ["Pit", "User", "oxide", 1], ["Pit", "Maker", "oxide", 9],
        ],
        "Demand": [
            ["customer", "commodity", "end use", "unit", "all", "priority"], ["User", *wanted, 5, 1],
            ["Maker", *wanted, 5, priority],
        ],
    }  # fmt: skip


def found_in(changed: Changed) -> Leverage:
    return leverage(study_of(tiny(changed)), silent)


@pytest.mark.parametrize("priority", [1, 2])
def test_what_the_countrys_own_customers_get_makes_nobody_independent(priority: int) -> None:
    """A stop leaves the user all of 15, 10 or 5 t short, and the maker as much less: the sum of both is the same."""
    found = found_in(two_customers(priority=priority))
    more = [None if one.surprised_of is None else float(one.surprised_of[0]) for one in found.stops]
    assert more == [near(15.0), near(10.0), near(5.0)]
    assert [found.independent_from, found.outside.independent_of(0), found.last_that_hurts] == [None, None, 2]
    # What the maker wants is none of what others could lack.
    assert found.wanted.tolist() == [[5.0, 5.0, 5.0]]


def test_where_others_want_nothing_nobody_is_shorter() -> None:
    """The maker alone wants anything, and has all of it whatever is sent."""
    changed = two_customers()
    changed["Demand"] = [
        ["customer", "commodity", "end use", "unit", "all"],
        ["Maker", "oxide", "motors", "t/period", 5],
        ["User", "oxide", "motors", "t/period", 0],
    ]
    assert found_in(changed).independent_from == 0


def test_customers_at_home_are_told_of_beside_all_others() -> None:
    """By hand: the pit gives what it digs to the user first; a stop from any quarter on leaves both without."""
    found = found_in(two_customers(priority=2, maker="Japan", digs=10))
    assert found.at_home is not None
    assert found.wanted_at_home.tolist() == [[5.0, 5.0, 5.0]]
    at_home = [None if one.at_home is None else float(one.at_home[0]) for one in found.stops]
    assert at_home == [near(15.0), near(10.0), near(5.0)]
    assert found.at_home.independent_of(0) is None
    assert found_in(two_customers()).at_home is None


def test_customers_at_home_who_get_nothing_anyway_are_not_called_independent(tmp_path: Path) -> None:
    """The maker comes first and takes all that the pit digs: there is nothing of the user's that a stop could take."""
    changed = two_customers(maker="Japan")
    changed["Demand"] = [
        ["customer", "commodity", "end use", "unit", "all", "priority"],
        ["User", "oxide", "motors", "t/period", 5, 2], ["Maker", "oxide", "motors", "t/period", 5, 1],
    ]  # fmt: skip
    stressed = stress_input(write_workbook(tmp_path / "case.xlsx", tiny(changed)), None, silent)
    report = report_of(stressed.solved, stressed)
    book = opened(write_report(tmp_path / "plan.xlsx", report))
    at_home = [row["independent, customers in United States"] for row in table(book["Independence"])]
    assert at_home == ["▲ from Q1: none is delivered"] * 2
    assert "of customers in United States alone: oxide from Q1 on (none is delivered)" in sentences(report, stressed)


def test_from_when_on_nothing_is_sent_a_stop_stops_nothing(tmp_path: Path) -> None:
    """The pit is cheapest in Q1, which is when it sends all that is wanted; the user keeps it until the end."""
    changed: Changed = {
        "Sites": [["site", "country", "kind"], ["Pit", "China", "mine"], ["User", "United States", "customer"]],
        "Processes": [["site", "process", "direction", "commodity", "quantity per run [t]", "run cost Q1 [USD/t]",
                       "run cost Q2 [USD/t]", "run cost Q3 [USD/t]"],
                      ["Pit", "dig", "out", "oxide", 1, 10, 11, 12]],
        "Capacity": [["site", "process", "basis", "commodity", "unit", "all"],
                     ["Pit", "dig", "out", "oxide", "t/period", 30]],
        "Lanes": [["from", "to", "commodity"], ["Pit", "User", "oxide"]],
        "Demand": [["customer", "commodity", "end use", "unit", "all"], ["User", "oxide", "motors", "t/period", 5]],
        "Inventory": [["site", "commodity", "opening [t]", "maximum [t]"], ["User", "oxide", 0, "no limit"]],
    }  # fmt: skip
    stressed = stress_input(write_workbook(tmp_path / "case.xlsx", tiny(changed)), None, silent)
    found = stressed.leverage
    assert [found.independent_from, found.sends(0), found.sends(1)] == [1, True, False]
    book = opened(write_report(tmp_path / "plan.xlsx", report_of(stressed.solved, stressed)))
    assert {row["independent"] for row in table(book["Independence"])} == {"▲ from Q2, on what was sent before"}
    assert "it lives on what was sent before" in " ".join(sentences(report_of(stressed.solved, stressed), stressed))
