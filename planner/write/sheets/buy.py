"""Sheet Buy plan: what is ordered from whom, when it must leave and when it arrives, periods across."""

from __future__ import annotations

import datetime as dt

from planner.read.grid import letters
from planner.write import bulk, styles
from planner.write.bulk import serial
from planner.write.page import FIRST_ROW, Desk, open_page
from planner.write.report import Report
from planner.write.sheets import flows as flow_sheet
from planner.write.sheets.source_costs import source_costs

NAME = "Buy plan"
SENTENCE = (
    "One row is what one supplier sends to one buyer by one mode; tonnes stand in the period of sending and are taken "
    "from sheet Flows. Order so that the first lot can leave in time: by the day from which lead times count, the "
    "middle of its period, or its end where they are rounded up. Cost: price of contracts, freight, duty, "
    "tariff; what runs cost at a supplier whose run cost is its price stands beside it and on sheet Costs."
)
COSTS = ("unit cost", "duty", "tariff")

# Supplier, buyer, commodity, mode.
type Link = tuple[str, str, str, str]


def write(desk: Desk, report: Report) -> None:
    """Write the sheet."""
    page = open_page(desk, NAME, SENTENCE)
    flows, lines = report.flows, order_lines(report)
    columns = flows.columns
    if not lines:
        page.text(FIRST_ROW, 0, "Nothing is sent in this plan.")
        page.check("nothing is sent, and sheet Flows has no shipment", f"{flow_sheet.total(flows, 'ship')}=0", True)
        return
    keys = sorted(lines, key=lambda key: (key[2], key[0], key[1], key[3]))
    lanes = _lane_cells(report)
    quantities = [[columns["quantity"][row] for row in lines[key]] for key in keys]
    under = _lines(report, "take")
    counted = [[*lines[key], *under.get(key, ())] for key in keys]
    spent = [
        sum(columns["quantity"][row] * sum(columns[name][row] for name in COSTS) for row in own) for own in counted
    ]
    totals = [sum(each) for each in quantities]
    left = [
        bulk.text("supplier", [key[0] for key in keys]),
        bulk.text("buyer", [key[1] for key in keys]),
        bulk.text("commodity", [key[2] for key in keys]),
        bulk.text("mode", [key[3] for key in keys]),
        bulk.text("contract", [_contract_names(report, under.get(key, [])) for key in keys]),
        bulk.text("sender's country", [report.country[key[0]] for key in keys]),
        bulk.text("sender's bloc", [report.bloc[key[0]] for key in keys]),
        bulk.number(
            "first leaves by",
            [serial(dt.date.fromordinal(leaves_by(report, lines[key][0]))) for key in keys],
            styles.DATE,
            width=13,
        ),
        bulk.text("first arrives in", [columns["second period"][lines[key][0]] for key in keys]),
    ]
    place_total, place_spent = len(left), len(left) + 1
    start = len(left) + 5
    at_source = [report.once(source_costs).get((key[0], key[2]), (None, None)) for key in keys]
    rows = range(FIRST_ROW + 1, FIRST_ROW + 1 + len(keys))
    across = f"{letters(start)}{{row}}:{letters(start + len(report.periods) - 1)}{{row}}"
    priced = [[row for row in own if any(columns[name][row] for name in COSTS)] for own in counted]
    cost_cells = [flow_sheet.added("cost", own) for own in priced]
    paid = [bool(own) for own in priced]
    by_period = {
        name: [flow_sheet.summed(flows, [row for row in lines[key] if columns["period"][row] == name]) for key in keys]
        for name in report.periods
    }
    page.table(
        [
            *left,
            bulk.formula("total [t]", [f"SUM({across.format(row=row)})" for row in rows], totals, total=True),
            bulk.formula(
                "cost [USD]",
                cost_cells,
                [value if some else None for value, some in zip(spent, paid, strict=True)],
                styles.USD,
                total=True,
            ),
            bulk.formula(
                "per tonne [USD/t]",
                [
                    f"IF({letters(place_total)}{row}=0,0,{letters(place_spent)}{row}/{letters(place_total)}{row})"
                    for row in rows
                ],
                [value / total if total else 0.0 for value, total in zip(spent, totals, strict=True)],
                styles.USD,
            ),
            bulk.formula(
                "run cost at the source [USD/t]",
                [formula for formula, _ in at_source],
                [value for _, value in at_source],
                styles.USD,
            ),
            bulk.source("input row", [lanes.get(key, "") for key in keys]),
            *(
                bulk.formula(
                    name, [cells for cells, _ in by_period[name]], [sent for _, sent in by_period[name]], total=True
                )
                for name in report.periods
            ),
        ],
        frozen=3,
    )
    sent, paid_for = (
        f"SUM({letters(place)}{FIRST_ROW + 1}:{letters(place)}{FIRST_ROW + len(keys)})"
        for place in (place_total, place_spent)
    )
    spans = [area for kind in ("ship", "take") if (area := flow_sheet.whole(flows, "cost", kind))]
    page.agree(
        "the tonnes and costs are those of what is sent in sheet Flows",
        sent,
        flow_sheet.total(flows, "ship"),
        (paid_for, f"SUM({','.join(spans)})"),
    )


def order_lines(report: Report) -> dict[Link, list[int]]:
    """Return each line of the sheet -> the rows of sheet Flows that are sent on it, the earliest first."""
    return _lines(report, "ship")


def leaves_by(report: Report, row: int) -> int:
    """Return the ordinal of the day from which the arrival of what a row of sheet Flows sends is counted.

    Lead times count from the middle of a period; rounded up, from its end.
    """
    calendar, period = report.problem.calendar, report.period_order[report.flows.columns["period"][row]]
    first, last = int(calendar.start[period]), int(calendar.end[period])
    return last if report.problem.options.round_lead_times_up else (first + last) // 2


def _lines(report: Report, kind: str) -> dict[Link, list[int]]:
    """Return link -> the rows of a kind of sheet Flows on it: what is sent, or taken under contracts."""
    columns = report.flows.columns
    found: dict[Link, list[int]] = {}
    for row in report.flows.positions(kind):
        key = (columns["site"][row], columns["to"][row], columns["commodity"][row], columns["mode"][row])
        found.setdefault(key, []).append(row)
    return found


def _contract_names(report: Report, rows: list[int]) -> str:
    """Return the contracts of some rows of sheet Flows, each once."""
    return "; ".join(sorted({report.flows.columns["contract"][row] for row in rows}))


def _lane_cells(report: Report) -> dict[Link, str]:
    """Return the row of sheet Lanes behind each link."""
    problem, lanes = report.problem, report.problem.lanes
    sites, commodities = problem.site_names.names, problem.commodity_names.names
    used = {int(code) for code in report.plan.model.variables.ship.keys["lane"]}
    return {
        (
            sites[lanes.origin[lane]],
            sites[lanes.destination[lane]],
            commodities[lanes.commodity[lane]],
            lanes.mode[lane],
        ): problem.cell("Lanes", int(lanes.line[lane]), "from")
        for lane in used
    }
