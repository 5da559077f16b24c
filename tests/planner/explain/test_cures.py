"""A cure closes its gap when its limits are moved in the input, with nobody shorter, and each lever is needed."""

from __future__ import annotations

import numpy as np
import pytest

from planner.explain.cures.actions import gaps_in_order, whole_priority
from planner.explain.cures.fairly import shared_fairly
from planner.explain.cures.search import FREE, cures, levers_of
from planner.solve.session import silent
from tests.cases import reference, times
from tests.drawn.problems import random_sheets
from tests.given.cures import closed_at_best, cures_of, raised, short_places
from tests.raised_tables import applied, closed_at_least_cost
from tests.seeds import seeds
from tests.studies import study_of, study_of_tables
from tests.tiny import Changed, day, near, tiny
from tests.workbooks import Cell


def test_two_tonnes_that_a_mine_lacks_are_cured_by_two_tonnes_of_its_capacity_and_what_they_cost() -> None:
    demand = [["customer", "commodity", "end use", "unit", "all"], ["User", "oxide", "motors", "t/period", 10]]
    study = study_of(tiny({"Demand": demand}))  # type: ignore[dict-item]
    found = cures_of(study, short_places(study)[:1])
    (cure,) = found.each
    assert [cure.tonnes, cure.cost, found.left] == [near(2.0), near(2.0 * 11.0), near(0.0)]


def test_two_limits_in_series_are_one_cure_of_both_since_neither_alone_closes_the_gap() -> None:
    study = study_of(reference("shared_cause").sheets())
    (cure,) = cures_of(study, short_places(study)).each
    assert len(cure.moves) == 2
    assert [move.tonnes for move in cure.moves] == [near(5.0), near(5.0)]


def test_what_no_limit_lets_through_stays_short_and_is_told() -> None:
    ban: list[list[Cell]] = [
        ["rule", "type", "from", "to", "commodity", "start"],
        ["Stop", "ban", "Mine", "User", "oxide", day("2026-01-01")],
    ]
    study = study_of(tiny({"Rules": ban}))
    found = cures_of(study, short_places(study))
    assert found.each == ()
    assert found.left == near(15.0)


@pytest.mark.parametrize("seed", seeds(10, 30))
def test_a_cure_closes_its_gap_when_the_limits_are_moved_and_each_of_its_levers_is_needed(seed: int) -> None:
    study = study_of(random_sheets(seed))
    unmet, matrix = study.model.variables.unmet, study.solution.matrix
    for place in short_places(study)[:2]:
        level = int(study.model.problem.demands.priority[unmet.keys["demand"][place]])
        weight = float(study.model.problem.demands.weight[unmet.keys["demand"][place]])
        short = float(study.solution.values[unmet.index[place]])
        found = cures_of(study, [place])
        names = [frozenset(move.row for move in cure.moves) for cure in found.each]
        assert not any(one < other for one in names for other in names)
        for cure in found.each:
            after = study.moved(*raised(levers_of(study), cure))
            for tier in (one.tier for one in study.solution.tiers if one.tier.kind == "unmet"):
                less = weight * (short - found.left) if tier.priority == level else 0.0
                room = 1e-4 * max(1.0, study.base.optima[tier.name])
                if tier.priority > level or after.optima[tier.name] < study.base.optima[tier.name] - less - room:
                    break  # a plan made anew serves a better priority first with what the levers give
                if study.model.problem.options.unmet_measure == "tonnes":
                    assert after.optima[tier.name] <= study.base.optima[tier.name] - less + room
        if found.each and found.left < 1e-6:
            # With a tenth less of every move the gap of the least cure does not close any more.
            least = found.each[0]
            upper = matrix.row_upper.copy()
            rows, amounts = raised(levers_of(study), least)
            np.add.at(upper, rows, 0.9 * amounts)
            assert closed_at_best(study, place, upper) > 1e-6


