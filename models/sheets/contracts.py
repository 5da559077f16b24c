"""Sheet Contracts: what a buyer pays a supplier, and how much is taken at least and at most."""

from __future__ import annotations

from models.sheets.columns import SITE_SELECTOR, Column, Role, Space, Table, choice, date, movable, number, owned, refer
from models.units import Kind

# fmt: off
# A table: one column a line reads better than one argument a line.

CONTRACTS = Table(
    "Contracts",
    "a contract or price tier",
    (
        owned("contract", "Name of the contract; rows with the same name are its price tiers."),
        Column("tier", Role.NAME, "Name of the price tier; blank where the contract has one price. What is no price "
            "and no end of a tier stands in the row of the first tier.", key=True),
        refer("supplier", Space.SITE, f"Who sells: {SITE_SELECTOR}; blank is *. The contract is about all shipments "
            "that supplier, buyer and commodity match, taken together.", selector=True),
        refer("buyer", Space.SITE, f"Who buys: {SITE_SELECTOR}; blank is *.", selector=True),
        refer("commodity", Space.COMMODITY, "Material: a commodity, group or *; blank is *.", selector=True),
        number("price", Kind.PRICE, "Price of a tonne in the period of sending, besides freight, duty, tariffs and the "
            "supplier's run cost; blank: the contract sets no price, and the run cost stands for it.",
            by_period=True, main=True),
        number("price floor", Kind.PRICE, "Least that the supplier gets for a tonne; measured against the price, or "
            "without one against the commodity's value."),
        choice("floor paid by", ("buyer", "third party"), "Who pays what the floor lies above the price; what a third "
            "party pays is reported and costs the plan nothing.", default="buyer"),
        number("tier from", Kind.MASS, "Tonnes of a window above which the tier's price holds; blank: where the tier "
            "before it ends."),
        number("tier to", Kind.MASS, "Tonnes of a window up to which the tier's price holds; blank: no limit."),
        number("minimum take", Kind.MASS, "Least that is taken in a window. Of a window of which the plan and the "
            "contract cover a part, that part by days."),
        Column("take-or-pay", Role.FLAG, "yes: what is not taken of the minimum is paid for, at the price of the first "
            "tier in the window's last period; no: the minimum must be taken.", default="no"),
        number("maximum", Kind.MASS, "Most that is taken in a window."),
        choice("window", ("period", "calendar year", "term"), "Span over which minimum, maximum and tiers count, "
            "needed beside these; term: from start to end."),
        number("order quantity", Kind.MASS, "Least that is taken in a period in which anything is (a whole-number "
            "decision)."),
        number("multiple", Kind.MASS, "Lot size: what is taken in a period is a whole number of lots (a whole-number "
            "decision)."),
        date("start", "First day of the contract; blank: the first day of the plan."),
        date("end", "Last day of the contract, included; blank: the last day of the plan."),
        *movable(Kind.MASS, "the maximum (in the row of the first tier) and the end of the tier", "in each window"),
    ),
)
