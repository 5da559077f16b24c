"""Costs and prices that are many times the value of what they are about, or next to nothing of it.

Most often one of the two is of another unit: USD/kg is a thousand times USD/t.
"""

from __future__ import annotations

import numpy as np

from models.arrays import FloatArray
from models.checks.contracts import price_cell
from models.checks.rows import first_of_each_line
from models.issues import Findings
from models.linear.joins import join
from models.problem import Problem
from models.rule_types import TARIFF

# A price so many times the commodity's value, or so small a part of it, is most often one of another unit: of a kg.
FAR = 100.0
# To keep something costs a part of its value a year: interest, insurance, a shed.
FAR_HELD = 10.0
# A tariff of a larger share of the value was typed in per cent under a unit that is none.
LARGEST_SHARE = 10.0
CHECK_BOTH = "check the unit of both: USD/kg is a thousand times USD/t"


def check_against_value(problem: Problem, issues: Findings) -> None:
    """Add what costs many times the value of what it is about."""
    _freight(problem, issues)
    _runs(problem, issues)
    _capital(problem, issues)
    _holding(problem, issues)
    _prices(problem, issues)
    _tariffs(problem, issues)


def _value_of(problem: Problem, commodity: int, period: int) -> str:
    """Return the value of a commodity in words, and where it stands."""
    where = problem.cell("Commodities", int(problem.commodities.line[commodity]), "value", period)
    return f"{problem.commodities.value[commodity, period]:,.10g} USD/t ({where})"


def _freight(problem: Problem, issues: Findings) -> None:
    """Warn of freight that costs many times what it carries: of another unit, most likely, such as USD/kg.

    An ore may well cost several times its value to send.
    """
    lanes, commodities = problem.lanes, problem.commodities
    with np.errstate(invalid="ignore", divide="ignore"):
        ratio = lanes.cost / commodities.value[lanes.commodity]
    dear = (ratio > FAR) & np.isfinite(ratio) & (lanes.line >= 0)[:, None]
    for lane, period in first_of_each_line(lanes.line, dear):
        good = int(lanes.commodity[lane])
        issues.warning(
            "freight-far-from-value",
            problem.cell("Lanes", int(lanes.line[lane]), "cost", period),
            f"to send '{problem.commodity_names.names[good]}' costs {lanes.cost[lane, period]:,.10g} USD/t, and its "
            f"value is {commodities.value[good, period]:,.10g} USD/t",
            "check the unit of the cost, in the header or the cell",
        )


def _worth(problem: Problem) -> FloatArray:
    """Return (processes, periods) USD that a run makes; NaN where it makes anything without a known value."""
    processes = problem.processes
    made = processes.line_output
    worth = np.zeros(processes.run_cost.shape)
    known = problem.commodities.value[processes.line_commodity[made]]
    np.add.at(worth, processes.line_process[made], processes.line_quantity[made] * known)
    return worth


def _capital(problem: Problem, issues: Findings) -> None:
    """Warn of capacity that costs many times what it makes in the same time: the cost of the whole, most likely."""
    options, limits = problem.expansions, problem.capacities
    worth, told = _worth(problem), set[int]()
    for option, (process, line) in enumerate(zip(options.process.tolist(), options.line.tolist(), strict=True)):
        grown = options.grown_limit[options.grown_option == option]
        counted = limits.member_line[np.isin(limits.member_limit, grown)]
        if not counted.size or line in told:
            continue
        quantity = problem.processes.line_quantity[counted[0]]
        made = np.divide(worth[process], quantity, out=np.full(quantity.shape, np.nan), where=quantity > 0.0)
        paid, most = float(options.annuity[option]), float(made.max())
        if most > 0.0 and paid > FAR * most:
            told.add(line)
            issues.warning(
                "capital-cost-far-from-value",
                problem.cell("Expansion", line, "capital cost"),
                f"each t/yr added to '{problem.processes.name[process]}' costs {paid:,.10g} USD a year over its life, "
                f"and what it makes in a year is worth {most:,.10g} USD: is this the cost of the whole project?",
                "divide the cost of the whole by its capacity in t/yr, or check the unit",
            )


