"""Sheet Summary: one printed page that a planner takes into a meeting."""

from __future__ import annotations

import textwrap
from collections import defaultdict
from typing import Any

from planner.read.grid import letters
from planner.write import styles
from planner.write.bulk import copy_of
from planner.write.page import (
    BAD_SIGN,
    CHECK_ROW,
    EDIT_SIGN,
    FAIR_SIGN,
    GOOD_SIGN,
    SENTENCE_ROW,
    SUMMARY,
    TITLE_ROW,
    Desk,
    Page,
    lights,
    open_page,
)  # fmt: skip
from planner.write.report import WITHHOLDER, Report
from planner.write.sheets import charts, verdict
from planner.write.sheets import costs as cost_sheet
from planner.write.sheets import flows as flow_sheet
from planner.write.sheets.costs import CostRows
from planner.write.styles import must

CHARACTERS = 1.05  # characters of a sentence that fit on a unit of column width
LABEL_WIDTH, PERIOD_WIDTH = 30, 10.5
LEFT = 2  # left of the periods stand a label and a total
CHART_ROWS = 18
ROW_PIXELS, LABEL_PIXELS, PERIOD_PIXELS = 20, 215, 79  # of a row, and of the two kinds of columns above
LEAST_COLUMNS = 13  # so that three charts fit beside each other
WELL_COVERED = 0.95  # a stream that is short by less than this share of its demand gets an amber light
HASH_SHOWN = 12
# Columns of the limits behind the shortage, and of the checks beside the coverage.
CELL, BINDS, WORTH = 3, 5, 8
CHECKS, CHECK_LIGHT = 8, 10
LEGEND = (
    (styles.DECISION, "a decision: a constant that you may overtype in sheet Flows"),
    (styles.CELL, "a live formula or a given number"),
    (styles.COPY, "a value of the input, in its frozen copy"),
)


def open_summary(desk: Desk, report: Report) -> Page:
    """Add the sheet, so that it comes first; it is filled when the others are done."""
    return open_page(desk, SUMMARY, "", tab=str(styles.Colour.REQUIRED))


def fill(page: Page, report: Report, costs: CostRows) -> None:
    """Write the whole page."""
    desk, sheet = page.desk, page.sheet
    columns = max(LEFT + len(report.periods), LEAST_COLUMNS)
    must(sheet.set_column(0, 0, LABEL_WIDTH))
    must(sheet.set_column(1, columns - 1, PERIOD_WIDTH))
    options, tables = report.problem.options, report.problem.tables
    page.text(TITLE_ROW, 0, options.title or "Sourcing plan", styles.TITLE)
    page.text(SENTENCE_ROW, 0, f"Plan from {report.periods[0]} to {report.periods[-1]}, made from {tables.source_name} "
              f"(hash {tables.source_hash[:HASH_SHOWN]}); announced rules {'act' if options.announced_rules else 'do not act'}; "
              f"capacities of confidence C are {'left out' if options.leave_out_weak_data else 'used'}.",
              styles.QUIET)  # fmt: skip
    _master(page, desk)
    stages = verdict.dependence(report)
    row = _sentences(page, CHECK_ROW + 2, "Verdict", [
        *verdict.headline(report), *verdict.cost_sentences(report, costs), *verdict.dependence_sentences(report, stages),
        *verdict.assumption_sentences(report),
    ], columns)  # fmt: skip
    if report.short:
        row = _sentences(page, row + 1, "What is short, and why", verdict.shortages(report), columns)
        row = _causes(page, report, row)
    chart_row = row + 1
    top = chart_row + CHART_ROWS
    row = max(_coverage(page, report, top), _checks(page, desk, top))
    by_period, row = _by_period(page, report, row + 1)
    shares = None
    if stages:
        shares, row = _dependence(page, report, stages, row + 1)
    money, row = _cash(page, report, costs, row + 1)
    wide = LABEL_PIXELS + (columns - 1) * PERIOD_PIXELS
    charts.insert(page, report, (chart_row, wide), by_period, shares, money, costs, stages)
    for place, (style, words) in enumerate(LEGEND, start=row + 1):
        page.text(place, 0, "1,234.5", style, styles.RIGHT)
        page.text(place, 1, words, styles.QUIET, styles.INDENT)
    styles.set_page(sheet)
    if (row + len(LEGEND)) * ROW_PIXELS > wide:
        sheet.set_portrait()
    sheet.center_horizontally()
    sheet.fit_to_pages(1, 1)
    sheet.set_first_sheet()
    sheet.activate()


