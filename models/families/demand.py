"""Demand: what is delivered, in time or late, and what is not."""

from __future__ import annotations

import numpy as np

from models.arrays import FloatArray
from models.linear.program import Block, Program
from models.problem import Problem
from models.variables import Variables

# Where all demand is small a solver counts in a unit near the largest of it, so that its tolerances are a small part of
# what is wanted; but in none so small that the largest number is more than this many of it.
MOST_UNITS = 1e9


def unit(program: Program, problem: Problem) -> float:
    """Return the t that a solver counts in: 1, or where no demand of a period is as much, about the largest one.

    A power of two, so that counting in it changes no digit.
    """
    wanted = float(problem.demands.quantity.max(initial=0.0))
    if not 0.0 < wanted < 1.0:
        return 1.0
    return float(min(1.0, 2.0 ** np.floor(np.log2(max(wanted, program.largest / MOST_UNITS)))))


def ratios(problem: Problem) -> FloatArray:
    """Return (options,) tonnes that serve as a tonne asked for: of each substitute, and 1 for what is asked for."""
    return np.append(problem.substitutes.ratio, 1.0)


def demand(program: Program, problem: Problem, v: Variables) -> Block:
    """Sum over classes, options and t in s .. s + wait of deliver[d, option, s, t] / ratio + unmet[d, s] = demand[d, s]

    for each demand stream d and period s; ratio is 1 for what is asked for, `tonnes per tonne` for a substitute
    Unit:          t
    Shadow price:  >= 0; change of the objective per extra tonne of demand
    Rows:          one per stream and period with a demand above 0
    """
    keys = {"demand": v.unmet.keys["demand"], "period": v.unmet.keys["period"]}
    quantity = problem.demands.quantity[keys["demand"], keys["period"]]
    rows = program.row_block("demand", keys, lower=quantity, upper=quantity)
    program.terms(rows, v.unmet, on=("demand", "period"))
    served = v.deliver.rename(period=v.deliver.keys["demanded"])
    program.terms(rows, served, 1.0 / ratios(problem)[v.deliver.keys["option"]], on=("demand", "period"))
    return rows


def substitute_days(program: Program, problem: Problem, v: Variables) -> Block:
    """Sum over classes of deliver[d, substitute, t, t] / ratio <= share of the days accepted[t] * demand[d, t]

    for each substitute of a demand stream and period that its dates only partly cover; what is delivered late may all
    come on the days that are covered
    Unit:          t asked for
    Shadow price:  <= 0; change of the objective per extra tonne that the substitute could serve in that period
    Rows:          one per substitute of a stream and period with a share between 0 and 1
    """
    others, demands = problem.substitutes, problem.demands
    option, period = np.nonzero((others.share > 0.0) & (others.share < 1.0))
    asked = demands.quantity[others.demand[option], period]
    option, period, asked = option[asked > 0.0], period[asked > 0.0], asked[asked > 0.0]
    rows = program.row_block(
        "substitute_days", {"option": option, "period": period}, upper=others.share[option, period] * asked
    )
    in_time = v.deliver.pick(v.deliver.keys["period"] == v.deliver.keys["demanded"])
    program.terms(rows, in_time, 1.0 / ratios(problem)[in_time.keys["option"]], on=("option", "period"))
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
