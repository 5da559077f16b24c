"""Where less is possible and nothing better than cost gets worse, the cost alone is looked for; else every tier."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import replace

import numpy as np
import pytest

from models.records import Tables
from planner.errors import NoPlanError
from planner.explain.free_world import FreeWorld
from planner.explain.study import Study, outcome_of
from planner.solve import highs
from tests.drawn.problems import random_sheets, tables_of
from tests.given.explained import afresh
from tests.seeds import graded
from tests.studies import study_of_tables
from tests.tiny import Changed, day, mine_and_pit, near, tiny
from tests.worlds.draw import is_same

SITES: Changed = {
    "Sites": [["site", "country", "kind"], ["Mine", "Malaysia", "mine"], ["Pit", "Japan", "mine"],
              ["User", "United States", "customer"]],
}  # fmt: skip
AT_ONCE, TIER_BY_TIER = {"tightened": 1}, {"from the basis": 1}


def dug(mine: float, pit: float, more: Changed | None = None) -> Tables:
    """Return a mine at 10 USD/t and a pit at 20 that dig so many t a quarter for a user who needs 5 t."""
    return tables_of(tiny({**SITES, **mine_and_pit(mine, pit), **(more or {})}))


def comes_to(study: Study, tables: Tables) -> dict[str, float]:
    """Return what other tables come to, and check that they come to that from nothing."""
    found, theirs = study.of(tables), afresh(tables, study)
    assert not isinstance(theirs, str)
    assert is_same(dict(found.optima), theirs)
    return dict(found.optima)


def test_where_the_dearer_one_digs_what_the_cheaper_one_cannot_only_the_cost_is_looked_for() -> None:
    study = study_of_tables(dug(8.0, 8.0))
    found = comes_to(study, dug(4.0, 8.0))
    assert found == {"unmet, priority 1": 0.0, "cost": near(3 * (4.0 * 10.0 + 1.0 * 20.0))}
    assert study.counts == AT_ONCE


def test_where_more_is_short_every_tier_is_looked_for() -> None:
    study = study_of_tables(dug(8.0, 1.0))
    assert comes_to(study, dug(3.0, 1.0)) == {"unmet, priority 1": near(3.0), "cost": near(3 * 50.0)}
    assert study.counts == TIER_BY_TIER


def test_a_limit_that_holds_a_shortage_is_no_lower_without_more_being_short() -> None:
    """Of 5 t 3 are dug, by both: the plan's tiers hold the mine to its 2 t, which a lower limit moves down."""
    study = study_of_tables(dug(2.0, 1.0))
    assert comes_to(study, dug(1.5, 1.0)) == {"unmet, priority 1": near(7.5), "cost": near(3 * 35.0)}
    assert study.counts == TIER_BY_TIER


def test_where_more_is_possible_elsewhere_every_tier_is_looked_for() -> None:
    study = study_of_tables(dug(8.0, 1.0))
    assert comes_to(study, dug(4.0, 9.0))["cost"] == near(3 * 60.0)
    assert study.counts == TIER_BY_TIER


def test_where_there_is_a_lane_more_every_tier_is_looked_for() -> None:
    lanes = mine_and_pit(0.0, 0.0)["Lanes"]
    assert lanes is not None
    study = study_of_tables(dug(3.0, 8.0, {"Lanes": lanes[:-1]}))
    assert study.base.optima["unmet, priority 1"] == near(6.0)
    assert comes_to(study, dug(3.0, 8.0)) == {"unmet, priority 1": 0.0, "cost": near(3 * 70.0)}
    assert study.counts == TIER_BY_TIER


def test_where_a_lane_forbids_by_its_cost_the_digits_of_others_are_looked_for_as_for_a_plan() -> None:
    """At 1e9 USD/t nothing is sent over the third lane, and beside that 10 USD/t lose their digits."""
    forbidding = mine_and_pit(8.0, 8.0)
    forbidding["Lanes"] = [["from", "to", "commodity", "cost [USD/t]"], ["Mine", "User", "oxide", None],
                           ["Pit", "User", "oxide", None], ["Pit", "Mine", "oxide", 1e9]]  # fmt: skip
    study = study_of_tables(dug(8.0, 8.0, forbidding))
    less = {**forbidding, "Capacity": mine_and_pit(4.0, 8.0)["Capacity"]}
    assert comes_to(study, dug(8.0, 8.0, less))["cost"] == near(3 * 60.0)
    assert study.counts == TIER_BY_TIER


