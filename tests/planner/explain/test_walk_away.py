"""At its walk-away price a contract is worth as much as the best plan without it: in the input, solved again."""

from __future__ import annotations

import datetime as dt
import time
from dataclasses import replace

import numpy as np
import pytest

from models.linear.matrix import Matrix
from models.linear.program import Tier
from models.linear.solution import Solution
from models.names import folded
from models.records import Tables
from models.variants import without_rows
from planner.errors import NoPlanError, UnsolvedError
from planner.explain import walk_away
from planner.explain.outcomes import STOPPED, UNSOLVED
from planner.explain.stress.added import with_rows
from planner.explain.study import Study
from planner.explain.walk_away import BUDGET, DECIDED, GAP, WalkAway, lowest_price, prices_paid, walk_aways
from planner.solve import highs
from planner.solve.warm import Start
from tests.cases import append, reference
from tests.drawn.problems import random_sheets
from tests.earlier_plans import as_earlier, asked, near_model, near_plan
from tests.given.explained import afresh
from tests.given.gone_contracts import without_it
from tests.given.ranges import two_mines
from tests.seeds import graded
from tests.studies import found_by, study_of
from tests.tiny import day, near
from tests.workbooks import Cell, Sheets


def of_study(study: Study) -> dict[str, WalkAway]:
    return dict(zip(study.model.problem.contracts.name, found_by(walk_aways(study)).each, strict=True))


def under_contract(price: float, more: dict[str, Cell] | None = None) -> Sheets:
    """Return the two mines, of which the first sells under a contract, besides what it costs to dig."""
    sheets = two_mines()
    row: dict[str, Cell] = {
        "contract": "Deal",
        "supplier": "Mine",
        "buyer": "User",
        "price [USD/t]": price,
        **(more or {}),
    }
    sheets["Contracts"] = [list(row), list(row.values())]
    return sheets


def test_a_contract_is_worth_what_the_next_supplier_costs() -> None:
    """Digging costs 10 USD here and 20 there: with a price of 4 on top, 6 more are worth it."""
    found = of_study(study_of(under_contract(4.0)))["Deal"]
    assert [found.taken, found.rise, found.is_needed] == [near(15.0), near(6.0), False]


def test_a_contract_that_is_too_dear_would_be_taken_below_what_the_next_supplier_costs() -> None:
    found = of_study(study_of(under_contract(25.0)))["Deal"]
    assert [found.taken, found.rise] == [0.0, near(-15.0)]


@pytest.mark.parametrize("before", [None, 1.0])
def test_prices_of_periods_in_which_a_contract_does_not_run_are_none_of_its_prices(before: float | None) -> None:
    """It begins with Q2, as its prices do, or a price of Q1 is left: from Q2 on it is 15 USD too dear."""
    sheets = under_contract(25.0, {"start": day("2027-04-01"), "price Q1 [USD/t]": before, "price Q2 [USD/t]": 25.0,
                                   "price Q3 [USD/t]": 25.0})  # fmt: skip
    place = sheets["Contracts"][0].index("price [USD/t]")
    for row in sheets["Contracts"]:
        del row[place]
    study = study_of(sheets)
    found = of_study(study)["Deal"]
    assert [found.taken, found.rise, found.why] == [0.0, near(-15.0), ""]
    assert lowest_price(study.model.problem, 0) == near(25.0)
    assert prices_paid(study.model.problem, 0).tolist() == [[25.0, 25.0]]


def test_a_contract_that_must_be_taken_is_worth_less_than_it_costs() -> None:
    found = of_study(study_of(under_contract(25.0, {"minimum take [t]": 2})))["Deal"]
    assert [found.taken, found.rise] == [near(2.0), near(-15.0)]
    paid = of_study(study_of(under_contract(25.0, {"minimum take [t]": 2, "take-or-pay": "yes"})))["Deal"]
    assert paid.rise == near(-15.0)


def test_without_a_contract_of_the_only_supplier_the_user_is_short_at_any_price() -> None:
    sheets = under_contract(4.0)
    sheets["Lanes"] = sheets["Lanes"][:2]
    found = of_study(study_of(sheets))["Deal"]
    assert found.is_needed
    assert found.without.of["unmet, priority 1"] == near(15.0)


def test_a_contract_without_a_price_is_worth_what_could_come_on_top() -> None:
    sheets = under_contract(4.0, {"price floor [USD/t]": 3, "floor paid by": "third party"})
    place = sheets["Contracts"][0].index("price [USD/t]")
    sheets["Contracts"][1][place] = None
    assert of_study(study_of(sheets))["Deal"].rise == near(10.0)


def test_with_lots_decisions_are_made_anew() -> None:
    """Lots of 2 t: 4 of 5 t a quarter are taken; without it 12 t cost 6 USD a tonne more."""
    found = of_study(study_of(under_contract(4.0, {"multiple [t]": 2})))["Deal"]
    assert [found.taken, found.rise] == [near(12.0), near(6.0)]


