"""Random problems whose stocks have limits on releases, costs when they are missing, and sizes to be found."""

from __future__ import annotations

import random

from tests.drawn.problems import random_sheets
from tests.workbooks import Cell, Sheets

COLUMNS: tuple[Cell, ...] = (
    "safety cost [USD/t/yr]", "end stock cost [USD/t]", "release per window [t]", "release window", "sized",
)  # fmt: skip


def stocked_sheets(seed: int) -> Sheets:
    """Return a random problem with at least one stock, of a plant or of a customer, that has all of it by chance."""
    chance, sheets = random.Random(seed), random_sheets(seed, material=False)
    header, *rows = sheets.get("Inventory") or [
        ["site", "commodity", "opening [t]", "maximum [t]", "safety [t]", "end stock [t]", "holding cost [USD/t/yr]",
         "loss [%/yr]"],
        ["Motor maker", "magnet", 10, 25, 5, None, 100, None],
    ]  # fmt: skip
    safety, end = header.index("safety [t]"), header.index("end stock [t]")
    drawn: list[list[Cell]] = []
    for row in rows:
        limit: Cell = chance.choice([None, 5, 10, 20])
        window: Cell = chance.choice([None, "period", "calendar year", "whole plan"])
        drawn.append([
            *row,
            chance.choice([None, 200, 4000]) if row[safety] else None,
            chance.choice([None, 50, 5000]) if row[end] else None,
            limit,
            None if limit is None else window,
            chance.choice([None, "yes"]),
        ])  # fmt: skip
    return {**sheets, "Inventory": [[*header, *COLUMNS], *drawn]}
