"""What one more tonne of a limit changes, in words: the whole vector over the tiers, never money alone."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

import numpy as np

from models.linear.program import Tier
from models.records import sheet_and_row
from models.roles import OF_RULES
from models.tiers import STEP
from planner.explain.outcomes import LEAST, NOT_APART, Change
from planner.write.phrases import joined, tonnes
from planner.write.report import Limit, Report
from planner.write.short_units import short_by

WHOLE_FROM = 1_000.0  # from here on decimals say nothing
CENTS_BELOW = 1_000.0  # USD
LOST_BY_CENTS = 1e-3  # so large a share of an amount of money may be lost by rounding to cents
NAMED = 3  # limits that are missed
# Kinds of tiers that come to nothing where nothing lacks.
LACKING = ("unmet", "fair", "soft")
ELSE, OTHERWISE = "nothing else changes", "a shortage is shared otherwise"
OF_BUDGET = "with 1,000 USD more: "
NONE_SHORT = "nothing is short that it could close; what else it changes is not told"
OR_BETTER = ", or a better priority is shorter"


def one_more(report: Report, limit: Limit, *, first_only: bool = False) -> str:
    """Return what one more tonne of a limit changes: at most where it helps, at least where it costs.

    A dual promises no more than that: where limits bind together, one of them alone may gain nothing. What other limits
    close as well gains nothing for sure. Of the budget it is a thousand dollars more, which is said.
    """
    if limit.also:
        return f"nothing by itself: the same is closed by {limit.also}"
    worth, start = gains(report, limit), OF_BUDGET if limit.family == "budget" else ""
    if any(limit.worth) and not any(worth):
        return start + NONE_SHORT
    return start + in_words(report, worth, first_only=first_only, exact=False)


def gains(report: Report, limit: Limit) -> tuple[float, ...]:
    """Return what a tonne more of a limit changes in each tier, in none where its value is that less would be short.

    What nobody lacks gets no less short, and of the tiers behind it the value says nothing then.
    """
    least = LEAST * min(1.0, report.plan.model.program.unit)
    for result, change in zip(report.tiers, limit.worth, strict=False):
        if change < 0.0 and result.tier.kind in LACKING and result.objective <= least:
            return (0.0,) * len(limit.worth)
        if change:
            break
    return limit.worth


def idle_rows(report: Report) -> set[int]:
    """Return the rows of sheet Rules without whose rule it is known that nothing changes."""
    return _rows_of(report, is_idle=True)


def acting_rows(report: Report) -> set[int]:
    """Return the rows of sheet Rules without whose rule it is known that something changes."""
    return _rows_of(report, is_idle=False)


def _rows_of(report: Report, *, is_idle: bool) -> set[int]:
    row, each = report.records("Rules").row, report.explained.rules.each
    known = (one for one in each if not one.without.why and one.without.is_nothing is is_idle)
    return {int(row[line]) for effect in known for line in effect.lines}


def is_of_rules(limit: Limit, rows: set[int]) -> bool:
    """Return whether a limit is of a rule in one of some rows of sheet Rules."""
    return limit.family in OF_RULES and sheet_and_row(limit.cell)[1] in rows


def in_words(report: Report, worth: Sequence[float], *, first_only: bool = False, exact: bool = True) -> str:
    """Return the change of every tier, such as `1 t less short in priority 2; 760.00 USD more cost`.

    first_only  whether to leave out the tiers behind the first that changes
    exact       whether the change is known, or only that it is no better than that: `up to 1 t less short`
    """
    if not worth:
        return report.no_duals
    tiers = [result.tier for result in report.tiers]
    parts = _parts(report, zip(tiers, worth, strict=False), exact=exact)
    return "; ".join(parts[:1] if first_only else parts) or "nothing: it does not bind"


def _parts(report: Report, changes: Iterable[tuple[Tier, float]], *, exact: bool) -> list[str]:
    """Return the change of every tier that changes."""
    parts: list[str] = []
    for tier, change in changes:
        if change == 0.0:
            continue
        number = f"{abs(change):,.0f}" if abs(change) >= WHOLE_FROM else f"{abs(change):,.4g}"
        # The tiers behind the first that changes go with it.
        bound = "" if exact or parts else "up to " if change < 0.0 else "at least "
        size = bound + number
        match tier.kind:
            case "unmet":
                less = "less" if change < 0.0 else "more"
                what = short_by(report.problem, tier.priority).format(number)
                parts.append(f"{bound}{what} {less} short in priority {tier.priority}")
            case "fair":
                parts.append(f"{size} of a demand {'less' if change < 0.0 else 'more'} short at worst, {tier.name}")
            case "soft":
                years = "tonne-year" if number == "1" else "tonne-years"
                parts.append(f"{size} {years} {'less' if change < 0.0 else 'more'} missed of {tier.name}")
            case "size":
                parts.append(f"{size} t {'less' if change < 0.0 else 'more'} room for stocks")
            case "near":
                parts.append(f"{size} t {'less' if change < 0.0 else 'more'} that differ from the earlier plan")
            case _:
                # Where cents would change it, little money is told as it is: 0.025 of a dollar is not 0.03.
                cents = round(abs(change), 2)
                in_cents = abs(change) < CENTS_BELOW and abs(cents - abs(change)) <= LOST_BY_CENTS * abs(change)
                amount = f"{bound}{cents:,.2f}" if in_cents else size
                parts.append(f"{amount} USD {'less' if change < 0.0 else 'more'} cost")
    return parts


def _tier(report: Report, name: str) -> Tier:
    """Return the tier that is called so; the plan may have less to share, and nothing that should be kept."""
    known = next((result.tier for result in report.tiers if result.tier.name == name), None)
    shared = next((one for one in report.plan.model.program.tiers if one.name == name.partition(STEP)[0]), None)
    return known or (Tier(name, "soft", np.empty(0)) if shared is None else replace(shared, name=name))


def is_money(report: Report, tier: Tier) -> bool:
    """Return whether a tier counts USD: the cost, and demand by its value."""
    by_value = report.problem.options.unmet_measure == "value"
    return tier.kind == "cost" or (tier.kind == "unmet" and by_value)


def told(report: Report, change: Change, nothing: str = "nothing changes") -> str:
    """Return what one best plan comes to more than another, in words; `nothing` where they come to the same."""
    if change.why:
        return change.why
    if change.is_nothing:
        return nothing
    if change.is_least:
        least = [change.of.get(result.tier.name, 0.0) for result in report.tiers]
        before = report.tiers[: next(place for place, amount in enumerate(least) if amount)]
        # Tier by tier it is the least: who is shorter of a better priority may leave more to a worse one.
        better = OR_BETTER if any(result.tier.kind == "unmet" for result in before) else ""
        return f"{in_words(report, least, exact=False)}{better}; the rest is {NOT_APART}"
    changes = [(_tier(report, name), amount) for name, amount in change.told.items()]
    words = "; ".join(_parts(report, changes, exact=True)) or (OTHERWISE if any(change.of.values()) else ELSE)
    if change.priced:
        words = f"{tonnes(abs(change.priced))} {_more(change.priced)} short at a shortage cost; {words}"
    if change.eased is not None:
        words = f"{words}; if most shares of the others gave way: {told(report, change.eased)}"
    if change.over:
        words = f"{abs(change.over):,.0f} USD {_more(change.over)} spent above the budget; {words}"
    if not change.broken:
        return words
    which = joined(change.missed, NAMED)
    return f"{tonnes(abs(change.broken))} {_more(change.broken)} of promises and limits not kept ({which}); {words}"


def _more(amount: float) -> str:
    return "more" if amount > 0.0 else "less"
