"""Sheet Supplier range says of each supplier whether it can be spared, and of each contract what it is worth."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from math import inf, nan
from pathlib import Path

import pytest

from planner.explain.level import Level
from planner.explain.outcomes import NO_PLAN, STOPPED, Change
from planner.explain.supplier_range import SupplierRange, SupplierRanges
from planner.explain.walk_away import NO_WALK_AWAYS, WalkAway, WalkAways
from planner.run import Solved, solve_input
from planner.solve.session import silent
from planner.write.sheets.supplier_range import NOBODY
from planner.write.workbook import write_solved
from tests.cases import append, reference
from tests.given.ranges import two_mines
from tests.plan_books import opened, sentence, solved, table, texts
from tests.tiny import day, tiny
from tests.workbooks import write_workbook

NOTHING = Change({})


@pytest.fixture(scope="module")
def plan(tmp_path_factory: pytest.TempPathFactory) -> Solved:
    return solved(tmp_path_factory.mktemp("range"), reference("contracts_small").sheets())


@pytest.fixture
def written(plan: Solved, tmp_path: Path) -> Callable[..., dict[str, str]]:
    """Return a function that writes made-up findings, and returns what the sheet says of each supplier or contract."""

    def write(suppliers: SupplierRanges, walk_aways: WalkAways = NO_WALK_AWAYS) -> dict[str, str]:
        explained = replace(plan.explained, level=Level.FULL, suppliers=suppliers, walk_aways=walk_aways)
        book = opened(write_solved(tmp_path / "plan.xlsx", replace(plan, explained=explained)))
        sheet = book["Supplier range"]
        assert sheet["A3"].value.startswith("✔")
        heads = {row[0].value: row[0].row for row in sheet.iter_rows(max_col=1)}
        if walk_aways.each:
            return {row["contract"]: row["in words"] for row in table(sheet, heads["contract"])}
        return (
            {row["supplier"]: row["state"] for row in table(sheet)}
            if "supplier" in heads
            else {"": " ".join(texts(sheet))}
        )

    return write


@pytest.mark.parametrize(
    ("planned", "least", "most", "is_decided", "state"),
    [
        (5.0, 5.0, 9.0, False, "▲ cannot send less"),
        (5.0, 5.0, 5.0, True, "▲ cannot send less as decided"),
        (5.0, 2.0, 9.0, False, "▲ some of it is needed"),
        (5.0, 2.0, 9.0, True, "▲ some of it is needed as decided"),
        (5.0, 0.0, 9.0, False, "✔ can be done without"),
        (5.0, 0.0, 9.0, True, "✔ can be done without"),
        (0.0, 0.0, 9.0, False, "not used, could send"),
        (0.0, 0.0, 0.0, False, "can send nothing"),
        (0.0, 0.0, 0.0, True, "can send nothing as decided"),
        (0.0, 0.0, inf, False, "✔ no end to what it could send"),
    ],
)
def test_a_supplier_is_told_by_what_it_could_send_and_whether_decisions_hold_it_to_that(
    planned: float, least: float, most: float, is_decided: bool, state: str, written: Callable[..., dict[str, str]]
) -> None:
    found = SupplierRange("Nobody's", (0,), (), planned, least, most)
    assert written(SupplierRanges((found,), is_decided=is_decided)) == {"Nobody's": state}


def test_a_range_that_is_not_known_says_why(written: Callable[..., dict[str, str]]) -> None:
    assert written(SupplierRanges((SupplierRange("A", (0,), (), 1.0, nan, nan, "not known"),))) == {"A": "not known"}


@pytest.mark.parametrize(("found", "words"), [(SupplierRanges((), why=STOPPED), STOPPED), (SupplierRanges(()), NOBODY)])
def test_where_there_is_no_range_the_sheet_says_so(
    found: SupplierRanges, words: str, written: Callable[..., dict[str, str]]
) -> None:
    assert words in written(found)[""]


@pytest.mark.parametrize(
    ("one", "words"),
    [
        (WalkAway(1.0, Change({}, NO_PLAN), why=NO_PLAN), NO_PLAN),
        (WalkAway(1.0, Change({"unmet, priority 2": 3.0}), is_needed=True),
         "needed at any price; without it: 3 t more short in priority 2"),
        (WalkAway(1.0, Change({"unmet, priority 2": -3.0})),
         "better without it whatever it costs: 3 t less short in priority 2"),
        (WalkAway(0.0, NOTHING, rise=-inf), "not taken, even for nothing"),
        (WalkAway(1.0, NOTHING, rise=-inf), "too dear even for nothing"),
        (WalkAway(1.0, NOTHING, rise=5.0),
         "its prices could rise by 5 USD a tonne; from there on the plan without it costs no more"),
        (WalkAway(0.0, NOTHING, rise=-5.0), "not taken; it would be where its prices fell by more than 5 USD a tonne"),
        (WalkAway(0.0, Change({"cost": -50.0}), rise=-5.0),
         "too dear by 5 USD a tonne; without it: 50.00 USD less cost"),
        (WalkAway(1.0, NOTHING, rise=-5.0), "too dear by 5 USD a tonne: what must be paid for it keeps it in the plan"),
    ],
)  # fmt: skip
def test_a_contract_is_told_by_what_it_is_worth(
    one: WalkAway, words: str, plan: Solved, written: Callable[..., dict[str, str]]
) -> None:
    size = plan.plan.model.problem.contracts.size
    found = written(SupplierRanges((), why=STOPPED), WalkAways((one,) * size))
    assert found["China spot"] == words


def test_of_a_contract_that_sets_no_price_none_is_told_to_be_too_high(tmp_path: Path) -> None:
    """With its row inactive nothing changes at all: it is no contract that could be walked away from."""
    sheets = tiny({"Commodities": [["commodity", "stage", "value [USD/t]"], ["oxide", "oxide", 300]], "Contracts": [
        ["contract", "supplier", "buyer", "commodity", "price floor [USD/t]", "floor paid by", "start", "end"],
        ["Floor", "Mine", "User", "oxide", 500, "third party", day("2027-01-01"), day("2027-09-30")],
    ]})  # fmt: skip
    written = solve_input(write_workbook(tmp_path / "a.xlsx", sheets), "highs", None, silent, level=Level.FULL)
    [one] = written.explained.walk_aways.each
    assert one.is_needed
    told = " ".join(texts(opened(write_solved(tmp_path / "plan.xlsx", written))["Supplier range"]))
    assert "sets no price; were nothing bought where it alone runs: 15 t more short in priority 1" in told


def test_that_nothing_soft_is_missed_more_is_said_where_something_can_be(tmp_path: Path) -> None:
    """A supplier who could send less at the cost of a soft rule cannot, as the sheet counts."""
    sheets = two_mines()
    append(
        "Rules", rule="Wish", type="cap", from_="Mine", to="User", commodity="oxide", value=2, unit="t",
        start=day("2027-01-01"), end=day("2027-12-31"), hard="no",
    )(sheets)  # fmt: skip
    for number, (case, said) in enumerate([(two_mines(), ""), (sheets, ", no more missed of soft rules")]):
        written = solve_input(
            write_workbook(tmp_path / f"{number}.xlsx", case), "highs", None, silent, level=Level.FULL
        )
        shown = sentence(opened(write_solved(tmp_path / f"{number}_plan.xlsx", written))["Supplier range"])
        assert shown.startswith(
            f"Least and most t that a supplier could send to sites of others over the plan, no priority shorter{said}"
        )
        assert ("missed" in shown) == bool(said)


def test_the_slack_is_told_as_it_was_typed(tmp_path: Path) -> None:
    source = write_workbook(tmp_path / "case.xlsx", two_mines(slack=0.5))
    plan = write_solved(tmp_path / "plan.xlsx", solve_input(source, "highs", None, silent, None, Level.FULL))
    assert "(0.5% of all that is spent: setting `cost slack`)" in sentence(opened(plan)["Supplier range"])


@pytest.mark.parametrize(
    ("budget", "said"),
    [(165, " The budget is spent."), (165.5, None), (166, " The budget leaves 1 USD more to be spent."), (9_999, None)],
)
def test_what_a_budget_leaves_of_what_a_range_may_cost_is_said(budget: float, said: str | None, tmp_path: Path) -> None:
    """By hand: 5 t a quarter are dug at 10 and sent at 1 USD/t for 165 USD; the setting allows 1.65 USD more."""
    sheets = tiny({"Settings": [["setting", "value"], ["budget [USD]", budget]]})
    found = solve_input(write_workbook(tmp_path / "case.xlsx", sheets), "highs", None, silent, level=Level.FULL)
    top = sentence(opened(write_solved(tmp_path / "plan.xlsx", found))["Supplier range"])
    assert ("budget" in top) == (budget < 200)
    assert said is None or top.endswith(said)
