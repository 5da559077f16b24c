"""Sheet Rules: what countries forbid, limit and tax."""

from __future__ import annotations

from models.rule_types import RULE_TYPES
from models.sheets.columns import (
    SITE_SELECTOR,
    Column,
    Role,
    Space,
    Table,
    choice,
    date,
    movable,
    number,
    owned,
    refer,
    text,
)
from models.units import Kind

# fmt: off
# A table: one column a line reads better than one argument a line.

RULES = Table(
    "Rules",
    "a policy",
    (
        owned("rule", "Name of the rule; several rows may share it."),
        choice("type", RULE_TYPES, "What the rule does.", required=True, key=True),
        date("start", "First day on which it acts; of a licence, of the grant.", key=True, required=True),
        date("end", "Last day on which it acts, of a licence that of the grant; blank: without end.",
            key=True),
        *(
            refer(name, Space.PLACE,
                f"Acts on material {made} this country or bloc; of several such columns in a row any one suffices.",
                key=True)
            for name, made in (
                ("mined in", "mined in"), ("separated in", "cracked, refined or separated in"),
                ("metal in", "made into metal in"), ("alloy in", "made into alloy in"),
                ("magnet in", "made into magnets in"),
            )
        ),
        Column("elements", Role.NAME,
            "Of such material only what holds one of these elements, as `Dy; Tb`; blank: all of it.", key=True),
        refer("from", Space.SITE, f"Sender: {SITE_SELECTOR}; blank is *.", selector=True, key=True),
        refer("to", Space.SITE, f"Receiver: {SITE_SELECTOR}; blank is *.", selector=True, key=True),
        refer("commodity", Space.COMMODITY, "Material: a commodity, group or *; blank is *.", selector=True, key=True),
        refer("end use", Space.END_USE, "End use that an end_use_ban is about; blank: every one.", key=True),
        number("value", Kind.LIMIT, "Tonnes of a cap, or of a grant (blank: no limit); % of a share; % or USD/t of a "
            "tariff; % of the value of what is made for a de_minimis.", main=True),
        choice("window", ("period", "calendar year", "own dates"), "Span over which a cap or a share counts.",
            default="own dates"),
        choice("applies at", ("departure", "arrival", "production", "delivery"),
            "What counts, and in which period: shipments when they leave or arrive, what sites `from` make, or what "
            "customers `to` get.", default="departure"),
        Column("hard", Role.FLAG, "no: may be broken, at its weight.", default="yes"),
        number("weight", Kind.NUMBER, "Weight of a soft rule, up to 1,000,000,000: of a tonne too much, for a year.",
            default=1.0),
        choice("status", ("in force", "suspended", "announced"),
            "Only `in force` acts; `announced` acts when the setting `announced rules` is yes.", default="in force"),
        date("review date", "Last day before the rule is reviewed; the setting `reviews` says what is assumed then."),
        choice("if not renewed", ("lapses", "stays"), "What holds after the review date when it is not renewed."),
        text("legal reference", "Legal text of the rule."),
        *movable(Kind.MASS, "what a cap, a grant or a most share lets through", "in each window"),
    ),
)
