"""The first half of the straight line: read a workbook and check it. Loads neither pandas nor a solver."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from models.issues import Findings, Issue, errors
from models.problem import Problem
from models.records import Tables
from models.resolve import make_problem
from planner.errors import InputError
from planner.read import Reading, read_input
from planner.read_near import read_near


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
    tables, earlier, unreadable = read_near(path, reading.tables, near)
    problem, found = make_problem(tables, earlier)
    # What the second wave finds in a table that the first could not read may only follow from that; its errors count.
    told = errors(reading.issues)
    if told:
        unread = _unread(told, tables)
        found = Findings(issue for issue in errors(found) if issue.where not in unread)
    return Checked(reading, problem, (*reading.issues, *unreadable, *found))


def _unread(told: Iterable[Issue], tables: Tables) -> set[str]:
    """Return the addresses of what could not be read: it counts as blank, which is no mistake of its own."""
    return {issue.where for issue in told}.union(*(records.unread for records in tables.records.values()))


def checked_problem(path: Path, near: Path | None = None) -> tuple[Checked, Problem]:
    """Read and check; raise InputError with all errors when there are any. As `check_input`."""
    checked = check_input(path, near)
    if errors(checked.issues) or checked.problem is None:
        raise InputError(checked.issues)
    return checked, checked.problem
