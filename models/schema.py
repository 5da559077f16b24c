"""Every sheet and column of the input workbook, declared once.

Reading, unit conversion, bounds, reference checks, error texts, the template and the documentation page
all follow from these lines. To add a column, add one line here; to add a sheet, add one Table.
Knows nothing of files: planner/read finds the cells, models/resolve gives the rows a meaning.
"""

from __future__ import annotations

from models.columns import (
    COMMON,
    MOVABLE,
    SITE_SELECTOR,
    Column,
    Role,
    Space,
    Table,
    choice,
    date,
    number,
    owned,
    refer,
    text,
)
from models.later import (
    BLENDS,
    CONTRACTS,
    EXPANSION,
    OVERRIDES,
    PINS,
    QUALIFICATION,
    RAMP,
    RECYCLING,
    SCENARIOS,
    SOURCING,
    SUBSTITUTES,
)
from models.units import Kind

__all__ = ["COMMON", "INFORMATION_SHEETS", "READ_ME", "TABLE", "TABLES", "Column", "Role", "Space", "Table"]

# fmt: off
# A table: one column a line reads better than one argument a line.

SETTINGS = Table(
    "Settings",
    "an option",
    (
        owned("setting", "Name of the option; the page of settings lists them all."),
        text("value", "Value of the option."),
        text("help", "What the option does."),
    ),
    required=True,
)

PERIODS = Table(
    "Periods",
    "a period",
    (
        owned("period", "Name of the period: 2026Q1, 2026-01, 2026."),
        date("start", "First day of the period.", required=True),
        date("end", "Last day of the period, included.", required=True),
    ),
    required=True,
)

# Months or periods: longer than any horizon, short enough for dates to be counted with.
LONGEST = 1200.0

STAGES = ("ore", "concentrate", "mixed", "oxide", "metal", "alloy", "magnet", "scrap")

COMMODITIES = Table(
    "Commodities",
    "a material form",
    (
        owned("commodity", "Name of the material form; an oxide and its metal are two commodities."),
        choice("stage", STAGES, "Stage of the chain at which the material stands.", required=True),
        Column("contents", Role.CONTENTS,
            "Tonnes of each element in a tonne, as `Nd 0.23; Pr 0.07`; with it recipes are checked for mass."),
        number("value", Kind.PRICE, "Worth of a tonne: base of ad valorem duties and tariffs.", by_period=True),
        number("surplus price", Kind.PRICE, "What a tonne of surplus earns; blank: surplus is not sold.",
            by_period=True, main=True),
        number("surplus limit", Kind.RATE, "Most surplus that can be sold, over all sites.", by_period=True,
            no_limit=True),
        number("disposal cost", Kind.PRICE, "Cost of throwing a tonne away; blank: free.", default=0.0),
    ),
    required=True,
)

KINDS = ("mine", "plant", "recycler", "trader", "supplier", "stockpile", "customer", "depot")

SITES = Table(
    "Sites",
    "a supplier, plant, trader, stockpile or customer",
    (
        owned("site", "Name of the site."),
        text("operator", "Company that runs the site; also a selector for all its sites."),
        text("country", "Country of the site; also a selector."),
        text("bloc", "Bloc of the site, the country unless given; also a selector."),
        choice("kind", KINDS, "What the site is.", default="plant"),
        text("owner country", "Country of the owner."),
        number("latitude", Kind.DEGREES, "Degrees north.", lower=-90.0, upper=90.0),
        number("longitude", Kind.DEGREES, "Degrees east.", lower=-180.0, upper=180.0),
        date("start", "First day on which the site runs.", later=True),
        date("end", "Last day on which the site runs.", later=True),
    ),
    required=True,
)

PROCESSES = Table(
    "Processes",
    "one line of a recipe",
    (
        refer("site", Space.SITE, f"Where the process runs: {SITE_SELECTOR}.", key=True, required=True, selector=True),
        Column("process", Role.NAME, "Name of the process.", key=True, required=True),
        choice("direction", ("in", "out"), "Whether the line goes in or comes out.", key=True, required=True),
        refer("commodity", Space.COMMODITY, "Material of the line.", key=True, required=True),
        number("quantity per run", Kind.MASS, "Tonnes of the line in one run.", default=1.0),
        number("yield", Kind.FRACTION, "Share of the quantity that really comes out (out lines).", default=1.0,
            upper=1.0, by_period=True, main=True),
        number("run cost", Kind.PRICE, "Cost per tonne of this line; the line that carries it drives the process.",
            lower=float("-inf"), by_period=True),
        number("lead time", Kind.DURATION, "From the start of a run to its output.", upper=LONGEST),
        number("minimum run", Kind.RATE, "Least that must be run, on this line.", by_period=True),
        refer("origin", Space.PLACE, "Origin of a source's material; the country of the site unless given."),
        text("clears", "Flags that the process clears.", later=True),
    ),
    required=True,
)

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

