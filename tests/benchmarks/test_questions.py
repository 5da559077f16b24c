"""The runs of HiGHS are counted for what asked for them, and the plan is the same as uncounted."""

from __future__ import annotations

import pytest
from highspy import HighsStatus
from highspy._core import _Highs

from benchmarks.questions import PLAN, by_question, table
from tests.places import INPUTS

STEEL = INPUTS / "mexican_steel.xlsx"


def test_every_run_counts_once_for_the_plan_or_for_the_explanation_that_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    run, runs = _Highs.run, []

    def noted(self: _Highs) -> HighsStatus:
        runs.append(self)
        return run(self)

    monkeypatch.setattr(_Highs, "run", noted)
    found = by_question(STEEL)
    assert _Highs.run is noted
    assert sum(own.count for own in found.values()) == len(runs)
    tiers = 3  # tonnes missing, cost, tie-break
    assert sum(own.count for (name, _), own in found.items() if name == PLAN) == tiers
    assert {name for name, _ in found} == {PLAN, "supplier_range", "limit_values"}


def test_the_table_names_every_question_once() -> None:
    found = by_question(STEEL)
    lines = table(found)
    assert sorted(line.split(" | ")[0].removeprefix("| ") for line in lines[2:]) == sorted({name for name, _ in found})
