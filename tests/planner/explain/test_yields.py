"""What comes behind a shortage in the order of a plan does not hold its cure back; what it loses by it is told."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from planner.explain.cures.search import levers_of
from planner.explain.level import Level
from planner.explain.study import Study
from planner.run import solve_input
from planner.solve.session import silent
from planner.story import tell
from planner.write.workbook import write_solved
from tests.drawn.problems import random_sheets
from tests.given.cures import cures_of, money, short_places
from tests.plan_books import opened, table, texts
from tests.raised_tables import applied
from tests.seeds import seeds
from tests.studies import study_of, study_of_tables
from tests.tiny import near, periods, tiny
from tests.workbooks import Cell, Sheets, write_workbook


def two_kinds(*of_the_mine: Cell) -> Sheets:
    """Return a plant that makes two magnets of 8 t of oxide: 3 of 5 t for defence, and 5 of 6 t for motors.

    of_the_mine  what a cure may do to it: `movable`, `at what cost`
    """
    return tiny({
        "Commodities": [["commodity", "stage"], ["oxide", "oxide"], ["strong", "magnet"], ["plain", "magnet"]],
        "Sites": [
            ["site", "country", "kind"], ["Mine", "Malaysia", "mine"], ["Plant", "Japan", "plant"],
            ["User", "United States", "customer"],
        ],
        "Processes": [
            ["site", "process", "direction", "commodity", "quantity per run [t]", "run cost [USD/t]"],
            ["Mine", "dig", "out", "oxide", 1, 10],
            ["Plant", "make strong", "in", "oxide", 1, None], ["Plant", "make strong", "out", "strong", 1, 1],
            ["Plant", "make plain", "in", "oxide", 1, None], ["Plant", "make plain", "out", "plain", 1, 1],
        ],
        "Capacity": [
            ["site", "process", "basis", "commodity", "unit", "all", "movable", "at what cost [USD/t]"],
            ["Mine", "dig", "out", "oxide", "t/period", 8, *of_the_mine],
            ["Plant", "make strong", "out", "strong", "t/period", 3],
        ],
        "Demand": [
            ["customer", "commodity", "end use", "priority", "unit", "all"],
            ["User", "strong", "defence", 1, "t/period", 5], ["User", "plain", "motors", 2, "t/period", 6],
        ],
        "Lanes": [
            ["from", "to", "commodity", "cost [USD/t]"], ["Mine", "Plant", "oxide", 1], ["Plant", "User", "strong", 1],
            ["Plant", "User", "plain", 1],
        ],
    })  # fmt: skip


def first_of(study: Study, priority: int) -> int:
    """Return the first shortage of a priority."""
    unmet = study.model.variables.unmet
    ranked = study.model.problem.demands.priority[unmet.keys["demand"]]
    return next(place for place in short_places(study) if ranked[place] == priority)


def test_what_a_worse_priority_uses_holds_no_cure_back_and_what_it_loses_is_told() -> None:
    """By hand: 2 t more of what makes the strong magnet close the gap at once, with the oxide of two plain ones."""
    study = study_of(two_kinds("no"))
    found = cures_of(study, [first_of(study, 1)])
    (cure,) = found.each
    assert [found.left, cure.tonnes, cure.cost] == [near(0.0), near(2.0), money(0.0)]
    assert cure.yields == {"unmet, priority 2": near(2.0)}
    typed = applied(study, levers_of(study), cure)
    assert typed is not None
    anew = study_of_tables(typed).base.optima
    # The capacity stands for all three quarters.
    assert anew["unmet, priority 1"] == near(study.base.optima["unmet, priority 1"] - 2.0)
    assert anew["unmet, priority 2"] == near(study.base.optima["unmet, priority 2"] + 2.0)


def test_what_has_a_price_is_paid_before_a_worse_priority_loses() -> None:
    study = study_of(two_kinds("yes", 1_000_000))
    (cure, *_) = cures_of(study, [first_of(study, 1)]).each
    assert [cure.tonnes, cure.lever_cost] == [near(2.0), pytest.approx(2_000_000.0, rel=1e-6)]
    assert not cure.yields


def test_a_worse_priority_is_not_cured_at_the_expense_of_a_better_one() -> None:
    study = study_of(two_kinds("no"))
    found = cures_of(study, [first_of(study, 2)])
    assert (found.each, found.left) == ((), near(1.0))


def test_a_safety_stock_yields_to_a_gap_and_is_told() -> None:
    """By hand: 4 t are dug and go out a quarter; 2 t more on the lane close the gap of Q1, out of the stock of 3 t."""
    study = study_of(tiny({
        "Capacity": [
            ["site", "process", "basis", "commodity", "unit", "all", "movable"],
            ["Mine", "dig", "out", "oxide", "t/period", 4, "no"],
        ],
        "Demand": [
            ["customer", "commodity", "end use", "unit", "all"], ["User", "oxide", "motors", "t/period", 6],
        ],
        "Inventory": [["site", "commodity", "opening [t]", "safety [t]", "movable"], ["Mine", "oxide", 3, 3, "no"]],
        "Lanes": [["from", "to", "commodity", "capacity [t/period]"], ["Mine", "User", "oxide", 4]],
    }))  # fmt: skip
    found = cures_of(study, [short_places(study)[0]])
    (cure,) = found.each
    ((name, lost),) = cure.yields.items()
    assert [found.left, cure.tonnes] == [near(0.0), near(2.0)]
    anew = study.moved(np.array([move.row for move in cure.moves]), np.array([move.tonnes for move in cure.moves]))
    assert anew.optima["unmet, priority 1"] == near(study.base.optima["unmet, priority 1"] - 2.0)
    # The end of Q1 is 2 t below what should lie there, and so are the ends behind it.
    assert lost == near(anew.optima[name] - study.base.optima[name])
    assert lost == near(2.0 * 9 / 12)


def test_the_sheet_and_the_terminal_say_who_yields(tmp_path: Path) -> None:
    source = write_workbook(tmp_path / "case.xlsx", two_kinds("no"))
    book = opened(write_solved(tmp_path / "plan.xlsx", solve_input(source, "highs", None, silent, level=Level.FAST)))
    rows = [row for row in table(book["Actions"]) if row["what is short"] == "User, strong, defence"]
    yields = ["6 t more short in priority 2", *["2 t more short in priority 2"] * 3]
    assert [row["what yields"] for row in rows] == yields
    remarks = {row["why"]: row["remark"] for row in table(book["Decide by"])}
    assert remarks["closes User, strong, defence, in Q1"] == "it leaves 2 t more short in priority 2"
    # The sentences stand in the first column, each over as many rows as it needs.
    lines = [str(cell.value) for (cell,) in book["Summary"].iter_rows(max_col=1) if cell.value]
    summary = " ".join(" ".join(lines).split())
    assert "raise capacity of Plant; make strong (2027-01-01; it leaves 2 t more short in priority 2)" in summary
    told = "\n".join(tell(source, None, silent, "defence Q1").lines)
    assert "to close User, strong, defence in Q1, 2 t, with nobody of the same or a better priority shorter:" in told
    assert "it leaves 2 t more short in priority 2" in told
    alone = write_workbook(tmp_path / "alone.xlsx", two_kinds("yes", 10))
    told = "\n".join(tell(alone, None, silent, "defence Q1").lines)
    assert "with nobody else shorter:" in told
    assert "it leaves" not in told


@pytest.mark.parametrize("seed", seeds(8, 25))
def test_with_a_cure_typed_in_its_priority_is_less_short_whatever_comes_behind(seed: int) -> None:
    """Solved again from the tables: the tiers down to the gap's are better, the others as they come."""
    study = study_of(random_sheets(seed))
    unmet, demands = study.model.variables.unmet, study.model.problem.demands
    for place in short_places(study)[:3]:
        demand = unmet.keys["demand"][place]
        if not demands.weight[demand]:
            continue
        found = cures_of(study, [place])
        for cure in found.each:
            typed = applied(study, levers_of(study), cure)
            if typed is None:
                continue
            anew, planned = study_of_tables(typed).base.optima, study.base.optima
            names = [f"unmet, priority {level}" for level in range(1, int(demands.priority[demand]) + 1)]
            differs = [anew[name] - planned[name] for name in names if name in anew]
            moved = [amount for amount in differs if abs(amount) > 1e-5]
            assert moved, (seed, place)
            assert moved[0] < 0.0


