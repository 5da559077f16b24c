"""The tables of the shipped workbooks, read with the csv module alone.

A fault of the tables is so told apart from a fault of the reader.
"""

from __future__ import annotations

import csv
from functools import cache

from tests.places import INPUTS

MAIN = "us_rare_earths"
FOLDERS = tuple(sorted(path.name for path in INPUTS.iterdir() if path.is_dir() and path.name.startswith(MAIN)))

Row = dict[str, str]


@cache
def table(folder: str, sheet: str) -> tuple[Row, ...]:
    """Return the rows of a sheet; blank cells are ''."""
    with (INPUTS / folder / f"{sheet}.csv").open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file, strict=True))


def active(folder: str, sheet: str) -> tuple[Row, ...]:
    """Return the rows that act."""
    return tuple(row for row in table(folder, sheet) if row["active"] == "yes")


def sheets(folder: str) -> list[str]:
    """Return the names of the sheets of a folder; tables that start with # are the planner's own."""
    return sorted(path.stem for path in (INPUTS / folder).glob("*.csv") if not path.name.startswith("#"))


def names(folder: str, sheet: str, column: str) -> set[str]:
    """Return the names that a sheet creates."""
    return {row[column] for row in table(folder, sheet)}


def places(folder: str) -> set[str]:
    """Return everything that selects sites."""
    columns = ("site", "operator", "country", "bloc")
    return {row[column] for row in table(folder, "Sites") for column in columns} | names(folder, "Groups", "group")


def materials(folder: str) -> set[str]:
    """Return everything that selects commodities."""
    return names(folder, "Commodities", "commodity") | names(folder, "Groups", "group")
