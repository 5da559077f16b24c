"""All that a plan moves and that rules may count: shipments, what processes make, what is delivered."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from models.records import Tables
from planner.verify.given import Given
from planner.verify.lanes import Shipments
from planner.verify.ledger import FloatArray, IntArray
from planner.verify.names import Names, fold
from planner.verify.recipes import Recipes, Runs
from planner.verify.substitutes import read_substitutes
from planner.verify.time import Time

SENT, MADE, DELIVERED = 0, 1, 2
NOBODY = -1
# What a rule that applies at one of these counts.
KIND = {"departure": SENT, "arrival": SENT, "production": MADE, "delivery": DELIVERED}


@dataclass(frozen=True, eq=False)
class Moves:
    """What is moved, the shipments first and in their order.

    kind              (moves,) SENT, MADE or DELIVERED
    giver, taker      (moves,) sites; NOBODY gives a delivery or takes what is made
    commodity         (moves,) numbers
    period, arrival   (moves,) of departure and arrival; of output; of delivery
    paid              (moves,) the period in which a tariff on it is paid: of sending, of the run, of delivery
    tonnes            (moves,)
    capacity          (moves,) t: of the lane, or the demand that is served; inf where there is none
    worth             (moves,) USD/t of which ad valorem tariffs are shares
    place             (moves,) row of the plan's table, whatever the origin; of what is made, line of the recipe
    words             from a position to what is moved
    """

    kind: IntArray
    giver: IntArray
    taker: IntArray
    commodity: IntArray
    period: IntArray
    arrival: IntArray
    paid: IntArray
    tonnes: FloatArray
    capacity: FloatArray
    worth: FloatArray
    place: IntArray
    words: Callable[[int], str]


def read_moves(
    tables: Tables, shipments: Shipments, worth: FloatArray, recipes: Recipes, runs: Runs, deliver: Given,
    uses: list[str], sites: Names, materials: Names, time: Time,
) -> Moves:  # fmt: skip
    """Return what a plan moves; what is made or delivered only where a rule applies to that.

    worth  (shipments,) USD/t
    uses   folded spelling of each number of an end use that `deliver` uses
    """
    applied = {KIND[word] for word in tables.records["Rules"].text["applies at"]}
    size = shipments.sent.size
    found = [
        [
            np.full(size, SENT), shipments.origin, shipments.destination, shipments.commodity, shipments.period,
            shipments.arrival, shipments.period, shipments.sent, shipments.capacity, worth,
            shipments.row,
        ]
    ]  # fmt: skip
    value = np.nan_to_num(tables.records["Commodities"].number_by_period["value"])
    if MADE in applied:
        found.append(_made(recipes, runs, value, time))
    if DELIVERED in applied:
        found.append(_delivered(tables, deliver, uses, value, sites, materials, time))
    kind, giver, taker, commodity, period, arrival, paid, tonnes, capacity, own_worth, row = (
        np.concatenate(parts) for parts in zip(*found, strict=True)
    )

    def words(place: int) -> str:
        if place < size:
            return shipments.key(place)
        made = kind[place] == MADE
        where = f"made at {sites.spelled[giver[place]]}" if made else f"delivered to {sites.spelled[taker[place]]}"
        return f"{materials.spelled[commodity[place]]} {where} in {time.names[period[place]]}"

    return Moves(kind, giver, taker, commodity, period, arrival, paid, tonnes, capacity, own_worth, row, words)


def _made(recipes: Recipes, runs: Runs, value: FloatArray, time: Time) -> list[np.ndarray]:
    """Return the columns of Moves for the outputs of runs that come inside the horizon."""
    line, start = np.nonzero(np.where(recipes.line_out[:, None], runs.amount, 0.0))
    process = np.searchsorted(recipes.start, line, side="right") - 1
    output = recipes.arrival[process, start]
    inside = output < time.size
    line, start, process, output = line[inside], start[inside], process[inside], output[inside]
    commodity, size = recipes.line_commodity[line], line.size
    return [
        np.full(size, MADE), recipes.site[process], np.full(size, NOBODY), commodity, output, output, start,
        runs.amount[line, start], np.full(size, np.inf), value[commodity, output], line,
    ]  # fmt: skip


def _delivered(
    tables: Tables, deliver: Given, uses: list[str], value: FloatArray, sites: Names, materials: Names, time: Time
) -> list[np.ndarray]:
    """Return the columns of Moves for deliveries; the capacity of each is the demand that it serves."""
    records = tables.records["Demand"]
    menu = read_substitutes(tables, sites, materials, time)
    wanted = np.nan_to_num(records.number_by_period["demand"])
    stream = {
        (sites.number[fold(customer)], materials.number[fold(asked)], fold(use)): line
        for line, (customer, asked, use) in enumerate(
            zip(*(records.text[name] for name in ("customer", "commodity", "end use")), strict=True)
        )
    }
    codes = zip(
        *(deliver.code[name].tolist() for name in ("customer", "asked", "end_use", "commodity", "demand_period")),
        strict=True,
    )
    capacity = []
    for customer, asked, use, commodity, due in codes:
        line = stream.get((customer, asked, uses[use]), -1)
        ratio = 1.0 if commodity == asked else menu[line, commodity].ratio if (line, commodity) in menu else 0.0
        capacity.append(wanted[line, due] * ratio if line >= 0 else 0.0)
    period, commodity_of = deliver.code["period"], deliver.code["commodity"]
    return [
        np.full(deliver.size, DELIVERED), np.full(deliver.size, NOBODY), deliver.code["customer"], commodity_of, period,
        period, period, deliver.quantity["delivered_t"], np.array(capacity, dtype=np.float64),
        value[commodity_of, period], np.arange(deliver.size),
    ]  # fmt: skip
