"""The tables of a plan: the columns of a solution under the planner's names, as models/plan/ lists them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from models.arrays import FloatArray, IntArray
from models.families.recycling import return_rows
from models.formulation import Model
from models.linear.program import Block
from models.names import Namespace
from models.plan.contracts import contract_tables
from models.plan.expansion import expansion_tables


def _names(space: Namespace, codes: IntArray) -> FloatArray:
    return np.array(space.names, dtype=object)[codes] if codes.size else np.empty(0, dtype=object)


def _words(words: Sequence[str], codes: IntArray) -> FloatArray:
    return np.array(words, dtype=object)[codes] if codes.size else np.empty(0, dtype=object)


def plan_tables(model: Model, values: FloatArray) -> dict[str, pd.DataFrame]:
    """Return the tables of the plan that (columns,) values describe."""
    problem, v = model.problem, model.variables
    sites, commodities, periods = problem.site_names, problem.commodity_names, problem.calendar.names

    def used(block: Block) -> tuple[dict[str, IntArray], FloatArray]:
        chosen = values[block.index] != 0.0
        return {name: codes[chosen] for name, codes in block.keys.items()}, values[block.index][chosen]

    run, runs = used(v.run)
    ship, sent = used(v.ship)
    stock, held = used(v.stock)
    feed, fed = used(v.feed)
    marks = [problem.origins.name(int(own)) for own in v.classes.marks]
    allow, allowed = used(v.allow)
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
            "marks": _words(marks, run["class"]),
            "runs": runs,
        },
        "feed": {
            "site": _names(sites, feed["site"]),
            "process": _words(problem.processes.name, feed["process"]),
            "commodity": _names(commodities, feed["commodity"]),
            "period": _words(periods, feed["period"]),
            "marks": _words(marks, feed["class"]),
            "used_t": fed,
        },
        "allow": {
            "site": _names(sites, allow["site"]),
            "process": _words(problem.processes.name, allow["process"]),
            "commodity": _names(commodities, allow["commodity"]),
            "period": _words(periods, allow["period"]),
            "marks": _words(marks, allow["class"]),
            "material": _words(marks, allow["from_class"]),
            "allowed_t": allowed,
        },
        "ship": {
            "from": _names(sites, ship["site_from"]),
            "to": _names(sites, ship["site_to"]),
            "commodity": _names(commodities, ship["commodity"]),
            "mode": _words(problem.lanes.mode, ship["lane"]),
            "period": _words(periods, ship["period"]),
            "arrival_period": _words(periods, ship["arrival"]),
            "marks": _words(marks, ship["class"]),
            "sent_t": sent,
            "arrived_t": sent * (1.0 - problem.lanes.loss[ship["lane"]]),
        },
        "stock": {
            "site": _names(sites, stock["site"]),
            "commodity": _names(commodities, stock["commodity"]),
            "period": _words(periods, stock["period"]),
            "marks": _words(marks, stock["class"]),
            "stock_t": held,
        },
        "deliver": {
            "customer": _names(sites, deliver["site"]),
            "commodity": _names(commodities, deliver["commodity"]),
            "asked": _names(commodities, demands.commodity[deliver["demand"]]),
            "end_use": _words(demands.end_use, deliver["demand"]),
            "demand_period": _words(periods, deliver["demanded"]),
            "period": _words(periods, deliver["period"]),
            "marks": _words(marks, deliver["class"]),
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
            "period": _words(periods, end["period"]),
            "missing_t": below_end,
        },
        "soft": _soft(model, values),
        "use": _use(model, values),
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
            "marks": _words(marks, keys["class"]),
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


def _use(model: Model, values: FloatArray) -> dict[str, Any]:
    """Return the columns of table `use`: what flows under the grants of licences."""
    problem, block = model.problem, model.variables.use
    used = block.pick(values[block.index] != 0.0)
    return {
        "rule": _words(problem.rules.name, used.keys["rule"]),
        "row": problem.tables.records["Rules"].row[problem.rules.grants.line[used.keys["grant"]]],
        "period": _words(problem.calendar.names, used.keys["period"]),
        "used_t": values[used.index],
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
