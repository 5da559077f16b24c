"""Rules across tables: findings that no single cell shows. Each function adds what it finds; all are run.

The second wave of checks, after the cells: it may assume that every number is finite and every code valid.
"""

from __future__ import annotations

import numpy as np

from models.arrays import BoolArray
from models.checks.against_value import check_against_value
from models.checks.alike import check_alike
from models.checks.allowances import check_allowances
from models.checks.closing import check_closing
from models.checks.contracts import check_contracts
from models.checks.countries import check_countries
from models.checks.each import holds_for_each
from models.checks.flows import check_flows
from models.checks.going_round import minimum_by_going_round
from models.checks.grants import check_grants
from models.checks.idle import check_idle
from models.checks.loads import minimum_load_above_capacity, minimum_run_above_capacity
from models.checks.magnitudes import extreme_numbers
from models.checks.mass import more_back_than_in, more_out_than_in
from models.checks.names import names_but_for_a_letter, names_but_for_signs, names_of_one_number, reserved_names
from models.checks.odd_periods import digits_too_many, odd_periods, shifted_rows
from models.checks.origins import check_origins
from models.checks.periods import check_curves, check_period_names, check_site_dates, check_years
from models.checks.proportions import check_proportions
from models.checks.recipes import costs_apart, costs_of_both_signs, free_sources, nothing_made, one_sided
from models.checks.rules import check_rules
from models.checks.shares import shares_of_nothing
from models.checks.sourcing import check_sourcing
from models.checks.stocks import check_stocks
from models.checks.totals import check_totals
from models.checks.values import value_missing
from models.issues import Findings
from models.names import folded
from models.network import Nodes, node, nodes_of, supplied_nodes
from models.nouns import counted
from models.problem import Problem
from models.schema import SETTINGS, TABLES, Role

# Where a chain breaks, this many places are named.
NAMED_BREAKS = 3
MEASURE_SAYS = "`unmet measure` is value"


def check(problem: Problem, issues: Findings) -> None:
    """Add every finding of the rules across tables."""
    required_rows(problem, issues)
    reserved_names(problem, issues)
    names_of_one_number(problem, issues)
    names_but_for_signs(problem, issues)
    names_but_for_a_letter(problem, issues)
    check_period_names(problem, issues)
    check_site_dates(problem, issues)
    check_years(problem, issues)
    check_curves(problem, issues)
    check_origins(problem, issues)
    check_countries(problem, issues)
    check_allowances(problem, issues)
    check_rules(problem, issues)
    check_grants(problem, issues)
    check_closing(problem, issues)
    shares_of_nothing(problem, issues)
    check_sourcing(problem, issues)
    minimum_above_maximum(problem, issues)
    unreachable_demand(problem, issues)
    check_flows(problem, issues)
    check_against_value(problem, issues)
    more_out_than_in(problem, issues)
    more_back_than_in(problem, issues)
    nothing_made(problem, issues)
    one_sided(problem, issues)
    free_sources(problem, issues)
    costs_of_both_signs(problem, issues)
    costs_apart(problem, issues)
    check_alike(problem, issues)
    holds_for_each(problem, issues)
    value_missing(problem, issues)
    check_contracts(problem, issues)
    minimum_by_going_round(problem, issues)
    check_stocks(problem, issues)
    check_totals(problem, issues)
    check_proportions(problem, issues)
    uncounted_demand(problem, issues)
    mixed_priority(problem, issues)
    bare_sites(problem, issues)
    check_idle(problem, issues)
    extreme_numbers(problem, issues)
    odd_periods(problem, issues)
    digits_too_many(problem, issues)
    shifted_rows(problem, issues)
    unlimited_processes(problem, issues)


def check_ruled(problem: Problem, issues: Findings) -> None:
    """Add every error that sheet Rules can bring into a problem whose other sheets have none."""
    check_origins(problem, issues)
    value_missing(problem, issues)
    extreme_numbers(problem, issues)


def required_rows(problem: Problem, issues: Findings) -> None:
    """A required sheet without a row that acts: there would be nothing to plan."""
    for table in TABLES:
        if table.required and table is not SETTINGS and problem.tables.knows(table.name):
            records = problem.tables.records[table.name]
            if len(records) == 0:
                inactive = f"; all its {records.read} rows are inactive or in error" if records.read else ""
                issues.error(
                    "no-rows", records.sheet, f"no row of this sheet acts{inactive}", f"fill in at least {table.row_is}"
                )


