"""Two mines either of which can send what a user wants, for ranges of suppliers."""

from __future__ import annotations

from tests.tiny import tiny
from tests.workbooks import Cell, Sheets


def two_mines(size: float = 1.0, slack: Cell = None) -> Sheets:
    """Return a user of 5 t a quarter with two mines that dig 8 t: one for 10 USD a tonne, one for 20."""
    return tiny({
        "Settings": [["setting", "value"], ["cost slack [%]", slack]],
        "Sites": [
            ["site", "operator", "country", "bloc", "kind"],
            ["Mine", "Miner", "Malaysia", "Allies", "mine"], ["Other mine", None, "Malaysia", "Allies", "mine"],
            ["User", "Maker", "United States", "US", "customer"],
        ],
        "Processes": [
            ["site", "process", "direction", "commodity", "quantity per run [t]", "run cost [USD/t]"],
            ["Mine", "dig", "out", "oxide", 1, 10], ["Other mine", "dig", "out", "oxide", 1, 20],
        ],
        "Demand": [["customer", "commodity", "end use", "unit", "all"],
                   ["User", "oxide", "motors", "t/period", 5 * size]],
        "Capacity": [["site", "process", "basis", "commodity", "unit", "all"],
                     ["Mine", "dig", "out", "oxide", "t/period", 8 * size],
                     ["Other mine", "dig", "out", "oxide", "t/period", 8 * size]],
        "Lanes": [["from", "to", "commodity", "cost [USD/t]"],
                  ["Mine", "User", "oxide", None], ["Other mine", "User", "oxide", None]],
    })  # fmt: skip
