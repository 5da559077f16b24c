"""The earlier plan in codes: what is frozen, and what is said of names that the input no longer has."""

from __future__ import annotations

from dataclasses import replace

import pytest

from models.parts.earlier import EarlierPlan
from tests.earlier_plans import as_earlier, asked, near_findings, near_model, near_plan
from tests.tiny import tiny
from tests.workbooks import Cell, Sheets

OLD = as_earlier(near_plan(tiny()))


def renamed(plan: EarlierPlan, table: str, column: str, old: str, new: str) -> EarlierPlan:
    frame = plan.tables[table]
    return replace(plan, tables={**plan.tables, table: frame.assign(**{column: frame[column].replace(old, new)})})


def codes(sheets: Sheets, earlier: EarlierPlan | None) -> list[tuple[str, str, str]]:
    return [
        (str(one.severity), one.code, one.where)
        for one in near_findings(sheets, earlier)
        if one.code.startswith(("near", "frozen", "unknown"))
    ]


@pytest.mark.parametrize(
    ("settings", "earlier", "code", "where", "said"),
    [
        ([["frozen periods", 1]], None, "frozen-without-near", "Settings!B3", "no earlier plan"),
        ([["plan from", "Q2"]], None, "frozen-without-near", "Settings!B3", "no earlier plan"),
        ([["near", "old.xlsx"]], None, "near-unread", "Settings!B3", "old.xlsx"),
        ([["frozen periods", 1], ["plan from", "Q2"]], OLD, "frozen-twice", "Settings!B4", "Settings!B3"),
        ([["frozen periods", 1.5]], OLD, "frozen-periods", "Settings!B3", "1.5"),
        ([["frozen periods", 4]], OLD, "frozen-periods", "Settings!B3", "of which there are 3"),
        ([["plan from", "Q9"]], OLD, "unknown-name", "Settings!B3", "Q9"),
    ],
)
def test_a_setting_that_cannot_be_acted_on_is_an_error_with_its_cell(
    settings: list[list[Cell]], earlier: EarlierPlan | None, code: str, where: str, said: str
) -> None:
    sheets = asked(tiny(), *settings)
    assert codes(sheets, earlier) == [("error", code, where)]
    assert said in next(one.message for one in near_findings(sheets, earlier) if one.code == code)


def test_frozen_periods_of_nothing_need_no_earlier_plan() -> None:
    assert codes(asked(tiny(), ["frozen periods", 0]), None) == []


def test_a_name_that_is_gone_is_noted_once_with_how_much_is_left_out() -> None:
    earlier = renamed(renamed(OLD, "ship", "from", "Mine", "Old mine"), "run", "site", "Mine", "Old mine")
    found = [one for one in near_findings(tiny(), earlier) if one.code == "near-unknown-name"]
    assert [(str(one.severity), one.where) for one in found] == [("note", "--near")] * 2
    assert "process 'dig at Old mine' of old_plan.xlsx is not in the input; 3 of its" in found[0].message
    assert "site 'Old mine' of old_plan.xlsx is not in the input; 3 of its" in found[1].message
    assert near_model(tiny(), earlier).variables.near.above.size == 0


@pytest.mark.parametrize(
    ("column", "old", "new", "said"),
    [
        ("commodity", "oxide", "ore", "commodity 'ore'"),
        ("mode", "", "sea", "mode 'sea'"),
        ("period", "Q1", "2026Q4", "period '2026Q4'"),
    ],
)
def test_every_kind_of_name_may_be_gone(column: str, old: str, new: str, said: str) -> None:
    found = near_findings(tiny(), renamed(OLD, "ship", column, old, new))
    assert [said in one.message for one in found if one.code == "near-unknown-name"] == [True]


def test_names_are_the_same_whatever_their_capitals() -> None:
    earlier = renamed(renamed(OLD, "ship", "from", "Mine", "MINE"), "run", "process", "dig", "Dig")
    assert codes(tiny(), earlier) == []
    assert near_model(tiny(), earlier).variables.near.above.size == 6


def test_a_decision_of_a_frozen_period_that_is_gone_is_an_error() -> None:
    sheets = asked(tiny(), ["frozen periods", 1])
    sheets["Lanes"] = [["from", "to", "commodity"], ["User", "Mine", "oxide"]]
    found = [one for one in near_findings(sheets, OLD) if one.code == "frozen-gone"]
    assert [one.where for one in found] == ["Settings!B3"]
    assert "old_plan.xlsx sends 5 t of oxide from Mine to User in Q1" in found[0].message


def test_a_frozen_period_that_the_earlier_plan_does_not_have_is_an_error() -> None:
    tables = {
        name: frame[frame["period"] != "Q1"] if "period" in frame else frame for name, frame in OLD.tables.items()
    }
    found = codes(asked(tiny(), ["frozen periods", 2]), replace(OLD, tables=tables))
    assert found == [("error", "near-period-missing", "Settings!B3")]


@pytest.mark.parametrize("amount", [-5.0, 1e30, float("inf"), float("nan")])
@pytest.mark.parametrize(("table", "column"), [("ship", "sent_t"), ("run", "runs")])
def test_an_amount_that_no_plan_states_is_an_error(table: str, column: str, amount: float) -> None:
    frame = OLD.tables[table].copy()
    frame.loc[0, column] = amount
    [issue] = [
        one
        for one in near_findings(tiny(), replace(OLD, tables={**OLD.tables, table: frame}))
        if one.code == "near-amount"
    ]
    assert (str(issue.severity), issue.where) == ("error", "--near")
    assert "in Q1" in issue.message


def test_an_earlier_plan_of_other_periods_altogether_is_a_warning() -> None:
    earlier = OLD
    for name in ("Q1", "Q2", "Q3"):
        for table, frame in earlier.tables.items():
            if "period" in frame:
                earlier = renamed(earlier, table, "period", name, f"Year {name}")
    found = [one for one in near_findings(tiny(), earlier) if one.code == "near-no-period"]
    assert [(str(one.severity), one.where) for one in found] == [("warning", "--near")]
    assert "near-no-period" not in {
        one.code for one in near_findings(tiny(), renamed(OLD, "ship", "period", "Q1", "Q0"))
    }
