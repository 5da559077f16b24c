"""The most that real limits let through on each lane: what a yes/no decision about a lane is scaled with."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from models.arrays import FloatArray
from models.problem import Capacities, Expansions, Inventories, Lanes, Pipeline, Processes, Returns

# Bounds spread from the sources down the chain; a few rounds more than it is long make them tighter, none is needed.
MOST_ROUNDS = 60


def most_shipped(
    commodities: int,
    sites: int,
    processes: Processes,
    capacities: Capacities,
    lanes: Lanes,
    inventories: Inventories,
    pipeline: Pipeline,
    returns: Returns,
) -> FloatArray:
    """Return (lanes, periods) t that no plan can exceed, inf where nothing limits it.

    Limits are the lane's capacity, and of what the sender can have: the capacities of processes, its opening stock and
    orders, what lanes bring, the scrap of what it can have been delivered, and what was there in earlier periods where
    sheet Inventory lets it keep. Rules and demand are no limits here: they may be lifted, and material may be thrown
    away.
    """
    periods = lanes.capacity.shape[1]
    node_from = lanes.origin * commodities + lanes.commodity
    node_to = lanes.destination * commodities + lanes.commodity
    line_node = processes.site[processes.line_process] * commodities + processes.line_commodity
    given = np.zeros((sites * commodities, periods))
    held = inventories.site * commodities + inventories.commodity
    np.add.at(given[:, 0], held, inventories.opening)
    np.add.at(given, (pipeline.site * commodities + pipeline.commodity, pipeline.period), pipeline.quantity)
    stream, period = np.nonzero(returns.earlier > 0.0)
    np.add.at(
        given, (returns.site[stream] * commodities + returns.scrap[stream], period), returns.earlier[stream, period]
    )
    keeps = np.zeros(sites * commodities, dtype=np.bool_)
    keeps[held] = True
    most_run = _by_capacity(processes, capacities, periods)
    shipped = lanes.capacity.copy()
    runs = most_run.copy()
    back, sold = np.nonzero((returns.arrival < periods) & (returns.rate[:, None] > 0.0))
    product = returns.site * commodities + returns.product
    delivered = np.full((returns.size, periods), np.inf)
    for _ in range(MOST_ROUNDS):
        available = given.copy()
        lane, period = np.nonzero(lanes.arrival < periods)
        kept = np.where(lanes.loss[lane] < 1.0, shipped[lane, period], 0.0) * np.minimum(1.0 - lanes.loss[lane], 1.0)
        np.add.at(available, (node_to[lane], lanes.arrival[lane, period]), kept)
        line, period = np.nonzero(processes.line_output[:, None] & (processes.line_quantity > 0.0))
        process = processes.line_process[line]
        appears = processes.output_period[process, period]
        inside = appears < periods
        made = runs[process[inside], period[inside]] * processes.line_quantity[line[inside], period[inside]]
        np.add.at(available, (line_node[line[inside]], appears[inside]), made)
        scrap = (returns.site * commodities + returns.scrap)[back]
        np.add.at(available, (scrap, returns.arrival[back, sold]), returns.rate[back] * delivered[back, sold])
        available[keeps] = np.cumsum(available[keeps], axis=1)
        new_runs = _by_inputs(processes, line_node, available, most_run)
        new_shipped = np.minimum(lanes.capacity, available[node_from])
        settled = np.array_equal(new_runs, runs) and np.array_equal(new_shipped, shipped)
        if settled and np.array_equal(available[product], delivered):
            break
        runs, shipped, delivered = new_runs, new_shipped, available[product]
    return shipped


def grown(capacities: Capacities, expansions: Expansions, years: FloatArray) -> Capacities:
    """Return the capacities with all that can be added to them.

    years  (periods,) lengths
    """
    limit = capacities.limit.copy()
    most = expansions.most[:, None] * expansions.usable.max(axis=1, initial=0.0) * years
    np.add.at(limit, expansions.grown_limit, most[expansions.grown_option])
    return replace(capacities, limit=limit)


def _by_capacity(processes: Processes, capacities: Capacities, periods: int) -> FloatArray:
    """Return (processes, periods) the most runs that each capacity alone lets happen."""
    most = np.full((processes.size, periods), np.inf)
    # A limit on one input of a mixture limits no run: the others may take its place.
    fixed = processes.is_fixed[capacities.member_line]
    line = capacities.member_line[fixed]
    quantity = processes.line_quantity[line]
    limit = capacities.limit[capacities.member_limit[fixed]]
    counted = quantity > 0.0
    runs = np.where(counted, np.where(counted, limit, 0.0) / np.where(counted, quantity, 1.0), np.inf)
    np.minimum.at(most, processes.line_process[line], runs)
    return most


def _by_inputs(processes: Processes, line_node: np.ndarray, available: FloatArray, most_run: FloatArray) -> FloatArray:
    """Return (processes, periods) the most runs, by capacity and by what there is of each input."""
    most = most_run.copy()
    inputs = np.flatnonzero(~processes.line_output & processes.is_fixed)
    quantity = processes.line_quantity[inputs]
    used = quantity > 0.0
    runs = np.where(used, available[line_node[inputs]] / np.where(used, quantity, 1.0), np.inf)
    np.minimum.at(most, processes.line_process[inputs], runs)
    mixed = np.flatnonzero(~processes.is_fixed)
    quantity = processes.line_quantity[mixed]
    covered = np.zeros((processes.mix_process.size, most.shape[1]))
    np.add.at(covered, processes.line_mix[mixed], available[line_node[mixed]] / quantity)
    np.minimum.at(most, processes.mix_process, covered)
    return most
