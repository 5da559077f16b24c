"""What begins only after a shortage closes it by what is then not kept for later, and the sentence says so."""

from __future__ import annotations

from pathlib import Path

import pytest

from planner.explain.cures.search import levers_of
from planner.explain.level import Level
from planner.run import solve_input
from planner.solve.session import silent
from planner.story import tell
from planner.write.workbook import write_solved
from tests.given.cures import cures_of, short_places, wanted
from tests.plan_books import opened, table
from tests.raised_tables import applied
from tests.studies import study_of, study_of_tables
from tests.tiny import day, near, periods, tiny
from tests.workbooks import Cell, Sheets, write_workbook


def kept_for_later(wait: Cell = None) -> Sheets:
    """Return 8 t a quarter, a stock of 2 t and a pit that opens in Q2 with 1 t, for 10 t in Q1 and 10 t in Q2.

    By hand: Q2 counts more, so that 1 t of the stock is left for it, and 1 t of Q1 is short.
    wait  periods that what is wanted in Q1 may wait
    """
    return tiny({
        "Sites": [
            ["site", "country", "kind", "start"], ["Mine", "Malaysia", "mine", None],
            ["Pit", "Malaysia", "mine", day("2027-04-01")], ["User", "United States", "customer", None],
        ],
        "Processes": [
            ["site", "process", "direction", "commodity", "run cost [USD/t]"], ["Mine", "dig", "out", "oxide", 10],
            ["Pit", "dig", "out", "oxide", 10],
        ],
        "Demand": [
            ["customer", "commodity", "end use", "weight", "may wait [periods]", "unit", "Q1", "Q2", "Q3"],
            ["User", "oxide", "first", 1, wait, "t/period", 10, 0, 0],
            ["User", "oxide", "then", 2, None, "t/period", 0, 10, 8],
        ],
        "Capacity": [
            ["site", "process", "basis", "commodity", "unit", "all", "movable"],
            ["Mine", "dig", "out", "oxide", "t/period", 8, "no"], ["Pit", "dig", "out", "oxide", "t/period", 1, None],
        ],
        "Inventory": [["site", "commodity", "opening [t]", "movable"], ["Mine", "oxide", 2, "no"]],
        "Lanes": [["from", "to", "commodity"], ["Mine", "User", "oxide"], ["Pit", "User", "oxide"]],
    })  # fmt: skip


def test_a_pit_of_the_next_quarter_closes_what_is_short_in_this_one() -> None:
    study = study_of(kept_for_later())
    (place,) = short_places(study)
    (cure,) = cures_of(study, [place]).each
    assert [study.model.variables.unmet.keys["period"][place], cure.tonnes] == [0, near(1.0)]
    typed = applied(study, levers_of(study), cure)
    assert typed is not None
    assert study_of_tables(typed).base.optima["unmet, priority 1"] == near(0.0)


def test_what_is_raised_in_the_quarter_itself_sets_nothing_free(tmp_path: Path) -> None:
    source = write_workbook(tmp_path / "case.xlsx", tiny(wanted()))
    assert "kept" not in "\n".join(tell(source, None, silent).lines)


@pytest.mark.parametrize(
    ("wait", "words"),
    [
        (None, "in Q2, so that less is kept until then"),
        (1, "in Q2, so that less is kept until then or more comes late"),
    ],
)
def test_how_it_does_so_is_said(tmp_path: Path, wait: Cell, words: str) -> None:
    source = write_workbook(tmp_path / "case.xlsx", kept_for_later(wait))
    told = "\n".join(tell(source, None, silent, "first Q1").lines)
    assert f"1. 1 t more capacity of Pit; dig, {words} (Capacity!F3" in told
    book = opened(write_solved(tmp_path / "plan.xlsx", solve_input(source, "highs", None, silent, level=Level.FAST)))
    (row, *_) = table(book["Actions"])
    assert row["when"].startswith(words)
    remarks = {row["what"]: row["begins in"] for row in table(book["Decide by"])}
    assert remarks["raise capacity of Pit; dig"].startswith(words)


def test_where_nothing_can_be_kept_it_is_said_to_come_late(tmp_path: Path) -> None:
    """By hand: with 2 t more in Q3 so much of Q2 comes late, and leaves what it had to Q1; there is no stock."""
    sheets = kept_for_later()
    sheets["Sites"][2][3] = day("2027-07-01")
    sheets["Demand"] = [
        ["customer", "commodity", "end use", "may wait [periods]", "unit", "Q1", "Q2", "Q3"],
        ["User", "oxide", "motors", 1, "t/period", 10, 8, 9],
    ]
    source = write_workbook(tmp_path / "case.xlsx", {name: sheets[name] for name in sheets if name != "Inventory"})
    told = "\n".join(tell(source, None, silent, "motors Q1").lines)
    assert "1. 2 t more capacity of Pit; dig, in Q3, so that more comes late (" in told


def test_of_a_shortage_of_several_periods_it_is_said_too_that_a_last_start_lets_the_first_come_late(
    tmp_path: Path,
) -> None:
    """Raised from Q2 on, what Q1 lacks comes in Q2: nothing is short at the end, and 2 t are a quarter late."""
    sheets = tiny({
        "Capacity": [["site", "process", "basis", "commodity", "unit", "all"],
                     ["Mine", "dig", "out", "oxide", "t/period", 8]],
        "Demand": [["customer", "commodity", "end use", "may wait [periods]", "unit", "Q1", "Q2"],
                   ["User", "oxide", "motors", 1, "t/period", 10, 16]],
        "Periods": periods(("Q1", "2027-01-01", "2027-03-31"), ("Q2", "2027-04-01", "2027-06-30")),
    })  # fmt: skip
    source = write_workbook(tmp_path / "case.xlsx", sheets)
    told = "\n".join(tell(source, None, silent, "all").lines)
    assert "decide by 2027-04-01 (raised from Q2 on, by as much as it then takes, so that more comes late)" in told