def test_what_comes_late_for_a_month_leaves_no_grams_of_a_move_to_another_month() -> None:
    """By hand: a tonne more that is dug in the month before closes the tonne of phones that is short in March.

    The later it is dug, the less it costs by discounting: what may come late for a twelfth of a year would wait.
    """
    study = study_of(tiny({
        "Settings": [["setting", "value"], ["discount rate [%/yr]", 10]],
        "Periods": periods(
            ("Jan", "2028-01-01", "2028-01-31"), ("Feb", "2028-02-01", "2028-02-29"),
            ("Mar", "2028-03-01", "2028-03-31"), ("Apr", "2028-04-01", "2028-04-30"),
        ),
        "Demand": [
            ["customer", "commodity", "end use", "priority", "unit", "may wait [months]", "Jan", "Feb", "Mar", "Apr"],
            ["User", "oxide", "motors", 1, "t/period", 1, 2, 9, 9, 2],
            ["User", "oxide", "phones", 2, "t/period", 0, 0, 0, 1, 0],
        ],
        "Capacity": [
            ["site", "process", "basis", "commodity", "unit", "all", "movable", "how far [t/period]",
             "at what cost [USD/t]"],
            ["Mine", "dig", "out", "oxide", "t/period", 5, "yes", 2, 500],
        ],
        "Lanes": [["from", "to", "commodity", "lead time [days]"], ["Mine", "User", "oxide", 31]],
        "Inventory": [["site", "commodity", "opening [t]"], ["User", "oxide", 3]],
    }))  # fmt: skip
    first = cures_of(study, [first_of(study, 2)]).each[0]
    (move,) = first.moves
    assert move.place == 1
    assert move.tonnes == pytest.approx(1.0, abs=2e-6)


