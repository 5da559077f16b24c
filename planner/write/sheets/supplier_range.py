"""Sheet Supplier range: how little and how much each supplier could send, and at which price a contract is left."""

from __future__ import annotations

from math import inf, isfinite, isinf, isnan

import numpy as np

from models.families.budget import UNIT
from planner.explain.level import Level
from planner.explain.outcomes import COST
from planner.explain.supplier_range import SupplierRange
from planner.explain.walk_away import WalkAway, prices_paid
from planner.write import bulk, styles
from planner.write.contract_facts import facts_of
from planner.write.page import FAIR_SIGN, FIRST_ROW, GOOD_SIGN, Desk, Page, lights, open_page
from planner.write.phrases import TO_GRAM, joined, money, typed_percent
from planner.write.report import DECIDED, Report
from planner.write.sheets import flows as flow_sheet
from planner.write.widths import width_of
from planner.write.worth import told

NAME = "Supplier range"
SENTENCE = (
    "Least and most t that a supplier could send to sites of others over the plan, no priority shorter{} and at most "
    "{} more cost ({} of all that is spent: setting `cost slack`). Each range is one supplier's alone: two cannot both "
    "be at an end of theirs. Nothing is sent round to come back, beyond the plan."
)
WALK_AWAY = "Price at which the best plan without a contract costs the same and leaves no priority shorter"
SOFT = "soft"
NOBODY = "Nobody sends anything to others."
GAP = 3  # rows between two tables: a blank one, a heading, totals
NAMED = 3
STATE = 7
SURE = 1e-5


def write(desk: Desk, report: Report) -> None:
    """Write the sheet, where it was asked for."""
    if report.explained.level is not Level.FULL:
        return
    found = report.explained.suppliers
    slack = report.problem.options.cost_slack
    soft = "".join(f", no more missed of {one.tier.name}" for one in report.tiers if one.tier.kind == SOFT)
    sentence = SENTENCE.format(soft, money(found.room), typed_percent(slack)) + (DECIDED if found.is_decided else "")
    page = open_page(desk, NAME, sentence + _of_budget(report, found.room))
    bottom = FIRST_ROW + 1
    if found.why or not found.each:
        page.text(FIRST_ROW, 0, found.why or NOBODY)
        page.check("nothing is claimed about suppliers", "TRUE", True)
    else:
        bottom = _ranges(page, report, found.each, is_decided=found.is_decided)
    if report.explained.walk_aways.each:
        _walk_aways(page, report, bottom + GAP)


def _of_budget(report: Report, room: float) -> str:
    """Return what a budget leaves to be spent, as a sentence; "" where that holds nothing back."""
    left = next((max(limit.slack, 0.0) * UNIT for limit in report.limits if limit.family == "budget"), inf)
    if left >= room:
        return ""
    return f" The budget leaves {money(left)} more to be spent." if round(left) else " The budget is spent."


def _ranges(page: Page, report: Report, each: tuple[SupplierRange, ...], *, is_decided: bool) -> int:
    """Write the range of each supplier, and return the row below.

    is_decided  whether whole numbers stay as they were decided
    """
    problem, goods = report.problem, report.problem.commodity_names.names
    names, rows = problem.site_names.names, range(FIRST_ROW + 1, FIRST_ROW + 1 + len(each))
    planned = [flow_sheet.summed(report.flows, _sent(report, one)) for one in each]
    amounts = [amount or 0.0 for _, amount in planned]
    spared = [
        None if one.why else round(amount - one.least, TO_GRAM) + 0.0 for one, amount in zip(each, amounts, strict=True)
    ]
    # Names of contracts stand in the same column below.
    suppliers = [one.supplier for one in each]
    below = problem.contracts.name if report.explained.walk_aways.each else ()
    countries = [dict.fromkeys(report.country[names[site]] for site in one.sites) for one in each]
    bottom = page.table(
        [
            bulk.text("supplier", suppliers, width_of(bulk.text("supplier", [*suppliers, *below]))),
            bulk.text("country", [joined(filter(None, own), NAMED) for own in countries]),
            bulk.text("sends", [joined((goods[code] for code in one.commodities), NAMED) for one in each]),
            bulk.number("least [t]", [_finite(one.least) for one in each]),
            bulk.formula("planned [t]", [cells or "0" for cells, _ in planned], amounts),
            bulk.number("most [t]", [_finite(one.most) for one in each]),
            bulk.formula(
                "could be spared [t]",
                [None if one.why else f"ROUND(E{row}-D{row},{TO_GRAM})" for row, one in zip(rows, each, strict=True)],
                spared,
            ),
            bulk.text("state", [_state(one, is_decided=is_decided) for one in each], 38),
            bulk.source(
                "input cell", [problem.cell("Sites", int(problem.sites.line[one.sites[0]]), "site") for one in each]
            ),
        ],
        alone=not report.explained.walk_aways.each,
    )
    lights(page, FIRST_ROW, STATE, bottom - 1, STATE)
    least, sent, most = (f"{letter}{FIRST_ROW + 1}:{letter}{FIRST_ROW + len(each)}" for letter in "DEF")
    page.check(
        "what is planned lies between the least and the most",
        f'SUMPRODUCT(({least}<>"")*({sent}<{least}-{SURE}*(1+{sent})))'
        f'+SUMPRODUCT(({most}<>"")*({sent}>{most}+{SURE}*(1+{sent})))=0',
    )
    return bottom