def _runs(problem: Problem, issues: Findings) -> None:
    """Warn of runs that cost many times what they make, and of supply that costs next to nothing of its value.

    What makes anything without a known value is left out, and so is what only takes in, as a place that stores waste.
    What takes something in may well cost little beside that.
    """
    processes, worth = problem.processes, _worth(problem)
    paid = processes.run_cost * processes.line_quantity[processes.driver]
    far = (worth > 0.0) & (paid > FAR * worth)
    far |= processes.is_source[:, None] & (paid > 0.0) & (worth > FAR * paid)
    record = processes.line_record[processes.driver]
    for process, period in first_of_each_line(record, far):
        issues.warning(
            "run-cost-far-from-value",
            problem.cell("Processes", int(record[process]), "run cost", period),
            f"a run of '{processes.name[process]}' costs {paid[process, period]:,.10g} USD, and what it makes is worth "
            f"{worth[process, period]:,.10g} USD",
            "check the unit of the cost, and of the value in sheet Commodities, in the header or the cell",
        )


def _holding(problem: Problem, issues: Findings) -> None:
    """Warn of a stock that costs many times its value to keep for a year."""
    stocks, value = problem.inventories, problem.commodities.value
    held = stocks.holding_cost / problem.calendar.length_years
    far = (value[stocks.commodity] > 0.0) & (held > FAR_HELD * value[stocks.commodity])
    for stock, period in first_of_each_line(stocks.line, far):
        good = int(stocks.commodity[stock])
        issues.warning(
            "holding-cost-far-from-value",
            problem.cell("Inventory", int(stocks.line[stock]), "holding cost", period),
            f"to keep '{problem.commodity_names.names[good]}' costs {held[stock, period]:,.10g} USD/t a year, and its "
            f"value is {_value_of(problem, good, period)}",
            CHECK_BOTH,
        )


def _prices(problem: Problem, issues: Findings) -> None:
    """Warn of a contract's price, or floor, of many times what it sells or next to nothing of it: once for each."""
    contracts, value = problem.contracts, problem.commodities.value
    sold = np.unique(np.stack([contracts.flow_contract, problem.lanes.commodity[contracts.flow_lane]]), axis=1)
    tier, pair = join([contracts.tier_contract], [sold[0]])
    floors = np.broadcast_to(contracts.floor[sold[0]][:, None], (sold.shape[1], problem.calendar.size))
    for column, owner, line, asked, commodity in (
        ("price", contracts.tier_contract[tier], contracts.tier_line[tier], contracts.price[tier], sold[1][pair]),
        ("price floor", sold[0], contracts.line[sold[0]], floors, sold[1]),
    ):
        with np.errstate(divide="ignore", invalid="ignore"):
            ratio = asked / value[commodity]
        far = (ratio > FAR) | (ratio > 0.0) & (ratio < 1.0 / FAR)
        for place, period in first_of_each_line(owner, far):
            good, own = int(commodity[place]), int(line[place])
            issues.warning(
                "price-far-from-value",
                price_cell(problem, own, period) if column == "price" else problem.cell("Contracts", own, column),
                f"contract '{contracts.name[owner[place]]}' asks {asked[place, period]:,.10g} USD/t for "
                f"'{problem.commodity_names.names[good]}', whose value is {_value_of(problem, good, period)}",
                CHECK_BOTH,
            )


def _tariffs(problem: Problem, issues: Findings) -> None:
    """Warn of a tariff of many times what it is laid on, once for each row."""
    rules, value = problem.rules, problem.commodities.value
    for rule in np.flatnonzero(rules.of_type(TARIFF)).tolist():
        line, rate = int(rules.line[rule]), float(rules.value[rule])
        if rules.ad_valorem[rule]:
            if rate > LARGEST_SHARE:
                issues.warning(
                    "tariff-far-from-value", problem.cell("Rules", line, "value"),
                    f"the tariff is {rate:.0%} of the value of what it is laid on",
                    "check the number and its unit: 25 with the unit % is a quarter",
                )  # fmt: skip
            continue
        sent = problem.lanes.commodity[rules.flow_lane[rules.flow_rule == rule]]
        goods = np.unique(np.concatenate([sent, rules.place_commodity[rules.place_rule == rule]]))
        far = np.argwhere((value[goods] > 0.0) & (rate > FAR * value[goods]))
        if far.size:
            place, period = far[0].tolist()
            good = int(goods[place])
            issues.warning(
                "tariff-far-from-value", problem.cell("Rules", line, "value"),
                f"the tariff is {rate:,.10g} USD/t, and the value of '{problem.commodity_names.names[good]}' is "
                f"{_value_of(problem, good, period)}", CHECK_BOTH,
            )  # fmt: skip
