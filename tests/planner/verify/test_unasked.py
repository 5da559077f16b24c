"""Plans that do what the input has no place for: run while shut, take under a contract that is over, awards unasked."""

from __future__ import annotations

import pandas as pd
import pytest

from planner.verify import Verification, verify
from tests.drawn.problems import tables_of
from tests.given.contracts import contract
from tests.given.licences import several
from tests.given.origin_chain import chain, chain_ban
from tests.given.sourcing import awards, sourcing
from tests.given.verified import rich_sheets, solve_sheets
from tests.tiny import Changed, day, periods, tiny
from tests.workbooks import Cell


def held_against(made_for: Changed, other: Changed, renamed: dict[str, str] | None = None) -> Verification:
    """Verify a plan against another input than it was made for, with words of table `take` changed."""
    case = solve_sheets(tiny(made_for))
    plan = case.copy()
    plan["take"] = plan["take"].replace(renamed or {})
    return verify(tables_of(tiny(other)), plan, case.objectives)


@pytest.mark.parametrize("curve", [None, "0 100"])
def test_a_process_that_runs_before_its_start_is_refused_with_and_without_a_curve(curve: str | None) -> None:
    def ramp(start: str) -> Changed:
        return {"Ramp": [["site", "process", "start", "percent by age"], ["Mine", "dig", day(start), curve]]}

    assert held_against(ramp("2027-01-01"), ramp("2027-01-01")).accepted
    assert "openings" in {fault.kind for fault in held_against(ramp("2027-01-01"), ramp("2027-04-01")).found}


@pytest.mark.parametrize("own", [None, day("2027-01-01"), day("2027-02-20")])
def test_start_up_in_the_period_in_which_a_site_opens_is_checked_by_the_days_of_both(own: Cell) -> None:
    def opened(start: str) -> Changed:
        return {
            "Sites": [["site", "country", "kind", "start", "end"], ["User", "United States", "customer", None, None],
                      ["Mine", "Malaysia", "mine", day(start), day("2027-09-15")]],
            "Ramp": [["site", "process", "start", "percent by age"], ["Mine", "dig", own, "0 25; 3 50"]],
            "Expansion": [["site", "process", "capacity [t/yr]", "life [months]"], ["Mine", "dig", 2, 8]],
        }  # fmt: skip

    assert held_against(opened("2027-02-15"), opened("2027-02-15")).accepted
    refused = held_against(opened("2027-02-15"), opened("2027-02-25"))
    assert "capacities" in {fault.kind for fault in refused.found}, refused.faults


def test_a_process_without_a_limit_that_is_open_for_less_than_half_a_period_may_not_run_in_it() -> None:
    def opened(start: str) -> Changed:
        return {"Capacity": None, "Ramp": [["site", "process", "start"], ["Mine", "dig", day(start)]]}

    assert held_against(opened("2027-01-01"), opened("2027-02-01")).accepted
    assert "openings" in {fault.kind for fault in held_against(opened("2027-01-01"), opened("2027-03-01")).found}


def test_what_is_taken_under_a_contract_that_was_over_before_is_refused() -> None:
    both = contract(None, {"contract": "D", "price": 20, "end": day("2026-06-30")}, price=10)
    assert held_against(both, both).accepted
    refused = held_against(both, both, {"C": "D"})
    assert any("no such contract runs" in sentence for sentence in refused.faults), refused.faults


def test_an_award_that_no_row_asks_for_is_refused() -> None:
    case = solve_sheets(tiny(sourcing({"supplier": "C", "most share": 100})))
    refused = case.verify({**case.plan, **awards(("A", "User", "oxide", "Q1", 1.0))})
    assert any("is not asked for by any row" in sentence for sentence in refused.faults), refused.faults


@pytest.mark.parametrize("late", [0, 1, 2])
def test_a_share_of_a_calendar_year_is_checked_in_every_year(late: int) -> None:
    years = [(f"Y{place}", f"{2027 + place}-01-01", f"{2027 + place}-12-31") for place in range(3)]
    capacity: list[list[Cell]] = [["site", "process", "basis", "commodity", "unit", "Y0", "Y1", "Y2"]]
    # The cheapest has the less in one year, so that its share of 60 % is kept in the others alone.
    capacity += [
        [site, "sell", "out", "oxide", "t/period", *(most if place == late else other for place in range(3))]
        for site, other, most in (("A", 6, 7), ("B", 8, 8), ("C", 8, 8))
    ]
    sheets: Changed = {"Periods": periods(*years), "Capacity": capacity}

    def shares(most: float) -> Changed:
        return sourcing({"supplier": "A", "most share": most, "window": "calendar year"}, sheets=sheets)

    assert held_against(shares(70), shares(70)).accepted
    found = held_against(shares(70), shares(65))
    assert [fault.kind for fault in found.found] == ["sourcing shares"]
    assert f"in {2027 + late}" in found.faults[0]


