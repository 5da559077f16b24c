"""A hedge costs what the plan costs with its first decisions kept and no loss, spares what lies between surprise and
preparation, and names the decisions that differ.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace

import numpy as np
import pytest

from models.plan import Plan, make_plan
from models.records import Tables
from planner.explain.faces import face_before_cost
from planner.explain.outcomes import STOPPED, Change
from planner.explain.stress.hedges import (
    ALIKE,
    DELIVER,
    EXPAND,
    RUN,
    SHIP,
    STOCK,
    Hedge,
    Move,
    cheapest_plan,
    hedges,
    spared,
)
from planner.explain.stress.losses import losses
from planner.explain.stress.stops import leverage
from planner.explain.stress.worlds import Kept, plan_of
from planner.explain.study import Study, weighed
from planner.solve import highs
from planner.solve.session import silent
from tests.cases import reference
from tests.drawn.problems import random_sheets
from tests.earlier_plans import as_earlier, kept_model, near_model, near_plan
from tests.losses_by_hand import lost as lost_by_hand
from tests.seeds import graded
from tests.studies import study_of
from tests.tiny import near, tiny
from tests.workbooks import Sheets


def found(study: Study, period: int) -> tuple[Hedge, ...]:
    return hedges(study, losses(study, period, silent), silent).each


def test_against_the_loss_of_the_us_plant_twelve_tonnes_of_magnets_are_kept_for_defence() -> None:
    """From 2027Q3 on defence takes no Chinese magnets, 6 t a quarter; of what is made before, the plan keeps nothing.

    To keep 12 t is to deliver them to industry in 2027Q3 instead of 2027Q2, and to store them until then.
    """
    study = study_of(reference("example_small").sheets())
    hedge, _ = found(study, 3)
    assert ("site", "US magnet plant") in hedge.loss.names
    assert hedge.loss.surprised.of["unmet, priority 1"] == near(12.0)
    assert dict(hedge.spared.of) == {"unmet, priority 1": near(12.0), "unmet, priority 2": near(-12.0)}
    assert [hedge.premium.of[tier] for tier in ("unmet, priority 1", "unmet, priority 2")] == [0.0, 0.0]
    names, goods = study.model.problem.site_names.names, study.model.problem.commodity_names.names
    moves = {(move.what, move.of): move.after - move.before for move in hedge.moves}
    stock = STOCK, (names.index("Motor plant"), goods.index("NdFeB magnet"))
    assert moves == {stock: near(12.0), (DELIVER, (1,)): near(-12.0)}


def test_against_the_loss_of_the_us_separator_twelve_tonnes_of_oxide_are_stored_for_24_t_of_magnets() -> None:
    """From 2027Q3 on the plan has it make 12 t of oxide: 9.6 t of metal, of which 0.4 t make a tonne of magnets."""
    study = study_of(reference("example_small").sheets())
    _, hedge = found(study, 3)
    assert ("site", "US separator") in hedge.loss.names
    assert hedge.spared.of["unmet, priority 2"] == near(24.0)
    assert not any(hedge.premium.of[tier] for tier in hedge.premium.of if tier != "cost")
    moves = {(move.what, move.of): (move.before, move.after) for move in hedge.moves}
    names = study.model.problem.site_names.names
    oxide = study.model.problem.commodity_names.names.index("NdPr oxide")
    assert moves[STOCK, (names.index("US magnet plant"), oxide)] == (near(0.0), near(12.0))
    for supplier in ("US separator", "Allied separator"):
        before, after = moves[SHIP, (names.index(supplier), names.index("US magnet plant"), oxide)]
        assert after - before == near(6.0)
    assert {what for what, _ in moves} == {STOCK, SHIP, RUN}


@pytest.mark.parametrize(
    ("seed", "gains"),
    [
        (1, [(1.272,), (0.936,), (0.798,), (0.776,), (0.717,)]),
        # The loss of a separator leaves less short than others, and preparation spares all of it in a better priority.
        (9, [(0.0, 3.549, 5.0), (0.0, 0.0, 3.333), (0.0, 0.0, 2.406), (0.0, 0.0, 0.833)]),
    ],
)  # fmt: skip
def test_losses_of_which_preparation_spares_most_in_the_best_priority_are_hedged_first(
    seed: int, gains: list[tuple[float, ...]]
) -> None:
    study = study_of(random_sheets(seed, material=False))
    lost = losses(study, study.model.problem.calendar.size - 2, silent)
    shorts = [tier for tier in study.base.optima if tier.startswith("unmet")]
    found = hedges(study, lost, silent, most=10).each
    assert [tuple(hedge.spared.of[tier] for tier in shorts) for hedge in found] == [
        pytest.approx(own, abs=1e-3) for own in gains
    ]


def test_of_two_suppliers_whose_losses_are_as_bad_each_has_its_own_hedge() -> None:
    """Both dig 5 t a quarter, of which the user needs 8 t; what is stored in Q1 spares some of what is short later."""
    study = study_of(tiny({
        "Sites": [["site", "operator", "country", "kind"], ["One", "A", "Japan", "mine"],
                  ["Two", "B", "Canada", "mine"], ["User", "", "United States", "customer"]],
        "Processes": [["site", "process", "direction", "commodity", "quantity per run [t]", "run cost [USD/t]"],
                      ["One", "dig", "out", "oxide", 1, 10], ["Two", "dig", "out", "oxide", 1, 10]],
        "Capacity": [["site", "process", "basis", "commodity", "unit", "all"],
                     ["One", "dig", "out", "oxide", "t/period", 5], ["Two", "dig", "out", "oxide", "t/period", 5]],
        "Lanes": [["from", "to", "commodity"], ["One", "User", "oxide"], ["Two", "User", "oxide"]],
        "Inventory": [["site", "commodity", "opening [t]", "maximum [t]", "holding cost [USD/t/yr]"],
                      ["User", "oxide", 0, 9, 4]],
        "Demand": [["customer", "commodity", "unit", "all"], ["User", "oxide", "t/period", 8]],
    }))  # fmt: skip
    each = found(study, 1)
    assert sorted(hedge.loss.names[0][1] for hedge in each) == ["One", "Two"]
    assert all(hedge.spared.of["unmet, priority 1"] == near(2.0) for hedge in each)


def test_as_many_losses_are_hedged_as_are_asked_for_and_the_others_are_counted() -> None:
    study = study_of(random_sheets(1, material=False))
    lost = losses(study, study.model.problem.calendar.size - 2, silent)
    every, some = hedges(study, lost, silent, most=10), hedges(study, lost, silent, most=2)
    assert (len(every.each), every.further) == (5, 0)
    assert (len(some.each), some.further) == (2, 3)
    assert [one.loss.called for one in some.each] == [one.loss.called for one in every.each[:2]]
    assert [one.loss.called for one in hedges(study, lost, silent).each] == [one.loss.called for one in every.each[:3]]


def test_what_two_solves_may_differ_by_is_spared_by_nothing() -> None:
    study = study_of(reference("example_small").sheets())
    loss = found(study, 3)[0].loss
    surprised = Change({"unmet, priority 2": 1.4e10, "unmet, priority 1": 5.0})
    prepared = Change({"unmet, priority 2": 1.4e10 - 5e-6, "unmet, priority 1": 3.0})
    assert spared(study, replace(loss, surprised=surprised, prepared=prepared)).of == {
        "unmet, priority 2": 0.0, "unmet, priority 1": 2.0,
    }  # fmt: skip


def test_of_a_loss_that_is_not_known_nothing_is_spared() -> None:
    study = study_of(reference("example_small").sheets())
    loss = found(study, 3)[0].loss
    unknown = Change({}, STOPPED)
    assert spared(study, replace(loss, prepared=unknown)).why == STOPPED
    assert spared(study, replace(loss, surprised=unknown)).why == STOPPED


def frozen(sheets: Sheets, plan: Plan, period: int, tables: Tables | None = None) -> defaultdict[str, float]:
    """Return what the tiers come to in a workbook that keeps the first periods of a plan; steps it has not are 0."""
    model = kept_model(sheets, plan, period, tables)
    tiers = [tier for tier in weighed(model) if tier.kind != "near"]
    solution = highs.solve(model.program.matrix(), tiers)
    return defaultdict(float, {one.tier.name: one.objective for one in solution.tiers})


@pytest.mark.parametrize("is_fair", [False, True])
@pytest.mark.parametrize("name", graded(["example_small", *(f"random {seed}" for seed in range(6))], 4))
def test_the_cheapest_hedge_costs_its_premium_and_spares_what_preparation_does_when_it_is_kept(
    name: str, *, is_fair: bool
) -> None:
    sheets: Sheets = (
        random_sheets(int(name.split()[1]), material=False) if name.startswith("random") else reference(name).sheets()
    )
    if is_fair:
        sheets["Settings"].append(["fair share", "yes"])
    study = study_of(sheets)
    period = study.model.problem.calendar.size - 2
    base = defaultdict(float, study.base.optima)
    for hedge in found(study, period):
        own = Kept(study.model, study.solution, period)
        prepared = plan_of(study, hedge.loss.tables, near=own, gone=hedge.loss.gone)
        assert isinstance(prepared, tuple)
        best = cheapest_plan(study, *prepared, own)
        assert best is not None
        plan = make_plan(study.model, best)
        lost_tables = lost_by_hand(study, hedge.loss, period)
        without, lost = frozen(sheets, plan, period), frozen(sheets, plan, period, lost_tables)
        known = frozen(sheets, make_plan(*prepared), period)
        for tier, amount in hedge.premium.of.items():
            room = 1e-2 if tier == "cost" else 1e-4
            assert without[tier] - base[tier] == pytest.approx(amount, rel=1e-4, abs=room)
            if tier != "cost":
                assert lost[tier] - base[tier] == pytest.approx(hedge.loss.prepared.of.get(tier, -base[tier]), abs=1e-4)
        # The plan that is best with the loss is one of those among which it was chosen.
        for tier in list(without):
            room = 1e-2 if tier == "cost" else 1e-4
            if abs(without[tier] - known[tier]) > room:
                assert without[tier] < known[tier]
                break
        assert all(abs(move.after - move.before) > ALIKE for move in hedge.moves)


def test_what_is_in_hand_when_a_loss_comes_is_told_first_then_what_differs_in_the_largest_part() -> None:
    study = study_of(reference("example_small").sheets())
    for hedge in found(study, 3):
        in_hand = [move.is_in_hand for move in hedge.moves]
        assert in_hand == sorted(in_hand, reverse=True)
        assert in_hand[0]
        parts = [move.part for move in hedge.moves if not move.is_in_hand]
        assert parts == sorted(parts, reverse=True)
        assert 0.0 < parts[-1] <= parts[0] <= 1.0
    assert Move(EXPAND, (0,), 0.0, 5.0).is_in_hand
    assert not Move(STOCK, (0, 0), 5.0, 4.0).is_in_hand
    assert not Move(SHIP, (0, 0, 0), 0.0, 5.0).is_in_hand


def test_a_loss_that_comes_at_once_leaves_nothing_to_prepare() -> None:
    study = study_of(reference("example_small").sheets())
    assert found(study, 0) == ()


def test_without_duals_no_face_is_told() -> None:
    solution = study_of(reference("example_small").sheets()).solution
    assert face_before_cost(solution) is not None
    none = tuple(replace(one, row_dual=np.empty(0), column_dual=np.empty(0)) for one in solution.tiers)
    assert face_before_cost(replace(solution, tiers=none)) is None


def test_a_hedge_that_duals_do_not_tell_costs_no_less_than_the_cheapest_and_is_not_called_so(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    study = study_of(reference("example_small").sheets())
    every = found(study, 3)
    monkeypatch.setattr("planner.explain.stress.hedges.cheapest_plan", lambda *_: None)
    assert every
    for cheapest, other in zip(every, found(study, 3), strict=True):
        assert (cheapest.is_cheapest, other.is_cheapest) == (True, False)
        assert other.spared == cheapest.spared
        # Tier by tier, the better ones first.
        known, least = ([round(hedge.premium.of[tier], 3) for tier in study.base.optima] for hedge in (other, cheapest))
        assert known >= least


def scandium(unit: str) -> Sheets:
    """Return a pit in China that digs 80 of the 50 that a user wants each quarter, and a mine that digs 10, dearer.

    unit  of them, such as g or t, each a period
    """
    factor = {"g": 1e-3, "t": 1e3}[unit]
    return tiny({
        "Commodities": [["commodity", "stage", "contents"], ["oxide", "oxide", "Sc 0.65"]],
        "Sites": [["site", "country", "kind"], ["Pit", "China", "mine"], ["Mine", "Malaysia", "mine"],
                  ["User", "United States", "customer"]],
        "Processes": [["site", "process", "direction", "commodity", "run cost [USD/kg]"],
                      ["Pit", "dig", "out", "oxide", 5000], ["Mine", "dig", "out", "oxide", 9000]],
        "Capacity": [["site", "process", "unit", "all"], ["Pit", "dig", "kg/period", 80 * factor],
                     ["Mine", "dig", "kg/period", 10 * factor]],
        "Lanes": [["from", "to", "commodity"], ["Pit", "User", "oxide"], ["Mine", "User", "oxide"]],
        "Inventory": [["site", "commodity", "maximum [t]"], ["User", "oxide", "no limit"]],
        "Demand": [["customer", "commodity", "end use", "unit", "all"],
                   ["User", "oxide", "alloys", "kg/period", 50 * factor]],
    })  # fmt: skip


@pytest.mark.parametrize(("unit", "tonne"), [("g", 1e-6), ("t", 1.0)])
def test_grams_are_hedged_and_independent_as_tonnes_are(unit: str, tonne: float) -> None:
    """Without the pit from Q2 on 50 are short by surprise, 40 prepared: the mine digs 10 more in Q1, which are kept."""
    study = study_of(scandium(unit))
    [hedge] = found(study, 1)
    assert hedge.spared.of["unmet, priority 1"] == pytest.approx(10.0 * tonne, rel=1e-6)
    assert [move.what for move in hedge.moves] == [STOCK, SHIP, RUN]
    assert [move.after - move.before for move in hedge.moves] == pytest.approx([10.0 * tonne] * 3, rel=1e-6)
    held = leverage(study, silent)
    assert [held.independent_from, held.outside.independent_of(0)] == [2, 2]


def test_how_near_it_stays_to_an_earlier_plan_is_not_spared_by_a_hedge() -> None:
    sheets = scandium("t")
    model = near_model(sheets, as_earlier(near_plan(sheets)))
    [hedge] = found(Study(model, highs.solve(model.program.matrix(), model.program.tiers)), 1)
    assert hedge.premium.of["distance from the earlier plan"] > 0.0
    assert dict(hedge.spared.of) == {"unmet, priority 1": near(10.0)}
