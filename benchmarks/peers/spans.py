"""The days on which a rule acts, as a program written by hand counts them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from models.problem import Problem


def closed_share(problem: Problem, bans: Sequence[int], lane: int, month: int, counts: int) -> float:
    """Return the share of days on which the first ban, or another that counts the flow in the same month, acts."""
    rules, calendar = problem.rules, problem.calendar
    first, last = int(calendar.start[counts]), int(calendar.end[counts])
    days: set[int] = set()
    for rule in bans:
        if (int(problem.lanes.arrival[lane, month]) if rules.at_arrival[rule] else month) == counts:
            end = int(rules.end[rule])
            days.update(range(max(int(rules.start[rule]), first), (last if end < 0 else min(end, last)) + 1))
    return len(days) / (last - first + 1)


def windows_of(problem: Problem, rule: int) -> list[dict[int, float]]:
    """Return, for each window of a cap, the share of each month that counts."""
    rules, calendar = problem.rules, problem.calendar
    covered = {
        month: float(rules.share[rule, month]) for month in range(calendar.size) if rules.share[rule, month] > 0.0
    }
    if rules.window[rule] == "period":
        return [{month: share} for month, share in covered.items()]
    if rules.window[rule] == "own dates":
        return [covered]
    years = {date.fromordinal(int(day)).year for day in (*calendar.start, *calendar.end)}
    end = int(rules.end[rule]) if rules.end[rule] >= 0 else int(calendar.end[-1])
    spans = [
        (max(int(rules.start[rule]), date(year, 1, 1).toordinal()), min(end, date(year, 12, 31).toordinal()))
        for year in sorted(years)
    ]
    shares = [calendar.share(first, last) for first, last in spans if first <= last]
    return [{month: float(share[month]) for month in covered if share[month] > 0.0} for share in shares]
