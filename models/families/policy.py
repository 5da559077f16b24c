"""Rules that limit flows: bans, caps, shares and licences. Tariffs are costs and live in models/costs.py."""

from __future__ import annotations

import numpy as np

from models.arrays import FloatArray, IntArray
from models.bans import closed_flows, needing
from models.carriers import carriers
from models.families.shares import Members, share_terms
from models.linear.joins import join
from models.linear.program import Block, Program
from models.problem import Problem
from models.rule_types import BAN, CAP, LICENCE, SHARE_MIN
from models.ruled import ruled_flows
from models.variables import Variables
from models.windows import cap_windows, share_lines

# (rows,) lane, period, row of the program, and share of the lane's capacity.
type SharesOfLanes = tuple[IntArray, IntArray, IntArray, FloatArray]


def ban(program: Program, problem: Problem, v: Variables) -> Block:
    """Sum over classes of flow[t] - soft <= open share of the period * capacity[flow, t]

    for each ban, flow that it counts (a shipment on a lane, an output of a process, or a delivery), and period that it
    touches; capacity is that of the lane, or the demand that a delivery serves; 0 where there is none. Days that any
    hard ban or licence closes to a flow are closed in each of their rows; a soft ban closes its own days besides.
    Unit:          t per period
    Shadow price:  <= 0; change of the objective for the first tonne let through
    Rows:          one per ban, flow and period; presolve removes them, their duals stay
    """
    rows = _closed(program, problem, v, "ban", BAN)
    program.terms(rows, soft_of(problem, v, BAN, "flow"), -1.0, on=("rule", "flow"))
    return rows


def unlicensed(program: Program, problem: Problem, v: Variables) -> Block:
    """Sum over classes of flow[t] <= licensed share of the period * capacity[flow, t]

    for each hard licence, flow that it counts, and period with days on which no grant is valid, as of a ban
    Unit:          t per period
    Shadow price:  <= 0; change of the objective for the first tonne let through without a grant
    Rows:          one per licence, flow and period
    """
    return _closed(program, problem, v, "unlicensed", LICENCE)


def licence_flow(program: Program, problem: Problem, v: Variables) -> Block:
    """Sum over grants of use[grant, t] + soft = sum over lanes, outputs or deliveries and classes of need[t] * flow[t]

    for each licence and period with days that need a grant; need is the share that the days with a valid grant have of
    those that are open to the flow, 1 from the licence's start on; bans only raise it. Of a soft licence it is 1 where
    no grant may be used
    Unit:          t per period
    Shadow price:  change of the objective per tonne that would need no grant
    Rows:          one per licence and period
    """
    rule, period = np.nonzero(problem.rules.need > 0.0)
    rows = program.row_block("licence_flow", {"rule": rule, "period": period}, lower=0.0, upper=0.0)
    program.terms(rows, v.use, on=("rule", "period"))
    program.terms(rows, soft_of(problem, v, LICENCE, "period"), on=("rule", "period"))
    flows = ruled_flows(problem, v, LICENCE)
    place, found = join([rule, period], [flows.rule, flows.counted])
    need = needing(carriers(problem), problem.rules, rule[place], flows.flow[found], period[place])
    program.entries(rows.index[place], flows.column[found], -need * flows.tonnes[found])
    return rows


def licence_volume(program: Program, problem: Problem, v: Variables) -> Block:
    """Sum over t of use[grant, t] <= volume[grant]

    for each grant with a volume that is valid in the horizon; what is left of it at its end lapses
    Unit:          t over the grant's dates; never converted like a rate
    Shadow price:  <= 0; change of the objective per extra tonne granted
    Rows:          one per grant with a volume
    """
    grants = problem.rules.grants
    grant = np.flatnonzero(np.isfinite(grants.volume) & grants.usable.any(axis=1))
    rows = program.row_block("licence_volume", {"grant": grant}, upper=grants.volume[grant])
    program.terms(rows, v.use, on=("grant",))
    return rows


def cap(program: Program, problem: Problem, v: Variables) -> Block:
    """Sum over matched flows and periods of the window of share[t] * flow[t] - soft <= value

    for each cap and window; flows are shipments on lanes, outputs of processes, or deliveries; share is the part of the
    period's days on which the rule acts
    Unit:          t per window; never converted like a rate
    Shadow price:  <= 0; change of the objective per extra tonne allowed
    Rows:          one per cap and window (its dates, each calendar year, or each period)
    """
    windows, rules = cap_windows(problem), problem.rules
    window = np.flatnonzero(rules.of_type(CAP)[windows.rule])
    rows = program.row_block(
        "cap",
        {"rule": windows.rule[window], "span": windows.number[window], "window": window},
        upper=rules.value[windows.rule[window]],
    )
    # rule -> columns that it counts, in the period in which a flow counts for the rule
    flows = ruled_flows(problem, v, CAP)
    member, found = join([windows.rule[windows.member_window], windows.member_period], [flows.rule, flows.counted])
    place, entry = join([window], [windows.member_window[member]])
    member, found = member[entry], found[entry]
    program.entries(rows.index[place], flows.column[found], windows.member_share[member] * flows.tonnes[found])
    program.terms(rows, soft_of(problem, v, CAP), -1.0, on=("rule", "span"))
    return rows


