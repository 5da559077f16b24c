"""Ore of two countries on its way to magnets for defence, and a ban of one of them."""

from __future__ import annotations

from tests.tiny import Changed, day
from tests.workbooks import Cell

# Two mines, one in China, whose oxide serves jets first and toys second.
SITES: list[list[Cell]] = [
    ["site", "operator", "country", "bloc", "kind"],
    ["Mine", "Miner", "Malaysia", "Allies", "mine"],
    ["Pit", "Digger", "China", "China", "mine"],
    ["User", "Maker", "United States", "US", "customer"],
]

BASE: Changed = {
    "Sites": SITES,
    "Processes": [
        ["site", "process", "direction", "commodity", "quantity per run [t]", "run cost [USD/t]"],
        ["Mine", "dig", "out", "oxide", 1, 10],
        ["Pit", "dig", "out", "oxide", 1, 2],
    ],
    "Capacity": [
        ["site", "process", "basis", "commodity", "unit", "all"],
        ["Mine", "dig", "out", "oxide", "t/period", 4],
        ["Pit", "dig", "out", "oxide", "t/period", 8],
    ],
    "Lanes": [["from", "to", "commodity"], ["Mine", "User", "oxide"], ["Pit", "User", "oxide"]],
    "Demand": [
        ["customer", "commodity", "end use", "priority", "unit", "all"],
        ["User", "oxide", "jets", 1, "t/period", 5],
        ["User", "oxide", "toys", 2, "t/period", 3],
    ],
}


def banned(*rules: tuple[str, str, str | None], **more: list[list[Cell]]) -> Changed:
    """Return the problem with bans on jets: (place of mining, first day, last day or None)."""
    header: list[Cell] = ["rule", "type", "start", "end", "mined in", "commodity", "end use"]
    rows: list[list[Cell]] = [
        [f"Rule {number}", "end_use_ban", day(start), day(end) if end else None, place, "oxide", "jets"]
        for number, (place, start, end) in enumerate(rules)
    ]
    return {**BASE, "Rules": [header, *rows], **more}
