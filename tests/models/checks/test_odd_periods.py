"""A number of another unit in a row of periods, one with a digit too many, and a row one column too far right."""

from __future__ import annotations

import datetime as dt
from calendar import monthrange

import pytest

from models.checks.apart import FAR
from tests.tiny import Changed, cells
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


def months(*tonnes: Cell, every: Cell = None) -> list[str]:
    header: list[Cell] = ["customer", "commodity", "unit", "all", *(f"M{number}" for number in range(1, 7))]
    periods: list[list[Cell]] = [["period", "start", "end"]]
    for month in range(1, 7):
        last = monthrange(2027, month)[1]
        periods.append([f"M{month}", dt.date(2027, month, 1), dt.date(2027, month, last)])
    changed: Changed = {"Periods": periods, "Demand": [header, ["User", "oxide", "t/period", every, *tonnes]]}
    return cells(changed, "digit-too-many")


@pytest.mark.parametrize(
    ("tonnes", "where"),
    [
        ((50, 50, 500, 50, 50, 50), "G2"),
        ((480, 50, 48, 55, 50, 50), "E2"),
        ((50, 50, 50, 520, 50, 50), "H2"),
        ((5, 5, 5, 5.5, None, 500), "J2"),
        ((22, 2.2, 2.4, 2.6, 2.8, 2.8), "E2"),
    ],
)
def test_a_digit_too_many_in_an_even_row_is_warned_of(tonnes: tuple[Cell, ...], where: str) -> None:
    assert months(*tonnes) == [f"Demand!{where}"]


@pytest.mark.parametrize(
    "tonnes", [(50, 5, 50, 50, 50, 50), (50, 50, 300, 50, 50, 50), (10, 20, 40, 80, 160, 320), (5, 5, 5, 50, 50, 50),
               (5, None, None, 50, None, None)],
)  # fmt: skip
def test_a_pause_a_larger_order_growth_and_a_step_have_no_digit_too_many(tonnes: tuple[Cell, ...]) -> None:
    assert not months(*tonnes)


def test_one_period_that_is_typed_beside_what_holds_for_all_is_meant() -> None:
    assert not months(None, None, 500, None, None, None, every=50)


def noted(*row: Cell, word: str = "note") -> list[str]:
    header: list[Cell] = ["customer", "commodity", "unit", "Q1", "Q2", "Q3", word]
    return cells({"Demand": [header, ["User", "oxide", "t/period", *row]]}, "shifted-row")


@pytest.mark.parametrize("word", ["note", "source"])
def test_a_row_that_was_pasted_one_column_too_far_right_is_warned_of(word: str) -> None:
    assert noted(None, 5, 6, 7, word=word) == ["Demand!G2"]


@pytest.mark.parametrize(
    "row", [(None, 5, 6, "from May"), (5, 5, 6, 7), (None, None, 6, 7), (None, 5, None, 7), (0, 5, 6, 7)]
)
def test_a_demand_that_begins_late_or_a_number_as_a_note_alone_is_not(row: tuple[Cell, ...]) -> None:
    assert not noted(*row)
