"""What flows too late for the plan or never, what never runs, and circles of recipes that make something of nothing."""

from __future__ import annotations

import numpy as np

from models.arrays import FloatArray, IntArray, mask_of
from models.checks.rows import first_of_each_line
from models.issues import Findings
from models.names import folded
from models.network import Nodes, Reach, nodes_of, reach
from models.nouns import counted
from models.problem import Problem

# Gains below this, once around a circle, are rounding of what was typed.
LEAST_GAIN = 1e-6
# Arcs of a longest way that is not a circle, in any chain that a person keeps; a circle goes on for ever.
LONGEST_WAY = 200
NAMED = 3  # sites of one row
# Of what is lost on a way, a larger share is most likely what arrives.
MOSTLY = 0.5


def check_flows(problem: Problem, issues: Findings) -> None:
    """Add what is wrong with how material flows."""
    _behind_the_plan(problem, issues)
    _mostly_lost(problem, issues)
    nodes, reached = nodes_of(problem), reach(problem)
    _empty_lanes(problem, nodes, reached, issues)
    _stuck_processes(problem, nodes, reached, issues)
    _unwanted_processes(problem, reached, issues)
    _circles_with_gain(problem, issues)


def _behind_the_plan(problem: Problem, issues: Findings) -> None:
    """Warn of lanes, processes and additions of which nothing comes within the plan: 45 days as 45 periods, for one."""
    lanes, processes, size, expansions = problem.lanes, problem.processes, problem.calendar.size, problem.expansions
    seen = {
        "Lanes": "what is sent arrives", "Processes": "what a run makes comes out", "Expansion": "what is added stands",
    }  # fmt: skip
    for sheet, late, records in (
        ("Expansion", (expansions.ready >= size).all(axis=1), expansions.line),
        ("Lanes", (lanes.arrival >= size).all(axis=1), lanes.line),
        ("Processes", (processes.output_period >= size).all(axis=1), processes.line_record[processes.driver]),
    ):
        for line in np.unique(records[late]).tolist():
            issues.warning(
                "behind-the-plan",
                problem.cell(sheet, line, "lead time"),
                f"{seen[sheet]} after the last period, in whichever it begins",
                "check the lead time and its unit, which is periods where none is given",
            )


def _mostly_lost(problem: Problem, issues: Findings) -> None:
    """Warn of lanes that lose most of what is sent: a yield in the column of losses, most likely."""
    lanes = problem.lanes
    for lane, _ in first_of_each_line(lanes.line, ((lanes.loss > MOSTLY) & (lanes.line >= 0))[:, None]):
        loss = float(lanes.loss[lane])
        issues.warning(
            "mostly-lost",
            problem.cell("Lanes", int(lanes.line[lane]), "loss"),
            f"of what is sent here {loss:.4g} is lost" + (": nothing ever arrives" if loss >= 1.0 else ""),
            f"write {1.0 - loss:.4g} if that much is lost and the rest arrives",
        )


def _empty_lanes(problem: Problem, nodes: Nodes, reached: Reach, issues: Findings) -> None:
    """Warn of lanes on which nothing is ever sent: from and to exchanged, for one, which only makes a plan shorter."""
    lanes = problem.lanes
    is_empty = ~np.isin(lanes.line, lanes.line[reached.lane]) & (lanes.line >= 0)
    rows, comes = np.flatnonzero(is_empty), reached.supplied[nodes.lane_from]
    # Of a row that stands for several lanes one is told, if it can be one to which something comes.
    rows = rows[np.lexsort((~comes[rows], lanes.line[rows]))]
    lines, first = np.unique(lanes.line[rows], return_index=True)
    for line, lane in zip(lines.tolist(), rows[first].tolist(), strict=True):
        good = problem.commodity_names.names[lanes.commodity[lane]]
        start, end = (problem.site_names.names[site[lane]] for site in (lanes.origin, lanes.destination))
        issues.warning(
            "empty-lane",
            problem.cell("Lanes", line, "to" if comes[lane] else "from"),
            (
                f"nothing at '{end}' takes '{good}', no demand, process that can run, stock to be kept or lane onwards"
                if comes[lane] else f"nothing can bring '{good}' to '{start}'"
            ) + ", so that nothing is ever sent on this lane",
            "exchange from and to where it leads the other way, add what is missing, or delete the row",
        )  # fmt: skip


def _stuck_processes(problem: Problem, nodes: Nodes, reached: Reach, issues: Findings) -> None:
    """Warn of processes to which nothing brings what they take; not of those that only wait for what such ones make."""
    processes, supplied = problem.processes, reached.supplied
    comes = np.zeros(supplied.size, dtype=np.bool_)
    comes[nodes.lane_to] = comes[nodes.line[processes.line_output]] = comes[nodes.scrap] = True
    lacks = (
        ~processes.line_output & ~supplied[nodes.line] & ~reached.can_run[processes.line_process] & ~comes[nodes.line]
    )
    # A mixture may do without one of its inputs: they are the cause where nothing else is.
    by_fixed = mask_of(processes.line_process[lacks & processes.is_fixed], processes.size)
    lacks &= processes.is_fixed | ~by_fixed[processes.line_process]
    told: set[int] = set()
    for line in np.flatnonzero(lacks).tolist():
        process, record = processes.line_process[line], int(processes.line_record[line])
        if record in told:
            continue
        told.add(record)
        good, site = (
            problem.commodity_names.names[processes.line_commodity[line]],
            problem.site_names.names[processes.site[process]],
        )
        issues.warning(
            "stuck-process",
            problem.cell("Processes", record, "commodity"),
            f"nothing brings '{good}' to '{site}', so that process '{processes.name[process]}' never runs there",
            "add the lane, process or stock that does; exchange from and to of a lane that leads the other way",
        )


