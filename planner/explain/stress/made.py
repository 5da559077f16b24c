"""What processes make: tonnes that come out of them, less what the same processes use of it.

A tonne of metal that goes into a site's own magnets is told as magnets alone, and so is ore of a supplier that goes
into the oxide of another of its sites. Scrap that falls off beside something else is not what a process makes; of a
process that makes nothing else it is.
"""

from __future__ import annotations

import numpy as np

from models.arrays import BoolArray, IntArray
from models.linear.joins import join
from models.problem import Problem
from planner.explain.study import Study

SCRAP = "scrap"


def made_from(study: Study, period: int, those: IntArray) -> float:
    """Return t that some processes make in the plan in runs that start in a period or later, beyond their own use."""
    problem, v, values = study.model.problem, study.model.variables, study.solution.values
    processes = problem.processes
    run = v.run.pick((v.run.keys["period"] >= period) & np.isin(v.run.keys["process"], those))
    counted = np.flatnonzero(processes.is_fixed & (~processes.line_output | products(problem)))
    found, of_run = join([processes.line_process[counted]], [run.keys["process"]])
    line = counted[found]
    sign = np.where(processes.line_output[line], 1.0, -1.0)
    tonnes = sign * processes.line_quantity[line, run.keys["period"][of_run]] * values[run.index[of_run]]
    feed = v.feed.pick((v.feed.keys["period"] >= period) & np.isin(v.feed.keys["process"], those))
    whole = np.zeros(problem.commodity_names.size)
    np.add.at(whole, processes.line_commodity[line], tonnes)
    np.subtract.at(whole, feed.keys["commodity"], values[feed.index])
    return float(np.maximum(whole, 0.0).sum())


def products(problem: Problem) -> BoolArray:
    """Return (lines,) true for outputs that are no scrap, and for scrap of processes that put out nothing else."""
    processes = problem.processes
    is_scrap = np.array([stage == SCRAP for stage in problem.commodities.stage], dtype=np.bool_)
    scrap = is_scrap[processes.line_commodity]
    other = np.zeros(processes.size, dtype=np.bool_)
    other[processes.line_process[processes.line_output & ~scrap]] = True
    return np.asarray(processes.line_output & (~scrap | ~other[processes.line_process]))
