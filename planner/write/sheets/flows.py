"""Sheet Flows: every decision, one row each, with what it costs. Every other sheet takes its quantities from here."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from planner.read.grid import letters
from planner.read_back.flows import COLUMNS, WHOLE_COLUMNS
from planner.read_back.plan import EDIT, PLANNED
from planner.write import bulk, styles
from planner.write.bulk import Column, Holds
from planner.write.contract_rows import shortfall_rows, taken_rows
from planner.write.flow_rows import ARRIVE, LATER, RETURN, Flows
from planner.write.page import CHECK_ROW, EDIT_SIGN, FIRST_ROW, GOOD_SIGN, Desk, Page, constant, open_page
from planner.write.report import Report
from planner.write.styles import must

NAME = "Flows"
SENTENCE = (
    "One row is one decision in one period. Overtype a quantity (coloured), and costs, totals and checks recompute; "
    "column `as planned` keeps what was planned. Filter the rows, but do not sort them: formulas point to their places."
)
# What follows the columns that `plan verify` reads back is for the reader.
WORDS = ("sender's country", "sender's bloc", "receiver's country", "stage", "forwarded")
OWN = (PLANNED, "unit cost", "duty", "tariff", "cost", "loss", *WORDS)
LETTER = {name: letters(place) for place, name in enumerate((*COLUMNS, *OWN))}
# Kinds whose quantity is no decision: what arrives follows from what is sent, what stands from what is added, a demand
# is given.
GIVEN = ("demand", "standing")
# What is sent on a lane in a period, whatever its origin, falls under the contracts of the lane.
ON_A_LANE = ("site", "to", "commodity", "mode", "period")


def span(column: str, rows: tuple[int, int]) -> str:
    """Return the absolute range of a column between two positions of the flows, both included."""
    letter = LETTER[column]
    return f"{NAME}!${letter}${rows[0] + FIRST_ROW + 1}:${letter}${rows[1] + FIRST_ROW + 1}"


def cell(column: str, row: int) -> str:
    """Return the address of one value of a flow."""
    return f"{NAME}!${LETTER[column]}${row + FIRST_ROW + 1}"


def whole(flows: Flows, column: str, kind: str) -> str:
    """Return the range of a column over all flows of a kind, or "" when there is none."""
    return span(column, flows.kinds[kind]) if kind in flows.kinds else ""


def total(flows: Flows, kind: str) -> str:
    """Return a formula for the quantity of all flows of a kind."""
    area = whole(flows, "quantity", kind)
    return f"SUM({area})" if area else "0"


def write(desk: Desk, report: Report) -> Page:
    """Write the sheet."""
    page = open_page(desk, NAME, SENTENCE, tab=str(styles.Colour.DECISION_FONT), bare=True)
    flows = report.flows
    columns, size = flows.columns, flows.size
    rows = range(FIRST_ROW + 1, FIRST_ROW + 1 + size)
    quantity = columns["quantity"]
    unit = [sum(parts) for parts in zip(columns["unit cost"], columns["duty"], columns["tariff"], strict=True)]
    m, p, r = (LETTER[name] for name in ("quantity", "unit cost", "tariff"))
    priced = [one != 0.0 for one in unit]
    following = _following(report)
    looks = [
        styles.CELL if kind in GIVEN or kind in LATER or formula else styles.DECISION
        for kind, formula in zip(columns["kind"], following, strict=True)
    ]
    page.table(
        [
            *(
                bulk.number(name, columns[name], styles.WHOLE)
                if name in WHOLE_COLUMNS
                else bulk.text(name, columns[name])
                for name in COLUMNS[: COLUMNS.index("quantity")]
            ),
            Column("quantity", Holds.FORMULA, quantity, styles.TONNES, following, looks=looks),
            bulk.text("unit", columns["unit"]),
            bulk.text("origin", columns["origin"]),
            bulk.text("material", columns["material"]),
            bulk.number(PLANNED, quantity),
            bulk.number("unit cost [USD]", _unless_zero(columns["unit cost"]), styles.USD),
            bulk.number("duty [USD/t]", _unless_zero(columns["duty"]), styles.USD),
            bulk.number("tariff [USD]", _unless_zero(columns["tariff"]), styles.USD),
            bulk.formula(
                "cost [USD]",
                [f"{m}{row}*SUM({p}{row}:{r}{row})" if has else None for row, has in zip(rows, priced, strict=True)],
                [q * u if has else None for q, u, has in zip(quantity, unit, priced, strict=True)],
                styles.USD,
                total=True,
            ),
            bulk.number("loss", _unless_zero(columns["loss"]), styles.PERCENT),
            *(bulk.text(name, columns[name]) for name in WORDS),
        ],
        frozen=2,
    )
    _check(page, flows)
    return page


def _following(report: Report) -> list[str | None]:
    """Return the formulas of quantities: what arrives is what is sent less the loss, what stands is what was added,
    what returns a share of what was delivered, what a contract takes what falls under it, what it does not take what is
    left of its minimum; all others are constants.
    """
    flows, columns = report.flows, report.flows.columns
    keys = list(zip(*(columns[name] for name in (*ON_A_LANE, "origin")), strict=True))
    sent = {keys[row]: row + FIRST_ROW + 1 for row in flows.positions("ship")}
    formulas: list[str | None] = [None] * flows.size
    m, loss = LETTER["quantity"], LETTER["loss"]
    for row in flows.positions(ARRIVE):
        origin = sent[keys[row]]
        lossy = columns["loss"][origin - FIRST_ROW - 1] != 0.0
        formulas[row] = f"{m}{origin}*(1-{loss}{origin})" if lossy else f"{m}{origin}"
    for row, formula in (_standing(report) | _taken(flows) | _not_taken(report)).items():
        formulas[row] = formula
    delivered: dict[tuple[str, str, str], list[str]] = {}
    for row in flows.positions("deliver"):
        key = (columns["site"][row], columns["commodity"][row], columns["period"][row])
        delivered.setdefault(key, []).append(f"{m}{row + FIRST_ROW + 1}")
    rates = return_rates(report)
    for row in flows.positions(RETURN):
        site, product = columns["site"][row], columns["second commodity"][row]
        cells = "+".join(delivered[site, product, columns["period"][row]])
        formulas[row] = f"({cells})*{constant(rates[site, product, columns['commodity'][row]])}"
    return formulas


def _taken(flows: Flows) -> dict[int, str]:
    """Return position -> formula of what the last of the contracts and tiers of a lane and period takes: what is sent
    there, less what the others take. None where a part of it falls under no contract.
    """
    columns = flows.columns
    lane = list(zip(*(columns[name] for name in ON_A_LANE), strict=True))
    sent: dict[tuple[str, ...], list[int]] = {}
    takes: dict[tuple[str, ...], list[int]] = {}
    for kind, found in (("ship", sent), ("take", takes)):
        for row in flows.positions(kind):
            found.setdefault(lane[row], []).append(row)
    formulas: dict[int, str] = {}
    for key, rows in takes.items():
        whole, taken = (sum(columns["quantity"][row] for row in own) for own in (sent.get(key, []), rows))
        if abs(whole - taken) <= EDIT:
            others = added("quantity", rows[:-1])
            formula = added("quantity", sent[key]) + (f"-({others})" if others else "")
            formulas[rows[-1]] = formula.replace(f"{NAME}!", "")
    return formulas


def _not_taken(report: Report) -> dict[int, str]:
    """Return position -> formula of what a take-or-pay asks for in a window and is not taken."""
    contracts, quantity = report.problem.contracts, report.flows.columns["quantity"]
    windows, taken, short = contracts.windows, taken_rows(report), shortfall_rows(report)
    formulas: dict[int, str] = {}
    for window in range(windows.minimum.size):
        row = short.get((contracts.name[windows.contract[window]], int(windows.number[window])))
        minimum, rows = float(windows.minimum[window]), taken.get(window, [])
        if row is not None and abs(minimum - sum(quantity[one] for one in rows) - quantity[row]) <= EDIT:
            others = added("quantity", rows)
            taken_words = f"-({others})".replace(f"{NAME}!", "") if others else ""
            formulas[row] = f"MAX(0,{constant(minimum)}{taken_words})"
    return formulas


def _standing(report: Report) -> dict[int, str]:
    """Return position -> formula of the capacity that stands: what was added, by the share of days that it stands."""
    problem, columns = report.problem, report.flows.columns
    expansions, order = problem.expansions, report.period_order
    option_of = {
        (problem.site_names.names[problem.processes.site[own]], problem.processes.name[own]): option
        for option, own in enumerate(expansions.process.tolist())
    }
    added: dict[int, list[int]] = {}
    for row in report.flows.positions("expand"):
        added.setdefault(option_of[columns["site"][row], columns["process"][row]], []).append(row)
    found: dict[int, str] = {}
    for row in report.flows.positions("standing"):
        option, period = option_of[columns["site"][row], columns["process"][row]], order[columns["period"][row]]
        terms = [
            (f"{LETTER['quantity']}{one + FIRST_ROW + 1}", float(share))
            for one in added.get(option, [])
            if (share := expansions.standing[option, order[columns["period"][one]], period]) > 0.0
        ]
        found[row] = "+".join(cell if share == 1.0 else f"{cell}*{constant(share)}" for cell, share in terms)
    return found


def return_rates(report: Report) -> dict[tuple[str, str, str], float]:
    """Return (customer, product, scrap) -> t of scrap for a tonne delivered."""
    returns, sites = report.problem.returns, report.problem.site_names.names
    names = report.problem.commodity_names.names
    return {
        (sites[returns.site[one]], names[returns.product[one]], names[returns.scrap[one]]): float(returns.rate[one])
        for one in range(returns.size)
    }


def summed(flows: Flows, rows: Sequence[int]) -> tuple[str | None, float | None]:
    """Return the formula that adds the quantities of some flows, such as one for each origin, and their sum.

    (None, None) where there is none.
    """
    if not rows:
        return None, None
    return added("quantity", rows), sum(flows.columns["quantity"][row] for row in rows)


def added(column: str, rows: Iterable[int]) -> str:
    """Return the formula that adds a column over some flows, neighbours as one area, since Excel takes no long one.

    "" where there is none.
    """
    runs: list[tuple[int, int]] = []
    for row in sorted(rows):
        if runs and runs[-1][1] == row - 1:
            runs[-1] = runs[-1][0], row
        else:
            runs.append((row, row))
    return "+".join(
        f"SUM({span(column, run)})" if run[1] - run[0] > 1 else "+".join(cell(column, row) for row in sorted({*run}))
        for run in runs
    )


def _unless_zero(values: list[float]) -> list[float | None]:
    return [None if value == 0.0 else value for value in values]


def _check(page: Page, flows: Flows) -> None:
    good = f"{GOOD_SIGN} OK: every quantity is as planned"
    if flows.size == 0:
        page.light(CHECK_ROW, 0, f'"{good}"', good)
        return
    last = (0, flows.size - 1)
    changed = f"SUMPRODUCT(--(ABS({span('quantity', last)}-{span(PLANNED, last)})>{constant(EDIT)}))"
    page.light(
        CHECK_ROW,
        0,
        f'IF({changed}=0,"{good}","{EDIT_SIGN} edited by hand: "&{changed}&" rows differ from the plan")',
        good,
    )
    rule = {
        "type": "formula",
        "criteria": f"=${LETTER['quantity']}{FIRST_ROW + 1}<>${LETTER[PLANNED]}{FIRST_ROW + 1}",
        "format": page.style(styles.FAIR),
    }
    must(page.sheet.conditional_format(FIRST_ROW, 0, FIRST_ROW + last[1], len(COLUMNS) - 1, rule))


def cost_total(flows: Flows) -> str:
    """Return a formula for the cost of all flows."""
    return f"SUM({span('cost', (0, flows.size - 1))})" if flows.size else "0"
