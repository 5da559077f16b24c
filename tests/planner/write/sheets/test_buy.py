"""Sheet Buy plan: the day by which the first lot leaves is the one from which its arrival is counted."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.plan_books import opened, plan_file, table
from tests.tiny import day, tiny
from tests.workbooks import Cell


@pytest.mark.parametrize(
    ("round_up", "lead", "leaves", "arrives"),
    [
        ("no", 30, "2027-02-14", "Q1"), ("no", 60, "2027-02-14", "Q2"), ("yes", 30, "2027-03-31", "Q2"),
        ("yes", 0, "2027-03-31", "Q1"),
    ],
)  # fmt: skip
def test_from_the_day_on_which_it_leaves_the_lead_time_ends_in_the_period_of_arrival(
    tmp_path: Path, round_up: Cell, lead: int, leaves: str, arrives: str
) -> None:
    sheets = tiny({
        "Settings": [["setting", "value"], ["title", "Tiny"], ["round lead times up", round_up]],
        "Lanes": [["from", "to", "lead time [days]"], ["Mine", "User", lead]],
    })  # fmt: skip
    (row,) = table(opened(plan_file(tmp_path, sheets))["Buy plan"])
    assert (row["first leaves by"].date(), row["first arrives in"]) == (day(leaves), arrives)


def test_beside_what_is_sent_stands_what_a_tonne_costs_to_run_at_its_source_also_with_losses(tmp_path: Path) -> None:
    """5 t a quarter are dug and sent: what all runs cost, over 15 t. What the lane costs, 1 USD a tonne, is apart."""
    sheets = tiny({
        "Processes": [["site", "process", "direction", "commodity", "quantity per run [t]", "run cost [USD/t]",
                       "yield Q1 [%]", "yield Q2 [%]", "yield Q3 [%]"],
                      ["Mine", "dig", "out", "oxide", 2, 15, 100, 50, 50]],
        "Capacity": None,
    })  # fmt: skip
    book = opened(plan_file(tmp_path, sheets))
    (row,) = table(book["Buy plan"])
    costs = {row["kind of cost"]: row["total [USD]"] for row in table(book["Costs"])}
    assert row["run cost at the source [USD/t]"] == pytest.approx(costs["run cost"] / 15.0)
    assert row["cost [USD]"] == pytest.approx(15.0)