def sold_on(price: float) -> Sheets:
    """Return the two mines, the first without a limit, and a user who can make oxide into metal and sell that."""
    sheets = under_contract(25.0)
    sheets["Commodities"] += [["metal", "metal", 30, price, "no limit"]]
    sheets["Commodities"][0] = ["commodity", "stage", "value [USD/t]", "surplus price [USD/t]", "surplus limit"]
    sheets["Processes"] += [["User", "melt", "in", "oxide", 1, 0], ["User", "melt", "out", "metal", 1, None]]
    sheets["Capacity"] = [row for row in sheets["Capacity"] if row[0] != "Mine"]
    return sheets


@pytest.mark.parametrize("price", [15.0, 19.0, 11.0])
def test_below_a_price_from_which_everything_would_be_sold_on_without_end_the_walk_away_price_is_found(
    price: float,
) -> None:
    """Metal sells for less than oxide costs; with digging at 10 USD, each contract price below 5, 9 or 1 is endless."""
    found = of_study(study_of(sold_on(price)))["Deal"]
    assert [found.taken, found.rise, found.why] == [0.0, near(-15.0), ""]


def test_where_a_contract_would_be_taken_to_be_sold_on_alone_its_price_is_that_from_which_there_is_no_end() -> None:
    """Its oxide is wanted by nobody but for the metal, which pays 15 USD: all of it or nothing, from 5 USD on."""
    sheets = sold_on(15.0)
    sheets["Processes"][2][-1] = 12  # the other mine digs for less
    sheets["Demand"][1][-1] = 0
    found = of_study(study_of(sheets))["Deal"]
    assert [found.taken, found.rise, found.why] == [0.0, pytest.approx(-20.0, abs=1e-6), ""]


def test_a_budget_and_no_time_are_told() -> None:
    sheets = under_contract(4.0)
    study = study_of(sheets)
    assert of_study(replace(study, deadline=time.monotonic() - 1.0))["Deal"].why == STOPPED
    append("Settings", setting="budget [USD]", value=1_000)(sheets)
    assert of_study(study_of(sheets))["Deal"].why == BUDGET


