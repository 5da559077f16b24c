"""The calendar: lengths, middles, shares of days, and where a lead time lands."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from models.calendar import Calendar, make_calendar, month_position
from models.units import Counted


def calendar(*days: str) -> Calendar:
    """Return the calendar of periods that begin at these days; the last day ends the last one and is outside."""
    starts = [date.fromisoformat(text).toordinal() for text in days]
    names = [f"P{number}" for number in range(1, len(days))]
    return make_calendar(names, starts[:-1], [start - 1 for start in starts[1:]])


def ordinal(text: str) -> int:
    return date.fromisoformat(text).toordinal()


QUARTERS = calendar("2027-01-01", "2027-04-01", "2027-07-01", "2027-10-01", "2028-01-01")
MONTHS = calendar("2027-01-01", "2027-02-01", "2027-03-01", "2027-04-01", "2027-05-01")
# A month, a quarter, a half-year, a year.
MIXED = calendar("2027-12-01", "2028-01-01", "2028-04-01", "2028-10-01", "2029-10-01")


def arrivals(time: Calendar, lead: float, *, counted: Counted = Counted.MONTHS, round_up: bool = False) -> list[int]:
    return [int(code) for code in time.arrivals(np.array([lead]), counted, round_up)[0]]


def in_days(time: Calendar, lead: float, *, round_up: bool = False) -> list[int]:
    """Return where a lead time in days lands, which a sheet holds in months of 365 / 12 days."""
    return arrivals(time, lead * 12 / 365, counted=Counted.DAYS, round_up=round_up)


def daily(first: str, number: int, length: int = 1) -> Calendar:
    """Return periods of so many days each."""
    begin = ordinal(first)
    return calendar(*(date.fromordinal(begin + length * place).isoformat() for place in range(number + 1)))


def test_whole_months_are_twelfths_of_a_year_whatever_their_days() -> None:
    assert QUARTERS.length_years.tolist() == [0.25] * 4
    assert MONTHS.length_years == pytest.approx([1 / 12] * 4, rel=1e-15)
    assert MIXED.length_years == pytest.approx([1 / 12, 3 / 12, 6 / 12, 1.0], rel=1e-15)


def test_whole_months_may_begin_inside_a_month() -> None:
    assert calendar("2027-01-15", "2027-03-15").length_years == pytest.approx([2 / 12], rel=1e-15)


def test_any_other_span_is_its_days_over_365() -> None:
    assert calendar("2027-01-01", "2027-01-11").length_years == pytest.approx([10 / 365])


def test_of_periods_of_four_weeks_each_is_as_long_as_the_others() -> None:
    """The second is from 8 February to 7 March, which would be a month."""
    assert daily("2027-01-11", 13, 28).length_years == pytest.approx([28 / 365] * 13)


@pytest.mark.parametrize(
    "days", [["2027-02-01", "2027-03-01"], ["2027-01-04", "2027-02-01", "2027-03-01", "2027-04-01"],
             ["2027-01-15", "2027-02-01", "2027-03-01", "2027-03-11"]],
    ids=["alone", "behind 28 days and before March", "between shorter spans"],
)  # fmt: skip
def test_a_february_beside_months_or_spans_of_other_lengths_is_a_month(days: list[str]) -> None:
    place = days.index("2027-02-01")
    assert calendar(*days).length_years[place] == pytest.approx(1 / 12, rel=1e-15)


def test_a_day_stands_on_the_axis_of_months_at_its_share_of_its_month() -> None:
    assert month_position(ordinal("2027-01-01")) == 2027 * 12
    assert month_position(ordinal("2027-02-15")) == 2027 * 12 + 1 + 14 / 28
    assert month_position(ordinal("2028-02-15")) == 2028 * 12 + 1 + 14 / 29


def test_middles_and_years_from_the_start_count_months() -> None:
    assert (MIXED.middle - MIXED.edges[0]).tolist() == [0.5, 2.5, 7.0, 16.0]
    assert MIXED.years_from_start == pytest.approx([0.5 / 12, 2.5 / 12, 7 / 12, 16 / 12])


@pytest.mark.parametrize(
    ("lead", "landing"),
    [(0.0, [0, 1, 2, 3]), (1.4, [0, 1, 2, 3]), (1.5, [1, 2, 3, 4]), (3.0, [1, 2, 3, 4]), (4.4, [1, 2, 3, 4]),
     (4.5, [2, 3, 4, 4]), (24.0, [4, 4, 4, 4])],
)  # fmt: skip
def test_an_arrival_is_in_the_period_that_holds_the_middle_plus_the_lead_time(lead: float, landing: list[int]) -> None:
    assert arrivals(QUARTERS, lead) == landing


def test_between_periods_of_different_lengths_months_decide() -> None:
    # Middles 0.5, 2.5, 7, 16 months; edges 0, 1, 4, 10, 22.
    assert arrivals(MIXED, 3.0) == [1, 2, 3, 3]
    assert arrivals(MIXED, 3.5) == [2, 2, 3, 3]
    assert arrivals(MIXED, 6.0) == [2, 2, 3, 4]


@pytest.mark.parametrize("first", ["2027-01-01", "2027-02-01", "2027-02-20", "2028-02-20", "2027-12-20"])
@pytest.mark.parametrize("lead", [0, 1, 7, 10, 30])
def test_a_lead_time_in_days_lands_as_many_days_later_whatever_the_month(first: str, lead: int) -> None:
    time = daily(first, 50)
    for round_up in (False, True):
        assert in_days(time, lead, round_up=round_up) == [min(day + lead, 50) for day in range(50)]


@pytest.mark.parametrize("first", ["2027-01-04", "2027-02-01"])
@pytest.mark.parametrize("round_up", [False, True])
def test_a_week_is_one_period_of_a_week_whatever_the_month(first: str, round_up: bool) -> None:
    assert in_days(daily(first, 8, 7), 7, round_up=round_up) == [1, 2, 3, 4, 5, 6, 7, 8]


def test_between_months_days_are_those_of_the_calendar() -> None:
    # From the middle of January, day 15.5, 45 days lead to 60.5, 2 March; from that of February, 45, to 90, the end
    # of March, which is over then; from that of March, day 74.5, to 119.5, the last day of April.
    assert in_days(MONTHS, 43) == [1, 2, 3, 4]
    assert in_days(MONTHS, 45) == [2, 2, 3, 4]
    assert in_days(MONTHS, 46) == [2, 3, 4, 4]
    # In months of 365 / 12 days it would be the end of February, and so on.
    assert arrivals(MONTHS, 45 * 12 / 365) == [1, 2, 3, 4]


def test_a_lead_time_in_periods_counts_periods_whatever_their_length() -> None:
    assert arrivals(MIXED, 1.0, counted=Counted.PERIODS) == [1, 2, 3, 4]
    assert arrivals(MIXED, 0.0, counted=Counted.PERIODS) == [0, 1, 2, 3]
    assert arrivals(MIXED, 0.4, counted=Counted.PERIODS) == [0, 1, 2, 3]
    assert arrivals(MIXED, 0.5, counted=Counted.PERIODS) == [1, 2, 3, 4]


@pytest.mark.parametrize(
    ("lead", "landing"), [(0.0, [0, 1, 2, 3]), (0.1, [1, 2, 3, 4]), (3.0, [1, 2, 3, 4]), (3.1, [2, 3, 4, 4])]
)
def test_rounded_up_what_leaves_at_the_end_of_a_period_counts(lead: float, landing: list[int]) -> None:
    assert arrivals(QUARTERS, lead, round_up=True) == landing


def test_rounded_up_a_lead_time_in_periods_is_the_next_whole_number() -> None:
    assert arrivals(QUARTERS, 0.1, counted=Counted.PERIODS, round_up=True) == [1, 2, 3, 4]
    assert arrivals(QUARTERS, 1.0, counted=Counted.PERIODS, round_up=True) == [1, 2, 3, 4]


def test_what_lands_behind_the_horizon_has_the_code_behind_the_last_period() -> None:
    assert arrivals(QUARTERS, 9.0) == [3, 4, 4, 4]
    assert arrivals(QUARTERS, 7.0, counted=Counted.PERIODS) == [4, 4, 4, 4]


def test_the_share_of_a_period_counts_days_with_both_ends_included() -> None:
    share = QUARTERS.share(ordinal("2027-03-31"), ordinal("2027-04-01"))
    assert share == pytest.approx([1 / 90, 1 / 91, 0.0, 0.0])
    assert QUARTERS.share(ordinal("2027-04-01"), ordinal("2027-06-30")).tolist() == [0.0, 1.0, 0.0, 0.0]


def test_without_an_end_the_share_runs_to_the_horizon() -> None:
    assert QUARTERS.share(ordinal("2027-08-16"), -1) == pytest.approx([0.0, 0.0, 46 / 92, 1.0])


def test_dates_outside_the_horizon_have_no_share() -> None:
    assert not QUARTERS.share(ordinal("2026-01-01"), ordinal("2026-12-31")).any()
    assert not QUARTERS.share(ordinal("2028-01-01"), -1).any()


def test_windows_of_a_kind_cut_the_days_between_two_dates_and_leave_none_out() -> None:
    start, end = ordinal("2027-12-17"), ordinal("2028-12-31")
    by_period = MIXED.windows("period", start, end, "")
    by_year = MIXED.windows("calendar year", start, end, "")
    [(words, whole)] = MIXED.windows("own dates", start, end, "these dates")
    assert words == "these dates"
    assert [name for name, _ in by_period] == list(MIXED.names)
    assert [name for name, _ in by_year] == ["2027", "2028"]
    assert by_year[0][1] == pytest.approx([15 / 31, 0.0, 0.0, 0.0])
    for parts in (by_period, by_year):
        assert np.sum([share for _, share in parts], axis=0) == pytest.approx(whole)


def test_windows_of_the_whole_horizon_touch_each_of_its_years() -> None:
    assert list(MIXED.years) == [2027, 2028, 2029]
    assert [words for words, _ in MIXED.whole_windows("calendar year")] == ["2027", "2028", "2029"]
    assert [(words, share.tolist()) for words, share in MIXED.whole_windows("term")] == [("the whole plan", [1.0] * 4)]


def test_windows_that_are_asked_for_again_are_the_same_and_called_as_is_asked() -> None:
    start, end = ordinal("2027-12-16"), ordinal("2028-02-29")
    for kind in ("period", "calendar year", "own dates"):
        first = MIXED.windows(kind, start, end, "these dates")
        for _, share in first:
            share[:] = 7.0
        again = MIXED.windows(kind, start, end, "those dates")
        assert [words.replace("those", "these") for words, _ in again] == [words for words, _ in first]
        assert sum(share.sum() for _, share in again) == pytest.approx(MIXED.share(start, end).sum())
