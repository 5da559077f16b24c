"""Sheet Recycling, read again: the scrap that comes back of a plan's deliveries and of earlier sales."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from models.records import Tables
from planner.verify.demand import Service
from planner.verify.given import Given
from planner.verify.ledger import FloatArray, IntArray, Ledger
from planner.verify.names import Exact, Names, fold
from planner.verify.time import Time


@dataclass(frozen=True, eq=False)
class Scrap:
    """What comes back inside the horizon: (rows,) site, commodity, period of return, t."""

    site: IntArray
    commodity: IntArray
    period: IntArray
    tonnes: FloatArray


def check_returns(
    tables: Tables, service: Service, given: Given, sites: Names, materials: Names, time: Time, ledger: Ledger
) -> Scrap:
    """Return all scrap, and check that the plan states what returns of its deliveries, no more and no less."""
    records = tables.records["Recycling"]
    landing = time.landings(records, "lag", tables.settings["round lead times up"] == "yes")
    rate = records.number["collection rate"]
    earlier = np.nan_to_num(records.number_by_period["returns from earlier sales"])
    delivered: dict[tuple[int, int], dict[int, float]] = {}
    rows = (service.site.tolist(), service.commodity.tolist(), service.period.tolist(), service.delivered.tolist())
    for site, product, period, tonnes in zip(*rows, strict=True):
        own = delivered.setdefault((site, product), {})
        own[period] = own.get(period, 0.0) + tonnes
    find = Exact(records, (("customer", sites), ("product", materials)), ("scrap",))
    real: dict[tuple[int, int, int, int, int], float] = {}
    found: list[tuple[int, int, int, float]] = []
    for line in range(len(records)):
        scrap = materials.number[fold(records.text["scrap"][line])]
        for site, product in find.matches(line):
            if product == scrap:
                continue
            found += [(site, scrap, t, float(earlier[line, t])) for t in np.flatnonzero(earlier[line]).tolist()]
            for period, tonnes in delivered.get((site, product), {}).items():
                back = int(landing[line, period])
                if back < time.size and rate[line] > 0.0:
                    real[site, product, scrap, period, back] = rate[line] * tonnes
                    found.append((site, scrap, back, rate[line] * tonnes))
    codes = (given.code[name].tolist() for name in ("site", "product", "scrap", "delivered_period", "period"))
    said = dict(zip(zip(*codes, strict=True), given.quantity["returned_t"].tolist(), strict=True))
    keys = sorted({*real, *said})
    truth = np.array([real.get(key, 0.0) for key in keys])

    def sentence(row: int, gap: float) -> str:
        site, product, scrap, period, back = keys[row]
        return (
            f"return of {materials.spelled[scrap]} at {sites.spelled[site]} in {time.names[back]}, from "
            f"{materials.spelled[product]} delivered in {time.names[period]}: stated {gap:+g} t off the real one"
        )

    ledger.equal("returns", np.array([said.get(key, 0.0) for key in keys]), truth, truth, sentence)
    table = np.array([row[:3] for row in found], dtype=np.int64).reshape(-1, 3)
    return Scrap(table[:, 0], table[:, 1], table[:, 2], np.array([row[3] for row in found], dtype=np.float64))
