"""A changed input comes to the same from the plan's own basis as from nothing, whatever is left out or scaled."""

from __future__ import annotations

import random
import time
from collections import Counter
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from models.linear.solution import Solution
from models.records import Tables
from models.variants import without_rows
from planner.errors import StoppedError, UnsolvedError
from planner.explain.old_unmet import cost_at_old_unmet
from planner.explain.outcomes import NO_INPUT, STOPPED, UNSOLVED, change
from planner.explain.study import Study, elsewhere
from planner.solve import highs
from tests.cases import reference
from tests.drawn.problems import problem_of, random_sheets, tables_of
from tests.given.explained import afresh
from tests.given.scaled import SCALED, scaled
from tests.seeds import graded
from tests.studies import study_of_tables
from tests.worlds.draw import RefusedError, examples, is_same, solved, worlds
from tests.worlds.world import World

# Sheets of which a row may be left out.
DROPPED = ("Rules", "Contracts", "Pins", "Capacity", "Qualification", "Sourcing", "Expansion", "Inventory", "Lanes")


def changes_of(tables: Tables, seed: int, count: int) -> list[Tables]:
    """Return some changes of the tables: rows left out, columns made larger or smaller."""
    chance = random.Random(seed)
    found = []
    for _ in range(count):
        if chance.random() < 0.6:
            sheet = chance.choice([name for name in DROPPED if len(tables.records[name])] or ["Capacity"])
            size = len(tables.records[sheet])
            lines = [] if not size else [chance.randrange(size) for _ in range(chance.choice((1, 1, 2)))]
            found.append(without_rows(tables, sheet, lines))
        else:
            sheet = chance.choice([name for name in SCALED if len(tables.records[name])])
            found.append(scaled(tables, sheet, chance.choice((0.5, 0.9, 1.25, 2.0))))
    return found


def hold_to_the_same(study: Study, tables: Tables, seed: int, count: int) -> None:
    for other in changes_of(tables, seed, count):
        mine, theirs = study.of(other), afresh(other, study)
        if isinstance(theirs, str):
            assert mine.why, theirs
            continue
        assert not mine.why, (mine.why, theirs)
        assert is_same(dict(mine.optima), theirs), (mine.optima, theirs)


@pytest.mark.parametrize("count", graded([15, 30, 60], 1, 2))
def test_a_change_of_a_random_chain_comes_to_the_same_from_the_basis_as_from_nothing(count: int) -> None:
    counts: Counter[str] = Counter()
    for seed in range(count):
        tables = tables_of(random_sheets(seed))
        study = study_of_tables(tables)
        hold_to_the_same(study, tables, seed, 5)
        counts.update(study.counts)
    # Each of the three ways is taken, and the start from the basis most of all.
    assert counts["from the basis"] > counts["afresh"]
    assert counts["proven"] > count / 10


@pytest.mark.parametrize("part", graded([0.25, 0.5, 1.0], 1, 2), ids=["a few", "half", "all"])
@pytest.mark.parametrize("whole", [False, True], ids=["linear", "whole numbers"])
def test_a_change_of_a_world_comes_to_the_same_from_the_basis_as_from_nothing(*, whole: bool, part: float) -> None:
    @examples(part * (0.1 if whole else 0.4))
    @given(worlds(whole=whole), st.integers(0, 10_000))
    def holds(world: World, seed: int) -> None:
        try:
            outcome = solved(world)
        except RefusedError:
            assume(False)
            return
        assume(outcome.plan is not None)
        assert outcome.plan is not None
        study = Study(outcome.model, outcome.plan.solution)
        hold_to_the_same(study, outcome.model.problem.tables, seed, 1 if whole else 3)

    holds()


def test_without_its_licence_the_small_example_is_short_by_6_for_more_money() -> None:
    tables = tables_of(reference("example_small").sheets())
    study = study_of_tables(tables)
    rules = tables.records["Rules"]
    licence = np.flatnonzero(rules.text["type"] == "licence")
    found = change(study.of(without_rows(tables, "Rules", licence)), study.base)
    assert found.of["unmet, priority 2"] == pytest.approx(6.0 - 44.0)
    assert found.of["cost"] == pytest.approx(18_960_252.0 - 16_017_520.0)


def test_a_rule_that_holds_nothing_back_is_proven_to_change_nothing_without_a_solve() -> None:
    sheets = random_sheets(3)
    tables = tables_of(sheets)
    study = study_of_tables(tables)
    assert study.of(tables).optima == study.base.optima
    assert study.counts == {"proven": 1}


def test_an_input_that_is_no_longer_complete_is_told_and_not_solved() -> None:
    sheets = random_sheets(0)
    problem = problem_of(sheets)
    study = study_of_tables(problem.tables)
    every = np.arange(len(problem.tables.records["Sites"]))
    assert study.of(without_rows(problem.tables, "Sites", every)).why == NO_INPUT


def test_what_the_solver_has_no_answer_to_is_not_known(monkeypatch: pytest.MonkeyPatch) -> None:
    study = study_of_tables(tables_of(random_sheets(1)))
    tables = study.model.problem.tables
    others = Study(study.model, study.found, exact=False)
    there = elsewhere(study.model, tables, None)

    def solve(*_: object, **__: object) -> Solution:
        raise UnsolvedError

    monkeypatch.setattr(highs, "solve", solve)
    assert study.of(without_rows(tables, "Demand", [0])).why == UNSOLVED
    assert change(study.base, study.of(without_rows(tables, "Demand", [0]))).why == UNSOLVED
    assert cost_at_old_unmet(study, study.model_of(without_rows(tables, "Demand", [0]))) is None
    assert others.base.why == UNSOLVED
    assert there is not None
    assert elsewhere(study.model, tables, None) is None


def test_without_a_plan_that_is_known_and_without_time_nothing_is_known() -> None:
    study = study_of_tables(tables_of(random_sheets(1)))
    tables = study.model.problem.tables
    every = np.arange(len(tables.records["Sites"]))
    late = Study(study.model, study.found, time.monotonic() - 1.0, exact=False)
    assert late.base.why == STOPPED
    assert late.of(tables).why == STOPPED
    assert late.restricted(np.zeros(study.matrix.columns)).why == STOPPED
    assert cost_at_old_unmet(late, study.model) is None
    assert elsewhere(study.model, without_rows(tables, "Sites", every), None) is None
    assert elsewhere(study.model, tables, time.monotonic() - 1.0) is None


def test_a_plan_that_a_limit_stops_is_no_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    study = study_of_tables(tables_of(random_sheets(1)))
    stopped = replace(study.found, stopped_in="cost")
    monkeypatch.setattr(highs, "solve", lambda *_, **__: stopped)
    with pytest.raises(StoppedError):
        study.solved(study.matrix, study.model.program.tiers, None)
    assert Study(study.model, stopped).base.why == STOPPED
