"""What the sheets of a plan tell, computed once from the plan: flows with their costs, limits, blocs, quarters.

Knows nothing of cells. Rows are plain lists in the order in which the sheets show them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from models.arrays import FloatArray
from models.issues import Issue
from models.limits import limits
from models.plan import Plan
from models.problem import Problem
from models.records import Records
from planner.explain.explanations import NOT_YET_EXPLAINED, NOTHING_EXPLAINED, Explanations
from planner.explain.outcomes import STOPPED, no_worth
from planner.read.grid import Book
from planner.verify import Verification
from planner.write.alike import closed_alike
from planner.write.flow_rows import Flows, make_flows
from planner.write.origin_facts import OriginFacts
from planner.write.phrases import joined, typed_percent

if TYPE_CHECKING:
    from planner.stress import Stressed

type Row = dict[str, Any]

# The family whose limits are what is wanted, not what holds back.
DEMAND = "demand"
PRICED_LAST = 100  # demand with a price stands behind every priority, of which 99 is the last
COST_KINDS = (
    "run cost", "purchase", "take-or-pay", "freight", "duty", "tariff", "holding", "disposal", "surplus revenue",
    "shortage", "missing safety stock", "missing end stock", "switching", "capital cost",
)  # fmt: skip
MONTHS_PER_QUARTER = 3
# What is said behind a sentence of a sheet, of a plan with such decisions.
DECIDED = " With the yes/no decisions fixed."
KEY_PARTS = "; "  # between the parts of a limit's key
NAMED_ALIKE = 3  # of the limits that close the same


@dataclass(frozen=True)
class Meta:
    """What the Run sheet records besides the plan.

    versions  program -> version;  flags  options of the command that count for what is written -> value
    """

    versions: Mapping[str, str]
    flags: Mapping[str, str]


class Limit(NamedTuple):
    """One limit of the input as it stands in the plan.

    missed  of what is used, by how much it is missed or exceeded
    worth  change of each tier per extra tonne, as the duals say it
    alike  rows of other limits that close all that this one closes; also  these in words
    """

    family: str
    words: str
    cell: str
    key: str
    period: str
    window: str
    row: int
    limit: float
    used: float
    missed: float
    slack: float
    worth: tuple[float, ...]
    alike: tuple[int, ...] = ()
    also: str = ""


# Of sheets that compare best plans with whole numbers, where these need not be proven best.
BOTH_WITHIN = "Plans are within {} of best (setting gap): less may be nothing."


@dataclass(frozen=True, eq=False)
class Report:
    """Everything that a sheet may ask for.

    stressed  what stops and losses would do, where that was asked for
    """

    plan: Plan
    book: Book
    issues: Sequence[Issue]
    verification: Verification
    meta: Meta
    explained: Explanations = NOTHING_EXPLAINED
    stressed: Stressed | None = None

    @property
    def problem(self) -> Problem:
        """Return the problem that the plan solves."""
        return self.plan.model.problem

    @cached_property
    def _made(self) -> dict[Callable[[Report], Any], Any]:
        return {}

    def unexplained(self) -> Report:
        """Return the report before the plan is explained: whoever asks for what explains it has made a mistake."""
        return self._with(NOT_YET_EXPLAINED, self.meta, None)

    def explained_by(self, report: Report) -> Report:
        """Return the report with what another one of this plan has beside it; what is worked out stays known."""
        return self._with(report.explained, report.meta, report.stressed)

    def _with(self, explained: Explanations, meta: Meta, stressed: Stressed | None) -> Report:
        """Return the report of the same plan with other things beside it; no fact of the plan depends on them."""
        found = replace(self, explained=explained, meta=meta, stressed=stressed)
        # What is worked out once stands beside the fields.
        found.__dict__.update({name: fact for name, fact in self.__dict__.items() if name not in found.__dict__})
        return found

    def once[Found](self, of: Callable[[Report], Found]) -> Found:
        """Return what a function finds in this report: worked out at the first call, for whatever sheets ask for it."""
        if of not in self._made:
            self._made[of] = of(self)
        found: Found = self._made[of]
        return found

    @cached_property
    def periods(self) -> tuple[str, ...]:
        """Return the names of the periods."""
        return self.problem.calendar.names

    @property
    def within(self) -> str:
        """Return a sentence on how near to its best each of two plans is that are compared; "" where each is best."""
        gap = self.problem.options.gap
        return BOTH_WITHIN.format(typed_percent(gap)) if gap and self.plan.model.program.integer_reasons else ""

    def compared(self, sentence: str) -> str:
        """Return the sentence of a sheet that compares best plans, with how near to the best these are."""
        return f"{sentence} {self.within}".strip()

    @cached_property
    def period_order(self) -> dict[str, int]:
        """Return the place of each period."""
        return {name: place for place, name in enumerate(self.periods)}

    @cached_property
    def bloc(self) -> dict[str, str]:
        """Return the bloc of each site."""
        return dict(zip(self.problem.site_names.names, self.problem.sites.bloc, strict=True))

    @cached_property
    def country(self) -> dict[str, str]:
        """Return the country of each site."""
        return dict(zip(self.problem.site_names.names, self.problem.sites.country, strict=True))

    @cached_property
    def stage(self) -> dict[str, str]:
        """Return the stage of each commodity."""
        return dict(zip(self.problem.commodity_names.names, self.problem.commodities.stage, strict=True))

    @cached_property
    def tiers(self) -> list[Any]:
        """Return the results of the tiers that mean something to a planner: all but the tie-break."""
        return [result for result in self.plan.solution.tiers if result.tier.kind != "tie-break"]

    @property
    def no_duals(self) -> str:
        """Return why it is not known what a limit is worth."""
        return STOPPED if self.plan.solution.stopped_in is not None else "not known: this solver gives no duals"

    @cached_property
    def _is_ranked(self) -> bool:
        """Return whether all demand has a priority: a shortage that has a price is a cost, and no tier tells of it."""
        return bool(np.all(self.problem.demands.priority > 0))

    @property
    def nobody_else(self) -> str:
        """Return who is known not to be shorter where every other demand is held to what it lacks."""
        return "nobody else" if self._is_ranked else "no other demand with a priority"

    @property
    def is_decided(self) -> bool:
        """Return whether there are whole-number decisions, which all explanations keep as the plan has taken them."""
        return self.plan.solution.decisions is not None

    @property
    def as_decided(self) -> str:
        """Return what a sentence says of such decisions at its end; "" where there are none."""
        return ", with the yes/no decisions fixed" if self.is_decided else ""

    @property
    def decided(self) -> str:
        """Return the same as a sentence behind others."""
        return DECIDED if self.is_decided else ""

    def records(self, sheet: str) -> Records:
        """Return the rows that were read from a sheet."""
        return self.problem.tables.records[sheet]

    @cached_property
    def unit_costs(self) -> dict[str, FloatArray]:
        """Return kind of cost -> (columns,) USD per unit of each column, not discounted."""
        program, factor = self.plan.model.program, np.ones(self.plan.values.size)
        for block in program.column_blocks.values():
            if "period" in block.keys:
                factor[block.index] = self.problem.discount[block.keys["period"]]
        return {kind: program.cost_vector(kind) / factor for kind in program.costs}

    @cached_property
    def flows(self) -> Flows:
        """Return the flows in the order of the sheet, with their costs per unit, loss, blocs and stage."""
        return make_flows(self.plan, self.unit_costs, self.country, self.bloc, self.stage)

    @cached_property
    def origins(self) -> OriginFacts:
        """Return what is known of the origins of the deliveries."""
        return OriginFacts(self.plan, self.flows)

    @cached_property
    def limits(self) -> list[Limit]:
        """Return every limit of the input."""
        table = limits(self.plan)
        if table.empty:
            return []
        size = len(table)
        duals = [table[name].to_list() for n in range(1, len(self.tiers) + 1) if (name := f"dual {n}") in table]
        least = [no_worth(result.tier) for result in self.tiers]
        worth = [
            tuple(0.0 if abs(one) < nothing else one for one, nothing in zip(each, least, strict=False))
            for each in zip(*duals, strict=True)
        ]
        if self.plan.solution.stopped_in is not None:
            # What has no value in the tiers that were ended may have one in those behind.
            worth = [each if any(each) else () for each in worth]
        named = ("family", "words", "cell", "key", "period", "window", "row", "limit", "used", "missed", "slack")
        columns = [table[name].to_list() for name in named]
        found = [Limit(*values) for values in zip(*columns, worth or [()] * size, strict=True)]
        alike = closed_alike(self.plan.solution.matrix, [limit.row for limit in found])
        called = (
            {limit.row: f"{limit.words} of {limit.key.partition(KEY_PARTS)[0]}" for limit in found} if alike else {}
        )
        return [
            limit._replace(
                alike=tuple(alike[limit.row]),
                also=joined(dict.fromkeys(called[row] for row in alike[limit.row]), NAMED_ALIKE),
            )
            if limit.row in alike else limit
            for limit in found
        ]  # fmt: skip

    @cached_property
    def demands(self) -> list[Row]:
        """Return the rows of table `unmet`, every demand and period, best priority first; `row` is the program's."""
        table = self.plan.tables["unmet"]
        names = [*map(str, table.columns), "row"]
        index = self.plan.model.program.row_blocks["demand"].index
        rows = zip(*(table[name].to_list() for name in table.columns), index.tolist(), strict=True)
        found = [dict(zip(names, values, strict=True)) for values in rows]
        return sorted(found, key=lambda row: row["priority"] or PRICED_LAST)

    @cached_property
    def short(self) -> list[Row]:
        """Return the rows of `demands` that stay short."""
        return [row for row in self.demands if row["unmet_t"] > self.least_short]

    @property
    def least_short(self) -> float:
        """Return the tonnes from which on something is short."""
        return self.plan.model.program.least_short

    @property
    def gram(self) -> float:
        """Return the tonnes that are nothing."""
        return self.plan.model.program.gram

    @cached_property
    def demand_cells(self) -> dict[tuple[str, str, str], int]:
        """Return the row of sheet Demand of each (customer, commodity, end use)."""
        problem, demands = self.problem, self.problem.demands
        sites, commodities = problem.site_names.names, problem.commodity_names.names
        return {
            (sites[demands.customer[d]], commodities[demands.commodity[d]], demands.end_use[d]): int(demands.line[d])
            for d in range(demands.size)
        }

    def demand_cell(self, customer: str, commodity: str, end_use: str, period: str) -> str:
        """Return the cell that asks for a demand."""
        line = self.demand_cells[customer, commodity, end_use]
        return self.problem.cell("Demand", line, "demand", self.period_order[period])

    def quarter(self, period: int) -> str:
        """Return the quarter that a period lies in, such as 2027Q1, or the period's own name when it is longer."""
        calendar = self.problem.calendar
        first, last = (date.fromordinal(int(day)) for day in (calendar.start[period], calendar.end[period]))
        quarters = {(day.year, (day.month - 1) // MONTHS_PER_QUARTER + 1) for day in (first, last)}
        year, number = min(quarters)
        return f"{year}Q{number}" if len(quarters) == 1 else calendar.names[period]
