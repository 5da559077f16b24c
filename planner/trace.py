"""What delivered material passed through, traced in proportion through the plan.

The rule: all of a commodity that a site has in a period is one pool, and whatever leaves it is the same mixture. A
shipment or a stock carries the mixture of the pool that it left; what a run makes is as marked as the tonnes that went
into it. What a marked flow moves is marked from there on. Opening stocks and orders on their way carry no mark. The
same plan could be traced otherwise; sentences that use this say that it is traced in proportion.
"""

from __future__ import annotations

import numpy as np

from models.arrays import BoolArray, FloatArray, IntArray
from models.blends import runs_of_feed
from models.plan import Plan

# The mixture is found by repeated mixing; shares that move by less than this are settled.
SETTLED = 1e-12
# Pools hang together over stages, periods and recycling; a plan has some dozens of stages times periods.
MOST_ROUNDS = 10_000


def flows_under(plan: Plan, capacity_lines: IntArray) -> BoolArray:
    """Return (columns,) the flows that a line of sheet Capacity limits: runs, or arrivals at a site."""
    matrix, capacity = plan.solution.matrix, plan.model.program.row_blocks["plant_capacity"]
    line = plan.model.problem.capacities.line[capacity.keys["limit"]]
    chosen = np.zeros(matrix.rows, dtype=np.bool_)
    chosen[capacity.index[np.isin(line, capacity_lines)]] = True
    under = np.zeros(matrix.columns, dtype=np.bool_)
    under[matrix.column[np.repeat(chosen, np.diff(matrix.start))]] = True
    return under


def delivered_through(plan: Plan, marked: BoolArray | FloatArray) -> FloatArray:
    """Return (deliveries,) the share of each delivery that passed through a marked flow.

    marked   (columns,) the share of each flow that carries a mark, or true for all of it
    returns  in the order of the columns of family `deliver`; 0 where nothing is delivered
    """
    row, column, tonnes = _movements(plan)
    balance = plan.model.program.row_blocks["balance"]
    rows, columns = plan.solution.matrix.rows, plan.values.size
    into = tonnes < 0.0
    arriving = np.bincount(row[into], weights=-tonnes[into], minlength=rows)
    supply = np.zeros(rows)
    supply[balance.index] = plan.solution.matrix.row_lower[balance.index]
    pool = arriving + supply
    drawn = np.bincount(column[~into], weights=tonnes[~into], minlength=columns)
    own = np.zeros(columns)
    np.maximum.at(own, _carriers(plan), marked.astype(np.float64))
    share, carried = np.zeros(rows), own
    for _ in range(MOST_ROUNDS):
        mixed = np.bincount(column[~into], weights=tonnes[~into] * share[row[~into]], minlength=columns)
        carried = np.maximum(own, _ratio(mixed, drawn))
        marked_in = np.bincount(row[into], weights=-tonnes[into] * carried[column[into]], minlength=rows)
        before, share = share, _ratio(marked_in, pool)
        if float(np.abs(share - before).max(initial=0.0)) < SETTLED:
            break
    deliver = plan.model.variables.deliver
    return np.where(plan.values[deliver.index] > 0.0, carried[deliver.index], 0.0)


def _movements(plan: Plan) -> tuple[IntArray, IntArray, FloatArray]:
    """Return (movements,) the balance row, the column, and the tonnes that it takes (+) from the row or puts (-) in."""
    matrix, balance = plan.solution.matrix, plan.model.program.row_blocks["balance"]
    carrier = _carriers(plan)
    in_balance = np.zeros(matrix.rows, dtype=np.bool_)
    in_balance[balance.index] = True
    row = np.repeat(np.arange(matrix.rows), np.diff(matrix.start))
    tonnes = matrix.value * plan.values[matrix.column]
    chosen = in_balance[row] & (tonnes != 0.0)
    return row[chosen], carrier[matrix.column[chosen]], tonnes[chosen]


def _carriers(plan: Plan) -> IntArray:
    """Return (columns,) what moves the tonnes of each: itself, or for what feeds a mixture the run it goes into."""
    feed = plan.model.variables.feed
    carrier = np.arange(plan.values.size)
    carrier[feed.index] = runs_of_feed(plan.model.variables)
    return carrier


def _ratio(part: FloatArray, whole: FloatArray) -> FloatArray:
    """Return part / whole, and 0 where there is nothing."""
    return np.divide(part, whole, out=np.zeros(part.size), where=whole > 0.0)
