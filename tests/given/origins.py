"""A chain from ore to magnets with rules on origins, row by row."""

from __future__ import annotations

from tests.tiny import Changed, day
from tests.workbooks import Cell

HEADER: tuple[str, ...] = (
    "rule", "type", "start", "to", "commodity", "mined in", "separated in", "elements", "end use", "hard", "weight",
    "value", "unit",
)  # fmt: skip

# An ore from China that a plant in Japan splits into two oxides, one of which becomes a magnet in the United States.
CHAIN: Changed = {
    "Commodities": [["commodity", "stage", "contents"], ["ore", "ore", None], ["Nd oxide", "oxide", "Nd 0.8"],
                    ["Dy oxide", "oxide", "Dy 0.8"], ["magnet", "magnet", None]],
    "Sites": [
        ["site", "country", "bloc", "kind"],
        ["Pit", "China", "China", "mine"],
        ["Plant", "Japan", "Asia", "plant"],
        ["Works", "United States", "US", "plant"],
        ["User", "United States", "US", "customer"],
    ],
    "Processes": [
        ["site", "process", "direction", "commodity", "quantity per run [t]", "run cost [USD/t]", "origin", "clears"],
        ["Pit", "dig", "out", "ore", 1, 1, None, None],
        ["Plant", "split", "in", "ore", 2, 1, None, None],
        ["Plant", "split", "out", "Nd oxide", 1, None, None, None],
        ["Plant", "split", "out", "Dy oxide", 1, None, None, None],
        ["Works", "press", "in", "Nd oxide", 1, 1, None, None],
        ["Works", "press", "out", "magnet", 1, None, None, None],
    ],
    "Demand": [["customer", "commodity", "end use", "unit", "all"], ["User", "magnet", "jets", "t/period", 2],
               ["User", "Dy oxide", "polish", "t/period", 1]],
    "Capacity": None,
    "Lanes": [["from", "to", "commodity"], ["Pit", "Plant", "ore"], ["Plant", "Works", "Nd oxide"],
              ["Plant", "User", "Dy oxide"], ["Works", "User", "magnet"]],
}  # fmt: skip


def rule(name: str, kind: str = "end_use_ban", /, **filled: Cell) -> list[Cell]:
    given: dict[str, Cell] = {"rule": name, "type": kind, "start": day("2027-01-01")}
    given |= {column.replace("_", " "): cell for column, cell in filled.items()}
    return [given.get(column) for column in HEADER]


def processes(row: int, column: str, value: Cell) -> list[list[Cell]]:
    """Return sheet Processes with one cell changed."""
    rows = [[*own] for own in CHAIN["Processes"] or []]
    rows[row][rows[0].index(column)] = value
    return rows


def with_second_mine(**changed: list[list[Cell]]) -> Changed:
    """Return the chain with a mine in Australia beside the pit."""
    lists = {name: [[*row] for row in CHAIN[name] or []] for name in ("Sites", "Processes", "Lanes")}
    lists["Sites"].append(["Mine", "Australia", "Allies", "mine"])
    lists["Processes"].append(["Mine", "dig", "out", "ore", 1, 9, None, None])
    lists["Lanes"].append(["Mine", "Plant", "ore"])
    return {**CHAIN, **lists, **changed}