@pytest.mark.parametrize(("fault", "why", "needed"), [(NoPlanError(), "", True), (UnsolvedError(), UNSOLVED, False)])
def test_without_an_answer_a_contract_is_needed_or_not_known(
    fault: Exception, why: str, *, needed: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    study = study_of(under_contract(4.0))
    assert study.base.optima  # solved before nothing is solved any more

    def solve(*_: object, **__: object) -> None:
        raise fault

    monkeypatch.setattr(highs, "solve", solve)
    found = of_study(study)["Deal"]
    assert (found.why, found.is_needed) == (why, needed)


def test_with_a_gap_left_to_decisions_nothing_is_told() -> None:
    sheets = reference("contracts_lots").sheets()
    sheets.setdefault("Settings", [["setting", "value"]]).append(["gap [%]", 1])
    study = study_of(sheets)
    assert {one.why for one in of_study(study).values()} == {GAP}


def lines_of(study: Study, name: str) -> list[int]:
    names = study.model.problem.tables.records["Contracts"].text["contract"]
    return [line for line, one in enumerate(names.tolist()) if folded(str(one)) == folded(name)]


def dearer(study: Study, name: str, rise: float) -> Tables:
    """Return the tables with all prices of a contract, and its floor, so much higher."""
    tables, lines = study.model.problem.tables, lines_of(study, name)
    records = tables.records["Contracts"]
    price, floor = records.number_by_period["price"].copy(), records.number["price floor"].copy()
    price[lines] += rise
    floor[lines] += rise
    changed = replace(
        records,
        number={**records.number, "price floor": floor},
        number_by_period={**records.number_by_period, "price": price},
    )
    return replace(tables, records={**tables.records, "Contracts": changed})


def gone(study: Study, name: str) -> Tables | None:
    """Return the tables without a contract, and a ban of what it was about; None where others are about it too."""
    contracts, tables = study.model.problem.contracts, study.model.problem.tables
    code = contracts.name.index(name)
    own = contracts.flow_lane[contracts.flow_contract == code]
    others = contracts.flow_lane[contracts.flow_contract != code]
    if np.intersect1d(own, others).size or (contracts.windows.of_span[code] < 0).any():
        return None
    problem = study.model.problem
    ban: list[dict[str, str | dt.date]] = [
        {"rule": f"gone {lane}", "type": "ban", "from": problem.site_names.names[problem.lanes.origin[lane]],
         "to": problem.site_names.names[problem.lanes.destination[lane]],
         "commodity": problem.commodity_names.names[problem.lanes.commodity[lane]], "start": dt.date(2020, 1, 1)}
        for lane in own.tolist()
    ]  # fmt: skip
    return with_rows(without_rows(tables, "Contracts", lines_of(study, name)), "Rules", ban)


@pytest.mark.parametrize("seeds", graded([range(40), range(40, 100), range(100, 200)], 1, 2))
def test_at_its_walk_away_price_a_contract_of_a_random_chain_costs_what_going_without_does(seeds: range) -> None:
    priced = banned = 0
    for seed in seeds:
        study = study_of(random_sheets(seed))
        for name, one in of_study(study).items():
            assert not one.why, (seed, name, one)
            without = gone(study, name)
            if without is not None:
                after = afresh(without, study)
                assert not isinstance(after, str)
                assert after == pytest.approx(without_it(study, name, one), rel=1e-6, abs=1e-4), (seed, name)
                banned += 1
            contracts = study.model.problem.contracts
            own = contracts.price[contracts.tier_contract == contracts.name.index(name)]
            if not np.isfinite(one.rise) or np.isnan(own).any():
                continue
            at_price = afresh(dearer(study, name, one.rise), study)
            assert not isinstance(at_price, str)
            cost = study.base.optima["cost"] + one.without.of["cost"]
            assert at_price["cost"] == pytest.approx(cost, rel=1e-7, abs=1e-3), (seed, name, one)
            priced += 1
            if lowest_price(study.model.problem, contracts.name.index(name)) + one.rise < 2.0:
                continue
            # Cheaper by a little, it is worth having.
            below = afresh(dearer(study, name, one.rise - 1.0), study)
            assert not isinstance(below, str)
            assert below["cost"] < cost - 1e-3, (seed, name, one)
    assert priced > 3
    assert banned > 3


def test_the_small_example_needs_each_of_its_contracts_at_any_price() -> None:
    found = of_study(study_of(reference("contracts_small").sheets()))
    assert {name: one.is_needed for name, one in found.items()} == {
        "US oxide": True, "Allied oxide": True, "China spot": True,
    }  # fmt: skip
    assert found["China spot"].without.of["unmet, priority 2"] == near(70.0)


def test_what_comes_behind_the_cost_makes_no_contract_needed_nor_useless() -> None:
    """Without it 45 t of runs and shipments are other ones than in the earlier plan, and less is kept in the stock."""
    sheets = under_contract(4.0)
    model = near_model(sheets, as_earlier(near_plan(sheets)))
    kept = of_study(Study(model, highs.solve(model.program.matrix(), model.program.tiers)))["Deal"]
    assert [kept.rise, kept.is_needed] == [near(6.0), False]
    assert kept.without.of["distance from the earlier plan"] > 0.0
    sheets["Inventory"] = [["site", "commodity", "maximum [t]", "sized"], ["User", "oxide", 20, "yes"]]
    sheets["Demand"] = [["customer", "commodity", "end use", "unit", "Q1", "Q2", "Q3"],
                        ["User", "oxide", "motors", "t/period", 2, 5, 8]]  # fmt: skip
    sized = of_study(study_of(sheets))["Deal"]
    assert "size of stocks" in sized.without.of
    assert (sized.is_needed, sized.rise > 0.0) == (False, True)


def kept(sheets: Sheets, periods: int) -> WalkAway:
    """Return what the contract is worth where the first periods of the plan of the same sheets are kept."""
    model = near_model(asked(sheets, ["frozen periods", periods]), as_earlier(near_plan(sheets)))
    return of_study(Study(model, highs.solve(model.program.matrix(), model.program.tiers)))["Deal"]


def test_of_what_is_decided_already_a_contract_is_not_left() -> None:
    """The 5 t of Q1 are kept of an earlier plan: of those of Q2 and Q3 the price could rise by 6 USD, as of all."""
    found = kept(under_contract(4.0), 1)
    assert [found.taken, found.rise, found.is_needed] == [near(15.0), near(6.0), False]
    assert found.without.of["cost"] == near(10 * 6.0)
    assert kept(under_contract(4.0), 3).why == DECIDED
    lots = kept(under_contract(4.0, {"multiple [t]": 2}), 1)
    assert [lots.taken, lots.rise] == [near(12.0), near(6.0)]


@pytest.mark.parametrize("far", [0, 100])
def test_a_large_contract_of_a_large_program_is_worth_the_same_whether_the_plan_is_near_or_far(
    far: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun: list[bool] = []
    solved = Study.solved

    def noted(study: Study, matrix: Matrix, tiers: list[Tier], start: Start | None) -> Solution:
        begun.append(start is not None)
        return solved(study, matrix, tiers, start)

    monkeypatch.setattr(walk_away, "START_BY_INTERIOR_POINT", 0)
    monkeypatch.setattr(walk_away, "FAR", far)
    monkeypatch.setattr(Study, "solved", noted)
    found = of_study(study_of(under_contract(4.0)))["Deal"]
    assert [found.taken, found.rise, found.is_needed] == [near(15.0), near(6.0), False]
    # The first is solved without the contract.
    assert begun[0] is (far > 0)
    assert all(begun[1:])
