"""Three suppliers of one buyer, with limits on their shares and number, and awards."""

from __future__ import annotations

import pandas as pd

from tests.tiny import Changed
from tests.workbooks import Cell

HEADER: list[Cell] = [
    "buyer", "commodity", "supplier", "least suppliers", "most suppliers", "least share [%]", "most share [%]",
    "window", "incumbent", "switching cost [USD]",
]  # fmt: skip

SUPPLIERS = "ABC"

LINES: dict[str, list[list[Cell]]] = {
    "sell": [[site, "sell", "out", "oxide", place + 1] for place, site in enumerate(SUPPLIERS)],
    "limit": [[site, "sell", "out", "oxide", "t/period", 8] for site in SUPPLIERS],
    "lane": [[site, "User", "oxide"] for site in SUPPLIERS],
    "narrow": [[site, "User", "oxide", 9] for site in SUPPLIERS],
}

# Three suppliers of 8 t a quarter at 1, 2 and 3 USD/t; 10 t a quarter are wanted, in three quarters.
THREE: Changed = {
    "Sites": [
        ["site", "country", "bloc", "kind"], ["A", "Japan", "Allies", "supplier"], ["B", "Korea", "Allies", "supplier"],
        ["C", "China", "China", "supplier"], ["User", "United States", "US", "customer"],
    ],
    "Processes": [
        ["site", "process", "direction", "commodity", "run cost [USD/t]"],
        *LINES["sell"],
    ],
    "Capacity": [
        ["site", "process", "basis", "commodity", "unit", "all"],
        *LINES["limit"],
    ],
    "Demand": [["customer", "commodity", "unit", "all"], ["User", "oxide", "t/period", 10]],
    "Lanes": [["from", "to", "commodity"], *LINES["lane"]],
}  # fmt: skip


def sourcing(*rows: dict[str, Cell], sheets: Changed | None = None) -> Changed:
    """Return sheets with these rows of Sourcing for what the user buys; a cell that is not given is blank."""
    body: list[list[Cell]] = []
    for row in rows:
        given: dict[str, Cell] = {"buyer": "User", "commodity": "oxide", **row}
        body.append([given.get(str(name).partition(" [")[0]) for name in HEADER])
    return {**THREE, **(sheets or {}), "Sourcing": [HEADER, *body]}


AWARDED = ["supplier", "buyer", "commodity", "period", "awarded"]


def awards(*rows: tuple[object, ...]) -> dict[str, pd.DataFrame]:
    return {"award": pd.DataFrame([list(row) for row in rows], columns=AWARDED)}
