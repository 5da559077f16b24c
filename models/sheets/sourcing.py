"""Sheets Sourcing and Qualification: who may supply whom, how much of it, and how many suppliers there are."""

from __future__ import annotations

from models.columns import SITE_SELECTOR, Column, Role, Space, Table, number, refer
from models.units import Kind

# fmt: off
# A table: one column a line reads better than one argument a line.

SOURCING = Table(
    "Sourcing",
    "an award rule",
    (
        refer("buyer", Space.SITE, "Site that buys.", key=True, required=True, selector=True),
        refer("commodity", Space.COMMODITY, "Material bought.", key=True, required=True, selector=True),
        refer("supplier", Space.SITE, "Site that sells.", key=True, selector=True),
        number("least suppliers", Kind.NUMBER, "Least number of suppliers."),
        number("most suppliers", Kind.NUMBER, "Most suppliers."),
        number("least share", Kind.FRACTION, "Least share of a supplier."),
        number("most share", Kind.FRACTION, "Most share of a supplier."),
        Column("incumbent", Role.FLAG, "yes: supplies today."),
        number("switching cost", Kind.MONEY, "Cost of a new supplier."),
    ),
    later=True,
)

QUALIFICATION = Table(
    "Qualification",
    "supplier fit",
    (
        refer("customer", Space.SITE, f"Receiver that qualifies: {SITE_SELECTOR}.", key=True, required=True,
            selector=True),
        refer("supplier", Space.SITE, f"Sender that is tested: {SITE_SELECTOR}.", key=True, required=True,
            selector=True),
        refer("commodity", Space.COMMODITY, "Material that is tested: a commodity, group or *.", key=True,
            required=True, selector=True),
        Column("ready period", Role.PERIOD,
            "First period in which it may arrive; blank: not within the plan. Pairs without a row need no test."),
    ),
)
