"""The parts of a shortage under the planner's names: what is wanted, what lets through how much, what went where."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np

from models.describe import WORDS, describe
from models.families.balance import NODE
from models.formulation import FAMILIES, Model
from models.linear.program import Block
from models.nouns import counted
from planner.explain.split import NOTHING, Split
from planner.write.causes import name_of, when
from planner.write.phrases import in_periods
from planner.write.report import DEMAND, Limit, Report
from planner.write.short_units import unit_of

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
ALONE, SHARED, AS_A_SUM, WITHIN, NOT_ASKED, NOT_KNOWN = (
    "by itself", "shared cause", "as a sum", "within the shared cause", "not asked: --explain full", "not known",
)  # fmt: skip


@dataclass(frozen=True)
class NamedPart:
    """One part of a shortage; those with the same name are summed.

    amount  t, or the unit of the tier; negative where it makes less short; None for what is within a shared cause, of
            which only the sum is certain
    stands  whether it stands by itself
    cell    of the input, "" where there is none, that of the largest where there are several
    others  how many more cells it is the sum of
    more    by how much less is short with one more of it, less  by how much more with one less; None where not told
    """

    kind: str
    what: str
    of: str
    when: str
    amount: float | None
    stands: str
    cell: str
    others: int = 0
    more: float | None = None
    less: float | None = None

    @property
    def cells(self) -> str:
        """Return its cell as a sentence says it, and how many more there are."""
        return f"{self.cell} and {self.others} more" if self.others else self.cell


@dataclass(frozen=True)
class _Piece:
    """A part of one row or column, before those with the same name are summed; others: cells that it comes from too."""

    kind: str
    what: str
    of: str
    amount: float
    alone: bool | None
    cell: str
    period: str = ""
    limit: Limit | None = None
    more: float | None = None
    less: float | None = None
    idle: bool = False
    others: tuple[str, ...] = ()

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


def shortages(report: Report) -> list[Shortage]:
    """Return each priority that was split, and each demand in a period."""
    problem, found = report.problem, report.explained.splits
    every = [
        Shortage(f"priority {tier.priority}", "whole plan", unit_of(problem, tier.priority), split, tier.priority)
        for tier, split in found.priorities
    ]
    unmet = report.plan.model.variables.unmet
    for place, split in found.streams:
        demand, period = int(unmet.keys["demand"][place]), int(unmet.keys["period"][place])
        name, priority = WORDS["demand"](problem, demand), int(problem.demands.priority[demand])
        every.append(Shortage(name, problem.calendar.names[period], "t", split, priority, (demand, period)))
    return every


def named_parts(report: Report, own: Shortage) -> list[NamedPart]:
    """Return the parts of a shortage by name: what is wanted, the largest, then a shared cause and what is in it."""
    finder = report.once(_Finder)
    if own.which not in finder.named:
        finder.named[own.which] = _named(report, finder, own)
    return finder.named[own.which]


def _named(report: Report, finder: _Finder, own: Shortage) -> list[NamedPart]:
    split = own.split
    pieces = [
        replace(
            finder.of_row(row, amount, None if split.row_alone is None else bool(split.row_alone[place]), own),
            idle=bool(split.row_idle[place]),
        )
        for place, (row, amount) in enumerate(zip(split.rows.tolist(), split.of_rows.tolist(), strict=True))
    ]
    # One more of what is decided in whole numbers gains nothing while the decisions stay: that tells of no number.
    pieces = [
        piece
        if piece.kind == DECIDED
        else replace(piece, more=_known(split.more[place]), less=_known(split.less[place]))
        for place, piece in enumerate(pieces)
    ]
    pieces += [
        replace(
            finder.of_column(
                column, amount, None if split.column_alone is None else bool(split.column_alone[place]), own
            ),
            idle=bool(split.column_idle[place]),
        )
        for place, (column, amount) in enumerate(zip(split.columns.tolist(), split.of_columns.tolist(), strict=True))
    ]
    shared = [piece for piece in pieces if piece.alone is False]
    if len(shared) == 1:
        # The sum of one is that one.
        pieces, shared = [replace(piece, alone=True) for piece in pieces], []
    # Of a priority it is always asked; where it is not told, as behind a fair share, more effort finds no more.
    untold = NOT_ASKED if own.stream is not None else NOT_KNOWN
    found = _ordered(report, [piece for piece in pieces if piece.alone is not False], untold)
    idle = sum(piece.idle for piece in shared)
    # All of them together are nothing, and no tonne of any gains anything: no cause of anything.
    if idle < len(shared):
        what = f"{counted(len(shared), 'limit')} and demands together{_of_idle(idle)}"
        joint = sum(piece.amount for piece in shared)
        found.append(NamedPart(SHARED, what, "", "", joint if abs(joint) > NOTHING else 0.0, AS_A_SUM, ""))
        listed = [piece for piece in shared if not piece.idle]
        found += [replace(part, amount=None) for part in _ordered(report, listed, untold)]
    return found


def may_gain(parts: Iterable[NamedPart]) -> bool:
    """Return whether a tonne of something in a shared cause may gain something, though the sum is nothing."""
    return any(part.stands == WITHIN for part in parts)


def _of_idle(idle: int) -> str:
    """Return what is said of those of a shared cause that are not listed, since nothing is gained by them."""
    return f": nothing is gained by a tonne more or less of {idle} of them, not listed here" if idle else ""


def _known(amount: float) -> float | None:
    return None if np.isnan(amount) else float(amount)


def _ordered(report: Report, pieces: Iterable[_Piece], untold: str) -> list[NamedPart]:
    """Return pieces as parts, those with the same name as one unless they are told apart, in order."""
    groups: dict[tuple[object, ...], list[_Piece]] = {}
    pieces = list(pieces)
    # What is told of the row of a demand holds for what of it stays short.
    own = {_place(piece): place for place, piece in enumerate(pieces) if piece.is_told}
    for piece in pieces:
        told = own.get(_place(piece))
        groups.setdefault((piece.kind, piece.what, piece.of, told), []).append(piece)
    found = [(sum(piece.amount for piece in group), _summed(report, group, untold)) for group in groups.values()]
    ordered = sorted(found, key=lambda pair: (KINDS.index(pair[1].kind), -abs(pair[0]), pair[1].what, pair[1].of))
    return [part for _, part in ordered]


def _place(piece: _Piece) -> tuple[str, ...]:
    return piece.kind, piece.what, piece.of, piece.cell, piece.period


def _summed(report: Report, group: list[_Piece], untold: str) -> NamedPart:
    first, limits = group[0], [piece.limit for piece in group if piece.limit is not None]
    periods = [piece.period for piece in group if piece.period]
    # A demand may have a part in its row and one in what of it stays short.
    cells: dict[str, float] = {}
    for piece in group:
        if piece.cell:
            cells[piece.cell] = cells.get(piece.cell, 0.0) + piece.amount
        for other in piece.others:
            cells.setdefault(other, 0.0)
    cell = max(cells, key=lambda one: abs(cells[one]), default="")
    count = f" ({counted(len(cells), 'cell')})" if first.kind == OTHERS else ""
    stands = untold if first.alone is None else ALONE if first.alone else WITHIN
    when_ = when(report, limits) if limits else in_periods(periods, report.period_order)
    return NamedPart(
        first.kind, first.what + count, first.of, when_, sum(piece.amount for piece in group), stands, cell,
        max(0, len(cells) - 1), next((piece.more for piece in group if piece.is_told), None),
        next((piece.less for piece in group if piece.is_told), None),
    )  # fmt: skip


class _Finder:
    """What each row and column of the program is, in the planner's names."""

    def __init__(self, report: Report) -> None:
        self._report = report
        self._problem = report.problem
        self._limits = {limit.row: limit for limit in report.limits if limit.family != DEMAND}
        program = report.plan.model.program
        self._rows = _places(program.row_blocks.values())
        self._columns = _places(program.column_blocks.values())
        self._words = {family.name: family.words for family in FAMILIES}
        self._hand = _cells_at_hand(report.plan.model)
        # What several sheets ask for is put into words once.
        self.named: dict[tuple[int, tuple[int, int] | None], list[NamedPart]] = {}

    def of_row(self, row: int, amount: float, alone: bool | None, own: Shortage) -> _Piece:
        """Return a part of a row."""
        block, place = self._rows[row]
        period = block.keys["period"][place] if "period" in block.keys else -1
        name = self._problem.calendar.names[period] if period >= 0 else ""
        if block.family == DEMAND:
            return self._demand(int(block.keys["demand"][place]), int(period), amount, alone, own)
        if row in self._limits:
            limit = self._limits[row]
            what, _ = name_of(limit)
            if limit.family in COUNTED:
                return _Piece(DECIDED, what, limit.key, amount, alone, limit.cell, limit=limit)
            return _Piece(FORCES if amount > 0.0 else LETS, what, limit.key, amount, alone, limit.cell, limit=limit)
        if block.family == "balance":
            site, commodity, *rest = (int(block.keys[key][place]) for key in NODE)
            words = f"{self._problem.site_names.names[site]}, {self._problem.commodity_names.names[commodity]}"
            what = "stock, orders and returns"
            cell, *others = self._hand.get((site, commodity, *rest), ("",))
            return _Piece(HAND, what, words, amount, alone, cell, name, others=tuple(others))
        return _Piece(DECIDED, self._words[block.family], self._of(block, place), amount, alone, "", name)

    def of_column(self, column: int, amount: float, alone: bool | None, own: Shortage) -> _Piece:
        """Return a part of a column at its bound."""
        block, place = self._columns[column]
        if block.family == "unmet":
            return self._demand(int(block.keys["demand"][place]), int(block.keys["period"][place]), amount, alone, own)
        period = block.keys["period"][place] if "period" in block.keys else -1
        name = self._problem.calendar.names[period] if period >= 0 else ""
        what, asked = DECISIONS.get(block.family, (block.family.replace("_", " "), ""))
        cell = self._cell(asked, block.pick(np.array([place]))) if asked else ""
        return _Piece(DECIDED, what, self._of(block, place), amount, alone, cell, name)

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

    def _demand(self, demand: int, period: int, amount: float, alone: bool | None, own: Shortage) -> _Piece:
        demands, name = self._problem.demands, self._problem.calendar.names[period]
        cell = self._problem.cell("Demand", int(demands.line[demand]), "demand", period)
        priority = int(demands.priority[demand])
        if own.holds(priority, demand, period):
            return _Piece(WANTED, "demand", WORDS["demand"](self._problem, demand), amount, alone, cell, name)
        of = f"priority {priority}" if priority else "with a shortage cost"
        return _Piece(OTHERS, "demand", of, amount, alone, cell, name)


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
