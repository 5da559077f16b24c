"""A mine and a user with rules that allow traces of what is banned, as tests of allowances are given them."""

from __future__ import annotations

from collections.abc import Mapping

from models.plan import Plan
from tests.tiny import Changed, day
from tests.workbooks import Cell

RULE = ("rule", "type", "start", "end", "mined in", "elements", "from", "to", "commodity", "end use", "value", "unit")

BAN: Mapping[str, Cell] = {"rule": "Ban", "type": "end_use_ban", "mined in": "China", "end use": "jets"}

TRACES: Mapping[str, Cell] = {
    "rule": "Traces", "type": "de_minimis", "mined in": "China", "commodity": "magnet", "value": 4, "unit": "%",
}  # fmt: skip


def ruled(*rules: Mapping[str, Cell], **more: list[list[Cell]] | None) -> Changed:
    """Return a plant that presses a tonne of oxide into a tonne of magnets, under some rules.

    Oxide is worth 20 USD/t, magnets 100. Each quarter a mine in Malaysia gives 3 t of oxide, a pit in China 8 t; jets
    want 5 t of magnets.
    """
    names = tuple(dict.fromkeys((*RULE, *(name for rule in rules for name in rule))))
    base: Changed = {
        "Commodities": [["commodity", "stage", "value [USD/t]"], ["oxide", "oxide", 20], ["magnet", "magnet", 100]],
        "Sites": [
            ["site", "country", "bloc", "kind"], ["Mine", "Malaysia", "Allies", "mine"],
            ["Pit", "China", "China", "mine"], ["Plant", "Japan", "Allies", "plant"],
            ["User", "United States", "US", "customer"],
        ],
        "Processes": [
            ["site", "process", "direction", "commodity", "quantity per run [t]", "blend"],
            ["Mine", "dig", "out", "oxide", 1, None], ["Pit", "dig", "out", "oxide", 1, None],
            ["Plant", "press", "in", "oxide", 1, None], ["Plant", "press", "out", "magnet", 1, None],
        ],
        "Capacity": [["site", "process", "basis", "commodity", "unit", "all"],
                     ["Mine", "dig", "out", "oxide", "t/period", 3], ["Pit", "dig", "out", "oxide", "t/period", 8]],
        "Lanes": [["from", "to", "commodity"], ["Mine", "Plant", "oxide"], ["Pit", "Plant", "oxide"],
                  ["Plant", "User", "magnet"]],
        "Demand": [["customer", "commodity", "end use", "priority", "unit", "all"],
                   ["User", "magnet", "jets", 1, "t/period", 5]],
        "Rules": [list(names), *([{"start": day("2027-01-01"), **rule}.get(name) for name in names] for rule in rules)],
    }  # fmt: skip
    return {**base, **more}


def short(plan: Plan) -> list[float]:
    """Return the tonnes that jets miss, by quarter."""
    table = plan.tables["unmet"]
    return [round(float(one), 6) for one in table[table["end_use"] == "jets"]["unmet_t"]]
