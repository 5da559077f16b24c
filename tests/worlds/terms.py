"""Draws what countries and suppliers ask for: sheets Rules and Contracts."""

from __future__ import annotations

import datetime as dt

from tests.worlds.chain import CUSTOMERS, MINES, PLANTS, SEPARATORS, oxides_of, sites_of
from tests.worlds.world import Choice, Line, World

SENDERS = ("China", "Mine A", "Mines", "North Co", "Allies", "Separator A", None)
MOST_RULES = 4
RECEIVERS = (None, "United States", "Plants", "Plant A", "Motor maker")


def add_rules(world: World, choice: Choice) -> None:
    """Add bans, caps and tariffs, hard or soft, with dates inside periods, reviews and states."""
    for number in range(MOST_RULES):
        if not choice.happens(50):
            continue
        kind = choice.one(("cap", "ban", "tariff"))
        start = world.day(choice, 0, 80)
        line: Line = {
            "rule": f"{kind} {number}", "type": kind, "start": start,
            "end": choice.blank_or(50, start + dt.timedelta(days=choice.whole(5, 300))),
            "from": choice.one(SENDERS), "to": choice.one(RECEIVERS),
            "commodity": choice.blank_or(50, "concentrate", "magnet", "Oxides"),
        }  # fmt: skip
        _drop_unknown(world, line)
        match kind:
            case "cap":
                line |= {"value": choice.tonnes(0, 6), "unit": "t", "window": choice.blank_or(70, "period",
                         "calendar year", "own dates"), "applies at": choice.blank_or(40, "arrival")}  # fmt: skip
            case "ban":
                line["from"] = line["from"] or "China"
                line["applies at"] = choice.blank_or(40, "arrival")
            case _:
                line["value"], line["unit"] = choice.one(((25, "%"), (5_000, "USD/t")))
        if kind != "tariff" and choice.happens(45):
            line |= {"hard": "no", "weight": choice.blank_or(50, 2, 0.5)}
        line["status"] = choice.blank_or(30, "announced", "suspended", "in force")
        if choice.happens(25):
            line["review date"] = start + dt.timedelta(days=choice.whole(0, 120))
            line["if not renewed"] = choice.one(("lapses", "stays"))
        world.put("Rules", line)


def add_licences(world: World, choice: Choice) -> None:
    """Add a licence of one or two grants, and shares of origins in what goes into a place."""
    if choice.happens(40):
        middle = world.day(choice, 30, 70)
        line: Line = {"rule": "licence", "type": "licence", "from": choice.one(("China", "Mine A", "Separator A")),
                      "to": choice.blank_or(50, "United States"), "commodity": None, "hard": choice.blank_or(30, "no"),
                      "unit": "t"}  # fmt: skip
        world.put("Rules", {**line, "start": world.periods[0][1], "end": middle, "value": choice.tonnes(1, 6)})
        if choice.happens(60):
            day = dt.timedelta(days=choice.whole(1, 20))
            world.put("Rules", {**line, "start": middle + day, "end": None, "value": choice.tonnes(1, 6)})
    for kind, origin, percent in (("share_max", "China", 25), ("share_min", "South Co", 45)):
        places = [("Plants", oxides_of(world)[0]), (SEPARATORS[0], "concentrate")]
        if kind == "share_min":  # of an origin that can send something
            places = places[:1] if sites_of(world, SEPARATORS[1]) else []
        if places and choice.happens(percent):
            place, material = choice.one(places)
            soft = kind == "share_min" and not world.may_demand(choice, 50)
            world.put("Rules", {"rule": kind, "type": kind, "from": origin, "to": place, "commodity": material,
                                "start": world.periods[0][1], "end": None, "value": 50, "unit": "%",
                                "hard": "no" if soft else None,
                                "window": choice.blank_or(70, "period", "calendar year")})  # fmt: skip


def _drop_unknown(world: World, line: Line) -> None:
    """Let a selector that means nothing here mean all."""
    known = {word for column in ("site", "operator", "country", "bloc") for word in world.names("Sites", column)}
    known |= set(world.names("Groups", "group"))
    for column in ("from", "to"):
        if line[column] not in known:
            line[column] = None


def add_contracts(world: World, choice: Choice) -> None:
    """Add contracts with tiers, floors, minimums and maximums; orders and lots where whole numbers may be drawn."""
    oxide = oxides_of(world)[0]
    if choice.happens(45):
        _add_tiered(world, choice, "Oxide deal", SEPARATORS[0], choice.one((None, "Plants", "Plant A")), oxide)
    if choice.happens(30):
        _add_tiered(world, choice, "Oxide other", choice.one((SEPARATORS[0], "Separators")), "Plant A", oxide)
    if choice.happens(35):
        line = _contract(world, choice, "Magnet deal", sites_of(world, *PLANTS)[-1], choice.one((None, CUSTOMERS[0])),
                         "magnet")  # fmt: skip
        line["price floor [USD/t]"] = choice.blank_or(60, 70_000)
        line["maximum [t]"] = choice.one((5, 10, 30))
        world.put("Contracts", line)
    if choice.happens(35):
        line = _contract(world, choice, "Feed deal", choice.one((MINES[0], "Mines")), None, "concentrate")
        line |= world.by_period("price", "USD/t", (500 * choice.whole(1, 6) for _ in world.periods))
        _minimum(world, choice, line, priced=True)
        line["maximum [t]"] = choice.blank_or(50, 15, 30)
        if world.whole and choice.happens(60):
            line["multiple [t]"] = choice.one((10, 15))
        world.put("Contracts", line)


def _contract(world: World, choice: Choice, name: str, supplier: str, buyer: str | None, material: str) -> Line:
    line: Line = {"contract": name, "tier": None, "supplier": supplier, "buyer": buyer, "commodity": material,
                  "window": choice.one(("period", "calendar year", "term"))}  # fmt: skip
    if choice.happens(30):
        line["start"] = world.day(choice, 0, 40)
    if choice.happens(30):
        line["end"] = world.day(choice, 60, 100)
    return line


def _minimum(world: World, choice: Choice, line: Line, *, priced: bool) -> None:
    if priced and choice.happens(35):
        line |= {"minimum take [t]": choice.tonnes(1, 3), "take-or-pay": "yes"}
    elif world.may_demand(choice, 12):
        line |= {"minimum take [t]": 5, "take-or-pay": choice.blank_or(30, "no")}


def _add_tiered(world: World, choice: Choice, name: str, supplier: str, buyer: str | None, oxide: str) -> None:
    """Add a contract of two tiers; prices that fall with quantity need whole numbers."""
    price = 1_000 * choice.whole(10, 90)
    line = _contract(world, choice, name, supplier, buyer, oxide)
    line |= {
        "tier": "1",
        "price [USD/t]": price,
        "maximum [t]": choice.one((15, 25)),
        "tier to [t]": choice.one((5, 10)),
    }
    line["price floor [USD/t]"] = choice.blank_or(40, 50_000)
    line["floor paid by"] = choice.blank_or(50, "third party", "buyer")
    _minimum(world, choice, line, priced=True)
    if world.whole and choice.happens(30):
        line["order quantity [t]"] = choice.one((5, 10))
    falls = world.whole and choice.happens(40)
    world.put("Contracts", line)
    world.put("Contracts", {"contract": name, "tier": "2", "price [USD/t]": price - 6_000 if falls else price + 5_000})
