"""What a tired planner does to a workbook: notes below a table, pasted tables, copied rows, formats, hidden things."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace
from functools import partial

from tests.hostile.case import Made, Topic, accepted, other_plan, refused
from tests.hostile.package import WORKBOOK, NoSuchPlace, Package, Place, cell_xml, worksheet

SLIPS = Topic("slip")


def below(package: Package, sheet: str, rows: int = 1) -> Place:
    """Return the cell of the first column so many rows below a table."""
    if sheet not in package.cells:
        raise NoSuchPlace(sheet)
    return Place(sheet, package.last_row(sheet) + rows, 1)


def unit_cell(package: Package, sheet: str) -> tuple[Place, Place]:
    """Return two cells of column `unit` in rows of a sheet that both have one."""
    filled = list(package.filled(sheet, "unit"))
    if len(filled) < 2:
        raise NoSuchPlace(f"two units in {sheet}")
    return filled[0], filled[1]


# Below and beside the table

NOTES = ("Source: own estimate", "* figures of last year", "TODO: ask Ann", "see sheet 2", "1) without spot purchases")
SLIPS.each(
    NOTES,
    lambda note: f"{note!r} below sheet Demand",
    lambda p, note: refused(p.with_value(below(p, "Demand", 2), note), "", below(p, "Demand", 2)),
)
SLIPS.each(
    (*NOTES, "Total"),
    lambda note: f"{note!r} below sheet Sites",
    lambda p, note: accepted(p.with_value(below(p, "Sites", 2), note), "unused-site", below(p, "Sites", 2)),
)
SLIPS.each(
    ("Periods", "Commodities", "Processes", "Demand", "Capacity", "Lanes", "Inventory", "Rules"),
    lambda sheet: f"a row of totals below sheet {sheet}",
    lambda p, sheet: refused(p.with_value(below(p, sheet), "Total"), "", ""),
)


@SLIPS.case("totals without a word below sheet Demand")
def _(package: Package) -> Made:
    place = Place("Demand", package.last_row("Demand") + 1, package.number().column)
    return refused(package.with_value(place, 280), "blank-required", replace(place, column=1))


@SLIPS.case("the header once more below sheet Sites")
def _(package: Package) -> Made:
    row, first = package.last_row("Sites") + 1, package.header("Sites", "site").column
    made = package.with_copy_of_row("Sites", package.header_row["Sites"])
    return refused(made, "repeated-header", Place("Sites", row, first))


@SLIPS.case("a second table beside the first, in the same rows")
def _(package: Package) -> Made:
    row, start = package.header_row["Demand"], package.last_column("Demand") + 2
    values = package.cells["Demand"][row - 1 : row + 1]
    pasted = [
        (Place("Demand", row + n, start + c), value) for n, line in enumerate(values) for c, value in enumerate(line)
    ]
    return refused(package.with_values(pasted), "duplicate-header", Place("Demand", row, start))


@SLIPS.case("a second table beside the first, a row lower")
def _(package: Package) -> Made:
    row, start = package.header_row["Demand"], package.last_column("Demand") + 2
    values = package.cells["Demand"][row - 1 : row + 1]
    pasted = [
        (Place("Demand", row + 1 + n, start + c), value)
        for n, line in enumerate(values)
        for c, value in enumerate(line)
    ]
    return refused(package.with_values(pasted), "blank-header", Place("Demand", row, start))


@SLIPS.case("a sum beside the table")
def _(package: Package) -> Made:
    place = Place("Demand", package.header_row["Demand"] + 1, package.last_column("Demand") + 1)
    return refused(package.with_value(place, 30), "blank-header", replace(place, row=place.row - 1))


PASTED = (
    ("Lanes", "Capacity"),
    ("Demand", "Inventory"),
    ("Rules", "Lanes"),
    ("Sites", "Demand"),
    ("Capacity", "Rules"),
)
SLIPS.each(
    PASTED,
    lambda pair: f"a row of sheet {pair[0]} typed in sheet {pair[1]}",
    lambda p, pair: refused(_pasted(p, *pair), "", ""),
)


def _pasted(package: Package, of: str, to: str) -> Package:
    if of not in package.cells or to not in package.cells:
        raise NoSuchPlace(of)
    values, row = package.cells[of][package.header_row[of]], package.last_row(to) + 1
    return package.with_values((Place(to, row, c), value) for c, value in enumerate(values, 1) if value is not None)


# Rows, names and periods that do not fit any more

SLIPS.each(
    ("Demand", "Lanes", "Capacity", "Inventory", "Processes", "Sites", "Commodities"),
    lambda sheet: f"a row of sheet {sheet} copied in capitals",
    lambda p, sheet: refused(_copied(p, sheet), "duplicate-key", ""),
)


def _copied(package: Package, sheet: str) -> Package:
    if sheet not in package.cells:
        raise NoSuchPlace(sheet)
    row, last = package.header_row[sheet] + 1, package.last_row(sheet) + 1
    values = package.cells[sheet][row - 1]
    return package.with_values(
        (Place(sheet, last, column), value.upper() if isinstance(value, str) and value != "no limit" else value)
        for column, value in enumerate(values, 1)
        if value is not None
    )


@SLIPS.case("the first days of the periods filled down from the first")
def _(package: Package) -> Made:
    first, *others = package.filled("Periods", "start")
    value = package.value(first)
    if not isinstance(value, dt.datetime) or not others:
        raise NoSuchPlace("dates")
    made = package.with_values((place, value + dt.timedelta(days=n)) for n, place in enumerate(others, 1))
    return refused(made, "period-gap", others[0])


def _require_periods_across(package: Package) -> None:
    names = set(map(str, package.column_values("Periods", "period")))
    if not names & {str(value) for sheet, row in package.header_row.items() for value in package.cells[sheet][row - 1]}:
        raise NoSuchPlace("periods across")


@SLIPS.case("the names of the periods filled down from the first")
def _(package: Package) -> Made:
    _require_periods_across(package)
    names = list(package.filled("Periods", "period"))
    made = package.with_values((place, f"Period {n}") for n, place in enumerate(names, 1))
    return refused(made, "unknown-period", "")


@SLIPS.case("a period renamed in sheet Periods alone")
def _(package: Package) -> Made:
    _require_periods_across(package)
    *_, last = package.filled("Periods", "period")
    header = replace(package.number(), row=package.header_row["Demand"])
    made = package.with_value(last, f"{package.value(last)} new")
    return refused(made, "unknown-period", "" if package.value(header) != package.value(last) else header)


@SLIPS.case("a period more, and no column for it")
def _(package: Package) -> Made:
    *_, end = package.filled("Periods", "end")
    day = package.value(end)
    last = max(package.column_values("Periods", "period"), key=str)
    across = [place for place in map(str, package.cells["Demand"][package.header_row["Demand"] - 1]) if place == last]
    if not isinstance(day, dt.datetime) or not across:
        raise NoSuchPlace("periods across")
    names = {"period": "later", "start": day + dt.timedelta(days=1), "end": day + dt.timedelta(days=90)}
    made = package
    style = re.search(r'( s="\d+")', package.sheet_text("Periods").split(f'<c r="{end.cell}"')[1])
    for name, value in names.items():
        place = replace(package.header("Periods", name), row=end.row + 1)
        text = cell_xml(place.cell, style[1] if style and name != "period" else "", value)
        made = made.with_xml(place, partial(_told, text))
    return refused(made, "period-without-column", package.header("Demand", str(last).casefold()))


def _told(text: str, *_: str) -> str:
    return text


# Columns and units

SLIPS.add(
    "column priority deleted",
    lambda p: other_plan(_without_column(p, "Demand", "priority"), "blank-priority", "Demand"),
)
SLIPS.add("column unit deleted", lambda p: other_plan(_without_column(p, "Capacity", "unit"), "rate-without-unit"))


def _without_column(package: Package, sheet: str, name: str) -> Package:
    top = package.header(sheet, name)
    width = package.last_column(sheet)
    return package.with_values(
        (Place(sheet, row, column), package.value(Place(sheet, row, column + 1)) if column < width else None)
        for row in range(top.row, package.last_row(sheet) + 1)
        for column in range(top.column, width + 1)
    )


@SLIPS.case("the unit of one row blank")
def _(package: Package) -> Made:
    blank, other = unit_cell(package, "Capacity")
    if package.value(other) == "t/period":
        raise NoSuchPlace("a unit that is not the default one")
    return other_plan(package.with_value(blank, None), "blank-unit", blank)


SLIPS.each(
    ("t/year ", "T / YR", "tonnes/year"),
    lambda unit: f"the unit of one row written as {unit!r}",
    lambda p, unit: accepted(_spelled(p, unit)),
)


def _spelled(package: Package, unit: str) -> Package:
    place, _ = unit_cell(package, "Capacity")
    if package.value(place) != "t/yr":
        raise NoSuchPlace("t/yr")
    return package.with_value(place, unit)


@SLIPS.case("the unit of one header changed, and not of the others")
def _(package: Package) -> Made:
    header = package.header_row.get("Processes")
    if header is None:
        raise NoSuchPlace("Processes")
    columns = [
        Place("Processes", header, column)
        for column, value in enumerate(package.cells["Processes"][header - 1], 1)
        if isinstance(value, str) and value.startswith("run cost ") and "[USD/kg]" in value
    ]
    if len(columns) < 3:
        raise NoSuchPlace("costs by period")
    changed = str(package.value(columns[1])).replace("USD/kg", "USD/t")
    return other_plan(package.with_value(columns[1], changed), "mixed-units", columns[1])


# What nothing would act on


@SLIPS.case("a yield of what goes in")
def _(package: Package) -> Made:
    line = next(one for one in package.filled("Processes", "direction") if package.value(one) == "in")
    try:
        header, changed = package.header("Processes", "yield"), []
    except NoSuchPlace:
        header = Place("Processes", package.header_row["Processes"], package.last_column("Processes") + 1)
        changed = [(header, "yield [%]")]
    typed = replace(header, row=line.row)
    return refused(package.with_values([*changed, (typed, 0.8)]), "yield-of-input", typed)


@SLIPS.case("the country of a supplier left blank")
def _(package: Package) -> Made:
    named = {str(one).casefold() for one in package.column_values("Rules", "from")}
    countries = [str(one).casefold() for one in package.column_values("Sites", "country")]
    senders = {str(one).casefold() for one in package.column_values("Lanes", "from")}
    for place in package.filled("Sites", "country"):
        country, site = (str(package.value(replace(place, column=c))).casefold() for c in (place.column, 1))
        if country in named and countries.count(country) > 1 and site in senders:
            bloc = replace(place, column=package.header("Sites", "bloc").column)
            return other_plan(package.with_values([(place, None), (bloc, None)]), "site-without-country", place)
    raise NoSuchPlace("one of two suppliers in a country that a rule names")


@SLIPS.case("a lead time of days in a column of periods")
def _(package: Package) -> Made:
    for place in package.filled("Lanes", "lead time"):
        is_days = "days" in str(package.value(package.header("Lanes", "lead time")))
        return other_plan(package.with_value(place, 9_999 if is_days else 450), "behind-the-plan", place)
    raise NoSuchPlace("a lead time")


# What is not seen


@SLIPS.case("a filled column hidden")
def _(package: Package) -> Made:
    number = package.header("Demand", "priority").column
    hidden = f'<col min="{number}" max="{number}" width="0" hidden="1" customWidth="1"/>'
    made = package.with_sheet("Demand", lambda text: re.sub(r"<cols>.*?</cols>", f"<cols>{hidden}</cols>", text))
    return accepted(made, "hidden-columns", "Demand")


# Sheets

SLIPS.each(
    ("Demand (2)", "Copy of Demand", "Demand_2", "Demand old", "Sheet1"),
    lambda name: f"a sheet more called {name}",
    lambda p, name: accepted(
        p.with_empty_sheet(name, content=worksheet(_cells_of(p, "Demand"))), "unknown-sheet", name
    ),
)
SLIPS.each(
    ("Demand (2)", "Copy of Demand"),
    lambda name: f"sheet Demand copied as {name} and deleted",
    lambda p, name: refused(
        p.with_change(WORKBOOK, '<sheet name="Demand"', f'<sheet name="{name}"'), "unknown-sheet", name
    ),
)


def _cells_of(package: Package, sheet: str) -> str:
    found = re.search(r"<sheetData>.*</sheetData>", package.sheet_text(sheet), re.DOTALL)
    if found is None:
        raise NoSuchPlace(sheet)
    return found[0]
