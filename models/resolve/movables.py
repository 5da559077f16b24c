"""Columns `movable`, `how far`, `at what cost`: what a cure may do to the limits of a row."""

from __future__ import annotations

import numpy as np

from models.arrays import BoolArray
from models.issues import Findings
from models.records import Records, Tables
from models.rule_types import CAP, LICENCE, SHARE_MAX

YES = "yes"
TERMS = ("how far", "at what cost")
# Rules with a limit that can be raised; a ban or a tariff lets through what it lets through.
RAISED_RULES = (CAP, LICENCE, SHARE_MAX)


def check_movables(tables: Tables, issues: Findings) -> None:
    """Report rows that say how a limit moves and have none, and terms of a limit that is not said to move."""
    for sheet, limited in (
        ("Capacity", _finite(tables.records["Capacity"])),
        ("Lanes", _finite(tables.records["Lanes"])),
        ("Rules", _rules(tables.records["Rules"])),
        ("Contracts", _contracts(tables.records["Contracts"])),
        ("Inventory", np.ones(len(tables.records["Inventory"]), dtype=np.bool_)),
    ):
        records = tables.records[sheet]
        moves = np.array([word == YES for word in records.text["movable"]], dtype=np.bool_)
        for line in np.flatnonzero(moves & ~limited).tolist():
            issues.error(
                "movable-without-limit",
                records.cell(line, "movable"),
                "a cure may move the limit of this row, and the row has none that could be raised",
                "give the limit, or empty the cell",
            )
        for column in TERMS:
            by_period = records.number_by_period.get(column)
            missing = np.isnan(records.number[column]) if by_period is None else np.isnan(by_period).all(axis=1)
            for line in np.flatnonzero(~missing & ~moves).tolist():
                issues.error(
                    "movable-not-said",
                    records.cell(line, column),
                    f"`{column}` is given for a limit that is not said to be movable",
                    "write yes in column `movable`, or empty the cell",
                )


def _finite(records: Records) -> BoolArray:
    """Return (rows,) whether a row of Capacity or Lanes limits anything in some period."""
    return np.isfinite(records.number_by_period["capacity"]).any(axis=1)


def _rules(records: Records) -> BoolArray:
    kinds = np.array([kind in RAISED_RULES for kind in records.text["type"]], dtype=np.bool_)
    return kinds & np.isfinite(records.number["value"])


def _contracts(records: Records) -> BoolArray:
    return np.isfinite(records.number["maximum"]) | np.isfinite(records.number["tier to"])
