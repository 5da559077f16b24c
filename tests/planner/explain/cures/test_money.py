"""What more of a budget closes with no limit moved is what the budget has to be, and no less."""

from __future__ import annotations

from pathlib import Path

import pytest

from planner.explain.cures.actions import about, gaps_in_order
from planner.explain.cures.cure import Cures
from planner.explain.cures.deadlines import NO_DEADLINES
from planner.explain.study import Study
from planner.solve.session import silent
from tests.given.plan_sheets import sheets_of
from tests.given.stories import told
from tests.plan_books import texts
from tests.studies import study_of
from tests.tiny import Changed, tiny
from tests.workbooks import Cell

MORE = "44 USD more in the budget (Settings!B3), with no limit moved"
BESIDE = "hat a move itself costs is beside the budget"


def short_of_money(budget: float | None, capacity: Cell = None) -> Changed:
    """Return 10 t wanted in Q3 at 11 USD, as much as a budget buys of them, and a stock worth 20 USD/t that is empty.

    capacity  t that the mine digs at most
    """
    mine: list[Cell] = ["Mine", "dig", "out", "oxide", "t/period", capacity]
    limits: list[list[Cell]] = [["budget [USD]", budget]] if budget else []
    return {
        "Settings": [["setting", "value"], ["title", "Tiny"], *limits],
        "Commodities": [["commodity", "stage", "value [USD/t]"], ["oxide", "oxide", 20]],
        "Capacity": [["site", "process", "basis", "commodity", "unit", "all"], mine] if capacity else None,
        "Demand": [["customer", "commodity", "end use", "unit", "Q3"], ["User", "oxide", "motors", "t/period", 10]],
        "Inventory": [["site", "commodity", "opening [t]"], ["User", "oxide", 0]],
    }  # fmt: skip


def cures_in(study: Study) -> Cures:
    found = about(study, gaps_in_order(study)[0], 2, silent, starts=0, waits=NO_DEADLINES)
    return found.cures[0]


def short_in(budget: float) -> float:
    study = study_of(tiny(short_of_money(budget)))
    return float(study.solution.values[study.model.variables.unmet.index].sum())


def test_what_a_budget_lacks_stands_beside_the_cures_that_spend_beside_it() -> None:
    """By hand: 66 USD buy 6 t of the 10 t at 11 USD; 4 t at the start close it too."""
    found = cures_in(study_of(tiny(short_of_money(66))))
    assert found.each[0].tonnes == pytest.approx(4.0, rel=1e-5)
    assert found.budget is not None
    assert found.budget.amount == pytest.approx(44.0, rel=1e-5)
    assert dict(found.budget.yields) == {}
    assert short_in(66 + 44) == pytest.approx(0.0, abs=1e-6)
    assert short_in(66 + 0.99 * 44) == pytest.approx(0.04)


@pytest.mark.parametrize(("budget", "capacity"), [(None, 2.0), (1e6, 2.0), (66.0, 2.5)])
def test_where_there_is_no_budget_or_money_alone_does_not_close_it_none_is_told(
    budget: float | None, capacity: float
) -> None:
    found = cures_in(study_of(tiny(short_of_money(budget, capacity))))
    assert found.each
    assert found.budget is None


def test_the_terminal_and_the_sheet_tell_it_and_that_moves_are_not_in_the_budget(tmp_path: Path) -> None:
    lines = told(tmp_path, short_of_money(66), "motors")
    assert f"  or {MORE}" in lines
    assert any(BESIDE in line for line in lines)
    notes = texts(sheets_of(tmp_path / "sheet", short_of_money(66))["Actions"])
    assert any(f"it takes {MORE}, to close as much." in note for note in notes)
    assert any(BESIDE in note for note in notes)
    assert not any(BESIDE in line for line in told(tmp_path, short_of_money(None, 2.0), "motors"))
