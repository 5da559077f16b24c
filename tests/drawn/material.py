"""Rows of sheets Recycling, Blends and Substitutes for the random problems of tests/drawn/problems.py."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Sequence

from tests.workbooks import Cell, Sheets

# Each kind of row stands in this share of the problems.
OFTEN = 0.4


def add_material(
    drawn: Sheets, chance: random.Random, customer: str, plant: str, names: Sequence[str], last: dt.date
) -> None:
    """Add to drawn sheets, by chance, a return stream, a mixture with its limits, a substitute.

    names  of the periods;  last  first day of the last of them
    """
    if chance.random() < OFTEN:
        _add_recycling(drawn, chance, customer, plant, names)
    if chance.random() < OFTEN:
        _add_blend(drawn, chance, plant)
    if chance.random() < OFTEN:
        _add_substitute(drawn, chance, customer, last)


def _add_recycling(drawn: Sheets, chance: random.Random, customer: str, plant: str, names: Sequence[str]) -> None:
    """Let magnets of a customer come back to a plant, which makes oxide of them."""
    _padded(drawn["Commodities"], "old magnet", "scrap", None, None, None, chance.choice([None, 30]))
    _padded(drawn["Processes"], plant, "recycle", "in", "old magnet", 1, None, 100)
    _padded(drawn["Processes"], plant, "recycle", "out", "NdPr oxide", 0.25)
    _padded(drawn["Lanes"], customer, plant, "old magnet", 50)
    drawn["Recycling"] = [
        ["customer", "product", "scrap", "lag [periods]", "collection rate [%]", "unit", *names],
        [customer, "magnet", "old magnet", chance.choice([None, 1, 2]), chance.choice([25, 50]), "t/period",
         *(5 * chance.randint(0, 1) for _ in names)],
    ]  # fmt: skip


def _add_blend(drawn: Sheets, chance: random.Random, plant: str) -> None:
    """Let a second oxide stand in for the first one at a plant, within limits."""
    rows = drawn["Processes"]
    _padded(drawn["Commodities"], "other oxide", "oxide")
    rows[0].append("blend")
    for row in rows[1:]:
        row.append("feed" if row[:4] == [plant, "sinter", "in", "NdPr oxide"] else None)
    rows.append([plant, "sinter", "in", "other oxide", 0.625, None, None, None, "feed"])
    _padded(rows, plant, "buy other oxide", "out", "other oxide", 1, None, 1_000 * chance.randint(20, 90))
    drawn["Blends"] = [
        ["site", "process", "commodity", "of", "least [%]", "most [%]"],
        [plant, "sinter", "other oxide", chance.choice([None, "magnet"]), chance.choice([None, 5]), 25],
    ]


def _add_substitute(drawn: Sheets, chance: random.Random, customer: str, last: dt.date) -> None:
    """Let a customer accept oxide for magnets, which is no worse an example than any."""
    until = last + dt.timedelta(days=chance.choice([-1, 14, 400]))
    drawn["Substitutes"] = [
        ["customer", "commodity", "end use", "accepted instead", "tonnes per tonne", "from", "until"],
        [customer, "magnet", chance.choice([None, "cars"]), "NdPr oxide", 1.25, None, until],
    ]


def _padded(rows: list[list[Cell]], *cells: Cell) -> None:
    """Append a row, blank in the columns for which no cell is given."""
    rows.append([*cells, *[None] * (len(rows[0]) - len(cells))])
