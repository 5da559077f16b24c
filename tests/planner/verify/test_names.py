"""The verifier's selectors: what a word means, and which of several rows acts."""

from __future__ import annotations

import pytest

from models.records import Tables
from planner.verify.names import Exact, Names, read_names
from tests.drawn.problems import tables_of
from tests.given.verified import rich_sheets
from tests.workbooks import Cell

LANES: list[list[Cell]] = [
    ["from", "to", "commodity", "mode"],
    ["*", "*", None, None],
    ["Allies", "*", "*", None],
    ["Australia", "*", "*", None],
    ["North mine", "*", "*", None],
    ["North mine", "*", "*", "rail"],
    ["China", "Separator", "*", None],
]


def read(lanes: list[list[Cell]] = LANES) -> tuple[Tables, Names, Names]:
    tables = tables_of({**rich_sheets(), "Lanes": lanes})
    return tables, *read_names(tables)


@pytest.mark.parametrize(
    ("word", "members"),
    [
        ("north MINE", {"North mine"}),
        ("Digger", {"North mine", "South mine"}),
        ("China", {"East mine"}),
        ("Western mines", {"North mine", "South mine"}),
        ("All mines", {"North mine", "South mine", "East mine"}),
        ("nobody", set()),
    ],
)
def test_a_selector_means_its_sites(word: str, members: set[str]) -> None:
    _, sites, _ = read()
    assert {sites.spelled[number] for number in sites.select(word)} == members


def test_a_blank_bloc_is_the_country_and_star_and_blank_are_all() -> None:
    _, sites, materials = read()
    assert sites.select("United States") == {sites.number[name] for name in
                                             ("port", "magnet works", "reserve", "motor maker")}  # fmt: skip
    assert len(sites.select("*")) == len(sites.select("")) == len(sites.spelled)
    assert {materials.spelled[one] for one in materials.select("products of separation")} == {"oxide", "cerium"}


@pytest.mark.parametrize(
    ("origin", "destination", "mode", "row"),
    [
        ("Port", "Separator", "", 2),
        ("South mine", "Separator", "", 3),
        ("North mine", "Separator", "", 5),
        ("North mine", "Separator", "rail", 6),
        ("East mine", "Separator", "", 7),
        ("East mine", "Port", "", 2),
        ("East mine", "Port", "rail", None),
    ],
)
def test_the_most_exact_row_acts(origin: str, destination: str, mode: str, row: int | None) -> None:
    tables, sites, materials = read()
    records = tables.records["Lanes"]
    find = Exact(records, (("from", sites), ("to", sites), ("commodity", materials)), ("mode",))
    key = (sites.number[origin.casefold()], sites.number[destination.casefold()], materials.number["ore"])
    line = find.find(key, (mode,))
    assert (int(records.row[line]) if line >= 0 else None) == row


def test_a_row_acts_on_what_no_more_exact_row_takes() -> None:
    tables, sites, materials = read()
    find = Exact(tables.records["Lanes"], (("from", sites), ("to", sites), ("commodity", materials)), ("mode",))
    allied = {sites.spelled[origin] for origin, _, _ in find.matches(1)}
    assert allied == {"South mine", "Separator", "Turbine maker"}
