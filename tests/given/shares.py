"""Demands that share a shortage fairly, for those who verify and explain it."""

from __future__ import annotations

from tests.tiny import tiny
from tests.workbooks import Sheets


def shared(**changed: object) -> Sheets:
    """Return three end uses that need 5 t a quarter together of what a mine digs, 3 t, shared fairly."""
    sheets = tiny({
        "Settings": [["setting", "value"], ["fair share", "yes"]],
        "Demand": [
            ["customer", "commodity", "end use", "unit", "Q1", "Q2"],
            ["User", "oxide", "motors", "t/period", 8, None], ["User", "oxide", "toys", "t/period", 4, 10],
        ],
    })  # fmt: skip
    return {**sheets, **changed}  # type: ignore[dict-item]
