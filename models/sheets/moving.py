"""Sheets Lanes, Inventory and Pipeline: what is sent, held and on its way."""

from __future__ import annotations

from models.sheets.columns import (
    LONGEST,
    SITE_SELECTOR,
    Column,
    Role,
    Space,
    Table,
    choice,
    movable,
    number,
    refer,
    text,
)
from models.units import Kind

# fmt: off
# A table: one column a line reads better than one argument a line.

LANES = Table(
    "Lanes",
    "a link",
    (
        refer("from", Space.SITE, f"Where the material leaves: {SITE_SELECTOR}.", key=True, required=True,
            selector=True),
        refer("to", Space.SITE, f"Where it arrives: {SITE_SELECTOR}.", key=True, required=True, selector=True),
        refer("commodity", Space.COMMODITY, "Material: a commodity, group or *; blank is *.", key=True,
            selector=True, default="*"),
        Column("mode", Role.NAME, "Kind of transport; two modes are two lanes.", key=True),
        number("cost", Kind.PRICE, "Freight per tonne sent.", default=0.0, by_period=True, evenly=True),
        number("duty", Kind.FRACTION, "Duty on the commodity's value.", default=0.0, by_period=True, mostly=True),
        number("lead time", Kind.DURATION, "From sending to arrival.", default=0.0, upper=LONGEST),
        number("loss", Kind.FRACTION, "Share lost on the way.", default=0.0, upper=1.0),
        number("capacity", Kind.RATE, "Most that can be sent.", by_period=True, main=True, no_limit=True),
        number("minimum", Kind.RATE, "Least that must be sent.", by_period=True),
        *movable(Kind.RATE, "the capacity", "in each period"),
    ),
)

RELEASE_WINDOWS = ("period", "calendar year", "whole plan")

INVENTORY = Table(
    "Inventory",
    "stock at a site",
    (
        refer("site", Space.SITE, f"Where the stock lies: {SITE_SELECTOR}.", key=True, required=True, selector=True),
        refer("commodity", Space.COMMODITY, "Material: a commodity, group or *.", key=True, required=True,
            selector=True),
        number("opening", Kind.MASS, "Stock before the first period.", default=0.0),
        refer("origin", Space.PLACE,
            "Country or bloc of every stage of the opening stock; blank: not known, so every rule that asks for an "
            "origin acts on it."),
        number("maximum", Kind.MASS, "Most that can be held at the end of a period.", no_limit=True),
        number("safety", Kind.MASS, "Stock wanted at the end of each period.", by_period=True, main=True),
        number("safety cost", Kind.HOLDING, "Cost of a tonne below the safety stock for a year: then what is missing "
            "counts as a cost, and cheaper is better; blank: it is kept whatever it costs.", by_period=True),
        number("end stock", Kind.MASS, "Stock wanted after the last period; blank: 0, for a stockpile its opening."),
        number("end stock cost", Kind.PRICE, "Cost of a tonne below the end stock; blank: it is kept whatever it "
            "costs."),
        number("holding cost", Kind.HOLDING, "Cost of holding a tonne, on the stock at the end of a period.",
            by_period=True),
        number("loss", Kind.LOSS_RATE, "Share of the stock lost in storage.", upper=1.0),
        text("released for",
            "End uses that may use what was in this stock, as `defence; medical imaging`; blank: all. Of such a stock "
            "only material that they may have counts towards the safety stock."),
        number("release per window", Kind.MASS, "Most that leaves this stock in a window: shipped, used, delivered or "
            "sold, what only passes through included; blank: no limit."),
        choice("release window", RELEASE_WINDOWS, "Span over which releases count; blank: calendar year."),
        Column("sized", Role.FLAG, "yes: the plan keeps the stock as small as it can at the same cost, and tells its "
            "size, what fills it, and which shortage it covers.", default="no"),
        *movable(Kind.MASS, "the opening stock", "at the start"),
    ),
)

PIPELINE = Table(
    "Pipeline",
    "an order on its way",
    (
        refer("to", Space.SITE, "Where it arrives.", key=True, required=True),
        refer("commodity", Space.COMMODITY, "Material on its way.", key=True, required=True),
        Column("period", Role.PERIOD, "Period of arrival.", key=True, required=True),
        refer("origin", Space.PLACE, "Country or bloc of every stage of the material; blank as in sheet Inventory.",
            key=True),
        number("quantity", Kind.MASS, "Tonnes on their way.", required=True, main=True),
    ),
)
