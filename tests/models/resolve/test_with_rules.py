"""A problem whose rules alone are other ones is what it would be if it were made anew, error for error."""

from __future__ import annotations

import random
from dataclasses import fields, replace
from typing import Any

import numpy as np
import pytest

from models.formulation import OF_RULES, UNRULED, Model, build
from models.issues import Issue, errors
from models.records import Records, Tables
from models.resolve import make_problem, with_rules
from models.variants import RULES, differ_in_rules, rules_ended, without_rows
from planner.solve import highs
from tests.drawn import origins, rules
from tests.drawn.problems import random_sheets, tables_of
from tests.given.origins import HEADER, rule, with_second_mine
from tests.seeds import graded
from tests.tiny import day, tiny
from tests.workbooks import Cell

# What is typed into every column of sheet Rules in turn, where it can hold it.
TYPED: dict[str, list[Any]] = {"text": ["nowhere", "China, nowhere", "mining", ""], "number": [np.nan, -1.0, 0.0, 1e25]}


def drawn(seed: int) -> list[Tables]:
    """Return tables of random problems that have rules."""
    sheets = (
        random_sheets(seed), rules.sheets_of(rules.draw(seed)), origins.sheets_of(origins.draw(seed)),
        origins.sheets_of(origins.draw_allowed(seed)),
    )  # fmt: skip
    return [tables for tables in map(tables_of, sheets) if len(tables.records[RULES])]


def typed(records: Records) -> list[tuple[str, str, Any]]:
    """Return all that can be typed: the kind of a column, the column, and what stands in it then."""
    return [
        (kind, name, value) for kind, values in TYPED.items() for name in getattr(records, kind) for value in values
    ]


def with_column(records: Records, kind: str, name: str, value: Any) -> Records:
    """Return records with the same in every row of a column."""
    changed = {**getattr(records, kind), name: np.full_like(getattr(records, kind)[name], value)}
    return replace(records, text=changed) if kind == "text" else replace(records, number=changed)


def with_records(tables: Tables, records: Records) -> Tables:
    return replace(tables, records={**tables.records, RULES: records})


def told(found: list[Issue]) -> list[tuple[str, str, str]]:
    """Return the errors."""
    return [(one.code, one.where, one.message) for one in errors(found)]


def assert_alike(one: Model, other: Model) -> None:
    mine, theirs = one.program.matrix(), other.program.matrix()
    for part in fields(mine):
        assert np.array_equal(getattr(mine, part.name), getattr(theirs, part.name)), part.name
    assert [tier.name for tier in one.program.tiers] == [tier.name for tier in other.program.tiers]
    for tier, same in zip(one.program.tiers, other.program.tiers, strict=True):
        assert np.array_equal(tier.objective, same.objective)


@pytest.mark.parametrize("seeds", graded([range(2), range(2, 10), range(10, 60)], 1, 2))
def test_without_a_rule_or_with_a_shorter_one_the_program_is_the_same(seeds: range) -> None:
    asked = taken_over = 0
    for tables in (one for seed in seeds for one in drawn(seed)):
        problem = make_problem(tables)[0]
        before = build(problem)
        first = int(problem.calendar.start[0])
        for line in range(len(tables.records[RULES])):
            for other in (without_rows(tables, RULES, [line]), rules_ended(tables, [line], first + 40)):
                found, issues = with_rules(problem, other)
                assert not errors(list(issues))
                like = build(found, before)
                assert_alike(like, build(make_problem(other)[0]))
                asked, taken_over = asked + 1, taken_over + (like.classes is before.classes)
    assert asked > 10 * len(seeds)
    assert taken_over > 0


@pytest.mark.parametrize("seeds", graded([range(3), range(3, 20), range(20, 200)], 1, 2))
def test_with_origins_told_apart_as_before_the_columns_stay_and_the_best_plan_is_as_good(seeds: range) -> None:
    stayed = smaller = 0
    for case in (draw(seed) for seed in seeds for draw in (origins.draw, origins.draw_allowed)):
        tables = tables_of(origins.sheets_of(origins.with_twins(case)))
        before = build(make_problem(tables)[0])
        for line in range(len(tables.records[RULES])):
            other = without_rows(tables, RULES, [line])
            found, issues = with_rules(before.problem, other, before.classes.asked)
            anew, apart = build(make_problem(other)[0]), build(found, before)
            assert not errors(list(issues))
            assert_alike(apart, build(found))
            if not found.origins.told_apart.size:
                assert_alike(apart, anew)
                continue
            stayed, smaller = stayed + 1, smaller + (anew.program.columns < apart.program.columns)
            assert found.origins.words == before.problem.origins.words
            if not before.problem.origins.allowances.size:
                assert np.array_equal(apart.classes.marks, before.classes.marks)
            assert vector(apart) == pytest.approx(vector(anew), rel=1e-6, abs=1e-4), (case, line)
    assert stayed > 2 * len(seeds)
    assert smaller > 0


