"""The runs of HiGHS are counted for what asked for them, and the plan is the same as uncounted."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from highspy import HighsStatus
from highspy._core import _Highs

from benchmarks.questions import PLAN, by_question, shared, table
from planner.explain import questions
from tests.places import INPUTS

STEEL = INPUTS / "mexican_steel.xlsx"


def test_every_run_counts_once_for_the_plan_or_for_the_explanation_that_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    run, runs = _Highs.run, []

    def noted(self: _Highs) -> HighsStatus:
        runs.append(self)
        return run(self)

    monkeypatch.setattr(_Highs, "run", noted)
    found, _ = by_question(STEEL)
    assert _Highs.run is noted
    assert sum(own.count for own in found.values()) == len(runs)
    tiers = 3  # tonnes missing, cost, tie-break
    assert sum(own.count for (name, _), own in found.items() if name == PLAN) == tiers
    assert {name for name, _ in found} == {PLAN, "supplier_range", "limit_values"}


def test_the_table_names_every_question_once() -> None:
    found, _ = by_question(STEEL)
    lines = table(found)
    assert sorted(line.split(" | ")[0].removeprefix("| ") for line in lines[2:]) == sorted({name for name, _ in found})


def test_every_question_has_its_seconds_and_is_asked_as_before_afterwards(monkeypatch: pytest.MonkeyPatch) -> None:
    before, counts = vars(questions)["side_by_side"], []

    def noted(ask: Callable[[int], Any], *others: Any) -> list[Any]:
        answers = list(before(ask, *others))
        counts.append(len(answers))
        return answers

    monkeypatch.setattr(questions, "side_by_side", noted)
    _, seconds = by_question(STEEL)
    assert vars(questions)["side_by_side"] is noted
    assert [len(seconds)] == counts
    assert all(own > 0.0 for own in seconds)


def test_who_is_free_takes_the_next_question() -> None:
    seconds = [5.0, 1.0, 1.0, 4.0]
    assert shared(seconds, 1) == 11.0
    assert shared(seconds, 2) == 6.0  # 5; 1 + 1 + 4
    assert shared(seconds, 16) == 5.0
    assert shared([], 2) == 0.0
