"""What a rule on origins does by surprise that the plan did not ask for: at least as much as with the best luck."""

from __future__ import annotations

from pathlib import Path

import pytest

from planner.explain.outcomes import NOT_APART
from planner.explain.stress.hedges import spared
from planner.explain.stress.losses import Loss, losses
from planner.explain.stress.rule_losses import ACTING
from planner.explain.study import Study
from planner.solve.session import silent
from tests.plan_books import table
from tests.stress_books import stressed_book
from tests.studies import study_of
from tests.tiny import day, near, tiny
from tests.workbooks import Cell, Sheets

SHORT = "unmet, priority 1"


def announced(stock: float, *more: list[Cell]) -> Sheets:
    """Return a mine in China that sends to a user with stock of Malaysia, both stored alike, and a rule announced.

    From Q2 on motors would take no Chinese ore.
    """
    return tiny({
        "Sites": [["site", "country", "kind"], ["Mine", "China", "mine"], ["User", "United States", "customer"]],
        "Capacity": [["site", "process", "basis", "commodity", "unit", "all"],
                     ["Mine", "dig", "out", "oxide", "t/period", 5]],
        "Inventory": [["site", "commodity", "opening [t]", "origin", "maximum [t]"],
                      ["User", "oxide", stock, "Malaysia", "no limit"]],
        "Demand": [["customer", "commodity", "end use", "unit", "all"], ["User", "oxide", "motors", "t/period", 6],
                   *more],
        "Rules": [["rule", "type", "mined in", "commodity", "end use", "start", "status"],
                  ["No Chinese ore", "end_use_ban", "China", "oxide", "motors", day("2027-04-01"), "announced"]],
    })  # fmt: skip


def loss_of(study: Study) -> Loss:
    return next(loss for loss in losses(study, 1, silent).each if loss.names[0] == (ACTING, "No Chinese ore"))


@pytest.mark.parametrize("stock", [0.0, 3.0])
def test_at_least_what_lacks_with_the_clean_ore_kept_is_missing(stock: float) -> None:
    """6 t a quarter are needed, of which the mine digs 5. Of 3 t in stock 1 t goes in each quarter, in Q1 too.

    By Q2 then 2 t are left of it at best: 10 t of what the plan has in Q2 and Q3 are Chinese.
    """
    study = study_of(announced(stock))
    loss = loss_of(study)
    assert (loss.surprised.is_least, loss.hurts) == (True, True)
    assert dict(loss.surprised.of) == {SHORT: near(10.0)}
    assert loss.prepared.of[SHORT] == near(10.0)
    assert spared(study, loss).why == NOT_APART


def test_where_with_the_best_luck_nobody_is_shorter_it_is_not_known() -> None:
    """13 t of Malaysia are in stock, as much as is needed from Q2 on: nobody has written what was used in Q1."""
    loss = loss_of(study_of(announced(13.0)))
    assert (loss.surprised.why, dict(loss.surprised.of)) == (NOT_APART, {})


def test_the_sheet_and_the_story_say_at_least(tmp_path: Path) -> None:
    book, said = stressed_book(tmp_path, announced(0.0), "Q2")
    words = f"at least 10 t more short in priority 1; the rest is {NOT_APART}"
    assert any(words in line for line in said)
    (row,) = [row for row in table(book["Stress"]) if "No Chinese ore" in str(row["loss of"])]
    assert (row["surprised: what changes"], row["surprised: cost"]) == (words, None)
    assert "a priority is shorter" in str(row["as a surprise"])
    assert row["value of preparation [t]"] is None


def test_of_a_worse_priority_it_is_said_that_a_better_one_may_be_short_instead(tmp_path: Path) -> None:
    """Toys take 2 t a quarter of the 5 t first, of whatever origin, and motors the 3 t that are Chinese."""
    sheets = announced(0.0)
    sheets["Demand"] = [
        ["customer", "commodity", "end use", "priority", "unit", "all"],
        ["User", "oxide", "toys", 1, "t/period", 2], ["User", "oxide", "motors", 2, "t/period", 6],
    ]  # fmt: skip
    said = stressed_book(tmp_path, sheets, "Q2")[1]
    words = f"at least 6 t more short in priority 2, or a better priority is shorter; the rest is {NOT_APART}"
    assert any(words in line for line in said)


def test_what_a_rule_would_do_is_no_single_point_of_which_nothing_is_known(tmp_path: Path) -> None:
    """What the announced rule comes to is not known; what the loss of the only mine does, is."""
    _, said = stressed_book(tmp_path, announced(13.0), "Q2")
    (line,) = [one for one in said if "single" in one]
    assert line in (
        "single points of failure in Q2: Mine",
        "the loss of no single site or supplier in Q2 leaves any priority shorter",
    )
