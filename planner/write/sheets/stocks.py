"""Sheet Stocks: levels against what is wanted, and how many days the stocks of customers last."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from planner.read.grid import letters
from planner.write import bulk, cover, styles
from planner.write.page import BAD_SIGN, FAIR_SIGN, FIRST_ROW, GOOD_SIGN, Desk, Page, criterion, lights, open_page
from planner.write.phrases import joined
from planner.write.phrases import tonnes as tonnes_of
from planner.write.report import Report
from planner.write.sheets import flows as flow_sheet
from planner.write.sheets import kept_for, releases
from planner.write.sheets.balance import Balanced

NAME = "Stocks"
SENTENCE = (
    "Tonnes in stock at the end of each period, against the safety stock and the most that the site holds; below, how "
    "many days the stocks of customers last, what leaves stocks with a limit on releases, and what stocks that are "
    "kept for some end uses served."
)
LEFT = 8  # left of the periods: site, commodity, opening, maximum, safety, end stock, state, input row
GAP = 3  # rows between two tables: a blank one, a heading, totals
NAMED_PERIODS = 4
STATE_WIDTH = 36.0
SIZES = "Stock sizes"  # the sheet that tells more of sized stocks
KEYS = ("site", "commodity", "period")


def write(desk: Desk, report: Report, balanced: Balanced) -> None:
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
    safety = stocks.safety.max(axis=1).tolist()
    levels = {
        period: [flow_sheet.summed(flows, rows.get((*name, period), ())) for name in names] for period in report.periods
    }
    bottom = page.table(
        [
            bulk.text("site", [name[0] for name in names]),
            bulk.text("commodity", [name[1] for name in names]),
            bulk.number("opening [t]", stocks.opening.tolist()),
            bulk.number("maximum [t]", [value if np.isfinite(value) else None for value in stocks.maximum.tolist()]),
            bulk.number("safety, most [t]", [value or None for value in safety]),
            bulk.number("end stock wanted [t]", [value or None for value in stocks.end_stock.tolist()]),
            bulk.wrapped("state", _states(report, names), STATE_WIDTH),
            bulk.source("input row", [problem.cell("Inventory", line, "opening") for line in stocks.line.tolist()]),
            *(
                bulk.formula(
                    period,
                    [formula for formula, _ in levels[period]],
                    [level or 0.0 for _, level in levels[period]],
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
    bottom = releases.write(page, report, balanced, _cover(page, report, bottom))
    bottom = kept_for.write(page, report, bottom)
    if stocks.sized.any():
        page.link(bottom + 1, 0, f"'{SIZES}'!A1", f"Stocks that are to be sized: see sheet {SIZES}")


def _cover(page: Page, report: Report, bottom: int) -> int:
    """Write how many days each stock of a customer lasts at the demand of the period that follows, live.

    bottom   the row below what stands above
    returns  the row below the table, or `bottom` where there is none
    """
    held = [one for one in cover.covers(report) if one.opening or any(one.levels)]
    if not held:
        return bottom
    first = bottom + GAP
    page.text(
        first - 2, 0, "Days that stocks of customers last, at what is asked for in the next period", styles.SECTION
    )
    opening = [one.opening / one.first_rate if one.first_rate else None for one in held]
    return page.table(
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


def _flow_rows(report: Report) -> dict[tuple[str, str, str], list[int]]:
    """Return (site, commodity, period) -> the rows of sheet Flows of what lies there, one for each origin."""
    columns = report.flows.columns
    found: dict[tuple[str, str, str], list[int]] = {}
    for row in report.flows.positions("stock"):
        key = (columns["site"][row], columns["commodity"][row], columns["period"][row])
        found.setdefault(key, []).append(row)
    return found


def _states(report: Report, names: Sequence[tuple[str, str]]) -> list[str]:
    """Return the state of each stock: what is missing counts as a choice where it has a cost and cheaper is better."""
    stocks, order = report.problem.inventories, report.period_order
    tables = report.plan.tables
    below: dict[tuple[str, str], list[str]] = {}
    for site, commodity, period in zip(*(tables["below_safety"][name] for name in KEYS), strict=True):
        below.setdefault((site, commodity), []).append(period)
    ends = zip(*(tables["below_end"][name] for name in (*KEYS[:2], "missing_t")), strict=True)
    missing = {(site, commodity): float(tonnes) for site, commodity, tonnes in ends}
    states = []
    for stock, name in enumerate(names):
        kept = [period for period in below.get(name, []) if np.isnan(stocks.safety_cost[stock, order[period]])]
        chosen = [period for period in below.get(name, []) if period not in kept]
        priced = not np.isnan(stocks.end_cost[stock])
        end = f"end stock short by {tonnes_of(missing[name])}" if name in missing else ""
        if kept:
            states.append(f"{BAD_SIGN} below safety in {joined(kept, NAMED_PERIODS)}")
        elif end and not priced:
            states.append(f"{BAD_SIGN} {end}")
        elif chosen:
            states.append(f"{FAIR_SIGN} below safety by choice in {joined(chosen, NAMED_PERIODS)}")
        else:
            is_asked = bool(np.nan_to_num(stocks.safety[stock]).any() or np.nan_to_num(stocks.end_stock[stock]) > 0.0)
            kept_words = "as wanted" if is_asked else "nothing has to lie here"
            states.append(f"{FAIR_SIGN} {end} by choice" if end else f"{GOOD_SIGN} {kept_words}")
    return states
