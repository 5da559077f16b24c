"""One change each that lifts a restriction of a world or loosens a limit; none may make its vector worse.

A change returns None where a world has nothing that it applies to. What a cell says is changed in place and rows are
not deleted where a more exact row stands against another: without the one, the other would hold. What looks like
loosening and is not one stands here too, as the reason why a change leaves something out:

- A period whose availability or start-up changes is free of the rate limit, so capacity that is there earlier may bring
  a rate limit with it; likewise what must run, or run at least so much, must do so only where the site is open.
- A flow or process without a capacity counts as closed when half of its period is, so a capacity may let more through
  than none.
- A larger whole addition costs more; a tier that ends later, where prices fall, makes the next one harder to reach.
- Ad valorem tariffs go by a contract's price, so without the contract they may be higher.
- An allowance (rules of type de_minimis) lets more through, so lifting it is a tightening: what makes rules act less
  leaves allowances as they are, and what is done to them stands apart, in tests/worlds/loosened_origins.py.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from tests.workbooks import Cell
from tests.worlds.allowances import is_allowance
from tests.worlds.changes import Change, Where, blank, days, edited, filled, only, setting, times, to, without
from tests.worlds.loosened_origins import ORIGINS_LOOSENED, TIGHTENED
from tests.worlds.world import Line, World, base


def _fills(world: World, sheet: str, column: str) -> bool:
    return any(base(header).startswith(column) and line[header] is not None
               for line in world.rows(sheet) for header in line)  # fmt: skip


def _free(world: World, line: Line) -> bool:
    """Tell whether nothing holds rates or asks for runs: then more that is open is no less."""
    return not (
        _fills(world, "Ramp", "rate limit") or _fills(world, "Processes", "minimum run")
        or _fills(world, "Capacity", "minimum load")
    )  # fmt: skip


def _rises(world: World, line: Line) -> bool:
    """Tell whether the prices of the contract's tiers rise."""
    prices = [row["price [USD/t]"] for row in world.rows("Contracts") if row["contract"] == line["contract"]]
    return len(prices) == 2 and float(str(prices[0])) <= float(str(prices[1]))


def _endless(world: World, line: Line) -> bool:
    return line["type"] in ("ban", "cap", "end_use_ban") and line["end"] is None and line.get("review date") is None


def _restricts(world: World, line: Line) -> bool:
    return not is_allowance(world, line)


def _no_allowance_has(column: str, cell: Cell = None) -> Callable[[World], bool]:
    """Return whether no allowance has a filled cell in a column, or a certain one."""
    return lambda world: not any(
        line.get(column) is not None and cell in (None, line[column])
        for line in world.rows("Rules") if is_allowance(world, line)
    )  # fmt: skip


def _reviewed_late(world: World, line: Line) -> bool:
    """Tell whether a rule has acted for a month before its review."""
    start, review = line["start"], line.get("review date")
    if is_allowance(world, line):
        return False
    return isinstance(start, dt.date) and isinstance(review, dt.date) and review - start >= dt.timedelta(days=30)


def _kind(*kinds: str) -> Where:
    return lambda _, line: line["type"] in kinds


def _always_open(world: World, line: Line) -> bool:
    """Tell whether nothing but the capacity itself says how much can run: no date, start-up, addition or share."""
    return (
        _free(world, line) and not world.rows("Expansion") and not world.rows("Ramp")
        and not _fills(world, "Sites", "start") and not _fills(world, "Sites", "end")
        and not any(header.startswith("availability") for header in line)
    )  # fmt: skip


def _is_soft(world: World, line: Line) -> bool:
    return line.get("hard") == "no"


def _takes_at_a_price(world: World, line: Line) -> bool:
    has_price = any(base(header).split()[0] == "price" and base(header) != "price floor" for header in line)
    return line.get("minimum take [t]") is not None and has_price


def _never_closed(world: World, line: Line) -> bool:
    """Tell whether no ban, and no gap between grants, closes a part of a period."""
    return not any(rule["type"] in ("ban", "licence") for rule in world.rows("Rules"))


