"""The spans over which flows are counted: windows of caps and of releases, years that a broken soft rule counts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np

from models.arrays import FloatArray, IntArray
from models.bans import banned_flows
from models.calendar import Calendar
from models.problem import Problem

WHOLE_PLAN = "the whole plan"


@dataclass(frozen=True, eq=False)
class CapWindows:
    """Windows of caps, and the share of each period that counts in them.

    rule, number   (windows,) rule; running number of the window within its rule
    words          (windows,) the window as a planner says it: `2027-01`, `2027`, `2027-01-01 to 2027-06-30`
    member_window, member_period, member_share  (members,)
    """

    rule: IntArray
    number: IntArray
    words: tuple[str, ...]
    member_window: IntArray
    member_period: IntArray
    member_share: FloatArray


def cap_windows(problem: Problem) -> CapWindows:
    """Return the windows of every cap: each covered period, each calendar year, or all of its dates."""
    rules = problem.rules
    windows: list[tuple[int, int]] = []
    names: list[str] = []
    members: list[tuple[int, int, float]] = []
    for rule in range(rules.size):
        if rules.type[rule] != "cap":
            continue
        start, end = int(rules.start[rule]), int(rules.end[rule])
        spans = _spans(problem.calendar, rules.window[rule], start, end, _dates(start, end))
        for number, (words, share) in enumerate(spans):
            members.extend((len(windows), int(period), float(share[period])) for period in np.flatnonzero(share > 0.0))
            windows.append((rule, number))
            names.append(words)
    pairs = np.array(windows, dtype=np.int64).reshape(-1, 2)
    window = np.array([member[0] for member in members], dtype=np.int64)
    periods = np.array([member[1] for member in members], dtype=np.int64)
    counted = np.array([member[2] for member in members], dtype=np.float64)
    return CapWindows(pairs[:, 0], pairs[:, 1], tuple(names), window, periods, counted)


@dataclass(frozen=True, eq=False)
class ReleaseWindows:
    """Windows of releases, and the share of each period that counts in them; as CapWindows, of stocks."""

    stock: IntArray
    words: tuple[str, ...]
    member_window: IntArray
    member_period: IntArray
    member_share: FloatArray


def release_windows(problem: Problem) -> ReleaseWindows:
    """Return the windows of every stock with a limit on releases: each period, each calendar year, or the plan."""
    stocks, calendar = problem.inventories, problem.calendar
    windows: list[tuple[int, str]] = []
    members: list[tuple[int, int, float]] = []
    for stock in np.flatnonzero(np.isfinite(stocks.release)).tolist():
        kind = stocks.release_window[stock]
        for words, share in _spans(calendar, kind, int(calendar.start[0]), int(calendar.end[-1]), WHOLE_PLAN):
            members.extend((len(windows), int(period), float(share[period])) for period in np.flatnonzero(share > 0.0))
            windows.append((stock, words))
    return ReleaseWindows(
        np.array([stock for stock, _ in windows], dtype=np.int64),
        tuple(words for _, words in windows),
        np.array([member[0] for member in members], dtype=np.int64),
        np.array([member[1] for member in members], dtype=np.int64),
        np.array([member[2] for member in members], dtype=np.float64),
    )


def _spans(calendar: Calendar, kind: str, start: int, end: int, whole: str) -> list[tuple[str, FloatArray]]:
    """Return, for each window of a kind between two days, its words and the (periods,) share of each that counts.

    whole  what the window is called that is none of the calendar
    """
    covered = calendar.share(start, end)
    if kind == "period":
        return [
            (calendar.names[period], np.where(np.arange(calendar.size) == period, covered, 0.0))
            for period in np.flatnonzero(covered > 0.0)
        ]
    if kind == "calendar year":
        first = date.fromordinal(int(calendar.start[0])).year
        last = date.fromordinal(int(calendar.end[-1])).year
        spans = []
        for year in range(first, last + 1):
            opens = max(start, date(year, 1, 1).toordinal())
            closes = date(year, 12, 31).toordinal()
            closes = min(closes, end) if end >= 0 else closes
            if opens <= closes:
                spans.append((str(year), calendar.share(opens, closes)))
        return [(words, span) for words, span in spans if span.any()]
    return [(whole, covered)]


def _dates(start: int, end: int) -> str:
    """Return two dates in words; an end below 0 is none."""
    first = date.fromordinal(start).isoformat()
    return f"{first} to {date.fromordinal(end).isoformat()}" if end >= 0 else f"from {first} on"


def soft_keys(problem: Problem) -> dict[str, IntArray]:
    """Return the keys of the columns that measure how far a soft rule is broken.

    rule  code of the rule; span  number of its window, or for a ban its flow: lane * periods + period
    """
    windows, flows = cap_windows(problem), banned_flows(problem)
    soft = ~problem.rules.hard
    capped, banned = soft[windows.rule], soft[flows.rule]
    flow = flows.lane * problem.calendar.size + flows.period
    return {
        "rule": np.concatenate([windows.rule[capped], flows.rule[banned]]),
        "span": np.concatenate([windows.number[capped], flow[banned]]),
    }


def soft_years(problem: Problem) -> FloatArray:
    """Return, for each column of `soft_keys`, the years over which a violation counts."""
    windows, flows = cap_windows(problem), banned_flows(problem)
    soft = ~problem.rules.hard
    length = problem.calendar.length_years
    years = np.bincount(
        windows.member_window, weights=windows.member_share * length[windows.member_period], minlength=windows.rule.size
    )
    return np.concatenate([years[soft[windows.rule]], length[flows.period[soft[flows.rule]]]])
