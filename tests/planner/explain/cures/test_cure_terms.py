"""A planner says which limits may move, how far and at what cost, and cures follow it; stock has an origin, too."""

from __future__ import annotations

import numpy as np
import pytest

from models.limits.levers import OPENING
from planner.explain.cures.closing import Gap
from planner.explain.cures.search import cures, levers_of
from planner.explain.study import Study
from planner.solve import highs
from planner.solve.session import silent
from tests.cases import reference
from tests.earlier_plans import as_earlier, asked, near_model, near_plan
from tests.given.cures import beside_a_pit, cures_of, money, sent_elsewhere, short_places, wanted
from tests.studies import study_of
from tests.tiny import Changed, day, near, tiny
from tests.workbooks import Cell

# The mine of the tiny problem, which goes on with what it makes.
DIGS: list[list[Cell]] = [
    ["site", "process", "direction", "commodity", "run cost [USD/t]"], ["Mine", "dig", "out", "oxide", 10],
]  # fmt: skip


def test_a_stated_cost_is_the_cost_of_the_lever_beside_that_of_the_plan() -> None:
    study = study_of(tiny(wanted("yes", 5, 100)))
    (cure,) = cures_of(study, short_places(study)).each
    assert [cure.tonnes, cure.lever_cost, cure.cost] == [near(0.0), money(200.0), money(22.0)]
    assert [move.tonnes for move in cure.moves] == [near(2.0)]


def test_a_limit_that_none_may_move_is_no_lever_and_what_it_lacks_is_named() -> None:
    study = study_of(tiny(wanted("no")))
    found = cures_of(study, short_places(study))
    assert not found.each
    assert found.left == near(2.0)
    ((lever, move),) = found.more or ()
    assert (lever.family, move.tonnes) == ("plant_capacity", near(2.0))


def test_of_what_lies_partly_behind_time_and_partly_behind_a_limit_the_limit_is_named_with_what_stays() -> None:
    """What is wanted in Q1 cannot arrive; of what is wanted in Q2 the mine lacks 2 t, and it may not be moved."""
    changed = wanted("no")
    changed["Demand"] = [
        ["customer", "commodity", "end use", "unit", "Q1", "Q2", "Q3"],
        ["User", "oxide", "motors", "t/period", 3, 10, 0],
    ]
    changed["Lanes"] = [["from", "to", "commodity", "lead time [periods]"], ["Mine", "User", "oxide", 1]]
    study = study_of(tiny(changed))
    found = cures_of(study, short_places(study))
    assert [found.left, found.rest] == [near(5.0), near(3.0)]
    ((lever, move),) = found.more or ()
    assert (lever.family, move.tonnes) == ("plant_capacity", near(2.0))


def test_what_is_kept_as_in_an_earlier_plan_stands_behind_what_it_leaves_short() -> None:
    """8 t a quarter can be dug, 5 t were sent in Q1 and 8 t are wanted now: 3 t more to dig and to send."""
    before = as_earlier(near_plan(tiny()))
    demand: list[list[Cell]] = [["customer", "commodity", "unit", "Q1"], ["User", "oxide", "t/period", 8]]
    model = near_model(asked(tiny({"Demand": demand}), ["frozen periods", 1]), before)
    study = Study(model, highs.solve(model.program.matrix(), model.program.tiers))
    found = cures_of(study, short_places(study))
    assert [found.left, found.rest] == [near(3.0), near(0.0)]
    more = {lever.family: (move.tonnes, lever.lowered) for lever, move in found.more or ()}
    assert more == {"frozen_ship": (near(3.0), False), "frozen_run": (near(3.0), False)}


def test_stock_at_the_start_that_may_not_move_is_named_where_nothing_else_brings_any() -> None:
    changed: Changed = {
        "Processes": [*DIGS[:1], ["Mine", "mill", "in", "ore", 10], ["Mine", "mill", "out", "oxide", None]],
        "Commodities": [["commodity", "stage"], ["ore", "ore"], ["oxide", "oxide"]],
        "Capacity": None,
        "Inventory": [["site", "commodity", "opening [t]", "movable"], ["Mine", "ore", 6, "no"]],
        "Demand": [["customer", "commodity", "unit", "Q1"], ["User", "oxide", "t/period", 8]],
    }
    study = study_of(tiny(changed))
    found = cures_of(study, short_places(study))
    ((lever, move),) = found.more or ()
    assert [lever.family, move.tonnes, found.left, found.rest] == [OPENING, near(2.0), near(2.0), near(0.0)]


