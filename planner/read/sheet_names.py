"""Which sheet of a book is which table of the schema, and what its other sheets may have been meant for."""

from __future__ import annotations

import re
from dataclasses import dataclass

from models.issues import Issue, error, warning
from models.names import within_one_typo
from models.schema import TABLES, Table
from planner.read.grid import Book, Grid
from planner.read.headers import OWN_MARK
from planner.read.read_me import deleted_sheets, is_read_me
from planner.read.words import header_form

# Stands before the names of the frozen copies of an input in a plan.
COPY_MARK = "in "
KNOWN_SHEETS = {header_form(table.name): table for table in TABLES}
# What planners call these sheets elsewhere.
CALLED = {
    "stocks": "Inventory", "stock": "Inventory", "inventories": "Inventory", "opening stock": "Inventory",
    "suppliers": "Sites", "plants": "Sites", "locations": "Sites", "customers": "Sites", "materials": "Commodities",
    "products": "Commodities", "items": "Commodities", "routes": "Lanes", "transport": "Lanes", "freight": "Lanes",
    "logistics": "Lanes", "recipes": "Processes", "bom": "Processes", "bill of materials": "Processes",
    "orders": "Pipeline", "open orders": "Pipeline", "in transit": "Pipeline", "policies": "Rules", "tariffs": "Rules",
    "export controls": "Rules", "restrictions": "Rules", "calendar": "Periods", "months": "Periods",
    "forecast": "Demand", "demands": "Demand", "capacities": "Capacity", "parameters": "Settings",
}  # fmt: skip
# What programs and people put before and behind the name of a sheet that was there already.
COPY_OF = "copy of "
COPIED = re.compile(r"([ -]+(\(?(\d+|v\d+|old|new|copy|final|updated?|draft|backup)\)?))+$")
# Parts the name of a workbook from that of a sheet, where each sheet was saved as a file.
OF_WORKBOOK = " - "


@dataclass(frozen=True)
class Matched:
    """The sheets of a book.

    grids     name of the schema -> the sheet that is it
    misnamed  names of the schema's sheets that are not there, and that a sheet of another name is, most likely
    """

    grids: dict[str, Grid]
    misnamed: frozenset[str]
    issues: list[Issue]


def is_known_sheet(name: str) -> bool:
    """Return whether the schema knows a sheet of that name, or the copy of one in a plan."""
    return header_form(name).removeprefix(COPY_MARK) in KNOWN_SHEETS


def match_sheets(book: Book) -> Matched:
    """Return the grid of each sheet that the schema knows, by the schema's name, and what is odd about the rest."""
    grids: dict[str, Grid] = {}
    issues: list[Issue] = []
    others: list[str] = []
    for name, grid in book.grids.items():
        table = KNOWN_SHEETS.get(header_form(name))
        if table is not None and table.name in grids:
            message = f"sheets '{grids[table.name].name}' and '{name}' are both sheet {table.name}"
            issues.append(error("duplicate-sheet", name, message, "keep one of the two"))
        elif table is not None:
            grids[table.name] = grid
        elif not name.strip().startswith(OWN_MARK) and not is_read_me(name):
            others.append(name)
    misnamed: set[str] = set()
    for name in others:
        issue, meant = _unknown_sheet(name, grids)
        issues.append(issue)
        misnamed |= meant
    issues += [
        error("missing-sheet", book.source_name, f"sheet {table.name} is missing", f"add it: one row is {table.row_is}")
        for table in TABLES
        if table.required and table.name not in grids and table.name not in misnamed
    ]
    own = (name.strip() for name in book.grids)
    put_by = {header_form(name.removeprefix(OWN_MARK)) for name in own if name.startswith(OWN_MARK)}
    told = {*grids, *misnamed}
    told |= {table.name for table in TABLES if table.required or header_form(table.name) in put_by}
    issues += [one for name, grid in book.grids.items() if is_read_me(name) for one in deleted_sheets(grid, told)]
    return Matched({name: grid for name, grid in grids.items() if grid.is_read}, frozenset(misnamed), issues)


def _unknown_sheet(name: str, grids: dict[str, Grid]) -> tuple[Issue, set[str]]:
    """Return the finding for a sheet that is not known, and the table of the schema that it is, if it is one.

    It is an error where its name is one typo from a known one, or that of a copy of a sheet that is not there itself,
    or what planners call such a sheet: without Rules, say, nothing is forbidden.
    """
    form = header_form(name)
    near = (table for known, table in KNOWN_SHEETS.items() if within_one_typo(form, known) and not table.later)
    meant = next(near, None)
    if meant is not None and meant.name in grids:
        remedy = f"move its rows to sheet {meant.name}, or start its name with {OWN_MARK}"
        return error("unknown-sheet", name, f"there is no sheet '{name}'", remedy), set()
    if meant is not None:
        remedy = f"did you mean '{meant.name}'? Else start its name with {OWN_MARK}"
        return error("unknown-sheet", name, f"there is no sheet '{name}'", remedy), {meant.name}
    copied = _copied(form)
    called = CALLED.get(COPIED.sub("", form))
    gone = copied.name if copied is not None else called
    message = f"sheet '{name}' is not part of the input and was not read"
    if gone is not None and gone not in grids:
        message += f", and there is no sheet {gone}"
        remedy = f"call it {gone} if it is that; else start its name with {OWN_MARK}"
        return error("unknown-sheet", name, message, remedy), {gone}
    remedy = f"start its name with {OWN_MARK} to say that it is your own"
    if copied is not None:
        remedy = f"where it is the newer one, delete sheet {copied.name}, which was read, and call it so; else {remedy}"
    return warning("unknown-sheet", name, message, remedy), set()


def _copied(form: str) -> Table | None:
    """Return the table that a sheet is a copy of, by its name."""
    bare = form.removeprefix(COPY_OF)
    names = (COPIED.sub("", bare), COPIED.sub("", bare).rpartition(OF_WORKBOOK)[2])
    return next((KNOWN_SHEETS[one] for one in names if one in KNOWN_SHEETS), None)
