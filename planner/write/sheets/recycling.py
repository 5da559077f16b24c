"""Sheet Recycling: the scrap that comes back, of deliveries of this plan and of earlier sales, and what they were."""

from __future__ import annotations

from planner.read.grid import letters
from planner.write import bulk, styles
from planner.write.flow_rows import RETURN
from planner.write.page import FIRST_ROW, Desk, open_page
from planner.write.report import Report
from planner.write.sheets import flows as flow_sheet

NAME = "Recycling"
SENTENCE = (
    "One row is a return stream; tonnes of scrap stand in the period in which they come back. What becomes of it "
    "stands in sheets Buy plan, Make plan and Balance."
)
# Columns left of the total: customer, product, scrap, comes from, tonnes for a tonne, input row.
LEFT = 6
DELIVERED, EARLIER = "deliveries of this plan", "earlier sales"


def write(desk: Desk, report: Report) -> None:
    """Write the sheet, unless the input has no return stream."""
    problem, returns = report.problem, report.problem.returns
    if returns.size == 0:
        return
    page = open_page(desk, NAME, SENTENCE)
    columns = report.flows.columns
    found: dict[tuple[str, str, str], dict[int, list[int]]] = {}
    for row in report.flows.positions(RETURN):
        key = (columns["site"][row], columns["second commodity"][row], columns["commodity"][row])
        period = report.period_order[columns["second period"][row]]
        found.setdefault(key, {}).setdefault(period, []).append(row)
    names, sites = problem.commodity_names.names, problem.site_names.names
    streams = {
        (sites[returns.site[one]], names[returns.product[one]], names[returns.scrap[one]]): one
        for one in range(returns.size)
    }
    earlier = [(key, one) for key, one in streams.items() if returns.earlier[one].any()]
    rows = [(key, DELIVERED, streams[key]) for key in sorted(found)]
    rows += [(key, EARLIER, one) for key, one in sorted(earlier)]
    if not rows:
        page.text(FIRST_ROW, 0, "No scrap comes back within the plan.")
        page.check("no scrap comes back", f"{flow_sheet.total(report.flows, RETURN)}=0", True)
        return
    cells: list[list[tuple[str | None, float | None]]] = []
    for key, source, one in rows:
        if source == EARLIER:
            cells.append([(None, value or None) for value in returns.earlier[one].tolist()])
            continue
        own = found[key]
        cells.append(
            [flow_sheet.summed(report.flows, own[t]) if t in own else (None, None) for t in range(len(report.periods))]
        )

    first, last = letters(LEFT + 1), letters(LEFT + len(report.periods))
    numbers = range(FIRST_ROW + 1, FIRST_ROW + 1 + len(rows))
    page.table(
        [
            bulk.text("customer", [key[0] for key, _, _ in rows]),
            bulk.text("product", [key[1] for key, _, _ in rows]),
            bulk.text("scrap", [key[2] for key, _, _ in rows]),
            bulk.text("comes from", [source for _, source, _ in rows]),
            bulk.number(
                "collection rate",
                [float(returns.rate[one]) if source == DELIVERED else None for _, source, one in rows],
                styles.PERCENT,
            ),
            bulk.source("input row", [problem.cell(NAME, int(returns.line[one]), "scrap") for _, _, one in rows]),
            bulk.formula(
                "total [t]",
                [f"SUM({first}{row}:{last}{row})" for row in numbers],
                [sum(value or 0.0 for _, value in row) for row in cells],
                total=True,
            ),
            *(
                bulk.formula(name, [row[t][0] for row in cells], [row[t][1] for row in cells], total=True)
                for t, name in enumerate(report.periods)
            ),
        ],
        frozen=3,
    )
    area = {letter: f"{letter}{FIRST_ROW + 1}:{letter}{FIRST_ROW + len(rows)}" for letter in ("D", letters(LEFT))}
    sums = f'SUMIFS({area[letters(LEFT)]},{area["D"]},"{DELIVERED}")'
    page.agree("what returns of deliveries is that of sheet Flows", sums, flow_sheet.total(report.flows, RETURN))
