"""Limits on plants and lanes, and what must run or be sent at least."""

from __future__ import annotations

import numpy as np

from models.families.expansion import added_capacity
from models.families.rates import counted
from models.linear.program import Block, Program
from models.problem import Problem
from models.variables import Variables


def plant_capacity(program: Program, problem: Problem, v: Variables) -> Block:
    """Sum of quantity[line, t] * run[process, t] + feed[line, t] + sum of arrivals[site, t]
    <= availability[t] * (capacity[t] * start-up curve[t] + added capacity[t] * start-up curve of its own age)

    for each row of Capacity and site that it matches (or the sum over sites, for `{group}`), and each period
    Unit:          t of the counted commodity per period
    Shadow price:  <= 0; change of the objective per extra tonne of capacity
    Rows:          one per limit and period that is finite; a process without a row is unlimited
    """
    capacities = problem.capacities
    limit, period = np.nonzero(np.isfinite(capacities.limit))
    rows = program.row_block(
        "plant_capacity", {"limit": limit, "period": period}, upper=capacities.limit[limit, period]
    )
    counted(program, problem, v, rows)
    added_capacity(program, problem, v, rows)
    return rows


def minimum_run(program: Program, problem: Problem, v: Variables) -> Block:
    """quantity[driver, t] * run[process, t] >= minimum_run[process, t]

    for each process that must run
    Unit:          t of the driver's commodity per period
    Shadow price:  >= 0; change of the objective per tonne more that must run
    Rows:          one per process and period with a minimum above 0 whose outputs appear inside the horizon
    """
    processes = problem.processes
    process, period = np.nonzero((processes.minimum_run > 0.0) & (processes.output_period < problem.calendar.size))
    rows = program.row_block(
        "minimum_run", {"process": process, "period": period}, lower=processes.minimum_run[process, period]
    )
    quantity = processes.driver_quantity[v.run.keys["process"], v.run.keys["period"]]
    program.terms(rows, v.run, quantity, on=("process", "period"))
    return rows


def lane_capacity(program: Program, problem: Problem, v: Variables) -> Block:
    """Sum over classes of ship[lane, t] <= capacity[lane, t]

    for each lane with a capacity
    Unit:          t sent per period
    Shadow price:  <= 0; change of the objective per extra tonne of capacity
    Rows:          one per lane and period that is finite
    """
    return _lane_rows(program, problem, v, "lane_capacity")


def lane_minimum(program: Program, problem: Problem, v: Variables) -> Block:
    """Sum over classes of ship[lane, t] >= minimum[lane, t]

    for each lane with a minimum
    Unit:          t sent per period
    Shadow price:  >= 0; change of the objective per tonne more that must be sent
    Rows:          one per lane and period with a minimum above 0 that arrives inside the horizon
    """
    return _lane_rows(program, problem, v, "lane_minimum")


def _lane_rows(program: Program, problem: Problem, v: Variables, family: str) -> Block:
    lanes = problem.lanes
    arrives = lanes.arrival < problem.calendar.size
    if family == "lane_capacity":
        used = np.zeros(lanes.size, dtype=np.bool_)
        used[v.ship.keys["lane"]] = True
        lane, period = np.nonzero(np.isfinite(lanes.capacity) & arrives & used[:, None])
        rows = program.row_block(family, {"lane": lane, "period": period}, upper=lanes.capacity[lane, period])
    else:
        lane, period = np.nonzero((lanes.minimum > 0.0) & arrives)
        rows = program.row_block(family, {"lane": lane, "period": period}, lower=lanes.minimum[lane, period])
    program.terms(rows, v.ship, on=("lane", "period"))
    return rows