def test_of_grams_no_gram_of_a_move_stands_in_another_quarter() -> None:
    """By hand: 20 g more, dug when the 20 g of phones are short; a safety stock has room for a gram no more."""
    study = study_of(tiny({
        "Settings": [["setting", "value"], ["discount rate [%/yr]", 10]],
        "Demand": [
            ["customer", "commodity", "end use", "priority", "unit", "may wait [months]", "Q1", "Q2", "Q3"],
            ["User", "oxide", "motors", 1, "kg/period", 3, 0.03, 0.05, 0.06],
            ["User", "oxide", "phones", 2, "kg/period", 0, 0, 0.02, 0],
        ],
        "Capacity": [
            ["site", "process", "basis", "commodity", "unit", "all"],
            ["Mine", "dig", "out", "oxide", "kg/period", 0.04],
        ],
        "Inventory": [
            ["site", "commodity", "opening [kg]", "maximum [kg]", "safety [kg]"], ["User", "oxide", 0.005, 1, 0.01],
        ],
    }))  # fmt: skip
    (place,) = [
        own for own in np.flatnonzero(study.solution.values[study.model.variables.unmet.index] > 1e-6).tolist()
        if study.model.problem.demands.priority[study.model.variables.unmet.keys["demand"][own]] == 2
    ]  # fmt: skip
    (move,) = cures_of(study, [place]).each[0].moves
    assert (move.place, round(move.tonnes, 8)) == (1, 2e-5)


def test_of_a_worse_priority_it_is_said_that_a_better_one_that_is_short_may_be_served_first(tmp_path: Path) -> None:
    """Of one oxide both priorities are short: a tonne more that closes the worse one goes to the better one."""
    sheets = tiny({
        "Capacity": [["site", "process", "basis", "commodity", "unit", "all"],
                     ["Mine", "dig", "out", "oxide", "t/period", 4]],
        "Demand": [["customer", "commodity", "end use", "priority", "unit", "all"],
                   ["User", "oxide", "motors", 1, "t/period", 5], ["User", "oxide", "toys", 2, "t/period", 1]],
    })  # fmt: skip
    source = write_workbook(tmp_path / "case.xlsx", sheets)
    book = opened(write_solved(tmp_path / "plan.xlsx", solve_input(source, "highs", None, silent, level=Level.FAST)))
    first = "a plan made anew might serve priority 1 first with some of what these give"
    notes = [text for text in texts(book["Actions"]) if first in text]
    assert notes
    assert all(note.startswith("User, oxide, toys") for note in notes)
    lines = tell(source, None, silent, "toys Q1").lines
    assert f"  {first}" in lines
    assert f"  {first}" not in tell(source, None, silent, "motors Q1").lines
