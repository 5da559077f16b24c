"""The world without rules: what it comes to, and each rule alone in it, whether it is asked before or after."""

from __future__ import annotations

from pathlib import Path

import pytest

from models.formulation import Model, build
from models.records import Tables
from models.variants import without_rows
from planner import run
from planner.errors import NoPlanError
from planner.explain import explanations
from planner.explain.explanations import asked_ahead
from planner.explain.free_world import FreeWorld, Told, lines_by_rule
from planner.explain.level import Level
from planner.explain.outcomes import change
from planner.explain.rule_effects import RuleEffects, rule_effects
from planner.explain.study import Study
from planner.process import copies, stop
from planner.process.copies import Ahead
from planner.solve.session import silent
from tests.cases import reference
from tests.drawn import origins
from tests.drawn.problems import problem_of, random_sheets
from tests.earlier_plans import as_earlier, near_model, near_plan
from tests.given.rules import rules
from tests.places import INPUTS
from tests.seeds import seeds
from tests.studies import found_by, study_of
from tests.tiny import day, tiny, tiny_model
from tests.workbooks import Cell, Sheets, write_workbook

SMALL = INPUTS / "small_example.xlsx"


@pytest.fixture(autouse=True)
def of_any_size(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(explanations, "MOST_IN_ONE_PROCESS", 0)
    monkeypatch.setattr(copies, "at_hand", lambda: 2)


def asked_before(study: Study) -> RuleEffects:
    """Return the effects of rules where a copy was asked for the world without them."""
    ahead = asked_ahead(study.model, Level.FULL, None)
    assert ahead is not None
    try:
        return found_by(rule_effects(study, ahead))
    finally:
        ahead.end()


def drawn(seed: int) -> Sheets:
    return origins.sheets_of(origins.draw(seed)) if seed % 2 else random_sheets(seed // 2)


@pytest.mark.parametrize("seed", seeds(12, 60, 200))
def test_effects_are_the_same_whether_it_was_asked_for_before(seed: int) -> None:
    study = study_of(drawn(seed))
    if study.base.why or not lines_by_rule(study.model):
        pytest.skip("a problem without a plan, or without rules")
    assert asked_before(study) == found_by(rule_effects(study))


@pytest.mark.parametrize("seed", seeds(6, 30, 100))
def test_a_rule_alone_is_what_an_input_with_no_other_comes_to(seed: int) -> None:
    study = study_of(drawn(seed))
    model, tables = study.model, study.model.problem.tables
    every = [line for lines in lines_by_rule(model).values() for line in lines]
    told = FreeWorld(model, None).told()
    assert told.base is not None
    assert set(told.only) == set(lines_by_rule(model))
    for name, lines in lines_by_rule(model).items():
        others = without_rows(tables, "Rules", [line for line in every if line not in lines])
        anew, free = (
            Study(one, study.solved(one.program.matrix(), one.program.tiers, None)).base
            for one in (built(study, others), built(study, without_rows(tables, "Rules", every)))
        )
        for tier, amount in change(anew, free).of.items():
            near = 1e-6 * max(1.0, abs(free.optima[tier]))
            assert told.only[name].of[tier] == pytest.approx(amount, abs=near), (name, tier)


def built(study: Study, tables: Tables) -> Model:
    model = study.model_of(tables)
    assert model is not None
    return model


def endless() -> Sheets:
    """A mine without a capacity digs at 10 USD/t what is sold for 100, as much as its quota lets it."""
    header: list[Cell] = ["rule", "type", "from", "commodity", "value", "unit", "start", "applies at"]
    quotas: list[list[Cell]] = [
        [name, "cap", "Mine", "oxide", 40, "t", day("2026-01-01"), "production"] for name in ("Quota", "Other quota")
    ]
    return tiny({
        "Capacity": None, "Rules": [header, *quotas],
        "Commodities": [["commodity", "stage", "surplus price [USD/t]"], ["oxide", "oxide", 100]],
    })  # fmt: skip


def test_where_it_has_no_plan_no_rule_alone_is_told_and_all_together_are_asked_of_the_plan() -> None:
    study = study_of(endless())
    told = FreeWorld(study.model, None).told()
    assert (told.base, told.only) == (None, {})
    for found in (asked_before(study), found_by(rule_effects(study))):
        assert [effect.only for effect in found.each] == [None, None]
        assert found.together is not None
        assert found.together.without.why
        assert not found.together.without.of


def test_what_all_rules_cost_at_the_old_shortage_is_told_where_less_is_short_without_them() -> None:
    study = study_of(reference("example_small").sheets())
    for found in (asked_before(study), found_by(rule_effects(study))):
        assert found.together is not None
        assert found.together.without.of["unmet, priority 2"] < 0.0
        assert found.together.at_old_unmet is not None


def test_it_is_not_asked_for_before_where_that_does_not_pay(monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*_: object) -> Ahead[object]:
        raise AssertionError

    model = tiny_model({})
    monkeypatch.setattr(explanations, "ask_ahead", never)
    assert not model.problem.rules.name
    assert asked_ahead(model, Level.FULL, None) is None
    small = build(problem_of(reference("example_small").sheets()))
    with pytest.raises(AssertionError):
        asked_ahead(small, Level.FULL, None)
    monkeypatch.setattr(explanations, "MOST_IN_ONE_PROCESS", small.program.columns)
    assert asked_ahead(small, Level.FULL, None) is None
    monkeypatch.setattr(explanations, "MOST_IN_ONE_PROCESS", 0)
    small.program.integer_reasons.append("Capacity!B2")
    assert asked_ahead(small, Level.FULL, None) is None
    with_rules = reference("example_small").sheets()
    assert asked_ahead(near_model(with_rules, as_earlier(near_plan(with_rules))), Level.FULL, None) is None


@pytest.mark.parametrize("level", [Level.NONE, Level.FAST, Level.FULL])
def test_a_plan_that_is_explained_in_full_asks_for_it_before_it_is_solved(
    level: Level, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun: list[Ahead[Told] | None] = []

    def noted(model: Model, asked: Level, deadline: float | None) -> Ahead[Told] | None:
        begun.append(asked_ahead(model, asked, deadline))
        return begun[-1]

    before = set(stop.children())
    alone = run.solve_input(SMALL, "highs", None, silent, level=level)
    monkeypatch.setattr(run, "asked_ahead", noted)
    solved = run.solve_input(SMALL, "highs", None, silent, level=level)
    assert [ahead is not None for ahead in begun] == [level is Level.FULL]
    assert set(stop.children()) <= before
    assert solved.explained.rules == alone.explained.rules
    assert bool(solved.explained.rules.each) is (level is Level.FULL)


def test_who_was_asked_before_ends_where_there_is_no_plan(tmp_path: Path) -> None:
    sheets = rules({"rule": "Ban", "type": "ban", "from": "Mine"})
    sheets["Contracts"] = [
        ["contract", "supplier", "buyer", "commodity", "minimum take [t]", "window"],
        ["Deal", "Mine", "User", "oxide", 1e9, "term"],
    ]
    path = tmp_path / "none.xlsx"
    write_workbook(path, sheets)
    before = set(stop.children())
    with pytest.raises(NoPlanError):
        run.solve_input(path, "highs", None, silent, level=Level.FULL)
    assert set(stop.children()) <= before
