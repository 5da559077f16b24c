"""`plan verify PLAN INPUT`: the plan as its workbook states it, held against the input as it reads now."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from planner.check import checked_problem
from planner.errors import UsageError
from planner.paths import is_missing
from planner.read_plan import read_plan
from planner.verify import Verification, verify
from planner.verify.near import NEAR

SCOPE = (
    "held against the input: every quantity of sheet Flows, and the tiers in sheet Run; the other sheets are formulas "
    "and words over these"
)


@dataclass(frozen=True)
class Certified:
    """The verdict on an output workbook, and what a reader of it should know besides."""

    verification: Verification
    remarks: tuple[str, ...]


def verify_files(plan: Path, source: Path, near: Path | None = None) -> Certified:
    """Verify an output workbook against its input, and against the earlier plan that it was to stay near to.

    Raises UsageError when a file is missing, InputError when the input has errors, RefusedError when the plan's
    workbook cannot be read as one.
    """
    if is_missing(plan):
        raise UsageError(f"{plan}: there is no such file")
    _, problem = checked_problem(source, near)
    stated = read_plan(plan)
    remarks = [SCOPE]
    if stated.made_from != problem.tables.source_hash:
        remarks.append(
            f"the plan says it was made from another file (hash {stated.made_from or 'not given'}) than {source.name} "
            f"(hash {problem.tables.source_hash})"
        )
    if not stated.finished:
        remarks.append(f"the plan says that it is not proven best; it states {len(stated.objectives)} tiers")
    earlier = problem.earlier.plan
    if earlier is None and any(name == NEAR for name, _ in stated.objectives):
        remarks.append("the plan was made to stay near to an earlier one; name that with --near")
    verification = verify(
        problem.tables, stated.tables, stated.objectives, finished=stated.finished,
        earlier=earlier.tables if earlier else None,
    )  # fmt: skip
    return Certified(verification, tuple(remarks))
