"""Sheets Scenarios and Overrides: what a planner tries."""

from __future__ import annotations

from models.sheets.columns import Column, Role, Table, choice, number, owned, text
from models.units import Kind

# fmt: off
# A table: one column a line reads better than one argument a line.

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
