"""What is left of the flows that bans touch; bans of the same flow add up by their days."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from models.arrays import FloatArray, IntArray
from models.calendar import Calendar
from models.problem import HALF, Lanes, Problem, Rules


@dataclass(frozen=True, eq=False)
class BannedFlows:
    """Flows that a ban touches, and what is left of them.

    rule, lane, period  (flows,) the period is that of departure
    counted             (flows,) the period whose days count: of departure or of arrival
    closed              (flows,) share of its days that are closed: by the hard bans of this flow, and by the ban itself
    limit               (flows,) t; infinite where a flow without a capacity stays open
    """

    rule: IntArray
    lane: IntArray
    period: IntArray
    counted: IntArray
    closed: FloatArray
    limit: FloatArray


def banned_flows(problem: Problem) -> BannedFlows:
    """Return the flows that bans stop or narrow."""
    flows = touched_flows(problem.calendar, problem.lanes, problem.rules)
    return _pick(flows, np.isfinite(flows.limit))


def touched_flows(calendar: Calendar, lanes: Lanes, rules: Rules) -> BannedFlows:
    """Return each ban's flows in the periods that it touches: the open share of the lane's capacity is left.

    A flow without a capacity is stopped when at least half of its period is closed, and else left alone.
    """
    is_ban = np.array([kind == "ban" for kind in rules.type], dtype=np.bool_)
    chosen = is_ban[rules.flow_rule]
    rule = np.repeat(rules.flow_rule[chosen], calendar.size)
    lane = np.repeat(rules.flow_lane[chosen], calendar.size)
    period = np.tile(np.arange(calendar.size), int(chosen.sum()))
    counted = np.where(rules.at_arrival[rule], lanes.arrival[lane, period], period)
    inside = counted < calendar.size
    rule, lane, period, counted = rule[inside], lane[inside], period[inside], counted[inside]
    touched = rules.share[rule, counted] > 0.0
    rule, lane, period, counted = rule[touched], lane[touched], period[touched], counted[touched]
    closed = _closed(calendar, rules, rule, lane, period, counted)
    capacity = lanes.capacity[lane, period]
    unlimited = np.isinf(capacity)
    limit = (1.0 - closed) * np.where(unlimited, 0.0, capacity)
    limit[unlimited & (closed < HALF)] = np.inf
    return BannedFlows(rule, lane, period, counted, closed, limit)


def _closed(
    calendar: Calendar, rules: Rules, rule: IntArray, lane: IntArray, period: IntArray, counted: IntArray
) -> FloatArray:
    """Return (flows,) the share of days closed by the hard bans of the same flow together, and by the row's own ban."""
    closed = rules.share[rule, counted]
    # Most flows meet one ban, or one that closes all of the period: only the others are worth a look at their days.
    key = (lane * calendar.size + period) * calendar.size + counted
    _, group, size = np.unique(key, return_inverse=True, return_counts=True)
    several = np.flatnonzero(size[group] > 1)
    hard_of: dict[int, list[int]] = {}
    for flow in several.tolist():
        if rules.hard[rule[flow]]:
            hard_of.setdefault(int(group[flow]), []).append(int(rule[flow]))
    known: dict[tuple[tuple[int, ...], int], float] = {}
    for flow in several[closed[several] < 1.0].tolist():
        together = tuple(sorted({*hard_of.get(int(group[flow]), ()), int(rule[flow])}))
        at = (together, int(counted[flow]))
        if at not in known:
            known[at] = _share_of_union(calendar, rules, *at)
        closed[flow] = known[at]
    return closed


def _share_of_union(calendar: Calendar, rules: Rules, together: tuple[int, ...], period: int) -> float:
    """Return the share of a period's days on which at least one of these rules acts."""
    first, last = int(calendar.start[period]), int(calendar.end[period])
    spans = sorted(
        (max(int(rules.start[rule]), first), last if rules.end[rule] < 0 else min(int(rules.end[rule]), last))
        for rule in together
    )
    days, counted_to = 0, first - 1
    for begin, end in spans:
        days += max(end - max(begin, counted_to + 1) + 1, 0)
        counted_to = max(counted_to, end)
    return days / (last - first + 1)


def _pick(flows: BannedFlows, chosen: IntArray) -> BannedFlows:
    return BannedFlows(
        flows.rule[chosen], flows.lane[chosen], flows.period[chosen], flows.counted[chosen], flows.closed[chosen],
        flows.limit[chosen],
    )  # fmt: skip
