"""Every sheet and column of the input workbook, declared once.

Reading, unit conversion, bounds, reference checks, error texts, the template and the documentation page
all follow from these lines. To add a column, add one line here; to add a sheet, add one Table.
Knows nothing of files: planner/read finds the cells, models/problem.py gives the rows a meaning.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from models.units import Kind


class Role(StrEnum):
    """What a cell of the column holds."""

    NAME = "name"  # names the thing that the row creates
    REFERENCE = "reference"  # names things created elsewhere, through a selector where `selector` is set
    CHOICE = "choice"
    FLAG = "yes or no"
    DATE = "date"
    PERIOD = "period"
    NUMBER = "number"
    CONTENTS = "contents"  # `Nd 0.23; Pr 0.07`: t per t
    TEXT = "text"


class Space(StrEnum):
    """The namespace in which a reference is looked up."""

    SITE = "site"  # a site; with a selector also a group, country, bloc, operator or *
    COMMODITY = "commodity"  # a commodity; with a selector also a group or *
    PROCESS = "process"
    PLACE = "country or bloc"
    END_USE = "end use"
    ANY = "site or commodity"


@dataclass(frozen=True)
class Column:
    """One column of a sheet.

    name       as in the header, lower case
    kind       what a number measures; None for anything that is not a number
    default    what a blank cell means: a number, a word, or None where blank means "none" or "not given"
    lower, upper  bounds of a typed value in base units, both included
    key        part of what makes a row unique; required: a blank cell is an error, in every period if it varies
    by_period  may have one value for each period; main: bare period headers and `all` belong to it
    no_limit   the words `no limit` are a value
    later      the column is known but this version does not act on it: a filled cell is an error
    """

    name: str
    role: Role
    help: str
    kind: Kind | None = None
    default: float | str | None = None
    lower: float = float("-inf")
    upper: float = float("inf")
    space: Space | None = None
    choices: tuple[str, ...] = ()
    later_choices: tuple[str, ...] = ()
    key: bool = False
    required: bool = False
    selector: bool = False
    by_period: bool = False
    main: bool = False
    no_limit: bool = False
    later: bool = False


@dataclass(frozen=True)
class Table:
    """One sheet: what a row is, whether the workbook must have it, and its columns in template order."""

    name: str
    row_is: str
    columns: tuple[Column, ...]
    required: bool = False
    later: bool = False

    @cached_property
    def by_name(self) -> dict[str, Column]:
        """Return the columns by their name."""
        return {column.name: column for column in self.columns}

    @cached_property
    def keys(self) -> tuple[str, ...]:
        """Return the names of the columns that make a row unique."""
        return tuple(column.name for column in self.columns if column.key)

    @cached_property
    def main(self) -> Column | None:
        """Return the column to which bare period headers, `all` and `unit` belong."""
        return next((column for column in self.columns if column.main), None)


def _name(name: str, help: str) -> Column:
    return Column(name, Role.NAME, help, key=True, required=True)


def _refer(
    name: str,
    space: Space,
    help: str,
    *,
    key: bool = False,
    required: bool = False,
    selector: bool = False,
    default: str | None = None,
    later: bool = False,
) -> Column:
    return Column(
        name,
        Role.REFERENCE,
        help,
        space=space,
        key=key,
        required=required,
        selector=selector,
        default=default,
        later=later,
    )


def _number(
    name: str,
    kind: Kind,
    help: str,
    *,
    default: float | None = None,
    lower: float = 0.0,
    upper: float = float("inf"),
    required: bool = False,
    by_period: bool = False,
    main: bool = False,
    no_limit: bool = False,
    later: bool = False,
) -> Column:
    return Column(
        name,
        Role.NUMBER,
        help,
        kind=kind,
        default=default,
        lower=lower,
        upper=upper,
        required=required,
        by_period=by_period,
        main=main,
        no_limit=no_limit,
        later=later,
    )


def _choice(
    name: str,
    choices: tuple[str, ...],
    help: str,
    *,
    default: str | None = None,
    required: bool = False,
    key: bool = False,
    later_choices: tuple[str, ...] = (),
    later: bool = False,
) -> Column:
    return Column(
        name,
        Role.CHOICE,
        help,
        choices=choices,
        later_choices=later_choices,
        default=default,
        required=required,
        key=key,
        later=later,
    )


def _text(name: str, help: str, *, later: bool = False) -> Column:
    return Column(name, Role.TEXT, help, later=later)


def _date(name: str, help: str, *, key: bool = False, required: bool = False, later: bool = False) -> Column:
    return Column(name, Role.DATE, help, key=key, required=required, later=later)


# Every row of every sheet may carry these.
COMMON = (
    _text("note", "Anything worth remembering about the row."),
    _text("source", "Where the figures come from: title, publisher, address."),
    _text("as of", "Date of the source."),
    _choice("confidence", ("A", "B", "C"), "A reported, B guidance of an operator, C estimate."),
    Column("active", Role.FLAG, "no: the row is read and reported, but nothing acts on it.", default="yes"),
    _text("scenario", "The scenario in which the row acts.", later=True),
)

# Levers of the cures; known, not yet acted on.
MOVABLE = (
    Column("movable", Role.FLAG, "yes: a cure may move this limit.", later=True),
    _number("how far", Kind.NUMBER, "How far a cure may move the limit.", later=True),
    _number("at what cost", Kind.PRICE, "Cost of moving the limit.", later=True),
)

SITE_SELECTOR = "a site, group, country, bloc, operator or *"

SETTINGS = Table(
    "Settings",
    "an option",
    (
        _name("setting", "Name of the option; the page of settings lists them all."),
        _text("value", "Value of the option."),
        _text("help", "What the option does."),
    ),
    required=True,
)

PERIODS = Table(
    "Periods",
    "a period",
    (
        _name("period", "Name of the period: 2026Q1, 2026-01, 2026."),
        _date("start", "First day of the period.", required=True),
        _date("end", "Last day of the period, included.", required=True),
    ),
    required=True,
)

STAGES = ("ore", "concentrate", "mixed", "oxide", "metal", "alloy", "magnet", "scrap")

COMMODITIES = Table(
    "Commodities",
    "a material form",
    (
        _name("commodity", "Name of the material form; an oxide and its metal are two commodities."),
        _choice("stage", STAGES, "Stage of the chain at which the material stands.", required=True),
        Column(
            "contents",
            Role.CONTENTS,
            "Tonnes of each element in a tonne, as `Nd 0.23; Pr 0.07`; with it recipes are checked for mass.",
        ),
        _number("value", Kind.PRICE, "Worth of a tonne: base of ad valorem duties and tariffs.", by_period=True),
        _number(
            "surplus price",
            Kind.PRICE,
            "What a tonne of surplus earns; blank: surplus is not sold.",
            by_period=True,
            main=True,
        ),
        _number(
            "surplus limit", Kind.RATE, "Most surplus that can be sold, over all sites.", by_period=True, no_limit=True
        ),
        _number("disposal cost", Kind.PRICE, "Cost of throwing a tonne away; blank: free.", default=0.0),
    ),
    required=True,
)

KINDS = ("mine", "plant", "recycler", "trader", "supplier", "stockpile", "customer", "depot")

SITES = Table(
    "Sites",
    "a supplier, plant, trader, stockpile or customer",
    (
        _name("site", "Name of the site."),
        _text("operator", "Company that runs the site; also a selector for all its sites."),
        _text("country", "Country of the site; also a selector."),
        _text("bloc", "Bloc of the site, the country unless given; also a selector."),
        _choice("kind", KINDS, "What the site is.", default="plant"),
        _text("owner country", "Country of the owner."),
        _number("latitude", Kind.DEGREES, "Degrees north.", lower=-90.0, upper=90.0),
        _number("longitude", Kind.DEGREES, "Degrees east.", lower=-180.0, upper=180.0),
        _date("start", "First day on which the site runs.", later=True),
        _date("end", "Last day on which the site runs.", later=True),
    ),
    required=True,
)

PROCESSES = Table(
    "Processes",
    "one line of a recipe",
    (
        _refer("site", Space.SITE, f"Where the process runs: {SITE_SELECTOR}.", key=True, required=True, selector=True),
        Column("process", Role.NAME, "Name of the process.", key=True, required=True),
        _choice("direction", ("in", "out"), "Whether the line goes in or comes out.", key=True, required=True),
        _refer("commodity", Space.COMMODITY, "Material of the line.", key=True, required=True),
        _number("quantity per run", Kind.MASS, "Tonnes of the line in one run.", default=1.0),
        _number(
            "yield",
            Kind.FRACTION,
            "Share of the quantity that really comes out (out lines).",
            default=1.0,
            upper=1.0,
            by_period=True,
            main=True,
        ),
        _number(
            "run cost",
            Kind.PRICE,
            "Cost per tonne of this line; the line that carries it drives the process.",
            lower=float("-inf"),
            by_period=True,
        ),
        _number("lead time", Kind.DURATION, "From the start of a run to its output."),
        _number("minimum run", Kind.RATE, "Least that must be run, on this line.", by_period=True),
        _refer("origin", Space.PLACE, "Origin of a source's material; the country of the site unless given."),
        _text("clears", "Flags that the process clears.", later=True),
    ),
    required=True,
)

DEMAND = Table(
    "Demand",
    "a demand stream",
    (
        _refer("customer", Space.SITE, "Site that needs the material.", key=True, required=True),
        _refer("commodity", Space.COMMODITY, "Material needed.", key=True, required=True),
        Column("end use", Role.NAME, "What it is for; blank is a use of its own.", key=True),
        _number(
            "priority",
            Kind.NUMBER,
            "1 is served first; blank is 1. Not together with a shortage cost.",
            lower=1.0,
            upper=99.0,
        ),
        _number(
            "shortage cost",
            Kind.PRICE,
            "Cost of a tonne not delivered; such demand is served when that is cheaper, and has no priority.",
        ),
        _number("weight", Kind.NUMBER, "Weight of a tonne within its priority.", default=1.0),
        _number("may wait", Kind.DURATION, "How long a delivery may come late.", default=0.0),
        _number("demand", Kind.RATE, "Tonnes needed in each period; blank is 0.", by_period=True, main=True),
    ),
    required=True,
)

CAPACITY = Table(
    "Capacity",
    "a limit",
    (
        _refer(
            "site",
            Space.SITE,
            f"{SITE_SELECTOR}; `{{group}}` is one limit over the sum.",
            key=True,
            required=True,
            selector=True,
        ),
        Column("process", Role.NAME, "Process that is limited; blank or *: all of the site.", key=True),
        _choice(
            "basis",
            ("in", "out", "throughput"),
            "Whether an input, an output or what arrives at the site is counted; blank: the driver's direction.",
            key=True,
        ),
        _refer(
            "commodity", Space.COMMODITY, "Material that is counted; blank: the driver's, for throughput all.", key=True
        ),
        _number(
            "availability",
            Kind.FRACTION,
            "Share of the capacity that is there.",
            default=1.0,
            upper=1.0,
            by_period=True,
        ),
        _number(
            "capacity",
            Kind.RATE,
            "Nameplate; blank in a period without `all` is an error.",
            required=True,
            by_period=True,
            main=True,
            no_limit=True,
        ),
        _number("running at start", Kind.RATE, "Rate before the first period.", later=True),
        *MOVABLE,
    ),
)

RAMP = Table(
    "Ramp",
    "a start-up curve",
    (
        _refer("site", Space.SITE, "Site that starts up.", key=True, required=True, selector=True),
        Column("process", Role.NAME, "Process that starts up.", key=True, required=True),
        _date("start", "First day of running."),
        _text("percent by age", "Share of capacity by age."),
        _number("rate limit", Kind.RATE, "Fastest change of the rate."),
    ),
    later=True,
)

LANES = Table(
    "Lanes",
    "a link",
    (
        _refer(
            "from", Space.SITE, f"Where the material leaves: {SITE_SELECTOR}.", key=True, required=True, selector=True
        ),
        _refer("to", Space.SITE, f"Where it arrives: {SITE_SELECTOR}.", key=True, required=True, selector=True),
        _refer(
            "commodity",
            Space.COMMODITY,
            "Material: a commodity, group or *; blank is *.",
            key=True,
            selector=True,
            default="*",
        ),
        Column("mode", Role.NAME, "Kind of transport; two modes are two lanes.", key=True),
        _number("cost", Kind.PRICE, "Freight per tonne sent.", default=0.0, by_period=True),
        _number("duty", Kind.FRACTION, "Duty on the commodity's value.", default=0.0, by_period=True),
        _number("lead time", Kind.DURATION, "From sending to arrival.", default=0.0),
        _number("loss", Kind.FRACTION, "Share lost on the way.", default=0.0, upper=1.0),
        _number("capacity", Kind.RATE, "Most that can be sent.", by_period=True, main=True, no_limit=True),
        _number("minimum", Kind.RATE, "Least that must be sent.", by_period=True),
        *MOVABLE,
    ),
)

INVENTORY = Table(
    "Inventory",
    "stock at a site",
    (
        _refer("site", Space.SITE, f"Where the stock lies: {SITE_SELECTOR}.", key=True, required=True, selector=True),
        _refer(
            "commodity", Space.COMMODITY, "Material: a commodity, group or *.", key=True, required=True, selector=True
        ),
        _number("opening", Kind.MASS, "Stock before the first period.", default=0.0),
        _refer("origin", Space.PLACE, "Country or bloc of every stage of the opening stock."),
        _number("maximum", Kind.MASS, "Most that can be held at the end of a period.", no_limit=True),
        _number("safety", Kind.MASS, "Stock wanted at the end of each period.", by_period=True, main=True),
        _number("end stock", Kind.MASS, "Stock wanted after the last period; blank: 0, for a stockpile its opening."),
        _number(
            "holding cost",
            Kind.HOLDING,
            "Cost of holding a tonne, on the stock at the end of a period.",
            by_period=True,
        ),
        _number("loss", Kind.LOSS_RATE, "Share of the stock lost in storage.", upper=1.0),
        _text("released for", "End uses to which a stockpile is released.", later=True),
        _number("release per window", Kind.MASS, "Most that is released.", later=True),
    ),
)

PIPELINE = Table(
    "Pipeline",
    "an order on its way",
    (
        _refer("to", Space.SITE, "Where it arrives.", key=True, required=True),
        _refer("commodity", Space.COMMODITY, "Material on its way.", key=True, required=True),
        Column("period", Role.PERIOD, "Period of arrival.", key=True, required=True),
        _refer("origin", Space.PLACE, "Country or bloc of every stage of the material.", key=True),
        _number("quantity", Kind.MASS, "Tonnes on their way.", required=True, main=True),
    ),
)

RULE_TYPES = ("ban", "cap", "tariff")
LATER_RULE_TYPES = ("licence", "share_max", "share_min", "end_use_ban", "de_minimis")

RULES = Table(
    "Rules",
    "a policy",
    (
        _name("rule", "Name of the rule; several rows may share it."),
        _choice("type", RULE_TYPES, "What the rule does.", required=True, later_choices=LATER_RULE_TYPES),
        _date("start", "First day on which it acts.", key=True, required=True),
        _date("end", "Last day on which it acts; blank: without end."),
        *(
            _refer(name, Space.PLACE, f"Acts on material {name} this country or bloc.", later=True)
            for name in ("mined in", "separated in", "metal in", "alloy in", "magnet in")
        ),
        _text("elements", "Elements that are covered.", later=True),
        _refer("from", Space.SITE, f"Sender: {SITE_SELECTOR}; blank is *.", selector=True, key=True),
        _refer("to", Space.SITE, f"Receiver: {SITE_SELECTOR}; blank is *.", selector=True, key=True),
        _refer("commodity", Space.COMMODITY, "Material: a commodity, group or *; blank is *.", selector=True, key=True),
        _refer("end use", Space.END_USE, "End use that is covered.", later=True),
        _number("value", Kind.LIMIT, "Tonnes of a cap; % or USD/t of a tariff.", main=True),
        _choice(
            "window", ("period", "calendar year", "own dates"), "Span over which a cap counts.", default="own dates"
        ),
        _choice(
            "applies at",
            ("departure", "arrival"),
            "Period in which a flow counts.",
            default="departure",
            later_choices=("production", "delivery"),
        ),
        Column("hard", Role.FLAG, "no: may be broken, at its weight.", default="yes"),
        _number("weight", Kind.NUMBER, "Weight of a tonne of violation of a soft rule.", default=1.0),
        _choice(
            "status",
            ("in force", "suspended", "announced"),
            "Only `in force` acts; `announced` acts when the setting `announced rules` is yes.",
            default="in force",
        ),
        _date("review date", "Date on which the rule is reviewed.", later=True),
        _choice("if not renewed", ("lapses", "stays"), "What holds after the review date.", later=True),
        _text("legal reference", "Legal text of the rule."),
        *MOVABLE,
    ),
)

CONTRACTS = Table(
    "Contracts",
    "a contract or price tier",
    (
        _name("contract", "Name of the contract."),
        Column("tier", Role.NAME, "Price tier.", key=True),
        _refer("supplier", Space.SITE, "Site that sells.", selector=True),
        _refer("buyer", Space.SITE, "Site that buys.", selector=True),
        _refer("commodity", Space.COMMODITY, "Material sold.", selector=True),
        _number("price", Kind.PRICE, "Price in each period.", by_period=True, main=True),
        _number("price floor", Kind.PRICE, "Least price."),
        _choice("floor paid by", ("buyer", "third party"), "Who pays the floor."),
        _number("tier from", Kind.MASS, "Lower end of the tier."),
        _number("tier to", Kind.MASS, "Upper end of the tier."),
        _number("minimum take", Kind.MASS, "Least quantity taken in a window."),
        Column("take-or-pay", Role.FLAG, "yes: the minimum is paid, taken or not."),
        _number("maximum", Kind.MASS, "Most quantity taken in a window."),
        _choice("window", ("period", "calendar year", "term"), "Span over which quantities count."),
        _number("order quantity", Kind.MASS, "Least quantity of an order."),
        _number("multiple", Kind.MASS, "Lot size."),
        _date("start", "First day of the contract."),
        _date("end", "Last day of the contract."),
        *MOVABLE,
    ),
    later=True,
)

SOURCING = Table(
    "Sourcing",
    "an award rule",
    (
        _refer("buyer", Space.SITE, "Site that buys.", key=True, required=True, selector=True),
        _refer("commodity", Space.COMMODITY, "Material bought.", key=True, required=True, selector=True),
        _refer("supplier", Space.SITE, "Site that sells.", key=True, selector=True),
        _number("least suppliers", Kind.NUMBER, "Least number of suppliers."),
        _number("most suppliers", Kind.NUMBER, "Most suppliers."),
        _number("least share", Kind.FRACTION, "Least share of a supplier."),
        _number("most share", Kind.FRACTION, "Most share of a supplier."),
        Column("incumbent", Role.FLAG, "yes: supplies today."),
        _number("switching cost", Kind.MONEY, "Cost of a new supplier."),
    ),
    later=True,
)

QUALIFICATION = Table(
    "Qualification",
    "supplier fit",
    (
        _refer("customer", Space.SITE, "Site that qualifies.", key=True, required=True, selector=True),
        _refer("supplier", Space.SITE, "Site that is qualified.", key=True, required=True, selector=True),
        _refer("commodity", Space.COMMODITY, "Material qualified.", key=True, required=True, selector=True),
        Column("ready period", Role.PERIOD, "First period of deliveries."),
    ),
    later=True,
)

SUBSTITUTES = Table(
    "Substitutes",
    "an accepted other",
    (
        _refer("customer", Space.SITE, "Site that accepts.", key=True, required=True, selector=True),
        _refer("commodity", Space.COMMODITY, "Material asked for.", key=True, required=True),
        _refer("accepted instead", Space.COMMODITY, "Material accepted.", key=True, required=True),
        _number("tonnes per tonne", Kind.NUMBER, "Tonnes accepted for a tonne asked for."),
        _date("from", "First day."),
        _date("until", "Last day."),
    ),
    later=True,
)

BLENDS = Table(
    "Blends",
    "a limit on a recipe's inputs",
    (
        _refer("site", Space.SITE, "Where the process runs.", key=True, required=True, selector=True),
        Column("process", Role.NAME, "Process that blends.", key=True, required=True),
        Column("commodity", Role.NAME, "Commodity or element that is limited.", key=True, required=True),
        _text("of", "What the share is of."),
        _number("least", Kind.FRACTION, "Least share."),
        _number("most", Kind.FRACTION, "Most share."),
    ),
    later=True,
)

EXPANSION = Table(
    "Expansion",
    "an option",
    (
        _refer("site", Space.SITE, "Where capacity is added.", key=True, required=True, selector=True),
        Column("process", Role.NAME, "Process that grows.", key=True, required=True),
        _number("capacity", Kind.RATE, "Capacity that can be added.", main=True),
        _number("lead time", Kind.DURATION, "From decision to running."),
        _number("capital cost", Kind.HOLDING, "Cost of a tonne a year."),
        _number("life", Kind.DURATION, "Life of the asset."),
        _date("latest start", "Last day of decision."),
        Column("integer", Role.FLAG, "yes: all or nothing."),
    ),
    later=True,
)

RECYCLING = Table(
    "Recycling",
    "a return stream",
    (
        _refer("customer", Space.SITE, "Site whose deliveries return.", key=True, required=True, selector=True),
        _refer("product", Space.COMMODITY, "Product that returns.", key=True, required=True, selector=True),
        _refer("scrap", Space.COMMODITY, "Scrap that it returns as."),
        _number("lag", Kind.DURATION, "From delivery to return."),
        _number("collection rate", Kind.FRACTION, "Share that is collected."),
        _number("returns from earlier sales", Kind.RATE, "Scrap of earlier sales.", by_period=True, main=True),
        _refer("origin", Space.PLACE, "Origin of that scrap."),
    ),
    later=True,
)

PINS = Table(
    "Pins",
    "a planner's wish",
    (
        _choice("what", ("ship", "run", "deliver", "stock", "sell"), "Flow that is pinned.", required=True),
        _refer("from", Space.SITE, "Sender or site.", selector=True),
        _refer("to", Space.SITE, "Receiver.", selector=True),
        _refer("commodity", Space.COMMODITY, "Material.", selector=True),
        Column("period", Role.PERIOD, "Period."),
        _number("least", Kind.MASS, "Least quantity."),
        _number("most", Kind.MASS, "Most quantity."),
        _text("reason", "Why."),
        _text("who", "Who asked."),
    ),
    later=True,
)

GROUPS = Table(
    "Groups",
    "membership",
    (
        Column("group", Role.NAME, "Name of the group.", key=True, required=True),
        _refer("member", Space.ANY, "A site, commodity, or other group.", key=True, required=True, selector=True),
    ),
)

SCENARIOS = Table(
    "Scenarios",
    "a future",
    (
        _name("scenario", "Name of the scenario."),
        _text("base", "Scenario on which it builds."),
        _number("probability", Kind.FRACTION, "Its probability."),
    ),
    later=True,
)

OVERRIDES = Table(
    "Overrides",
    "one change in a future",
    (
        Column("scenario", Role.NAME, "Scenario that changes.", key=True, required=True),
        _text("sheet", "Sheet that changes."),
        _text("keys", "Rows that change; `*` is any."),
        _text("column", "Column or period that changes."),
        _choice("how", ("set", "add", "multiply"), "How it changes."),
        _number("value", Kind.NUMBER, "By what."),
    ),
    later=True,
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
