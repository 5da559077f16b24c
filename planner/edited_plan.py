"""Whether a plan that is explained or put under stress still is what was written: both plan its input anew."""

from __future__ import annotations

from pathlib import Path

from models.records import Tables
from planner.errors import RefusedError
from planner.own_output import is_edited
from planner.read.book import is_plan
from planner.read.workbook import read_workbook
from planner.read_back.plan import RUN, read_plan, tiers_of
from planner.verify import verify
from planner.verify.near import NEAR

TOLD = "what is told is about the best plan of its input"
# A plan near to an earlier one, or one that a limit stopped, states other optima than its input alone has.
OBJECTIVES = "objectives"


def edit_remark(path: Path, tables: Tables) -> str:
    """Return that a plan was edited since it was written, and how it shows; "" of one that was not, and of an input.

    tables  the input that the plan holds
    """
    if path.is_dir() or not is_edited(path) or not is_plan(read_workbook(path, lambda _: False)[0]):
        return ""
    why = _edit(path, tables)
    return f"{path.name} was edited since it was written: {why}; {TOLD}" if why else ""


def near_remark(path: Path) -> str:
    """Return that a plan was made to stay near to an earlier one, which its input does not name; "" of any other."""
    if path.is_dir():
        return ""
    book = read_workbook(path, lambda name: name == RUN)[0]
    if not is_plan(book) or not book.grids[RUN].is_read:
        return ""
    try:
        stated = dict(tiers_of(book.grids[RUN]))
    except RefusedError:  # it was edited, which is said
        return ""
    if NEAR not in stated:
        return ""
    return f"{path.name} was made to stay near to an earlier plan; without --near {TOLD}, which may cost the same"


def _edit(path: Path, tables: Tables) -> str:
    """Return the first that is other than what was written, "" where a program has but saved the plan anew."""
    try:
        stated = read_plan(path)
    except RefusedError as fault:
        return "; ".join([str(fault), *fault.faults[:1]])
    if stated.edits:
        count = len(stated.edits)
        quantities = "quantity that was" if count == 1 else "quantities that were"
        return f"sheet Flows has {count:,} {quantities} not planned, the first in {stated.edits[0].cell}"
    # Of a row that was deleted nothing is left to see but what is missing.
    found = verify(tables, stated.tables, stated.objectives, finished=stated.finished).found
    return next((fault.sentence for fault in found if fault.kind != OBJECTIVES), "")
