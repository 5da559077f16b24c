"""Sheet Rules: which rows act, on which lanes, on which days."""

from __future__ import annotations

import pytest

from models.problem import Problem
from tests.tiny import Changed, cells, day, found, tiny_problem
from tests.workbooks import Cell

HEADER: list[Cell] = ["rule", "type", "from", "to", "commodity", "value", "unit", "start", "end", "status", "hard",
                      "weight"]  # fmt: skip


def rules(*rows: dict[str, Cell], **settings: str) -> Changed:
    """Return sheets with these rules; a cell that is not given is blank, the start 2027-01-01."""
    body: list[list[Cell]] = [
        [{"rule": "R", "start": day("2027-01-01"), **row}.get(str(name)) for name in HEADER] for row in rows
    ]
    options: list[list[Cell]] = [[name.replace("_", " "), value] for name, value in settings.items()]
    return {"Rules": [HEADER, *body], "Settings": [["setting", "value"], ["title", "Rules"], *options]}


def acting(problem: Problem) -> list[str]:
    return list(problem.rules.name)


@pytest.mark.parametrize(
    ("status", "setting", "acts"),
    [("in force", "no", True), (None, "no", True), ("suspended", "yes", False), ("announced", "no", False),
     ("announced", "yes", True)],
)  # fmt: skip
def test_only_rules_in_force_act_and_announced_ones_when_the_setting_says_so(
    status: Cell, setting: str, acts: bool
) -> None:
    sheets = rules({"type": "ban", "status": status}, announced_rules=setting)
    assert acting(tiny_problem(sheets)) == (["R"] if acts else [])


def test_a_rule_outside_the_horizon_does_not_act_and_is_noted() -> None:
    sheets = rules({"type": "ban", "start": day("2026-01-01"), "end": day("2026-12-31")})
    assert acting(tiny_problem(sheets)) == []
    assert [(one.where, one.severity) for one in found(sheets, "rule-outside")] == [("Rules!H2", "note")]
    # A start many years behind the plan is most likely a slip.
    for start, severity in (("2062-01-01", "warning"), ("2035-04-01", "warning"), ("2030-01-01", "note")):
        far = rules({"type": "ban", "start": day(start)})
        assert [one.severity for one in found(far, "rule-outside")] == [severity]
    # And so is an end many years before it, such as 2017 for 2027.
    past = rules({"type": "ban", "start": day("2017-01-01"), "end": day("2017-12-31")})
    assert [one.severity for one in found(past, "rule-outside")] == ["warning"]


def test_that_no_rule_has_a_value_since_the_column_is_gone_is_one_error() -> None:
    sheets = rules({"type": "cap", "rule": "A"}, {"type": "cap", "rule": "B"}, {"type": "ban", "rule": "C"})
    rows = sheets["Rules"] or []
    place = rows[0].index("value")
    sheets["Rules"] = [row[:place] + row[place + 1 :] for row in rows]
    (issue,) = found(sheets, "rule-without-value")
    assert (issue.where, issue.severity) == ("Rules", "error")
    assert "'A' is a cap, and there is no column `value`" in issue.message


def test_a_rule_that_matches_no_lane_is_warned_of() -> None:
    sheets = rules({"type": "ban", "from": "United States"})
    assert acting(tiny_problem(sheets)) == []
    assert cells(sheets, "rule-matches-nothing") == ["Rules!A2"]


def test_an_end_before_the_start_is_an_error() -> None:
    assert cells(rules({"type": "ban", "end": day("2026-12-31")}), "dates") == ["Rules!I2"]


@pytest.mark.parametrize(
    ("row", "code", "cell"),
    [
        ({"type": "ban", "value": 5, "unit": "t"}, "ban-with-value", "Rules!F2"),
        ({"type": "cap"}, "rule-without-value", "Rules!F2"),
        ({"type": "tariff"}, "rule-without-value", "Rules!F2"),
        ({"type": "cap", "value": 5, "unit": "%"}, "unit-kind", "Rules!F2"),
        ({"type": "tariff", "value": 5, "unit": "t"}, "unit-kind", "Rules!F2"),
        ({"type": "tariff", "value": 5, "unit": None}, "unit-kind", "Rules!F2"),
        ({"type": "share_max", "from": "Mine", "to": "User", "value": 0.5, "unit": None}, "unit-kind", "Rules!F2"),
        ({"type": "tariff", "value": 5, "unit": "USD/t", "hard": "no"}, "soft-tariff", "Rules!K2"),
    ],
)
def test_a_value_that_does_not_fit_the_type_is_an_error(row: dict[str, Cell], code: str, cell: str) -> None:
    assert cells(rules(row), code) == [cell]


@pytest.mark.parametrize(("hard", "weight", "where"), [(None, 5, ["Rules!L2"]), ("yes", 0.5, ["Rules!L2"]),
                                                       ("no", 5, []), ("yes", 1, []), ("yes", None, [])])  # fmt: skip
