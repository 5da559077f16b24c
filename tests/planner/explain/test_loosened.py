"""What rules do in the program in which they are let loose is what their absence does to the plan, tier by tier."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from itertools import product

import pytest

from models.arrays import FloatArray
from models.variants import without_rows
from models.variants.counterparts import counterparts
from planner.errors import StoppedError
from planner.explain import rule_effects as module
from planner.explain.extended import Extended
from planner.explain.free_world import lines_by_rule
from planner.explain.loosened import Loosened, Without, loosened, rows_that_matter
from planner.explain.old_unmet import cost_at_old_unmet
from planner.explain.outcomes import COST, ENDLESS, STOPPED, change
from planner.explain.reduced import Reduced
from planner.explain.rule_effects import rule_effects
from planner.explain.study import Study
from tests.cases import reference
from tests.drawn import origins, rules
from tests.drawn.problems import random_sheets
from tests.given import rules as given
from tests.seeds import graded, seeds
from tests.studies import found_by, study_of
from tests.tiny import day, tiny
from tests.workbooks import Cell, Sheets

DRAWN: dict[str, Callable[[int], Sheets]] = {
    "any": random_sheets,
    "rules": lambda seed: rules.sheets_of(rules.draw(seed)),
    "origins": lambda seed: origins.sheets_of(origins.draw(seed)),
}
CAP: dict[str, Cell] = {"type": "cap", "from": "Mine", "unit": "t"}


def answers(study: Study) -> dict[str, tuple[Without | None, float | None]]:
    """Return name of each rule without which the program lies within the plan's -> what is told, and at old unmet."""
    named = lines_by_rule(study.model)
    program = loosened(study, named)
    assert program is not None
    found: dict[str, tuple[Without | None, float | None]] = {}
    for name, lines in named.items():
        other = study.model_of(without_rows(study.model.problem.tables, "Rules", lines), apart=True)
        assert other is not None
        extended = study.within(other.program.matrix(), partial(counterparts, other, study.model))
        if extended is not None:
            found[name] = program.without(extended, other), cost_at_old_unmet(study, other)
    return found


@pytest.mark.parametrize("kind", DRAWN)
@pytest.mark.parametrize("seed", seeds(10, 60, 300))
def test_a_rule_does_there_what_solving_without_it_gives(kind: str, seed: int) -> None:
    study = study_of(DRAWN[kind](seed))
    if study.base.why or not lines_by_rule(study.model):
        pytest.skip("a problem without a plan, or without rules")
    for name, (answer, at_old) in answers(study).items():
        if answer is None:
            continue
        lines = lines_by_rule(study.model)[name]
        expected = study.of(without_rows(study.model.problem.tables, "Rules", lines))
        for tier, amount in change(expected, study.base).of.items():
            near = 1e-5 * max(1.0, abs(study.base.optima[tier]))
            assert change(answer.outcome, study.base).of[tier] == pytest.approx(amount, abs=near), (name, tier)
        assert at_old is not None
        assert answer.at_old_unmet == pytest.approx(at_old, abs=1e-5 * max(1.0, abs(study.base.optima[COST]))), name


def test_the_small_example_without_its_licence_is_as_derived() -> None:
    """44 t are short for 280 - 136 - 70 - 30; without the licence 6 t, which costs 2,942,732 USD more."""
    study = study_of(reference("example_small").sheets())
    answer, at_old = answers(study)["China magnet licence"]
    assert answer is not None
    assert at_old is not None
    effect = change(answer.outcome, study.base)
    assert effect.of["unmet, priority 2"] == pytest.approx(-38.0)
    assert effect.of[COST] == pytest.approx(18_960_252.0 - 16_017_520.0)
    assert answer.at_old_unmet == pytest.approx(at_old)


def test_a_tier_that_a_rule_has_no_part_in_is_not_looked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """44 t are short, with or without the tariff: its cost at the old shortage is all that is asked for."""
    asked, lowest = list[float](), Reduced.lowest

    def counted(reduced: Reduced, objective: FloatArray, most: int | None = None) -> float:
        asked.append(lowest(reduced, objective, most))
        return asked[-1]

    study = study_of(reference("example_small").sheets())
    named, runs = lines_by_rule(study.model), dict[str, int]()
    program = loosened(study, named)
    assert program is not None
    monkeypatch.setattr(Reduced, "lowest", counted)
    for name in ("Magnet tariff", "China magnet licence"):
        other = study.model_of(without_rows(study.model.problem.tables, "Rules", named[name]), apart=True)
        assert other is not None
        extended = study.within(other.program.matrix(), partial(counterparts, other, study.model))
        assert extended is not None
        before = len(asked)
        assert program.without(extended, other) is not None
        runs[name] = len(asked) - before
    assert runs["Magnet tariff"] == 1
    assert runs["China magnet licence"] > 1


