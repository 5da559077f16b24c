"""The three charts of the Summary; their titles state what they show."""

from __future__ import annotations

from typing import Any

from planner.read_back.checks import SUMMARY
from planner.write import styles
from planner.write.chart_style import caption, column_chart, money_axis
from planner.write.page import Page
from planner.write.phrases import money, percent, tonnes
from planner.write.scope import Scope, asked, missing, the
from planner.write.sheets.costs import CostRows
from planner.write.sheets.dependence import STAGE_WORDS, Dependence, sender_colours
from planner.write.sheets.summary_tables import Ground
from planner.write.styles import ChartColour, must

SPACING = 8


def insert(page: Page, made: list[Any], row: int, size: tuple[int, int]) -> None:
    """Put charts side by side; row: from which on; size: the pixels that they share.

    A plan in which nothing is asked for, sent or spent has none.
    """
    whole, high = size
    wide = whole // max(len(made), 1) - SPACING
    for number, chart in enumerate(made):
        chart.set_size({"width": wide, "height": high})
        must(
            page.sheet.insert_chart(
                row, 0, chart, {"x_offset": number * (wide + SPACING) + 2, "y_offset": 4, "object_position": 3}
            )
        )


def _series(chart: Any, name: str, ground: Ground, row: int, colour: str) -> None:
    last = ground.left + ground.size - 1
    chart.add_series(
        {
            "name": caption(name),
            "categories": [SUMMARY, ground.header, ground.left, ground.header, last],
            "values": [SUMMARY, row, ground.left, row, last],
            "fill": {"color": str(colour)},
            "gap": 40,
        }
    )


def coverage(page: Page, scope: Scope, ground: Ground) -> Any:
    """Return the chart of what is delivered and what is not, by period."""
    whole, who = asked(scope.demands), scope.customers[0].upper() + scope.customers[1:]
    if scope.short:
        title = f"{who} miss {tonnes(missing(scope.short))} of {tonnes(whole)}, first in {scope.first_short()}"
    else:
        title = f"{who} get all {tonnes(whole)} that they ask for"
    chart = column_chart(page, title, "percent_stacked", "0%")
    _series(chart, "delivered", ground, ground.rows["delivered"], ChartColour.BLUE)
    _series(chart, "unmet", ground, ground.rows["unmet"], ChartColour.RED)
    return chart


def dependence(page: Page, scope: Scope, ground: Ground, last: Dependence) -> Any:
    """Return the chart of who sends the last stage's material to the home country."""
    words = STAGE_WORDS[last.stage]
    who = scope.withholder or max(last.tonnes, key=last.total)
    title = f"{the(who)} directly sends {percent(last.share(who))} of the {words} that reach {the(scope.home)}"
    chart = column_chart(page, title[0].upper() + title[1:], "percent_stacked", "0%")
    colours = sender_colours(scope)
    for name, row in ground.rows.items():
        _series(chart, name or "(no bloc)", ground, row, colours[name])
    return chart


def cash(page: Page, scope: Scope, ground: Ground, costs: CostRows) -> Any:
    """Return the chart of what is spent on what, by quarter, up to the first longer period, which its title says."""
    total, spent = sum(costs.totals), sum(max(sum(row), 0.0) for row in costs.by_kind.values())
    largest = max(costs.by_kind, key=lambda kind: sum(costs.by_kind[kind]))
    what = "All material in the model" if scope.others else "The plan"
    part = f"{percent(sum(costs.by_kind[largest]) / spent)} of what is spent" if spent > 0.0 else ""
    share = f"; {largest} is {part}" if part else ""
    drawn = f" (drawn to {ground.until})" if ground.until else ""
    chart = column_chart(page, f"{what} costs {money(total)}{share}{drawn}", "stacked", money_axis(total))
    for place, (kind, row) in enumerate(ground.rows.items()):
        _series(chart, kind, ground, row, styles.COST_COLOURS[place % len(styles.COST_COLOURS)])
    return chart
