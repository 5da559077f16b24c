"""The verifier against figures worked out by hand, and against inputs changed after the plan was made."""

from __future__ import annotations

import datetime as dt
from functools import cache
from pathlib import Path

import pandas as pd
import pytest

from planner.read import read_input
from planner.verify import Verification, verify
from tests.random_problems import random_sheets, tables_of
from tests.verify_cases import Case, rich_sheets, solve_sheets, solve_tables
from tests.workbooks import Cell, Sheets

INPUTS = Path(__file__).parent.parent / "inputs"

COLUMNS = {
    "run": ["site", "process", "period", "output_period", "runs"],
    "ship": ["from", "to", "commodity", "mode", "period", "arrival_period", "sent_t", "arrived_t"],
    "stock": ["site", "commodity", "period", "stock_t"],
    "deliver": ["customer", "commodity", "end_use", "demand_period", "period", "delivered_t"],
    "unmet": ["customer", "commodity", "end_use", "priority", "period", "demand_t", "unmet_t"],
    "sell": ["site", "commodity", "period", "quantity_t"],
    "dispose": ["site", "commodity", "period", "quantity_t"],
    "below_safety": ["site", "commodity", "period", "missing_t"],
    "below_end": ["site", "commodity", "missing_t"],
    "soft": ["rule", "row", "span", "violation_t"],
}


def plan_of(**rows: list[tuple[object, ...]]) -> dict[str, pd.DataFrame]:
    return {name: pd.DataFrame(rows.get(name, []), columns=columns) for name, columns in COLUMNS.items()}


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
            ("Works", "metal", "use", "2027", "2027", 1.0),
            ("Works", "metal", "use", "2027", "2028", 2.0),
            ("Works", "metal", "use", "2028", "2028", 5.0),
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
    "freight": 20.0 * 1.0 * FIRST,
    "duty": 20.0 * 0.2 * 10.0 * FIRST,
    "tariff": 0.0,
    "holding": 0.5 * 7.0 * FIRST,
    "disposal": 0.0,
    "surplus revenue": -2.0 * 4.0 * SECOND,
    "shortage": 0.0,
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
        plan["run"] = pd.DataFrame([*large, ("Works", "smelt", "2027", "2028", 9.0)], columns=COLUMNS["run"])
        more = [("Works", "metal", "2028", 0.25), ("Mine", "ore", "2028", 1e7 + gap)]
        plan["dispose"] = pd.DataFrame(more, columns=COLUMNS["dispose"])
        balances = [fault for fault in verify_by_hand(two_years(), plan).found if fault.kind == "balances"]
        assert (not balances) is accepted


def test_many_faults_of_a_kind_are_counted_and_the_first_are_told() -> None:
    plan = two_years_plan()
    plan["sell"] = pd.DataFrame([("Mine", "gold", "2027", 1.0)] * 60, columns=COLUMNS["sell"])
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
    plan["ship"] = pd.DataFrame([("Mine", "Works", "ore", "", "2027", "2027", 18.0, 18.0)], columns=COLUMNS["ship"])
    plan["run"] = plan["run"].assign(runs=[18.0, 9.0])
    verification = verify_by_hand(sheets, plan)
    assert {fault.kind for fault in verification.found} == {"objectives", "costs"}
    assert verification.costs["freight"] == verification.costs["duty"] == 0.0


@cache
def rich() -> Case:
    return solve_sheets(rich_sheets())


def after(sheet: str, column: str, value: Cell, *lines: int, settings: dict[str, Cell] | None = None) -> Verification:
    """Verify the plan of the rich input against the same input with a column changed in some rows (1 is the first)."""
    sheets = rich_sheets(**(settings or {}))
    rows = sheets[sheet]
    place = rows[0].index(column)
    for line in lines:
        rows[line][place] = value
    return verify(tables_of(sheets), rich().plan, rich().objectives)


