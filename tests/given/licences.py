"""Several rules on what the mine sends, and grants of a licence."""

from __future__ import annotations

from tests.tiny import Changed, day
from tests.workbooks import Cell

CAPACITY: Changed = {"Lanes": [["from", "to", "capacity [t/period]"], ["Mine", "User", 6]]}

WIDE: list[Cell] = ["rule", "type", "from", "to", "value", "unit", "start", "end", "window", "applies at", "hard"]


def several(*rows: dict[str, Cell], lanes: Changed | None = None) -> Changed:
    """Return sheets with rules; what a row does not say is blank, its start 2027-01-01."""
    body: list[list[Cell]] = [
        [{"rule": "R", "start": day("2027-01-01"), **row}.get(str(name)) for name in WIDE] for row in rows
    ]
    return {**(lanes or {}), "Rules": [WIDE, *body]}


def grant(start: str, end: str | None, value: Cell = None, **row: Cell) -> dict[str, Cell]:
    """Return a row of a licence."""
    return {"type": "licence", "start": day(start), "end": None if end is None else day(end), "value": value, **row}
