"""What the sheets and sentences on stress call a loss, and what they say beside it."""

from __future__ import annotations

from pathlib import Path

from planner.solve.session import silent
from planner.stress import stress_input
from planner.write.stress_words import sentences
from planner.write.workbook import report_of
from tests.places import INPUTS
from tests.plan_books import table
from tests.stress_books import stressed_book
from tests.tiny import day, tiny


def test_what_most_shares_of_the_others_hold_back_is_told_beside_a_loss(tmp_path: Path) -> None:
    """Nobody more than 70 %: without the pit the mine, which could send the 5 t of Q3, sends nothing."""
    sheets = tiny({
        "Sites": [["site", "country", "kind"], ["Mine", "China", "mine"], ["Pit", "Canada", "mine"],
                  ["User", "United States", "customer"]],
        "Processes": [["site", "process", "direction", "commodity", "quantity per run [t]"],
                      ["Mine", "dig", "out", "oxide", 1], ["Pit", "dig", "out", "oxide", 1]],
        "Lanes": [["from", "to", "commodity"], ["Mine", "User", "oxide"], ["Pit", "User", "oxide"]],
        "Sourcing": [["buyer", "commodity", "most share [%]", "window"], ["User", "oxide", 70, "period"]],
    })  # fmt: skip
    book, said = stressed_book(tmp_path, sheets, "Q3")
    words = "5 t more short in priority 1; if most shares of the others gave way: 5 t less short in priority 1"
    assert any(words in line for line in said)
    assert any(row["surprised: what changes"] == words for row in table(book["Stress"]))


def test_only_sites_and_suppliers_are_called_single_points_and_a_rule_is_not_lost(tmp_path: Path) -> None:
    """Two mines of a country, and a stop that is announced: four losses, of which two are of a single site."""
    sheets = tiny({
        "Sites": [["site", "country", "kind"], ["Mine", "China", "mine"], ["Pit", "China", "mine"],
                  ["User", "United States", "customer"]],
        "Processes": [["site", "process", "direction", "commodity", "quantity per run [t]"],
                      ["Mine", "dig", "out", "oxide", 1], ["Pit", "dig", "out", "oxide", 1]],
        "Capacity": [["site", "process", "basis", "commodity", "unit", "all"],
                     ["Mine", "dig", "out", "oxide", "t/period", 3], ["Pit", "dig", "out", "oxide", "t/period", 2]],
        "Lanes": [["from", "to", "commodity"], ["Mine", "User", "oxide"], ["Pit", "User", "oxide"]],
        "Rules": [["rule", "type", "from", "to", "start", "status"],
                  ["Stop", "ban", "China", "United States", day("2027-01-01"), "announced"]],
    })  # fmt: skip
    book, said = stressed_book(tmp_path, sheets, "Q2")
    assert any(
        line.startswith("Stop (announced or suspended rule that acts) from Q2 on, by surprise: 10 t more short")
        for line in said
    )
    lights = {row["loss of"]: row["as a surprise"] for row in table(book["Stress"])}
    assert {name for name, light in lights.items() if "single point" in light} == {"Mine (site)", "Pit (site)"}
    assert sum("a priority is shorter" in light for light in lights.values()) == 2


def test_a_supplier_that_is_called_like_a_country_is_no_country_that_is_a_single_point(tmp_path: Path) -> None:
    """The operator `Canada` has a mine there and a pit in Japan."""
    sheets = tiny({
        "Sites": [["site", "operator", "country", "kind"], ["Mine", "Canada", "Canada", "mine"],
                  ["Pit", "Canada", "Japan", "mine"], ["User", "Maker", "United States", "customer"]],
        "Processes": [["site", "process", "direction", "commodity", "quantity per run [t]"],
                      ["Mine", "dig", "out", "oxide", 1], ["Pit", "dig", "out", "oxide", 1]],
        "Capacity": [["site", "process", "basis", "commodity", "unit", "all"],
                     ["Mine", "dig", "out", "oxide", "t/period", 2], ["Pit", "dig", "out", "oxide", "t/period", 3]],
        "Lanes": [["from", "to", "commodity"], ["Mine", "User", "oxide"], ["Pit", "User", "oxide"]],
    })  # fmt: skip
    _, said = stressed_book(tmp_path, sheets, "Q2")
    assert "single points of failure in Q2: Canada (supplier), Pit, Mine" in said


def test_losses_that_come_to_the_same_are_one_sentence() -> None:
    """Without the plant, its magnets or its metal 64 t are short; the country has a separator beside it, not needed."""
    source = INPUTS / "small_example.xlsx"
    stressed = stress_input(source, None, silent, at="2027Q3", jobs=1)
    said = sentences(report_of(stressed.solved, stressed), stressed)
    losing = [line for line in said if line.startswith("losing")]
    assert losing[0].startswith(
        "losing US magnet plant (site); Own works (supplier) from 2027Q3 on, by surprise: 64 t more short"
    )
    assert losing[0].endswith("; 3 more losses come to the same")
    assert len({line.partition(": ")[2] for line in losing}) == len(losing)


