"""Recipes that make nothing, since what goes in comes out again, that are half missing, or whose cost is."""

from __future__ import annotations

import numpy as np

from models.arrays import mask_of
from models.checks.apart import odd_one
from models.checks.rows import first_of_each_line
from models.issues import Findings
from models.nouns import counted
from models.problem import Problem

# A source without a cost is told where as many times more have one.
MOST_OTHERS = 2


def nothing_made(problem: Problem, issues: Findings) -> None:
    """Warn of a process that gives back what it takes, and no more: what passes through its site passes it by.

    One that takes time keeps material, one whose run earns money is run for that, and one that clears origins for them.
    """
    processes = problem.processes
    first = np.searchsorted(processes.line_process, np.arange(processes.size + 1))
    clears = problem.tables.records["Processes"].text["clears"]
    told: set[int] = set()
    for process in np.flatnonzero(~processes.is_source).tolist():
        lines = np.arange(first[process], first[process + 1])
        outputs = lines[processes.line_output[lines]]
        record = int(processes.line_record[outputs[0]]) if outputs.size else -1
        is_late = (processes.output_period[process] != np.arange(problem.calendar.size)).any()
        earns = (processes.run_cost[process] < 0.0).any()
        if record in told or not outputs.size or is_late or earns or any(clears[processes.line_record[lines]]):
            continue
        inputs = lines[~processes.line_output[lines] & processes.is_fixed[lines]]  # a mixture may do without one
        taken = {code: _of(problem, inputs, code) for code in set(processes.line_commodity[outputs].tolist())}
        if all((_of(problem, outputs, code) <= amount).all() for code, amount in taken.items()):
            told.add(record)
            goods = problem.commodity_names.names[processes.line_commodity[outputs[0]]]
            site = problem.site_names.names[processes.site[process]]
            issues.warning(
                "nothing-made",
                problem.cell("Processes", record, "commodity"),
                f"process '{processes.name[process]}' at '{site}' gives back no more '{goods}' than it takes in: "
                "nothing needs a run of it, and no limit on it holds back what passes through the site",
                "call what comes out otherwise, or limit what arrives by a row of Capacity with basis throughput",
            )


def one_sided(problem: Problem, issues: Findings) -> None:
    """Warn of half a recipe: a process that only takes, and a source that is called like one that takes elsewhere.

    A name that was changed in one of its rows makes two such halves: what goes in is lost, what comes out is of
    nothing. Where a row of Capacity limits the source, somebody may know it, so that it is noted only.
    """
    processes, sites = problem.processes, problem.site_names.names
    takes = mask_of(processes.line_process[~processes.line_output], processes.size)
    gives = mask_of(processes.line_process[processes.line_output], processes.size)
    earns = (processes.run_cost < 0.0).any(axis=1)
    recipes = {processes.name[process] for process in np.flatnonzero(takes & gives).tolist()}
    first = np.searchsorted(processes.line_process, np.arange(processes.size + 1))
    limited = mask_of(processes.line_process[problem.capacities.member_line], processes.size)
    told: set[int] = set()
    for process in range(processes.size):
        name, line = processes.name[process], int(processes.line_record[first[process]])
        where = f"process '{name}' at '{sites[processes.site[process]]}'"
        if line in told:
            continue
        if takes[process] and not gives[process] and not earns[process]:
            told.add(line)
            said, remedy = f"{where} takes material in and gives nothing out", "add the line that comes out"
        elif processes.is_source[process] and name in recipes:
            told.add(line)
            said = f"{where} takes nothing in, as '{name}' does elsewhere: what it makes is of nothing"
            said += "" if limited[process] else ", without a limit"
            remedy = "add the lines that go in"
        else:
            continue
        remedy = f"{remedy}, or correct the name or site of the row"
        report = issues.note if limited[process] and processes.is_source[process] else issues.warning
        report("half-a-recipe", problem.cell("Processes", line, "process"), said, remedy)


