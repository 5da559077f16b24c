"""Other solvers, where they are installed, and whether they agree."""

from __future__ import annotations

from pathlib import Path

import pytest

from models.formulation import Model, build
from models.resolve import make_problem
from planner.read import read_input
from planner.solve import highs, pulp
from planner.solve.pulp_problem import PREFIX, available
from planner.solve.session import silent

SOLVERS = ("pulp:HiGHS", "pulp:COIN_CMD", "pulp:GLPK_CMD")

# The others lock a tier by a row that leaves room for 1e-6 t (or tonne-years), and in the cost tier such room in each
# of the better tiers is worth some 1e5 USD/t: a few 0.1 USD of some 1e5 USD.
RELATIVE, ABSOLUTE = 1e-5, 1e-4


def require_solver(name: str) -> None:
    if name.removeprefix(PREFIX) not in available():
        pytest.skip(f"{name} is not installed; .ci/packages installs it")


def file_model(path: Path) -> Model:
    tables = read_input(path).tables
    assert tables is not None
    problem, _ = make_problem(tables)
    assert problem is not None
    return build(problem)


def assert_agrees(model: Model, name: str, *, without_tie_break: bool = False) -> None:
    matrix, tiers = model.program.matrix(), model.program.tiers
    # Whole numbers are decided before the tie-break: of two decisions that are equally good, either may be found.
    if without_tie_break or matrix.integer.size:
        tiers = [tier for tier in tiers if tier.kind != "tie-break"]
    expected = highs.solve(matrix, tiers)
    found = pulp.solve(matrix, tiers, name, progress=silent)
    assert [result.tier.name for result in found.tiers] == [result.tier.name for result in expected.tiers]
    # A fair share of nothing has no step.
    assert {result.tier.kind for result in found.tiers} | {"fair"} == {tier.kind for tier in tiers} | {"fair"}
    for ours, theirs in zip(expected.tiers, found.tiers, strict=True):
        assert theirs.objective == pytest.approx(ours.objective, rel=RELATIVE, abs=ABSOLUTE), ours.tier.name
