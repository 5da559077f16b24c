"""What flows too late for the plan, and circles of recipes that make something of nothing."""

from __future__ import annotations

import pytest

from models.issues import Severity
from tests.tiny import Changed, cells, found, tiny_plan
from tests.workbooks import Cell

HEADER: list[Cell] = ["site", "process", "direction", "commodity", "quantity per run [t]", "lead time [months]"]
LANES: list[list[Cell]] = [["from", "to", "commodity", "loss [%]"], ["Mine", "User", "oxide", None]]


def round_trip(made: float, redone: float, *more: list[Cell], lead: Cell = None, loss: Cell = None) -> Changed:
    """Return a use that leaves scrap of each tonne of oxide, and a process at the mine that makes oxide of scrap.

    made, redone  tonnes of scrap of a tonne of oxide, and of oxide of a tonne of scrap
    """
    return {
        "Commodities": [["commodity", "stage"], ["oxide", "oxide"], ["scrap", "scrap"], ["acid", "mixed"]],
        "Processes": [
            HEADER,
            ["Mine", "dig", "out", "oxide", 1, None],
            ["User", "use", "in", "oxide", 1, lead],
            ["User", "use", "out", "scrap", made, None],
            ["Mine", "redo", "in", "scrap", 1, None],
            ["Mine", "redo", "out", "oxide", redone, None],
            *more,
        ],
        "Capacity": [["site", "process", "unit", "all"], ["Mine", "dig", "t/period", 1]],
        "Lanes": [*LANES, ["User", "Mine", "scrap", loss]],
    }


def test_a_circle_of_recipes_that_gives_back_more_than_went_in_is_told() -> None:
    changed = round_trip(1.6, 1)
    (issue,) = found(changed, "circle-with-gain")
    assert (issue.where, issue.severity) == ("Processes!E4", Severity.WARNING)
    assert "'redo' at 'Mine' and 'use' at 'User' come 1.6 t" in issue.message
    # What the warning is about: a mine of 1 t a quarter would serve 5 t.
    assert tiny_plan(changed).tables["unmet"]["unmet_t"].sum() == pytest.approx(0.0)


@pytest.mark.parametrize(
    "changed",
    [
        round_trip(1, 1), round_trip(1.25, 0.8), round_trip(0.5, 1.9), round_trip(1.6, 1, loss=40),
        round_trip(1.6, 1, lead=3), round_trip(1.6, 1, ["Mine", "redo", "in", "acid", 1, None]),
    ],
    ids=["as much", "as much but for rounding", "less", "lost on the way", "a quarter later", "with something besides"],
)  # fmt: skip
def test_a_circle_that_gives_no_more_or_gives_it_later_or_of_something_else_is_none(changed: Changed) -> None:
    assert not cells(changed, "circle-with-gain")


@pytest.mark.parametrize(("lead", "late"), [("lead time", True), ("lead time [days]", False)])
def test_days_that_are_read_as_periods_are_told_where_nothing_arrives_within_the_plan(lead: str, late: bool) -> None:
    changed: Changed = {"Lanes": [["from", "to", "commodity", lead], ["Mine", "User", "oxide", 45]]}
    assert cells(changed, "behind-the-plan") == (["Lanes!D2"] if late else [])


def test_a_run_of_which_nothing_comes_out_within_the_plan_is_told() -> None:
    rows: list[list[Cell]] = [HEADER, ["Mine", "dig", "out", "oxide", 1, 9]]
    (issue,) = found({"Processes": rows}, "behind-the-plan")
    assert (issue.where, issue.severity) == ("Processes!F2", Severity.WARNING)
    rows[1][5] = 3
    assert not cells({"Processes": rows}, "behind-the-plan"), "what begins in the first two quarters comes out"


@pytest.mark.parametrize(
    ("lane", "cell", "words"),
    [
        (["User", "Mine", "oxide"], "B3", "nothing at 'Mine' takes 'oxide'"),
        (["User", "Yard", "oxide"], "B3", "nothing at 'Yard' takes 'oxide'"),
        (["Yard", "User", "oxide"], "A3", "nothing can bring 'oxide' to 'Yard'"),
        (["Mine", "User", "oxide"], "", ""),
    ],
)
def test_a_lane_on_which_nothing_is_ever_sent_is_warned_of(lane: list[Cell], cell: str, words: str) -> None:
    """By hand: two mines dig what the user takes, and nothing leads to the yard or away from it."""
    sites: list[list[Cell]] = [[name, "Malaysia", "mine"] for name in ("Mine", "Pit", "Yard", "User")]
    digs: list[list[Cell]] = [[name, "dig", "out", "oxide"] for name in ("Mine", "Pit")]
    issues = found({
        "Sites": [["site", "country", "kind"], *sites],
        "Processes": [["site", "process", "direction", "commodity"], *digs],
        "Lanes": [["from", "to", "commodity"], ["Pit", "User", "oxide"], lane],
    }, "empty-lane")  # fmt: skip
    assert [issue.where for issue in issues] == ([f"Lanes!{cell}"] if cell else [])
    assert all(words in issue.message for issue in issues)


