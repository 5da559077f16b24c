"""A mine whose rate may change only so fast, and its capacity."""

from __future__ import annotations

from tests.tiny import Changed
from tests.workbooks import Cell


def mine(start: Cell = None, end: Cell = None) -> Changed:
    """Return sheet Sites with the days between which the mine runs."""
    return {
        "Sites": [
            ["site", "country", "kind", "start", "end"], ["Mine", "Malaysia", "mine", start, end],
            ["User", "United States", "customer", None, None],
        ]
    }  # fmt: skip


def ramp(*row: Cell) -> Changed:
    """Return sheet Ramp with one row for the mine: start, percent by age, rate limit."""
    header: list[Cell] = ["site", "process", "start", "percent by age", "rate limit [t/yr/yr]"]
    return {"Ramp": [header, ["Mine", "dig", *row]]}


def capacity(header: list[Cell], *row: Cell) -> Changed:
    return {"Capacity": [["site", "process", "basis", "commodity", "unit", "all", *header],
                         ["Mine", "dig", "out", "oxide", "t/period", 8, *row]]}  # fmt: skip
