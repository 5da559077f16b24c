"""When a cure moves a limit, in words: the amount of each period, and what its cell stands for."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from planner.explain.cures import Move
from planner.write.action_words import when
from tests.plan_books import table
from tests.test_explain_due import in_the_last_quarter
from tests.test_write_actions import sheets_of

MONTHS = tuple(f"2027-{number:02}" for number in range(7, 13))


def told(*tonnes: float) -> str:
    """Return when a limit of each period is moved by so many t, from the first month on."""
    report: Any = SimpleNamespace(periods=MONTHS, period_order={name: at for at, name in enumerate(MONTHS)})
    lever: Any = SimpleNamespace(family="plant_capacity", unit="t", period=range(len(MONTHS)))
    return when(report, lever, [Move(0, place, place, amount) for place, amount in enumerate(tonnes) if amount])


@pytest.mark.parametrize(
    ("tonnes", "words"),
    [
        ((0, 10), "in 2027-08"),
        ((0, 10, 12.3, 8.3), "10 t in 2027-08, 12.3 t in 2027-09, 8.3 t in 2027-10"),
        ((5, 5, 5, 5, 5), "2027-07 to 2027-11, 5 t each"),
        ((5, 0, 5), "5 t in 2027-07, 5 t in 2027-09"),
        ((1, 2, 3, 9, 4), "2027-07 to 2027-11, the most in 2027-10: 9 t"),
    ],
)
def test_amounts_are_told_by_period_where_there_are_at_most_four_that_differ(
    tonnes: tuple[float, ...], words: str
) -> None:
    assert told(*tonnes) == words


def test_a_cell_that_stands_for_periods_that_are_not_moved_is_said_to(tmp_path: Path) -> None:
    """2 t more in each quarter are all that the cell is of; for 2 t in one of them it is of others too."""
    row = table(sheets_of(tmp_path, in_the_last_quarter(30.0, "yes", 2))["Actions"])[0]
    assert (row["when"], row["input cell"]) == ("Q1 to Q3, 2 t each", "Capacity!F2")
