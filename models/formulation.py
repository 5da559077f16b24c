"""The table of contents of the model: its variables, its families of rows, its costs, its tiers, and build().

A new family: one function in its topic's file, its name in FAMILIES with the cell that its limit comes from, and
what it is to those who explain a plan in models/roles.py.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from models.arrays import IntArray
from models.classes import Classes, make_classes
from models.costs import COSTS
from models.families.allowances import allowed_input, de_minimis
from models.families.balance import balance
from models.families.blends import blend_least, blend_most, mixture
from models.families.budget import budget, budget_line
from models.families.capacity import lane_capacity, lane_minimum, minimum_run, plant_capacity
from models.families.contracts import (
    contracted,
    least_order,
    maximum_take,
    minimum_take,
    order_placed,
    tier_filled,
    tier_limit,
    tier_opened,
    whole_lots,
)
from models.families.demand import demand, substitute_days, surplus_limit, unit
from models.families.end_uses import end_use_ban, end_use_bans_together, released_for
from models.families.expansion import expansion_limit, standing_capacity, whole_expansion
from models.families.inventory import end_stock, maximum_stock, safety_stock, stock_release, stock_size
from models.families.near import frozen_award, frozen_expand, frozen_run, frozen_ship, frozen_take, nearness
from models.families.pins import pin_least, pin_most
from models.families.policy import ban, cap, licence_flow, licence_volume, share_max, share_min, unlicensed
from models.families.qualification import qualification
from models.families.rates import load_when_on, minimum_load, ramp, ramp_down
from models.families.sourcing import (
    award,
    awarded_least_share,
    least_suppliers,
    most_suppliers,
    supplier_least_share,
    supplier_most_share,
)
from models.harmless import harmless_from
from models.linear.program import Block, Program
from models.network import Reach, reach
from models.problem import Problem
from models.spare import spare_columns
from models.tiers import cost_tier, near_tier, short_tiers, size_tiers, soft_tiers, tie_break_tier
from models.variables import Variables, make_variables


@dataclass(frozen=True)
class Family:
    """One family of rows, and where its limit stands in the input.

    build   adds the rows
    sheet   and column of the limit's cell; "" for rows that are no limit of the planner's
    line    from the keys of the rows to the index of the record; None likewise
    words   what the limit is called in a sentence; unit  of its rows
    """

    build: Callable[[Program, Problem, Variables], Block]
    words: str
    sheet: str = ""
    column: str = ""
    line: Callable[[Problem, Block], IntArray] | None = None
    unit: str = "t"

    @property
    def name(self) -> str:
        """Return the family's name."""
        return self.build.__name__


def _frozen_line(problem: Problem, block: Block) -> IntArray:
    return np.full(block.size, problem.setting_record(problem.earlier.frozen_by))


