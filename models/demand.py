"""Demand: what is delivered, in time or late, and what is not."""

from __future__ import annotations

import numpy as np

from models.problem import Problem
from models.program import Block, Program
from models.variables import Variables


def demand(program: Program, problem: Problem, v: Variables) -> Block:
    """Sum over classes and t in s .. s + wait of deliver[d, s, t] + unmet[d, s] = demand[d, s]

    for each demand stream d and period s
    Unit:          t
    Shadow price:  >= 0; change of the objective per extra tonne of demand
    Rows:          one per stream and period with a demand above 0
    """
    keys = {"demand": v.unmet.keys["demand"], "period": v.unmet.keys["period"]}
    quantity = problem.demands.quantity[keys["demand"], keys["period"]]
    rows = program.row_block("demand", keys, lower=quantity, upper=quantity)
    program.terms(rows, v.unmet, on=("demand", "period"))
    served = v.deliver.rename(period=v.deliver.keys["demanded"])
    program.terms(rows, served, on=("demand", "period"))
    return rows


def surplus_limit(program: Program, problem: Problem, v: Variables) -> Block:
    """Sum over sites and classes of sell[site, commodity, t] <= surplus limit[commodity, t]

    for each commodity whose surplus can be sold within a limit
    Unit:          t per period
    Shadow price:  <= 0; change of the objective per extra tonne that the market takes
    Rows:          one per commodity and period with a finite limit
    """
    limits = problem.commodities.surplus_limit
    sold = np.zeros(limits.shape, dtype=np.bool_)
    sold[v.sell.keys["commodity"], v.sell.keys["period"]] = True
    commodity, period = np.nonzero(sold & np.isfinite(limits))
    rows = program.row_block(
        "surplus_limit", {"commodity": commodity, "period": period}, upper=limits[commodity, period]
    )
    program.terms(rows, v.sell, on=("commodity", "period"))
    return rows
