"""Commodities, sites and groups: contents, surplus, blocs, members of members."""

from __future__ import annotations

import numpy as np
import pytest

from models.issues import Severity
from models.resolve.places import parse_contents
from tests.tiny import Changed, cells, findings, found, tiny_problem
from tests.workbooks import Cell


def commodities(header: list[Cell], *rows: list[Cell]) -> Changed:
    return {"Commodities": [["commodity", "stage", *header], *rows]}


def groups(*rows: list[Cell]) -> Changed:
    return {"Groups": [["group", "member"], *rows]}


def test_contents_are_tonnes_of_each_element_per_tonne() -> None:
    assert parse_contents("Nd 0.23; Pr 0.07") == {"Nd": 0.23, "Pr": 0.07}
    assert parse_contents("") == {}
    assert parse_contents(" Nd 1 ; ") == {"Nd": 1.0}


def test_names_of_countries_operators_and_blocs_that_differ_in_case_are_one() -> None:
    sites = tiny_problem({"Sites": [
        ["site", "operator", "country", "bloc", "kind"], ["Mine", "MINER", "china", "East", "mine"],
        ["Pit", "Miner", "China", "east", "mine"], ["User", None, "United States", None, "customer"],
    ]}).sites  # fmt: skip
    assert sites.country == ("china", "china", "United States")
    assert (sites.operator, sites.bloc) == (("MINER", "MINER", ""), ("East", "East", "United States"))


@pytest.mark.parametrize(
    "text", ["Nd", "Nd x", "0.2", "Nd 1.2", "Nd -0.1", "Nd 0.1; Nd 0.2", "Nd 0.1; nd 0.2", "Nd nan", "Nd 0,2", "Nd 0_1"]
)
def test_what_is_not_a_list_of_contents_is_an_error_with_its_cell(text: str) -> None:
    assert parse_contents(text) is None
    assert cells(commodities(["contents"], ["oxide", "oxide", text]), "contents") == ["Commodities!C2"]


@pytest.mark.parametrize(
    "text",
    [
        "Dy 0.02, Nd 0.3", "Dy 0.02 Nd 0.3", "Dy 0.02\nNd 0.3", "Dy 0.02\tNd 0.3", "Dy 0.02\uff1bNd 0.3",
        "Dy 0.02\uff0cNd 0.3", "Dy 0.02\u3001Nd 0.3", "Dy 0.02 / Nd 0.3", "Dy 0.02|Nd 0.3", "Dy, Nd 0.3", "Dy/Nd 0.3",
        "Dy .02 Nd 0.3", "Dy0.02 Nd 0.3", "Dy: 0.02", "Dy = 0.02", "Dy 2% Nd 0.3", "Dy 0,02 0.3", "Dy 0,02; Nd 0,3",
        "Dy\uff10 \uff12 0.3", "2 0.3", "Dy +1 0.3",
    ],
)  # fmt: skip
def test_two_elements_parted_by_anything_but_a_semicolon_are_not_read_as_one(text: str) -> None:
    assert parse_contents(text) is None
    assert cells(commodities(["contents"], ["oxide", "oxide", text]), "contents") == ["Commodities!C2"]


@pytest.mark.parametrize(
    "name", ["Fe2O3", "U3O8", "rare earths", "Nd-Pr", "RE (all)", "RE-57 (2)", "hardness", "\u94d5", "Nd_Pr"]
)
def test_a_name_of_an_element_may_have_words_and_a_digit_within_one(name: str) -> None:
    assert parse_contents(f"{name} 0.25; Pr 0.1") == {name: 0.25, "Pr": 0.1}


def test_more_than_a_tonne_in_a_tonne_is_an_error_with_its_cell() -> None:
    heavy = commodities(["contents"], ["oxide", "oxide", "Nd 0.6; Pr 0.6"])
    assert cells(heavy, "contents-sum") == ["Commodities!C2"]
    assert found(commodities(["contents"], ["oxide", "oxide", "Nd 0.9; Pr 0.1"]), "contents-sum") == []


def test_elements_are_matched_without_case() -> None:
    problem = tiny_problem(commodities(["contents"], ["oxide", "oxide", "Nd 0.5"], ["metal", "metal", "ND 0.6"]))
    assert problem.commodities.contents == ({"ND": 0.6}, {"ND": 0.5})


def test_a_surplus_price_needs_a_limit_or_the_words_no_limit() -> None:
    price = "surplus price [USD/t]"
    assert cells(commodities([price], ["oxide", "oxide", 5]), "surplus-limit") == ["Commodities!2:2"]
    unlimited = commodities([price, "surplus limit [t/period]"], ["oxide", "oxide", 5, "no limit"])
    assert found(unlimited, "surplus-limit") == []
    assert np.isinf(tiny_problem(unlimited).commodities.surplus_limit).all()