def test_where_it_costs_other_than_in_the_plan_every_tier_is_looked_for() -> None:
    priced: Changed = {"Lanes": [["from", "to", "commodity", "cost [USD/t]"], ["Mine", "User", "oxide", 1.0],
                                 ["Pit", "User", "oxide", 1.0]]}  # fmt: skip
    study = study_of_tables(dug(8.0, 8.0))
    assert comes_to(study, dug(4.0, 8.0, priced))["cost"] == near(3 * 65.0)
    assert study.counts == TIER_BY_TIER


def test_where_something_comes_behind_the_cost_every_tier_is_looked_for() -> None:
    """Of 20 t in Q3 the mine digs 8 and a stock has 12; at 7 t a quarter it has 13, for the same cost."""
    sized: Changed = {
        "Demand": [["customer", "commodity", "end use", "unit", "Q1", "Q2", "Q3"],
                   ["User", "oxide", "motors", "t/period", 0, 0, 20]],
        "Inventory": [["site", "commodity", "opening [t]", "sized"], ["User", "oxide", 0, "yes"]],
    }  # fmt: skip
    study = study_of_tables(dug(8.0, 8.0, sized))
    assert comes_to(study, dug(7.0, 8.0, sized)) == {
        "unmet, priority 1": 0.0, "cost": near(200.0), "size of stocks": near(13.0)
    }  # fmt: skip
    assert study.counts == TIER_BY_TIER


def test_where_the_cost_was_proven_to_be_nothing_without_a_solve_there_is_no_basis_of_it_to_go_on_from() -> None:
    free: Changed = {
        "Processes": [["site", "process", "direction", "commodity"], ["Mine", "dig", "out", "oxide"],
                      ["Pit", "dig", "out", "oxide"]],
        "Demand": [["customer", "commodity", "end use", "priority", "unit", "all"],
                   ["User", "oxide", "motors", 1, "t/period", 5], ["User", "oxide", "drones", 2, "t/period", 5]],
    }  # fmt: skip
    study = study_of_tables(dug(4.0, 2.0, free))
    assert "cost" not in study.solution.bases
    assert comes_to(study, dug(3.0, 2.0, free)) == {
        "unmet, priority 1": 0.0, "unmet, priority 2": near(15.0), "cost": 0.0
    }  # fmt: skip


def test_in_a_world_without_rules_one_that_only_costs_more_has_its_cost_looked_for() -> None:
    cap: Changed = {"Rules": [
        ["rule", "type", "from", "commodity", "value", "unit", "start", "end"],
        ["Cap", "cap", "Mine", "oxide", 2.0, "t", day("2027-01-01"), day("2027-03-31")],
    ]}  # fmt: skip
    free = FreeWorld(study_of_tables(dug(8.0, 8.0, cap)).model, None)
    only = free.only("Cap")
    assert only is not None
    assert only.of == {"unmet, priority 1": 0.0, "cost": near(3.0 * 10.0)}
    assert free.study is not None
    assert free.study.counts == AT_ONCE


@pytest.mark.parametrize("chosen", graded([range(20), range(20, 60), range(60, 150)], 1, 2))
def test_whatever_the_plan_has_less_of_in_a_random_chain_it_comes_to_what_it_does_from_nothing(chosen: range) -> None:
    """Some of the columns that the plan uses are cut to a half, or to a ten thousandth less."""
    counts: Counter[str] = Counter()
    for seed in chosen:
        chance, study = random.Random(seed), study_of_tables(tables_of(random_sheets(seed)))
        values, program = study.solution.values, study.model.program
        for share in (0.5, 0.9999):
            upper = np.full(values.size, np.inf)
            cut = chance.sample(np.flatnonzero(values > 1e-3).tolist(), 2)
            upper[cut] = share * values[cut]
            matrix = replace(study.matrix, column_upper=np.minimum(study.matrix.column_upper, upper))
            found = study.restricted(upper)
            try:
                theirs = outcome_of(highs.solve(matrix, program.tiers))
            except NoPlanError:
                assert found.why, seed
                continue
            assert is_same(dict(found.optima), dict(theirs.optima)), seed
        counts += Counter(study.counts)
    assert counts["tightened"] > len(chosen) / 4
    assert counts["from the basis"] > len(chosen) / 4
