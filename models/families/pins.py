"""Pins: floors and ceilings that a planner puts on the plan itself, before anything is counted as more tainted."""

from __future__ import annotations

import numpy as np

from models.arrays import FloatArray, IntArray
from models.linear.joins import join
from models.linear.program import Block, Program
from models.parts.pins import DELIVER, RUN, SELL, SHIP, STOCK
from models.problem import Problem
from models.variables import Variables

ANY_TIME = -1


def pin_least(program: Program, problem: Problem, v: Variables) -> Block:
    """Sum over classes and all that the pin matches of ship, run, deliver, stock or sell >= least

    for each row of Pins with a least, or no most; a run counts in tonnes of the pinned commodity, else of its driver
    Unit:          t in the pin's period, or in the whole plan; of a stock, t at the end of the period
    Shadow price:  >= 0; change of the objective per tonne more that must be
    Rows:          one per pin; one per period for a stock whose pin names none
    """
    pins = problem.pins
    pin, when = _rows(problem, (pins.least > 0.0) | ~np.isfinite(pins.most))
    rows = program.row_block("pin_least", {"pin": pin, "when": when}, lower=pins.least[pin])
    _add_terms(program, problem, v, rows)
    return rows


def pin_most(program: Program, problem: Problem, v: Variables) -> Block:
    """Sum over classes and all that the pin matches of ship, run, deliver, stock or sell <= most

    for each row of Pins with a most; a run counts in tonnes of the pinned commodity, else of its driver
    Unit:          t in the pin's period, or in the whole plan; of a stock, t at the end of the period
    Shadow price:  <= 0; change of the objective per tonne more that may be
    Rows:          one per pin; one per period for a stock whose pin names none
    """
    pin, when = _rows(problem, np.isfinite(problem.pins.most))
    rows = program.row_block("pin_most", {"pin": pin, "when": when}, upper=problem.pins.most[pin])
    _add_terms(program, problem, v, rows)
    return rows


def _rows(problem: Problem, limited: np.ndarray) -> tuple[IntArray, IntArray]:
    """Return pin and period of each row; the period is ANY_TIME where the whole plan counts together."""
    pins, periods = problem.pins, problem.calendar.size
    each = np.array([what == STOCK for what in pins.what], dtype=np.bool_) & (pins.period == ANY_TIME)
    rows = [
        (pin, when)
        for pin in np.flatnonzero(limited).tolist()
        for when in (range(periods) if each[pin] else (int(pins.period[pin]),))
    ]
    codes = np.array(rows, dtype=np.int64).reshape(-1, 2)
    return codes[:, 0], codes[:, 1]


def _add_terms(program: Program, problem: Problem, v: Variables, rows: Block) -> None:
    processes, size = problem.processes, problem.commodity_names.size
    sold = v.sell.keys["site"] * size + v.sell.keys["commodity"]
    for what, block, codes in (
        (SHIP, v.ship, v.ship.keys["lane"]),
        (DELIVER, v.deliver, v.deliver.keys["demand"]),
        (STOCK, v.stock, v.stock.keys["stock"]),
        (SELL, v.sell, sold),
    ):
        pin, code = problem.pins.members(what)
        member, column = join([code], [codes])
        _add(program, rows, block.pick(column, pin=pin[member]), np.ones(column.size))
    pin, line = problem.pins.members(RUN)
    fixed = processes.is_fixed[line]
    member, column = join([processes.line_process[line[fixed]]], [v.run.keys["process"]])
    tonnes = processes.line_quantity[line[fixed][member], v.run.keys["period"][column]]
    _add(program, rows, v.run.pick(column, pin=pin[fixed][member]), tonnes)
    # An input of a mixture counts with what really goes in.
    member, column = join([line[~fixed]], [v.feed.keys["line"]])
    _add(program, rows, v.feed.pick(column, pin=pin[~fixed][member]), np.ones(column.size))


def _add(program: Program, rows: Block, columns: Block, coefficient: FloatArray) -> None:
    """Add columns to the rows of their pins: to the row of their period, or to that of any time."""
    for when in (columns.keys["period"], np.full(columns.size, ANY_TIME)):
        # Codes of keys are not negative: the row of any time comes first.
        shifted = rows.rename(when=rows.keys["when"] + 1)
        program.terms(shifted, columns.rename(when=when + 1), coefficient, on=("pin", "when"))
