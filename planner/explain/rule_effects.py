"""What each rule does: the best plan without it less the plan, exactly, with all other rules and without them.

Rows of sheet Rules with one name are one rule: the grants of a licence, a cap that changes with the years. Effects do
not add up: two rules that close the same flow hide each other, in part or whole, so that rules that hold the same flow
are tried as one too, and each that holds a flow with those that would hold it next, or tax what it then lets through.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import numpy as np

from models.formulation import Model
from models.records import Tables
from models.variants import RULES, without_rows
from planner.explain.extended import Extended
from planner.explain.free_world import FreeWorld, Told, lines_by_rule
from planner.explain.level import SMALL
from planner.explain.loosened import Loosened, Without, loosened
from planner.explain.old_unmet import cost_at_old_unmet
from planner.explain.outcomes import COST, LEAST, ROUNDING, Change, Outcome, change, difference
from planner.explain.questions import Questions, known
from planner.explain.rules_together import at_limit, doing_the_same, on_the_same_flow
from planner.explain.study import Study
from planner.process.copies import Ahead

# What all rules together are called.
ALL = "all rules"


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


def rule_effects(study: Study, ahead: Ahead[Told] | None = None) -> Questions[RuleEffects]:
    """Ask what the rules that act in a plan do.

    ahead  who was asked for the world without them before; it is asked for here where nobody was
    """
    rules = lines_by_rule(study.model)
    if not rules:
        return known(NO_RULES)
    asked = _Asked(study, rules, ahead)
    return Questions(
        (
            asked.of_all,
            *(partial(asked.closing, names) for names in asked.groups),
            *(partial(asked.alone, name) for name in rules),
        ),
        asked.together,
    )


class _Asked:
    """The questions about the rules of a plan."""

    def __init__(self, study: Study, rules: Mapping[str, list[int]], ahead: Ahead[Told] | None) -> None:
        """Make what all of them ask for, before the process is copied.

        rules  name of each -> its records in sheet Rules;  ahead  as of `rule_effects`
        """
        self._study, self._rules, self._ahead = study, rules, ahead
        self._every = [line for lines in rules.values() for line in lines]
        self._free = FreeWorld(study.model, study.deadline)
        self._is_free = ahead is None and self._free.study is not None
        self._used_up, self._same = _used_up(study), doing_the_same(study)
        self._as_tight, behind = on_the_same_flow(study, rules)
        self.groups = [*self._as_tight, *behind]
        # A small program is solved from the plan's basis as soon.
        is_large = study.matrix.columns > SMALL and not study.base.why
        self._loosened = loosened(study, rules) if is_large else None

    def of_all(self) -> float | None:
        """Return what all rules cost at the old shortage; None too where it is known that that is the new one."""
        if self._is_free and self._free.study is not None:
            found = change(self._free.study.base, self._study.base)
            if not _is_moved(found):
                return None
        return cost_at_old_unmet(self._study, self._study.model_of(self._without(self._every)))

    def closing(self, names: tuple[str, ...]) -> RuleEffect:
        """Return what a group does as one."""
        return self._effect(", ".join(names), [line for name in names for line in self._rules[name]])

    def alone(self, name: str) -> RuleEffect:
        """Return what one rule does."""
        study, lines = self._study, self._rules[name]
        rows = [self._used_up[line] for line in lines if line in self._used_up]
        tried = _Tried(self._loosened, study.model)
        more = change(study.moved(np.array(rows[:1]), np.ones(1), tried.outcome), study.base) if rows else None
        only = self._free.only(name) if self._is_free else None
        return replace(self._effect(name, lines), only=only, one_more=more)

    def together(self, answers: list[Any]) -> RuleEffects:
        """Return what the answers come to."""
        at_old, joined, each = answers[0], answers[1 : 1 + len(self.groups)], answers[1 + len(self.groups) :]
        base = self._free.study.base if self._is_free and self._free.study is not None else None
        if self._ahead is not None:
            told = self._ahead.answer()
            base, each = told.base, [replace(effect, only=told.only.get(effect.name)) for effect in each]
        by_name = dict(zip(self._rules, each, strict=True))
        found = tuple(
            (names, effect)
            for names, effect in zip(self.groups, joined, strict=True)
            if names in self._as_tight or _do_more(self._study, effect, [by_name[name] for name in names])
        )
        return RuleEffects(tuple(each), found, each[0] if len(each) == 1 else self._whole(base, at_old))

    def _whole(self, base: Outcome | None, at_old: float | None) -> RuleEffect:
        """Return what all rules do: of a world without them that is known, else asked of the plan."""
        if base is None:
            return _effect(self._study, ALL, self._every, self._loosened)
        found = change(base, self._study.base)
        return RuleEffect(ALL, tuple(self._every), found, at_old if _is_moved(found) else None)

    def _effect(self, name: str, lines: list[int]) -> RuleEffect:
        wider = sorted(frozenset(lines).union(*(self._same.get(line, ()) for line in lines)))
        if wider != sorted(lines):
            # Where all that do the same do nothing, neither does one: a hard ban never makes a plan better.
            found = change(self._study.of(self._without(wider)), self._study.base)
            if found.is_nothing:
                return RuleEffect(name, tuple(lines), found)
        return _effect(self._study, name, lines, self._loosened)

    def _without(self, lines: Sequence[int]) -> Tables:
        return without_rows(self._study.model.problem.tables, RULES, lines)


def changes_nothing(study: Study, line: int) -> bool:
    """Return whether the best plan without the rule of a record of sheet Rules is known to come to the same."""
    tables = study.model.problem.tables
    own = next((lines for lines in lines_by_rule(study.model).values() if line in lines), None)
    return own is not None and change(study.of(without_rows(tables, RULES, own)), study.base).is_nothing


def _used_up(study: Study) -> dict[int, int]:
    """Return record of sheet Rules with a cap or a grant -> its first row in the program that is at its limit."""
    matrix, rules, blocks = study.solution.matrix, study.model.problem.rules, study.model.program.row_blocks
    is_at_limit = at_limit(study)
    found: dict[int, int] = {}
    for family, key, line in (("cap", "rule", rules.line), ("licence_volume", "grant", rules.grants.line)):
        block = blocks[family]
        for row, code in zip(block.index.tolist(), block.keys[key].tolist(), strict=True):
            if is_at_limit[row] and np.isfinite(matrix.row_upper[row]):
                found.setdefault(int(line[code]), row)
    return found


@dataclass(eq=False)
class _Tried:
    """A program tried in the plan's with its rows loosened, where there is one; `answer` is what that came to."""

    loose: Loosened | None
    other: Model | None
    answer: Without | None = None

    def outcome(self, extended: Extended) -> Outcome | None:
        """Return what it comes to; None where that is not told there."""
        self.answer = None if self.loose is None or self.other is None else self.loose.without(extended, self.other)
        return None if self.answer is None else self.answer.outcome


def _effect(study: Study, name: str, lines: list[int], loose: Loosened | None) -> RuleEffect:
    """Return the effect of some rules.

    loose  the plan's program with its rows loosened, if there is one
    """
    other = None
    if not study.base.why:
        other = study.model_of(without_rows(study.model.problem.tables, RULES, lines), apart=True)
    tried = _Tried(loose, other)
    found = change(study.of_model(other, tried.outcome), study.base)
    at_old = None
    if _is_moved(found):
        at_old = tried.answer.at_old_unmet if tried.answer else cost_at_old_unmet(study, other)
    return RuleEffect(name, tuple(lines), found, at_old)


def _is_moved(found: Change) -> bool:
    """Return whether it is known that any tier but the cost changes."""
    return not found.why and any(amount and tier != COST for tier, amount in found.of.items())


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