def minimum_above_maximum(problem: Problem, issues: Findings) -> None:
    """A minimum that no plan can keep because a maximum beside it is smaller."""
    lanes, stocks, calendar = problem.lanes, problem.inventories, problem.calendar
    for lane, period in np.argwhere(lanes.minimum > lanes.capacity):
        issues.error(
            "minimum-above-maximum",
            problem.cell("Lanes", int(lanes.line[lane]), "minimum", int(period)),
            f"in {calendar.names[period]} the minimum {lanes.minimum[lane, period]:g} t lies above the capacity "
            f"{lanes.capacity[lane, period]:g} t",
            "lower the minimum or raise the capacity",
        )
    for stock in np.flatnonzero((stocks.safety > stocks.maximum[:, None]).any(axis=1)):
        period = int(stocks.safety[stock].argmax())
        issues.error(
            "minimum-above-maximum",
            problem.cell("Inventory", int(stocks.line[stock]), "safety", period),
            f"in {calendar.names[period]} the safety stock {stocks.safety[stock, period]:g} t lies above the maximum "
            f"{stocks.maximum[stock]:g} t",
            "lower the safety stock or raise the maximum",
        )
    for stock in np.flatnonzero(stocks.end_stock > stocks.maximum):
        issues.error(
            "minimum-above-maximum",
            problem.cell("Inventory", int(stocks.line[stock]), "end stock"),
            f"the end stock {stocks.end_stock[stock]:g} t{_assumed(problem, int(stock))} lies above the maximum "
            f"{stocks.maximum[stock]:g} t",
            "lower the end stock (0 where the stock may be used up) or raise the maximum",
        )
    minimum_run_above_capacity(problem, issues)
    minimum_load_above_capacity(problem, issues)


def _assumed(problem: Problem, stock: int) -> str:
    """Return where an end stock comes from that nobody typed."""
    typed = problem.tables.records["Inventory"].number["end stock"][problem.inventories.line[stock]]
    return " (blank: the opening of a stockpile)" if np.isnan(typed) else ""


def unreachable_demand(problem: Problem, issues: Findings) -> None:
    """A demand, or a substitute, that no chain of recipes and lanes reaches, whatever the rules: a missing row?"""
    demands = problem.demands
    tables = problem.tables
    if not tables.knows("Processes") or not tables.spoilt.isdisjoint({"Lanes", "Inventory"}):
        return
    if any(issue.code == "too-many-lanes" for issue in issues):  # then there is none, and that is told
        return
    nodes = nodes_of(problem)
    supplied, _ = supplied_nodes(problem, nodes)
    wanted = node(problem, demands.customer, demands.commodity)
    served, others = supplied[wanted], problem.substitutes
    instead = supplied[node(problem, demands.customer[others.demand], others.commodity)]
    served[others.demand[instead]] = True
    for demand in np.flatnonzero(~served & (demands.quantity > 0.0).any(axis=1)):
        breaks = _breaks(problem, nodes, supplied, int(wanted[demand]))
        commodity, customer = demands.commodity[demand], demands.customer[demand]
        issues.error(
            "unreachable-demand",
            problem.cell("Demand", int(demands.line[demand]), "commodity"),
            f"nothing can bring '{problem.commodity_names.names[commodity]}' to "
            f"'{problem.site_names.names[customer]}': {'; '.join(breaks)}",
            "add the missing row to sheet Lanes or Processes, or delete the demand",
        )
    idle = served[others.demand] & ~np.isin(others.line, others.line[instead])
    for line, option in zip(*np.unique(others.line[idle], return_index=True), strict=True):
        one = np.flatnonzero(idle)[option]
        commodity, customer = others.commodity[one], demands.customer[others.demand[one]]
        issues.warning(
            "unreachable-substitute",
            problem.cell("Substitutes", int(line), "accepted instead"),
            f"nothing can bring '{problem.commodity_names.names[commodity]}' to "
            f"'{problem.site_names.names[customer]}' in the place of what it asks for",
            "add the missing row to sheet Lanes or Processes, or delete the row",
        )


