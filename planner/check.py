"""The first half of the straight line: read a workbook and check it. Loads neither pandas nor a solver."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from models.issues import Issue, errors
from models.problem import Problem
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
    following = errors(found) if errors(reading.issues) else found
    return Checked(reading, problem, (*reading.issues, *unreadable, *following))


def checked_problem(path: Path, near: Path | None = None) -> tuple[Checked, Problem]:
    """Read and check; raise InputError with all errors when there are any. As `check_input`."""
    checked = check_input(path, near)
    if errors(checked.issues) or checked.problem is None:
        raise InputError(checked.issues)
    return checked, checked.problem
