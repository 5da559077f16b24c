"""Mixtures: inputs of a process that stand in for one another, and the limits on them.

A recipe with fixed proportions has one column a run, and nothing of it can vary. Inputs that share a word in column
`blend` have a column each instead: their sum covers what a run needs of the mixture, each counted against what it alone
would need. Everything stays linear, since outputs follow the runs and never the quality of what went in.
"""

from __future__ import annotations

import numpy as np

from models.arrays import FloatArray, IntArray
from models.linear.joins import join
from models.linear.program import Block, Program
from models.problem import Problem
from models.variables import Variables

RUN = ("process", "class", "period")


def mixture(program: Program, problem: Problem, v: Variables) -> Block:
    """Sum over inputs of the mixture of feed[line, t] / quantity[line, t] = run[process, t]

    for each mixture of a process, class and period in which the process can run
    Unit:          runs
    Shadow price:  change of the objective per run that would need nothing of the mixture
    Rows:          one per mixture and column of `run`
    """
    processes = problem.processes
    mix, run = join([processes.mix_process], [v.run.keys["process"]])
    keys = {name: v.run.keys[name][run] for name in RUN}
    rows = program.row_block("mixture", {"mix": mix, **keys}, lower=0.0, upper=0.0)
    program.entries(rows.index, v.run.index[run], -1.0)
    quantity = processes.line_quantity[v.feed.keys["line"], v.feed.keys["period"]]
    program.terms(rows, v.feed, 1.0 / quantity, on=("mix", *RUN))
    return rows


def runs_of_feed(v: Variables) -> IntArray:
    """Return (feed,) the column of the run that each input of a mixture goes into."""
    run, feed = join([v.run.keys[name] for name in RUN], [v.feed.keys[name] for name in RUN])
    return np.asarray(v.run.index[run[np.argsort(feed, kind="stable")]])


def blend_least(program: Program, problem: Problem, v: Variables) -> Block:
    """Part of the inputs - least * whole >= 0

    for each row of Blends with a least share, process that it matches, class and period in which that can run; part
    and whole are tonnes of inputs or outputs, or of an element in inputs, each a sum of quantity * run and of feed.
    Each class keeps to the limit by itself: what is made of one origin is not evened out by what is made of another.
    Unit:          t of what is limited
    Shadow price:  >= 0; change of the objective per tonne more that must be in the mixture
    Rows:          one per row of Blends, process, class and period
    """
    return _share_rows(program, problem, v, "blend_least", problem.blends.least)


def blend_most(program: Program, problem: Problem, v: Variables) -> Block:
    """Part of the inputs - most * whole <= 0

    for each row of Blends with a most share, process that it matches, class and period in which that can run; as in
    blend_least
    Unit:          t of what is limited
    Shadow price:  <= 0; change of the objective per tonne more that may be in the mixture
    Rows:          one per row of Blends, process, class and period
    """
    return _share_rows(program, problem, v, "blend_most", problem.blends.most)


def _share_rows(program: Program, problem: Problem, v: Variables, family: str, share: FloatArray) -> Block:
    blends = problem.blends
    limited = np.flatnonzero(~np.isnan(share))
    found, run = join([blends.process[limited]], [v.run.keys["process"]])
    keys = {"blend": limited[found], **{name: v.run.keys[name][run] for name in RUN}}
    lower, upper = (0.0, np.inf) if family == "blend_least" else (-np.inf, 0.0)
    rows = program.row_block(family, keys, lower, upper)
    factor = np.nan_to_num(share)
    for blend, line, weight in (
        (blends.part_blend, blends.part_line, blends.part_weight),
        (blends.whole_blend, blends.whole_line, -blends.whole_weight * factor[blends.whole_blend]),
    ):
        _count(program, problem, v, rows, blend, line, weight)
    return rows


def _count(
    program: Program, problem: Problem, v: Variables, rows: Block, blend: IntArray, line: IntArray, weight: FloatArray
) -> None:
    """Add weight * tonnes of lines of recipes: of feed for the inputs of mixtures, of runs for all others."""
    processes = problem.processes
    fixed = processes.is_fixed[line]
    one, run = join([processes.line_process[line[fixed]]], [v.run.keys["process"]])
    quantity = processes.line_quantity[line[fixed][one], v.run.keys["period"][run]]
    program.terms(
        rows, v.run.pick(run, blend=blend[fixed][one]), weight[fixed][one] * quantity, on=("blend", *RUN)
    )  # fmt: skip
    one, feed = join([line[~fixed]], [v.feed.keys["line"]])
    program.terms(rows, v.feed.pick(feed, blend=blend[~fixed][one]), weight[~fixed][one], on=("blend", *RUN))
