"""Whole problems with a known answer, through a workbook; tests/reference/*/README.md derive the answers."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from models.limits import limits
from planner.run import solve_input
from planner.solve.session import silent
from tests.cases import Case, Change, objective, put, reference, solve_case, times, unmet, workbook
from tests.given.solvers import assert_agrees, file_model, require_solver
from tests.places import INPUTS, REFERENCE
from tests.published import PUBLISHED, SECOND, Published
from tests.workbooks import Cell, Sheets

SMALL = Case(INPUTS / "small_example")
SHIPPED = ("small_example", "mexican_steel")
CASES = sorted([*SHIPPED, *(folder.name for folder in REFERENCE.iterdir() if folder.is_dir())])
EARLIER = "returns from earlier sales"
SOLVERS = ("pulp:HiGHS", "pulp:COIN_CMD", "pulp:GLPK_CMD")


@pytest.mark.parametrize(
    ("changes", "short", "cost"),
    [
        ((), 0.0, 198_500.0),
        ((times("Demand", "demand [t/month]", 1.7),), 15_500.0, 354_100.0),
        ((put("Rules", "active", "yes", rule="Brighton stops"),), 65_000.0, 126_000.0),
        ((put("Rules", "active", "yes", rule="Liverpool stops"),), 15_000.0, 236_000.0),
        ((put("Rules", "active", "yes"),), 215_000.0, 0.0),
    ],
    ids=["as published", "demand x 1.7", "no Brighton", "no Liverpool", "neither"],
)
def test_the_distribution_network_has_its_published_cost(
    tmp_path: Path, changes: tuple[Change, ...], short: float, cost: float
) -> None:
    plan = solve_case(reference("network"), tmp_path, *changes)
    assert sum(unmet(plan)) == pytest.approx(short, rel=1e-9, abs=1e-6)
    assert objective(plan, "cost") == pytest.approx(cost, rel=1e-9, abs=1e-3)


def test_a_fixed_mix_leaves_the_plentiful_element_unused(tmp_path: Path) -> None:
    plan = solve_case(reference("fixed_mix"), tmp_path)
    table = plan.tables["unmet"].set_index("commodity")["unmet_t"]
    assert table["A"] == pytest.approx(60.0)
    assert table["B"] == pytest.approx(0.0)


@pytest.mark.parametrize(
    ("changes", "short", "cost"),
    [
        ((), [0.0, 0.0, 2.0, 6.0], 56.4),
        ((put("Rules", "active", "no"),), [0.0, 0.0, 0.0, 0.0], 40.0),
        ((put("Lanes", "lead time [periods]", 0, from_="A"),), None, 69.4),
    ],
    ids=["ban", "no ban", "no lead time"],
)
def test_ban_lead_time_and_stock_give_the_answer_derived_by_hand(
    tmp_path: Path, changes: tuple[Change, ...], short: list[float] | None, cost: float
) -> None:
    plan = solve_case(reference("ban_lead_time_stock"), tmp_path, *changes)
    assert sum(unmet(plan)) == pytest.approx(4.0 if short is None else sum(short))
    if short is not None:
        assert unmet(plan) == pytest.approx(short, abs=1e-6)
    assert objective(plan, "cost") == pytest.approx(cost, rel=1e-9)


def test_a_shortage_that_is_shared_fairly_has_the_answer_derived_by_hand(tmp_path: Path) -> None:
    plan = solve_case(reference("fair_share"), tmp_path)
    assert unmet(plan) == pytest.approx([2.0, 2.0, 2.0, 2.0])
    assert objective(plan, "fair share, priority 1, step 1") == pytest.approx(0.2)
    assert objective(plan, "cost") == pytest.approx(57.4)


def test_a_basket_makes_all_its_products_at_once(tmp_path: Path) -> None:
    plan = solve_case(reference("basket"), tmp_path)
    assert sum(unmet(plan)) == pytest.approx(0.2)
    assert objective(plan, "cost") == pytest.approx(1_854.0)
    disposed = plan.tables["dispose"].groupby("commodity")["quantity_t"].sum()
    assert disposed["NdPr"] == pytest.approx(44.0)
    assert disposed["La/Ce"] == pytest.approx(20.0)
    assert plan.tables["sell"]["quantity_t"].sum() == pytest.approx(300.0)


def test_what_a_cap_leaves_unused_lapses(tmp_path: Path) -> None:
    assert sum(unmet(solve_case(reference("caps_lapse"), tmp_path))) == pytest.approx(10.0)


@pytest.mark.parametrize(
    ("separate", "reduce", "short"), [(10, 10, 5), (11, 10, 5), (10, 11, 5), (9, 10, 6), (10, 9, 6)]
)
def test_two_limits_in_series_share_the_cause(tmp_path: Path, separate: int, reduce: int, short: int) -> None:
    plan = solve_case(
        reference("shared_cause"),
        tmp_path,
        put("Capacity", "capacity [t/yr]", separate, process="separate"),
        put("Capacity", "capacity [t/yr]", reduce, process="reduce"),
    )
    assert sum(unmet(plan)) == pytest.approx(short)


# The changes of the small example that need neither contracts nor origin classes. Costs are those without the minimum
# take; where the take binds the difference to the base differs from the contract's table, and only unmet is compared.
SMALL_CHANGES: list[tuple[str, tuple[Change, ...], list[float], float | None]] = [
    ("base", (), [6, 0, 20, 0, 18], 15_921_720.0),
    ("cap 40 becomes 41", (put("Rules", "value", 41, value=40),), [6, 0, 19, 0, 18], 15_921_720.0 + 76_960.0),
    ("cap 30 becomes 31", (put("Rules", "value", 31, value=30),), [6, 0, 20, 0, 17], 15_921_720.0 + 82_044.0),
    ("no caps", (put("Rules", "active", "no", type="cap"),), [6, 0, 0, 0, 0], None),
    ("sintering 2026Q4 + 1 t", (put("Capacity", "2026Q4", 84, process="sinter"),), [5, 0, 20, 0, 18], None),
    ("sintering 2027Q3 + 1 t", (put("Capacity", "2027Q3", 132, process="sinter"),), [6, 0, 20, 0, 17], None),
    ("opening stock 0", (put("Inventory", "opening [t]", 0, site="Motor plant"),), [36, 0, 20, 0, 18], 15_921_720.0),
]  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "short", "cost"), [change[1:] for change in SMALL_CHANGES], ids=[change[0] for change in SMALL_CHANGES]
)
def test_the_small_example_has_its_known_answer(
    tmp_path: Path, changes: tuple[Change, ...], short: list[float], cost: float | None
) -> None:
    plan = solve_case(SMALL, tmp_path, *changes)
    assert unmet(plan, 1) == pytest.approx([0.0] * 5, abs=1e-6)
    assert unmet(plan, 2) == pytest.approx(short, abs=1e-6)
    if cost is not None:
        assert objective(plan, "cost") == pytest.approx(cost, rel=1e-9)


def test_the_small_example_buys_makes_and_sends_what_was_derived(tmp_path: Path) -> None:
    tables = solve_case(SMALL, tmp_path).tables
    made = tables["run"].groupby("process")["runs"].sum()
    assert made["reduce"] == pytest.approx(68.0)
    assert made["sinter"] == pytest.approx(136.0)
    sent = tables["ship"].groupby("from")["sent_t"].sum()
    assert sent["China magnets"] == pytest.approx(70.0)
    assert sent["Allied separator"] + sent["US separator"] == pytest.approx(68.0)
    stock = tables["stock"]
    magnets = stock[stock["site"] == "Motor plant"].set_index("period")["stock_t"]
    assert dict(magnets) == pytest.approx({"2027Q1": 8.0, "2027Q3": 6.0})


def test_no_demand_is_served_early_from_a_full_stop(tmp_path: Path) -> None:
    """A full stop from 2027-01-01: 74 t unmet, as the contract's table says for the case with contracts too."""

    def stop(sheets: Sheets) -> None:
        header = sheets["Rules"][0]
        row: list[Cell] = [None] * len(header)
        for name, value in (("rule", "Full stop"), ("type", "ban"), ("from", "China"), ("to", "United States"),
                            ("commodity", "*")):  # fmt: skip
            row[header.index(name)] = value
        row[header.index("start")] = dt.date(2027, 1, 1)
        sheets["Rules"].append(row)

    plan = solve_case(SMALL, tmp_path, stop)
    assert unmet(plan, 2) == pytest.approx([6, 0, 20, 24, 24])


