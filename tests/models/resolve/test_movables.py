"""Columns `movable`, `how far` and `at what cost` are read, and refused where they would mean nothing."""

from __future__ import annotations

import numpy as np
import pytest

from models.issues import errors
from tests.tiny import Changed, cells, day, findings, near, tiny_problem
from tests.workbooks import Cell

TERMS = ["movable", "how far [t/quarter]", "at what cost [USD/t]"]


def capacity(*terms: Cell) -> Changed:
    header: list[Cell] = ["site", "process", "basis", "commodity", "unit", "all", *TERMS]
    return {"Capacity": [header, ["Mine", "dig", "out", "oxide", "t/period", 8, *terms]]}


def rules(kind: str, value: Cell, *terms: Cell) -> Changed:
    header: list[Cell] = [
        "rule",
        "type",
        "from",
        "to",
        "value [t]",
        "start",
        "movable",
        "how far",
        "at what cost [USD/t]",
    ]
    return {"Rules": [header, ["Rule", kind, "Mine", "User", value, day("2027-01-01"), *terms]]}


def test_a_limit_may_move_so_far_in_each_period_at_a_cost_of_each_tonne() -> None:
    records = tiny_problem(capacity("yes", 3, 50)).tables.records["Capacity"]
    assert list(records.text["movable"]) == ["yes"]
    assert records.number_by_period["how far"][0].tolist() == [near(3.0)] * 3
    assert records.number["at what cost"].tolist() == [50.0]


def test_blank_says_nothing_about_a_limit() -> None:
    problem = tiny_problem()
    assert list(problem.tables.records["Capacity"].text["movable"]) == [""]
    assert np.isnan(problem.tables.records["Lanes"].number["at what cost"]).all()


@pytest.mark.parametrize(("terms", "where"), [(("no", 3, None), "Capacity!H2"), ((None, None, 5), "Capacity!I2")])
def test_terms_of_a_limit_that_is_not_said_to_move_are_refused(terms: tuple[Cell, ...], where: str) -> None:
    assert cells(capacity(*terms), "movable-not-said") == [where]


@pytest.mark.parametrize(
    ("changed", "where"),
    [
        (rules("ban", None, "yes"), "Rules!G2"),
        (rules("licence", None, "yes"), "Rules!G2"),
        ({"Lanes": [["from", "to", "commodity", "cost [USD/t]", "movable"], ["Mine", "User", "oxide", 1, "yes"]]},
         "Lanes!E2"),
        ({"Contracts": [["contract", "supplier", "buyer", "commodity", "movable"],
                        ["Deal", "Mine", "User", "oxide", "yes"]]}, "Contracts!E2"),
    ],
    ids=["ban", "licence without a volume", "lane without a capacity", "contract without a maximum"],
)  # fmt: skip
def test_a_row_without_a_limit_that_could_be_raised_cannot_be_movable(changed: Changed, where: str) -> None:
    assert cells(changed, "movable-without-limit") == [where]


@pytest.mark.parametrize("kind", ["cap", "licence"])
def test_a_cap_and_a_grant_can_be_movable(kind: str) -> None:
    assert not errors(findings(rules(kind, 4, "yes", 2, 10)))