# What is changed in the input after the plan was made, and the check that must notice, at which cell.
NOTICED = [
    ("Processes", "minimum run [t/yr]", 200, (2,), "minimum runs", "Processes!N3"),
    ("Processes", "lead time [days]", 200, (3,), "arrivals", "Separator, separate"),
    ("Processes", "quantity per run [t]", 1.5, (2,), "balances", "ore at East mine"),
    ("Processes", "quantity per run [t]", 0.45, (4,), "balances", "oxide at Separator"),
    ("Processes", "Winter", 0.5, (4,), "balances", "oxide at Separator"),
    ("Processes", "run cost [USD/t]", 5, (2,), "objectives", "cost"),
    ("Processes", "run cost [USD/t]", 19, (1,), "objectives", "cost"),
    ("Processes", "run cost Spring [USD/t]", 3, (2,), "objectives", "cost"),
    ("Processes", "site", "Port", (3, 4, 5), "recipes", "Separator, separate"),
    ("Demand", "Winter", 21, (1,), "demand", "Demand!J2"),
    ("Demand", "priority", 2, (1,), "priorities", "defence"),
    ("Demand", "weight", 2, (2,), "objectives", "unmet, priority 2"),
    ("Demand", "shortage cost [USD/t]", 1400, (5,), "objectives", "cost"),
    ("Capacity", "all", 20, (2,), "capacities", "the limit on South mine"),
    ("Capacity", "availability [%]", 20, (2,), "capacities", "the limit on South mine"),
    ("Capacity", "all", 60, (3,), "capacities", "the limit on {Western mines}"),
    ("Capacity", "all", 200, (4,), "capacities", "the limit on Separator"),
    ("Capacity", "all", 150, (5,), "capacities", "the limit on Magnet works"),
    ("Capacity", "December", 50, (5,), "capacities", "Capacity!H6"),
    ("Capacity", "all", 30, (6,), "capacities", "the limit on Port"),
    ("Lanes", "capacity", 20, (4,), "lane capacities", "Lanes!J5"),
    ("Lanes", "capacity", 50, (2,), "lane capacities", "Lanes!J3"),
    ("Lanes", "minimum [t/yr]", 61, (4,), "lane minimums", "Lanes!K5"),
    ("Lanes", "minimum [t/yr]", 9, (3,), "lane minimums", "Lanes!K4"),
    ("Lanes", "loss [%]", 2, (1,), "losses", "North mine"),
    ("Lanes", "lead time [days]", 150, (2,), "arrivals", "East mine"),
    ("Lanes", "to", "Magnet works", (4,), "lanes", "air"),
    ("Lanes", "cost [USD/t]", 401, (4,), "objectives", "cost"),
    ("Lanes", "duty [%]", 4, (2,), "objectives", "cost"),
    ("Inventory", "maximum [t]", 10, (4,), "stocks", "Inventory!D5"),
    ("Inventory", "opening [t]", 6, (4,), "balances", "oxide at Magnet works"),
    ("Inventory", "opening [t]", 10, (3,), "balances", "oxide at Reserve"),
    ("Inventory", "loss [%/yr]", 20, (5,), "balances", "ore at Separator"),
    ("Inventory", "safety [t]", 4, (2,), "safety stocks", "magnet at Motor maker"),
    ("Inventory", "end stock [t]", 5, (4,), "end stocks", "oxide at Magnet works"),
    ("Inventory", "end stock [t]", 0, (3,), "end stocks", "oxide at Reserve"),
    ("Inventory", "holding cost [USD/t/yr]", 40, (4,), "objectives", "cost"),
    ("Inventory", "site", "Port", (5,), "stocks", "Separator, ore"),
    ("Pipeline", "quantity [t]", 2, (1,), "balances", "oxide at Port in Winter"),
    ("Pipeline", "period", "Spring", (2,), "balances", "magnet at Turbine maker"),
    ("Rules", "value", 30, (1,), "caps", "Rules!F2"),
    ("Rules", "type", "ban", (5,), "bans", "Rules!A6"),
    ("Rules", "hard", "yes", (3,), "caps", "Rules!F4"),
    ("Rules", "value", 6, (3,), "soft rules", "Rules!A4"),
    ("Rules", "hard", "yes", (4,), "bans", "Rules!A5"),
    ("Rules", "start", dt.date(2027, 5, 20), (4,), "soft rules", "Rules!A5"),
    ("Rules", "weight", 3, (3,), "objectives", "soft rules, stocks and lateness"),
    ("Rules", "value", 13, (5,), "objectives", "cost"),
    ("Rules", "end", dt.date(2027, 3, 31), (6,), "objectives", "cost"),
    ("Rules", "status", "in force", (7,), "caps", "Rules!F8"),
    ("Rules", "status", "in force", (8,), "bans", "Rules!A9"),
    ("Commodities", "surplus price Winter [USD/t]", None, (3,), "sales", "Separator, cerium, Winter"),
    ("Commodities", "surplus limit [t/yr]", 30, (3,), "surplus limits", "Commodities!K4"),
    ("Commodities", "surplus price Winter [USD/t]", 5, (3,), "objectives", "cost"),
    ("Commodities", "disposal cost [USD/t]", 8, (3,), "objectives", "cost"),
    ("Commodities", "value Winter [USD/t]", 1101, (2,), "objectives", "cost"),
    ("Groups", "member", "Malaysia", (3,), "recipes", "North mine, dig"),
    ("Settings", "value", 9, (1,), "objectives", "cost"),
]  # fmt: skip


