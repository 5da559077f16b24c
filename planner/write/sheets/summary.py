"""Sheet Summary: one printed page that a planner takes into a meeting."""

from __future__ import annotations

import textwrap

from planner.read_back.checks import CHECKS, LIGHT, SUMMARY
from planner.write import contract_facts, styles
from planner.write.bulk import copy_of
from planner.write.page import (
    BAD_SIGN,
    CHECK_ROW,
    EDIT_SIGN,
    GOOD_SIGN,
    SENTENCE_ROW,
    TITLE_ROW,
    Desk,
    Page,
    lights,
    open_page,
)
from planner.write.report import Report
from planner.write.scope import Scope, asked
from planner.write.sheets import charts, compliance, due_soon, grants, provenance, traces, verdict
from planner.write.sheets import flows as flow_sheet
from planner.write.sheets import summary_tables as tables
from planner.write.sheets.costs import CostRows
from planner.write.sheets.dependence import dependence, dependence_sentences
from planner.write.sheets.known_values import known_values
from planner.write.stress_words import gist
from planner.write.styles import must

CHARACTERS = 1.05  # characters of a sentence that fit on a unit of column width
LABEL_WIDTH, PERIOD_WIDTH = 30, 10.5
ROW_PIXELS, LABEL_PIXELS, PERIOD_PIXELS = 20, 215, 79  # of a row, and of the two kinds of columns above
LEAST_COLUMNS = 26  # so that two halves and three charts fit beside each other, and the page is filled
CHART_ROWS = 16
HALF = 11  # the column at which the right half begins
RIGHT = 8  # where the tables beside the coverage begin
HASH_SHOWN = 12
# Columns of the limits behind the shortage, from the beginning of their half.
BEHIND, CELL, BINDS, WORTH = 4, 5, 7, 10
CAUSE_LENGTH = 52  # characters that fit before the tonnes
# The lights of the sheets stand in so many columns of so many cells.
CHECK_COLUMNS, CHECK_WIDTH = 4, 4
LEGEND = (
    (styles.DECISION, "a decision: a constant that you may overtype in sheet Flows"),
    (styles.CELL, "a live formula or a given number"),
    (styles.COPY, "a value of the input, in its frozen copy"),
)
LEGEND_WIDTH = 7
BEHIND_WORDS = (
    "Short behind it: what stays short at the end of ways on which the limit lies; several may lie on one way. What a "
    "rule changes by itself, sheet Without each rule says (--explain full)."
)


def open_summary(desk: Desk) -> Page:
    """Add the sheet, so that it comes first; it is filled when the others are done."""
    return open_page(desk, SUMMARY, "", tab=str(styles.Colour.REQUIRED))


def fill(page: Page, report: Report, costs: CostRows) -> None:
    """Write the whole page."""
    desk, sheet, scope = page.desk, page.sheet, Scope(report)
    columns = max(tables.LEFT + len(report.periods), LEAST_COLUMNS)
    must(sheet.set_column(0, 0, LABEL_WIDTH))
    must(sheet.set_column(1, columns - 1, PERIOD_WIDTH))
    _title(page, report)
    _master(page, desk)
    stages = dependence(scope)
    sentences = [*verdict.headline(scope), *verdict.cost_sentences(scope, costs), *contract_facts.sentences(report)]
    sentences += grants.sentences(report)
    sentences += compliance.sentences(report)
    sentences += traces.sentences(report)
    sentences += verdict.cover_sentences(scope)
    sentences += verdict.expansion_sentences(scope)
    sentences += verdict.size_sentences(report)
    sentences += due_soon.sentences(report)
    sentences += [] if report.stressed is None else gist(report, report.stressed)
    sentences += [*dependence_sentences(scope, stages), *provenance.traced_sentence(scope)]
    sentences += verdict.assumption_sentences(report)
    top = CHECK_ROW + 2
    row = _sentences(page, top, "Verdict", sentences, (0, HALF if scope.short else columns))
    if scope.short:
        right = _sentences(page, top, "What is short, and why", verdict.shortages(scope), (HALF, columns - HALF))
        row = max(row, _causes(page, scope, right, columns - HALF))
    chart_row = row + 1
    top = chart_row + CHART_ROWS + 1
    row = tables.coverage(page, scope, top)
    beside = columns - RIGHT >= 3 + len(tables.quarters(report))
    cash, bottom = tables.cash(page, report, costs, top if beside else row + 1, RIGHT if beside else 0)
    row = max(row, _checks(page, desk, bottom + 1 if beside else top), bottom)
    covered, senders, row = tables.by_period(page, scope, stages, row + 1)
    made = [charts.coverage(page, scope, covered)] if asked(scope.demands) else []
    if senders is not None:
        made.append(charts.dependence(page, scope, senders, stages[0]))
    if cash.rows:
        made.append(charts.cash(page, scope, cash, costs))
    wide = LABEL_PIXELS + (columns - 1) * PERIOD_PIXELS
    charts.insert(page, made, chart_row, (wide, CHART_ROWS * ROW_PIXELS))
    for number, (style, words) in enumerate(LEGEND):
        page.text(row + 1, number * LEGEND_WIDTH, "1,234.5", style, styles.RIGHT)
        page.text(row + 1, number * LEGEND_WIDTH + 1, words, styles.QUIET, styles.INDENT)
    styles.set_page(sheet)
    sheet.center_horizontally()
    must(sheet.print_area(0, 0, row + 1, columns - 1))
    sheet.fit_to_pages(1, 1)
    sheet.set_first_sheet()
    sheet.activate()


