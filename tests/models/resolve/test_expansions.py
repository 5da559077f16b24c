"""Sheet Expansion: what its rows mean, what is wrong with one, and its cell."""

from __future__ import annotations

import pytest

from tests.given.expansion import HEADER, option
from tests.tiny import Changed, cells, found, periods, tiny_problem


def test_an_option_is_in_tonnes_a_year_whatever_its_unit() -> None:
    sheets = option()
    sheets["Expansion"] = [["site", "process", "capacity [t/quarter]", "capital cost [USD/(kg/month)]",
                            "life [months]"],
                           ["Mine", "dig", 4, 12, 24]]  # fmt: skip
    expansions = tiny_problem(sheets).expansions
    assert expansions.most.tolist() == pytest.approx([16.0])
    # 12 USD for a kilogram a month is 1,000 USD for a tonne a year; over two years 500 a year.
    assert expansions.annuity.tolist() == pytest.approx([500.0])


@pytest.mark.parametrize(("unit", "warned"), [("", True), (" [t/period]", True), (" [t/yr]", False)])
def test_an_option_per_period_of_periods_that_differ_is_told_as_the_rate_that_it_is(unit: str, warned: bool) -> None:
    sheets = option()
    sheets["Expansion"] = [["site", "process", f"capacity{unit}"], ["Mine", "dig", 4]]
    assert not cells(sheets, "rate-of-first-period"), "all periods are quarters"
    sheets["Periods"] = periods(("Q1", "2027-01-01", "2027-03-31"), ("Q2", "2027-04-01", "2027-12-31"))
    sheets["Capacity"] = [["site", "process", "unit", "all"], ["Mine", "dig", "t/yr", 12]]
    assert [issue.where for issue in found(sheets, "rate-of-first-period")] == (["Expansion!C2"] if warned else [])
    if warned:
        assert "16 t/yr" in found(sheets, "rate-of-first-period")[0].message
        assert tiny_problem(sheets).expansions.most.tolist() == pytest.approx([16.0])


def test_a_selector_is_an_option_for_each_site() -> None:
    sheets = option()
    sheets["Sites"] = [["site", "country", "kind"], ["Mine", "Malaysia", "mine"], ["Pit", "Malaysia", "mine"],
                       ["User", "United States", "customer"]]  # fmt: skip
    sheets["Processes"] = [["site", "process", "direction", "commodity"], ["Malaysia", "dig", "out", "oxide"]]
    sheets["Capacity"] = [["site", "process", "unit", "all"], ["Malaysia", "dig", "t/period", 3]]
    sheets["Expansion"] = [HEADER, ["Malaysia", "dig", 16, None, None, None, None, None],
                           ["Pit", "dig", 4, None, None, None, None, None]]  # fmt: skip
    assert tiny_problem(sheets).expansions.most.tolist() == pytest.approx([16.0, 4.0])


def test_without_a_life_it_stands_for_ever_and_with_a_cost_it_needs_one() -> None:
    problem = tiny_problem(option(lead=None, cost=None, life=None))
    assert problem.expansions.standing[0, 0].tolist() == [1.0, 1.0, 1.0]
    assert cells(option(life=None), "life") == ["Expansion!F2"]


def test_a_life_in_periods_or_of_nothing_is_an_error() -> None:
    sheets = option()
    sheets["Expansion"] = [["site", "process", "capacity [t/yr]", "life [periods]"], ["Mine", "dig", 16, 3]]
    assert cells(sheets, "life") == ["Expansion!D2"]
    assert cells(option(cost=None, life=0), "life") == ["Expansion!F2"]


def test_there_must_be_a_capacity_of_the_process_alone_to_add_to() -> None:
    assert cells({**option(), "Capacity": None}, "expansion-without-capacity") == ["Expansion!B2"]
    unlimited = option()
    unlimited["Capacity"][1][5] = "no limit"  # type: ignore[index]
    assert cells(unlimited, "expansion-without-capacity") == ["Expansion!B2"]


def test_two_capacities_in_tonnes_of_different_materials_cannot_grow_by_the_same() -> None:
    sheets: Changed = {
        **option(),
        "Commodities": [["commodity", "stage"], ["ore", "ore"], ["oxide", "oxide"]],
        "Processes": [["site", "process", "direction", "commodity", "quantity per run [t]"],
                      ["Mine", "dig", "in", "ore", 2], ["Mine", "dig", "out", "oxide", 1],
                      ["Mine", "blast", "out", "ore", 1]],
        "Capacity": [["site", "process", "basis", "commodity", "unit", "all"],
                     ["Mine", "dig", "out", "oxide", "t/period", 3], ["Mine", "dig", "in", "ore", "t/period", 6]],
    }  # fmt: skip
    assert cells(sheets, "expansion-of-several") == ["Expansion!B2"]