def test_what_is_pinned_elsewhere_stands_behind_what_it_takes_away() -> None:
    """Of an order of 5 t in Q1 2 t are pinned to another user: nothing but the pin can bring the 2 t back."""
    changed: Changed = {
        "Sites": [["site", "country", "kind"], ["Mine", "Malaysia", "mine"], ["User", "Japan", "customer"],
                  ["Other", "Japan", "customer"]],
        "Processes": [*DIGS[:1], ["Other", "dig", "out", "oxide", 10]],
        "Capacity": None,
        "Pipeline": [["to", "commodity", "period", "quantity [t]"], ["Mine", "oxide", "Q1", 5]],
        "Lanes": [["from", "to", "commodity"], ["Mine", "User", "oxide"], ["Mine", "Other", "oxide"]],
        "Pins": [["what", "from", "to", "commodity", "period", "least", "reason"],
                 ["ship", "Mine", "Other", "oxide", "Q1", 2, "a promise"]],
        "Demand": [["customer", "commodity", "unit", "Q1"], ["User", "oxide", "t/period", 5]],
    }  # fmt: skip
    study = study_of(tiny(changed))
    found = cures_of(study, short_places(study))
    ((lever, move),) = found.more or ()
    assert (lever.family, lever.lowered, move.tonnes, found.rest) == ("pin_least", True, near(2.0), near(0.0))


@pytest.mark.parametrize(("pinned", "beside"), [(2, 5.0), (7, 5.0), (8, 5.0)])
def test_what_levers_add_beside_a_pin_that_gives_way_is_told(pinned: float, beside: float) -> None:
    """By hand: of 8 t that are dug 3 t go elsewhere, so that 10 t take 5 t more, however little is pinned."""
    study = study_of(tiny(sent_elsewhere("Q1", pinned, "Q1")))
    found, levers = cures_of(study, short_places(study)), levers_of(study)
    ((lever, move),) = found.more or ()
    assert (lever.family, move.tonnes, found.left) == ("pin_most", near(10.0 - pinned), near(10.0 - pinned))
    assert {levers[one.lever].words: one.tonnes for one in found.beside} == {"capacity": near(beside)}


def test_a_lever_goes_no_further_than_it_may_and_the_rest_is_told() -> None:
    study = study_of(tiny(wanted("yes", 0.5, 100)))
    found = cures_of(study, short_places(study))
    (cure,) = found.each
    assert [cure.lever_cost, found.left] == [money(50.0), near(1.5)]
    ((lever, move),) = found.more or ()
    assert (lever.family, move.tonnes) == ("plant_capacity", near(1.5))


def test_what_has_a_price_goes_before_what_has_none_and_both_are_told() -> None:
    """Two mines of which one has a stated cost: its cure counts no tonne, that of the other two."""
    study = study_of(tiny(beside_a_pit(wanted("yes", None, 1_000_000), None, None, None)))
    levers, found = levers_of(study), cures_of(study, short_places(study))
    assert [levers[cure.levers[0]].key for cure in found.each] == ["Mine; dig", "Pit; dig"]
    assert [cure.tonnes for cure in found.each] == [near(0.0), near(2.0)]
    assert found.each[0].lever_cost == money(2_000_000.0)
    assert found.proven


def test_with_stated_costs_a_mixture_goes_before_one_limit_alone_that_costs_more() -> None:
    """2 t are short: of one mine a tonne more costs 1 USD, of the other any number 5 each: 6 USD, and not 10."""
    study = study_of(tiny(beside_a_pit(wanted("yes", 1, 1), "yes", None, 5)))
    levers, found = levers_of(study), cures_of(study, short_places(study))
    (cure,) = found.each
    assert [levers[one].key for one in cure.levers] == ["Mine; dig", "Pit; dig"]
    assert [cure.lever_cost, cure.cost] == [money(6.0), money(20.0)]
    assert found.proven


def test_a_lever_that_only_makes_the_plan_cheaper_is_no_part_of_a_cure() -> None:
    """Metal comes from a pit at 50 USD/t; works at 10 would pay for the 5 USD/t that more of them costs."""
    changed = wanted("yes", 5, 100)
    changed["Commodities"] = [["commodity", "stage"], ["oxide", "oxide"], ["metal", "metal"]]
    changed["Sites"] = [["site", "country", "kind"], ["Mine", "Malaysia", "mine"], ["Pit", "Malaysia", "mine"],
                        ["Works", "Malaysia", "mine"], ["User", "United States", "customer"]]  # fmt: skip
    changed["Processes"] = [
        ["site", "process", "direction", "commodity", "run cost [USD/t]"],
        ["Mine", "dig", "out", "oxide", 10], ["Pit", "melt", "out", "metal", 50], ["Works", "melt", "out", "metal", 10],
    ]  # fmt: skip
    assert changed["Capacity"] is not None
    assert changed["Demand"] is not None
    changed["Capacity"].append(["Works", "melt", "out", "metal", "t/period", 1, "yes", 20, 5])
    changed["Lanes"] = [["from", "to", "commodity"], ["Mine", "User", "oxide"], ["Pit", "User", "metal"],
                        ["Works", "User", "metal"]]  # fmt: skip
    changed["Demand"].append(["User", "metal", "motors", "t/period", 6, 6, 6])
    study = study_of(tiny(changed))
    found = cures_of(study, short_places(study))
    (cure,) = found.each
    assert [found.proven, cure.levers] == [True, cure.levers[:1]]
    assert [cure.lever_cost, cure.cost] == [money(200.0), money(20.0)]


