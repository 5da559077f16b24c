"""Limits on plants and lanes, and what must run or be sent at least."""

from __future__ import annotations

import numpy as np

from models.problem import Problem
from models.program import Block, Program, join
from models.variables import Variables


def plant_capacity(program: Program, problem: Problem, v: Variables) -> Block:
    """Sum of quantity[line, t] * run[process, t] + feed[line, t] + arrivals[site, t] <= availability * capacity[t]

    for each row of Capacity and site that it matches (or the sum over sites, for `{group}`), and each period
    Unit:          t of the counted commodity per period
    Shadow price:  <= 0; change of the objective per extra tonne of capacity
    Rows:          one per limit and period that is finite; a process without a row is unlimited
    """
    capacities, processes = problem.capacities, problem.processes
    limit, period = np.nonzero(np.isfinite(capacities.limit))
    rows = program.row_block(
        "plant_capacity", {"limit": limit, "period": period}, upper=capacities.limit[limit, period]
    )
    fixed = processes.is_fixed[capacities.member_line]
    line, of_limit = capacities.member_line[fixed], capacities.member_limit[fixed]
    member, run = join([processes.line_process[line]], [v.run.keys["process"]])
    quantity = processes.line_quantity[line[member], v.run.keys["period"][run]]
    program.terms(rows, v.run.pick(run, limit=of_limit[member]), quantity, on=("limit", "period"))
    # An input of a mixture counts with what really goes in.
    member, feed = join([capacities.member_line[~fixed]], [v.feed.keys["line"]])
    program.terms(rows, v.feed.pick(feed, limit=capacities.member_limit[~fixed][member]), on=("limit", "period"))
    _throughput(program, problem, v, rows)
    return rows


def _throughput(program: Program, problem: Problem, v: Variables, rows: Block) -> None:
    """Count what arrives at the sites that are limited in throughput."""
    capacities, lanes = problem.capacities, problem.lanes
    member, ship = join([capacities.throughput_site], [v.ship.keys["site_to"]])
    wanted = capacities.throughput_commodity[member]
    counted = (wanted < 0) | (wanted == v.ship.keys["commodity"][ship])
    member, ship = member[counted], ship[counted]
    arriving = v.ship.pick(ship, limit=capacities.throughput_limit[member], period=v.ship.keys["arrival"][ship])
    program.terms(rows, arriving, 1.0 - lanes.loss[arriving.keys["lane"]], on=("limit", "period"))


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