def _title(page: Page, report: Report) -> None:
    options, given = report.problem.options, report.problem.tables
    page.text(TITLE_ROW, 0, options.title or "Sourcing plan", styles.TITLE)
    rules = "act" if options.announced_rules else "do not act"
    reviews = {"renew": "reviewed rules are renewed; ", "lapse": "reviewed rules are not renewed; "}.get(
        options.reviews, ""
    )
    weak = "left out" if options.leave_out_weak_data else "used"
    page.text(
        SENTENCE_ROW,
        0,
        f"Plan from {report.periods[0]} to {report.periods[-1]}, made from {given.source_name} "
        f"(hash {given.source_hash[:HASH_SHOWN]}); announced rules {rules}; {reviews}"
        f"capacities of confidence C are {weak}.",
        styles.QUIET,
    )


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


def _sentences(page: Page, row: int, title: str, sentences: list[str], place: tuple[int, int]) -> int:
    """Write sentences below a title; place: the first column, and how many they may take."""
    left, columns = place
    wide = int((columns * PERIOD_WIDTH + (0 if left else LABEL_WIDTH - PERIOD_WIDTH)) * CHARACTERS)
    page.text(row, left, title, styles.SECTION)
    row += 1
    for sentence in sentences:
        for number, line in enumerate(textwrap.wrap(sentence, wide)):
            page.text(row, left, ("   " if number else "• ") + line)
            row += 1
    return row


def _causes(page: Page, scope: Scope, row: int, columns: int) -> int:
    """Write the limits behind the shortage in the right half, each with the link to its cell."""
    found, known = verdict.largest_behind(scope), known_values(scope.report)
    if not found:
        return row
    heads = {
        0: "limits on the ways to what is short", BEHIND: "short behind it [t]", CELL: "input cell",
        BINDS: "in the way in", WORTH: "one more tonne means (for at least)",
    }  # fmt: skip
    for place in range(columns):
        page.text(
            row, HALF + place, heads.get(place, ""),
            styles.HEADER_DARK, styles.ONE_LINE, styles.NO_BORDER, styles.RIGHT if place == BEHIND else styles.INDENT,
        )  # fmt: skip
    for one in found:
        row, limit = row + 1, one.cause.nearest
        page.text(row, HALF, textwrap.shorten(one.cause.words, CAUSE_LENGTH, placeholder=" …"), styles.INDENT)
        page.number(row, HALF + BEHIND, one.tonnes, styles.TONNES)
        if limit.cell:
            page.link(row, HALF + CELL, copy_of(limit.cell), limit.cell, styles.INDENT)
        page.text(row, HALF + BINDS, one.cause.when(scope.report), styles.INDENT)
        page.text(row, HALF + WORTH, known.one_more(limit, " ({})"), styles.INDENT)
    page.text(row + 1, HALF, BEHIND_WORDS, styles.QUIET)
    return row + 2


def _checks(page: Page, desk: Desk, row: int) -> int:
    """Write the light of every sheet, with a link to it, in a few columns."""
    page.text(row, RIGHT, CHECKS, styles.SECTION)
    top, high = row + 1, -(-len(desk.checks) // CHECK_COLUMNS)
    for number, one in enumerate(desk.checks):
        row, left = top + number % high, RIGHT + number // high * CHECK_WIDTH
        page.link(row, left, f"'{one.sheet}'!A1", one.sheet)
        cell = f"'{one.sheet}'!{one.cell}"
        page.formula(row, left + LIGHT, f'LEFT({cell},FIND(":",{cell})-1)', one.shown.partition(":")[0])
        lights(page, row, left + LIGHT, row, left + LIGHT)
    return top + high