@pytest.mark.parametrize("seeds", graded([range(8), range(8, 60), range(60, 300)], 1, 2))
def test_without_a_rule_that_asks_for_no_origin_the_spare_columns_are_the_same(seeds: range) -> None:
    """A duty comes to the rules of random problems with origins, and is taken out of them, or begins later."""
    spare = 0
    for case in (draw(seed) for seed in seeds for draw in (origins.draw, origins.draw_allowed)):
        sheets = origins.sheets_of(case)
        header, *others = sheets[RULES]
        given: dict[str, Cell] = {
            "rule": "Duty", "type": "tariff", "start": day("2027-01-01"), "value": 3, "unit": "USD/t",
            "from": "Plant J", "to": "User", "commodity": "magnet",
        }  # fmt: skip
        tables = tables_of({**sheets, RULES: [header, *others, [given.get(str(name)) for name in header]]})
        before, line = build(make_problem(tables)[0]), len(others)
        for other in (without_rows(tables, RULES, [line]), rules_ended(tables, [line], day("2027-02-14").toordinal())):
            like = build(with_rules(before.problem, other)[0], before)
            assert like.classes is before.classes
            assert like.marked == before.marked
            assert_alike(like, build(make_problem(other)[0]))
            spare += like.program.spare.size
    assert spare > 2 * len(seeds)


def test_every_family_that_is_taken_over_is_what_it_would_be_if_it_were_made_anew() -> None:
    """A chain in which each of them has rows; the rules, of which one brings columns of its own, go one by one."""
    sheets = tiny({
        "Processes": [
            ["site", "process", "direction", "commodity", "quantity per run [t]", "minimum run"],
            ["Mine", "dig", "out", "oxide", 1, 1],
        ],
        "Capacity": [
            ["site", "process", "basis", "commodity", "unit", "minimum load", "all"],
            ["Mine", "dig", "out", "oxide", "t/period", 0.2, 8],
        ],
        "Lanes": [
            ["from", "to", "commodity", "capacity [t/period]", "minimum [t/period]"], ["Mine", "User", "oxide", 7, 1],
        ],
        "Inventory": [["site", "commodity", "opening [t]", "release per window [t]"], ["Mine", "oxide", 3, 9]],
        "Qualification": [["customer", "supplier", "commodity", "ready period"], ["User", "Mine", "oxide", "Q2"]],
        "Contracts": [
            ["contract", "supplier", "buyer", "commodity", "price [USD/t]", "window", "maximum [t]"],
            ["Long", "Mine", "User", "oxide", 5, "period", 6],
        ],
        "Rules": [
            ["rule", "type", "start", "from", "to", "commodity", "hard", "weight", "value", "unit"],
            ["Cap", "cap", day("2027-01-01"), "Mine", "User", "oxide", "no", 1, 4, "t"],
            ["Duty", "tariff", day("2027-01-01"), "Mine", "User", "oxide", None, None, 2, "USD/t"],
        ],
    })  # fmt: skip
    tables = tables_of(sheets)
    problem, issues = make_problem(tables)
    assert not errors(list(issues))
    before = build(problem)
    assert all(before.program.row_blocks[family.__name__].size for family in UNRULED)
    for lines in ([0], [1], [0, 1]):
        other = without_rows(tables, RULES, lines)
        like = build(with_rules(problem, other)[0], before)
        assert like.program.columns_of(before.program, OF_RULES) is not None
        assert_alike(like, build(make_problem(other)[0]))


def vector(model: Model) -> list[float]:
    """Return the optima of the tiers that a planner weighs."""
    found = highs.solve(model.program.matrix(), model.program.tiers)
    return [one.objective for one in found.tiers if one.tier.kind != "tie-break"]


def test_origins_that_the_rules_left_do_not_ask_for_alike_are_not_told_apart_as_before() -> None:
    """Of two bans that do the same one is gone: what it asked for was a mark with what the other asks for."""
    bans = [rule(place, mined_in=place, end_use="jets") for place in ("China", "Australia")]
    tables = tables_of(tiny(with_second_mine(Rules=[[*HEADER], *bans])))
    before = build(make_problem(tables)[0])
    assert len(before.problem.origins.facts) == 1
    for lines in ([0], [1], [0, 1]):
        found, _ = with_rules(before.problem, without_rows(tables, RULES, lines), before.classes.asked)
        assert bool(found.origins.told_apart.size) is (lines == [0, 1]), lines


@pytest.mark.parametrize("seeds", graded([range(3), range(3, 12), range(12, 60)], 1, 2))
def test_whatever_is_typed_on_its_sheet_the_errors_are_the_same(seeds: range) -> None:
    seen: set[str] = set()
    for seed in seeds:
        chance = random.Random(seed)
        for tables in drawn(seed):
            problem, records = make_problem(tables)[0], tables.records[RULES]
            for kind, column, value in chance.sample(typed(records), 12):
                other = with_records(tables, with_column(records, kind, column, value))
                anew = told(list(make_problem(other)[1]))
                assert told(list(with_rules(problem, other)[1])) == anew, (seed, column, value)
                seen |= {code for code, *_ in anew}
    assert len(seen) > 3, seen


def test_tables_that_differ_in_anything_else_are_told_from_those_that_do_not() -> None:
    tables = drawn(0)[0]
    without = without_rows(tables, RULES, [0])
    assert differ_in_rules(tables, tables)
    assert differ_in_rules(without, tables)
    assert not differ_in_rules(without_rows(without, "Lanes", [0]), tables)
    assert not differ_in_rules(replace(without, settings={**tables.settings, "reviews": "lapse"}), tables)