FAMILIES: tuple[Family, ...] = (
    Family(balance, "material balance"),
    Family(demand, "demand", "Demand", "demand", lambda p, b: p.demands.line[b.keys["demand"]]),
    Family(
        substitute_days, "days of a substitute", "Substitutes", "from",
        lambda p, b: p.substitutes.line[b.keys["option"]],
    ),
    Family(mixture, "mixture", unit="runs"),
    Family(blend_least, "least share in a mixture", "Blends", "least", lambda p, b: p.blends.line[b.keys["blend"]]),
    Family(blend_most, "most share in a mixture", "Blends", "most", lambda p, b: p.blends.line[b.keys["blend"]]),
    Family(plant_capacity, "capacity", "Capacity", "capacity", lambda p, b: p.capacities.line[b.keys["limit"]]),
    Family(
        minimum_run, "least run", "Processes", "minimum run",
        lambda p, b: p.processes.line_record[p.processes.driver[b.keys["process"]]],
    ),
    Family(
        minimum_load, "minimum load", "Capacity", "minimum load", lambda p, b: p.capacities.line[b.keys["limit"]]
    ),
    Family(load_when_on, "load of what is on"),
    Family(ramp, "rate limit", "Ramp", "rate limit", lambda p, b: p.timing.line[b.keys["process"]]),
    Family(ramp_down, "rate limit downwards", "Ramp", "rate limit", lambda p, b: p.timing.line[b.keys["process"]]),
    Family(
        expansion_limit, "capacity that can be added", "Expansion", "capacity",
        lambda p, b: p.expansions.line[b.keys["addition"]], "t/yr",
    ),
    Family(whole_expansion, "capacity added at once", unit="t/yr"),
    Family(standing_capacity, "capacity that stands", unit="t/yr"),
    Family(lane_capacity, "lane capacity", "Lanes", "capacity", lambda p, b: p.lanes.line[b.keys["lane"]]),
    Family(lane_minimum, "lane minimum", "Lanes", "minimum", lambda p, b: p.lanes.line[b.keys["lane"]]),
    Family(maximum_stock, "storage", "Inventory", "maximum", lambda p, b: p.inventories.line[b.keys["stock"]]),
    Family(safety_stock, "safety stock", "Inventory", "safety", lambda p, b: p.inventories.line[b.keys["stock"]]),
    Family(end_stock, "end stock", "Inventory", "end stock", lambda p, b: p.inventories.line[b.keys["stock"]]),
    Family(
        stock_release, "release from stock", "Inventory", "release per window",
        lambda p, b: p.inventories.line[b.keys["stock"]],
    ),
    Family(stock_size, "size of a stock"),
    Family(
        surplus_limit, "surplus market", "Commodities", "surplus limit",
        lambda p, b: p.commodities.line[b.keys["commodity"]],
    ),
    Family(ban, "ban", "Rules", "rule", lambda p, b: p.rules.line[b.keys["rule"]]),
    Family(end_use_ban, "ban of an end use", "Rules", "rule", lambda p, b: p.rules.line[b.keys["rule"]]),
    Family(
        end_use_bans_together, "bans of an end use together", "Rules", "rule",
        lambda p, b: p.rules.line[b.keys["rule"]],
    ),
    Family(de_minimis, "allowance", "Rules", "value", lambda p, b: p.rules.line[b.keys["rule"]]),
    Family(allowed_input, "what may be allowed"),
    Family(
        released_for, "limit on end uses", "Inventory", "released for",
        lambda p, b: p.origins.release_line[b.keys["release"]],
    ),
    Family(
        qualification, "qualification", "Qualification", "ready period",
        lambda p, b: p.qualifications.line[b.keys["qualification"]],
    ),
    Family(unlicensed, "licence", "Rules", "rule", lambda p, b: p.rules.line[b.keys["rule"]]),
    Family(cap, "cap", "Rules", "value", lambda p, b: p.rules.line[b.keys["rule"]]),
    Family(licence_flow, "what needs a grant"),
    Family(licence_volume, "grant", "Rules", "value", lambda p, b: p.rules.grants.line[b.keys["grant"]]),
    Family(share_max, "most share of an origin", "Rules", "value", lambda p, b: p.rules.line[b.keys["rule"]]),
    Family(share_min, "least share of an origin", "Rules", "value", lambda p, b: p.rules.line[b.keys["rule"]]),
    Family(
        supplier_most_share, "most share", "Sourcing", "most share",
        lambda p, b: p.sourcing.share_line[b.keys["share"]],
    ),
    Family(
        supplier_least_share, "least share", "Sourcing", "least share",
        lambda p, b: p.sourcing.share_line[b.keys["share"]],
    ),
    Family(
        awarded_least_share, "least share with an award", "Sourcing", "least share",
        lambda p, b: p.sourcing.share_line[b.keys["share"]],
    ),
    Family(award, "award", "Sourcing", "supplier", lambda p, b: p.sourcing.award_line[b.keys["award"]]),
    Family(
        least_suppliers, "least number", "Sourcing", "least suppliers",
        lambda p, b: p.sourcing.count_line[b.keys["count"]], "suppliers",
    ),
    Family(
        most_suppliers, "largest number", "Sourcing", "most suppliers",
        lambda p, b: p.sourcing.count_line[b.keys["count"]], "suppliers",
    ),
    Family(contracted, "what falls under a contract"),
    Family(
        minimum_take, "minimum take", "Contracts", "minimum take", lambda p, b: p.contracts.line[b.keys["contract"]]
    ),
    Family(
        maximum_take, "contract maximum", "Contracts", "maximum",
        lambda p, b: p.contracts.line[b.keys["contract"]],
    ),
    Family(
        tier_limit, "end of a price tier", "Contracts", "tier to", lambda p, b: p.contracts.tier_line[b.keys["tier"]]
    ),
    Family(tier_filled, "price tiers in their order"),
    Family(tier_opened, "price tier that is open"),
    Family(
        least_order, "order quantity", "Contracts", "order quantity",
        lambda p, b: p.contracts.line[b.keys["contract"]],
    ),
    Family(order_placed, "order"),
    Family(whole_lots, "lots", "Contracts", "multiple", lambda p, b: p.contracts.line[b.keys["contract"]]),
    Family(budget, "budget", "Settings", "value", budget_line, "thousand USD"),
    Family(nearness, "distance from the earlier plan"),
    Family(frozen_ship, "shipment as in the earlier plan", "Settings", "value", _frozen_line),
    Family(frozen_run, "run as in the earlier plan", "Settings", "value", _frozen_line, "runs"),
    Family(frozen_take, "contract take as in the earlier plan", "Settings", "value", _frozen_line),
    Family(frozen_expand, "added capacity as in the earlier plan", "Settings", "value", _frozen_line, "t/yr"),
    Family(frozen_award, "award as in the earlier plan", "Settings", "value", _frozen_line, "awards"),
    # Pins come last: each is taken away again to tell what it causes, so nothing may be derived from their rows.
    Family(pin_least, "pinned least", "Pins", "least", lambda p, b: p.pins.line[b.keys["pin"]]),
    Family(pin_most, "pinned most", "Pins", "most", lambda p, b: p.pins.line[b.keys["pin"]]),
)  # fmt: skip


