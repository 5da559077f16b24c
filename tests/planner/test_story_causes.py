"""`plan explain` tells why each priority is short: what is wanted, and what lets how much of it through."""

from __future__ import annotations

from pathlib import Path

from planner.solve.session import silent
from planner.story import tell
from tests.cases import reference, workbook
from tests.given.cures import sent_elsewhere
from tests.given.stories import told
from tests.tiny import Changed
from tests.workbooks import Cell, write_workbook


def test_the_causes_of_a_priority_add_up_with_what_has_to_be_sent_elsewhere(tmp_path: Path) -> None:
    """By hand: of 8 t a quarter 3 t have to go to a store; 10 t are wanted, of which 2 t may be delivered in Q3."""
    whole = told(tmp_path, sent_elsewhere("Q3", 2, "all"))
    (place,) = (place for place, line in enumerate(whole) if line.startswith("why priority 1 is short"))
    assert "30 are wanted of the same supply;" in whole[place]
    assert whole[place + 1] == (
        "  capacity of Mine; dig lets 16 through (Capacity!F2), pinned most of deliver oxide to User lets 2 through "
        "(Pins!E2); lane minimum of oxide from Mine to Store takes 6 (Lanes!D3); nothing is at hand"
    )
    (last,) = (line for line in whole if "stay short whatever these do" in line)
    assert last.endswith(
        "it takes 8 t past the pinned most of deliver oxide to User (Pins!E2), beside 5 t past the capacity of Mine; "
        "dig (Capacity!F2)"
    )


def test_of_a_priority_that_gets_nothing_it_is_said_that_better_ones_keep_what_there_is(tmp_path: Path) -> None:
    """Of 8 t a quarter priority 1 takes all: the 6 t of priority 2 have no other part than that they are wanted."""
    changed: Changed = {
        "Demand": [["customer", "commodity", "end use", "priority", "unit", "Q1"],
                   ["User", "oxide", "defence", 1, "t/period", 10], ["User", "oxide", "motors", 2, "t/period", 6]],
    }  # fmt: skip
    lines = told(tmp_path, changed)
    place = next(number for number, line in enumerate(lines) if line.startswith("why priority 2 is short"))
    assert (
        lines[place + 1]
        == "  better priorities keep what they get, and no limit lets any of it through; nothing is at hand"
    )
    nothing: list[list[Cell]] = [["site", "process", "basis", "commodity", "unit", "all"],
                                 ["Mine", "dig", "out", "oxide", "t/period", 0]]  # fmt: skip
    alone: Changed = {**changed, "Capacity": nothing}
    assert "  no limit lets any of it through; nothing is at hand" in told(tmp_path, alone)


def test_of_demand_inside_a_shared_cause_it_is_said_that_it_is_not_counted_among_what_is_wanted(tmp_path: Path) -> None:
    """100 t of bulk are dug and as many wanted; a tonne of fine takes 9 t of it, and 2 t are wanted on top."""
    whole = told(tmp_path, {
        "Commodities": [["commodity", "stage"], ["bulk", "ore"], ["fine", "oxide"]],
        "Processes": [["site", "process", "direction", "commodity", "quantity per run [t]", "run cost [USD/t]"],
                      ["Mine", "dig", "out", "bulk", 1, 1], ["Mine", "refine", "in", "bulk", 9, None],
                      ["Mine", "refine", "out", "fine", 1, 5]],
        "Capacity": [["site", "process", "unit", "all"], ["Mine", "dig", "t/period", 100]],
        "Lanes": [["from", "to", "commodity"], ["Mine", "User", "bulk"], ["Mine", "User", "fine"]],
        "Demand": [["customer", "commodity", "unit", "Q1"], ["User", "fine", "t/period", 2],
                   ["User", "bulk", "t/period", 100]],
    })  # fmt: skip
    (place,) = (place for place, line in enumerate(whole) if line.startswith("why priority 1 is short"))
    assert "2 are wanted of the same supply apart from what is in the shared cause;" in whole[place]
    assert whole[place + 1].startswith(
        "  2 limits and demands together, a shared cause with capacity of Mine; dig: 0; nothing is at hand"
    )


def test_of_a_shared_cause_it_is_told_whether_it_lets_through_or_takes(tmp_path: Path) -> None:
    """Two limits in series let the same 10 t through."""
    lines = tell(workbook(reference("shared_cause"), tmp_path), None, silent).lines
    assert any(
        "2 limits and demands together, a shared cause with capacity of Works; reduce, capacity of Works; separate, "
        "let 10 through; nothing is at hand" in line
        for line in lines
    )


def test_a_ban_on_the_way_stands_beside_what_lets_something_through(tmp_path: Path) -> None:
    lines = tell(write_workbook(tmp_path / "case.xlsx", reference("ban_lead_time_stock").sheets()), None, silent).lines
    (why,) = [line for line in lines if "nothing is at hand" in line]
    assert why.endswith("nothing is at hand; ban of Export ban; magnet from C to Plant (Rules!A2) lets nothing through")


def test_priorities_that_are_covered_have_one_sentence(tmp_path: Path) -> None:
    lines = told(tmp_path, {"Demand": [
        ["customer", "commodity", "end use", "priority", "unit", "all"],
        ["User", "oxide", "jets", 1, "t/period", 2], ["User", "oxide", "cars", 2, "t/period", 3],
        ["User", "oxide", "toys", 3, "t/period", 9],
    ]})  # fmt: skip
    assert lines[:2] == [
        "priorities 1 and 2: all 15 t are covered", "priority 3: short by 18 t of 27 t (33.3% covered)"
    ]  # fmt: skip
