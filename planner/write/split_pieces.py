"""What rows and columns of the program add to a shortage, each by itself, in the planner's names."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

import numpy as np

from models.describe import WORDS, describe
from models.families.balance import NODE
from models.formulation import FAMILIES, Model
from models.linear.program import Block
from planner.explain.split import Split
from planner.write.causes import name_of
from planner.write.report import DEMAND, Limit, Report

WANTED, OTHERS, LETS, FORCES, HAND, DECIDED = (
    "wanted", "went to other demands", "lets through", "has to be", "at hand", "as decided",
)  # fmt: skip
# Columns of decisions in words, and the family of limits in whose cell somebody asked for them.
DECISIONS = {
    "build": ("capacity added at once", "expansion_limit"), "on": ("what runs", "minimum_load"),
    "order": ("order", "least_order"), "lots": ("lots", "whole_lots"), "award": ("award", "award"),
    "tier_open": ("price tier that is open", "tier_limit"),
}  # fmt: skip
# Families of limits on how many yes/no decisions say yes.
COUNTED = frozenset(family.name for family in FAMILIES if family.unit == "suppliers")
KINDS = (WANTED, OTHERS, FORCES, LETS, HAND, DECIDED)


@dataclass(frozen=True)
class Named:
    """What a row or column is, whatever it adds; others: cells that it comes from too."""

    kind: str
    what: str
    of: str
    cell: str
    period: str = ""
    limit: Limit | None = None
    others: tuple[str, ...] = ()


class Piece(NamedTuple):
    """What one row or column adds, before those with the same name are summed.

    more, less  by how much less is short with one more of it, and more with one less; None where not told
    idle        whether it is one of those in a shared cause by which nothing is gained
    """

    named: Named
    amount: float
    alone: bool | None
    more: float | None = None
    less: float | None = None
    idle: bool = False

    @property
    def is_told(self) -> bool:
        """Return whether it is known what one more or one less of it means alone."""
        return self.more is not None or self.less is not None


@dataclass(frozen=True, eq=False)
class Shortage:
    """What is split: a priority, or one demand in one period.

    name, period  in words, "whole plan" for a priority;  unit  of all its parts
    priority      of the demands whose shortage it is;  stream  demand and period where it is one of them, else None
    """

    name: str
    period: str
    unit: str
    split: Split
    priority: int
    stream: tuple[int, int] | None = None

    @property
    def which(self) -> tuple[int, tuple[int, int] | None]:
        """Return what tells it from other shortages of its plan."""
        return self.priority, self.stream

    def holds(self, priority: int, demand: int, period: int) -> bool:
        """Return whether the shortage of a demand in a period is part of it."""
        return priority == self.priority if self.stream is None else (demand, period) == self.stream


class Names:
    """What each row and column of the program is called, found when it is first asked for."""

    def __init__(self, report: Report) -> None:
        """Look up what the rows and columns of a report's plan are."""
        self._report = report
        self._problem = report.problem
        self._limits = {limit.row: limit for limit in report.limits if limit.family != DEMAND}
        program = report.plan.model.program
        self._rows = _places(program.row_blocks.values())
        self._columns = _places(program.column_blocks.values())
        self._words = {family.name: family.words for family in FAMILIES}
        self._hand = _cells_at_hand(report.plan.model)
        self._of_row, self._of_column, self._of_demand = cache(self._row), cache(self._column), cache(self._demand)

    def of_row(self, row: int, amount: float, own: Shortage) -> Named:
        """Return what a row is that adds an amount to a shortage."""
        block, place = self._rows[row]
        return self._demanded(block, place, own) if block.family == DEMAND else self._of_row(row, amount > 0.0)

    def of_column(self, column: int, own: Shortage) -> Named:
        """Return what a column is that stands at its bound."""
        block, place = self._columns[column]
        return self._demanded(block, place, own) if block.family == "unmet" else self._of_column(column)

    def _demanded(self, block: Block, place: int, own: Shortage) -> Named:
        demand, period = int(block.keys["demand"][place]), int(block.keys["period"][place])
        is_own = own.holds(int(self._problem.demands.priority[demand]), demand, period)
        return self._of_demand(demand, period, is_own)

    def _row(self, row: int, is_forcing: bool) -> Named:
        block, place = self._rows[row]
        name = self._period(block, place)
        if row in self._limits:
            limit = self._limits[row]
            what, _ = name_of(limit)
            kind = DECIDED if limit.family in COUNTED else FORCES if is_forcing else LETS
            return Named(kind, what, limit.key, limit.cell, limit=limit)
        if block.family == "balance":
            site, commodity, *rest = (int(block.keys[key][place]) for key in NODE)
            words = f"{self._problem.site_names.names[site]}, {self._problem.commodity_names.names[commodity]}"
            cell, *others = self._hand.get((site, commodity, *rest), ("",))
            return Named(HAND, "stock, orders and returns", words, cell, name, others=tuple(others))
        return Named(DECIDED, self._words[block.family], self._of(block, place), "", name)

    def _column(self, column: int) -> Named:
        block, place = self._columns[column]
        what, asked = DECISIONS.get(block.family, (block.family.replace("_", " "), ""))
        cell = self._cell(asked, block.pick(np.array([place]))) if asked else ""
        return Named(DECIDED, what, self._of(block, place), cell, self._period(block, place))

    def _period(self, block: Block, place: int) -> str:
        """Return the name of the period of a row or column, "" where it has none."""
        period = block.keys["period"][place] if "period" in block.keys else -1
        return self._problem.calendar.names[period] if period >= 0 else ""

    def _cell(self, asked: str, block: Block) -> str:
        """Return the cell of a family of limits that asks for the one decision of a block."""
        family = next(one for one in FAMILIES if one.name == asked)
        assert family.line is not None
        # A least load may differ from period to period.
        period = int(block.keys["period"][0]) if asked == "minimum_load" else None
        return self._problem.cell(family.sheet, int(family.line(self._problem, block)[0]), family.column, period)

    def _of(self, block: Block, place: int) -> str:
        """Return what a row or a column is about."""
        return describe(self._report.plan.model, block.pick(np.array([place])))[0]

    def _demand(self, demand: int, period: int, is_own: bool) -> Named:
        demands, name = self._problem.demands, self._problem.calendar.names[period]
        cell = self._problem.cell("Demand", int(demands.line[demand]), "demand", period)
        if is_own:
            return Named(WANTED, "demand", WORDS["demand"](self._problem, demand), cell, name)
        priority = int(demands.priority[demand])
        of = f"priority {priority}" if priority else "with a shortage cost"
        return Named(OTHERS, "demand", of, cell, name)


