"""Rows whose limit or stock is one for each of several commodities or sites, and may have been meant for them all."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from models.arrays import IntArray
from models.issues import Findings
from models.problem import Problem

NAMED = 3
# Sheet -> the column of the limit, and how a limit is written for all together.
TOGETHER: Mapping[str, tuple[str, str]] = {
    "Lanes": ("capacity", "for all of them together write a rule of type cap"),
    "Inventory": ("maximum", "for a room that they share write a pin of all that is in stock there, with a most"),
    "Capacity": ("capacity", "for all of them together write a group of them in braces"),
}
# Columns of sheet Inventory that are tonnes of each stock.
STOCKS = ("opening", "safety", "end stock")


def holds_for_each(problem: Problem, issues: Findings) -> None:
    """Note each row of Lanes, Inventory and Capacity whose limit holds for several commodities, each by itself.

    Likewise each row of stocks at several sites, or of several commodities.
    """
    _stocks_of_each(problem, issues)
    for sheet, (line, place, commodity) in _limited(problem).items():
        column, remedy = TOGETHER[sheet]
        for row, codes in _several(line, place, commodity).items():
            names = sorted(problem.commodity_names.names[code] for code in codes)
            more = ", ..." if len(names) > NAMED else ""
            issues.note(
                "limit-for-each",
                problem.cell(sheet, row, column, 0),
                f"the {column} of this row holds for each of {len(names)} commodities by itself "
                f"({', '.join(names[:NAMED])}{more}), not for all together",
                remedy,
            )


def _stocks_of_each(problem: Problem, issues: Findings) -> None:
    """Note the first column of a row of stocks that gives tonnes of which each of its stocks has so many."""
    stocks, records = problem.inventories, problem.tables.records["Inventory"]
    line, many = np.unique(stocks.line[stocks.line >= 0], return_counts=True)
    for row, count in zip(line[many > 1].tolist(), many[many > 1].tolist(), strict=True):
        typed = {name: records.number_by_period[name] if name in records.number_by_period
                 else records.number[name][:, None] for name in STOCKS}  # fmt: skip
        given = [(name, float(np.nan_to_num(values[row]).max())) for name, values in typed.items()]
        column, tonnes = next(((name, most) for name, most in given if most > 0.0), ("", 0.0))
        if column:
            issues.note(
                "stock-for-each",
                problem.cell("Inventory", row, column, 0 if column in records.number_by_period else None),
                f"the {column} of this row is one for each of {count} stocks, which its site and commodity stand "
                f"for: {tonnes:,.10g} t of each, {tonnes * count:,.10g} t in all",
                "write a row for each where they differ",
            )


def _limited(problem: Problem) -> dict[str, tuple[IntArray, IntArray, IntArray]]:
    """Return sheet -> (limits,) record, place and commodity of each limit on one commodity."""
    lanes, stocks, limits, processes = problem.lanes, problem.inventories, problem.capacities, problem.processes
    lane = np.flatnonzero(np.isfinite(lanes.capacity).any(axis=1) & (lanes.line >= 0))
    stock = np.flatnonzero(np.isfinite(stocks.maximum) & (stocks.line >= 0))
    counted = limits.member_line
    goods = np.unique(np.stack([limits.member_limit, processes.line_commodity[counted]]), axis=1)
    one = goods[:, np.bincount(goods[0], minlength=limits.line.size)[goods[0]] == 1]
    one = one[:, np.isfinite(limits.limit[one[0]]).any(axis=1)]
    owner, first = np.unique(limits.member_limit, return_index=True)
    site = processes.site[processes.line_process[counted[first]]]
    return {
        "Lanes": (
            lanes.line[lane], lanes.origin[lane] * len(problem.site_names.names) + lanes.destination[lane],
            lanes.commodity[lane],
        ),
        "Inventory": (stocks.line[stock], stocks.site[stock], stocks.commodity[stock]),
        "Capacity": (limits.line[one[0]], site[np.searchsorted(owner, one[0])], one[1]),
    }  # fmt: skip


def _several(line: IntArray, place: IntArray, commodity: IntArray) -> dict[int, set[int]]:
    """Return record -> its commodities, of those that limit several at one place."""
    each = np.unique(np.stack([line, place, commodity]), axis=1)
    _, which, count = np.unique(each[:2], axis=1, return_inverse=True, return_counts=True)
    found: dict[int, set[int]] = {}
    for row, _, code in each[:, count[which.ravel()] > 1].T.tolist():
        found.setdefault(row, set()).add(code)
    return found