def test_the_best_priority_that_is_short_is_a_gap_of_its_own_where_it_is_several_shortages() -> None:
    """8 t are dug a quarter: of two uses of 10 t each all is short in part; of 10 t of a better one only 2 t are."""
    header: list[Cell] = ["customer", "commodity", "end use", "priority", "unit", "Q1", "Q2"]
    rows: list[list[Cell]] = [["User", "oxide", use, 2, "t/period", 10, 10] for use in ("toys", "tools")]
    short_of_both = study_of(tiny({"Demand": [header, *rows]}))
    (whole,) = whole_priority(short_of_both, gaps_in_order(short_of_both))
    assert whole.short == near(sum(gap.short for gap in gaps_in_order(short_of_both)))
    assert whole.places.tolist() == [0, 1, 2, 3]
    first: list[Cell] = ["User", "oxide", "motors", 1, "t/period", 10, 0]
    one_of_the_first = study_of(tiny({"Demand": [header, first, *rows]}))
    assert whole_priority(one_of_the_first, gaps_in_order(one_of_the_first)) == []
    assert whole_priority(one_of_the_first, []) == []


def test_a_gap_of_several_demands_is_closed_as_a_whole() -> None:
    study = study_of(reference("example_small").sheets())
    found = cures_of(study, short_places(study), most=1)
    (cure,) = found.each
    after = study.moved(*raised(levers_of(study), cure))
    assert [found.left, after.optima["unmet, priority 2"]] == [near(0.0), pytest.approx(0.0, abs=1e-5)]


def test_the_network_is_cured_by_what_its_factories_lack_at_the_cost_of_making_it() -> None:
    """365,500 - 350,000 = 15,500 t; each factory alone can make them, and the plan then serves everybody."""
    sheets = reference("network").sheets()
    times("Demand", "demand [t/month]", 1.7)(sheets)
    study = study_of(sheets)
    found = cures_of(study, short_places(study))
    levers = levers_of(study)
    assert found.gap.short == near(15_500.0)
    assert {levers[cure.levers[0]].key for cure in found.each} >= {"Liverpool; make", "Brighton; make"}
    for cure in found.each:
        assert cure.tonnes == near(15_500.0)
        least = closed_at_least_cost(study, applied(study, levers, cure), found, cure.yields)
        assert least == pytest.approx(study.base.optima["cost"] + cure.cost, rel=1e-6)


def test_small_example_2027q2_is_cured_by_20_t_of_sintering_or_of_a_grant() -> None:
    """50 + 6 are wanted in 2027Q2 and 36 come: 28 sintered and 8 from the grant; each tonne sintered costs 79,200."""
    study = study_of(reference("example_small").sheets())
    keys = study.model.variables.unmet.keys["period"]
    (place,) = [one for one in short_places(study) if keys[one] == 2]
    found, levers = cures_of(study, [place]), levers_of(study)
    words = {levers[cure.levers[0]].words for cure in found.each if len(cure.levers) == 1}
    assert {"capacity", "grant"} <= words
    assert all(cure.tonnes == near(20.0) for cure in found.each)
    for cure in found.each:
        least = closed_at_least_cost(study, applied(study, levers, cure), found, cure.yields)
        assert least == pytest.approx(study.base.optima["cost"] + cure.cost, abs=10.0)


@pytest.mark.parametrize("seed", seeds(15, 40))
def test_a_cure_typed_into_the_tables_closes_its_gap_there_at_no_more_than_its_cost(seed: int) -> None:
    study = study_of(random_sheets(seed))
    levers, each = levers_of(study), [[place] for place in short_places(study)[:2]]
    for places in [*each, *(gap.places.tolist() for gap in whole_priority(study, gaps_in_order(study)))]:
        found = cures_of(study, places)
        for cure in found.each:
            tables = applied(study, levers, cure)
            if tables is None:
                continue
            least = closed_at_least_cost(study, tables, found, cure.yields)
            assert least <= study.base.optima["cost"] + cure.cost + 1e-3 * max(1.0, abs(cure.cost))


@pytest.mark.parametrize("seed", seeds(10, 30))
def test_without_any_one_lever_of_a_cure_the_gap_stays_open(seed: int) -> None:
    study = study_of(random_sheets(seed))
    levers = levers_of(study)
    for place in short_places(study)[:2]:
        found = cures_of(study, [place])
        for cure in found.each:
            for spared in cure.levers:
                others = [levers[own] for own in cure.levers if own != spared]
                (left,) = cures(study, [found.gap], others, 1, silent)
                assert left.left > found.left + 1e-7


