"""The verifier's own calendar, in exact fractions of calendar months, and in days where days were typed."""

from __future__ import annotations

import calendar
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import cached_property
from math import ceil, floor

import numpy as np

from models.records import Records
from planner.verify.ledger import FloatArray, IntArray

MONTHS_PER_YEAR = 12
DAYS_PER_YEAR = 365
# Lead times come as floats; 45 days is 108/73 of a month, and no denominator of use is larger than this.
FINEST = 1_000_000


def months(ordinal: int) -> Fraction:
    """Return the beginning of a day in months since year 0, exactly."""
    day = date.fromordinal(ordinal)
    days_in_month = calendar.monthrange(day.year, day.month)[1]
    return Fraction(MONTHS_PER_YEAR * day.year + day.month - 1) + Fraction(day.day - 1, days_in_month)


def years(start: int, end: int) -> Fraction:
    """Return the length of a period, exactly: whole months, from a day to the same day of another month, count / 12."""
    opens, next_opens = date.fromordinal(start), date.fromordinal(end + 1)
    if opens.day != next_opens.day:
        return Fraction(end + 1 - start, DAYS_PER_YEAR)
    crossed = (next_opens.year * MONTHS_PER_YEAR + next_opens.month) - (opens.year * MONTHS_PER_YEAR + opens.month)
    return Fraction(crossed, MONTHS_PER_YEAR)


@dataclass(frozen=True, eq=False)
class Time:
    """The periods of the plan: names as typed, ordinals of first and last days, both included."""

    names: tuple[str, ...]
    first: tuple[int, ...]
    last: tuple[int, ...]

    @property
    def size(self) -> int:
        """Return the number of periods."""
        return len(self.names)

    @cached_property
    def edges(self) -> list[Fraction]:
        """Return the boundaries of the periods, in months."""
        return [months(day) for day in self.first] + [months(self.last[-1] + 1)]

    @cached_property
    def middles(self) -> list[Fraction]:
        """Return the middle of each period, in months."""
        return [(low + high) / 2 for low, high in zip(self.edges, self.edges[1:], strict=False)]

    @cached_property
    def middle_years(self) -> FloatArray:
        """Return (periods,) the years from the start of the horizon to the middle of each period."""
        return np.array([float((middle - self.edges[0]) / MONTHS_PER_YEAR) for middle in self.middles])

    @cached_property
    def years(self) -> FloatArray:
        """Return (periods,) lengths: whole months / 12, anything else days / 365.

        Whole months beside a period of as many days that are none, and beside no others, are periods of weeks: days.
        """
        spans = list(zip(self.first, self.last, strict=True))
        days = [Fraction(end + 1 - start, DAYS_PER_YEAR) for start, end in spans]
        exact = [years(start, end) for start, end in spans]
        is_by_days = [one == other for one, other in zip(exact, days, strict=True)]
        found = []
        for place, length in enumerate(exact):
            beside = [one for one in (place - 1, place + 1) if 0 <= one < len(spans)]
            is_of_weeks = all(is_by_days[one] for one in beside) and any(days[one] == days[place] for one in beside)
            found.append(float(days[place] if is_of_weeks else length))
        return np.array(found)

    def share(self, start: int, end: int) -> FloatArray:
        """Return (periods,) the share of each period's days inside two days, both included; end -1: without end."""
        shares = []
        for first, last in zip(self.first, self.last, strict=True):
            closes = last if end < 0 else min(last, end)
            shares.append(max(closes - max(first, start) + 1, 0) / (last - first + 1))
        return np.array(shares)

    def landing(self, lead: float, unit: str, round_up: bool) -> IntArray:
        """Return (periods,) the period that holds the middle of each period + lead; `size` behind the horizon.

        lead      in months, or in periods;  unit  days, months or periods: what was typed
        round_up  count from the end of the period of departure, so that what is late is not called early
        """
        exact = Fraction(lead).limit_denominator(FINEST)
        edges, found, find = self.edges, [], bisect_right
        if unit == "days":  # what ends at midnight ends on the day before
            edges, find = [Fraction(day) for day in (*self.first, self.last[-1] + 1)], bisect_left
            exact *= Fraction(DAYS_PER_YEAR, MONTHS_PER_YEAR)
        for period in range(self.size):
            if unit == "periods":
                place = ceil(period + exact) if round_up else floor(period + exact + Fraction(1, 2))
            elif round_up:
                place = bisect_left(edges, edges[period + 1] + exact) - 1
            else:
                place = find(edges, (edges[period] + edges[period + 1]) / 2 + exact) - 1
            found.append(min(place, self.size))
        return np.array(found, dtype=np.int64)

    def landings(self, records: Records, column: str, round_up: bool) -> IntArray:
        """Return (rows, periods) of `landing` for a column of durations."""
        unit = str(records.counts(column))
        known: dict[float, IntArray] = {}
        rows = []
        for lead in np.nan_to_num(records.number[column]).tolist():
            if lead not in known:
                known[lead] = self.landing(lead, unit, round_up)
            rows.append(known[lead])
        return np.array(rows, dtype=np.int64).reshape(len(rows), self.size)


def read_time(periods: Records) -> Time:
    """Read sheet Periods."""
    return Time(
        tuple(str(name) for name in periods.text["period"]),
        tuple(periods.date["start"].tolist()),
        tuple(periods.date["end"].tolist()),
    )