def share_max(program: Program, problem: Problem, v: Variables) -> Block:
    """Sum of share[t] * ship[lanes from the origin, t] - value * sum of share[t] * ship[all lanes into the place, t]
    - soft <= 0

    for each such rule, commodity and window; lanes between two sites of the place do not count; sums over classes
    Unit:          t in the window
    Shadow price:  <= 0; change of the objective per tonne above the share
    Rows:          one per rule, commodity of which anything can come, and window
    """
    return _share(program, problem, v, "share_max")


def share_min(program: Program, problem: Problem, v: Variables) -> Block:
    """Sum of share[t] * ship[lanes from the origin, t] - value * sum of share[t] * ship[all lanes into the place, t]
    + soft >= 0

    for each such rule, commodity and window, as of share_max
    Unit:          t in the window
    Shadow price:  >= 0; change of the objective per tonne more that the origin must get
    Rows:          one per rule, commodity of which anything can come, and window
    """
    return _share(program, problem, v, "share_min")


def _share(program: Program, problem: Problem, v: Variables, family: str) -> Block:
    rules, keys = problem.rules, ("rule", "commodity", "window", "span")
    if not rules.of_type(family).any():
        return program.row_block(family, {name: np.empty(0, dtype=np.int64) for name in keys})
    windows = cap_windows(problem)
    lines = share_lines(problem, windows)
    line = np.flatnonzero(rules.of_type(family)[lines.rule])
    rule, commodity, window = lines.rule[line], lines.commodity[line], lines.window[line]
    least = family == SHARE_MIN
    rows = program.row_block(
        family,
        dict(zip(keys, (rule, commodity, window, lines.span[line]), strict=True)),
        lower=0.0 if least else -np.inf,
        upper=np.inf if least else 0.0,
    )
    weight = np.zeros((rule.size, problem.calendar.size))
    place, member = join([window], [windows.member_window])
    weight[place, windows.member_period[member]] = windows.member_share[member]
    own = ruled_flows(problem, v, family)
    whole, ship = join([rules.whole_lane], [v.ship.keys["lane"]])
    for who, position, factor in (
        (own.rule, own.place, np.ones(rule.size)),
        (rules.whole_rule[whole], ship, -rules.value[rule]),
    ):
        place, member = join([rule, commodity], [who, v.ship.keys["commodity"][position]])
        members = Members(place, position[member], rules.at_arrival[rule[place]])
        share_terms(program, rows, v.ship, members, weight, factor)
    program.terms(rows, soft_of(problem, v, family), 1.0 if least else -1.0, on=("rule", "span"))
    return rows


def _closed(program: Program, problem: Problem, v: Variables, family: str, rule_type: str) -> Block:
    """Add the rows of what rules of a type close, of those flows that have a column."""
    closed, columns = closed_flows(problem, rule_type), ruled_flows(problem, v, rule_type)
    place, found = join([closed.flows.rule, closed.flows.flow], [columns.rule, columns.flow])
    kept, row = np.unique(place, return_inverse=True)
    flows = closed.flows.pick(kept)
    rows = program.row_block(
        family, {"rule": flows.rule, "flow": flows.flow, "period": flows.period}, upper=closed.limit[kept]
    )
    program.entries(rows.index[row], columns.column[found], columns.tonnes[found])
    return rows


def shares_of_lanes(program: Program, problem: Problem) -> SharesOfLanes:
    """Return lane, period and row of each ban, or gap between grants, that leaves a lane a share of its capacity.

    Behind them the share: by so much of a tonne the row lets more through where the lane carries a tonne more.
    """
    found: list[SharesOfLanes] = []
    size = problem.calendar.size
    for family, rule_type in (("ban", BAN), ("unlicensed", LICENCE)):
        closed, block = closed_flows(problem, rule_type), program.row_blocks[family]
        row, own = join([block.keys["rule"], block.keys["flow"]], [closed.flows.rule, closed.flows.flow])
        lane, period = np.divmod(block.keys["flow"][row], size)
        share = 1.0 - closed.closed[own]
        kept = (lane < problem.lanes.size) & (share > 0.0) & np.isfinite(closed.flows.capacity[own])
        found.append((lane[kept], period[kept], block.index[row[kept]], share[kept]))
    return (
        np.concatenate([one[0] for one in found]), np.concatenate([one[1] for one in found]),
        np.concatenate([one[2] for one in found]), np.concatenate([one[3] for one in found]),
    )  # fmt: skip


def soft_of(problem: Problem, v: Variables, rule_type: str, span: str = "span") -> Block:
    """Return the columns that measure violations of soft rules of one type; `span` is what their spans are called."""
    of_type = problem.rules.of_type(rule_type)
    soft = v.soft.pick(of_type[v.soft.keys["rule"]])
    return soft.rename(**{span: soft.keys["span"]})
