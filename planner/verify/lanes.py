"""Lanes, read again, and the shipments of a plan held against them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from models.records import Tables
from planner.verify.given import Given
from planner.verify.ledger import FloatArray, IntArray, Ledger
from planner.verify.names import Exact, Names
from planner.verify.time import Time


@dataclass(frozen=True, eq=False)
class Shipments:
    """The shipments of a plan that have a lane.

    given      rows of the plan's table, for naming them
    origin, destination, commodity, period, arrival, sent, arrived  (flows,)
    kept       (flows,) share of what is sent that arrives
    line       (flows,) row of sheet Lanes that acts; -1 where there are no lanes and everything ships free
    capacity   (flows,) the lane's capacity in the period of sending, inf where there is none
    """

    given: Given
    row: IntArray
    origin: IntArray
    destination: IntArray
    commodity: IntArray
    period: IntArray
    arrival: IntArray
    sent: FloatArray
    arrived: FloatArray
    kept: FloatArray
    line: IntArray
    capacity: FloatArray

    def key(self, flow: int) -> str:
        """Return the key of a flow in words."""
        return self.given.key(int(self.row[flow]))


def check_shipments(
    tables: Tables, given: Given, modes: list[str], sites: Names, materials: Names, time: Time, ledger: Ledger
) -> Shipments:
    """Check that each shipment has a lane, arrives when and as much as it should, and keeps to its limits.

    modes  folded spelling of each number of a mode that `given` uses
    """
    records = tables.records["Lanes"]
    round_up = tables.settings["round lead times up"] == "yes"
    origin, destination = given.code["from"], given.code["to"]
    commodity, mode = given.code["commodity"], given.code["mode"]
    ledger.checks["lanes"] += given.size
    if records.read:
        find = Exact(records, (("from", sites), ("to", sites), ("commodity", materials)), ("mode",))
        line = _lines(find, np.stack([origin, destination, commodity, mode], axis=1), modes)
        landing = time.landings(records, "lead time", round_up)
        loss = records.number["loss"]
        most = records.number_by_period["capacity"]
        _check_minimum(tables, find, given, modes, landing, time, sites, materials, ledger)
    else:
        line = np.zeros(given.size, dtype=np.int64)  # all is free; no mode has a name that the plan could say
        landing, loss = np.arange(time.size)[None, :], np.zeros(1)
        most = np.full((1, time.size), np.inf)
    for row in np.flatnonzero((line < 0) | (origin == destination)).tolist():
        ledger.fault("lanes", f"{given.key(row)}: sheet Lanes has no such lane", float(given.quantity["sent_t"][row]))
    kept = np.flatnonzero((line >= 0) & (origin != destination))
    line, period = line[kept], given.code["period"][kept]
    sent, arrived = given.quantity["sent_t"][kept], given.quantity["arrived_t"][kept]
    arrival, limit = landing[line, period], most[line, period]
    shipments = Shipments(
        given, kept, origin[kept], destination[kept], commodity[kept], period, arrival, sent,
        sent * (1.0 - loss[line]), 1.0 - loss[line], line if len(records) else np.full(line.size, -1, dtype=np.int64),
        np.where(np.isnan(limit), np.inf, limit),
    )  # fmt: skip
    ledger.checks["arrivals"] += int(kept.size)
    for flow in np.flatnonzero(arrival != given.code["arrival_period"][kept]).tolist():
        due = time.names[arrival[flow]] if arrival[flow] < time.size else "behind the horizon"
        ledger.fault("arrivals", f"{shipments.key(flow)}: it arrives {due}", float(sent[flow]))
    ledger.equal(
        "losses", arrived, shipments.arrived, sent,
        lambda flow, gap: f"{shipments.key(flow)}: what arrives is {gap:+g} t off what is sent less the loss",
    )  # fmt: skip
    ledger.at_most(
        "lane capacities", sent, shipments.capacity, sent,
        lambda flow, excess: f"{_cell(tables, shipments, flow, 'capacity', time)}: {shipments.key(flow)} exceeds "
        f"the lane's capacity by {excess:g} t",
    )  # fmt: skip
    return shipments


def check_origins_of_arrivals(shipments: Shipments, marked: Given, together: IntArray, ledger: Ledger) -> None:
    """Check that of each origin as much arrives as is sent of it, less the loss of the lane.

    marked    the shipments of the plan as it states them, rows that differ by their origin apart
    together  (rows of marked,) the row of `shipments.given` in which each is added up
    """
    kept_of = np.full(shipments.given.size, np.nan)
    kept_of[shipments.row] = shipments.kept
    # A shipment of one origin alone was checked as a whole.
    rows = np.flatnonzero((np.bincount(together, minlength=kept_of.size)[together] > 1) & ~np.isnan(kept_of[together]))
    sent, arrived = marked.quantity["sent_t"][rows], marked.quantity["arrived_t"][rows]
    ledger.equal(
        "losses by origin", arrived, sent * kept_of[together[rows]], sent,
        lambda row, gap: f"{marked.key(int(rows[row]))}: what arrives of this origin is {gap:+g} t off what is sent of "
        "it less the loss",
    )  # fmt: skip


def _cell(tables: Tables, shipments: Shipments, flow: int, column: str, time: Time) -> str:
    period = int(shipments.period[flow])
    return tables.records["Lanes"].cell(int(shipments.line[flow]), column, time.names[period], period)


def _lines(find: Exact, keys: IntArray, modes: list[str]) -> IntArray:
    """Return (flows,) the row of sheet Lanes that acts on each flow; each lane is looked up once."""
    lanes, place = np.unique(keys, axis=0, return_inverse=True)
    found = [find.find(key[:3], (modes[key[3]],)) for key in lanes.tolist()]
    return np.array(found, dtype=np.int64)[place.reshape(-1)] if found else np.empty(0, dtype=np.int64)


def _check_minimum(
    tables: Tables, find: Exact, given: Given, modes: list[str], landing: IntArray, time: Time, sites: Names,
    materials: Names, ledger: Ledger,
) -> None:  # fmt: skip
    """Check that on every lane with a minimum at least so much is sent, where it still arrives inside the horizon."""
    records = tables.records["Lanes"]
    minimum = np.nan_to_num(records.number_by_period["minimum"])
    sent: dict[tuple[int, int, int, str], FloatArray] = {}
    due: list[tuple[int, tuple[int, int, int]]] = []
    for line in np.flatnonzero((minimum > 0.0).any(axis=1)).tolist():
        for origin, destination, commodity in find.matches(line):
            if origin != destination:
                due.append((line, (origin, destination, commodity)))
                sent[origin, destination, commodity, find.extra[0][line]] = np.zeros(time.size)
    if not due:
        return
    columns = [given.code[name].tolist() for name in ("from", "to", "commodity", "mode", "period")]
    for origin, destination, commodity, mode, period, tonnes in zip(
        *columns, given.quantity["sent_t"].tolist(), strict=True
    ):
        series = sent.get((origin, destination, commodity, modes[mode]))
        if series is not None:
            series[period] += tonnes
    used = np.array([sent[*key, find.extra[0][line]] for line, key in due])
    least = np.array([np.where(landing[line] < time.size, minimum[line], 0.0) for line, _ in due])
    lane, period_of = np.nonzero(least > 0.0)

    def sentence(row: int, missing: float) -> str:
        line, (origin, destination, commodity) = due[int(lane[row])]
        period = int(period_of[row])
        return (
            f"{records.cell(line, 'minimum', time.names[period], period)}: {materials.spelled[commodity]} from "
            f"{sites.spelled[origin]} to {sites.spelled[destination]} is {missing:g} t below its minimum in "
            f"{time.names[period]}"
        )

    ledger.at_least("lane minimums", used[lane, period_of], least[lane, period_of], used[lane, period_of], sentence)
