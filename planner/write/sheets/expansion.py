"""Sheet Expansion: what is added when, what stands in each period, and what it costs."""

from __future__ import annotations

from planner.read.grid import letters
from planner.write import bulk, styles
from planner.write.page import FAIR_SIGN, FIRST_ROW, GOOD_SIGN, Desk, constant, lights, open_page
from planner.write.report import Report
from planner.write.sheets import flows as flow_sheet

NAME = "Expansion"
SENTENCE = (
    "Each option of sheet Expansion, what of it is built, and the capacity that stands in each period [t/yr, mean of "
    "its days]. An annuity counts while it stands inside the plan; what falls behind its end is not in the cost."
)
LEFT = 13  # left of the periods stand the columns of the option
ADDED, PRICE = "H", "J"  # letters of columns that formulas name


def write(desk: Desk, report: Report) -> None:
    """Write the sheet; left out where sheet Expansion has no row."""
    problem, expansions = report.problem, report.problem.expansions
    if expansions.size == 0:
        return
    page = open_page(desk, NAME, SENTENCE)
    flows, periods = report.flows, report.periods
    names = [
        (problem.site_names.names[problem.processes.site[own]], problem.processes.name[own])
        for own in expansions.process.tolist()
    ]
    decided = [_rows(report, "expand", *name) for name in names]
    stands = [_rows(report, "standing", *name) for name in names]
    columns = flows.columns
    added = [sum(columns["quantity"][row] for row in rows) for rows in decided]
    paid = [sum(columns["quantity"][row] * columns["unit cost"][row] for row in rows) for rows in stands]
    capital = problem.tables.records["Expansion"].number["capital cost"][expansions.line].tolist()
    capital = [0.0 if value != value else value for value in capital]  # a blank cost is none
    most, annuity = expansions.most.tolist(), expansions.annuity.tolist()
    numbers = range(FIRST_ROW + 1, FIRST_ROW + 1 + len(names))
    live = [bool(rows) for rows in decided]
    whole = ["at once or not at all" if one else "any part" for one in expansions.whole.tolist()]
    page.table(
        [
            bulk.text("site", [name[0] for name in names]),
            bulk.text("process", [name[1] for name in names]),
            bulk.text("state", [_state(amount, limit) for amount, limit in zip(added, most, strict=True)], 16),
            bulk.text("can be built", whole),
            bulk.text("decided in", [", ".join(columns["period"][row] for row in rows) for rows in decided]),
            bulk.text("ready in", [", ".join(columns["second period"][row] for row in rows) for rows in decided]),
            bulk.source("input row", [problem.cell("Expansion", one, "capacity") for one in expansions.line.tolist()]),
            bulk.formula(
                "added [t/yr]",
                [flow_sheet.added("quantity", rows) for rows in decided],
                added,
            ),
            bulk.number("most that can be added [t/yr]", most),
            bulk.number("capital cost [USD for each t/yr]", capital, styles.USD),
            bulk.formula(
                "capital cost of what is added [USD]",
                [f"{ADDED}{row}*{PRICE}{row}" if has else None for row, has in zip(numbers, live, strict=True)],
                [amount * cost for amount, cost in zip(added, capital, strict=True)],
                styles.USD,
                total=True,
            ),
            bulk.formula(
                "annuity [USD/yr]",
                [f"{ADDED}{row}*{constant(one)}" if has else None
                 for row, one, has in zip(numbers, annuity, live, strict=True)],
                [amount * one for amount, one in zip(added, annuity, strict=True)],
                styles.USD,
                total=True,
            ),
            bulk.formula(
                "paid inside the plan [USD]",
                [flow_sheet.added("cost", [row for row in rows if columns["unit cost"][row]]) for rows in stands],
                paid,
                styles.USD,
                total=True,
            ),
            *(
                bulk.formula(
                    period,
                    [flow_sheet.cell("quantity", rows[t]) if t in rows else None for rows in by_period],
                    [columns["quantity"][rows[t]] if t in rows else None for rows in by_period],
                )
                for by_period in [[{report.period_order[columns["period"][row]]: row for row in rows}
                                   for rows in stands]]
                for t, period in enumerate(periods)
            ),
        ],
        frozen=2,
    )  # fmt: skip
    lights(page, FIRST_ROW, 2, FIRST_ROW + len(names) - 1, 2)
    area = f"{letters(LEFT)}{FIRST_ROW + 1}:{letters(LEFT + len(periods) - 1)}{FIRST_ROW + len(names)}"
    page.agree("what stands is that of sheet Flows", f"SUM({area})", flow_sheet.total(flows, "standing"))


def _rows(report: Report, kind: str, site: str, process: str) -> list[int]:
    """Return the positions in the flows of a kind of what belongs to a process at a site."""
    columns = report.flows.columns
    return [
        row
        for row in report.flows.positions(kind)
        if columns["site"][row] == site and columns["process"][row] == process
    ]


def _state(added: float, most: float) -> str:
    if added == 0.0:
        return "not built"
    return f"{GOOD_SIGN} all of it" if added >= most * (1.0 - 1e-9) else f"{FAIR_SIGN} a part"
