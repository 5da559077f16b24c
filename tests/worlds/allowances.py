"""Draws what lets traces of an origin pass: rules of type de_minimis, each for what another rule asks for."""

from __future__ import annotations

import datetime as dt

from tests.worlds.chain import PLANTS, SEPARATORS, oxides_of
from tests.worlds.origins import STAGES
from tests.worlds.world import Choice, Line, World

ALLOWANCE = "de_minimis"
MOST_ALLOWANCES = 2
# What a rule asks of origins; an allowance relieves only rules that ask for the same.
ASKED = (*(stage for stage, _ in STAGES), "elements")
# Of the value of what is made: less and more than what goes into it is worth.
SHARES = (20, 5, 50, 80)


def is_allowance(world: World, line: Line) -> bool:
    """Tell whether a rule allows something."""
    return line["type"] == ALLOWANCE


def add_allowances(world: World, choice: Choice) -> None:
    """Let some of what rules ask for pass in traces, most of it where the magnets are made."""
    asked = {tuple(line.get(name) for name in ASKED): line for line in world.rows("Rules") if _asks(line)}
    for number, line in enumerate(choice.some(asked.values(), 60)[:MOST_ALLOWANCES]):
        world.put("Rules", _allowance(world, choice, number, line))
        if choice.happens(25):
            _vary_values(world, choice)


def _asks(line: Line) -> bool:
    return any(line.get(stage) for stage, _ in STAGES)


def _allowance(world: World, choice: Choice, number: int, rule: Line) -> Line:
    materials = ["magnet", "magnet", "Oxides", *oxides_of(world)]
    if "lean magnet" in world.names("Commodities", "commodity"):
        materials.append("lean magnet")
    start = world.periods[0][1] if choice.happens(60) else world.day(choice, 0, 60)
    line: Line = {
        "rule": f"traces {number}", "type": ALLOWANCE, "start": start,
        "end": choice.blank_or(40, start + dt.timedelta(days=choice.whole(20, 300))),
        **{name: rule.get(name) for name in ASKED},
        "from": choice.blank_or(20, "Plants", PLANTS[0], SEPARATORS[0]), "to": None,
        "commodity": choice.one(materials), "value": choice.one(SHARES), "unit": "%",
        "applies at": choice.blank_or(20, "production"),
    }  # fmt: skip
    stages = [stage for stage, _ in STAGES if line[stage]]
    if len(stages) > 1 and choice.happens(15):  # then it relieves a part of what the rule asks for
        line[choice.one(stages)] = None
    line["status"] = choice.blank_or(15, "announced", "suspended")
    if choice.happens(15):
        line["review date"] = start + dt.timedelta(days=choice.whole(0, 120))
        line["if not renewed"] = choice.one(("lapses", "stays"))
    return line


def _vary_values(world: World, choice: Choice) -> None:
    """Let the value of a material change by period."""
    line = choice.one(
        [line for line in world.rows("Commodities") if line["commodity"] in ("magnet", *oxides_of(world))]
    )
    worth = line.pop("value [USD/t]", None)
    if worth is not None:
        line |= world.by_period(
            "value", "USD/t", (float(str(worth)) * choice.one((1, 0.5, 1.5)) for _ in world.periods)
        )
