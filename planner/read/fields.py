"""A field of a table of texts as the cell that it would be in a workbook."""

from __future__ import annotations

import datetime as dt
import re

from planner.read.grid import Cell

NUMBER = re.compile(r"[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?", re.ASCII)
DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
# A whole number of more digits would lose its last ones, and two codes would be one.
EXACT_DIGITS = 15
# A number such as 00123 is a code.
CODE = re.compile(r"[-+]?0\d")


class Digits(str):
    """A whole number of so many digits that it is kept as text, since it may be a code; a number where one belongs."""

    __slots__ = ()


def typed(text: str) -> Cell:
    """Return a field as the cell it would be: a plain number, an ISO date, else text.

    Blanks around a number or a date, as behind a comma, are none of its signs.
    """
    text, whole = text.strip(" "), text
    if NUMBER.fullmatch(text) and not CODE.match(text):
        return Digits(whole) if len(text) > EXACT_DIGITS and text.isdecimal() else float(text)
    if DATE.fullmatch(text):
        try:
            return dt.date.fromisoformat(text)
        except ValueError:
            return whole
    return whole
