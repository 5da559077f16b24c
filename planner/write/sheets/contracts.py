"""Sheet Contracts: what is taken under each contract and paid for it, floors by payer, minimums that are not taken."""

from __future__ import annotations

import numpy as np

from planner.read.grid import letters
from planner.write import bulk, styles
from planner.write.contract_facts import Facts, facts_of
from planner.write.contract_rows import shortfall_rows, taken_rows
from planner.write.page import (
    BAD_SIGN,
    FAIR_SIGN,
    FIRST_ROW,
    GOOD_SIGN,
    Desk,
    Page,
    constant,
    criterion,
    lights,
    literal,
    open_page,
)
from planner.write.report import Report
from planner.write.sheets import flows as flow_sheet

NAME = "Contracts"
SENTENCE = (
    "Tonnes taken under each contract and tier in the period of sending, and what they cost besides freight, duty, "
    "tariffs and run costs; below, what price floors add and who pays it, then the limits of each window."
)
LEFT = 10  # left of the periods
GAP = 3  # rows between two tables: a blank one, a heading, totals


def write(desk: Desk, report: Report) -> None:
    """Write the sheet."""
    page = open_page(desk, NAME, SENTENCE)
    contracts = report.problem.contracts
    whole = flow_sheet.total(report.flows, "take")
    if contracts.size == 0:
        page.text(FIRST_ROW, 0, "No contract runs in this plan: sheet Contracts has no row that acts in it.")
        page.check("no contract runs, and sheet Flows takes nothing under one", f"{whole}=0", True)
        return
    facts = facts_of(report)
    bottom = _tiers(page, report, facts)
    bottom = _floors(page, report, facts, bottom)
    _windows(page, report, bottom)
    area = f"{letters(LEFT)}{FIRST_ROW + 1}:"
    area += f"{letters(LEFT + len(report.periods) - 1)}{FIRST_ROW + contracts.tier_line.size}"
    page.agree("the tonnes are those taken in sheet Flows", f"SUM({area})", whole)


def _tiers(page: Page, report: Report, facts: Facts) -> int:
    """Write tonnes and cost of each tier, periods across; return the row below."""
    problem, contracts = report.problem, report.problem.contracts
    size, periods = contracts.tier_line.size, len(report.periods)
    rows = range(FIRST_ROW + 1, FIRST_ROW + 1 + size)
    text = report.records(NAME).text
    heads = contracts.line[contracts.tier_contract].tolist()
    sold = {name: [str(text[name][line]) or "*" for line in heads] for name in ("supplier", "buyer", "commodity")}
    first, last = letters(LEFT), letters(LEFT + periods - 1)
    taken, paid = facts.taken.sum(axis=1).tolist(), facts.purchase.sum(axis=1).tolist()
    bottom = page.table(
        [
            bulk.text("contract", [contracts.name[c] for c in contracts.tier_contract]),
            bulk.text("tier", list(contracts.tier_name), 10),
            *(bulk.text(name, values, 24) for name, values in sold.items()),
            bulk.formula("taken [t]", [f"SUM({first}{row}:{last}{row})" for row in rows], taken, total=True),
            bulk.formula(
                "purchase [USD]",
                [_of_flows(report, "cost", "purchase", tier, row) for tier, row in enumerate(rows)],
                paid,
                styles.USD,
                total=True,
            ),
            bulk.formula(
                "per tonne [USD/t]",
                [f"IF(F{row}=0,0,G{row}/F{row})" for row in rows],
                [spent / amount if amount else 0.0 for spent, amount in zip(paid, taken, strict=True)],
                styles.USD,
            ),
            bulk.text("state", [_state(report, tier, amount) for tier, amount in enumerate(taken)], 24),
            bulk.source("input row", [problem.cell(NAME, line, "contract") for line in contracts.tier_line.tolist()]),
            *(
                bulk.formula(
                    period,
                    [_of_flows(report, "quantity", period, tier, row) for tier, row in enumerate(rows)],
                    facts.taken[:, t].tolist(),
                    total=True,
                )
                for t, period in enumerate(report.periods)
            ),
        ],
        frozen=2,
        alone=False,
        filters=False,
    )
    lights(page, FIRST_ROW, 8, bottom - 1, 8)
    return bottom


def _of_flows(report: Report, column: str, period: str, tier: int, row: int) -> str | None:
    """Return a formula for the tonnes, or the purchase, of a tier from sheet Flows, in one period or in all."""
    flows, contracts = report.flows, report.problem.contracts
    span = flows.kinds.get("take") if column == "cost" else flows.runs.get(("take", period))
    if span is None:
        return None
    area = {name: flow_sheet.span(name, span) for name in ("quantity", "unit cost", "contract", "tier")}
    contract = criterion(f"$A{row}", contracts.name[contracts.tier_contract[tier]])
    name = criterion(f"$B{row}", contracts.tier_name[tier]) if contracts.tier_name[tier] else literal("")
    if column == "cost":
        # Duty and tariffs stand in the cost of a flow too: the purchase is its quantity at its own unit cost.
        chosen = f"({area['contract']}=$A{row})*({area['tier']}=$B{row})"
        return f"SUMPRODUCT({chosen}*{area['quantity']}*{area['unit cost']})"
    return f"SUMIFS({area['quantity']},{area['contract']},{contract},{area['tier']},{name})"


def _state(report: Report, tier: int, amount: float) -> str:
    if amount <= report.gram:
        return "not used"
    contract = report.problem.contracts.tier_contract[tier]
    short = report.plan.tables["shortfall"]
    name = report.problem.contracts.name[contract]
    return f"{FAIR_SIGN} paid, not all taken" if (short["contract"] == name).any() else f"{GOOD_SIGN} used"


