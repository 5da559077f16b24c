"""Sheets Independence and Elements of `plan stress`: what the withholding country holds over each element, how long."""

from __future__ import annotations

import math
from collections.abc import Sequence

from models.arrays import FloatArray
from planner.explain.outcomes import difference, keeps_alike
from planner.explain.stress.stops import ONE_TONNE, Customers, Less, Leverage
from planner.read.grid import letters
from planner.write import bulk, styles
from planner.write.bulk import Column
from planner.write.chart_style import AXIS_FONT, PLAIN, caption, column_chart
from planner.write.element_shares import traced_shares
from planner.write.element_words import NONE_DELIVERED, SENT_BEFORE, is_sent_before, nothing_stops
from planner.write.page import FAIR_SIGN, FIRST_ROW, GOOD_SIGN, Desk, Page, lights, open_page
from planner.write.phrases import settled, whole
from planner.write.report import Report
from planner.write.styles import ChartColour, must
from planner.write.worth import told

INDEPENDENCE, ELEMENTS = "Independence", "Elements"
INDEPENDENCE_SENTENCE = (
    "From which period on a full stop by surprise leaves no more of an element short, in t of the element, of what "
    "is wanted outside the withholding country; not where only the end of the plan makes it so, since what is sent "
    "then serves nobody within it. Where nothing is sent then and what is delivered still came through the country, a "
    "stop stops nothing and the plan lives on what was sent before. How a shortage falls on elements and customers is "
    "that of one best plan."
)
ELEMENTS_SENTENCE = (
    "Each element and period, of what is wanted outside the withholding country: what goes through it, what is short "
    "if it stops then, and what one tonne less of what it sends then does, found by solving again: other periods may "
    "send more instead. Shortages are of one best plan, over the plan. What goes through is traced by the contents of "
    "what went in, and what is of unknown origin does not count; sheet Provenance traces all tonnes alike."
)
NOTHING = "there is nothing to stop"
NO_ELEMENTS = "Nobody outside the withholding country wants anything."
EVERY, NEVER, OPEN = "everything", "✘ not within the plan", "▲ not known"
NOT_WANTED = "– none is wanted there"
MONTHS = 12.0
WORDS_WIDTH = 48.0
ROWS_OF_A_CHART = 18
# More elements than this a chart does not hold, and above that many each has its name where it is written upright.
MOST_DRAWN, WRITTEN_ASLANT = 48, 24
# Columns that every printed page repeats: a chart over them would be printed with them.
REPEATED = 2


def write_elements(desk: Desk, report: Report, found: Leverage) -> tuple[Page, int]:
    """Write both sheets; return that of independence, and the row from which it has room for another chart."""
    first, each = (
        open_page(desk, INDEPENDENCE, report.compared(INDEPENDENCE_SENTENCE)),
        open_page(desk, ELEMENTS, report.compared(ELEMENTS_SENTENCE)),
    )
    if not found.stops:
        for page in (first, each):
            page.text(FIRST_ROW, 0, whole(nothing_stops(report, found)))
            page.check(NOTHING, "TRUE", True)
        return first, FIRST_ROW
    free = _write_independence(first, report, found)
    if found.elements.names:
        _write_each(each, report, found)
    else:
        each.text(FIRST_ROW, 0, NO_ELEMENTS)
        each.check("there is no element to tell of", "TRUE", True)
    return first, free


def _write_independence(page: Page, report: Report, found: Leverage) -> int:
    places = _in_order(found, len(report.periods))
    names = [EVERY, *(found.elements.names[place] for place in places)]
    since = [found.independent_from, *(found.outside.independent_of(place) for place in places)]
    months = [_months(report, one) for one in since]
    sent, wanted = found.sent.sum(axis=1)[places], found.wanted.sum(axis=1)[places]
    # Of the last stop it may not be known what it comes to.
    never = OPEN if found.stops[-1].surprised.why else NEVER
    shorter: list[Column] = [
        bulk.number(
            f"short more, stop {report.periods[stop.period]} [t]",
            [None, *(_more(found, stop.surprised_of, place) for place in places)],
            styles.SIGNED_TONNES,
        )
        for stop in found.stops
    ]
    at_home = _at_home(report, found, places, never)
    left = 2 + len(at_home)
    bottom = page.table(
        [
            bulk.text("element", names),
            bulk.text(
                "independent",
                [
                    _since(report, found, found.outside, place, one, never)
                    for place, one in zip([None, *places], since, strict=True)
                ],
                WORDS_WIDTH,
            ),
            *at_home,
            bulk.number("months until then", _of(months, since, is_known=True), styles.MONTHS),
            bulk.number(f"{_word(never)}: months of the plan", _of(months, since, is_known=False), styles.MONTHS),
            bulk.number("wanted in the plan [t]", [None, *wanted.tolist()]),
            bulk.number(f"sent by {found.country} to others [t]", [None, *sent.tolist()]),
            *shorter,
        ],
        frozen=REPEATED,
    )
    lights(page, FIRST_ROW, 1, bottom - 1, left - 1)
    area = f"{letters(left)}{FIRST_ROW + 1}:{letters(left + 1)}{bottom}"
    page.check("months are within the plan", f"MAX({area})<={_whole(report)!r}", holds=True)
    if len(names) == 1:
        page.text(bottom + 1, 0, NO_ELEMENTS, styles.QUIET)
        return bottom + 3
    _chart(page, report, found, (bottom, left, names, months, since, _word(never)))
    return bottom + 2 + ROWS_OF_A_CHART


