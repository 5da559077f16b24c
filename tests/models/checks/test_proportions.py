"""Demand that cannot come, and stock that nobody can use: what is said holds of the best plan, whatever its rules."""

from __future__ import annotations

import pytest

from models.checks.proportions import FAR
from tests.tiny import Changed, cells, found, tiny_plan
from tests.workbooks import Cell

DEMAND: list[Cell] = ["customer", "commodity", "end use", "unit", "all"]
STOCK: list[Cell] = ["site", "commodity", "opening [t]", "safety [t]"]
DUG = 8 * 3  # t that the mine can dig in three quarters


def asks(tonnes: float, changed: Changed | None = None) -> Changed:
    return {"Demand": [DEMAND, ["User", "oxide", "motors", "t/period", tonnes]], **(changed or {})}


def stock(tonnes: float, safety: float = 0) -> Changed:
    return {"Inventory": [STOCK, ["User", "oxide", tonnes, safety]]}


def test_demand_a_hundred_times_all_that_could_come_is_warned_of() -> None:
    (issue,) = found(asks(5_000), "demand-beyond-supply")
    assert (issue.severity, issue.where) == ("warning", "Demand!E2")
    assert "15,000 t of 'oxide' are asked for in all periods together, and no more than 24 t" in issue.message


@pytest.mark.parametrize("tonnes", [FAR * DUG / 3, 5, 0.001])
def test_demand_that_could_come_in_part_is_not(tonnes: float) -> None:
    assert cells(asks(tonnes), "demand-beyond-supply") == []


def test_what_could_come_counts_stock_orders_and_what_is_accepted_instead() -> None:
    far = FAR * DUG / 3 + 1
    assert cells(asks(far), "demand-beyond-supply") == ["Demand!E2"]
    order: Changed = {"Pipeline": [["to", "commodity", "period", "quantity [t]"], ["User", "oxide", "Q2", 1]]}
    other: Changed = {
        "Commodities": [["commodity", "stage"], ["oxide", "oxide"], ["powder", "oxide"]],
        "Substitutes": [["customer", "commodity", "accepted instead"], ["User", "oxide", "powder"]],
        "Inventory": [STOCK, ["User", "powder", 1, 0]],
    }
    for more in (stock(1), order, other):
        assert cells(asks(far, more), "demand-beyond-supply") == [], more


@pytest.mark.parametrize("limits", [None, [["site", "process", "basis", "commodity", "unit", "all"]]])
def test_where_nothing_limits_a_source_no_demand_is_too_large(limits: list[list[Cell]] | None) -> None:
    assert cells(asks(1e6, {"Capacity": limits}), "demand-beyond-supply") == []


def test_capacity_that_can_be_added_is_no_limit() -> None:
    added: Changed = {
        "Expansion": [["site", "process", "capacity [t/yr]"],
                      ["Mine", "dig", 10]]
    }  # fmt: skip
    assert cells(asks(5_000, added), "demand-beyond-supply") == []


def test_a_stock_a_hundred_times_all_that_can_be_used_is_warned_of() -> None:
    (issue,) = found(stock(5 * 3 * FAR + 1), "stock-beyond-use")
    assert (issue.severity, issue.where) == ("warning", "Inventory!C2")
    assert "1,501 t of 'oxide', of which no more than 15 t can be used" in issue.message
    assert cells(stock(5 * 3 * FAR), "stock-beyond-use") == []


def test_what_is_wanted_in_stock_is_used() -> None:
    assert cells(stock(5 * 3 * FAR + 1, safety=1), "stock-beyond-use") == []


def test_an_order_on_its_way_is_held_against_its_use_too() -> None:
    order: list[list[Cell]] = [["to", "commodity", "period", "quantity [t]"], ["User", "oxide", "Q2", 2_000]]
    assert cells({"Pipeline": order}, "stock-beyond-use") == ["Pipeline!D2"]


def made(quantity: float) -> Changed:
    """Return an oxide stock behind metal, of which so much oxide makes a tonne, and 15 t of metal are wanted."""
    return {
        "Commodities": [["commodity", "stage"], ["oxide", "oxide"], ["metal", "metal"]],
        "Processes": [
            ["site", "process", "direction", "commodity", "quantity per run [t]"],
            ["Mine", "reduce", "in", "oxide", quantity], ["Mine", "reduce", "out", "metal", 1],
        ],
        "Capacity": None,
        "Demand": [DEMAND, ["User", "metal", "motors", "t/period", 5]],
        "Lanes": [["from", "to", "commodity"], ["Mine", "User", "metal"]],
        "Inventory": [STOCK, ["Mine", "oxide", 3_000, 0]],
    }  # fmt: skip


def test_what_processes_need_of_a_stock_is_used() -> None:
    assert cells(made(1), "stock-beyond-use") == ["Inventory!C2"]
    assert cells(made(2), "stock-beyond-use") == []


def test_demand_is_held_against_what_its_inputs_allow() -> None:
    """A stock of 3,000 t of oxide makes 3 t of metal where 1,000 t go into each: 400 t are more than a hundredfold."""
    short = made(1_000) | {"Demand": [DEMAND, ["User", "metal", "motors", "t/period", 400 / 3]]}
    (issue,) = found(short, "demand-beyond-supply")
    assert "no more than 3 t could be made" in issue.message
    plan = tiny_plan(short)
    assert plan.tables["unmet"]["unmet_t"].sum() == pytest.approx(397)


def test_a_recipe_of_nothing_is_told_without_a_word_of_the_reckoning(recwarn: pytest.WarningsRecorder) -> None:
    empty = made(0)
    processes = empty["Processes"]
    assert processes is not None
    processes[2][4] = 0
    assert cells(empty, "zero-quantity") == ["Processes!E2", "Processes!E3"]
    assert not recwarn.list


@pytest.mark.parametrize(
    "asks",
    [
        {"Pins": [["what", "from", "process", "commodity", "least", "reason"],
                  ["run", "Mine", "reduce", "metal", 3, "a test"]]},
        {"Processes": [["site", "process", "direction", "commodity", "quantity per run [t]", "minimum run [t/period]"],
                       ["Mine", "reduce", "in", "oxide", 1, None], ["Mine", "reduce", "out", "metal", 1, 3]]},
    ],
    ids=["a pin", "a minimum run"],
)  # fmt: skip
def test_what_has_to_run_uses_as_much_as_it_can_take(asks: Changed) -> None:
    assert cells(made(1), "stock-beyond-use") == ["Inventory!C2"]
    assert cells(made(1) | asks, "stock-beyond-use") == []
