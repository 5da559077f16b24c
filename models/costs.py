"""The cost of a plan, by kind, each coefficient in discounted USD per unit of its column.

Purchase price, freight, duty and tariff fall in the period of sending, what is paid for and not taken in the last
period of its window; run cost in that of the run; holding cost on the stock at the end of a period; the cost of priced
demand in the period of the demand, of missing stock in the period in which it is missing; capital cost, as an annuity,
while the capacity stands.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from models.arrays import FloatArray, IntArray
from models.carriers import DELIVER, RUN, SHIP
from models.linear.joins import join
from models.linear.program import Block, Program
from models.prices import Prices, outside, prices, tier_prices
from models.problem import Problem
from models.rule_types import TARIFF
from models.ruled import ruled_flows
from models.variables import Variables


def run_cost(program: Program, problem: Problem, v: Variables) -> None:
    """run_cost[process, t] * quantity[driver, t] * run[process, t], in USD."""
    processes = problem.processes
    cost = processes.run_cost * processes.driver_quantity
    _add(program, problem, "run cost", v.run, cost[v.run.keys["process"], v.run.keys["period"]])


def freight(program: Program, problem: Problem, v: Variables) -> None:
    """cost[lane, t] * ship[lane, t], in USD."""
    _add(program, problem, "freight", v.ship, problem.lanes.cost[v.ship.keys["lane"], v.ship.keys["period"]])


def duty(program: Program, problem: Problem, v: Variables) -> None:
    """duty[lane, t] * value[commodity, t] * ship[lane, t], in USD; under a contract its worth stands for the value.

    The worth is the price, without one the value; where the buyer pays a floor, max(price, floor) or max(value, floor).
    """
    ship, take = v.ship, v.contracts.take
    share, lanes = outside(problem)[ship.keys["lane"], ship.keys["period"]], problem.lanes
    value = np.nan_to_num(problem.commodities.value[ship.keys["commodity"], ship.keys["period"]])
    _add(program, problem, "duty", ship, lanes.duty[ship.keys["lane"], ship.keys["period"]] * value * share)
    _add(program, problem, "duty", take, lanes.duty[take.keys["lane"], take.keys["period"]] * _prices(problem, v).worth)


def tariff(program: Program, problem: Problem, v: Variables) -> None:
    """Sum over rules of share[rule, t] * value[rule] * flow[t], in USD; ad valorem * value[commodity, t] too,

    under a contract * the worth that duty goes by. Flows are shipments, outputs of runs (paid in the period of the run,
    on the value in that of the output), or deliveries. A tariff on an origin counts by class, which contracts do not
    tell apart: ad valorem it is a share of the commodity's value throughout.
    """
    for _, block, rate in tariffs(problem, v):
        _add(program, problem, "tariff", block, rate)


def tariffs(
    problem: Problem, v: Variables, uncovered: FloatArray | None = None
) -> Iterator[tuple[IntArray, Block, FloatArray]]:  # fmt: skip
    """Yield what is taxed: (taxed,) rule, columns, and USD per unit of each, not discounted.

    uncovered  (lanes, periods) the share of what is sent that no contract is about; the problem's unless it is said
    """
    rules, ship, take = problem.rules, v.ship, v.contracts.take
    flows, value = ruled_flows(problem, v, TARIFF), np.nan_to_num(problem.commodities.value)
    rate = rules.share[flows.rule, flows.counted] * rules.value[flows.rule] * flows.tonnes
    by_value, by_origin = rules.ad_valorem[flows.rule], problem.origins.of_rule[flows.rule] != 0
    uncovered = outside(problem) if uncovered is None else uncovered
    for kind, block in ((SHIP, ship), (RUN, v.run), (DELIVER, v.deliver)):
        own = np.flatnonzero(flows.kind == kind)
        taxed = block.pick(flows.place[own])
        if kind == SHIP:
            lane, period = taxed.keys["lane"], taxed.keys["period"]
            outside_contracts = np.where(by_origin[own], 1.0, uncovered[lane, period])
            worth = value[taxed.keys["commodity"], period] * outside_contracts
        else:
            worth = value[flows.commodity[own], flows.counted[own]]
        yield flows.rule[own], taxed, rate[own] * np.where(by_value[own], worth, 1.0)
    own = np.flatnonzero((flows.kind == SHIP) & by_value & ~by_origin)
    # A flow has a column for each class, and what is taken of it is taken of all of them together.
    own = own[np.unique(np.stack([flows.rule[own], flows.flow[own]]), axis=1, return_index=True)[1]]
    sent = ship.pick(flows.place[own])
    found, place = join([sent.keys[name] for name in ("lane", "period")], [take.keys["lane"], take.keys["period"]])
    yield flows.rule[own[found]], take.pick(place), rate[own[found]] * _prices(problem, v).worth[place]


def purchase(program: Program, problem: Problem, v: Variables) -> None:
    """max(price[tier, t], floor where the buyer pays it) * take, in USD; without a price, what the floor adds."""
    if v.contracts.take.size:
        _add(program, problem, "purchase", v.contracts.take, _prices(problem, v).paid)


def take_or_pay(program: Program, problem: Problem, v: Variables) -> None:
    """max(price[first tier, last period of the window], floor where the buyer pays it) * shortfall, in USD."""
    shortfall = v.contracts.shortfall
    tier = problem.contracts.first_tier[shortfall.keys["contract"]]
    if shortfall.size:
        _add(program, problem, "take-or-pay", shortfall, tier_prices(problem)[tier, shortfall.keys["period"]])


def _prices(problem: Problem, v: Variables) -> Prices:
    keys = v.contracts.take.keys
    return prices(problem, keys["tier"], problem.lanes.commodity[keys["lane"]], keys["period"])


def holding(program: Program, problem: Problem, v: Variables) -> None:
    """holding_cost[stock, t] * stock at the end of t, in USD."""
    _add(
        program, problem, "holding", v.stock,
        problem.inventories.holding_cost[v.stock.keys["stock"], v.stock.keys["period"]],
    )  # fmt: skip


def disposal(program: Program, problem: Problem, v: Variables) -> None:
    """disposal_cost[commodity] * dispose, in USD."""
    _add(program, problem, "disposal", v.dispose, problem.commodities.disposal_cost[v.dispose.keys["commodity"]])


def surplus_revenue(program: Program, problem: Problem, v: Variables) -> None:
    """- surplus_price[commodity, t] * sell, in USD."""
    price = problem.commodities.surplus_price[v.sell.keys["commodity"], v.sell.keys["period"]]
    _add(program, problem, "surplus revenue", v.sell, -price)


def shortage(program: Program, problem: Problem, v: Variables) -> None:
    """shortage_cost[demand] * unmet, in USD, for demand that has a price instead of a priority."""
    cost = np.nan_to_num(problem.demands.shortage_cost)
    _add(program, problem, "shortage", v.unmet, cost[v.unmet.keys["demand"]])


def missing_safety_stock(program: Program, problem: Problem, v: Variables) -> None:
    """safety_cost[stock, t] * below_safety[stock, t], in USD, for safety stock that has a cost."""
    below, cost = v.below_safety, problem.inventories.safety_cost
    own = cost[below.keys["stock"], below.keys["period"]]
    priced = ~np.isnan(own)
    if priced.any():
        _add(program, problem, "missing safety stock", below.pick(priced), own[priced])


def missing_end_stock(program: Program, problem: Problem, v: Variables) -> None:
    """end_cost[stock] * below_end[stock], in USD in the last period, for end stock that has a cost."""
    own = problem.inventories.end_cost[v.below_end.keys["stock"]]
    priced = ~np.isnan(own)
    if priced.any():
        _add(program, problem, "missing end stock", v.below_end.pick(priced), own[priced])


def switching(program: Program, problem: Problem, v: Variables) -> None:
    """switching_cost[award] * award, in USD, in the first period: it is decided once for the plan."""
    _add(program, problem, "switching", v.award, problem.sourcing.award_cost)


def capital_cost(program: Program, problem: Problem, v: Variables) -> None:
    """annuity[option] * length[t] * standing[option, t], in USD: what falls inside the horizon of the life."""
    standing = v.timing.standing
    cost = problem.expansions.annuity[standing.keys["addition"]]
    _add(program, problem, "capital cost", standing, cost * problem.calendar.length_years[standing.keys["period"]])


def _add(program: Program, problem: Problem, kind: str, block: Block, coefficient: FloatArray) -> None:
    program.cost(kind, block, coefficient * problem.discount[block.keys["period"]])


COSTS = (
    run_cost, purchase, take_or_pay, freight, duty, tariff, holding, disposal, surplus_revenue, shortage,
    missing_safety_stock, missing_end_stock, switching, capital_cost,
)  # fmt: skip
