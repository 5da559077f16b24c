"""Contracts: what is sent from supplier to buyer falls under one of them, and each bounds what it takes."""

from __future__ import annotations

import numpy as np

from models.linear.joins import join
from models.linear.program import Block, Program, never_nothing
from models.problem import Problem
from models.variables import Variables
from models.variables.contracts import lane_spans, most_of_order, most_of_tier


def contracted(program: Program, problem: Problem, v: Variables) -> Block:
    """Sum over classes of share[span] * ship[lane, t] = sum over contracts and tiers of take[tier, lane, span]

    for each lane and span of days on which at least one contract is about it: what is sent then falls under one of the
    contracts that run. On days on which none runs, what is sent is under no contract.
    Unit:          t sent
    Shadow price:  change of the objective per tonne that falls under no contract
    Rows:          one per lane and span of days; a span is a period, or its part between two days on which contracts
                   of the lane begin or end
    """
    spans, take, share = problem.contracts.spans, v.contracts.take, lane_spans(problem)
    code = np.unique(take.keys["lane"] * spans.size + take.keys["span"])
    lane, span = np.divmod(code, max(spans.size, 1))
    rows = program.row_block(
        "contracted", {"lane": lane, "period": spans.period[span], "span": span}, lower=0.0, upper=0.0
    )
    row, ship = join([lane, spans.period[span]], [v.ship.keys["lane"], v.ship.keys["period"]])
    program.entries(rows.index[row], v.ship.index[ship], share[lane[row], span[row]])
    program.terms(rows, take, -1.0, on=("lane", "span"))
    return rows


def minimum_take(program: Program, problem: Problem, v: Variables) -> Block:
    """Sum over tiers, lanes and spans of the window of take + shortfall >= minimum[window]

    for each contract and window with a minimum; the shortfall exists with take-or-pay only. Of a window of which the
    contract and the horizon, less periods in which nothing can be sent that still arrives, cover a part, the minimum
    is that part by days.
    Unit:          t per window
    Shadow price:  >= 0; change of the objective per tonne more that must be taken
    Rows:          one per contract and window
    """
    windows = problem.contracts.windows
    window = np.flatnonzero(windows.minimum > 0.0)
    rows = program.row_block(
        "minimum_take", {"contract": windows.contract[window], "window": window}, lower=windows.minimum[window]
    )
    program.terms(rows, v.contracts.take, on=("window",))
    program.terms(rows, v.contracts.shortfall, on=("window",))
    return rows


def maximum_take(program: Program, problem: Problem, v: Variables) -> Block:
    """Sum over tiers, lanes and spans of the window of take <= maximum[contract]

    for each contract with a maximum, and window; as with a cap, the maximum of a window is never a part of it
    Unit:          t per window
    Shadow price:  <= 0; change of the objective per extra tonne allowed
    Rows:          one per contract and window
    """
    contracts, windows = problem.contracts, problem.contracts.windows
    window = np.flatnonzero(np.isfinite(contracts.maximum[windows.contract]))
    contract = windows.contract[window]
    rows = program.row_block(
        "maximum_take", {"contract": contract, "window": window}, upper=contracts.maximum[contract]
    )
    program.terms(rows, v.contracts.take, on=("window",))
    return rows


def tier_limit(program: Program, problem: Problem, v: Variables) -> Block:
    """Sum over lanes and spans of the window of take[tier] <= tier to - tier from

    for each tier with an end, and window. Where prices rise, the cheapest plan fills the tiers in their order.
    Unit:          t per window
    Shadow price:  <= 0; change of the objective per extra tonne at the tier's price
    Rows:          one per tier and window
    """
    contracts, windows = problem.contracts, problem.contracts.windows
    tier, window = join([contracts.tier_contract], [windows.contract])
    kept = np.flatnonzero(np.isfinite(contracts.tier_size[tier]))
    kept = kept[np.lexsort((window[kept], tier[kept]))]
    tier, window = tier[kept], window[kept]
    rows = program.row_block("tier_limit", {"tier": tier, "window": window}, upper=contracts.tier_size[tier])
    program.terms(rows, v.contracts.take, on=("tier", "window"))
    return rows


