"""What a plan tells of the origins of its deliveries: what each rule says of each, exactly, and the traced countries.

A rule says of a delivery what its origin class says (models/classes/): no trace is needed for that. Knows no cells.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

import numpy as np

from models.families.demand import ratios
from models.parts.origins import STAGES, Fact
from models.parts.policy import DELIVERY
from models.plan import Plan
from models.problem import Problem
from models.rule_types import BANS, END_USE_BAN
from planner.read_back.flows import KINDS
from planner.trace.countries import Traced, trace_countries
from planner.write.flow_rows import Flows

# A stage as a sentence says that it was done.
DONE = {
    "mined": "mined", "separated": "separated", "metal": "made into metal", "alloy": "alloyed",
    "magnet": "made into magnets",
}  # fmt: skip
WHOLE = 1.0 - 1e-9


class Verdict(StrEnum):
    """What a rule says of a delivery."""

    NOT_ASKED = "not asked of this use"
    NOT_YET = "not in force then"
    PASSES = "passes"
    PART = "marked, allowed"
    SOFT = "marked (soft rule)"
    COUNTED = "marked: it counts"
    BROKEN = "marked, not allowed"


@dataclass(frozen=True)
class Delivery:
    """One delivery: its position in family `deliver`, row of sheet Flows, and what it is of.

    tonnes  t of what is delivered;  served  t of the demand that it serves
    """

    place: int
    row: int
    demand: int
    option: int
    commodity: int
    period: int
    demanded: int
    marks: int
    tonnes: float
    served: float


@dataclass(frozen=True, eq=False)
class OriginFacts:
    """What is known of the origins of the deliveries of a plan."""

    plan: Plan
    flows: Flows

    @property
    def problem(self) -> Problem:
        """Return the problem that the plan solves."""
        return self.plan.model.problem

    @cached_property
    def traced(self) -> Traced:
        """Return the countries in which the stages of every delivery were done, traced in proportion."""
        return trace_countries(self.plan)

    @cached_property
    def deliveries(self) -> list[Delivery]:
        """Return every delivery in the order of sheet Flows."""
        plan, columns = self.plan, self.flows.columns
        first, last = self.flows.kinds.get("deliver", (0, -1))
        keys = KINDS["deliver"].keys
        row_of = {tuple(columns[name][row] for name in keys.values()): row for row in range(first, last + 1)}
        block, ratio = plan.model.variables.deliver, ratios(self.problem)
        used = np.flatnonzero(plan.values[block.index]).tolist()
        names = zip(*(plan.tables["deliver"][name].to_list() for name in keys), strict=True)
        found = []
        for place, name in zip(used, names, strict=True):
            code = {key: int(block.keys[key][place]) for key in block.keys}
            tonnes = float(plan.values[block.index[place]])
            marks = int(plan.model.classes.marks[code["class"]])
            found.append(
                Delivery(
                    place, row_of[name], code["demand"], code["option"], code["commodity"], code["period"],
                    code["demanded"], marks, tonnes, tonnes / float(ratio[code["option"]]),
                )
            )  # fmt: skip
        return sorted(found, key=lambda one: one.row)

    @cached_property
    def rules(self) -> list[int]:
        """Return the rules that ask for the origin of what is delivered."""
        rules = self.problem.rules
        at_delivery = rules.of_type(END_USE_BAN) | rules.counts_at(DELIVERY)
        return [rule for rule in range(rules.size) if rules.asked[rule] and at_delivery[rule]]

    @cached_property
    def _asked(self) -> set[tuple[int, int, int]]:
        """Return (rule, demand stream, option) of all that bans of end uses are about."""
        rules = self.problem.rules
        return set(zip(rules.use_rule.tolist(), rules.use_demand.tolist(), rules.use_option.tolist(), strict=True))

    @cached_property
    def _places(self) -> set[tuple[int, int, int]]:
        """Return (rule, site, commodity) of all that rules at delivery are about."""
        rules = self.problem.rules
        return set(zip(rules.place_rule.tolist(), rules.place_site.tolist(), rules.place_commodity.tolist(),
                       strict=True))  # fmt: skip

    def asks(self, rule: int, one: Delivery) -> bool:
        """Tell whether a rule asks for the origin of a delivery, in force or not."""
        problem = self.problem
        if problem.rules.type[rule] == END_USE_BAN:
            return (rule, one.demand, one.option) in self._asked
        return (rule, int(problem.demands.customer[one.demand]), one.commodity) in self._places

    def verdict(self, rule: int, one: Delivery) -> Verdict:
        """Return what a rule says of a delivery."""
        rules = self.problem.rules
        if not self.asks(rule, one):
            return Verdict.NOT_ASKED
        share = float(rules.share[rule, one.period])
        if share == 0.0:
            return Verdict.NOT_YET
        if not one.marks & int(self.problem.origins.of_rule[rule]):
            return Verdict.PASSES
        if rules.type[rule] not in BANS:
            return Verdict.COUNTED
        if not rules.hard[rule]:
            return Verdict.SOFT
        return Verdict.PART if share < WHOLE else Verdict.BROKEN

    def words(self, rule: int, one: Delivery) -> str:
        """Return what a rule says of a delivery in words, with the open days of the period where only some are."""
        verdict = self.verdict(rule, one)
        if verdict is not Verdict.PART:
            return str(verdict)
        calendar = self.problem.calendar
        days = int(calendar.end[one.period] - calendar.start[one.period] + 1)
        left = round((1.0 - float(self.problem.rules.share[rule, one.period])) * days)
        return f"{verdict} for {left} of {days} days"

    def under(self, rule: int) -> list[Delivery]:
        """Return the deliveries of whose origin a rule asks on some day of their period."""
        share = self.problem.rules.share[rule]
        return [one for one in self.deliveries if share[one.period] > 0.0 and self.asks(rule, one)]

    def marked(self, rule: int) -> list[Delivery]:
        """Return those of the deliveries under a rule that carry one of its marks."""
        marks = int(self.problem.origins.of_rule[rule])
        return [one for one in self.under(rule) if one.marks & marks]

    def marked_of(self, one: Delivery) -> str:
        """Return of which rules a delivery carries a mark that they ask of it: `hard rule`, `soft rule` or nothing."""
        verdicts = {self.verdict(rule, one) for rule in self.rules}
        if verdicts & {Verdict.PART, Verdict.BROKEN}:
            return "hard rule"
        return "soft rule" if Verdict.SOFT in verdicts else ""


def asked_in_words(facts: Iterable[Fact], spelled: dict[str, str]) -> str:
    """Return facts as a sentence says them, such as `mined, separated or made into metal in China (Dy, Tb)`."""
    stages: dict[str, list[str]] = {}
    elements: tuple[str, ...] = ()
    for fact in sorted(facts, key=lambda fact: STAGES.index(fact.stage)):
        stages.setdefault(fact.place, []).append(DONE[fact.stage])
        elements = fact.elements
    parts = [f"{_either(own)} in {spelled.get(place, place)}" for place, own in stages.items()]
    inside = f" ({', '.join(spelled.get(element, element) for element in elements)})" if elements else ""
    return ", or ".join(parts) + inside


def _either(words: list[str]) -> str:
    return " or ".join(filter(None, (", ".join(words[:-1]), words[-1])))