def test_a_process_to_which_nothing_brings_what_it_takes_is_warned_of_and_none_that_waits_for_it() -> None:
    """By hand: no lane brings coke to the furnace, so that neither it nor the press behind it ever runs."""
    issues = found({
        "Sites": [["site", "country", "kind"], ["Mine", "Malaysia", "mine"], ["Furnace", "Japan", "plant"],
                  ["Press", "Japan", "plant"], ["User", "Japan", "customer"]],
        "Commodities": [["commodity", "stage"], ["oxide", "oxide"], ["coke", "mixed"], ["metal", "metal"],
                        ["part", "magnet"]],
        "Processes": [["site", "process", "direction", "commodity"], ["Mine", "dig", "out", "oxide"],
                      ["Mine", "coke", "out", "coke"],
                      ["Furnace", "melt", "in", "oxide"], ["Furnace", "melt", "in", "coke"],
                      ["Furnace", "melt", "out", "metal"],
                      ["Press", "press", "in", "metal"], ["Press", "press", "out", "part"]],
        "Lanes": [["from", "to", "commodity"], ["Mine", "User", "oxide"], ["Mine", "Furnace", "oxide"],
                  ["Furnace", "Mine", "coke"], ["Furnace", "Press", "metal"], ["Press", "User", "part"]],
    }, "stuck-process")  # fmt: skip
    assert [(issue.where, issue.severity) for issue in issues] == [("Processes!D5", Severity.WARNING)]
    assert "nothing brings 'coke' to 'Furnace'" in issues[0].message


@pytest.mark.parametrize(("lead", "where"), [(3, ["Expansion!D2"]), (2, [])])
def test_an_addition_that_never_stands_within_the_plan_is_told(lead: int, where: list[str]) -> None:
    changed: Changed = {
        "Expansion": [
            ["site", "process", "capacity [t/yr]", "lead time [periods]", "capital cost [USD/(t/yr)]", "life [yr]"],
            ["Mine", "dig", 10, lead, 100, 10],
        ],
    }  # fmt: skip
    assert cells(changed, "behind-the-plan") == where


@pytest.mark.parametrize(("site", "severity"), [("Pit", Severity.WARNING), ("Pits", Severity.NOTE)])
def test_a_source_that_can_send_to_nobody_is_warned_of_where_its_row_is_about_it_alone(
    site: str, severity: Severity
) -> None:
    (issue,) = found({
        "Sites": [["site", "country", "kind"], ["Mine", "Malaysia", "mine"], ["Pit", "Malaysia", "mine"],
                  ["User", "Japan", "customer"]],
        "Groups": [["group", "member"], ["Pits", "Pit"]],
        "Processes": [["site", "process", "direction", "commodity"], ["Mine", "dig", "out", "oxide"],
                      [site, "dig", "out", "oxide"]],
    }, "unwanted-process")  # fmt: skip
    assert (issue.where, issue.severity) == ("Processes!B3", severity)


def test_a_process_of_which_nothing_takes_what_it_makes_is_noted() -> None:
    (issue,) = found({
        "Commodities": [["commodity", "stage"], ["oxide", "oxide"], ["power", "mixed"]],
        "Processes": [["site", "process", "direction", "commodity"], ["Mine", "dig", "out", "oxide"],
                      ["Mine", "draw", "out", "power"]],
    }, "unwanted-process")  # fmt: skip
    assert (issue.where, issue.severity) == ("Processes!B3", Severity.WARNING)
    assert "process 'draw' makes at 'Mine'" in issue.message


@pytest.mark.parametrize(("loss", "told"), [(0.95, 1), (1, 1), (0.5, 0), (0.05, 0), (None, 0)])
def test_a_lane_that_loses_most_of_what_is_sent_is_warned_of(loss: float | None, told: int) -> None:
    changed: Changed = {"Lanes": [["from", "to", "commodity", "loss [fraction]"], ["Mine", "User", "oxide", loss]]}
    issues = found(changed, "mostly-lost")
    assert [one.where for one in issues] == ["Lanes!D2"] * told
    assert all(("nothing ever arrives" in one.message) == (loss == 1) for one in issues)
