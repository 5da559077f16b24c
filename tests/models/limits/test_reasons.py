"""Why there is no plan is told with the cells that could mend it."""

from __future__ import annotations

import re

import numpy as np
import pytest

from models.limits.reasons import contradictions, endless_earnings
from planner.errors import NoPlanError
from planner.run import solve_model
from planner.solve.session import silent
from tests.given.sourcing import sourcing
from tests.tiny import Changed, day, mine_and_pit, tiny_model
from tests.workbooks import Cell


def test_a_contradiction_is_told_in_words_with_its_cell_and_period() -> None:
    sheets: Changed = {"Lanes": [["from", "to", "minimum [t/period]"], ["Mine", "User", 4]]}
    model = tiny_model(sheets)
    row = int(model.program.row_blocks["lane_minimum"].index[1])
    assert contradictions(model, [(row, 1.5)]) == [
        "Lanes!C2: lane minimum of oxide from Mine to User in Q2 (at least 4 t) is missed by 1.5 t"
    ]


def test_a_limit_of_nothing_is_told_as_an_amount() -> None:
    model = tiny_model({"Capacity": [["site", "commodity", "capacity [t/period]"], ["Mine", "oxide", 0]]})
    limit = int(model.program.row_blocks["plant_capacity"].index[0])
    assert contradictions(model, [(limit, 4.0)]) == [
        "Capacity!C2: capacity of Mine in Q1 (at most 0 t) is missed by 4 t"
    ]


def test_suppliers_are_counted_and_not_weighed() -> None:
    model = tiny_model(sourcing({"least suppliers": 2, "least share": 10}))
    (count,), demand = model.program.row_blocks["least_suppliers"].index, model.program.row_blocks["demand"].index
    first, second = contradictions(model, [(int(count), 1.0)], {int(count): np.array([demand[0]])})
    assert first.startswith("Sourcing!D2: least number of suppliers for User, oxide, ")
    assert first.endswith("is missed by 1 supplier")
    assert second.startswith("  it contradicts Demand!D2: demand of User, oxide in Q1 (exactly 10 t); without")
    found = contradictions(model, [(int(demand[0]), 2.0)], {int(demand[0]): np.array([int(count)])})
    assert "(at least 2 suppliers)" in found[1]


@pytest.mark.parametrize("solver", ["highs", "pulp:HiGHS"])
def test_surplus_that_earns_without_an_end_names_its_price_and_what_would_mend_it(solver: str) -> None:
    changed: Changed = {
        "Commodities": [
            ["commodity", "stage", "surplus price [USD/t]", "surplus limit [t/period]"],
            ["oxide", "oxide", 99, "no limit"],
        ],
        "Capacity": None,
    }
    with pytest.raises(NoPlanError) as caught:
        solve_model(tiny_model(changed), solver, None, silent)
    text = str(caught.value)
    assert "no lower end" in text
    assert "Commodities!C2: selling Mine; oxide earns money, in Q1 for instance" in text
    assert "give it a surplus limit, or a capacity to what makes it" in text


def test_a_process_that_is_paid_to_run_names_its_run_cost() -> None:
    changed: Changed = {
        "Processes": [["site", "process", "direction", "commodity", "quantity per run [t]", "run cost [USD/t]"],
                      ["Mine", "dig", "out", "oxide", 1, -2]],
        "Capacity": None,
    }  # fmt: skip
    with pytest.raises(NoPlanError, match=r"Processes!F2: running Mine, dig earns money, in Q1 for instance") as caught:
        solve_model(tiny_model(changed), "highs", None, silent)
    assert "give it a capacity, or a run cost of 0 or more" in str(caught.value)
    assert "surplus limit" not in str(caught.value)


def test_more_prices_than_a_person_reads_are_counted() -> None:
    names = [f"oxide {number}" for number in range(7)]
    sold: list[list[Cell]] = [[name, "oxide", 99, 5] for name in names]
    dug: list[list[Cell]] = [["Mine", f"dig {name}", "out", name, 1] for name in names]
    model = tiny_model({
        "Commodities": [["commodity", "stage", "surplus price [USD/t]", "surplus limit [t/period]"],
                        ["oxide", "oxide", None, None], *sold],
        "Processes": [["site", "process", "direction", "commodity", "quantity per run [t]"],
                      ["Mine", "dig", "out", "oxide", 1],
                      *dug],
    })  # fmt: skip
    sentences = endless_earnings(model, model.variables.sell.index.tolist())
    assert len(sentences) == 6
    assert sentences[-1] == "and 2 more like these"


CONTRACTS: Changed = {
    "Contracts": [["contract", "supplier", "buyer", "commodity", "price [USD/t]", "minimum take [t]", "window"],
                  ["K", "Mine", "User", "oxide", 5, 7, "period"]],
    "Rules": [["rule", "type", "from", "to", "commodity", "value", "unit", "start", "end"],
              ["Cap", "cap", "Malaysia", "United States", "oxide", 10, "t", day("2027-01-01"), day("2027-06-30")]],
}  # fmt: skip


