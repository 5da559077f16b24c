"""Sheets Rule effects and Value of limits: which rules and limits bind, when, and what one more tonne would change."""

from __future__ import annotations

import datetime as dt

from planner.read.cells import NO_DATE
from planner.write import bulk, styles
from planner.write.bulk import serial
from planner.write.page import BAD_SIGN, FAIR_SIGN, FIRST_ROW, GOOD_SIGN, Desk, joined, lights, open_page
from planner.write.report import DEMAND, Limit, Report
from planner.write.sheets import flows as flow_sheet
from planner.write.sheets.binding import binds, limits_by_row
from planner.write.sheets.worth import in_words

RULES, LIMITS = "Rule effects", "Value of limits"
RULES_SENTENCE = (
    "One row is a row of sheet Rules that acts: whether it binds, when, and what one more tonne would change."
)
GRAM = 6  # decimals of a tonne
LIMITS_SENTENCE = (
    "Limits with a value: what one more tonne changes, first what is short, then cost. "
    "Where limits bind together, their values are one of several that are right."
)
NAMED_PERIODS = 6
PERCENT = 100.0


def write_rules(desk: Desk, report: Report) -> None:
    """Write sheet Rule effects."""
    page = open_page(desk, RULES, RULES_SENTENCE)
    problem, rules = report.problem, report.problem.rules
    if rules.size == 0:
        page.text(FIRST_ROW, 0, "No rule acts in this plan.")
        page.check("no rule acts", "TRUE", True)
        return
    records, rows = report.records("Rules"), range(rules.size)
    by_rule = limits_by_row(report, ("cap", "ban"))
    lines = rules.line.tolist()
    found = [by_rule.get((kind, int(records.row[line])), []) for kind, line in zip(rules.type, lines, strict=True)]
    tariffs = _tariffs(report)
    binding = [[limit for limit in limits if binds(limit)] for limits in found]
    values = rules.value.tolist()
    over = _exceeded(report)
    exceeded = [over.get(int(records.row[line]), 0.0) for line in lines]
    states = [_state(rules.type[rule], found[rule], binding[rule], tariffs.get(rule), exceeded[rule]) for rule in rows]
    page.table(
        [
            bulk.text("rule", rules.name),
            bulk.text("type", rules.type),
            *(
                bulk.text(name, [str(value) for value in records.text[name][lines]])
                for name in ("from", "to", "commodity")
            ),
            bulk.number("start", [_day(day) for day in rules.start.tolist()], styles.DATE, width=12),
            bulk.number("end", [_day(day) for day in rules.end.tolist()], styles.DATE, width=12),
            bulk.text("value", [_value(rules.type[rule], values[rule], bool(rules.ad_valorem[rule])) for rule in rows]),
            bulk.text("effect", states, 34),
            bulk.number("allowed [t]", [sum(limit.limit for limit in limits) if limits else None for limits in found]),
            bulk.number(
                "used [t]",
                [
                    sum(limit.used for limit in limits) + over_limit if limits else None
                    for limits, over_limit in zip(found, exceeded, strict=True)
                ],
            ),
            bulk.number(
                "tariff [USD]", [tariffs[rule][1] if rule in tariffs else None for rule in rows], styles.USD, total=True
            ),
            bulk.wrapped(
                "one more tonne (first period in which it binds)",
                [in_words(report, limits[0].worth) if limits else "" for limits in binding],
                60.0,
            ),
            bulk.source(
                "input cell",
                [
                    problem.cell("Rules", line, "rule" if rules.type[rule] == "ban" else "value")
                    for rule, line in enumerate(lines)
                ],
            ),
        ],
        frozen=1,
    )
    lights(page, FIRST_ROW, 8, FIRST_ROW + rules.size - 1, 8)
    area = [f"{letter}{FIRST_ROW + 1}:{letter}{FIRST_ROW + rules.size}" for letter in "KJ"]
    soft = flow_sheet.total(report.flows, "soft")
    page.check(
        "no more is used than allowed",
        f"SUMPRODUCT(--({area[0]}-{area[1]}>0.00001))*({soft}=0)=0",
        True,
        "a limit is exceeded",
    )


