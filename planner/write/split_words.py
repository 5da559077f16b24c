"""The parts of a shortage under the planner's names: what is wanted, what lets through how much, what went where."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from models.describe import WORDS
from models.nouns import counted
from planner.explain.split import NOTHING
from planner.write.causes import limits_in_its_cell, when
from planner.write.phrases import in_periods
from planner.write.report import Report
from planner.write.short_units import unit_of
from planner.write.split_pieces import DECIDED, KINDS, OTHERS, Named, Names, Piece, Shortage

ALONE, SHARED, AS_A_SUM, WITHIN, NOT_ASKED, NOT_KNOWN = (
    "by itself", "shared cause", "as a sum", "within the shared cause", "not asked: --explain full", "not known",
)  # fmt: skip
# What is typed into such a cell moves more than what is told of.
ONE_OF = "one more and one less are of one of the {} limits in its cell"


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
    named = report.once(_known_parts)
    if own.which not in named:
        named[own.which] = _named(report, report.once(Names), own)
    return named[own.which]


def _known_parts(_: Report) -> dict[tuple[int, tuple[int, int] | None], list[NamedPart]]:
    """Return where shortages that several sheets ask for are put into words once."""
    return {}


def _named(report: Report, names: Names, own: Shortage) -> list[NamedPart]:
    pieces = [*_of_rows(names, own), *_of_columns(names, own)]
    shared = [piece for piece in pieces if piece.alone is False]
    if len(shared) == 1:
        # The sum of one is that one.
        pieces, shared = [piece._replace(alone=True) for piece in pieces], []
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


def _of_rows(names: Names, own: Shortage) -> Iterator[Piece]:
    split = own.split
    alone = itertools.repeat(None) if split.row_alone is None else split.row_alone.tolist()
    each = (
        split.rows.tolist(), split.of_rows.tolist(), alone, split.more.tolist(), split.less.tolist(),
        split.row_idle.tolist(),
    )  # fmt: skip
    for row, amount, stands, more, less, idle in zip(*each, strict=False):
        named = names.of_row(row, amount, own)
        # One more of what is decided in whole numbers gains nothing while the decisions stay: that tells of no number.
        told = (None, None) if named.kind == DECIDED else (_known(more), _known(less))
        yield Piece(named, amount, stands, *told, idle)


def _of_columns(names: Names, own: Shortage) -> Iterator[Piece]:
    split = own.split
    alone = itertools.repeat(None) if split.column_alone is None else split.column_alone.tolist()
    each = split.columns.tolist(), split.of_columns.tolist(), alone, split.column_idle.tolist()
    for column, amount, stands, idle in zip(*each, strict=False):
        yield Piece(names.of_column(column, own), amount, stands, idle=idle)


def may_gain(parts: Iterable[NamedPart]) -> bool:
    """Return whether a tonne of something in a shared cause may gain something, though the sum is nothing."""
    return any(part.stands == WITHIN for part in parts)


def _of_idle(idle: int) -> str:
    """Return what is said of those of a shared cause that are not listed, since nothing is gained by them."""
    return f": nothing is gained by a tonne more or less of {idle} of them, not listed here" if idle else ""


def _known(amount: float) -> float | None:
    return None if math.isnan(amount) else amount


def _ordered(report: Report, pieces: Iterable[Piece], untold: str) -> list[NamedPart]:
    """Return pieces as parts, those with the same name as one unless they are told apart, in order."""
    groups: dict[tuple[object, ...], list[Piece]] = {}
    pieces = list(pieces)
    # What is told of the row of a demand holds for what of it stays short.
    own = {_place(piece.named): place for place, piece in enumerate(pieces) if piece.is_told}
    for piece in pieces:
        named = piece.named
        apart = own.get(_place(named)) if own else None
        groups.setdefault((named.kind, named.what, named.of, apart), []).append(piece)
    found = [(sum(piece.amount for piece in group), _summed(report, group, untold)) for group in groups.values()]
    ordered = sorted(found, key=lambda pair: (KINDS.index(pair[1].kind), -abs(pair[0]), pair[1].what, pair[1].of))
    return [part for _, part in ordered]


def _place(named: Named) -> tuple[str, ...]:
    return named.kind, named.what, named.of, named.cell, named.period


def _summed(report: Report, group: list[Piece], untold: str) -> NamedPart:
    first, told = group[0], next((piece for piece in group if piece.is_told), group[0])
    limits = [piece.named.limit for piece in group if piece.named.limit is not None]
    periods = [piece.named.period for piece in group if piece.named.period]
    # A demand may have a part in its row and one in what of it stays short.
    cells: dict[str, float] = {}
    for piece in group:
        if piece.named.cell:
            cells[piece.named.cell] = cells.get(piece.named.cell, 0.0) + piece.amount
        for other in piece.named.others:
            cells.setdefault(other, 0.0)
    named = first.named
    cell = max(cells, key=lambda one: abs(cells[one]), default="")
    count = f" ({counted(len(cells), 'cell')})" if named.kind == OTHERS else ""
    stands = untold if first.alone is None else ALONE if first.alone else WITHIN
    when_ = when(report, limits) if limits else in_periods(periods, report.period_order)
    if told.is_told and told.named.limit is not None and (alike := limits_in_its_cell(report, told.named.limit)) > 1:
        when_ += f" ({ONE_OF.format(alike)})"
    return NamedPart(
        named.kind, named.what + count, named.of, when_, sum(piece.amount for piece in group), stands, cell,
        max(0, len(cells) - 1), told.more, told.less,
    )  # fmt: skip
