"""The earlier plan that a new one is to stay near to: which file it is, and what its workbook states."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from models.issues import Issue, error
from models.parts.earlier import EarlierPlan
from models.records import Tables
from planner.errors import RefusedError, UsageError
from planner.paths import is_missing
from planner.read_plan import read_plan

OPTION = "--near"
NEAR = "near"
# Settings that mean nothing without an earlier plan.
HANGING = (NEAR, "frozen periods", "plan from")
REMEDY = "name a workbook that `plan solve` wrote, by its path from the folder of this file, or empty the cell"


def read_near(source: Path, tables: Tables, wanted: Path | None) -> tuple[Tables, EarlierPlan | None, list[Issue]]:
    """Return the tables, the earlier plan that an option or setting `near` names, and what is wrong with it.

    source  the input; the setting's path starts from its folder
    wanted  what the option names, which goes before the setting
    returns  tables without the settings that hang on a plan that could not be read: its error is enough
    Raises UsageError when the option names no file.
    """
    typed = tables.settings[NEAR]
    if wanted is None and not typed:
        return tables, None, []
    if wanted is not None and is_missing(wanted):
        raise UsageError(f"{OPTION} {wanted}: there is no such file")
    path = wanted if wanted is not None else source.parent / str(typed)
    where = OPTION if wanted is not None else tables.setting_cells[NEAR]
    found: list[Issue] = []
    if is_missing(path) or not path.is_file():
        found = [error("near-missing", where, f"there is no file '{typed or wanted}'", REMEDY)]
    else:
        try:
            stated = read_plan(path)
            return tables, EarlierPlan(path.name, stated.hash, where, stated.tables), []
        except RefusedError as fault:
            found = [error("near-unreadable", where, "; ".join([str(fault), *fault.faults[:1]]), REMEDY)]
    return replace(tables, settings={**tables.settings, **dict.fromkeys(HANGING)}), None, found
