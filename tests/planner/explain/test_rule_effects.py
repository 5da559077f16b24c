"""What a rule does is the difference of two best plans, whatever the way that it was found by."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from models.formulation import build
from planner.explain.rule_effects import RuleEffects, changes_nothing, rule_effects
from planner.explain.study import Study
from planner.solve import highs
from planner.write.sheets.without_rules import interaction
from tests.cases import put, reference
from tests.drawn import origins
from tests.drawn.problems import problem_of, random_sheets
from tests.given.rules import rules
from tests.seeds import seeds
from tests.studies import found_by, study_of
from tests.tiny import day, near, tiny
from tests.workbooks import Cell, Sheets


def effects_of(sheets: Sheets) -> tuple[RuleEffects, Study]:
    study = study_of(sheets)
    return found_by(rule_effects(study)), study


def without(name: str) -> Callable[[Sheets], None]:
    """Return the change that takes a rule, all its rows, out of force."""
    return put("Rules", "active", "no", rule=name)


def vector(sheets: Sheets) -> dict[str, float]:
    model = build(problem_of(sheets))
    found = highs.solve(model.program.matrix(), model.program.tiers)
    return {one.tier.name: one.objective for one in found.tiers if one.tier.kind != "tie-break"}


def test_the_small_example_without_its_licences_and_without_its_tariff_is_as_derived() -> None:
    effects, _ = effects_of(reference("example_small").sheets())
    by_name = {effect.name: effect for effect in effects.each}
    licence = by_name["China magnet licence"]
    assert licence.without.of["unmet, priority 2"] == near(-38.0)
    assert licence.without.of["cost"] == near(18_960_252.0 - 16_017_520.0)
    assert by_name["Magnet tariff"].without.of["cost"] == near(-1_170_720.0)
    assert by_name["Defence, magnet stage"].without.is_nothing


def test_the_cost_at_the_old_shortage_is_less_than_that_of_serving_more() -> None:
    effects, study = effects_of(reference("example_small").sheets())
    licence = next(effect for effect in effects.each if effect.name == "China magnet licence")
    assert licence.at_old_unmet is not None
    # What was served at the old cost can be served for no more, and what is served besides costs something.
    assert licence.at_old_unmet <= 0.0
    assert licence.at_old_unmet < licence.without.of["cost"]
    assert study.base.optima["cost"] + licence.at_old_unmet > 0.0


def test_what_two_solves_may_differ_by_of_a_dear_good_is_no_cost_at_the_old_shortage() -> None:
    """Without its cap the only mine sends more; as short as now it sends as much, at 3 million USD a tonne as well."""
    sheets = rules({"rule": "Cap", "type": "cap", "from": "Mine", "value": 4, "unit": "t"})
    sheets["Processes"][1][-1] = 3_000_000
    shared: list[Cell] = ["fair share", "yes"]
    for settings in (sheets["Settings"], [*sheets["Settings"], shared]):
        effects, _ = effects_of({**sheets, "Settings": settings})
        assert effects.each[0].without.of["unmet, priority 1"] == near(-11.0)
        assert effects.each[0].at_old_unmet == pytest.approx(0.0, abs=0.05)


def test_streams_that_are_not_short_make_nothing_of_their_room_for_rounding() -> None:
    """Without its cap more oxide could be sent to a user it is dear to send to; the others are served as they are."""
    others = [f"Other {number}" for number in range(5)]
    users: list[list[Cell]] = [[name, "United States", "customer"] for name in others]
    wanted: list[list[Cell]] = [[name, "salt", "glass", "t/period", 5] for name in others]
    lanes: list[list[Cell]] = [["Mine", name, "salt", 1] for name in others]
    sheets = tiny({
        "Settings": [["setting", "value"], ["fair share", "yes"]],
        "Commodities": [["commodity", "stage"], ["oxide", "oxide"], ["salt", "oxide"]],
        "Sites": [
            ["site", "country", "kind"], ["Mine", "Malaysia", "mine"], ["User", "United States", "customer"], *users,
        ],
        "Processes": [
            ["site", "process", "direction", "commodity", "quantity per run [t]", "run cost [USD/t]"],
            ["Mine", "dig", "out", "oxide", 1, 10], ["Mine", "pan", "out", "salt", 1, 10],
        ],
        "Capacity": None,
        "Demand": [
            ["customer", "commodity", "end use", "unit", "all"], ["User", "oxide", "motors", "t/period", 5], *wanted,
        ],
        "Lanes": [["from", "to", "commodity", "cost [USD/t]"], ["Mine", "User", "oxide", 3_000_000], *lanes],
        "Rules": [
            ["rule", "type", "from", "commodity", "value", "unit", "start"],
            ["Cap", "cap", "Mine", "oxide", 4, "t", day("2027-01-01")],
        ],
    })  # fmt: skip
    effects, study = effects_of(sheets)
    assert study.base.optima["cost"] == near(4 * 3_000_010 + 5 * 15 * 11)
    assert effects.each[0].without.of["unmet, priority 1"] == near(-11.0)
    assert effects.each[0].at_old_unmet == pytest.approx(0.0, abs=0.05)


def test_as_short_as_now_means_every_stream_of_a_fair_share() -> None:
    """Each of two users has 2.5 t of its 6 t, also the one that costs more; the near mine digs what the far one did."""
    sheets = tiny({
        "Settings": [["setting", "value"], ["fair share", "yes"]],
        "Sites": [
            ["site", "country", "bloc", "kind"], ["Mine", "Malaysia", "Allies", "mine"], ["Far", "Chile", "", "mine"],
            ["User", "United States", "US", "customer"], ["Other", "United States", "US", "customer"],
        ],
        "Processes": [
            ["site", "process", "direction", "commodity", "quantity per run [t]", "run cost [USD/t]"],
            ["Mine", "dig", "out", "oxide", 1, 10], ["Far", "dig", "out", "oxide", 1, 30],
        ],
        "Capacity": [
            ["site", "process", "basis", "commodity", "unit", "all"],
            ["Mine", "dig", "out", "oxide", "t/period", 8], ["Far", "dig", "out", "oxide", "t/period", 1],
        ],
        "Demand": [
            ["customer", "commodity", "end use", "unit", "all"],
            ["User", "oxide", "motors", "t/period", 6], ["Other", "oxide", "motors", "t/period", 6],
        ],
        "Lanes": [
            ["from", "to", "commodity", "cost [USD/t]"],
            ["Mine", "User", "oxide", 1], ["Mine", "Other", "oxide", 5],
            ["Far", "User", "oxide", 1], ["Far", "Other", "oxide", 5],
        ],
        "Rules": [
            ["rule", "type", "from", "commodity", "value", "unit", "window", "start"],
            ["Cap", "cap", "Mine", "oxide", 4, "t", "period", day("2027-01-01")],
        ],
    })  # fmt: skip
    effects, study = effects_of(sheets)
    assert study.base.optima["cost"] == near(3 * (4 * 10 + 30 + 2.5 * 1 + 2.5 * 5))
    assert effects.each[0].at_old_unmet == near(3 * (10 - 30))
    assert effects.each[0].without.of["unmet, priority 1"] == near(-3 * 4)


def test_rules_that_hold_one_flow_are_tried_as_one_though_each_has_an_effect_of_its_own() -> None:
    """What goes to the second user, served first, counts in both caps; without either 3 t more go to its other user."""
    sheets = tiny({
        "Sites": [
            ["site", "operator", "country", "kind"], ["Mine", "Miner", "Malaysia", "mine"],
            ["First", "One", "United States", "customer"], ["Second", "Two", "United States", "customer"],
            ["Third", "Two", "Canada", "customer"],
        ],
        "Capacity": [["site", "process", "basis", "commodity", "unit", "all"],
                     ["Mine", "dig", "out", "oxide", "t/period", 12]],
        "Demand": [
            ["customer", "commodity", "end use", "priority", "unit", "all"],
            ["First", "oxide", "motors", 2, "t/period", 4], ["Second", "oxide", "motors", 1, "t/period", 4],
            ["Third", "oxide", "motors", 2, "t/period", 4],
        ],
        "Lanes": [["from", "to", "commodity"], ["Mine", "First", "oxide"], ["Mine", "Second", "oxide"],
                  ["Mine", "Third", "oxide"]],
        "Rules": [
            ["rule", "type", "to", "commodity", "value", "unit", "window", "start"],
            ["Country", "cap", "United States", "oxide", 5, "t", "period", day("2027-01-01")],
            ["Buyer", "cap", "Two", "oxide", 5, "t", "period", day("2027-01-01")],
        ],
    })  # fmt: skip
    effects, _ = effects_of(sheets)
    assert [effect.without.of["unmet, priority 2"] for effect in effects.each] == [near(-9.0)] * 2
    ((names, group),) = effects.groups
    assert set(names) == {"Country", "Buyer"}
    assert group.without.of["unmet, priority 2"] == near(-18.0)


def test_two_bans_of_one_flow_do_nothing_each_and_everything_as_one() -> None:
    ban: dict[str, Cell] = {"type": "ban", "from": "Mine", "to": "User", "commodity": "oxide"}
    effects, _ = effects_of(rules({"rule": "One", **ban}, {"rule": "Other", **ban}))
    assert [effect.without.is_nothing for effect in effects.each] == [True, True]
    ((names, group),) = effects.groups
    assert names == ("One", "Other")
    assert group.without.of["unmet, priority 1"] == near(-15.0)
    assert [effect.only.of["unmet, priority 1"] for effect in effects.each if effect.only] == [near(15.0)] * 2
    assert interaction(effects)["unmet, priority 1"] == near(-15.0)


def test_a_cap_that_would_hold_a_flow_next_is_tried_with_the_one_that_holds_it() -> None:
    """By hand: of 15 t caps of 3 t and 4 t let 3 through, the second alone 4, and none of them all."""
    row: dict[str, Cell] = {"type": "cap", "from": "Mine", "to": "User", "commodity": "oxide", "unit": "t"}
    effects, _ = effects_of(rules({"rule": "Next", "value": 4, **row}, {"rule": "Tight", "value": 3, **row}))
    alone = {effect.name: effect.without.of["unmet, priority 1"] for effect in effects.each}
    assert alone == {"Next": 0.0, "Tight": near(-1.0)}
    ((names, group),) = effects.groups
    assert names == ("Next", "Tight")
    assert group.without.of["unmet, priority 1"] == near(-12.0)


def test_a_tariff_is_tried_with_the_ban_of_what_would_pay_it() -> None:
    """By hand: without the ban 15 t are sent that pay 100 USD each, without both they pay nothing."""
    row: dict[str, Cell] = {"from": "Mine", "to": "User", "commodity": "oxide"}
    tariff: dict[str, Cell] = {"rule": "Duty", "type": "tariff", "value": 100, "unit": "USD/t"}
    effects, _ = effects_of(rules({"rule": "Shut", "type": "ban", **row}, {**tariff, **row}))
    alone = {effect.name: effect.without.of for effect in effects.each}
    assert alone["Shut"]["unmet, priority 1"] == near(-15.0)
    assert alone["Duty"] == {"unmet, priority 1": 0.0, "cost": 0.0}
    ((names, group),) = effects.groups
    assert set(names) == {"Shut", "Duty"}
    assert group.without.of["cost"] == near(alone["Shut"]["cost"] - 1500.0)


def test_rules_that_limit_nothing_together_are_no_group() -> None:
    row: dict[str, Cell] = {"type": "cap", "from": "Mine", "to": "User", "commodity": "oxide", "unit": "t"}
    effects, _ = effects_of(rules({"rule": "Wide", "value": 1000, **row}, {"rule": "Tight", "value": 3, **row}))
    assert effects.groups == ()


def test_a_licence_with_a_grant_to_spare_hides_no_other_rule() -> None:
    row: dict[str, Cell] = {"from": "Mine", "to": "User", "commodity": "oxide", "unit": "t"}
    for volume, grouped in ((1000, False), (3, True)):
        licence: dict[str, Cell] = {"rule": "Licence", "type": "licence", "value": volume, "end": day("2028-01-01")}
        effects, _ = effects_of(
            rules({**licence, **row}, {"rule": "Tight", "type": "cap", "value": 3, "end": day("2028-01-01"), **row})
        )
        assert bool(effects.groups) is grouped


def drawn(seed: int) -> Sheets:
    """Return a random problem, of every second seed one with bans of origins that do the same."""
    return origins.sheets_of(origins.with_twins(origins.draw(seed))) if seed % 2 else random_sheets(seed // 2)


@pytest.mark.parametrize("seed", seeds(24, 60, 200))
def test_an_effect_is_what_solving_the_input_without_the_rule_gives(seed: int) -> None:
    sheets = drawn(seed)
    effects, study = effects_of(sheets)
    for effect in effects.each:
        others = {name: [list(row) for row in rows] for name, rows in sheets.items()}
        without(effect.name)(others)
        after, before = vector(others), study.base.optima
        for tier in {**after, **before}:
            expected = after.get(tier, 0.0) - before.get(tier, 0.0)
            assert effect.without.of[tier] == pytest.approx(expected, abs=1e-5 * max(1.0, abs(before.get(tier, 0.0))))


def test_one_tonne_more_of_a_grant_is_what_solving_with_it_gives() -> None:
    """By hand: a tonne of magnets more is a tonne less short, at its price with the tariff, and the licence ends it."""
    sheets = reference("example_small").sheets()
    effects, study = effects_of(sheets)
    licence = next(effect for effect in effects.each if effect.name == "China magnet licence")
    assert licence.one_more is not None
    assert licence.one_more.of["unmet, priority 2"] == near(-1.0)
    volume = sheets["Rules"][0].index("value")
    sheets["Rules"][1][volume] = float(str(sheets["Rules"][1][volume])) + 1.0
    after = vector(sheets)
    for tier, amount in licence.one_more.of.items():
        assert amount == pytest.approx(after[tier] - study.base.optima[tier], abs=1e-5)
    tariff = next(effect for effect in effects.each if effect.name == "Magnet tariff")
    assert tariff.one_more is None


def test_one_tonne_more_of_a_cap_that_others_close_as_well_changes_nothing() -> None:
    row: dict[str, Cell] = {"type": "cap", "from": "Mine", "to": "User", "commodity": "oxide", "unit": "t"}
    effects, _ = effects_of(rules({"rule": "One", "value": 3, **row}, {"rule": "Other", "value": 3, **row}))
    assert [effect.name for effect in effects.each] == ["One", "Other"]
    for effect in effects.each:
        assert effect.one_more is not None
        assert effect.one_more.is_nothing


def test_a_rule_is_known_to_change_nothing_where_another_closes_the_same() -> None:
    ban: dict[str, Cell] = {"type": "ban", "from": "Mine"}
    alone = study_of(rules({"rule": "One", **ban}))
    both = study_of(rules({"rule": "One", **ban}, {"rule": "Other", **ban}))
    assert not changes_nothing(alone, 0)
    assert [changes_nothing(both, line) for line in (0, 1)] == [True, True]
