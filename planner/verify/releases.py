"""What leaves each stock of sheet Inventory with a limit on releases, counted day by day."""

from __future__ import annotations

from datetime import date

import numpy as np

from models.records import Tables
from planner.verify.demand import Service
from planner.verify.given import Given
from planner.verify.lanes import Shipments
from planner.verify.ledger import IntArray, Ledger
from planner.verify.names import Exact, Names
from planner.verify.recipes import Recipes, Runs
from planner.verify.time import Time


def check_releases(
    tables: Tables, recipes: Recipes, runs: Runs, shipments: Shipments, service: Service, sold: Given, sites: Names,
    materials: Names, time: Time, ledger: Ledger,
) -> None:  # fmt: skip
    """Check that what is shipped, used, delivered and sold from a stock keeps within its release per window.

    The tonnes of a period are spread evenly over its days; what is thrown away or lost is no release.
    """
    records = tables.records["Inventory"]
    limits = records.number["release per window"]
    limited = np.flatnonzero(~np.isnan(limits)).tolist()
    if not limited:
        return
    taken = runs.flow_t < 0.0
    line = runs.flow_line[taken]
    process = np.searchsorted(recipes.start, line, side="right") - 1
    ways = (
        (shipments.origin, shipments.commodity, shipments.period, shipments.sent),
        (recipes.site[process], recipes.line_commodity[line], runs.flow_period[taken], -runs.flow_t[taken]),
        (service.site, service.commodity, service.period, service.delivered),
        (sold.code["site"], sold.code["commodity"], sold.code["period"], sold.quantity["quantity_t"]),
    )
    find = Exact(records, (("site", sites), ("commodity", materials)))
    for row in limited:
        window, names = _windows(str(records.text["release window"][row]), time)
        for site, material in find.matches(row):
            gone = np.zeros(time.size)
            for place, good, period, tonnes in ways:
                own = (place == site) & (good == material)
                np.add.at(gone, period[own], tonnes[own])
            days = np.array([last - first + 1 for first, last in zip(time.first, time.last, strict=True)])
            released = np.bincount(window, weights=np.repeat(gone / days, days), minlength=len(names))
            where = f"{records.cell(row, 'release per window')}: {materials.spelled[material]} at {sites.spelled[site]}"
            for number, name in enumerate(names):
                ledger.at_most(
                    "releases", released[number : number + 1], limits[row : row + 1], released[number : number + 1],
                    lambda _, excess, where=where, name=name:  # type: ignore[misc]
                    f"{where} releases {excess:g} t too much in {name}",
                )  # fmt: skip


def _windows(kind: str, time: Time) -> tuple[IntArray, list[str]]:
    """Return (days of the horizon,) the number of the window that each day lies in, and the names of the windows."""
    if kind == "period":
        return np.repeat(
            np.arange(time.size), [last - first + 1 for first, last in zip(time.first, time.last, strict=True)]
        ), list(time.names)
    days = range(time.first[0], time.last[-1] + 1)
    if kind == "whole plan":
        return np.zeros(len(days), dtype=np.int64), ["the whole plan"]
    years = [date.fromordinal(day).year for day in days]
    return np.array(years, dtype=np.int64) - years[0], [str(year) for year in range(years[0], years[-1] + 1)]