@pytest.mark.parametrize("tonnes", [0.5, 1.0, 2.0])
def test_scrap_that_is_said_to_return_of_nothing_is_refused(tonnes: float) -> None:
    case = solve_sheets(rich_sheets())
    plan = case.copy()
    row = plan["return"].iloc[[0]].assign(period="December", delivered_period="December", returned_t=tonnes)
    plan["return"] = pd.concat([plan["return"], row], ignore_index=True)
    assert "returns" in {fault.kind for fault in case.verify(plan).found}


def test_a_least_share_of_nothing_asks_for_no_award() -> None:
    case = solve_sheets(tiny(sourcing({"least share": 0, "most share": 90})))
    verification = case.verify()
    assert verification.accepted, verification.faults


def test_a_contract_without_sheet_lanes_is_about_all_that_has_a_place_at_both_ends() -> None:
    # Metal is made where it is not used, and so nobody sends it.
    free: Changed = {
        "Lanes": None,
        "Inventory": [["site", "commodity", "maximum [t]"], ["User", "oxide", 20]],
        "Processes": [
            ["site", "process", "direction", "commodity", "quantity per run [t]", "run cost [USD/t]"],
            ["Mine", "dig", "out", "oxide", 1, 10], ["User", "melt", "in", "oxide", 1, 1],
            ["User", "melt", "out", "metal", 1, None],
        ],
        "Commodities": [["commodity", "stage"], ["oxide", "oxide"], ["metal", "metal"]],
    }  # fmt: skip

    def taking(most: float) -> Changed:
        return contract(free, price=10, maximum=most, window="period")

    assert held_against(taking(4), taking(4)).accepted
    assert "contract limits" in {fault.kind for fault in held_against(taking(4), taking(3)).found}


@pytest.mark.parametrize(("commodity", "supplier"), [("alloy", "Pit"), ("slag", "User"), ("oxide", "Mine")])
def test_a_contract_without_sheet_lanes_may_be_about_a_substitute_and_about_scrap(
    commodity: str, supplier: str
) -> None:
    free: Changed = {
        "Lanes": None,
        "Commodities": [["commodity", "stage"], ["oxide", "oxide"], ["alloy", "oxide"], ["slag", "scrap"]],
        "Sites": [["site", "country", "kind"], ["Mine", "Malaysia", "mine"], ["Pit", "Malaysia", "mine"],
                  ["User", "United States", "customer"]],
        "Processes": [
            ["site", "process", "direction", "commodity", "quantity per run [t]", "run cost [USD/t]"],
            ["Mine", "dig", "out", "oxide", 1, 10], ["Pit", "scoop", "out", "alloy", 1, 90],
            ["Mine", "melt", "in", "slag", 1, 1], ["Mine", "melt", "out", "oxide", 1, None],
        ],
        "Capacity": [["site", "process", "basis", "commodity", "unit", "all"],
                     ["Mine", "dig", "out", "oxide", "t/period", 3], ["Pit", "scoop", "out", "alloy", "t/period", 9]],
        "Substitutes": [["customer", "commodity", "accepted instead", "tonnes per tonne"],
                        ["User", "oxide", "alloy", 1]],
        "Recycling": [["customer", "product", "scrap", "lag [periods]", "collection rate", "unit", "all"],
                      ["User", "oxide", "slag", 1, 0.5, "t/period", 1]],
    }  # fmt: skip
    case = solve_sheets(tiny(contract(free, supplier=supplier, commodity=commodity, price=1)))
    assert set(case.plan["take"]["from"]) == {supplier}
    verification = case.verify()
    assert verification.accepted, verification.faults


def test_a_demand_that_is_served_later_than_it_may_wait_is_refused() -> None:
    # The mine begins in the second quarter. The middle of the first one and a month still lie in it.
    def waiting(months: int) -> Changed:
        return {
            "Demand": [["customer", "commodity", "end use", "may wait [months]", "unit", "all"],
                       ["User", "oxide", "motors", months, "t/period", 3]],
            "Ramp": [["site", "process", "start"], ["Mine", "dig", day("2027-04-01")]],
        }  # fmt: skip

    assert held_against(waiting(2), waiting(2)).accepted
    assert "waiting" in {fault.kind for fault in held_against(waiting(2), waiting(1)).found}


