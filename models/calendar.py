"""The periods of the plan: their lengths, middles, and where a lead time lands.

Time runs on an axis in calendar months, so that whole months are exact whatever their days; what was typed in days or
weeks is counted on one of days.
"""

from __future__ import annotations

import calendar as days
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import MAXYEAR, MINYEAR, date
from functools import cached_property

import numpy as np

from models.arrays import FloatArray, IntArray
from models.units import DAYS_PER_MONTH, MONTHS_PER_YEAR, Counted

DAYS_PER_YEAR = 365.0
# Kinds of windows that are those of the calendar, and what another is called that leaves nothing out.
PERIOD, YEAR = "period", "calendar year"
WHOLE_PLAN = "the whole plan"
# 2027, 2027Q1, 2027-H2, 2027-03.
NAMED = re.compile(r"(\d{4})(?:[-/ ]?(?:Q([1-4])|H([12])|(0[1-9]|1[0-2])))?", re.ASCII | re.IGNORECASE)
MONTH = re.compile(r"[1-9]\d{3}-(0[1-9]|1[0-2])")
# Two points of the axis closer than this are one point: far below a second, far above rounding.
SAME_POINT = 1e-9


def month_position(ordinal: int) -> float:
    """Return the place of the beginning of a day on the axis of months (year * 12 + month - 1, and a fraction)."""
    day = date.fromordinal(ordinal)
    in_month = days.monthrange(day.year, day.month)[1]
    return day.year * MONTHS_PER_YEAR + day.month - 1 + (day.day - 1) / in_month


def lengths_in_years(start: IntArray, end: IntArray) -> FloatArray:
    """Return (periods,) lengths of periods from their first and last days: n whole months / 12, else days / 365.

    A period is of whole months when the day after it has the same place in its month as its first day. Where none
    beside it is, and one has as many days, both count days: of periods of four weeks one may be from 8 February to
    7 March.
    """
    months = [_whole_months(first, last) for first, last in zip(start.tolist(), end.tolist(), strict=True)]
    number = end - start + 1
    lengths = number / DAYS_PER_YEAR
    for period, own in enumerate(months):
        beside = [other for other in (period - 1, period + 1) if 0 <= other < number.size]
        if own and (any(months[other] for other in beside) or not any(number[beside] == number[period])):
            lengths[period] = own / MONTHS_PER_YEAR
    return np.asarray(lengths)


def _whole_months(first: int, last: int) -> int:
    """Return how many whole months two days span, both included; 0 where they do not."""
    begin, after = date.fromordinal(first), date.fromordinal(last + 1)
    return 12 * (after.year - begin.year) + after.month - begin.month if begin.day == after.day else 0


