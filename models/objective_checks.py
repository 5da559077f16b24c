"""Findings about what is asked of the plan as a whole: settings that cannot be kept together with other rows."""

from __future__ import annotations

from models.class_growth import TooManySetsError
from models.classes import make_classes
from models.issues import Findings
from models.network import reach
from models.problem import Problem
from models.program import Program
from models.variables import make_variables

NAMED = 5  # of the cells that ask for whole numbers


def check_objectives(problem: Problem, issues: Findings) -> None:
    """Add every finding about the objectives."""
    fair_share_of_whole_numbers(problem, issues)


def fair_share_of_whole_numbers(problem: Problem, issues: Findings) -> None:
    """A fair share is proven step by step for linear programs only: with a yes or no, who can do better may change."""
    if not problem.options.fair_share:
        return
    program = Program()
    reached = reach(problem)
    try:
        classes = make_classes(problem, reached)
    except TooManySetsError:
        return  # an error of the rules, which says so itself
    make_variables(program, problem, reached, classes)
    cells = program.integer_reasons
    if cells:
        more = f" and {len(cells) - NAMED} more" if len(cells) > NAMED else ""
        issues.error(
            "fair-share-whole-numbers",
            problem.tables.setting_cells["fair share"],
            f"there is no fair share beside whole-number decisions, which {', '.join(cells[:NAMED])}{more} ask for",
            "set `fair share` to no, or take these rows away",
        )
