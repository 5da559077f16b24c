"""What a run is made for and how its cost falls on its outputs: by hand, by solving again, and adding up always."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from models.plan import make_plan
from planner.explain.baskets import NOWHERE, Basket, baskets
from planner.explain.study import Study
from tests.cases import Change, put, reference
from tests.drawn.problems import random_sheets
from tests.studies import study_of
from tests.tiny import near, tiny
from tests.workbooks import Cell

# Tonnes by which supplies are moved, and what a solver may be off by.
MOVE, ROOM = 1e-3, 1e-7


def basket_case(*changes: Change) -> Study:
    sheets = reference("basket").sheets()
    for change in changes:
        change(sheets)
    return study_of(sheets)


def found(study: Study) -> list[Basket]:
    runs = baskets(make_plan(study.model, study.solution))
    assert runs is not None
    return runs


def by_name(study: Study, own: Basket, amounts: np.ndarray) -> dict[str, float]:
    names = study.model.problem.commodity_names.names
    return {names[code]: amount for code, amount in zip(own.commodity.tolist(), amounts.tolist(), strict=True)}


def test_of_a_run_for_what_is_short_that_bears_the_cost_and_the_way_of_the_rest() -> None:
    """400 t at 5 USD make 0.8 t Dy, which is short, 64 t NdPr, of which 20 are wanted, and 320 t La/Ce of which 20 cost
    0.2 USD each: one more tonne of feed costs 5 + 0.8 * 0.2 = 5.16 USD for 0.002 t Dy, or 2,580 USD a tonne.
    """
    study = basket_case()
    (own,) = found(study)
    assert own.tier == 0
    assert by_name(study, own, own.falls) == {"Dy": near(2_064.0), "NdPr": near(0.0), "La/Ce": near(-64.0)}
    assert [own.spent, own.inputs, own.rent, own.cost] == [near(2_000.0), near(0.0), near(0.0), near(2_000.0)]
    assert by_name(study, own, own.oversupplied) == {"Dy": False, "NdPr": True, "La/Ce": True}
    assert by_name(study, own, own.share) == {"Dy": near(1.0), "NdPr": 0.0, "La/Ce": 0.0}


def test_what_a_short_tonne_costs_is_what_it_costs_to_make_it_from_more_feed() -> None:
    less, more = basket_case(), basket_case(put("Capacity", "capacity [t/yr]", 401, process="separate"))
    (own,) = found(less)
    dearer = more.base.optima["cost"] - less.base.optima["cost"]
    gained = less.base.optima["unmet, priority 1"] - more.base.optima["unmet, priority 1"]
    assert by_name(less, own, own.falls / own.made)["Dy"] == near(dearer / gained)


def upstream(*changes: Change) -> Study:
    """Return the case with the 5 USD of a tonne of feed, and the 400 t of it, where it is dug."""
    return basket_case(
        put("Processes", "run cost [USD/t]", None, process="separate", direction="in"),
        put("Processes", "run cost [USD/t]", 5, process="mine"), put("Capacity", "basis", "out"),
        put("Capacity", "process", "mine"), *changes,
    )  # fmt: skip


def test_what_goes_in_costs_what_was_spent_to_bring_it_where_that_is_what_is_scarce() -> None:
    """As above: 400 t of feed at 5 USD, and each tonne of Dy 2,580 USD."""
    (own,) = found(upstream())
    assert by_name(upstream(), own, own.falls) == {"Dy": near(2_064.0), "NdPr": near(0.0), "La/Ce": near(-64.0)}
    assert [own.spent, own.inputs, own.rent, own.cost] == [near(0.0), near(2_000.0), near(0.0), near(2_000.0)]


def test_of_a_run_for_money_each_output_bears_its_price_and_what_drives_it_is_what_one_more_tonne_costs() -> None:
    """0.5 t Dy need 250 t of feed, of which all 200 t La/Ce are sold: Dy bears (5 - 0.8 * 0.5) / 0.002 USD a tonne."""
    study = basket_case(put("Demand", "demand [t/yr]", 0.5, commodity="Dy"))
    (own,) = found(study)
    assert study.solution.tiers[own.tier or 0].tier.kind == "cost"
    assert by_name(study, own, own.falls) == {"Dy": near(1_150.0), "NdPr": near(0.0), "La/Ce": near(100.0)}
    assert own.cost == near(1_250.0)
    more = basket_case(put("Demand", "demand [t/yr]", 0.6, commodity="Dy"))
    assert more.base.optima["cost"] - study.base.optima["cost"] == near(0.1 * 2_300.0)


def test_a_run_that_only_a_least_run_asks_for_is_made_for_none_of_its_outputs() -> None:
    study = basket_case(
        put("Demand", "demand [t/yr]", 0), put("Commodities", "surplus price [USD/t]", None),
        put("Processes", "minimum run [t/yr]", 100, process="separate", commodity="feed"),
    )  # fmt: skip
    (own,) = found(study)
    assert own.tier is None
    # The least run is paid for with its money and the disposal of 80 t La/Ce.
    assert [own.spent, own.rent, own.cost, own.held] == [near(500.0), near(0.0), near(500.0), near(516.0)]
    assert study.model.program.row_blocks["minimum_run"].index.tolist() == own.held_by.tolist()
    assert own.falls.sum() == near(own.cost - own.held) == near(-16.0)


def test_what_asks_for_a_run_bears_what_its_outputs_are_not_worth() -> None:
    """100 t of feed cost 500 USD and give 80 t La/Ce, of which 1 t may be sold for 0.5 USD: one more is thrown away.

    Without the least run there would be no run.
    """
    forced = [put("Demand", "demand [t/yr]", 0), put("Processes", "minimum run [t/yr]", 100, process="separate",
                                                     commodity="feed")]  # fmt: skip
    study, free = basket_case(*forced), basket_case(forced[0])
    (own,) = found(study)
    assert not found(free)
    assert by_name(study, own, own.falls)["La/Ce"] == near(40.0)
    assert [own.cost, own.held] == [near(500.0), near(460.0)]
    more = basket_case(forced[0], put("Processes", "minimum run [t/yr]", 101, process="separate", commodity="feed"))
    assert more.base.optima["cost"] - study.base.optima["cost"] == near(own.held / 100.0)


def test_what_has_to_be_taken_bears_the_run_that_uses_it_up() -> None:
    """100 t of feed that have to be dug are parted for 500 USD, of which 80 t La/Ce bring 40; dumping is dearer."""
    study = basket_case(
        put("Demand", "demand [t/yr]", 0), put("Commodities", "disposal cost [USD/t]", 50, commodity="feed"),
        put("Processes", "minimum run [t/yr]", 100, process="mine"),
    )  # fmt: skip
    (own,) = found(study)
    assert own.pressed
    assert not own.held_by.size
    assert [own.cost, own.held, own.falls.sum()] == [near(500.0), near(460.0), near(40.0)]


def test_money_is_that_of_the_period_of_the_run() -> None:
    """A year is discounted at 10 % to its beginning: its runs cost what they cost then."""
    sheets = reference("basket").sheets()
    plain = found(study_of(sheets))
    sheets["Settings"].append(["discount rate [%/yr]", 10])
    assert study_of(sheets).base.optima["cost"] < study_of(reference("basket").sheets()).base.optima["cost"] - 50.0
    for one, other in zip(plain, found(study_of(sheets)), strict=True):
        assert other.falls.tolist() == pytest.approx(one.falls.tolist())
        assert [other.cost, *other.money.tolist()] == pytest.approx([one.cost, *one.money.tolist()])


@pytest.mark.parametrize("seed", range(60))
def test_the_cost_of_each_run_is_what_falls_on_its_outputs(seed: int) -> None:
    for own in found(study_of(random_sheets(seed))):
        size = 1.0 + abs(own.spent) + abs(own.inputs) + abs(own.rent)
        assert float(own.falls.sum()) + own.held == pytest.approx(own.cost, abs=1e-6 * size)
        assert min(own.inputs, own.rent, own.held) >= 0.0
        assert own.paid >= 0.0
        assert own.paid == 0.0 or own.tier is not None


@pytest.mark.parametrize("seed", range(25))
def test_one_more_tonne_of_an_output_never_does_better_than_its_worth_says(seed: int) -> None:
    study = study_of(random_sheets(seed))
    balance, run = study.model.program.row_blocks["balance"], study.model.variables.run
    kinds = {result.tier.name: result.tier.kind for result in study.solution.tiers}
    for own in found(study)[:3]:
        driver = int(np.argmax(own.share))
        keys = {name: int(run.keys[key][own.place]) for name, key in (("site", "site"), ("period", "output"))}
        chosen = np.flatnonzero(
            (balance.keys["site"] == keys["site"]) & (balance.keys["period"] == keys["period"])
            & (balance.keys["commodity"] == own.commodity[driver])
        )  # fmt: skip
        if chosen.size != 1 or own.tier is None:
            continue
        after = study.moved(balance.index[chosen], np.array([MOVE]))
        gains = [after.optima[name] - study.base.optima[name] for name in study.base.optima]
        tier = study.solution.tiers[own.tier].tier
        # A plan counts money of a later period for less.
        discount = float(study.model.problem.discount[run.keys["period"][own.place]])
        worth = own.worth[driver] * (discount if tier.kind == "cost" else 1.0)
        expected = [-MOVE * worth if name == tier.name else 0.0 for name in study.base.optima]
        if tier.kind != "cost":
            expected = [one if kinds[name] != "cost" else -MOVE * own.money[driver] * discount for one, name in
                        zip(expected, study.base.optima, strict=True)]  # fmt: skip
        for gain, promised in zip(gains, expected, strict=True):
            if abs(gain - promised) > ROOM * (1.0 + abs(study.base.optima["cost"]) * 1e-3):
                assert gain > promised
                break


def test_nothing_is_told_where_a_solver_gives_no_duals() -> None:
    study = basket_case()
    bare = tuple(replace(result, row_dual=np.empty(0)) for result in study.solution.tiers)
    assert baskets(make_plan(study.model, replace(study.solution, tiers=bare))) is None


def test_what_is_short_in_a_worse_priority_is_not_called_oversupplied() -> None:
    """400 t of feed give 0.8 t Dy, short in priority 1, and 64 t NdPr; 100 are wanted in priority 2."""
    study = basket_case(
        put("Demand", "demand [t/yr]", 100, commodity="NdPr"), put("Demand", "priority", 2, commodity="NdPr"),
        put("Lanes", "cost [USD/t]", 1, commodity="NdPr"),
    )  # fmt: skip
    (own,) = found(study)
    names = [result.tier.name for result in study.solution.tiers]
    assert by_name(study, own, own.oversupplied) == {"Dy": False, "NdPr": False, "La/Ce": True}
    later = by_name(study, own, own.later)
    assert names[int(later["NdPr"])] == "unmet, priority 2"
    assert [later["Dy"], later["La/Ce"]] == [NOWHERE, NOWHERE]
    # By solving again: one more tonne of NdPr is one less short.
    assert one_more_of(study, own, "NdPr")["unmet, priority 2"] == near(-MOVE)


def one_more_of(study: Study, own: Basket, name: str) -> dict[str, float]:
    """Return what a little more of an output, from nowhere, changes in each tier."""
    balance, run = study.model.program.row_blocks["balance"], study.model.variables.run
    chosen = np.flatnonzero(
        (balance.keys["site"] == run.keys["site"][own.place])
        & (balance.keys["commodity"] == study.model.problem.commodity_names.names.index(name))
    )
    after = study.moved(balance.index[chosen], np.array([MOVE]))
    return {tier: after.optima[tier] - optimum for tier, optimum in study.base.optima.items()}


def test_of_what_is_used_up_nothing_is_called_oversupplied_though_one_more_tonne_is_worth_nothing() -> None:
    """By hand: 60 t are parted for 30 t of A and for 6 t of C, both wanted just so; 18 t of B are thrown away."""
    oxides: list[list[Cell]] = [[name, "oxide"] for name in "ABC"]
    lanes: list[list[Cell]] = [["Mine", "User", name] for name in "ABC"]
    study = study_of(tiny({
        "Commodities": [["commodity", "stage"], ["ore", "ore"], *oxides],
        "Sites": [["site", "country", "kind"], ["Mine", "Malaysia", "mine"], ["User", "Japan", "customer"]],
        "Processes": [
            ["site", "process", "direction", "commodity", "quantity per run [t]", "run cost [USD/t]"],
            ["Mine", "dig", "out", "ore", 1, 1], ["Mine", "part", "in", "ore", 1, 2],
            ["Mine", "part", "out", "A", 0.5, None], ["Mine", "part", "out", "B", 0.3, None],
            ["Mine", "part", "out", "C", 0.1, None],
        ],
        "Capacity": None,
        "Lanes": [["from", "to", "commodity"], *lanes],
        "Demand": [["customer", "commodity", "unit", "Q1"], ["User", "A", "t/period", 30],
                   ["User", "C", "t/period", 6]],
    }))  # fmt: skip
    (own,) = found(study)
    assert by_name(study, own, own.oversupplied) == {"A": False, "B": True, "C": False}
    enough = by_name(study, own, own.enough)
    assert sorted([enough["A"], enough["C"]]) == [False, True], "either of the two drives the run"
