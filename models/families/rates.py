"""Limits on how processes run from period to period: slow changes, and either off or at least so much."""

from __future__ import annotations

import numpy as np

from models.arrays import BoolArray, FloatArray
from models.linear.joins import join
from models.linear.program import Block, Program
from models.problem import Problem
from models.variables import Variables
from models.variables.timing import largest_capacity

# Shares that lie this near are the same one: 80 % and 800,000 ppm differ in their last digit.
SAME_SHARE = 1e-9


def ramp(program: Program, problem: Problem, v: Variables) -> Block:
    """quantity[driver, t] * run[process, t]
    - length[t] / length[t - 1] * quantity[driver, t - 1] * run[process, t - 1] <= most

    for each process with a rate limit, where most = rate limit * distance of the middles of both periods * length[t];
    before the first period stands the rate `running at start`, half of that period away; without it that period is free
    Unit:          t of the driver's commodity in the later period
    Shadow price:  <= 0; change of the objective per tonne by which the rate may rise more
    Rows:          one per process and period, none into a period whose availability, opening or start-up differs from
                   the one before, nor beside a period in which the process cannot run
    """
    return _ramp_rows(program, problem, v, "ramp", 1.0)


def ramp_down(program: Program, problem: Problem, v: Variables) -> Block:
    """length[t] / length[t - 1] * quantity[driver, t - 1] * run[process, t - 1]
    - quantity[driver, t] * run[process, t] <= most

    for each process with a rate limit, where most and the rate at the start are those of ramp
    Unit:          t of the driver's commodity in the later period
    Shadow price:  <= 0; change of the objective per tonne by which the rate may fall more
    Rows:          as ramp
    """
    return _ramp_rows(program, problem, v, "ramp_down", -1.0)


def _ramp_rows(program: Program, problem: Problem, v: Variables, family: str, sign: float) -> Block:
    """Add the rows on how much a rate may rise, or fall where the sign is -1."""
    timing, processes, calendar = problem.timing, problem.processes, problem.calendar
    process, period = np.nonzero(_changes(problem, v))
    first = period == 0
    length = calendar.length_years[period]
    distance = np.where(first, calendar.years_from_start[0], calendar.years_from_start[period]
                        - calendar.years_from_start[period - 1])  # fmt: skip
    most = timing.rate_limit[process] * distance * length
    start = np.where(first, np.nan_to_num(timing.before[process]) * length, 0.0)
    rows = program.row_block(family, {"process": process, "period": period}, upper=most + sign * start)
    quantity = sign * processes.driver_quantity[v.run.keys["process"], v.run.keys["period"]]
    program.terms(rows, v.run, quantity, on=("process", "period"))
    earlier = v.run.keys["period"] + 1 < calendar.size
    following = v.run.keys["period"][earlier] + 1
    stretch = calendar.length_years[following] / calendar.length_years[following - 1]
    before = v.run.pick(earlier, period=following)
    program.terms(rows, before, -quantity[earlier] * stretch, on=("process", "period"))
    return rows


def _changes(problem: Problem, v: Variables) -> np.ndarray:
    """Return (processes, periods) true where the rate must be near the one of the period before."""
    timing, capacities = problem.timing, problem.capacities
    runs = np.zeros(timing.share.shape, dtype=np.bool_)
    runs[v.run.keys["process"], v.run.keys["period"]] = True
    same = np.ones(timing.share.shape, dtype=np.bool_)
    same[:, 1:] = _is_same(timing.share)
    process = problem.processes.line_process[capacities.member_line]
    steady = _is_same(capacities.availability)
    np.logical_and.at(same, (process[:, None], np.arange(1, problem.calendar.size)[None, :]),
                      steady[capacities.member_limit])  # fmt: skip
    limited = ~np.isnan(timing.rate_limit)[:, None]
    earlier = np.column_stack([~np.isnan(timing.before), runs[:, :-1]])
    return np.asarray(limited & runs & earlier & same)


def _is_same(share: FloatArray) -> BoolArray:
    """Return (..., periods - 1) true where a share is that of the period before."""
    return np.asarray(np.abs(np.diff(share, axis=1)) <= SAME_SHARE)


def minimum_load(program: Program, problem: Problem, v: Variables) -> Block:
    """Sum of quantity[line, t] * run[process, t] + sum of arrivals[site, t] >= minimum_load[t] * on[limit, t]

    for each limit of sheet Capacity with a minimum load; on is 0 or 1
    Unit:          t of the counted commodity per period
    Shadow price:  >= 0; change of the objective per tonne more of the load, with the decisions as they were taken
    Rows:          one per limit and period with a minimum load and a capacity above 0
    """
    return _load_rows(program, problem, v, "minimum_load")


def load_when_on(program: Program, problem: Problem, v: Variables) -> Block:
    """Sum of quantity[line, t] * run[process, t] + sum of arrivals[site, t] <= largest capacity[t] * on[limit, t]

    for each limit of minimum_load; the largest capacity has every expansion that could be ready in it
    Unit:          t of the counted commodity per period
    Shadow price:  of what is off, as it was decided; what is on is held by its capacity alone
    Rows:          as minimum_load
    """
    return _load_rows(program, problem, v, "load_when_on")


def _load_rows(program: Program, problem: Problem, v: Variables, family: str) -> Block:
    capacities, on = problem.capacities, v.timing.on
    limit, period = on.keys["limit"], on.keys["period"]
    least = family == "minimum_load"
    lower, upper = (0.0, np.inf) if least else (-np.inf, 0.0)
    rows = program.row_block(family, on.keys, lower, upper, switched=not least)
    amount = capacities.minimum_load if least else largest_capacity(problem)
    program.terms(rows, on, -amount[limit, period], on=("limit", "period"))
    counted(program, problem, v, rows)
    return rows


def counted(program: Program, problem: Problem, v: Variables, rows: Block) -> None:
    """Add what the limits of sheet Capacity count, runs and arrivals, to rows with keys limit and period."""
    capacities, processes, lanes = problem.capacities, problem.processes, problem.lanes
    fixed = processes.is_fixed[capacities.member_line]
    line, of_limit = capacities.member_line[fixed], capacities.member_limit[fixed]
    member, run = join([processes.line_process[line]], [v.run.keys["process"]])
    quantity = processes.line_quantity[line[member], v.run.keys["period"][run]]
    program.terms(rows, v.run.pick(run, limit=of_limit[member]), quantity, on=("limit", "period"))
    # An input of a mixture counts with what really goes in.
    member, feed = join([capacities.member_line[~fixed]], [v.feed.keys["line"]])
    program.terms(rows, v.feed.pick(feed, limit=capacities.member_limit[~fixed][member]), on=("limit", "period"))
    member, ship = join([capacities.throughput_site], [v.ship.keys["site_to"]])
    wanted = capacities.throughput_commodity[member]
    mine = (wanted < 0) | (wanted == v.ship.keys["commodity"][ship])
    member, ship = member[mine], ship[mine]
    arriving = v.ship.pick(ship, limit=capacities.throughput_limit[member], period=v.ship.keys["arrival"][ship])
    program.terms(rows, arriving, 1.0 - lanes.loss[arriving.keys["lane"]], on=("limit", "period"))
