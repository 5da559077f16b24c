"""When a cure moves a limit, in words: the amount of each period, and what its cell stands for."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from planner.explain.cures.cure import Move
from planner.solve.session import silent
from planner.story import tell
from planner.write.step_words import when
from tests.given.cures import in_the_last_quarter
from tests.given.plan_sheets import sheets_of
from tests.plan_books import table
from tests.tiny import day, tiny
from tests.workbooks import write_workbook

MONTHS = tuple(f"2027-{number:02}" for number in range(7, 13))


def told(*tonnes: float) -> str:
    """Return when a limit of each period is moved by so many t, from the first month on."""
    report: Any = SimpleNamespace(periods=MONTHS, period_order={name: at for at, name in enumerate(MONTHS)})
    lever: Any = SimpleNamespace(family="plant_capacity", unit="t", period=range(len(MONTHS)))
    return when(report, lever, [Move(0, place, place, amount) for place, amount in enumerate(tonnes) if amount])


@pytest.mark.parametrize(
    ("tonnes", "words"),
    [
        ((0, 10), "in 2027-08"),
        ((0, 10, 12.3, 8.3), "10 t in 2027-08, 12.3 t in 2027-09, 8.3 t in 2027-10"),
        ((5, 5, 5, 5, 5), "2027-07 to 2027-11, 5 t each"),
        ((5, 0, 5), "5 t in 2027-07, 5 t in 2027-09"),
        ((1, 2, 3, 9, 4), "2027-07 to 2027-11, the most in 2027-10: 9 t"),
    ],
)
def test_amounts_are_told_by_period_where_there_are_at_most_four_that_differ(
    tonnes: tuple[float, ...], words: str
) -> None:
    assert told(*tonnes) == words


def test_a_cell_that_stands_for_periods_that_are_not_moved_is_said_to(tmp_path: Path) -> None:
    """2 t more in each quarter are all that the cell is of; for 2 t in one of them it is of others too."""
    row = table(sheets_of(tmp_path, in_the_last_quarter(30.0, "yes", 2))["Actions"])[0]
    assert (row["when"], row["input cell"]) == ("Q1 to Q3, 2 t each", "Capacity!F2")


def test_of_a_share_it_is_said_how_many_tonnes_go_past_it(tmp_path: Path) -> None:
    """By hand: of 5 t, 2 t of which the pit digs, 3 t come from the one origin that may send half: 0.5 t past it."""
    source = write_workbook(tmp_path / "case.xlsx", tiny({
        "Sites": [["site", "country", "kind"], ["Mine", "China", "mine"], ["Pit", "Malaysia", "mine"],
                  ["User", "Japan", "customer"]],
        "Processes": [["site", "process", "direction", "commodity"], ["Mine", "dig", "out", "oxide"],
                      ["Pit", "dig", "out", "oxide"]],
        "Capacity": [["site", "process", "basis", "commodity", "unit", "all", "movable"],
                     ["Pit", "dig", "out", "oxide", "t/period", 2, "no"]],
        "Demand": [["customer", "commodity", "end use", "unit", "Q1"], ["User", "oxide", "motors", "t/period", 5]],
        "Lanes": [["from", "to", "commodity"], ["Mine", "User", "oxide"], ["Pit", "User", "oxide"]],
        "Rules": [["rule", "type", "from", "to", "commodity", "value", "unit", "start", "window"],
                  ["Half", "share_max", "China", "Japan", "oxide", 50, "%", day("2027-01-01"), "period"]],
    }))  # fmt: skip
    lines = "\n".join(tell(source, None, silent).lines)
    assert "1. 0.5 t past the most share of an origin of Half; oxide, in Q1 (Rules!F2" in lines
    assert ": go past the most share of an origin of Half; oxide" in lines


def test_of_a_row_that_stands_for_several_sites_lanes_or_stocks_the_one_that_moves_is_named(tmp_path: Path) -> None:
    """By hand: 15 t are wanted; the mine digs 8 t and has 1 t, and of the 8 t of the pit 4 t can be sent."""
    book = sheets_of(tmp_path, {
        "Sites": [["site", "operator", "country", "kind"], ["Mine", "Miner", "Malaysia", "mine"],
                  ["Pit", "Miner", "Malaysia", "mine"], ["User", "Maker", "Japan", "customer"]],
        "Processes": [["site", "process", "direction", "commodity"], ["Miner", "dig", "out", "oxide"]],
        "Capacity": [["site", "process", "basis", "commodity", "unit", "all"],
                     ["Miner", "dig", "out", "oxide", "t/period", 8]],
        "Lanes": [["from", "to", "commodity", "capacity [t/period]", "movable"], ["Mine", "User", "oxide", 20, "no"],
                  ["Pit", "User", "oxide", 4, "no"]],
        "Demand": [["customer", "commodity", "unit", "Q1"], ["User", "oxide", "t/period", 15]],
        "Inventory": [["site", "commodity", "opening [t]"], ["Miner", "oxide", 1]],
    })  # fmt: skip
    told = {row["what to do"]: row["when"] for row in table(book["Actions"])}
    assert told["raise capacity of Mine; dig"] == "in Q1 (its cell stands for other periods and other limits too)"
    assert told["raise opening stock of Mine, oxide"] == "before Q1 (its cell stands for other stocks too)"
    lines = "\n".join(tell(tmp_path / "case.xlsx", None, silent).lines)
    assert "(Capacity!F2, which stands for other periods and other limits too)" in lines
    assert "capacity of Mine; dig lets 8 through (Capacity!F2)" in lines


def test_of_a_lane_for_several_sites_the_cell_is_said_to_stand_for_others(tmp_path: Path) -> None:
    """By hand: 2 t more than the 8 t of both lanes are wanted by one of the two users."""
    book = sheets_of(tmp_path, {
        "Sites": [["site", "operator", "country", "kind"], ["Mine", "Miner", "Malaysia", "mine"],
                  ["User", "Maker", "Japan", "customer"], ["Other", "Maker", "Japan", "customer"]],
        "Capacity": None,
        "Lanes": [["from", "to", "commodity", "capacity [t/period]"], ["Mine", "Maker", "oxide", 4],
                  ["User", "Other", "oxide", 0]],
        "Demand": [["customer", "commodity", "unit", "all"], ["User", "oxide", "t/period", 4],
                   ["Other", "oxide", "t/period", 6]],
    })  # fmt: skip
    (whole, *_), (row, *_) = (
        [one for one in table(book["Actions"]) if one["period"] == period] for period in ("Q1 to Q3", "in Q1")
    )
    assert row["what to do"] == "raise lane capacity of oxide from Mine to Other"
    assert whole["when"] == "Q1 to Q3, 2 t each (its cell stands for other lanes too)"
    assert row["when"] == "in Q1 (its cell stands for other periods and other lanes too)"
