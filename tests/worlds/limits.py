"""Draws what can run when: sheets Capacity, Ramp and Expansion, and the dates of sites."""

from __future__ import annotations

import datetime as dt

from tests.worlds.chain import MINES, PLANTS, PORT, SEPARATORS, TRADER, oxides_of, sites_of
from tests.worlds.world import Choice, Line, World


def add_limits(world: World, choice: Choice) -> None:
    """Add capacities of every process that starts a chain, and of some others; start-up, rates, additions."""
    _add_capacities(world, choice)
    _add_dates(world, choice)
    _add_ramps(world, choice)
    _add_expansions(world, choice)


def _capacity(site: str, process: str | None, basis: str | None, commodity: str | None) -> Line:
    return {"site": site, "process": process, "basis": basis, "commodity": commodity}


def _add_capacities(world: World, choice: Choice) -> None:
    mines = sites_of(world, *MINES)
    for mine in mines:
        line = _capacity(mine, "mine", "out", "concentrate")
        line |= {"unit": "t/period", **{name: 10 + choice.tonnes(0, 8) for name in world.period_names}}
        _vary(world, choice, line)
        _load(world, choice, line, 5)
        world.put("Capacity", line)
    if len(mines) > 1 and choice.happens(30):
        world.put("Capacity", {**_capacity("{Mines}", "mine", "out", "concentrate"),
                               **_all(choice, world, 15 + choice.tonnes(0, 6))})  # fmt: skip
    separators = sites_of(world, *SEPARATORS)
    shared = len(separators) > 1 and choice.happens(30)
    for place in ["Separators"] if shared else separators:
        line = {**_capacity(place, "separate", "in", "concentrate"), "unit": "t/yr", "all": 20 * choice.whole(4, 16)}
        _vary(world, choice, line)
        world.put("Capacity", line)
    for plant in sites_of(world, *PLANTS):
        if world.whole or choice.happens(60):  # an award is scaled with what can be made
            bases = (("out", None), (None, "magnet"), ("in", "NdPr oxide"))
            basis, commodity = choice.one(bases[:2] if world.whole else bases)
            line = {**_capacity(plant, "sinter", basis, commodity), **_all(choice, world, 5 + choice.tonnes(0, 5))}
            if not choice.happens(20):
                _load(world, choice, line, 5)
            if choice.happens(15):
                line["confidence"] = choice.one(("B", "C"))
            world.put("Capacity", line)
    _add_trader(world, choice)
    if sites_of(world, PORT):
        material = choice.one((None, "magnet", "{Oxides}", "Oxides"))
        world.put("Capacity", {**_capacity(PORT, None, "throughput", material), **_all(choice, world, 5)})
    if choice.happens(20):
        world.put("Capacity", {**_capacity(PLANTS[0], None, "out", None), **_all(choice, world, 10)})
    if any(line.get("confidence") == "C" for line in world.rows("Capacity")) and not _has(world, "minimum load"):
        world.add("Settings", setting="weak data", value=choice.one(("use", "leave out")))


def _add_trader(world: World, choice: Choice) -> None:
    for trader in sites_of(world, TRADER):
        world.put("Capacity", {**_capacity(trader, None, None, oxides_of(world)[0]), "unit": "t/period",
                               "all": choice.tonnes(1, 3)})  # fmt: skip
        if len(oxides_of(world)) > 1:
            world.put("Capacity", {**_capacity(trader, None, None, "Dy oxide"), "unit": "t/period", "all": 5})


def _has(world: World, column: str) -> bool:
    return any(header.startswith(column) for line in world.rows("Capacity") for header in line)


def _all(choice: Choice, world: World, least: int) -> Line:
    if choice.happens(50):
        return {"unit": "t/period", "all": least + choice.tonnes(0, 2)}
    return {"unit": "t/period", **{name: least + choice.tonnes(0, 2) for name in world.period_names}}


def _vary(world: World, choice: Choice, line: Line) -> None:
    if choice.happens(15):
        line |= world.by_period("availability", "fraction", (choice.one((1, 0.8)) for _ in world.periods))


def _load(world: World, choice: Choice, line: Line, least: int) -> None:
    if world.whole and choice.happens(30):
        line["minimum load [t/period]"] = least
        for header in [header for header in line if header.startswith("availability")]:
            del line[header]


def _add_dates(world: World, choice: Choice) -> None:
    """Let a mine open late, or close early."""
    for line in world.rows("Sites"):
        if line["kind"] == "mine" and not _must_run(world, str(line["site"])):
            if choice.happens(15):
                line["start"] = world.day(choice, 0, 50)
            if choice.happens(15):
                line["end"] = world.day(choice, 60, 99)


def _must_run(world: World, site: str) -> bool:
    return any(
        line["site"] == site and any(header.startswith(("minimum run", "minimum load")) and line[header] is not None
                                     for header in line)
        for sheet in ("Processes", "Capacity") for line in world.rows(sheet)
    )  # fmt: skip


def _add_ramps(world: World, choice: Choice) -> None:
    if choice.happens(25):
        world.add("Ramp", site=SEPARATORS[0], process="separate", start=world.day(choice, 0, 30),
                  percent_by_age=choice.one(("0 50; 3 100", "1 20; 4 60; 9 90")))  # fmt: skip
    for site, process in ((MINES[0], "mine"), (PLANTS[0], "sinter")):
        if choice.happens(25) and not _must_run(world, site):
            line: Line = {"site": site, "process": process, "rate limit [t/yr/yr]": 20 * choice.whole(1, 6)}
            world.put("Ramp", line)
            for limit in world.rows("Capacity"):
                if limit["site"] == site and limit["process"] == process and choice.happens(60):
                    limit["running at start [t/yr]"] = 10 * choice.whole(0, 6)


def _add_expansions(world: World, choice: Choice) -> None:
    limited = {(line["site"], line["process"]) for line in world.rows("Capacity")}
    for site, process in (*((mine, "mine") for mine in MINES), (SEPARATORS[-1], "separate"), (PLANTS[0], "sinter")):
        if (site, process) in limited and choice.happens(35):
            latest = choice.blank_or(30, 0)
            line: Line = {
                "site": site, "process": process, "capacity [t/yr]": 10 * choice.whole(1, 8),
                "lead time [months]": choice.blank_or(40, 1, 4),
                "capital cost [USD/(t/yr)]": 1_000 * choice.whole(0, 5), "life [yr]": choice.one((10, 0.5)),
                "latest start": None if latest is None else world.periods[1][2] + dt.timedelta(days=latest),
                "integer": choice.blank_or(50, "yes") if world.whole else None,
            }  # fmt: skip
            world.put("Expansion", line)
