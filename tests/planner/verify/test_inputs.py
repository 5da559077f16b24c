"""The verifier against inputs changed after the plan was made, and against the plans of the model."""

from __future__ import annotations

import datetime as dt
from functools import cache

import pytest

from planner.read import read_input
from planner.verify import Verification, verify
from tests.drawn.problems import random_sheets, tables_of
from tests.given.verified import Case, rich_sheets, solve_sheets, solve_tables
from tests.places import INPUTS
from tests.seeds import graded
from tests.tiny import tiny_plan, tiny_problem
from tests.workbooks import Cell


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
    ("Capacity", "all", 5, (1,), "capacities", "the limit on All mines"),
    ("Capacity", "availability [%]", 2, (1,), "capacities", "the limit on All mines"),
    ("Capacity", "all", 60, (3,), "capacities", "the limit on {Western mines}"),
    ("Capacity", "all", 200, (4,), "capacities", "the limit on Separator"),
    ("Capacity", "all", 150, (5,), "capacities", "the limit on Magnet works"),
    ("Capacity", "December", 50, (5,), "capacities", "Capacity!H6"),
    ("Capacity", "all", 30, (6,), "capacities", "the limit on Port"),
    ("Sourcing", "most suppliers", 1, (1,), "numbers of suppliers", "Sourcing!D2"),
    ("Sourcing", "most share [%]", 20, (2,), "sourcing shares", "Sourcing!E3"),
    ("Sourcing", "switching cost [USD]", 12, (1,), "objectives", "cost"),
    ("Qualification", "ready period", "Spring", (1,), "qualification", "Qualification!D2"),
    ("Qualification", "ready period", "Spring", (2,), "qualification", "Qualification!D3"),
    ("Lanes", "capacity", 20, (4,), "lane capacities", "Lanes!J5"),
    ("Lanes", "capacity", 50, (2,), "lane capacities", "Lanes!J3"),
    ("Lanes", "minimum [t/yr]", 61, (4,), "lane minimums", "Lanes!K5"),
    ("Lanes", "minimum [t/yr]", 9, (3,), "lane minimums", "Lanes!K4"),
    ("Lanes", "loss [%]", 2, (1,), "losses", "North mine"),
    ("Lanes", "lead time [days]", 150, (2,), "arrivals", "East mine"),
    ("Lanes", "to", "Magnet works", (4,), "lanes", "air"),
    ("Lanes", "cost [USD/t]", 401, (4,), "objectives", "cost"),
    ("Lanes", "duty [%]", 4, (2,), "objectives", "cost"),
    ("Substitutes", "tonnes per tonne", 1.5, (1,), "demand", "polish"),
    ("Substitutes", "until", dt.date(2027, 5, 1), (1,), "substitutes", "Substitutes!F2"),
    ("Substitutes", "until", dt.date(2027, 1, 15), (1,), "substitutes", "in Spring sheet Substitutes does not let"),
    ("Substitutes", "end use", "paint", (1,), "substitutes", "'new oxide'"),
    ("Recycling", "collection rate [%]", 39, (1,), "returns", "return of old magnet at Motor maker"),
    ("Recycling", "lag [months]", 12, (1,), "returns", "return of old magnet at Motor maker"),
    ("Recycling", "Winter", 25, (1,), "balances", "old magnet at Motor maker"),
    ("Blends", "most [%]", 19, (1,), "blends", "Blends!F2"),
    ("Blends", "least [%]", 19, (1,), "blends", "Blends!E2"),
    ("Blends", "most [%]", 27, (2,), "blends", "Blends!F3"),
    ("Processes", "quantity per run [t]", 0.33, (7,), "mixtures", "blend 'feed' at Magnet works"),
    ("Processes", "blend", None, (7,), "mixtures", "sheet Processes has no such input in a blend"),
    ("Inventory", "maximum [t]", 6, (4,), "stocks", "Inventory!D5"),
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
    ("Commodities", "value Second half [USD/t]", 1301, (2,), "objectives", "cost"),
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
    ("Substitutes", "until", None, (1,)),
    ("Blends", "most [%]", 90, (1,)),
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


def test_weak_capacity_that_is_left_out_counts_as_none() -> None:
    capacity: list[list[Cell]] = [
        ["site", "process", "basis", "commodity", "unit", "all", "confidence"],
        ["Mine", "dig", "out", "oxide", "t/period", 8, "C"],
    ]
    plan = tiny_plan({"Capacity": capacity})
    left_out: list[list[Cell]] = [["setting", "value"], ["weak data", "leave out"]]
    strict = tiny_problem({"Capacity": capacity, "Settings": left_out})
    stated = [(name, best) for name, best, _ in plan.objectives]
    faults = verify(strict.tables, plan.tables, stated).faults
    assert any("the limit on Mine" in sentence for sentence in faults)


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


@pytest.mark.parametrize("seed", graded(range(40, 640), 0, 160))
def test_the_model_and_the_verifier_agree_on_many_random_problems(seed: int) -> None:
    verification = solve_sheets(random_sheets(seed)).verify()
    assert verification.accepted, verification.faults
