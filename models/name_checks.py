"""Names that mean more than the thing that is called so: every row that names it would mean something else."""

from __future__ import annotations

from models.issues import Findings
from models.names import ANY, is_braced
from models.problem import Problem

# Sheets and the columns in which names begin; sheet Capacity reads those of the first three in braces as a sum.
NAMES = (
    ("Sites", "site"), ("Commodities", "commodity"), ("Groups", "group"), ("Sites", "operator"), ("Sites", "country"),
    ("Sites", "bloc"), ("Processes", "process"), ("Demand", "end use"),
)  # fmt: skip
BRACED = 3


def reserved_names(problem: Problem, issues: Findings) -> None:
    """Report names that are the words for all, or for a sum."""
    for place, (sheet, column) in enumerate(NAMES):
        records = problem.tables.records[sheet]
        for line, name in enumerate(records.text[column]):
            if name == ANY:
                why = f"`{ANY}` stands for every {column}"
            elif place < BRACED and is_braced(name):
                why = "braces ask sheet Capacity for one limit over a sum"
            else:
                continue
            issues.error(
                "name-reserved", records.cell(line, column), f"no {column} can be called '{name}': {why}",
                "give it another name",
            )  # fmt: skip
