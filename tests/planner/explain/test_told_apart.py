"""A plan whose program tells no material apart is as good where it is told apart, and rules that ask begin there."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import pytest

from models.formulation import Model
from models.variants import without_rows
from planner.explain import told_apart as module
from planner.explain.free_world import lines_by_rule
from planner.explain.outcomes import COST, change
from planner.explain.study import Study, elsewhere, outcome_of, weighed
from planner.explain.told_apart import told_apart
from tests.drawn import origins
from tests.seeds import seeds
from tests.studies import study_of


def asked(seed: int) -> tuple[Study, list[Model]]:
    """Return a study without rules of a random problem, and the program with each rule that asks for an origin."""
    whole = study_of(origins.sheets_of(origins.draw(seed)))
    if whole.base.why or not whole.is_start:
        pytest.skip("a problem without a plan from which others start")
    tables, rules = whole.model.problem.tables, lines_by_rule(whole.model)
    every = [line for lines in rules.values() for line in lines]
    free = elsewhere(whole.model, without_rows(tables, "Rules", every), None)
    assert free is not None
    found = []
    for lines in rules.values():
        other = free.model_of(without_rows(tables, "Rules", [line for line in every if line not in lines]), apart=True)
        assert other is not None
        if other.classes.marks.size > 1:
            found.append(other)
    return free, found


@pytest.mark.parametrize("seed", seeds(14, 80, 300))
def test_from_there_a_rule_comes_to_what_a_program_made_anew_does(seed: int) -> None:
    free, others = asked(seed)
    for other in others:
        own = told_apart(free, other)
        assert own is not None
        assert own.model.classes.marks.size >= other.classes.marks.size
        assert change(own.base, free.base).is_nothing
        anew = outcome_of(free.solved(other.program.matrix(), weighed(other), None))
        found = free.of_model(other, apart=partial(told_apart, free))
        for tier, amount in change(anew, free.base).of.items():
            near = 1e-6 * max(1.0, abs(free.base.optima[tier]))
            assert change(found, free.base).of[tier] == pytest.approx(amount, abs=near), tier
    assert free.counts.get("told apart", 0) == len(others)


def test_enough_rules_ask_for_an_origin() -> None:
    assert sum(bool(asked(seed)[1]) for seed in range(4)) > 1


def test_what_tells_nothing_apart_or_is_told_apart_already_is_left_as_it_is() -> None:
    free, others = next(found for seed in range(14) if (found := asked(seed))[1])
    assert told_apart(free, free.model) is None
    own = told_apart(free, others[0])
    assert own is not None
    assert told_apart(own, others[0]) is None


def test_without_a_vertex_or_where_it_is_not_as_good_a_rule_is_solved_afresh(monkeypatch: pytest.MonkeyPatch) -> None:
    free, others = next(found for seed in range(14) if (found := asked(seed))[1])
    expected = free.of_model(others[0])
    with monkeypatch.context() as patch:
        patch.setattr(module, "vertex_near", lambda *_: None)
        assert told_apart(free, others[0]) is None
        assert free.of_model(others[0], apart=partial(told_apart, free)).optima == pytest.approx(expected.optima)
    cheaper = dict(free.base.optima) | {COST: free.base.optima[COST] - 1.0}
    vars(free)["base"] = replace(free.base, optima=cheaper)
    assert told_apart(free, others[0]) is None
