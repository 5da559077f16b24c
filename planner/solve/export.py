"""The program as an .lp or .mps file, for other solvers and for reading."""

from __future__ import annotations

import re
from pathlib import Path

from pulp.constants import PulpError

from models.describe import describe
from models.formulation import Model
from planner.atomic import staged
from planner.errors import OutputError, UsageError
from planner.solve.pulp_problem import make_pulp

# PuLP refuses names above 100 characters in an .lp file, and cbc fails on them; the number behind needs its room.
LONGEST_NAME = 80
_NO_ROOM = re.compile(r"[^A-Za-z0-9_]+")


def export_program(model: Model, target: Path, *, tier: int, readable: bool) -> None:
    """Write the program, with the objective of one tier, as .lp or .mps.

    tier  its number, 1 is the best; raises UsageError when there is no such tier, or it is no sum that a file can hold
    """
    tiers = model.program.tiers
    if tier > len(tiers):
        raise UsageError(f"--tier {tier}: there are {len(tiers)} tiers: {'; '.join(t.name for t in tiers)}")
    if tiers[tier - 1].kind == "fair":
        raise UsageError(f"--tier {tier}: '{tiers[tier - 1].name}' is solved in steps and is no one sum; name another")
    columns = rows = None
    if readable:
        columns = _readable(model, "column")
        rows = _readable(model, "row")
    problem, _ = make_pulp(model.program.matrix(), tiers[tier - 1].objective, columns, rows)
    try:
        with staged(target) as temporary:
            if target.suffix.casefold() == ".lp":
                problem.writeLP(str(temporary))
            else:
                problem.writeMPS(str(temporary))
    except PulpError as fault:  # what becomes of an OSError when PuLP opens the file
        raise OutputError(f"{target}: cannot be written: {fault}") from fault


def _readable(model: Model, kind: str) -> list[str]:
    """Return a name for each column or row, made from its family and keys; only letters, digits and _."""
    periods = model.problem.calendar.names
    blocks = model.program.column_blocks if kind == "column" else model.program.row_blocks
    names: list[str] = []
    for family, block in blocks.items():
        codes = block.keys.get("period")
        for position, words in enumerate(describe(model, block)):
            period = periods[codes[position]] if codes is not None else ""
            plain = _NO_ROOM.sub("_", f"{family} {words} {period}".strip())[:LONGEST_NAME]
            names.append(f"{plain}_{block.index[position]}")
    return names