@dataclass(frozen=True, eq=False)
class Calendar:
    """The contiguous periods of a plan.

    names          (periods,) as typed
    start, end     (periods,) ordinals of the first and the last day, both included
    length_years   (periods,) see `lengths_in_years`
    edges          (periods + 1,) boundaries on the axis of months
    """

    names: tuple[str, ...]
    start: IntArray
    end: IntArray
    length_years: FloatArray
    edges: FloatArray

    @property
    def size(self) -> int:
        """Return the number of periods."""
        return len(self.names)

    @property
    def middle(self) -> FloatArray:
        """Return the middles of the periods on the axis of months."""
        return np.asarray((self.edges[:-1] + self.edges[1:]) / 2.0)

    @property
    def years_from_start(self) -> FloatArray:
        """Return the years from the start of the horizon to the middle of each period."""
        return np.asarray((self.middle - self.edges[0]) / MONTHS_PER_YEAR, dtype=np.float64)

    def of_month(self, text: str) -> int | None:
        """Return the period in which all of a month such as `2027-03` lies; None where there is none, or no month."""
        if not MONTH.fullmatch(text):
            return None
        first = date.fromisoformat(f"{text}-01")
        last = first.toordinal() + days.monthrange(first.year, first.month)[1] - 1
        inside = np.flatnonzero((self.start <= first.toordinal()) & (self.end >= last))
        return int(inside[0]) if inside.size else None

    @property
    def years(self) -> range:
        """Return the calendar years that the horizon touches."""
        first, last = (date.fromordinal(int(day)).year for day in (self.start[0], self.end[-1]))
        return range(first, last + 1)

    def share(self, start: int, end: int) -> FloatArray:
        """Return the share of each period's days that lie within two days, both included.

        start, end  ordinals; end -1 means without end
        returns     (periods,) 0 to 1
        """
        last = np.minimum(self.end, end) if end >= 0 else self.end
        inside = np.maximum(last - np.maximum(self.start, start) + 1, 0)
        return np.asarray(inside / (self.end - self.start + 1), dtype=np.float64)

    def windows(self, kind: str, start: int, end: int, whole: str) -> list[tuple[str, FloatArray]]:
        """Return, for each window of a kind between two days, its words and the (periods,) share of each that counts.

        start, end  ordinals; end -1 means without end
        whole       what the window is called that is none of the calendar
        """
        if (kind, start, end) not in self._known:
            self._known[kind, start, end] = self._windows(kind, start, end)
        found = self._known[kind, start, end]
        return [(words or whole, share.copy()) for words, share in found]

    @cached_property
    def _known(self) -> dict[tuple[str, int, int], list[tuple[str, FloatArray]]]:
        """Return windows that were asked for: most of them are, again and again, of the same rules."""
        return {}

    def _windows(self, kind: str, start: int, end: int) -> list[tuple[str, FloatArray]]:
        """Return what `windows` does, "" for what is none of the calendar."""
        covered = self.share(start, end)
        if kind == PERIOD:
            each = np.arange(self.size)
            found = [(name, np.where(each == place, covered, 0.0)) for place, name in enumerate(self.names)]
        elif kind == YEAR:
            found = [(str(year), self._share_of(year, start, end)) for year in self.years]
        else:
            return [("", covered)]
        return [(words, share) for words, share in found if share.any()]

    def _share_of(self, year: int, start: int, end: int) -> FloatArray:
        """Return what `share` does of the days of a calendar year."""
        opens, closes = max(start, date(year, 1, 1).toordinal()), date(year, 12, 31).toordinal()
        return self.share(opens, min(closes, end) if end >= 0 else closes)

    def whole_windows(self, kind: str) -> list[tuple[str, FloatArray]]:
        """Return the windows of a kind over the whole horizon, as `windows`."""
        return self.windows(kind, int(self.start[0]), int(self.end[-1]), WHOLE_PLAN)

    def arrivals(self, lead: FloatArray, counted: Counted, round_up: bool) -> IntArray:
        """Return the period in which what leaves in each period arrives.

        Days are counted as days, whatever the months are that they lie in.

        lead        (lines,) lead times, in months or in periods
        counted     what they were typed in
        round_up    whether to count from the end of the period of departure instead of its middle
        returns     (lines, periods) codes of periods; `size` where the arrival lies behind the horizon
        """
        if counted is Counted.PERIODS:
            steps = np.arange(self.size, dtype=np.float64)[None, :] + lead[:, None]
            whole = np.ceil(steps - SAME_POINT) if round_up else np.floor(steps + 0.5 + SAME_POINT)
            return np.minimum(whole, self.size).astype(np.int64)
        # The very end of a period belongs to it, hence the step back. On an edge the later period begins, but what
        # takes days is there at the end of the last of them: 45 days from the middle of 90 are within these.
        edges, length, step = self.edges, lead, SAME_POINT
        if counted is Counted.DAYS:
            edges, length = np.append(self.start, self.end[-1] + 1.0) - self.start[0], lead * DAYS_PER_MONTH
            step = -SAME_POINT
        origin = edges[1:] - 2.0 * SAME_POINT if round_up else (edges[:-1] + edges[1:]) / 2.0
        landing = origin[None, :] + length[:, None] + step
        found = np.searchsorted(edges, landing.ravel(), side="right") - 1
        return np.minimum(found.reshape(landing.shape), self.size).astype(np.int64)


def make_calendar(names: Sequence[str], start: Sequence[int], end: Sequence[int]) -> Calendar:
    """Make the calendar of contiguous periods from the ordinals of their first and last days."""
    edges = np.array([month_position(day) for day in start] + [month_position(end[-1] + 1)])
    first, last = np.asarray(start, dtype=np.int64), np.asarray(end, dtype=np.int64)
    return Calendar(tuple(names), first, last, lengths_in_years(first, last), edges)


def span_named(name: str) -> tuple[int, int] | None:
    """Return the first and last day of which a name speaks, as ordinals; None where it speaks of none."""
    found = NAMED.fullmatch(name.strip())
    if found is None or not MINYEAR < int(found[1]) < MAXYEAR:
        return None
    year, quarter, half, month = (int(part) if part else 0 for part in found.groups())
    first = 3 * quarter - 2 if quarter else 6 * half - 5 if half else month or 1
    months = 3 if quarter else 6 if half else 1 if month else 12
    year_behind, month_behind = divmod(first - 1 + months, 12)
    return date(year, first, 1).toordinal(), date(year + year_behind, month_behind + 1, 1).toordinal() - 1