@pytest.mark.parametrize(("sheet", "column", "value", "lines", "kind", "where"), NOTICED)
def test_a_change_of_the_input_after_the_plan_is_noticed_by_its_own_check(
    sheet: str, column: str, value: Cell, lines: tuple[int, ...], kind: str, where: str
) -> None:
    verification = after(sheet, column, value, *lines)
    own = [fault for fault in verification.found if fault.kind == kind]
    assert own, verification.faults
    assert any(where in fault.sentence for fault in own), own


# The same rows made looser, or changed where they do not act: the plan stays feasible at the same cost.
HARMLESS = [
    ("Capacity", "all", 500, (2,)),
    ("Lanes", "capacity", 400, (2,)),
    ("Lanes", "minimum [t/yr]", 5, (4,)),
    ("Inventory", "maximum [t]", 60, (4,)),
    ("Rules", "value", 80, (1,)),
    ("Rules", "status", "suspended", (2,)),
    ("Commodities", "surplus limit [t/yr]", 50, (3,)),
    ("Demand", "may wait [months]", 12, (2,)),
    ("Processes", "minimum run [t/yr]", 10, (2,)),
]


@pytest.mark.parametrize(("sheet", "column", "value", "lines"), HARMLESS)
def test_a_limit_that_is_loosened_leaves_the_plan_accepted(
    sheet: str, column: str, value: Cell, lines: tuple[int, ...]
) -> None:
    verification = after(sheet, column, value, *lines)
    assert verification.accepted, verification.faults


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


def test_weak_capacity_that_is_left_out_counts_as_none() -> None:
    verification = after("Settings", "value", 8, 1, settings={"weak_data": "leave out"})
    assert any("the limit on South mine" in sentence for sentence in verification.faults)


@pytest.mark.parametrize(
    "settings",
    [
        {},
        {"round_lead_times_up": "yes"},
        {"announced_rules": "yes", "soft_order": "in order"},
        {"weak_data": "leave out", "unmet_measure": "share of demand"},
        {"unmet_measure": "value", "discount_rate": None},
    ],
    ids=str,
)
def test_the_plan_of_the_model_is_accepted_under_every_setting(settings: dict[str, Cell]) -> None:
    case = solve_sheets(rich_sheets(**{name: value for name, value in settings.items() if value is not None}))
    verification = case.verify()
    assert verification.accepted, verification.faults


@pytest.mark.parametrize("name", ["small_example.xlsx"])
def test_the_plan_of_a_shipped_example_is_accepted(name: str) -> None:
    reading = read_input(INPUTS / name)
    assert reading.tables is not None
    verification = solve_tables(reading.tables).verify()
    assert verification.accepted, verification.faults


@pytest.mark.parametrize("seed", range(40))
def test_the_model_and_the_verifier_agree_on_a_random_problem(seed: int) -> None:
    verification = solve_sheets(random_sheets(seed)).verify()
    assert verification.accepted, verification.faults


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(40, 640))
def test_the_model_and_the_verifier_agree_on_many_random_problems(seed: int) -> None:
    verification = solve_sheets(random_sheets(seed)).verify()
    assert verification.accepted, verification.faults
