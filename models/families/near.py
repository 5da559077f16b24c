"""The earlier plan: how far a plan is from it, and what of it may no longer change."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from models.arrays import FloatArray, IntArray
from models.linear.joins import join
from models.linear.program import Block, Program
from models.parts.earlier import FROZEN, Figures
from models.problem import Problem
from models.variables import Variables

# Families of what is kept as it was.
FROZEN_ROWS = tuple(f"frozen_{kind}" for kind in FROZEN)


@dataclass(frozen=True, eq=False)
class Compared:
    """The shipments and runs of the earlier plan in periods of this one, each an entry of the distance.

    lane, process  (entries,) the code of what was sent or run, -1 for the other kind
    period         (entries,)
    tonnes         (entries,) t sent, or run in t of the line that drives the process now
    """

    lane: IntArray
    process: IntArray
    period: IntArray
    tonnes: FloatArray


def compared(problem: Problem) -> Compared:
    """Return the entries, shipments first."""
    ship, run = (problem.earlier.figures[kind] for kind in ("ship", "run"))
    process, period = run.keys["process"], run.keys["period"]
    return Compared(
        np.concatenate([ship.keys["lane"], np.full(run.size, -1)]),
        np.concatenate([np.full(ship.size, -1), process]),
        np.concatenate([ship.keys["period"], period]),
        np.concatenate([ship.amount, run.amount * problem.processes.driver_quantity[process, period]]),
    )


def entry_words(problem: Problem, entry: int) -> str:
    """Return what an entry of the distance is about."""
    ship, run = (problem.earlier.figures[kind] for kind in ("ship", "run"))
    return f"the earlier plan {(ship.words + run.words)[entry]}"


def nearness(program: Program, problem: Problem, v: Variables) -> Block:
    """Tonnes sent or run - above + below = the earlier plan's tonnes

    for each shipment and run of the earlier plan, in each period; a run in t of the line that drives the process, what
    can no longer be sent or run as 0
    Unit:          t
    Shadow price:  either sign; no limit: it says what above and below mean
    Rows:          one per shipment and run of the earlier plan; none where there is no earlier plan
    """
    entries = compared(problem)
    number = np.arange(entries.period.size)
    rows = program.row_block(
        "nearness", {"entry": number, "period": entries.period}, lower=entries.tonnes, upper=entries.tonnes
    )
    program.terms(rows, v.near.above, -1.0, on=("entry",))
    program.terms(rows, v.near.below, 1.0, on=("entry",))
    for block, key, codes in ((v.ship, "lane", entries.lane), (v.run, "process", entries.process)):
        entry, column = join([codes, entries.period], [block.keys[key], block.keys["period"]])
        program.entries(rows.index[entry], block.index[column], tonnes_of(problem, block)[column])
    return rows


def tonnes_of(problem: Problem, block: Block) -> FloatArray:
    """Return (block,) t that a unit of each shipment or run is: a run counts by the line that drives it."""
    if "process" not in block.keys:
        return np.ones(block.size)
    return np.asarray(problem.processes.driver_quantity[block.keys["process"], block.keys["period"]])


def frozen_ship(program: Program, problem: Problem, v: Variables) -> Block:
    """Sum over classes of ship[lane, t] = the earlier plan's

    for each lane and each period that is frozen
    Unit:          t sent per period
    Shadow price:  either sign; change of the objective per tonne more that is kept
    Rows:          one per lane and frozen period in which it can be used or was
    """
    return _frozen(program, problem, "ship", v.ship, ("lane",))


def frozen_run(program: Program, problem: Problem, v: Variables) -> Block:
    """Sum over classes of run[process, t] = the earlier plan's

    for each process and each period that is frozen
    Unit:          runs per period
    Shadow price:  either sign; change of the objective per run more that is kept
    Rows:          one per process and frozen period in which it can run or did
    """
    return _frozen(program, problem, "run", v.run, ("process",))


def frozen_take(program: Program, problem: Problem, v: Variables) -> Block:
    """Sum over tiers of take[tier, lane, span] = the earlier plan's

    for each contract, lane and days of each period that is frozen; which tier a tonne stands in is settled when its
    window ends
    Unit:          t sent
    Shadow price:  either sign; change of the objective per tonne more that is kept
    Rows:          one per contract, lane and span of a frozen period
    """
    return _frozen(program, problem, "take", v.contracts.take, ("contract", "lane", "span"))


def frozen_expand(program: Program, problem: Problem, v: Variables) -> Block:
    """expand[option, t] = the earlier plan's

    for each option and each period that is frozen
    Unit:          t/yr
    Shadow price:  either sign; change of the objective per t/yr more that is kept
    Rows:          one per option and frozen period in which it can be decided or was
    """
    return _frozen(program, problem, "expand", v.timing.expand, ("addition",))


def frozen_award(program: Program, problem: Problem, v: Variables) -> Block:
    """award[award] = the earlier plan's

    for each award, once a period is frozen: it is decided in the first one
    Unit:          awards
    Shadow price:  either sign; change of the objective per award more that is kept
    Rows:          one per award, none without a frozen period
    """
    return _frozen(program, problem, "award", v.award, ("award",))


def _frozen(program: Program, problem: Problem, kind: str, block: Block, names: tuple[str, ...]) -> Block:
    """Add a row for each column of a frozen period, and for each figure of the earlier plan that has none."""
    earlier = problem.earlier
    figures = _within(earlier.figures[kind], earlier.frozen)
    columns = block.pick(block.keys["period"] < earlier.frozen)
    wanted = {
        name: np.concatenate([columns.keys[name], figures.keys[name]]) for name in (*names, "period")
    }  # fmt: skip
    keys = np.unique(np.stack(list(wanted.values()), axis=1), axis=0).T
    own = dict(zip(wanted, keys, strict=True))
    amount = np.zeros(keys.shape[1])
    row, figure = join(list(own.values()), [figures.keys[name] for name in own])
    np.add.at(amount, row, figures.amount[figure])
    # Exactly, though the earlier plan is rounded: rows that leave a little room on both sides are slow to solve, and
    # what does not fit for rounding is let loose by itself (planner/run.py).
    rows = program.row_block(f"frozen_{kind}", own, lower=amount, upper=amount)
    program.terms(rows, columns, on=tuple(own))
    return rows


def _within(figures: Figures, periods: int) -> Figures:
    """Return the figures of the first so many periods."""
    chosen = np.flatnonzero(figures.keys["period"] < periods)
    return Figures(
        {name: codes[chosen] for name, codes in figures.keys.items()}, figures.amount[chosen],
        tuple(figures.words[place] for place in chosen.tolist()),
    )  # fmt: skip


def frozen_rows(program: Program) -> IntArray:
    """Return the positions of the rows that keep what was decided."""
    return np.concatenate([program.row_blocks[name].index for name in FROZEN_ROWS])


def loosen(program: Program, missed: FloatArray) -> None:
    """Give each frozen row the room that it lacks.

    missed  (rows,) of the program: by how much the activity of each falls short (+) or overshoots (-)
    """
    matrix = program.matrix()
    for name in FROZEN_ROWS:
        block = program.row_blocks[name]
        own = missed[block.index]
        program.set_limits(
            block, matrix.row_lower[block.index] - np.maximum(own, 0.0),
            matrix.row_upper[block.index] - np.minimum(own, 0.0),
        )  # fmt: skip
