"""The sheets of `plan stress` in the workbook of its plan: one row a stop, an element, a loss, a decision."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from planner.explain.outcomes import Change, difference, keeps_alike, worse
from planner.explain.stress.compared import shorter
from planner.explain.stress.stops import Leverage
from planner.read.grid import letters
from planner.write import bulk, styles
from planner.write.bulk import Column
from planner.write.chart_style import PLAIN, caption, column_chart
from planner.write.element_words import nothing_stops
from planner.write.page import FIRST_ROW, GOOD_SIGN, Desk, Page, lights, open_page
from planner.write.phrases import settled, whole
from planner.write.report import Report
from planner.write.sheets.stress_elements import (
    ELEMENTS,
    INDEPENDENCE,
    OPEN,
    REPEATED,
    ROWS_OF_A_CHART,
    level,
    spares,
    write_elements,
)  # fmt: skip
from planner.write.sheets.stress_hedges import HEDGES, write_hedges
from planner.write.short_units import unit_in_header
from planner.write.stress_words import not_independent, sentences
from planner.write.styles import ChartColour, must
from planner.write.worth import is_money, told

if TYPE_CHECKING:
    from planner.stress import Stressed

STORY, LEVERAGE, STRESS = "Stress summary", "Leverage", "Stress"
SHEETS = (LEVERAGE, INDEPENDENCE, ELEMENTS, STRESS, HEDGES)
STORY_SENTENCE = "What stops and losses would do to the best plan of this input; the sheets behind have every figure."
LEVERAGE_SENTENCE = (
    "One row is a full stop of all that the withholding country sends to others, from a period on. Prepared: known "
    "from the start. Surprised: until then every decision is the plan's. Each is a best plan of its own. Value of "
    "preparation counts all priorities alike: it is negative where preparation spares a better priority and costs a "
    "worse one more. It is blank where preparation keeps other promises or limits."
)
STRESS_SENTENCE = (
    "One row is a supplier, site or country that makes and sends nothing from a period on, what lies there included, a "
    "stage in a country that makes nothing, or a rule that changes; what the plan does not use is left out. The worst "
    "surprise stands first, by priorities in their order. A priority is shorter when its demands together are: which "
    "of them go short may change. Whose loss by surprise does that is a single point of failure, if it is a site or "
    "supplier. The loss of a site leaves what its firm promised elsewhere; that of the firm ends it, and may look "
    "smaller."
)
# The column of a record's own name.
KEY = {"Sites": "site", "Rules": "rule"}
WIDTH = 60.0
FRONT_WIDTH = 105.0
TOLD = 10  # losses in the story
SINGLE, SHORTER = "✘ single point of failure", "✘ a priority is shorter"
PRICED = "✘ shorter at a shortage cost"
BROKEN = "▲ promises, limits missed"


def write(desk: Desk, report: Report) -> None:
    """Write the sheets, where stops and losses were asked for."""
    stressed = report.stressed
    if stressed is None:
        return
    front = open_page(desk, STORY, report.compared(STORY_SENTENCE), tab=str(styles.Colour.BAD_FONT))
    _write_leverage(desk, report, stressed.leverage)
    beside, row = write_elements(desk, report, stressed.leverage)
    if stressed.leverage.stops:
        _chart(beside, row, report, stressed.leverage, 2)
    _write_losses(desk, report, stressed)
    write_hedges(desk, report, stressed)
    must(front.sheet.set_column(0, 0, FRONT_WIDTH))
    for place, words in enumerate(sentences(report, stressed, TOLD)):
        front.text(FIRST_ROW - 1 + place, 0, whole(words), styles.WRAP)
    own = [f"LEFT('{check.sheet}'!{check.cell},1)=\"{GOOD_SIGN}\"" for check in desk.checks if check.sheet in SHEETS]
    front.check("the checks of the sheets on stress hold", f"AND({','.join(own)})", True)


def _write_leverage(desk: Desk, report: Report, found: Leverage) -> None:
    page = open_page(desk, LEVERAGE, report.compared(LEVERAGE_SENTENCE), tab=str(styles.Colour.BAD_FONT))
    if not found.stops:
        page.text(FIRST_ROW, 0, whole(nothing_stops(report, found)))
        page.check("there is nothing to stop", "TRUE", True)
        return
    names = report.periods
    prepared, surprised = [stop.prepared for stop in found.stops], [stop.surprised for stop in found.stops]
    bottom = page.table(
        [
            bulk.text("stop from", [names[stop.period] for stop in found.stops]),
            bulk.text("as a surprise", [_light(change, SHORTER) for change in surprised], 26.0),
            *_prepared(report, 2, surprised, prepared),
            *_in_full(report, surprised, prepared),
        ],
        frozen=1,
    )  # fmt: skip
    lights(page, FIRST_ROW, 1, bottom - 1, 1)
    _check(page, 2, len(found.stops))


def _write_losses(desk: Desk, report: Report, stressed: Stressed) -> None:
    page = open_page(desk, STRESS, report.compared(STRESS_SENTENCE))
    each = stressed.losses.each
    if not each:
        page.text(FIRST_ROW, 0, "The plan makes nothing from then on: there is nothing to lose.")
        page.check("there is nothing to lose", "TRUE", True)
        return
    surprised, prepared = [loss.surprised for loss in each], [loss.prepared for loss in each]
    bottom = page.table(
        [
            bulk.wrapped("loss of", [loss.called for loss in each], 44.0),
            bulk.text("from", [report.periods[stressed.losses.period]] * len(each)),
            bulk.text(
                "as a surprise",
                [_light(loss.surprised, SINGLE if loss.is_single else SHORTER) for loss in each], 26.0,
            ),
            bulk.number("made in the plan from then on, beyond own use [t]", [loss.made for loss in each]),
            *_prepared(report, 4, surprised, prepared),
            *_in_full(report, surprised, prepared),
            bulk.source(
                "input cell", [report.problem.cell(loss.sheet, loss.lines[0], KEY[loss.sheet]) for loss in each]
            ),
        ],
        frozen=1,
    )  # fmt: skip
    lights(page, FIRST_ROW, 2, bottom - 1, 2)
    _check(page, 4, len(each))


def _in_full(report: Report, surprised: Sequence[Change], prepared: Sequence[Change]) -> list[Column]:
    """Return both ways in words, then one column for each tier of both."""
    both = (("surprised", surprised), ("prepared", prepared))
    words = [bulk.wrapped(f"{how}: what changes", [told(report, one) for one in own], WIDTH) for how, own in both]
    figures = [
        bulk.number(
            f"{how}: {result.tier.name}",
            [_figure(change, result.tier.name) for change in own],
            styles.USD if is_money(report, result.tier) else styles.WORTH,
        )
        for how, own in both
        for result in report.tiers
    ]
    return [*words, *figures]


def _figure(change: Change, tier: str) -> float | None:
    """Return by how much a tier is more; None where that is not known, or only that it is at least so much."""
    return None if change.why or change.is_least else change.figure(tier)


def _prepared(report: Report, first: int, surprised: Sequence[Change], prepared: Sequence[Change]) -> list[Column]:
    """Return what is short more in both ways, from column `first` on, and the live difference where they compare."""
    in_money = any(result.tier.kind == "unmet" and is_money(report, result.tier) for result in report.tiers)
    look = styles.USD if in_money else styles.SIGNED_TONNES
    unit = unit_in_header(report.problem)
    one, other = letters(first), letters(first + 1)
    rows = range(FIRST_ROW + 1, FIRST_ROW + 1 + len(surprised))
    gains = [_gain(*pair) for pair in zip(surprised, prepared, strict=True)]
    met = [short_more(change) for change in surprised]
    known = [level(*pair) for pair in zip(met, map(short_more, prepared), strict=True)]
    return [
        bulk.number(f"short more, all priorities: surprised{unit}", met, look),
        bulk.number(f"short more, all priorities: prepared{unit}", known, look),
        bulk.formula(
            f"value of preparation{unit}",
            [None if gain is None else f"{one}{row}-{other}{row}" for row, gain in zip(rows, gains, strict=True)],
            gains,
            look,
        ),
    ]


def _check(page: Page, first: int, rows: int) -> None:
    """Check that what preparation is worth is what lies between surprise and preparation."""
    areas = [
        f"{letters(first + place)}{FIRST_ROW + 1}:{letters(first + place)}{FIRST_ROW + rows}" for place in range(3)
    ]
    spares(page, *areas)


def _light(change: Change, bad: str) -> str:
    if change.why:
        return OPEN
    if shorter(change):
        return bad if worse(change) or bad == SINGLE else PRICED
    return BROKEN if change.broken or change.over else f"{GOOD_SIGN} no priority is shorter"


def short_more(change: Change) -> float | None:
    """Return by how much all tiers of unmet demand together are more, in their own unit."""
    if change.why or change.is_least:
        return None
    own = [amount for tier, amount in change.of.items() if tier.startswith("unmet")]
    return settled(sum(own), max(map(abs, own), default=0.0))


def _gain(surprised: Change, prepared: Change) -> float | None:
    """Return what preparation spares; None where that is not known, or keeps other promises or limits."""
    one, other = short_more(surprised), short_more(prepared)
    if one is None or other is None or not keeps_alike(surprised, prepared):
        return None
    return difference(one, other)


def _chart(page: Page, row: int, report: Report, found: Leverage, first: int) -> None:
    """Draw what is short more over the periods from which the stop comes.

    page, row  a sheet without words that make rows higher: some programs leave a chart below such rows over them
    first      column of sheet Leverage that holds the figures
    """
    bottom = FIRST_ROW + len(found.stops)
    independent = found.independent_from
    when = (
        f"independent of {found.country} from {report.periods[independent]} on"
        if independent is not None
        else not_independent(report, found)
    )
    chart = column_chart(page, f"A full stop by surprise: {when}", "clustered", PLAIN)
    for column, name, colour in (
        (first, "short more, surprised", ChartColour.RED), (first + 1, "short more, prepared", ChartColour.BLUE),
    ):  # fmt: skip
        chart.add_series(
            {
                "name": caption(f"{name}{unit_in_header(report.problem)}"),
                "categories": [LEVERAGE, FIRST_ROW, 0, bottom - 1, 0],
                "values": [LEVERAGE, FIRST_ROW, column, bottom - 1, column],
                "fill": {"color": str(colour)},
                "gap": 60,
            }
        )
    chart.set_size({"width": 860, "height": 320})
    must(page.sheet.insert_chart(row, REPEATED, chart, {"object_position": 3}))
    page.keep_whole(row + ROWS_OF_A_CHART)
