"""Rows of one process at several sites, of which one says something else than all others: a slip, most likely."""

from __future__ import annotations

from collections import defaultdict

import numpy as np

from models.arrays import FloatArray, IntArray
from models.checks.apart import odd_one
from models.issues import Findings
from models.names import folded
from models.problem import Problem

# A tenth, or ten times, of what all others say, who lie within so much of each other, and are so many.
FAR, ALIKE, LEAST_OTHERS = 8.0, 1.5, 4


def check_alike(problem: Problem, issues: Findings) -> None:
    """Warn of each quantity per run, yield or cost of a run that is far from those of the same process elsewhere.

    A recipe may be written for a thousand tonnes where others are for one: then all its lines are as far. What sources
    cost is held against each other elsewhere.
    """
    processes = problem.processes
    names = [folded(name) for name in processes.name]
    quantity, cost = np.median(processes.line_quantity, axis=1), np.median(processes.run_cost, axis=1)
    alike: dict[tuple[str, int, bool], dict[int, int]] = defaultdict(dict)
    for line, process in enumerate(processes.line_process.tolist()):
        key = names[process], int(processes.line_commodity[line]), bool(processes.line_output[line])
        alike[key].setdefault(int(processes.line_record[line]), line)
    usual = np.full(quantity.size, np.nan)
    groups = [np.array(list(rows.values())) for rows in alike.values() if len(rows) > LEAST_OTHERS]
    for lines in groups:
        usual[lines] = np.median(quantity[lines])
    with np.errstate(divide="ignore", invalid="ignore"):
        is_usual = np.maximum(quantity / usual, usual / quantity) <= ALIKE
    for lines in groups:
        place = odd_one(quantity[lines], FAR, ALIKE)
        process = processes.line_process[lines]
        if place is not None and is_usual[processes.line_process == process[place]].any():
            word = "gives" if processes.line_output[lines[place]] else "takes"
            _tell(problem, lines, place, _column(problem, lines, place), (word, "t", quantity), issues)
        driven = lines[(processes.driver[process] == lines) & ~processes.is_source[process]]
        place = odd_one(cost[processes.line_process[driven]], FAR, ALIKE) if driven.size > LEAST_OTHERS else None
        if place is not None:
            _tell(problem, driven, place, "run cost", ("costs", "USD/t", cost[processes.line_process]), issues)


def _column(problem: Problem, lines: IntArray, place: int) -> str:
    """Return the column in which a line is far from others: its quantity counts with its yield."""
    typed = problem.tables.records["Processes"].number["quantity per run"][problem.processes.line_record[lines]]
    return "yield" if odd_one(typed, FAR, ALIKE) != place else "quantity per run"


def _tell(
    problem: Problem, lines: IntArray, place: int, column: str, what: tuple[str, str, FloatArray], issues: Findings
) -> None:
    """Add the warning; what is the word, the unit, and (lines,) the amount of each line."""
    processes, (word, unit, amount) = problem.processes, what
    own, others = lines[place], np.delete(lines, place)
    good = problem.commodity_names.names[processes.line_commodity[own]]
    name = processes.name[processes.line_process[own]]
    least, most = amount[others].min(), amount[others].max()
    span = f"{least:,.6g}" if least == most else f"{least:,.6g} to {most:,.6g}"
    issues.warning(
        "odd-recipe", problem.cell("Processes", int(processes.line_record[own]), column),
        f"a run of '{name}' {word} {amount[own]:,.6g} {unit} of '{good}' here, and {span} in {others.size} other rows",
        "check the number and its unit",
    )  # fmt: skip
