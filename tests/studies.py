"""Studies of problems in memory, as the tests of explanations ask them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from models.formulation import build
from models.records import Tables
from models.resolve import make_problem
from planner.explain.study import Study
from planner.run import Solved, solve_input
from planner.solve import highs
from tests.random_problems import tables_of
from tests.workbooks import Sheets


def study_of(sheets: Sheets) -> Study:
    """Return a study of the best plan of some sheets."""
    return study_of_tables(tables_of(sheets))


def study_of_tables(tables: Tables) -> Study:
    """Return a study of the best plan of some tables."""
    model = build(make_problem(tables)[0])
    return Study(model, highs.solve(model.program.matrix(), model.program.tiers))


def solved_and_stopped(*asked: Any) -> Solved:
    """Return what `solve_input` does, as if a time limit had stopped it in the tier of the cost."""
    solved = solve_input(*asked)
    solution = replace(solved.plan.solution, stopped_in="cost")
    return replace(solved, plan=replace(solved.plan, solution=solution))
