"""The earlier plan that a new one is to stay near to: which file it is, and what its workbook states."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from models.issues import Issue, error, note
from models.nouns import counted
from models.parts.earlier import EarlierPlan
from models.records import Tables
from planner.errors import RefusedError, UsageError
from planner.own_output import is_edited
from planner.paths import is_missing
from planner.read import read_input

if TYPE_CHECKING:
    import pandas as pd

    from planner.read_back.plan import Edit

OPTION = "--near"
NEAR = "near"
SHOWN = 80  # last characters of a path that cannot be opened
# Settings that mean nothing without an earlier plan.
HANGING = (NEAR, "frozen periods", "plan from")
WHAT = "name a workbook that `plan solve` wrote"
# A setting's path starts elsewhere than one that is typed behind a command.
REMEDY = f"{WHAT}, by its path from the folder of this file, or empty the cell"
OF_OPTION = f"{WHAT}, by its path from here"


def read_near(source: Path, tables: Tables, wanted: Path | None) -> tuple[Tables, EarlierPlan | None, list[Issue]]:
    """Return the tables, the earlier plan that an option or setting `near` names, and what is wrong with it.

    source  the input; the setting's path starts from its folder
    wanted  what the option names, which goes before the setting
    returns  tables without the settings that hang on a plan that could not be read: its error is enough
    Raises UsageError when the option names no file.
    """
    path, typed = near_path(source, tables, wanted), tables.settings[NEAR]
    if path is None:
        return tables, None, []
    if wanted is not None and is_missing(wanted):
        raise UsageError(f"{OPTION} {wanted}: there is no such file")
    from planner.read_back.plan import read_plan  # it loads pandas, which nothing else of reading needs

    where, remedy = (OPTION, OF_OPTION) if wanted is not None else (tables.setting_cells[NEAR], REMEDY)
    found: list[Issue] = []
    try:
        if path.is_file():
            stated = read_plan(path)
            plan = EarlierPlan(path.name, stated.hash, where, {**stated.tables, "periods": _periods(path)})
            return tables, plan, _edited(stated.edits, where, is_saved=is_edited(path))
        found = [error("near-missing", where, f"there is no file '{wanted or typed}'", remedy)]
    except RefusedError as fault:
        found = [error("near-unreadable", where, "; ".join([str(fault), *fault.faults[:1]]), remedy)]
    except OSError as fault:
        named = str(path)[-SHOWN:]
        found = [error("near-unreadable", where, f"'{named}' cannot be opened: {fault.strerror}", remedy)]
    return replace(tables, settings={**tables.settings, **dict.fromkeys(HANGING)}), None, found


def _edited(edits: Sequence[Edit], where: str, *, is_saved: bool) -> list[Issue]:
    """Return a note where somebody has changed the earlier plan since it was written, or may have."""
    if not edits:
        said = "the earlier plan was saved again since it was written; a row that was deleted from it counts as 0"
        return [note("near-edited", where, said)] if is_saved else []
    changed = counted(len(edits), "quantity", "quantities")
    were = "was" if len(edits) == 1 else "were"
    return [note("near-edited", where, f"{changed} of the earlier plan {were} changed by hand, as in {edits[0].cell}")]


def _periods(plan: Path) -> pd.DataFrame:
    """Return the names of a plan's periods in column `period`, those in which it does nothing too.

    A plan holds copies of its input, which say so; none where they cannot be read.
    """
    import pandas as pd

    given = read_input(plan).tables
    return pd.DataFrame({"period": [] if given is None else given.records["Periods"].text["period"]}, dtype=object)


def near_path(source: Path, tables: Tables, wanted: Path | None) -> Path | None:
    """Return the file that an option or setting `near` names, the option first; None where neither does."""
    typed = tables.settings[NEAR]
    return wanted if wanted is not None or not typed else source.parent / str(typed)
