"""What is left of the flows that bans and licences close; what closes the same flow adds up by its days."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from models.arrays import BoolArray, FloatArray, IntArray
from models.calendar import Calendar
from models.carriers import Carriers, PossibleFlows, carriers, possible_flows
from models.days import Span, apart, gaps, joined, share
from models.parts.origins import covers
from models.problem import HALF, Problem, Rules
from models.rule_types import BAN, LICENCE


@dataclass(frozen=True, eq=False)
class ClosedFlows:
    """Flows that a ban, or a licence without a valid grant, touches, and what is left of them.

    flows   (flows,) which they are
    closed  (flows,) share of its days that are closed: by all hard rules on this flow, and by the rule itself
    limit   (flows,) t; infinite where a flow without a capacity stays open
    """

    flows: PossibleFlows
    closed: FloatArray
    limit: FloatArray


def closed_flows(problem: Problem, rule_type: str) -> ClosedFlows:
    """Return the flows that rules of a type, ban or licence, stop or narrow."""
    touched = touched_flows(carriers(problem), problem.rules)
    kept = np.isfinite(touched.limit) & problem.rules.of_type(rule_type)[touched.flows.rule]
    return ClosedFlows(touched.flows.pick(kept), touched.closed[kept], touched.limit[kept])


def touched_flows(parts: Carriers, rules: Rules) -> ClosedFlows:
    """Return each flow in the periods in which a rule closes some of its days: the open share of its capacity is left.

    A flow without a capacity is stopped when at least half of its period is closed, and else left alone. A soft licence
    closes nothing: what flows without a grant breaks it.
    """
    flows = possible_flows(parts, rules, closing(rules))
    flows = flows.pick(own_closed(rules)[flows.rule, flows.counted] > 0.0)
    closed = _closed(parts.calendar, rules, flows)
    unlimited = np.isinf(flows.capacity)
    limit = (1.0 - closed) * np.where(unlimited, 0.0, flows.capacity)
    limit[unlimited & (closed < HALF)] = np.inf
    return ClosedFlows(flows, closed, limit)


def closing(rules: Rules) -> BoolArray:
    """Return (rules,) true for bans, and for licences that are hard."""
    return rules.of_type(BAN) | (rules.of_type(LICENCE) & rules.hard)


def own_closed(rules: Rules) -> FloatArray:
    """Return (rules, periods) the share of the period's days that each rule that closes flows closes by itself."""
    return np.where(rules.of_type(BAN)[:, None], rules.share, rules.unlicensed)


def _closed(calendar: Calendar, rules: Rules, flows: PossibleFlows) -> FloatArray:
    """Return (flows,) the share of days closed by the hard rules on the same flow together, and by the row's own.

    A rule about one origin closes nothing of what comes from others.
    """
    rule, counted = flows.rule, flows.counted
    closed = own_closed(rules)[rule, counted]
    # Most flows meet one rule, or one that closes all of the period: only the others are worth a look at their days.
    key = flows.flow * calendar.size + counted
    _, group, size = np.unique(key, return_inverse=True, return_counts=True)
    several = np.flatnonzero(size[group] > 1)
    hard_of: dict[int, list[int]] = {}
    for flow in several.tolist():
        if rules.hard[rule[flow]]:
            hard_of.setdefault(int(group[flow]), []).append(int(rule[flow]))
    known: dict[tuple[tuple[int, ...], int], float] = {}
    for flow in several[closed[several] < 1.0].tolist():
        own = int(rule[flow])
        others = (other for other in hard_of.get(int(group[flow]), ()) if covers(rules.asked[other], rules.asked[own]))
        together = tuple(sorted({*others, own}))
        at = (together, int(counted[flow]))
        if at not in known:
            known[at] = closed_together(calendar, rules, *at)
        closed[flow] = known[at]
    return closed


def closed_together(calendar: Calendar, rules: Rules, together: Iterable[int], period: int) -> float:
    """Return the share of a period's days that at least one of these rules closes."""
    spans = joined(span for one in together for span in closed_days(rules, one))
    return share(spans, int(calendar.start[period]), int(calendar.end[period]))


def needing(
    parts: Carriers, rules: Rules, rule: IntArray, flow: IntArray, counted: IntArray,
    also: Mapping[tuple[int, int], Sequence[Span]] | None = None,
) -> FloatArray:  # fmt: skip
    """Return (flows,) the share of a flow that needs a grant: that of its open days on which the licence has begun.

    rule, flow, counted  the licence, the flow, and the period in which it counts
    also  flow and period in which it counts -> days that something else than a rule closes to it

    What flows is spread over the days that are open to it. Where other hard rules close some of those in the period in
    which a licence begins, less of it, or nothing, is left for the days that need no grant.
    """
    need = rules.need[rule, counted]
    partly = np.flatnonzero((need > 0.0) & (need < 1.0))
    if not partly.size:
        return need
    others = closing_rules(parts, rules, flow[partly], counted[partly])
    for place in partly.tolist():
        own, where = int(rule[place]), (int(flow[place]), int(counted[place]))
        together = [one for one in others.get(where, ()) if one != own and covers(rules.asked[one], rules.asked[own])]
        closed = [*(also or {}).get(where, ()), *(span for one in together for span in closed_days(rules, one))]
        if closed:
            # A ban on later days would leave more for those before the licence; no ban lets anything more through.
            found = _share_that_needs(parts.calendar, rules, own, joined(closed), where[1])
            need[place] = max(need[place], found)
    return need


def closing_rules(
    parts: Carriers, rules: Rules, flow: IntArray, counted: IntArray
) -> dict[tuple[int, int], list[int]]:  # fmt: skip
    """Return flow and period in which it counts, of some, -> the hard rules that close some of its days, rising."""
    shut = possible_flows(parts, rules, closing(rules) & rules.hard)
    size = parts.calendar.size
    is_met = np.isin(shut.flow * size + shut.counted, flow * size + counted)
    shut = shut.pick(is_met & (own_closed(rules)[shut.rule, shut.counted] > 0.0))
    found: dict[tuple[int, int], list[int]] = {}
    for one in sorted(zip(shut.flow.tolist(), shut.counted.tolist(), shut.rule.tolist(), strict=True)):
        found.setdefault(one[:2], []).append(one[2])
    return found


def _share_that_needs(calendar: Calendar, rules: Rules, licence: int, closed: Sequence[Span], period: int) -> float:
    """Return the share that the days of a period with a valid grant have of those that are open; 1 where none is."""
    first, last = int(calendar.start[period]), int(calendar.end[period])
    own = np.flatnonzero(rules.grants.rule == licence)
    valid = zip(rules.grants.start[own].tolist(), rules.grants.end[own].tolist(), strict=True)
    granted = apart(valid, closed, first, last)
    before = apart([(0, int(rules.start[licence]) - 1)], closed, first, last)
    return granted / (granted + before) if granted + before else 1.0


def closed_days(rules: Rules, rule: int) -> list[Span]:
    """Return the days on which a ban, of a flow or of an end use, acts, or on which a licence has no valid grant."""
    if rules.type[rule] != LICENCE:
        return [(int(rules.start[rule]), int(rules.end[rule]))]
    own = np.flatnonzero(rules.grants.rule == rule)
    return gaps(
        int(rules.start[rule]), zip(rules.grants.start[own].tolist(), rules.grants.end[own].tolist(), strict=True)
    )