def test_a_weight_of_a_rule_that_is_hard_is_a_warning(hard: str | None, weight: float | None, where: list[str]) -> None:
    assert cells(rules({"type": "ban", "hard": hard, "weight": weight}), "weight-of-hard") == where


@pytest.mark.parametrize("kind", ["tariff", "de_minimis"])
def test_of_what_cannot_be_soft_the_weight_is_to_be_emptied(kind: str) -> None:
    row: dict[str, Cell] = {"type": kind, "value": 5, "unit": "%", "weight": 5}
    [issue] = found(rules(row), "weight-of-hard")
    assert issue.remedy == "empty the weight"
    soft = rules({**row, "hard": "no"})
    assert cells(soft, "soft-tariff") + cells(soft, "soft-allowance") == ["Rules!K2"]


def test_a_tariff_in_percent_is_ad_valorem_and_one_per_tonne_is_not() -> None:
    sheets = rules(
        {"rule": "A", "type": "tariff", "value": 25, "unit": "%"},
        {"rule": "B", "type": "tariff", "value": 2, "unit": "USD/kg"},
    )
    sheets["Commodities"] = [["commodity", "stage", "value [USD/t]"], ["oxide", "oxide", 100]]
    problem = tiny_problem(sheets)
    assert problem.rules.ad_valorem.tolist() == [True, False]
    assert problem.rules.value.tolist() == [0.25, 2000.0]


def test_an_ad_valorem_tariff_on_a_commodity_without_value_is_an_error() -> None:
    assert cells(rules({"type": "tariff", "value": 25, "unit": "%"}), "value-missing") == ["Rules!F2"]


@pytest.mark.parametrize("selector", ["Mine", "Miner", "Malaysia", "Allies", "*", None])
def test_a_rule_acts_on_the_lanes_from_and_to_what_it_selects(selector: Cell) -> None:
    sheets = rules({"type": "ban", "from": selector, "to": "US"})
    sheets["Lanes"] = [["from", "to"], ["Mine", "User"], ["User", "Mine"]]
    problem = tiny_problem(sheets)
    (lane,) = problem.rules.flow_lane.tolist()
    assert problem.site_names.names[problem.lanes.destination[lane]] == "User"


def test_rules_on_the_same_flow_all_act() -> None:
    problem = tiny_problem(
        rules({"rule": "A", "type": "cap", "value": 5}, {"rule": "B", "type": "cap", "from": "Mine", "value": 9})
    )
    assert acting(problem) == ["A", "B"]


@pytest.mark.parametrize(
    ("start", "words"), [("2027-02-01", "banned"), ("2027-03-01", "open"), ("2027-02-14", "banned")]
)
def test_a_ban_inside_a_period_warns_of_flows_without_a_capacity(start: str, words: str) -> None:
    (issue,) = found(rules({"type": "ban", "start": day(start)}), "ban-inside-period")
    assert issue.where == "Rules!H2"
    assert f"count as {words}" in issue.message
    assert "Periods!A2" in issue.message
    assert "split period Q1" in issue.remedy


def test_a_ban_that_ends_inside_a_period_names_its_end() -> None:
    (issue,) = found(rules({"type": "ban", "end": day("2027-05-01")}), "ban-inside-period")
    assert issue.where == "Rules!I2"
    assert "Periods!A3" in issue.message


def test_a_ban_inside_a_period_does_not_warn_where_every_flow_has_a_capacity() -> None:
    sheets = rules({"type": "ban", "start": day("2027-02-01")})
    sheets["Lanes"] = [["from", "to", "capacity [t/period]"], ["Mine", "User", 5]]
    assert found(sheets, "ban-inside-period") == []


def test_rules_stand_in_the_same_order_whatever_the_rows() -> None:
    rows: list[dict[str, Cell]] = [
        {"rule": "A", "type": "cap", "value": 5}, {"rule": "B", "type": "ban", "from": "Mine"},
        {"rule": "A", "type": "cap", "value": 4, "start": day("2027-04-01")},
    ]  # fmt: skip
    one, other = tiny_problem(rules(*rows)).rules, tiny_problem(rules(*rows[::-1])).rules
    assert one.name == other.name == ("A", "A", "B")
    assert one.start.tolist() == other.start.tolist()


@pytest.mark.parametrize(
    ("kind", "value", "warned"), [("share_max", 0.4, True), ("share_max", 40, False), ("share_min", 1, True)]
)
def test_a_share_of_one_typed_where_percent_belong_is_warned_of(kind: str, value: float, warned: bool) -> None:
    issues = found(rules({"type": kind, "from": "Mine", "to": "User", "value": value, "unit": "%"}), "little-percent")
    told = [f"Rules!F2: the {kind} is {value:g}%; correct it if {100 * value:g}% is meant"] if warned else []
    assert [str(issue) for issue in issues] == told
