"""The sentences of the Summary on what is short, what stands behind it, and what the plan does not keep."""

from __future__ import annotations

from pathlib import Path

from planner.write.scope import Scope
from planner.write.sheets.verdict import behind, headline
from planner.write.workbook import report_of
from tests.plan_books import solved
from tests.tiny import Changed, day, tiny
from tests.workbooks import Cell

RULES: list[Cell] = ["rule", "type", "from", "start", "status", "active"]


def scope(folder: Path, changed: Changed) -> Scope:
    case = solved(folder, tiny(changed))
    return Scope(report_of(case))


def test_rules_that_are_switched_off_are_named_beside_what_is_delivered(tmp_path: Path) -> None:
    off: Changed = {
        "Rules": [RULES, ["Defence rule", "ban", "Mine", day("2027-01-01"), None, "no"],
                  ["Old rule", "ban", "Mine", day("2027-01-01"), "suspended", None],
                  ["Some day", "ban", "Mine", day("2027-01-01"), "announced", None]],
    }  # fmt: skip
    (told,) = [sentence for sentence in headline(scope(tmp_path, off)) if "not kept" in sentence]
    assert "Defence rule; Old rule; Some day." in told
    assert not any("not kept" in sentence for sentence in headline(scope(tmp_path, {})))


def test_a_ban_of_several_lanes_is_one_limit_behind_the_shortage(tmp_path: Path) -> None:
    two: Changed = {
        "Sites": [["site", "operator", "country", "bloc", "kind"], ["Mine", "Miner", "Malaysia", "Allies", "mine"],
                  ["User", "Maker", "United States", "US", "customer"],
                  ["Other", "Maker", "United States", "US", "customer"]],
        "Lanes": [["from", "to", "commodity"], ["Mine", "User", "oxide"], ["Mine", "Other", "oxide"]],
        "Demand": [["customer", "commodity", "end use", "unit", "all"], ["User", "oxide", "motors", "t/period", 1],
                   ["Other", "oxide", "motors", "t/period", 1]],
        "Rules": [RULES, ["Stop", "ban", "Mine", day("2027-01-01"), None, None]],
    }  # fmt: skip
    (only,) = behind(scope(tmp_path, two))
    assert only.tonnes == 6.0
    assert only.cause.words == "ban of Stop (2 flows)"


def test_a_capacity_of_nothing_is_no_limit_that_anybody_could_raise(tmp_path: Path) -> None:
    to_come: Changed = {
        "Processes": [["site", "process", "direction", "commodity", "quantity per run [t]"],
                      ["Mine", "dig", "out", "oxide", 1], ["Mine", "new pit", "out", "oxide", 1]],
        "Capacity": [["site", "process", "basis", "commodity", "unit", "all"],
                     ["Mine", "dig", "out", "oxide", "t/period", 2],
                     ["Mine", "new pit", "out", "oxide", "t/period", 0]],
    }  # fmt: skip
    assert [one.cause.words for one in behind(scope(tmp_path, to_come))] == ["capacity of Mine; dig"]


def test_a_cap_of_nothing_a_pin_to_nothing_and_a_share_are_limits_behind_the_shortage(tmp_path: Path) -> None:
    no_more: Changed = {
        "Rules": [["rule", "type", "from", "to", "commodity", "start", "value", "unit"],
                  ["Quota", "cap", "Mine", "User", "oxide", day("2027-01-01"), 0, "t"]],
    }  # fmt: skip
    pinned: Changed = {"Pins": [["what", "from", "most [t]"], ["ship", "Mine", 0]]}
    shared: Changed = {
        "Sites": [["site", "country", "kind"], ["Mine", "Malaysia", "mine"], ["Other", "Japan", "supplier"],
                  ["User", "United States", "customer"]],
        "Processes": [["site", "process", "direction", "commodity"], ["Mine", "dig", "out", "oxide"],
                      ["Other", "sell", "out", "oxide"]],
        "Capacity": [["site", "process", "unit", "all"], ["Mine", "dig", "t/period", 8],
                     ["Other", "sell", "t/period", 1]],
        "Lanes": [["from", "to"], ["Mine", "User"], ["Other", "User"]],
        "Rules": [["rule", "type", "from", "to", "commodity", "start", "value", "unit", "window"],
                  ["Share", "share_max", "Malaysia", "User", "oxide", day("2027-01-01"), 50, "%", "period"]],
    }  # fmt: skip
    assert [one.cause.words for one in behind(scope(tmp_path, no_more))] == ["cap of Quota"]
    assert [one.cause.words for one in behind(scope(tmp_path, pinned))] == ["pinned most of ship from Mine"]
    assert "most share of an origin of Share; oxide" in [one.cause.words for one in behind(scope(tmp_path, shared))]