def test_where_a_better_priority_gets_more_a_worse_one_may_get_less() -> None:
    """By hand: of 24 t a user may get 6 of 15 and another gets all of its 12; without the cap the other lacks 3."""
    sheets = given.rules({"rule": "Cap", "type": "cap", "from": "Mine", "to": "User", "value": 6, "unit": "t"})
    sheets["Sites"].append(["Other", "Maker", "United States", "US", "customer"])
    sheets["Lanes"].append(["Mine", "Other", "oxide", 1])
    sheets["Demand"] = [
        ["customer", "commodity", "priority", "unit", "all"],
        ["User", "oxide", 1, "t/period", 5], ["Other", "oxide", 2, "t/period", 4],
    ]  # fmt: skip
    study = study_of(sheets)
    answer, _ = answers(study)["Cap"]
    assert answer is not None
    effect = change(answer.outcome, study.base)
    assert (effect.of["unmet, priority 1"], effect.of["unmet, priority 2"]) == pytest.approx((-9.0, 3.0))
    assert effect.of[COST] == pytest.approx(6 * 11.0)


def test_room_for_rounding_in_a_better_priority_is_nothing_for_a_worse_one() -> None:
    """By hand: metal takes 100,000 t of ore a tonne; 4 t of 10 a quarter are made, without the cap 5, of all there is.

    The ore that a worse priority wants, 1 t a quarter, is that of ten grams of metal. None is left for it.
    """
    sheets = tiny({
        "Commodities": [["commodity", "stage"], ["ore", "ore"], ["metal", "metal"]],
        "Processes": [
            ["site", "process", "direction", "commodity", "quantity per run [t]", "run cost [USD/t]"],
            ["Mine", "dig", "out", "ore", 1, 1], ["Mine", "melt", "in", "ore", 100_000, None],
            ["Mine", "melt", "out", "metal", 1, 1],
        ],
        "Capacity": [["site", "process", "basis", "commodity", "unit", "all"],
                     ["Mine", "dig", "out", "ore", "t/period", 500_000]],
        "Demand": [
            ["customer", "commodity", "end use", "priority", "unit", "all"],
            ["User", "metal", "motors", 1, "t/period", 10], ["User", "ore", "roads", 2, "t/period", 1],
        ],
        "Lanes": [["from", "to", "commodity"], ["Mine", "User", "ore"], ["Mine", "User", "metal"]],
        "Rules": [
            ["rule", "type", "from", "commodity", "value", "unit", "window", "start", "applies at"],
            ["Quota", "cap", "Mine", "ore", 400_000, "t", "period", day("2027-01-01"), "production"],
        ],
    })  # fmt: skip
    study = study_of(sheets)
    answer, _ = answers(study)["Quota"]
    assert answer is not None
    effect = change(answer.outcome, study.base)
    assert (effect.of["unmet, priority 1"], effect.of["unmet, priority 2"]) == pytest.approx((-3.0, 0.0))
    assert effect.of[COST] == pytest.approx(3 * 100_001.0)


def test_at_the_old_shortage_nothing_is_saved_by_what_rounding_would_let_through() -> None:
    """By hand: all that three mines dig, the third only without the cap, is needed, and it is the dearest.

    So the cost at the old shortage is that of the plan, and no less by the few kilograms of the second, or by a part.
    """
    study = study_of(tiny({
        "Sites": [
            ["site", "country", "kind"], ["Mine", "Malaysia", "mine"], ["Dear mine", "Malaysia", "mine"],
            ["Dearest mine", "Malaysia", "mine"], ["User", "United States", "customer"],
        ],
        "Processes": [
            ["site", "process", "direction", "commodity", "quantity per run [t]", "run cost [USD/t]"],
            ["Mine", "dig", "out", "oxide", 1, 10], ["Dear mine", "dig", "out", "oxide", 1, 1_000_000],
            ["Dearest mine", "dig", "out", "oxide", 1, 2_000_000],
        ],
        "Capacity": [
            ["site", "unit", "all"], ["Mine", "t/period", 100_000], ["Dear mine", "t/period", 0.005],
            ["Dearest mine", "t/period", 50_000],
        ],
        "Lanes": [
            ["from", "to", "commodity"], ["Mine", "User", "oxide"], ["Dear mine", "User", "oxide"],
            ["Dearest mine", "User", "oxide"],
        ],
        "Demand": [["customer", "commodity", "unit", "all"], ["User", "oxide", "t/period", 250_000]],
        "Rules": [
            ["rule", "type", "from", "commodity", "value", "unit", "window", "start", "applies at"],
            ["Quota", "cap", "Dearest mine", "oxide", 0, "t", "period", day("2027-01-01"), "production"],
        ],
    }))  # fmt: skip
    answer, _ = answers(study)["Quota"]
    assert answer is not None
    assert change(answer.outcome, study.base).of["unmet, priority 1"] == pytest.approx(-150_000.0)
    assert answer.at_old_unmet == pytest.approx(0.0, abs=1.0)


