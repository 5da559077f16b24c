"""What comes to the same as the plan is known without a solve, where less is possible as where more is."""

from __future__ import annotations

import pytest

from models.records import Tables
from models.variants import without_rows
from planner.explain.free_world import FreeWorld
from planner.explain.study import Study
from tests.drawn.problems import tables_of
from tests.given.explained import afresh
from tests.given.scaled import scaled
from tests.studies import study_of_tables
from tests.tiny import Changed, day, tiny
from tests.workbooks import Cell
from tests.worlds.draw import is_same


@pytest.fixture
def study() -> Study:
    """Return a study of a mine that digs 8 t a quarter for a user who needs 5 t."""
    return study_of_tables(tables_of(tiny()))


def comes_to_the_same(study: Study, tables: Tables) -> bool:
    """Return whether other tables come to what the plan comes to, and check that they do as from nothing."""
    found, theirs = study.of(tables), afresh(tables, study)
    assert not isinstance(theirs, str)
    assert is_same(dict(found.optima), theirs)
    return is_same(dict(found.optima), dict(study.base.optima))


@pytest.mark.parametrize("share", [0.9, 0.625, 1.25, 100.0])
def test_a_plan_that_is_still_possible_is_still_the_best(study: Study, share: float) -> None:
    assert comes_to_the_same(study, scaled(study.model.problem.tables, "Capacity", share))
    assert study.counts == {"proven": 1}


def test_a_plan_of_which_a_kilogram_is_too_much_is_solved_again(study: Study) -> None:
    assert not comes_to_the_same(study, scaled(study.model.problem.tables, "Capacity", 4.999 / 8.0))
    assert study.counts == {"from the basis": 1}


@pytest.mark.parametrize("share", [0.9, 1.1])
def test_what_costs_other_than_in_the_plan_is_solved_again(study: Study, share: float) -> None:
    priced: Changed = {"Lanes": [["from", "to", "commodity", "cost [USD/t]"], ["Mine", "User", "oxide", 100.0]]}
    dear = study_of_tables(tables_of(tiny(priced)))
    assert not comes_to_the_same(dear, scaled(dear.model.problem.tables, "Lanes", share))
    assert dear.counts == {"from the basis": 1}


def capacities(*each: float) -> Tables:
    """Return the tables with what the mine can dig in each quarter."""
    header: list[Cell] = ["site", "process", "basis", "commodity", "unit", "Q1", "Q2", "Q3"]
    return tables_of(tiny({"Capacity": [header, ["Mine", "dig", "out", "oxide", "t/period", *each]]}))


def test_where_less_is_possible_here_and_more_there_the_plan_need_not_be_the_best() -> None:
    short = study_of_tables(capacities(4.0, 8.0, 8.0))
    assert not comes_to_the_same(short, capacities(4.5, 7.0, 8.0))
    assert short.counts == {"from the basis": 1}


def rule(value: float) -> list[list[Cell]]:
    """Return a cap on what is shipped in the first quarter."""
    return [
        ["rule", "type", "commodity", "value", "unit", "start", "end"],
        ["Cap", "cap", "oxide", value, "t", day("2027-01-01"), day("2027-03-31")],
    ]


@pytest.mark.parametrize(("most", "is_proven"), [(6.0, True), (5.0, True), (4.0, False)])
def test_in_a_world_without_rules_one_that_its_plan_keeps_does_nothing(most: float, *, is_proven: bool) -> None:
    own = study_of_tables(tables_of(tiny({"Rules": rule(most)})))
    free = FreeWorld(own.model, None)
    only = free.only("Cap")
    assert only is not None
    assert only.is_nothing == is_proven
    assert free.study is not None
    assert free.study.counts == {("proven" if is_proven else "from the basis"): 1}
    assert comes_to_the_same(own, without_rows(own.model.problem.tables, "Rules", [0])) == is_proven
