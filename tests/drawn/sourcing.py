"""Random problems of tests/drawn/problems.py with rows of Qualification, Sourcing or Pins; every one has a plan."""

from __future__ import annotations

import random

from tests.drawn.problems import random_sheets
from tests.workbooks import Cell, Sheets


def sourced_sheets(seed: int) -> Sheets:
    """Return the sheets of a random problem with rows that say who may supply whom."""
    sheets, chance = random_sheets(seed), random.Random(seed)
    return {**sheets, "Qualification": _qualification(sheets, chance), "Sourcing": _shares(chance)}


def awarded_sheets(seed: int) -> Sheets:
    """Return the sheets of a random problem in which mines and magnet plants need awards."""
    sheets, chance = random_sheets(seed), random.Random(seed)
    header: list[Cell] = [
        "buyer", "commodity", "supplier", "least suppliers", "most suppliers", "least share [fraction]", "window",
        "incumbent", "switching cost [USD]",
    ]  # fmt: skip
    cost, share = chance.choice([None, 20_000, 200_000]), chance.choice([None, 0.25])
    return {
        **sheets,
        "Sourcing": [
            header,
            ["Separator A", "concentrate", None, None, chance.choice([1, 2]), share, "term", None, cost],
            ["Separator A", "concentrate", "Mine B", None, None, None, None, "yes", None],
            ["Motor maker", "magnet", None, None, 1, None, "calendar year", None, chance.choice([None, 50_000])],
        ],
    }


def _shares(chance: random.Random) -> list[list[Cell]]:
    windows = ("period", "calendar year", "term")
    return [
        ["buyer", "commodity", "supplier", "least share [fraction]", "most share [fraction]", "window"],
        ["*", "NdPr oxide", None, None, chance.choice([0.5, 0.75]), chance.choice(windows)],
        ["Separator A", "concentrate", "China", None, chance.choice([0.25, 0.5]), chance.choice(windows)],
        ["Separator A", "concentrate", "Mine B", 0.25, None, chance.choice(windows)],
    ]


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
        ["run", "Mine B", None, None, "mine", None, None, 5, None],
        ["deliver", None, "Motor maker", "magnet", None, "cars", periods[-1], None, 5 * chance.randint(0, 2)],
        ["ship", "Magnet plant A", None, "magnet", None, None, None, None, 5 * chance.randint(0, 6)],
    ]
    return {**sheets, "Pins": [header, *rows]}
