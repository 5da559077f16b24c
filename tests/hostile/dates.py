"""Dates that are none, or another one than they look like."""

from __future__ import annotations

import datetime as dt
import re
from functools import partial

from tests.hostile.case import Made, Topic, accepted, either, refused
from tests.hostile.package import WORKBOOK, NoSuchPlace, Package, Place

DATES = Topic("date")
DAYS_TO_1904 = 1462


def start(package: Package) -> Place:
    """Return the start of the first period."""
    return package.first("Periods", "start")


def serial(package: Package, place: Place) -> int:
    """Return the number that Excel stores for a date."""
    value = package.value(place)
    if not isinstance(value, dt.datetime):
        raise NoSuchPlace(f"a date in {place}")
    return (value - dt.datetime(1899, 12, 30)).days  # noqa: DTZ001 - Excel knows no time zones


DATES.each(
    (
        "05/01/2026",
        "1/5/26",
        "01.10.2026",
        "1 October 2026",
        "Oct 2026",
        "2026-13-01",
        "2026-02-30",
        "2026/10/01",
        "20261001",
        "2026-10-1",
        "2026-W40-4",
        "2026-10-01T00:00:00",
        "2026-10-01 12:00",
        "10-2026",
        "tomorrow",
        "Q4",
        "46296",
        "#N/A",
        "2026-10-01Z",
        "-2026-10-01",
        "02026-10-01",
        "２０２６-10-01",
        "2026-274",
        "0000-00-00",
        "9999-12-31",
        "1899-12-31",
    ),
    lambda text: f"text {text!a}",
    lambda package, text: refused(package.with_value(start(package), text), "", start(package)),
)
DATES.add("ISO text", lambda p: accepted(p.with_values((place, _iso(p, place)) for place in _all(p))))
DATES.add("ISO text in spaces", lambda p: accepted(p.with_value(start(p), f" {_iso(p, start(p))}\u00a0")))
DATES.add(
    "another day as ISO text",
    lambda p: refused(p.with_value(p.first("Periods", "end"), "1999-01-01"), "date-range", p.first("Periods", "end")),
)


def _all(package: Package) -> list[Place]:
    return [*package.filled("Periods", "start"), *package.filled("Periods", "end")]


def _iso(package: Package, place: Place) -> str:
    value = package.value(place)
    assert isinstance(value, dt.datetime)
    return value.date().isoformat()


DATES.each(
    ("60", "0", "-1", "3000000", "36525", "73415", "1e300", "46296.5", "46296.00001", "2958466", "-99999999", "1e-300"),
    lambda number: f"serial {number}",
    lambda package, number: refused(package.with_raw(start(package), number), "", start(package)),
)
DATES.add(
    "serial without the format of a date",
    lambda p: refused(
        p.with_xml(start(p), lambda cell, _: f'<c r="{cell}"><v>{serial(p, start(p))}</v></c>'), "number-cell", start(p)
    ),
)
DATES.add("TRUE", lambda p: refused(p.with_value(start(p), True), "boolean-cell", start(p)))
DATES.add("blank", lambda p: refused(p.with_value(start(p), None), "blank-required", start(p)))


def _iso_cell(package: Package, form: str, cell: str, style: str) -> str:
    kind, text = form.split()
    return f'<c r="{cell}"{style} t="{kind}"><v>{text.format(_iso(package, start(package)))}</v></c>'


DATES.each(
    ("d {}", "str {}", "d {}T00:00:00", "d {}T12:00:00", "d {}T00:00:00Z"),
    lambda form: f"ISO date in a cell of type {form}",
    lambda package, form: either(package.with_xml(start(package), partial(_iso_cell, package, form))),
)


@DATES.case("the same dates counted from 1904")
def _(package: Package) -> Made:
    changed = package.with_part(
        WORKBOOK, re.sub(r"<workbookPr\b", '<workbookPr date1904="1"', package.text(WORKBOOK), count=1)
    )
    for sheet, rows in package.cells.items():
        for row, values in enumerate(rows, 1):
            for column, value in enumerate(values, 1):
                if isinstance(value, dt.datetime):
                    place = Place(sheet, row, column)
                    changed = changed.with_raw(place, str(serial(package, place) - DAYS_TO_1904))
    return accepted(changed)


@DATES.case("a period that ends before it starts")
def _(package: Package) -> Made:
    end = package.first("Periods", "end")
    return refused(package.with_raw(end, str(serial(package, start(package)) - 1)), "period-dates", end)


@DATES.case("a gap between periods")
def _(package: Package) -> Made:
    second = start(package).down()
    return refused(package.with_raw(second, str(serial(package, second) + 1)), "period-gap", second)


@DATES.case("periods that overlap")
def _(package: Package) -> Made:
    second = start(package).down()
    return refused(package.with_raw(second, str(serial(package, second) - 1)), "period-gap", second)


@DATES.case("a period twice")
def _(package: Package) -> Made:
    return refused(package.with_copy_of_row("Periods", start(package).row), "duplicate-key", "")


@DATES.case("periods in the opposite order")
def _(package: Package) -> Made:
    header = package.header_row["Periods"]
    rows = [row for row in package.cells["Periods"][header:] if row[0] is not None]
    columns = {package.header("Periods", name).column for name in ("period", "start", "end")}
    return accepted(
        package.with_values(
            (Place("Periods", header + 1 + line, column), row[column - 1])
            for line, row in enumerate(reversed(rows))
            for column in columns
        )
    )


@DATES.case("a last period of 70 years")
def _(package: Package) -> Made:
    last = list(package.filled("Periods", "end"))[-1]
    return refused(package.with_raw(last, "73416"), "date-range", last)
