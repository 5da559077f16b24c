"""A site of which no country is given, where rules ask for one: they would all pass it by, so it is told."""

from __future__ import annotations

import pytest

from models.issues import Severity
from tests.given.end_uses import BASE, SITES, banned
from tests.tiny import Changed, cells, day, found, tiny_plan, tiny_problem
from tests.workbooks import Cell

CODE = "site-without-country"


def without_country(changed: Changed, bloc: Cell = None) -> Changed:
    """Return the problem with nothing said of where the pit lies but its bloc."""
    return {**changed, "Sites": [SITES[0], SITES[1], ["Pit", "Digger", None, bloc, "mine"], SITES[3]]}


def test_a_source_that_lies_nowhere_passes_a_ban_of_where_it_was_mined_and_that_is_told() -> None:
    ban = banned(("China", "2027-01-01", None))
    changed = without_country(ban)
    (issue,) = found(changed, CODE)
    assert (issue.where, issue.severity) == ("Sites!C3", Severity.WARNING)
    assert "'Pit'" in issue.message
    assert "made" in issue.message
    # What the warning is about: what was short of Chinese oxide is not short of oxide from nowhere.
    assert tiny_plan(ban).tables["unmet"]["unmet_t"].sum() > tiny_plan(changed).tables["unmet"]["unmet_t"].sum()


def test_a_stage_that_is_done_at_a_site_that_lies_nowhere_is_told_too() -> None:
    changed = without_country(banned(("China", "2027-01-01", None)))
    rules = changed["Rules"]
    assert rules is not None
    changed["Commodities"] = [["commodity", "stage"], ["ore", "ore"], ["oxide", "oxide"]]
    changed["Processes"] = [
        ["site", "process", "direction", "commodity", "quantity per run [t]"],
        ["Mine", "dig", "out", "ore", 1],
        ["Pit", "leach", "in", "ore", 1],
        ["Pit", "leach", "out", "oxide", 1],
    ]
    changed["Capacity"] = None
    changed["Lanes"] = [["from", "to", "commodity"], ["Mine", "Pit", "ore"], ["Pit", "User", "oxide"]]
    assert not cells(changed, CODE), "the rule asks where it was mined, and the pit mines nothing"
    rules[0][4] = "separated in"
    assert cells(changed, CODE) == ["Sites!C3"]


@pytest.mark.parametrize("column", ["from", "to"])
def test_a_sender_or_customer_that_lies_nowhere_is_told_where_a_rule_names_a_country_there(column: str) -> None:
    named = {"from": "Malaysia", "to": "United States"}[column]
    rules: list[list[Cell]] = [["rule", "type", column, "start"], ["Ban", "ban", named, day("2027-06-01")]]
    changed = without_country({**BASE, "Rules": rules})
    assert cells(changed, CODE) == (["Sites!C3"] if column == "from" else [])
    rules[1][2] = {"from": "Mine", "to": "User"}[column]
    assert not cells(changed, CODE), "the row names a site, and no country"


def test_nothing_is_told_where_it_is_known_where_material_comes_from_or_no_rule_asks() -> None:
    ban = banned(("China", "2027-01-01", None))
    assert not cells(ban, CODE)
    assert not cells(without_country(ban, bloc="China"), CODE)
    assert not cells(without_country(BASE), CODE)
    changed = without_country(ban)
    processes = BASE["Processes"]
    assert processes is not None
    changed["Processes"] = [[*processes[0], "origin"], [*processes[1], None], [*processes[2], "China"]]
    assert not cells(changed, CODE)


@pytest.mark.parametrize(
    ("one", "other", "warned"),
    [("United States", "usa", True), ("China", "PRC", True), ("United States", "united states", False),
     ("China", "Taiwan", False), ("Russia", "Belarus", False)],
)  # fmt: skip
def test_a_country_of_two_names_is_two_countries_and_told(one: str, other: str, warned: bool) -> None:
    sites: list[list[Cell]] = [["site", "country", "kind"], ["Mine", one, "mine"], ["User", other, "customer"]]
    issues = found({"Sites": sites}, "country-of-two-names")
    assert [issue.where for issue in issues] == ["Sites!B3"] * warned
    if warned:
        assert f"'{other}' is another name of '{one}' (Sites!B2)" in issues[0].message


def test_a_setting_may_name_a_country_by_another_of_its_names() -> None:
    sites: list[list[Cell]] = [["site", "country", "kind"], ["Mine", "PRC", "mine"], ["User", "USA", "customer"]]
    options = tiny_problem({"Sites": sites}).options
    assert (options.home_country, options.withholding_country) == ("USA", "PRC")


@pytest.mark.parametrize(
    ("blocs", "where"),
    [(("Allies", "Allies", "Rest"), ["Sites!D4"]), (("Allies", None, "Allies"), ["Sites!D3"]),
     (("Allies", "allies", "Allies"), []), ((None, None, None), []), (("Rest", "Allies", "Allies"), ["Sites!D2"])],
)  # fmt: skip
def test_a_site_in_another_bloc_than_its_country_is_warned_of(blocs: tuple[str | None, ...], where: list[str]) -> None:
    sites: list[list[Cell]] = [["site", "operator", "country", "bloc"]]
    sites += [[site, None, "Malaysia", bloc] for site, bloc in zip(("Mine", "Pit", "Depot"), blocs, strict=True)]
    sites.append(["User", "Maker", "United States", "US"])
    assert cells({"Sites": sites}, "country-in-two-blocs") == where
