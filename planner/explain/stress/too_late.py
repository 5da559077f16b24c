"""From when on what is sent comes too late for the plan: it, or what is made of it, would be there behind its end.

A stop from then on leaves no priority shorter whatever depends on what is sent: that is the end of the plan and shows
no independence. Only lead times count here, of lanes and runs, on the shortest way to somebody who asks for what
arrives.
"""

from __future__ import annotations

import numpy as np

from models.arrays import BoolArray, IntArray
from models.problem import Problem

NEVER = -1


def last_in_time(problem: Problem, lanes: IntArray) -> IntArray:
    """Return (lanes,) the last period in which what leaves on each can be with a customer within the plan; or NEVER."""
    return _on_lanes(problem, _last_at_places(problem))[lanes]


def _last_at_places(problem: Problem) -> IntArray:
    """Return (sites, commodities) the last period in which what is there can still serve a customer; or NEVER."""
    demands, others, lanes, processes = problem.demands, problem.substitutes, problem.lanes, problem.processes
    last = np.full((len(problem.site_names.names), len(problem.commodity_names.names)), NEVER)
    last[demands.customer, demands.commodity] = problem.calendar.size - 1
    last[demands.customer[others.demand], others.commodity] = problem.calendar.size - 1
    site, output = processes.site[processes.line_process], processes.line_output
    while True:
        before = last.copy()
        np.maximum.at(last, (lanes.origin, lanes.commodity), _on_lanes(problem, last))
        made = np.full(processes.size, NEVER)
        np.maximum.at(made, processes.line_process[output], last[site[output], processes.line_commodity[output]])
        started = _latest(processes.output_period <= made[:, np.newaxis])[processes.line_process[~output]]
        np.maximum.at(last, (site[~output], processes.line_commodity[~output]), started)
        if np.array_equal(before, last):
            return last


def _on_lanes(problem: Problem, last: IntArray) -> IntArray:
    """Return (lanes,) the last period of sending that is in time for the places where lanes end; or NEVER."""
    lanes = problem.lanes
    return _latest(lanes.arrival <= last[lanes.destination, lanes.commodity][:, np.newaxis])


def _latest(in_time: BoolArray) -> IntArray:
    """Return (rows,) the last column that is true, or NEVER."""
    last = in_time.shape[1] - 1 - np.argmax(in_time[:, ::-1], axis=1)
    return np.where(in_time.any(axis=1), last, NEVER)
