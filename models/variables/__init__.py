"""The columns of the program, one block for each family of decisions.

Only columns that can be reached from a source and can matter are built, and none that would land behind the horizon.
All are at least 0. `class` is the origin class (models/classes/): one where no rule asks where material comes from.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from models.arrays import IntArray, ranges
from models.classes import NOT_THERE, Classes
from models.linear.joins import join
from models.linear.program import Block, Program
from models.network import Reach, node
from models.parts.pins import STOCK
from models.problem import Problem
from models.variables.contracts import ContractColumns, make_contract_columns
from models.variables.near import NearColumns, make_near_columns
from models.variables.timing import TimingColumns, make_timing_columns
from models.windows import soft_keys


@dataclass(frozen=True, eq=False)
class Variables:
    """The blocks of columns: by which keys each goes, and in which unit.

    run           site, process, class, period, output (period of its outputs); in runs; class is that of its inputs
    feed          site, process, class (of the run), period, line, mix, commodity: one input of a mixture; in t
    allow         site, process, class (of the run), period, line, commodity, from_class: input that has marks which an
                  allowance of the run relieves; in t
    downgrade     site, commodity, class, to_class, period: counted as more marked than it is; in t
    ship          lane, site_from, site_to, commodity, class, period, arrival; in t
    stock         stock, site, commodity, class, period; t at the end of the period
    deliver       demand, site, commodity, class, period, demanded (period of the demand), option (row of
                  problem.substitutes, behind the last one for what was asked for); in t of what is delivered
    unmet         demand, period; in t
    sell, dispose site, commodity, class, period; in t
    below_safety  stock, period; in t
    below_end     stock, period (always the last); in t
    peak          stock (sized ones only): the most that lies there at the end of a period; in t
    soft          rule, span (a window, a flow of a ban, or a period of a licence); in t
    use           grant, rule (the licence), period; in t of what flows under the grant
    award         award, period (always the first: it is decided once for the plan); 0 or 1
    classes       what the codes of key `class` stand for
    contracts     the blocks of models/variables/contracts.py
    timing        the blocks of models/variables/timing.py
    near          the blocks of models/variables/near.py
    """

    run: Block
    feed: Block
    allow: Block
    downgrade: Block
    ship: Block
    stock: Block
    deliver: Block
    unmet: Block
    sell: Block
    dispose: Block
    below_safety: Block
    below_end: Block
    peak: Block
    soft: Block
    use: Block
    award: Block
    classes: Classes
    contracts: ContractColumns
    timing: TimingColumns
    near: NearColumns


def grid(size: int, periods: int) -> tuple[IntArray, IntArray]:
    """Return (size * periods,) code and period of every pair, periods running fastest."""
    return np.repeat(np.arange(size), periods), np.tile(np.arange(periods), size)


def make_variables(program: Program, problem: Problem, reach: Reach, classes: Classes) -> Variables:
    """Add all columns to the program."""
    run, ship = _run(program, problem, reach, classes), _ship(program, problem, reach, classes)
    stock = _stock(program, problem, reach, classes)
    return Variables(
        run=run,
        feed=_feed(program, problem, reach, classes, run),
        allow=_allow(program, problem, classes, run),
        downgrade=_downgrade(program, problem, reach, classes),
        ship=ship,
        stock=stock,
        deliver=_deliver(program, problem, reach, classes),
        unmet=_unmet(program, problem),
        sell=_sell(program, problem, reach, classes),
        dispose=_dispose(program, problem, reach, classes),
        below_safety=_below_safety(program, problem),
        below_end=_below_end(program, problem),
        peak=_peak(program, problem, stock),
        soft=program.variables("soft", soft_keys(problem)),
        use=_use(program, problem),
        award=_award(program, problem),
        classes=classes,
        contracts=make_contract_columns(program, problem, ship),
        timing=make_timing_columns(program, problem),
        near=make_near_columns(program, problem),
    )


def _run(program: Program, problem: Problem, reach: Reach, classes: Classes) -> Block:
    processes, periods = problem.processes, problem.calendar.size
    pair, own = classes.of_processes(np.arange(processes.size))
    place, period = grid(pair.size, periods)
    process, own = pair[place], own[place]
    output = processes.output_period[process, period]
    # A period in which the driver yields nothing is one in which the process does not run.
    driven = processes.driver_quantity[process, period] > 0.0
    kept = reach.process[process] & (output < periods) & driven & problem.timing.may_run[process, period]
    process, own, period, output = process[kept], own[kept], period[kept], output[kept]
    # A run that uses an allowance is one of the days on which it is given.
    allowances = problem.origins.allowances
    given = problem.rules.share[allowances.rule][:, output] > 0.0
    kept = (given | ~classes.carrying(allowances.using[:, None], own[None, :])).all(axis=0)
    process, own, period, output = process[kept], own[kept], period[kept], output[kept]
    keys = {"site": processes.site[process], "process": process, "class": own, "period": period}
    return program.variables("run", {**keys, "output": output})


def _feed(program: Program, problem: Problem, reach: Reach, classes: Classes, run: Block) -> Block:
    """Add what goes into each run of every input of a mixture, in the origin class of the run."""
    processes = problem.processes
    mixed = np.flatnonzero(~processes.is_fixed)
    place = node(problem, processes.site[processes.line_process[mixed]], processes.line_commodity[mixed])
    mixed = mixed[reach.supplied[place]]
    found, of_run = join([processes.line_process[mixed]], [run.keys["process"]])
    line = mixed[found]
    kept = classes.of_line[line, run.keys["class"][of_run]] != NOT_THERE
    line, of_run = line[kept], of_run[kept]
    keys = {name: run.keys[name][of_run] for name in ("site", "process", "class", "period")}
    return program.variables(
        "feed", {**keys, "line": line, "mix": processes.line_mix[line], "commodity": processes.line_commodity[line]}
    )


def _allow(program: Program, problem: Problem, classes: Classes, run: Block) -> Block:
    """Add what of each input of a run may have marks that an allowance relieves, in each class that it may have."""
    processes = problem.processes
    found, of_run = join(
        [processes.line_process[classes.allow_line], classes.allow_class], [run.keys["process"], run.keys["class"]]
    )
    line = classes.allow_line[found]
    keys = {name: run.keys[name][of_run] for name in ("site", "process", "class", "period")}
    commodity = processes.line_commodity[line]
    return program.variables(
        "allow", {**keys, "line": line, "commodity": commodity, "from_class": classes.allow_from[found]}
    )


def _downgrade(program: Program, problem: Problem, reach: Reach, classes: Classes) -> Block:
    live = reach.live[classes.down_node]
    arc, period = grid(int(live.sum()), problem.calendar.size)
    site, commodity = np.divmod(classes.down_node[live][arc], problem.commodity_names.size)
    return program.variables(
        "downgrade",
        {
            "site": site,
            "commodity": commodity,
            "class": classes.down_from[live][arc],
            "to_class": classes.down_to[live][arc],
            "period": period,
        },
    )


def _ship(program: Program, problem: Problem, reach: Reach, classes: Classes) -> Block:
    lanes, periods = problem.lanes, problem.calendar.size
    pair, own = classes.at(node(problem, lanes.origin, lanes.commodity))
    place, period = grid(pair.size, periods)
    lane, own = pair[place], own[place]
    arrival = lanes.arrival[lane, period]
    kept = reach.lane[lane] & (arrival < periods)
    lane, own, period, arrival = lane[kept], own[kept], period[kept], arrival[kept]
    return program.variables(
        "ship",
        {
            "lane": lane,
            "site_from": lanes.origin[lane],
            "site_to": lanes.destination[lane],
            "commodity": lanes.commodity[lane],
            "class": own,
            "period": period,
            "arrival": arrival,
        },
    )


def _stock(program: Program, problem: Problem, reach: Reach, classes: Classes) -> Block:
    stocks = problem.inventories
    pair, own = classes.at(node(problem, stocks.site, stocks.commodity))
    place, period = grid(pair.size, problem.calendar.size)
    stock, own = pair[place], own[place]
    # A stock that nothing can reach but that is wanted keeps its columns, so that what is missing is counted.
    wanted = (stocks.safety > 0.0).any(axis=1) | (stocks.end_stock > 0.0) | problem.pins.forced(STOCK, stocks.size)
    kept = (reach.live[node(problem, stocks.site, stocks.commodity)] | wanted)[stock]
    stock, own, period = stock[kept], own[kept], period[kept]
    keys = {"stock": stock, "site": stocks.site[stock], "commodity": stocks.commodity[stock]}
    return program.variables("stock", {**keys, "class": own, "period": period})


def _deliver(program: Program, problem: Problem, reach: Reach, classes: Classes) -> Block:
    demands, others, periods = problem.demands, problem.substitutes, problem.calendar.size
    # Each stream may be served in what it asks for, and in each of its substitutes on the days on which it is accepted.
    stream = np.concatenate([np.arange(demands.size), others.demand])
    material = np.concatenate([demands.commodity, others.commodity])
    option = np.concatenate([np.full(demands.size, others.size, dtype=np.int64), np.arange(others.size)])
    accepted = np.concatenate([np.ones((demands.size, periods)), others.share])
    way, demanded = grid(stream.size, periods)
    supplied = reach.supplied[node(problem, demands.customer[stream], material)]
    kept = supplied[way] & (demands.quantity[stream[way], demanded] > 0.0)
    way, demanded = way[kept], demanded[kept]
    spans = demands.last_delivery[stream[way], demanded] - demanded + 1
    period = ranges(demanded, demanded + spans)
    way, demanded = np.repeat(way, spans), np.repeat(demanded, spans)
    kept = accepted[way, period] > 0.0
    way, demanded, period = way[kept], demanded[kept], period[kept]
    pair, own = classes.at(node(problem, demands.customer[stream[way]], material[way]))
    way, demanded, period = way[pair], demanded[pair], period[pair]
    return program.variables(
        "deliver",
        {
            "demand": stream[way],
            "site": demands.customer[stream[way]],
            "commodity": material[way],
            "class": own,
            "period": period,
            "demanded": demanded,
            "option": option[way],
        },
    )


def _unmet(program: Program, problem: Problem) -> Block:
    demand, period = np.nonzero(problem.demands.quantity > 0.0)
    return program.variables("unmet", {"demand": demand, "period": period})


def _surplus_keys(problem: Problem, reach: Reach, classes: Classes) -> dict[str, IntArray]:
    """Return site, commodity, class and period of all that can lie at the live nodes."""
    live = np.flatnonzero(reach.live)
    pair, own = classes.at(live)
    place, period = grid(pair.size, problem.calendar.size)
    site, commodity = np.divmod(live[pair[place]], problem.commodity_names.size)
    return {"site": site, "commodity": commodity, "class": own[place], "period": period}


def _sell(program: Program, problem: Problem, reach: Reach, classes: Classes) -> Block:
    keys = _surplus_keys(problem, reach, classes)
    commodity, period = keys["commodity"], keys["period"]
    sold = ~np.isnan(problem.commodities.surplus_price[commodity, period])
    kept = sold & (problem.commodities.surplus_limit[commodity, period] > 0.0)
    return program.variables("sell", {name: codes[kept] for name, codes in keys.items()})


def _dispose(program: Program, problem: Problem, reach: Reach, classes: Classes) -> Block:
    return program.variables("dispose", _surplus_keys(problem, reach, classes))


def _below_safety(program: Program, problem: Problem) -> Block:
    stock, period = np.nonzero(problem.inventories.safety > 0.0)
    return program.variables("below_safety", {"stock": stock, "period": period})


def _below_end(program: Program, problem: Problem) -> Block:
    stock = np.flatnonzero(problem.inventories.end_stock > 0.0)
    return program.variables("below_end", {"stock": stock, "period": np.full(stock.size, problem.calendar.size - 1)})


def _peak(program: Program, problem: Problem, stock: Block) -> Block:
    held = np.unique(stock.keys["stock"])
    return program.variables("peak", {"stock": held[problem.inventories.sized[held]]})


def _use(program: Program, problem: Problem) -> Block:
    grants = problem.rules.grants
    grant, period = np.nonzero(grants.usable)
    return program.variables("use", {"grant": grant, "rule": grants.rule[grant], "period": period})


def _award(program: Program, problem: Problem) -> Block:
    awards = problem.sourcing.award_site.size
    for line in dict.fromkeys(problem.sourcing.award_line.tolist()):
        program.integer_reasons.append(problem.cell("Sourcing", line, "supplier"))
    return program.variables(
        "award", {"award": np.arange(awards), "period": np.zeros(awards, dtype=np.int64)}, upper=1.0, integer=True
    )
