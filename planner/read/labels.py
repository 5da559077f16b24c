"""Columns of words: names, free text, choices, yes or no, and names of periods.

Like planner/read/cells.py: a Strip in, an array with one text a row and the issues out.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Sequence
from typing import cast

import numpy as np

from models.issues import Issue, error, warning
from models.records import TextArray
from models.schema import Column
from planner.read.cells import FLAGS, NUMBERS, Strip, flaw_issue, is_blank, mistyped, shortest, shown
from planner.read.grid import Cell, Flaw
from planner.read.words import clean, did_you_mean

# No cell of a workbook holds a longer text. A longer name no formula of a plan can look for, since Excel takes no more
# than 255 characters for that, with a sign before them.
LONGEST_TEXT, LONGEST_NAME = 32_767, 250


def texts(strip: Strip) -> tuple[TextArray, list[Issue]]:
    """Read free text: numbers and dates as their shortest text, nothing refused but cells without a value."""
    issues = [
        flaw_issue(strip.where(line), value) for line, value in enumerate(strip.values) if isinstance(value, Flaw)
    ]
    made = _array(["" if isinstance(value, Flaw) else shortest(value) for value in strip.values])
    return made, issues + _too_long(strip, made, LONGEST_TEXT)


def _too_long(strip: Strip, made: Sequence[str] | TextArray, most: int) -> list[Issue]:
    """Return an error for each text that is longer than it may be."""
    return [
        error(
            "long-text", strip.where(line), f"the text has {len(text):,} characters, more than {most:,}", "shorten it"
        )
        for line, text in enumerate(made)
        if len(text) > most
    ]


def _array(values: Sequence[str]) -> TextArray:
    made = np.empty(len(values), dtype=object)
    made[:] = values
    return made


def names(strip: Strip, column: Column) -> tuple[TextArray, list[Issue]]:
    """Read names: text in its normal form, a number as its shortest text, no dates and no booleans."""
    issues: list[Issue] = []
    if set(map(type, strip.values)) == {str}:
        tidy = {value: clean(value) for value in set(strip.values) if isinstance(value, str)}
        made = list(map(tidy.__getitem__, cast("Sequence[str]", strip.values)))
    else:
        made = []
        tidy = {}
        for line, value in enumerate(strip.values):
            if isinstance(value, str):
                tidy[value] = clean(value)
                made.append(tidy[value])
            elif isinstance(value, NUMBERS) and not isinstance(value, bool):
                made.append(shortest(value))
            else:
                made.append("")
                issues.append(mistyped(strip, line, f"a name ({column.name})", "type the name as text"))
        issues += _mixed_codes(strip, made)
    # Letters whose accents are characters of their own look the same, and are read the same.
    changed = {
        value for value, name in tidy.items() if name not in (value, unicodedata.normalize("NFC", value)) and name
    }
    if changed:
        issues += [
            warning(
                "cleaned-name", strip.where(line), f"spaces or invisible characters around or in '{name}' were removed"
            )
            for line, (value, name) in enumerate(zip(strip.values, made, strict=True))
            if value in changed
        ]
    return _array(made), issues + _too_long(strip, made, LONGEST_NAME)


def _mixed_codes(strip: Strip, made: Sequence[str]) -> list[Issue]:
    """Return an error for each text such as 00123 beside the number 123 in the same column."""
    numbers: dict[str, int] = {}
    for line, value in enumerate(strip.values):
        if isinstance(value, NUMBERS) and not isinstance(value, bool):
            numbers.setdefault(made[line], line)
    return [
        error(
            "mixed-code", strip.where(line), f"text '{name}' and the number in "
            f"{strip.where(numbers[name.lstrip('0')])} may be the same code",
            "format the column as text and type both alike",
        )
        for line, name in enumerate(made)
        if name.startswith("0") and name.lstrip("0") in numbers
    ]  # fmt: skip


def choices(strip: Strip, column: Column) -> tuple[TextArray, list[Issue]]:
    """Read one of a few words, matched without case and returned as the schema spells it."""
    return _words(strip, column, {word.casefold(): word for word in column.choices})


def flags(strip: Strip, column: Column) -> tuple[TextArray, list[Issue]]:
    """Read yes or no; TRUE and FALSE are understood."""
    return _words(strip, column, FLAGS)


def _words(strip: Strip, column: Column, known: dict[str, str]) -> tuple[TextArray, list[Issue]]:
    issues: list[Issue] = []
    options = " or ".join(dict.fromkeys(known.values())) if len(known) < 4 else ", ".join(dict.fromkeys(known.values()))
    made: list[str] = []
    for line, value in enumerate(strip.values):
        word = "" if isinstance(value, Flaw) else shortest(value).casefold()
        made.append(known.get(word, ""))
        if isinstance(value, Flaw):
            issues.append(flaw_issue(strip.where(line), value))
        elif word and word not in known:
            guess = did_you_mean(word, known.values())
            issues.append(
                error(
                    "unknown-choice", strip.where(line), f"'{shown(value)}' is nothing that {column.name} can be",
                    f"write one of: {options}" + (f" ({guess})" if guess else ""),
                )
            )  # fmt: skip
    return _array(made), issues


def periods_of(
    strip: Strip, column: Column, find: Callable[[Cell], str | None], example: str
) -> tuple[TextArray, list[Issue]]:
    """Read names of periods, spelt as in sheet Periods; `find` returns None for one that is not there."""
    issues: list[Issue] = []
    made: list[str] = []
    for line, value in enumerate(strip.values):
        made.append("")
        if is_blank(value):
            continue
        if isinstance(value, Flaw | bool):
            issues.append(mistyped(strip, line, f"a period ({column.name})", "name a period"))
            continue
        name = find(value)
        if name is None:
            issues.append(
                error(
                    "unknown-period", strip.where(line), f"there is no period '{shown(value)}' in sheet Periods",
                    f"add it to sheet Periods, or use one of its names ({example}...)",
                )
            )  # fmt: skip
        made[line] = name or ""
    return _array(made), issues
