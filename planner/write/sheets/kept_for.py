"""What stocks that are kept for some end uses served, on sheet Stocks."""

from __future__ import annotations

import numpy as np

from models.names import folded, list_of
from planner.trace import delivered_from
from planner.write import bulk, styles
from planner.write.page import Page
from planner.write.phrases import tonnes
from planner.write.report import Report

GAP = 3  # rows between two tables: a blank one, a heading, totals
TITLE = "Stocks released for some end uses only, and what they served (traced in proportion)"


def write(page: Page, report: Report, bottom: int) -> int:
    """Write the table below row `bottom` (from 0) and return the row below it, `bottom` where no stock is kept."""
    problem, stocks = report.problem, report.problem.inventories
    kept = np.flatnonzero(problem.origins.set_by_stock).tolist()
    if not kept:
        return bottom
    records = report.records("Inventory")
    sites, commodities = problem.site_names.names, problem.commodity_names.names
    first = bottom + GAP
    page.text(first - 2, 0, TITLE, styles.SECTION)
    served = [_served(report, stock) for stock in kept]
    known = {folded(use) for use in problem.demands.end_use}
    uses = ["; ".join(list_of(records.text["released for"][stocks.line[stock]], known)) for stock in kept]
    told = ["; ".join(f"{use or 'no end use'} {tonnes(amount)}" for use, amount in own.items()) for own in served]
    # The columns stand below those of the levels that hold the same things, so that their widths fit both.
    return page.table(
        [
            bulk.text("site", [sites[stocks.site[stock]] for stock in kept]),
            bulk.text("commodity", [commodities[stocks.commodity[stock]] for stock in kept]),
            bulk.number("opening [t]", [float(stocks.opening[stock]) for stock in kept]),
            bulk.number("served [t]", [sum(own.values()) for own in served]),
            bulk.wrapped("released for", uses, 24.0),
            bulk.text("", [""] * len(kept)),
            bulk.wrapped("served", [words or "nothing" for words in told], 36.0),
            bulk.source(
                "input cell", [problem.cell("Inventory", stocks.line[stock], "released for") for stock in kept]
            ),
        ],
        first=first,
        filters=False,
    )


def _served(report: Report, stock: int) -> dict[str, float]:
    """Return end use -> t delivered to it that lay in a stock, most first."""
    problem, deliver = report.problem, report.plan.model.variables.deliver
    stocks = problem.inventories
    share = delivered_from(report.plan, int(stocks.site[stock]), int(stocks.commodity[stock]))
    found: dict[str, float] = {}
    for one in np.flatnonzero(share).tolist():
        use = problem.demands.end_use[deliver.keys["demand"][one]]
        amount = float(share[one] * report.plan.values[deliver.index[one]])
        found[use] = found.get(use, 0.0) + amount
    most_first = sorted(found.items(), key=lambda pair: -pair[1])
    return {use: amount for use, amount in most_first if amount > report.gram}
