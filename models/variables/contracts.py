"""The columns of contracts: what is taken, what of a minimum is paid for only, and whole-number decisions."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from models.arrays import BoolArray, FloatArray, IntArray
from models.linear.joins import join
from models.linear.program import Block, Program
from models.prices import tier_prices
from models.problem import Problem


@dataclass(frozen=True, eq=False)
class ContractColumns:
    """A block each.

    take       contract, tier, lane, period, span, window; in t sent
    shortfall  contract, window, period (in which it is paid for); in t
    tier_open  contract, tier, window; 1 when the tier before a cheaper one is full, so that it may be used
    order      contract, period; 1 when anything is taken
    lots       contract, period; how many lots are taken
    """

    take: Block
    shortfall: Block
    tier_open: Block
    order: Block
    lots: Block


def make_contract_columns(program: Program, problem: Problem, ship: Block) -> ContractColumns:
    """Add all columns to the program; `ship` is the block of shipments."""
    contracts = problem.contracts
    windows = contracts.windows
    paid_for = np.flatnonzero(contracts.take_or_pay[windows.contract] & (windows.minimum > 0.0))
    tier, window = ordered_tiers(problem)
    ordered, order_period = running(problem, contracts.order_quantity > 0.0)
    in_lots, lot_period = running(problem, contracts.multiple > 0.0)
    _name_whole_numbers(program, problem, np.unique(tier))
    return ContractColumns(
        take=_take(program, problem, ship),
        # Its row says how much it is. With a bound of its own a minimum that moves would be another one than is typed.
        shortfall=program.variables(
            "shortfall", {"contract": windows.contract[paid_for], "window": paid_for, "period": windows.last[paid_for]}
        ),
        tier_open=program.variables(
            "tier_open",
            {"contract": contracts.tier_contract[tier], "tier": tier, "window": window},
            upper=1.0,
            integer=True,
        ),
        order=program.variables("order", {"contract": ordered, "period": order_period}, upper=1.0, integer=True),
        lots=program.variables("lots", {"contract": in_lots, "period": lot_period}, integer=True),
    )


def _take(program: Program, problem: Problem, ship: Block) -> Block:
    contracts, spans = problem.contracts, problem.contracts.spans
    sent = np.zeros((problem.lanes.size, problem.calendar.size), dtype=np.bool_)
    sent[ship.keys["lane"], ship.keys["period"]] = True
    tier, flow = join([contracts.tier_contract], [contracts.flow_contract])
    lane = contracts.flow_lane[flow]
    order = np.lexsort((lane, tier))
    tier, lane = tier[order], lane[order]
    begins = lane_spans(problem) > 0.0
    runs = contracts.windows.of_span[contracts.tier_contract[tier]] >= 0
    pair, span = np.nonzero(runs & begins[lane] & sent[lane][:, spans.period])
    tier, lane = tier[pair], lane[pair]
    contract = contracts.tier_contract[tier]
    return program.variables(
        "take",
        {
            "contract": contract,
            "tier": tier,
            "lane": lane,
            "period": spans.period[span],
            "span": span,
            "window": contracts.windows.of_span[contract, span],
        },
    )


def lane_spans(problem: Problem) -> FloatArray:
    """Return (lanes, spans) the share of its period of the days that begin with a span, and on which the same contracts

    are about the lane; 0 where no such days begin. A contract cuts the periods only of the lanes that it is about.
    """
    contracts, spans = problem.contracts, problem.contracts.spans
    begins = np.zeros((problem.lanes.size, spans.size), dtype=np.bool_)
    begins[:, np.searchsorted(spans.period, np.arange(problem.calendar.size))] = True
    changes = np.zeros(contracts.windows.of_span.shape, dtype=np.bool_)
    changes[:, 1:] = contracts.windows.of_span[:, 1:] != contracts.windows.of_span[:, :-1]
    np.logical_or.at(begins, contracts.flow_lane, changes[contracts.flow_contract])
    share = np.zeros(begins.shape)
    lane, span = np.divmod(np.arange(begins.size), max(spans.size, 1))
    first = np.maximum.accumulate(np.where(begins, np.arange(spans.size)[None, :], 0), axis=1)
    np.add.at(share, (lane, first.ravel()), spans.share[span])
    return share


def running(problem: Problem, chosen: BoolArray) -> tuple[IntArray, IntArray]:
    """Return contract and period wherever a chosen contract runs: (contracts,) mask."""
    contracts = problem.contracts
    runs = np.zeros((contracts.size, problem.calendar.size), dtype=np.bool_)
    contract, span = np.nonzero(contracts.windows.of_span >= 0)
    runs[contract, contracts.spans.period[span]] = True
    running_contract, period = np.nonzero(runs & chosen[:, None])
    return running_contract.astype(np.int64), period.astype(np.int64)


def ordered_tiers(problem: Problem) -> tuple[IntArray, IntArray]:
    """Return tier and window wherever the tier before must be full first, since this or a later one costs less.

    A tier costs less when it does so than any tier before it, in any period of the window. Behind the last such tier
    the cheapest plan fills the tiers in their order by itself.
    """
    contracts, windows = problem.contracts, problem.contracts.windows
    paid = tier_prices(problem)
    cheaper = np.zeros(paid.shape, dtype=np.bool_)
    for first, after in pairwise([*contracts.first_tier.tolist(), contracts.tier_contract.size]):
        cheaper[first:after] = paid[first:after] < np.maximum.accumulate(paid[first:after], axis=0)
    tier, window = join([contracts.tier_contract], [windows.contract])
    member = windows.of_span[windows.contract[window]] == window[:, None]
    falls = (member & cheaper[tier][:, contracts.spans.period]).any(axis=1)
    last = np.full(windows.contract.size, -1, dtype=np.int64)
    np.maximum.at(last, window[falls], tier[falls])
    kept = (tier <= last[window]) & (tier > contracts.first_tier[contracts.tier_contract[tier]])
    tier, window = tier[kept], window[kept]
    order = np.lexsort((window, tier))
    return tier[order], window[order]


def most_of_tier(problem: Problem, tier: IntArray) -> FloatArray:
    """Return the t of a window that can be taken in tiers: their size, or what the maximum leaves for the last."""
    contracts = problem.contracts
    before = np.concatenate([[0.0], np.cumsum(np.where(np.isfinite(contracts.tier_size), contracts.tier_size, 0.0))])
    first = contracts.first_tier[contracts.tier_contract[tier]]
    left = contracts.maximum[contracts.tier_contract[tier]] - (before[tier] - before[first])
    return np.asarray(np.minimum(contracts.tier_size[tier], np.maximum(left, 0.0)))


def most_of_order(problem: Problem, contract: IntArray, period: IntArray) -> FloatArray:
    """Return the t that a contract can take in a period: its maximum, or what its lanes can carry; inf if neither."""
    contracts = problem.contracts
    carried = np.zeros((contracts.size, problem.calendar.size))
    np.add.at(carried, contracts.flow_contract, problem.lanes.capacity[contracts.flow_lane])
    windows = np.zeros((contracts.size, problem.calendar.size))
    owner, span = np.nonzero(contracts.windows.of_span >= 0)
    pairs = np.unique(np.stack([owner, contracts.spans.period[span], contracts.windows.of_span[owner, span]]), axis=1)
    np.add.at(windows, (pairs[0], pairs[1]), 1.0)
    most = np.full(carried.shape, np.inf)
    limited = np.isfinite(contracts.maximum)
    most[limited] = windows[limited] * contracts.maximum[limited, None]
    return np.asarray(np.minimum(carried, most)[contract, period])


def _name_whole_numbers(program: Program, problem: Problem, falling_tiers: IntArray) -> None:
    """Keep the cells that make the problem one of whole numbers, for the log."""
    contracts = problem.contracts
    for column, wanted in (("order quantity", contracts.order_quantity), ("multiple", contracts.multiple)):
        for contract in np.flatnonzero(wanted > 0.0).tolist():
            program.integer_reasons.append(problem.cell("Contracts", int(contracts.line[contract]), column))
    for tier in falling_tiers.tolist():
        program.integer_reasons.append(problem.cell("Contracts", int(contracts.tier_line[tier]), "price"))