def _floors(page: Page, report: Report, facts: Facts, bottom: int) -> int:
    """Write what price floors add, by payer and period: live from the tonnes above; return the row below."""
    contracts = report.problem.contracts
    lines = [
        (tier, payer, amounts[tier])
        for tier in range(contracts.tier_line.size)
        for payer, amounts in facts.floor.items()
        if amounts[tier].any()
    ]
    if not lines:
        return bottom
    first = bottom + GAP
    page.text(first - 2, 0, "What price floors add to the price [USD]", styles.SECTION)
    start, last = letters(LEFT), letters(LEFT + len(report.periods) - 1)
    rows = range(first + 1, first + 1 + len(lines))
    return page.table(
        [
            bulk.text("contract", [contracts.name[contracts.tier_contract[tier]] for tier, _, _ in lines]),
            bulk.text("tier", [contracts.tier_name[tier] for tier, _, _ in lines]),
            bulk.text("paid by", [payer for _, payer, _ in lines]),
            bulk.number(
                "floor [USD/t]",
                [float(contracts.floor[contracts.tier_contract[tier]]) for tier, _, _ in lines],
                styles.USD,
            ),
            bulk.text("in the plan's cost", ["yes" if payer == "buyer" else "no" for _, payer, _ in lines]),
            bulk.formula(
                "total [USD]",
                [f"SUM({start}{row}:{last}{row})" for row in rows],
                [float(amounts.sum()) for _, _, amounts in lines],
                styles.USD,
            ),
            *(bulk.text("", [""] * len(lines)) for _ in range(LEFT - 7)),
            bulk.source(
                "input cell",
                [
                    report.problem.cell(NAME, int(contracts.line[contracts.tier_contract[tier]]), "price floor")
                    for tier, _, _ in lines
                ],
            ),
            *(
                bulk.formula(
                    period,
                    [_times_tonnes(facts, tier, amounts, t) for tier, _, amounts in lines],
                    [float(amounts[t]) for _, _, amounts in lines],
                    styles.USD,
                )
                for t, period in enumerate(report.periods)
            ),
        ],
        first=first,
        filters=False,
    )


def _times_tonnes(facts: Facts, tier: int, amounts: np.ndarray, period: int) -> str | None:
    """Return the formula of what a floor adds in a period: the tonnes above, times what it adds to each."""
    if not amounts[period]:
        return None
    each = constant(float(amounts[period] / facts.taken[tier, period]))
    return f"{letters(LEFT + period)}{FIRST_ROW + 1 + tier}*{each}"


def _windows(page: Page, report: Report, bottom: int) -> None:
    """Write minimum, maximum and shortfall of each window that has a limit, the tonnes live from sheet Flows."""
    problem, contracts, windows = report.problem, report.problem.contracts, report.problem.contracts.windows
    limited = (windows.minimum > 0.0) | np.isfinite(contracts.maximum[windows.contract])
    chosen = np.flatnonzero(limited).tolist()
    if not chosen:
        return
    first = bottom + GAP
    page.text(first - 2, 0, "Limits by window", styles.SECTION)
    rows = taken_rows(report)
    quantity, shortfalls = report.flows.columns["quantity"], shortfall_rows(report)
    taken = [sum(quantity[row] for row in rows.get(window, ())) for window in chosen]
    short = [shortfalls.get((contracts.name[windows.contract[w]], int(windows.number[w]))) for w in chosen]
    owner = [int(windows.contract[window]) for window in chosen]
    unit = report.flows.columns["unit cost"]
    page.table(
        [
            bulk.text("contract", [contracts.name[c] for c in owner]),
            bulk.text("", [""] * len(chosen)),
            bulk.text("window", [windows.words[window] for window in chosen]),
            bulk.formula("taken [t]", [flow_sheet.added("quantity", rows.get(w, ())) for w in chosen], taken),
            bulk.number("minimum [t]", [float(windows.minimum[w]) or None for w in chosen]),
            bulk.number("maximum [t]", [_finite(float(contracts.maximum[c])) for c in owner]),
            bulk.formula(
                "not taken [t]",
                [flow_sheet.cell("quantity", row) if row is not None else None for row in short],
                [quantity[row] if row is not None else None for row in short],
            ),
            bulk.formula(
                "take-or-pay [USD]",
                [flow_sheet.cell("cost", row) if row is not None and unit[row] else None for row in short],
                [quantity[row] * unit[row] if row is not None and unit[row] else None for row in short],
                styles.USD,
            ),
            bulk.text("state", [_window_state(report, w, amount) for w, amount in zip(chosen, taken, strict=True)]),
            bulk.source("input row", [problem.cell(NAME, int(contracts.line[c]), "contract") for c in owner]),
        ],
        first=first,
        filters=False,
    )
    lights(page, first, 8, first + len(chosen) - 1, 8)


def _finite(value: float) -> float | None:
    return value if np.isfinite(value) else None


def _window_state(report: Report, window: int, taken: float) -> str:
    contracts, windows = report.problem.contracts, report.problem.contracts.windows
    most = float(contracts.maximum[windows.contract[window]])
    if taken < windows.minimum[window] - report.gram:
        paid = contracts.take_or_pay[windows.contract[window]]
        return f"{FAIR_SIGN} paid in {report.periods[windows.last[window]]}" if paid else f"{BAD_SIGN} short"
    return f"{FAIR_SIGN} maximum reached" if taken >= most - report.gram else f"{GOOD_SIGN} within"