def test_a_lever_that_pays_for_itself_and_closes_the_gap_is_the_first_cure() -> None:
    """More of a pit at 1 USD/t replaces the mine at 10, at 5 USD/t for the pit: dearer levers come behind it."""
    changed = beside_a_pit(wanted("yes", 5, 100), "yes", 20, 5)
    changed["Processes"] = [
        ["site", "process", "direction", "commodity", "run cost [USD/t]"],
        ["Mine", "dig", "out", "oxide", 10], ["Pit", "dig", "out", "oxide", 1],
    ]  # fmt: skip
    study = study_of(tiny(changed))
    first, second = cures_of(study, short_places(study)).each
    # 10 t from the pit at 1 and 5 in the place of 8 from the mine at 10; then 2 more from the mine at 10 and 100.
    assert first.cost + first.lever_cost == money(10 * (1 + 5) - 8 * 10)
    assert second.cost + second.lever_cost == money(2 * (10 + 100))


def test_of_two_stated_costs_the_lower_is_first() -> None:
    sheets = reference("shared_cause").sheets()
    study = study_of(sheets)
    assert len(cures_of(study, short_places(study)).each) == 1
    dear = study_of(tiny(wanted("yes", None, 100)))
    cheap = study_of(tiny(wanted("yes", None, 1)))
    costs = [cures_of(study, short_places(study)).each[0].lever_cost for study in (cheap, dear)]
    assert costs == [money(2.0), money(200.0)]


def test_more_of_what_can_be_added_closes_a_gap_in_tonnes_a_year() -> None:
    """A quarter has a fourth of what is added a year: 10 - 8 - 1/4 t are short, and 7 t/yr more close them."""
    changed = wanted()
    changed["Expansion"] = [["site", "process", "capacity [t/yr]"], ["Mine", "dig", 1]]
    study = study_of(tiny(changed))
    own = [lever for lever in levers_of(study) if lever.family == "expansion_limit"]
    places = short_places(study)
    (found,) = cures(study, [Gap(np.array(places), 1.75)], own, 1, silent)
    (cure,) = found.each
    assert own[0].unit == "t/yr"
    assert cure.tonnes == pytest.approx(7.0, abs=1e-4)


def test_stock_at_the_start_counts_at_its_value_behind_what_closes_as_much() -> None:
    changed = wanted()
    changed["Commodities"] = [["commodity", "stage", "value [USD/t]"], ["oxide", "oxide", 500]]
    changed["Inventory"] = [["site", "commodity", "opening [t]"], ["User", "oxide", 0]]
    study = study_of(tiny(changed))
    levers, found = levers_of(study), cures_of(study, short_places(study))
    assert [levers[cure.levers[0]].words for cure in found.each] == ["capacity", "opening stock"]
    assert [found.each[1].lever_cost, found.each[1].cost] == [money(1_000.0), money(0.0)]


def test_stock_that_would_come_from_where_it_is_barred_is_no_cure() -> None:
    """Blank, its origin may be the barred one; nothing lies there yet, and still it would."""

    def words(origin: str) -> set[str]:
        changed = wanted()
        changed["Demand"] = [
            ["customer", "commodity", "end use", "unit", "Q1"], ["User", "oxide", "defence", "t/period", 10],
        ]  # fmt: skip
        changed["Sites"] = [
            ["site", "country", "kind"], ["Mine", "Malaysia", "mine"], ["Pit", "China", "mine"],
            ["User", "United States", "customer"],
        ]  # fmt: skip
        changed["Inventory"] = [["site", "commodity", "opening [t]", "origin"], ["User", "oxide", 0, origin]]
        changed["Rules"] = [
            ["rule", "type", "mined in", "start"], ["Bar", "end_use_ban", "China", day("2026-01-01")],
        ]  # fmt: skip
        study = study_of(tiny(changed))
        levers = levers_of(study)
        return {levers[one].words for cure in cures_of(study, short_places(study)).each for one in cure.levers}

    assert words("China") == words("") == {"capacity"}
    assert words("Malaysia") == {"capacity", "opening stock"}
