"""Sheets of the contract that this version does not act on yet: known, so that a filled row is an error.

A sheet moves to models/schema.py when a family acts on it.
"""

from __future__ import annotations

from models.columns import MOVABLE, Column, Role, Space, Table, choice, date, number, owned, refer, text
from models.units import Kind

# fmt: off
# A table: one column a line reads better than one argument a line.

RAMP = Table(
    "Ramp",
    "a start-up curve",
    (
        refer("site", Space.SITE, "Site that starts up.", key=True, required=True, selector=True),
        Column("process", Role.NAME, "Process that starts up.", key=True, required=True),
        date("start", "First day of running."),
        text("percent by age", "Share of capacity by age."),
        number("rate limit", Kind.RATE, "Fastest change of the rate."),
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
        refer("customer", Space.SITE, "Site that qualifies.", key=True, required=True, selector=True),
        refer("supplier", Space.SITE, "Site that is qualified.", key=True, required=True, selector=True),
        refer("commodity", Space.COMMODITY, "Material qualified.", key=True, required=True, selector=True),
        Column("ready period", Role.PERIOD, "First period of deliveries."),
    ),
    later=True,
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

BLENDS = Table(
    "Blends",
    "a limit on a recipe's inputs",
    (
        refer("site", Space.SITE, "Where the process runs.", key=True, required=True, selector=True),
        Column("process", Role.NAME, "Process that blends.", key=True, required=True),
        Column("commodity", Role.NAME, "Commodity or element that is limited.", key=True, required=True),
        text("of", "What the share is of."),
        number("least", Kind.FRACTION, "Least share."),
        number("most", Kind.FRACTION, "Most share."),
    ),
    later=True,
)

EXPANSION = Table(
    "Expansion",
    "an option",
    (
        refer("site", Space.SITE, "Where capacity is added.", key=True, required=True, selector=True),
        Column("process", Role.NAME, "Process that grows.", key=True, required=True),
        number("capacity", Kind.RATE, "Capacity that can be added.", main=True),
        number("lead time", Kind.DURATION, "From decision to running."),
        number("capital cost", Kind.HOLDING, "Cost of a tonne a year."),
        number("life", Kind.DURATION, "Life of the asset."),
        date("latest start", "Last day of decision."),
        Column("integer", Role.FLAG, "yes: all or nothing."),
    ),
    later=True,
)

RECYCLING = Table(
    "Recycling",
    "a return stream",
    (
        refer("customer", Space.SITE, "Site whose deliveries return.", key=True, required=True, selector=True),
        refer("product", Space.COMMODITY, "Product that returns.", key=True, required=True, selector=True),
        refer("scrap", Space.COMMODITY, "Scrap that it returns as."),
        number("lag", Kind.DURATION, "From delivery to return."),
        number("collection rate", Kind.FRACTION, "Share that is collected."),
        number("returns from earlier sales", Kind.RATE, "Scrap of earlier sales.", by_period=True, main=True),
        refer("origin", Space.PLACE, "Origin of that scrap."),
    ),
    later=True,
)

PINS = Table(
    "Pins",
    "a planner's wish",
    (
        choice("what", ("ship", "run", "deliver", "stock", "sell"), "Flow that is pinned.", required=True),
        refer("from", Space.SITE, "Sender or site.", selector=True),
        refer("to", Space.SITE, "Receiver.", selector=True),
        refer("commodity", Space.COMMODITY, "Material.", selector=True),
        Column("period", Role.PERIOD, "Period."),
        number("least", Kind.MASS, "Least quantity."),
        number("most", Kind.MASS, "Most quantity."),
        text("reason", "Why."),
        text("who", "Who asked."),
    ),
    later=True,
)

SCENARIOS = Table(
    "Scenarios",
    "a future",
    (
        owned("scenario", "Name of the scenario."),
        text("base", "Scenario on which it builds."),
        number("probability", Kind.FRACTION, "Its probability."),
    ),
    later=True,
)

OVERRIDES = Table(
    "Overrides",
    "one change in a future",
    (
        Column("scenario", Role.NAME, "Scenario that changes.", key=True, required=True),
        text("sheet", "Sheet that changes."),
        text("keys", "Rows that change; `*` is any."),
        text("column", "Column or period that changes."),
        choice("how", ("set", "add", "multiply"), "How it changes."),
        number("value", Kind.NUMBER, "By what."),
    ),
    later=True,
)

# fmt: on
# fmt: on
