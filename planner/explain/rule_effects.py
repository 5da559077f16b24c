"""What each rule does: the best plan without it less the plan, exactly, with all other rules and without them.

Rows of sheet Rules with one name are one rule: the grants of a licence, a cap that changes with the years. Effects do
not add up: two rules that close the same flow hide each other, in part or whole, so that rules that hold the same flow
are tried as one too, and each that holds a flow with those that would hold it next, or tax what it then lets through.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache, partial

import numpy as np

from models.formulation import Model
from models.names import folded
from models.variants import without_rows
from planner.explain.extended import Extended
from planner.explain.level import SMALL
from planner.explain.loosened import Loosened, Without, loosened
from planner.explain.old_unmet import cost_at_old_unmet
from planner.explain.outcomes import COST, LEAST, ROUNDING, Change, Outcome, change, difference
from planner.explain.questions import Questions, known
from planner.explain.rules_together import at_limit, doing_the_same, on_the_same_flow
from planner.explain.study import Study
from planner.explain.told_apart import told_apart

SHEET = "Rules"


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
    (as_tight, behind), same = on_the_same_flow(study, rules), doing_the_same(study)
    groups = [*as_tight, *behind]

    @cache
    def loose() -> Loosened | None:
        # Once in each process; a small program is solved from the plan's basis as soon.
        return loosened(study, rules) if study.matrix.columns > SMALL else None

    def effect(name: str, lines: list[int]) -> RuleEffect:
        wider = sorted(frozenset(lines).union(*(same.get(line, ()) for line in lines)))
        if wider != sorted(lines):
            # Where all that do the same do nothing, neither does one: a hard ban never makes a plan better.
            found = change(study.of(without_rows(tables, SHEET, wider)), study.base)
            if found.is_nothing:
                return RuleEffect(name, tuple(lines), found)
        return _effect(study, name, lines, loose)

    def alone(name: str, lines: list[int]) -> RuleEffect:
        others = [line for line in every if line not in lines]
        only = None
        if free is not None:
            added = free.of(without_rows(tables, SHEET, others), partial(told_apart, free))
            only = change(added, free.base)
        rows = [used_up[line] for line in lines if line in used_up]
        tried = _Tried(loose, study.model)
        more = change(study.moved(np.array(rows[:1]), np.ones(1), tried.outcome), study.base) if rows else None
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
            lambda: _effect(study, "all rules", every, loose, free),
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

    loose: Callable[[], Loosened | None]
    other: Model | None
    answer: Without | None = None

    def outcome(self, extended: Extended) -> Outcome | None:
        """Return what it comes to; None where that is not told there."""
        program = self.loose()
        self.answer = None if program is None or self.other is None else program.without(extended, self.other)
        return None if self.answer is None else self.answer.outcome


def _effect(
    study: Study, name: str, lines: list[int], loose: Callable[[], Loosened | None], without: Study | None = None
) -> RuleEffect:
    """Return the effect of some rules.

    loose    returns the plan's program with its rows loosened, if there is one
    without  a study of the best plan without them, where there is one
    """
    other = None
    if without is not None:
        other = without.model
    elif not study.base.why:
        other = study.model_of(without_rows(study.model.problem.tables, SHEET, lines), apart=True)
    tried = _Tried(loose, other)
    after = study.of_model(other, tried.outcome) if without is None else without.base
    found = change(after, study.base)
    is_moved = any(amount and tier != COST for tier, amount in found.of.items())
    at_old = None
    if is_moved and not found.why:
        at_old = tried.answer.at_old_unmet if tried.answer else cost_at_old_unmet(study, other)
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
