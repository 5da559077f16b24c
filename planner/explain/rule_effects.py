"""What each rule does: the best plan without it less the plan, exactly, with all other rules and without them.

Rows of sheet Rules with one name are one rule: the grants of a licence, a cap that changes with the years. Effects do
not add up: two rules that close the same flow hide each other, in part or whole, so that rules that hold the same flow
are tried as one too, and each that holds a flow with those that would hold it next, or tax what it then lets through.
"""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass, replace
from functools import partial

import numpy as np

from models.arrays import BoolArray, IntArray
from models.names import folded
from models.resolve.facts import effect_of_rule
from models.roles import HOLDING
from models.rule_types import TARIFF
from models.ruled import ruled_flows
from models.variants import without_rows
from planner.explain.level import SMALL
from planner.explain.outcomes import COST, LEAST, ROUNDING, Change, change, difference
from planner.explain.questions import Questions, known
from planner.explain.study import Study

SHEET = "Rules"
# What is less than this share below its limit, or as many t, is at it.
USED_UP = 1e-6


@dataclass(frozen=True)
class RuleEffect:
    """What one rule does, or some together.

    name           as typed
    lines          indices into the records of sheet Rules
    without        what each tier is more without it
    at_old_unmet   what the cost is more without it while no better tier has to be better than in the plan; None where
                   that is not known, or no other than without it
    only           what each tier is more in a world with no other rule when it is added; None where it was not asked
    one_more       what each tier is more with one tonne more of its cap or grant, the first that is used up; None where
                   it has none, or none is
    """

    name: str
    lines: tuple[int, ...]
    without: Change
    at_old_unmet: float | None = None
    only: Change | None = None
    one_more: Change | None = None


@dataclass(frozen=True)
class RuleEffects:
    """The effect of each rule in the order of the problem, of groups on the same flow, and of all rules together.

    A group is the names of its rules and what they do as one.
    """

    each: tuple[RuleEffect, ...]
    groups: tuple[tuple[tuple[str, ...], RuleEffect], ...]
    together: RuleEffect | None


NO_RULES = RuleEffects((), (), None)


def rule_effects(study: Study) -> Questions[RuleEffects]:
    """Ask what the rules that act in a plan do."""
    tables = study.model.problem.tables
    rules = lines_by_rule(study)
    if not rules:
        return known(NO_RULES)
    every = [line for lines in rules.values() for line in lines]
    free = study.elsewhere(without_rows(tables, SHEET, every))
    used_up = _used_up(study)
    (as_tight, behind), same = _on_the_same_flow(study, rules), doing_the_same(study)
    groups = [*as_tight, *behind]

    def effect(name: str, lines: list[int]) -> RuleEffect:
        wider = sorted(frozenset(lines).union(*(same.get(line, ()) for line in lines)))
        if wider != sorted(lines):
            # Where all that do the same do nothing, neither does one: a hard ban never makes a plan better.
            found = change(study.of(without_rows(tables, SHEET, wider)), study.base)
            if found.is_nothing:
                return RuleEffect(name, tuple(lines), found)
        return _effect(study, name, lines)

    def alone(name: str, lines: list[int]) -> RuleEffect:
        others = [line for line in every if line not in lines]
        only = None if free is None else change(free.of(without_rows(tables, SHEET, others)), free.base)
        rows = [used_up[line] for line in lines if line in used_up]
        more = change(study.moved(np.array(rows[:1]), np.ones(1)), study.base) if rows else None
        return replace(effect(name, lines), only=only, one_more=more)

    def closing(names: tuple[str, ...]) -> RuleEffect:
        return effect(", ".join(names), [line for name in names for line in rules[name]])

    def together(answers: list[RuleEffect]) -> RuleEffects:
        whole, joined, each = answers[0], answers[1 : 1 + len(groups)], answers[1 + len(groups) :]
        by_name = dict(zip(rules, each, strict=True))
        told = [
            (names, effect)
            for names, effect in zip(groups, joined, strict=True)
            if names in as_tight or _do_more(study, effect, [by_name[name] for name in names])
        ]
        return RuleEffects(tuple(each), tuple(told), each[0] if len(each) == 1 else whole)

    return Questions(
        (
            lambda: _effect(study, "all rules", every, free),
            *(partial(closing, names) for names in groups),
            *(partial(alone, name, lines) for name, lines in rules.items()),
        ),
        together,
    )


