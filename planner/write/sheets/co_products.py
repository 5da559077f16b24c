"""Sheet Co-products: what is made besides and not used, and which output each run is made for."""

from __future__ import annotations

import numpy as np

from models.program import join
from planner.write import bulk, styles
from planner.write.flow_rows import Flows
from planner.write.page import FIRST_ROW, Desk, criterion, open_page
from planner.write.phrases import joined
from planner.write.report import NO_WORTH, Report
from planner.write.sheets import flows as flow_sheet

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
                    "; ".join(
                        dict.fromkeys(
                            drivers[key[0], name] for name in makers.get(key, ()) if (key[0], name) in drivers
                        )
                    )
                    for key in keys
                ],
                60.0,
            ),
        ],
        frozen=2,
    )
    area = f"E{FIRST_ROW + 1}:E{FIRST_ROW + len(keys)}"
    page.agree("the tonnes are those of sheet Flows", f"SUM({area})", whole)


def _sum(flows: Flows, kind: str, row: int, names: tuple[str, str]) -> str | None:
    if kind not in flows.kinds:
        return None
    area = {name: flow_sheet.whole(flows, name, kind) for name in ("quantity", "site", "commodity")}
    site, commodity = criterion(f"$A{row}", names[0]), criterion(f"$B{row}", names[1])
    return f"SUMIFS({area['quantity']},{area['site']},{site},{area['commodity']},{commodity})"


def _money(rows: dict[str, list[int]]) -> str:
    return "+".join(flow_sheet.cell("cost", row) for kind in ("sell", "dispose") for row in rows[kind])


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

    An output's worth is its tonnes times the shadow price of its material balance, in the first tier in which any
    output is worth something.
    """
    problem, processes, plan = report.problem, report.problem.processes, report.plan
    block, balance = plan.model.variables.run, plan.model.program.row_blocks["balance"]
    active = block.pick(plan.values[block.index] != 0.0)
    line, run = join([processes.line_process], [active.keys["process"]])
    output = processes.line_output[line]
    line, run = line[output], run[output]
    tonnes = processes.line_quantity[line, active.keys["period"][run]] * plan.values[active.index][run]
    names = ("site", "commodity", "period")
    row, piece = join(
        [balance.keys[name] for name in names],
        [processes.site[processes.line_process[line]], processes.line_commodity[line], active.keys["output"][run]],
    )
    found: dict[tuple[str, str], str] = {}
    open_processes = {
        int(code) for code in np.flatnonzero(np.bincount(processes.line_process[processes.line_output]) > 1)
    }
    for result in report.tiers:
        if not result.row_dual.size:
            continue
        worth = np.zeros(processes.line_process.size)
        np.add.at(worth, line[piece], np.maximum(-result.row_dual[balance.index[row]], 0.0) * tonnes[piece])
        for process in sorted(open_processes):
            lines = np.flatnonzero((processes.line_process == process) & processes.line_output)
            total = float(worth[lines].sum())
            if total <= NO_WORTH:
                continue
            best = lines[np.argmax(worth[lines])]
            commodity = problem.commodity_names.names[processes.line_commodity[best]]
            site = problem.site_names.names[processes.site[process]]
            found[site, processes.name[process]] = (
                f"{commodity} ({worth[best] / total:.0%} of the worth, tier {result.tier.name})"
            )
            open_processes.discard(process)
    return found
