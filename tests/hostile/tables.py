"""Sheets and rows that do not fit each other."""

from __future__ import annotations

import re

from models.schema import TABLES, Role, Space
from tests.hostile.case import Made, Topic, accepted, either, other_plan, refused
from tests.hostile.package import RELATIONS, WORKBOOK, WORKSHEET, NoSuchPlace, Package, Place, cell_xml, worksheet

SHEETS = Topic("table")
REQUIRED = tuple(table.name for table in TABLES if table.required)


def without_sheet(package: Package, sheet: str) -> Package:
    """Return the workbook without a sheet; its part stays."""
    text = package.text(WORKBOOK)
    start = text.index(f'<sheet name="{sheet}"')
    end = text.index("/>", start) + 2
    return package.with_part(WORKBOOK, text[:start] + text[end:])


def called(package: Package, sheet: str, name: str) -> Package:
    """Return the workbook with another name for a sheet."""
    return package.with_change(WORKBOOK, f'<sheet name="{sheet}"', f'<sheet name="{name}"')


def emptied(package: Package, sheet: str) -> Package:
    """Return the workbook with no row below the header of a sheet."""
    if sheet not in package.cells:
        raise NoSuchPlace(sheet)
    first, last = package.header_row[sheet] + 1, package.last_row(sheet)
    width = package.last_column(sheet)
    return package.with_values(
        (Place(sheet, row, column), None) for row in range(first, last + 1) for column in range(1, width + 1)
    )


SHEETS.each(
    REQUIRED, lambda sheet: f"without sheet {sheet}", lambda p, sheet: refused(without_sheet(p, sheet), "missing-sheet")
)
SHEETS.each(
    [sheet for sheet in REQUIRED if sheet != "Settings"],
    lambda sheet: f"sheet {sheet} without rows",
    lambda p, sheet: refused(emptied(p, sheet), "", ""),
)
SHEETS.add("sheet Settings without rows", lambda p: other_plan(emptied(p, "Settings")))
SHEETS.each(
    ("Demnad", "Demands", "Deman", "Demnd", "Dem and"),
    lambda name: f"sheet Demand called {name}",
    lambda p, name: refused(called(p, "Demand", name), "", ""),
)
SHEETS.each(
    ("DEMAND", " Demand ", "Demand\u00a0", "De\u200bmand", "demand"),
    lambda name: f"sheet Demand called {name!a}",
    lambda p, name: either(called(p, "Demand", name)),
)
SHEETS.each(
    (
        "",
        "../evil",
        "=1+1",
        "&lt;evil&gt;",
        "x" * 300,
        "Demand&#10;!A1",
        "in Demand",
        "Summary",
        "&#27;[31m",
        "Demand!A1",
        "'",
    ),
    lambda name: f"a sheet more called {ascii(name)[:30]}",
    lambda p, name: either(_more(p, name)),
)


def _more(package: Package, name: str) -> Package:
    made = package.with_empty_sheet("placeholder")
    return made.with_change(WORKBOOK, 'name="placeholder"', f'name="{name}"')


SHEETS.add("an unknown sheet", lambda p: accepted(p.with_empty_sheet("Scratch"), "unknown-sheet", "Scratch"))
SHEETS.add("a sheet of one's own", lambda p: accepted(p.with_empty_sheet("# scratch")))
SHEETS.add("sheet Demand twice", lambda p: refused(p.with_empty_sheet("demand"), "duplicate-sheet", "demand"))
SHEETS.add("two sheets of one name, letter by letter", lambda p: refused(_same_name(p), "damaged", "Demand"))


def _same_name(package: Package) -> Package:
    """Return the workbook with two sheets Demand of as many cells, of which readers would take either."""
    other = package.with_value(package.number(), 7).sheet_text("Demand")
    return package.with_empty_sheet("Demand", content=other)


