"""Studies of problems in memory, as the tests of explanations ask them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from models.formulation import build
from models.records import Tables
from models.resolve import make_problem
from planner.explain.explanations import explain
from planner.explain.level import Level
from planner.explain.questions import Questions, answered
from planner.explain.study import Study
from planner.run import Solved, solve_input
from planner.solve import highs
from planner.solve.session import Progress, silent
from tests.drawn.problems import tables_of
from tests.workbooks import Sheets


def study_of(sheets: Sheets) -> Study:
    """Return a study of the best plan of some sheets."""
    return study_of_tables(tables_of(sheets))


def study_of_tables(tables: Tables) -> Study:
    """Return a study of the best plan of some tables."""
    model = build(make_problem(tables)[0])
    return Study(model, highs.solve(model.program.matrix(), model.program.tiers))


def found_by[Found](questions: Questions[Found]) -> Found:
    """Return what one explanation finds when it is asked alone, in this process."""
    found: Found = answered({"one": questions}, 1, silent)["one"]
    return found


def solved_and_stopped(
    path: Path, solver: str, time_limit: float | None, progress: Progress, near: Path | None, level: Level, **more: Any
) -> Solved:
    """Return what `solve_input` does, as if a time limit had stopped it in the tier of the cost."""
    solved = solve_input(path, solver, time_limit, progress, near, Level.NONE, **more)
    plan = replace(solved.plan, solution=replace(solved.plan.solution, stopped_in="cost"))
    return replace(solved, plan=plan, explained=explain(plan, level, None, silent, exact=True))
