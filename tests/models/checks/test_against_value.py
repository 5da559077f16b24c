"""Costs and prices that are many times the value of what they are about, or next to nothing of it."""

from __future__ import annotations

import pytest

from tests.tiny import Changed, cells, day, found
from tests.workbooks import Cell

# Oxide is worth 650 USD/t.
WORTH: list[list[Cell]] = [["commodity", "stage", "value [USD/t]"], ["oxide", "oxide", 650]]


@pytest.mark.parametrize(("unit", "where"), [("USD/t", []), ("USD/kg", ["Processes!E2"])])
def test_runs_of_many_times_the_value_of_what_they_make_are_warned_of(unit: str, where: list[str]) -> None:
    assert where == cells({
        "Commodities": [["commodity", "stage", "value [USD/t]"], ["oxide", "oxide", 650]],
        "Processes": [["site", "process", "direction", "commodity", f"run cost [{unit}]"],
                      ["Mine", "dig", "out", "oxide", 140]],
    }, "run-cost-far-from-value")  # fmt: skip


@pytest.mark.parametrize("value", [None, 0])
def test_a_run_that_makes_what_has_no_value_may_cost_what_it_does(value: float | None) -> None:
    assert not cells({
        "Commodities": [["commodity", "stage", "value [USD/t]"], ["oxide", "oxide", value]],
        "Processes": [["site", "process", "direction", "commodity", "run cost [USD/t]"],
                      ["Mine", "dig", "out", "oxide", 1e6]],
    }, "run-cost-far-from-value")  # fmt: skip


@pytest.mark.parametrize(("unit", "where"), [("USD/t", []), ("USD/kg", ["Lanes!D2"])])
def test_freight_of_many_times_the_value_of_what_it_carries_is_warned_of(unit: str, where: list[str]) -> None:
    assert where == cells({
        "Commodities": [["commodity", "stage", "value [USD/t]"], ["oxide", "oxide", 650]],
        "Lanes": [["from", "to", "commodity", f"cost [{unit}]"], ["Mine", "User", "oxide", 140]],
    }, "freight-far-from-value")  # fmt: skip


@pytest.mark.parametrize(("value", "where"), [(650, []), (13_000, []), (650_000, ["Processes!E2"])])
def test_supply_at_next_to_nothing_of_its_value_is_warned_of(value: float, where: list[str]) -> None:
    """A value in USD/kg under a header that says USD/t, or the other way round."""
    assert where == cells({
        "Commodities": [["commodity", "stage", "value [USD/t]"], ["oxide", "oxide", value]],
        "Processes": [["site", "process", "direction", "commodity", "run cost [USD/t]"],
                      ["Mine", "dig", "out", "oxide", 140]],
    }, "run-cost-far-from-value")  # fmt: skip


def test_what_takes_something_in_may_cost_little_beside_what_it_makes() -> None:
    assert not cells({
        "Commodities": [["commodity", "stage", "value [USD/t]"], ["ore", "ore", 600], ["oxide", "oxide", 650]],
        "Processes": [["site", "process", "direction", "commodity", "run cost [USD/t]"],
                      ["Mine", "dig", "out", "ore", 500], ["Mine", "part", "in", "ore", None],
                      ["Mine", "part", "out", "oxide", 1]],
    }, "run-cost-far-from-value")  # fmt: skip


@pytest.mark.parametrize(("unit", "where"), [("USD/t/yr", []), ("USD/kg/yr", ["Inventory!C2"])])
def test_a_stock_of_which_keeping_costs_many_times_its_value_is_warned_of(unit: str, where: list[str]) -> None:
    issues = found({
        "Commodities": WORTH,
        "Inventory": [["site", "commodity", f"holding cost [{unit}]"], ["User", "oxide", 65]],
    }, "holding-cost-far-from-value")  # fmt: skip
    assert [one.where for one in issues] == where
    assert all("costs 65,000 USD/t a year" in one.message and "(Commodities!C2)" in one.message for one in issues)


@pytest.mark.parametrize(("unit", "where"), [("USD/kg", []), ("USD/t", ["Contracts!D2"])])
def test_a_floor_of_next_to_nothing_of_the_value_is_warned_of(unit: str, where: list[str]) -> None:
    assert where == cells({
        "Commodities": WORTH,
        "Contracts": [["contract", "supplier", "commodity", f"price floor [{unit}]", "minimum take", "window"],
                      ["Deal", "Mine", "oxide", 0.7, 1, "period"]],
    }, "price-far-from-value")  # fmt: skip


@pytest.mark.parametrize(
    ("value", "unit", "told"),
    [(20, "USD/t", ""), (200, "USD/kg", "200,000 USD/t"), (25, "%", ""), (25, "fraction", "2500%"),
     (2_710, "%", "2710%")],
)  # fmt: skip
def test_a_tariff_of_many_times_the_value_is_warned_of(value: float, unit: str, told: str) -> None:
    changed: Changed = {
        "Commodities": WORTH,
        "Rules": [["rule", "type", "commodity", "value", "unit", "start"],
                  ["Duty", "tariff", "oxide", value, unit, day("2027-01-01")]],
    }  # fmt: skip
    issues = found(changed, "tariff-far-from-value")
    assert [one.where for one in issues] == (["Rules!D2"] if told else [])
    assert all(told in one.message for one in issues)


def grown(cost: float, unit: str = "USD/(t/yr)", value: float | None = 650, quantity: float = 1) -> Changed:
    """Return an option to add to the mine, which lasts ten years and digs so much oxide in a run."""
    return {
        "Commodities": [WORTH[0], ["oxide", "oxide", value]],
        "Processes": [["site", "process", "direction", "commodity", "quantity per run [t]", "run cost [USD/t]"],
                      ["Mine", "dig", "out", "oxide", quantity, 140]],
        "Expansion": [["site", "process", "capacity [t/yr]", f"capital cost [{unit}]", "life [yr]"],
                      ["Mine", "dig", 10, cost, 10]],
    }  # fmt: skip


def test_a_capital_cost_of_the_whole_project_is_warned_of() -> None:
    (issue,) = found(grown(50e6), "capital-cost-far-from-value")
    assert (issue.severity, issue.where) == ("warning", "Expansion!D2")
    assert "worth 650 USD: is this the cost of the whole project?" in issue.message


@pytest.mark.parametrize(
    ("sheets", "where"),
    [(grown(500), []), (grown(50_000), []), (grown(50_000, "USD/(kg/yr)"), ["Expansion!D2"]),
     (grown(50e6, value=None), []),
     (grown(50e6, value=0), []), (grown(50e6, quantity=1_000), ["Expansion!D2"])],
    ids=["usual", "dear", "another unit", "no value", "of no value", "a run of a thousand tonnes"],
)  # fmt: skip
def test_what_it_makes_is_that_of_a_tonne_and_has_to_have_a_value(sheets: Changed, where: list[str]) -> None:
    assert cells(sheets, "capital-cost-far-from-value") == where
