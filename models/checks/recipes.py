"""Recipes that make nothing, since what goes in comes out again, and those of which a half is missing."""

from __future__ import annotations

import numpy as np

from models.arrays import mask_of
from models.issues import Findings
from models.problem import Problem


def nothing_made(problem: Problem, issues: Findings) -> None:
    """Warn of a process that gives back what it takes, and no more: what passes through its site passes it by.

    One that takes time keeps material, one whose run earns money is run for that, and one that clears origins for them.
    """
    processes = problem.processes
    first = np.searchsorted(processes.line_process, np.arange(processes.size + 1))
    clears = problem.tables.records["Processes"].text["clears"]
    told: set[int] = set()
    for process in np.flatnonzero(~processes.is_source).tolist():
        lines = np.arange(first[process], first[process + 1])
        outputs = lines[processes.line_output[lines]]
        record = int(processes.line_record[outputs[0]]) if outputs.size else -1
        is_late = (processes.output_period[process] != np.arange(problem.calendar.size)).any()
        earns = (processes.run_cost[process] < 0.0).any()
        if record in told or not outputs.size or is_late or earns or any(clears[processes.line_record[lines]]):
            continue
        inputs = lines[~processes.line_output[lines] & processes.is_fixed[lines]]  # a mixture may do without one
        taken = {code: _of(problem, inputs, code) for code in set(processes.line_commodity[outputs].tolist())}
        if all((_of(problem, outputs, code) <= amount).all() for code, amount in taken.items()):
            told.add(record)
            goods = problem.commodity_names.names[processes.line_commodity[outputs[0]]]
            site = problem.site_names.names[processes.site[process]]
            issues.warning(
                "nothing-made",
                problem.cell("Processes", record, "commodity"),
                f"process '{processes.name[process]}' at '{site}' gives back no more '{goods}' than it takes in: "
                "nothing needs a run of it, and no limit on it holds back what passes through the site",
                "call what comes out otherwise, or limit what arrives by a row of Capacity with basis throughput",
            )


def one_sided(problem: Problem, issues: Findings) -> None:
    """Warn of half a recipe: a process that only takes, and a source that is called like one that takes elsewhere.

    A name that was changed in one of its rows makes two such halves: what goes in is lost, what comes out is of
    nothing. Where a row of Capacity limits the source, somebody may know it, so that it is noted only.
    """
    processes, sites = problem.processes, problem.site_names.names
    takes = mask_of(processes.line_process[~processes.line_output], processes.size)
    gives = mask_of(processes.line_process[processes.line_output], processes.size)
    earns = (processes.run_cost < 0.0).any(axis=1)
    recipes = {processes.name[process] for process in np.flatnonzero(takes & gives).tolist()}
    first = np.searchsorted(processes.line_process, np.arange(processes.size + 1))
    limited = mask_of(processes.line_process[problem.capacities.member_line], processes.size)
    told: set[int] = set()
    for process in range(processes.size):
        name, line = processes.name[process], int(processes.line_record[first[process]])
        where = f"process '{name}' at '{sites[processes.site[process]]}'"
        if line in told:
            continue
        if takes[process] and not gives[process] and not earns[process]:
            told.add(line)
            said, remedy = f"{where} takes material in and gives nothing out", "add the line that comes out"
        elif processes.is_source[process] and name in recipes:
            told.add(line)
            said = f"{where} takes nothing in, as '{name}' does elsewhere: what it makes is of nothing"
            said += "" if limited[process] else ", without a limit"
            remedy = "add the lines that go in"
        else:
            continue
        remedy = f"{remedy}, or correct the name or site of the row"
        report = issues.note if limited[process] and processes.is_source[process] else issues.warning
        report("half-a-recipe", problem.cell("Processes", line, "process"), said, remedy)


def _of(problem: Problem, lines: np.ndarray, commodity: int) -> np.ndarray:
    """Return (periods,) t of a commodity in some lines of a recipe."""
    own = lines[problem.processes.line_commodity[lines] == commodity]
    return np.asarray(problem.processes.line_quantity[own].sum(axis=0))
