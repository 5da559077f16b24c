"""The costs and the objective of every tier, computed again from the plan and the input."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from models.records import Tables
from planner.verify.contracts import Bought
from planner.verify.demand import Service
from planner.verify.given import Given
from planner.verify.lanes import Shipments
from planner.verify.ledger import ABSOLUTE_TOLERANCE, RELATIVE_TOLERANCE, TIER_TOLERANCE, FloatArray, IntArray, Ledger
from planner.verify.policy import Ruled
from planner.verify.recipes import Recipes, Runs
from planner.verify.stocks import Stocks
from planner.verify.time import Time

# Prices put on what is missing, which nobody pays.
MISSED = ("shortage", "missing safety stock", "missing end stock")
COST, SIZE, TIE_BREAK = "cost", "size of stocks", "tie-break"
SOFT, SOFT_RULES, SOFT_STOCKS, SOFT_LATE = (
    "soft rules, stocks and lateness", "soft rules", "safety and end stock", "lateness",
)  # fmt: skip


def costs(
    tables: Tables, recipes: Recipes, runs: Runs, shipments: Shipments, bought: Bought, ruled: Ruled,
    stocks: Stocks, service: Service, switching: float, capital: FloatArray, given: dict[str, Given], time: Time,
    ledger: Ledger,
) -> tuple[dict[str, float], float]:  # fmt: skip
    """Return discounted USD by kind of cost, and the largest single term, to which rounding is relative.

    ruled      tariffs
    switching  USD of awards to suppliers that are no incumbents; they fall in the first period
    capital    (periods,) USD of annuities
    """
    rate = tables.settings["discount rate"]
    factor = (1.0 + (float(rate) if rate is not None else 0.0)) ** -time.middle_years
    materials, lanes = tables.records["Commodities"], tables.records["Lanes"]
    sell, dispose = given["sell"], given["dispose"]
    freight, duty = np.zeros(shipments.sent.size), np.zeros(shipments.sent.size)
    if len(lanes):
        freight = np.nan_to_num(lanes.number_by_period["cost"])[shipments.line, shipments.period]
        duty = np.nan_to_num(lanes.number_by_period["duty"])[shipments.line, shipments.period]
        duty = duty * bought.worth
    holding = np.nan_to_num(tables.records["Inventory"].number_by_period["holding cost"])
    price = np.nan_to_num(materials.number_by_period["surplus price"])
    shortage = np.nan_to_num(tables.records["Demand"].number["shortage cost"])
    driven = recipes.line_quantity[recipes.driver[runs.process], runs.period] * runs.runs
    parts: dict[str, tuple[FloatArray, IntArray | slice]] = {
        "run cost": (recipes.run_cost[runs.process, runs.period] * driven, runs.period),
        "purchase": (bought.purchase, bought.purchase_period),
        "take-or-pay": (bought.pay, bought.pay_period),
        "freight": (freight * shipments.sent, shipments.period),
        "duty": (duty * shipments.sent, shipments.period),
        "tariff": (ruled.tariff, ruled.period),
        "holding": (holding[stocks.line, stocks.period] * stocks.held, stocks.period),
        "disposal": (
            materials.number["disposal cost"][dispose.code["commodity"]] * dispose.quantity["quantity_t"],
            dispose.code["period"],
        ),
        "surplus revenue": (
            -price[sell.code["commodity"], sell.code["period"]] * sell.quantity["quantity_t"], sell.code["period"],
        ),
        "missing safety stock": (stocks.safety_cost, slice(None)),
        "missing end stock": (stocks.end_cost, slice(None)),
        "shortage": ((shortage[:, None] * service.unmet).sum(axis=0), slice(None)),
        "switching": (np.array([switching]), slice(0, 1)),
        "capital cost": (capital, slice(None)),
    }  # fmt: skip
    _check_budget(tables, parts, ledger)
    totals: dict[str, float] = {}
    term = 0.0
    for kind, (money, period) in parts.items():
        discounted = money * factor[period]
        totals[kind] = float(discounted.sum())
        term = max(term, float(np.abs(discounted).max(initial=0.0)))
    return totals, term


def _check_budget(tables: Tables, parts: Mapping[str, tuple[FloatArray, IntArray | slice]], ledger: Ledger) -> None:
    """Check that what is spent, in the money of the day, keeps to the budget; a shortage costs, and is not spent."""
    budget = tables.settings["budget"]
    if budget is None:
        return
    spent = np.concatenate([money for kind, (money, _) in parts.items() if kind not in MISSED])
    ledger.at_most(
        "budget", spent.sum(keepdims=True), np.array([float(budget)]), np.abs(spent).max(initial=0.0, keepdims=True),
        lambda _, excess: f"{tables.setting_cells['budget']}: more is spent than the budget, by {excess:,.2f} USD",
    )  # fmt: skip


def soft_tiers(tables: Tables, broken: float, missing: float, late: float) -> dict[str, float]:
    """Return the value of each soft tier, in tonne-years: one sum, or in order."""
    if tables.settings["soft order"] == "in order":
        return {SOFT_RULES: broken, SOFT_STOCKS: missing, SOFT_LATE: late}
    return {SOFT: broken + missing + late}


def check_objectives(
    stated: Sequence[tuple[str, float]], real: Mapping[str, float], cost_term: float, ledger: Ledger, *, finished: bool
) -> None:
    """Check the tiers of a plan, in their order, against their values recomputed.

    A soft tier of which nothing can be broken is not solved; a solve that was stopped, and says so, has no more tiers
    after some point, but never a gap.
    """
    order = list(real)
    if not stated:
        ledger.fault("objectives", "the plan states no objective")
    place = 0
    for name, value in stated:
        if name == TIE_BREAK:  # it comes last, so every other tier has been solved
            for skipped in order[place:]:
                _check_skipped(skipped, real[skipped], ledger)
            place = len(order)
            continue
        if name not in order[place:]:
            ledger.fault("objectives", f"tier '{name}' is not one of the input's tiers, or not in its place")
            continue
        following = order.index(name)
        for skipped in order[place:following]:
            _check_skipped(skipped, real[skipped], ledger)
        place = following + 1
        term = max(abs(value), cost_term * RELATIVE_TOLERANCE / TIER_TOLERANCE if name == COST else 0.0)
        ledger.checks["objectives"] += 1
        gap = real[name] - value
        if not abs(gap) <= max(ABSOLUTE_TOLERANCE, TIER_TOLERANCE * term):
            ledger.fault("objectives", f"tier '{name}': the plan is {gap:+g} off the stated {value:g}", abs(gap))
    for skipped in order[place:] if finished else []:
        _check_skipped(skipped, real[skipped], ledger)


def _check_skipped(name: str, value: float, ledger: Ledger) -> None:
    ledger.checks["objectives"] += 1
    # A stock that nothing can reach has no size to be found.
    optional = name in (SOFT, SOFT_RULES, SOFT_STOCKS, SOFT_LATE, SIZE)
    if not optional or abs(value) > ABSOLUTE_TOLERANCE:
        ledger.fault("objectives", f"tier '{name}' is not stated, and the plan has {value:g} in it", abs(value))


def check_costs(stated: Mapping[str, float], real: Mapping[str, float], cost_term: float, ledger: Ledger) -> None:
    """Check the stated split of the cost by kind; a kind that is not stated is 0."""
    for kind in stated.keys() - real.keys():
        ledger.fault("costs", f"'{kind}' is no kind of cost", abs(stated[kind]))
    kinds = list(real)
    truth = np.array([real[kind] for kind in kinds])
    ledger.equal(
        "costs", np.array([stated.get(kind, 0.0) for kind in kinds]), truth,
        np.maximum(np.abs(truth), cost_term),
        lambda row, gap: f"{kinds[row]} is stated {gap:+g} USD off",
    )  # fmt: skip