def _places(blocks: Iterable[Block]) -> dict[int, tuple[Block, int]]:
    """Return, for each row or column, its block and its place in it."""
    return {position: (block, place) for block in blocks for place, position in enumerate(block.index.tolist())}


def _cells_at_hand(model: Model) -> dict[tuple[int, ...], tuple[str, ...]]:
    """Return (site, commodity, class, period) -> cells of what is there without being bought, the largest first."""
    problem, classes = model.problem, model.variables.classes
    stocks, orders, returns = problem.inventories, problem.pipeline, problem.returns
    brought = [
        *((stocks.opening[own], (stocks.site[own], stocks.commodity[own], classes.opening[own], 0),
           problem.cell("Inventory", int(stocks.line[own]), "opening"))
          for own in np.flatnonzero(stocks.opening > 0.0).tolist()),
        *((orders.quantity[own], (orders.site[own], orders.commodity[own], classes.order[own], orders.period[own]),
           problem.cell("Pipeline", int(orders.line[own]), "quantity"))
          for own in range(orders.site.size)),
        *((returns.earlier[own, period], (returns.site[own], returns.scrap[own], classes.earlier[own], period),
           problem.cell("Recycling", int(returns.line[own]), "returns from earlier sales", period))
          for own, period in np.argwhere(returns.earlier > 0.0).tolist()),
    ]  # fmt: skip
    found: dict[tuple[int, ...], tuple[str, ...]] = {}
    for _, place, cell in sorted(brought, key=lambda one: -one[0]):
        key = tuple(int(code) for code in place)
        found[key] = (*found.get(key, ()), cell)
    return found
