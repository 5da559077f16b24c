"""Sheets Sourcing and Qualification: who may supply whom, how much of it, and how many suppliers there are."""

from __future__ import annotations

from models.sheets.columns import SITE_SELECTOR, Column, Role, Space, Table, choice, number, refer
from models.units import Kind

# fmt: off
# A table: one column a line reads better than one argument a line.

SOURCING = Table(
    "Sourcing",
    "an award rule",
    (
        refer("buyer", Space.SITE, f"Who buys: {SITE_SELECTOR}; several together are one buyer.", key=True,
            required=True, selector=True),
        refer("commodity", Space.COMMODITY, "What is bought: a commodity, group or *; several count together.",
            key=True, required=True, selector=True),
        refer("supplier", Space.SITE,
            f"Who sells: {SITE_SELECTOR}; several share the limit. Blank or *: each supplier for itself.", key=True,
            selector=True),
        number("least suppliers", Kind.NUMBER,
            "Least number of suppliers over the whole plan; needs a least share in the row without a supplier.",
            lower=1.0, upper=999.0),
        number("most suppliers", Kind.NUMBER, "Most suppliers over the whole plan.", lower=1.0, upper=999.0),
        number("least share", Kind.FRACTION,
            "Least share of what is sent to the buyer; without a supplier: of each one that gets an award.", upper=1.0,
            mostly=True),
        number("most share", Kind.FRACTION, "Most share of what is sent to the buyer.", upper=1.0, mostly=True),
        choice("window", ("period", "calendar year", "term"),
            "Span over which shares count, by the period of sending; term is the whole plan.", default="calendar year"),
        Column("incumbent", Role.FLAG, "yes: supplies today, so its award costs no switching.", default="no"),
        number("switching cost", Kind.MONEY, "Cost of the award to a supplier that is no incumbent, once per plan."),
    ),
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
