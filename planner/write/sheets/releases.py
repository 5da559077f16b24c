"""On sheet Stocks: what leaves stocks with a limit on releases, window by window, summed live from sheet Balance."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from models.windows import ReleaseWindows, release_windows
from planner.write import bulk, styles
from planner.write.page import BAD_SIGN, FAIR_SIGN, GOOD_SIGN, Page, constant, lights
from planner.write.report import Report
from planner.write.sheets.balance import NAME as BALANCE
from planner.write.sheets.balance import Balanced

FAMILY = "stock_release"
# What is left below a gram is nothing.
GAP = 3  # rows between two tables: a blank one, a heading, totals
STATE = 6  # the column of the states


def write(page: Page, report: Report, balanced: Balanced, bottom: int) -> int:
    """Write the table; nothing where no stock has a limit on releases.

    bottom   the row (from 0) below what stands above
    returns  the row below the table, or `bottom`
    """
    problem, windows = report.problem, release_windows(report.problem)
    size = windows.stock.size
    if not size:
        return bottom
    first = bottom + GAP
    stocks, sites, commodities = problem.inventories, problem.site_names.names, problem.commodity_names.names
    allowed = stocks.release[windows.stock].tolist()
    activity = report.plan.activity[report.plan.model.program.row_blocks[FAMILY].index].tolist()
    drawn = [max(one, 0.0) for one in activity]
    left = [most - used for most, used in zip(allowed, drawn, strict=True)]
    page.text(
        first - 2, 0, "What leaves stocks with a limit on releases: shipped, used, delivered, sold", styles.SECTION
    )
    rows = range(first + 1, first + 1 + size)
    lights(page, first, STATE, first + size - 1, STATE)
    return page.table(
        [
            bulk.text("site", [sites[stocks.site[stock]] for stock in windows.stock.tolist()]),
            bulk.text("commodity", [commodities[stocks.commodity[stock]] for stock in windows.stock.tolist()]),
            bulk.text("window", list(windows.words)),
            bulk.number("allowed [t]", allowed),
            bulk.formula("drawn [t]", _sums(problem.calendar.size, windows, stocks.site, stocks.commodity, balanced),
                         drawn),
            bulk.formula("left [t]", [f"D{row}-E{row}" for row in rows], left),
            bulk.formula(
                "state",
                [
                    f'IF(F{row}<-{constant(report.gram)},"{BAD_SIGN} too much leaves",'
                    f'IF(F{row}<={constant(report.gram)},"{FAIR_SIGN} used up","{GOOD_SIGN} something is left"))'
                    for row in rows
                ],
                [f"{FAIR_SIGN} used up" if one <= report.gram else f"{GOOD_SIGN} something is left" for one in left],
                styles.CELL_TEXT,
            ),
            bulk.source(
                "input cell",
                [problem.cell("Inventory", int(stocks.line[stock]), "release per window")
                 for stock in windows.stock.tolist()],
            ),
        ],
        first=first,
        filters=False,
    )  # fmt: skip


def _sums(
    periods: int, windows: ReleaseWindows, sites: np.ndarray, commodities: np.ndarray, balanced: Balanced
) -> Sequence[str | None]:
    """Return the formula of what leaves in each window: whole periods in a row as one area, others by their share."""
    share = np.zeros((windows.stock.size, periods))
    share[windows.member_window, windows.member_period] = windows.member_share
    formulas: list[str | None] = []
    for window, stock in enumerate(windows.stock.tolist()):
        site, commodity = int(sites[stock]), int(commodities[stock])
        areas: list[tuple[int, int]] = []
        parts: list[str] = []
        for period in np.flatnonzero(share[window]).tolist():
            row = balanced.rows.get((site, commodity, period))
            if row is None:
                continue
            if share[window, period] < 1.0:
                parts.append(f"SUM({_area(balanced, row, row)})*{constant(share[window, period])}")
            elif areas and areas[-1][1] == row - 1:
                areas[-1] = areas[-1][0], row
            else:
                areas.append((row, row))
        formulas.append("+".join([f"SUM({_area(balanced, *rows)})" for rows in areas] + parts) or None)
    return formulas


def _area(balanced: Balanced, top: int, bottom: int) -> str:
    return f"{BALANCE}!${balanced.first}${top + 1}:${balanced.last}${bottom + 1}"
