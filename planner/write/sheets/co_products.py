"""Sheet Co-products: what is made besides and not used, and which output each run is made for."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from planner.explain.baskets import Basket
from planner.write import bulk, styles
from planner.write.flow_rows import Flows
from planner.write.page import FIRST_ROW, Desk, criterion, open_page
from planner.write.phrases import joined
from planner.write.report import Report
from planner.write.sheets import flows as flow_sheet
from planner.write.sheets.baskets import asking, is_asked_for, runs_of

NAME = "Co-products"
SENTENCE = (
    "What is made and not used: sold as surplus, or thrown away. Column `driven by` says for the sake of which output "
    "the runs are made, by what its tonnes are worth to the plan."
)
MOST_NAMED_PROCESSES = 3


def write(desk: Desk, report: Report) -> None:
    """Write sheet Co-products."""
    page = open_page(desk, NAME, SENTENCE)
    flows = report.flows
    columns = flows.columns
    surplus: dict[tuple[str, str], dict[str, list[int]]] = {}
    for kind in ("sell", "dispose"):
        first, last = flows.kinds.get(kind, (0, -1))
        for row in range(first, last + 1):
            key = (columns["site"][row], columns["commodity"][row])
            surplus.setdefault(key, {"sell": [], "dispose": []})[kind].append(row)
    whole = f"{flow_sheet.total(flows, 'sell')}+{flow_sheet.total(flows, 'dispose')}"
    if not surplus:
        page.text(FIRST_ROW, 0, "Nothing is left over: all that is made is used, delivered or kept.")
        page.check("nothing is left over, and sheet Flows says the same", f"{whole}=0", True)
        return
    keys = sorted(surplus)
    drivers = _drivers(report)
    makers = _makers(report)
    sums = {
        kind: [sum(columns["quantity"][row] for row in surplus[key][kind]) for key in keys]
        for kind in ("sell", "dispose")
    }
    money = [
        sum(
            columns["quantity"][row] * columns["unit cost"][row]
            for kind in ("sell", "dispose")
            for row in surplus[key][kind]
        )
        for key in keys
    ]
    numbers = range(FIRST_ROW + 1, FIRST_ROW + 1 + len(keys))
    page.table(
        [
            bulk.text("site", [key[0] for key in keys]),
            bulk.text("commodity", [key[1] for key in keys]),
            bulk.formula(
                "sold [t]",
                [_sum(flows, "sell", *one) for one in zip(numbers, keys, strict=True)],
                sums["sell"],
                total=True,
            ),
            bulk.formula(
                "disposed [t]",
                [_sum(flows, "dispose", *one) for one in zip(numbers, keys, strict=True)],
                sums["dispose"],
                total=True,
            ),
            bulk.formula(
                "left over [t]",
                [f"C{row}+D{row}" for row in numbers],
                [a + b for a, b in zip(sums["sell"], sums["dispose"], strict=True)],
                total=True,
            ),
            bulk.formula(
                "cost (-) is revenue [USD]", [_money(surplus[key]) for key in keys], money, styles.USD, total=True
            ),
            bulk.wrapped(
                "made by",
                [joined(makers.get(key, ()), MOST_NAMED_PROCESSES) or "stock or shipments" for key in keys],
                34.0,
            ),
            bulk.wrapped(
                "driven by",
                [
                    _driven({name: drivers[key[0], name] for name in makers.get(key, ()) if (key[0], name) in drivers})
                    for key in keys
                ],
                60.0,
            ),
        ],
        frozen=2,
    )
    area = f"E{FIRST_ROW + 1}:E{FIRST_ROW + len(keys)}"
    page.agree("the tonnes are those of sheet Flows", f"SUM({area})", whole)


def _driven(drivers: Mapping[str, str]) -> str:
    """Return what the makers of something are run for: once where that is the same, else of the first makers."""
    if len(set(drivers.values())) <= 1:
        return next(iter(drivers.values()), "")
    told = [f"{name}: {words}" for name, words in drivers.items()]
    left = len(told) - MOST_NAMED_PROCESSES
    return "; ".join([*told[:MOST_NAMED_PROCESSES], *([f"and {left} more"] if left > 0 else [])])


def _sum(flows: Flows, kind: str, row: int, names: tuple[str, str]) -> str | None:
    if kind not in flows.kinds:
        return None
    area = {name: flow_sheet.whole(flows, name, kind) for name in ("quantity", "site", "commodity")}
    site, commodity = criterion(f"$A{row}", names[0]), criterion(f"$B{row}", names[1])
    return f"SUMIFS({area['quantity']},{area['site']},{site},{area['commodity']},{commodity})"


def _money(rows: dict[str, list[int]]) -> str:
    return flow_sheet.added("cost", [*rows["sell"], *rows["dispose"]])


def _makers(report: Report) -> dict[tuple[str, str], list[str]]:
    """Return (site, commodity) -> names of the processes that run and make it."""
    problem, processes = report.problem, report.problem.processes
    used = set(zip(report.plan.tables["run"]["site"], report.plan.tables["run"]["process"], strict=True))
    found: dict[tuple[str, str], list[str]] = {}
    for line in np.flatnonzero(processes.line_output).tolist():
        process = processes.line_process[line]
        site = problem.site_names.names[processes.site[process]]
        if (site, processes.name[process]) in used:
            commodity = problem.commodity_names.names[processes.line_commodity[line]]
            found.setdefault((site, commodity), []).append(processes.name[process])
    return found


def _drivers(report: Report) -> dict[tuple[str, str], str]:
    """Return (site, process) -> for the sake of which output it runs, for processes with several outputs.

    An output's worth is its tonnes times what a tonne is worth to the plan, in the first tier in which any output is
    worth something.
    """
    problem, keys = report.problem, report.plan.model.variables.run.keys
    of_process: dict[int, list[Basket]] = {}
    for own in report.once(runs_of) or ():
        of_process.setdefault(int(keys["process"][own.place]), []).append(own)
    found: dict[tuple[str, str], str] = {}
    for process, runs in of_process.items():
        tier = min((own.tier for own in runs if own.tier is not None), default=None)
        if tier is None:
            continue
        worth = np.zeros(len(problem.commodity_names.names))
        for own in runs:
            if own.tier == tier:
                np.add.at(worth, own.commodity, np.maximum(own.worth, 0.0) * own.made)
        best = int(np.argmax(worth))
        site = problem.site_names.names[problem.processes.site[process]]
        asked = next((own for own in runs if is_asked_for(report, own)), None)
        found[site, problem.processes.name[process]] = (
            f"{asking(report, asked)}, which asks for it"
            if asked
            else (
                f"{problem.commodity_names.names[best]} ({worth[best] / worth.sum():.0%} of the worth, "
                f"tier {report.tiers[tier].tier.name})"
            )
        )
    return found