def free_sources(problem: Problem, issues: Findings) -> None:
    """Warn of sources whose cost is blank where most have one: a plan would buy all that it needs there."""
    processes, contracts, lanes = problem.processes, problem.contracts, problem.lanes
    typed = ~np.isnan(problem.tables.records["Processes"].number_by_period["run cost"]).all(axis=1)
    has_cost = mask_of(processes.line_process[typed[processes.line_record]], processes.size)
    priced = contracts.flow_lane[~np.isnan(contracts.price[contracts.first_tier[contracts.flow_contract]]).all(axis=1)]
    has_cost |= mask_of(lanes.origin[priced], problem.site_names.size)[processes.site]
    sources = processes.is_source & mask_of(processes.line_process[processes.line_output], processes.size)
    record = processes.line_record[processes.driver]
    free, known = (np.unique(record[sources & own]) for own in (~has_cost, has_cost))
    if free.size * MOST_OTHERS > known.size:
        return
    for line in free.tolist():
        name = problem.tables.records["Processes"].text["process"][line]
        issues.warning(
            "source-without-cost",
            problem.cell("Processes", line, "run cost"),
            f"'{name}' takes nothing in and has no cost, so that what it brings is free; "
            f"{counted(known.size, 'row')} of other sources have one, or a contract with a price",
            "type the cost, also where it is 0",
        )


def costs_apart(problem: Problem, issues: Findings) -> None:
    """Warn of the source whose cost is hundreds of times those of all others of a commodity, or as small a part.

    Where a commodity has a value, costs are held against that.
    """
    processes, made = problem.processes, problem.processes.line_output
    outputs = np.bincount(processes.line_process[made], minlength=processes.size)
    lines = np.flatnonzero(made & (processes.is_source & (outputs == 1))[processes.line_process])
    source, good = processes.line_process[lines], processes.line_commodity[lines]
    record = processes.line_record[processes.driver]
    cost = np.nan_to_num(processes.run_cost * processes.driver_quantity)[source]
    paid = np.divide(cost, processes.line_quantity[lines], out=np.zeros(cost.shape), where=cost > 0.0)
    for commodity in np.unique(good[np.isnan(problem.commodities.value[good]).all(axis=1)]).tolist():
        rows, own = np.unique(record[source[good == commodity]], return_index=True)
        asked = paid[good == commodity][own]
        for period in range(problem.calendar.size):
            odd = odd_one(asked[:, period])
            if odd is not None:
                other = int(np.argmax(np.where(np.arange(rows.size) == odd, 0.0, asked[:, period])))
                issues.warning(
                    "cost-apart",
                    problem.cell("Processes", int(rows[odd]), "run cost", period),
                    f"'{problem.commodity_names.names[commodity]}' costs {asked[odd, period]:,.10g} USD/t here, and "
                    f"{asked[other, period]:,.10g} USD/t in "
                    f"{problem.cell('Processes', int(rows[other]), 'run cost', period)}",
                    "check the unit of both, in the header or the cell: USD/kg is a thousand times USD/t",
                )
                break


def costs_of_both_signs(problem: Problem, issues: Findings) -> None:
    """Warn of a process that costs something in one period and earns as much in another: a sign, most likely."""
    processes = problem.processes
    earns, costs = processes.run_cost < 0.0, processes.run_cost > 0.0
    number = earns.sum(axis=1), costs.sum(axis=1)
    # The odd ones are the fewer.
    odd = np.where((number[0] <= number[1])[:, None], earns, costs) & (np.minimum(*number) > 0)[:, None]
    record = processes.line_record[processes.driver]
    for process, period in first_of_each_line(record, odd):
        cost = float(processes.run_cost[process, period])
        issues.warning(
            "cost-of-both-signs",
            problem.cell("Processes", int(record[process]), "run cost", period),
            f"a run of '{processes.name[process]}' {'earns' if cost < 0.0 else 'costs'} {abs(cost):,.10g} USD/t in "
            f"{problem.calendar.names[period]}, and in other periods it {'costs' if cost < 0.0 else 'earns'} something",
            "check the sign",
        )


def _of(problem: Problem, lines: np.ndarray, commodity: int) -> np.ndarray:
    """Return (periods,) t of a commodity in some lines of a recipe."""
    own = lines[problem.processes.line_commodity[lines] == commodity]
    return np.asarray(problem.processes.line_quantity[own].sum(axis=0))
