"""The same input with rows added to a sheet, read as if a person had typed them below the others."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from models.calendar import make_calendar
from models.issues import errors
from models.records import Records, Tables
from models.rule_types import BAN
from models.schema import TABLES
from planner.errors import InternalError
from planner.read.grid import Cell, Grid
from planner.read.periods_known import Periods
from planner.read.tables import read_table


def with_rows(tables: Tables, sheet: str, rows: Sequence[Mapping[str, Cell]]) -> Tables:
    """Return the tables with rows added to a sheet: header -> cell, blank where it is left out."""
    if not rows:
        return tables
    table = next(one for one in TABLES if one.name == sheet)
    periods = tables.records["Periods"]
    calendar = make_calendar(
        [str(name) for name in periods.text["period"]], periods.date["start"].tolist(), periods.date["end"].tolist()
    )
    headers = list(dict.fromkeys(name for row in rows for name in row))
    cells: list[list[Cell]] = [list[Cell](headers)]
    cells += [[row.get(name, "") for name in headers] for row in rows]
    added, issues = read_table(table, Grid(sheet, cells), Periods(calendar.names), calendar.length_years)
    if added is None or errors(issues):
        raise InternalError(f"rows that were added to sheet {sheet} cannot be read: {[str(one) for one in issues]}")
    known = tables.records[sheet]
    last = int(known.row.max(initial=1))
    joined = _joined(known, replace(added, row=added.row + last)) if len(known) else added
    return replace(tables, records={**tables.records, sheet: joined}, present=tables.present | {sheet})


def banned(tables: Tables, scopes: Iterable[tuple[str, Mapping[str, Cell]]], day: int) -> Tables:
    """Return the tables with bans from a day on: name of each, and header of sheet Rules -> what it is about."""
    start = dt.date.fromordinal(day)
    return with_rows(tables, "Rules", [{"rule": name, "type": BAN, **scope, "start": start} for name, scope in scopes])


def _joined(known: Records, added: Records) -> Records:
    def of(mine: dict[str, Any], theirs: dict[str, Any]) -> dict[str, Any]:
        return {name: np.concatenate([values, theirs[name]]) for name, values in mine.items()}

    return replace(
        known, row=np.concatenate([known.row, added.row]), text=of(known.text, added.text),
        number=of(known.number, added.number), date=of(known.date, added.date),
        number_by_period=of(known.number_by_period, added.number_by_period),
        own_cell=of(known.own_cell, added.own_cell),
        unit_kind=of(known.unit_kind, added.unit_kind), read=known.read + added.read,
    )  # fmt: skip
