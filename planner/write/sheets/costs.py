"""Sheet Costs: what the plan costs, by kind and period, summed live from sheet Flows."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import accumulate
from typing import Any

from planner.read.grid import letters
from planner.read_back.flows import KINDS
from planner.write import bulk, styles
from planner.write.chart_style import column_chart, money_axis
from planner.write.flow_rows import MAIN_COST
from planner.write.page import FIRST_ROW, Desk, Page, constant, open_page
from planner.write.phrases import money, percent
from planner.write.report import COST_KINDS, Report
from planner.write.sheets import flows as flow_sheet
from planner.write.styles import ChartColour, must

NAME = "Costs"
SENTENCE = (
    "USD in the period of sending or running; the discounted total is what the plan minimises. Revenue is negative."
)
TAXED = ("run", "ship", "deliver", "take")  # flows that duty and tariffs are paid on
LEFT = 2  # left of the periods stand the kind and the total
WATERFALL_GAP = 7  # rows from all costs to the ground of the chart: three lines, a blank one, a heading, a header
WATERFALL_SIZE, WATERFALL_ROWS = (760, 320), 17  # pixels, and the rows that they take
WATERFALL_LOOKS: tuple[dict[str, Any], ...] = (
    {"fill": {"none": True}, "border": {"none": True}},
    {"fill": {"color": str(ChartColour.NAVY)}},
    {"fill": {"color": str(ChartColour.GREEN)}},
)
AGREES = 1e-6  # how far the sum of the sheet may lie from the solver's objective, as a share of it


@dataclass(frozen=True, eq=False)
class CostRows:
    """Where costs stand for other sheets: row (from 0) of the totals, and the values of all periods.

    by_kind  kind -> (periods,) USD;  rows  kind -> its row;  totals  (periods,) USD
    """

    total_row: int
    rows: dict[str, int]
    by_kind: dict[str, list[float]]
    totals: list[float]


def period_letter(period: int) -> str:
    """Return the column of a period."""
    return letters(LEFT + period)


def write(desk: Desk, report: Report) -> CostRows:
    """Write the sheet."""
    page = open_page(desk, NAME, SENTENCE)
    flows, periods = report.flows, report.periods
    kinds = [kind for kind in COST_KINDS if kind in report.unit_costs]
    flow_of = {cost: flow for flow, cost in MAIN_COST.items() if flow in KINDS}
    by_kind: dict[str, list[float]] = {}
    formulas: dict[str, list[str | None]] = {}
    for kind in kinds:
        taxed = kind in ("duty", "tariff")
        column = kind if taxed else "unit cost"
        by_kind[kind], formulas[kind] = [], []
        for period in periods:
            amount, parts = 0.0, []
            for flow in TAXED if taxed else (flow_of[kind],):
                rows = flows.runs.get((flow, period))
                values = range(rows[0], rows[1] + 1) if rows else range(0)
                part = sum(flows.columns["quantity"][row] * flows.columns[column][row] for row in values)
                if rows and part:
                    amount += part
                    parts.append(f"SUMPRODUCT({flow_sheet.span('quantity', rows)},{flow_sheet.span(column, rows)})")
            by_kind[kind].append(amount)
            formulas[kind].append("+".join(parts) or None)
    first, last = period_letter(0), period_letter(len(periods) - 1)
    numbers = range(FIRST_ROW + 1, FIRST_ROW + 1 + len(kinds))
    bottom = page.table(
        [
            bulk.text("kind of cost", kinds, 26),
            bulk.formula(
                "total [USD]",
                [f"SUM({first}{row}:{last}{row})" for row in numbers],
                [sum(by_kind[kind]) for kind in kinds],
                styles.USD,
                width=18,
            ),
            *(
                bulk.formula(
                    period,
                    [formulas[kind][t] for kind in kinds],
                    [by_kind[kind][t] for kind in kinds],
                    styles.USD,
                    width=14,
                )
                for t, period in enumerate(periods)
            ),
        ],
        frozen=2,
        filters=False,
    )
    totals = [sum(by_kind[kind][t] for kind in kinds) for t in range(len(periods))]
    discount = report.problem.discount.tolist()
    page.text(bottom, 0, "all costs", styles.TOTAL)
    page.text(bottom + 1, 0, "discount factor")
    page.text(bottom + 2, 0, "discounted", styles.TOTAL)
    for t in range(-1, len(periods)):
        letter = letters(LEFT + t)
        spent = sum(totals) if t < 0 else totals[t]
        page.formula(
            bottom, LEFT + t, f"SUM({letter}{FIRST_ROW + 1}:{letter}{bottom})", spent, styles.TOTAL, styles.USD
        )
        if t >= 0:
            page.number(bottom + 1, LEFT + t, discount[t], {"num_format": "0.0000"})
            page.formula(
                bottom + 2,
                LEFT + t,
                f"{letter}{bottom + 1}*{letter}{bottom + 2}",
                spent * discount[t],
                styles.TOTAL,
                styles.USD,
            )
    counted = sum(one * factor for one, factor in zip(totals, discount, strict=True))
    page.formula(bottom + 2, 1, f"SUM({first}{bottom + 3}:{last}{bottom + 3})", counted, styles.TOTAL, styles.USD)
    optimum = next((best for name, best, _ in report.plan.objectives if name == "cost"), None)
    # What is discounted are the periods: a total that is typed over shows beside them alone.
    across = (
        f"ABS(B{bottom + 1}-SUM({first}{bottom + 1}:{last}{bottom + 1}))<={constant(AGREES)}*(1+ABS(B{bottom + 1}))"
    )
    if optimum is None:
        near = f"ABS(B{bottom + 1}-{flow_sheet.cost_total(flows)})<=1"
        page.check("the costs are those of sheet Flows", f"AND({near},{across})", True)
    else:
        page.text(bottom + 3, 0, "as the solver states it", styles.QUIET)
        page.number(bottom + 3, 1, optimum, styles.USD, styles.QUIET)
        near = f"ABS(B{bottom + 3}-B{bottom + 4})<={constant(AGREES)}*(1+ABS(B{bottom + 4}))"
        holds = abs(counted - optimum) <= AGREES * (1.0 + abs(optimum))
        page.check("the discounted total is what the solver minimised", f"AND({near},{across})", holds)
    _waterfall(page, [kind for kind in kinds if any(by_kind[kind])], by_kind, kinds, bottom)
    return CostRows(bottom, {kind: FIRST_ROW + place for place, kind in enumerate(kinds)}, by_kind, totals)


def _waterfall(page: Page, shown: list[str], by_kind: dict[str, list[float]], kinds: list[str], bottom: int) -> None:
    """Draw how the kinds of cost add up to all costs; left out where revenue would take the sum below zero.

    bottom  row (from 0) of all costs
    """
    sums = list(accumulate(sum(by_kind[kind]) for kind in shown))
    if not shown or min(sums) < 0.0:
        return
    top = bottom + WATERFALL_GAP
    page.text(top - 2, 0, "From kind to kind [USD]", styles.SECTION)
    for place, head in enumerate(("kind of cost", "stands on", "adds", "takes away")):
        page.text(top - 1, place, head, styles.HEADER_DARK, styles.ONE_LINE, styles.RIGHT if place else styles.INDENT)
    before = 0.0
    for row, (kind, after) in enumerate(zip(shown, sums, strict=True), start=top):
        page.text(row, 0, kind, styles.CELL_TEXT)
        amount = f"B{FIRST_ROW + kinds.index(kind) + 1}"
        reached = f"B{row}+C{row}" if row > top else "0"
        level = f"IF(D{row}>0,B{row},{reached})" if row > top else "0"
        for place, (formula, value) in enumerate(
            (
                (f"{level}+MIN({amount},0)", min(before, after)),
                (f"MAX({amount},0)", max(after - before, 0.0)),
                (f"MAX(-{amount},0)", max(before - after, 0.0)),
            ),
            start=1,
        ):
            page.formula(row, place, formula, value, styles.CELL, styles.USD)
        before = after
    last = top + len(shown)
    page.text(last, 0, "all costs", styles.CELL_TEXT, {"bold": True})
    for place, (formula, value) in enumerate((("0", 0.0), (f"B{bottom + 1}", before), ("0", 0.0)), start=1):
        page.formula(last, place, formula, value, styles.CELL, {"bold": True}, styles.USD)
    largest = max(shown, key=lambda kind: sum(by_kind[kind]))
    spent = sum(max(sum(by_kind[kind]), 0.0) for kind in shown)
    part = f"{percent(sum(by_kind[largest]) / spent)} of what is spent" if spent else "all of it"
    title = f"{largest} is {part}; all costs come to {money(before)}"
    chart = column_chart(page, title[0].upper() + title[1:], "stacked", money_axis(before))
    for place, look in enumerate(WATERFALL_LOOKS, start=1):
        chart.add_series(
            {
                "name": [NAME, top - 1, place],
                "categories": [NAME, top, 0, last, 0],
                "values": [NAME, top, place, last, place],
                "gap": 40,
                **look,
            }
        )
    chart.set_legend({"none": True})
    chart.set_size({"width": WATERFALL_SIZE[0], "height": WATERFALL_SIZE[1]})
    # Not over columns that every page repeats.
    must(page.sheet.insert_chart(last + 2, LEFT, chart, {"object_position": 3}))
    page.keep_whole(last + 2 + WATERFALL_ROWS)
