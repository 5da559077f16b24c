"""One column of cells at a time: what type they must have, and what is wrong with those that have not.

Every function takes a Strip, the cells of one column in the rows that count, and returns an array with one
value a row and the issues found. A bad cell is reported once and then counts as blank.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from models.arrays import FloatArray, IntArray
from models.issues import Issue, error
from models.records import NO_DATE
from models.schema import Column
from planner.read.fields import Digits
from planner.read.grid import Cell, Fault, Flaw, Grid
from planner.read.stored_values import no_date
from planner.read.words import clean

# Dates outside these years are slips: a wrong serial number, a wrong century.
FIRST_YEAR, LAST_YEAR = 2000, 2100
# Excel counts days from here; 25 569 of them lie before 1970.
SERIAL_ZERO = dt.date(1899, 12, 30)
# Above this a float no longer holds every whole number.
EXACT_WHOLE = 2**53
NO_LIMIT = "no limit"
YES, NO = "yes", "no"
FLAGS = {"yes": YES, "y": YES, "true": YES, "no": NO, "n": NO, "false": NO}
NUMBERS = (float, int)
# Days only: weeks such as 2026-W40-4 are ISO too, and nobody types them.
ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
# Beyond these nothing that is planned lies in any unit, and what is made of a number may be none any more: the cap of
# 1e308 t a day would be no cap at all.
LEAST_AMOUNT, MOST_AMOUNT = 1e-100, 1e50
LONGEST_SHOWN = 60


@dataclass(frozen=True, eq=False)
class Strip:
    """The cells of one column in the rows that count.

    values  one cell a row; rows  their places in the sheet, from 0; index  place of the column, from 0
    """

    grid: Grid
    index: int
    rows: Sequence[int]
    values: Sequence[Cell]

    def where(self, line: int) -> str:
        """Return the address of a cell."""
        return self.grid.address(self.rows[line], self.index)


def is_blank(value: Cell) -> bool:
    """Return whether a cell holds nothing, or nothing that can be seen."""
    return isinstance(value, str) and (value == "" or not clean(value))


def shortest(value: Cell) -> str:
    """Return a cell as text: the shortest text of a number, yes or no, an ISO date."""
    match value:
        case bool():
            return YES if value else NO
        case int() | float():
            whole = abs(value) < EXACT_WHOLE and value == int(value)
            return str(int(value)) if whole else repr(value)
        case dt.datetime() if value.time() == dt.time():
            return value.date().isoformat()
        case dt.datetime() | dt.date() | dt.time():
            return value.isoformat()
        case str():
            return clean(value)
    return str(value)


def shown(value: Cell) -> str:
    """Return what a message says that a cell holds."""
    text = shortest(value)
    return text if len(text) <= LONGEST_SHOWN else text[:LONGEST_SHOWN] + "..."


def flaw_issue(where: str, flaw: Flaw) -> Issue:
    """Return the error for a cell that has no value."""
    match flaw.fault:
        case Fault.ERROR:
            return error("error-cell", where, f"the cell shows {flaw.shown}", "mend its formula or type the value")
        case Fault.UNCALCULATED:
            return error(
                "uncalculated-formula", where, f"formula {flaw.shown} was never calculated",
                "open and save the workbook in Excel",
            )  # fmt: skip
        case Fault.NUMBER:
            return error("not-a-number", where, f"'{flaw.shown}' is not a number", "type the number again")
        case Fault.DATE:
            return error("date-range", where, *no_date(flaw.shown))


def mistyped(strip: Strip, line: int, wanted: str, remedy: str) -> Issue:
    """Return the error for a cell of the wrong type."""
    value = strip.values[line]
    if isinstance(value, Flaw):
        return flaw_issue(strip.where(line), value)
    where, there = strip.where(line), f"stands where {wanted} belongs"
    match value:
        case bool():
            return error("boolean-cell", where, f"{'TRUE' if value else 'FALSE'} {there}", remedy)
        case dt.date() | dt.time() | dt.timedelta():
            return error("date-cell", where, f"the date or time {shown(value)} {there}", remedy)
        case str():
            return error("text-cell", where, f"text '{shown(value)}' {there}", remedy)
    return error("number-cell", where, f"number {shown(value)} {there}", remedy)


def dates(strip: Strip, column: Column) -> tuple[IntArray, list[Issue]]:
    """Read dates as ordinals, -1 where blank; text passes in the form 2026-10-01 only."""
    made = np.full(len(strip.values), NO_DATE, dtype=np.int64)
    issues: list[Issue] = []
    for line, value in enumerate(strip.values):
        if is_blank(value):
            continue
        day = as_day(value)
        if day is None:
            issues.append(_bad_date(strip, line, column))
        elif not FIRST_YEAR <= day.year <= LAST_YEAR:
            issues.append(
                error(
                    "date-range", strip.where(line), f"{column.name} {day.isoformat()} lies outside "
                    f"{FIRST_YEAR} to {LAST_YEAR}", "type the date again",
                )
            )  # fmt: skip
        else:
            made[line] = day.toordinal()
    return made, issues


def as_day(value: Cell) -> dt.date | None:
    """Return the day that a cell holds: a date, midnight, or text such as 2026-10-01; else None."""
    match value:
        case dt.datetime():
            return value.date() if value.time() == dt.time() else None
        case dt.date():
            return value
        case str():
            text = clean(value)
            try:
                return dt.date.fromisoformat(text) if ISO_DAY.fullmatch(text) else None
            except ValueError:
                return None
    return None


def _bad_date(strip: Strip, line: int, column: Column) -> Issue:
    value = strip.values[line]
    remedy = "type it as a date, for instance 2026-10-01"
    if isinstance(value, NUMBERS) and not isinstance(value, bool):
        with contextlib.suppress(OverflowError, ValueError):
            remedy = f"format the cell as a date; it would be {SERIAL_ZERO + dt.timedelta(days=int(value))}"
    return mistyped(strip, line, f"a date ({column.name})", remedy)


def numbers(strip: Strip, column: Column) -> tuple[FloatArray, list[Issue]]:
    """Read numbers as typed, NaN where blank, infinity for `no limit`."""
    kinds = set(map(type, strip.values))
    issues: list[Issue] = []
    if kinds <= {float, int}:
        made = np.array(strip.values, dtype=np.float64)
    else:
        made = np.full(len(strip.values), np.nan)
        for line, value in enumerate(strip.values):
            if isinstance(value, NUMBERS) and not isinstance(value, bool):
                made[line] = value
            elif value != "":
                made[line] = _limit_word(strip, line, column, issues)
    # A blank cell is NaN here, and so is the number of a file that says NaN.
    for line in np.flatnonzero(~np.isfinite(made)).tolist():
        value = strip.values[line]
        if isinstance(value, NUMBERS) and not isinstance(value, bool):
            issues.append(flaw_issue(strip.where(line), Flaw(Fault.NUMBER, shown(value))))
            made[line] = np.nan
    issues += _beyond_units(strip, column, made)
    return made, issues


def _beyond_units(strip: Strip, column: Column, made: FloatArray) -> list[Issue]:
    """Return an error for each number that is too large or too small for any unit, and blank it in `made`."""
    size = np.abs(made)
    beyond = np.isfinite(size) & (size > 0.0) & ((size > MOST_AMOUNT) | (size < LEAST_AMOUNT))
    issues: list[Issue] = []
    for line in np.flatnonzero(beyond).tolist():
        what = "large" if size[line] > 1.0 else "small"
        message = f"{column.name} {shown(strip.values[line])} is too {what} for any unit"
        issues.append(error("extreme-number", strip.where(line), message, "check the number"))
        made[line] = np.nan
    return issues


def _limit_word(strip: Strip, line: int, column: Column, issues: list[Issue]) -> float:
    value = strip.values[line]
    if isinstance(value, str):
        text = clean(value)
        if not text:
            return np.nan
        if column.no_limit and text.casefold() == NO_LIMIT:
            return np.inf
        if isinstance(value, Digits):
            if np.isfinite(number := float(value)):
                return number
            issues.append(flaw_issue(strip.where(line), Flaw(Fault.NUMBER, shown(value))))
            return np.nan
        if looks_like_number(text):
            issues.append(
                error(
                    "text-number", strip.where(line), f"number '{shown(text)}' is stored as text ({column.name})",
                    "type it again as a number, without unit, percent sign or thousands separator",
                )
            )  # fmt: skip
            return np.nan
    allowed = f" or `{NO_LIMIT}`" if column.no_limit else ""
    blank = "" if column.required or column.main else " or leave it blank"
    issues.append(mistyped(strip, line, f"a number ({column.name})", f"type a number{allowed}{blank}"))
    return np.nan


def looks_like_number(text: str) -> bool:
    """Return whether text is a number in some notation: 1,200 or 85% or 1 200.5 or 12 t."""
    return text[:1].lstrip("+-.").isdigit() or text[1:2].isdigit()