def _master(page: Page, desk: Desk) -> None:
    """Write the light over all lights: green when every sheet's check is."""
    others = list(desk.checks)
    good = (
        f"{GOOD_SIGN} OK: the checks of all {len(others)} sheets hold, and the plan was verified apart from the solver"
    )
    broken = "+".join(f"(LEFT('{one.sheet}'!{one.cell},1)=\"{BAD_SIGN}\")" for one in others)
    edited = f"LEFT('{flow_sheet.NAME}'!A{CHECK_ROW + 1},1)=\"{EDIT_SIGN}\""
    bad = f"{BAD_SIGN} CHECK: a sheet's check fails; see the list below"
    hand = f"{EDIT_SIGN} edited by hand: the sentences below tell of the plan as it was solved"
    holds = not any(one.shown.startswith(BAD_SIGN) for one in others)
    page.light(CHECK_ROW, 0, f'IF({broken}>0,"{bad}",IF({edited},"{hand}","{good}"))', good if holds else bad)
    desk.checks[:] = others


def _sentences(page: Page, row: int, title: str, sentences: list[str], columns: int) -> int:
    wide = int((LABEL_WIDTH + (columns - 1) * PERIOD_WIDTH) * CHARACTERS)
    page.text(row, 0, title, styles.SECTION)
    row += 1
    for sentence in sentences:
        for place, line in enumerate(textwrap.wrap(sentence, wide)):
            page.text(row, 0, ("• " if place == 0 else "   ") + line)
            row += 1
    return row


def _heads(page: Page, row: int, heads: list[str]) -> None:
    """Write the heads of a small table: words to the left, what stands over numbers to the right."""
    for place, head in enumerate(heads):
        page.text(row, place, head, styles.HEADER_PLAN, styles.ONE_LINE, styles.RIGHT if place else styles.INDENT)


def _causes(page: Page, report: Report, row: int) -> int:
    """Write the limits behind the shortage, each with the link to its cell."""
    found = verdict.causes(report)
    if not found:
        return row
    heads = {0: "limits behind the shortage", CELL: "input cell", BINDS: "binds in", WORTH: "one more tonne means"}
    for place in range(LEAST_COLUMNS):
        page.text(
            row, place, heads.get(place, ""), styles.HEADER_PLAN, styles.ONE_LINE, styles.NO_BORDER, styles.INDENT
        )
    for cause in found:
        row += 1
        page.text(row, 0, cause.words, styles.INDENT)
        if cause.cell:
            page.link(row, CELL, copy_of(cause.cell), cause.cell, styles.INDENT)
        page.text(row, BINDS, cause.periods, styles.INDENT)
        page.text(row, WORTH, cause.worth, styles.INDENT)
    return row + 1


def _coverage(page: Page, report: Report, row: int) -> int:
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
    _heads(page, row, ["end use", "priority", "demand [t]", "unmet [t]", "covered", "first short", "light"])
    keys = sorted(demand, key=lambda key: (key[0] or 99, key[1]))
    top = row + 1
    for key in keys:
        row += 1
        page.text(row, 0, key[1] or "(no end use)", styles.CELL_TEXT)
        page.number(row, 1, key[0], styles.CELL, styles.WHOLE)
        own = row + 1
        for place, (kind, amount) in enumerate((("demand", demand[key]), ("unmet", missing[key])), start=2):
            page.formula(row, place, _stream(report, kind, key), amount, styles.CELL, styles.TONNES)
        covered = 1.0 - missing[key] / demand[key] if demand[key] else 1.0
        page.formula(row, 4, f"IF(C{own}=0,1,1-D{own}/C{own})", covered, styles.CELL, styles.PERCENT)
        page.text(row, 5, first.get(key, "never"), styles.CELL, styles.RIGHT)
        words = f"{GOOD_SIGN} covered", f"{FAIR_SIGN} tight", f"{BAD_SIGN} short"
        light = words[0] if not missing[key] else words[1] if covered >= WELL_COVERED else words[2]
        page.formula(row, 6, f'IF(D{own}<=0.000001,"{words[0]}",IF(E{own}>={WELL_COVERED},"{words[1]}","{words[2]}"))',
                     light, styles.CELL_TEXT)  # fmt: skip
    lights(page, top, 6, row, 6)
    return row + 1