@pytest.mark.parametrize(
    ("changes", "cost"),
    [
        ((), 16_017_520.0),
        ((put("Contracts", "minimum take [t]", None),), 15_921_720.0),
        ((put("Contracts", "price floor [USD/kg]", None),), 15_765_920.0),
        ((put("Contracts", "floor paid by", "third party"),), 15_765_920.0),
        ((put("Rules", "value", 41, value=40),), 16_094_480.0),
        ((put("Rules", "value", 31, value=30),), 16_099_564.0),
        ((put("Rules", "active", "no", type="cap"),), 18_960_252.0),
        ((put("Capacity", "2026Q4", 84, process="sinter"),), 16_096_720.0),
        ((put("Capacity", "2027Q3", 132, process="sinter"),), 16_092_070.0),
        ((put("Inventory", "opening [t]", 0, site="Motor plant"),), 16_017_520.0),
    ],
    ids=["as it is", "no minimum take", "no floor", "floor of a third party", "cap 41", "cap 31", "no caps",
         "sintering 2026Q4", "sintering 2027Q3", "no opening stock"],
)  # fmt: skip
def test_the_contracts_of_the_small_example_cost_what_was_derived(
    tmp_path: Path, changes: tuple[Change, ...], cost: float
) -> None:
    plan = solve_case(reference("contracts_small"), tmp_path, *changes)
    assert unmet(plan, 1) == pytest.approx([0.0] * 5, abs=1e-6)
    assert objective(plan, "cost") == pytest.approx(cost, rel=1e-9)


