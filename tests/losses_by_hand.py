"""Losses and stops written into the input, as a person would: sites that end, bans of what they send, make or sell."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from models.arrays import IntArray
from models.problem import Problem
from models.records import Tables
from planner.explain.stress.added import banned, with_rows
from planner.explain.stress.losses import COUNTRY, SITE, STAGE, SUPPLIER, Loss
from planner.explain.study import Study
from planner.read.grid import Cell

BEFORE_ALL = 1  # the first day there is
MADE = "production"


def sites_ended(tables: Tables, lines: Sequence[int] | IntArray, day: int) -> Tables:
    """Return the tables with some sites that make nothing from a day on.

    lines  indices into the records of sheet Sites;  day  as an ordinal, the first without them
    """
    records = tables.records["Sites"]
    chosen = np.asarray(lines, dtype=np.int64)
    start, end = records.date["start"].copy(), records.date["end"].copy()
    sooner = (end[chosen] < 0) | (end[chosen] >= day)
    end[chosen[sooner]] = day - 1
    # A site that would open later does not open at all: all of its days lie before every plan.
    later = chosen[start[chosen] >= day]
    start[later] = end[later] = BEFORE_ALL
    changed = replace(records, date={**records.date, "start": start, "end": end})
    return replace(tables, records={**tables.records, "Sites": changed})


def lost(study: Study, loss: Loss, period: int) -> Tables:
    """Return the tables with a loss in them: of its first name; of a rule those that it says."""
    problem = study.model.problem
    kind, name = loss.names[0]
    day = int(problem.calendar.start[period])
    if kind == STAGE:
        return _without_stage(problem, name, day)
    of = {SITE: problem.site_names.names, SUPPLIER: problem.sites.operator, COUNTRY: problem.sites.country}
    if kind not in of:
        return loss.tables
    lanes, stages = problem.lanes, problem.commodities.stage
    sends = {int(lanes.origin[lane]) for lane in range(lanes.size) if stages[lanes.commodity[lane]] != "scrap"}
    sends |= set(problem.processes.site.tolist())
    needs = set(problem.demands.customer.tolist()) - sends
    sites = [site for site, own in enumerate(of[kind]) if own == name and site not in needs]
    ended = sites_ended(problem.tables, problem.sites.line[sites], day)
    names = [problem.site_names.names[site] for site in sites]
    unsold: list[Mapping[str, Cell]] = [
        {"what": "sell", "from": own, "period": when, "most [t]": 0}
        for own in names
        for when in problem.calendar.names[period:]
    ]
    at_none = [site for site in sites if site not in problem.demands.customer]
    scopes: list[tuple[str, dict[str, Cell]]] = [(f"Loss of {own}", {"from": own}) for own in names]
    scopes += [
        (f"Nothing to {problem.site_names.names[site]}", {"to": problem.site_names.names[site]}) for site in at_none
    ]
    return with_rows(banned(_nothing_lies(ended, problem, at_none, period), scopes, day), "Pins", unsold)


def _nothing_lies(tables: Tables, problem: Problem, sites: Sequence[int], period: int) -> Tables:
    """Return the tables in which, from a period on, nothing has to lie at some sites."""
    records, stocks = tables.records["Inventory"], problem.inventories
    lines = stocks.line[np.isin(stocks.site, sites)]
    end, safety = records.number["end stock"].copy(), records.number_by_period["safety"].copy()
    end[lines] = 0.0
    safety[lines, period:] = 0.0
    changed = replace(
        records, number={**records.number, "end stock": end},
        number_by_period={**records.number_by_period, "safety": safety},
    )  # fmt: skip
    return replace(tables, records={**tables.records, "Inventory": changed})


def _without_stage(problem: Problem, name: str, day: int) -> Tables:
    """Return the tables without a stage in a country, such as `oxide, Malaysia`.

    Sites that do nothing else end; at others it is banned to make what is of the stage, which counts when it comes out.
    """
    stage, _, country = name.partition(", ")
    processes, sites, goods = problem.processes, problem.site_names.names, problem.commodity_names.names
    makes: dict[int, set[int]] = {}
    of_stage: set[int] = set()
    for line in np.flatnonzero(processes.line_output).tolist():
        process, commodity = int(processes.line_process[line]), int(processes.line_commodity[line])
        if (problem.commodities.stage[commodity], problem.sites.country[processes.site[process]]) == (stage, country):
            of_stage.add(process)
            makes.setdefault(int(processes.site[process]), set()).add(commodity)
    whole = [site for site in makes if set(np.flatnonzero(processes.site == site).tolist()) <= of_stage]
    ended = sites_ended(problem.tables, problem.sites.line[whole], day)
    return banned(
        ended,
        [
            (f"No {goods[own]} at {sites[site]}", {"from": sites[site], "commodity": goods[own], "applies at": MADE})
            for site in makes
            if site not in whole
            for own in makes[site]
        ],
        day,
    )


def receivers(problem: Problem) -> list[str]:
    """Return whom the withholding country has lanes to: other countries, and sites without one, in order."""
    country, countries, names = problem.options.withholding_country, problem.sites.country, problem.site_names.names
    pairs = {
        (countries[origin], countries[destination] or names[destination])
        for origin, destination in zip(problem.lanes.origin.tolist(), problem.lanes.destination.tolist(), strict=True)
    }
    return sorted(receiver for sender, receiver in pairs if sender == country and receiver != country)


def stopped(problem: Problem, period: int) -> Tables:
    """Return the tables with a ban of all that the withholding country sends to others, from a period on."""
    country, day = problem.options.withholding_country, int(problem.calendar.start[period])
    scopes = [("Full stop", {"from": country, "to": receiver}) for receiver in receivers(problem)]
    return banned(problem.tables, scopes, day)
