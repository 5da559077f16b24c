"""Rules that belong together: those that do the same, and those that hold one flow, or would hold it next."""

from __future__ import annotations

from collections.abc import Hashable, Mapping

import numpy as np

from models.arrays import BoolArray, IntArray
from models.resolve.facts import effect_of_rule
from models.roles import HOLDING
from models.rule_types import TARIFF
from models.ruled import ruled_flows
from models.variants import RULES
from planner.explain.level import SMALL
from planner.explain.study import Study

# What is less than this share below its limit, or as many t, is at it.
USED_UP = 1e-6


def doing_the_same(study: Study) -> dict[int, frozenset[int]]:
    """Return record of sheet Rules of which others do the same -> all that do, itself among them.

    Nothing where the plan is no start for others. They ask for origins that the plan does not tell apart. Without one
    of them a program has to, and is another one; without all of them it lies within the plan's.
    """
    if not study.is_start:
        return {}
    rules, calendar = study.model.problem.rules, study.model.problem.calendar
    records = study.model.problem.tables.records[RULES]
    found: dict[Hashable, set[int]] = {}
    for line, end in zip(rules.line.tolist(), rules.end.tolist(), strict=True):
        found.setdefault(effect_of_rule(records, line, calendar, end), set()).add(line)
    return {line: frozenset(lines) for lines in found.values() if len(lines) > 1 for line in lines}


def at_limit(study: Study) -> BoolArray:
    """Return (rows,) whether a row of the plan stands at its upper limit."""
    matrix = study.solution.matrix
    activity = matrix.activity(study.solution.values)
    return np.asarray(activity + USED_UP * (1.0 + np.abs(activity)) >= matrix.row_upper)


def on_the_same_flow(
    study: Study, rules: Mapping[str, list[int]]
) -> tuple[list[tuple[str, ...]], list[tuple[str, ...]]]:
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
    rules, blocks, is_at_limit = model.problem.rules, model.program.row_blocks, at_limit(study)
    # What needs a grant is held where a grant is used up.
    grants = blocks["licence_volume"]
    spent = np.unique(rules.grants.rule[grants.keys["grant"][is_at_limit[grants.index]]])
    tight: list[list[IntArray]] = [[] for _ in set(place.values())]
    every: list[list[IntArray]] = [[] for _ in tight]
    for family in HOLDING:
        block = blocks[family]
        holds = np.isin(block.keys["rule"], spent) if family == "licence_flow" else is_at_limit[block.index]
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