def test_a_rule_without_which_cost_has_no_end_is_left_to_those_who_say_so() -> None:
    """A mine without a capacity digs at 10 USD/t what is sold for 100, as much as its quota lets it."""
    header: list[Cell] = ["rule", "type", "from", "commodity", "value", "unit", "start", "applies at"]
    quota: list[Cell] = ["Quota", "cap", "Mine", "oxide", 40, "t", day("2026-01-01"), "production"]
    study = study_of(tiny({
        "Capacity": None, "Rules": [header, quota],
        "Commodities": [["commodity", "stage", "surplus price [USD/t]"], ["oxide", "oxide", 100]],
    }))  # fmt: skip
    assert study.base.optima[COST] < 0.0
    assert answers(study)["Quota"] == (None, None)
    (effect,) = found_by(rule_effects(study)).each
    assert effect.without.why == ENDLESS


@pytest.mark.parametrize("limit", ["MOST_STEPS", "MOST_OF_COST"])
def test_what_is_too_many_steps_away_is_left_to_the_plan_s_basis(limit: str, monkeypatch: pytest.MonkeyPatch) -> None:
    study = study_of(reference("example_small").sheets())
    expected = found_by(rule_effects(study)).each
    monkeypatch.setattr(module, "SMALL", 0)
    monkeypatch.setattr(f"planner.explain.loosened.{limit}", 0)
    found = found_by(rule_effects(study)).each
    assert "loosened" not in study.counts
    for one, same in zip(expected, found, strict=True):
        assert same.without.of == pytest.approx(one.without.of, rel=1e-6), one.name
        assert (same.at_old_unmet or 0.0) == pytest.approx(one.at_old_unmet or 0.0, rel=1e-6), one.name


def test_what_two_bans_stop_is_told_apart_without_the_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """By hand: jets want 3 t a quarter, all ore is Chinese. While the ban on it acts, it is all one who splits it.

    Without that ban 3 t come before the ban on plants begins, and then the 2 t that the plant in Japan splits.
    """
    sheets = tiny({
        "Commodities": [["commodity", "stage"], ["ore", "ore"], ["oxide", "oxide"], ["iron", "metal"],
                        ["magnet", "magnet"]],
        "Sites": [
            ["site", "country", "bloc", "kind"], ["Pit", "China", "China", "mine"], ["Near", "China", "China", "plant"],
            ["Far", "Japan", "Asia", "plant"], ["Works", "United States", "US", "plant"],
            ["User", "United States", "US", "customer"],
        ],
        "Processes": [
            ["site", "process", "direction", "commodity", "run cost [USD/t]"],
            ["Pit", "dig", "out", "ore", 1], ["Near", "split", "in", "ore", 1], ["Near", "split", "out", "oxide", None],
            ["Far", "split", "in", "ore", 2], ["Far", "split", "out", "oxide", None], ["Far", "melt", "out", "iron", 1],
            ["Works", "press", "in", "oxide", 2], ["Works", "press", "in", "iron", None],
            ["Works", "press", "out", "magnet", None],
        ],
        "Demand": [
            ["customer", "commodity", "end use", "unit", "all"],
            ["User", "magnet", "jets", "t/period", 3], ["User", "magnet", "cars", "t/period", 4],
        ],
        "Capacity": [["site", "process", "basis", "commodity", "unit", "all"],
                     ["Far", "split", "out", "oxide", "t/period", 2]],
        "Lanes": [
            ["from", "to", "commodity"], ["Pit", "Near", "ore"], ["Pit", "Far", "ore"], ["Near", "Works", "oxide"],
            ["Far", "Works", "oxide"], ["Far", "Works", "iron"], ["Works", "User", "magnet"],
        ],
        "Rules": [
            ["rule", "type", "start", "mined in", "separated in", "end use"],
            ["Ore", "end_use_ban", day("2027-01-01"), "China", None, "jets"],
            ["Plants", "end_use_ban", day("2027-04-01"), None, "China", "jets"],
        ],
    })  # fmt: skip
    study = study_of(sheets)
    assert study.matrix.spare.size
    monkeypatch.setattr(module, "SMALL", 0)
    ore, plants = found_by(rule_effects(study)).each
    assert ore.without.of["unmet, priority 1"] == pytest.approx(-(3 + 2 + 2))
    assert plants.without.is_nothing


