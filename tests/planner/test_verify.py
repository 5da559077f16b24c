"""The verifier against figures worked out by hand."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import pytest

from planner.verify import Verification, verify
from tests.drawn.problems import tables_of
from tests.workbooks import Cell, Sheets

COLUMNS = {
    "run": ["site", "process", "period", "output_period", "runs"],
    "ship": ["from", "to", "commodity", "mode", "period", "arrival_period", "sent_t", "arrived_t"],
    "stock": ["site", "commodity", "period", "stock_t"],
    "feed": ["site", "process", "commodity", "period", "used_t"],
    "allow": ["site", "process", "commodity", "period", "allowed_t"],
    "return": ["site", "product", "scrap", "delivered_period", "period", "returned_t"],
    "deliver": ["customer", "commodity", "asked", "end_use", "demand_period", "period", "delivered_t"],
    "unmet": ["customer", "commodity", "end_use", "priority", "period", "demand_t", "unmet_t"],
    "sell": ["site", "commodity", "period", "quantity_t"],
    "dispose": ["site", "commodity", "period", "quantity_t"],
    "below_safety": ["site", "commodity", "period", "missing_t"],
    "below_end": ["site", "commodity", "period", "missing_t"],
    "soft": ["rule", "row", "span", "violation_t"],
    "use": ["rule", "row", "period", "used_t"],
    "award": ["supplier", "buyer", "commodity", "period", "awarded"],
    "take": ["contract", "tier", "from", "to", "commodity", "mode", "span", "period", "taken_t"],
    "shortfall": ["contract", "span", "period", "shortfall_t"],
    "expand": ["site", "process", "period", "ready_period", "added_t_per_yr"],
    "standing": ["site", "process", "period", "standing_t_per_yr"],
}


def plan_of(**rows: list[tuple[object, ...]]) -> dict[str, pd.DataFrame]:
    plan = {name: pd.DataFrame(rows.get(name, []), columns=columns) for name, columns in COLUMNS.items()}
    for name in ("run", "ship", "stock", "feed", "allow", "deliver", "sell", "dispose"):
        plan[name]["marks"] = ""
    plan["allow"]["material"] = ""
    return plan


def two_years(**changed: list[list[Cell]]) -> Sheets:
    """Return a mine, a works and a user over two years, small enough to check by hand.

    A run takes 2 t of ore and gives 1 t of metal, at 5 USD per t of ore. Ore costs 3 USD/t at the mine and 1 USD/t on
    the way, loses 10 % there and pays 20 % duty on its value of 10 USD/t. Costs are discounted by 21 % a year.
    """
    sheets: Sheets = {
        "Settings": [["setting", "value"], ["discount rate [%/yr]", 21]],
        "Periods": [
            ["period", "start", "end"],
            ["2027", dt.date(2027, 1, 1), dt.date(2027, 12, 31)],
            ["2028", dt.date(2028, 1, 1), dt.date(2028, 12, 31)],
        ],
        "Commodities": [
            ["commodity", "stage", "value [USD/t]", "surplus price [USD/t]", "surplus limit [t/yr]",
             "disposal cost [USD/t]"],
            ["ore", "ore", 10, None, None, 2],
            ["metal", "metal", None, 4, 3, None],
        ],
        "Sites": [["site", "country"], ["Mine", "A"], ["Works", "B"]],
        "Processes": [
            ["site", "process", "direction", "commodity", "quantity per run [t]", "run cost [USD/t]",
             "lead time [months]"],
            ["Mine", "dig", "out", "ore", 1, 3, None],
            ["Works", "smelt", "in", "ore", 2, 5, 12],
            ["Works", "smelt", "out", "metal", 1, None, None],
        ],
        "Demand": [
            ["customer", "commodity", "end use", "weight", "may wait [periods]", "unit", "2027", "2028"],
            ["Works", "metal", "use", 2, 1, "t/yr", 4, 5],
        ],
        "Lanes": [
            ["from", "to", "commodity", "mode", "cost [USD/t]", "duty [%]", "loss [%]"],
            ["Mine", "Works", "ore", "road", 1, 20, 10],
        ],
        "Inventory": [
            ["site", "commodity", "opening [t]", "safety [t]", "holding cost [USD/t/yr]", "loss [%/yr]"],
            ["Works", "metal", 3, 2, 7, 50],
        ],
    }  # fmt: skip
    return {**sheets, **changed}


def two_years_plan() -> dict[str, pd.DataFrame]:
    """Return a plan for `two_years`: 20 t of ore dug in 2027 become 9 t of metal in 2028.

    Of the 3 t of metal in stock 1.5 survive 2027; 1 t is delivered, 0.5 t stays, of which 0.25 t survive 2028. Then
    9.25 t are there: 3 t go to the demand of 2027, 5 t to that of 2028, 1 t is sold, 0.25 t is disposed of.
    """
    return plan_of(
        run=[("Mine", "dig", "2027", "2027", 20.0), ("Works", "smelt", "2027", "2028", 9.0)],
        ship=[("Mine", "Works", "ore", "road", "2027", "2027", 20.0, 18.0)],
        stock=[("Works", "metal", "2027", 0.5)],
        deliver=[
            ("Works", "metal", "metal", "use", "2027", "2027", 1.0),
            ("Works", "metal", "metal", "use", "2027", "2028", 2.0),
            ("Works", "metal", "metal", "use", "2028", "2028", 5.0),
        ],
        unmet=[("Works", "metal", "use", 1, "2027", 4.0, 1.0), ("Works", "metal", "use", 1, "2028", 5.0, 0.0)],
        sell=[("Works", "metal", "2028", 2.0)],
        dispose=[("Works", "metal", "2028", 0.25)],
        below_safety=[("Works", "metal", "2027", 1.5), ("Works", "metal", "2028", 2.0)],
    )


# The middles of the years lie 0.5 and 1.5 years after the start: factors 1 / 1.1 and 1 / (1.1 x 1.21).
FIRST, SECOND = 1.0 / 1.1, 1.0 / (1.1 * 1.21)
HAND_COSTS = {
    "run cost": (20.0 * 3.0 + 18.0 * 5.0) * FIRST,
    "purchase": 0.0,
    "take-or-pay": 0.0,
    "switching": 0.0,
    "freight": 20.0 * 1.0 * FIRST,
    "duty": 20.0 * 0.2 * 10.0 * FIRST,
    "tariff": 0.0,
    "holding": 0.5 * 7.0 * FIRST,
    "disposal": 0.0,
    "surplus revenue": -2.0 * 4.0 * SECOND,
    "missing safety stock": 0.0,
    "missing end stock": 0.0,
    "shortage": 0.0,
    "capital cost": 0.0,
}
# 2 t come a year late, 1.5 t and 2 t lack in the safety stock for a year each.
HAND_OBJECTIVES = {
    "unmet, priority 1": 2.0 * 1.0,
    "soft rules, stocks and lateness": 1.5 + 2.0 + 2.0 * 1.0,
    "cost": sum(HAND_COSTS.values()),
}


def verify_by_hand(sheets: Sheets, plan: dict[str, pd.DataFrame]) -> Verification:
    return verify(tables_of(sheets), plan, list(HAND_OBJECTIVES.items()), HAND_COSTS)


def test_a_plan_made_by_hand_is_accepted_with_its_costs_and_objectives() -> None:
    verification = verify_by_hand(two_years(), two_years_plan())
    assert verification.accepted, verification.faults
    assert verification.costs == pytest.approx(HAND_COSTS, rel=1e-12)
    assert verification.objectives == pytest.approx(HAND_OBJECTIVES, rel=1e-12)
    assert verification.balance_residual < 1e-12
    assert verification.counts["balances"] == 4
    assert verification.counts["demand"] == 2


def test_a_fault_says_where_it_is_and_how_much() -> None:
    plan = two_years_plan()
    plan["run"] = plan["run"].assign(runs=[21.0, 9.0])
    fault = next(one for one in verify_by_hand(two_years(), plan).found if one.kind == "balances")
    assert fault.sentence == "ore at Mine in 2027: 1 t too much comes in against what goes out"
    assert fault.amount == pytest.approx(1.0)


def test_a_fault_of_a_limit_names_its_cell() -> None:
    limits: list[list[Cell]] = [["site", "process", "unit", "2027", "2028"], ["Mine", "dig", "t/yr", 15, 30]]
    verification = verify_by_hand(two_years(Capacity=limits), two_years_plan())
    assert verification.faults == ("Capacity!D2: the limit on Mine dig is exceeded by 5 t in 2027",)
    assert verification.limit_violation == pytest.approx(5.0)


def test_the_tolerance_is_a_gram_or_the_rounding_of_large_terms() -> None:
    for gap, accepted in ((5e-7, True), (5e-6, False)):
        plan = two_years_plan()
        plan["dispose"] = plan["dispose"].assign(quantity_t=[0.25 + gap])
        assert verify_by_hand(two_years(), plan).accepted is accepted
    for gap, accepted in ((5e-3, True), (5e-2, False)):
        plan = two_years_plan()
        large = [("Mine", "dig", "2027", "2027", 20.0), ("Mine", "dig", "2028", "2028", 1e7)]
        plan["run"] = pd.DataFrame([*large, ("Works", "smelt", "2027", "2028", 9.0)], columns=COLUMNS["run"]).assign(
            marks=""
        )
        more = [("Works", "metal", "2028", 0.25), ("Mine", "ore", "2028", 1e7 + gap)]
        plan["dispose"] = pd.DataFrame(more, columns=COLUMNS["dispose"]).assign(marks="")
        balances = [fault for fault in verify_by_hand(two_years(), plan).found if fault.kind == "balances"]
        assert (not balances) is accepted


def test_many_faults_of_a_kind_are_counted_and_the_first_are_told() -> None:
    plan = two_years_plan()
    plan["sell"] = pd.DataFrame([("Mine", "gold", "2027", 1.0)] * 60, columns=COLUMNS["sell"]).assign(marks="")
    names = [fault for fault in verify_by_hand(two_years(), plan).found if fault.kind == "names"]
    assert len(names) == 51
    assert names[-1].sentence == "10 more faults of this kind: names"


def test_the_sentences_tell_the_verdict_the_faults_and_every_tier() -> None:
    good = verify_by_hand(two_years(), two_years_plan())
    assert good.sentences()[0].startswith("accepted: ")
    assert len([line for line in good.sentences() if "recomputed" in line]) == len(HAND_OBJECTIVES)
    bad = verify_by_hand(two_years(), plan_of())
    assert bad.sentences()[0].startswith("REFUSED: ")
    assert set(bad.faults) <= {line.strip() for line in bad.sentences()}
    assert bad.document()["accepted"] is False


def test_without_lanes_everything_ships_free_and_at_once() -> None:
    sheets = two_years()
    del sheets["Lanes"]
    plan = two_years_plan()
    plan["ship"] = pd.DataFrame(
        [("Mine", "Works", "ore", "", "2027", "2027", 18.0, 18.0)], columns=COLUMNS["ship"]
    ).assign(marks="")
    plan["run"] = plan["run"].assign(runs=[18.0, 9.0])
    verification = verify_by_hand(sheets, plan)
    assert {fault.kind for fault in verification.found} == {"objectives", "costs"}
    assert verification.costs["freight"] == verification.costs["duty"] == 0.0


def test_late_deliveries_are_refused_when_nothing_may_wait() -> None:
    verification = verify_by_hand(
        two_years(Demand=[
            ["customer", "commodity", "end use", "weight", "may wait [periods]", "unit", "2027", "2028"],
            ["Works", "metal", "use", 2, None, "t/yr", 4, 5],
        ]),
        two_years_plan(),
    )  # fmt: skip
    assert [fault.kind for fault in verification.found] == ["waiting"]
    assert "from 2027 to 2027" in verification.faults[0]