def test_each_window_of_a_contract_and_of_a_cap_is_told_with_its_dates_and_what_it_asks_for() -> None:
    """7 t in each of three quarters, of which a cap lets 10 t through in the first two: 4 t are missing."""
    with pytest.raises(NoPlanError) as caught:
        solve_model(tiny_model(CONTRACTS), "highs", None, silent)
    (_, missed, against) = str(caught.value).splitlines()
    assert re.search(r"Contracts!F2: minimum take of K in Q[12] \(at least 7 t\) is missed by 4 t", missed)
    assert "Rules!F2: cap of Cap, 2027-01-01 to 2027-06-30 (at most 10 t)" in against
    assert re.search(r"Contracts!F2: minimum take of K in Q[12] \(at least 7 t\)", against)
    assert "; what falls under a contract; without any one of these" in against


def test_a_pin_is_told_with_its_period_or_that_it_is_about_the_whole_plan() -> None:
    for period, when in (("Q2", " in Q2"), (None, ", the whole plan")):
        least = 9 if period else 25
        changed: Changed = {
            "Pins": [["what", "from", "to", "commodity", "period", "least [t]", "reason", "who"],
                     ["ship", "Mine", "User", "oxide", period, least, "crew", "Ann"]],
        }  # fmt: skip
        with pytest.raises(NoPlanError) as caught:
            solve_model(tiny_model(changed), "highs", None, silent)
        told = f"pinned least of ship oxide from Mine to User{when} (at least {least} t) is missed by 1 t"
        assert told in str(caught.value)


def test_a_pin_to_nothing_is_told_with_its_nothing() -> None:
    changed: Changed = {
        "Pins": [["what", "from", "to", "commodity", "period", "most [t]"], ["ship", "Mine", "User", "oxide", "Q2", 0]],
        "Lanes": [["from", "to", "commodity", "minimum [t/period]"], ["Mine", "User", "oxide", 4]],
    }
    with pytest.raises(NoPlanError) as caught:
        solve_model(tiny_model(changed), "highs", None, silent)
    assert "pinned most of ship oxide from Mine to User in Q2 (at most 0 t)" in str(caught.value)


def test_where_nothing_can_be_made_the_balance_that_is_missed_is_named() -> None:
    """The mine opens in the second quarter, and has to send something in the first."""
    changed: Changed = {
        "Sites": [["site", "country", "kind", "start"], ["Mine", "Malaysia", "mine", day("2027-04-01")],
                  ["User", "United States", "customer", None]],
        "Lanes": [["from", "to", "minimum [t/period]"], ["Mine", "User", 4]],
    }  # fmt: skip
    with pytest.raises(NoPlanError) as caught:
        solve_model(tiny_model(changed), "highs", None, silent)
    assert "it contradicts material balance of Mine; oxide in Q1; without the one the other" in str(caught.value)


def test_material_of_two_origins_is_told_once_with_its_period() -> None:
    """What was dug in China and what was not have a balance each, of which a planner knows nothing."""
    changed = mine_and_pit(8, 8)
    changed["Sites"] = [
        ["site", "country", "kind"],
        ["Mine", "Malaysia", "mine"], ["Pit", "China", "mine"], ["User", "United States", "customer"],
    ]  # fmt: skip
    changed["Rules"] = [["rule", "type", "mined in", "start", "end"],
                        ["Clean", "end_use_ban", "China", day("2027-01-01"), day("2027-05-01")]]  # fmt: skip
    model = tiny_model(changed)
    balance = model.program.row_blocks["balance"]
    at_user = balance.index[balance.keys["site"] == model.problem.site_names.names.index("User")]
    assert at_user.size > 3
    row = int(model.program.row_blocks["demand"].index[0])
    told = contradictions(model, [(row, 1.0)], {row: at_user})[1]
    assert told.startswith("  it contradicts material balance of User; oxide in Q1 to Q3; without the one")


def test_more_balances_than_a_person_reads_are_counted() -> None:
    model = tiny_model()
    demand, balance = model.program.row_blocks["demand"].index, model.program.row_blocks["balance"].index
    told = contradictions(model, [(int(demand[0]), 1.0)], {int(demand[0]): balance})[1]
    assert "material balance of Mine; oxide in Q1 to Q3; material balance of User; oxide in Q1 to Q3; without" in told


@pytest.mark.parametrize(
    ("price", "budget", "told"), [(1_100_000, 99_999.7, 1_000_001), (110_000, 9_098.55, 100_902), (330, 0.5, 329.5)]
)
def test_as_much_as_is_told_suffices(price: float, budget: float, told: float) -> None:
    """A third of a tonne has to be sent in each of three quarters: a tonne in all."""

    def changed(least: float) -> Changed:
        return {
            "Settings": [["setting", "value"], ["budget [USD]", least]],
            "Processes": [["site", "process", "direction", "commodity", "run cost [USD/t]"],
                          ["Mine", "dig", "out", "oxide", price]],
            "Lanes": [["from", "to", "minimum [t/period]"], ["Mine", "User", 1 / 3]],
        }  # fmt: skip

    with pytest.raises(NoPlanError) as caught:
        solve_model(tiny_model(changed(budget)), "highs", None, silent)
    assert f"(at most {budget:,} USD) is missed by {told:,} USD" in str(caught.value)
    assert solve_model(tiny_model(changed(budget + told)), "highs", None, silent).values.size
