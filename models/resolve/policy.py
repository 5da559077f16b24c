"""Sheet Rules: which rows act, on which flows, in which periods."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass, field

import numpy as np

from models.arrays import FloatArray, IntArray
from models.bans import touched_flows
from models.carriers import Carriers
from models.days import FAR
from models.issues import Findings
from models.names import Match, Namespace
from models.parts.origins import Fact
from models.parts.policy import DELIVERY, PRODUCTION
from models.problem import HALF, Options, Rules
from models.records import Records, Tables
from models.resolve.allowances import check_allowance, check_names
from models.resolve.end_uses import check_end_use, matching_ways
from models.resolve.facts import check_origin, effect_of_rule, facts_of_rule
from models.resolve.licences import SCOPE, edge, licences, make_grants, period_cell, warn_of_edges
from models.resolve.policy_checks import check_rule
from models.resolve.qualification import lanes_between
from models.resolve.reviews import last_days
from models.resolve.selectors import look_up
from models.resolve.uneven import warn_of_uneven_days
from models.rule_types import DE_MINIMIS, END_USE_BAN, LICENCE, SHARE_MIN, SHARES, TARIFF
from models.units import Kind

IN_FORCE, ANNOUNCED = "in force", "announced"

CHECK_DATES = "check the year of its dates"


@dataclass(eq=False)
class _Scope:
    """What a row counts: lanes, or sites and commodities (one pair each); for a share, all lanes into its place too.

    Of an end_use_ban the ways to deliver (Carriers.ways).
    """

    lane: IntArray = field(default_factory=lambda: np.empty(0, dtype=np.int64))
    site: IntArray = field(default_factory=lambda: np.empty(0, dtype=np.int64))
    commodity: IntArray = field(default_factory=lambda: np.empty(0, dtype=np.int64))
    whole: IntArray = field(default_factory=lambda: np.empty(0, dtype=np.int64))
    way: IntArray = field(default_factory=lambda: np.empty(0, dtype=np.int64))


def make_rules(
    tables: Tables,
    site_space: Namespace,
    commodity_space: Namespace,
    parts: Carriers,
    options: Options,
    issues: Findings,
) -> Rules:
    """Make the rules that act inside the horizon, each with the flows that it counts."""
    records, calendar = tables.records["Rules"], parts.calendar
    origins = look_up(records, "from", site_space, "Sites", tables, issues)
    destinations = look_up(records, "to", site_space, "Sites", tables, issues)
    materials = look_up(records, "commodity", commodity_space, "Commodities", tables, issues)
    start, end = records.date["start"], last_days(records, options.reviews, issues)
    standing = [
        line
        for line in _canonical(records)
        if _stands(records, line, end, parts, options, tables.knows("Demand"), issues)
    ]
    check_names(records, standing, issues)
    regimes = licences(records, standing, issues)
    acting: list[int] = []
    shares: list[FloatArray] = []
    scopes: list[_Scope] = []
    groups: list[tuple[int, list[int]]] = []
    questions: list[tuple[frozenset[Fact], Hashable]] = []
    for line in standing:
        licensed = records.text["type"][line] == LICENCE
        if licensed and line not in regimes:
            continue
        share = calendar.share(int(start[line]), -1 if licensed else int(end[line]))
        if not share.any():
            # A year typed wrongly, such as 2062 or 2016 for 2026, takes a rule out of the plan.
            is_far = start[line] > calendar.end[-1] + FAR or 0 <= end[line] < calendar.start[0] - FAR
            tell = issues.warning if is_far else issues.note
            cell = records.cell(line, "start")
            tell("rule-outside", cell, "the rule never acts inside the horizon", CHECK_DATES if is_far else "")
            continue
        questions.append((facts_of_rule(records, line), effect_of_rule(records, line, calendar, int(end[line]))))
        scope = _scope(records, line, parts, origins[line], destinations[line], materials[line])
        if not scope.lane.size and not scope.site.size and not scope.way.size:
            # A least share of an origin that cannot send anything would let nothing in at all.
            report = issues.error if scope.whole.size and records.text["type"][line] == SHARE_MIN else issues.warning
            remedy = "check its from, to, commodity and end use, or delete the row"
            if row := _switched_off(tables.records["Lanes"], site_space, origins[line]):
                # A lane is switched off to try something, and its rules wait for it.
                remedy = f"nothing, if it is about {row}, which does not act (active = no); else {remedy}"
            report(
                "rule-matches-nothing",
                records.cell(line, "rule"),
                f"rule '{records.text['rule'][line]}' matches no {_what(records, line)}",
                remedy,
            )
            continue
        if licensed:
            groups.append((len(acting), regimes[line]))
        acting.append(line)
        shares.append(share)
        scopes.append(scope)
    chosen = np.array(acting, dtype=np.int64)
    kinds = records.unit_kind["value"]
    hard = np.array([records.text["hard"][line] != "no" for line in acting], dtype=np.bool_)
    grants, need, unlicensed = make_grants(records, calendar, groups, hard, end, issues)
    is_licence = np.array([records.text["type"][line] == LICENCE for line in acting], dtype=np.bool_)
    flow_rule, flow_lane = _flat([scope.lane for scope in scopes])
    place_rule, place_site = _flat([scope.site for scope in scopes])
    whole_rule, whole_lane = _flat([scope.whole for scope in scopes])
    use_rule, way = _flat([scope.way for scope in scopes])
    others = parts.substitutes.size
    rules = Rules(
        name=tuple(str(records.text["rule"][line]) for line in acting),
        type=tuple(str(records.text["type"][line]) for line in acting),
        start=start[chosen],
        end=np.where(is_licence, -1, end[chosen]),
        share=np.array(shares, dtype=np.float64).reshape(chosen.size, calendar.size),
        need=need,
        unlicensed=unlicensed,
        value=np.where(is_licence, np.nan, records.number["value"][chosen]),
        ad_valorem=np.array(
            [kinds[line] == Kind.FRACTION and records.text["type"][line] == TARIFF for line in acting], dtype=np.bool_
        ),
        window=tuple(str(records.text["window"][line]) for line in acting),
        at=tuple(_counted_at(records, line) for line in acting),
        hard=hard,
        weight=records.number["weight"][chosen],
        flow_rule=flow_rule,
        flow_lane=flow_lane,
        place_rule=place_rule,
        place_site=place_site,
        place_commodity=_flat([scope.commodity for scope in scopes])[1],
        whole_rule=whole_rule,
        whole_lane=whole_lane,
        use_rule=use_rule,
        use_demand=parts.ways[0][way],
        use_option=np.minimum(way, others),
        asked=tuple(facts_of_rule(records, line) for line in acting),
        questions=tuple(questions),
        line=chosen,
        grants=grants,
    )
    _warn_of_half_closed_periods(records, tables, parts, rules, issues)
    warn_of_edges(records, tables.records["Periods"], calendar, rules, issues)
    warn_of_uneven_days(records, tables.records["Periods"], parts, rules, issues)
    return rules


def _switched_off(lanes: Records, site_space: Namespace, origin: Match) -> str:
    """Return the first row of sheet Lanes that does not act and leads from where a rule asks for; "" for none."""
    for row, name in lanes.ignored.items():
        sender = site_space.match(name)
        if sender is not None and np.isin(sender.codes, origin.codes).any():
            return lanes.cell_in(row, "from")
    return ""


def _stands(
    records: Records, line: int, end: IntArray, parts: Carriers, options: Options, known: bool, issues: Findings
) -> bool:
    """Check one row, and tell whether its status lets it act.

    end    (rows,) last day, -1 for without end
    known  whether sheet Demand could be read
    """
    check_rule(records, line, issues)
    check_end_use(records, line, parts.demands, known, issues)
    check_origin(records, line, issues)
    check_allowance(records, line, issues)
    start = records.date["start"][line]
    if start < 0 or not records.text["type"][line]:
        return False
    if 0 <= end[line] < start:
        late = "end" if 0 <= records.date["end"][line] < start else "review date"
        issues.error("dates", records.cell(line, late), f"the {late} lies before the start", "correct the dates")
    return bool(records.text["status"][line] in acting_statuses(options))


def acting_statuses(options: Options) -> tuple[str, ...]:
    """Return the statuses of rules that act."""
    return (IN_FORCE, ANNOUNCED) if options.announced_rules else (IN_FORCE,)


def _scope(records: Records, line: int, parts: Carriers, origin: Match, destination: Match, material: Match) -> _Scope:
    """Return what a row counts."""
    at, lanes = _counted_at(records, line), parts.lanes
    if records.text["type"][line] == END_USE_BAN:
        return _Scope(way=matching_ways(parts, destination, material, str(records.text["end use"][line])))
    if at in (PRODUCTION, DELIVERY):
        pairs = _made(parts) if at == PRODUCTION else _wanted(parts)
        sites = origin if at == PRODUCTION else destination
        pairs = pairs[np.isin(pairs[:, 0], sites.codes) & np.isin(pairs[:, 1], material.codes)]
        return _Scope(site=pairs[:, 0], commodity=pairs[:, 1])
    own = lanes_between(lanes, origin, destination, material)
    if records.text["type"][line] not in SHARES:
        return _Scope(lane=own)
    coming = np.flatnonzero(
        np.isin(lanes.destination, destination.codes)
        & ~np.isin(lanes.origin, destination.codes)
        & np.isin(lanes.commodity, material.codes)
    )
    return _Scope(lane=np.intersect1d(own, coming), whole=coming)


def _counted_at(records: Records, line: int) -> str:
    """Return at which of departure, arrival, production and delivery a row counts."""
    return PRODUCTION if records.text["type"][line] == DE_MINIMIS else str(records.text["applies at"][line])


def _made(parts: Carriers) -> IntArray:
    """Return (pairs, 2) site and commodity of everything that a process makes."""
    processes = parts.processes
    outputs = np.flatnonzero(processes.line_output)
    site = processes.site[processes.line_process[outputs]]
    return np.unique(np.stack([site, processes.line_commodity[outputs]], axis=1), axis=0)


def _wanted(parts: Carriers) -> IntArray:
    """Return (pairs, 2) site and commodity of everything that may be delivered."""
    stream, commodity, _ = parts.ways
    return np.unique(np.stack([parts.demands.customer[stream], commodity], axis=1), axis=0)


def _what(records: Records, line: int) -> str:
    if records.text["type"][line] == END_USE_BAN:
        return "delivery"
    return {PRODUCTION: "output of a process", DELIVERY: "demand"}.get(_counted_at(records, line), "lane")


def _flat(members: list[IntArray]) -> tuple[IntArray, IntArray]:
    """Return the rule of each member, and the members, one after the other."""
    empty = np.empty(0, dtype=np.int64)
    codes = np.arange(len(members), dtype=np.int64)
    return np.repeat(codes, [one.size for one in members]), np.concatenate([empty, *members])


def _canonical(records: Records) -> list[int]:
    """Return the rows in an order that does not depend on how the sheet is sorted."""
    text, dates = records.text, records.date
    return sorted(
        range(len(records)),
        key=lambda line: (
            str(text["rule"][line]).casefold(), str(text["type"][line]), int(dates["start"][line]),
            int(dates["end"][line]),
            *(str(text[name][line]).casefold() for name in SCOPE),
            float(np.nan_to_num(records.number["value"][line])),
        ),
    )  # fmt: skip


def _warn_of_half_closed_periods(
    records: Records, tables: Tables, parts: Carriers, rules: Rules, issues: Findings
) -> None:
    """Warn where part of a period is closed and a flow has no capacity of which a part could be left."""
    calendar, touched = parts.calendar, touched_flows(parts, rules)
    flows, partly = touched.flows, (touched.closed < 1.0) & np.isinf(touched.flows.capacity)
    cases = sorted(
        set(
            zip(
                flows.rule[partly].tolist(), flows.counted[partly].tolist(), touched.closed[partly].tolist(),
                strict=True,
            )
        )
    )  # fmt: skip
    periods = tables.records["Periods"]
    for code, period, closed in cases:
        name, other = calendar.names[period], period_cell(periods, calendar, period)
        if rules.type[code] == LICENCE:
            line, column = edge(records, rules, code, int(calendar.start[period]), int(calendar.end[period]))
            alone, own = closed == rules.unlicensed[code, period], "no grant is valid on"
            issues.warning(
                "licence-inside-period",
                records.cell(line, column),
                f"{own if alone else 'this licence and other rules on the same flow together close'} {closed:.0%} of "
                f"period {name} ({other}); "
                f"flows without a capacity count as {'closed' if closed >= HALF else 'open'} in all of it",
                f"split period {name} there in sheet Periods",
            )
            continue
        column = "start" if rules.start[code] > calendar.start[period] else "end"
        if column == "end" and rules.end[code] != records.date["end"][rules.line[code]]:
            column = "review date"
        alone = closed == rules.share[code, period]
        issues.warning(
            "ban-inside-period",
            records.cell(int(rules.line[code]), column),
            f"{'the ban covers' if alone else 'this ban and others on the same flow together cover'} {closed:.0%} of "
            f"period {name} ({other}); "
            f"flows without a capacity count as {'banned' if closed >= HALF else 'open'} in all of it",
            f"split period {name} at the rule's {column} in sheet Periods",
        )
