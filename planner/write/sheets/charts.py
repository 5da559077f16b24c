"""The three charts of the Summary; their titles state what they show."""

from __future__ import annotations

from typing import Any

from planner.write import styles
from planner.write.page import SUMMARY, Page
from planner.write.report import HOME, WITHHOLDER, Report
from planner.write.sheets import verdict
from planner.write.sheets.costs import CostRows

HEIGHT = 335
CHARTS = 3
# From this many USD on, money is shown in millions.
MANY = 1e9
LEFT = 2
SPACING = 8
MILLIONS, BILLIONS = '#,##0.0,,"M"', '#,##0.0,,,"B"'
TITLE_FONT = {"name": "Calibri", "size": 10, "bold": True, "color": str(styles.Colour.INK)}
AXIS_FONT = {"name": "Calibri", "size": 8, "color": str(styles.Colour.QUIET)}
COST_COLOURS = ("#1F4E79", "#5B9BD5", "#8FAADC", "#F4B183", "#A9D18E", "#C9C9C9", "#7F6084", "#BF9000")


def insert(
    page: Page,
    report: Report,
    place: tuple[int, int],
    demand: dict[str, Any],
    shares: dict[str, Any] | None,
    cash: dict[str, Any],
    costs: CostRows,
    stages: list[verdict.Dependence],
) -> None:
    """Put the charts side by side; place: the row from which on, and the pixels that they share."""
    row, whole = place
    wide = whole // CHARTS - SPACING
    made = [_coverage(page, report, demand)]
    if shares is not None:
        made.append(_dependence(page, report, shares, stages))
    if cash["rows"]:
        made.append(_cash(page, cash, costs))
    for number, chart in enumerate(made):
        chart.set_size({"width": wide, "height": HEIGHT})
        page.sheet.insert_chart(
            row, 0, chart, {"x_offset": number * (wide + SPACING) + 2, "y_offset": 4, "object_position": 3}
        )


def _chart(page: Page, title: str, subtype: str, axis: str) -> Any:
    chart = page.desk.book.add_chart({"type": "column", "subtype": subtype})
    chart.set_title({"name": title, "name_font": TITLE_FONT, "overlay": False})
    chart.set_legend({"position": "bottom", "font": AXIS_FONT})
    chart.set_x_axis({"num_font": {**AXIS_FONT, "rotation": -45}, "line": {"color": str(styles.Colour.LINE)}})
    chart.set_y_axis(
        {
            "num_font": AXIS_FONT,
            "num_format": axis,
            "line": {"none": True},
            "major_gridlines": {"visible": True, "line": {"color": str(styles.Colour.LINE), "width": 0.5}},
        }
    )
    chart.set_chartarea({"border": {"color": str(styles.Colour.LINE)}})
    return chart


def _series(chart: Any, name: str, header: int, row: int, size: int, colour: str) -> None:
    chart.add_series(
        {
            "name": name,
            "categories": [SUMMARY, header, LEFT, header, LEFT + size - 1],
            "values": [SUMMARY, row, LEFT, row, LEFT + size - 1],
            "fill": {"color": colour},
            "gap": 40,
        }
    )


def _coverage(page: Page, report: Report, rows: dict[str, Any]) -> Any:
    missing = sum(one["unmet_t"] for one in report.short)
    whole = float(report.plan.tables["unmet"]["demand_t"].sum())
    if missing:
        title = f"{verdict.tonnes(missing)} of {verdict.tonnes(whole)} stay short, first in {_first(report)}"
    else:
        title = f"All {verdict.tonnes(whole)} of demand are delivered"
    chart = _chart(page, title, "percent_stacked", "0%")
    for name, colour in (("delivered", "#5B9BD5"), ("unmet", "#C0504D")):
        _series(chart, name, rows["header"], rows[name], len(report.periods), colour)
    return chart


def _first(report: Report) -> str:
    return min((str(one["period"]) for one in report.short), key=lambda name: report.period_order[name])


def _dependence(page: Page, report: Report, shares: dict[str, Any], stages: list[verdict.Dependence]) -> Any:
    last, bloc = stages[0], verdict.withholder(report)
    words = verdict.STAGE_WORDS[last.stage]
    title = f"{WITHHOLDER} directly sends {last.share(bloc):.0%} of the {words} that reach the {HOME}"
    chart = _chart(page, title, "percent_stacked", "0%")
    colours = bloc_colours(report)
    for name, row in shares["rows"].items():
        _series(chart, name or "(no bloc)", shares["header"], row, len(report.periods), colours[name])
    return chart


def bloc_colours(report: Report) -> dict[str, str]:
    """Return the colour of each bloc, the same everywhere: red for the withholder's, then home, then by name."""
    bloc = verdict.withholder(report)
    home = {report.bloc[site] for site, country in report.country.items() if country == HOME}
    others = sorted(set(report.problem.sites.bloc) - {bloc}, key=lambda name: (name not in home, name))
    return {bloc: styles.WITHHOLDER_COLOUR} | {
        name: styles.BLOC_COLOURS[place % len(styles.BLOC_COLOURS)] for place, name in enumerate(others)
    }


def _cash(page: Page, cash: dict[str, Any], costs: CostRows) -> Any:
    total = sum(costs.totals)
    largest = max(costs.by_kind, key=lambda kind: sum(costs.by_kind[kind]))
    share = sum(costs.by_kind[largest]) / total if total else 0.0
    chart = _chart(
        page,
        f"The plan costs {verdict.money(total)}; {largest} is {share:.0%} of it",
        "stacked",
        MILLIONS if total < MANY else BILLIONS,
    )
    for place, (kind, row) in enumerate(cash["rows"].items()):
        _series(chart, kind, cash["header"], row, cash["size"], COST_COLOURS[place % len(COST_COLOURS)])
    return chart
