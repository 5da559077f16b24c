"""What tests of rules share: the smallest problem with rules on what its mine sends."""

from __future__ import annotations

from tests.tiny import day, tiny
from tests.workbooks import Cell, Sheets


def rules(*rows: dict[str, Cell]) -> Sheets:
    """Return the smallest problem with rules on what its mine sends."""
    header = ["rule", "type", "from", "to", "commodity", "value", "unit", "start", "end"]
    always: dict[str, Cell] = {"start": day("2026-01-01")}
    lines: list[list[Cell]] = [[{**always, **row}.get(name) for name in header] for row in rows]
    return tiny({"Rules": [list[Cell](header), *lines]})
