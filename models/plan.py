"""The Plan: plain numbers under the planner's names, read back from a solution.

Tables hold only what is not zero, except demand, which is complete. Quantities in tonnes, runs in runs, money in USD.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from models.arrays import FloatArray, IntArray
from models.contract_plan import contract_tables
from models.describe import describe
from models.expansion_plan import expansion_tables
from models.formulation import FAMILIES, Family, Model
from models.names import Namespace
from models.problem import Problem
from models.program import Block
from models.recycling import return_rows
from models.solution import Solution
from models.sourcing import share_rows, unused_awards
from models.windows import cap_windows

# A quantity below this many tonnes is the solver's rounding: a gram.
NOTHING = 1e-6


@dataclass(frozen=True, eq=False)
class Plan:
    """What to buy, make, send and store, and what stays short.

    tables  run      site, process, period, output_period, runs
            feed     site, process, commodity, period, used_t   (inputs that stand in for one another)
            ship     from, to, commodity, mode, period, arrival_period, sent_t, arrived_t
            stock    site, commodity, period, stock_t
            deliver  customer, commodity, asked, end_use, demand_period, period, delivered_t   (commodity is what
                     is delivered, asked what the demand is for; t of what is delivered)
            return   site, product, scrap, delivered_period, period, returned_t   (of deliveries of this plan)
            unmet    customer, commodity, end_use, priority, period, demand_t, unmet_t   (every demand above 0)
            sell, dispose  site, commodity, period, quantity_t
            below_safety   site, commodity, period, missing_t;  below_end  site, commodity, missing_t
            award    supplier, buyer, commodity, period, awarded   (the first period; buyer, commodity as in Sourcing)
            soft     rule, row, span, violation_t   (row in sheet Rules; span as in Variables.soft)
            take     contract, tier, from, to, commodity, mode, span, period, taken_t   (span: days from the period's
                     first day to the first of those on which these contracts run)
            shortfall  contract, span, period, shortfall_t   (span: number of the window; paid for in the period)
            expand   site, process, period, ready_period, added_t_per_yr;  standing  ..., period, standing_t_per_yr
    values  (columns,) the same numbers as the program's columns, rounding removed
    """

    model: Model
    solution: Solution
    values: FloatArray
    tables: dict[str, pd.DataFrame]

    @cached_property
    def objectives(self) -> list[tuple[str, float, float]]:
        """Return (tier, the tier's own optimum, its value at the plan) for each finished tier."""
        return [
            (result.tier.name, result.objective, float(result.tier.objective @ self.values))
            for result in self.solution.tiers
        ]

    @cached_property
    def costs(self) -> dict[str, float]:
        """Return kind of cost -> discounted USD."""
        program = self.model.program
        return {kind: float(program.cost_vector(kind) @ self.values) for kind in program.costs}

    @cached_property
    def activity(self) -> FloatArray:
        """Return (rows,) what each row of the program adds up to."""
        return self.solution.matrix.activity(self.values)


def make_plan(model: Model, solution: Solution) -> Plan:
    """Return the plan that a solution describes."""
    values = np.where(np.abs(solution.values) < _least(model, solution.values.size), 0.0, solution.values)
    values[unused_awards(model.problem, model.variables, values)] = 0.0
    return Plan(model, solution, values, _tables(model, values))


def _least(model: Model, columns: int) -> FloatArray:
    """Return (columns,) the value below which each column is rounding; a run of many tonnes counts by its tonnes."""
    processes, run = model.problem.processes, model.variables.run
    tonnes = np.ones(processes.size)
    np.maximum.at(tonnes, processes.line_process, processes.line_quantity.max(axis=1))
    least = np.full(columns, NOTHING)
    least[run.index] /= tonnes[run.keys["process"]]
    return least


def _names(space: Namespace, codes: IntArray) -> FloatArray:
    return np.array(space.names, dtype=object)[codes] if codes.size else np.empty(0, dtype=object)


def _words(words: Sequence[str], codes: IntArray) -> FloatArray:
    return np.array(words, dtype=object)[codes] if codes.size else np.empty(0, dtype=object)


def _tables(model: Model, values: FloatArray) -> dict[str, pd.DataFrame]:
    problem, v = model.problem, model.variables
    sites, commodities, periods = problem.site_names, problem.commodity_names, problem.calendar.names

    def used(block: Block) -> tuple[dict[str, IntArray], FloatArray]:
        chosen = values[block.index] != 0.0
        return {name: codes[chosen] for name, codes in block.keys.items()}, values[block.index][chosen]

    run, runs = used(v.run)
    ship, sent = used(v.ship)
    stock, held = used(v.stock)
    feed, fed = used(v.feed)
    deliver, delivered = used(v.deliver)
    demands = problem.demands
    unmet = v.unmet.keys
    safety, below = used(v.below_safety)
    end, below_end = used(v.below_end)
    stocks = problem.inventories
    tables: dict[str, dict[str, Any]] = {
        "run": {
            "site": _names(sites, run["site"]),
            "process": _words(problem.processes.name, run["process"]),
            "period": _words(periods, run["period"]),
            "output_period": _words(periods, run["output"]),
            "runs": runs,
        },
        "feed": {
            "site": _names(sites, feed["site"]),
            "process": _words(problem.processes.name, feed["process"]),
            "commodity": _names(commodities, feed["commodity"]),
            "period": _words(periods, feed["period"]),
            "used_t": fed,
        },
        "ship": {
            "from": _names(sites, ship["site_from"]),
            "to": _names(sites, ship["site_to"]),
            "commodity": _names(commodities, ship["commodity"]),
            "mode": _words(problem.lanes.mode, ship["lane"]),
            "period": _words(periods, ship["period"]),
            "arrival_period": _words(periods, ship["arrival"]),
            "sent_t": sent,
            "arrived_t": sent * (1.0 - problem.lanes.loss[ship["lane"]]),
        },
        "stock": {
            "site": _names(sites, stock["site"]),
            "commodity": _names(commodities, stock["commodity"]),
            "period": _words(periods, stock["period"]),
            "stock_t": held,
        },
        "deliver": {
            "customer": _names(sites, deliver["site"]),
            "commodity": _names(commodities, deliver["commodity"]),
            "asked": _names(commodities, demands.commodity[deliver["demand"]]),
            "end_use": _words(demands.end_use, deliver["demand"]),
            "demand_period": _words(periods, deliver["demanded"]),
            "period": _words(periods, deliver["period"]),
            "delivered_t": delivered,
        },
        "unmet": {
            "customer": _names(sites, demands.customer[unmet["demand"]]),
            "commodity": _names(commodities, demands.commodity[unmet["demand"]]),
            "end_use": _words(demands.end_use, unmet["demand"]),
            "priority": demands.priority[unmet["demand"]],
            "period": _words(periods, unmet["period"]),
            "demand_t": demands.quantity[unmet["demand"], unmet["period"]],
            "unmet_t": values[v.unmet.index],
        },
        "below_safety": {
            "site": _names(sites, stocks.site[safety["stock"]]),
            "commodity": _names(commodities, stocks.commodity[safety["stock"]]),
            "period": _words(periods, safety["period"]),
            "missing_t": below,
        },
        "below_end": {
            "site": _names(sites, stocks.site[end["stock"]]),
            "commodity": _names(commodities, stocks.commodity[end["stock"]]),
            "missing_t": below_end,
        },
        "soft": _soft(model, values),
        "award": _award(model, values),
        **contract_tables(model, values),
        **expansion_tables(model, values),
    }
    keys, back = return_rows(problem, v, values)
    tables["return"] = {
        "site": _names(sites, keys["site"]),
        "product": _names(commodities, keys["product"]),
        "scrap": _names(commodities, keys["scrap"]),
        "delivered_period": _words(periods, keys["delivered"]),
        "period": _words(periods, keys["period"]),
        "returned_t": back,
    }
    for name, block in (("sell", v.sell), ("dispose", v.dispose)):
        keys, quantity = used(block)
        tables[name] = {
            "site": _names(sites, keys["site"]),
            "commodity": _names(commodities, keys["commodity"]),
            "period": _words(periods, keys["period"]),
            "quantity_t": quantity,
        }
    return {name: pd.DataFrame(columns) for name, columns in tables.items()}


def _award(model: Model, values: FloatArray) -> dict[str, FloatArray]:
    """Return the columns of table `award`: who supplies which buyer, where that is decided."""
    problem, block, s = model.problem, model.variables.award, model.problem.sourcing
    given = block.keys["award"][values[block.index] != 0.0]
    return {
        "supplier": _names(problem.site_names, s.award_site[given]),
        "buyer": _words(s.buyer, s.award_event[given]),
        "commodity": _words(s.commodity, s.award_event[given]),
        "period": _words(problem.calendar.names, np.zeros_like(given)),
        "awarded": values[block.index][given],
    }


def _soft(model: Model, values: FloatArray) -> dict[str, FloatArray]:
    """Return the columns of table `soft`: by how much soft rules are broken."""
    rules, block = model.problem.rules, model.variables.soft
    broken = values[block.index] != 0.0
    rule = block.keys["rule"][broken]
    rows = model.problem.tables.records["Rules"].row
    return {
        "rule": _words(rules.name, rule),
        "row": rows[rules.line[rule]],
        "span": block.keys["span"][broken],
        "violation_t": values[block.index][broken],
    }


def limits(plan: Plan) -> pd.DataFrame:
    """Return every limit of the input as it stands in the plan.

    family, words   the kind of limit; cell  its address in the input; key  what it limits, in words
    period          the period that it limits, "" for a limit over several
    window          when it counts, in words: a period, a calendar year, or dates
    row             the row of the program
    limit, used     right-hand side and activity; slack  what is left
    dual 1, ...     change of each tier's objective per extra tonne, in the order of the tiers
    """
    frames = [frame for family in FAMILIES if (frame := _family_limits(plan, family)) is not None]
    return pd.concat(frames, ignore_index=True) if frames else pd.DataFrame()


def _family_limits(plan: Plan, family: Family) -> pd.DataFrame | None:
    model, matrix = plan.model, plan.solution.matrix
    block = model.program.row_blocks[family.name]
    if family.line is None or block.size == 0:
        return None
    problem = model.problem
    lines = family.line(problem, block)
    lower, upper = matrix.row_lower[block.index], matrix.row_upper[block.index]
    used = plan.activity[block.index]
    # Of a row with two limits the nearer one counts.
    limit = np.where(upper - used <= used - lower, upper, lower)
    period = block.keys.get("period", np.full(block.size, -1))
    frame = {
        "family": family.name,
        "words": family.words,
        "cell": [
            problem.cell(family.sheet, int(line), family.column, int(code) if code >= 0 else None)
            for line, code in zip(lines, period, strict=True)
        ],
        "key": describe(model, block),
        "period": [problem.calendar.names[code] if code >= 0 else "" for code in period],
        "window": _windows(problem, block),
        "row": block.index,
        "limit": limit,
        "used": used,
        "slack": np.minimum(upper - used, used - lower),
    }
    for number, result in enumerate(plan.solution.tiers, start=1):
        if result.row_dual.size:
            frame[f"dual {number}"] = result.row_dual[block.index]
    return pd.DataFrame(frame)


def _windows(problem: Problem, block: Block) -> list[str]:
    """Return when each row of a block counts: its period, the window of its cap, or the end of the plan."""
    names = problem.calendar.names
    if "period" in block.keys:
        return [names[code] for code in block.keys["period"]]
    if "share" in block.keys:
        words = share_rows(problem).words
        return [words[code] for code in block.keys["span"]]
    if "window" in block.keys:
        words = cap_windows(problem).words if "rule" in block.keys else problem.contracts.windows.words
        return [words[code] for code in block.keys["window"]]
    if "count" in block.keys:
        return ["the whole plan"] * block.size
    if "when" in block.keys:
        return [names[code] if code >= 0 else "the whole plan" for code in block.keys["when"]]
    return [f"end of {names[-1]}"] * block.size
