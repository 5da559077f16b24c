"""What the sheets tell of contracts, computed once from the plan: tonnes and floor payments by tier and period."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from models.arrays import FloatArray
from models.prices import prices
from planner.write.phrases import money, tonnes
from planner.write.report import Report

BUYER, THIRD_PARTY = "buyer", "third party"


@dataclass(frozen=True, eq=False)
class Facts:
    """(tiers, periods) each: tonnes taken, what its buyers pay for them, and what a floor adds, by who pays it; USD."""

    taken: FloatArray
    purchase: FloatArray
    floor: dict[str, FloatArray]


def facts_of(report: Report) -> Facts:
    """Return the facts of the contracts that run."""
    problem, block = report.problem, report.plan.model.variables.contracts.take
    tier, period = block.keys["tier"], block.keys["period"]
    tonnes = report.plan.values[block.index]
    price = prices(problem, tier, problem.lanes.commodity[block.keys["lane"]], period)

    def summed(values: FloatArray) -> FloatArray:
        total = np.zeros(problem.contracts.price.shape)
        np.add.at(total, (tier, period), values)
        return total

    return Facts(
        summed(tonnes),
        summed(tonnes * price.paid),
        {BUYER: summed(tonnes * (price.floor - price.third_party)), THIRD_PARTY: summed(tonnes * price.third_party)},
    )


def sentences(report: Report) -> list[str]:
    """Return what the Summary says of floors that a third party pays and of minimums that are paid for only."""
    contracts = report.problem.contracts
    if contracts.size == 0:
        return []
    facts, told = facts_of(report), []
    for contract in range(contracts.size):
        own = contracts.tier_contract == contract
        floor = facts.floor[THIRD_PARTY][own]
        if paid := float(floor.sum()):
            told.append(
                f"A third party pays {money(paid)} for the price floor of contract '{contracts.name[contract]}' on "
                f"{tonnes(float(facts.taken[own][floor > 0.0].sum()))}; that is no cost of the plan."
            )
    short = report.plan.tables["shortfall"]
    if len(short):
        each = report.unit_costs.get("take-or-pay", np.zeros(report.plan.values.size))
        cost = float(each @ report.plan.values)
        told.append(
            f"Of minimum takes {tonnes(float(short['shortfall_t'].sum()))} are paid for and not taken ({money(cost)})."
        )
    return told
