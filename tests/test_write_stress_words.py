"""What the sheets and sentences on stress call a loss, and what they say beside it."""

from __future__ import annotations

from pathlib import Path

from tests.plan_books import table
from tests.test_write_stress import stressed_book
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
    assert any(line.startswith("Stop (announced or suspended rule that acts) in Q2: 10 t more short") for line in said)
    lights = {row["loss of"]: row["as a surprise"] for row in table(book["Stress"])}
    assert {name for name, light in lights.items() if "single point" in light} == {"Mine (site)", "Pit (site)"}
    assert sum("somebody is shorter" in light for light in lights.values()) == 2
