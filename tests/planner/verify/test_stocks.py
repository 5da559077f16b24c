"""Plans that break what sheet Inventory asks of stocks, or count it wrongly, are refused at its cell."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cache

import numpy as np
import pandas as pd
import pytest

from models.formulation import build
from models.plan import make_plan
from models.problem import Problem
from planner.solve import highs
from planner.verify import Verification, verify
from tests.drawn.problems import problem_of
from tests.given.stocks import stocked_sheets
from tests.given.verified import Case, solve_sheets
from tests.tiny import Changed, near, tiny
from tests.workbooks import Cell, Sheets

type Misreading = Callable[[Problem], Problem]


@cache
def case() -> Case:
    return solve_sheets(stocked_sheets())


def changed(column: str, value: Cell, site: str, commodity: str) -> Sheets:
    sheets = stocked_sheets()
    header, *rows = sheets["Inventory"]
    next(row for row in rows if row[:2] == [site, commodity])[header.index(column)] = value
    return sheets


def read_as(misread: Misreading, sheets: Sheets) -> Verification:
    """Verify, against the input, the plan of a model that reads it otherwise."""
    problem = problem_of(sheets)
    model = build(misread(problem))
    plan = make_plan(model, highs.solve(model.program.matrix(), model.program.tiers))
    return verify(problem.tables, plan.tables, [(name, best) for name, best, _ in plan.objectives])


def stocks(**fields: Callable[[Problem], object]) -> Misreading:
    return lambda problem: replace(
        problem,
        inventories=replace(problem.inventories, **{name: of(problem) for name, of in fields.items()}),  # type: ignore[arg-type]
    )


def test_the_case_uses_every_column_that_it_is_about() -> None:
    verification = case().verify()
    assert verification.accepted, verification.faults
    assert verification.costs["missing safety stock"] > 0.0
    assert verification.costs["missing end stock"] > 0.0
    assert verification.objectives["size of stocks"] > 0.0
    assert verification.counts["releases"] == 6
    assert not case().plan["below_safety"].empty


MISREADINGS = {
    "releases forgotten": stocks(release=lambda p: np.full_like(p.inventories.release, np.inf)),
    "releases over the plan": stocks(release_window=lambda p: ("whole plan",) * p.inventories.size,
                                     release=lambda p: p.inventories.release * 4.0),
    "costs of safety stock forgotten": stocks(safety_cost=lambda p: np.full_like(p.inventories.safety_cost, np.nan)),
    "costs of safety stock a year": stocks(safety_cost=lambda p: p.inventories.safety_cost / p.calendar.length_years),
    "costs of end stock forgotten": stocks(end_cost=lambda p: np.full_like(p.inventories.end_cost, np.nan)),
    "costs of end stock halved": stocks(end_cost=lambda p: p.inventories.end_cost / 2.0),
    "sizes forgotten": stocks(sized=lambda p: np.zeros_like(p.inventories.sized)),
    "all stocks sized": stocks(sized=lambda p: np.ones_like(p.inventories.sized)),
}  # fmt: skip


@pytest.mark.parametrize("name", MISREADINGS)
def test_a_plan_from_a_misread_sheet_inventory_is_refused(name: str) -> None:
    assert not read_as(MISREADINGS[name], stocked_sheets()).accepted


def test_a_release_above_the_limit_is_told_with_its_cell_and_its_window() -> None:
    loose = solve_sheets(changed("release per window [t]", 40, "Reserve", "oxide"))
    strict = problem_of(stocked_sheets()).tables
    own = [fault for fault in verify(strict, loose.plan, loose.objectives).found if fault.kind == "releases"]
    assert own
    assert all("Inventory!O2: oxide at Reserve releases" in fault.sentence for fault in own)
    assert {fault.sentence.rsplit(" ", 1)[1] for fault in own} <= {"2027", "2028"}


@pytest.mark.parametrize(("kind", "most"), [("period", 1), ("calendar year", 3), ("whole plan", 7)])
def test_model_and_verifier_agree_on_the_windows_of_releases(kind: str, most: float) -> None:
    sheets = changed("release window", kind, "Reserve", "oxide")
    header, reserve, *_ = sheets["Inventory"]
    reserve[header.index("release per window [t]")] = most
    assert solve_sheets(sheets).verify().accepted
    forgotten = MISREADINGS["releases forgotten"]
    assert not read_as(forgotten, sheets).accepted


ONE_STOCK: Changed = {
    "Inventory": [["site", "commodity", "opening [t]", "release per window [t]", "release window"],
                  ["User", "oxide", 30, 4, "period"]],
}  # fmt: skip


def test_what_is_thrown_away_is_no_release() -> None:
    # 4 t a quarter may leave, so that 18 t are left at the end.
    good = solve_sheets(tiny(ONE_STOCK))
    assert good.verify().accepted
    plan = good.copy()
    table = plan["stock"]
    gone = float(table["stock_t"].iloc[-1])
    last = str(table["period"].iloc[-1])
    assert (last, gone) == ("Q3", near(18.0))
    plan["stock"] = table.iloc[:-1]
    plan["dispose"] = pd.DataFrame([("User", "oxide", last, "", gone)], columns=list(plan["dispose"].columns))
    assert good.verify(plan).accepted


def test_a_shortfall_of_end_stock_in_another_period_is_refused() -> None:
    plan = case().copy()
    assert not plan["below_end"].empty
    plan["below_end"] = plan["below_end"].assign(period="P1")
    assert any("not the last period" in sentence for sentence in case().verify(plan).faults)


def test_a_size_that_is_stated_smaller_than_the_stock_is_refused() -> None:
    stated = [(name, value * (0.9 if name == "size of stocks" else 1.0)) for name, value in case().objectives]
    faults = verify(case().tables, case().plan, stated).faults
    assert [sentence for sentence in faults if "size of stocks" in sentence] == list(faults)


def test_a_plan_that_leaves_the_size_out_is_refused() -> None:
    stated = [(name, value) for name, value in case().objectives if name != "size of stocks"]
    assert not verify(case().tables, case().plan, stated).accepted
