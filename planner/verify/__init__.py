"""The independent checker of a plan: a second reading of the input, sharing no code with the models.

It takes the typed rows of the input and the tables of a plan, nothing of how the plan was found. The meaning of the
rows (calendar, selectors, recipes, limits, rules, costs) is written here a second time on purpose: a misreading must
be made twice, in two ways, before a wrong plan passes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from models.records import Tables
from planner.verify.balance import check_balance
from planner.verify.blends import check_blends, check_mixtures
from planner.verify.capacities import Arrivals, check_capacities, read_limits, read_plants
from planner.verify.contracts import check_contracts
from planner.verify.demand import check_demand, check_surplus
from planner.verify.expansion import check_expansion
from planner.verify.given import read_given
from planner.verify.lanes import check_origins_of_arrivals, check_shipments
from planner.verify.ledger import BoolArray, Fault, Ledger, Verification
from planner.verify.moves import read_moves
from planner.verify.names import fold, read_names
from planner.verify.near import NEAR, check_near
from planner.verify.objectives import COST, SIZE, check_costs, check_objectives, costs, soft_tiers
from planner.verify.origin_checks import check_origins, read_marking, read_stocks
from planner.verify.origins import read_origins
from planner.verify.pins import check_pins
from planner.verify.policy import check_rules
from planner.verify.qualification import check_qualification
from planner.verify.recipes import check_minimum_runs, check_runs, read_recipes
from planner.verify.recycling import check_returns
from planner.verify.releases import check_releases
from planner.verify.scope import acting_days, touching
from planner.verify.shares import short_tiers
from planner.verify.sourcing import check_sourcing
from planner.verify.stocks import check_stocks
from planner.verify.time import read_time
from planner.verify.timing import check_rates, check_shut, read_openings

__all__ = ["Fault", "Verification", "verify"]


def verify(
    tables: Tables,
    plan: Mapping[str, pd.DataFrame],
    objectives: Sequence[tuple[str, float]],
    stated_costs: Mapping[str, float] | None = None,
    *,
    finished: bool = True,
    edited: bool = False,
    earlier: Mapping[str, pd.DataFrame] | None = None,
) -> Verification:
    """Check a plan against the input that it is for.

    tables        the typed rows of an input without errors
    plan          the plan's tables, columns as models/plan/ lists them
    objectives    (tier, its optimum) in the order of the tiers
    stated_costs  kind of cost -> discounted USD, where the plan states such a split
    earlier       the tables of the plan that this one is to stay near to
    finished      whether the plan claims every tier; one that was stopped states those that it finished
    edited        whether a person has changed it since: then it need not come to what it states
    """
    ledger = Ledger()
    time = read_time(tables.records["Periods"])
    sites, materials = read_names(tables)
    processes, uses, modes, rules, buyers, awarded, contracts, tiers = (
        list(dict.fromkeys(fold(word) for word in tables.records[sheet].text[column]))
        for sheet, column in (
            ("Processes", "process"),
            ("Demand", "end use"),
            ("Lanes", "mode"),
            ("Rules", "rule"),
            ("Sourcing", "buyer"),
            ("Sourcing", "commodity"),
            ("Contracts", "contract"),
            ("Contracts", "tier"),
        )
    )
    modes = modes or [""]
    period_names = [fold(name) for name in time.names]
    numbers: dict[str, dict[str, int]] = {
        "site": sites.number,
        "commodity": materials.number,
        **{
            kind: {word: place for place, word in enumerate(words)}
            for kind, words in (
                ("period", period_names), ("process", processes), ("end use", uses), ("mode", modes), ("rule", rules),
                ("buyer", buyers), ("bought", awarded),
                ("contract", contracts), ("tier", tiers),
            )
        },
    }  # fmt: skip
    recipes = read_recipes(tables, sites, materials, time, tables.settings["round lead times up"] == "yes")

    def days(line: int) -> BoolArray:
        return acting_days(tables, line, time)

    in_force, laid = touching(tables, time), read_stocks(tables, sites, materials)
    origins = read_origins(tables, in_force, days, recipes, sites, materials, time, laid)
    numbers["origin"] = origins.numbers(plan)
    given, marking = read_marking(read_given(plan, numbers, ledger), origins, processes, recipes)
    runs = check_runs(given["run"], processes, recipes, time, ledger)
    runs = check_mixtures(given["feed"], processes, recipes, runs, sites, time, ledger)
    check_blends(tables, recipes, runs, sites, materials, time, ledger)
    openings = read_openings(tables, sites, recipes, time)
    plants = read_plants(tables, read_limits(tables, sites, materials, recipes), recipes, openings, time)
    check_minimum_runs(tables, recipes, runs, openings.process * plants.may_run, time, sites, ledger)
    check_shut(runs, recipes, plants.may_run, sites, time, ledger)
    check_rates(tables, recipes, runs, openings, plants.may_run, plants.steady, plants.before, time, ledger)
    added = check_expansion(tables, given, processes, recipes, openings, sites, time, ledger)
    shipments = check_shipments(tables, given["ship"], modes, sites, materials, time, ledger)
    check_origins_of_arrivals(shipments, marking.marked.given["ship"], marking.together["ship"], ledger)
    inside = shipments.arrival < time.size
    arrivals = Arrivals(
        shipments.destination[inside], shipments.commodity[inside], shipments.arrival[inside], shipments.arrived[inside]
    )
    check_capacities(tables, plants, runs, arrivals, added, time, ledger)
    bought = check_contracts(tables, given, shipments, sites, materials, time, ledger)
    moves = read_moves(tables, shipments, bought.worth, recipes, runs, given["deliver"], uses, sites, materials, time)
    found = check_origins(tables, marking, in_force, days, uses, laid, recipes, sites, materials, time, ledger)
    ruled = check_rules(tables, moves, given, marking, recipes, found, sites, materials, time, ledger)
    check_qualification(tables, shipments, sites, materials, time, ledger)
    switching = check_sourcing(tables, shipments, given["award"], buyers, awarded, sites, materials, time, ledger)
    stocks = check_stocks(tables, given, found.unsafe, sites, materials, time, ledger)
    service = check_demand(tables, given, uses, sites, materials, time, ledger)
    check_releases(tables, recipes, runs, shipments, service, given["sell"], sites, materials, time, ledger)
    check_pins(tables, given, uses, recipes, runs, sites, materials, time, ledger)
    scrap = check_returns(tables, service, given["return"], sites, materials, time, ledger)
    check_surplus(tables, given["sell"], materials, time, ledger)
    check_balance(tables, recipes, runs, shipments, stocks, service, scrap, given, sites, materials, time, ledger)
    split, term = costs(
        tables, recipes, runs, shipments, bought, ruled, stocks, service, switching, added.capital, given, time, ledger
    )
    real = {
        **short_tiers(tables, service, materials, dict(objectives), ledger, finished=finished, edited=edited),
        **soft_tiers(tables, ruled.broken, stocks.missing, service.lateness),
        COST: sum(split.values()),
    }
    if earlier is not None:
        real[NEAR] = check_near(tables, earlier, given, numbers, processes, recipes, time, ledger)
    if stocks.peaks is not None:
        real[SIZE] = stocks.peaks
    if not edited:
        check_objectives(objectives, real, term, ledger, finished=finished)
    if stated_costs is not None:
        check_costs(stated_costs, split, term, ledger)
    limits = {kind: value for kind, value in ledger.largest.items() if kind not in ("balances", "costs", "priorities")}
    return Verification(
        found=ledger.all_faults(),
        balance_residual=max(ledger.largest.get("balances", 0.0), 0.0),
        limit_violation=max([0.0, *limits.values()]),
        objectives=real,
        stated=dict(objectives),
        costs=split,
        counts=dict(ledger.checks),
    )