def _sent(report: Report, one: SupplierRange) -> list[int]:
    """Return the rows of sheet Flows with what a supplier sends to others."""
    columns, names = report.flows.columns, report.problem.site_names.names
    own = {names[site] for site in one.sites}
    called = dict(zip(names, report.problem.suppliers, strict=True))
    return [
        row
        for row in report.flows.positions("ship")
        if columns["site"][row] in own and called[columns["to"][row]] != one.supplier
    ]


def _finite(value: float) -> float | None:
    return value if isfinite(value) else None


def _state(one: SupplierRange, *, is_decided: bool) -> str:
    """Return how far a supplier can be done without; what awards and lots hold it to, as they were decided, is told."""
    if one.why:
        return one.why
    decided = " as decided" if is_decided else ""
    if isinf(one.most):
        return f"{GOOD_SIGN} no end to what it could send"
    if one.most <= 0.0:
        return f"can send nothing{decided}"
    if one.least >= one.planned > 0.0:
        return f"{FAIR_SIGN} cannot send less{decided}"
    if one.least > 0.0:
        return f"{FAIR_SIGN} some of it is needed{decided}"
    return f"{GOOD_SIGN} can be done without" if one.planned > 0.0 else "not used, could send"


def _walk_aways(page: Page, report: Report, first: int) -> None:
    """Write what each contract is worth."""
    problem, contracts, each = report.problem, report.problem.contracts, report.explained.walk_aways.each
    page.text(first - 2, 0, WALK_AWAY, styles.SECTION)
    facts, text = facts_of(report), report.records("Contracts").text
    heads = contracts.line.tolist()
    paid = []
    for contract in range(contracts.size):
        own = contracts.tier_contract == contract
        tonnes = float(facts.taken[own].sum())
        paid.append(float(facts.purchase[own].sum()) / tonnes if tonnes > SURE else None)
    prices = [_only_price(report, contract) for contract in range(contracts.size)]
    page.table(
        [
            bulk.text("contract", list(contracts.name)),
            bulk.text("supplier", [str(text["supplier"][line]) or "*" for line in heads]),
            bulk.text("commodity", [str(text["commodity"][line]) or "*" for line in heads]),
            bulk.number("taken [t]", [one.taken for one in each]),
            bulk.number("paid per tonne [USD/t]", paid, styles.USD),
            bulk.number(
                "walk-away price [USD/t]",
                [None if price is None or not isfinite(one.rise) else price + one.rise
                 for price, one in zip(prices, each, strict=True)],
                styles.USD,
            ),
            bulk.number("above its prices by [USD/t]", [_finite(one.rise) for one in each], styles.USD),
            bulk.wrapped("in words", [_words(report, one, c) for c, one in enumerate(each)], 60.0),
            bulk.source("input cell", [problem.cell("Contracts", line, "contract") for line in heads]),
        ],
        first=first,
        filters=False,
    )  # fmt: skip


def _only_price(report: Report, contract: int) -> float | None:
    """Return what a tonne under a contract costs its buyer, where that is the same in every tier and period."""
    distinct = np.unique(prices_paid(report.problem, contract))
    return float(distinct[0]) if distinct.size == 1 and not isnan(distinct[0]) else None


def _words(report: Report, one: WalkAway, contract: int) -> str:
    """Return what a contract is worth in a sentence."""
    if one.why:
        return one.why
    sets_price = not np.isnan(report.problem.contracts.price[report.problem.contracts.tier_contract == contract]).all()
    if one.is_needed and not sets_price:
        return f"sets no price; were nothing bought where it alone runs: {told(report, one.without)}"
    if one.is_needed:
        return f"needed at any price; without it: {told(report, one.without)}"
    if isnan(one.rise):
        return f"better without it whatever it costs: {told(report, one.without)}"
    if isinf(one.rise):
        return "not taken, even for nothing" if one.taken <= SURE else "too dear even for nothing"
    of = "its prices" if sets_price else "what it costs, on which it sets no price,"
    if one.rise >= 0.0:
        return f"{of} could rise by {money(one.rise)} a tonne; from there on the plan without it costs no more"
    if one.taken <= SURE and one.without.of.get(COST):
        return f"too dear by {money(-one.rise)} a tonne; without it: {told(report, one.without)}"
    if one.taken <= SURE:
        return f"not taken; it would be where {of} fell by more than {money(-one.rise)} a tonne"
    return f"too dear by {money(-one.rise)} a tonne: what must be paid for it keeps it in the plan"
