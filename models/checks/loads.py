"""What must run, or must run at least so much, against the capacity that there is."""

from __future__ import annotations

import numpy as np

from models.issues import Findings
from models.problem import Problem
from models.variables.timing import largest_capacity


def minimum_run_above_capacity(problem: Problem, issues: Findings) -> None:
    """A minimum run that no capacity has room for, not even with all that can be added."""
    processes, capacities = problem.processes, problem.capacities
    driver = np.flatnonzero(np.isin(capacities.member_line, processes.driver))
    largest = largest_capacity(problem)
    for member in driver:
        limit = largest[capacities.member_limit[member]]
        process = int(processes.line_process[capacities.member_line[member]])
        wanted = processes.minimum_run[process]
        for period in np.flatnonzero((wanted > 0.0) & (wanted > limit)):
            record = int(processes.line_record[processes.driver[process]])
            line = int(capacities.line[capacities.member_limit[member]])
            issues.error(
                "minimum-above-maximum",
                problem.cell("Processes", record, "minimum run", int(period)),
                f"in {problem.calendar.names[period]} the minimum run {processes.minimum_run[process, period]:g} t "
                f"lies above the capacity {limit[period]:g} t in "
                f"{problem.cell('Capacity', line, 'capacity', int(period))}",
                "lower the minimum run or raise the capacity",
            )


def minimum_load_above_capacity(problem: Problem, issues: Findings) -> None:
    """A minimum load above its capacity: it could never run."""
    capacities, largest = problem.capacities, largest_capacity(problem)
    for limit, period in np.argwhere((capacities.minimum_load > largest) & (largest > 0.0)):
        line, when = int(capacities.line[limit]), int(period)
        issues.error(
            "minimum-above-maximum",
            problem.cell("Capacity", line, "minimum load", when),
            f"in {problem.calendar.names[when]} the minimum load {capacities.minimum_load[limit, period]:g} t lies "
            f"above the capacity {largest[limit, period]:g} t in {problem.cell('Capacity', line, 'capacity', when)}, "
            "so it could never run",
            "lower the minimum load or raise the capacity",
        )
