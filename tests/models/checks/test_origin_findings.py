"""Findings about origins: names that could mean several, lists of nothing, cells that nothing acts on."""

from __future__ import annotations

from pathlib import Path

import pytest

from models.issues import Severity, errors
from planner.check import check_input
from tests.given.end_uses import BASE, SITES, banned
from tests.tiny import Changed, cells, day, found, tiny
from tests.workbooks import Cell, write_workbook

HOLDING: list[list[Cell]] = [["commodity", "stage", "contents"], ["oxide", "oxide", "Dy 0.1"]]
RECIPES = BASE["Processes"]


def from_place(place: str) -> Changed:
    """Return the problem with the pit in a country, whose oxide is banned from jets."""
    sites: list[list[Cell]] = [SITES[0], SITES[1], ["Pit", "Digger", place, None, "mine"], SITES[3]]
    return banned((place, "2027-01-01", None), Sites=sites)


def with_elements(elements: str) -> Changed:
    """Return a ban of jets that asks for elements, of oxide that holds dysprosium."""
    header: list[Cell] = ["rule", "type", "start", "mined in", "elements", "end use"]
    rules: list[list[Cell]] = [header, ["Ban", "end_use_ban", day("2027-01-01"), "China", elements, "jets"]]
    return {**BASE, "Commodities": HOLDING, "Rules": rules}


def with_stock(site: str, released: str) -> Changed:
    """Return the problem with a stock that is kept for some end uses."""
    header: list[Cell] = ["site", "commodity", "opening [t]", "origin", "released for"]
    return {**BASE, "Inventory": [header, [site, "oxide", 3, "Malaysia", released]]}


@pytest.mark.parametrize("place", ["A + B", "China + mined in Chad", "A  +  B"])
def test_a_place_whose_name_joins_two_as_sheet_flows_does_is_refused(place: str) -> None:
    [issue] = found(from_place(place), "unclear-origin")
    assert issue.where == "Rules!E2"
    assert "plus" in issue.remedy


@pytest.mark.parametrize("place", ["A+B", "Trinidad or Tobago (x)", "Korea, Republic of", "+", "mined in China"])
def test_other_names_of_places_are_no_finding(place: str) -> None:
    assert not found(from_place(place), "unclear-origin")


def test_two_origins_that_would_have_one_name_are_refused() -> None:
    header: list[Cell] = ["rule", "type", "start", "mined in", "elements", "end use"]
    rules: list[list[Cell]] = [
        header,
        ["One", "end_use_ban", day("2027-01-01"), "China", "Dy", "jets"],
        ["Two", "end_use_ban", day("2027-01-01"), "China (dy)", None, "toys"],
    ]
    assert cells({**BASE, "Commodities": HOLDING, "Rules": rules}, "unclear-origin") == ["Rules!D3"]


def test_an_end_use_with_a_plus_cannot_have_a_stock_of_its_own() -> None:
    changed = with_stock("User", "jets + drones")
    changed["Demand"] = [
        ["customer", "commodity", "end use", "unit", "all"],
        ["User", "oxide", "jets + drones", "t/period", 5],
        ["User", "oxide", "toys", "t/period", 5],
    ]
    assert cells(changed, "unclear-origin") == ["Inventory!E2"]


@pytest.mark.parametrize(
    ("elements", "severity"), [("Dyy", Severity.WARNING), ("Dy Tb", Severity.WARNING), ("Dy; Lu", Severity.NOTE)]
)
def test_elements_that_no_commodity_holds_are_told(elements: str, severity: Severity) -> None:
    [issue] = found(with_elements(elements), "unknown-element")
    assert (issue.where, issue.severity) == ("Rules!E2", severity)


@pytest.mark.parametrize("elements", ["Dy", "dy, DY", " dy ; "])
def test_elements_that_are_held_are_no_finding_however_they_are_typed(elements: str) -> None:
    assert not found(with_elements(elements), "unknown-element")


def test_where_no_contents_are_given_every_element_may_be_there_and_that_is_told() -> None:
    changed = with_elements("Dyy")
    del changed["Commodities"]
    [issue] = found(changed, "unknown-element")
    assert (issue.where, issue.severity) == ("Rules!E2", Severity.WARNING)
    assert "no commodity has contents" in issue.message


def test_a_list_of_nothing_is_an_error() -> None:
    assert cells(with_elements(";"), "empty-list") == ["Rules!E2"]
    assert cells(with_stock("User", " ; ,"), "empty-list") == ["Inventory!E2"]
    assert RECIPES is not None
    clearing = [[*RECIPES[0], "clears"], [*RECIPES[1], None], [*RECIPES[2], ";"]]
    assert cells({**BASE, "Processes": clearing}, "empty-list") == ["Processes!G3"]