def _stream(report: Report, kind: str, key: tuple[int, str]) -> str:
    """Return a formula for the demand or the unmet of a priority and end use."""
    flows = report.flows
    if kind not in flows.kinds:
        return "0"
    area = {name: flow_sheet.whole(flows, name, kind) for name in ("quantity", "priority", "end use")}
    use = key[1].replace('"', '""')
    # A criterion "=" matches the blank end use; a name is matched as it is, wildcards escaped.
    for sign in "~*?":
        use = use.replace(sign, f"~{sign}")
    return f'SUMIFS({area["quantity"]},{area["priority"]},{key[0]},{area["end use"]},"={use}")'


def _by_period(page: Page, report: Report, row: int) -> tuple[dict[str, Any], int]:
    """Write demand, delivered and unmet by period; return where they stand."""
    page.text(row, 0, "Demand by period [t]", styles.SECTION)
    row += 1
    _heads(page, row, ["", "total", *report.periods])
    table = report.plan.tables["unmet"]
    asked, missing = defaultdict(float), defaultdict(float)
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


def _dependence(page: Page, report: Report, stages: list[verdict.Dependence], row: int) -> tuple[dict[str, Any], int]:
    """Write the share of the withholding country by stage, and the last stage's tonnes by bloc."""
    country, bloc = verdict.HOME, verdict.withholder(report)
    last = stages[0]
    page.text(
        row,
        0,
        f"{verdict.STAGE_WORDS[last.stage].capitalize()} sent to {country}, by bloc of the direct sender [t]",
        styles.SECTION,
    )
    row += 1
    head = row
    _heads(page, row, ["bloc", "total", *report.periods])
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
    _heads(page, row, ["stage", "whole plan", *report.periods])
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
        page.formula(row, 1, f'{whole_formula},{area["sender's bloc"]},"{bloc}")/{whole_formula})', stage.share(bloc),
                     styles.CELL, {"bold": True}, styles.PERCENT)  # fmt: skip
    heat = {"type": "2_color_scale", "min_type": "num", "max_type": "num", "min_value": 0, "max_value": 1,
            "min_color": "#FFFFFF", "max_color": "#F2A38C"}  # fmt: skip
    page.sheet.conditional_format(row - len(stages) + 1, 1, row, LEFT + len(report.periods) - 1, heat)
    return {"header": head, "rows": rows}, row + 1


def _sent(report: Report, period: str, stage: str, bloc: str | None) -> str:
    """Return a formula for what a bloc, or everybody, sends of a stage to the home country in a period."""
    rows = report.flows.runs.get(("ship", period))
    if rows is None:
        return "0"
    names = ("quantity", "receiver's country", "stage", "sender's bloc")
    quantity, receiver, kind, sender = (flow_sheet.span(name, rows) for name in names)
    only = f',{sender},"{bloc}"' if bloc is not None else ""
    return f'SUMIFS({quantity},{receiver},"{verdict.HOME}",{kind},"{stage}"{only})'


def _cash(page: Page, report: Report, costs: CostRows, row: int) -> tuple[dict[str, Any], int]:
    """Write cash by quarter and kind, summed live from sheet Costs."""
    quarters: dict[str, list[int]] = {}
    for t in range(len(report.periods)):
        quarters.setdefault(report.quarter(t), []).append(t)
    page.text(row, 0, "Cash by quarter [USD, not discounted]", styles.SECTION)
    row += 1
    _heads(page, row, ["kind of cost", "total", *quarters])
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


def _checks(page: Page, desk: Desk, row: int) -> int:
    """Write the light of every sheet, with a link to it."""
    page.text(row, CHECKS, "Checks of the sheets", styles.SECTION)
    top = row + 1
    for row, one in enumerate(desk.checks, start=top):
        page.link(row, CHECKS, f"'{one.sheet}'!A1", one.sheet)
        cell = f"'{one.sheet}'!{one.cell}"
        page.formula(row, CHECK_LIGHT, f'LEFT({cell},FIND(":",{cell})-1)', one.shown.partition(":")[0])
    lights(page, top, CHECK_LIGHT, row, CHECK_LIGHT)
    return row + 1
