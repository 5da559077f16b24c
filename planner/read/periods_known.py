"""The periods that headers and cells may name, found by any of their spellings."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence

from models.calendar import span_named
from planner.read.cells import Strip, shortest
from planner.read.grid import Cell
from planner.read.words import header_form

# 2026, 2026Q1, 2026-01, Q1 2026, 2026H2, 01/2026: what a header that names no known column may have meant.
LIKE_PERIOD = re.compile(
    r"^((19|20|21)\d\d([-/. ]?[qhm]?\d{1,2})?|[qhm]\d{1,2}[-/. ]?(19|20|21)?\d\d|\d{1,2}[-/. ](19|20|21)\d\d)$"
)
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
LIKE_MONTH = re.compile(rf"^({'|'.join(MONTHS)})[a-z]*[-/. ']*((19|20|21)?\d\d)?$")
NUMBER = re.compile(r"\d+")
PART = re.compile(r"\d+|[^\W\d_]+")
WORD = re.compile(r"\w")
# 2027M01, 202701.
RUN_TOGETHER = re.compile(r"((?:19|20|21)\d\d)m?(0[1-9]|1[0-2])")
CENTURY = 100
# A header that is longer is not searched for the period that it may mean.
LONGEST = 50


class Periods:
    """The names of the periods, found by any of their spellings; without names, whatever looks like a period.

    names  in the order of their dates; None where sheet Periods could not be read
    heard  the names in a sheet Periods whose dates could not be read: enough to tell which periods there are not
    """

    def __init__(self, names: Sequence[str] | None, heard: Sequence[str] = ()) -> None:
        self.names = names
        self.heard = heard
        self.code = {header_form(name): code for code, name in enumerate(names or ())}
        self.heard_forms = frozenset(map(header_form, heard))

    def find(self, text: str) -> int | None:
        """Return the code of a period, or None when there is no such period; without names each has code 0."""
        if self.names is not None:
            return self.code.get(text)
        is_period = text in self.heard_forms if self.heard_forms else LIKE_PERIOD.match(text)
        return 0 if is_period else None

    def is_like(self, text: str) -> bool:
        """Tell whether a text is made as the name of a period is, with another number: `4` beside `1`, `Week 9`."""
        names = self.code or self.heard_forms
        if LIKE_PERIOD.match(text) or LIKE_MONTH.match(text):
            return True
        return bool(NUMBER.search(text)) and NUMBER.sub("", text) in {NUMBER.sub("", name) for name in names}

    def meant(self, text: str) -> str | None:
        """Return the one period that a header names in other words: `Q4 2026`, `2026Q4 (t)`, `10/2026`, `Oct-26`.

        text  as `header_form` makes it
        """
        if len(text) > LONGEST:
            return None
        named = {name: header_form(name) for name in self.names or self.heard}
        found = [name for name, form in named.items() if _parts(form) == _parts(text) or _begins(text, form)]
        longest = [name for name in found if len(name) == max(map(len, found))]
        return longest[0] if len(longest) == 1 else None

    def begun_on(self, day: dt.date) -> str | None:
        """Return the one period whose name says that it begins on a day: what a date in a header means."""
        first = dt.date(day.year, day.month, day.day).toordinal()
        spans = {name: span_named(name) for name in self.names or self.heard}
        found = [name for name, span in spans.items() if span is not None and span[0] == first]
        return found[0] if len(found) == 1 else None

    def example(self) -> str:
        """Return a few of the names, for an error text."""
        return ", ".join(list(self.names or self.heard)[:3])


def _parts(text: str) -> list[str]:
    """Return the numbers and words of a text in any order, of a year the last two digits, of a month its number."""
    parts = []
    if together := RUN_TOGETHER.fullmatch(text):
        text = f"{together[1]}-{together[2]}"
    for part in PART.findall(text):
        if part.isdecimal():
            parts.append(str(int(part) % CENTURY))
        else:
            parts.append(str(MONTHS.index(part[:3]) + 1) if LIKE_MONTH.match(part) else part)
    return sorted(parts)


def _begins(text: str, name: str) -> bool:
    """Tell whether a text begins with a name and a sign that is part of no word."""
    return text.startswith(name) and bool(name) and not WORD.match(text[len(name) : len(name) + 1] or "_")


def period_text(value: Cell) -> str:
    """Return the text that a cell says in the place of a period: a date on the first of a month is that month."""
    if isinstance(value, dt.date) and value.day == 1:
        return f"{value.year}-{value.month:02d}"
    if isinstance(value, dt.date):
        return value.isoformat()[:10]
    return shortest(value)


def with_months(strip: Strip) -> Strip:
    """Return the names of periods with each first of a month as that month: Excel turns a typed 2026-12 into one."""
    months = [period_text(one) if isinstance(one, dt.date) and one.day == 1 else one for one in strip.values]
    return Strip(strip.grid, strip.index, strip.rows, months)
