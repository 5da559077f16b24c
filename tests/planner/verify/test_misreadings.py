"""A model that misreads the input makes plans that look whole; the verifier, reading for itself, refuses them.

It cannot refuse a plan from a reading that is only stricter than the input: such a plan is feasible and states its own
objectives rightly. That no better plan exists is for the certificates and the reference cases to show.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from models.arrays import FloatArray
from models.calendar import Calendar
from models.carriers import PossibleFlows
from models.formulation import build
from models.plan import make_plan
from models.problem import Problem, Rules
from planner.solve import highs
from planner.verify import verify
from tests.drawn.problems import problem_of
from tests.given.verified import rich_sheets
from tests.tiny import day, tiny

type Misreading = Callable[[Problem], Problem]


def no_loss_on_the_way(problem: Problem) -> Problem:
    return replace(problem, lanes=replace(problem.lanes, loss=np.zeros_like(problem.lanes.loss)))


def all_lanes_at_once(problem: Problem) -> Problem:
    here = np.broadcast_to(np.arange(problem.calendar.size), problem.lanes.arrival.shape)
    return replace(problem, lanes=replace(problem.lanes, arrival=here))


def duty_forgotten(problem: Problem) -> Problem:
    return replace(problem, lanes=replace(problem.lanes, duty=np.zeros_like(problem.lanes.duty)))


def lane_capacity_a_year_long(problem: Problem) -> Problem:
    longer = problem.lanes.capacity / problem.calendar.length_years
    return replace(problem, lanes=replace(problem.lanes, capacity=longer))


def lane_minimum_forgotten(problem: Problem) -> Problem:
    return replace(problem, lanes=replace(problem.lanes, minimum=np.zeros_like(problem.lanes.minimum)))


def yield_forgotten(problem: Problem) -> Problem:
    quantity = np.broadcast_to(
        problem.processes.line_quantity.max(axis=1)[:, None], problem.processes.line_quantity.shape
    )
    return replace(problem, processes=replace(problem.processes, line_quantity=quantity))


def processes_at_once(problem: Problem) -> Problem:
    # December's ore becomes oxide in winter; read without the lead time it would be there in December.
    here = np.broadcast_to(np.arange(problem.calendar.size), problem.processes.output_period.shape)
    return replace(problem, processes=replace(problem.processes, output_period=here))


def minimum_run_forgotten(problem: Problem) -> Problem:
    none = np.zeros_like(problem.processes.minimum_run)
    free = replace(problem.processes, minimum_run=none, run_cost=problem.processes.run_cost + 1e-3)
    return replace(problem, processes=free)


def availability_forgotten(problem: Problem) -> Problem:
    return replace(problem, capacities=replace(problem.capacities, limit=problem.capacities.limit / 0.9))


def capacity_rows_dropped(problem: Problem) -> Problem:
    limit = np.full_like(problem.capacities.limit, np.inf)
    none = np.zeros_like(problem.capacities.minimum_load)
    return replace(problem, capacities=replace(problem.capacities, limit=limit, minimum_load=none))


def start_up_forgotten(problem: Problem) -> Problem:
    typed = problem.tables.records["Capacity"].number_by_period["capacity"][problem.capacities.line]
    return replace(problem, capacities=replace(problem.capacities, limit=typed * problem.capacities.availability))


def rate_limits_forgotten(problem: Problem) -> Problem:
    none = np.full_like(problem.timing.rate_limit, np.nan)
    return replace(problem, timing=replace(problem.timing, rate_limit=none))


def minimum_loads_forgotten(problem: Problem) -> Problem:
    none = np.zeros_like(problem.capacities.minimum_load)
    return replace(problem, capacities=replace(problem.capacities, minimum_load=none))


def expansion_at_once(problem: Problem) -> Problem:
    expansions, size = problem.expansions, problem.calendar.size
    here = np.broadcast_to(np.arange(size), expansions.ready.shape)
    stands = np.broadcast_to(np.triu(np.ones((size, size))), expansions.standing.shape)
    return replace(problem, expansions=replace(expansions, ready=here, standing=stands, usable=stands))


def annuities_forgotten(problem: Problem) -> Problem:
    none = np.zeros_like(problem.expansions.annuity)
    return replace(problem, expansions=replace(problem.expansions, annuity=none))


def stock_lasts_for_ever(problem: Problem) -> Problem:
    return replace(problem, inventories=replace(problem.inventories, kept=np.ones_like(problem.inventories.kept)))


def opening_stock_doubled(problem: Problem) -> Problem:
    return replace(problem, inventories=replace(problem.inventories, opening=problem.inventories.opening * 2.0))


def stockpile_need_not_be_kept(problem: Problem) -> Problem:
    return replace(problem, inventories=replace(problem.inventories, end_stock=problem.inventories.end_stock * 0.0))


def pipeline_a_period_late(problem: Problem) -> Problem:
    return replace(problem, pipeline=replace(problem.pipeline, period=problem.pipeline.period + 1))


def everything_may_wait(problem: Problem) -> Problem:
    last = np.full_like(problem.demands.last_delivery, problem.calendar.size - 1)
    return replace(problem, demands=replace(problem.demands, last_delivery=last))


def weights_forgotten(problem: Problem) -> Problem:
    return replace(problem, demands=replace(problem.demands, weight=np.ones_like(problem.demands.weight)))


def priorities_merged(problem: Problem) -> Problem:
    one = np.minimum(problem.demands.priority, 1)
    return replace(problem, demands=replace(problem.demands, priority=one))


def rules_act_all_the_time(problem: Problem) -> Problem:
    return replace(problem, rules=replace(problem.rules, share=np.ones_like(problem.rules.share)))


def rules_never_act(problem: Problem) -> Problem:
    return replace(problem, rules=replace(problem.rules, share=np.zeros_like(problem.rules.share)))


def tariffs_in_the_wrong_unit(problem: Problem) -> Problem:
    flat = np.zeros_like(problem.rules.ad_valorem)
    return replace(problem, rules=replace(problem.rules, ad_valorem=flat))


def surplus_without_limit(problem: Problem) -> Problem:
    free = np.full_like(problem.commodities.surplus_limit, np.inf)
    return replace(problem, commodities=replace(problem.commodities, surplus_limit=free))


def discount_forgotten(problem: Problem) -> Problem:
    return replace(problem, options=replace(problem.options, discount_rate=0.0))


def periods_of_equal_length(problem: Problem) -> Problem:
    equal = np.full_like(problem.calendar.length_years, 0.25)
    free = replace(problem.timing, before=np.full_like(problem.timing.before, np.nan))
    return replace(problem, calendar=replace(problem.calendar, length_years=equal), timing=free)


MISREADINGS: list[Misreading] = [
    no_loss_on_the_way, all_lanes_at_once, duty_forgotten, lane_capacity_a_year_long, lane_minimum_forgotten,
    yield_forgotten, processes_at_once, minimum_run_forgotten, availability_forgotten, capacity_rows_dropped,
    start_up_forgotten, rate_limits_forgotten, expansion_at_once, annuities_forgotten,
    stock_lasts_for_ever, opening_stock_doubled, stockpile_need_not_be_kept, pipeline_a_period_late,
    everything_may_wait, weights_forgotten, priorities_merged, rules_act_all_the_time, rules_never_act,
    tariffs_in_the_wrong_unit, surplus_without_limit, discount_forgotten, periods_of_equal_length,
]  # fmt: skip


@pytest.mark.parametrize("misread", MISREADINGS, ids=lambda misread: misread.__name__)
def test_a_plan_from_a_misread_input_is_refused(misread: Misreading) -> None:
    problem = problem_of(rich_sheets())
    model = build(misread(problem))
    matrix = model.program.matrix()
    plan = make_plan(model, highs.solve(matrix, model.program.tiers))
    verification = verify(problem.tables, plan.tables, [(name, optimum) for name, optimum, _ in plan.objectives])
    assert not verification.accepted


def test_a_plan_that_reads_consecutive_bans_one_by_one_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    def alone(calendar: Calendar, rules: Rules, flows: PossibleFlows) -> FloatArray:
        return rules.share[flows.rule, flows.counted]

    sheets = tiny({
        "Lanes": [["from", "to", "capacity [t/period]"], ["Mine", "User", 8]],
        "Rules": [["rule", "type", "start", "end"], ["A", "ban", day("2027-01-01"), day("2027-02-14")],
                  ["B", "ban", day("2027-02-15"), day("2027-03-31")]],
    })  # fmt: skip
    problem = problem_of(sheets)

    def accepted() -> bool:
        model = build(problem)
        plan = make_plan(model, highs.solve(model.program.matrix(), model.program.tiers))
        return verify(problem.tables, plan.tables, [(name, best) for name, best, _ in plan.objectives]).accepted

    assert accepted()
    monkeypatch.setattr("models.bans._closed", alone)
    assert not accepted()


def test_a_plan_that_forgets_a_minimum_load_is_refused() -> None:
    # 5 t a quarter are wanted, and the mine is off or digs at least 6, of which the rest is thrown away at a cost.
    problem = problem_of(tiny({
        "Commodities": [["commodity", "stage", "disposal cost [USD/t]"], ["oxide", "oxide", 9]],
        "Capacity": [["site", "process", "basis", "commodity", "unit", "all", "minimum load [t/period]"],
                     ["Mine", "dig", "out", "oxide", "t/period", 8, 6]],
    }))  # fmt: skip

    def accepted(read: Problem) -> bool:
        model = build(read)
        plan = make_plan(model, highs.solve(model.program.matrix(), model.program.tiers))
        return verify(problem.tables, plan.tables, [(name, best) for name, best, _ in plan.objectives]).accepted

    assert accepted(problem)
    assert not accepted(minimum_loads_forgotten(problem))
