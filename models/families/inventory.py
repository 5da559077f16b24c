"""Limits on stocks: most, safety stock, what should be left at the end, what may leave; and their size."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from models.arrays import FloatArray
from models.linear.joins import join
from models.linear.program import Block, Program
from models.problem import Problem
from models.variables import Variables
from models.windows import release_windows


def maximum_stock(program: Program, problem: Problem, v: Variables) -> Block:
    """Sum over classes of stock[site, commodity, t] <= maximum

    for each row of Inventory with a maximum
    Unit:          t at the end of a period
    Shadow price:  <= 0; change of the objective per extra tonne of storage
    Rows:          one per stock and period
    """
    finite = np.isfinite(problem.inventories.maximum)[v.stock.keys["stock"]]
    held = v.stock.pick(finite)
    pairs = np.unique(np.stack([held.keys["stock"], held.keys["period"]]), axis=1)
    keys = {"stock": pairs[0], "period": pairs[1]}
    rows = program.row_block("maximum_stock", keys, upper=problem.inventories.maximum[pairs[0]])
    program.terms(rows, held, on=("stock", "period"))
    return rows


def safety_stock(program: Program, problem: Problem, v: Variables) -> Block:
    """Sum over classes of stock[site, commodity, t] + below_safety[site, commodity, t] >= safety[t]

    for each stock with a safety level; of a stock that is released for some end uses only the classes that these may
    have count
    Unit:          t at the end of a period
    Shadow price:  >= 0; change of the objective per tonne more that should be kept
    Rows:          one per stock and period with a safety level above 0
    """
    keys = {"stock": v.below_safety.keys["stock"], "period": v.below_safety.keys["period"]}
    rows = program.row_block("safety_stock", keys, lower=problem.inventories.safety[keys["stock"], keys["period"]])
    marks = problem.origins.unsafe[v.stock.keys["stock"], v.stock.keys["period"]]
    safe = v.stock.pick(~v.classes.carrying(marks, v.stock.keys["class"]))
    program.terms(rows, safe, on=("stock", "period"))
    program.terms(rows, v.below_safety, on=("stock", "period"))
    return rows


def end_stock(program: Program, problem: Problem, v: Variables) -> Block:
    """Sum over classes of stock[site, commodity, last period] + below_end[site, commodity] >= end stock

    for each stock that should leave something behind; blank means the opening stock for a stockpile, 0 for others
    Unit:          t after the last period
    Shadow price:  >= 0; change of the objective per tonne more that should be left
    Rows:          one per stock with an end stock above 0
    """
    keys = {"stock": v.below_end.keys["stock"]}
    rows = program.row_block("end_stock", keys, lower=problem.inventories.end_stock[keys["stock"]])
    last = v.stock.pick(v.stock.keys["period"] == problem.calendar.size - 1)
    program.terms(rows, last, on=("stock",))
    program.terms(rows, v.below_end, on=("stock",))
    return rows


def stock_release(program: Program, problem: Problem, v: Variables) -> Block:
    """Sum over classes and the periods of the window of share[t] * (shipments out + inputs of processes + deliveries
    + sales of the commodity at the site) <= release per window

    for each stock with a limit on releases and each window; share is the part of the period's days in the window.
    Whatever leaves the site for a use counts, what only passes through included; what is thrown away, or lost in
    storage, serves nobody and does not
    Unit:          t per window; never converted like a rate
    Shadow price:  <= 0; change of the objective per extra tonne that may leave
    Rows:          one per stock and window (each period, each calendar year, or the whole plan)
    """
    windows, stocks = release_windows(problem), problem.inventories
    rows = program.row_block(
        "stock_release",
        {"stock": windows.stock, "window": np.arange(windows.stock.size)},
        upper=stocks.release[windows.stock],
    )
    limited = np.flatnonzero(np.isfinite(stocks.release))
    for block, tonnes in _leaving(problem, v):
        own, place = join(
            [stocks.site[limited], stocks.commodity[limited]], [block.keys["site"], block.keys["commodity"]]
        )
        stock = limited[own]
        member, found = join(
            [windows.stock[windows.member_window], windows.member_period], [stock, block.keys["period"][place]]
        )
        chosen = block.pick(place[found], window=windows.member_window[member])
        program.terms(rows, chosen, tonnes[place[found]] * windows.member_share[member], on=("window",))
    return rows


def _leaving(problem: Problem, v: Variables) -> Iterator[tuple[Block, FloatArray]]:
    """Yield the columns that take material from a site for a use, with keys site, commodity and period, and

    (columns,) the tonnes that a unit of each takes.
    """
    for block in (v.ship.rename(site=v.ship.keys["site_from"]), v.feed, v.deliver, v.sell):
        yield block, np.ones(block.size)
    processes = problem.processes
    inputs = np.flatnonzero(~processes.line_output & processes.is_fixed)
    line, run = join([processes.line_process[inputs]], [v.run.keys["process"]])
    line = inputs[line]
    taking = v.run.pick(run, commodity=processes.line_commodity[line])
    yield taking, processes.line_quantity[line, v.run.keys["period"][run]]


def stock_size(program: Program, problem: Problem, v: Variables) -> Block:
    """Sum over classes of stock[site, commodity, t] - peak[site, commodity] <= 0

    for each stock that is sized: its peak is the most that lies there at the end of any period
    Unit:          t at the end of a period
    Shadow price:  that of the tier of sizes: the share of the period in what the size is needed for
    Rows:          one per sized stock and period
    """
    held = v.stock.pick(problem.inventories.sized[v.stock.keys["stock"]])
    code, first = np.unique(held.keys["stock"] * problem.calendar.size + held.keys["period"], return_index=True)
    keys = {name: held.keys[name][first] for name in ("stock", "period")}
    rows = program.row_block("stock_size", keys, upper=np.zeros(code.size))
    program.terms(rows, held, on=("stock", "period"))
    program.terms(rows, v.peak, -1.0, on=("stock",))
    return rows
