"""Draws where material was made and who may have it: origins of everything, bans of end uses, stocks kept for some."""

from __future__ import annotations

import datetime as dt

from tests.worlds.chain import CUSTOMERS, PLANTS, SEPARATORS, STORE, oxides_of, sites_of
from tests.worlds.world import Choice, Line, World

# Places of material: countries with sites and without, and blocs of several countries or of one.
PLACES = ("China", "Allies", "Australia", "Brazil")
# Where a stage of the chain can be done, as rules ask for it.
STAGES = (
    ("mined in", ("China", "Allies", "Australia")),
    ("separated in", ("China", "United States", "Allies")),
    ("magnet in", ("United States", "Japan", "Allies")),
)
ELEMENTS = ("Dy", "Nd", "Nd; Dy")
MOST_BANS = 3
# What counts for a rule; without a place `to` what is made, without a place `from` what is delivered.
AT = ("delivery", "arrival", "production")


def add_origins(world: World, choice: Choice) -> None:
    """Let rules ask for origins, give stocks, orders and returns theirs, keep stocks for some end uses."""
    _add_bans_of_uses(world, choice)
    for rule in _names(world):
        if choice.happens(35):
            asked = _asked(choice)
            for own in world.rows("Rules"):
                if own["rule"] == rule:
                    own.update(asked)
    _add_places(world, choice)
    for sheet in ("Inventory", "Pipeline", "Recycling"):
        for line in world.rows(sheet):
            line["origin"] = choice.blank_or(60, *PLACES)
    for line in world.rows("Processes"):
        if line["process"] == "recycle" and choice.happens(60):
            line["clears"] = choice.one(("all", "mined", "mined; separated", "magnet"))
        if line["process"] == "sinter" and line["direction"] == "out" and choice.happens(10):
            line["clears"] = "mined"
    _keep_stocks(world, choice)


def uses_of(world: World) -> list[str]:
    """Return the end uses that there are."""
    return world.names("Demand", "end use")


def _names(world: World) -> list[str]:
    """Return the rules that may ask for an origin and do not yet."""
    kinds = {str(line["rule"]): line["type"] for line in world.rows("Rules")}
    return [rule for rule, kind in kinds.items() if kind in ("ban", "cap", "tariff", "licence")]


def _asked(choice: Choice) -> Line:
    """Return the cells of one question: a stage in a place, or any of several, of all material or of some elements."""
    stages = choice.some(STAGES, 40) or [choice.one(STAGES)]
    asked: Line = {stage: choice.one(places) for stage, places in stages}
    return {**asked, "elements": choice.blank_or(25, *ELEMENTS)}


def _add_bans_of_uses(world: World, choice: Choice) -> None:
    """Add bans of end uses, several on one use, with dates inside periods that part, meet and lie in one another."""
    if not choice.happens(60):
        return
    often, first = choice.one(uses_of(world)), None
    for number in range(MOST_BANS):
        if not choice.happens(60):
            continue
        start = world.day(choice, 0, 70)
        line: Line = {
            "rule": f"end use {number}", "type": "end_use_ban", "start": start,
            "end": choice.blank_or(50, start + dt.timedelta(days=choice.whole(5, 200))),
            **_asked(choice), "from": None, "to": choice.blank_or(20, "Makers", CUSTOMERS[0], "United States"),
            "commodity": choice.blank_or(20, "magnet"),
            "end use": choice.one((often, often, None, *uses_of(world))),
            "applies at": choice.blank_or(20, "delivery"),
        }  # fmt: skip
        if choice.happens(35):
            line |= {"hard": "no", "weight": choice.blank_or(50, 2, 0.5)}
        if choice.happens(20):
            line["review date"] = start + dt.timedelta(days=choice.whole(0, 120))
            line["if not renewed"] = choice.one(("lapses", "stays"))
        if first is not None and choice.happens(60):
            # Another one on the same deliveries, some days before or after: together they close more than each.
            line |= {
                name: cell
                for name, cell in first.items()
                if name not in ("rule", "start", "end", "review date", "if not renewed")
            }
            begun = first["start"]
            assert isinstance(begun, dt.date)
            start = min(max(begun + dt.timedelta(days=choice.whole(-40, 40)), world.periods[0][1]),
                        world.periods[-1][1])  # fmt: skip
            line |= {"start": start, "end": start + dt.timedelta(days=choice.whole(10, 60)), "review date": None,
                     "if not renewed": None}  # fmt: skip
        first = first or {**line, "start": start}
        world.put("Rules", line)


def _add_places(world: World, choice: Choice) -> None:
    """Let some rules count what is made or delivered; what must run is not stopped where it is made."""
    rules = world.rows("Rules")
    for rule in _names(world):
        own = [line for line in rules if line["rule"] == rule]
        if not choice.happens(30):
            continue
        at = choice.one(AT if world.musts == 0 else AT[:2])
        # The sides that a rule at production or delivery does not have are everybody's.
        nobody: dict[object, Line] = {"production": {"to": None}, "delivery": {"from": None}}
        sides: Line = nobody.get(at, {})
        if at == "delivery":
            sides |= {"to": choice.blank_or(60, "Makers", "United States", CUSTOMERS[0]),
                      "commodity": choice.blank_or(50, "magnet")}  # fmt: skip
        if at == "production":
            sides["from"] = choice.one(("China", "Plants", SEPARATORS[0], None))
            # Everything is made somewhere: a ban of all of it would leave little to plan.
            sides["commodity"] = choice.one(("Oxides", "magnet", *oxides_of(world)))
        for line in own:
            line |= {"applies at": at, **sides}


def _keep_stocks(world: World, choice: Choice) -> None:
    """Keep some stocks for some end uses, most of them with a safety stock that these uses want."""
    uses = uses_of(world)
    lists = [uses[0], "; ".join(uses[:2])] if len(uses) > 2 else uses[:1]
    for line in world.rows("Inventory"):
        if line["site"] not in (*sites_of(world, *PLANTS, *CUSTOMERS), STORE) or not choice.happens(22):
            continue
        line["released for"] = choice.one(lists)
        if choice.happens(60):
            line["safety [t]"] = choice.one((5, 10))
