"""Questions that tests of explanations ask: a changed input solved afresh, splits of a case, values of limits."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from models.formulation import build
from models.issues import errors
from models.limits import limits
from models.plan import make_plan
from models.records import Tables
from models.resolve import make_problem
from planner.errors import NoPlanError
from planner.explain.limit_values import LimitValue, LimitValues, limit_values
from planner.explain.outcomes import NO_INPUT, NO_PLAN
from planner.explain.study import Study
from planner.solve import highs
from planner.solve.session import silent
from tests.cases import Change, reference
from tests.studies import study_of
from tests.workbooks import write_workbook
from tests.worlds.draw import drawn
from tests.worlds.world import Choice


def afresh(tables: Tables, study: Study) -> dict[str, float] | str:
    """Return the vector of changed tables, solved as if nothing were known; or why there is none."""
    problem, found = make_problem(tables, study.model.problem.earlier.plan)
    if errors(list(found)):
        return NO_INPUT
    model = build(problem)
    try:
        solution = highs.solve(model.program.matrix(), model.program.tiers)
    except NoPlanError:
        return NO_PLAN
    return {one.tier.name: one.objective for one in solution.tiers if one.tier.kind != "tie-break"}


def of_case(name: str, *changes: Change) -> Study:
    sheets = reference(name).sheets()
    for change in changes:
        change(sheets)
    return study_of(sheets)


# Farther than this a limit without an end is not moved.
FAR = 1e3


def values_of(study: Study, *, full: bool = True) -> LimitValues:
    return limit_values(make_plan(study.model, study.found), study, silent, full=full)


def by_limit(study: Study, family: str) -> dict[str, LimitValue]:
    """Return key and window of a limit -> its value, of one family."""
    found = limits(make_plan(study.model, study.found))
    own = found[found["family"] == family]
    named = dict(zip(own["row"], own["key"] + ", " + own["window"], strict=True))
    return {named[one.row]: one for one in values_of(study).each if one.row in named}


def source_of(seed: int, folder: Path) -> Path:
    """Write a world of chance, every third with whole numbers; one that is to stay near an earlier plan is left out."""
    world = drawn(Choice(random.Random(seed).randint), whole=seed % 3 == 0)
    if world.earlier is not None:
        pytest.skip("it asks for an earlier plan")
    return write_workbook(folder / "world.xlsx", world.sheets())
