"""Sheets Demand, Substitutes and Contracts: who needs what, and at which price."""

from __future__ import annotations

from models.columns import LONGEST, MOVABLE, Column, Role, Space, Table, choice, date, number, owned, refer
from models.units import Kind

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
        number("weight", Kind.NUMBER, "Weight of a tonne within its priority.", default=1.0),
        number("may wait", Kind.DURATION, "How long a delivery may come late.", default=0.0, upper=LONGEST),
        number("demand", Kind.RATE, "Tonnes needed in each period; blank is 0.", by_period=True, main=True),
    ),
    required=True,
)

SUBSTITUTES = Table(
    "Substitutes",
    "an accepted other",
    (
        refer("customer", Space.SITE, "Site that accepts.", key=True, required=True, selector=True),
        refer("commodity", Space.COMMODITY, "Material asked for.", key=True, required=True),
        refer("accepted instead", Space.COMMODITY, "Material accepted.", key=True, required=True),
        number("tonnes per tonne", Kind.NUMBER, "Tonnes accepted for a tonne asked for."),
        date("from", "First day."),
        date("until", "Last day."),
    ),
    later=True,
)

CONTRACTS = Table(
    "Contracts",
    "a contract or price tier",
    (
        owned("contract", "Name of the contract."),
        Column("tier", Role.NAME, "Price tier.", key=True),
        refer("supplier", Space.SITE, "Site that sells.", selector=True),
        refer("buyer", Space.SITE, "Site that buys.", selector=True),
        refer("commodity", Space.COMMODITY, "Material sold.", selector=True),
        number("price", Kind.PRICE, "Price in each period.", by_period=True, main=True),
        number("price floor", Kind.PRICE, "Least price."),
        choice("floor paid by", ("buyer", "third party"), "Who pays the floor."),
        number("tier from", Kind.MASS, "Lower end of the tier."),
        number("tier to", Kind.MASS, "Upper end of the tier."),
        number("minimum take", Kind.MASS, "Least quantity taken in a window."),
        Column("take-or-pay", Role.FLAG, "yes: the minimum is paid, taken or not."),
        number("maximum", Kind.MASS, "Most quantity taken in a window."),
        choice("window", ("period", "calendar year", "term"), "Span over which quantities count."),
        number("order quantity", Kind.MASS, "Least quantity of an order."),
        number("multiple", Kind.MASS, "Lot size."),
        date("start", "First day of the contract."),
        date("end", "Last day of the contract."),
        *MOVABLE,
    ),
    later=True,
)
