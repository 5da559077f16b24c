"""What sites make: tonnes that come out of their processes, less what the same site uses of it.

A tonne of metal that goes into the site's own magnets is told as magnets alone. Scrap that falls off beside something
else is not what a process makes; of a site that makes nothing else it is.
"""

from __future__ import annotations

import numpy as np

from models.arrays import BoolArray, FloatArray
from models.problem import Processes
from models.program import join
from planner.explain.study import Study

SCRAP = "scrap"


def made_from(study: Study, period: int) -> FloatArray:
    """Return (sites,) t that each makes in the plan in runs that start in a period or later, beyond its own use."""
    problem, v, values = study.model.problem, study.model.variables, study.solution.values
    processes, sites, commodities = problem.processes, problem.site_names.size, problem.commodity_names.size
    run = v.run.pick(v.run.keys["period"] >= period)
    counted = np.flatnonzero(processes.is_fixed & (~processes.line_output | _products(processes, _is_scrap(study))))
    found, of_run = join([processes.line_process[counted]], [run.keys["process"]])
    line = counted[found]
    sign = np.where(processes.line_output[line], 1.0, -1.0)
    tonnes = sign * processes.line_quantity[line, run.keys["period"][of_run]] * values[run.index[of_run]]
    feed = v.feed.pick(v.feed.keys["period"] >= period)
    place = np.concatenate(
        [
            run.keys["site"][of_run] * commodities + processes.line_commodity[line],
            feed.keys["site"] * commodities + feed.keys["commodity"],
        ]
    )
    whole = np.bincount(
        place, weights=np.concatenate([tonnes, -values[feed.index]]), minlength=sites * commodities
    ).reshape(sites, commodities)  # fmt: skip
    return np.asarray(np.maximum(whole, 0.0).sum(axis=1))


def _is_scrap(study: Study) -> BoolArray:
    return np.array([stage == SCRAP for stage in study.model.problem.commodities.stage], dtype=np.bool_)


def _products(processes: Processes, is_scrap: BoolArray) -> BoolArray:
    """Return (lines,) true for outputs that are no scrap, and for scrap of processes that put out nothing else."""
    scrap = is_scrap[processes.line_commodity]
    other = np.zeros(processes.size, dtype=np.bool_)
    other[processes.line_process[processes.line_output & ~scrap]] = True
    return np.asarray(processes.line_output & (~scrap | ~other[processes.line_process]))
