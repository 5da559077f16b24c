"""Sheet Read me, which lists the sheets of a workbook: it tells when one of them was deleted."""

from __future__ import annotations

from collections.abc import Collection
from itertools import pairwise

from models.issues import Issue, warning
from models.schema import READ_ME, TABLES
from planner.read.cells import NUMBERS
from planner.read.grid import Grid
from planner.read.words import header_form

NAMES = {header_form(table.name): table.name for table in TABLES}
MOST_NAMED = 5


def is_read_me(name: str) -> bool:
    """Return whether a sheet is the one that lists the others."""
    return header_form(name) == header_form(READ_ME)


def deleted_sheets(grid: Grid, present: Collection[str]) -> list[Issue]:
    """Return a warning when sheet Read me has steps for sheets that are not among those present, by their names."""
    gone: dict[str, str] = {}
    for row, cells in enumerate(grid.rows):
        for column, (step, cell) in enumerate(pairwise(cells)):
            # A step is its number with the name of the sheet beside it.
            name = NAMES.get(header_form(cell)) if isinstance(cell, str) and isinstance(step, NUMBERS) else None
            if name is not None and name not in present:
                gone.setdefault(name, grid.address(row, column + 1))
    if not gone:
        return []
    names = list(gone)
    shown = ", ".join(names[:MOST_NAMED]) + (f" and {len(names) - MOST_NAMED} more" if len(names) > MOST_NAMED else "")
    sheets = f"{len(names)} sheets" if len(names) > 1 else "a sheet"
    return [
        warning(
            "deleted-sheet", gone[names[0]],
            f"this page lists {sheets} that the workbook does not have ({shown}): the plan is made without",
            "take what is missed back from an earlier copy; where nothing is, delete what is listed here",
        )
    ]  # fmt: skip