@pytest.mark.parametrize(("lot", "cost"), [(2, 520.0), (None, 520.0), (3, 560.0)])
def test_lots_and_falling_tiers_cost_as_little_as_any_plan_in_whole_tonnes(
    tmp_path: Path, lot: int | None, cost: float
) -> None:
    changes = (put("Contracts", "multiple [t]", lot, tier="first", supplier="A"),)
    plan = solve_case(reference("contracts_lots"), tmp_path, *changes)
    assert sum(unmet(plan)) == pytest.approx(0.0, abs=1e-9)
    assert objective(plan, "cost") == pytest.approx(cost, rel=1e-9)


def test_the_cannery_problem_has_its_published_cost(tmp_path: Path) -> None:
    plan = solve_case(reference("transport"), tmp_path)
    assert sum(unmet(plan)) == pytest.approx(0.0, abs=1e-9)
    assert objective(plan, "cost") == pytest.approx(153.675, rel=1e-9)


@pytest.mark.parametrize("price", [1e8, 1e10])
def test_a_price_at_which_nobody_buys_changes_no_cost(tmp_path: Path, price: float) -> None:
    forbidden = (put("Lanes", "cost [USD/t]", price, from_="Seattle", to=place) for place in ("New York", "Topeka"))
    plan = solve_case(reference("transport"), tmp_path, *forbidden)
    assert objective(plan, "cost") == pytest.approx(153.675, rel=1e-9)


@pytest.mark.parametrize("price", [1e8, 1e10])
def test_a_budget_that_buys_less_than_a_gram_is_spent_in_the_plan_too(tmp_path: Path, price: float) -> None:
    plan = solve_case(reference("budget"), tmp_path, put("Lanes", "cost [USD/t]", price, from_="Works"))
    assert objective(plan, "cost") == pytest.approx(5_000.0, rel=1e-6)


def test_production_with_stock_and_overtime_has_its_published_cost(tmp_path: Path) -> None:
    plan = solve_case(reference("sailco"), tmp_path)
    assert sum(unmet(plan)) == pytest.approx(0.0, abs=1e-9)
    assert objective(plan, "cost") == pytest.approx(78_450.0, rel=1e-9)


@pytest.mark.parametrize("published", PUBLISHED, ids=[f"{case.case}, {case.optimum:g}" for case in PUBLISHED])
def test_a_published_problem_has_its_published_optimum(tmp_path: Path, published: Published) -> None:
    plan = solve_case(reference(published.case), tmp_path, *published.changes)
    assert objective(plan, "cost") == pytest.approx(published.cost, abs=published.tolerance, rel=0.0)
    for tier, optimum, _ in plan.objectives:
        assert tier in ("cost", "tie-break") or optimum == pytest.approx(0.0, abs=1e-6), f"{tier} is not met in full"


@pytest.mark.parametrize("name", SECOND)
def test_a_second_formulation_has_the_same_optimum(tmp_path: Path, name: str) -> None:
    assert objective(solve_case(reference(name), tmp_path), "cost") == pytest.approx(SECOND[name](), rel=1e-9)


def test_an_hour_of_a_mill_is_worth_what_was_published(tmp_path: Path) -> None:
    plan = solve_case(reference("mills_and_factories"), tmp_path)
    found = limits(plan)
    found = found[found["family"] == "plant_capacity"]
    number = 1 + [name for name, _, _ in plan.objectives].index("cost")
    worth = dict(zip(found["key"], found[f"dual {number}"], strict=True))
    assert worth == pytest.approx(
        {"Gary; roll": -2_800.0, "Cleveland; roll": -1_300.0, "Pittsburgh; roll": 0.0}, abs=1e-6
    )


