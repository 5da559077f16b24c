"""Qualification: what a customer does not take before the supplier has passed its tests."""

from __future__ import annotations

import numpy as np

from models.linear.program import Block, Program
from models.problem import Problem
from models.variables import Variables


def qualification(program: Program, problem: Problem, v: Variables) -> Block:
    """Sum over classes of ship[lane, t] <= 0

    for each lane from a supplier to a customer that has not qualified it, and each period t of which the shipments
    arrive before the ready period
    Unit:          t sent per period
    Shadow price:  <= 0; change of the objective for the first tonne let through
    Rows:          one per lane and period before it is ready; presolve removes them, their duals stay
    """
    waits, periods = problem.qualifications, problem.calendar.size
    used = np.zeros((problem.lanes.size, periods), dtype=np.bool_)
    used[v.ship.keys["lane"], v.ship.keys["period"]] = True
    early = problem.lanes.arrival[waits.lane] < waits.ready[:, None]
    row, period = np.nonzero(early & used[waits.lane])
    rows = program.row_block(
        "qualification", {"qualification": row, "lane": waits.lane[row], "period": period}, upper=0.0
    )
    program.terms(rows, v.ship, on=("lane", "period"))
    return rows
