"""Rows of periods in which a number is out of place: of another unit, with a digit too many, or one column right."""

from __future__ import annotations

import numpy as np

from models.checks.apart import FAR, odd_one
from models.issues import Findings
from models.problem import Problem

LEAST_OTHERS = 2
# Sheets and the columns whose periods are held against each other.
COLUMNS = (("Demand", "demand"), ("Capacity", "capacity"), ("Processes", "run cost"))

# A number with a digit or two too many is about so many times one of the others, where so many of these lie within so
# much of each other. A tenth of them may be a month of standing still.
DIGITS, NEARLY, EVEN, EVEN_OTHERS = (10.0, 100.0), 0.8, 1.5, 4
# Columns of words that stand behind the periods: what falls out of the last one lies there.
BEHIND = ("note", "source")


def odd_periods(problem: Problem, issues: Findings) -> None:
    """Warn of the first value in a row that is hundreds of times all others of it, or as small a part of them."""
    names = problem.calendar.names
    for sheet, column in COLUMNS:
        records = problem.tables.records[sheet]
        values = np.abs(records.number_by_period[column])
        given = (values > 0.0) & np.isfinite(values)
        most = np.where(given, values, 0.0).max(axis=1, initial=0.0)
        apart = most >= FAR * np.where(given, values, np.inf).min(axis=1, initial=np.inf)
        for line in np.flatnonzero(apart & (given.sum(axis=1) > LEAST_OTHERS)).tolist():
            period = odd_one(values[line])
            if period is not None:
                issues.warning(
                    "odd-period", records.cell(line, column, names[period], period),
                    f"the {column} in {names[period]} is hundreds of times what it is in all other periods, or as "
                    "small a part of it",
                    "check the unit of the number",
                )  # fmt: skip


def digits_too_many(problem: Problem, issues: Findings) -> None:
    """Warn of a number that was typed for a period, and is ten or a hundred times those of an otherwise even row."""
    names = problem.calendar.names
    for sheet, column in COLUMNS:
        records = problem.tables.records[sheet]
        values = np.where(records.own_cell.get(column, False), records.number_by_period[column], np.nan)
        typed = (values > 0.0) & np.isfinite(values)
        if typed.shape[1] <= EVEN_OTHERS:
            continue
        ordered = np.sort(np.where(typed, values, 0.0), axis=1)
        most, others, least = ordered[:, -1], ordered[:, -2], np.where(typed, values, np.inf).min(axis=1)
        even = (typed.sum(axis=1) > EVEN_OTHERS) & (others <= EVEN * least)
        far = np.logical_or.reduce(
            [(NEARLY * most <= many * others) & (most >= NEARLY * many * least) for many in DIGITS]
        )
        for line in np.flatnonzero(even & far).tolist():
            period = int(np.argmax(values[line] == most[line]))
            issues.warning(
                "digit-too-many", records.cell(line, column, names[period], period),
                f"the {column} in {names[period]} is {most[line]:,.10g}, and in no other period above "
                f"{others[line]:,.10g}",
                "check it for a digit too many",
            )  # fmt: skip


def shifted_rows(problem: Problem, issues: Findings) -> None:
    """Warn of a row that begins a period late and has a number where words belong: pasted one column too far right."""
    names = problem.calendar.names
    for sheet, column in COLUMNS:
        records = problem.tables.records[sheet]
        own = records.own_cell.get(column)
        if own is None or problem.calendar.size <= 1:
            continue
        for line in np.flatnonzero(~own[:, 0] & own[:, 1:].all(axis=1)).tolist():
            word = next((word for word in BEHIND if _is_number(records.text[word][line])), None)
            if word is not None:
                issues.warning(
                    "shifted-row",
                    records.cell(line, word),
                    f"{word} is the number {records.text[word][line]}, and the {column} in {names[0]} is blank, the "
                    "first period: the row may have been pasted one column too far to the right",
                    "move its numbers one column to the left, or write words here",
                )


def _is_number(word: str) -> bool:
    try:
        float(word)
    except ValueError:
        return False
    return True
