"""A little less of a flow does what a cap just below it does when the input is solved again with it."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest

from planner.errors import NoPlanError
from planner.explain.outcomes import change
from planner.explain.stress.added import with_rows
from planner.explain.stress.marginal import Flow, less_of
from planner.explain.stress.stops import leverage
from planner.explain.study import Study, weighed
from planner.read.grid import Cell as Typed
from planner.solve import highs
from planner.solve.session import silent
from tests.cases import reference
from tests.drawn.problems import random_sheets
from tests.earlier_plans import as_earlier, asked, near_model
from tests.losses_by_hand import receivers
from tests.studies import study_of
from tests.tiny import Changed, mine_and_pit, near, solve_sheets, tiny
from tests.workbooks import Cell


def flows_of(study: Study) -> list[Flow]:
    """Return what is sent on each lane in each period, of those on which anything is."""
    ship = study.model.variables.ship
    found = []
    for lane in np.unique(ship.keys["lane"]).tolist():
        for period in range(study.model.problem.calendar.size):
            own = np.flatnonzero((ship.keys["lane"] == lane) & (ship.keys["period"] == period))
            flow = Flow(f"{lane} {period}", ship.index[own], np.ones(own.size))
            if flow.planned(study.solution.values) > 1e-6:
                found.append(flow)
    return found


@pytest.mark.parametrize("seed", range(40))
def test_a_little_less_comes_to_what_the_program_with_one_row_more_comes_to(seed: int) -> None:
    study = study_of(random_sheets(seed))
    flows = flows_of(study)[:8]
    amounts = [min(1.0, flow.planned(study.solution.values)) for flow in flows]
    for flow, amount, found in zip(flows, amounts, less_of(study, flows, amounts, silent), strict=True):
        matrix = study.matrix
        most = flow.planned(study.solution.values) - amount
        entries = (np.full(flow.columns.size, matrix.rows), flow.columns, flow.factor)
        tighter = matrix.grown(entries, rows=(np.array([-np.inf]), np.array([most])))
        try:
            plain = highs.solve(tighter, weighed(study.model))
        except NoPlanError:
            continue  # a least shipment forbids less: the tonne is taken off it, as below
        assert not found.why
        for result in plain.tiers:
            more = result.objective - study.base.optima[result.tier.name]
            assert found.of[result.tier.name] == pytest.approx(more, rel=1e-6, abs=1e-4)


def test_one_tonne_less_before_the_ban_is_one_tonne_more_short_as_derived_and_as_a_cap_in_the_workbook_says() -> None:
    """C sends 10 t a quarter until its ban, at 1 USD; storage carries 8 t over it, at 0.1 USD a quarter's end."""
    study = study_of(reference("ban_lead_time_stock").sheets())
    found = {one.period: one for one in leverage(study, silent).less}
    assert sorted(found) == [0, 1]
    problem = study.model.problem
    for period, one in found.items():
        assert one.change.of["unmet, priority 1"] == near(1.0)
        sent = float(leverage(study, silent).sent[one.element, period])
        cap: dict[str, Typed] = {
            "rule": "a tonne less", "type": "cap", "from": problem.options.withholding_country,
            "to": receivers(study.model.problem)[0], "value": sent - 1.0,
            "start": dt.date.fromordinal(int(problem.calendar.start[period])),
            "end": dt.date.fromordinal(int(problem.calendar.end[period])),
        }  # fmt: skip
        again = change(study.of(with_rows(problem.tables, "Rules", [cap])), study.base)
        assert dict(one.change.of) == pytest.approx(dict(again.of))


def test_what_another_period_can_send_instead_costs_what_is_kept_longer() -> None:
    study = study_of(reference("example_small").sheets())
    found = leverage(study, silent).less
    assert found
    for one in found:
        assert not any(amount for tier, amount in one.change.of.items() if tier != "cost")
        assert one.change.of["cost"] > 0.0


CHINESE: Changed = {
    **mine_and_pit(8, 5),
    "Sites": [["site", "country", "kind"], ["Mine", "China", "mine"], ["Pit", "Canada", "mine"],
              ["User", "United States", "customer"]],
}  # fmt: skip


