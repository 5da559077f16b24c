"""The tables of the Summary: coverage, what happens in each period, cash; live, and the ground of its charts."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

import numpy as np

from planner.read.grid import letters
from planner.write import styles
from planner.write.page import BAD_SIGN, FAIR_SIGN, GOOD_SIGN, Page, constant, lights, literal
from planner.write.report import PRICED_LAST, Report
from planner.write.scope import Scope, the
from planner.write.sheets import costs as cost_sheet
from planner.write.sheets import flows as flow_sheet
from planner.write.sheets.costs import CostRows
from planner.write.sheets.dependence import STAGE_WORDS, Dependence
from planner.write.styles import must

LEFT = 2  # left of the periods stand a label and a total
WELL_COVERED = 0.95  # a stream that is short by less than this share of its demand gets an amber light
LONGEST_QUARTER = 0.26  # years
SOME = 1e5  # from this many USD on, money is shown in thousands
MANY = 1e9  # from this many USD on, money is shown in millions


@dataclass(frozen=True)
class Ground:
    """Where the numbers of a chart stand, counted from 0: the row of its categories, its columns, name -> row.

    until  the last category, where those behind it are not drawn
    """

    header: int
    left: int
    size: int
    rows: dict[str, int] = field(default_factory=dict)
    until: str = ""


def heads(page: Page, row: int, left: int, words: list[str]) -> None:
    """Write the heads of a small table: words to the left, what stands over numbers to the right."""
    for place, head in enumerate(words):
        side = styles.RIGHT if place else styles.INDENT
        page.text(row, left + place, head, styles.HEADER_DARK, styles.ONE_LINE, side)


def coverage(page: Page, scope: Scope, row: int) -> int:
    """Write the coverage by priority and end use, live from sheet Flows, with the first period short."""
    report = scope.report
    demand: dict[tuple[int, str], float] = defaultdict(float)
    missing: dict[tuple[int, str], float] = defaultdict(float)
    first: dict[tuple[int, str], str] = {}
    streams: dict[tuple[int, str], int] = defaultdict(int)
    for one in scope.demands:
        key, period = (int(one["priority"]), one["end_use"]), one["period"]
        demand[key] += one["demand_t"]
        missing[key] += one["unmet_t"]
        streams[key] += 1
        if one["unmet_t"] > report.least_short and (
            key not in first or report.period_order[period] < report.period_order[first[key]]
        ):
            first[key] = period
    page.text(row, 0, f"Coverage of {scope.customers}, by priority and end use", styles.SECTION)
    row += 1
    heads(page, row, 0, ["end use", "priority", "demand [t]", "unmet [t]", "covered", "first short", "light"])
    keys = sorted(demand, key=lambda key: (key[0] or PRICED_LAST, key[1]))
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
            page.formula(row, place, _stream(scope, kind, key), amount, styles.CELL, styles.TONNES)
        covered = 1.0 - missing[key] / demand[key] if demand[key] else 1.0
        page.formula(row, 4, f"IF(C{own}=0,1,1-D{own}/C{own})", covered, styles.CELL, styles.PERCENT)
        page.text(row, 5, first.get(key, "never"), styles.CELL, styles.RIGHT)
        words = f"{GOOD_SIGN} covered", f"{FAIR_SIGN} tight", f"{BAD_SIGN} short"
        nothing = report.least_short * (1 if key in first else streams[key])
        light = words[0] if missing[key] <= nothing else words[1] if covered >= WELL_COVERED else words[2]
        page.formula(
            row,
            6,
            f'IF(D{own}<={constant(nothing)},"{words[0]}",IF(E{own}>={constant(WELL_COVERED)},"{words[1]}","{words[2]}"))',
            light,
            styles.CELL_TEXT,
        )
    lights(page, top, 6, row, 6)
    return row + 1


def _stream(scope: Scope, kind: str, key: tuple[int, str]) -> str:
    """Return a formula for the demand or the unmet of a priority and end use."""
    flows = scope.report.flows
    if kind not in flows.kinds:
        return "0"
    area = {name: flow_sheet.whole(flows, name, kind) for name in ("quantity", "priority", "end use")}
    home = _at_home(scope, flow_sheet.whole(flows, "receiver's country", kind))
    return f"SUMIFS({area['quantity']},{area['priority']},{key[0]},{area['end use']},{literal(key[1])}{home})"


def _at_home(scope: Scope, area: str) -> str:
    """Return the condition of SUMIFS that keeps to the home country."""
    return f",{area},{literal(scope.home)}" if scope.of_home else ""


def by_period(page: Page, scope: Scope, stages: list[Dependence], row: int) -> tuple[Ground, Ground | None, int]:
    """Write what happens in each period under one header: demand, who sends the last stage, shares of the withholder.

    returns  the ground of the coverage chart, that of the dependence chart if there is one, and the row below
    """
    periods = scope.report.periods
    header = row
    heads(page, row, 0, ["By period", "total", *periods])
    row = _label(page, row + 1, f"Demand of {scope.customers} [t]", len(periods))
    covered, row = _demand(page, scope, Ground(header, LEFT, len(periods)), row)
    if not stages:
        return covered, None, row
    words = f"{STAGE_WORDS[stages[0].stage].capitalize()} sent to {the(scope.home)}, by direct sender [t]"
    row = _label(page, row, words, len(periods))
    senders, row = _senders(page, scope, stages[0], Ground(header, LEFT, len(periods)), row)
    some = [stage for stage in stages if scope.withholder and stage.total(scope.withholder)]
    if some:
        words = f"Share of {the(scope.withholder)} in what is sent to {the(scope.home)}, by stage (not traced)"
        row = _label(page, row, words, len(periods))
        row = _shares(page, scope, some, row)
    return covered, senders, row


def _label(page: Page, row: int, words: str, periods: int) -> int:
    for place in range(LEFT + periods):
        page.text(row, place, "" if place else words, styles.HEADER_INFORMATION, styles.ONE_LINE, styles.NO_BORDER)
    return row + 1


def _demand(page: Page, scope: Scope, ground: Ground, row: int) -> tuple[Ground, int]:
    """Write demand, delivered and unmet by period."""
    report = scope.report
    asked: dict[str, float] = defaultdict(float)
    missing: dict[str, float] = defaultdict(float)
    for one in scope.demands:
        asked[one["period"]] += one["demand_t"]
        missing[one["period"]] += one["unmet_t"]
    rows = {"demand": row, "delivered": row + 1, "unmet": row + 2}
    demands = report.problem.demands
    waits = bool((demands.last_delivery > np.arange(len(report.periods))).any())
    for name, place in rows.items():
        # What a period asks for and gets later counts in its own column, and not where it comes.
        page.text(place, 0, f"{name}, some later" if waits and name == "delivered" else name, styles.CELL_TEXT)
        values = []
        for t, period in enumerate(report.periods):
            amounts = {
                "demand": asked[period], "unmet": missing[period], "delivered": asked[period] - missing[period]
            }  # fmt: skip
            values.append(amounts[name])
            letter = letters(LEFT + t)
            formula = _in_period(scope, name, period)
            if name == "delivered":
                formula = f"{letter}{rows['demand'] + 1}-{letter}{rows['unmet'] + 1}"
            page.formula(place, LEFT + t, formula, values[-1], styles.CELL, styles.TONNES)
        _row_total(page, report, place, sum(values), styles.TONNES)
    ground.rows.update(rows)
    return ground, row + len(rows)


def _in_period(scope: Scope, kind: str, period: str) -> str:
    rows = scope.report.flows.runs.get((kind, period))
    if rows is None:
        return "0"
    quantity = flow_sheet.span("quantity", rows)
    home = _at_home(scope, flow_sheet.span("receiver's country", rows))
    return f"SUMIFS({quantity}{home})" if home else f"SUM({quantity})"


def _row_total(page: Page, report: Report, row: int, value: float, style: styles.Style) -> None:
    first, last = letters(LEFT), letters(LEFT + len(report.periods) - 1)
    page.formula(row, 1, f"SUM({first}{row + 1}:{last}{row + 1})", value, styles.CELL, {"bold": True}, style)


def _senders(page: Page, scope: Scope, last: Dependence, ground: Ground, row: int) -> tuple[Ground, int]:
    """Write the tonnes of a stage by sender, the withholder first."""
    report = scope.report
    for name in sorted(last.tonnes, key=lambda name: (name != scope.withholder, name)):
        ground.rows[name] = row
        page.text(row, 0, name or "(no bloc)", styles.CELL_TEXT)
        for t, period in enumerate(report.periods):
            formula = _sent(scope, report.flows.runs.get(("ship", period)), last.stage, name)
            page.formula(row, LEFT + t, formula, last.tonnes[name][t], styles.CELL, styles.TONNES)
        _row_total(page, report, row, sum(last.tonnes[name]), styles.TONNES)
        row += 1
    return ground, row


def _shares(page: Page, scope: Scope, stages: list[Dependence], row: int) -> int:
    """Write the share of the withholding country in each stage."""
    report, top, who = scope.report, row, scope.withholder
    for row, stage in enumerate(stages, start=top):
        page.text(row, 0, stage.stage, styles.CELL_TEXT)
        for t, period in enumerate(report.periods):
            whole = sum(amounts[t] for amounts in stage.tonnes.values())
            if not whole:
                page.text(row, LEFT + t, "none", styles.CELL, styles.QUIET, {"align": "right"})
                continue
            span = report.flows.runs.get(("ship", period))
            share = f"{_sent(scope, span, stage.stage, who)}/{_sent(scope, span, stage.stage, None)}"
            page.formula(row, LEFT + t, share, stage.tonnes[who][t] / whole, styles.CELL, styles.PERCENT)
        span = report.flows.kinds["ship"]
        share = f"{_sent(scope, span, stage.stage, who)}/{_sent(scope, span, stage.stage, None)}"
        page.formula(row, 1, share, stage.share(who), styles.CELL, {"bold": True}, styles.PERCENT)
    must(page.sheet.conditional_format(top, 1, row, LEFT + len(report.periods) - 1, styles.HEAT_OF_SHARES))
    return row + 1


def _sent(scope: Scope, rows: tuple[int, int] | None, stage: str, sender: str | None) -> str:
    """Return a formula for what a sender (as in Scope.sender), or everybody, sends home of a stage in some flows."""
    if rows is None:
        return "0"
    area = {
        name: flow_sheet.span(name, rows)
        for name in ("quantity", "receiver's country", "stage", "forwarded", "sender's country", "sender's bloc")
    }
    only = ""
    if sender is not None and sender == scope.withholder:
        only = f",{area["sender's country"]},{literal(sender)}"
    elif sender is not None:
        bloc = next(scope.report.bloc[site] for site in scope.report.bloc if scope.sender(site) == sender)
        only = f",{area["sender's bloc"]},{literal(bloc)}"
        if scope.withholder:
            only += f",{area["sender's country"]},{literal(scope.withholder, '<>')}"
    return (
        f"SUMIFS({area['quantity']},{area["receiver's country"]},{literal(scope.home)},"
        f'{area["stage"]},"{stage}",{area["forwarded"]},"no"{only})'
    )


def quarters(report: Report) -> dict[str, list[int]]:
    """Return the quarters of the plan, or its periods where they are longer, with the periods of each.

    Its periods alone where one that is no quarter is called like one.
    """
    found: dict[str, list[int]] = {}
    for t in range(len(report.periods)):
        found.setdefault(report.quarter(t), []).append(t)
    mixed = any(len(own) > 1 and report.periods[t] == name for name, own in found.items() for t in own)
    return {name: [t] for t, name in enumerate(report.periods)} if mixed else found


def _short(report: Report, by_quarter: dict[str, list[int]]) -> int:
    """Return how many columns there are before the first that is longer than a quarter."""
    years = report.problem.calendar.length_years
    lengths = [float(sum(years[t] for t in periods)) for periods in by_quarter.values()]
    return next((place for place, length in enumerate(lengths) if length > LONGEST_QUARTER), len(lengths))


def cash(page: Page, report: Report, costs: CostRows, row: int, left: int) -> tuple[Ground, int]:
    """Write cash by quarter and kind, summed live from sheet Costs; two columns hold the label, one the total."""
    by_quarter = quarters(report)
    drawn = _short(report, by_quarter)
    steps = "quarter" if drawn == len(by_quarter) else "quarter, then by period" if drawn else "period"
    page.text(row, left, f"Cost of all material in the model, by {steps} [USD, not discounted]", styles.SECTION)
    row += 1
    heads(page, row, left, ["kind of cost", "", "total", *by_quarter])
    start = left + 3
    # A year beside quarters would look like a jump of the cost, so that the chart ends before the first.
    until = list(by_quarter)[drawn - 1] if 0 < drawn < len(by_quarter) else ""
    ground = Ground(row, start, drawn or len(by_quarter), until=until)
    kinds = [kind for kind, amounts in costs.by_kind.items() if any(amounts)]
    size = abs(sum(costs.totals))
    money = styles.USD_MILLIONS if size >= MANY else styles.USD_THOUSANDS if size >= SOME else styles.USD
    first, last = letters(start), letters(start + len(by_quarter) - 1)
    for kind in [*kinds, ""]:
        row += 1
        source = costs.rows[kind] if kind else costs.total_row
        amounts = costs.by_kind[kind] if kind else costs.totals
        look = styles.CELL if kind else {**styles.CELL, "bold": True}
        page.text(row, left, kind or "all costs", look, styles.NO_BORDER, styles.INDENT)
        for place, periods in enumerate(by_quarter.values()):
            cells = "+".join(f"{cost_sheet.NAME}!{cost_sheet.period_letter(t)}{source + 1}" for t in periods)
            page.formula(row, start + place, cells, sum(amounts[t] for t in periods), look, money)
        page.formula(row, start - 1, f"SUM({first}{row + 1}:{last}{row + 1})", sum(amounts), look, money)
        if kind:
            ground.rows[kind] = row
    return ground, row + 1