def test_a_surplus_given_away_needs_no_limit() -> None:
    problem = tiny_problem(commodities(["surplus price [USD/t]"], ["oxide", "oxide", 0]))
    assert np.isinf(problem.commodities.surplus_limit).all()


def test_a_surplus_limit_without_a_price_is_an_error_and_not_ignored() -> None:
    assert cells(commodities(["surplus limit [t/period]"], ["oxide", "oxide", 5]), "surplus-price") == [
        "Commodities!C2"
    ]


def test_the_bloc_follows_from_the_country_unless_given() -> None:
    sheets: Changed = {
        "Sites": [["site", "country", "bloc"], ["Mine", "Malaysia", None], ["User", "United States", "US"]]
    }
    problem = tiny_problem(sheets)
    assert problem.sites.bloc == ("Malaysia", "US")
    assert problem.sites.kind == ("plant", "plant")


def test_an_operator_a_country_and_a_bloc_are_one_whatever_capitals_a_row_has() -> None:
    """Else sheets that count by them, such as Supplier range, would tell halves of one supplier as two."""
    sheets: Changed = {
        "Sites": [
            ["site", "operator", "country", "bloc"], ["Mine", "Miner", "Malaysia", "Allies"],
            ["Pit", "MINER", "malaysia", "ALLIES"], ["User", None, "allies", None],
        ],
    }  # fmt: skip
    sites = tiny_problem(sheets).sites
    assert sites.operator == ("Miner", "Miner", "")
    assert sites.country == ("Malaysia", "Malaysia", "allies")
    assert sites.bloc == ("allies", "allies", "allies")


def test_a_group_may_hold_groups_countries_blocs_and_operators() -> None:
    problem = tiny_problem(groups(["All", "Abroad"], ["All", "Maker"], ["Abroad", "Malaysia"], ["Blocs", "Allies"]))
    names = problem.site_names
    assert names.sets["all"].codes.tolist() == [0, 1]
    assert names.sets["abroad"].codes.tolist() == names.sets["blocs"].codes.tolist() == [0]


def test_a_group_may_hold_commodities() -> None:
    problem = tiny_problem(groups(["Oxides", "oxide"]))
    assert problem.commodity_names.sets["oxides"].codes.tolist() == [0]
    assert "oxides" not in problem.site_names.sets


def test_a_group_that_contains_itself_is_an_error_said_once() -> None:
    assert cells(groups(["A", "B"], ["B", "A"]), "group-cycle") == ["Groups!B3"]


def test_a_group_of_sites_and_commodities_is_an_error() -> None:
    assert cells(groups(["A", "Mine"], ["A", "oxide"]), "mixed-group") == ["Groups!A2"]


def test_an_unknown_member_is_an_error_said_once_even_where_groups_nest() -> None:
    (issue,) = found(groups(["A", "B"], ["B", "Mien"]), "unknown-name")
    assert issue.where == "Groups!B3"
    assert "did you mean 'Mine'" in issue.message


def test_a_group_named_as_a_country_of_other_sites_is_a_clash_where_it_is_used() -> None:
    sheets = groups(["Malaysia", "User"])
    sheets["Lanes"] = [["from", "to", "commodity"], ["Malaysia", "User", "oxide"]]
    (issue,) = found(sheets, "name-clash")
    assert issue.where == "Lanes!A2"
    assert "a group of sheet Groups and a country in sheet Sites" in issue.message


def settings(setting: str, value: str) -> Changed:
    return {"Settings": [["setting", "value"], [setting, value]]}


def test_a_country_of_a_setting_is_spelled_as_the_sites_spell_it() -> None:
    changed = settings("home country", "malaysia")
    assert findings(changed) == []
    assert tiny_problem(changed).options.home_country == "Malaysia"


def test_a_country_of_a_setting_without_a_site_is_a_warning_that_lists_the_countries() -> None:
    (issue,) = found(settings("withholding country", "Chyna"), "no-site-there")
    assert issue.severity is Severity.WARNING
    assert issue.where == "Settings!B2"
    assert "Malaysia, United States" in issue.remedy


def test_a_default_country_without_a_site_is_no_finding() -> None:
    # No site of the tiny problem lies in China.
    assert tiny_problem().options.withholding_country == "China"
    assert findings({}) == []


def test_groups_in_many_groups_are_gathered_once() -> None:
    rows: list[list[Cell]] = [
        [f"{name} {level}", f"{member} {level + 1}"] for level in range(40) for name in "AB" for member in "AB"
    ]
    assert found(groups(*rows, ["A 40", "Mine"], ["B 40", "User"]), "group-depth") == []


def test_groups_nested_without_end_are_an_error() -> None:
    rows: list[list[Cell]] = [[f"G{level}", f"G{level + 1}"] for level in range(3000)]
    assert found(groups(*rows, ["G3000", "Mine"]), "group-depth")[0].where == "Groups!B51"
