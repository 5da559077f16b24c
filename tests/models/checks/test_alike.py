"""A row of a recipe that says something else than all others of the same process: a slip in a number or its unit."""

from __future__ import annotations

import pytest

from tests.tiny import Changed, cells, found
from tests.workbooks import Cell

SITES = ("A", "B", "C", "D", "E")


def reduced(changed: dict[tuple[str, str, str], Cell] | None = None, sites: tuple[str, ...] = SITES) -> Changed:
    """Return a metal maker of the same recipe at each site.

    changed  what stands in a row instead, by site, direction and column
    """
    header = [
        "site",
        "process",
        "direction",
        "commodity",
        "quantity per run [t]",
        "yield [fraction]",
        "run cost [USD/t]",
    ]
    rows: list[list[Cell]] = [["Mine", "dig", "out", "oxide", 1, None, 10]]
    for site in sites:
        takes: dict[str, Cell] = {"quantity": 1}
        gives: dict[str, Cell] = {"quantity": 0.85, "yield": 0.95, "cost": 8}
        for direction, commodity, row in (("in", "oxide", takes), ("out", "metal", gives)):
            row |= {
                column: cell for (at, way, column), cell in (changed or {}).items() if (at, way) == (site, direction)
            }
            rows.append([site, "reduce", direction, commodity, *map(row.get, ("quantity", "yield", "cost"))])
    places: list[list[Cell]] = [[site, "Japan"] for site in sites]
    lanes: list[list[Cell]] = [["Mine", site, "oxide"] for site in sites]
    lanes += [[site, "User", "metal"] for site in sites]
    return {
        "Commodities": [["commodity", "stage"], ["oxide", "oxide"], ["metal", "metal"]],
        "Sites": [["site", "country"], ["Mine", "Malaysia"], ["User", "Japan"], *places],
        "Processes": [list[Cell](header), *rows],
        "Lanes": [["from", "to", "commodity"], *lanes],
        "Demand": [["customer", "commodity", "unit", "all"], ["User", "metal", "t/period", 5]],
    }  # fmt: skip


@pytest.mark.parametrize(
    ("row", "value", "where"),
    [
        (("C", "out", "yield"), 0.0095, "F8"), (("C", "out", "quantity"), 8.5, "E8"),
        (("A", "in", "quantity"), 1000, "E3"), (("E", "out", "quantity"), 0.0085, "E12"),
        (("B", "out", "cost"), 8000, "G6"), (("B", "out", "cost"), 0.8, "G6"),
    ],
)  # fmt: skip
def test_a_row_that_says_ten_times_what_all_others_of_its_process_do_is_warned_of(
    row: tuple[str, str, str], value: float, where: str
) -> None:
    (told,) = found(reduced({row: value}), "odd-recipe")
    assert told.where == f"Processes!{where}"
    assert told.message.startswith("a run of 'reduce' ")
    assert told.message.endswith(" in 4 other rows")


@pytest.mark.parametrize(
    "changed",
    [{}, {("C", "out", "yield"): 0.5}, {("C", "out", "cost"): 50}, {("C", "out", "cost"): None},
     {("C", "out", "quantity"): 850, ("C", "in", "quantity"): 1000},
     {("C", "out", "quantity"): 8.5, ("D", "out", "quantity"): 3}],
    ids=["all alike", "a poor yield", "a dear place", "no cost", "for a thousand tonnes", "others that differ"],
)  # fmt: skip
def test_recipes_that_may_well_differ_are_not(changed: dict[tuple[str, str, str], Cell]) -> None:
    assert not cells(reduced(changed), "odd-recipe")


def test_of_few_rows_nobody_knows_which_is_the_odd_one() -> None:
    assert not cells(reduced({("C", "out", "yield"): 0.0095}, SITES[:4]), "odd-recipe")
