"""Draws who may supply whom, and what a planner wishes: sheets Sourcing, Qualification and Pins."""

from __future__ import annotations

from collections.abc import Callable

from tests.worlds.chain import CUSTOMERS, MINES, OXIDES, PLANTS, SEPARATORS, oxides_of, sites_of
from tests.worlds.world import Choice, Line, World

WINDOWS = ("period", "calendar year", "term")


def add_sourcing(world: World, choice: Choice) -> None:
    """Add shares of suppliers, and awards where whole numbers may be drawn."""
    if choice.happens(35):
        world.put("Sourcing", {"buyer": choice.one(("*", "Plants")), "commodity": choice.one(("NdPr oxide", "Oxides")),
                               "supplier": None, "most share [fraction]": choice.one((0.75, 0.5)),
                               "window": choice.blank_or(70, *WINDOWS)})  # fmt: skip
    if choice.happens(35):
        world.put("Sourcing", {"buyer": "Separator A", "commodity": "concentrate",
                               "supplier": choice.one(("China", "North Co", "Mine A")),
                               "most share [fraction]": choice.one((0.5, 0.25, 0.75)),
                               "window": choice.blank_or(70, *WINDOWS)})  # fmt: skip
    if MINES[1] in _suppliers(world, "Separator A") and choice.happens(45):
        world.put("Sourcing", {"buyer": "Separator A", "commodity": "concentrate", "supplier": MINES[1],
                               "least share [fraction]": choice.one((0.5, 0.25)), "incumbent": "yes" if world.whole
                               else None, "window": choice.blank_or(70, *WINDOWS)})  # fmt: skip
    if world.whole and choice.happens(60):
        _add_awards(world, choice, "Separator A", "concentrate", list(MINES))
    if world.whole and choice.happens(50):
        _add_awards(world, choice, CUSTOMERS[0], "magnet", list(PLANTS))


def _suppliers(world: World, buyer: str) -> list[str]:
    groups = {str(line["group"]) for line in world.rows("Groups") if line["member"] == buyer} | {buyer}
    direct = {str(line["from"]) for line in world.rows("Lanes") if line["to"] in groups}
    return [
        str(line["member"]) for line in world.rows("Groups") if {line["group"], line["member"]} & direct
    ]  # fmt: skip


def _add_awards(world: World, choice: Choice, buyer: str, material: str, sites: list[str]) -> None:
    there = sites_of(world, *sites)
    line: Line = {"buyer": buyer, "commodity": material, "supplier": None,
                  "most suppliers": choice.blank_or(40, *range(1, len(there) + 1)),
                  "least share [fraction]": choice.blank_or(50, 0.25),
                  "switching cost [USD]": choice.blank_or(60, 20_000, 200_000),
                  "window": choice.blank_or(50, *WINDOWS)}  # fmt: skip
    if line["least share [fraction]"] and line["most suppliers"] != 1 and choice.happens(60):
        line["least suppliers"] = min(2, len([name for name in _suppliers(world, buyer) if name in there])) or None
    if any(line[name] is not None for name in line if base_is_limit(name)):
        world.put("Sourcing", line)


def base_is_limit(header: str) -> bool:
    """Tell whether a column of Sourcing limits something."""
    return header.startswith(("least", "most", "switching"))


def add_qualification(world: World, choice: Choice) -> None:
    """Add rows that keep suppliers out until they are ready; a more exact row stands against a group's."""
    ready: list[str | None] = [*world.period_names, None]
    for customer, supplier, material, percent in (
        ("*", "Plants", "magnet", 20),
        ("Motor maker", "Plants", "magnet", 15),
        ("Motor maker", PLANTS[0], "magnet", 20),
        ("Plants", "China", "NdPr oxide", 20),
        (PLANTS[0], SEPARATORS[0], "NdPr oxide", 20),
        (SEPARATORS[0], "Mine A", "concentrate", 15),
    ):
        if choice.happens(percent):
            world.put("Qualification", {"customer": customer, "supplier": supplier, "commodity": material,
                                        "ready period": choice.one(ready)})  # fmt: skip


def add_pins(world: World, choice: Choice) -> None:
    """Add ceilings, and now and then a floor or both, on every kind of flow."""
    draws: tuple[Callable[[World, Choice], Line], ...] = (_ship, _run, _deliver, _stock, _sell)
    for number, draw in enumerate(draws):
        if not choice.happens(22):
            continue
        line = {**draw(world, choice), "period": choice.blank_or(50, *world.period_names)}
        if number in (0, 1) and world.may_demand(choice, 60):
            line["least [t]"] = 5
            line["most [t]"] = choice.blank_or(50, 5, 20)
        else:
            line["most [t]"] = choice.tonnes(0, 5)
        world.put("Pins", {**line, "reason": "to see", "who": "the board"})


def _ship(world: World, choice: Choice) -> Line:
    sender, material = choice.one((("Mine A", None), ("Mines", "concentrate"), ("Separators", "Oxides"),
                                   (PLANTS[0], "magnet")))  # fmt: skip
    return {"what": "ship", "from": sender, "commodity": material}


def _run(world: World, choice: Choice) -> Line:
    place, material, process = choice.one(((SEPARATORS[0], OXIDES[0], None), ("China", None, "mine"),
                                           ("Plants", "magnet", None)))  # fmt: skip
    return {"what": "run", "from": place, "commodity": material, "process": process}


def _deliver(world: World, choice: Choice) -> Line:
    place, use = choice.one(((None, "cars"), ("Makers", None)))
    return {"what": "deliver", "to": place, "commodity": "magnet", "end use": use}


def _stock(world: World, choice: Choice) -> Line:
    held = [(line["site"], line["commodity"]) for line in world.rows("Inventory")]
    place, material = choice.one(held or [(None, "magnet")])
    return {"what": "stock", "from": place, "commodity": material}


def _sell(world: World, choice: Choice) -> Line:
    return {"what": "sell", "from": choice.blank_or(50, "Separators", PLANTS[0]), "commodity": oxides_of(world)[0]}
