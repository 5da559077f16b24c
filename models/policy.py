"""Rules that limit flows: bans and caps. Tariffs are costs and live in models/costs.py."""

from __future__ import annotations

import numpy as np

from models.bans import banned_flows
from models.problem import Problem
from models.program import Block, Program, join
from models.variables import Variables
from models.windows import cap_windows


def ban(program: Program, problem: Problem, v: Variables) -> Block:
    """Sum over classes of ship[lane, t] - soft <= open share of the period * capacity[lane, t]

    for each ban, lane it matches, and period that it touches; 0 where the lane has no capacity. Days that any hard ban
    of the same flow closes are closed in each of their rows; a soft ban closes its own days besides.
    Unit:          t sent per period
    Shadow price:  <= 0; change of the objective for the first tonne let through
    Rows:          one per ban, lane and period; presolve removes them, their duals stay
    """
    flows = banned_flows(problem)
    used = np.zeros((problem.lanes.size, problem.calendar.size), dtype=np.bool_)
    used[v.ship.keys["lane"], v.ship.keys["period"]] = True
    kept = used[flows.lane, flows.period]
    lane, period = flows.lane[kept], flows.period[kept]
    rows = program.row_block(
        "ban",
        {"rule": flows.rule[kept], "lane": lane, "period": period, "span": lane * problem.calendar.size + period},
        upper=flows.limit[kept],
    )
    program.terms(rows, v.ship, on=("lane", "period"))
    program.terms(rows, _soft_of(problem, v, "ban"), -1.0, on=("rule", "span"))
    return rows


def cap(program: Program, problem: Problem, v: Variables) -> Block:
    """Sum over matched lanes and periods of the window of share[t] * ship[lane, t] - soft <= value

    for each cap and window; share is the part of the period's days on which the rule acts
    Unit:          t per window; never converted like a rate
    Shadow price:  <= 0; change of the objective per extra tonne allowed
    Rows:          one per cap and window (its dates, each calendar year, or each period)
    """
    windows, rules = cap_windows(problem), problem.rules
    rows = program.row_block(
        "cap",
        {"rule": windows.rule, "span": windows.number, "window": np.arange(windows.rule.size)},
        upper=rules.value[windows.rule],
    )
    # rule -> lanes it matches -> their columns, in the period in which a flow counts for the rule
    flow, ship = join([rules.flow_lane], [v.ship.keys["lane"]])
    rule = rules.flow_rule[flow]
    counted = np.where(rules.at_arrival[rule], v.ship.keys["arrival"][ship], v.ship.keys["period"][ship])
    member, found = join([windows.rule[windows.member_window], windows.member_period], [rule, counted])
    program.terms(
        rows,
        v.ship.pick(ship[found], window=windows.member_window[member]),
        windows.member_share[member],
        on=("window",),
    )
    program.terms(rows, _soft_of(problem, v, "cap"), -1.0, on=("rule", "span"))
    return rows


def _soft_of(problem: Problem, v: Variables, kind: str) -> Block:
    """Return the columns that measure violations of soft rules of one type."""
    of_kind = np.array([name == kind for name in problem.rules.type], dtype=np.bool_)
    return v.soft.pick(of_kind[v.soft.keys["rule"]])
