"""The error catalogue: every kind of finding about an input, declared once, and every exit code.

A finding is made where it is found, by `error`, `warning` or `note` with its code; its line here says what the code
means to whoever meets it. docs/errors.md is made from these lines. A test holds that each code has one line, that
each line has a code, and that a test asserts each.
"""

from __future__ import annotations

from planner.catalogue import buying, cells, earlier, files, flows, limits, origins, policy, things
from planner.catalogue.entry import Entry
from planner.catalogue.exits import EXITS

__all__ = ["CATALOGUE", "EXITS", "Entry"]

CATALOGUE: dict[str, tuple[Entry, ...]] = {
    "Files, sheets and headers": files.ENTRIES,
    "Cells": cells.ENTRIES,
    "Names, commodities and processes": things.ENTRIES,
    "Capacities and additions": limits.ENTRIES,
    "Demand, lanes and stocks": flows.ENTRIES,
    "Contracts, suppliers and pins": buying.ENTRIES,
    "Rules and licences": policy.ENTRIES,
    "Origins, allowances and end uses": origins.ENTRIES,
    "Earlier plans and backcasts": earlier.ENTRIES,
}