def test_an_origin_of_what_is_no_output_of_a_source_is_an_error() -> None:
    melting: list[list[Cell]] = [
        ["site", "process", "direction", "commodity", "quantity per run [t]", "origin"],
        ["Pit", "dig", "out", "oxide", 1, "Malaysia"],
        ["Mine", "wash", "in", "oxide", 1, "Malaysia"],
        ["Mine", "wash", "out", "oxide", 1, "Malaysia"],
    ]
    changed: Changed = {**banned(("China", "2027-01-01", None)), "Processes": melting, "Capacity": None}
    assert cells(changed, "origin-of-no-source") == ["Processes!F3", "Processes!F4"]


def test_a_stock_kept_for_some_uses_at_a_customer_with_others_is_told() -> None:
    [issue] = found(with_stock("User", "jets"), "released-for-site")
    assert issue.where == "Inventory!E2"
    assert "toys" in issue.message
    assert not found(with_stock("Mine", "jets"), "released-for-site")
    assert not found(with_stock("User", "jets; toys"), "released-for-site")


def test_a_rule_without_a_type_is_one_finding_and_not_two(tmp_path: Path) -> None:
    changed = banned(("China", "2027-01-01", None))
    rules = changed["Rules"]
    assert rules is not None
    rules[1][1] = "end use ban"
    checked = check_input(write_workbook(tmp_path / "typo.xlsx", tiny(changed)))
    assert [issue.where for issue in errors(checked.issues)] == ["Rules!B2"]


@pytest.mark.parametrize(("value", "unit", "cell"), [("four", "t", "E2"), (4, "t/yr", "F2")])
def test_a_cap_whose_number_or_unit_cannot_be_read_is_told_once(
    tmp_path: Path, value: Cell, unit: str, cell: str
) -> None:
    changed: Changed = {
        "Rules": [["rule", "type", "start", "commodity", "value", "unit"],
                  ["Cap", "cap", day("2027-01-01"), "oxide", value, unit]],
    }  # fmt: skip
    checked = check_input(write_workbook(tmp_path / "unit.xlsx", tiny(changed)))
    assert [issue.where for issue in errors(checked.issues)] == [f"Rules!{cell}"]


def mixing(countries: int) -> Changed:
    """Return mines in so many countries, each barred from a use of its own, whose two oxides two works mix."""
    kinds = ["first", "second"]
    commodities: list[list[Cell]] = [["commodity", "stage"], ["metal", "metal"], ["alloy", "alloy"]]
    commodities += [[kind, "oxide"] for kind in kinds]
    sites: list[list[Cell]] = [["site", "operator", "country", "kind"]]
    sites += [[site, "Maker", "United States", "plant"] for site in ("Works", "Foundry", "User")]
    processes: list[list[Cell]] = [["site", "process", "direction", "commodity", "quantity per run [t]"]]
    for site, process, taken, made in (
        ("Works", "melt", kinds, "metal"),
        ("Foundry", "cast", ["metal", *kinds], "alloy"),
    ):
        processes += [[site, process, "in", kind, 1] for kind in taken]
        processes.append([site, process, "out", made, 1])
    lanes: list[list[Cell]] = [["from", "to", "commodity"], ["Works", "Foundry", "metal"], ["Foundry", "User", "alloy"]]
    demand: list[list[Cell]] = [["customer", "commodity", "end use", "unit", "all"]]
    rules: list[list[Cell]] = [["rule", "type", "start", "mined in", "end use"]]
    for number in range(countries):
        mine, country, use = f"Mine {number}", f"Country {number}", f"use {number}"
        sites.append([mine, "Miner", country, "mine"])
        processes += [[mine, f"dig {kind}", "out", kind, 1] for kind in kinds]
        lanes += [[mine, site, kind] for site in ("Works", "Foundry") for kind in kinds]
        demand.append(["User", "alloy", use, "t/period", 1])
        rules.append([f"Rule {number}", "end_use_ban", day("2027-01-01"), country, use])
    return {
        "Commodities": commodities, "Sites": sites, "Processes": processes, "Demand": demand, "Capacity": None,
        "Lanes": lanes, "Rules": rules,
    }  # fmt: skip


def test_origins_that_meet_in_more_sets_than_can_be_solved_with_are_refused() -> None:
    [issue] = found(mixing(30), "too-many-mixtures")
    assert issue.severity is Severity.ERROR
    assert "30 origins" in issue.message
    assert not found(mixing(10), "too-many-mixtures")
