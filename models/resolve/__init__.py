"""From tables to the Problem: one module per topic, all findings collected."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from models.arrays import IntArray
from models.calendar import make_calendar
from models.carriers import Carriers
from models.checks import check, check_ruled
from models.issues import Findings
from models.parts.earlier import EarlierPlan
from models.problem import Options, Problem
from models.records import Tables
from models.resolve.blends import make_blends
from models.resolve.contracts import make_contracts
from models.resolve.earlier import make_earlier
from models.resolve.expansions import make_expansions
from models.resolve.flows import make_demands, make_free_lanes, make_lanes, make_pipeline
from models.resolve.limits import make_capacities
from models.resolve.movables import check_movables
from models.resolve.origins import make_origins
from models.resolve.pins import make_pins
from models.resolve.places import make_commodities, make_sites, name_sets, named_country, owned_names
from models.resolve.policy import make_rules
from models.resolve.qualification import make_qualifications
from models.resolve.recipes import make_processes
from models.resolve.recycling import make_returns
from models.resolve.shipped import grown, most_shipped
from models.resolve.sourcing import make_sourcing
from models.resolve.stocks import make_inventories
from models.resolve.substitutes import make_substitutes
from models.resolve.timing import make_timing, settle_timing
from models.settings import COST_SLACK
from models.units import LITTLE_RATE, little_percent


def make_options(tables: Tables) -> Options:
    """Return the settings as typed options."""
    settings = tables.settings
    limit = settings["time limit"]
    rate = settings["discount rate"]
    return Options(
        title=str(settings["title"] or ""),
        home_country=str(settings["home country"]),
        withholding_country=str(settings["withholding country"]),
        announced_rules=settings["announced rules"] == "yes",
        reviews=str(settings["reviews"] or ""),
        leave_out_weak_data=settings["weak data"] == "leave out",
        unmet_measure=str(settings["unmet measure"]),
        soft_in_order=settings["soft order"] == "in order",
        fair_share=settings["fair share"] == "yes",
        budget=float(budget) if (budget := settings["budget"]) is not None else None,
        discount_rate=float(rate) if rate is not None else 0.0,
        round_lead_times_up=settings["round lead times up"] == "yes",
        time_limit=None if limit is None else float(limit),
        gap=float(gap) if (gap := settings["gap"]) is not None else 0.0,
        cost_slack=float(slack) if (slack := settings["cost slack"]) is not None else COST_SLACK,
        near=str(settings["near"] or ""),
        frozen_periods=None if settings["frozen periods"] is None else float(settings["frozen periods"]),
        plan_from=str(settings["plan from"] or ""),
    )


def make_problem(tables: Tables, earlier_plan: EarlierPlan | None = None) -> tuple[Problem, Findings]:
    """Return the Problem that the tables describe, and every finding on the way.

    earlier_plan  the plan that the new one is to stay near to

    A Problem made from tables with errors is good for further checks only; callers stop at the first error.
    """
    issues = Findings()
    options = make_options(tables)
    if 0.0 < options.discount_rate <= LITTLE_RATE:
        where = tables.setting_cells["discount rate"]
        issues.warning("little-percent", where, *little_percent("discount rate", options.discount_rate))
    periods = tables.records["Periods"]
    calendar = make_calendar(
        [str(name) for name in periods.text["period"]], periods.date["start"].tolist(), periods.date["end"].tolist()
    )
    commodity_space = owned_names(tables.records["Commodities"], "commodity")
    site_space = owned_names(tables.records["Sites"], "site")
    commodities = make_commodities(tables, commodity_space, issues)
    sites = make_sites(tables, site_space)
    options = replace(
        options,
        home_country=named_country(tables, "home country", options.home_country, sites, issues),
        withholding_country=named_country(tables, "withholding country", options.withholding_country, sites, issues),
    )
    site_space, commodity_space = name_sets(tables, site_space, commodity_space, sites, issues)
    processes = make_processes(tables, calendar, site_space, commodity_space, options, issues)
    timing, open_sites = make_timing(tables, calendar, site_space, sites, processes, issues)
    capacities = make_capacities(
        tables, calendar, site_space, commodity_space, processes, (timing.share, open_sites), options, issues
    )
    expansions = make_expansions(tables, calendar, site_space, sites, processes, capacities, timing, options, issues)
    timing = settle_timing(tables, calendar, sites, processes, capacities, timing, expansions.process, issues)
    # What must run must do so on the days on which the site is open.
    must = np.where(timing.may_run, processes.minimum_run * timing.open_share, 0.0)
    processes = replace(processes, minimum_run=must)
    inventories = make_inventories(tables, site_space, commodity_space, sites, issues)
    pipeline = make_pipeline(tables, calendar, site_space, commodity_space, issues)
    demands = make_demands(tables, calendar, site_space, commodity_space, issues)
    substitutes = make_substitutes(tables, calendar, site_space, commodity_space, demands, issues)
    returns = make_returns(tables, calendar, site_space, commodity_space, options, issues)
    blends = make_blends(tables, site_space, commodity_space, commodities, processes, issues)
    if tables.records["Lanes"].read:
        lanes = make_lanes(tables, calendar, site_space, commodity_space, options, issues)
    else:
        lanes = make_free_lanes(calendar, processes, inventories, pipeline, demands, substitutes, returns)
        issues.note("no-lanes", "Lanes", "there are no lanes: everything ships free and at once")
    parts = Carriers(calendar, lanes, processes, demands, substitutes)
    rules = make_rules(tables, site_space, commodity_space, parts, options, issues)
    origins = make_origins(tables, sites, commodities, processes, inventories, pipeline, returns, parts, rules, issues)
    qualifications = make_qualifications(tables, calendar, site_space, commodity_space, lanes, issues)
    most = None
    if len(tables.records["Sourcing"]):
        most = most_shipped(
            commodity_space.size,
            site_space.size,
            processes,
            grown(capacities, expansions, calendar.length_years),
            lanes,
            inventories,
            pipeline,
            returns,
        )
    sourcing = make_sourcing(tables, site_space, commodity_space, lanes, most, issues)
    pins = make_pins(
        tables, calendar, (site_space, commodity_space), commodities, processes, lanes, inventories, demands, issues
    )
    contracts = make_contracts(tables, calendar, site_space, commodity_space, lanes, issues)
    check_movables(tables, issues)
    earlier = make_earlier(
        tables, options, earlier_plan, calendar, (site_space, commodity_space), processes, lanes, contracts, expansions,
        sourcing, issues,
    )  # fmt: skip
    problem = Problem(
        tables, options, calendar, commodity_space, site_space, commodities, sites, processes, capacities, lanes,
        inventories, pipeline, demands, rules, origins, qualifications, sourcing, pins, contracts, timing, expansions,
        substitutes, returns, blends, earlier,
    )  # fmt: skip
    check(problem, issues)
    return problem, issues


def with_rules(problem: Problem, tables: Tables, asked: IntArray | None = None) -> tuple[Problem, Findings]:
    """Return what `make_problem` makes of tables that differ from a problem's in sheet Rules alone, and the errors.

    The problem is one without errors. What is not about rules is taken over from it.

    asked  (nodes,) marks of the problem that stay apart at each node where the rules let them, be it that nothing asks
           for them any more (`Classes.asked`): the best plan is as good, and its columns are those of the problem
    """
    issues = Findings()
    p = problem
    parts = Carriers(p.calendar, p.lanes, p.processes, p.demands, p.substitutes)
    rules = make_rules(tables, p.site_names, p.commodity_names, parts, p.options, issues)
    origins = make_origins(
        tables, p.sites, p.commodities, p.processes, p.inventories, p.pipeline, p.returns, parts, rules, issues,
        None if asked is None else replace(p.origins, told_apart=asked),
    )  # fmt: skip
    check_movables(tables, issues)
    other = replace(problem, tables=tables, rules=rules, origins=origins)
    check_ruled(other, issues)
    return other, issues
