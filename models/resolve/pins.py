"""Sheet Pins: what each row holds, and between which limits."""

from __future__ import annotations

import numpy as np

from models.arrays import IntArray
from models.calendar import Calendar
from models.issues import Findings
from models.names import Match, Namespace, folded
from models.parts.pins import DELIVER, RUN, SELL, SHIP, STOCK
from models.problem import Commodities, Demands, Inventories, Lanes, Pins, Processes
from models.records import Records, Tables
from models.resolve.qualification import lanes_between
from models.resolve.selectors import look_up

# Columns that say nothing for some kinds of pins.
UNUSED = {
    SHIP: ("process", "end use"),
    RUN: ("to", "end use"),
    DELIVER: ("from", "process"),
    STOCK: ("to", "process", "end use"),
    SELL: ("to", "process", "end use"),
}
NOTHING_LIKE = {
    SHIP: "lane", RUN: "process", DELIVER: "demand", STOCK: "row of sheet Inventory",
    SELL: "commodity with a surplus price",
}  # fmt: skip


def make_pins(
    tables: Tables,
    calendar: Calendar,
    spaces: tuple[Namespace, Namespace],
    commodities: Commodities,
    processes: Processes,
    lanes: Lanes,
    inventories: Inventories,
    demands: Demands,
    issues: Findings,
) -> Pins:
    """Make the pins with all that they match; every row acts, and none replaces another.

    spaces  names of sites and of commodities
    """
    records = tables.records["Pins"]
    sites, materials = spaces
    origins = look_up(records, "from", sites, "Sites", tables, issues)
    destinations = look_up(records, "to", sites, "Sites", tables, issues)
    selected = look_up(records, "commodity", materials, "Commodities", tables, issues)
    least, most = records.number["least"], records.number["most"]
    code = {folded(name): place for place, name in enumerate(calendar.names)}
    period = np.array([code.get(folded(str(name)), -1) for name in records.text["period"]], dtype=np.int64)
    pins: list[int] = []
    members: list[IntArray] = []
    for line in _canonical(records):
        what = str(records.text["what"][line])
        _check_cells(records, line, what, issues)
        sides = origins[line], destinations[line], selected[line]
        if not what or not all(match.codes.size for match in sides):
            continue
        match what:
            case "ship":
                found = lanes_between(lanes, *sides)
            case "run":
                found = _lines(records, line, processes, origins[line], selected[line])
            case "deliver":
                found = _demands(records, line, demands, destinations[line], selected[line])
            case "stock":
                found = np.flatnonzero(
                    np.isin(inventories.site, origins[line].codes)
                    & np.isin(inventories.commodity, selected[line].codes)
                )
            case _:
                sold = ~np.isnan(commodities.surplus_price).all(axis=1)
                wanted = selected[line].codes[sold[selected[line].codes]]
                found = (origins[line].codes[:, None] * materials.size + wanted).ravel()
        _check_found(records, line, what, found, issues)
        pins.append(line)
        members.append(found)
    chosen = np.array(pins, dtype=np.int64)
    return Pins(
        what=tuple(str(records.text["what"][line]) for line in pins),
        least=np.nan_to_num(least[chosen]),
        most=np.where(np.isnan(most[chosen]), np.inf, most[chosen]),
        period=period[chosen],
        member_pin=np.repeat(np.arange(len(pins), dtype=np.int64), [found.size for found in members]),
        member_code=np.concatenate([np.empty(0, dtype=np.int64), *members]),
        line=chosen,
    )


def _canonical(records: Records) -> list[int]:
    """Return the rows in an order that does not depend on how the sheet is sorted."""
    names = ("what", "from", "to", "commodity", "process", "end use", "period")
    return sorted(
        range(len(records)),
        key=lambda line: (
            *(folded(str(records.text[name][line])) for name in names),
            float(np.nan_to_num(records.number["least"][line], nan=-1.0)),
            float(np.nan_to_num(records.number["most"][line], nan=np.inf)),
        ),
    )


def _check_cells(records: Records, line: int, what: str, issues: Findings) -> None:
    """Check that a row limits something, with limits that can be kept, and fills no cell that says nothing."""
    least, most = records.number["least"][line], records.number["most"][line]
    if np.isnan(least) and np.isnan(most):
        issues.error(
            "pin-without-limit",
            records.cell(line, "least"),
            "the pin has neither a least nor a most",
            "give a least, a most, or both; a most of 0 forbids",
        )
    if least > most:
        issues.error(
            "minimum-above-maximum",
            records.cell(line, "least"),
            f"the least {least:g} t lies above the most {most:g} t ({records.cell(line, 'most')})",
            "lower the least or raise the most",
        )
    for column in UNUSED.get(what, ()):
        if records.text[column][line]:
            issues.error(
                "pin-cell-unused",
                records.cell(line, column),
                f"'{records.text[column][line]}' stands here, and a pin of what is '{what}' has no {column}",
                "empty the cell, or change what is pinned",
            )


def _check_found(records: Records, line: int, what: str, found: IntArray, issues: Findings) -> None:
    if found.size:
        return
    problem = f"the pin matches no {NOTHING_LIKE[what]}"
    where, remedy = records.cell(line, "what"), "correct its names, or delete the row"
    if records.number["least"][line] > 0.0:
        issues.error("pin-matches-nothing", where, f"{problem}, so its least cannot be kept", remedy)
    else:
        issues.warning("pin-matches-nothing", where, problem, remedy)


def _lines(records: Records, line: int, processes: Processes, site: Match, material: Match) -> IntArray:
    """Return the lines of recipes that a pin of runs counts.

    The driver where no commodity is named; else what comes out, or, of a process that makes none of it, goes in.
    """
    name = folded(str(records.text["process"][line]))
    chosen = np.isin(processes.site, site.codes) & np.array(
        [name in ("", "*", folded(own)) for own in processes.name], dtype=np.bool_
    )
    if not records.text["commodity"][line]:
        return np.asarray(processes.driver[chosen])
    named = chosen[processes.line_process] & np.isin(processes.line_commodity, material.codes)
    makes = np.zeros(processes.size, dtype=np.bool_)
    makes[processes.line_process[named & processes.line_output]] = True
    return np.flatnonzero(named & (processes.line_output == makes[processes.line_process]))


def _demands(records: Records, line: int, demands: Demands, customer: Match, material: Match) -> IntArray:
    use = folded(str(records.text["end use"][line]))
    return np.flatnonzero(
        np.isin(demands.customer, customer.codes)
        & np.isin(demands.commodity, material.codes)
        & np.array([use in ("", "*", folded(own)) for own in demands.end_use], dtype=np.bool_)
    )
