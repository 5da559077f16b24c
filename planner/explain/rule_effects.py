"""What each rule does: the best plan without it less the plan, exactly, with all other rules and without them.

Rows of sheet Rules with one name are one rule: the grants of a licence, a cap that changes with the years. Effects do
not add up: two rules that close the same flow hide each other, so that rules without an effect of their own are tried
together with those that close the same.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from models.arrays import IntArray
from models.names import folded
from models.variants import without_rows
from planner.explain.outcomes import Change, change
from planner.explain.study import Study
from planner.solve.session import Progress

SHEET, COST = "Rules", "cost"
# Families whose rows a rule closes or limits flows with.
CLOSING = ("ban", "unlicensed", "cap", "licence_flow", "end_use_ban", "end_use_bans_together")

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
    """

    name: str
    lines: tuple[int, ...]
    without: Change
    at_old_unmet: float | None = None
    only: Change | None = None


@dataclass(frozen=True)
class RuleEffects:
    """The effect of each rule in the order of the sheet, of groups that close the same, and of all rules together.

    names  of each group the names of its rules
    """

    each: tuple[RuleEffect, ...]
    groups: tuple[tuple[tuple[str, ...], RuleEffect], ...]
    together: RuleEffect | None


NO_RULES = RuleEffects((), (), None)


def rule_effects(study: Study, progress: Progress) -> RuleEffects:
    """Return what the rules that act in a plan do."""
    tables = study.model.problem.tables
    rules = lines_by_rule(study)
    if not rules:
        return NO_RULES
    every = [line for lines in rules.values() for line in lines]
    free = study.elsewhere(without_rows(tables, SHEET, every))
    each = []
    for number, (name, lines) in enumerate(rules.items(), start=1):
        progress(f"weighing rule {number} of {len(rules)}")
        others = [line for line in every if line not in lines]
        only = None if free is None else change(free.of(without_rows(tables, SHEET, others)), free.base)
        each.append(_effect(study, name, lines, only))
    groups = tuple(
        (names, _effect(study, ", ".join(names), [line for name in names for line in rules[name]], None))
        for names in _closing_the_same(study, rules, each)
    )
    progress("weighing all rules together")
    together = each[0] if len(each) == 1 else _effect(study, "all rules", every, None)
    return RuleEffects(tuple(each), groups, together)


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


def _effect(study: Study, name: str, lines: list[int], only: Change | None) -> RuleEffect:
    tables = without_rows(study.model.problem.tables, SHEET, lines)
    found = change(study.of(tables), study.base)
    is_moved = any(amount and tier != COST for tier, amount in found.of.items())
    at_old = study.cost_at_old_unmet(tables) if is_moved and not found.why else None
    return RuleEffect(name, tuple(lines), found, at_old, only)


def _closing_the_same(study: Study, rules: dict[str, list[int]], each: list[RuleEffect]) -> list[tuple[str, ...]]:
    """Return groups of rules, one of them at least without an effect of its own, that limit a flow together."""
    names = list(rules)
    place = {line: number for number, lines in enumerate(rules.values()) for line in lines}
    columns = [np.unique(np.concatenate(own)) if own else np.empty(0, dtype=np.int64) for own in _flows(study, place)]
    leader = list(range(len(names)))

    def first(one: int) -> int:
        while leader[one] != one:
            one = leader[one]
        return one

    for one in range(len(names)):
        for other in range(one):
            hidden = each[one].without.is_nothing or each[other].without.is_nothing
            if hidden and np.intersect1d(columns[one], columns[other], assume_unique=True).size:
                leader[max(first(one), first(other))] = min(first(one), first(other))
    members: dict[int, list[str]] = {}
    for one, name in enumerate(names):
        members.setdefault(first(one), []).append(name)
    return [tuple(own) for own in members.values() if len(own) > 1]


def _flows(study: Study, place: dict[int, int]) -> list[list[IntArray]]:
    """Return, for each rule, the columns that its rows at their limit hold; what has room to spare hides nothing."""
    matrix, rules = study.solution.matrix, study.model.problem.rules
    blocks = study.model.program.row_blocks
    activity = matrix.activity(study.solution.values)
    at_limit = activity + USED_UP * (1.0 + np.abs(activity)) >= matrix.row_upper
    # What needs a grant always equals what is granted: it is held where a grant is used up.
    grants = blocks["licence_volume"]
    spent = np.unique(rules.grants.rule[grants.keys["grant"][at_limit[grants.index]]])
    found: list[list[IntArray]] = [[] for _ in set(place.values())]
    for family in CLOSING:
        block = blocks[family]
        holds = np.isin(block.keys["rule"], spent) if family == "licence_flow" else at_limit[block.index]
        for row, rule in zip(block.index[holds].tolist(), block.keys["rule"][holds].tolist(), strict=True):
            found[place[int(rules.line[rule])]].append(matrix.column[matrix.start[row] : matrix.start[row + 1]])
    return found
