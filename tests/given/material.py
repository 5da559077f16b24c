"""Blends, scrap that comes back, and substitutes, each in the smallest problem that has them."""

from __future__ import annotations

from tests.tiny import Changed
from tests.workbooks import Cell


def works(blends: list[list[Cell]] | None = None, **changed: list[list[Cell]] | None) -> Changed:
    """Return a mine that sinters magnets of NdPr and Dy metal in any mixture, weaker Dy needing 2 t for 1 of NdPr."""
    sheets: Changed = {
        "Commodities": [
            ["commodity", "stage", "contents"],
            ["NdPr", "metal", "Nd 0.75; Pr 0.25"],
            ["DyFe", "metal", "Dy 0.8"],
            ["boron", "metal", "B 1"],
            ["oxide", "magnet", None],
        ],
        "Processes": [
            ["site", "process", "direction", "commodity", "quantity per run [t]", "run cost [USD/t]", "blend"],
            ["Mine", "buy NdPr", "out", "NdPr", 1, 10, None],
            ["Mine", "buy DyFe", "out", "DyFe", 1, 90, None],
            ["Mine", "buy boron", "out", "boron", 1, 1, None],
            ["Mine", "sinter", "in", "boron", 0.1, None, None],
            ["Mine", "sinter", "in", "NdPr", 0.5, None, "metal"],
            ["Mine", "sinter", "in", "DyFe", 1, None, "metal"],
            ["Mine", "sinter", "out", "oxide", 2, 7, None],
        ],
        "Blends": [["site", "process", "commodity", "of", "least", "most"], *(blends or [])] if blends else None,
        "Capacity": [["site", "process", "basis", "commodity", "unit", "all"], ["Mine", "buy NdPr", "out", "NdPr",
                      "t/period", 1]],
    }  # fmt: skip
    sheets |= changed
    return {name: rows for name, rows in sheets.items() if rows is not None}


HEADER: list[Cell] = ["customer", "product", "scrap", "lag [periods]", "collection rate", "unit", "all", "Q2"]


def recycling(*rows: list[Cell], **changed: list[list[Cell]]) -> Changed:
    """Return a user whose oxide comes back as slag, which the mine takes."""
    return {
        "Commodities": [["commodity", "stage"], ["oxide", "oxide"], ["other oxide", "oxide"], ["slag", "scrap"]],
        "Recycling": [HEADER, *rows],
        **changed,
    }


def demand(header: list[Cell], *cells: Cell) -> Changed:
    return {"Demand": [["customer", "commodity", "end use", *header], ["User", "oxide", "motors", *cells]]}


def substitutes(*cells: Cell, wait: Cell = None) -> Changed:
    """Return a user who needs 5 t of oxide a quarter and accepts powder instead, 1.25 t for a tonne."""
    return {
        "Commodities": [["commodity", "stage"], ["oxide", "oxide"], ["powder", "oxide"]],
        "Processes": [["site", "process", "direction", "commodity", "run cost [USD/t]"],
                      ["Mine", "dig", "out", "oxide", 10], ["Mine", "grind", "out", "powder", 1]],
        "Lanes": [["from", "to", "commodity"], ["Mine", "User", "*"]],
        **demand(["may wait [periods]", "unit", "all"], wait, "t/period", 5),
        "Substitutes": [
            ["customer", "commodity", "accepted instead", "tonnes per tonne", "from", "until", "end use"],
            ["User", "oxide", "powder", 1.25, *cells],
        ],
    }  # fmt: skip
