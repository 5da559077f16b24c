"""Sheet Substitutes: what was delivered in place of what was asked for, and how much demand it serves."""

from __future__ import annotations

from models.families.demand import ratios
from planner.read.grid import letters
from planner.write import bulk, styles
from planner.write.page import FIRST_ROW, Desk, constant, open_page
from planner.write.report import Report
from planner.write.sheets import flows as flow_sheet

NAME = "Substitutes"
SENTENCE = (
    "One row is what a customer gets in place of what it asked for; tonnes of what is delivered stand in the period of "
    "delivery and are taken from sheet Flows."
)
# Columns left of the total: customer, asked for, end use, delivered instead, tonnes per tonne, input row.
LEFT = 6

type Key = tuple[str, str, str, str]


def write(desk: Desk, report: Report) -> None:
    """Write the sheet, unless the input accepts no substitute."""
    problem, others = report.problem, report.problem.substitutes
    if others.size == 0:
        return
    page = open_page(desk, NAME, SENTENCE)
    columns = report.flows.columns
    names = ("site", "second commodity", "end use", "commodity")
    found: dict[Key, dict[int, list[int]]] = {}
    for row in report.flows.positions("deliver"):
        if columns["commodity"][row] != columns["second commodity"][row]:
            key = (columns[names[0]][row], columns[names[1]][row], columns[names[2]][row], columns[names[3]][row])
            period = report.period_order[columns["period"][row]]
            found.setdefault(key, {}).setdefault(period, []).append(row)
    if not found:
        page.text(FIRST_ROW, 0, "No substitute is delivered: every customer gets what it asked for.")
        page.check("no substitute is delivered", "TRUE", True)
        return
    keys = sorted(found)
    rules = _rules(report)
    quantity = columns["quantity"]
    ratio = ratios(problem)
    each = [float(ratio[rules[key]]) for key in keys]
    totals = [sum(quantity[row] for rows in found[key].values() for row in rows) for key in keys]
    periods = range(len(report.periods))
    first, last = letters(LEFT + 2), letters(LEFT + 1 + len(report.periods))
    numbers = range(FIRST_ROW + 1, FIRST_ROW + 1 + len(keys))
    page.table(
        [
            bulk.text("customer", [key[0] for key in keys]),
            bulk.text("asked for", [key[1] for key in keys]),
            bulk.text("end use", [key[2] for key in keys]),
            bulk.text("delivered instead", [key[3] for key in keys]),
            bulk.number("tonnes per tonne", each, styles.RATIO),
            bulk.source("input row", [problem.cell(NAME, int(others.line[rules[key]]), "commodity") for key in keys]),
            bulk.formula("delivered [t]", [f"SUM({first}{row}:{last}{row})" for row in numbers], totals, total=True),
            bulk.formula(
                "serves [t]",
                [f"{letters(LEFT)}{row}/{constant(one)}" for row, one in zip(numbers, each, strict=True)],
                [total / one for total, one in zip(totals, each, strict=True)],
                total=True,
            ),
            *(
                bulk.formula(
                    report.periods[t],
                    [flow_sheet.added("quantity", found[key].get(t, ())) for key in keys],
                    [sum(quantity[row] for row in found[key][t]) if t in found[key] else None for key in keys],
                    total=True,
                )
                for t in periods
            ),
        ],
        frozen=4,
    )  # fmt: skip
    area = {name: flow_sheet.whole(report.flows, name, "deliver") for name in ("quantity", *names[1::2])}
    whole = f"SUMPRODUCT({area['quantity']}*({area['commodity']}<>{area['second commodity']}))"
    total = letters(LEFT)
    page.agree(
        "the tonnes are those of sheet Flows", f"SUM({total}{FIRST_ROW + 1}:{total}{FIRST_ROW + len(keys)})", whole
    )


def _rules(report: Report) -> dict[Key, int]:
    """Return (customer, asked for, end use, delivered instead) -> code of the substitute."""
    problem, others, demands = report.problem, report.problem.substitutes, report.problem.demands
    sites, names = problem.site_names.names, problem.commodity_names.names
    return {
        (
            sites[demands.customer[stream]], names[demands.commodity[stream]], demands.end_use[stream],
            names[others.commodity[option]],
        ): option
        for option, stream in enumerate(others.demand.tolist())
    }  # fmt: skip
