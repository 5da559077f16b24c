"""Sheets Stocks and Co-products: levels against what is wanted, and what is made besides."""

from __future__ import annotations

import numpy as np

from models.program import join
from planner.read.grid import letters
from planner.write import bulk, styles
from planner.write.page import BAD_SIGN, FIRST_ROW, GOOD_SIGN, Desk, criterion, joined, lights, open_page
from planner.write.report import NO_WORTH, Flows, Report
from planner.write.sheets import flows as flow_sheet

STOCKS, CO_PRODUCTS = "Stocks", "Co-products"
STOCKS_SENTENCE = (
    "Tonnes in stock at the end of each period, against the safety stock and the most that the site holds."
)
CO_PRODUCTS_SENTENCE = (
    "What is made and not used: sold as surplus, or thrown away. Column `driven by` says for the sake of which output "
    "the runs are made, by what its tonnes are worth to the plan."
)
NAMED_PERIODS = 4
MOST_NAMED_PROCESSES = 3


def write_stocks(desk: Desk, report: Report) -> None:
    """Write sheet Stocks."""
    page = open_page(desk, STOCKS, STOCKS_SENTENCE)
    problem, stocks, flows = report.problem, report.problem.inventories, report.flows
    whole = flow_sheet.total(flows, "stock")
    if stocks.size == 0:
        page.text(FIRST_ROW, 0, "No site keeps a stock: sheet Inventory has no row, so nothing carries over.")
        page.check("no stock, and sheet Flows has none", f"{whole}=0", True)
        return
    rows = _flow_rows(report)
    sites, commodities = problem.site_names.names, problem.commodity_names.names
    names = [(sites[s], commodities[c]) for s, c in zip(stocks.site.tolist(), stocks.commodity.tolist(), strict=True)]
    missing = report.plan.tables["below_safety"]
    below: dict[tuple[str, str], list[str]] = {}
    for site, commodity, period in zip(*(missing[name] for name in ("site", "commodity", "period")), strict=True):
        below.setdefault((site, commodity), []).append(period)
    end = report.plan.tables["below_end"]
    below_end = dict(zip(zip(end["site"], end["commodity"], strict=True), end["missing_t"], strict=True))
    safety = stocks.safety.max(axis=1).tolist()
    quantity = flows.columns["quantity"]
    page.table(
        [
            bulk.text("site", [name[0] for name in names]),
            bulk.text("commodity", [name[1] for name in names]),
            bulk.number("opening [t]", stocks.opening.tolist()),
            bulk.number("maximum [t]", [value if np.isfinite(value) else None for value in stocks.maximum.tolist()]),
            bulk.number("safety, most [t]", [value or None for value in safety]),
            bulk.number("end stock wanted [t]", [value or None for value in stocks.end_stock.tolist()]),
            bulk.text("state", [_state(name, below, below_end) for name in names], 28),
            bulk.source("input row", [problem.cell("Inventory", line, "opening") for line in stocks.line.tolist()]),
            *(
                bulk.formula(
                    period,
                    [
                        flow_sheet.cell("quantity", rows[(*name, period)]) if (*name, period) in rows else None
                        for name in names
                    ],
                    [quantity[rows[(*name, period)]] if (*name, period) in rows else 0.0 for name in names],
                    total=True,
                )
                for period in report.periods
            ),
        ],
        frozen=2,
    )
    lights(page, FIRST_ROW, 6, FIRST_ROW + len(names) - 1, 6)
    left = letters(8)
    right = letters(8 + len(report.periods) - 1)
    area = f"{left}{FIRST_ROW + 1}:{right}{FIRST_ROW + len(names)}"
    page.agree("the levels are those of sheet Flows", f"SUM({area})", whole)


def _flow_rows(report: Report) -> dict[tuple[str, str, str], int]:
    columns = report.flows.columns
    first, last = report.flows.kinds.get("stock", (0, -1))
    return {
        (columns["site"][row], columns["commodity"][row], columns["period"][row]): row for row in range(first, last + 1)
    }


def _state(
    name: tuple[str, str], below: dict[tuple[str, str], list[str]], below_end: dict[tuple[str, str], float]
) -> str:
    if name in below:
        return f"{BAD_SIGN} below safety in {joined(below[name], NAMED_PERIODS)}"
    if name in below_end:
        return f"{BAD_SIGN} end stock short by {below_end[name]:,.1f} t"
    return f"{GOOD_SIGN} as wanted"


def write_co_products(desk: Desk, report: Report) -> None:
    """Write sheet Co-products."""
    page = open_page(desk, CO_PRODUCTS, CO_PRODUCTS_SENTENCE)
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
