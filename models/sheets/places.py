"""Sheets Commodities, Sites and Groups: what there is, where, and names for several."""

from __future__ import annotations

from models.sheets.columns import Column, Role, Space, Table, choice, date, number, owned, refer, text
from models.units import Kind

# fmt: off
# A table: one column a line reads better than one argument a line.

STAGES = ("ore", "concentrate", "mixed", "oxide", "metal", "alloy", "magnet", "scrap")

KINDS = ("mine", "plant", "recycler", "trader", "supplier", "stockpile", "customer", "depot")

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
        number("surplus limit", Kind.RATE, "Most surplus that can be sold, over all sites; needed beside a price.",
            by_period=True, no_limit=True),
        number("disposal cost", Kind.PRICE, "Cost of throwing a tonne away; blank: free.", default=0.0),
    ),
    required=True,
)

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
        date("start", "First day on which the site's processes run; blank: from the beginning."),
        date("end", "Last day on which the site's processes run; blank: without end."),
    ),
    required=True,
)

GROUPS = Table(
    "Groups",
    "membership",
    (
        Column("group", Role.NAME, "Name of the group.", key=True, required=True),
        refer("member", Space.ANY, "A site, commodity, or other group.", key=True, required=True, selector=True),
    ),
)