def lines_by_rule(study: Study) -> dict[str, list[int]]:
    """Return name of each rule that acts -> its records in sheet Rules."""
    rules = study.model.problem.rules
    called: dict[str, str] = {}
    found: dict[str, list[int]] = {}
    for code, name in enumerate(rules.name):
        own = [int(rules.line[code]), *rules.grants.line[rules.grants.rule == code].tolist()]
        lines = found.setdefault(called.setdefault(folded(name), name), [])
        lines += [line for line in dict.fromkeys(own) if line not in lines]
    return found


def changes_nothing(study: Study, line: int) -> bool:
    """Return whether the best plan without the rule of a record of sheet Rules is known to come to the same."""
    tables = study.model.problem.tables
    own = next((lines for lines in lines_by_rule(study).values() if line in lines), None)
    return own is not None and change(study.of(without_rows(tables, SHEET, own)), study.base).is_nothing


def doing_the_same(study: Study) -> dict[int, frozenset[int]]:
    """Return record of sheet Rules of which others do the same -> all that do, itself among them.

    Nothing where the plan is no start for others. They ask for origins that the plan does not tell apart. Without one
    of them a program has to, and is another one; without all of them it lies within the plan's.
    """
    if not study.is_start:
        return {}
    rules, calendar = study.model.problem.rules, study.model.problem.calendar
    records = study.model.problem.tables.records[SHEET]
    found: dict[Hashable, set[int]] = {}
    for line, end in zip(rules.line.tolist(), rules.end.tolist(), strict=True):
        found.setdefault(effect_of_rule(records, line, calendar, end), set()).add(line)
    return {line: frozenset(lines) for lines in found.values() if len(lines) > 1 for line in lines}


def _used_up(study: Study) -> dict[int, int]:
    """Return record of sheet Rules with a cap or a grant -> its first row in the program that is at its limit."""
    matrix, rules, blocks = study.solution.matrix, study.model.problem.rules, study.model.program.row_blocks
    at_limit = _at_limit(study)
    found: dict[int, int] = {}
    for family, key, line in (("cap", "rule", rules.line), ("licence_volume", "grant", rules.grants.line)):
        block = blocks[family]
        for row, code in zip(block.index.tolist(), block.keys[key].tolist(), strict=True):
            if at_limit[row] and np.isfinite(matrix.row_upper[row]):
                found.setdefault(int(line[code]), row)
    return found


def _at_limit(study: Study) -> BoolArray:
    """Return (rows,) whether a row of the plan stands at its upper limit."""
    matrix = study.solution.matrix
    activity = matrix.activity(study.solution.values)
    return np.asarray(activity + USED_UP * (1.0 + np.abs(activity)) >= matrix.row_upper)


def _effect(study: Study, name: str, lines: list[int], without: Study | None = None) -> RuleEffect:
    """Return the effect of some rules; `without` is a study of the best plan without them, where there is one."""
    other = None
    if without is not None:
        other = without.model
    elif not study.base.why:
        other = study.model_of(without_rows(study.model.problem.tables, SHEET, lines), apart=True)
    found = change(study.of_model(other) if without is None else without.base, study.base)
    is_moved = any(amount and tier != COST for tier, amount in found.of.items())
    at_old = study.cost_at_old_unmet(other) if is_moved and not found.why else None
    return RuleEffect(name, tuple(lines), found, at_old)


