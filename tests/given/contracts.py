"""A contract of all that the mine sells, with price tiers, and its sheet in a plan."""

from __future__ import annotations

from typing import Any

from tests.plan_books import table
from tests.tiny import Changed
from tests.workbooks import Cell

VALUED: Changed = {"Commodities": [["commodity", "stage", "value [USD/t]"], ["oxide", "oxide", 40]]}


def contract(sheets: Changed | None = None, *further: dict[str, Cell], **cells: Cell) -> Changed:
    """Return sheets with contract C of all that the mine sells, and further rows; `_` stands for a space."""
    rows: list[dict[str, Cell]] = [{"contract": "C", "supplier": "Mine", **cells}, *further]
    units = {"price": "price [USD/t]", "price floor": "price floor [USD/t]", "take or pay": "take-or-pay"}
    named = [{units.get(name.replace("_", " "), name.replace("_", " ")): value for name, value in row.items()}
             for row in rows]  # fmt: skip
    header = list(dict.fromkeys(name for row in named for name in row))
    return {**(sheets or {}), "Contracts": [[*header], *([row.get(name) for name in header] for row in named)]}


def tiered(prices: tuple[int, int], **cells: Cell) -> Changed:
    """Return contract C with a tier of 6 t of the term, and one beyond."""
    return contract(
        None, {"contract": "C", "tier": "2", "price": prices[1]}, tier="1", price=prices[0], tier_to=6, window="term",
        **cells,
    )  # fmt: skip


def tables_of(sheet: Any, title: str) -> list[dict[str, Any]]:
    """Return the rows of the table below a heading."""
    top = next(row[0].row for row in sheet.iter_rows(max_col=1) if row[0].value == title)
    return table(sheet, top + 1)
