"""Sheet Summary: one printed page that a planner takes into a meeting."""

from __future__ import annotations

import textwrap

from planner.write import styles
from planner.write.bulk import copy_of
from planner.write.page import (
    BAD_SIGN,
    CHECK_ROW,
    EDIT_SIGN,
    GOOD_SIGN,
    SENTENCE_ROW,
    SUMMARY,
    TITLE_ROW,
    Desk,
    Page,
    lights,
    open_page,
)
from planner.write.report import Report
from planner.write.sheets import charts, verdict
from planner.write.sheets import flows as flow_sheet
from planner.write.sheets import summary_tables as tables
from planner.write.sheets.costs import CostRows
from planner.write.styles import must

CHARACTERS = 1.05  # characters of a sentence that fit on a unit of column width
LABEL_WIDTH, PERIOD_WIDTH = 30, 10.5
CHART_ROWS = 18
ROW_PIXELS, LABEL_PIXELS, PERIOD_PIXELS = 20, 215, 79  # of a row, and of the two kinds of columns above
LEAST_COLUMNS = 13  # so that three charts fit beside each other
HASH_SHOWN = 12
# Columns of the limits behind the shortage, and of the checks beside the coverage.
CELL, BINDS, WORTH = 3, 5, 8
CHECKS, CHECK_LIGHT = 8, 10
LEGEND = (
    (styles.DECISION, "a decision: a constant that you may overtype in sheet Flows"),
    (styles.CELL, "a live formula or a given number"),
    (styles.COPY, "a value of the input, in its frozen copy"),
)


def open_summary(desk: Desk) -> Page:
    """Add the sheet, so that it comes first; it is filled when the others are done."""
    return open_page(desk, SUMMARY, "", tab=str(styles.Colour.REQUIRED))


def fill(page: Page, report: Report, costs: CostRows) -> None:
    """Write the whole page."""
    desk, sheet = page.desk, page.sheet
    columns = max(charts.LEFT + len(report.periods), LEAST_COLUMNS)
    must(sheet.set_column(0, 0, LABEL_WIDTH))
    must(sheet.set_column(1, columns - 1, PERIOD_WIDTH))
    options, given = report.problem.options, report.problem.tables
    page.text(TITLE_ROW, 0, options.title or "Sourcing plan", styles.TITLE)
    rules = "act" if options.announced_rules else "do not act"
    weak = "left out" if options.leave_out_weak_data else "used"
    page.text(
        SENTENCE_ROW,
        0,
        f"Plan from {report.periods[0]} to {report.periods[-1]}, made from {given.source_name} "
        f"(hash {given.source_hash[:HASH_SHOWN]}); announced rules {rules}; capacities of confidence C are {weak}.",
        styles.QUIET,
    )
    _master(page, desk)
    stages = verdict.dependence(report)
    sentences = [*verdict.headline(report), *verdict.cost_sentences(report, costs)]
    sentences += [*verdict.dependence_sentences(report, stages), *verdict.assumption_sentences(report)]
    row = _sentences(page, CHECK_ROW + 2, "Verdict", sentences, columns)
    if report.short:
        row = _sentences(page, row + 1, "What is short, and why", verdict.shortages(report), columns)
        row = _causes(page, report, row, columns)
    chart_row = row + 1
    top = chart_row + CHART_ROWS
    row = max(tables.coverage(page, report, top), _checks(page, desk, top))
    by_period, row = tables.by_period(page, report, row + 1)
    shares = None
    if stages:
        shares, row = tables.dependence(page, report, stages, row + 1)
    money, row = tables.cash(page, report, costs, row + 1)
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


def _causes(page: Page, report: Report, row: int, columns: int) -> int:
    """Write the limits behind the shortage, each with the link to its cell."""
    found = verdict.causes(report)
    if not found:
        return row
    heads = {0: "limits behind the shortage", CELL: "input cell", BINDS: "binds in", WORTH: "one more tonne means"}
    for place in range(columns):
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