@pytest.mark.parametrize("seed", [26, 27, 61, 72, 90])
def test_no_cure_has_moves_of_next_to_nothing_that_it_can_do_without(seed: int) -> None:
    """The room that a solver has in its limits let some grams of a move stand in another period, in each of these."""
    study = study_of(random_sheets(seed))
    found = [cure for place in short_places(study) for cure in cures_of(study, [place]).each]
    assert found
    for cure in found:
        amounts = [move.tonnes for move in cure.moves]
        assert min(amounts) > 1e-5 * max(amounts)


def test_a_move_that_is_needed_is_told_however_small_it_is() -> None:
    """A tonne takes 5 g of spice: what mills 10 t more grinds 50 g more."""
    changed: Changed = {
        "Commodities": [["commodity", "stage"], ["spice", "ore"], ["oxide", "oxide"]],
        "Processes": [
            ["site", "process", "direction", "commodity", "quantity per run [t]"], ["Mine", "grind", "out", "spice", 1],
            ["Mine", "mill", "in", "spice", 0.000005], ["Mine", "mill", "out", "oxide", 1],
        ],
        "Capacity": [
            ["site", "process", "basis", "commodity", "unit", "all"], ["Mine", "grind", "out", "spice", "t/period", 0],
            ["Mine", "mill", "out", "oxide", "t/period", 0],
        ],
        "Demand": [["customer", "commodity", "unit", "Q1"], ["User", "oxide", "t/period", 10]],
    }  # fmt: skip
    study = study_of(tiny(changed))
    (cure,) = cures_of(study, short_places(study)).each
    assert sorted(move.tonnes for move in cure.moves) == [pytest.approx(5e-5, rel=1e-3), near(10.0)]


def test_a_shortage_that_counts_as_nothing_closes_without_a_lever_and_says_so() -> None:
    changed: Changed = {
        "Demand": [
            ["customer", "commodity", "end use", "weight", "unit", "all"],
            ["User", "oxide", "motors", 0, "t/period", 5],
        ],
        "Processes": [
            ["site", "process", "direction", "commodity", "run cost [USD/t]"], ["Mine", "dig", "out", "oxide", 10],
        ],
    }  # fmt: skip
    study = study_of(tiny(changed))
    (found, *_) = [cures_of(study, [place]) for place in short_places(study)]
    assert (found.each, found.why) == ((), FREE)


def test_what_the_solver_cannot_tell_is_not_told_as_a_contradiction() -> None:
    """39 million of 67 are short; steps of a thousand millionth of a tonne are too small for a solver then."""
    changed: Changed = {
        "Capacity": [["site", "process", "basis", "commodity", "unit", "all"],
                     ["Mine", "dig", "out", "oxide", "t/period", 81e6]],
        "Demand": [
            ["customer", "commodity", "end use", "priority", "unit", "all"],
            ["User", "oxide", "defence", 1, "t/period", 53e6], ["User", "oxide", "motors", 2, "t/period", 67e6],
        ],
    }  # fmt: skip
    study = study_of(tiny(changed))
    found = cures_of(study, short_places(study)[:1])
    assert found.why.startswith("not known: the solver ends with") or found.left == near(0.0)


def test_a_cure_that_takes_from_a_fair_share_costs_what_a_plan_that_shares_fairly_does() -> None:
    """One tonne more for the first is half a tonne less for each other; the cheapest leaves all to the near one."""
    sheets = tiny({
        "Settings": [["setting", "value"], ["fair share", "yes"]],
        "Sites": [["site", "country", "kind"], ["Mine", "Malaysia", "mine"], ["User", "United States", "customer"],
                  ["Near", "Chile", "customer"], ["Far", "Chile", "customer"]],
        "Capacity": [["site", "process", "basis", "commodity", "unit", "all"],
                     ["Mine", "dig", "out", "oxide", "t/period", 7]],
        "Demand": [["customer", "commodity", "end use", "priority", "unit", "all"],
                   ["User", "oxide", "army", 1, "t/period", 5], ["Near", "oxide", "lamps", 2, "t/period", 4],
                   ["Far", "oxide", "tiles", 2, "t/period", 4]],
        "Lanes": [["from", "to", "commodity", "cost [USD/t]", "capacity Q1 [t/period]", "capacity Q2 [t/period]",
                   "capacity Q3 [t/period]"],
                  ["Mine", "User", "oxide", 1, 4, 9, 9], ["Mine", "Near", "oxide", 1, 9, 9, 9],
                  ["Mine", "Far", "oxide", 1000, 9, 9, 9]],
    })  # fmt: skip
    study = study_of(sheets)
    (found,) = shared_fairly(study, [cures_of(study, short_places(study)[-1:])], levers_of(study))
    assert found.each[0].cost == near(1.0 * 11.0 - 0.5 * 11.0 - 0.5 * 1010.0)
    sheets["Lanes"][1][4] = 5
    typed = study_of(sheets).base.optima
    assert typed["cost"] - study.base.optima["cost"] == near(found.each[0].cost)


