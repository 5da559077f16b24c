"""A program as a PuLP problem, the solvers that PuLP finds, and a folder for their files.

Names are opaque (c0, r0) unless readable ones are asked for.
"""

from __future__ import annotations

import math
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from inspect import signature
from typing import Literal

import numpy as np
import pulp

from models.arrays import FloatArray
from models.linear.matrix import Matrix
from planner.errors import ContradictionError, UsageError
from planner.process import stop
from planner.solve.search import WHOLE
from planner.solve.session import FEASIBILITY

PREFIX = "pulp:"
# What makes a solver keep rows and bounds as closely as the locks ask for: tolerances. GLPK has none to set, but
# without Harris's ratio test its basis does not leave its bounds.
TIGHT: dict[str, dict[str, object]] = {
    "COIN_CMD": {"options": [f"{kind}Tolerance {FEASIBILITY:g}" for kind in ("primal", "dual")]},
    "GLPK_CMD": {"options": ["--norelax"]},
    "HiGHS": {
        "primal_feasibility_tolerance": FEASIBILITY, "dual_feasibility_tolerance": FEASIBILITY,
        "mip_feasibility_tolerance": WHOLE,
    },
}  # fmt: skip


# What is added where a first answer belongs to no plan: CBC has been seen to lose kilograms to presolve or scaling.
AGAIN: dict[str, list[str]] = {"COIN_CMD": ["presolve off", "scaling off"]}


def make_solver(name: str, time_limit: float | None, gap: float | None = None, *, again: bool = False) -> pulp.LpSolver:
    """Return PuLP's solver `pulp:NAME`; raise UsageError, naming those that are there, when it is not.

    gap    of a program with whole numbers; solvers that take none prove their optimum
    again  whether its first answer was none, so that it is asked in another way, if there is one
    """
    wanted = name.removeprefix(PREFIX)
    if not name.startswith(PREFIX) or wanted not in pulp.listSolvers():
        raise UsageError(f"--solver {name}: write highs or pulp:NAME, NAME one of {', '.join(available())}")
    options: dict[str, object] = {"msg": False, **TIGHT.get(wanted, {})}
    if again and wanted in AGAIN:
        options["options"] = [*TIGHT[wanted]["options"], *AGAIN[wanted]]  # type: ignore[misc]
    if time_limit is not None:
        options["timeLimit"] = math.ceil(time_limit)  # GLPK refuses what is not a whole number of seconds
    if gap is not None and "gapRel" in signature(type(pulp.getSolver(wanted, msg=False))).parameters:
        options["gapRel"] = gap
    solver = pulp.getSolver(wanted, **options)
    if not solver.available():
        raise UsageError(f"--solver {name}: this solver is not installed; installed are {', '.join(available())}")
    return solver


def available() -> list[str]:
    """Return the names of the solvers that PuLP finds on this machine."""
    return sorted(pulp.listSolvers(onlyAvailable=True))


def make_pulp(
    matrix: Matrix, objective: FloatArray, column_names: list[str] | None = None, row_names: list[str] | None = None
) -> tuple[pulp.LpProblem, list[pulp.LpVariable]]:
    """Return the program as a PuLP problem, and its variables in the order of the columns.

    Raises ContradictionError when a row without any column cannot hold.
    """
    problem = pulp.LpProblem("sourcing_plan", pulp.LpMinimize)
    kinds: list[Literal["Continuous", "Integer"]] = ["Continuous"] * matrix.columns
    for position in matrix.integer.tolist():
        kinds[position] = "Integer"
    names = column_names or [f"c{position}" for position in range(matrix.columns)]
    variables = [
        problem.add_variable(name, _bound(low), _bound(high), kind)
        for name, low, high, kind in zip(
            names, matrix.column_lower.tolist(), matrix.column_upper.tolist(), kinds, strict=True
        )
    ]
    used = np.flatnonzero(objective)
    problem.setObjective(
        pulp.LpAffineExpression.from_list([(variables[position], float(objective[position])) for position in used])
    )
    start, column, value = matrix.start.tolist(), matrix.column.tolist(), matrix.value.tolist()
    for row, (low, high) in enumerate(zip(matrix.row_lower.tolist(), matrix.row_upper.tolist(), strict=True)):
        span = range(start[row], start[row + 1])
        if not span:
            if low > 0.0 or high < 0.0:
                raise ContradictionError
            continue
        terms = pulp.LpAffineExpression.from_list([(variables[column[entry]], value[entry]) for entry in span])
        name = row_names[row] if row_names else f"r{row}"
        if low == high:
            problem.addConstraint(terms == low, name)
            continue
        if np.isfinite(high):
            problem.addConstraint(terms <= high, name)
        if np.isfinite(low):
            problem.addConstraint(terms >= low, name + ("_low" if np.isfinite(high) else ""))
    return problem, variables


def _bound(value: float) -> float | None:
    return value if np.isfinite(value) else None


@contextmanager
def scratch() -> Iterator[str]:
    """Yield a folder that is gone afterwards, and when somebody stops the process as well."""
    usual = tempfile.tempdir
    with tempfile.TemporaryDirectory() as folder:
        stop.begin(folder)
        tempfile.tempdir = folder  # PuLP puts the log of a solver wherever temporary files go
        try:
            yield folder
        finally:
            tempfile.tempdir = usual
            stop.settle(folder)
