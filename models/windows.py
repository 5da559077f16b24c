"""The spans over which flows are counted: windows of caps, shares and releases, and years that a breach counts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np

from models.arrays import FloatArray, IntArray
from models.banned_uses import banned_uses
from models.bans import closed_flows
from models.linear.joins import join
from models.problem import Problem
from models.rule_types import BAN, CAP, LICENCE, SHARES


@dataclass(frozen=True, eq=False)
class CapWindows:
    """Windows of caps and shares, and the share of each period that counts in them.

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
    """Return the windows of every cap and share: each covered period, each calendar year, or all of its dates."""
    rules = problem.rules
    windows: list[tuple[int, int]] = []
    names: list[str] = []
    members: list[tuple[int, int, float]] = []
    for rule in range(rules.size):
        if rules.type[rule] not in (CAP, *SHARES):
            continue
        start, end = int(rules.start[rule]), int(rules.end[rule])
        spans = problem.calendar.windows(rules.window[rule], start, end, _dates(start, end))
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
        for words, share in calendar.whole_windows(kind):
            members.extend((len(windows), int(period), float(share[period])) for period in np.flatnonzero(share > 0.0))
            windows.append((stock, words))
    return ReleaseWindows(
        np.array([stock for stock, _ in windows], dtype=np.int64),
        tuple(words for _, words in windows),
        np.array([member[0] for member in members], dtype=np.int64),
        np.array([member[1] for member in members], dtype=np.int64),
        np.array([member[2] for member in members], dtype=np.float64),
    )


def _dates(start: int, end: int) -> str:
    """Return two dates in words; an end below 0 is none."""
    first = date.fromordinal(start).isoformat()
    return f"{first} to {date.fromordinal(end).isoformat()}" if end >= 0 else f"from {first} on"


def grant_dates(problem: Problem, grant: int) -> str:
    """Return the dates of a grant in words."""
    return _dates(int(problem.rules.grants.start[grant]), int(problem.rules.grants.end[grant]))


@dataclass(frozen=True, eq=False)
class ShareLines:
    """One line for each rule on a share, commodity and window: (lines,) codes; span is a number within the rule."""

    rule: IntArray
    commodity: IntArray
    window: IntArray
    span: IntArray


def share_lines(problem: Problem, windows: CapWindows) -> ShareLines:
    """Return the lines of the rules on shares: of each commodity that they match on its own."""
    rules = problem.rules
    pairs = np.stack([rules.whole_rule, problem.lanes.commodity[rules.whole_lane]], axis=1)
    pairs = np.unique(pairs, axis=0)
    place, window = join([pairs[:, 0]], [windows.rule])
    order = np.lexsort((window, place))
    place, window = place[order], window[order]
    commodity = pairs[place, 1]
    return ShareLines(
        pairs[place, 0], commodity, window, windows.number[window] * problem.commodity_names.size + commodity
    )


def soft_keys(problem: Problem) -> dict[str, IntArray]:
    """Return the keys of the columns that measure how far a soft rule is broken.

    rule  code of the rule; span  number of its window, of a share with the commodity; of a ban its flow; of a licence
    the period; of a ban of an end use its number in `banned_uses`
    """
    parts = _soft(problem)
    return {"rule": np.concatenate([part[0] for part in parts]), "span": np.concatenate([part[1] for part in parts])}


def soft_years(problem: Problem) -> FloatArray:
    """Return, for each column of `soft_keys`, the years over which a violation counts."""
    return np.concatenate([part[2] for part in _soft(problem)])


def _soft(problem: Problem) -> list[tuple[IntArray, IntArray, FloatArray]]:
    """Return rule, span and years of the violations of soft caps, shares, bans and licences."""
    rules = problem.rules
    if rules.hard.all():
        return [(np.empty(0, dtype=np.int64), np.empty(0, dtype=np.int64), np.empty(0))]
    windows = cap_windows(problem)
    lines = share_lines(problem, windows)
    soft, length = ~rules.hard, problem.calendar.length_years
    years = np.bincount(
        windows.member_window, weights=windows.member_share * length[windows.member_period], minlength=windows.rule.size
    )
    capped = np.flatnonzero((soft & rules.of_type(CAP))[windows.rule])
    shared = np.flatnonzero(soft[lines.rule])
    closed = closed_flows(problem, BAN).flows
    banned = closed.pick(soft[closed.rule])
    uses = banned_uses(problem)
    used = np.flatnonzero(soft[uses.rule])
    licence, period = np.nonzero((soft & rules.of_type(LICENCE))[:, None] & (rules.need > 0.0))
    return [
        (windows.rule[capped], windows.number[capped], years[capped]),
        (lines.rule[shared], lines.span[shared], years[lines.window[shared]]),
        (banned.rule, banned.flow, length[banned.period]),
        (licence, period, length[period]),
        (uses.rule[used], uses.number[used], length[uses.period[used]]),
    ]
