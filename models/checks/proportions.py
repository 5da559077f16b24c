"""Quantities out of proportion to all others: a demand, or a stock, that is typed in another unit, most likely.

What can come and what can be used is counted by commodity, over the whole plan and all places, and never too low:
lanes, rules and times limit nothing here, and what is lost on the way or in stock is no use. So a finding is true
whatever else the plan holds.
"""

from __future__ import annotations

import numpy as np

from models.arrays import FloatArray, mask_of
from models.checks.stocks import lying_there
from models.issues import Findings
from models.network import must_run
from models.problem import Problem

# A kilogram is a thousandth of a tonne; what asks or lies a hundred times too much needs a look in any case.
FAR = 100.0
# Rounds in which what processes pass on is counted; what still grows then goes round in circles.
ROUNDS = 30


def check_proportions(problem: Problem, issues: Findings) -> None:
    """Add every finding about quantities out of proportion."""
    if not problem.tables.knows("Processes"):
        return
    demand_beyond_supply(problem, issues)
    stock_beyond_use(problem, issues)


def demand_beyond_supply(problem: Problem, issues: Findings) -> None:
    """Warn of demand of which not one part in a hundred could come, were there no rules, lanes or times."""
    demands, others, come = problem.demands, problem.substitutes, _supply(problem)
    asked, could_come = demands.quantity.sum(axis=1), come[demands.commodity]
    np.add.at(could_come, others.demand, come[others.commodity] / others.ratio)
    # That nothing at all can come is told otherwise.
    far = (could_come > 0.0) & (asked > FAR * could_come)
    for demand in np.flatnonzero(far & np.isfinite(could_come)).tolist():
        line, first = int(demands.line[demand]), int(np.argmax(demands.quantity[demand] > 0.0))
        good = problem.commodity_names.names[demands.commodity[demand]]
        issues.warning(
            "demand-beyond-supply",
            problem.cell("Demand", line, "demand", first),
            f"{asked[demand]:,.10g} t of '{good}' are asked for in all periods together, and no more than "
            f"{could_come[demand]:,.4g} t could be made, bought and taken from stock, whatever the rules",
            "check the unit of the demand, and of the capacities and stocks behind it",
        )


def stock_beyond_use(problem: Problem, issues: Findings) -> None:
    """Warn of a stock, or an order on its way, that is a hundred times all that could be used of it."""
    use = _use(problem)
    for sheet, column, lying, amount in lying_there(problem):
        used = use[lying.commodity]
        # That nothing takes it is told otherwise.
        for place in np.flatnonzero((used > 0.0) & (amount > FAR * used)).tolist():
            good = problem.commodity_names.names[lying.commodity[place]]
            issues.warning(
                "stock-beyond-use",
                problem.cell(sheet, int(lying.line[place]), column),
                f"{amount[place]:,.10g} t of '{good}', of which no more than {used[place]:,.4g} t can be used in all "
                "periods together, what is lost apart",
                "check the unit of the stock, and of the demand that it is for",
            )


def _most_runs(problem: Problem) -> FloatArray:
    """Return (processes,) the most runs over all periods that capacities allow, inf where none limits them."""
    processes, limits = problem.processes, problem.capacities
    # What stands in for others does not limit a run, and what can be added has no end here.
    grows = mask_of(problem.expansions.grown_limit, limits.line.size)
    counts = processes.is_fixed[limits.member_line] & ~grows[limits.member_limit]
    limit, line = limits.member_limit[counts], limits.member_line[counts]
    quantity, most = processes.line_quantity[line], np.full(processes.size, np.inf)
    runs = np.divide(limits.limit[limit], quantity, out=np.full(quantity.shape, np.inf), where=quantity > 0.0)
    # What could not be read is NaN, and limits nothing that is known.
    every = runs.sum(axis=1)
    np.minimum.at(most, processes.line_process[line], np.where(np.isnan(every), np.inf, every))
    return most


def _supply(problem: Problem) -> FloatArray:
    """Return (commodities,) t that could come of each in all periods: from stock, orders, scrap and processes."""
    processes = problem.processes
    lying = np.zeros(problem.commodity_names.size)
    for _, _, part, amount in lying_there(problem):
        np.add.at(lying, part.commodity, amount)
    lying[problem.returns.scrap] = np.inf
    made = np.flatnonzero(processes.line_output & (processes.line_quantity > 0.0).any(axis=1))
    taken = np.flatnonzero(~processes.line_output & processes.is_fixed & (processes.line_quantity > 0.0).all(axis=1))
    gives, takes = processes.line_quantity[made].max(axis=1), processes.line_quantity[taken].min(axis=1)
    most, come = _most_runs(problem), np.full(lying.size, np.inf)
    # It only falls, so that it is never too low, whenever it is left.
    for _ in range(ROUNDS):
        runs, found = most.copy(), lying.copy()
        np.minimum.at(runs, processes.line_process[taken], come[processes.line_commodity[taken]] / takes)
        np.add.at(found, processes.line_commodity[made], runs[processes.line_process[made]] * gives)
        if np.array_equal(found, come):
            break
        come = found
    return come


def _use(problem: Problem) -> FloatArray:
    """Return (commodities,) t that could be used of each in all periods: by demand, wanted stocks and processes."""
    processes = problem.processes
    made = np.flatnonzero(processes.line_output & (processes.line_quantity > 0.0).all(axis=1))
    taken = np.flatnonzero(~processes.line_output & (processes.line_quantity > 0.0).any(axis=1))
    gives, takes = processes.line_quantity[made].min(axis=1), processes.line_quantity[taken].max(axis=1)
    # What has an output of nothing, earns or has to run is run for its own sake.
    lasting = np.full(processes.size, np.inf)
    lasting[processes.line_process[made]] = 0.0
    lasting[(processes.run_cost < 0.0).any(axis=1) | must_run(problem)] = np.inf
    most, wanted = _most_runs(problem), _wanted(problem)
    use = wanted
    for _ in range(ROUNDS):
        runs, found = lasting.copy(), wanted.copy()
        np.maximum.at(runs, processes.line_process[made], use[processes.line_commodity[made]] / gives)
        np.add.at(found, processes.line_commodity[taken], np.minimum(most, runs)[processes.line_process[taken]] * takes)
        if np.array_equal(found, use):
            return use
        use = found
    return np.full(use.size, np.inf)


def _wanted(problem: Problem) -> FloatArray:
    """Return (commodities,) t that are wanted for themselves: by demand and for stocks; inf where surplus is sold."""
    demands, others, stocks = problem.demands, problem.substitutes, problem.inventories
    wanted, asked = np.zeros(problem.commodity_names.size), demands.quantity.sum(axis=1)
    np.add.at(wanted, demands.commodity, asked)
    np.add.at(wanted, others.commodity, others.ratio * asked[others.demand])
    np.add.at(wanted, stocks.commodity, stocks.safety.max(axis=1, initial=0.0) + stocks.end_stock)
    wanted[~np.isnan(problem.commodities.surplus_price).all(axis=1)] = np.inf
    return wanted
