"""A number of another unit in a row of periods."""

from __future__ import annotations

import pytest

from models.checks.odd_periods import FAR
from tests.tiny import cells
from tests.workbooks import Cell


def demand(*tonnes: float) -> list[str]:
    header: list[Cell] = ["customer", "commodity", "unit", "Q1", "Q2", "Q3"]
    return cells({"Demand": [header, ["User", "oxide", "t/period", *tonnes]]}, "odd-period")


@pytest.mark.parametrize(
    ("tonnes", "where"),
    [((50_000, 50, 50), "D2"), ((50, 0.05, 45), "E2"), ((50, 60, 60_000), "F2"), ((50, 50, 50 * FAR), "F2")],
)
def test_one_value_hundreds_of_times_the_others_is_warned_of(tonnes: tuple[float, ...], where: str) -> None:
    assert demand(*tonnes) == [f"Demand!{where}"]


@pytest.mark.parametrize("tonnes", [(50, 0, 50), (1, 30, 900), (50, 50_000, 50_000 * 21), (50, 50, 14_000), (0, 0, 9)])
def test_what_grows_or_pauses_or_is_alone_is_none(tonnes: tuple[float, ...]) -> None:
    assert not demand(*tonnes)
