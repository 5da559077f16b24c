"""What a cell stores, held to what its type can be: the fast reader makes something of anything.

It reads the place of a shared text that is no number as the first text, any truth but 0 as TRUE, a date that is no
number as the day before 1900, and ends in a panic on a number far below all dates.
"""

from __future__ import annotations

import contextlib
import math
import re
from collections.abc import Iterator

from planner.read.grid import Fault, Flaw
from planner.read.guard import refuse
from planner.read.usual_form import PLACE_OF_TEXT, USUAL_NUMBER

CELL = rb'<c r="([A-Z]+[0-9]+)"'
STYLE = rb'(?: s="[0-9]+")?'
# Between the type of a cell and its value: other attributes, and a formula. Nothing is given back, which took minutes.
BEFORE_VALUE = rb'(?: [cv]m="[0-9]+")*+>(?:\s*+<f(?:[^<>]*/>|[^<>]*+>[^<]*+</f>)\s*+)?+\s*+<v>'
# What is written otherwise than programs write it is looked at once more.
ANY_NUMBER = re.compile(rb"[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?")
MOMENT = rb"(?:[0-9]{4}-[0-9]{2}-[0-9]{2})?(?:T?[0-9]{2}:[0-9]{2}[0-9:.]*Z?)?"
ODD = re.compile(
    CELL + STYLE + rb"(?:"
    rb'(?: t="n")?+' + BEFORE_VALUE + rb"(?!" + USUAL_NUMBER + rb"</v>)"
    rb'| t="s"' + BEFORE_VALUE + rb"(?!" + PLACE_OF_TEXT + rb"</v>)"
    rb'| t="b"' + BEFORE_VALUE + rb"(?![01]</v>)"
    rb'| t="d"' + BEFORE_VALUE + rb"(?!" + MOMENT + rb"</v>)"
    rb")([^<]++)</v>"
)  # fmt: skip
TYPED = re.compile(rb' t="[sbd]"')
# The first number after the last day that a spreadsheet shows, which is in the year 9999.
DAYS_END = 2_958_466
# The fast reader counts in milliseconds, and survives no number whose milliseconds are more than it can count.
LEAST_SURVIVED = -1e11


def dates_pattern(date_styles: frozenset[int]) -> re.Pattern[bytes] | None:
    """Return what finds numbers in one of the styles, which show a date, that may lie outside of all dates."""
    if not date_styles:
        return None
    styles = b"|".join(b"0*%d" % style for style in sorted(date_styles))
    unusual = rb"(-[^<]*+|[0-9]{7,}+[^<]*+|[^<eE]*+[eE][^<]*+)</v>"
    return re.compile(CELL + rb' s="(?:' + styles + rb')"(?: t="n")?+' + BEFORE_VALUE + unusual)


def odd_values(block: bytes, dates: re.Pattern[bytes] | None, sheet: str) -> Iterator[tuple[str, Flaw]]:
    """Yield the cells of a block with a number that is none, or no date though shown as one, and the flaw of each.

    Raises a Refusal of the sheet for what stands for no text, truth or date, and for a number that the fast reader
    would not survive.
    """
    for found in ODD.finditer(block):
        cell, stored = found[1].decode(), found[2]
        shown = stored.decode(errors="replace")
        if TYPED.search(found[0]):
            message = f"the file stores '{shown}' here, which no cell of its type can hold"
            raise refuse("damaged", f"{sheet}!{cell}", message, "take an undamaged copy, or type the value again")
        elif not ANY_NUMBER.fullmatch(stored) or not math.isfinite(float(stored)):
            yield cell, Flaw(Fault.NUMBER, shown)
    for cell, stored in dates.findall(block) if dates is not None else ():
        with contextlib.suppress(ValueError):  # then it was found above
            days = float(stored)
            if days <= LEAST_SURVIVED:
                raise refuse("date-range", f"{sheet}!{cell.decode()}", *no_date(stored.decode()))
            if not 0 <= days < DAYS_END and math.isfinite(days):
                yield cell.decode(), Flaw(Fault.DATE, stored.decode())


def no_date(shown: str) -> tuple[str, str]:
    """Return what is wrong with a number outside of all dates that is shown as one, and how to mend it."""
    return f"number {shown} is shown as a date, which it cannot be", "format the cell as a number, or type the date"
