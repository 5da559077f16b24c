"""How much is looked for falls with the size of a program and of the search for its whole numbers."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from planner.explain.cures.actions import EFFORTS, OF_A_GAP, OF_A_START, Effort, questions_of
from planner.explain.level import Level
from tests.given.cures import short_places
from tests.given.other_decisions import found_in, lots_beside_a_pit, one_lot
from tests.given.plan_sheets import sheets_of
from tests.plan_books import texts
from tests.studies import study_of
from tests.tiny import Changed, tiny

SMALL_EFFORT = Effort(5, 1_000, 2, 16, starts=9, of_starts=1_000, earlier=1_000, whole=0, search=600)


def lots_in_two_periods() -> Changed:
    """Return these lots with 13 t wanted in Q2, too, so that two shortages close better with other lots."""
    sheets: Changed = {**lots_beside_a_pit()}
    header, (*keys, _, _, _) = lots_beside_a_pit()["Demand"]
    sheets["Demand"] = [header, [*keys, 13, 13, 0]]
    return sheets


@pytest.mark.parametrize(("search", "gaps", "starts"), [(0, 600, 9), (1, 50, 9), (10, 5, 9), (50, 1, 2), (1_000, 1, 1)])
def test_a_longer_search_leaves_fewer_questions_and_one_at_least(search: int, gaps: int, starts: int) -> None:
    """By hand: 600 are 50 gaps of 12 searches or 120 starts of 5, of which 9 are looked at in so small a program."""
    assert (OF_A_GAP, OF_A_START) == (12, 5)
    assert SMALL_EFFORT.anew_of(search) == gaps
    assert SMALL_EFFORT.starts_of(10, search) == starts


def test_where_no_start_is_looked_at_for_the_size_a_short_search_adds_none() -> None:
    assert SMALL_EFFORT.starts_of(2_000, 1) == 0


@pytest.mark.parametrize(("columns", "asked"), [(0, 64), (1_500, 64), (2_000, 48), (6_000, 16), (90_000, 16)])
def test_the_fewer_columns_the_more_solves_a_gap_may_take(columns: int, asked: int) -> None:
    assert questions_of(16, columns) == asked


def test_a_search_counts_its_nodes_times_columns_and_a_program_without_whole_numbers_none() -> None:
    study = study_of(one_lot())
    decisions = study.solution.decisions
    assert decisions is not None
    assert decisions.nodes > 0
    assert study.search == study.matrix.columns * decisions.nodes
    assert study_of(one_lot()).search == study.search
    assert study_of(tiny({})).search == 0


def test_what_is_left_open_is_asked_first_and_the_rest_is_marked() -> None:
    study = study_of(lots_beside_a_pit())
    assert [one.is_unasked for one in found_in(study, short_places(study), 1)] == [False]
    assert [one.is_unasked for one in found_in(study, short_places(study), 0)] == [True]


def test_shortages_that_were_not_closed_with_other_decisions_are_counted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sheets = lots_in_two_periods()
    said = "Whether 1 more shortage would close better with other yes/no decisions was not asked"
    assert not any(said in text for text in texts(sheets_of(tmp_path / "asked", sheets)["Actions"]))
    monkeypatch.setitem(EFFORTS, Level.FAST, replace(EFFORTS[Level.FAST], search=1, whole=0))
    assert any(said in text for text in texts(sheets_of(tmp_path / "not asked", sheets)["Actions"]))
