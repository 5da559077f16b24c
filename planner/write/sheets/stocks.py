"""Sheet Stocks: levels against what is wanted, and how many days the stocks of customers last."""

from __future__ import annotations

import numpy as np

from planner.read.grid import letters
from planner.write import bulk, cover, styles
from planner.write.page import BAD_SIGN, FIRST_ROW, GOOD_SIGN, Desk, Page, criterion, joined, lights, open_page
from planner.write.report import Report
from planner.write.sheets import flows as flow_sheet

NAME = "Stocks"
SENTENCE = (
    "Tonnes in stock at the end of each period, against the safety stock and the most that the site holds; below, how "
    "many days the stocks of customers last."
)
LEFT = 8  # left of the periods: site, commodity, opening, maximum, safety, end stock, state, input row
GAP = 3  # rows between two tables: a blank one, a heading, totals
NAMED_PERIODS = 4


def write(desk: Desk, report: Report) -> None:
    """Write sheet Stocks."""
    page = open_page(desk, NAME, SENTENCE)
    problem, stocks, flows = report.problem, report.problem.inventories, report.flows
    whole = flow_sheet.total(flows, "stock")
    if stocks.size == 0:
        page.text(FIRST_ROW, 0, "No site keeps a stock: sheet Inventory has no row, so nothing carries over.")
        page.check("no stock, and sheet Flows has none", f"{whole}=0", True)
        return
    rows = _flow_rows(report)
    sites, commodities = problem.site_names.names, problem.commodity_names.names
    names = [(sites[s], commodities[c]) for s, c in zip(stocks.site.tolist(), stocks.commodity.tolist(), strict=True)]
    missing = report.plan.tables["below_safety"]
    below: dict[tuple[str, str], list[str]] = {}
    for site, commodity, period in zip(*(missing[name] for name in ("site", "commodity", "period")), strict=True):
        below.setdefault((site, commodity), []).append(period)
    end = report.plan.tables["below_end"]
    below_end = dict(zip(zip(end["site"], end["commodity"], strict=True), end["missing_t"], strict=True))
    safety = stocks.safety.max(axis=1).tolist()
    quantity = flows.columns["quantity"]
    bottom = page.table(
        [
            bulk.text("site", [name[0] for name in names]),
            bulk.text("commodity", [name[1] for name in names]),
            bulk.number("opening [t]", stocks.opening.tolist()),
            bulk.number("maximum [t]", [value if np.isfinite(value) else None for value in stocks.maximum.tolist()]),
            bulk.number("safety, most [t]", [value or None for value in safety]),
            bulk.number("end stock wanted [t]", [value or None for value in stocks.end_stock.tolist()]),
            bulk.text("state", [_state(name, below, below_end) for name in names], 28),
            bulk.source("input row", [problem.cell("Inventory", line, "opening") for line in stocks.line.tolist()]),
            *(
                bulk.formula(
                    period,
                    [
                        flow_sheet.cell("quantity", rows[(*name, period)]) if (*name, period) in rows else None
                        for name in names
                    ],
                    [quantity[rows[(*name, period)]] if (*name, period) in rows else 0.0 for name in names],
                    total=True,
                )
                for period in report.periods
            ),
        ],
        frozen=2,
    )
    lights(page, FIRST_ROW, 6, FIRST_ROW + len(names) - 1, 6)
    left = letters(LEFT)
    right = letters(LEFT + len(report.periods) - 1)
    area = f"{left}{FIRST_ROW + 1}:{right}{FIRST_ROW + len(names)}"
    page.agree("the levels are those of sheet Flows", f"SUM({area})", whole)
    _cover(page, report, bottom)


def _cover(page: Page, report: Report, bottom: int) -> None:
    """Write how many days each stock of a customer lasts at the demand of the period that follows, live."""
    held = [one for one in cover.covers(report) if one.opening or any(one.levels)]
    if not held:
        return
    first = bottom + GAP
    page.text(
        first - 2, 0, "Days that stocks of customers last, at what is asked for in the next period", styles.SECTION
    )
    opening = [one.opening / one.first_rate if one.first_rate else None for one in held]
    page.table(
        [
            bulk.text("customer", [one.customer for one in held]),
            bulk.text("commodity", [one.commodity for one in held]),
            bulk.number("at the start [days]", opening, styles.WHOLE),
            *(bulk.text("", [""] * len(held)) for _ in range(LEFT - 3)),
            *(
                bulk.formula(
                    period,
                    [_lasting(report, one, t, first + place) for place, one in enumerate(held)],
                    [one.days(t) for one in held],
                    styles.WHOLE,
                )
                for t, period in enumerate(report.periods)
            ),
        ],
        first=first,
        filters=False,
    )


def _lasting(report: Report, one: cover.Cover, period: int, row: int) -> str | None:
    """Return the formula of the days that a stock lasts: its level over what is asked for a day, from sheet Flows."""
    if not one.rate[period]:
        return None
    after = cover.following(report, period)
    rows = report.flows.runs["demand", report.periods[after]]
    area = {name: flow_sheet.span(name, rows) for name in ("quantity", "site", "commodity")}
    site, commodity = criterion(f"$A{row + 1}", one.customer), criterion(f"$B{row + 1}", one.commodity)
    asked = f"SUMIFS({area['quantity']},{area['site']},{site},{area['commodity']},{commodity})"
    level = f"{letters(LEFT + period)}{FIRST_ROW + one.stock + 1}"
    return f"{level}/({asked}/{cover.days_of(report, after)})"


def _flow_rows(report: Report) -> dict[tuple[str, str, str], int]:
    columns = report.flows.columns
    first, last = report.flows.kinds.get("stock", (0, -1))
    return {
        (columns["site"][row], columns["commodity"][row], columns["period"][row]): row for row in range(first, last + 1)
    }


def _state(
    name: tuple[str, str], below: dict[tuple[str, str], list[str]], below_end: dict[tuple[str, str], float]
) -> str:
    if name in below:
        return f"{BAD_SIGN} below safety in {joined(below[name], NAMED_PERIODS)}"
    if name in below_end:
        return f"{BAD_SIGN} end stock short by {below_end[name]:,.1f} t"
    return f"{GOOD_SIGN} as wanted"
