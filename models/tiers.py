"""The objectives, in order; each is solved with the better ones kept optimal, never as one sum."""

from __future__ import annotations

from typing import Final

import numpy as np

from models.arrays import FloatArray
from models.families.near import compared, tonnes_of
from models.linear.joins import join
from models.linear.program import Program, Tier
from models.problem import Problem
from models.units import MONTHS_PER_YEAR
from models.variables import Variables
from models.weights import unmet_weights
from models.windows import soft_years

# Kind of a fair share, which is solved and proven in steps; their names are its own with STEP and a number behind it.
FAIR: Final = "fair"
STEP = ", step "
# Weights of the tie-break: what moves counts, later counts more, and a stock hardly counts, so that among plans of
# equal cost the one with the least movement, then the earliest one, wins.
LATER_COUNTS = 0.5
STOCK_COUNTS = 1e-3
TIER_COUNTS = 0.1
# The golden ratio's multiples spread evenly, so no two columns weigh the same: the plan does not depend on chance.
GOLDEN = 0.6180339887498949
SPREAD = 0.1


def unmet_tiers(program: Program, problem: Problem, v: Variables) -> list[Tier]:
    """Return one tier for each priority, best first: least weighted unmet.

    Unit: t x weight; with the setting `unmet measure`, share of the stream's demand x weight, or USD x weight.
    """
    demand, period = v.unmet.keys["demand"], v.unmet.keys["period"]
    weight = unmet_weights(problem)[demand, period]
    priority = problem.demands.priority[demand]
    tiers = []
    for level in np.unique(priority[priority > 0]):
        objective = np.zeros(program.columns)
        objective[v.unmet.index] = np.where(priority == level, weight, 0.0)
        tiers.append(Tier(f"unmet, priority {level}", "unmet", objective, int(level)))
    return tiers


def fair_tiers(program: Program, problem: Problem, v: Variables) -> list[Tier]:
    """Return the fair share of each priority, with the setting `fair share`: it follows the priority's unmet.

    A stream is a row of Demand in one period. The worst share of a demand that stays unmet is made as small as
    possible; the streams that cannot do better, while no other does worse than that, keep what they have; then the
    worst share of the rest, and so on: each such step is a tier. A stream that nothing can serve is one that cannot do
    better, so that it ends fairness for nobody else. Of whole-number decisions those are best with which the worst of
    all shares is least, then the second worst, and so on: the steps are those of the linear program that they leave.
    What counts for nothing in the priority's unmet has no share in it.

    Unit: share of the demand of the stream in the period.
    """
    demand, period = v.unmet.keys["demand"], v.unmet.keys["period"]
    share = 1.0 / problem.demands.quantity[demand, period]
    tiers = []
    for unmet in unmet_tiers(program, problem, v) if problem.options.fair_share else ():
        objective = np.zeros(program.columns)
        objective[v.unmet.index] = np.where(unmet.objective[v.unmet.index] > 0.0, share, 0.0)
        tiers.append(Tier(f"fair share, priority {unmet.priority}", FAIR, objective, unmet.priority))
    return tiers


def short_tiers(program: Program, problem: Problem, v: Variables) -> list[Tier]:
    """Return the tiers of unmet demand, each with its fair share behind it where that is asked for."""
    both = [*unmet_tiers(program, problem, v), *fair_tiers(program, problem, v)]
    return sorted(both, key=lambda tier: (tier.priority, tier.kind == FAIR))


def soft_tiers(program: Program, problem: Problem, v: Variables) -> list[Tier]:
    """Return the tiers of what should be kept but may yield: soft rules, safety and end stock, lateness.

    Soft rules: weight x t too much x years of the window over which it counts, of a ban or licence the period's. Safety
    stock: t missing x years of the period; end stock: t missing x years of the last period. Lateness: t x years between
    the middles of the period of the demand and of that of the delivery.

    Lateness counts demand with a priority; demand with a shortage cost waits whenever that is cheaper. Stock that has a
    cost when it is missing is left to the cost.

    Unit: tonne-years. One sum, or one tier each with the setting `soft order` = in order.
    """
    calendar = problem.calendar
    rules = np.zeros(program.columns)
    rules[v.soft.index] = problem.rules.weight[v.soft.keys["rule"]] * soft_years(problem)
    stocks = np.zeros(program.columns)
    safety, end = v.below_safety.keys, v.below_end.keys
    kept = np.isnan(problem.inventories.safety_cost[safety["stock"], safety["period"]])
    stocks[v.below_safety.index] = np.where(kept, calendar.length_years[safety["period"]], 0.0)
    stocks[v.below_end.index] = np.where(
        np.isnan(problem.inventories.end_cost[end["stock"]]), calendar.length_years[-1], 0.0
    )
    lateness = np.zeros(program.columns)
    late = (calendar.middle[v.deliver.keys["period"]] - calendar.middle[v.deliver.keys["demanded"]]) / MONTHS_PER_YEAR
    # Priced demand is served in the cost tier, below this one: here its lateness would forbid it to wait at all.
    ranked = problem.demands.priority[v.deliver.keys["demand"]] > 0
    lateness[v.deliver.index] = np.where(ranked, late, 0.0)
    parts = {"soft rules": rules, "safety and end stock": stocks, "lateness": lateness}
    if problem.options.soft_in_order:
        return [Tier(name, "soft", part) for name, part in parts.items() if part.any()]
    total = rules + stocks + lateness
    return [Tier("soft rules, stocks and lateness", "soft", total)] if total.any() else []


