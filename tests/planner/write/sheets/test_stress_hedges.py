"""Sheet Hedges says of each hedge what it costs, what it spares and what is decided otherwise."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from planner.explain.outcomes import UNSOLVED, Change
from planner.explain.stress.hedges import EXPAND, SHIP, Hedge, Hedges, Move
from planner.solve.session import silent
from planner.stress import stress_input
from planner.write.hedge_words import _from_to, hedge_sentences
from planner.write.workbook import report_of, write_report
from tests.cases import reference
from tests.drawn.problems import random_sheets
from tests.plan_books import opened, table, texts
from tests.stress_books import small_book
from tests.tiny import near
from tests.workbooks import write_workbook


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> tuple[Any, list[str]]:
    return small_book(tmp_path_factory.mktemp("stress"))


def test_what_is_not_hedged_though_it_could_be_is_counted_below(tmp_path: Path) -> None:
    source = write_workbook(tmp_path / "case.xlsx", random_sheets(1, material=False))
    stressed = stress_input(source, None, silent, hedged=2, at="P3")
    book = opened(write_report(tmp_path / "stress.xlsx", report_of(stressed.solved, stressed)))
    assert any(text.startswith("Of 3 more losses preparation would spare") for text in texts(book["Hedges"]))


def test_a_hedge_has_its_premium_and_its_decisions(small: tuple[Any, list[str]]) -> None:
    rows = table(small[0]["Hedges"])
    kept, delivered, *rows = rows
    assert kept["decision"] == "NdFeB magnet in stock at Motor plant just before"
    assert delivered["decision"] == "delivered to Motor plant: NdFeB magnet, industrial"
    assert delivered["more"] == near(-12.0)
    assert [row["premium [USD]"] for row in rows] == [near(264_000.0)] * len(rows)
    assert [row["what it is"] for row in (kept, delivered)] == ["in hand when it comes", "the way there"]
    stock = rows[0]
    assert stock["decision"] == "NdPr oxide in stock at US magnet plant just before"
    assert [stock["in the plan"], stock["prepared"], stock["more"]] == [near(0.0), near(12.0), near(12.0)]
    assert stock["spared if it comes by surprise"].startswith("24 t less short in priority 2")


def test_a_hedge_of_which_no_decision_is_told_has_its_premium_all_the_same(tmp_path: Path) -> None:
    source = write_workbook(tmp_path / "case.xlsx", reference("example_small").sheets())
    stressed = stress_input(source, None, silent)
    each = tuple(replace(hedge, moves=()) for hedge in stressed.hedges.each)
    stressed = replace(stressed, hedges=replace(stressed.hedges, each=each))
    report = report_of(stressed.solved, stressed)
    rows = table(opened(write_report(tmp_path / "stress.xlsx", report))["Hedges"])
    assert [row["premium [USD]"] for row in rows] == [near(hedge.premium.of["cost"]) for hedge in each]
    assert {row["decision"] for row in rows} == {"no decision before differs by more than 0.001 t"}
    assert all(line.endswith(str(rows[0]["decision"])) for line in hedge_sentences(report, stressed))


def test_added_capacity_has_its_unit_before_and_after() -> None:
    assert _from_to(Move(EXPAND, (0,), 10.0, 20.0)) == "10 t/yr -> 20 t/yr"


def test_a_hedge_that_leaves_other_demand_shorter_without_the_loss_says_so_beside_its_premium(tmp_path: Path) -> None:
    source = write_workbook(tmp_path / "case.xlsx", reference("example_small").sheets())
    stressed = stress_input(source, None, silent, at="2027Q3")
    loss = stressed.losses.each[0]
    move = Move(SHIP, (0, 3, 0), 0.0, 6.0)
    shorter = Change({"unmet, priority 1": 3.0, "unmet, priority 2": -5.0, "cost": 7.0})
    each = tuple(
        Hedge(loss, premium, Change({}), (move,), 0)
        for premium in (shorter, Change({"unmet, priority 2": 0.0, "cost": 7.0}), Change({}, UNSOLVED))
    )
    hedged = replace(stressed, hedges=Hedges(each))
    book = opened(write_report(tmp_path / "stress.xlsx", report_of(stressed.solved, hedged)))
    rows = table(book["Hedges"])
    name = "short more in some priority if it does not come [t]"
    assert [row[name] for row in rows] == [near(3.0), near(0.0), None]
    assert [row["premium [USD]"] for row in rows] == [near(7.0), near(7.0), None]
    assert book["Hedges"]["B6"].alignment.wrap_text
