"""Draws how material moves and lies: sheets Lanes, Inventory and Pipeline."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

from tests.workbooks import Cell
from tests.worlds.chain import CUSTOMERS, MINES, PLANTS, PORT, SEPARATORS, STORE, TRADER, oxides_of, sites_of
from tests.worlds.world import Choice, Line, World


def add_moves(world: World, choice: Choice) -> None:
    """Add lanes along the chain, some through a port or for a whole group at once; stocks, orders on their way."""
    _add_lanes(world, choice)
    _add_stocks(world, choice)
    if choice.happens(40):
        place = choice.one((sites_of(world, *CUSTOMERS)[-1], PLANTS[0]))
        material = "magnet" if place in CUSTOMERS else "NdPr oxide"
        world.put("Pipeline", {"to": place, "commodity": material, "period": choice.one(world.period_names),
                               "quantity [t]": choice.tonnes(1, 2)})  # fmt: skip


def _add_lanes(world: World, choice: Choice) -> None:
    mines, separators, plants, customers, trader, port, store = (
        sites_of(world, *names) for names in (MINES, SEPARATORS, PLANTS, CUSTOMERS, (TRADER,), (PORT,), (STORE,))
    )
    _link(world, choice, "Mines", mines, "Separators", separators, "concentrate")
    for sender, place in itertools.product([*separators, *trader, *store], plants):
        for oxide in oxides_of(world):
            world.put("Lanes", _lane(choice, sender, place, oxide))
    if port:
        for sender, oxide in itertools.product(separators, oxides_of(world)):
            world.put("Lanes", _lane(choice, sender, PORT, oxide))
        for place in plants:
            world.put("Lanes", _lane(choice, PORT, place, "Oxides"))
    for sender, store_of in itertools.product(separators, store):
        world.put("Lanes", _lane(choice, sender, store_of, "NdPr oxide"))
    _link(world, choice, "Plants", plants, "Makers", customers, "magnet")
    asked = {str(line["commodity"]) for line in world.rows("Demand")} - {"magnet"}
    for oxide, sender in itertools.product(sorted(asked), separators):
        world.put("Lanes", _lane(choice, sender, CUSTOMERS[0], oxide))
    for line in world.rows("Lanes"):
        if line["commodity"] == "concentrate" and world.may_demand(choice, 15):
            line["minimum [t/period]"] = 5
    if choice.happens(25):  # a second, faster and dearer way
        fast = dict(choice.one([line for line in world.rows("Lanes") if line["to"] != PORT]))
        fast |= {"mode": "air", "cost [USD/t]": 900, "lead time [months]": None, "minimum [t/period]": None}
        world.put("Lanes", fast)


def _link(
    world: World, choice: Choice, senders: str, froms: Sequence[str], receivers: str, tos: Sequence[str], material: str
) -> None:
    """Add the lanes between two groups: one row for all of them, with or without an exception, or a row for each."""
    pairs = list(itertools.product(froms, tos))
    if len(pairs) > 1 and choice.happens(25):
        world.put("Lanes", _lane(choice, senders, receivers, material))
        pairs = choice.some(pairs, 30)
    for sender, receiver in pairs:
        world.put("Lanes", _lane(choice, sender, receiver, material))


def _lane(choice: Choice, sender: str, receiver: str, material: str) -> Line:
    line: Line = {"from": sender, "to": receiver, "commodity": material, "mode": None,
                  "cost [USD/t]": 50 * choice.whole(0, 6)}  # fmt: skip
    line["duty [%]"] = choice.blank_or(15, 5)
    line["lead time [months]"] = choice.blank_or(30, 1, 3)
    line["loss [fraction]"] = choice.blank_or(20, 0.125)
    if choice.happens(30):
        line["capacity [t/period]"] = choice.tonnes(1, 4)
    return line


def _add_stocks(world: World, choice: Choice) -> None:
    places = list(itertools.product(sites_of(world, *PLANTS), oxides_of(world)))
    places += [(customer, "magnet") for customer in sites_of(world, *CUSTOMERS)]
    for site, material in choice.some(places, 50):
        world.put("Inventory", _stock(choice, site, material))
    if choice.happens(30):
        world.put("Inventory", {**_stock(choice, "Mines", "concentrate"), "opening [t]": None})
    for line in world.rows("Inventory"):
        if line["safety [t]"] and choice.happens(20):
            line["safety cost [USD/t/yr]"] = 1_000 * choice.whole(1, 90)
        if line["end stock [t]"] and choice.happens(20):
            line["end stock cost [USD/t]"] = 1_000 * choice.whole(1, 90)
        line["sized"] = choice.blank_or(20, "yes")
        if choice.happens(20):
            line["release per window [t]"] = choice.tonnes(1, 4)
            line["release window"] = choice.blank_or(60, "period", "whole plan")
    for store in sites_of(world, STORE):
        world.put("Inventory", {**_stock(choice, store, "NdPr oxide"), "opening [t]": choice.tonnes(1, 4),
                                "maximum [t]": "no limit"})  # fmt: skip
        if choice.happens(50):
            world.rows("Inventory")[-1]["end stock [t]"] = None  # the opening stock, of a stockpile


def _stock(choice: Choice, site: str, material: str) -> Line:
    limits: tuple[Cell, ...] = ("no limit", 10, 20)
    return {
        "site": site, "commodity": material, "opening [t]": choice.tonnes(0, 2), "maximum [t]": choice.one(limits),
        "safety [t]": choice.blank_or(35, 5, 10), "end stock [t]": choice.blank_or(50, 5, 10),
        "holding cost [USD/t/yr]": 100 * choice.whole(0, 5), "loss [%/yr]": choice.blank_or(30, 10),
        "origin": choice.blank_or(10, "China"),
    }  # fmt: skip
