"""Sheets Rule effects and Value of limits: which rules and limits bind, when, and what one more tonne would change."""

from __future__ import annotations

from collections.abc import Sequence

from models.parts.policy import DELIVERY
from models.resolve.facts import spelled_in_rules
from models.rule_types import BANS, END_USE_BAN, LICENCE
from planner.read.grid import letters
from planner.write import bulk, styles
from planner.write.bulk import Column
from planner.write.origin_facts import asked_in_words
from planner.write.page import FIRST_ROW, Desk, lights, open_page
from planner.write.phrases import TO_GRAM
from planner.write.report import DEMAND, Limit, Report
from planner.write.sheets import flows as flow_sheet
from planner.write.sheets.binding import first_more
from planner.write.sheets.effects import effects_of
from planner.write.sheets.grants import STATE, day, write_grants
from planner.write.sheets.known_values import ALONE, UNIT, KnownValues, known_values
from planner.write.sheets.traces import write_traces
from planner.write.worth import idle_rows, is_money, is_of_rules, one_more

RULES, LIMITS = "Rule effects", "Value of limits"
RULES_SENTENCE = (
    "One row is a rule that acts, a licence with all its grants: whether it binds, when, and what one more tonne would "
    "change."
)
NOISE = 9  # decimals behind which what is used of a share, or of nothing, is rounding, which would stand as -0.0
LIMITS_SENTENCE = (
    "What one more of each limit with a value changes, in its unit: at most where it helps, at least where it costs. "
    "Limits that bind together may gain nothing alone. What matters most stands first, what is certain at the right."
)
SAME_DIGITS = 7  # of two values that are the same but for a solver's rounding
IDLE = "nothing by itself: without the rule nothing changes"
CELL_OF_NAME = (*BANS, LICENCE)  # rules without a value of their own


def write_rules(desk: Desk, report: Report) -> None:
    """Write sheet Rule effects: one row a rule, below them one row a grant of a licence."""
    page = open_page(desk, RULES, report.compared(RULES_SENTENCE) + report.decided)
    problem, rules = report.problem, report.problem.rules
    if rules.size == 0:
        page.text(FIRST_ROW, 0, "No rule acts in this plan.")
        page.check("no rule acts", "TRUE", True)
        return
    records, lines = report.records("Rules"), rules.line.tolist()
    effects, idle = effects_of(report), idle_rows(report)
    bottom = page.table(
        [
            bulk.text("rule", rules.name),
            bulk.text("type", rules.type),
            *(
                bulk.text(name, [str(value) for value in records.text[name][lines]])
                for name in ("from", "to", "commodity")
            ),
            bulk.text(
                "applies at",
                [DELIVERY if kind == END_USE_BAN else at for kind, at in zip(rules.type, rules.at, strict=True)],
            ),
            bulk.number("start", [day(one) for one in rules.start.tolist()], styles.DATE, width=12),
            bulk.number("end", [day(one) for one in rules.end.tolist()], styles.DATE, width=12),
            bulk.text("value", [one.value for one in effects]),
            bulk.wrapped("effect", [one.state for one in effects], 34),
            bulk.number("allowed [t]", [one.allowed for one in effects]),
            bulk.number("used [t]", [one.used for one in effects]),
            bulk.number("tariff [USD]", [one.tariff for one in effects], styles.USD, total=True),
            bulk.wrapped(
                "one more tonne (first period in which it binds)",
                [
                    IDLE if one.tight and row in idle else first_more(report, one.binding)
                    for one, row in zip(effects, records.row[lines].tolist(), strict=True)
                ],
                60.0,
            ),
            bulk.source(
                "input cell",
                [
                    problem.cell("Rules", line, "rule" if rules.type[rule] in CELL_OF_NAME else "value")
                    for rule, line in enumerate(lines)
                ],
            ),
            *_of_origins(report),
        ],
        frozen=1,
        alone=not rules.grants.size and "allow" not in report.flows.kinds,
    )
    lights(page, FIRST_ROW, STATE, FIRST_ROW + rules.size - 1, STATE)
    used, allowed = (
        f"{letters(place)}{FIRST_ROW + 1}:{letters(place)}{FIRST_ROW + rules.size}" for place in (STATE + 2, STATE + 1)
    )
    write_traces(page, report, write_grants(page, report, bottom))
    soft = flow_sheet.total(report.flows, "soft")
    page.check(
        "no more is used than allowed",
        f'SUMPRODUCT(({allowed}<>"")*({used}-{allowed}>0.00001))*({soft}=0)=0',
        True,
        "a limit is exceeded",
    )


