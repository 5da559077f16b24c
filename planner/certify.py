"""`plan verify PLAN INPUT`: the plan as its workbook states it, held against the input as it reads now."""

from __future__ import annotations

from pathlib import Path

from models.issues import errors
from planner.errors import InputError, UsageError
from planner.read import read_input
from planner.read_plan import read_plan
from planner.verify import Verification, verify


def verify_files(plan: Path, source: Path) -> Verification:
    """Verify an output workbook against its input.

    Raises UsageError when a file is missing, InputError when the input cannot be read.
    """
    if not plan.exists():
        raise UsageError(f"{plan}: there is no such file")
    reading = read_input(source)
    if reading.tables is None or errors(reading.issues):
        raise InputError(reading.issues)
    stated = read_plan(plan)
    return verify(reading.tables, stated.tables, stated.objectives)
