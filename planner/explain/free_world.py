"""The world without rules, and what each rule does when it is the only one there.

Nothing of it is asked of the plan, so that it can be answered while the plan is still being solved.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, partial

from models.formulation import Model
from models.names import folded
from models.records import Tables
from models.variants import RULES, without_rows
from planner.explain.outcomes import Change, Outcome, change
from planner.explain.study import Study, elsewhere
from planner.explain.told_apart import told_apart


@dataclass(frozen=True)
class Told:
    """What is known of the world without the rules of a problem.

    base  what its best plan comes to; None where there is none, or it is not known
    only  name of each rule that acts -> what each tier is more where it is the only one; empty without a base
    """

    base: Outcome | None
    only: Mapping[str, Change]


class FreeWorld:
    """The world without the rules of a problem."""

    def __init__(self, model: Model, deadline: float | None) -> None:
        """Ask nothing yet.

        deadline  when all solves have to be through
        """
        self._model, self._deadline = model, deadline
        self._rules = lines_by_rule(model)
        self._every = [line for lines in self._rules.values() for line in lines]

    @cached_property
    def study(self) -> Study | None:
        """Return a study of it; None where there is no plan, or none is known."""
        return elsewhere(self._model, self._without(self._every), self._deadline)

    def only(self, name: str) -> Change | None:
        """Return what each tier is more with one rule there; None without a study."""
        if self.study is None:
            return None
        others = [line for line in self._every if line not in self._rules[name]]
        return change(self.study.of(self._without(others), partial(told_apart, self.study)), self.study.base)

    def told(self) -> Told:
        """Return all that is known of it."""
        found = {name: self.only(name) for name in self._rules}
        base = None if self.study is None else self.study.base
        return Told(base, {name: only for name, only in found.items() if only is not None})

    def _without(self, lines: list[int]) -> Tables:
        return without_rows(self._model.problem.tables, RULES, lines)


def lines_by_rule(model: Model) -> dict[str, list[int]]:
    """Return name of each rule that acts -> its records in sheet Rules."""
    rules = model.problem.rules
    called: dict[str, str] = {}
    found: dict[str, list[int]] = {}
    for code, name in enumerate(rules.name):
        own = [int(rules.line[code]), *rules.grants.line[rules.grants.rule == code].tolist()]
        lines = found.setdefault(called.setdefault(folded(name), name), [])
        lines += [line for line in dict.fromkeys(own) if line not in lines]
    return found