def _tariffs(report: Report) -> dict[int, tuple[float, float]]:
    """Return rule -> tonnes that pay it, and USD before discounting."""
    import numpy as np

    from models.program import join

    rules, ship, values = report.problem.rules, report.plan.model.variables.ship, report.plan.values
    is_tariff = np.array([kind == "tariff" for kind in rules.type], dtype=np.bool_)
    chosen = np.flatnonzero(is_tariff[rules.flow_rule])
    moving = ship.pick(values[ship.index] != 0.0)
    flow, sent = join([rules.flow_lane[chosen]], [moving.keys["lane"]])
    rule = rules.flow_rule[chosen[flow]]
    period = moving.keys["period"][sent]
    counted = np.where(rules.at_arrival[rule], moving.keys["arrival"][sent], period)
    worth = np.nan_to_num(report.problem.commodities.value[moving.keys["commodity"][sent], period])
    tonnes = values[moving.index][sent] * rules.share[rule, counted]
    paid = tonnes * rules.value[rule] * np.where(rules.ad_valorem[rule], worth, 1.0)
    count = rules.size
    mass, money = (np.bincount(rule, weights=part, minlength=count) for part in (tonnes, paid))
    return {int(one): (float(mass[one]), float(money[one])) for one in np.flatnonzero(is_tariff)}


def _exceeded(report: Report) -> dict[int, float]:
    """Return row of sheet Rules -> tonnes by which a soft rule is broken."""
    table = report.plan.tables["soft"]
    found: dict[int, float] = {}
    for row, tonnes in zip(table["row"].to_list(), table["violation_t"].to_list(), strict=True):
        found[int(row)] = found.get(int(row), 0.0) + tonnes
    return found


def _state(
    kind: str, limits: list[Limit], binding: list[Limit], tariff: tuple[float, float] | None, exceeded: float
) -> str:
    if exceeded:
        return f"{BAD_SIGN} soft, exceeded by {exceeded:,.1f} t"
    if kind == "tariff":
        tonnes = tariff[0] if tariff else 0.0
        return f"{FAIR_SIGN} paid on {tonnes:,.1f} t" if tonnes else f"{GOOD_SIGN} nothing pays it"
    if binding:
        periods = [limit.period for limit in binding if limit.period]
        when = f" in {joined(periods, NAMED_PERIODS)}" if periods else ""
        return f"{FAIR_SIGN} binds{when}"
    return f"{GOOD_SIGN} does not bind" if limits else f"{GOOD_SIGN} touches no flow of this plan"


def _value(kind: str, value: float, ad_valorem: bool) -> str:
    if kind == "ban":
        return "nothing may flow"
    if kind == "tariff":
        return f"{value * PERCENT:.6g} %" if ad_valorem else f"{value:,.6g} USD/t"
    return f"{value:,.6g} t"


def _day(ordinal: int) -> int | None:
    return None if ordinal == NO_DATE else serial(dt.date.fromordinal(ordinal))


def write_limits(desk: Desk, report: Report) -> None:
    """Write sheet Value of limits: limits with a value in a tier that means something, the most pressing first."""
    page = open_page(desk, LIMITS, LIMITS_SENTENCE)
    valued = [limit for limit in report.limits if limit.family != DEMAND and any(limit.worth)]
    if not any(limit.worth for limit in report.limits) and report.limits:
        page.text(FIRST_ROW, 0, f"{report.plan.solution.solver} gives no duals, so what a limit is worth is not known.")
        page.check("nothing is claimed about values", "TRUE", True)
        return
    if not valued:
        page.text(FIRST_ROW, 0, "No limit has a value: nothing would be better with more of anything.")
        page.check("no limit binds", "TRUE", True)
        return
    valued.sort(key=lambda limit: tuple(-abs(one) for one in limit.worth))
    count = len(valued)
    page.table(
        [
            bulk.text("limit", [limit.words for limit in valued]),
            bulk.text("of", [limit.key for limit in valued]),
            bulk.text("counts in", [limit.window for limit in valued]),
            bulk.number("limit [t]", [limit.limit for limit in valued]),
            bulk.number("used [t]", [limit.used for limit in valued]),
            bulk.formula(
                "left [t]",
                [f"ROUND(D{row}-E{row},{GRAM})" for row in range(FIRST_ROW + 1, FIRST_ROW + 1 + count)],
                [round(limit.limit - limit.used, GRAM) for limit in valued],
                styles.SIGNED_TONNES,
            ),
            bulk.wrapped("one more tonne means", [in_words(report, limit.worth) for limit in valued], 64.0),
            bulk.source("input cell", [limit.cell for limit in valued]),
            *(
                bulk.number(result.tier.name, [limit.worth[n] or None for limit in valued], styles.WORTH)
                for n, result in enumerate(report.tiers)
            ),
        ],
        frozen=2,
    )
    area = f"F{FIRST_ROW + 1}:F{FIRST_ROW + count}"
    page.check(
        "every limit with a value is used up",
        f"SUMPRODUCT(--(ABS({area})>0.00001*(1+ABS(D{FIRST_ROW + 1}:D{FIRST_ROW + count}))))=0",
        True,
    )