def _unwanted_processes(problem: Problem, reached: Reach, issues: Findings) -> None:
    """Note processes that make what nothing takes: no harm, or the line of a recipe is gone that took it.

    Of a source that one row is about it is a warning: nobody writes down a supplier that can send to nobody.
    """
    processes = problem.processes
    unwanted = reached.can_run & ~reached.process
    unwanted &= mask_of(processes.line_process[processes.line_output], processes.size)
    first = np.searchsorted(processes.line_process, np.arange(processes.size))
    sources = set(processes.line_record[first[unwanted & processes.is_source]].tolist())
    sites: dict[int, list[str]] = {}
    for process in np.flatnonzero(unwanted).tolist():
        own = sites.setdefault(int(processes.line_record[first[process]]), [])
        own.append(f"'{problem.site_names.names[processes.site[process]]}'")
    for record, named in sites.items():
        name = problem.tables.records["Processes"].text["process"][record]
        more = f" and at {counted(len(named) - NAMED, 'more site')}" if len(named) > NAMED else ""
        is_own = folded(problem.tables.records["Processes"].text["site"][record]) in problem.site_names.code
        report = issues.warning if is_own and record in sources else issues.note
        report(
            "unwanted-process",
            problem.cell("Processes", record, "process"),
            f"nothing takes what process '{name}' makes at {', '.join(named[:NAMED])}{more}, so it never runs there",
            "add the line, lane or demand that takes it, or delete the rows",
        )


def _circles_with_gain(problem: Problem, issues: Findings) -> None:
    """Warn of recipes and lanes in a circle, within a period, that give more than went in: out of nothing else.

    Only processes with one input are followed: what others give may come of their other inputs.
    """
    start, end, gain, line = _arcs(problem)
    if not start.size:
        return
    most = np.zeros(problem.site_names.size * problem.commodity_names.size)
    came, better = np.full(most.size, -1, dtype=np.int64), start[:0]
    for _ in range(min(LONGEST_WAY, most.size + 1)):
        reached = most[start] + gain
        better = np.flatnonzero(reached > most[end] + LEAST_GAIN)
        if not better.size:
            return
        better = better[np.argsort(reached[better], kind="stable")]  # the best of each end comes last
        most[end[better]], came[end[better]] = reached[better], better
    circle = _circle(start, came, int(end[better[-1]]))
    total = float(np.exp(gain[circle].sum()))
    made = [arc for arc in circle if line[arc] >= 0]
    if total <= 1.0 + LEAST_GAIN or not made:
        return
    processes = problem.processes
    record = min(int(processes.line_record[line[arc]]) for arc in made)
    named = sorted({
        f"'{processes.name[own]}' at '{problem.site_names.names[processes.site[own]]}'"
        for own in processes.line_process[line[made]].tolist()
    })  # fmt: skip
    issues.warning(
        "circle-with-gain",
        problem.cell("Processes", record, "quantity per run"),
        f"of each tonne that goes round through {' and '.join(named)} come {total:.6g} t back in the same period, so "
        "material is made of nothing",
        "correct quantities or yields, or give what goes in besides",
    )


def _arcs(problem: Problem) -> tuple[IntArray, IntArray, FloatArray, IntArray]:
    """Return of each way within a period the node where it starts and that where it ends, and what it makes of a tonne.

    That is the logarithm of the tonnes at the end. Behind it the line of what comes out, -1 of lanes.
    """
    lanes, processes, nodes = problem.lanes, problem.processes, nodes_of(problem)
    periods = np.arange(problem.calendar.size)
    lane = np.flatnonzero((lanes.arrival == periods).any(axis=1) & (lanes.loss < 1.0))
    inputs = np.flatnonzero(~processes.line_output)
    single = np.bincount(processes.line_process[inputs], minlength=processes.size) == 1
    single &= (processes.output_period == periods).any(axis=1)
    own = inputs[single[processes.line_process[inputs]]]
    taken = np.zeros(processes.size, dtype=np.int64)
    taken[processes.line_process[own]] = own
    out = np.flatnonzero(processes.line_output & single[processes.line_process])
    into = taken[processes.line_process[out]]
    ratio = (processes.line_quantity[out] / np.maximum(processes.line_quantity[into], 1e-300)).min(axis=1)
    out, into, ratio = out[ratio > 0.0], into[ratio > 0.0], ratio[ratio > 0.0]
    return (
        np.concatenate([nodes.lane_from[lane], nodes.line[into]]),
        np.concatenate([nodes.lane_to[lane], nodes.line[out]]),
        np.concatenate([np.log1p(-lanes.loss[lane]), np.log(ratio)]),
        np.concatenate([np.full(lane.size, -1, dtype=np.int64), out]),
    )


def _circle(start: IntArray, came: IntArray, last: int) -> list[int]:
    """Return the arcs of a circle that the ways back from a node lead into."""
    seen: dict[int, int] = {}
    arcs: list[int] = []
    while last not in seen and came[last] >= 0:
        seen[last] = len(arcs)
        arcs.append(int(came[last]))
        last = int(start[came[last]])
    return arcs[seen[last] :] if last in seen else []
