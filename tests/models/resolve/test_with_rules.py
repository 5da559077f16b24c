"""A problem whose rules alone are other ones is what it would be if it were made anew, error for error."""

from __future__ import annotations

import random
from dataclasses import fields, replace
from typing import Any

import numpy as np
import pytest

from models.formulation import Model, build
from models.issues import Issue, errors
from models.records import Records, Tables
from models.resolve import make_problem, with_rules
from models.variants import RULES, differ_in_rules, rules_ended, without_rows
from tests.drawn import origins, rules
from tests.drawn.problems import random_sheets, tables_of
from tests.seeds import graded

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
    asked = 0
    for tables in (one for seed in seeds for one in drawn(seed)):
        problem = make_problem(tables)[0]
        first = int(problem.calendar.start[0])
        for line in range(len(tables.records[RULES])):
            for other in (without_rows(tables, RULES, [line]), rules_ended(tables, [line], first + 40)):
                found, issues = with_rules(problem, other)
                assert not errors(list(issues))
                assert_alike(build(found), build(make_problem(other)[0]))
                asked += 1
    assert asked > 10 * len(seeds)


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