def _do_more(study: Study, together: RuleEffect, each: list[RuleEffect]) -> bool:
    """Return whether some rules do anything else together than the sum of what each does."""
    if together.without.why or any(effect.without.why for effect in each):
        return True

    def least(tier: str) -> float:
        # Every one of these changes is known up to the rounding of a plan's optimum.
        return max(LEAST, (1 + len(each)) * ROUNDING * abs(study.base.optima.get(tier, 0.0)))

    return any(
        difference(amount, sum(effect.without.of.get(tier, 0.0) for effect in each), least(tier))
        for tier, amount in together.without.of.items()
    )


def _on_the_same_flow(study: Study, rules: dict[str, list[int]]) -> tuple[list[tuple[str, ...]], list[tuple[str, ...]]]:
    """Return groups of rules on a flow: those that hold it together in the plan, and each with those behind it."""
    names = list(rules)
    place = {line: number for number, lines in enumerate(rules.values()) for line in lines}
    holding, behind = _flows(study, place)
    as_tight = [group for group in _connected(holding) if len(group) > 1]
    groups: list[list[int]] = []
    for one, columns in enumerate(holding):
        if not columns.size:
            continue
        after = [
            other
            for other in range(len(names))
            if other != one and not _share(columns, holding[other]) and _share(columns, behind[other])
        ]
        if after:
            groups.append(sorted([one, *after]))

    def called(groups: list[list[int]]) -> list[tuple[str, ...]]:
        return list(dict.fromkeys(tuple(names[one] for one in group) for group in groups))

    found = called(as_tight)
    return found, [group for group in called(groups) if group not in found]


def _connected(columns: list[IntArray]) -> list[list[int]]:
    """Return the parts into which sets of columns fall that share none."""
    leader = list(range(len(columns)))

    def first(one: int) -> int:
        while leader[one] != one:
            one = leader[one]
        return one

    for one in range(len(columns)):
        for other in range(one):
            if _share(columns[one], columns[other]):
                leader[max(first(one), first(other))] = min(first(one), first(other))
    members: dict[int, list[int]] = {}
    for one in range(len(columns)):
        members.setdefault(first(one), []).append(one)
    return list(members.values())


def _share(some: IntArray, others: IntArray) -> bool:
    return bool(np.intersect1d(some, others, assume_unique=True).size)


def _flows(study: Study, place: dict[int, int]) -> tuple[list[IntArray], list[IntArray]]:
    """Return, for each rule, the columns that its rows at their limit hold, and all that it would hold or tax.

    place  record of sheet Rules -> its rule
    """
    matrix, model = study.solution.matrix, study.model
    rules, blocks, at_limit = model.problem.rules, model.program.row_blocks, _at_limit(study)
    # What needs a grant is held where a grant is used up.
    grants = blocks["licence_volume"]
    spent = np.unique(rules.grants.rule[grants.keys["grant"][at_limit[grants.index]]])
    tight: list[list[IntArray]] = [[] for _ in set(place.values())]
    every: list[list[IntArray]] = [[] for _ in tight]
    for family in HOLDING:
        block = blocks[family]
        holds = np.isin(block.keys["rule"], spent) if family == "licence_flow" else at_limit[block.index]
        for row, rule, is_held in zip(block.index.tolist(), block.keys["rule"].tolist(), holds.tolist(), strict=True):
            own, columns = place[int(rules.line[rule])], matrix.column[matrix.start[row] : matrix.start[row + 1]]
            every[own].append(columns)
            if is_held:
                tight[own].append(columns)
    # In a large program nearly every flow that is held pays some duty, and each group costs a solve of its own.
    if matrix.columns <= SMALL:
        taxed = ruled_flows(model.problem, model.variables, TARIFF)
        for rule in np.unique(taxed.rule).tolist():
            every[place[int(rules.line[rule])]].append(taxed.column[taxed.rule == rule])
    return [_union(own) for own in tight], [_union(own) for own in every]


def _union(columns: list[IntArray]) -> IntArray:
    return np.unique(np.concatenate([np.empty(0, dtype=np.int64), *columns]))