def test_a_tonne_that_is_promised_is_taken_off_the_promise() -> None:
    """5 t a quarter are taken of the mine, at 10 USD, whatever becomes of them; the next tonne is the pit's, at 20."""
    contracts: list[list[Cell]] = [
        ["contract", "supplier", "buyer", "commodity", "minimum take [t]", "take-or-pay", "window"],
        ["Deal", "Mine", "User", "oxide", 5, "no", "period"],
    ]  # fmt: skip
    found = leverage(study_of(tiny({**CHINESE, "Contracts": contracts})), silent)
    assert [(dict(one.change.of), one.tonnes) for one in found.less] == [
        ({"unmet, priority 1": 0.0, "cost": near(10.0)}, 1.0)
    ] * 3  # fmt: skip


def test_of_several_promises_no_more_is_taken_than_the_tonne() -> None:
    """10 t with half of Dy and 2,000 t with a thousandth are taken at 10 USD, elsewhere at 1: 1,000 t of ore less."""
    study = study_of(tiny({
        **CHINESE, "Capacity": None,
        "Commodities": [["commodity", "stage", "contents"], ["oxide", "oxide", "Dy 0.5"], ["ore", "ore", "Dy 0.001"]],
        "Processes": [["site", "process", "direction", "commodity", "quantity per run [t]", "run cost [USD/t]"],
                      ["Mine", "part", "out", "oxide", 1, 10], ["Mine", "dig", "out", "ore", 1, 10],
                      ["Pit", "part", "out", "oxide", 1, 1], ["Pit", "dig", "out", "ore", 1, 1]],
        "Demand": [["customer", "commodity", "end use", "unit", "all"], ["User", "oxide", "motors", "t/period", 50],
                   ["User", "ore", "motors", "t/period", 4000]],
        "Lanes": [["from", "to", "commodity", "minimum [t/period]"], ["Mine", "User", "oxide", None],
                  ["Mine", "User", "ore", 1500], ["Pit", "User", "oxide", None], ["Pit", "User", "ore", None]],
        "Contracts": [["contract", "supplier", "buyer", "commodity", "minimum take [t]", "take-or-pay", "window"],
                      ["Rich", "Mine", "User", "oxide", 10, "no", "period"],
                      ["Poor", "Mine", "User", "ore", 2000, "no", "period"]],
    }))  # fmt: skip
    assert [dict(one.change.of) for one in leverage(study, silent).less] == [
        {"unmet, priority 1": 0.0, "cost": near(-9.0 * 1000)}
    ] * 3  # fmt: skip


def test_a_tonne_of_what_frozen_periods_have_sent_may_be_missing_too() -> None:
    sheets = tiny({**CHINESE, "Demand": [["customer", "commodity", "end use", "unit", "all"],
                                         ["User", "oxide", "motors", "t/period", 13]]})  # fmt: skip
    model = near_model(asked(sheets, ["frozen periods", 2]), as_earlier(solve_sheets(sheets)))
    study = Study(model, highs.solve(model.program.matrix(), model.program.tiers))
    assert [one.change.of["unmet, priority 1"] for one in leverage(study, silent).less] == [near(1.0)] * 3


def test_what_a_tonne_costs_is_told_beside_a_plan_of_many_billions() -> None:
    """A tonne less from the mine, at 10 USD, is one more from the pit, at 12; the smelter costs 60 billion besides."""
    changed = mine_and_pit(10, 12)
    changed["Sites"] = [["site", "country", "kind"], ["Mine", "Malaysia", "mine"], ["Pit", "Malaysia", "mine"],
                        ["User", "United States", "customer"]]  # fmt: skip
    changed["Commodities"] = [["commodity", "stage"], ["oxide", "oxide"], ["steel", "metal"]]
    changed["Processes"] = [
        ["site", "process", "direction", "commodity", "run cost [USD/t]"], ["Mine", "dig", "out", "oxide", 10],
        ["Pit", "dig", "out", "oxide", 12], ["Mine", "smelt", "out", "steel", 400_000],
    ]  # fmt: skip
    changed["Lanes"] = [["from", "to", "commodity"], ["*", "User", "*"]]
    changed["Demand"] = [
        ["customer", "commodity", "end use", "unit", "all"], ["User", "oxide", "motors", "t/period", 5],
        ["User", "steel", "cars", "t/period", 50_000],
    ]  # fmt: skip
    study = study_of(tiny(changed))
    assert study.base.optima["cost"] > 5e10
    first = next(flow for flow in flows_of(study) if flow.period == 0 and flow.planned(study.solution.values) < 10.0)
    (found,) = less_of(study, [first], [1.0], silent)
    assert found.of["cost"] == pytest.approx(2.0, abs=0.01)
