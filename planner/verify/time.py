"""The verifier's own calendar, in exact fractions of calendar months."""

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
        """Return (periods,) lengths: whole months / 12, anything else days / 365."""
        return np.array([float(years(start, end)) for start, end in zip(self.first, self.last, strict=True)])

    def share(self, start: int, end: int) -> FloatArray:
        """Return (periods,) the share of each period's days inside two days, both included; end -1: without end."""
        shares = []
        for first, last in zip(self.first, self.last, strict=True):
            closes = last if end < 0 else min(last, end)
            shares.append(max(closes - max(first, start) + 1, 0) / (last - first + 1))
        return np.array(shares)

    def landing(self, lead: float, in_periods: bool, round_up: bool) -> IntArray:
        """Return (periods,) the period that holds the middle of each period + lead; `size` behind the horizon.

        lead      in months, or in periods
        round_up  count from the end of the period of departure, so that what is late is not called early
        """
        exact = Fraction(lead).limit_denominator(FINEST)
        found = []
        for period in range(self.size):
            if in_periods:
                place = ceil(period + exact) if round_up else floor(period + exact + Fraction(1, 2))
            elif round_up:
                place = bisect_left(self.edges, self.edges[period + 1] + exact) - 1
            else:
                place = bisect_right(self.edges, self.middles[period] + exact) - 1
            found.append(min(place, self.size))
        return np.array(found, dtype=np.int64)

    def landings(self, records: Records, column: str, round_up: bool) -> IntArray:
        """Return (rows, periods) of `landing` for a column of durations."""
        in_periods = column in records.in_periods
        known: dict[float, IntArray] = {}
        rows = []
        for lead in np.nan_to_num(records.number[column]).tolist():
            if lead not in known:
                known[lead] = self.landing(lead, in_periods, round_up)
            rows.append(known[lead])
        return np.array(rows, dtype=np.int64).reshape(len(rows), self.size)


def read_time(periods: Records) -> Time:
    """Read sheet Periods."""
    return Time(
        tuple(str(name) for name in periods.text["period"]),
        tuple(periods.date["start"].tolist()),
        tuple(periods.date["end"].tolist()),
    )
