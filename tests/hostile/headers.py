"""Headers that are missing, doubled, misspelt, or not where they should be."""

from __future__ import annotations

import re
from dataclasses import replace

from tests.hostile.case import Made, Topic, accepted, either, refused
from tests.hostile.package import NoSuchPlace, Package, Place, cell_xml, worksheet

HEADERS = Topic("header")


def header(package: Package, name: str, sheet: str = "Demand") -> Place:
    """Return the header cell of a column."""
    return package.header(sheet, name)


for text, code in {
    "custmer": "unknown-column", "customer\nname": "unknown-column", "": "blank-header",
    "commodity": "duplicate-header",
    " COMMODITY ": "duplicate-header", "customer [t]": "wrong-unit", "customer [": "unknown-column",
    "=customer": "unknown-column",
    "сustomer": "unknown-column", "x" * 2_000: "unknown-column", "customer customer": "unknown-column",
    "\u200b": "blank-header",
    "[t]": "", "customer 2": "unknown-column", "{customer}": "unknown-column", "customer; commodity": "unknown-column",
}.items():  # fmt: skip

    def change(package: Package, value: str = text, code: str = code) -> Made:
        place = header(package, "commodity" if code == "" else "customer")
        where: Place | str = place
        if code == "duplicate-header":
            where = max(place, header(package, "commodity"), key=lambda one: one.column)
        return refused(package.with_value(place, value), code, where if code else "")

    HEADERS.add(f"{ascii(text)[:40]} for customer", change)
HEADERS.each(
    (5, True, 1e300, 46296, 1850),
    lambda value: f"{value!r} for a header",
    lambda package, value: refused(
        package.with_value(header(package, "customer"), value), "", header(package, "customer")
    ),
)
HEADERS.add(
    "a header that shows an error",
    lambda p: refused(
        p.with_xml(header(p, "customer"), lambda c, s: f'<c r="{c}" t="e"><v>#REF!</v></c>'),
        "error-cell",
        header(p, "customer"),
    ),
)
HEADERS.each(
    ("CUSTOMER", " customer ", "customer\u00a0", "cus\u200btomer", "Customer", "cüstomer", "customer\t"),
    lambda value: f"customer written as {value!a}",
    lambda package, value: accepted(package.with_value(header(package, "customer"), value)),
)
HEADERS.add("end use written with an underscore", lambda p: accepted(p.with_value(header(p, "end use"), "end_use")))


@HEADERS.case("the name of a column left out")
def _(package: Package) -> Made:
    place = header(package, "customer")
    rows = range(place.row, package.last_row("Demand") + 1)
    return refused(package.with_values((replace(place, row=row), None) for row in rows), "missing-column", "")


@HEADERS.case("a period that is not there")
def _(package: Package) -> Made:
    place = replace(package.number(), row=package.header_row["Demand"])
    return refused(package.with_value(place, "2099Q9"), "unknown-period", place)


HEADERS.each(
    ("USD", "t/yr/yr", "apples", "%", "°", "t t", "USD/t", "t/fortnight", "]", "t/yr] [t"),
    lambda unit: f"demand in [{unit}]",
    lambda package, unit: refused(_with_unit(package, unit), "", ""),
)


def _with_unit(package: Package, unit: str) -> Package:
    place = replace(package.number(), row=package.header_row["Demand"])
    name = re.sub(r"\s*\[.*", "", str(package.value(place)))
    return package.with_value(place, f"{name} [{unit}]")


@HEADERS.case("costs without a unit")
def _(package: Package) -> Made:
    for sheet in ("Lanes", "Processes"):
        for column in ("cost", "run cost"):
            try:
                place = header(package, column, sheet)
                package.first(sheet, column)
            except NoSuchPlace:
                continue
            return refused(package.with_value(place, column), "no-unit", place)
    raise NoSuchPlace("a cost")


def moved(package: Package, sheet: str, rows: int) -> Package:
    """Return the workbook with a sheet written anew so many rows further down."""
    cells = [
        "".join(cell_xml(Place(sheet, number + rows, column).cell, "", value) for column, value in enumerate(row,
        1) if value is not None)
        for number, row in enumerate(package.cells[sheet], 1)
    ]  # fmt: skip
    data = "".join(f'<row r="{number + rows}">{inside}</row>' for number, inside in enumerate(cells, 1) if inside)
    return package.with_part(package.sheets[sheet], worksheet(f"<sheetData>{data}</sheetData>"))


HEADERS.add("10 rows above the header", lambda p: accepted(moved(p, "Demand", 10)))
HEADERS.add("40 rows above the header", lambda p: refused(moved(p, "Demand", 40), "no-header", "Demand"))


@HEADERS.case("a row sorted above the header")
def _(package: Package) -> Made:
    row, width = package.header_row["Demand"], package.last_column("Demand")
    header, below = ([Place("Demand", row + n, column) for column in range(1, width + 1)] for n in (0, 1))
    swapped = [(to, package.value(of)) for to, of in zip(header + below, below + header, strict=True)]
    filled = next(place for place in below if package.value(place) is not None)
    return refused(package.with_values(swapped), "row-above-header", replace(filled, row=row))


@HEADERS.case("no row of headers")
def _(package: Package) -> Made:
    row = package.header_row["Demand"]
    places = [Place("Demand", row, column) for column in range(1, package.last_column("Demand") + 1)]
    return refused(package.with_values((place, None) for place in places), "", "")


@HEADERS.case("the header twice")
def _(package: Package) -> Made:
    return refused(package.with_copy_of_row("Demand", package.header_row["Demand"]), "", "")


@HEADERS.case("text in a column without a header")
def _(package: Package) -> Made:
    place = Place("Demand", package.header_row["Demand"], package.last_column("Demand") + 3)
    return refused(package.with_value(place.down(), "stray"), "blank-header", place)


@HEADERS.case("a column of one's own")
def _(package: Package) -> Made:
    place = Place("Demand", package.header_row["Demand"], package.last_column("Demand") + 1)
    return accepted(package.with_values([(place, "# mine"), (place.down(), "=1+1")]))


@HEADERS.case("columns in the opposite order")
def _(package: Package) -> Made:
    first, last = package.header_row["Lanes"] if "Lanes" in package.cells else 0, 0
    if not first:
        raise NoSuchPlace("Lanes")
    last = package.last_column("Lanes")
    changed = package
    for row in range(first, package.last_row("Lanes") + 1):
        values = [package.value(Place("Lanes", row, column)) for column in range(1, last + 1)]
        changed = changed.with_values((Place("Lanes", row, last + 1 - n), value) for n, value in enumerate(values, 1))
    return accepted(changed)


def with_headers(package: Package, name: str) -> Package:
    """Return the workbook with 5,000 headers more in sheet Demand."""
    row, start = package.header_row["Demand"], package.last_column("Demand") + 1
    cells = "".join(cell_xml(Place("Demand", row, start + n).cell, "", f"{name}{n}") for n in range(5_000))
    header = re.compile(rf'(<row r="{row}".*?)</row>', re.DOTALL)
    return package.with_sheet("Demand", lambda text: header.sub(rf"\1{cells}</row>", text, count=1))


HEADERS.add("5,000 columns of one's own", lambda p: either(with_headers(p, "#")))
HEADERS.add("5,000 unknown columns", lambda p: refused(with_headers(p, "odd "), "unknown-column", ""))
