"""The verifier's calendar against dates counted by hand."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest

from planner.verify.time import Time, months


def time_of(*days: date) -> Time:
    """Return periods that begin on these days; the last is the day after the horizon."""
    first = [day.toordinal() for day in days[:-1]]
    last = [day.toordinal() - 1 for day in days[1:]]
    return Time(tuple(f"P{place}" for place in range(len(first))), tuple(first), tuple(last))


QUARTERS = time_of(date(2027, 1, 1), date(2027, 4, 1), date(2027, 7, 1), date(2027, 10, 1), date(2028, 1, 1))
UNEVEN = time_of(date(2026, 12, 1), date(2026, 12, 21), date(2027, 4, 1), date(2028, 4, 1))


def test_a_day_lies_at_its_share_of_its_own_month() -> None:
    assert months(date(2027, 2, 15).toordinal()) == Fraction(2027 * 12 + 1) + Fraction(14, 28)


def test_whole_months_are_twelfths_and_anything_else_days_of_365() -> None:
    assert QUARTERS.years == pytest.approx([0.25] * 4, abs=0.0)
    assert UNEVEN.years == pytest.approx([20 / 365, 101 / 365, 1.0], rel=1e-15)


def test_a_span_of_weeks_that_looks_like_a_month_is_as_long_as_its_neighbours() -> None:
    begin = date(2027, 1, 11).toordinal()
    weeks = time_of(*(date.fromordinal(begin + 28 * place) for place in range(6)))
    assert weeks.years == pytest.approx([28 / 365] * 5, rel=1e-15)
    stub = time_of(date(2027, 1, 4), date(2027, 2, 1), date(2027, 3, 1), date(2027, 4, 1))
    assert stub.years == pytest.approx([28 / 365, 1 / 12, 1 / 12], rel=1e-15)


def test_days_are_those_of_the_calendar() -> None:
    months_ = time_of(date(2027, 1, 1), date(2027, 2, 1), date(2027, 3, 1), date(2027, 4, 1), date(2027, 5, 1))
    assert months_.landing(45 * 12 / 365, "days", round_up=False).tolist() == [2, 2, 3, 4]
    assert months_.landing(46 * 12 / 365, "days", round_up=False).tolist() == [2, 3, 4, 4]
    assert months_.landing(45 * 12 / 365, "months", round_up=False).tolist() == [1, 2, 3, 4]
    begin = date(2027, 2, 1).toordinal()
    days = time_of(*(date.fromordinal(begin + place) for place in range(11)))
    for round_up in (False, True):
        assert days.landing(7 * 12 / 365, "days", round_up).tolist() == [7, 8, 9, 10, 10, 10, 10, 10, 10, 10]


def test_middles_count_from_the_start_of_the_horizon() -> None:
    assert QUARTERS.middle_years == pytest.approx([0.125, 0.375, 0.625, 0.875], rel=1e-15)


@pytest.mark.parametrize(
    ("lead", "unit", "round_up", "landing"),
    [
        (0.0, "months", False, [0, 1, 2, 3]),
        (1.4, "months", False, [0, 1, 2, 3]),
        (1.5, "months", False, [1, 2, 3, 4]),  # the middle lands on an edge, and there the later period begins
        (3.0, "months", False, [1, 2, 3, 4]),
        (12.0, "months", False, [4, 4, 4, 4]),
        (0.0, "months", True, [0, 1, 2, 3]),
        (0.1, "months", True, [1, 2, 3, 4]),
        (3.0, "months", True, [1, 2, 3, 4]),
        (3.1, "months", True, [2, 3, 4, 4]),
        (1.0, "periods", False, [1, 2, 3, 4]),
        (0.4, "periods", False, [0, 1, 2, 3]),
        (0.5, "periods", False, [1, 2, 3, 4]),
        (0.4, "periods", True, [1, 2, 3, 4]),
        (1.0, "periods", True, [1, 2, 3, 4]),
    ],
)
def test_a_lead_time_lands_in_the_period_that_holds_it(
    lead: float, unit: str, round_up: bool, landing: list[int]
) -> None:
    assert QUARTERS.landing(lead, unit, round_up).tolist() == landing


def test_a_rule_has_the_share_of_days_between_its_dates() -> None:
    start, end = date(2027, 3, 2).toordinal(), date(2027, 7, 1).toordinal()
    assert QUARTERS.share(start, end) == pytest.approx([30 / 90, 1.0, 1 / 92, 0.0])
    assert QUARTERS.share(start, -1) == pytest.approx([30 / 90, 1.0, 1.0, 1.0])
