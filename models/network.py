"""What can be reached: which sites can hold a commodity, and which processes and lanes can matter.

Only structure counts here, no time and no rule: a ban limits a flow, it does not remove it, so that its effect
can be told. Used to leave out columns that cannot matter and to say where a chain breaks.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from models.arrays import BoolArray, IntArray
from models.parts.pins import RUN, SELL, SHIP, STOCK
from models.problem import Problem


@dataclass(frozen=True, eq=False)
class Reach:
    """Nodes are pairs (site, commodity), coded site * commodities + commodity.

    supplied   (nodes,) material can get there
    can_run    (processes,) what they take can get to them
    process    (processes,) can run and matters; lane (lanes,) can be used and matters
    live       (nodes,) some kept process, lane, stock, order or demand touches the node
    """

    supplied: BoolArray
    can_run: BoolArray
    process: BoolArray
    lane: BoolArray
    live: BoolArray


def node(problem: Problem, site: IntArray, commodity: IntArray) -> IntArray:
    """Return the code of the node of each site and commodity."""
    return np.asarray(site * problem.commodity_names.size + commodity, dtype=np.int64)


@dataclass(frozen=True, eq=False)
class Nodes:
    """The nodes that lanes, lines of recipes, and returns touch: scrap comes from where its product is delivered."""

    lane_from: IntArray
    lane_to: IntArray
    line: IntArray
    product: IntArray
    scrap: IntArray


def nodes_of(problem: Problem) -> Nodes:
    """Return the nodes of lanes, recipes and returns."""
    lanes, processes, returns = problem.lanes, problem.processes, problem.returns
    return Nodes(
        node(problem, lanes.origin, lanes.commodity),
        node(problem, lanes.destination, lanes.commodity),
        node(problem, processes.site[processes.line_process], processes.line_commodity),
        node(problem, returns.site, returns.product),
        node(problem, returns.site, returns.scrap),
    )


def reached_by(start: IntArray, end: IntArray, sites: BoolArray) -> BoolArray:
    """Return (sites,) those that lanes lead to from some sites, also by others, and these; (lanes,) their ends."""
    reached = sites.copy()
    while (further := reached[start] & ~reached[end]).any():
        reached[end[further]] = True
    return reached


def supplied_nodes(problem: Problem, nodes: Nodes) -> tuple[BoolArray, BoolArray]:
    """Return (nodes,) where material can get to, and (processes,) which can run.

    Recipes that feed each other can run where a source feeds the circle: what a period makes may serve the same period.
    """
    processes = problem.processes
    always = ~processes.line_output & processes.is_fixed
    mixed = np.flatnonzero(~processes.is_fixed)
    can_run = np.ones(processes.size, dtype=np.bool_)
    while True:
        supplied = _fed_nodes(problem, nodes, can_run)
        missing = np.bincount(
            processes.line_process[always], weights=~supplied[nodes.line[always]], minlength=processes.size
        )
        # A mixture needs one of its inputs.
        covered = np.zeros(processes.mix_process.size, dtype=np.bool_)
        covered[processes.line_mix[mixed[supplied[nodes.line[mixed]]]]] = True
        missing[processes.mix_process[~covered]] += 1
        stuck = can_run & (missing > 0)
        if not stuck.any():
            return supplied, can_run
        can_run &= ~stuck


def _fed_nodes(problem: Problem, nodes: Nodes, can_run: BoolArray) -> BoolArray:
    """Return (nodes,) true where something comes from a source, a stock or an order, be it by one input of many."""
    processes, stocks = problem.processes, problem.inventories
    fed = np.zeros(problem.site_names.size * problem.commodity_names.size, dtype=np.bool_)
    opened = stocks.opening > 0.0
    fed[node(problem, stocks.site[opened], stocks.commodity[opened])] = True
    fed[node(problem, problem.pipeline.site, problem.pipeline.commodity)] = True
    fed[nodes.scrap[(problem.returns.earlier > 0.0).any(axis=1)]] = True
    delivered = _asked_nodes(problem)[nodes.product] & (problem.returns.rate > 0.0)
    inputs, outputs = ~processes.line_output, processes.line_output
    begun = processes.is_source.copy()
    while True:
        before = int(fed.sum())
        begun[processes.line_process[inputs & fed[nodes.line]]] = True
        fed[nodes.line[outputs & (begun & can_run)[processes.line_process]]] = True
        fed[nodes.lane_to[fed[nodes.lane_from]]] = True
        fed[nodes.scrap[delivered & fed[nodes.product]]] = True
        if int(fed.sum()) == before:
            return fed


def reach(problem: Problem) -> Reach:
    """Return what can be reached from a source and can matter to a demand, a stock, a sale or a must-run."""
    nodes = nodes_of(problem)
    processes, lanes = problem.processes, problem.lanes
    supplied, can_run = supplied_nodes(problem, nodes)
    wanted = _wanted_nodes(problem)
    # What earns money or must run matters by itself, and so does a lane with a minimum, its own or a contract's; pins
    # ask for both.
    forced = must_run(problem)
    must_ship = (lanes.minimum > 0.0).any(axis=1) | problem.pins.forced(SHIP, lanes.size)
    must_ship[problem.contracts.obliged_lanes] = True
    process, lane = forced | (processes.run_cost < 0.0).any(axis=1), must_ship.copy()
    lane_possible = supplied[nodes.lane_from]
    # Whatever can take away a commodity that costs money to dispose of matters too.
    costly = np.zeros(supplied.size, dtype=np.bool_)
    costly_commodity = problem.commodities.disposal_cost > 0.0
    if costly_commodity.any():
        costly = np.tile(costly_commodity, problem.site_names.size) & supplied
    inputs, outputs = ~processes.line_output, processes.line_output
    while True:
        before = int(process.sum()) + int(lane.sum()) + int(wanted.sum()) + int(costly.sum())
        wanted[nodes.line[inputs & process[processes.line_process]]] = True
        wanted[nodes.lane_from[lane]] = True
        costly[nodes.lane_to[lane & costly[nodes.lane_from]]] = True
        costly[nodes.line[outputs & process[processes.line_process] & _touching(problem, nodes, costly)]] = True
        process[processes.line_process[outputs & wanted[nodes.line]]] = True
        process[processes.line_process[inputs & costly[nodes.line]]] = True
        lane |= wanted[nodes.lane_to] | costly[nodes.lane_from]
        process &= can_run
        lane &= lane_possible
        if int(process.sum()) + int(lane.sum()) + int(wanted.sum()) + int(costly.sum()) == before:
            break
    # What is forced stays even where it is impossible, so that the solver finds the contradiction and names it.
    process |= forced
    lane |= must_ship
    live = np.zeros(supplied.size, dtype=np.bool_)
    live[nodes.lane_from[lane]] = True
    live[nodes.lane_to[lane]] = True
    live[nodes.line[process[processes.line_process]]] = True
    for part in (problem.inventories, problem.pipeline):
        own = node(problem, part.site, part.commodity)
        live[own[supplied[own]]] = True
    live |= _asked_nodes(problem) & supplied
    live[nodes.scrap[supplied[nodes.scrap]]] = True
    return Reach(supplied, can_run, process, lane, live)


def must_run(problem: Problem) -> BoolArray:
    """Return (processes,) true for what has a minimum or a pin, or runs at the start and can slow down only so fast."""
    processes = problem.processes
    slow = (problem.timing.before > 0.0) & ~np.isnan(problem.timing.rate_limit)
    forced = (processes.minimum_run > 0.0).any(axis=1) | slow
    forced[processes.line_process[problem.pins.forced(RUN, processes.line_process.size)]] = True
    return np.asarray(forced)


def _touching(problem: Problem, nodes: Nodes, marked: BoolArray) -> BoolArray:
    """Return (lines,) true for the lines of a process of which an input is marked."""
    processes = problem.processes
    touched = np.zeros(processes.size, dtype=np.bool_)
    touched[processes.line_process[~processes.line_output & marked[nodes.line]]] = True
    return np.asarray(touched[processes.line_process])


def _asked_nodes(problem: Problem) -> BoolArray:
    """Return (nodes,) where a demand is, in what it asks for and in what it accepts instead."""
    asked = np.zeros(problem.site_names.size * problem.commodity_names.size, dtype=np.bool_)
    demands, others = problem.demands, problem.substitutes
    asked[node(problem, demands.customer, demands.commodity)] = True
    asked[node(problem, demands.customer[others.demand], others.commodity)] = True
    return asked


def _wanted_nodes(problem: Problem) -> BoolArray:
    """Return (nodes,) where material is worth having: a demand, a wanted stock, a sale of surplus."""
    wanted, stocks = _asked_nodes(problem), problem.inventories
    targeted = (stocks.safety > 0.0).any(axis=1) | (stocks.end_stock > 0.0)
    wanted[node(problem, stocks.site[targeted], stocks.commodity[targeted])] = True
    pinned = problem.pins.forced(STOCK, stocks.size)
    wanted[node(problem, stocks.site[pinned], stocks.commodity[pinned])] = True
    wanted |= problem.pins.forced(SELL, wanted.size)
    sold = (np.nan_to_num(problem.commodities.surplus_price) > 0.0).any(axis=1)
    if sold.any():
        wanted |= np.tile(sold, problem.site_names.size)
    return wanted
