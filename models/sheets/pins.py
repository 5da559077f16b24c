"""Sheet Pins: what a planner wishes of the plan itself."""

from __future__ import annotations

from models.sheets.columns import SITE_SELECTOR, Column, Role, Space, Table, choice, number, refer, text
from models.units import Kind

# fmt: off
# A table: one column a line reads better than one argument a line.

PINS = Table(
    "Pins",
    "a planner's wish",
    (
        choice("what", ("ship", "run", "deliver", "stock", "sell"), "Flow that is pinned.", required=True),
        refer("from", Space.SITE, f"Sender, or site of a run, stock or sale: {SITE_SELECTOR}; blank is *.",
            selector=True),
        refer("to", Space.SITE, f"Receiver, or customer of a delivery: {SITE_SELECTOR}; blank is *.", selector=True),
        refer("commodity", Space.COMMODITY,
            "Material: a commodity, group or *; blank is *, and for a run the commodity that drives it.",
            selector=True),
        Column("process", Role.NAME, "Process of a run; blank: every one."),
        Column("end use", Role.NAME, "End use of a delivery; blank: every one."),
        Column("period", Role.PERIOD,
            "Period of sending, running, delivering or selling; blank: the whole plan together. A stock counts at the "
            "end of the period; blank: of each."),
        number("least", Kind.MASS, "Least of it in all; the same as most to fix it."),
        number("most", Kind.MASS, "Most of it in all; 0 forbids it."),
        text("reason", "Why."),
        text("who", "Who asked."),
    ),
)