def tier_filled(program: Program, problem: Problem, v: Variables) -> Block:
    """Sum over the window of take[tier before] - size[tier before] * tier_open[tier, window] >= 0

    for each tier that costs less, in any period of the window, than one before it, and those before: in their order
    Unit:          t per window
    Shadow price:  none, once the decision is made
    Rows:          one per such tier and window
    """
    contracts, opened = problem.contracts, v.contracts.tier_open
    before = opened.keys["tier"] - 1
    rows = program.row_block("tier_filled", {"tier": before, "window": opened.keys["window"]}, lower=0.0)
    program.terms(rows, v.contracts.take, on=("tier", "window"))
    program.entries(rows.index, opened.index, -contracts.tier_size[before])
    return rows


def tier_opened(program: Program, problem: Problem, v: Variables) -> Block:
    """Sum over the window of take[tier] - most[tier] * tier_open[tier, window] <= 0

    for each tier as in tier_filled; most is its size, or what the contract's maximum leaves for it, and never nothing:
    the maximum is a limit of its own
    Unit:          t per window
    Shadow price:  none, once the decision is made
    Rows:          one per such tier and window
    """
    opened = v.contracts.tier_open
    keys = {"tier": opened.keys["tier"], "window": opened.keys["window"]}
    rows = program.row_block("tier_opened", keys, upper=0.0, switched=True)
    program.terms(rows, v.contracts.take, on=("tier", "window"))
    program.entries(rows.index, opened.index, -never_nothing(most_of_tier(problem, opened.keys["tier"])))
    return rows


def least_order(program: Program, problem: Problem, v: Variables) -> Block:
    """Sum over tiers and lanes of take[contract, t] - order quantity * order[contract, t] >= 0

    for each contract with an order quantity, and period
    Unit:          t per period
    Shadow price:  >= 0 where something is ordered; change of the objective per tonne more that an order must have
    Rows:          one per contract and period
    """
    order = v.contracts.order
    rows = program.row_block("least_order", _by_period(order), lower=0.0)
    program.terms(rows, v.contracts.take, on=("contract", "period"))
    program.entries(rows.index, order.index, -problem.contracts.order_quantity[order.keys["contract"]])
    return rows


def order_placed(program: Program, problem: Problem, v: Variables) -> Block:
    """Sum over tiers and lanes of take[contract, t] - most[contract, t] * order[contract, t] <= 0

    for each contract with an order quantity, and period; most is its maximum, or what its lanes can carry, and never
    nothing: these are limits of their own
    Unit:          t per period
    Shadow price:  none, once the decision is made
    Rows:          one per contract and period
    """
    order = v.contracts.order
    rows = program.row_block("order_placed", _by_period(order), upper=0.0, switched=True)
    program.terms(rows, v.contracts.take, on=("contract", "period"))
    most = never_nothing(most_of_order(problem, order.keys["contract"], order.keys["period"]))
    program.entries(rows.index, order.index, -most)
    return rows


def whole_lots(program: Program, problem: Problem, v: Variables) -> Block:
    """Sum over tiers and lanes of take[contract, t] = multiple * lots[contract, t]

    for each contract with a lot size, and period
    Unit:          t per period
    Shadow price:  change of the objective per tonne beside the lots
    Rows:          one per contract and period
    """
    lots = v.contracts.lots
    rows = program.row_block("whole_lots", _by_period(lots), lower=0.0, upper=0.0)
    program.terms(rows, v.contracts.take, on=("contract", "period"))
    program.entries(rows.index, lots.index, -problem.contracts.multiple[lots.keys["contract"]])
    return rows


def _by_period(block: Block) -> dict[str, np.ndarray]:
    return {"contract": block.keys["contract"], "period": block.keys["period"]}
