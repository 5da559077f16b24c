"""Sheet Expansion, read again, and what a plan adds held against it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from models.records import Tables
from planner.verify.given import Given
from planner.verify.ledger import FloatArray, Ledger
from planner.verify.names import Exact, Names
from planner.verify.recipes import Recipes
from planner.verify.time import DAYS_PER_YEAR, MONTHS_PER_YEAR, Time
from planner.verify.timing import Openings, day_after_months, first_and_last_days, started_share

YES = "yes"
# A life so close to whole months counts in months, any other in days.
WHOLE_MONTHS = 1e-9


@dataclass(frozen=True, eq=False)
class Added:
    """What a plan adds.

    usable    process -> (periods,) t/yr of additions that can run, each with its own age
    capital   (periods,) USD, not discounted
    """

    usable: dict[int, FloatArray]
    capital: FloatArray


def check_expansion(
    tables: Tables, given: dict[str, Given], names: list[str], recipes: Recipes, openings: Openings, sites: Names,
    time: Time, ledger: Ledger,
) -> Added:  # fmt: skip
    """Check what is added: that there is such an option, in time, within its limit, whole where it must be.

    names  spelling of each process number that `given` uses, folded
    """
    records, expand = tables.records["Expansion"], given["expand"]
    find = Exact(records, (("site", sites),), ("process",))
    landing = time.landings(records, "lead time", tables.settings["round lead times up"] == YES)
    line_of = {number: find.find((site,), (name,)) for (site, name), number in recipes.number.items()}
    acting = {number: line for number, line in line_of.items() if line >= 0}
    decided: dict[int, list[tuple[int, float]]] = {}
    ledger.checks["expansion"] += expand.size
    for row in range(expand.size):
        place, name = int(expand.code["site"][row]), names[expand.code["process"][row]]
        number, period = recipes.number.get((place, name), -1), int(expand.code["period"][row])
        tonnes = float(expand.quantity["added_t_per_yr"][row])
        if number not in acting:
            ledger.fault("expansion", f"{expand.key(row)}: sheet Expansion has no such option", tonnes)
            continue
        line = acting[number]
        latest = int(records.date["latest start"][line])
        if 0 <= latest < time.first[period]:
            ledger.fault("expansion", f"{records.cell(line, 'latest start')}: {expand.key(row)} is too late", tonnes)
        if landing[line, period] >= time.size or landing[line, period] != expand.code["ready_period"][row]:
            ledger.fault("expansion", f"{records.cell(line, 'lead time')}: {expand.key(row)} is ready at another time")
            continue
        decided.setdefault(number, []).append((period, tonnes))
    rate = tables.settings["discount rate"]
    standing = {number: np.zeros(time.size) for number in acting}
    usable = {number: np.zeros(time.size) for number in acting}
    capital = np.zeros(time.size)
    opened, closed = first_and_last_days(tables)
    for number, line in acting.items():
        most = float(records.number_by_period["capacity"][line, 0] / time.years[0])
        parts = decided.get(number, [])
        _check_amounts(tables, line, most, [tonnes for _, tonnes in parts], ledger)
        for period in range(time.size):
            begins = int(landing[line, period])
            late = 0 <= records.date["latest start"][line] < time.first[period]
            if begins >= time.size or late:
                continue
            first, site = int(time.first[begins]), recipes.site[number]
            gone = _last_day(first, float(records.number["life"][line]))
            stands = time.share(first, gone)
            steps = openings.steps[number] or [(0, 1.0)]
            last = min((day for day in (gone, closed[site]) if day >= 0), default=-1)
            runs = started_share(time, steps, first, opened[site], last)
            for when, tonnes in parts:
                if when == period:
                    standing[number] += tonnes * stands
                    usable[number] += tonnes * runs
        capital += standing[number] * time.years * _a_year(tables, line, float(rate) if rate is not None else 0.0)
    _check_standing(given["standing"], names, recipes, standing, time, ledger)
    return Added(usable, capital)


def _check_amounts(tables: Tables, line: int, most: float, parts: list[float], ledger: Ledger) -> None:
    """Check that no more is added than there is, and that a whole option is added at once."""
    records = tables.records["Expansion"]
    added = np.array([sum(parts)])
    ledger.at_most(
        "expansion", added, np.array([most]), added,
        lambda _, excess: f"{records.cell(line, 'capacity')}: {excess:g} t/yr too much are added",
    )  # fmt: skip
    if records.text["integer"][line] == YES:
        built = np.array([part for part in parts if part])  # nothing of it is nothing, as a person types it
        ledger.equal(
            "expansion", built, np.full(built.size, most), built,
            lambda row, _: f"{records.cell(line, 'integer')}: {built[row]:g} t/yr are added, not all of it at once",
        )  # fmt: skip


def _last_day(first: int, life: float) -> int:
    """Return the last day of a life in months that begins on a day; -1 without end."""
    if np.isnan(life):
        return -1
    if abs(life - round(life)) < WHOLE_MONTHS:
        return day_after_months(first, round(life)) - 1
    return first + round(life * DAYS_PER_YEAR / MONTHS_PER_YEAR) - 1


def _a_year(tables: Tables, line: int, rate: float) -> float:
    """Return the annuity, USD a year for each t/yr."""
    records = tables.records["Expansion"]
    cost = float(np.nan_to_num(records.number["capital cost"][line]))
    if cost == 0.0:
        return 0.0
    years = float(records.number["life"][line]) / MONTHS_PER_YEAR
    if rate == 0.0:
        return cost / years
    growth = float((1.0 + rate) ** years)
    return cost * rate * growth / (growth - 1.0)


def _check_standing(
    given: Given, names: list[str], recipes: Recipes, standing: dict[int, FloatArray], time: Time, ledger: Ledger
) -> None:
    """Check what the plan says stands against what it adds."""
    said = {number: np.zeros(amounts.size) for number, amounts in standing.items()}
    for row in range(given.size):
        key = (int(given.code["site"][row]), names[given.code["process"][row]])
        number, amount = recipes.number.get(key, -1), float(given.quantity["standing_t_per_yr"][row])
        if number in said:
            said[number][given.code["period"][row]] += amount
        else:
            ledger.fault("expansion", f"{given.key(row)}: sheet Expansion has no such option", amount)
    spelled = {number: name for (_, name), number in recipes.number.items()}
    every = list(standing)
    truth, stated = (np.array([each[number] for number in every]).ravel() for each in (standing, said))
    periods = truth.size // max(len(every), 1)
    ledger.equal(
        "expansion", stated, truth, truth,
        lambda row, gap: f"standing capacity of {spelled[every[row // periods]]} is stated {gap:+g} t/yr off in "
        f"{time.names[row % periods]}",
    )  # fmt: skip
