"""Changes that loosen what is asked of origins, of stocks kept for some end uses, of money and of an earlier plan.

What looks like loosening and is not one:

- A stock that is released for one more end use counts towards its safety stock only what that use may have as well: a
  ban of that use leaves less of it.
- A rule that asks for fewer stages lets more through; an allowance that does relieves less. Elements are narrowed for
  both at once: an allowance for all elements does not relieve a rule about some.

Lifting an allowance is a tightening, and so is all that lets it act less: TIGHTENED.
"""

from __future__ import annotations

from collections.abc import Callable

from tests.workbooks import Cell
from tests.worlds.allowances import ALLOWANCE, ASKED, is_allowance
from tests.worlds.changes import Change, Where, blank, days, edited, filled, setting, times, without
from tests.worlds.objectives import BUDGET, FROZEN
from tests.worlds.origins import STAGES, uses_of
from tests.worlds.world import Line, World, is_number

# A place that no rule asks for: material from there is as good as any.
NOWHERE = "Brazil"


def _is_ban_of_use(world: World, line: Line) -> bool:
    return line["type"] == "end_use_ban"


def first_only(sheet: str, where: Where) -> Where:
    """Match the first row of a sheet that another condition matches, where there are several."""

    def is_first(world: World, line: Line) -> bool:
        own = [one for one in world.rows(sheet) if where(world, one)]
        return len(own) > 1 and line == own[0]

    return is_first


def _asks(world: World, line: Line) -> bool:
    return any(line.get(stage) for stage, _ in STAGES)


def _asks_of_all(world: World, line: Line) -> bool:
    return _asks(world, line) and not line.get("elements")


def fewer_stages(world: World) -> World | None:
    """Let every rule that asks for several stages ask for the last of them only, but those that allow something."""
    result = world.copy()
    for line in result.rows("Rules"):
        if is_allowance(world, line):
            continue
        asked = [stage for stage, _ in STAGES if line.get(stage)]
        for stage in asked[:-1]:
            line[stage] = None
    return None if result.lines == world.lines else result


def released_for_all(world: World) -> World | None:
    """Name every end use where a stock is kept for some, unless a ban takes from what counts as its safety stock."""
    if any(line["type"] == "end_use_ban" for line in world.rows("Rules")):
        return None
    return edited("Inventory", "released for", lambda _: "; ".join(uses_of(world)))(world)


def of_setting(name: str, new: Callable[[Cell], Cell]) -> Change:
    """Return a change of a setting that holds a number; None in its place empties it."""
    return edited("Settings", "value", new, lambda _, line: line["setting"] == name and is_number(line["value"]))


def without_earlier_plan(world: World) -> World | None:
    """Name no earlier plan, and keep nothing of it."""
    if world.earlier is None:
        return None
    result = world.copy()
    result.earlier = None
    result.lines["Settings"] = [line for line in result.rows("Settings") if line["setting"] != FROZEN]
    return result


def one_allowance_more(world: World) -> World | None:
    """Let traces pass of what the first rule that asks for an origin asks for."""
    asking = [line for line in world.rows("Rules") if _asks(world, line) and not is_allowance(world, line)]
    if not asking:
        return None
    result = world.copy()
    result.add("Rules", rule="more traces", type=ALLOWANCE, start=world.periods[0][1], end=None,
               commodity="magnet", value=40, unit="%")  # fmt: skip
    result.rows("Rules")[-1].update({name: asking[0].get(name) for name in ASKED})
    return result


def _one_less(cell: Cell) -> Cell:
    return cell - 1 if isinstance(cell, (int, float)) and cell > 1 else None


def _is_recycling(world: World, line: Line) -> bool:
    return line["process"] in ("recycle", "sinter")


ORIGINS_LOOSENED: dict[str, Change] = {
    "no bans of end uses": without("Rules", _is_ban_of_use),
    "one ban of an end use less": without("Rules", first_only("Rules", _is_ban_of_use)),
    "soft bans of end uses": filled("Rules", "hard", "no", _is_ban_of_use),
    "bans of one end use only": filled("Rules", "end use", "cars", lambda w, line: _is_ban_of_use(w, line)
                                       and line.get("end use") is None),
    "bans of end uses at one customer": filled("Rules", "to", "Motor maker", lambda w, line: _is_ban_of_use(w, line)
                                               and line.get("to") is None),
    "rules ask for fewer stages": fewer_stages,
    "rules ask for some elements": filled("Rules", "elements", "Dy", _asks_of_all),
    "no rules that ask for origins": without("Rules", _asks),
    "stocks of clean origin": filled("Inventory", "origin", NOWHERE),
    "orders of clean origin": filled("Pipeline", "origin", NOWHERE),
    "returns of clean origin": filled("Recycling", "origin", NOWHERE),
    "sources of clean origin": edited("Processes", "origin", lambda _: NOWHERE),
    "processes clear all": filled("Processes", "clears", "all", _is_recycling),
    "stocks released for all": edited("Inventory", "released for", lambda _: None),
    "stocks released for every use by name": released_for_all,
    "larger budget": of_setting(BUDGET, times(1.5)),
    "no budget": of_setting(BUDGET, lambda _: None),
    "fewer frozen periods": of_setting(FROZEN, _one_less),
    "no frozen periods": of_setting(FROZEN, lambda _: None),
    "no earlier plan": without_earlier_plan,
    "no fair shares": setting("fair share", "yes", "no"),
    "larger allowances": edited("Rules", "value", times(1.25), is_allowance),
    "allowances begin earlier": edited("Rules", "start", days(-40), is_allowance),
    "allowances without end": edited("Rules", "end", blank, is_allowance),
    "allowances for all makers": edited("Rules", "from", blank, is_allowance),
    "one allowance more": one_allowance_more,
}  # fmt: skip
# What may make a vector worse and never better, and may leave no plan.
TIGHTENED: dict[str, Change] = {
    "no allowances": without("Rules", is_allowance),
    "smaller allowances": edited("Rules", "value", times(0.5), is_allowance),
    "suspended allowances": filled("Rules", "status", "suspended", is_allowance),
    "allowances end earlier": edited("Rules", "end", days(-15), is_allowance),
}