# Families that ask nothing of rules, nor of origins but what the columns and classes say: where rules alone are other
# ones they are taken over. Those that take no time to make are left out.
UNRULED = frozenset({
    balance, plant_capacity, minimum_run, minimum_load, lane_capacity, lane_minimum, stock_release, qualification,
    contracted,
})  # fmt: skip
# Columns that rules bring.
OF_RULES = ("soft", "use")


@dataclass(frozen=True, eq=False)
class Model:
    """A program with its variables: what a solver needs, and what a plan is read back with.

    marked  all that decides which marks are harmless, and so which columns are spare
    """

    problem: Problem
    program: Program
    variables: Variables
    reach: Reach
    classes: Classes
    marked: tuple[bytes, ...]


def build(problem: Problem, like: Model | None = None) -> Model:
    """Return the linear program of a problem, with all its tiers.

    like  that of a problem whose rules alone are other ones: what rules do not change is taken over from it
    """
    program = Program()
    reached = reach(problem) if like is None else like.reach
    classes = make_classes(problem, reached, None if like is None else like.classes)
    variables = make_variables(program, problem, reached, classes)
    for cost in COSTS:
        cost(program, problem, variables)
    same = None if like is None or like.classes is not classes else program.columns_of(like.program, OF_RULES)
    for family in FAMILIES:
        if like is not None and same is not None and family.build in UNRULED:
            program.take_over(like.program, family.name, same)
        else:
            family.build(program, problem, variables)
    marked = harmless_from(problem, classes.asked)
    if like is not None and same is not None and like.marked == marked:
        program.spare = same[like.program.spare]
    else:
        program.spare = spare_columns(problem, variables, reached)
    program.tiers.extend(
        [
            *short_tiers(program, problem, variables),
            *soft_tiers(program, problem, variables),
            cost_tier(program),
            *near_tier(program, problem, variables),
            *size_tiers(program, variables),
            tie_break_tier(program, problem, variables),
        ]
    )
    program.unit = unit(program, problem)
    return Model(problem, program, variables, reached, classes, marked)
