"""Amounts and times are said as a person says them, and never rounded into something else."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from planner.write.phrases import dated, in_periods, joined, money, percent, rounder, settled, tonnes, typed_percent

ORDER = {"2026Q4": 0, "2027Q1": 1, "2027Q2": 2}


@pytest.mark.parametrize(
    ("amount", "words"), [(0.0, "0 t"), (0.1234, "0.123 t"), (44.0, "44 t"), (99.96, "100 t"), (2134.4, "2,134 t")]
)
def test_tonnes(amount: float, words: str) -> None:
    assert tonnes(amount) == words


@pytest.mark.parametrize(
    ("amount", "words"),
    [(0.0, "0 USD"), (5_800.0, "5,800 USD"), (15_921_720.0, "15.92 million USD"), (-2.5e9, "-2.50 billion USD")],
)
def test_money(amount: float, words: str) -> None:
    assert money(amount) == words


@pytest.mark.parametrize(
    ("share", "words"),
    [
        (0.0, "0%"), (0.001, "less than 1%"), (0.005, "less than 1%"), (0.21, "21%"), (0.995, "more than 99%"),
        (0.9999, "more than 99%"), (1.0, "100%"), (1.0 - 2e-16, "100%"), (1.0 + 3e-16, "100%"),
    ],
)  # fmt: skip
def test_little_is_not_nothing_and_nearly_all_is_not_all(share: float, words: str) -> None:
    assert percent(share) == words


@pytest.mark.parametrize(
    ("share", "words"),
    [(0.005, "0.5%"), (0.015, "1.5%"), (0.0725, "7.25%"), (0.07, "7%"), (1e-5, "0.001%"), (1, "100%")],
)
def test_a_percentage_that_somebody_typed_is_told_as_it_was_typed(share: float, words: str) -> None:
    assert typed_percent(share) == words


@pytest.mark.parametrize(
    ("amount", "unit", "told"),
    [
        (5.99999981, 1.0, 6.0), (0.49999990999, 1.0, 0.5), (12.3000004, 1.0, 12.3), (1 / 3, 1.0, 0.333333),
        (-2e-7, 1.0, 0.0), (3e-7, 2.0**-20, 3e-7),
    ],
)  # fmt: skip
def test_an_amount_is_told_without_what_is_less_than_a_plan_counts(amount: float, unit: float, told: float) -> None:
    assert str(rounder(amount, unit)) == str(told)


@pytest.mark.parametrize(
    ("amount", "size", "left"),
    [(559.6 - 559.6 - 4e-13, 559.6, 0.0), (0.1 + 0.2 - 0.3, 0.3, 0.0), (3e-7, 2e-6, 3e-7), (0.0, 0.0, 0.0),
     (1154.926246 + 145.1, 1154.9, 1300.026246)],
)  # fmt: skip
def test_what_terms_that_cancel_leave_is_nothing(amount: float, size: float, left: float) -> None:
    assert settled(amount, size) == left
    assert str(settled(amount, size))[0] != "-"


def test_of_an_amount_of_which_much_makes_a_little_the_rounding_is_as_much_more() -> None:
    """100 t of ore hold a tonne of the oxide that is short: 20 g of it less are less than a gram of that."""
    assert rounder(9.99998, 1.0, 100.0) == 10.0
    assert rounder(9.99998) == 9.99998


def test_periods_are_told_in_the_order_of_time() -> None:
    assert in_periods(["2027Q2", "2026Q4", "2027Q1"], ORDER) == "2026Q4 to 2027Q2"
    assert in_periods(["2027Q1", "2027Q1"], ORDER) == "in 2027Q1"
    assert in_periods([], ORDER) == ""


@pytest.mark.parametrize(
    ("months", "words"),
    [((1, 3), "in M1 and M3"), ((1, 2, 4), "M1 to M2 and M4"), ((1, 3, 5), "in M1, M3 and M5"),
     ((1, 3, 5, 7), "M1 to M7, with gaps")],
)  # fmt: skip
def test_no_period_is_told_between_others_in_which_nothing_holds(months: Sequence[int], words: str) -> None:
    order = {f"M{month}": month for month in range(1, 8)}
    assert in_periods([f"M{month}" for month in months], order) == words


def test_dates_that_are_a_part_of_a_name_are_told_once() -> None:
    assert dated("grant of Licence, 2027-01-01 to 2027-06-30", "2027-01-01 to 2027-06-30").count("2027-06-30") == 1
    later = "2027-01-01 to 2027-06-30, so that less is kept until then"
    assert dated("grant of Licence, 2027-01-01 to 2027-06-30", later) == f"grant of Licence, {later}"
    assert dated("capacity of Mine; dig", "in Q1") == "capacity of Mine; dig, in Q1"


def test_words_in_a_row_count_those_that_are_not_named() -> None:
    assert joined(["a", "b"], 2) == "a, b"
    assert joined(["a", "b", "c"], 2) == "a, b and 1 more"
    assert joined(["a", "b"], 2, 7) == "a, b and 5 more"
