"""What sites make: tonnes that come out of their processes, less what the same sites use of it.

A tonne of metal that goes into a site's own magnets is told as magnets alone, and so is oxide of a mine that goes into
metal of the same supplier. Scrap that falls off beside something
else is not what a process makes; of a site that makes nothing else it is.
"""

from __future__ import annotations

import numpy as np

from models.arrays import BoolArray, FloatArray, IntArray
from models.linear.program import join
from models.problem import Problem
from planner.explain.study import Study

SCRAP = "scrap"


def made_from(study: Study, period: int, those: IntArray) -> FloatArray:
    """Return (sites, commodities) t that each makes in the plan in runs that start in a period or later, less its use.

    those  processes that alone count, what they make and what they use
    """
    problem, v, values = study.model.problem, study.model.variables, study.solution.values
    processes, sites, commodities = problem.processes, problem.site_names.size, problem.commodity_names.size
    run = v.run.pick((v.run.keys["period"] >= period) & np.isin(v.run.keys["process"], those))
    counted = np.flatnonzero(processes.is_fixed & (~processes.line_output | products(problem)))
    found, of_run = join([processes.line_process[counted]], [run.keys["process"]])
    line = counted[found]
    sign = np.where(processes.line_output[line], 1.0, -1.0)
    tonnes = sign * processes.line_quantity[line, run.keys["period"][of_run]] * values[run.index[of_run]]
    feed = v.feed.pick((v.feed.keys["period"] >= period) & np.isin(v.feed.keys["process"], those))
    place = np.concatenate(
        [
            run.keys["site"][of_run] * commodities + processes.line_commodity[line],
            feed.keys["site"] * commodities + feed.keys["commodity"],
        ]
    )
    return np.bincount(
        place, weights=np.concatenate([tonnes, -values[feed.index]]), minlength=sites * commodities
    ).reshape(sites, commodities)  # fmt: skip


def made_together(study: Study, period: int, processes: IntArray) -> float:
    """Return t that some processes make from a period on beyond what they use of it themselves, wherever they stand."""
    return float(np.maximum(made_from(study, period, processes).sum(axis=0), 0.0).sum())


def products(problem: Problem) -> BoolArray:
    """Return (lines,) true for outputs that are no scrap, and for scrap of processes that put out nothing else."""
    processes = problem.processes
    is_scrap = np.array([stage == SCRAP for stage in problem.commodities.stage], dtype=np.bool_)
    scrap = is_scrap[processes.line_commodity]
    other = np.zeros(processes.size, dtype=np.bool_)
    other[processes.line_process[processes.line_output & ~scrap]] = True
    return np.asarray(processes.line_output & (~scrap | ~other[processes.line_process]))