@SHEETS.case("two parts by one name, of as many cells")
def _(package: Package) -> Made:
    other = package.with_value(package.number(), 7).sheet_text("Demand")
    part = package.sheets["Demand"].removeprefix("xl/")
    tag = next(tag for tag in re.findall(r"<Relationship\b[^>]*/>", package.text(RELATIONS)) if f'"{part}"' in tag)
    more = tag.replace(part, "worksheets/more.xml")
    return refused(
        package.with_part("xl/worksheets/more.xml", other).with_change(RELATIONS, tag, tag + more), "damaged"
    )


SHEETS.add("200 sheets more", lambda p: either(_many(p, 200)))


def _many(package: Package, count: int) -> Package:
    sheets, relations, parts = "", "", dict(package.parts)
    for number in range(count):
        sheets += f'<sheet name="#{number}" sheetId="{500 + number}" r:id="m{number}"/>'
        relations += f'<Relationship Id="m{number}" Type="{WORKSHEET}" Target="worksheets/m{number}.xml"/>'
        parts[f"xl/worksheets/m{number}.xml"] = worksheet("<sheetData/>").encode()
    return (
        Package(parts)
        .with_change(WORKBOOK, "</sheets>", f"{sheets}</sheets>")
        .with_change(RELATIONS, "</Relationships>", f"{relations}</Relationships>")
    )


@SHEETS.case("the sheets of a plan among those of the input")
def _(package: Package) -> Made:
    """Else it would be read by the copy alone, which lacks all that the input says."""
    made = package
    for name in ("Summary", "Run", "in Demand"):
        made = made.with_empty_sheet(name)
    return refused(made, "sheet-beside-plan", next(name for name in package.sheets if name in package.cells))


@SHEETS.case("sheets in the opposite order")
def _(package: Package) -> Made:
    text = package.text(WORKBOOK)
    start, end = text.index("<sheets>") + len("<sheets>"), text.index("</sheets>")
    tags = [f"{tag}/>" for tag in text[start:end].split("/>")[:-1]]
    return accepted(package.with_part(WORKBOOK, text[:start] + "".join(reversed(tags)) + text[end:]))


for sheet in ("Demand", "Processes", "Capacity", "Lanes", "Inventory", "Rules"):
    for space in (Space.SITE, Space.COMMODITY, Space.PROCESS):

        def unknown(package: Package, sheet: str = sheet, space: Space = space) -> Made:
            for name, column, place in package.columns(Role.REFERENCE):
                if name == sheet and column.space is space:
                    return refused(package.with_value(place, "Nowhere at all"), "", place)
            raise NoSuchPlace(sheet)

        SHEETS.add(f"an unknown {space} in sheet {sheet}", unknown)


@SHEETS.case("blank rows within the table")
def _(package: Package) -> Made:
    first, last = package.header_row["Demand"] + 1, package.last_row("Demand")
    width = package.last_column("Demand")
    values = [package.value(Place("Demand", last, column)) for column in range(1, width + 1)]
    moved = package.with_values((Place("Demand", last + 50, column), value) for column, value in enumerate(values, 1))
    assert last >= first
    return accepted(moved.with_values((Place("Demand", last, column), None) for column in range(1, width + 1)))


@SHEETS.case("a lane from a site to itself")
def _(package: Package) -> Made:
    start = package.first("Lanes", "from")
    return refused(
        package.with_value(
            package.header("Lanes", "to").down(start.row - package.header_row["Lanes"]), package.value(start)
        ),
        "",
        "",
    )


@SHEETS.case("a rule of an unknown type")
def _(package: Package) -> Made:
    place = package.first("Rules", "type")
    return refused(package.with_value(place, "blockade"), "unknown-choice", place)


@SHEETS.case("an unknown setting")
def _(package: Package) -> Made:
    place = Place("Settings", package.last_row("Settings") + 1, package.header("Settings", "setting").column)
    return refused(package.with_values([(place, "evil"), (place.right(), 1)]), "unknown-setting", place)


