"""Rules of sheet Inventory that no single cell shows: stocks that cannot stay, cannot be used, or count as nothing."""

from __future__ import annotations

import numpy as np

from models.arrays import BoolArray, FloatArray
from models.issues import Findings
from models.network import node
from models.nouns import counted
from models.parts.moving import Inventories, Pipeline
from models.problem import Problem


def check_stocks(problem: Problem, issues: Findings) -> None:
    """Add every finding about stocks."""
    opening_above_maximum(problem, issues)
    stranded_stock(problem, issues)
    uncounted_stock(problem, issues)
    sized_without_room(problem, issues)
    origin_of_no_stock(problem, issues)


def opening_above_maximum(problem: Problem, issues: Findings) -> None:
    """More lies there at the start than may lie there at the end of the first period: the rest has to go."""
    stocks = problem.inventories
    for stock in np.flatnonzero(stocks.opening > stocks.maximum).tolist():
        over = stocks.opening[stock] - stocks.maximum[stock]
        issues.warning(
            "opening-above-maximum",
            problem.cell("Inventory", int(stocks.line[stock]), "opening"),
            f"the opening stock {stocks.opening[stock]:g} t lies above the maximum {stocks.maximum[stock]:g} t: "
            f"{over:g} t must be used or thrown away in {problem.calendar.names[0]}",
            "raise the maximum or lower the opening stock",
        )


def stranded_stock(problem: Problem, issues: Findings) -> None:
    """Opening stock, or an order on its way, where nothing takes it: no lane, process, demand, sale or wanted stock."""
    stocks, taken = problem.inventories, _taken(problem)
    sold = (~np.isnan(problem.commodities.surplus_price)).any(axis=1)
    wanted = (stocks.safety > 0.0).any(axis=1) | (stocks.end_stock > 0.0)
    taken[node(problem, stocks.site[wanted], stocks.commodity[wanted])] = True
    for sheet, column, lying, amount in lying_there(problem):
        lost = (amount > 0.0) & ~taken[node(problem, lying.site, lying.commodity)] & ~sold[lying.commodity]
        for place in np.flatnonzero(lost).tolist():
            good = problem.commodity_names.names[lying.commodity[place]]
            site = problem.site_names.names[lying.site[place]]
            issues.warning(
                "stranded-stock",
                problem.cell(sheet, int(lying.line[place]), column),
                f"nothing can take the {amount[place]:g} t of '{good}' at '{site}': no lane leads out, no process uses "
                "it, nobody asks for it there",
                "add the missing row to sheet Lanes, Processes or Demand, or delete the row",
            )


def lying_there(problem: Problem) -> list[tuple[str, str, Inventories | Pipeline, FloatArray]]:
    """Return what lies there without a run: sheet and column, stocks or orders on their way, and t of each."""
    stocks, orders = problem.inventories, problem.pipeline
    return [("Inventory", "opening", stocks, stocks.opening), ("Pipeline", "quantity", orders, orders.quantity)]


def _taken(problem: Problem) -> BoolArray:
    """Return (nodes,) whether a lane, process, demand or substitute can take what lies there."""
    lanes, processes, demands, others = problem.lanes, problem.processes, problem.demands, problem.substitutes
    taken = np.zeros(problem.site_names.size * problem.commodity_names.size, dtype=np.bool_)
    inputs = ~processes.line_output
    for site, commodity in (
        (lanes.origin, lanes.commodity),
        (processes.site[processes.line_process[inputs]], processes.line_commodity[inputs]),
        (demands.customer, demands.commodity),
        (demands.customer[others.demand], others.commodity),
    ):
        taken[node(problem, site, commodity)] = True
    return taken


def uncounted_stock(problem: Problem, issues: Findings) -> None:
    """Wanted stock whose absence costs 0: no plan would keep it for its own sake."""
    stocks = problem.inventories
    free = ((stocks.safety_cost == 0.0) & (stocks.safety > 0.0)).any(axis=1)
    for column, chosen in (
        ("safety cost", free), ("end stock cost", (stocks.end_cost == 0.0) & (stocks.end_stock > 0.0))
    ):  # fmt: skip
        for line in sorted(set(stocks.line[chosen].tolist())):
            issues.warning(
                "uncounted-stock",
                problem.cell("Inventory", line, column),
                f"the {column} is 0, so a missing stock counts as nothing",
                "give a cost above 0, or empty the cell: then the stock is kept whatever it costs",
            )


def sized_without_room(problem: Problem, issues: Findings) -> None:
    """A stock to be sized that may not grow beyond what lies there: its size is known, and it covers nothing."""
    stocks = problem.inventories
    for stock in np.flatnonzero(stocks.sized & (stocks.maximum <= stocks.opening)).tolist():
        issues.warning(
            "sized-without-room",
            problem.cell("Inventory", int(stocks.line[stock]), "sized"),
            f"the stock is to be sized, and its maximum {stocks.maximum[stock]:g} t is no more than what lies there "
            f"at the start ({stocks.opening[stock]:g} t)",
            "raise the maximum, or write `no limit`",
        )


def origin_of_no_stock(problem: Problem, issues: Findings) -> None:
    """Origins of opening stocks, of which none is there: the column of the stocks is gone, most likely."""
    records = problem.tables.records["Inventory"]
    named = np.flatnonzero(records.text["origin"] != "").tolist()
    if named and not problem.inventories.opening.any():
        issues.warning(
            "origin-of-no-stock",
            records.cell(named[0], "origin"),
            f"the origin of an opening stock is given in {counted(len(named), 'row')}, and an opening stock in none",
            "fill column opening, or empty column origin",
        )
