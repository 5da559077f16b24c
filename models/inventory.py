"""Limits on stocks: most, safety stock, and what should be left at the end."""

from __future__ import annotations

import numpy as np

from models.problem import Problem
from models.program import Block, Program
from models.variables import Variables


def maximum_stock(program: Program, problem: Problem, v: Variables) -> Block:
    """Sum over classes of stock[site, commodity, t] <= maximum

    for each row of Inventory with a maximum
    Unit:          t at the end of a period
    Shadow price:  <= 0; change of the objective per extra tonne of storage
    Rows:          one per stock and period
    """
    finite = np.isfinite(problem.inventories.maximum)[v.stock.keys["stock"]]
    held = v.stock.pick(finite)
    keys = {"stock": held.keys["stock"], "period": held.keys["period"]}
    rows = program.row_block("maximum_stock", keys, upper=problem.inventories.maximum[held.keys["stock"]])
    program.terms(rows, held, on=("stock", "period"))
    return rows


def safety_stock(program: Program, problem: Problem, v: Variables) -> Block:
    """Sum over classes of stock[site, commodity, t] + below_safety[site, commodity, t] >= safety[t]

    for each stock with a safety level
    Unit:          t at the end of a period
    Shadow price:  >= 0; change of the objective per tonne more that should be kept
    Rows:          one per stock and period with a safety level above 0
    """
    keys = {"stock": v.below_safety.keys["stock"], "period": v.below_safety.keys["period"]}
    rows = program.row_block("safety_stock", keys, lower=problem.inventories.safety[keys["stock"], keys["period"]])
    program.terms(rows, v.stock, on=("stock", "period"))
    program.terms(rows, v.below_safety, on=("stock", "period"))
    return rows


def end_stock(program: Program, problem: Problem, v: Variables) -> Block:
    """Sum over classes of stock[site, commodity, last period] + below_end[site, commodity] >= end stock

    for each stock that should leave something behind; blank means the opening stock for a stockpile, 0 for others
    Unit:          t after the last period
    Shadow price:  >= 0; change of the objective per tonne more that should be left
    Rows:          one per stock with an end stock above 0
    """
    keys = {"stock": v.below_end.keys["stock"]}
    rows = program.row_block("end_stock", keys, lower=problem.inventories.end_stock[keys["stock"]])
    last = v.stock.pick(v.stock.keys["period"] == problem.calendar.size - 1)
    program.terms(rows, last, on=("stock",))
    program.terms(rows, v.below_end, on=("stock",))
    return rows
