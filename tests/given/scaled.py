"""Tables of which a column of numbers is larger or smaller."""

from __future__ import annotations

from dataclasses import replace

from models.records import Tables

# Sheet -> the column that is scaled.
SCALED = {"Capacity": "capacity", "Demand": "demand", "Lanes": "cost", "Rules": "value", "Inventory": "opening"}


def scaled(tables: Tables, sheet: str, factor: float) -> Tables:
    """Return the tables with a column of numbers a factor larger."""
    records, column = tables.records[sheet], SCALED[sheet]
    number, by_period = dict(records.number), dict(records.number_by_period)
    for columns in (number, by_period):
        if column in columns:
            columns[column] = columns[column] * factor
    changed = replace(records, number=number, number_by_period=by_period)
    return replace(tables, records={**tables.records, sheet: changed})
