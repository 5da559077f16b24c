"""The tables of the Summary: coverage, demand by period, dependence, cash; live, and the ground of its charts."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from planner.read.grid import letters
from planner.write import styles
from planner.write.page import BAD_SIGN, FAIR_SIGN, GOOD_SIGN, Page, constant, lights, literal
from planner.write.report import HOME, WITHHOLDER, Report
from planner.write.sheets import charts, verdict
from planner.write.sheets import costs as cost_sheet
from planner.write.sheets import flows as flow_sheet
from planner.write.sheets.costs import CostRows

LEFT = charts.LEFT  # left of the periods stand a label and a total
NOTHING = 0.000_001  # t: a gram is not short
WELL_COVERED = 0.95  # a stream that is short by less than this share of its demand gets an amber light


def heads(page: Page, row: int, heads: list[str]) -> None:
    """Write the heads of a small table: words to the left, what stands over numbers to the right."""
    for place, head in enumerate(heads):
        page.text(row, place, head, styles.HEADER_PLAN, styles.ONE_LINE, styles.RIGHT if place else styles.INDENT)


def coverage(page: Page, report: Report, row: int) -> int:
    """Write the coverage by priority and end use, live from sheet Flows, with the first period short."""
    table = report.plan.tables["unmet"]
    demand: dict[tuple[int, str], float] = defaultdict(float)
    missing: dict[tuple[int, str], float] = defaultdict(float)
    first: dict[tuple[int, str], str] = {}
    for level, use, period, asked, short in zip(
        *(table[name].to_list() for name in ("priority", "end_use", "period", "demand_t", "unmet_t")), strict=True
    ):
        key = (int(level), use)
        demand[key] += asked
        missing[key] += short
        if short > 0.0 and (key not in first or report.period_order[period] < report.period_order[first[key]]):
            first[key] = period
    page.text(row, 0, "Coverage by priority and end use", styles.SECTION)
    row += 1
    heads(page, row, ["end use", "priority", "demand [t]", "unmet [t]", "covered", "first short", "light"])
    keys = sorted(demand, key=lambda key: (key[0] or 99, key[1]))
    top = row + 1
    for key in keys:
        row += 1
        page.text(row, 0, key[1] or "(no end use)", styles.CELL_TEXT)
        if key[0]:
            page.number(row, 1, key[0], styles.CELL, styles.WHOLE)
        else:
            page.text(row, 1, "priced", styles.CELL, styles.RIGHT)
        own = row + 1
        for place, (kind, amount) in enumerate((("demand", demand[key]), ("unmet", missing[key])), start=2):
            page.formula(row, place, _stream(report, kind, key), amount, styles.CELL, styles.TONNES)
        covered = 1.0 - missing[key] / demand[key] if demand[key] else 1.0
        page.formula(row, 4, f"IF(C{own}=0,1,1-D{own}/C{own})", covered, styles.CELL, styles.PERCENT)
        page.text(row, 5, first.get(key, "never"), styles.CELL, styles.RIGHT)
        words = f"{GOOD_SIGN} covered", f"{FAIR_SIGN} tight", f"{BAD_SIGN} short"
        light = words[0] if missing[key] <= NOTHING else words[1] if covered >= WELL_COVERED else words[2]
        page.formula(
            row,
            6,
            f'IF(D{own}<={constant(NOTHING)},"{words[0]}",IF(E{own}>={constant(WELL_COVERED)},"{words[1]}","{words[2]}"))',
            light,
            styles.CELL_TEXT,
        )
    lights(page, top, 6, row, 6)
    return row + 1


def _stream(report: Report, kind: str, key: tuple[int, str]) -> str:
    """Return a formula for the demand or the unmet of a priority and end use."""
    flows = report.flows
    if kind not in flows.kinds:
        return "0"
    area = {name: flow_sheet.whole(flows, name, kind) for name in ("quantity", "priority", "end use")}
    return f"SUMIFS({area['quantity']},{area['priority']},{key[0]},{area['end use']},{literal(key[1])})"


def by_period(page: Page, report: Report, row: int) -> tuple[dict[str, Any], int]:
    """Write demand, delivered and unmet by period; return where they stand."""
    page.text(row, 0, "Demand by period [t]", styles.SECTION)
    row += 1
    heads(page, row, ["", "total", *report.periods])
    table = report.plan.tables["unmet"]
    asked: dict[str, float] = defaultdict(float)
    missing: dict[str, float] = defaultdict(float)
    for period, one, other in zip(*(table[name].to_list() for name in ("period", "demand_t", "unmet_t")), strict=True):
        asked[period] += one
        missing[period] += other
    rows = {"demand": row + 1, "delivered": row + 2, "unmet": row + 3}
    for name, place in rows.items():
        page.text(place, 0, name, styles.CELL_TEXT)
        values = []
        for t, period in enumerate(report.periods):
            amount = {"demand": asked[period], "unmet": missing[period], "delivered": asked[period] - missing[period]}[
                name
            ]
            values.append(amount)
            letter = letters(LEFT + t)
            span = report.flows.runs.get((name, period))
            formula = f"SUM({flow_sheet.span('quantity', span)})" if span else "0"
            if name == "delivered":
                formula = f"{letter}{rows['demand'] + 1}-{letter}{rows['unmet'] + 1}"
            page.formula(place, LEFT + t, formula, amount, styles.CELL, styles.TONNES)
        _row_total(page, report, place, sum(values), styles.TONNES)
    return {"header": row, **rows}, row + 4


def _row_total(page: Page, report: Report, row: int, value: float, style: styles.Style) -> None:
    first, last = letters(LEFT), letters(LEFT + len(report.periods) - 1)
    page.formula(row, 1, f"SUM({first}{row + 1}:{last}{row + 1})", value, styles.CELL, {"bold": True}, style)


def dependence(page: Page, report: Report, stages: list[verdict.Dependence], row: int) -> tuple[dict[str, Any], int]:
    """Write the share of the withholding country by stage, and the last stage's tonnes by bloc."""
    country, bloc = HOME, verdict.withholder(report)
    last = stages[0]
    page.text(
        row,
        0,
        f"{verdict.STAGE_WORDS[last.stage].capitalize()} sent to {country}, by bloc of the direct sender [t]",
        styles.SECTION,
    )
    row += 1
    head = row
    heads(page, row, ["bloc", "total", *report.periods])
    blocs = sorted(last.tonnes, key=lambda name: (name != bloc, name))
    rows = {}
    for name in blocs:
        row += 1
        rows[name] = row
        page.text(row, 0, name, styles.CELL_TEXT)
        for t, period in enumerate(report.periods):
            formula = _sent(report, period, last.stage, name)
            page.formula(row, LEFT + t, formula, last.tonnes[name][t], styles.CELL, styles.TONNES)
        _row_total(page, report, row, sum(last.tonnes[name]), styles.TONNES)
    row += 2
    page.text(
        row, 0, f"Share of {WITHHOLDER} in what reaches {country}, by stage (direct sender, not traced)", styles.SECTION
    )
    row += 1
    heads(page, row, ["stage", "whole plan", *report.periods])
    for stage in stages:
        row += 1
        page.text(row, 0, stage.stage, styles.CELL_TEXT)
        for t, period in enumerate(report.periods):
            whole = sum(amounts[t] for amounts in stage.tonnes.values())
            if not whole:
                page.text(row, LEFT + t, "none", styles.CELL, styles.QUIET, {"align": "right"})
                continue
            some = stage.tonnes[bloc][t] if bloc in stage.tonnes else 0.0
            share = f"{_sent(report, period, stage.stage, bloc)}/{_sent(report, period, stage.stage, None)}"
            page.formula(row, LEFT + t, share, some / whole, styles.CELL, styles.PERCENT)
        kind = report.flows.kinds["ship"]
        area = {
            name: flow_sheet.span(name, kind) for name in ("quantity", "receiver's country", "stage", "sender's bloc")
        }
        whole_formula = (
            f'SUMIFS({area["quantity"]},{area["receiver's country"]},"{country}",{area["stage"]},"{stage.stage}"'
        )
        page.formula(
            row,
            1,
            f"{whole_formula},{area["sender's bloc"]},{literal(bloc)})/{whole_formula})",
            stage.share(bloc),
            styles.CELL,
            {"bold": True},
            styles.PERCENT,
        )
    heat = {
        "type": "2_color_scale",
        "min_type": "num",
        "max_type": "num",
        "min_value": 0,
        "max_value": 1,
        "min_color": "#FFFFFF",
        "max_color": "#F2A38C",
    }
    page.sheet.conditional_format(row - len(stages) + 1, 1, row, LEFT + len(report.periods) - 1, heat)
    return {"header": head, "rows": rows}, row + 1


