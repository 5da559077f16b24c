"""What is wrong or worth knowing in the input, one Issue a finding.

Knows nothing of files or terminals: an Issue carries the address that the planner sees in Excel.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum

# The place of a whole row, `12:12`, and of how many one kind is told row by row.
ROW = re.compile(r"(\d+):\1")
MOST_ROWS, NAMED_ROWS = 3, 5


class Severity(StrEnum):
    """How much a finding weighs: an error stops the run, a warning and a note do not."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, order=True)
class Issue:
    """One finding about the input.

    code      stable name of the kind of finding (`unknown-name`), the key of the error catalogue
    where     `Sheet!C7`, `Sheet`, or the file's name
    message   what was seen and what was expected, without the address
    remedy    what to do about it, in the imperative
    """

    severity: Severity
    where: str
    code: str
    message: str
    remedy: str

    def __str__(self) -> str:
        """Return the line that the planner reads: where, what, what to do."""
        return f"{self.where}: {self.message}; {self.remedy}" if self.remedy else f"{self.where}: {self.message}"


def error(code: str, where: str, message: str, remedy: str) -> Issue:
    """Make an Issue that stops the run."""
    return Issue(Severity.ERROR, where, code, message, remedy)


def warning(code: str, where: str, message: str, remedy: str = "") -> Issue:
    """Make an Issue that the report shows but that stops nothing."""
    return Issue(Severity.WARNING, where, code, message, remedy)


def note(code: str, where: str, message: str, remedy: str = "") -> Issue:
    """Make an Issue that records an assumption."""
    return Issue(Severity.NOTE, where, code, message, remedy)


def errors(issues: Iterable[Issue]) -> list[Issue]:
    """Return those that stop the run, in their order."""
    return [issue for issue in issues if issue.severity is Severity.ERROR]


def told_once(issues: Iterable[Issue]) -> list[Issue]:
    """Return the findings with one for all of a kind that are about whole rows of a sheet, where there are many.

    A finding is about a whole row where the sheet has no column that could be named, and then most rows are alike.
    """
    kept: list[Issue] = []
    of_kind: dict[tuple[Severity, str, str], list[int]] = {}
    for issue in issues:
        sheet, _, place = issue.where.rpartition("!")
        if ROW.fullmatch(place):
            of_kind.setdefault((issue.severity, issue.code, sheet), []).append(len(kept))
        kept.append(issue)
    left_out: set[int] = set()
    for places in of_kind.values():
        if len(places) > MOST_ROWS:
            first, others = kept[places[0]], [kept[place].where.rpartition(":")[2] for place in places[1:]]
            named = ", ".join(others[:NAMED_ROWS]) + (", ..." if len(others) > NAMED_ROWS else "")
            kept[places[0]] = replace(first, message=f"{first.message} (so it is in {len(others)} more rows: {named})")
            left_out |= set(places[1:])
    return [issue for place, issue in enumerate(kept) if place not in left_out]


class Findings(list[Issue]):
    """The findings of one run, in the order in which they were made."""

    def error(self, code: str, where: str, message: str, remedy: str) -> None:
        """Add a finding that stops the run."""
        self.append(error(code, where, message, remedy))

    def warning(self, code: str, where: str, message: str, remedy: str = "") -> None:
        """Add a finding that the report shows but that stops nothing."""
        self.append(warning(code, where, message, remedy))

    def note(self, code: str, where: str, message: str, remedy: str = "") -> None:
        """Add an assumption."""
        self.append(note(code, where, message, remedy))