@pytest.mark.parametrize("rule", ["ban", "licence"])
def test_a_lane_of_which_a_rule_leaves_a_share_is_raised_by_as_much_more_as_the_rule_takes(rule: str) -> None:
    """By hand: of 91 days of Q2 45 are open, so that of 8 t, and of each tonne more, 45/91 come: 5 t are wanted."""
    share = 45 / 91
    columns: list[Cell] = ["rule", "type", "from", "commodity", "value", "unit", "start", "end"]
    ban: list[list[Cell]] = [["Ban", "ban", "Mine", "oxide", None, None, day("2027-05-16"), day("2027-06-30")]]
    grants: list[list[Cell]] = [
        ["Grant", "licence", "Mine", "oxide", 100, "t", day("2027-01-01"), day("2027-05-15")],
        ["Grant", "licence", "Mine", "oxide", 100, "t", day("2027-07-01"), day("2027-09-30")],
    ]
    sheets = tiny({
        "Lanes": [["from", "to", "commodity", "capacity [t/period]"], ["Mine", "User", "oxide", 8]],
        "Rules": [columns, *(ban if rule == "ban" else grants)],
        "Capacity": [["site", "process", "basis", "commodity", "unit", "all", "movable"],
                     ["Mine", "dig", "out", "oxide", "t/period", 80, "no"]],
    })  # fmt: skip
    study = study_of(sheets)
    (place,) = short_places(study)
    found = cures_of(study, [place])
    lacks = 5 - 8 * share
    assert found.gap.short == near(lacks)
    first, levers = found.each[0], levers_of(study)
    assert [levers[move.lever].family for move in first.moves] == ["lane_capacity"]
    assert first.tonnes == near(lacks / share)
    typed = applied(study, levers, first)
    assert typed is not None
    assert study_of_tables(typed).base.optima["unmet, priority 1"] == near(0.0)


@pytest.mark.parametrize(("cost", "tonnes", "paid"), [(None, 70.0, 0.0), (1.0, 0.0, 20.0)])
def test_a_limit_that_can_be_spared_is_spared_unless_its_cost_says_that_a_mixture_is_cheaper(
    cost: float | None, tonnes: float, paid: float
) -> None:
    """10 t of metal take 70 t of ore alone, or 10 t of ore beside a capacity of 10 t that wastes none of it."""
    priced: list[Cell] = [None, None] if cost is None else ["yes", cost]
    study = study_of(tiny({
        "Commodities": [["commodity", "stage"], ["ore", "ore"], ["metal", "metal"]],
        "Processes": [
            ["site", "process", "direction", "commodity", "quantity per run [t]"], ["Mine", "dig", "out", "ore", 1],
            ["Mine", "poor", "in", "ore", 7], ["Mine", "poor", "out", "metal", 1],
            ["Mine", "fine", "in", "ore", 1], ["Mine", "fine", "out", "metal", 1],
        ],
        "Capacity": [["site", "process", "unit", "all", "movable", "at what cost [USD/t]"],
                     ["Mine", "dig", "t/period", 0, *priced], ["Mine", "fine", "t/period", 0, *priced]],
        "Lanes": [["from", "to", "commodity"], ["Mine", "User", "metal"]],
        "Demand": [["customer", "commodity", "unit", "Q1"], ["User", "metal", "t/period", 10]],
    }))  # fmt: skip
    first = cures_of(study, short_places(study)).each[0]
    assert (first.tonnes, first.lever_cost) == (near(tonnes), near(paid))