CAPACITY = Table(
    "Capacity",
    "a limit",
    (
        refer("site", Space.SITE, f"{SITE_SELECTOR}; `{{group}}` is one limit over the sum.", key=True,
            required=True, selector=True),
        Column("process", Role.NAME, "Process that is limited; blank or *: all of the site.", key=True),
        choice("basis", ("in", "out", "throughput"),
            "Whether an input, an output or what arrives at the site is counted; blank: the side on which the "
            "commodity stands, or the driver's.",
            key=True),
        refer("commodity", Space.COMMODITY,
            "Material that is counted: a commodity, a group (one limit for each), `{group}` (one limit over the sum); "
            "blank: the driver's, for throughput all.",
            key=True, selector=True),
        number("availability", Kind.FRACTION, "Share of the capacity that is there.", default=1.0, upper=1.0,
            by_period=True),
        number("capacity", Kind.RATE, "Nameplate; blank in a period without `all` is an error.", required=True,
            by_period=True, main=True, no_limit=True),
        number("running at start", Kind.RATE, "Rate before the first period.", later=True),
        *MOVABLE,
    ),
)

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
        number("cost", Kind.PRICE, "Freight per tonne sent.", default=0.0, by_period=True),
        number("duty", Kind.FRACTION, "Duty on the commodity's value.", default=0.0, by_period=True),
        number("lead time", Kind.DURATION, "From sending to arrival.", default=0.0, upper=LONGEST),
        number("loss", Kind.FRACTION, "Share lost on the way.", default=0.0, upper=1.0),
        number("capacity", Kind.RATE, "Most that can be sent.", by_period=True, main=True, no_limit=True),
        number("minimum", Kind.RATE, "Least that must be sent.", by_period=True),
        *MOVABLE,
    ),
)

INVENTORY = Table(
    "Inventory",
    "stock at a site",
    (
        refer("site", Space.SITE, f"Where the stock lies: {SITE_SELECTOR}.", key=True, required=True, selector=True),
        refer("commodity", Space.COMMODITY, "Material: a commodity, group or *.", key=True, required=True,
            selector=True),
        number("opening", Kind.MASS, "Stock before the first period.", default=0.0),
        refer("origin", Space.PLACE, "Country or bloc of every stage of the opening stock."),
        number("maximum", Kind.MASS, "Most that can be held at the end of a period.", no_limit=True),
        number("safety", Kind.MASS, "Stock wanted at the end of each period.", by_period=True, main=True),
        number("end stock", Kind.MASS, "Stock wanted after the last period; blank: 0, for a stockpile its opening."),
        number("holding cost", Kind.HOLDING, "Cost of holding a tonne, on the stock at the end of a period.",
            by_period=True),
        number("loss", Kind.LOSS_RATE, "Share of the stock lost in storage.", upper=1.0),
        text("released for", "End uses to which a stockpile is released.", later=True),
        number("release per window", Kind.MASS, "Most that is released.", later=True),
    ),
)

PIPELINE = Table(
    "Pipeline",
    "an order on its way",
    (
        refer("to", Space.SITE, "Where it arrives.", key=True, required=True),
        refer("commodity", Space.COMMODITY, "Material on its way.", key=True, required=True),
        Column("period", Role.PERIOD, "Period of arrival.", key=True, required=True),
        refer("origin", Space.PLACE, "Country or bloc of every stage of the material.", key=True),
        number("quantity", Kind.MASS, "Tonnes on their way.", required=True, main=True),
    ),
)

RULE_TYPES = ("ban", "cap", "tariff")
LATER_RULE_TYPES = ("licence", "share_max", "share_min", "end_use_ban", "de_minimis")

RULES = Table(
    "Rules",
    "a policy",
    (
        owned("rule", "Name of the rule; several rows may share it."),
        choice("type", RULE_TYPES, "What the rule does.", required=True, key=True, later_choices=LATER_RULE_TYPES),
        date("start", "First day on which it acts.", key=True, required=True),
        date("end", "Last day on which it acts; blank: without end."),
        *(
            refer(name, Space.PLACE, f"Acts on material {name} this country or bloc.", later=True)
            for name in ("mined in", "separated in", "metal in", "alloy in", "magnet in")
        ),
        text("elements", "Elements that are covered.", later=True),
        refer("from", Space.SITE, f"Sender: {SITE_SELECTOR}; blank is *.", selector=True, key=True),
        refer("to", Space.SITE, f"Receiver: {SITE_SELECTOR}; blank is *.", selector=True, key=True),
        refer("commodity", Space.COMMODITY, "Material: a commodity, group or *; blank is *.", selector=True, key=True),
        refer("end use", Space.END_USE, "End use that is covered.", later=True),
        number("value", Kind.LIMIT, "Tonnes of a cap; % or USD/t of a tariff.", main=True),
        choice("window", ("period", "calendar year", "own dates"), "Span over which a cap counts.",
            default="own dates"),
        choice("applies at", ("departure", "arrival"), "Period in which a flow counts.", default="departure",
            later_choices=("production", "delivery")),
        Column("hard", Role.FLAG, "no: may be broken, at its weight.", default="yes"),
        number("weight", Kind.NUMBER, "Weight of a soft rule: of a tonne too much, for a year.", default=1.0),
        choice("status", ("in force", "suspended", "announced"),
            "Only `in force` acts; `announced` acts when the setting `announced rules` is yes.", default="in force"),
        date("review date", "Date on which the rule is reviewed.", later=True),
        choice("if not renewed", ("lapses", "stays"), "What holds after the review date.", later=True),
        text("legal reference", "Legal text of the rule."),
        *MOVABLE,
    ),
)

GROUPS = Table(
    "Groups",
    "membership",
    (
        Column("group", Role.NAME, "Name of the group.", key=True, required=True),
        refer("member", Space.ANY, "A site, commodity, or other group.", key=True, required=True, selector=True),
    ),
)

TABLES: tuple[Table, ...] = (
    SETTINGS,
    PERIODS,
    COMMODITIES,
    SITES,
    PROCESSES,
    DEMAND,
    CAPACITY,
    RAMP,
    LANES,
    INVENTORY,
    PIPELINE,
    RULES,
    CONTRACTS,
    SOURCING,
    QUALIFICATION,
    SUBSTITUTES,
    BLENDS,
    EXPANSION,
    RECYCLING,
    PINS,
    GROUPS,
    SCENARIOS,
    OVERRIDES,
)

TABLE = {table.name: table for table in TABLES}

# Sheets that a workbook of ours may carry and that hold no input.
READ_ME = "Read me"
INFORMATION_SHEETS = (READ_ME,)
