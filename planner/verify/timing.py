"""Start and end of sites and sheet Ramp, read again, and the rates of a plan held against them."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date

import numpy as np

from models.records import Tables
from planner.verify.ledger import FloatArray, IntArray, Ledger
from planner.verify.names import Exact, Names
from planner.verify.recipes import Recipes, Runs
from planner.verify.time import MONTHS_PER_YEAR, Time

PERCENT = 100.0
# Shares that lie this near are the same one: 80 % and 800,000 ppm differ in their last digit.
SAME_SHARE = 1e-9

type Steps = list[tuple[int, float]]


@dataclass(frozen=True, eq=False)
class Openings:
    """When what may run, before any capacity is looked at.

    site     (sites, periods) share of the days on which a site runs
    process  (processes, periods) the same of its processes;  share  with their start-up, too
    steps    (processes,) ages in months with the share of capacity from then on, empty without a curve
    rate     (processes,) t of the driver a year, a year;  record  (processes,) row of sheet Ramp, -1 for none
    """

    site: FloatArray
    process: FloatArray
    share: FloatArray
    steps: list[Steps]
    rate: FloatArray
    record: IntArray


def day_after_months(first: int, months: int) -> int:
    """Return the day on which an age in months is reached: the same day of a month, or its last."""
    begun = date.fromordinal(first)
    counted = begun.year * MONTHS_PER_YEAR + begun.month - 1 + months
    year, month = counted // MONTHS_PER_YEAR, counted % MONTHS_PER_YEAR + 1
    return date(year, month, min(calendar.monthrange(year, month)[1], begun.day)).toordinal()


def started_share(time: Time, steps: Steps, first: int, opens: int, closes: int) -> FloatArray:
    """Return (periods,) the mean share of a capacity over the days of each period, for an age that counts from first.

    Each step adds what it has over the one before, from its own day on; nothing runs before `opens` or after `closes`.
    """
    total, before = np.zeros(time.size), 0.0
    for months, share in steps:
        total = total + (share - before) * time.share(max(day_after_months(first, months), opens), closes)
        before = share
    return total


def first_and_last_days(tables: Tables) -> tuple[list[int], list[int]]:
    """Return the first day on which each site runs, 0 from the beginning, and the last, -1 without end."""
    days = tables.records["Sites"].date
    return [max(day, 0) for day in days["start"].tolist()], days["end"].tolist()


def read_openings(tables: Tables, sites: Names, recipes: Recipes, time: Time) -> Openings:
    """Read start and end on sheet Sites, and sheet Ramp."""
    places, ramp = tables.records["Sites"], tables.records["Ramp"]
    opened, closed = first_and_last_days(tables)
    site = np.array([time.share(day, end) for day, end in zip(opened, closed, strict=True)])
    site = site.reshape(len(opened), time.size)
    process = site[recipes.site]
    share = process.copy()
    steps: list[Steps] = [[] for _ in recipes.site]
    rate, record = np.full(recipes.site.size, np.nan), np.full(recipes.site.size, -1, dtype=np.int64)
    find = Exact(ramp, (("site", sites),), ("process",))
    for (place, name), number in recipes.number.items():
        line = find.find((place,), (name,)) if len(ramp) else -1
        if line < 0:
            continue
        record[number], rate[number] = line, ramp.number["rate limit"][line]
        for part in str(ramp.text["percent by age"][line]).split(";"):
            if part.strip():
                months, percent = part.replace("%", " ").split()
                steps[number].append((int(months), float(percent) / PERCENT))
        own, opens, closes = int(ramp.date["start"][line]), opened[place], closed[place]
        first = own if own >= 0 else int(places.date["start"][place])
        if steps[number] and first >= 0:
            share[number] = started_share(time, steps[number], first, opens, closes)
        elif own >= 0:
            share[number] = time.share(max(own, opens), closes)
    return Openings(site, process, share, steps, rate, record)


def check_shut(runs: Runs, recipes: Recipes, may_run: np.ndarray, sites: Names, time: Time, ledger: Ledger) -> None:
    """Check that nothing runs where a process is shut; may_run (processes, periods)."""
    ledger.checks["openings"] += int(runs.runs.size)
    spelled = {number: name for (_, name), number in recipes.number.items()}
    for row in np.flatnonzero(~may_run[runs.process, runs.period] & (runs.runs > 0.0)).tolist():
        process = int(runs.process[row])
        ledger.fault(
            "openings",
            f"{spelled[process]} at {sites.spelled[recipes.site[process]]} runs in {time.names[runs.period[row]]}, "
            "when it is shut",
            float(runs.runs[row]),
        )


def check_rates(
    tables: Tables, recipes: Recipes, runs: Runs, openings: Openings, may_run: np.ndarray, steady: np.ndarray,
    before: FloatArray, time: Time, ledger: Ledger,
) -> None:  # fmt: skip
    """Check that no rate changes faster than sheet Ramp allows.

    steady  (processes, periods) true where every availability is that of the period before
    before  (processes,) t of the driver a year before the first period, NaN where the first period is free
    """
    records = tables.records["Ramp"]
    driven = runs.amount[recipes.driver]
    can = may_run & (recipes.arrival < time.size) & (recipes.line_quantity[recipes.driver] > 0.0)
    cases: list[tuple[int, int, float, float]] = []
    for process in np.flatnonzero(~np.isnan(openings.rate)).tolist():
        for period in range(time.size):
            if period == 0:
                comparable, last, gap = not np.isnan(before[process]), before[process], time.middle_years[0]
            else:
                same = abs(openings.share[process, period] - openings.share[process, period - 1]) <= SAME_SHARE
                comparable = bool(can[process, period - 1] and same and steady[process, period])
                last = driven[process, period - 1] / time.years[period - 1]
                gap = time.middle_years[period] - time.middle_years[period - 1]
            if comparable and can[process, period]:
                change = abs(driven[process, period] / time.years[period] - last) * time.years[period]
                cases.append((process, period, change, openings.rate[process] * gap * time.years[period]))
    changes, most = (np.array([case[place] for case in cases]) for place in (2, 3))

    def sentence(row: int, excess: float) -> str:
        process, period = cases[row][:2]
        line = int(openings.record[process])
        return (
            f"{records.cell(line, 'rate limit')}: {records.text['process'][line]} changes its rate by {excess:g} t too "
            f"much in {time.names[period]}"
        )

    ledger.at_most("rates", changes, most, changes, sentence)
