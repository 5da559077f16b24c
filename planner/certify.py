"""`plan verify PLAN INPUT`: the plan as its workbook states it, held against the input as it reads now."""

from __future__ import annotations

from pathlib import Path

from planner.errors import UsageError
from planner.read_plan import read_plan
from planner.run import checked_problem
from planner.verify import Verification, verify


def verify_files(plan: Path, source: Path) -> Verification:
    """Verify an output workbook against its input.

    Raises UsageError when a file is missing, InputError when the input has errors, RefusedError when the plan's
    workbook cannot be read as one.
    """
    if not plan.exists():
        raise UsageError(f"{plan}: there is no such file")
    _, problem = checked_problem(source)
    stated = read_plan(plan)
    return verify(problem.tables, stated.tables, stated.objectives)
