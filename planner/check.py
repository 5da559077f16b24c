"""The first half of the straight line: read a workbook and check it. Loads neither pandas nor a solver."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from models.issues import Issue, errors, told_once
from models.problem import Problem
from models.records import Tables, quoted
from models.resolve import make_problem
from planner.errors import InputError
from planner.read import Reading, read_input
from planner.read_near import read_near

# Errors that say what a blank cell lacks: a cell that could not be read counts as blank, and is an error of its own.
LACKING = frozenset({
    "blend-without-limit", "life", "number-without-share", "order-without-limit", "pin-without-limit",
    "price-missing", "ramp-without-content", "rule-without-value", "surplus-limit", "surplus-price", "window-missing",
})  # fmt: skip
# Likewise, of rows that are read together, and of what stands in another sheet.
LACKING_TOGETHER = frozenset({"tier-gap", "tier-without-end"})
LACKING_ELSEWHERE = {"value-missing": "Commodities"}
ROW = re.compile(r"\d+$")
HEADER = 0  # stands for every row of a sheet


@dataclass(frozen=True, eq=False)
class Checked:
    """An input that was read and checked, with every finding."""

    reading: Reading
    problem: Problem | None
    issues: tuple[Issue, ...]


def check_input(path: Path, near: Path | None = None) -> Checked:
    """Read and check everything, solve nothing; `near` is an earlier plan, which goes before the setting."""
    reading = read_input(path)
    if reading.tables is None:
        return Checked(reading, None, tuple(reading.issues))
    tables, earlier, of_earlier = read_near(path, reading.tables, near)
    problem, found = make_problem(tables, earlier)
    # What the second wave finds in a table that the first could not read may only follow from that; its errors count,
    # but for what says that it is missing.
    following: list[Issue] = found
    if errors(reading.issues):
        unread = _Unread(reading.tables, errors(reading.issues))
        following = [issue for issue in errors(found) if not unread.is_why(issue)]
    return Checked(reading, problem, tuple(told_once((*reading.issues, *of_earlier, *following))))


class _Unread:
    """Where something could not be read: sheet -> its rows, HEADER where that is in none of them."""

    def __init__(self, tables: Tables, issues: Sequence[Issue]) -> None:
        self._sheet = {quoted(records.sheet): name for name, records in tables.records.items()}
        rows = {name: set(records.row.tolist()) for name, records in tables.records.items()}
        self._cells = {issue.where for issue in issues}
        self._rows: dict[str, set[int]] = {}
        for issue in issues:
            sheet, row = self._place(issue)
            self._rows.setdefault(sheet, set()).add(row if row in rows.get(sheet, ()) else HEADER)

    def is_why(self, issue: Issue) -> bool:
        """Return whether an error may only say that what could not be read is blank."""
        if issue.where in self._cells:
            return True
        if issue.code in LACKING_ELSEWHERE:
            return LACKING_ELSEWHERE[issue.code] in self._rows
        sheet, row = self._place(issue)
        rows = self._rows.get(sheet, set())
        together = issue.code in LACKING_TOGETHER and bool(rows)
        return together or (issue.code in LACKING and not rows.isdisjoint((HEADER, row)))

    def _place(self, issue: Issue) -> tuple[str, int]:
        """Return the sheet of a finding, and its row."""
        sheet, _, cell = issue.where.rpartition("!")
        number = ROW.search(cell)
        return self._sheet.get(sheet, sheet), int(number[0]) if number else HEADER


def checked_problem(path: Path, near: Path | None = None) -> tuple[Checked, Problem]:
    """Read and check; raise InputError with all errors when there are any. As `check_input`."""
    checked = check_input(path, near)
    if errors(checked.issues) or checked.problem is None:
        raise InputError(checked.issues)
    return checked, checked.problem
