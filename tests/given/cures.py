"""Chains that are short in some quarters, and what could begin earlier, as tests of cures and dates are given them."""

from __future__ import annotations

from tests.cure_cases import wanted
from tests.tiny import Changed
from tests.workbooks import Cell


def second_pit(*capacity: Cell, stock: bool = False) -> Changed:
    """Return a second mine, whose capacity begins some day, beside one that digs 8 t for 10 t wanted a quarter."""
    header: list[Cell] = ["site", "process", "basis", "commodity", "unit", "Q1", "Q2", "Q3"]
    changed: Changed = {
        "Sites": [
            ["site", "country", "kind", "start"], ["Mine", "Malaysia", "mine", None], ["Pit", "Malaysia", "mine", None],
            ["User", "United States", "customer", None],
        ],
        "Processes": [
            ["site", "process", "direction", "commodity", "run cost [USD/t]"],
            ["Mine", "dig", "out", "oxide", 10], ["Pit", "dig", "out", "oxide", 30],
        ],
        "Capacity": [
            header, ["Mine", "dig", "out", "oxide", "t/period", 8, 8, 8],
            ["Pit", "dig", "out", "oxide", "t/period", *capacity],
        ],
        "Lanes": [["from", "to", "commodity"], ["Mine", "User", "oxide"], ["Pit", "User", "oxide"]],
        "Demand": [
            ["customer", "commodity", "end use", "unit", "all"], ["User", "oxide", "motors", "t/period", 10],
        ],
    }  # fmt: skip
    if stock:
        changed["Inventory"] = [["site", "commodity", "opening [t]"], ["User", "oxide", 0]]
    return changed


CAPACITY: list[Cell] = ["site", "process", "basis", "commodity", "unit", "all", "movable", "how far [t/period]"]


def in_the_last_quarter(tonnes: float, *far: Cell, lead: Cell = None) -> Changed:
    """Return a demand in the last quarter alone, for which the user keeps what the mine digs before."""
    return {
        "Demand": [
            ["customer", "commodity", "end use", "unit", "Q1", "Q2", "Q3"],
            ["User", "oxide", "motors", "t/period", 0, 0, tonnes],
        ],
        "Inventory": [["site", "commodity", "opening [t]"], ["User", "oxide", 0]],
        "Capacity": [CAPACITY, ["Mine", "dig", "out", "oxide", "t/period", 8, *(far or (None, None))]],
        "Lanes": [["from", "to", "commodity", "lead time [periods]"], ["Mine", "User", "oxide", lead]],
    }


def due_late() -> Changed:
    """Return a demand that more of the mine would serve, were it not that adding to it takes half a year."""
    changed = wanted()
    changed["Expansion"] = [["site", "process", "capacity [t/yr]", "lead time [months]"], ["Mine", "dig", 1, 6]]
    changed["Inventory"] = [["site", "commodity", "opening [t]"], ["User", "oxide", 0]]
    return changed