def test_rows_matter_where_any_row_of_their_rule_has_a_dual() -> None:
    study = study_of(given.rules({"rule": "Tight", "value": 4, **CAP}, {"rule": "Wide", "value": 400, **CAP}))
    of_rule = study.model.program.row_blocks["cap"]
    matter = rows_that_matter(study, lines_by_rule(study.model))
    assert matter.tolist() == of_rule.index[of_rule.keys["rule"] == 0].tolist()


def test_what_is_not_within_its_rows_or_has_fair_shares_is_not_told() -> None:
    sheets = given.rules({"rule": "Tight", "value": 4, **CAP}, {"rule": "Wide", "value": 400, **CAP})
    assert answers(study_of(sheets))["Wide"][0] is None
    fair: Sheets = {**sheets, "Settings": [*sheets["Settings"], ["fair share", "yes"]]}
    study = study_of(fair)
    assert any(tier.kind == "fair" for tier in study.model.program.tiers)
    assert loosened(study, lines_by_rule(study.model)) is None


@pytest.mark.parametrize("seeds", graded([range(6), range(6, 30), range(30, 90)], 1, 2))
def test_in_a_large_program_rules_do_and_are_worth_what_they_do_and_are_from_the_plan_s_basis(
    seeds: Sequence[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[bool] = []
    without = Loosened.without

    def counted(self: Loosened, extended: Extended, other: object) -> Without | None:
        found = without(self, extended, other)  # type: ignore[arg-type]
        told.append(found is not None)
        return found

    monkeypatch.setattr(Loosened, "without", counted)
    for kind, seed in product(DRAWN, seeds):
        study = study_of(DRAWN[kind](seed))
        small = found_by(rule_effects(study))
        with monkeypatch.context() as large:
            large.setattr(module, "SMALL", 0)
            other = found_by(rule_effects(study))
        for one, same in zip(small.each, other.each, strict=True):
            assert same.without.of == pytest.approx(one.without.of, rel=1e-6, abs=1e-4), one.name
            assert (same.at_old_unmet is None) is (one.at_old_unmet is None)
            assert (same.at_old_unmet or 0.0) == pytest.approx(one.at_old_unmet or 0.0, rel=1e-6, abs=1e-4), one.name
            assert (same.one_more is None) is (one.one_more is None)
            if one.one_more is not None and same.one_more is not None:
                assert same.one_more.of == pytest.approx(one.one_more.of, rel=1e-6, abs=1e-4), one.name
    assert sum(told) > 5


@pytest.mark.parametrize("after", [0, 1, 4, 7, 20])
def test_where_no_time_is_left_among_loosened_rows_that_is_told_of_each_rule(
    after: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is stopped while the program is made, or with some rules tried; the plan is not lost for it."""
    study, lowest, asked = study_of(reference("example_small").sheets()), Reduced.lowest, list[float]()
    expected = {effect.name: effect for effect in found_by(rule_effects(study)).each}

    def stopped(reduced: Reduced, objective: FloatArray, most: int | None = None) -> float:
        if len(asked) >= after:
            raise StoppedError("no time is left")
        asked.append(lowest(reduced, objective, most))
        return asked[-1]

    monkeypatch.setattr(module, "SMALL", 0)
    monkeypatch.setattr(Reduced, "lowest", stopped)
    for effect in found_by(rule_effects(study)).each:
        if effect.without.why:
            assert (effect.without.why, effect.at_old_unmet) == (STOPPED, None)
        else:
            assert effect.without.of == pytest.approx(expected[effect.name].without.of, abs=1e-5)
