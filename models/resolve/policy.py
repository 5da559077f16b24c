"""Sheet Rules: which rows act, on which lanes, in which periods."""

from __future__ import annotations

import numpy as np

from models.arrays import FloatArray, IntArray
from models.bans import touched_flows
from models.calendar import Calendar
from models.issues import Findings
from models.names import Match, Namespace
from models.problem import HALF, Lanes, Options, Rules
from models.records import Records, Tables
from models.resolve.reviews import last_days
from models.resolve.selectors import look_up
from models.units import Kind

IN_FORCE, ANNOUNCED = "in force", "announced"


def _value(records: Records, line: int, issues: Findings) -> None:
    """Check that the value of a rule and its unit fit the rule's type."""
    value = records.number["value"][line]
    unit = str(records.unit_kind["value"][line])
    wanted: dict[str, set[str]] = {"cap": {"", Kind.MASS}, "tariff": {Kind.FRACTION, Kind.PRICE}}
    match str(records.text["type"][line]):
        case "tariff" if records.text["hard"][line] == "no":
            issues.error(
                "soft-tariff",
                records.cell(line, "hard"),
                "a tariff is a cost and cannot be broken",
                "write yes or empty the cell, or make the rule a cap",
            )
        case "ban" if not np.isnan(value):
            issues.error(
                "ban-with-value",
                records.cell(line, "value"),
                f"a ban has the value {value:g}",
                "delete the value, or make the rule a cap",
            )
        case "cap" | "tariff" as kind if np.isnan(value):
            issues.error(
                "rule-without-value",
                records.cell(line, "value"),
                f"a {kind} has no value",
                "give the tonnes of the cap" if kind == "cap" else "give the tariff in % or USD/t",
            )
        case "cap" | "tariff" as kind if unit not in wanted[kind]:
            issues.error(
                "unit-kind",
                records.cell(line, "value"),
                f"the value of a {kind} has " + (f"a unit of {unit}" if unit else "no unit"),
                "write t, kg or lb" if kind == "cap" else "write %, USD/t or USD/kg",
            )


def make_rules(
    tables: Tables,
    calendar: Calendar,
    site_space: Namespace,
    commodity_space: Namespace,
    lanes: Lanes,
    options: Options,
    issues: Findings,
) -> Rules:
    """Make the rules that act inside the horizon, each with the lanes that it matches."""
    records = tables.records["Rules"]
    origins = look_up(records, "from", site_space, "Sites", "Sites" in tables.present, issues)
    destinations = look_up(records, "to", site_space, "Sites", "Sites" in tables.present, issues)
    materials = look_up(records, "commodity", commodity_space, "Commodities", "Commodities" in tables.present, issues)
    start, end = records.date["start"], last_days(records, options.reviews, issues)
    acting: list[int] = []
    shares: list[FloatArray] = []
    flows: list[tuple[IntArray, IntArray]] = []
    for line in _canonical(records):
        _value(records, line, issues)
        if start[line] < 0 or not records.text["type"][line]:
            continue
        if 0 <= end[line] < start[line]:
            late = "end" if 0 <= records.date["end"][line] < start[line] else "review date"
            issues.error("dates", records.cell(line, late), f"the {late} lies before the start", "correct the dates")
        status = records.text["status"][line]
        if status != IN_FORCE and not (status == ANNOUNCED and options.announced_rules):
            continue
        share = calendar.share(int(start[line]), int(end[line]))
        if not share.any():
            issues.note("rule-outside", records.cell(line, "start"), "the rule never acts inside the horizon")
            continue
        matched = _matched(lanes, site_space.size, commodity_space.size, origins[line], destinations[line],
                           materials[line])  # fmt: skip
        if matched.size == 0:
            issues.warning(
                "rule-matches-nothing",
                records.cell(line, "rule"),
                f"rule '{records.text['rule'][line]}' matches no lane",
                "check its from, to and commodity, or delete the row",
            )
            continue
        flows.append((np.full(matched.size, len(acting), dtype=np.int64), matched))
        acting.append(line)
        shares.append(share)
    chosen = np.array(acting, dtype=np.int64)
    kinds = records.unit_kind["value"]
    rules = Rules(
        name=tuple(str(records.text["rule"][line]) for line in acting),
        type=tuple(str(records.text["type"][line]) for line in acting),
        start=start[chosen],
        end=end[chosen],
        share=np.array(shares, dtype=np.float64).reshape(chosen.size, calendar.size),
        value=records.number["value"][chosen],
        ad_valorem=np.array([kinds[line] == Kind.FRACTION for line in acting], dtype=np.bool_),
        window=tuple(str(records.text["window"][line]) for line in acting),
        at_arrival=np.array([records.text["applies at"][line] == "arrival" for line in acting], dtype=np.bool_),
        hard=np.array([records.text["hard"][line] != "no" for line in acting], dtype=np.bool_),
        weight=records.number["weight"][chosen],
        flow_rule=np.concatenate([pair[0] for pair in flows]) if flows else np.empty(0, dtype=np.int64),
        flow_lane=np.concatenate([pair[1] for pair in flows]) if flows else np.empty(0, dtype=np.int64),
        line=chosen,
    )
    _warn_of_half_banned_periods(records, tables, calendar, lanes, rules, issues)
    return rules