def _breaks(problem: Problem, nodes: Nodes, supplied: BoolArray, start: int) -> list[str]:
    """Return where the chain that leads to a node breaks: the farthest nodes upstream that nothing feeds."""
    processes = problem.processes
    broken: list[int] = []
    seen, waiting = {start}, [start]
    while waiting:
        current = waiting.pop(0)
        feeding = set(nodes.lane_from[nodes.lane_to == current].tolist())
        makers = processes.line_process[processes.line_output & (nodes.line == current)]
        inputs = ~processes.line_output & np.isin(processes.line_process, makers)
        feeding |= {place for place in nodes.line[inputs].tolist() if not supplied[place]}
        upstream = [place for place in sorted(feeding) if place not in seen]
        if not feeding:
            broken.append(current)
        seen.update(upstream)
        waiting.extend(upstream)
    places = []
    for current in (broken or [start])[:NAMED_BREAKS]:
        site, commodity = divmod(current, problem.commodity_names.size)
        stage = problem.commodities.stage[commodity]
        places.append(
            f"the chain breaks at stage {stage}, no lane, process or stock brings "
            f"'{problem.commodity_names.names[commodity]}' to '{problem.site_names.names[site]}'"
        )
    if len(broken) > NAMED_BREAKS:
        places.append(f"and at {counted(len(broken) - NAMED_BREAKS, 'more place')}")
    return places


def uncounted_demand(problem: Problem, issues: Findings) -> None:
    """Demand whose shortage counts as nothing: no plan would serve it for its own sake."""
    demands, asked = problem.demands, (problem.demands.quantity > 0.0)
    worth = problem.commodities.value[demands.commodity]
    by_value = problem.options.unmet_measure == "value"
    for demand in np.flatnonzero((demands.priority > 0) & asked.any(axis=1)):
        line, weight = int(demands.line[demand]), demands.weight[demand]
        worthless = by_value and bool((worth[demand][asked[demand]] == 0.0).any())
        if weight == 0.0 or worthless:
            issues.warning(
                "uncounted-demand",
                problem.cell("Demand", line, "weight" if weight == 0.0 else "commodity"),
                "a shortage of this demand counts as nothing, since "
                + ("its weight is 0" if weight == 0.0 else f"its commodity's value is 0 and {MEASURE_SAYS}"),
                "give a weight above 0, or delete the demand" if weight == 0.0 else "give the commodity a value",
            )


def mixed_priority(problem: Problem, issues: Findings) -> None:
    """A priority that adds tonnes of different commodities without weights."""
    demands = problem.demands
    if problem.options.unmet_measure != "tonnes":
        return
    for priority in np.unique(demands.priority[demands.priority > 0]):
        own = np.flatnonzero((demands.priority == priority) & (demands.quantity > 0.0).any(axis=1))
        if np.unique(demands.commodity[own]).size > 1 and np.unique(demands.weight[own]).size == 1:
            names = [problem.commodity_names.names[code] for code in np.unique(demands.commodity[own])]
            issues.warning(
                "mixed-priority",
                problem.cell("Demand", int(demands.line[own].min()), "priority"),
                f"priority {priority} adds tonnes of {len(names)} commodities ({', '.join(names[:NAMED_BREAKS])}"
                f"{', ...' if len(names) > NAMED_BREAKS else ''}) with equal weights",
                "give weights, or set `unmet measure` to share of demand or value",
            )


def bare_sites(problem: Problem, issues: Findings) -> None:
    """A site that is a name and no more, and that nothing else names: a note or a total, most likely."""
    sites = problem.tables.records["Sites"]
    bare = np.ones(len(sites), dtype=np.bool_)
    for column in ("operator", "country", "bloc"):
        bare &= sites.text[column] == ""
    named = {
        folded(str(word))
        for table in TABLES
        for column in table.columns
        if column.role is Role.REFERENCE and bare.any()
        for word in set(problem.tables.records[table.name].text.get(column.name, ()))
    }
    for line in np.flatnonzero(bare).tolist():
        if folded(sites.text["site"][line]) not in named:
            issues.warning(
                "unused-site",
                sites.cell(line, "site"),
                f"'{sites.text['site'][line]}' is read as a site, of which nothing else is said on any sheet",
                "delete the row where it is a note or a total; notes may stand above the header",
            )


def unlimited_processes(problem: Problem, issues: Findings) -> None:
    """Processes without any limit: allowed, and worth knowing; one note for each site."""
    processes, capacities = problem.processes, problem.capacities
    limited = np.zeros(processes.size, dtype=np.bool_)
    limited[processes.line_process[capacities.member_line]] = True
    free = np.flatnonzero(~limited)
    for site in np.unique(processes.site[free]):
        own = free[processes.site[free] == site]
        first = int(processes.line_record[processes.driver[own]].min())
        names = ", ".join(f"'{processes.name[process]}'" for process in own)
        issues.note(
            "unlimited",
            problem.cell("Processes", first, "process"),
            f"no row of sheet Capacity limits {names} at '{problem.site_names.names[site]}'",
        )
