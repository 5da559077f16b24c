"""Draws what there is: periods, places, materials, recipes and demand."""

from __future__ import annotations

import datetime as dt

from tests.workbooks import Cell
from tests.worlds.world import MONTHS, Choice, Line, World

FIRST_YEAR = 2027
# Months of a period; every mixture of them is as good as one length, and some periods are days.
LENGTHS = (3, 1, 6, 3)
ODD_DAYS = 45

MINES = ("Mine A", "Mine B")
SEPARATORS = ("Separator A", "Separator B")
PLANTS = ("Plant A", "Plant B")
CUSTOMERS = ("Motor maker", "Turbine maker")
TRADER, PORT, STORE = "Trader", "Port", "Reserve"
# site -> operator, country, bloc, kind
PLACES = {
    "Mine A": ("North Co", "China", None, "mine"),
    "Mine B": ("South Co", "Australia", "Allies", "mine"),
    "Separator A": ("North Co", "China", None, "plant"),
    "Separator B": ("South Co", "United States", None, "plant"),
    "Plant A": ("Magnet Co", "United States", None, "plant"),
    "Plant B": ("Magnet Co", "Japan", "Allies", "plant"),
    "Motor maker": ("Motor Co", "United States", None, "customer"),
    "Turbine maker": ("Wind Co", "Germany", "Allies", "customer"),
    TRADER: ("Trade Co", "Japan", "Allies", "trader"),
    PORT: ("Port Co", "United States", None, "depot"),
    STORE: ("State", "United States", None, "stockpile"),
}
OXIDES = ("NdPr oxide", "Dy oxide")
CONTENTS = {"concentrate": "Nd 0.5; Dy 0.2", "NdPr oxide": "Nd 0.7", "Dy oxide": "Dy 0.85"}


def sites_of(world: World, *names: str) -> list[str]:
    """Return those of these sites that there are."""
    own = world.names("Sites", "site")
    return [name for name in names if name in own]


def oxides_of(world: World) -> list[str]:
    """Return the oxides that there are."""
    own = world.names("Commodities", "commodity")
    return [name for name in OXIDES if name in own]


def add_frame(world: World, choice: Choice) -> None:
    """Add sheets Settings, Periods, Sites and Groups."""
    month = choice.one((0, 9))  # from October on a period or more lies in the next year
    start = _month_start(month)
    for number in range(choice.whole(2, 4)):
        length = choice.one(LENGTHS)
        if choice.happens(10):
            following = start + dt.timedelta(days=ODD_DAYS)
        else:
            whole = (start.year - FIRST_YEAR) * MONTHS + start.month - 1 + length
            following = _month_start(whole if start.day == 1 else whole + 1)
        world.periods.append((f"P{number + 1}", start, following - dt.timedelta(days=1)))
        start = following
    for name, first, last in world.periods:
        world.add("Periods", period=name, start=first, end=last)
    world.add("Settings", setting="title", value="World")
    options: tuple[tuple[str, int, tuple[Cell, ...]], ...] = (
        ("discount rate [%/yr]", 30, (8,)),
        ("unmet measure", 30, ("share of demand", "value")),
        ("soft order", 40, ("in order",)),
        ("round lead times up", 20, ("yes",)),
        ("announced rules", 50, ("yes",)),
    )
    for setting, percent, values in options:
        if choice.happens(percent):
            world.add("Settings", setting=setting, value=choice.one(values))
    world.add("Settings", setting="reviews", value=choice.one(("renew", "lapse")))
    there = [MINES[0], SEPARATORS[0], PLANTS[0], CUSTOMERS[0]]
    there += choice.some((MINES[1], SEPARATORS[1], PLANTS[1], CUSTOMERS[1], TRADER, PORT, STORE), 45)
    for name, (operator, country, bloc, kind) in PLACES.items():
        if name in there:
            world.add("Sites", site=name, operator=operator, country=country, bloc=bloc, kind=kind)
    for group, members in (("Mines", MINES), ("Separators", SEPARATORS), ("Plants", PLANTS), ("Makers", CUSTOMERS)):
        for member in members:
            if member in there:
                world.add("Groups", group=group, member=member)


