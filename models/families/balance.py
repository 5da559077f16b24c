"""Balance of every material at every site: what comes in goes on, is kept, or is thrown away."""

from __future__ import annotations

import numpy as np

from models.arrays import IntArray
from models.families.recycling import returned
from models.linear.joins import join, radix_codes
from models.linear.program import Block, Program
from models.problem import Problem
from models.variables import Variables

NODE = ("site", "commodity", "class", "period")


def balance(program: Program, problem: Problem, v: Variables) -> Block:
    """Shipments out + inputs of processes + deliveries + sales + disposal + downgrades out + allowed inputs out
    + stock at the end - arrivals less loss - outputs of processes - downgrades in - allowed inputs in
    - stock at the beginning less loss
    - collection rate * deliveries a lag earlier = opening stock + pipeline + scrap of earlier sales

    for each site, commodity, class and period that material can reach
    Unit:          t of the commodity
    Shadow price:  <= 0 in a tier that wants more of it; change of the objective per extra tonne that appears there
    Rows:          one per live node, class that can occur there, and period
    """
    rows = program.row_block("balance", _nodes(v))
    for block in (v.deliver, v.sell, v.dispose, v.stock, v.downgrade):
        program.terms(rows, block, on=NODE)
    program.terms(rows, _more_marked(v), -1.0, on=NODE)
    # What is allowed leaves the class that it is of, and is there in the class in which the run takes it.
    program.terms(rows, v.allow.rename(**{"class": v.allow.keys["from_class"]}), on=NODE)
    program.terms(rows, _allowed(v), -1.0, on=NODE)
    lanes, lane = problem.lanes, v.ship.keys["lane"]
    program.terms(rows, v.ship.rename(site=v.ship.keys["site_from"]), on=NODE)
    arriving = v.ship.rename(**{
        "site": v.ship.keys["site_to"], "period": v.ship.keys["arrival"],
        "class": v.classes.after_lane[lane, v.ship.keys["class"]],
    })  # fmt: skip
    program.terms(rows, arriving, lanes.loss[lane] - 1.0, on=NODE)
    _recipes(program, problem, v, rows)
    scrap, rate = returned(problem, v)
    program.terms(rows, scrap, -rate, on=NODE)
    later = v.stock.keys["period"] + 1 < problem.calendar.size
    carried = v.stock.pick(later, period=v.stock.keys["period"][later] + 1)
    kept = problem.inventories.kept[carried.keys["stock"], carried.keys["period"]]
    program.terms(rows, carried, -kept, on=NODE)
    _supplies(program, problem, v, rows)
    return rows


def _nodes(v: Variables) -> dict[str, IntArray]:
    """Return the keys of the nodes: where something can be thrown away or stored, and classes that it is counted as."""
    blocks = (v.dispose, v.stock, _more_marked(v), _allowed(v))
    keys = {name: np.concatenate([block.keys[name] for block in blocks]) for name in NODE}
    code, _ = radix_codes(list(keys.values()), list(keys.values()))
    first = np.unique(code, return_index=True)[1]
    return {name: codes[first] for name, codes in keys.items()}


def _more_marked(v: Variables) -> Block:
    """Return the downgrades under the class that they lead to."""
    return v.downgrade.rename(**{"class": v.downgrade.keys["to_class"]})


def _allowed(v: Variables) -> Block:
    """Return the allowed inputs under the class in which their run takes them."""
    taken = v.classes.of_line[v.allow.keys["line"], v.allow.keys["class"]]
    return v.allow.rename(**{"class": taken})


def _recipes(program: Program, problem: Problem, v: Variables, rows: Block) -> None:
    """Add the inputs and outputs of every run, in their fixed proportion but for the inputs of mixtures."""
    processes = problem.processes
    taken = v.classes.of_line[v.feed.keys["line"], v.feed.keys["class"]]
    program.terms(rows, v.feed.rename(**{"class": taken}), on=NODE)
    fixed = np.flatnonzero(processes.is_fixed)
    line, run = join([processes.line_process[fixed]], [v.run.keys["process"]])
    line = fixed[line]
    quantity = processes.line_quantity[line, v.run.keys["period"][run]]
    output = processes.line_output[line]
    runs = v.run.pick(run, **{
        "commodity": processes.line_commodity[line],
        "period": np.where(output, v.run.keys["output"][run], v.run.keys["period"][run]),
        "class": v.classes.of_line[line, v.run.keys["class"][run]],
    })  # fmt: skip
    program.terms(rows, runs, np.where(output, -quantity, quantity), on=NODE)


def _supplies(program: Program, problem: Problem, v: Variables, rows: Block) -> None:
    """Set the right-hand sides: opening stock less its loss, orders on their way, scrap of earlier sales."""
    stocks, pipeline, returns, classes = problem.inventories, problem.pipeline, problem.returns, v.classes
    stream, returning = np.nonzero(returns.earlier > 0.0)
    site = np.concatenate([stocks.site, pipeline.site, returns.site[stream]])
    commodity = np.concatenate([stocks.commodity, pipeline.commodity, returns.scrap[stream]])
    own = np.concatenate([classes.opening, classes.order, classes.earlier[stream]])
    period = np.concatenate([np.zeros(stocks.size, dtype=np.int64), pipeline.period, returning])
    first_kept = stocks.kept[:, 0] if stocks.size else np.empty(0)
    quantity = np.concatenate([stocks.opening * first_kept, pipeline.quantity, returns.earlier[stream, returning]])
    found, source = join([rows.keys[name] for name in NODE], [site, commodity, own, period])
    supply = np.bincount(found, weights=quantity[source], minlength=rows.size)
    program.set_limits(rows, supply, supply)
