"""Sheets Demand and Substitutes: who needs what."""

from __future__ import annotations

from models.sheets.columns import LONGEST, SITE_SELECTOR, Column, Role, Space, Table, date, number, refer
from models.units import Kind

# Below this a tonne would stand in for more than a thousand: a slip of the unit.
LEAST_RATIO = 0.001

# fmt: off
# A table: one column a line reads better than one argument a line.

DEMAND = Table(
    "Demand",
    "a demand stream",
    (
        refer("customer", Space.SITE, "Site that needs the material.", key=True, required=True),
        refer("commodity", Space.COMMODITY, "Material needed.", key=True, required=True),
        Column("end use", Role.NAME, "What it is for; blank is a use of its own.", key=True),
        number("priority", Kind.NUMBER, "1 is served first; blank is 1. Not together with a shortage cost.",
            lower=1.0, upper=99.0),
        number("shortage cost", Kind.PRICE,
            "Cost of a tonne not delivered; such demand is served when that is cheaper, and has no priority."),
        number("weight", Kind.NUMBER, "Weight of a tonne within its priority, up to 1,000,000,000.", default=1.0),
        number("may wait", Kind.DURATION, "How long a delivery may come late.", default=0.0, upper=LONGEST),
        number("demand", Kind.RATE, "Tonnes needed in each period; blank is 0.", by_period=True, main=True),
    ),
    required=True,
)

SUBSTITUTES = Table(
    "Substitutes",
    "an accepted other",
    (
        refer("customer", Space.SITE, f"Site that accepts: {SITE_SELECTOR}.", key=True, required=True, selector=True),
        refer("commodity", Space.COMMODITY, "Material asked for.", key=True, required=True),
        Column("end use", Role.NAME, "End use for which it is accepted; blank: all of the customer's.", key=True),
        refer("accepted instead", Space.COMMODITY, "Material accepted in its place.", key=True, required=True),
        number("tonnes per tonne", Kind.NUMBER, "Tonnes of it that serve as a tonne of what was asked for.",
            default=1.0, lower=LEAST_RATIO),
        date("from", "First day on which it is accepted; blank: from the start."),
        date("until", "Last day on which it is accepted; blank: to the end."),
    ),
)
