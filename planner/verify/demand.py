"""Demand, waiting and surplus, read again, and what a plan delivers and sells held against them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from models.records import Tables
from planner.verify.given import Given
from planner.verify.ledger import FloatArray, IntArray, Ledger, sum_by_key
from planner.verify.names import Names, fold
from planner.verify.substitutes import read_substitutes, served
from planner.verify.time import Time


@dataclass(frozen=True, eq=False)
class Service:
    """How demand is served.

    unmet      (demands, periods) t, in the order of sheet Demand
    delivered  (rows,) t of the plan's deliveries, with site, commodity and period
    lateness   tonne-years by which deliveries of demand with a priority come after the period of their demand
    """

    unmet: FloatArray
    site: IntArray
    commodity: IntArray
    period: IntArray
    delivered: FloatArray
    lateness: float


def priorities(tables: Tables) -> IntArray:
    """Return (demands,) the priority of each stream: 1 where nothing is said, 0 where its shortage has a price."""
    number = tables.records["Demand"].number
    ranked = np.where(np.isnan(number["priority"]), 1.0, number["priority"])
    return np.where(np.isnan(number["shortage cost"]), ranked, 0.0).astype(np.int64)


def check_demand(
    tables: Tables, given: dict[str, Given], uses: list[str], sites: Names, materials: Names, time: Time, ledger: Ledger
) -> Service:
    """Check demand = delivered + unmet for each stream and period, and that nothing comes early or too late.

    uses  folded spelling of each number of an end use that `given` uses
    """
    records = tables.records["Demand"]
    streams = {
        (
            sites.number[fold(records.text["customer"][line])],
            materials.number[fold(records.text["commodity"][line])],
            fold(records.text["end use"][line]),
        ): line
        for line in range(len(records))
    }
    wanted = np.nan_to_num(records.number_by_period["demand"])
    deliver, unmet = given["deliver"], given["unmet"]
    stream, known = _streams(deliver, streams, uses, "asked", ledger)
    asked, period = deliver.code["demand_period"][known], deliver.code["period"][known]
    delivered = deliver.quantity["delivered_t"][known]
    last = np.minimum(time.landings(records, "may wait", round_up=False), time.size - 1)
    ledger.checks["waiting"] += int(known.size)
    for row in np.flatnonzero((period < asked) | (period > last[stream, asked])).tolist():
        ledger.fault(
            "waiting", f"{deliver.key(int(known[row]))}: the demand may be served from {time.names[asked[row]]} to "
            f"{time.names[last[stream[row], asked[row]]]}", float(delivered[row]),
        )  # fmt: skip
    menu = read_substitutes(tables, sites, materials, time)
    commodity = deliver.code["commodity"][known]
    counted = served(tables, menu, stream, commodity, period, asked, delivered, materials, time, ledger)
    short_stream, short_known = _streams(unmet, streams, uses, "commodity", ledger)
    short_period = unmet.code["period"][short_known]
    short = unmet.quantity["unmet_t"][short_known]
    _check_unmet_rows(tables, unmet, short_known, short_stream, wanted, time, ledger)
    covered = sum_by_key([
        (stream * time.size + asked, counted), (short_stream * time.size + short_period, short),
    ])  # fmt: skip
    total, term = np.zeros(wanted.size), wanted.ravel().copy()
    total[covered.key] = covered.total
    term[covered.key] = np.maximum(term[covered.key], covered.term)

    def sentence(row: int, gap: float) -> str:
        line, at = divmod(row, time.size)
        words = " ".join(str(records.text[name][line]) for name in ("customer", "commodity", "end use")).strip()
        cell = records.cell(line, "demand", time.names[at], at)
        return f"{cell}: delivered and unmet of {words} in {time.names[at]} are {gap:+g} t off the demand"

    ledger.equal("demand", total, wanted.ravel(), term, sentence)
    missing = np.zeros(wanted.shape)
    np.add.at(missing, (short_stream, short_period), short)
    middle = time.middle_years
    return Service(
        missing, deliver.code["customer"][known], commodity, period, delivered,
        float(np.where(priorities(tables)[stream] > 0, middle[period] - middle[asked], 0.0) @ delivered),
    )  # fmt: skip


def _streams(
    given: Given, streams: dict[tuple[int, int, str], int], uses: list[str], asked: str, ledger: Ledger
) -> tuple[IntArray, IntArray]:
    """Return the row of sheet Demand of each row of the plan that has one, and which rows those are.

    asked  column of the commodity that the demand is for
    """
    codes = (given.code[name].tolist() for name in ("customer", asked, "end_use"))
    found = [streams.get((site, commodity, uses[use]), -1) for site, commodity, use in zip(*codes, strict=True)]
    line = np.array(found, dtype=np.int64)
    ledger.checks["demand streams"] += given.size
    for row in np.flatnonzero(line < 0).tolist():
        ledger.fault("demand streams", f"{given.key(row)}: sheet Demand has no such stream")
    known = np.flatnonzero(line >= 0)
    return line[known], known


def _check_unmet_rows(
    tables: Tables, unmet: Given, known: IntArray, stream: IntArray, wanted: FloatArray, time: Time, ledger: Ledger
) -> None:
    """Check that every demand has its row in the table of the unmet, with its own priority and tonnes."""
    records = tables.records["Demand"]
    period = unmet.code["period"][known]
    told = unmet.quantity["demand_t"][known]
    due = wanted[stream, period]
    ledger.equal(
        "demand as reported", told, due, due,
        lambda row, gap: f"{unmet.key(int(known[row]))}: the demand is reported {gap:+g} t off sheet Demand",
    )  # fmt: skip
    ledger.equal(
        "priorities", unmet.quantity["priority"][known], priorities(tables)[stream].astype(np.float64),
        np.zeros(known.size),
        lambda row, _: f"{unmet.key(int(known[row]))}: the reported priority is not that of sheet Demand",
    )  # fmt: skip
    present = np.zeros(wanted.shape, dtype=np.bool_)
    present[stream, period] = True
    for line, at in np.argwhere((wanted > 0.0) & ~present).tolist():
        ledger.fault(
            "demand as reported",
            f"{records.cell(line, 'demand', time.names[at], at)}: this demand is missing from the plan",
            float(wanted[line, at]),
        )


def check_surplus(tables: Tables, sell: Given, materials: Names, time: Time, ledger: Ledger) -> None:
    """Check that surplus is sold only where it has a price, and over all sites within its limit."""
    records = tables.records["Commodities"]
    commodity, period, sold = sell.code["commodity"], sell.code["period"], sell.quantity["quantity_t"]
    ledger.checks["sales"] += sell.size
    for row in np.flatnonzero(np.isnan(records.number_by_period["surplus price"][commodity, period])).tolist():
        ledger.fault("sales", f"{sell.key(row)}: sheet Commodities gives no surplus price", float(sold[row]))
    sums = sum_by_key([(commodity * time.size + period, sold)])
    limit = records.number_by_period["surplus limit"].ravel()[sums.key]

    def sentence(row: int, excess: float) -> str:
        line, at = divmod(int(sums.key[row]), time.size)
        cell = records.cell(line, "surplus limit", time.names[at], at)
        return (
            f"{cell}: more {materials.spelled[line]} is sold in {time.names[at]} than the market takes, by {excess:g} t"
        )

    ledger.at_most("surplus limits", sums.total, np.where(np.isnan(limit), np.inf, limit), sums.term, sentence)