def add_materials(world: World, choice: Choice) -> None:
    """Add sheet Commodities, and a group of the oxides."""
    with_dysprosium = choice.happens(50)
    materials = ["concentrate", "NdPr oxide", *(["Dy oxide"] if with_dysprosium else []), "magnet"]
    stage = {"concentrate": "concentrate", "magnet": "magnet"}
    worth = {"concentrate": 4_000, "NdPr oxide": 70_000, "Dy oxide": 250_000, "magnet": 60_000}
    with_contents = choice.happens(50)
    for name in materials:
        line: Line = {"commodity": name, "stage": stage.get(name, "oxide"), "value [USD/t]": worth[name]}
        if with_contents and name in CONTENTS:
            line["contents"] = CONTENTS[name]
        if name in OXIDES and choice.happens(50):
            line["surplus price [USD/t]"] = worth[name] // 10
            line["surplus limit [t/period]"] = choice.tonnes(1, 3)
        if choice.happens(30):
            line["disposal cost [USD/t]"] = 10 * choice.whole(1, 5)
        world.put("Commodities", line)
    for name in oxides_of(world):
        world.add("Groups", group="Oxides", member=name)


def add_recipes(world: World, choice: Choice) -> None:
    """Add sheet Processes: sources, co-production, and what is made of it; one recipe may stand for a group."""
    for mine in sites_of(world, *MINES):
        line = _line(mine, "mine", "out", "concentrate", choice.one((1, 2)), 1_000 * choice.whole(1, 4))
        if world.may_demand(choice, 10):
            line["minimum run [t/period]"] = 5
        world.put("Processes", line)
    separators = sites_of(world, *SEPARATORS)
    shared = len(separators) > 1 and choice.happens(40)
    for place in ["Separators"] if shared else separators:
        _add_separation(world, choice, place)
    if shared and choice.happens(50):  # one of them has a better yield than the group
        world.put("Processes", _line(separators[0], "separate", "out", "NdPr oxide", 0.5, None))
    for plant in sites_of(world, *PLANTS):
        for oxide, quantity in zip(oxides_of(world), (0.5, 0.125), strict=False):
            world.put("Processes", _line(plant, "sinter", "in", oxide, quantity, None))
        line = _line(plant, "sinter", "out", "magnet", 1, 2_000 * choice.whole(1, 4))
        if choice.happens(15):
            line["lead time [months]"] = choice.one((1, 2))
        world.put("Processes", line)
    for trader in sites_of(world, TRADER):
        for oxide in oxides_of(world):
            world.put("Processes", {**_line(trader, f"supply {oxide}", "out", oxide, 1, 1_000 * choice.whole(40, 300)),
                                    "origin": choice.blank_or(30, "China", "Allies")})  # fmt: skip


def _add_separation(world: World, choice: Choice, place: str) -> None:
    feed = _line(place, "separate", "in", "concentrate", 1, 500 * choice.whole(1, 4))
    feed["lead time [months]"] = choice.blank_or(40, 1, 3)
    world.put("Processes", feed)
    out = _line(place, "separate", "out", "NdPr oxide", 0.5, None)
    if choice.happens(50):
        out |= world.by_period("yield", "fraction", (choice.one((1, 0.75, 0.5)) for _ in world.periods))
    world.put("Processes", out)
    if "Dy oxide" in oxides_of(world):
        world.put("Processes", _line(place, "separate", "out", "Dy oxide", 0.125, None))


def _line(site: str, process: str, direction: str, commodity: str, quantity: float, cost: int | None) -> Line:
    return {"site": site, "process": process, "direction": direction, "commodity": commodity,
            "quantity per run [t]": quantity, "run cost [USD/t]": cost}  # fmt: skip


def add_demand(world: World, choice: Choice) -> None:
    """Add sheet Demand: priorities, waiting, priced demand, and some demand for oxide."""
    for customer in sites_of(world, *CUSTOMERS):
        for use in ("defence", "cars"):
            if use == "defence" and not choice.happens(75):
                continue
            _add_stream(world, choice, customer, "magnet", use, choice.tonnes(0, 1))
    if choice.happens(30):
        _add_stream(world, choice, CUSTOMERS[0], choice.one(oxides_of(world)), "catalysts", 5)


def _add_stream(world: World, choice: Choice, customer: str, material: str, use: str, least: int) -> None:
    line: Line = {"customer": customer, "commodity": material, "end use": use}
    if choice.happens(25):
        line["shortage cost [USD/t]"] = 1_000 * choice.whole(5, 90)
    else:
        line["priority"] = 1 if use == "defence" else choice.one((1, 2))
        line["weight"] = choice.blank_or(25, 2)
    line["may wait [periods]"] = choice.blank_or(40, 1, 2)
    line["unit"] = "t/period"
    line |= {name: least + choice.tonnes(0, 3) for name in world.period_names}
    line[world.period_names[-1]] = 5 + choice.tonnes(0, 3)
    world.put("Demand", line)


def _month_start(month: int) -> dt.date:
    return dt.date(FIRST_YEAR + month // MONTHS, month % MONTHS + 1, 1)
