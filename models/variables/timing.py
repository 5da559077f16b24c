"""Columns of expansions and of what is either off or on; those that are whole numbers name the row that asks for it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from models.arrays import FloatArray
from models.linear.program import Block, Program
from models.problem import Problem


@dataclass(frozen=True, eq=False)
class TimingColumns:
    """expand, build, standing, on: a block each.

    expand    option, period of the decision, ready (period in which it stands); t/yr
    build     option, period; 0 or 1, for options that are built at once or not at all
    standing  option, period; t/yr, mean of the period's days
    on        limit, period; 0 or 1, for limits with a minimum load
    """

    expand: Block
    build: Block
    standing: Block
    on: Block


def make_timing_columns(program: Program, problem: Problem) -> TimingColumns:
    """Add the columns to the program."""
    expansions, periods = problem.expansions, problem.calendar.size
    can = (expansions.ready < periods) & (np.arange(periods)[None, :] <= expansions.last[:, None])
    option, period = np.nonzero(can & (expansions.most > 0.0)[:, None])
    expand = program.variables(
        "expand", {"addition": option, "period": period, "ready": expansions.ready[option, period]}
    )
    whole = expansions.whole[option]
    build = program.variables("build", {"addition": option[whole], "period": period[whole]}, upper=1.0, integer=True)
    stands = np.zeros((expansions.size, periods), dtype=np.bool_)
    for one in np.unique(option).tolist():
        stands[one] = (expansions.standing[one, period[option == one]] > 0.0).any(axis=0)
    own, when = np.nonzero(stands)
    limit, during = np.nonzero((problem.capacities.minimum_load > 0.0) & (largest_capacity(problem) > 0.0))
    columns = TimingColumns(
        expand,
        build,
        program.variables("standing", {"addition": own, "period": when}),
        program.variables("on", {"limit": limit, "period": during}, upper=1.0, integer=True),
    )
    cells = [problem.cell("Expansion", int(expansions.line[one]), "integer") for one in np.unique(option[whole])]
    for one in np.unique(limit):
        first = int(during[limit == one].min())
        cells.append(problem.cell("Capacity", int(problem.capacities.line[one]), "minimum load", first))
    program.integer_reasons.extend(dict.fromkeys(cells))
    return columns


def largest_capacity(problem: Problem) -> FloatArray:
    """Return (limits, periods) t per period with all expansions, wherever they could be ready."""
    result, expansions = problem.capacities.limit.copy(), problem.expansions
    for limit, option in zip(expansions.grown_limit.tolist(), expansions.grown_option.tolist(), strict=True):
        usable = expansions.usable[option].max(axis=0, initial=0.0)
        there = problem.capacities.availability[limit] * problem.calendar.length_years
        result[limit] += expansions.most[option] * usable * there
    return result
