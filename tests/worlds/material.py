"""Draws mixtures, substitutes and returns: sheets Blends, Substitutes and Recycling with the recipes they need."""

from __future__ import annotations

from tests.worlds.chain import CUSTOMERS, PLANTS, oxides_of, sites_of
from tests.worlds.world import Choice, Line, World

PLANT, CUSTOMER = PLANTS[0], CUSTOMERS[0]


def add_mixture(world: World, choice: Choice) -> None:
    """Let a second oxide stand in for the first one at a plant, within limits by input and by element."""
    if not choice.happens(35):
        return
    first = next(line for line in world.rows("Processes") if line["site"] == PLANT and line["direction"] == "in"
                 and line["commodity"] == "NdPr oxide")  # fmt: skip
    first["blend"] = "feed"
    contents = any(line.get("contents") for line in world.rows("Commodities"))
    world.put("Commodities", {"commodity": "other oxide", "stage": "oxide", "value [USD/t]": 40_000,
                              "contents": "Nd 0.4" if contents else None})  # fmt: skip
    world.put("Processes", {"site": PLANT, "process": "sinter", "direction": "in", "commodity": "other oxide",
                            "quantity per run [t]": 0.625, "blend": "feed"})  # fmt: skip
    world.put("Processes", {"site": PLANT, "process": "buy", "direction": "out", "commodity": "other oxide",
                            "run cost [USD/t]": 1_000 * choice.whole(10, 90)})  # fmt: skip
    world.put("Capacity", {"site": PLANT, "process": "buy", "unit": "t/period", "all": choice.tonnes(1, 4)})
    if choice.happens(75):
        line: Line = {
            "site": PLANT,
            "process": "sinter",
            "commodity": "other oxide",
            "of": choice.blank_or(40, "magnet"),
        }
        line["most [%]"] = choice.one((25, 40))
        if world.may_demand(choice, 50):
            line["least [%]"] = 5
        world.put("Blends", line)
    if contents and choice.happens(50):
        world.put("Blends", {"site": "Plants" if choice.happens(30) else PLANT, "process": "sinter", "commodity": "Nd",
                             "of": None, "least [%]": choice.one((50, 60))})  # fmt: skip


def add_substitute(world: World, choice: Choice) -> None:
    """Let a plant make a magnet without dysprosium, which some customers accept for the other one."""
    if not choice.happens(35):
        return
    lean = "lean magnet"
    world.put("Commodities", {"commodity": lean, "stage": "magnet", "value [USD/t]": 30_000})
    world.put("Processes", {"site": PLANT, "process": "press", "direction": "in", "commodity": oxides_of(world)[0],
                            "quantity per run [t]": 0.25})  # fmt: skip
    world.put("Processes", {"site": PLANT, "process": "press", "direction": "out", "commodity": lean,
                            "quantity per run [t]": 1, "run cost [USD/t]": 1_000 * choice.whole(1, 9)})  # fmt: skip
    for customer in sites_of(world, *CUSTOMERS):
        world.put("Lanes", {"from": PLANT, "to": customer, "commodity": lean, "cost [USD/t]": 50})
    for customer, use, percent in (("Makers", None, 60), ("Makers", "cars", 40), (CUSTOMER, "cars", 40)):
        if choice.happens(percent):
            first = world.day(choice, 0, 60) if choice.happens(40) else None
            last = world.day(choice, 60, 100) if choice.happens(40) else None
            world.put("Substitutes", {"customer": customer, "commodity": "magnet", "end use": use,
                                      "accepted instead": lean, "tonnes per tonne": choice.blank_or(60, 1.25, 2),
                                      "from": first, "until": last})  # fmt: skip


def add_returns(world: World, choice: Choice) -> None:
    """Let magnets come back from customers to a plant, which makes oxide of them."""
    if not choice.happens(35):
        return
    scrap = "old magnet"
    world.put("Commodities", {"commodity": scrap, "stage": "scrap", "value [USD/t]": 500,
                              "disposal cost [USD/t]": choice.blank_or(60, 30)})  # fmt: skip
    world.put("Processes", {"site": PLANT, "process": "recycle", "direction": "in", "commodity": scrap,
                            "quantity per run [t]": 1, "run cost [USD/t]": 100})  # fmt: skip
    world.put("Processes", {"site": PLANT, "process": "recycle", "direction": "out", "commodity": "NdPr oxide",
                            "quantity per run [t]": 0.25})  # fmt: skip
    if choice.happens(40):
        world.put("Capacity", {"site": PLANT, "process": "recycle", "unit": "t/period", "all": 5})
    for customer in sites_of(world, *CUSTOMERS):
        world.put("Lanes", {"from": customer, "to": PLANT, "commodity": scrap, "cost [USD/t]": 50})
    line: Line = {"customer": CUSTOMER, "product": "magnet", "scrap": scrap,
                  "lag [periods]": choice.blank_or(70, 1, 2), "collection rate [%]": choice.one((25, 50))}  # fmt: skip
    line |= world.by_period("returns from earlier sales", "t/period", (choice.tonnes(0, 2) for _ in world.periods))
    world.put("Recycling", line)
    if choice.happens(30):
        world.put("Recycling", {"customer": "Makers", "product": "magnet", "scrap": scrap, "lag [periods]": None,
                                "collection rate [%]": 10})  # fmt: skip