@pytest.mark.parametrize(
    ("changes", "short", "cost"),
    [
        ((), [2.8, 0.0, 0.0, 0.0], 425.6),
        (
            (put("Recycling", f"{EARLIER} 2027 [t/yr]", 0), put("Recycling", f"{EARLIER} 2028 [t/yr]", 0)),
            [4.0, 1.0, 0.1, 0.0],
            None,
        ),
        ((put("Recycling", "lag [months]", 24),), [2.8, 2.8, 0.64, 0.64], None),
        ((put("Recycling", "active", "no"),), [4.0, 4.0, 4.0, 4.0], None),
    ],
    ids=["as derived", "no earlier sales", "two years", "nothing comes back"],
)
def test_a_recycling_loop_has_the_answer_derived_by_hand(
    tmp_path: Path, changes: tuple[Change, ...], short: list[float], cost: float | None
) -> None:
    plan = solve_case(reference("recycling_loop"), tmp_path, *changes)
    assert unmet(plan) == pytest.approx(short, abs=1e-6)
    if cost is not None:
        assert objective(plan, "cost") == pytest.approx(cost, rel=1e-9)


@pytest.mark.parametrize(
    ("changes", "short", "cost"),
    [
        ((), [9.0, 0.0], 528.0),
        ((put("Substitutes", "from", dt.date(2027, 11, 16), accepted_instead="magnet without Dy"),), [9.0, 4.0], None),
        ((put("Substitutes", "from", dt.date(2027, 7, 1), accepted_instead="magnet without Dy"),), [9.0, 0.0], 528.0),
        ((put("Substitutes", "end use", "defence", accepted_instead="magnet SH"),), [14.0, 4.4], None),
        ((put("Substitutes", "active", "no"),), [14.0, 14.0], None),
    ],
    ids=["as derived", "from 16 November", "from July", "better grade for another use", "no substitutes"],
)
def test_grades_in_place_of_one_another_have_the_answer_derived_by_hand(
    tmp_path: Path, changes: tuple[Change, ...], short: list[float], cost: float | None
) -> None:
    plan = solve_case(reference("grades"), tmp_path, *changes)
    assert unmet(plan, 1) == pytest.approx([0.0, 0.0], abs=1e-6)
    assert unmet(plan, 2) == pytest.approx(short, abs=1e-6)
    if cost is not None:
        assert objective(plan, "cost") == pytest.approx(cost, rel=1e-9)


@pytest.mark.parametrize(
    ("changes", "short", "cost"),
    [
        ((), 0.0, 6_885.4),
        ((put("Capacity", "all", 0, process="sell Tb metal"),), 35.0, None),
        ((put("Capacity", "all", 100, site="Magnet works"),), 10.0, None),
    ],
    ids=["as derived", "no terbium", "a small works"],
)
def test_dysprosium_or_terbium_and_a_toll_have_the_answer_derived_by_hand(
    tmp_path: Path, changes: tuple[Change, ...], short: float, cost: float | None
) -> None:
    plan = solve_case(reference("dy_or_tb"), tmp_path, *changes)
    assert sum(unmet(plan)) == pytest.approx(short, abs=1e-6)
    if cost is not None:
        assert objective(plan, "cost") == pytest.approx(cost, rel=1e-9)
        made = plan.tables["run"].set_index("process")["runs"]
        assert made["sinter with Dy"] == pytest.approx(75.0)
        assert made["sinter with Tb"] == pytest.approx(35.0)
        assert made["toll reduction"] == pytest.approx(20.0)


@pytest.mark.parametrize("name", CASES)
def test_the_verifier_accepts_the_plan(tmp_path: Path, name: str) -> None:
    assert solve_input(workbook(reference(name), tmp_path), "highs", None, silent).verification.accepted


# GLPK branches on the set-ups for longer than anybody waits.
TOO_LONG = ("lot_sizing", "pulp:GLPK_CMD")
# Every run asks one other solver about each problem, the slow one all of them.
ASKED = [
    pytest.param(name, solver, marks=() if place % len(SOLVERS) == number else pytest.mark.slow)
    for place, name in enumerate(CASES)
    for number, solver in enumerate(SOLVERS)
    if (name, solver) != TOO_LONG
]


@pytest.mark.parametrize(("name", "solver"), ASKED)
def test_another_solver_agrees_on_every_tier(tmp_path: Path, name: str, solver: str) -> None:
    require_solver(solver)
    path = workbook(reference(name), tmp_path)
    assert_agrees(file_model(path), solver)
    # Raises when our own verifier refuses the plan.
    assert solve_input(path, solver, None, silent).verification.accepted
