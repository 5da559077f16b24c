"""Rows of sheet Expansion for what the mine can be widened by."""

from __future__ import annotations

from tests.tiny import Changed
from tests.workbooks import Cell

HEADER: list[Cell] = ["site", "process", "capacity [t/yr]", "lead time [months]", "capital cost [USD/(t/yr)]",
                      "life [yr]", "latest start", "integer"]  # fmt: skip


def option(lead: Cell = 3, cost: Cell = 1000, life: Cell = 10, latest: Cell = None, whole: Cell = None) -> Changed:
    """Return an option of 16 t/yr for a mine of 3 t a quarter."""
    return {
        "Expansion": [HEADER, ["Mine", "dig", 16, lead, cost, life, latest, whole]],
        "Capacity": [["site", "process", "basis", "commodity", "unit", "all", "availability Q3 [%]"],
                     ["Mine", "dig", "out", "oxide", "t/period", 3, 100]],
    }  # fmt: skip
