"""The part of a plan that is about contracts, read back from a solution."""

from __future__ import annotations

from typing import Any

import numpy as np

from models.arrays import FloatArray
from models.formulation import Model
from models.problem import Problem


def contract_tables(model: Model, values: FloatArray) -> dict[str, dict[str, Any]]:
    """Return the columns of the tables `take` and `shortfall`: what is taken, what of a minimum is paid for only."""
    problem, columns = model.problem, model.variables.contracts
    contracts, lanes = problem.contracts, problem.lanes
    sites, commodities, periods, names, tiers, modes = (
        np.array(words, dtype=object)
        for words in (
            problem.site_names.names, problem.commodity_names.names, problem.calendar.names, contracts.name,
            contracts.tier_name, lanes.mode,
        )
    )  # fmt: skip
    take = columns.take.pick(values[columns.take.index] != 0.0)
    short = columns.shortfall.pick(values[columns.shortfall.index] != 0.0)
    lane = take.keys["lane"]
    return {
        "take": {
            "contract": names[take.keys["contract"]],
            "tier": tiers[take.keys["tier"]],
            "from": sites[lanes.origin[lane]],
            "to": sites[lanes.destination[lane]],
            "commodity": commodities[lanes.commodity[lane]],
            "mode": modes[lane],
            "span": contracts.spans.offset[take.keys["span"]],
            "period": periods[take.keys["period"]],
            "taken_t": values[take.index],
        },
        "shortfall": {
            "contract": names[short.keys["contract"]],
            "span": contracts.windows.number[short.keys["window"]],
            "period": periods[short.keys["period"]],
            "shortfall_t": values[short.index],
        },
    }


def terms_words(problem: Problem, key: str, code: int) -> str:
    """Return what a rule, a contract or a tier is called; key is `rule`, `contract` or `tier`."""
    contracts = problem.contracts
    if key == "rule":
        return problem.rules.name[code]
    if key == "contract":
        return contracts.name[code]
    contract, tier = contracts.name[contracts.tier_contract[code]], contracts.tier_name[code]
    return f"{contract}, tier {tier}" if tier else contract