def _unpriced_stock(world: World, line: Line) -> bool:
    return line.get("safety cost [USD/t/yr]") is None and line.get("end stock cost [USD/t]") is None


def _unpriced(world: World, line: Line) -> bool:
    """Tell whether a contract only limits, and shares no flow: without it the same costs hold."""
    return line["contract"] == "Magnet deal" and line.get("price floor [USD/t]") is None


LOOSENED: dict[str, Change] = {
    **ORIGINS_LOOSENED,
    "larger surplus market": edited("Commodities", "surplus limit", times(2)),
    "surplus market without end": edited("Commodities", "surplus limit", times(100)),
    "cheaper disposal": edited("Commodities", "disposal cost", times(0.5)),
    "sites open from the start": edited("Sites", "start", blank, _free),
    "sites open earlier": edited("Sites", "start", days(-20), _free),
    "sites stay open": edited("Sites", "end", blank, _free),
    "sites close later": edited("Sites", "end", days(20), _free),
    "smaller minimum runs": edited("Processes", "minimum run", times(0.5)),
    "no minimum runs": edited("Processes", "minimum run", to(None)),
    "more waiting": edited("Demand", "may wait", times(2)),
    "all may wait": filled("Demand", "may wait [periods]", 3),
    "more capacity": edited("Capacity", "capacity", times(1.5), lambda _, line: line["unit"] is not None),
    "no capacities": edited("Capacity", "capacity", to("no limit"), _always_open),
    "all is available": edited("Capacity", "availability", to(1), _free),
    "smaller minimum loads": edited("Capacity", "minimum load", times(0.5)),
    "no minimum loads": edited("Capacity", "minimum load", to(None)),
    "first period free": edited("Capacity", "running at start", to(None)),
    "weak data": setting("weak data", "leave out", "use"),
    "faster changes": edited("Ramp", "rate limit", times(1.5)),
    "no rate limits": without("Ramp", lambda _, line: line.get("percent by age") is None),
    "no start-up": without("Ramp", lambda world, line: line.get("percent by age") is not None and _free(world, line)),
    "earlier start-up": edited("Ramp", "start", days(-40), _free),
    "more to add": edited("Expansion", "capacity", times(2), lambda _, line: line.get("integer") != "yes"),
    "additions decided later": edited("Expansion", "latest start", blank),
    "additions in part": edited("Expansion", "integer", lambda _: "no"),
    "more lane capacity": edited("Lanes", "capacity", times(1.5)),
    "no lane capacity": edited("Lanes", "capacity", to(None), _never_closed),
    "smaller lane minimums": edited("Lanes", "minimum", times(0.5)),
    "no lane minimums": edited("Lanes", "minimum", to(None)),
    "more storage": edited("Inventory", "maximum", times(1.5)),
    "storage without limit": edited("Inventory", "maximum", to("no limit")),
    "less safety stock": edited("Inventory", "safety", times(0.5)),
    "no safety stock": edited("Inventory", "safety", to(None), _unpriced_stock),
    "less end stock": edited("Inventory", "end stock", times(0.5)),
    "no end stock": filled("Inventory", "end stock [t]", 0, _unpriced_stock),
    "no rules": without("Rules"),
    "no bans": without("Rules", _kind("ban")),
    "no caps": without("Rules", _kind("cap")),
    "no tariffs": without("Rules", _kind("tariff")),
    "larger caps": edited("Rules", "value", times(1.5), _kind("cap")),
    "rules begin later": edited("Rules", "start", days(30), _endless),
    "rules end earlier": edited("Rules", "end", days(-4), _kind("ban", "cap", "tariff", "end_use_ban")),
    "no licences": without("Rules", _kind("licence")),
    "larger grants": edited("Rules", "value", times(1.5), _kind("licence")),
    "no shares of origins": without("Rules", _kind("share_max", "share_min")),
    "larger shares of origins": edited("Rules", "value", times(1.5), _kind("share_max")),
    "smaller shares of origins": edited("Rules", "value", times(0.5), _kind("share_min")),
    "soft licences and shares": filled("Rules", "hard", "no", _kind("licence", "share_max", "share_min")),
    "larger releases": edited("Inventory", "release per window", times(1.5)),
    "releases without limit": edited("Inventory", "release per window", to(1_000)),
    "soft rules": filled("Rules", "hard", "no", _kind("ban", "cap")),
    "soft bans": filled("Rules", "hard", "no", _kind("ban")),
    "lighter rules": filled("Rules", "weight", 0.25, _is_soft),
    "suspended rules": filled("Rules", "status", "suspended", _kind("cap")),
    "announced rules wait": only(_no_allowance_has("status", "announced"), setting("announced rules", "yes", "no")),
    "reviews lapse": only(_no_allowance_has("review date"), setting("reviews", "renew", "lapse")),
    "reviewed rules lapse": edited("Rules", "if not renewed", lambda _: "lapses", _restricts),
    "earlier reviews": edited("Rules", "review date", days(-30), _reviewed_late),
    "smaller minimum takes": edited("Contracts", "minimum take", times(0.5)),
    "no minimum takes": edited("Contracts", "minimum take", to(None)),
    "takes may be paid for": filled("Contracts", "take-or-pay", "yes", _takes_at_a_price),
    "larger contracts": edited("Contracts", "maximum", times(1.5)),
    "contracts without maximum": edited("Contracts", "maximum", to(None)),
    "larger first tiers": edited("Contracts", "tier to", times(1.5), _rises),
    "smaller orders": edited("Contracts", "order quantity", times(0.5)),
    "no order quantity": edited("Contracts", "order quantity", to(None)),
    "smaller lots": edited("Contracts", "multiple", times(0.5)),
    "no lots": edited("Contracts", "multiple", to(None)),
    "no contract that limits": without("Contracts", _unpriced),
    "no sourcing": without("Sourcing"),
    "larger most shares": edited("Sourcing", "most share", times(1.25)),
    "all may come from one": edited("Sourcing", "most share", to(1)),
    "smaller least shares": edited("Sourcing", "least share", times(0.5)),
    "more suppliers": edited("Sourcing", "most suppliers", to(9)),
    "fewer suppliers": edited("Sourcing", "least suppliers", to(1)),
    "no number of suppliers": edited("Sourcing", "least suppliers", to(None)),
    "cheaper switching": edited("Sourcing", "switching cost", times(0.5)),
    "no qualification": without("Qualification"),
    "all are ready": filled("Qualification", "ready period", "P1"),
    "some are ready earlier": edited("Qualification", "ready period", lambda _: "P1"),
    "accepted from the start": edited("Substitutes", "from", blank),
    "accepted earlier": edited("Substitutes", "from", days(-30)),
    "accepted to the end": edited("Substitutes", "until", blank),
    "accepted longer": edited("Substitutes", "until", days(30)),
    "no limits on blends": without("Blends"),
    "larger parts of blends": edited("Blends", "most", times(1.5)),
    "smaller parts of blends": edited("Blends", "least", times(0.5)),
    "no pins": without("Pins"),
    "lower floors of pins": edited("Pins", "least", times(0.5)),
    "no floors of pins": edited("Pins", "least", to(0)),
    "higher ceilings of pins": edited("Pins", "most", lambda cell: times(1.5)(cell) or 5),
    "pins without ceilings": edited("Pins", "most", to(1_000)),
}  # fmt: skip
# Errors that say that a decision has nothing left to be scaled with, or an addition nothing to add to, or that what is
# kept of an earlier plan is about a row that is gone: no input.
NO_INPUT = {"award-without-limit", "order-without-limit", "tier-without-end", "expansion-without-capacity",
            "ramp-without-capacity", "frozen-gone"}  # fmt: skip


def changed(world: World) -> dict[str, World]:
    """Return the worlds that changes make of it, those that apply; also those that tighten."""
    found = {name: change(world) for name, change in {**LOOSENED, **TIGHTENED}.items()}
    return {name: changed for name, changed in found.items() if changed is not None}
