"""Draws what is asked of a plan as a whole: fair shares, a budget, an earlier plan to stay near to and to keep."""

from __future__ import annotations

from tests.worlds.chain import CUSTOMERS
from tests.worlds.world import Choice, World, base, is_number

FROZEN, BUDGET = "frozen periods", "budget [USD]"
BUDGETS = (100_000, 400_000, 1_500_000)


def add_objectives(world: World, choice: Choice) -> None:
    """Add settings; an earlier plan is of a problem that differs from this one, which is drawn with it."""
    if choice.happens(25):
        world.add("Settings", setting="fair share", value="yes")
    if world.musts == 0 and choice.happens(40):  # what must be run or taken costs what it costs
        world.add("Settings", setting=BUDGET, value=choice.one(BUDGETS))
    if choice.happens(35):
        frozen = choice.happens(70)
        world.before = _before(world, choice, gone=not frozen)
        if frozen:
            world.add("Settings", setting=FROZEN, value=choice.whole(1, len(world.periods) - 1))


def _before(world: World, choice: Choice, *, gone: bool) -> World:
    """Return the problem of the earlier plan: other demand, other costs.

    gone  whether it may have used a way of transport that is no longer there
    """
    result = world.copy()
    for line in result.rows("Demand"):
        for name in world.period_names:
            cell = line[name]
            if is_number(cell) and choice.happens(50):
                line[name] = float(str(cell)) * choice.one((0.5, 2, 0))
    for line in result.rows("Processes"):
        for header in [header for header in line if base(header) == "run cost"]:
            if is_number(line[header]) and choice.happens(30):
                line[header] = float(str(line[header])) * 2
    result.lines["Settings"] = [line for line in result.rows("Settings") if line["setting"] != BUDGET]
    if gone and choice.happens(40):
        lane = next(line for line in result.rows("Lanes") if line["to"] in (*CUSTOMERS, "Makers"))
        result.put("Lanes", {**lane, "mode": "rail", "cost [USD/t]": 0, "minimum [t/period]": None})
    return result