@SHEETS.case("a setting twice")
def _(package: Package) -> Made:
    first = package.first("Settings", "setting")
    place = Place("Settings", package.last_row("Settings") + 1, first.column)
    value = package.value(first.right())
    return refused(package.with_values([(place, package.value(first)), (place.right(), value)]), "duplicate-key", place)


for setting, value in {
    "time limit": -1, "discount rate [%/yr]": 5_000, "gap": 7, "title": True, "near": "/etc/passwd", "reviews": "maybe",
    "discount rate": "five", "time limit [s]": 1e300, "discount rate [%/month]": 1,
    "discount rate [fraction/period]": 0.01,
}.items():  # fmt: skip

    def set_to(package: Package, setting: str = setting, value: object = value) -> Made:
        column = package.header("Settings", "setting").column
        row = package.last_row("Settings") + 1
        for place in package.filled("Settings", "setting"):
            if str(package.value(place)).split(" [")[0] == setting.split(" [", maxsplit=1)[0]:
                row = place.row
        place = Place("Settings", row, column)
        changed = package.with_values([(place, setting), (place.right(), value)])
        return either(changed) if setting in ("title", "reviews", "time limit [s]") else refused(changed, "", "")

    SHEETS.add(f"setting {setting} = {value!r}", set_to)


@SHEETS.case("groups that hold each other")
def _(package: Package) -> Made:
    if "Groups" in package.cells:
        raise NoSuchPlace("a workbook without groups")
    rows = [("group", "member"), ("Here", "There"), ("There", "Here")]
    cells = [
        f'<row r="{row}">{cell_xml(f"A{row}", "", one)}{cell_xml(f"B{row}", "", other)}</row>'
        for row, (one, other) in enumerate(rows, 1)
    ]
    return refused(
        package.with_empty_sheet("Groups", content=worksheet(f"<sheetData>{''.join(cells)}</sheetData>")),
        "group-cycle",
        "",
    )


@SHEETS.case("groups sorted by their members, the header among them")
def _(package: Package) -> Made:
    """Else a group would lose a member without a word."""
    if "Groups" in package.cells:
        raise NoSuchPlace("a workbook without groups")
    members = [str(value) for value in package.column_values("Commodities", "commodity")][:2]
    rows = [("Both", members[0]), ("group", "member"), ("Both", members[-1])]
    cells = [
        f'<row r="{row}">{cell_xml(f"A{row}", "", one)}{cell_xml(f"B{row}", "", other)}</row>'
        for row, (one, other) in enumerate(rows, 1)
    ]
    groups = worksheet(f"<sheetData>{''.join(cells)}</sheetData>")
    return refused(package.with_empty_sheet("Groups", content=groups), "row-above-header", "Groups!A1")


SHEETS.each(
    ("Dy 0.02, Nd 0.3", "Dy 0.02\nNd 0.3", "Dy 0.02\uff1bNd 0.3", "Dy, Nd 0.3", "Dy 0,02; Nd 0,3"),
    lambda text: f"contents {text!a}",
    lambda p, text: refused(*_with_contents(p, text)),
)


def _with_contents(package: Package, text: str) -> tuple[Package, str, Place]:
    try:
        header = package.header("Commodities", "contents")
    except NoSuchPlace:
        header = Place("Commodities", package.header_row["Commodities"], package.last_column("Commodities") + 1)
    return package.with_values([(header, "contents"), (header.down(), text)]), "contents", header.down()


@SHEETS.case("a yield above one")
def _(package: Package) -> Made:
    place = package.first("Processes", "quantity per run")
    return refused(package.with_value(place, -1), "out-of-bounds", place)


@SHEETS.case("a recipe of nothing")
def _(package: Package) -> Made:
    places = list(package.filled("Processes", "quantity per run"))
    return refused(package.with_values((place, 0) for place in places), "", "")


SHEETS.each(
    (0, -1, 1.5, 1e9, "first", True),
    lambda value: f"priority {value!r}",
    lambda p, value: refused(p.with_value(p.first("Demand", "priority"), value), "", p.first("Demand", "priority")),
)
