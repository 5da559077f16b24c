"""The material balance of every site, commodity and period."""

from __future__ import annotations

import numpy as np

from models.records import Tables
from planner.verify.demand import Service
from planner.verify.given import Given
from planner.verify.lanes import Shipments
from planner.verify.ledger import FloatArray, IntArray, Ledger, sum_by_key
from planner.verify.names import Names, fold
from planner.verify.recipes import Recipes, Runs
from planner.verify.recycling import Scrap
from planner.verify.stocks import Stocks
from planner.verify.time import Time


def check_balance(
    tables: Tables, recipes: Recipes, runs: Runs, shipments: Shipments, stocks: Stocks, service: Service,
    scrap: Scrap, given: dict[str, Given], sites: Names, materials: Names, time: Time, ledger: Ledger,
) -> None:  # fmt: skip
    """Check stock before + arrivals + outputs + pipeline + scrap = stock after + inputs + sent + delivered + surplus.

    Only sites, commodities and periods that anything touches have terms; in all others 0 = 0.
    """
    commodities, periods = len(materials.spelled), time.size

    def node(site: IntArray, commodity: IntArray, period: IntArray) -> IntArray:
        return np.asarray((site * commodities + commodity) * periods + period, dtype=np.int64)

    pipeline = tables.records["Pipeline"]
    number = {fold(name): place for place, name in enumerate(time.names)}
    ordered = [
        np.array([numbers[fold(word)] for word in pipeline.text[column]], dtype=np.int64)
        for column, numbers in (("to", sites.number), ("commodity", materials.number), ("period", number))
    ]
    opened = np.array([(site, commodity, line) for site, commodity, line, _ in stocks.opening], dtype=np.int64)
    opened = opened.reshape(-1, 3)
    opening = np.array([tonnes for *_, tonnes in stocks.opening], dtype=np.float64)
    before = np.flatnonzero(stocks.period < periods - 1)
    following = stocks.period[before] + 1
    arrived = np.flatnonzero(shipments.arrival < periods)
    made = np.flatnonzero(runs.flow_period < periods)
    line = runs.flow_line[made]
    process = np.searchsorted(recipes.start, line, side="right") - 1
    parts: list[tuple[IntArray, FloatArray]] = [
        (node(*ordered), np.nan_to_num(pipeline.number["quantity"])),
        (node(opened[:, 0], opened[:, 1], np.zeros(opening.size, dtype=np.int64)),
         opening * stocks.kept[opened[:, 2], 0]),
        (node(stocks.site[before], stocks.commodity[before], following),
         stocks.held[before] * stocks.kept[stocks.line[before], following]),
        (node(stocks.site, stocks.commodity, stocks.period), -stocks.held),
        (node(shipments.destination[arrived], shipments.commodity[arrived], shipments.arrival[arrived]),
         shipments.arrived[arrived]),
        (node(shipments.origin, shipments.commodity, shipments.period), -shipments.sent),
        (node(recipes.site[process], recipes.line_commodity[line], runs.flow_period[made]), runs.flow_t[made]),
        (node(scrap.site, scrap.commodity, scrap.period), scrap.tonnes),
        (node(service.site, service.commodity, service.period), -service.delivered),
        *((node(table.code["site"], table.code["commodity"], table.code["period"]), -table.quantity["quantity_t"])
          for table in (given["sell"], given["dispose"])),
    ]  # fmt: skip
    sums = sum_by_key(parts)

    def sentence(row: int, gap: float) -> str:
        rest, period = divmod(int(sums.key[row]), periods)
        site, commodity = divmod(rest, commodities)
        much = "too much" if gap > 0.0 else "too little"
        return (
            f"{materials.spelled[commodity]} at {sites.spelled[site]} in {time.names[period]}: {abs(gap):g} t {much} "
            "comes in against what goes out"
        )

    ledger.equal("balances", sums.total, np.zeros(sums.key.size), sums.term, sentence)
