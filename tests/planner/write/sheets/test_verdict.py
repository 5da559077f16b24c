"""The sentences of the Summary on what is short, what stands behind it, and what the plan does not keep."""

from __future__ import annotations

from pathlib import Path

from planner.report import result_sentences
from planner.write.scope import Scope
from planner.write.sheets.summary_tables import quarters
from planner.write.sheets.verdict import headline, largest_behind
from planner.write.workbook import report_of, write_solved
from tests.plan_books import opened, solved, texts
from tests.tiny import Changed, day, periods, tiny
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
    (only,) = largest_behind(scope(tmp_path, two))
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
    assert [one.cause.words for one in largest_behind(scope(tmp_path, to_come))] == ["capacity of Mine; dig"]


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
    assert [one.cause.words for one in largest_behind(scope(tmp_path, no_more))] == ["cap of Quota"]
    assert [one.cause.words for one in largest_behind(scope(tmp_path, pinned))] == ["pinned most of ship from Mine"]
    assert "most share of an origin of Share; oxide" in [
        one.cause.words for one in largest_behind(scope(tmp_path, shared))
    ]


def test_less_than_ten_grams_are_short_nowhere(tmp_path: Path) -> None:
    """Five grams of 8 t a quarter: the terminal, the Summary and sheet Unmet agree that all is covered."""
    demand: list[Cell] = ["User", "oxide", "motors", "t/period", 8.000005]
    case = solved(tmp_path, tiny({"Demand": [["customer", "commodity", "end use", "unit", "all"], demand]}))
    assert result_sentences(case)[0] == "priority 1: all 24 t are covered"
    book = opened(write_solved(tmp_path / "plan.xlsx", case))
    assert not [text for text in texts(book["Summary"]) if "short by" in text or "tight" in text or "CHECK" in text]
    assert "Nothing is short: every demand is delivered in full." in texts(book["Unmet"])


def test_half_a_gram_of_ten_is_short_everywhere(tmp_path: Path) -> None:
    """Where all demand is a few grams, a part of a gram is not nothing."""
    case = solved(tmp_path, tiny({
        "Demand": [["customer", "commodity", "end use", "unit", "all"], ["User", "oxide", "motors", "t/period", 2e-6]],
        "Capacity": [["site", "process", "basis", "commodity", "unit", "all"],
                     ["Mine", "dig", "out", "oxide", "t/period", 1e-6]],
    }))  # fmt: skip
    assert result_sentences(case)[0].startswith("priority 1: short by 3e-06 t")
    lights = texts(opened(write_solved(tmp_path / "plan.xlsx", case))["Summary"])
    assert "✘ short" in lights
    assert "✔ covered" not in lights


def test_a_period_that_is_called_like_the_quarter_of_another_has_a_column_of_its_own(tmp_path: Path) -> None:
    told = report_of(solved(tmp_path, tiny({
        "Periods": periods(("P1", "2026-10-01", "2026-12-31"), ("2026Q4", "2027-01-01", "2027-06-30")),
    })))  # fmt: skip
    assert quarters(told) == {"P1": [0], "2026Q4": [1]}
