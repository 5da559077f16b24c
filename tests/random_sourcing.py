"""Random problems of tests/random_problems.py with rows of Qualification besides; every one has a plan."""

from __future__ import annotations

import random

from tests.random_problems import random_sheets
from tests.workbooks import Cell, Sheets


def sourced_sheets(seed: int) -> Sheets:
    """Return the sheets of a random problem with rows that say who may supply whom."""
    sheets, chance = random_sheets(seed), random.Random(seed)
    return {**sheets, "Qualification": _qualification(sheets, chance)}


def _column(sheets: Sheets, sheet: str, name: str) -> list[str]:
    header, *rows = sheets[sheet]
    return list(dict.fromkeys(str(row[header.index(name)]) for row in rows))


def _qualification(sheets: Sheets, chance: random.Random) -> list[list[Cell]]:
    periods = _column(sheets, "Periods", "period")
    return [
        ["customer", "supplier", "commodity", "ready period"],
        ["*", "Magnet plant A", "magnet", periods[1]],
        ["Motor maker", "Magnet plant A", "magnet", chance.choice([periods[0], periods[2], None])],
        ["Magnet plant A", "China", "NdPr oxide", chance.choice([*periods[:2], None])],
    ]


def pinned_sheets(seed: int) -> Sheets:
    """Return the sheets of a random problem with pins that every problem can keep: ceilings, and a floor on a mine."""
    sheets, chance = random_sheets(seed), random.Random(seed)
    periods = _column(sheets, "Periods", "period")
    header: list[Cell] = ["what", "from", "to", "commodity", "process", "end use", "period", "least", "most"]
    rows: list[list[Cell]] = [
        ["ship", "Mine A", None, None, None, None, chance.choice([None, periods[1]]), None, 5 * chance.randint(0, 4)],
        ["run", "Separator A", None, "NdPr oxide", None, None, None, None, 5 * chance.randint(0, 4)],
        ["run", "Mine B", None, None, "mine", None, periods[0], 5, None],
        ["deliver", None, "Motor maker", "magnet", None, "cars", periods[-1], None, 5 * chance.randint(0, 2)],
        ["ship", "Magnet plant A", None, "magnet", None, None, None, None, 5 * chance.randint(0, 6)],
    ]
    return {**sheets, "Pins": [header, *rows]}
