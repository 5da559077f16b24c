"""Sheet Without each rule, and what Rule effects and Value of limits say beside it of rules that do nothing alone."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from planner.explain.level import Level
from planner.explain.outcomes import Change
from planner.explain.rule_effects import RuleEffect, RuleEffects
from planner.run import solve_input
from planner.solve.session import silent
from planner.write.sheets.without_rules import NAME, interaction
from planner.write.workbook import write_solved
from tests.cases import reference
from tests.given.rules import rules
from tests.plan_books import opened, plan_file, table
from tests.tiny import day, near, periods, tiny
from tests.workbooks import Cell, Sheets, write_workbook


def in_full(folder: Path, sheets: Sheets) -> Any:
    """Return the workbook of a plan that is explained in full."""
    source = write_workbook(folder / "case.xlsx", sheets)
    return opened(write_solved(folder / "plan.xlsx", solve_input(source, "highs", None, silent, level=Level.FULL)))


def test_a_plan_that_is_explained_in_full_has_a_sheet_of_what_each_rule_does(tmp_path: Path) -> None:
    source = write_workbook(tmp_path / "case.xlsx", reference("example_small").sheets())
    fast, book = (
        opened(write_solved(tmp_path / f"{level}.xlsx", solve_input(source, "highs", None, silent, None, level)))
        for level in (Level.FAST, Level.FULL)
    )
    assert [NAME in one.sheetnames for one in (fast, book)] == [False, True]
    rows = {row["rule"]: row for row in table(book[NAME])}
    assert rows["China magnet licence"]["without it"].startswith("38 t less short in priority 2")
    assert rows["Magnet tariff"]["more cost without it [USD]"] == near(-1_170_720.0)
    # The licence binds where magnets are short, from the first quarter to the last; the tariff limits nothing.
    licence, tariff = rows["China magnet licence"], rows["Magnet tariff"]
    used = [row for row in table(book["Flows"]) if row["kind"] == "use" and row["rule"] == "China magnet licence"]
    assert [licence["binds first in"], licence["binds last in"]] == [used[0]["period"], used[-1]["period"]]
    assert not tariff["binds first in"]


def test_of_two_caps_as_tight_neither_is_said_not_to_bind(tmp_path: Path) -> None:
    cap: dict[str, Cell] = {"type": "cap", "from": "Mine", "commodity": "oxide", "value": 4, "unit": "t"}
    book = in_full(tmp_path, rules({"rule": "One", **cap}, {"rule": "Other", **cap}))
    states = {row["rule"]: row["effect"] for row in table(book["Rule effects"])}
    assert not any("does not bind" in state for state in states.values()), states
    assert any("used up" in state for state in states.values()), states
    assert all(row["binds first in"] for row in table(book[NAME]) if row["rule"] in ("One", "Other"))


def test_a_cost_as_short_as_now_has_no_rounding_of_the_solver(tmp_path: Path) -> None:
    """By hand: with the cap gone and no more served than now the same 4 t are dug in each quarter."""
    sheets = rules(
        {"rule": "Cap", "type": "cap", "from": "Mine", "to": "User", "commodity": "oxide", "value": 4, "unit": "t"}
    )
    book = in_full(tmp_path, sheets)
    row = next(row for row in table(book[NAME]) if row["rule"] == "Cap")
    assert row["more cost without it, as short as now [USD]"] == 0.0


def test_a_cap_on_what_arrives_binds_when_it_arrives(tmp_path: Path) -> None:
    """By hand: what is sent in Q1 and Q2 is there a quarter later, and 4 t may arrive in all of the year."""
    sheets = rules(
        {"rule": "Cap", "type": "cap", "from": "Mine", "to": "User", "commodity": "oxide", "value": 4, "unit": "t"}
    )
    sheets["Rules"][0] += ["applies at", "window"]
    sheets["Rules"][1] += ["arrival", "calendar year"]
    sheets["Lanes"] = [["from", "to", "commodity", "lead time [periods]"], ["Mine", "User", "oxide", 1]]
    book = in_full(tmp_path, sheets)
    arrived = [row["second period"] for row in table(book["Flows"]) if row["kind"] == "arrive"]
    row = next(row for row in table(book[NAME]) if row["rule"] == "Cap")
    assert (row["binds first in"], row["binds last in"]) == (arrived[0], arrived[-1])
    assert arrived[0] != "Q1"


def test_what_rules_do_to_each_other_has_no_rounding_of_sums() -> None:
    """Of the first a tenth, of the second two tenths, of both three tenths: in binary that is not nothing."""
    one, other, both = (RuleEffect("", (), Change({"unmet, priority 1": -amount})) for amount in (0.1, 0.2, 0.3))
    assert interaction(RuleEffects((one, other), (), both)) == {"unmet, priority 1": 0.0}


def test_less_than_half_a_cent_is_not_told_as_nothing(tmp_path: Path) -> None:
    """By hand: without the cap 10 g more are sent in each of three quarters, at 11 USD a tonne: 0.00033 USD."""
    sheets = tiny({
        "Demand": [["customer", "commodity", "unit", "all"], ["User", "oxide", "kg/period", 0.05]],
        "Rules": [["rule", "type", "from", "to", "commodity", "value", "unit", "start", "window"],
                  ["Cap", "cap", "Mine", "User", "oxide", 0.04, "kg", day("2027-01-01"), "period"]],
    })  # fmt: skip
    book = in_full(tmp_path, sheets)
    (row, _) = table(book[NAME])
    assert row["without it"] == "3e-05 t less short in priority 1; 0.00033 USD more cost"


def test_one_more_of_a_rule_without_which_nothing_changes_is_nothing(tmp_path: Path) -> None:
    """Two bans of one flow: the duals give one of them a value, and neither has it alone."""
    ban: dict[str, Cell] = {"type": "ban", "from": "Mine"}
    sheets = rules({"rule": "One", **ban}, {"rule": "Other", **ban})
    book = in_full(tmp_path, sheets)
    told = [row["one more tonne (first period in which it binds)"] for row in table(book["Rule effects"])]
    assert told == ["nothing by itself: without the rule nothing changes"] * 2
    binds = {row["rule"]: (row["binds first in"], row["binds last in"]) for row in table(book[NAME])}
    assert binds["One"] == binds["Other"] == ("Q1", "Q3")
    bans = [row["one more means"] for row in table(book["Value of limits"]) if row["limit"].startswith("ban")]
    assert bans
    assert all(words == "nothing by itself: without the rule nothing changes" for words in bans)


def test_one_more_tonne_is_told_of_the_first_window_and_limits_stand_by_what_matters_most(tmp_path: Path) -> None:
    """Beside 4 t a year from the mine the pit digs for 20 USD in 2027 and for 50 in 2028: 9 less, then 39."""
    sheets = tiny({
        "Periods": periods(("A", "2027-01-01", "2027-12-31"), ("B", "2028-01-01", "2028-12-31")),
        "Sites": [["site", "country", "kind"], ["Mine", "Malaysia", "mine"], ["Pit", "Malaysia", "mine"],
                  ["User", "United States", "customer"]],
        "Processes": [["site", "process", "direction", "commodity", "quantity per run [t]", "run cost A [USD/t]",
                       "run cost B [USD/t]"],
                      ["Mine", "dig", "out", "oxide", 1, 11, 11], ["Pit", "dig", "out", "oxide", 1, 20, 50]],
        "Capacity": [["site", "process", "basis", "commodity", "unit", "all"],
                     ["Mine", "dig", "out", "oxide", "t/period", 8], ["Pit", "dig", "out", "oxide", "t/period", 8]],
        "Lanes": [["from", "to", "commodity"], ["Mine", "User", "oxide"], ["Pit", "User", "oxide"]],
        "Rules": [["rule", "type", "from", "value", "unit", "window", "start"],
                  ["Cap", "cap", "Mine", 4, "t", "calendar year", day("2027-01-01")]],
    })  # fmt: skip
    book = opened(plan_file(tmp_path, sheets))
    (effect,) = table(book["Rule effects"])
    assert effect["one more tonne (first period in which it binds)"] == "up to 9.00 USD less cost"
    # What matters most stands first there.
    assert [row["counts in"] for row in table(book["Value of limits"]) if row["limit"] == "cap"] == ["2028", "2027"]
