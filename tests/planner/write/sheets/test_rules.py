"""Sheet Rule effects and what the Summary says of licences."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from planner.explain.level import Level
from planner.run import solve_input
from planner.solve.session import silent
from planner.write.workbook import write_solved
from tests.cases import Change, put, reference
from tests.given.contracts import tables_of
from tests.plan_books import opened, plan_file, table, texts
from tests.tiny import day, periods, tiny
from tests.workbooks import Cell, write_workbook

GRANTS = "Grants of licences: what is left of a grant at its end lapses"
TRACES = "Allowances for traces: marked inputs that went in as if they were not marked"


def plan_of(folder: Path, name: str, *changes: Change, formulas: bool = False) -> Any:
    sheets = reference(name).sheets()
    for change in changes:
        change(sheets)
    return opened(plan_file(folder, sheets), formulas=formulas)


def told(book: Any, words: str) -> list[str]:
    return [text for text in texts(book["Summary"]) if words in text]


def test_each_grant_tells_what_is_used_left_and_lapses(tmp_path: Path) -> None:
    book = plan_of(tmp_path, "licences_lapse")
    first, second = tables_of(book["Rule effects"], GRANTS)
    named = ("granted [t]", "used [t]", "left [t]", "lapses [t]")
    assert [first[name] for name in named] == [10, 0, 10, 10]
    assert [second[name] for name in named] == [10, 10, 0, 0]
    assert first["state"].endswith("10 t lapse")
    assert second["state"].endswith("used up")
    assert (first["valid from"].date().isoformat(), first["until"].date().isoformat()) == ("2027-01-01", "2027-06-30")
    assert second["one more tonne"].startswith("up to 1 t less short in priority 1")
    assert told(book, "Licence Grant: 10 t of 20 t granted are used, 10 t lapse.")


def test_what_a_grant_uses_is_summed_live_from_the_flows(tmp_path: Path) -> None:
    book = plan_of(tmp_path, "licences_lapse", formulas=True)
    rows = tables_of(book["Rule effects"], GRANTS)
    assert all("SUMIFS(Flows!" in row["used [t]"] for row in rows)
    assert rows[0]["left [t]"].startswith("=ROUND(K")


def test_a_licence_is_one_row_with_all_its_grants_and_the_periods_without_one(tmp_path: Path) -> None:
    book = plan_of(tmp_path, "example_small")
    row = {one["rule"]: one for one in table(book["Rule effects"])}["China magnet licence"]
    assert (row["value"], row["allowed [t]"], row["used [t]"]) == ("2 grants", 70, pytest.approx(70))
    assert told(book, "no grant is valid in 2027Q4")
    assert [text for text in texts(book["Summary"]) if text.startswith("grant of China magnet licence")]


def test_periods_with_a_grant_are_not_told_among_those_without_one(tmp_path: Path) -> None:
    """The first grant ended before the plan, the second one is of Q2 alone: in Q1 and Q3 nothing may be sent."""
    grants: list[list[Cell]] = [["rule", "type", "to", "value", "unit", "start", "end"],
                                ["Quota", "licence", "User", 8, "t", day("2026-01-01"), day("2026-12-31")],
                                ["Quota", "licence", "User", 8, "t", day("2027-04-01"), day("2027-06-30")]]  # fmt: skip
    book = opened(plan_file(tmp_path, tiny({"Rules": grants})))
    assert told(book, "Licence Quota: 5 t of 8 t granted are used, 3 t lapse; no grant is valid in Q1 and Q3.")
    assert told(book, "short by 10 t, in Q1 and Q3, 2 periods.")


def test_a_contracts_price_is_what_a_tariff_is_told_to_be_paid_on(tmp_path: Path) -> None:
    row = {one["rule"]: one for one in table(plan_of(tmp_path, "example_small")["Rule effects"])}["Magnet tariff"]
    assert row["tariff [USD]"] == pytest.approx(1_170_720.0)


@pytest.mark.parametrize(
    ("changes", "state", "allowed", "used"),
    [
        ((), "binds", 40.0, 40.0),
        ((put("Rules", "hard", "no", type="share_max"),), "soft, exceeded by 20 t", 60.0, 80.0),
        ((put("Rules", "value", 100, type="share_max"),), "does not bind", 120.0, None),
    ],
    ids=["hard", "soft", "all"],
)
def test_a_share_tells_the_tonnes_that_it_allows(
    tmp_path: Path, changes: tuple[Change, ...], state: str, allowed: float, used: float | None
) -> None:
    row = {one["rule"]: one for one in table(plan_of(tmp_path, "origin_shares", *changes)["Rule effects"])}
    share = row["At most half from China"]
    assert state in share["effect"]
    assert share["allowed [t]"] == pytest.approx(allowed)
    if used is not None:
        assert share["used [t]"] == pytest.approx(used)


def test_tariffs_on_what_is_made_or_delivered_stand_in_costs_and_flows(tmp_path: Path) -> None:
    book = plan_of(
        tmp_path, "origin_shares", put("Rules", "active", "yes", rule="Tax on what China makes"),
        put("Rules", "active", "yes", rule="Levy on what is delivered"),
    )  # fmt: skip
    paid = {one["rule"]: one["tariff [USD]"] for one in table(book["Rule effects"])}
    assert paid["Tax on what China makes"] == pytest.approx(40.0)
    assert paid["Levy on what is delivered"] == pytest.approx(40.0)
    (costs,) = [row for row in table(book["Costs"]) if row["kind of cost"] == "tariff"]
    assert costs["total [USD]"] == pytest.approx(80.0)


def test_of_grams_too_it_is_said_how_much_a_duty_is_paid_on(tmp_path: Path) -> None:
    """By hand: 30 g are sent in each of three quarters."""
    book = opened(plan_file(tmp_path, tiny({
        "Demand": [["customer", "commodity", "unit", "all"], ["User", "oxide", "kg/period", 0.03]],
        "Rules": [["rule", "type", "from", "to", "commodity", "value", "unit", "start"],
                  ["Duty", "tariff", "Mine", "User", "oxide", 1000, "USD/t", day("2027-01-01")]],
    })))  # fmt: skip
    (row,) = table(book["Rule effects"])
    assert row["effect"] == "▲ paid on 9e-05 t"


def test_an_allowance_tells_what_went_in_under_it(tmp_path: Path) -> None:
    book = plan_of(tmp_path, "traces_used_once")
    row = {one["rule"]: one for one in table(book["Rule effects"])}["Traces"]
    assert row["value"] == "up to 10 % of the value of what is made"
    assert "binds in Q1" in row["effect"]
    # 2 t of alloy take 0.8 t of oxide, 3.6 t of magnets 1.8 t of dope.
    assert row["used [t]"] == pytest.approx(2.6)
    inputs = tables_of(book["Rule effects"], TRACES)
    assert {one["commodity"]: one["allowed [t]"] for one in inputs} == pytest.approx({"oxide": 0.8, "dope": 1.8})
    assert {one["what went in"] for one in inputs} == {"mined in China, under the allowance of Traces"}
    assert row["applies at"] == "production"
    assert told(book, "Allowance Traces: 2.6 t of marked inputs went in under it.")


def test_an_allowance_that_nothing_uses_is_told(tmp_path: Path) -> None:
    book = plan_of(tmp_path, "traces_used_once", put("Rules", "active", "no", type="end_use_ban"))
    row = {one["rule"]: one for one in table(book["Rule effects"])}["Traces"]
    assert "nothing uses the allowance" in row["effect"]
    assert not told(book, "Allowance Traces")


def test_what_is_allowed_follows_the_flows(tmp_path: Path) -> None:
    book = plan_of(tmp_path, "traces_used_once", formulas=True)
    allowed = [row["allowed [t]"] for row in tables_of(book["Rule effects"], TRACES)]
    assert allowed
    assert all(one.startswith("=Flows!") for one in allowed)


def test_a_ban_of_an_end_use_tells_what_it_leaves(tmp_path: Path) -> None:
    book = plan_of(tmp_path, "traces_used_once")
    row = {one["rule"]: one for one in table(book["Rule effects"])}["No Chinese material in jets"]
    assert (row["value"], row["allowed [t]"], row["used [t]"]) == ("no such origin", 0, 0)
    assert "binds in Q1" in row["effect"]


def test_of_several_windows_and_grants_those_that_bind_are_named(tmp_path: Path) -> None:
    """8 t a year for a user of 10 t in 2027 and 4 t in 2028: a cap is tight in 2027 alone."""
    spans = periods(("2027H1", "2027-01-01", "2027-06-30"), ("2027H2", "2027-07-01", "2027-12-31"),
                    ("2028H1", "2028-01-01", "2028-06-30"), ("2028H2", "2028-07-01", "2028-12-31"))  # fmt: skip
    rule: dict[str, list[list[Cell]] | None] = {
        "Periods": spans,
        "Capacity": [["site", "process", "basis", "commodity", "unit", "all"],
                     ["Mine", "dig", "out", "oxide", "t/period", 8]],
        "Demand": [["customer", "commodity", "unit", "2027H1", "2027H2", "2028H1", "2028H2"],
                   ["User", "oxide", "t/period", 5, 5, 2, 2]],
        "Rules": [["rule", "type", "to", "value", "unit", "start", "window"],
                  ["Quota", "cap", "User", 8, "t", day("2027-01-01"), "calendar year"]],
    }  # fmt: skip
    (row,) = table(opened(plan_file(tmp_path, tiny(rule)))["Rule effects"])
    assert (row["effect"], row["allowed [t]"], row["used [t]"]) == ("▲ binds in 2027", 16, pytest.approx(12.0))
    grants: list[list[Cell]] = [["rule", "type", "to", "value", "unit", "start", "end"],
              ["Quota", "licence", "User", 8, "t", day("2027-01-01"), day("2027-12-31")],
              ["Quota", "licence", "User", 8, "t", day("2028-01-01"), day("2028-06-30")]]  # fmt: skip
    book = opened(plan_file(tmp_path, tiny({**rule, "Rules": grants})))
    assert table(book["Rule effects"])[0]["effect"] == "▲ binds in 2027-01-01 to 2027-12-31, 2028H2"


def test_of_the_flows_that_a_ban_closes_the_one_that_matters_most_is_told(tmp_path: Path) -> None:
    """A ban closes a cheap lane for what is there anyway, and the only one for what is not."""
    sheets: dict[str, list[list[Cell]] | None] = {
        "Commodities": [["commodity", "stage"], ["oxide", "oxide"], ["metal", "metal"]],
        "Sites": [["site", "operator", "country", "kind"], ["Mine", "Miner", "China", "mine"],
                  ["Pit", "Digger", "Japan", "mine"], ["User", "Maker", "United States", "customer"]],
        "Processes": [["site", "process", "direction", "commodity", "quantity per run [t]", "run cost [USD/t]"],
                      ["Mine", "dig", "out", "oxide", 1, 1], ["Mine", "melt", "out", "metal", 1, 1],
                      ["Pit", "dig", "out", "oxide", 1, 9]],
        "Capacity": None,
        "Lanes": [["from", "to", "commodity"], ["Mine", "User", "oxide"], ["Mine", "User", "metal"],
                  ["Pit", "User", "oxide"]],
        "Demand": [["customer", "commodity", "priority", "unit", "all"],
                   ["User", "oxide", 1, "t/period", 5], ["User", "metal", 1, "t/period", 2]],
        "Rules": [["rule", "type", "start", "from"], ["Ban", "ban", day("2027-01-01"), "China"]],
    }  # fmt: skip
    (row,) = table(opened(plan_file(tmp_path, tiny(sheets)))["Rule effects"])
    told = str(row["one more tonne (first period in which it binds)"])
    assert told.startswith("metal from Mine to User: up to 1 t less short in priority 1")


def test_a_limit_that_is_not_in_tonnes_stands_with_its_unit(tmp_path: Path) -> None:
    rows = table(plan_of(tmp_path, "budget")["Value of limits"])
    by_name = {row["limit"]: row for row in rows}
    own = by_name["budget (thousand USD)"]
    assert (own["limit [unit]"], own["used [unit]"], own["unit"]) == (5, 5, "thousand USD")
    assert own["one more means"].startswith("with 1,000 USD more: up to 4 t less short in priority 1")
    assert own["holds up to [unit]"] == pytest.approx(7.5)


def test_a_mixture_that_is_at_its_share_uses_nothing_more_and_not_a_rounding_of_it(tmp_path: Path) -> None:
    rows = table(plan_of(tmp_path, "gasolines")["Value of limits"])
    mixtures = [row["used [unit]"] for row in rows if row["limit"] == "most share in a mixture"]
    assert [str(float(used)) for used in mixtures] == ["0.0"] * 3


def test_what_is_missed_of_a_limit_stands_apart_from_what_is_kept_of_it(tmp_path: Path) -> None:
    # 3 t of the 8 t that are dug in each quarter can be laid aside: after the first, 7 of 10 t are missing.
    stocks: list[list[Cell]] = [["site", "commodity", "safety [t]"], ["User", "oxide", 10]]
    rows = table(opened(plan_file(tmp_path, tiny({"Inventory": stocks})))["Value of limits"])
    own = {row["counts in"]: row for row in rows if row["limit"] == "safety stock"}
    assert (own["Q1"]["used [unit]"], own["Q1"]["of it missed [unit]"]) == (10, pytest.approx(7))
    assert own["Q2"]["of it missed [unit]"] == pytest.approx(4)


def test_where_every_limit_is_kept_no_column_asks_what_is_missed(tmp_path: Path) -> None:
    (row, *_) = table(plan_of(tmp_path, "budget")["Value of limits"])
    assert "of it missed [unit]" not in row


def test_of_two_limits_in_series_neither_is_said_to_be_worth_more_by_itself(tmp_path: Path) -> None:
    """10 t are asked for, 8 are dug and 8 can be sent: more of one alone changes nothing."""
    sheets = tiny({
        "Demand": [["customer", "commodity", "priority", "unit", "all"], ["User", "oxide", 1, "t/period", 10]],
        "Lanes": [["from", "to", "commodity", "capacity [t/period]"], ["Mine", "User", "oxide", 8]],
    })  # fmt: skip
    rows = table(opened(plan_file(tmp_path, sheets))["Value of limits"])
    assert len(rows) == 3
    assert {row["one more means"] for row in rows} == {"nothing by itself: another limit holds as much"}
    assert {row["one more, for certain"] for row in rows} == {"nothing changes"}


@pytest.mark.parametrize(
    ("level", "wanted", "state"),
    [
        (Level.FULL, 6, "▲ holds other decisions back: see sheet Without each rule"),
        (Level.FAST, 6, "▲ does not bind with the yes/no decisions as they are"),
        (Level.FULL, 2, "✔ does not bind"),
    ],
)
def test_a_rule_that_decisions_keep_from_binding_has_no_green_tick(
    level: Level, wanted: float, state: str, tmp_path: Path
) -> None:
    """The ban of one quarter keeps a pit off, which runs with 3 t or not at all, and 4 of 6 t stay short."""
    sheets = tiny({
        "Sites": [["site", "country", "kind"], ["Mine", "Malaysia", "mine"], ["Pit", "China", "mine"],
                  ["User", "Japan", "customer"]],
        "Processes": [["site", "process", "direction", "commodity", "run cost [USD/t]"],
                      ["Mine", "dig", "out", "oxide", 1], ["Pit", "dig", "out", "oxide", 2]],
        "Lanes": [["from", "to", "commodity"], ["Mine", "User", "oxide"], ["Pit", "User", "oxide"]],
        "Capacity": [["site", "process", "commodity", "unit", "minimum load [t/period]", "all"],
                     ["Mine", "dig", "oxide", "t/period", None, 2], ["Pit", "dig", "oxide", "t/period", 3, 5]],
        "Demand": [["customer", "commodity", "priority", "unit", "all"], ["User", "oxide", 1, "t/period", wanted]],
        "Rules": [["rule", "type", "from", "start", "end"],
                  ["Stop", "ban", "China", day("2027-01-01"), day("2027-03-31")]],
    })  # fmt: skip
    source = write_workbook(tmp_path / "case.xlsx", sheets)
    book = opened(write_solved(tmp_path / "plan.xlsx", solve_input(source, "highs", None, silent, None, level)))
    (row,) = table(book["Rule effects"])
    assert row["effect"] == state
    assert "With the yes/no decisions fixed." in texts(book["Rule effects"])[2]