def _canonical(records: Records) -> list[int]:
    """Return the rows in an order that does not depend on how the sheet is sorted."""
    text, dates = records.text, records.date
    return sorted(
        range(len(records)),
        key=lambda line: (
            str(text["rule"][line]).casefold(), str(text["type"][line]), int(dates["start"][line]),
            int(dates["end"][line]), *(str(text[name][line]).casefold() for name in ("from", "to", "commodity")),
            float(np.nan_to_num(records.number["value"][line])),
        ),
    )  # fmt: skip


def _matched(
    lanes: Lanes, sites: int, commodities: int, origin: Match, destination: Match, material: Match
) -> IntArray:
    """Return the lanes whose origin, destination and commodity are all selected."""
    selected = []
    for size, match, codes in (
        (sites, origin, lanes.origin), (sites, destination, lanes.destination), (commodities, material, lanes.commodity)
    ):  # fmt: skip
        mask = np.zeros(size, dtype=np.bool_)
        mask[match.codes] = True
        selected.append(mask[codes])
    return np.flatnonzero(selected[0] & selected[1] & selected[2])


def _warn_of_half_banned_periods(
    records: Records, tables: Tables, calendar: Calendar, lanes: Lanes, rules: Rules, issues: Findings
) -> None:
    """Warn where bans cover part of a period and a flow has no capacity of which a part could be left."""
    flows = touched_flows(calendar, lanes, rules)
    partly = (flows.closed < 1.0) & np.isinf(lanes.capacity[flows.lane, flows.period])
    cases = sorted(
        set(
            zip(flows.rule[partly].tolist(), flows.counted[partly].tolist(), flows.closed[partly].tolist(), strict=True)
        )
    )
    periods = tables.records["Periods"]
    for code, period, closed in cases:
        edge = "start" if rules.start[code] > calendar.start[period] else "end"
        if edge == "end" and rules.end[code] != records.date["end"][rules.line[code]]:
            edge = "review date"
        where = np.flatnonzero(periods.text["period"] == calendar.names[period])
        other = periods.cell(int(where[0]), "period") if where.size else "Periods"
        alone = closed == rules.share[code, period]
        issues.warning(
            "ban-inside-period",
            records.cell(int(rules.line[code]), edge),
            f"{'the ban covers' if alone else 'this ban and others on the same flow together cover'} {closed:.0%} of "
            f"period {calendar.names[period]} ({other}); "
            f"flows without a capacity count as {'banned' if closed >= HALF else 'open'} in all of it",
            f"split period {calendar.names[period]} at the rule's {edge} in sheet Periods",
        )
