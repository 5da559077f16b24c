"""Sheets Processes, Capacity, Ramp, Blends, Expansion and Recycling: what can be made of what, and how much."""

from __future__ import annotations

from models.sheets.columns import (
    LONGEST,
    SITE_SELECTOR,
    Column,
    Role,
    Space,
    Table,
    choice,
    date,
    movable,
    number,
    refer,
    text,
)
from models.units import Kind

# fmt: off
# A table: one column a line reads better than one argument a line.

PROCESSES = Table(
    "Processes",
    "one line of a recipe",
    (
        refer("site", Space.SITE, f"Where the process runs: {SITE_SELECTOR}.", key=True, required=True, selector=True),
        Column("process", Role.NAME, "Name of the process.", key=True, required=True),
        choice("direction", ("in", "out"), "Whether the line goes in or comes out.", key=True, required=True),
        refer("commodity", Space.COMMODITY, "Material of the line.", key=True, required=True),
        number("quantity per run", Kind.MASS, "Tonnes of the line in one run.", default=1.0, evenly=True),
        number("yield", Kind.FRACTION, "Share of the quantity that really comes out (out lines).", default=1.0,
            upper=1.0, by_period=True, main=True, mostly=True),
        number("run cost", Kind.PRICE, "Cost per tonne of this line; the line that carries it drives the process.",
            lower=float("-inf"), by_period=True),
        number("lead time", Kind.DURATION, "From the start of a run to its output.", upper=LONGEST),
        number("minimum run", Kind.RATE, "Least that must be run, on this line.", by_period=True),
        refer("origin", Space.PLACE, "Origin of a source's material; the country of the site unless given."),
        Column("blend", Role.NAME,
            "Inputs of a process with the same word here stand in for one another in any mixture; the quantity per run "
            "is what each alone would need. Sheet Blends limits the mixture. Blank: always needed."),
        text("clears",
            "Stages whose origin the law forgets when this process is run, as `mined; separated`, or `all`; for some "
            "recycling. May stand on any line of the process."),
    ),
    required=True,
)

CAPACITY = Table(
    "Capacity",
    "a limit",
    (
        refer("site", Space.SITE, f"{SITE_SELECTOR}; `{{group}}` is one limit over the sum.", key=True,
            required=True, selector=True),
        Column("process", Role.NAME, "Process that is limited; blank or *: all of the site.", key=True),
        choice("basis", ("in", "out", "throughput"),
            "Whether an input, an output or, as throughput, what lanes bring to the site after loss is counted (no "
            "order of Pipeline, no opening stock); blank: the side on which the commodity stands, or the driver's.",
            key=True),
        refer("commodity", Space.COMMODITY,
            "Material that is counted: a commodity, a group (one limit for each), `{group}` (one limit over the sum); "
            "blank: the driver's, for throughput all.",
            key=True, selector=True),
        number("availability", Kind.FRACTION, "Share of the capacity that is there.", default=1.0, upper=1.0,
            by_period=True, mostly=True),
        number("capacity", Kind.RATE, "Nameplate; blank in a period without `all` is an error.", required=True,
            by_period=True, main=True, no_limit=True),
        number("minimum load", Kind.RATE,
            "Least that is counted when anything is: either nothing runs, or at least so much. Makes the problem an "
            "integer one; what must run in any case is the `minimum run` of sheet Processes.",
            by_period=True),
        number("running at start", Kind.RATE,
            "Rate just before the first period, from which the `rate limit` of sheet Ramp counts; blank: the first "
            "period is free."),
        *movable(Kind.RATE, "the capacity", "in each period"),
    ),
)

RAMP = Table(
    "Ramp",
    "a start-up curve",
    (
        refer("site", Space.SITE, f"Where the process runs: {SITE_SELECTOR}.", key=True, required=True, selector=True),
        Column("process", Role.NAME, "Process that starts up, or whose rate changes slowly.", key=True, required=True),
        date("start", "Day from which the age counts; blank: the start of the site on sheet Sites."),
        text("percent by age",
            "Age in months and percent of the capacity from that age on, as `0 25; 6 50; 12 100`; nothing before the "
            "first age."),
        number("rate limit", Kind.CHANGE,
            "Fastest change of the rate, up or down, in tonnes of the driver's commodity."),
    ),
)

BLENDS = Table(
    "Blends",
    "a limit on a recipe's inputs",
    (
        refer("site", Space.SITE, f"Where the process runs: {SITE_SELECTOR}.", key=True, required=True, selector=True),
        Column("process", Role.NAME, "Process whose inputs are limited.", key=True, required=True),
        Column("commodity", Role.NAME,
            "What is limited: an input of the process, a group of inputs (their sum), or an element by the contents of "
            "the inputs.", key=True, required=True),
        Column("of", Role.NAME,
            "What the share is of: an input or output of the process, a group, or an element; blank: all its inputs.",
            key=True),
        number("least", Kind.FRACTION, "Least share; blank: none."),
        number("most", Kind.FRACTION, "Most share; blank: none."),
    ),
)

EXPANSION = Table(
    "Expansion",
    "an option",
    (
        refer("site", Space.SITE, f"Where capacity is added: {SITE_SELECTOR}, an option for each.", key=True,
            required=True, selector=True),
        Column("process", Role.NAME, "Process that grows; so do the rows of sheet Capacity that limit it alone.",
            key=True, required=True),
        number("capacity", Kind.RATE, "Most that can be added in all, in what the row of sheet Capacity counts.",
            required=True, main=True),
        number("lead time", Kind.DURATION, "From the decision to the first day of running.", upper=LONGEST),
        number("capital cost", Kind.CAPITAL, "Cost of each tonne a year, paid as an annuity over the life."),
        number("life", Kind.DURATION, "From the first day of running to the last; needed beside a capital cost, "
            "blank without one: for ever.", upper=LONGEST),
        date("latest start", "Last day on which it can be decided; blank: any day."),
        Column("integer", Role.FLAG, "yes: all of it at once or nothing; no: any part, at any time.", default="no"),
    ),
)

RECYCLING = Table(
    "Recycling",
    "a return stream",
    (
        refer("customer", Space.SITE,
            f"Where the product is delivered and the scrap appears: {SITE_SELECTOR}.", key=True, required=True,
            selector=True),
        refer("product", Space.COMMODITY, "Product that returns: what is delivered, be it a substitute.", key=True,
            required=True, selector=True),
        refer("scrap", Space.COMMODITY, "Scrap that it returns as.", key=True, required=True),
        number("lag", Kind.DURATION,
            "From the middle of the period of delivery to return; with setting `round lead times up` from its end.",
            default=0.0, upper=LONGEST),
        number("collection rate", Kind.FRACTION, "Tonnes of scrap for a tonne delivered a lag earlier.", default=0.0,
            upper=1.0, mostly=True),
        number("returns from earlier sales", Kind.RATE,
            "Scrap of what was sold before the first period; blank: none. Such a row names one site and one product.",
            by_period=True, main=True),
        refer("origin", Space.PLACE, "Origin of the scrap of earlier sales; what returns of deliveries keeps theirs."),
    ),
)