def _at_home(report: Report, found: Leverage, places: Sequence[int], never: str) -> list[Column]:
    """Return the column that tells the same of customers in the home country alone, where others want anything too."""
    if (home := found.at_home) is None:
        return []
    since = {place: home.independent_of(place) for place in places if home.want(place)}
    known = [one for one in since.values() if one is not None]
    of_all = max(known) if len(known) == len(since) else None
    each = [
        _since(report, found, home, place, since[place], never) if place in since else NOT_WANTED for place in places
    ]
    header = f"independent, customers in {report.problem.options.home_country}"
    return [bulk.text(header, [_since(report, found, home, None, of_all, never), *each], WORDS_WIDTH)]


def _since(
    report: Report, found: Leverage, customers: Customers, element: int | None, first: int | None, never: str
) -> str:
    """Return from when on everything that some customers want, or an element, is independent, with a light.

    What lives on what was sent before is not independent for good; where none is delivered, that is told.
    """
    if first is None:
        return never
    when = f"from {report.periods[first]}"
    each = [place for place in range(len(found.elements.names)) if element in (None, place) and customers.want(place)]
    if each and all(customers.gets_nothing(place, first) for place in each):
        return f"{FAIR_SIGN} {when}: {NONE_DELIVERED}"
    is_stock = is_sent_before(report, found, first, element)
    sign, lives = (FAIR_SIGN, f", {SENT_BEFORE}") if is_stock else (GOOD_SIGN, "")
    is_short = any(customers.stays_short(place, first) for place in each)
    return f"{sign} {when}{lives}{', short as planned' if is_short else ''}"


def _in_order(found: Leverage, last: int) -> list[int]:
    """Return the elements in their order; those that are independent last come first where a chart cannot hold all."""
    places = list(range(len(found.elements.names)))
    if len(places) <= MOST_DRAWN:
        return places
    since = [found.outside.independent_of(place) for place in places]
    return sorted(places, key=lambda place: -(last if since[place] is None else since[place] or 0))


def _word(light: str) -> str:
    """Return a light without its sign."""
    return light.split(" ", 1)[1]


def _of(months: Sequence[float], since: Sequence[int | None], *, is_known: bool) -> list[float | None]:
    """Return the months of what is independent within the plan, or of the others; None elsewhere."""
    return [
        amount if (one is not None) == is_known else None for amount, one in zip(months, since, strict=True)
    ]  # fmt: skip


def _chart(
    page: Page, report: Report, found: Leverage,
    shown: tuple[int, int, Sequence[str], Sequence[float], Sequence[int | None], str],
) -> None:  # fmt: skip
    """Draw the months until independence; shown: the row below the table, the column of its months, its names, months
    and periods, and the word for what is not independent within the plan, which has a colour of its own: its bar is no
    duration.
    """
    bottom, left, names, months, since, word = shown
    longest = max(range(1, len(months)), key=lambda place: months[place])
    never, latest, many = sum(one is None for one in since[1:]), since[longest], len(months) - 1
    told_ = f"{never} of {many} elements not within the plan"
    if latest is not None:
        told_ = f"{names[longest]} last, from {report.periods[latest]} on"
    drawn = f" (the {MOST_DRAWN} latest of {many})" if many > MOST_DRAWN else ""
    last = min(bottom - 1, FIRST_ROW + MOST_DRAWN)
    title = f"Months until independence of {found.country}: {told_}{drawn}"
    chart = column_chart(page, title, "clustered", PLAIN)
    for column, name, colour in (
        (left, "months until independence", ChartColour.BLUE),
        (left + 1, f"{word}: as high as the plan is long", ChartColour.RED),
    ):
        chart.add_series(
            {
                "name": caption(name),
                "categories": [INDEPENDENCE, FIRST_ROW, 0, last, 0],
                "values": [INDEPENDENCE, FIRST_ROW, column, last, column],
                "fill": {"color": str(colour)},
                "gap": 60,
                "overlap": 100,
            }
        )
    if many > WRITTEN_ASLANT:
        upright = {"num_font": {**AXIS_FONT, "rotation": -90}, "interval_unit": 1}
        chart.set_x_axis({**upright, "line": {"color": str(styles.Colour.LINE)}})
    chart.set_size({"width": 860, "height": 320})
    must(page.sheet.insert_chart(bottom + 2, REPEATED, chart, {"object_position": 3}))


