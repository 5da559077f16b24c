"""Worlds without much of the network come to what solving them plainly gives; promises that nothing keeps yield."""

from __future__ import annotations

import numpy as np
import pytest

from planner.errors import NoPlanError
from planner.explain.stress.losses import losses
from planner.explain.stress.worlds import Kept, Lost, frozen, nearest, plan_of
from planner.explain.study import Study, weighed
from planner.solve import highs
from planner.solve.session import silent
from tests.cases import put, reference
from tests.drawn.problems import random_sheets
from tests.losses_by_hand import sites_ended
from tests.studies import study_of
from tests.tiny import near, tiny


def ended(study: Study, line: int, period: int) -> Lost:
    problem = study.model.problem
    return Lost("", sites_ended(problem.tables, [line], int(problem.calendar.start[period])), period)


@pytest.mark.parametrize("seed", range(30))
def test_a_world_comes_to_what_the_simplex_method_alone_finds_with_and_without_kept_decisions(seed: int) -> None:
    study = study_of(random_sheets(seed))
    last = study.model.problem.calendar.size - 1
    for period in (0, last):
        lost = ended(study, seed % study.model.problem.sites.line.size, period)
        other = study.model_of(lost.tables)
        assert other is not None
        kept = Kept(study.model, study.solution, period) if period else None
        try:
            plain = highs.solve(frozen(other, kept), weighed(other), method="simplex")
        except NoPlanError:
            continue
        found = lost.ask(study)
        assert not found.broken
        for result in plain.tiers:
            assert found.optima[result.tier.name] == pytest.approx(result.objective, rel=1e-7, abs=1e-6)
        unmet = next(result for result in plain.tiers if result.tier.kind == "unmet")
        assert found.unmet is not None
        if {*found.optima} == {unmet.tier.name, "cost"} and (study.model.problem.demands.weight == 1.0).all():
            ranked = study.model.problem.demands.priority > 0
            assert float(found.unmet[ranked].sum()) == pytest.approx(unmet.objective, abs=1e-6)


def test_a_promise_that_nothing_keeps_any_more_yields_by_what_is_missing_of_it() -> None:
    """The mine has to send 2 t a quarter; it is lost from the second on, and there is no stock: 4 t are not kept."""
    sheets = tiny({"Lanes": [["from", "to", "commodity", "minimum [t/period]"], ["Mine", "User", "oxide", 2]]})
    study = study_of(sheets)
    (mine,) = [line for line, name in enumerate(study.model.problem.tables.records["Sites"].text["site"]) if
               name == "Mine"]  # fmt: skip
    found = ended(study, mine, 1).ask(study)
    assert not found.why
    assert found.broken == near(4.0)
    # Of 5 t a quarter the first are delivered, the others are short.
    assert found.optima["unmet, priority 1"] == near(10.0)
    assert "broken promises" not in found.optima


def test_nothing_is_asked_of_what_is_lost_itself() -> None:
    sheets = tiny({"Lanes": [["from", "to", "commodity", "minimum [t/period]"], ["Mine", "User", "oxide", 2]]})
    study = study_of(sheets)
    found = losses(study, 1, silent).each
    assert found
    for loss in found:
        assert [loss.surprised.broken, loss.prepared.broken] == [0.0, 0.0]
        assert loss.surprised.of["unmet, priority 1"] == near(10.0)
        assert loss.hurts


def test_of_best_plans_the_nearest_changes_no_tier_and_moves_no_more_than_any_other() -> None:
    study = study_of(reference("example_small").sheets())
    problem, own = study.model.problem, Kept(study.model, study.solution, 3)
    lost = ended(study, int(problem.sites.line[0]), 3)
    other, close = plan_of(study, lost.tables, near=own)  # type: ignore[misc]
    _, plain = plan_of(study, lost.tables)  # type: ignore[misc]
    for one, two in zip(close.tiers, plain.tiers, strict=False):
        assert one.objective == near(two.objective)
    distance = close.tiers[-1]
    assert distance.tier.kind == "near"
    wide, tiers = nearest(other, own, other.program.matrix(), weighed(other))
    # The plain plan's own distance, by the rows that say what it is.
    size = tiers[-1].defining.size
    gap = plain.values[wide.column[np.isin(wide.entry_row, tiers[-1].defining)][::3]] - wide.row_lower[-size:]
    assert distance.objective <= float(np.abs(gap) @ tiers[-1].objective[-size:]) + 1e-6


def test_the_same_plan_is_at_no_distance_from_itself() -> None:
    study = study_of(reference("example_small").sheets())
    found = plan_of(study, study.model.problem.tables, near=Kept(study.model, study.solution, 3))
    assert isinstance(found, tuple)
    assert found[1].tiers[-1].objective == near(0.0)


def test_without_a_plan_of_its_own_a_world_says_why() -> None:
    sheets = reference("example_small").sheets()
    put("Settings", "value", 1.0, setting="title")(sheets)
    study = study_of(sheets)
    stopped = Study(study.model, highs.solve(study.matrix, study.model.program.tiers[:1]), deadline=0.0)
    assert "time limit" in Lost("", study.model.problem.tables).ask(stopped).why
