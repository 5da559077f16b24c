"""Rules that count a part of a period by its days, where others close some of these days: the part is then another."""

from __future__ import annotations

from models.bans import closed_days, closing_rules
from models.carriers import Carriers, possible_flows
from models.days import apart, covered, joined
from models.issues import Findings
from models.parts.origins import covers
from models.problem import Rules
from models.records import Records
from models.resolve.licences import period_cell
from models.rule_types import CAP, SHARES, TARIFF

# Types that count what flows in a period by the share of its days on which they act.
BY_DAYS = (CAP, TARIFF, *SHARES)
# Days are whole; this is rounding.
SAME = 1e-9


def warn_of_uneven_days(records: Records, periods: Records, parts: Carriers, rules: Rules, issues: Findings) -> None:
    """Warn where a cap, share or tariff begins or ends inside a period of which a ban closes days to the same flow.

    What flows is taken to be spread over all of the period: of a cap that follows a ban twice as much could flow.
    """
    counting = possible_flows(parts, rules, rules.of_type(*BY_DAYS))
    part = rules.share[counting.rule, counting.counted]
    counting = counting.pick((part > 0.0) & (part < 1.0))
    meets = closing_rules(parts, rules, counting.flow, counting.counted)
    told: set[tuple[int, int]] = set()
    for own, flow, period in zip(
        counting.rule.tolist(), counting.flow.tolist(), counting.counted.tolist(), strict=True
    ):
        others = [one for one in meets.get((flow, period), ()) if covers(rules.asked[one], rules.asked[own])]
        if (
            others
            and (own, period) not in told
            and _warn(records, periods, parts, rules, (own, others, period), issues)
        ):
            told.add((own, period))


def _warn(
    records: Records, periods: Records, parts: Carriers, rules: Rules, case: tuple[int, list[int], int],
    issues: Findings,
) -> bool:  # fmt: skip
    """Warn of one rule in one period beside others; return whether there was something to warn of."""
    own, others, period = case
    calendar = parts.calendar
    first, last = int(calendar.start[period]), int(calendar.end[period])
    closed = joined(span for other in others for span in closed_days(rules, other))
    is_open = last - first + 1 - covered(closed, first, last)
    if not is_open:
        return False
    by_days = float(rules.share[own, period])
    really = apart([(int(rules.start[own]), int(rules.end[own]))], closed, first, last) / is_open
    if abs(really - by_days) <= SAME:
        return False
    column = "start" if rules.start[own] > first else "end"
    if column == "end" and rules.end[own] != records.date["end"][rules.line[own]]:
        column = "review date"
    name, other = calendar.names[period], int(rules.line[others[0]])
    issues.warning(
        "uneven-days",
        records.cell(int(rules.line[own]), column),
        f"the {rules.type[own]} counts {by_days:.0%} of what flows in period {name} "
        f"({period_cell(periods, calendar, period)}), by its days; of those that {records.cell(other, 'rule')} leaves "
        f"open it is {really:.0%}",
        f"split period {name} there in sheet Periods",
    )
    return True
