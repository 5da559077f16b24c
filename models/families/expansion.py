"""Capacity that is added: what is decided when, what then stands, and what it costs a year."""

from __future__ import annotations

import numpy as np

from models.arrays import FloatArray, IntArray
from models.linear.joins import join
from models.linear.program import Block, Program
from models.problem import HALF, Problem
from models.variables import Variables
from models.variables.timing import TimingColumns


def expansion_limit(program: Program, problem: Problem, v: Variables) -> Block:
    """Sum over t of expand[option, t] <= capacity[option]

    for each option of sheet Expansion
    Unit:          t/yr
    Shadow price:  <= 0; change of the objective per t/yr more that may be added
    Rows:          one per option that can be ready inside the horizon
    """
    option = np.unique(v.timing.expand.keys["addition"])
    rows = program.row_block("expansion_limit", {"addition": option}, upper=problem.expansions.most[option])
    program.terms(rows, v.timing.expand, on=("addition",))
    return rows


def whole_expansion(program: Program, problem: Problem, v: Variables) -> Block:
    """expand[option, t] = capacity[option] * build[option, t], build 0 or 1

    for each option that is built at once or not at all
    Unit:          t/yr
    Shadow price:  that of the decision as it was taken; says nothing of the other one
    Rows:          one per such option and period in which it may be decided
    """
    rows = program.row_block("whole_expansion", v.timing.build.keys, 0.0, 0.0)
    program.terms(rows, v.timing.expand, on=("addition", "period"))
    program.terms(
        rows, v.timing.build, -problem.expansions.most[v.timing.build.keys["addition"]], on=("addition", "period")
    )
    return rows


def sized_rows(program: Program, v: Variables, values: FloatArray) -> tuple[IntArray, IntArray]:
    """Return rows of options' limits, and for each a row that holds what is built of it at once to the same size.

    values  (columns,) of a plan; an option that it does not build has none
    """
    limits, whole, build = program.row_blocks["expansion_limit"], program.row_blocks["whole_expansion"], v.timing.build
    built = build.pick(values[build.index] > HALF)
    row = join([whole.keys[name] for name in whole.keys], [built.keys[name] for name in whole.keys])[0]
    limit, own = join([limits.keys["addition"]], [whole.keys["addition"][row]])
    return limits.index[limit], whole.index[row[own]]


def standing_capacity(program: Program, problem: Problem, v: Variables) -> Block:
    """standing[option, t] = sum over s of share of the days of t on which it stands * expand[option, s]

    for each option and period; it stands from the first day of the period in which it is ready to the end of its life
    Unit:          t/yr
    Shadow price:  <= 0; change of the objective per t/yr that stood there for nothing
    Rows:          one per option and period in which anything can stand
    """
    rows = program.row_block("standing_capacity", v.timing.standing.keys, 0.0, 0.0)
    program.terms(rows, v.timing.standing, on=("addition", "period"))
    chosen, period = _stands(v.timing, problem.expansions.standing)
    expand = v.timing.expand.pick(chosen, period=period)
    decided = v.timing.expand.keys["period"][chosen]
    share = problem.expansions.standing[expand.keys["addition"], decided, period]
    program.terms(rows, expand, -share, on=("addition", "period"))
    return rows


def added_capacity(program: Program, problem: Problem, v: Variables, rows: Block) -> None:
    """Take what is added off the rows of plant_capacity, which have the nameplate on their right."""
    chosen, period, limit, coefficient = added_terms(problem, v.timing)
    program.terms(rows, v.timing.expand.pick(chosen, limit=limit, period=period), -coefficient, on=("limit", "period"))


def added_terms(problem: Problem, columns: TimingColumns) -> tuple[IntArray, IntArray, IntArray, FloatArray]:
    """Return what expansions add to limits: position in `expand`, period, limit, t per period for each t/yr.

    An addition is used with the availability of the limit, and with the start-up curve of its own age.
    """
    expansions = problem.expansions
    chosen, period = _stands(columns, expansions.usable)
    option, decided = (columns.expand.keys[name][chosen] for name in ("addition", "period"))
    pair, place = np.nonzero(expansions.grown_option[:, None] == option[None, :])
    limit, chosen, period = expansions.grown_limit[pair], chosen[place], period[place]
    usable = expansions.usable[option[place], decided[place], period]
    coefficient = usable * problem.calendar.length_years[period] * problem.capacities.availability[limit, period]
    return chosen, period, limit, coefficient


def usable_capacity(problem: Problem, columns: TimingColumns, values: FloatArray) -> FloatArray:
    """Return (limits, periods) t per period that are there in a plan: sheet Capacity with what was added.

    values  (columns,) of the program
    """
    chosen, period, limit, coefficient = added_terms(problem, columns)
    result = problem.capacities.limit.copy()
    np.add.at(result, (limit, period), coefficient * values[columns.expand.index[chosen]])
    return result


def _stands(columns: TimingColumns, share: FloatArray) -> tuple[IntArray, IntArray]:
    """Return position in `expand` and period of every pair with a share above 0."""
    keys = columns.expand.keys
    chosen, period = np.nonzero(share[keys["addition"], keys["period"]] > 0.0)
    return chosen.astype(np.int64), period.astype(np.int64)