def _of_origins(report: Report) -> list[Column]:
    """Return columns on what rules ask of origins, and of which deliveries; none where no rule asks."""
    problem, rules, facts = report.problem, report.problem.rules, report.origins
    if not any(rules.asked):
        return []
    records, lines = report.records("Rules"), rules.line.tolist()
    spelled = spelled_in_rules(records)
    at_delivery = set(facts.rules)
    under = [
        sum(one.served for one in facts.under(rule)) if rule in at_delivery else None for rule in range(rules.size)
    ]
    return [
        bulk.text("end use", [str(records.text["end use"][line]) for line in lines]),
        bulk.wrapped("acts on material", [asked_in_words(own, spelled) for own in rules.asked], 44.0),
        bulk.wrapped("told apart as", [problem.origins.name(int(own)) for own in problem.origins.of_rule], 44.0),
        bulk.number("delivered under it [t asked for]", under),
    ]


def write_limits(desk: Desk, report: Report) -> None:
    """Write sheet Value of limits: limits with a value in a tier that means something, the most pressing first."""
    page = open_page(desk, LIMITS, LIMITS_SENTENCE + report.decided)
    valued = [limit for limit in report.limits if limit.family != DEMAND and any(limit.worth)]
    if not any(limit.worth for limit in report.limits) and report.limits:
        page.text(FIRST_ROW, 0, f"What a limit is worth is {report.no_duals}.")
        page.check("nothing is claimed about values", "TRUE", True)
        return
    if not valued:
        page.text(FIRST_ROW, 0, "No limit binds: nothing would be better with more of any of them.")
        page.check("no limit binds", "TRUE", True)
        return
    known, count, idle = known_values(report), len(valued), idle_rows(report)
    valued.sort(key=lambda limit: (known.order.get(limit.row, count), *_pressing(limit, idle)))
    page.table(
        [
            bulk.text("limit", [limit.words for limit in valued]),
            bulk.wrapped("of", [limit.key for limit in valued], 60.0),
            bulk.text("counts in", [limit.window for limit in valued]),
            bulk.number("limit [unit]", [limit.limit for limit in valued], styles.SIGNED_TONNES),
            bulk.number("used [unit]", [round(limit.used, NOISE) + 0.0 for limit in valued], styles.SIGNED_TONNES),
            bulk.formula(
                "left [unit]",
                [f"ROUND(D{row}-E{row},{TO_GRAM})" for row in range(FIRST_ROW + 1, FIRST_ROW + 1 + count)],
                [round(limit.limit - limit.used, TO_GRAM) + 0.0 for limit in valued],
                styles.SIGNED_TONNES,
            ),
            *_missed(valued),
            bulk.text("unit", [UNIT[limit.family] for limit in valued]),
            bulk.wrapped("one more means", [_one_more(report, limit, idle, known) for limit in valued], 64.0),
            bulk.source("input cell", [limit.cell for limit in valued]),
            *(
                bulk.number(
                    result.tier.name,
                    [limit.worth[n] or None for limit in valued],
                    styles.USD_A_TONNE if is_money(report, result.tier) else styles.WORTH,
                )
                for n, result in enumerate(report.tiers)
            ),
            *known.columns(valued),
        ],
        frozen=2,
    )
    area = f"F{FIRST_ROW + 1}:F{FIRST_ROW + count}"
    page.check(
        "every limit with a value is used up",
        f"SUMPRODUCT(--(ABS({area})>0.00001*(1+ABS(D{FIRST_ROW + 1}:D{FIRST_ROW + count}))))=0",
        True,
    )


def _one_more(report: Report, limit: Limit, idle: set[int], known: KnownValues) -> str:
    """Return what one more of a limit means: nothing, where it or its rule as a whole holds nothing back by itself."""
    if is_of_rules(limit, idle):
        return IDLE
    return ALONE if known.is_nothing(limit) else one_more(report, limit)


def _pressing(limit: Limit, idle: set[int]) -> tuple[float, ...]:
    """Return what a limit is sorted by: what has no value by itself last, then its first tier, its value and its use.

    Values that differ by a solver's rounding are one.
    """
    tier, value = next((place, one) for place, one in enumerate(limit.worth) if one)
    rounded = float(f"{value:.{SAME_DIGITS}g}")
    return (bool(limit.also) or is_of_rules(limit, idle), tier, -abs(rounded), -limit.used)


def _missed(valued: Sequence[Limit]) -> list[Column]:
    """Return the column of what is missed of limits, or exceeds them; none where every limit is kept."""
    missed = [round(limit.missed, TO_GRAM) or None for limit in valued]
    return [bulk.number("of it missed [unit]", missed)] if any(missed) else []