def _months(report: Report, period: int | None) -> float:
    """Return months from the first day of the plan to that of a period; to its end without one."""
    lengths = report.problem.calendar.length_years
    return round(float(lengths[:period].sum()) * MONTHS, 6)


def _whole(report: Report) -> float:
    return _months(report, None)


def _write_each(page: Page, report: Report, found: Leverage) -> None:
    share, stage = traced_shares(report, found.elements, found.country)
    less = {(one.element, one.period): one for one in found.less}
    keys = [(element, stop.period) for element in range(len(found.elements.names)) for stop in found.stops]
    stops = {stop.period: stop for stop in found.stops}
    rows = range(FIRST_ROW + 1, FIRST_ROW + 1 + len(keys))

    def more(element: int, period: int, *, known: bool) -> float | None:
        return _more(found, stops[period].prepared_of if known else stops[period].surprised_of, element)

    surprised = [more(*key, known=False) for key in keys]
    prepared = [more(*key, known=True) for key in keys]
    prepared = [level(*pair) for pair in zip(surprised, prepared, strict=True)]
    alike = [keeps_alike(stops[period].surprised, stops[period].prepared) for _, period in keys]
    gains = [
        a - b if is_alike and a is not None and b is not None else None
        for is_alike, a, b in zip(alike, surprised, prepared, strict=True)
    ]
    one, other = letters(8), letters(9)
    page.table(
        [
            bulk.text("element", [found.elements.names[element] for element, _ in keys]),
            bulk.text("period", [report.periods[period] for _, period in keys]),
            bulk.number("wanted then [t]", [float(found.wanted[key]) for key in keys]),
            bulk.number("short then in the plan [t]", [float(found.short[key]) for key in keys]),
            bulk.number(f"sent then by {found.country} to others [t]", [float(found.sent[key]) for key in keys]),
            bulk.number(
                "part of deliveries that went through it",
                [None if math.isnan(share[key]) else float(share[key]) for key in keys], styles.PERCENT,
            ),
            bulk.text("at stage", [stage[element][period] for element, period in keys]),
            bulk.wrapped(
                "one tonne less sent then", [_less(report, less.get(key)) for key in keys], 44.0
            ),
            bulk.number("stop then: short more, surprised [t]", surprised, styles.SIGNED_TONNES),
            bulk.number("stop then: short more, prepared [t]", prepared, styles.SIGNED_TONNES),
            bulk.formula(
                "value of preparation [t]",
                [None if gain is None else f"{one}{row}-{other}{row}" for row, gain in zip(rows, gains, strict=True)],
                gains, styles.SIGNED_TONNES,
            ),
        ],
        frozen=2,
    )  # fmt: skip
    spares(page, *(f"{letters(place)}{FIRST_ROW + 1}:{letters(place)}{FIRST_ROW + len(keys)}" for place in (8, 9, 10)))


def _more(found: Leverage, own: FloatArray | None, element: int) -> float | None:
    """Return what is more short of an element, without the rounding of its sums; None where that is not known."""
    return None if own is None else settled(float(own[element]), float(found.wanted[element].sum()))


def level(surprised: float | None, prepared: float | None) -> float | None:
    """Return what is short prepared: as much as by surprise where the two differ by rounding, which is no value."""
    is_same = None not in (surprised, prepared) and not difference(surprised or 0.0, prepared or 0.0)
    return surprised if is_same else prepared


def spares(page: Page, surprised: str, prepared: str, gain: str) -> None:
    """Check that what preparation is worth, where it says so, is what lies between surprise and preparation."""
    said = [f"SUMPRODUCT(ISNUMBER({gain})*{area})" for area in (surprised, prepared)]
    page.agree("preparation is worth what it spares", f"SUM({gain})", "-".join(said))


def _less(report: Report, one: Less | None) -> str:
    if one is None:
        return "none is sent"
    words = told(report, one.change)
    return words if one.tonnes >= ONE_TONNE else f"{words} (all that is sent, {one.tonnes:.3g} t)"