def _sent(report: Report, period: str, stage: str, bloc: str | None) -> str:
    """Return a formula for what a bloc, or everybody, sends of a stage to the home country in a period."""
    rows = report.flows.runs.get(("ship", period))
    if rows is None:
        return "0"
    names = ("quantity", "receiver's country", "stage", "sender's bloc")
    quantity, receiver, kind, sender = (flow_sheet.span(name, rows) for name in names)
    only = f",{sender},{literal(bloc)}" if bloc is not None else ""
    return f'SUMIFS({quantity},{receiver},"{HOME}",{kind},"{stage}"{only})'


def cash(page: Page, report: Report, costs: CostRows, row: int) -> tuple[dict[str, Any], int]:
    """Write cash by quarter and kind, summed live from sheet Costs."""
    quarters: dict[str, list[int]] = {}
    for t in range(len(report.periods)):
        quarters.setdefault(report.quarter(t), []).append(t)
    page.text(row, 0, "Cash by quarter [USD, not discounted]", styles.SECTION)
    row += 1
    heads(page, row, ["kind of cost", "total", *quarters])
    head, rows = row, {}
    kinds = [kind for kind, amounts in costs.by_kind.items() if any(amounts)]
    money = styles.USD_MILLIONS if abs(sum(costs.totals)) >= charts.MANY else styles.USD_THOUSANDS
    last = letters(LEFT + len(quarters) - 1)
    for kind in [*kinds, ""]:
        row += 1
        source = costs.rows[kind] if kind else costs.total_row
        amounts = costs.by_kind[kind] if kind else costs.totals
        look = styles.CELL if kind else {**styles.CELL, "bold": True}
        page.text(row, 0, kind or "all costs", look, styles.INDENT)
        for place, periods in enumerate(quarters.values()):
            cells = "+".join(f"{cost_sheet.NAME}!{cost_sheet.period_letter(t)}{source + 1}" for t in periods)
            page.formula(row, LEFT + place, cells, sum(amounts[t] for t in periods), look, money)
        page.formula(row, 1, f"SUM({letters(LEFT)}{row + 1}:{last}{row + 1})", sum(amounts), look, money)
        if kind:
            rows[kind] = row
    return {"header": head, "rows": rows, "size": len(quarters)}, row + 1