@pytest.mark.parametrize("least", [0.5, 2.0])
def test_a_run_below_a_small_minimum_is_refused_as_one_below_a_large_one(least: float) -> None:
    def asked(tonnes: float) -> Changed:
        return {
            "Processes": [
                ["site", "process", "direction", "commodity", "quantity per run [t]", "run cost [USD/t]",
                 "minimum run [t/period]"],
                ["Mine", "dig", "out", "oxide", 1, 10, tonnes],
            ],
            "Demand": [["customer", "commodity", "unit", "Q1"], ["User", "oxide", "t/period", 5]],
            "Inventory": [["site", "commodity", "maximum [t]"], ["Mine", "oxide", 99]],
            "Commodities": [["commodity", "stage", "disposal cost [USD/t]"], ["oxide", "oxide", 1]],
        }  # fmt: skip

    assert held_against(asked(0.0), asked(0.0)).accepted
    assert "minimum runs" in {fault.kind for fault in held_against(asked(0.0), asked(least)).found}


@pytest.mark.parametrize("late", [0, 1, 2])
def test_a_cap_of_a_calendar_year_is_checked_in_every_year(late: int) -> None:
    years = [(f"Y{place}", f"{2027 + place}-01-01", f"{2027 + place}-12-31") for place in range(3)]
    demand: list[list[Cell]] = [["customer", "commodity", "unit", "Y0", "Y1", "Y2"]]
    demand += [["User", "oxide", "t/period", *(6 if place == late else 4 for place in range(3))]]

    def capped(most: float) -> Changed:
        rule: dict[str, Cell] = {"type": "cap", "to": "User", "value": most, "unit": "t", "window": "calendar year"}
        return several(rule, lanes={"Periods": periods(*years), "Demand": demand, "Capacity": None})

    assert held_against(capped(7), capped(7)).accepted
    found = held_against(capped(7), capped(5))
    assert [fault.kind for fault in found.found] == ["caps"]
    assert f"in {2027 + late}" in found.faults[0]


def test_a_ban_that_was_over_before_the_first_period_asks_for_no_origin() -> None:
    case = solve_sheets(chain(chain_ban("2026-01-01", "2026-06-30")))
    verification = case.verify()
    assert verification.accepted, verification.faults
    assert not any(case.plan["ship"]["marks"])


@pytest.mark.parametrize(("added", "accepted"), [(0.0, True), (1.0, False)])
def test_nothing_of_an_option_that_is_added_as_a_whole_or_not_is_nothing_added(added: float, accepted: bool) -> None:
    """A person who does without it types 0 over what the plan adds."""
    case = solve_sheets(tiny({
        "Expansion": [["site", "process", "capacity [t/yr]", "capital cost [USD/t/yr]", "life [yr]", "integer"],
                      ["Mine", "dig", 50, 1_000, 10, "yes"]],
    }))  # fmt: skip
    plan = case.copy()
    row = pd.DataFrame([["Mine", "dig", "Q1", "Q1", added]], columns=plan["expand"].columns)
    plan["expand"] = pd.concat([plan["expand"], row], ignore_index=True)
    assert case.verify(plan).accepted == accepted


@pytest.mark.parametrize(("given", "accepted"), [(0.0, True), (0.5, False), (1.0, False)])
def test_an_award_of_nothing_is_none_and_asks_for_no_least_share(given: float, accepted: bool) -> None:
    case = solve_sheets(tiny(sourcing({"most suppliers": 1, "least share": 5})))
    plan = case.copy()
    other = next(name for name in ("A", "B", "C") if name not in set(plan["award"]["supplier"]))
    plan["award"] = pd.concat(
        [plan["award"], awards((other, "User", "oxide", "Q1", given))["award"]], ignore_index=True
    )
    assert case.verify(plan).accepted == accepted


def test_a_minimum_that_is_missed_is_told_with_the_days_of_its_window() -> None:
    def least(tonnes: float) -> Changed:
        return contract(price=10, minimum_take=tonnes, window="calendar year")

    (sentence,) = [one for one in held_against(least(9), least(90)).faults if "minimum" in one or "missing" in one]
    assert "contract 'C', 2027-01-01 to 2027-09-30: missing are" in sentence
