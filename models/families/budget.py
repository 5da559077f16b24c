"""The budget: what a plan may spend, in the money of the day."""

from __future__ import annotations

import numpy as np

from models.arrays import FloatArray, IntArray
from models.linear.program import Block, Program
from models.problem import Problem
from models.variables import Variables

# What is not served, or not in stock, costs nobody money: these are prices put on it, and are not spent.
NOT_SPENT = ("shortage", "missing safety stock", "missing end stock")
# Rows are in thousands, so that their coefficients are of the size of those in tonnes.
UNIT = 1_000.0


def budget(program: Program, problem: Problem, v: Variables) -> Block:
    """Sum over kinds of cost but those of what is missing of cost before discounting * column <= budget

    for each plan with the setting `budget`; revenue of surplus lowers what is spent
    Unit:          thousand USD, nominal
    Shadow price:  <= 0; change of the objective per thousand USD more that may be spent
    Rows:          one where there is a budget, none otherwise
    """
    del v  # every column may cost something
    limit = problem.options.budget
    some = [] if limit is None else [limit / UNIT]
    rows = program.row_block("budget", {"setting": np.zeros(len(some), dtype=np.int64)}, upper=some)
    if rows.size:
        cost = spending(program, problem) / UNIT
        column = np.flatnonzero(cost)
        program.entries(np.full(column.size, rows.index[0]), column, cost[column])
    return rows


def spending(program: Program, problem: Problem) -> FloatArray:
    """Return (columns,) USD that are spent on a unit of each column, before discounting."""
    cost = np.zeros(program.columns)
    for kind in program.costs:
        if kind not in NOT_SPENT:
            cost += program.cost_vector(kind)
    for block in program.column_blocks.values():
        if "period" in block.keys:
            cost[block.index] /= problem.discount[block.keys["period"]]
    return cost


def budget_line(problem: Problem, block: Block) -> IntArray:
    """Return (rows,) the record of sheet Settings that holds the budget."""
    return np.full(block.size, problem.setting_record("budget"))
