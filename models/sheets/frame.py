"""Sheets Settings and Periods: what the plan is about and when."""

from __future__ import annotations

from models.sheets.columns import Table, date, owned, text

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
