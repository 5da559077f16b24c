"""The sizes of stocks: the least that keep every better tier, what fills them, and what they are worth together."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from models.formulation import build
from models.linear.solution import Solution
from models.plan import Plan, make_plan
from models.problem import Problem
from planner.errors import UnsolvedError
from planner.explain.outcomes import STOPPED, UNSOLVED
from planner.explain.stock_sizes import NO_PLAN, NO_SIZES, StockSizes, stock_sizes, without
from planner.run import solve_model
from planner.solve import highs
from planner.solve.session import silent
from tests.drawn.problems import problem_of, random_sheets
from tests.tiny import Changed, near, tiny_plan
from tests.workbooks import Cell

UNWEIGHED = ("size of stocks", "tie-break")


def solved(problem: Problem) -> Plan:
    model = build(problem)
    return make_plan(model, highs.solve(model.program.matrix(), model.program.tiers))


def sizes(plan: Plan) -> StockSizes:
    return stock_sizes(plan, None, silent, exact=True)


def weighed(plan: Plan) -> dict[str, float]:
    """Return the optimum of each tier that a planner weighs."""
    return {name: optimum for name, optimum, _ in plan.objectives if name not in UNWEIGHED}


def all_sized(problem: Problem, chosen: bool = True) -> Problem:
    stocks = problem.inventories
    return replace(problem, inventories=replace(stocks, sized=np.full_like(stocks.sized, chosen)))


def later(*rows: list[Cell], **sheets: list[list[Cell]]) -> Changed:
    """Return the tiny sheets with a mine that stops after two quarters, and stocks: site, opening, maximum."""
    return {
        "Capacity": [["site", "process", "basis", "commodity", "unit", "Q1", "Q2", "Q3"],
                     ["Mine", "dig", "out", "oxide", "t/period", 8, 8, 0]],
        "Inventory": [["site", "commodity", "opening [t]", "maximum [t]", "sized"],
                      *([row[0], "oxide", *row[1:], "yes"] for row in rows)],
        **sheets,
    }  # fmt: skip


@pytest.mark.parametrize("seed", range(12))
def test_sizing_changes_no_tier_that_is_weighed(seed: int) -> None:
    problem = problem_of(random_sheets(seed))
    assert weighed(solved(all_sized(problem))) == pytest.approx(weighed(solved(all_sized(problem, chosen=False))))


@pytest.mark.parametrize("seed", range(12))
def test_the_peaks_are_the_least_that_any_plan_as_good_has(seed: int) -> None:
    """A maximum a little below the peak makes the first better tier that changes worse."""
    problem = problem_of(random_sheets(seed))
    stocks = problem.inventories
    chosen = int(np.argmax([stock_peak(solved(problem), stock) for stock in range(stocks.size)]))
    only = np.arange(stocks.size) == chosen
    plan = solved(replace(problem, inventories=replace(stocks, sized=only)))
    peak = stock_peak(plan, chosen)
    assert peak <= stock_peak(solved(problem), chosen) + 1e-6

    def limited(most: float) -> dict[str, float]:
        maximum = np.where(only, np.minimum(stocks.maximum, most), stocks.maximum)
        return weighed(solved(replace(problem, inventories=replace(stocks, maximum=maximum))))

    assert list(limited(peak + 1e-6).values()) == pytest.approx(list(weighed(plan).values()), rel=1e-6, abs=1e-5)
    if peak > 0.1:
        smaller = limited(peak * 0.9)
        first = next(name for name in smaller if abs(smaller[name] - weighed(plan)[name]) > 1e-6)
        assert smaller[first] > weighed(plan)[first]


def stock_peak(plan: Plan, stock: int) -> float:
    block = plan.model.variables.stock
    own = block.keys["stock"] == stock
    periods = plan.model.problem.calendar.size
    levels = np.bincount(block.keys["period"][own], weights=plan.values[block.index[own]], minlength=periods)
    return float(levels.max())


def test_without_a_sized_stock_nothing_is_told_and_nothing_is_solved() -> None:
    assert sizes(tiny_plan()) is NO_SIZES


def test_a_stock_is_no_larger_than_it_must_be_though_holding_costs_nothing() -> None:
    # 5 t are asked for in the third quarter; the mine has 3 t to spare in each of the two before.
    one = sizes(tiny_plan(later(["User", 0, "no limit"]))).each[0]
    assert (one.size, one.when) == (near(5.0), 1)
    assert sum(fill.kept for fill in one.fills) == pytest.approx(5.0)
    assert {(fill.source, fill.came) for fill in one.fills if fill.arrives == 1} <= {("Mine", 8.0), ("Mine", 7.0)}
    assert [(draw.end_use, draw.period, draw.tonnes) for draw in one.draws] == [("motors", 2, near(5.0))]
    assert [(cover.period, cover.without, cover.short) for cover in one.gain.covers] == [("Q3", 5.0, 0.0)]
    # Five tonnes more, at 10 USD and 1 USD for the way.
    assert one.gain.changes == pytest.approx((-5.0, 55.0))


def test_what_lies_there_at_the_start_is_no_gain_of_the_stock() -> None:
    one = sizes(tiny_plan(later(["User", 4, "no limit"]))).each[0]
    # Without room for more than 4 t it would still carry 4 t into the third quarter.
    assert one.gain.changes == pytest.approx((-1.0, 11.0))
    full = sizes(tiny_plan(later(["User", 7, "no limit"]))).each[0]
    assert (full.size, full.when) == (near(7.0), -1)
    assert full.gain.changes == pytest.approx((0.0, 0.0))
    assert full.gain.covers == ()


def test_stocks_that_do_each_others_work_hide_each_other_and_are_told_together() -> None:
    found = sizes(tiny_plan(later(["User", 0, "no limit"], ["Mine", 0, "no limit"])))
    # Of two stocks on one way either would do.
    assert [one.gain.changes for one in found.each] == [pytest.approx((0.0, 0.0))] * 2
    assert sum(one.size for one in found.each) == pytest.approx(5.0)
    assert found.together is not None
    assert found.together.changes == pytest.approx((-5.0, 55.0))


def test_a_solve_that_was_stopped_says_so() -> None:
    plan = tiny_plan(later(["User", 0, "no limit"]))
    stopped = replace(plan, solution=replace(plan.solution, stopped_in="cost"))
    assert sizes(stopped).each[0].gain.why == STOPPED


def test_a_solve_without_an_answer_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    plan = tiny_plan(later(["User", 0, "no limit"]))

    def solve(*_: object, **__: object) -> Solution:
        raise UnsolvedError

    monkeypatch.setattr(highs, "solve", solve)
    for exact in (True, False):
        assert stock_sizes(plan, None, silent, exact=exact).each[0].gain.why == UNSOLVED


def test_a_stock_without_which_no_plan_exists_says_so() -> None:
    pin: list[list[Cell]] = [["what", "from", "commodity", "period", "least"], ["stock", "User", "oxide", "Q1", 3]]
    assert sizes(tiny_plan(later(["User", 0, "no limit"], Pins=pin))).each[0].gain.why == NO_PLAN


def test_the_plan_without_a_stock_holds_at_most_what_lay_there() -> None:
    problem = tiny_plan(later(["User", 4, 9], ["Mine", 2, 1])).model.problem
    stocks = problem.inventories
    assert sorted(without(problem, [0, 1]).inventories.maximum.tolist()) == [1.0, 4.0]
    assert without(problem, []).inventories.maximum.tolist() == stocks.maximum.tolist()


def test_the_plan_of_another_solver_has_the_same_size_and_gain() -> None:
    model = build(tiny_plan(later(["User", 0, "no limit"])).model.problem)
    plan = solve_model(model, "pulp:HiGHS", None, silent)
    one = stock_sizes(plan, None, silent, exact=False).each[0]
    assert one.size == pytest.approx(5.0, abs=1e-5)
    assert one.gain.changes == pytest.approx((-5.0, 55.0))
