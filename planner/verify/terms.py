"""Sheet Contracts, read again: whom each contract binds, on which days, at what prices, with what limits."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import numpy as np

from models.records import Records, Tables
from planner.verify.ledger import BoolArray, FloatArray, IntArray
from planner.verify.names import Exact, Names, fold
from planner.verify.substitutes import read_substitutes
from planner.verify.time import Time

# The window of a contract: one period, one year, or all of its days.
PERIOD, YEAR = "period", "calendar year"


@dataclass(frozen=True, eq=False)
class Terms:
    """One contract.

    lines     rows of sheet Contracts, the tier of the smallest quantities first
    ends      tonnes of a window at which each tier ends, inf for none
    price     (tiers, periods) USD/t, NaN where the contract sets none
    runs      (days of the horizon,) whether the contract runs on that day
    window    (days,) the number of the window in which a day counts
    length    window -> its days, those outside horizon and contract included
    sends     (periods,) whether anything that it is about can be sent and still arrives
    """

    name: str
    lines: list[int]
    sellers: frozenset[int]
    buyers: frozenset[int]
    materials: frozenset[int]
    ends: list[float]
    price: FloatArray
    floor: float
    buyer_pays: bool
    least: float
    most: float
    pays_shortfall: bool
    order: float
    lot: float
    runs: BoolArray
    window: IntArray
    length: dict[int, int]
    sends: BoolArray

    def binds(self, seller: int, buyer: int, material: int) -> bool:
        """Tell whether the contract is about a flow."""
        return seller in self.sellers and buyer in self.buyers and material in self.materials

    def charged(self) -> FloatArray:
        """Return (tiers, periods) what the buyer pays for a tonne, 0 where the contract sets no price."""
        floor = self.floor if self.buyer_pays and not np.isnan(self.floor) else 0.0
        return np.where(np.isnan(self.price), 0.0, np.maximum(np.nan_to_num(self.price), floor))


def day_period(time: Time) -> IntArray:
    """Return (days of the horizon,) the period of each day."""
    return np.repeat(
        np.arange(time.size), [last - first + 1 for first, last in zip(time.first, time.last, strict=True)]
    )


def read_terms(tables: Tables, sites: Names, materials: Names, time: Time) -> list[Terms]:
    """Return the contracts that run on a day of the horizon and are about a lane."""
    records = tables.records["Contracts"]
    if not len(records):
        return []
    groups: dict[str, list[int]] = {}
    for line, name in enumerate(records.text["contract"]):
        groups.setdefault(fold(name), []).append(line)
    lanes = list(_lanes(tables, sites, materials, time))
    found = []
    for lines in groups.values():
        lines.sort(key=lambda line: float(np.nan_to_num(records.number["tier to"][line], nan=np.inf)))
        terms = _terms(records, lines, sites, materials, time, lanes)
        if terms is not None:
            found.append(terms)
    return found


def _terms(
    records: Records, lines: list[int], sites: Names, materials: Names, time: Time,
    lanes: list[tuple[int, int, int, IntArray]],
) -> Terms | None:  # fmt: skip
    head = lines[0]
    text, number = records.text, records.number
    sellers, buyers = sites.select(text["supplier"][head]), sites.select(text["buyer"][head])
    goods = materials.select(text["commodity"][head])
    about = [landing for seller, buyer, good, landing in lanes
             if seller in sellers and buyer in buyers and good in goods]  # fmt: skip
    days = np.arange(time.first[0], time.last[-1] + 1)
    opens, closes = int(records.date["start"][head]), int(records.date["end"][head])
    runs = ((opens < 0) | (days >= opens)) & ((closes < 0) | (days <= closes))
    if not about or not runs.any():
        return None
    window, length = _windows(str(text["window"][head]), days, opens, closes, time)
    return Terms(
        name=str(text["contract"][head]),
        lines=lines,
        sellers=sellers,
        buyers=buyers,
        materials=goods,
        ends=[float(np.nan_to_num(number["tier to"][line], nan=np.inf)) for line in lines],
        price=records.number_by_period["price"][lines],
        floor=float(number["price floor"][head]),
        buyer_pays=text["floor paid by"][head] != "third party",
        least=float(np.nan_to_num(number["minimum take"][head])),
        most=float(np.nan_to_num(number["maximum"][head], nan=np.inf)),
        pays_shortfall=text["take-or-pay"][head] == "yes",
        order=float(np.nan_to_num(number["order quantity"][head])),
        lot=float(np.nan_to_num(number["multiple"][head])),
        runs=np.asarray(runs),
        window=window,
        length=length,
        sends=np.any([landing < time.size for landing in about], axis=0),
    )


def _windows(kind: str, days: IntArray, opens: int, closes: int, time: Time) -> tuple[IntArray, dict[int, int]]:
    """Return (days,) the number of each day's window, and the days of each window."""
    if kind == PERIOD:
        window = day_period(time)
        return window, dict(enumerate(np.bincount(window).tolist()))
    if kind == YEAR:
        years = np.array([date.fromordinal(day).year for day in days.tolist()])
        length = {year - int(years[0]): date(year, 12, 31).timetuple().tm_yday for year in set(years.tolist())}
        return years - years[0], length
    first = opens if opens >= 0 else int(days[0])
    last = closes if closes >= 0 else int(days[-1])
    return np.zeros(days.size, dtype=np.int64), {0: last - first + 1}


def _lanes(tables: Tables, sites: Names, materials: Names, time: Time) -> Iterator[tuple[int, int, int, IntArray]]:
    """Yield seller, buyer and material of each lane, with the period in which what leaves in each period arrives."""
    records = tables.records["Lanes"]
    if records.read:
        find = Exact(records, (("from", sites), ("to", sites), ("commodity", materials)), ("mode",))
        landing = time.landings(records, "lead time", tables.settings["round lead times up"] == "yes")
        for line in range(len(records)):
            for seller, buyer, good in find.matches(line):
                if seller != buyer:
                    yield seller, buyer, good, landing[line]
        return
    at_once = np.arange(time.size)
    recipes, stocks, orders, demand, recycling = (
        tables.records[sheet] for sheet in ("Processes", "Inventory", "Pipeline", "Demand", "Recycling")
    )
    stored = _places(stocks, "site", sites, materials)
    made = stored | _places(recipes, "site", sites, materials, "out") | _places(orders, "to", sites, materials)
    made |= _places(recycling, "customer", sites, materials, goods="scrap")
    used = stored | _places(recipes, "site", sites, materials, "in") | _places(demand, "customer", sites, materials)
    customer = [sites.number[fold(name)] for name in demand.text["customer"]]
    used |= {(customer[stream], good) for stream, good in read_substitutes(tables, sites, materials, time)}
    for seller, good in sorted(made):
        for buyer, other in sorted(used):
            if good == other and seller != buyer:
                yield seller, buyer, good, at_once


def _places(
    records: Records, column: str, sites: Names, materials: Names, direction: str | None = None,
    goods: str = "commodity",
) -> set[tuple[int, int]]:  # fmt: skip
    """Return the pairs of site and material of the rows of a sheet, of one direction where that is given.

    column, goods  the columns that name the site and the material
    """
    return {
        (site, good)
        for line in range(len(records))
        if direction is None or records.text["direction"][line] == direction
        for site in sites.select(records.text[column][line])
        for good in materials.select(records.text[goods][line])
    }
