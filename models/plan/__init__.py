"""The Plan: plain numbers under the planner's names, read back from a solution.

Tables hold only what is not zero, except demand, which is complete. Quantities in tonnes, runs in runs, money in USD.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from models.arrays import FloatArray
from models.families.sourcing import unused_awards
from models.formulation import Model
from models.linear.solution import Solution
from models.missed import as_missed
from models.plan.tables import plan_tables

# What costs more than this, USD, is no rounding however little it is: a gram, at a price that is there to forbid.
WORTH = 1.0


@dataclass(frozen=True, eq=False)
class Plan:
    """What to buy, make, send and store, and what stays short.

    Column `marks` of run, feed, allow, ship, stock, deliver, sell and dispose says of which of the origins that rules
    ask for the material is, "" for none: on sending, for a run of what goes in and which allowances it uses, as far as
    anything further on asks for it.

    tables  run      site, process, period, output_period, runs
            feed     site, process, commodity, period, used_t   (inputs that stand in for one another)
            allow    site, process, commodity, period, material, allowed_t   (inputs with marks that an allowance of
                     the run relieves; material: the marks that they have)
            ship     from, to, commodity, mode, period, arrival_period, sent_t, arrived_t
            stock    site, commodity, period, stock_t
            deliver  customer, commodity, asked, end_use, demand_period, period, delivered_t   (commodity is what
                     is delivered, asked what the demand is for; t of what is delivered)
            return   site, product, scrap, delivered_period, period, returned_t   (of deliveries of this plan)
            unmet    customer, commodity, end_use, priority, period, demand_t, unmet_t   (every demand above 0)
            sell, dispose  site, commodity, period, quantity_t
            below_safety, below_end  site, commodity, period, missing_t   (below_end: always the last period)
            award    supplier, buyer, commodity, period, awarded   (the first period; buyer, commodity as in Sourcing)
            soft     rule, row, span, violation_t   (row in sheet Rules; span as in Variables.soft)
            use      rule, row, period, used_t   (row of the grant in sheet Rules)
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


def make_plan(model: Model, solution: Solution, rounding: float = 1.0) -> Plan:
    """Return the plan that a solution describes, without what is less than so many times the usual rounding."""
    found = solution.values
    if solution.unproven is not None:
        found = as_missed(model.variables, solution.matrix, found)
    values = np.where(np.abs(found) < rounding * _least(model, found.size), 0.0, found)
    values[unused_awards(model.problem, model.variables, values)] = 0.0
    return Plan(model, solution, values, plan_tables(model, values))


def _least(model: Model, columns: int) -> FloatArray:
    """Return (columns,) the value below which each column is rounding.

    A run of many tonnes counts by its tonnes, and what is dear by its cost.
    """
    processes, run = model.problem.processes, model.variables.run
    tonnes = np.ones(processes.size)
    np.maximum.at(tonnes, processes.line_process, processes.line_quantity.max(axis=1))
    least = np.full(columns, model.program.gram)
    least[run.index] /= tonnes[run.keys["process"]]
    cost = np.full(columns, np.finfo(np.float64).tiny)
    own = np.abs(model.program.cost_vector())  # what a solver was given behind these costs nothing
    cost[: own.size] = np.maximum(own, cost[: own.size])
    return np.asarray(np.minimum(least, WORTH / cost))
