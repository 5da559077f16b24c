"""How wide a column of a table is, in characters, so that its header, its texts and its numbers can be read."""

from __future__ import annotations

import re

from planner.write.bulk import Column, Holds
from planner.write.styles import Style

NARROWEST, WIDEST, PADDING, BUTTON = 8.0, 60.0, 3.0, 3
LEAST_OF_NUMBER = 10.0
DECIMALS_AND_ROOM = 4.5  # characters after the whole part of a number, its sign, and room for a bold total
POINT_AND_ROOM = 3.0  # the same without the decimals, where a style has many
DECIMALS = re.compile(r"\.([0#]+)")


def width_of(column: Column) -> float:
    """Return a width in which the header's longest word, the texts up to a limit, and every number can be read."""
    if column.width:
        return column.width
    header = max((len(word) for word in column.header.split()), default=0) + BUTTON
    if column.holds in (Holds.NUMBER, Holds.FORMULA):
        numbers = [abs(value) for value in column.values if isinstance(value, int | float)]
        largest = sum(numbers) if column.total else max(numbers, default=0.0)
        room = max(DECIMALS_AND_ROOM, decimals_of(column.style) + POINT_AND_ROOM)
        return max(LEAST_OF_NUMBER, float(header), len(f"{largest:,.0f}") + room)
    shown = max((len(value) for value in dict.fromkeys(column.values) if isinstance(value, str)), default=0)
    return min(max(NARROWEST, header, shown + PADDING), WIDEST)


def decimals_of(style: Style) -> int:
    """Return how many decimals a style shows at most of a large number, of which no condition of it holds."""
    plain = next((part for part in str(style.get("num_format", "")).split(";") if "[" not in part), "")
    found = DECIMALS.search(plain)
    return len(found[1]) if found else 0


def lines_of(words: str, wide: float) -> int:
    """Return how many lines words take in a width."""
    lines, room = 1, 0.0
    for word in words.split():
        if room and room + len(word) > wide:
            lines, room = lines + 1, 0.0
        room += len(word) + 1
    return lines