def cost_tier(program: Program) -> Tier:
    """Return the tier of least cost, in discounted USD."""
    return Tier("cost", "cost", program.cost_vector())


def size_tiers(program: Program, v: Variables) -> list[Tier]:
    """Return the tier of the sizes of the stocks that are to be sized: of plans of equal cost, the least peaks.

    Unit: t. No tier where no stock is sized.
    """
    if not v.peak.size:
        return []
    objective = np.zeros(program.columns)
    objective[v.peak.index] = 1.0
    return [Tier("size of stocks", "size", objective)]


def near_tier(program: Program, problem: Problem, v: Variables) -> list[Tier]:
    """Return the tier of least distance from an earlier plan, where one is named.

    Sum over shipments and runs, by name and period, of |tonnes - the earlier plan's|, in the periods that the earlier
    plan has; a run counts in t of the line that drives it.

    Unit: t.
    """
    if problem.earlier.plan is None:
        return []
    objective = np.zeros(program.columns)
    entries = compared(problem)
    for block, key, codes in ((v.ship, "lane", entries.lane), (v.run, "process", entries.process)):
        known = join([codes, entries.period], [block.keys[key], block.keys["period"]])[1]
        # What the earlier plan does not do counts whole; for what it does above and below stand.
        new = problem.earlier.covered[block.keys["period"]]
        new[known] = False
        objective[block.index] = np.where(new, tonnes_of(problem, block), 0.0)
    for block in (v.near.above, v.near.below):
        objective[block.index] = 1.0
    defining = program.row_blocks["nearness"].index
    return [Tier("distance from the earlier plan", "near", objective, defining=defining)]


def tie_break_tier(program: Program, problem: Problem, v: Variables) -> Tier:
    """Return the tier that picks one plan among those of equal cost: least movement, earliest, canonical order."""
    objective = np.zeros(program.columns)
    last = max(problem.calendar.size - 1, 1)
    for block in (v.run, v.feed, v.ship, v.deliver, v.sell, v.dispose):
        objective[block.index] = 1.0 + LATER_COUNTS * block.keys["period"] / last
    # Counting clean material as marked moves nothing, and is done only where it must be.
    objective[v.downgrade.index] = 1.0
    objective[v.allow.index] = 1.0
    objective[v.timing.expand.index] = 1.0 + LATER_COUNTS * v.timing.expand.keys["period"] / last
    objective[v.stock.index] = STOCK_COUNTS
    # What is missing weighs the same at any time, so that deliveries come early and shortages late.
    for block in (v.unmet, v.below_safety, v.below_end, v.soft, v.contracts.shortfall):
        objective[block.index] = 1.0
    # What is taken is what is sent, counted there; of tiers that cost the same the first is filled first.
    take = v.contracts.take
    contracts = problem.contracts
    place = take.keys["tier"] - contracts.first_tier[take.keys["contract"]]
    objective[take.index] = TIER_COUNTS * (1.0 + place)
    # What flows under a grant is counted where it flows; of several valid grants the first one is used first.
    use, grants = v.use, max(problem.rules.grants.size, 1)
    objective[use.index] = TIER_COUNTS * (1.0 + use.keys["grant"] / grants)
    objective *= 1.0 + SPREAD * _spread(program.columns)
    return Tier("tie-break", "tie-break", objective)


def _spread(size: int) -> FloatArray:
    """Return (size,) numbers from 0 to 1, all different."""
    return np.asarray(np.mod(np.arange(1, size + 1) * GOLDEN, 1.0), dtype=np.float64)
