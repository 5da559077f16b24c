"""Sheet Stock sizes: how large each sized stock has to be, what fills it, what it is for, and what it costs."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from planner.explain.stock_sizes import Gain, StockSize
from planner.read.grid import letters
from planner.write import bulk, styles
from planner.write.bulk import Column
from planner.write.page import FIRST_ROW, Desk, Page, constant, open_page
from planner.write.report import Report
from planner.write.sheets import flows as flow_sheet
from planner.write.sheets import stocks as stock_sheet
from planner.write.worth import in_words

NAME = stock_sheet.SIZES
SENTENCE = (
    "How large each stock that sheet Inventory marks as `sized` has to be, and what it is for. Without it means: the "
    "best plan in which the stock never holds more than what lies there at the start."
)
TOGETHER = "all sized stocks together"
NOTHING = "nothing: the plan would be as good without it"
GAP = 3  # rows between two tables: a blank one, a heading, the header
WORDS, CAUSE, SHORT = 28.0, 48.0, 16.0  # widths of columns
TOLERANCE = 1e-5


def write(desk: Desk, report: Report) -> None:
    """Write the sheet; left out where no stock is sized."""
    sizes = report.explained.sizes.each
    if not sizes:
        return
    page = open_page(desk, NAME, report.compared(SENTENCE))
    bottom = _sizes(page, report)
    named = [(*_name(report, one), one) for one in sizes]
    fills = [(site, commodity, fill) for site, commodity, one in named for fill in one.fills]
    bottom = _section(page, bottom, "What fills them: all that comes in while the stock grows, and what of it stays", [
        *_places(fills),
        bulk.text("from", [fill.source for *_, fill in fills], WORDS),
        bulk.text("sent or made in", [report.periods[fill.sent] for *_, fill in fills], CAUSE),
        bulk.text("arrives in", [report.periods[fill.arrives] for *_, fill in fills], SHORT),
        bulk.number("comes in [t]", [fill.came for *_, fill in fills], width=SHORT),
        bulk.number("stays [t]", [fill.kept for *_, fill in fills], width=SHORT),
    ])  # fmt: skip
    draws = [(site, commodity, draw) for site, commodity, one in named for draw in one.draws]
    bottom = _section(
        page, bottom, "What they are drawn for: deliveries of it, or made with it, traced in proportion", [
            *_places(draws),
            bulk.text("customer", [draw.customer for *_, draw in draws], WORDS),
            bulk.text("commodity, end use", [_words(draw.commodity, draw.end_use) for *_, draw in draws], CAUSE),
            bulk.text("period", [report.periods[draw.period] for *_, draw in draws], SHORT),
            bulk.number("delivered [t]", [draw.tonnes for *_, draw in draws], width=SHORT),
        ])  # fmt: skip
    covers = [(site, commodity, cover) for site, commodity, one in named for cover in one.gain.covers]
    unmet = _unmet_cells(report)
    bottom = _section(page, bottom, "The shortage that they cover", [
        *_places(covers),
        bulk.text("customer", [cover.customer for *_, cover in covers], WORDS),
        bulk.text("commodity, end use", [_words(cover.commodity, cover.end_use) for *_, cover in covers], CAUSE),
        bulk.text("period", [cover.period for *_, cover in covers], SHORT),
        bulk.number("short without it [t]", [cover.without for *_, cover in covers], width=SHORT),
        bulk.formula(
            "short with it [t]",
            [unmet.get((cover.customer, cover.commodity, cover.end_use, cover.period)) for *_, cover in covers],
            [cover.short for *_, cover in covers],
            width=SHORT,
        ),
        _difference(
            "covered [t]", "F{0}-G{0}", [cover.without - cover.short for *_, cover in covers], styles.SIGNED_TONNES
        ),
    ])  # fmt: skip
    spent = [
        (site, commodity, (kind, *pair)) for site, commodity, one in named for kind, pair in one.gain.costs.items()
    ]
    _section(page, bottom, "What they cost, discounted", [
        *_places(spent),
        bulk.text("kind of cost", [kind for *_, (kind, _, _) in spent], WORDS),
        bulk.text("", [""] * len(spent), CAUSE),
        bulk.text("", [""] * len(spent), SHORT),
        bulk.number("without it [USD]", [before for *_, (_, before, _) in spent], styles.USD, width=SHORT),
        bulk.number("with it [USD]", [after for *_, (_, _, after) in spent], styles.USD, width=SHORT),
        _difference("more [USD]", "G{0}-F{0}", [after - before for *_, (_, before, after) in spent], styles.USD),
    ])  # fmt: skip


type Live = Callable[[int], Column]


def _sizes(page: Page, report: Report) -> int:
    """Write the first table, a row for each sized stock and one for all; return the row below it."""
    problem, stocks, sizes = report.problem, report.problem.inventories, report.explained.sizes.each
    together = report.explained.sizes.together
    more = [None] if together is not None else []
    names = [_name(report, one) for one in sizes]
    gains = [*(one.gain for one in sizes), *([together] if together is not None else [])]
    cost = next((place for place, result in enumerate(report.tiers) if result.tier.kind == "cost"), None)
    rows = [FIRST_ROW + 1 + one.stock for one in sizes]
    first, last = letters(stock_sheet.LEFT), letters(stock_sheet.LEFT + len(report.periods) - 1)
    maximum = [float(stocks.maximum[one.stock]) for one in sizes]
    bottom = page.table(
        [
            bulk.text("site", [*(name[0] for name in names), *([TOGETHER] * len(more))]),
            bulk.text("commodity", [*(name[1] for name in names), *more]),
            bulk.text("largest", [*(_when(report, one) for one in sizes), *more], WORDS),
            bulk.wrapped("what it changes", [_changes(report, gain) for gain in gains], CAUSE),
            Column(
                "input cell", bulk.Holds.LINK, addresses := [
                    *(problem.cell("Inventory", int(stocks.line[one.stock]), "sized") for one in sizes),
                    *([""] * len(more)),
                ], styles.CELL_LINK, targets=addresses, width=SHORT,
            ),
            bulk.formula(
                "size [t]",
                [*(f"MAX({stock_sheet.NAME}!C{row},{stock_sheet.NAME}!{first}{row}:{last}{row})" for row in rows),
                 *more],
                [*(one.size for one in sizes), *more],
                width=SHORT,
            ),
            bulk.number("opening [t]", [*(float(stocks.opening[one.stock]) for one in sizes), *more], width=SHORT),
            bulk.number("maximum [t]", [*(one if one != float("inf") else None for one in maximum), *more],
                        width=SHORT),
            bulk.number(
                "more cost [USD]",
                [gain.changes[cost] if cost is not None and gain.changes else None for gain in gains],
                styles.USD, width=SHORT,
            ),
        ],
        frozen=2,
        filters=False,
        alone=False,
    )  # fmt: skip
    size, opening, most = (f"{letter}{FIRST_ROW + 1}:{letter}{FIRST_ROW + len(sizes)}" for letter in "FGH")
    slack = constant(TOLERANCE)
    page.check(
        "no stock is larger than its maximum, or than what lies there at the start",
        f'SUMPRODUCT(({most}<>"")*({size}>{most}+{slack})*({size}>{opening}+{slack}))=0',
        True,
        "a stock is larger than its maximum",
    )
    return bottom


def _section(page: Page, bottom: int, title: str, columns: Sequence[Column | Live]) -> int:
    """Write a table below another with its title; nothing where it has no row. Returns the row below it."""
    first = bottom + GAP
    made = [column(first) if callable(column) else column for column in columns]
    if not made[0].values:
        return bottom
    page.text(first - 2, 0, title, styles.SECTION)
    return page.table(made, first=first, filters=False)


def _difference(header: str, formula: str, values: Sequence[float], style: styles.Style) -> Live:
    """Return a column of formulas over the row that each stands in, once the first row is known."""
    return lambda first: bulk.formula(
        header, [formula.format(first + 1 + place) for place in range(len(values))], values, style, width=SHORT
    )


def _places(rows: Iterable[tuple[str, str, Any]]) -> list[Column]:
    kept = list(rows)
    return [bulk.text("site", [row[0] for row in kept]), bulk.text("commodity", [row[1] for row in kept])]


def _name(report: Report, one: StockSize) -> tuple[str, str]:
    problem, stocks = report.problem, report.problem.inventories
    return (
        problem.site_names.names[stocks.site[one.stock]],
        problem.commodity_names.names[stocks.commodity[one.stock]],
    )


def _when(report: Report, one: StockSize) -> str:
    if one.size == 0.0:
        return "nothing is held"
    return f"end of {report.periods[one.when]}" if one.when >= 0 else "at the start"


def _changes(report: Report, gain: Gain) -> str:
    if not gain.changes:
        return gain.why
    return in_words(report, gain.changes) if any(gain.changes) else NOTHING


def _words(commodity: str, end_use: str) -> str:
    return ", ".join(filter(None, (commodity, end_use)))


def _unmet_cells(report: Report) -> dict[tuple[str, ...], str]:
    """Return (customer, commodity, end use, period) -> the cell of sheet Flows with what is short."""
    columns = report.flows.columns
    return {
        tuple(columns[name][row] for name in ("site", "commodity", "end use", "period")):
            flow_sheet.cell("quantity", row)
        for row in report.flows.positions("unmet")
    }  # fmt: skip
