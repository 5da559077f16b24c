"""Sheet Inventory, read again, and the stocks of a plan held against it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from models.records import Tables
from planner.verify.given import Given
from planner.verify.ledger import FloatArray, IntArray, Ledger
from planner.verify.names import Exact, Names
from planner.verify.time import Time


@dataclass(frozen=True, eq=False)
class Stocks:
    """What lies where.

    site, commodity, period, held  (rows,) stocks of the plan at the end of periods
    line                           (rows,) row of sheet Inventory that acts
    kept                           (lines of Inventory, periods) share of a stock that survives the period
    opening                        (site, commodity, row of Inventory, t) of every opening stock
    missing                        tonne-years below safety and end stock, where that has no cost
    safety_cost, end_cost          (periods,) USD of what is missing where it has a cost
    peaks                          t: the most at the end of a period of each stock that is to be sized, added up; None
                                   where none is
    """

    site: IntArray
    commodity: IntArray
    period: IntArray
    held: FloatArray
    line: IntArray
    kept: FloatArray
    opening: list[tuple[int, int, int, float]]
    missing: float
    safety_cost: FloatArray
    end_cost: FloatArray
    peaks: float | None


def check_stocks(
    tables: Tables, given: dict[str, Given], unsafe: dict[tuple[int, int, int], float], sites: Names, materials: Names,
    time: Time, ledger: Ledger,
) -> Stocks:  # fmt: skip
    """Check that stocks lie only where sheet Inventory allows, below their maximum, and that shortfalls are real.

    unsafe  (site, commodity, period) -> t of the stock that does not count as safety stock, for where it is from
    """
    records = tables.records["Inventory"]
    stock = given["stock"]
    find = Exact(records, (("site", sites), ("commodity", materials)))
    pairs, place = np.unique(
        np.stack([stock.code["site"], stock.code["commodity"]], axis=1), axis=0, return_inverse=True
    )
    found = np.array([find.find(pair) for pair in pairs.tolist()], dtype=np.int64)
    line = found[place.reshape(-1)] if found.size else np.empty(0, dtype=np.int64)
    ledger.checks["stocks"] += stock.size
    for row in np.flatnonzero(line < 0).tolist():
        ledger.fault(
            "stocks", f"{stock.key(row)}: sheet Inventory has no such row", float(stock.quantity["stock_t"][row])
        )
    known = np.flatnonzero(line >= 0)
    line, held, period = line[known], stock.quantity["stock_t"][known], stock.code["period"][known]
    maximum = records.number["maximum"][line]
    ledger.at_most(
        "stocks", held, np.where(np.isnan(maximum), np.inf, maximum), held,
        lambda row, excess: f"{records.cell(int(line[row]), 'maximum')}: {stock.key(int(known[row]))} exceeds the "
        f"maximum by {excess:g} t",
    )  # fmt: skip
    site, commodity = stock.code["site"][known], stock.code["commodity"][known]
    level = {
        key: tonnes
        for *key_parts, tonnes in zip(site.tolist(), commodity.tolist(), period.tolist(), held.tolist(), strict=True)
        if (key := tuple(key_parts))
    }
    wanted = _wanted(tables, find, time)
    safe = {key: tonnes - unsafe.get((key[0], key[1], key[2]), 0.0) for key, tonnes in level.items()}
    missing, safety_cost = _check_safety(tables, wanted, safe, given["below_safety"], sites, materials, time, ledger)
    missing_end, end_cost = _check_end(tables, wanted, level, given["below_end"], sites, materials, time, ledger)
    opening = [
        (*numbers, one, float(records.number["opening"][one]))
        for numbers, one in wanted
        if records.number["opening"][one]
    ]
    sized = [word == "yes" for word in records.text["sized"]]
    highest: dict[tuple[int, int], float] = {}
    for place, material, row, tonnes in zip(
        site.tolist(), commodity.tolist(), line.tolist(), held.tolist(), strict=True
    ):
        if sized[row]:
            highest[place, material] = max(highest.get((place, material), 0.0), tonnes)
    return Stocks(
        site, commodity, period, held, line, 1.0 - np.nan_to_num(records.number_by_period["loss"]), opening,
        missing + missing_end, safety_cost, end_cost, sum(highest.values()) if any(sized) else None,
    )  # fmt: skip


type Wanted = list[tuple[tuple[int, int], int]]


def _wanted(tables: Tables, find: Exact, time: Time) -> Wanted:
    """Return site, commodity and row of Inventory of every stock that opens with something or should hold something."""
    records = tables.records["Inventory"]
    acts = (
        (records.number["opening"] > 0.0)
        | (np.nan_to_num(records.number["end stock"]) > 0.0)
        | (np.nan_to_num(records.number_by_period["safety"]).reshape(len(records), time.size) > 0.0).any(axis=1)
    )
    return [
        ((numbers[0], numbers[1]), line) for line in np.flatnonzero(acts).tolist() for numbers in find.matches(line)
    ]


def _check_safety(
    tables: Tables, wanted: Wanted, level: dict[tuple[int, ...], float], given: Given, sites: Names, materials: Names,
    time: Time, ledger: Ledger,
) -> tuple[float, FloatArray]:  # fmt: skip
    """Check the shortfalls of safety stock against the real ones.

    Returns the tonne-years of those without a cost, and (periods,) USD of the others.
    """
    records = tables.records["Inventory"]
    codes = (given.code[name].tolist() for name in ("site", "commodity", "period"))
    said = {(site, commodity, period): tonnes for site, commodity, period, tonnes in
            zip(*codes, given.quantity["missing_t"].tolist(), strict=True)}  # fmt: skip
    safety = np.nan_to_num(records.number_by_period["safety"])
    target = {
        (*numbers, period): float(safety[line, period])
        for numbers, line in wanted
        for period in np.flatnonzero(safety[line] > 0.0).tolist()
    }
    keys = list(target.keys() | said.keys())
    keys.sort()
    real = {key: max(target.get(key, 0.0) - level.get(key, 0.0), 0.0) for key in keys}

    def sentence(row: int, gap: float) -> str:
        site, commodity, period = keys[row]
        return (
            f"stock of {materials.spelled[commodity]} at {sites.spelled[site]} in {time.names[period]}: the plan "
            f"reports a shortfall of safety stock that is {gap:+g} t off the real one"
        )

    truth = np.array([real[key] for key in keys])
    ledger.equal(
        "safety stocks", np.array([said.get(key, 0.0) for key in keys]), truth,
        np.array([target.get(key, 0.0) for key in keys]), sentence,
    )  # fmt: skip
    row = dict(wanted)
    price = records.number_by_period["safety cost"]
    years, money = 0.0, np.zeros(time.size)
    for (site, commodity, period), tonnes in real.items():
        if tonnes > 0.0:
            cost = float(price[row[site, commodity], period])
            if np.isnan(cost):
                years += tonnes * float(time.years[period])
            else:
                money[period] += tonnes * cost
    return years, money


def _check_end(
    tables: Tables, wanted: Wanted, level: dict[tuple[int, ...], float], given: Given, sites: Names, materials: Names,
    time: Time, ledger: Ledger,
) -> tuple[float, FloatArray]:  # fmt: skip
    """Check the shortfalls of end stock against the real ones. Returns as _check_safety."""
    records = tables.records["Inventory"]
    kinds = tables.records["Sites"].text["kind"]
    codes = (given.code[name].tolist() for name in ("site", "commodity", "period"))
    said: dict[tuple[int, int], float] = {}
    for site, commodity, period, tonnes in zip(*codes, given.quantity["missing_t"].tolist(), strict=True):
        if period == time.size - 1:
            said[site, commodity] = tonnes
        else:
            ledger.fault(
                "end stocks", f"stock of {materials.spelled[commodity]} at {sites.spelled[site]}: the plan reports a "
                f"shortfall of end stock in {time.names[period]}, which is not the last period", tonnes,
            )  # fmt: skip
    target: dict[tuple[int, int], float] = {}
    for numbers, line in wanted:
        stated = float(records.number["end stock"][line])
        blank = float(records.number["opening"][line]) if kinds[numbers[0]] == "stockpile" else 0.0
        target[numbers] = blank if np.isnan(stated) else stated
    keys = sorted(target.keys() | said.keys())
    real = [max(target.get(key, 0.0) - level.get((*key, time.size - 1), 0.0), 0.0) for key in keys]

    def sentence(row: int, gap: float) -> str:
        site, commodity = keys[row]
        return (
            f"stock of {materials.spelled[commodity]} at {sites.spelled[site]} after the last period: the plan reports "
            f"a shortfall of end stock that is {gap:+g} t off the real one"
        )

    ledger.equal(
        "end stocks", np.array([said.get(key, 0.0) for key in keys]), np.array(real),
        np.array([target.get(key, 0.0) for key in keys]), sentence,
    )  # fmt: skip
    years, money = 0.0, np.zeros(time.size)
    row = dict(wanted)
    for key, tonnes in zip(keys, real, strict=True):
        if tonnes > 0.0:
            cost = float(records.number["end stock cost"][row[key]])
            if np.isnan(cost):
                years += tonnes * float(time.years[-1])
            else:
                money[-1] += tonnes * cost
    return years, money
