"""What a tonne under a contract costs its buyer, what a floor adds and who pays it, and at what worth it is taxed.

The price of a contract stands beside freight, duty, tariffs and the run cost at the supplier: none of them is in it.
A contract without a price leaves what is bought to the supplier's run cost; its floor is then measured against the
commodity's value. Duty and ad valorem tariffs go by what the buyer pays, else by the commodity's value.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from models.arrays import BoolArray, FloatArray, IntArray
from models.problem import Problem

# Shares of days add up to 1 but for this much.
ROUNDING = 1e-12


@dataclass(frozen=True, eq=False)
class Prices:
    """USD per tonne, of tonnes that are taken under a contract; an array each, one number a tonne.

    paid          by the buyer to the supplier, a floor that the buyer pays included
    floor         what the floor lies above the price, whoever pays it
    third_party   the part of it that a third party pays
    worth         what duty and ad valorem tariffs are shares of
    """

    paid: FloatArray
    floor: FloatArray
    third_party: FloatArray
    worth: FloatArray


def prices(problem: Problem, tier: IntArray, commodity: IntArray, period: IntArray) -> Prices:
    """Return the prices of tonnes of a commodity that are sent in a period under a tier.

    tier, commodity, period  (tonnes,)
    """
    contracts = problem.contracts
    contract = contracts.tier_contract[tier]
    price = contracts.price[tier, period]
    market = np.where(np.isnan(price), problem.commodities.value[commodity, period], price)
    floor = np.nan_to_num(np.maximum(contracts.floor[contract] - market, 0.0))
    by_buyer = np.where(contracts.buyer_pays_floor[contract], floor, 0.0)
    return Prices(np.nan_to_num(price) + by_buyer, floor, floor - by_buyer, np.nan_to_num(market) + by_buyer)


def tier_prices(problem: Problem) -> FloatArray:
    """Return (tiers, periods) what the buyer pays for a tonne of each tier; 0 where the contract sets no price."""
    contracts = problem.contracts
    floor = np.where(contracts.buyer_pays_floor, np.nan_to_num(contracts.floor), 0.0)[contracts.tier_contract]
    return np.where(np.isnan(contracts.price), 0.0, np.maximum(contracts.price, floor[:, None]))


def outside(problem: Problem) -> FloatArray:
    """Return (lanes, periods) the share of what is sent that no contract is about."""
    contracts = problem.contracts
    share = np.ones((problem.lanes.size, problem.calendar.size))
    if contracts.size == 0:
        return share
    lane, span = np.nonzero(covered(problem))
    np.add.at(share, (lane, contracts.spans.period[span]), -contracts.spans.share[span])
    return np.where(share < ROUNDING, 0.0, share)


def covered(problem: Problem) -> BoolArray:
    """Return (lanes, spans of the contracts' days) whether a contract is about what is sent then."""
    contracts = problem.contracts
    found = np.zeros((problem.lanes.size, contracts.spans.size), dtype=np.bool_)
    np.logical_or.at(found, contracts.flow_lane, (contracts.windows.of_span >= 0)[contracts.flow_contract])
    return found


def goes_by_value(problem: Problem) -> BoolArray:
    """Return (lanes,) whether anything sent on a lane is worth its commodity's value, since no contract prices it."""
    contracts = problem.contracts
    by_value = (outside(problem) > 0.0).any(axis=1)
    unpriced = np.zeros(contracts.size, dtype=np.bool_)
    unpriced[contracts.tier_contract[np.isnan(contracts.price).all(axis=1)]] = True
    by_value[contracts.flow_lane[unpriced[contracts.flow_contract]]] = True
    return by_value
