"""The cost of a plan, by kind, each coefficient in discounted USD per unit of its column.

Price, freight, duty and tariff fall in the period of sending; run cost in that of the run; holding cost on the stock
at the end of a period; the cost of priced demand in the period of the demand.
"""

from __future__ import annotations

import numpy as np

from models.arrays import FloatArray
from models.problem import Problem
from models.program import Block, Program, join
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
    """duty[lane, t] * value[commodity, t] * ship[lane, t], in USD."""
    value = np.nan_to_num(problem.commodities.value[v.ship.keys["commodity"], v.ship.keys["period"]])
    _add(program, problem, "duty", v.ship, problem.lanes.duty[v.ship.keys["lane"], v.ship.keys["period"]] * value)


def tariff(program: Program, problem: Problem, v: Variables) -> None:
    """Sum over rules of share[rule, t] * value[rule] * ship[lane, t], in USD; ad valorem * value[commodity, t] too."""
    rules = problem.rules
    is_tariff = np.array([kind == "tariff" for kind in rules.type], dtype=np.bool_)
    chosen = np.flatnonzero(is_tariff[rules.flow_rule])
    flow, ship = join([rules.flow_lane[chosen]], [v.ship.keys["lane"]])
    rule = rules.flow_rule[chosen[flow]]
    counted = np.where(rules.at_arrival[rule], v.ship.keys["arrival"][ship], v.ship.keys["period"][ship])
    period = v.ship.keys["period"][ship]
    worth = np.nan_to_num(problem.commodities.value[v.ship.keys["commodity"][ship], period])
    rate = np.where(rules.ad_valorem[rule], rules.value[rule] * worth, rules.value[rule])
    _add(program, problem, "tariff", v.ship.pick(ship), rules.share[rule, counted] * rate)


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


def switching(program: Program, problem: Problem, v: Variables) -> None:
    """switching_cost[award] * award, in USD, in the first period: it is decided once for the plan."""
    _add(program, problem, "switching", v.award, problem.sourcing.award_cost)


def _add(program: Program, problem: Problem, kind: str, block: Block, coefficient: FloatArray) -> None:
    program.cost(kind, block, coefficient * problem.discount[block.keys["period"]])


COSTS = (run_cost, freight, duty, tariff, holding, disposal, surplus_revenue, shortage, switching)
