"""What cannot be read is told once: that it is missing, too, is not told until it can be read."""

from __future__ import annotations

from pathlib import Path

import pytest

from models.issues import errors
from planner.catalogue import CATALOGUE
from planner.check import LACKING, LACKING_ELSEWHERE, LACKING_TOGETHER, check_input
from tests.tiny import Changed, tiny
from tests.workbooks import Cell, write_workbook

CONTRACT: list[Cell] = [
    "contract",
    "tier",
    "supplier",
    "window",
    "price [USD/t]",
    "tier to",
    "maximum",
    "order quantity",
]
TWO_TIERS: list[list[Cell]] = [["C", "1", "Mine", "term", 20, 5, 12, 2], ["C", "2", None, None, 15, None, None, None]]
MAXIMUM, ORDER = 6, 7


def found(folder: Path, changed: Changed) -> list[tuple[str, str]]:
    checked = check_input(write_workbook(folder / "case.xlsx", tiny(changed)))
    return [(issue.where, issue.code) for issue in errors(checked.issues)]


def contracts(header: dict[str, str], maximum: Cell = 12) -> list[list[Cell]]:
    """Return two tiers of a contract with an order quantity, some headers spelled otherwise."""
    rows = [list(row) for row in TWO_TIERS]
    rows[0][MAXIMUM] = maximum
    return [[header.get(str(name), name) for name in CONTRACT], *rows]


@pytest.mark.parametrize(
    ("sheets", "told"),
    [
        ({"Contracts": contracts({"price [USD/t]": "price"})}, [("Contracts!E1", "no-unit")]),
        (
            {"Contracts": contracts({"tier to": "tier to [units]", "maximum": "maximum [units]"})},
            [("Contracts!F1", "wrong-unit"), ("Contracts!G1", "wrong-unit")],
        ),
        ({"Contracts": contracts({}, "12 t")}, [("Contracts!G2", "text-number")]),
        (
            {"Commodities": [["commodity", "stage", "surplus price", "surplus limit"], ["oxide", "oxide", 12, 5]]},
            [("Commodities!C1", "no-unit")],
        ),
        (
            {"Sourcing": [["buyer", "commodity", "least suppliers", "least share"], ["User", "oxide", 1, "10%"]]},
            [("Sourcing!D2", "text-number")],
        ),
        (
            {
                "Commodities": [["commodity", "stage", "value"], ["oxide", "oxide", 100]],
                "Lanes": [["from", "to", "commodity", "duty [%]"], ["Mine", "User", "oxide", 5]],
            },
            [("Commodities!C1", "no-unit")],
        ),
    ],
    ids=[
        "price without a unit",
        "units of tiers",
        "maximum as text",
        "surplus price without a unit",
        "share as text",
        "value without a unit",
    ],
)
def test_what_follows_from_a_cell_that_cannot_be_read_is_not_told(
    tmp_path: Path, sheets: Changed, told: list[tuple[str, str]]
) -> None:
    assert found(tmp_path, sheets) == told


def test_no_limit_is_called_wrong_where_the_recipes_are_missing_altogether(tmp_path: Path) -> None:
    assert found(tmp_path, {"Processes": None}) == [("case.xlsx", "missing-sheet")]


def test_what_another_row_lacks_is_told_beside_a_cell_that_cannot_be_read(tmp_path: Path) -> None:
    sheets: Changed = {"Commodities": [
        ["commodity", "stage", "surplus price [USD/t]", "surplus limit"], ["oxide", "oxide", "twelve", 5],
        ["metal", "metal", None, 5],
    ]}  # fmt: skip
    assert found(tmp_path, sheets) == [("Commodities!C2", "text-cell"), ("Commodities!D3", "surplus-price")]


def test_what_waits_for_a_cell_that_can_be_read_are_findings_that_there_are() -> None:
    known = {entry.code for entries in CATALOGUE.values() for entry in entries}
    assert known >= LACKING | LACKING_TOGETHER | LACKING_ELSEWHERE.keys()