def test_what_no_time_is_left_for_is_not_known_and_nothing_else_is_said_of_it() -> None:
    """The plan itself is there all the same, and is no part of the limit."""
    stressed = stress_input(INPUTS / "small_example.xlsx", None, silent, answer_limit=0.0)
    assert stressed.solved.plan.solution.unproven is None
    said = sentences(report_of(stressed.solved, stressed), stressed)
    assert said[0] == "if China stops from 2026Q4 on: not known: a time limit stopped the solver"
    assert said[1] == "whether it is independent of China in this plan: not known: a time limit stopped the solver"
    assert said[3].endswith("by surprise: not known: a time limit stopped the solver; and so it is with 6 more losses")
    assert not any("to the same" in line for line in said)


def test_an_element_of_which_nothing_is_delivered_is_not_called_independent_without_saying_so(tmp_path: Path) -> None:
    """All oxide of China serves a better priority, so that metal gets none, whether China stops or not."""
    sheets = tiny({
        "Commodities": [["commodity", "stage"], ["oxide", "oxide"], ["metal", "metal"]],
        "Sites": [["site", "country", "kind"], ["Mine", "China", "mine"], ["User", "United States", "customer"]],
        "Processes": [["site", "process", "direction", "commodity"], ["Mine", "dig", "out", "oxide"],
                      ["User", "reduce", "in", "oxide"], ["User", "reduce", "out", "metal"]],
        "Demand": [["customer", "commodity", "priority", "all"], ["User", "oxide", 1, 8], ["User", "metal", 2, 5]],
    })  # fmt: skip
    book, said = stressed_book(tmp_path, sheets)
    assert any("metal from Q1 on (none is delivered)" in line for line in said)
    rows = {row["element"]: row["independent"] for row in table(book["Independence"])}
    assert rows["metal"] == "▲ from Q1: none is delivered"
    assert rows["oxide"] == "✘ not within the plan"


def test_a_delivery_without_an_end_use_is_told_without_a_comma_behind_it(tmp_path: Path) -> None:
    """Motors give way in the first quarters so that the pit's loss in the third, which preparation can bridge, hurts
    defence less.
    """
    sheets = tiny({
        "Demand": [["customer", "commodity", "end use", "priority", "Q1", "Q2", "Q3"],
                   ["User", "oxide", "defence", 1, 0, 0, 8], ["User", "oxide", None, 2, 8, 8, 0]],
        "Inventory": [["site", "commodity", "maximum"], ["User", "oxide", "no limit"]],
    })  # fmt: skip
    book, _ = stressed_book(tmp_path, sheets, "Q3")
    told = [row["decision"] for row in table(book["Hedges"]) if str(row["decision"]).startswith("delivered to ")]
    assert told
    assert set(told) == {"delivered to User: oxide"}


def test_that_another_customer_of_one_priority_goes_short_is_told_of_no_customer(tmp_path: Path) -> None:
    """One quota for both mines: what the first customer no longer gets the second does; no priority is shorter."""
    sheets = tiny({
        "Sites": [["site", "country", "kind"], ["Mine", "China", "mine"], ["Pit", "Japan", "mine"],
                  ["User", "United States", "customer"], ["Other", "United States", "customer"]],
        "Processes": [["site", "process", "direction", "commodity", "quantity per run [t]", "run cost [USD/t]"],
                      ["Mine", "dig", "out", "oxide", 1, 1], ["Pit", "dig", "out", "oxide", 1, 2]],
        "Capacity": [["site", "process", "basis", "commodity", "unit", "all"],
                     ["Mine", "dig", "out", "oxide", "t/period", 9], ["Pit", "dig", "out", "oxide", "t/period", 9]],
        "Demand": [["customer", "commodity", "end use", "unit", "all"], ["User", "oxide", "motors", "t/period", 5],
                   ["Other", "oxide", "motors", "t/period", 5]],
        "Lanes": [["from", "to", "commodity"], ["Mine", "User", "oxide"], ["Pit", "Other", "oxide"]],
        "Rules": [["rule", "type", "to", "value", "unit", "window", "start"],
                  ["Quota", "cap", "United States", 5, "t", "period", day("2027-01-01")]],
    })  # fmt: skip
    book, said = stressed_book(tmp_path, sheets, "Q2")
    assert "the loss of no single site or supplier in Q2 leaves any priority shorter" in said
    lost = next(row for row in table(book["Stress"]) if "Mine" in str(row["loss of"]))
    assert lost["as a surprise"] == "✔ no priority is shorter"
