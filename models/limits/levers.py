"""Levers: limits of the input that somebody could raise, how far, at what cost, and from which period on.

Standard levers need no word of the planner: capacity, lanes, caps, grants, contracts, releases, storage, shares, what
can be added, and stock that is there at the start. Columns `movable`, `how far` and `at what cost` bound and price
those of their rows, or take them away.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from models.arrays import BoolArray, FloatArray, IntArray
from models.classes.growth import asked_for
from models.describe import WORDS, describe
from models.formulation import FAMILIES, Family, Model
from models.limits import can_be_typed
from models.limits.alongside import Alongside, alongside
from models.limits.windows import counted_periods
from models.linear.joins import join
from models.linear.matrix import Matrix
from models.network import node, nodes_of
from models.records import Records
from models.roles import ASKED, KEPT, NOT_RAISED, RAISED, WINDOWED

OPENING = "opening"
PER_YEAR = "t/yr"
TONNES = "t"
NO, YES = "no", "yes"


@dataclass(frozen=True, eq=False)
class Lever:
    """A limit that could be raised, in all its rows; a move is one row.

    family, words, key  what it is, and of what, in the planner's names
    sheet, column       where it stands;  line  (moves,) record of the sheet;  period  (moves,) that its cell names, -1
                        where it names none
    unit    of every move: t, or t/yr for what can be added
    row     (moves,) program row that each raises
    most    (moves,) in the unit, inf where nothing bounds it
    price   (moves,) USD for each of the unit, NaN where none is known
    stated  (moves,) whether the planner marked it as movable and said at what cost
    first   (moves,) period before which it can do nothing
    entries (move, program row, coefficient) of each entry of the column of a move; of an upper limit -1 in its own row
    lowered whether its limit is one from below, which a move lowers
    """

    family: str
    words: str
    key: str
    sheet: str
    column: str
    line: IntArray
    period: IntArray
    unit: str
    row: IntArray
    most: FloatArray
    price: FloatArray
    stated: BoolArray
    first: IntArray
    entries: tuple[IntArray, IntArray, FloatArray]
    lowered: bool = False

    @property
    def size(self) -> int:
        """Return the number of moves."""
        return int(self.row.size)

    @property
    def is_windowed(self) -> bool:
        """Return whether what a row lets through can be used in any period of a window."""
        return self.family in WINDOWED


def standard_levers(model: Model, matrix: Matrix) -> tuple[Lever, ...]:
    """Return every lever, in the order of the families; rows that no cure may move are left out."""
    counted, together = counted_periods(model), alongside(model, matrix)
    found = [
        lever
        for family in FAMILIES
        if family.name in RAISED and family.line is not None
        for lever in _of_family(model, matrix, family, counted, together)
    ]
    return (*found, *_openings(model))


def beyond(levers: Iterable[Lever], model: Model, matrix: Matrix) -> tuple[Lever, ...]:
    """Return what would have to give way where the levers do not: their rows without a bound, and all other limits.

    These are what lets nothing through, what is asked for at least, what is kept as it was, and stock at the start.
    """
    counted, together = counted_periods(model), alongside(model, matrix)
    closed = [
        lever
        for family in FAMILIES
        for names, lowered in (((*RAISED, *NOT_RAISED, *KEPT), False), ((*ASKED, *KEPT), True))
        if family.line is not None and family.name in names
        for lever in _of_family(model, matrix, family, counted, together, bounded=False, lowered=lowered)
    ]
    closed += _openings(model, bounded=False)
    unbounded = {int(row) for lever in levers for row in lever.row[np.isinf(lever.most)]}
    kept = [_picked(lever, np.array([int(row) not in unbounded for row in lever.row])) for lever in closed]
    return tuple(lever for lever in kept if lever.size)


def of_family(name: str, model: Model, matrix: Matrix) -> tuple[Lever, ...]:
    """Return the rows of one family as levers that nothing bounds: of `qualification`, what waits on each lane."""
    family = next(one for one in FAMILIES if one.name == name)
    counted, together = counted_periods(model), alongside(model, matrix)
    return tuple(_of_family(model, matrix, family, counted, together, bounded=False))


def _of_family(
    model: Model, matrix: Matrix, family: Family, counted: IntArray, together: Alongside, *, bounded: bool = True,
    lowered: bool = False,
) -> list[Lever]:  # fmt: skip
    """Return the levers of a family: one for each row of the input, and for each thing that it limits.

    bounded  whether the columns of the input bound them, and rows that none may move are left out
    lowered  whether their limits from below are lowered, and not those from above raised
    """
    problem, block = model.problem, model.program.row_blocks[family.name]
    block = block.pick(np.isfinite((matrix.row_lower if lowered else matrix.row_upper)[block.index]))
    if family.name == "expansion_limit":
        # What is built at once or not at all is decided, and more of it is another decision.
        block = block.pick(~problem.expansions.whole[block.keys["addition"]])
    if bounded:
        block = block.pick(can_be_typed(model, family.name, block))
    if not block.size or family.line is None:
        return []
    line = np.asarray(family.line(problem, block), dtype=np.int64)
    period = block.keys.get("period", np.full(block.size, -1, dtype=np.int64))
    may, most, price = _terms(problem.tables.records[family.sheet], line, period)
    if not bounded:
        may, most, price = np.ones_like(may), np.full_like(most, np.inf), np.full_like(price, np.nan)
    first = np.where(period >= 0, period, _first_counted(matrix, block.index, counted))
    groups: dict[tuple[int, str], list[int]] = {}
    for place, pair in enumerate(zip(line.tolist(), describe(model, block), strict=True)):
        if may[place]:
            groups.setdefault(pair, []).append(place)
    unit = PER_YEAR if family.name == "expansion_limit" else family.unit
    return [
        Lever(
            family.name, family.words, key, family.sheet, family.column, line[own], period[own], unit,
            block.index[own], most[own], price[own], ~np.isnan(price[own]), first[own],
            _entries(block.index[own], together, 1.0 if lowered else -1.0), lowered,
        )
        for (_, key), own in groups.items()
    ]  # fmt: skip


def _entries(rows: IntArray, together: Alongside, value: float) -> tuple[IntArray, IntArray, FloatArray]:
    """Return the entries of moves of the limits of some rows, and of what moves with them."""
    move, other, share = together.of(rows)
    return (
        np.append(np.arange(rows.size), move), np.append(rows, other),
        np.append(np.full(rows.size, value), value * share),
    )  # fmt: skip


def _terms(records: Records, line: IntArray, period: IntArray) -> tuple[BoolArray, FloatArray, FloatArray]:
    """Return (rows,) whether a cure may move each, t by which at most, and USD for each t, NaN where none is stated.

    line, period  (rows,) records of a sheet, and periods that their cells name, -1 for none
    """
    if "movable" not in records.text:
        return np.ones(line.size, dtype=np.bool_), np.full(line.size, np.inf), np.full(line.size, np.nan)
    said, by_period = records.text["movable"][line], records.number_by_period.get("how far")
    far = records.number["how far"][line] if by_period is None else by_period[line, np.maximum(period, 0)]
    may = np.array([word != NO for word in said], dtype=np.bool_)
    return may, np.where(np.isnan(far), np.inf, far), records.number["at what cost"][line]


def _first_counted(matrix: Matrix, rows: IntArray, counted: IntArray) -> IntArray:
    """Return (rows,) the first period that counts in each; 0 where nothing does."""
    spans = [matrix.column[matrix.start[row] : matrix.start[row + 1]] for row in rows.tolist()]
    return np.array([int(counted[own].min()) if own.size else 0 for own in spans], dtype=np.int64)


def _openings(model: Model, *, bounded: bool = True) -> list[Lever]:
    """Return, for each commodity, tonnes more that lie in stocks of it at the start, at a stated cost or its value.

    bounded  as of a family
    """
    problem, stocks = model.problem, model.problem.inventories
    may, most, cost = _terms(problem.tables.records["Inventory"], stocks.line, np.full(stocks.size, -1))
    if not bounded:
        may, most, cost = np.ones_like(may), np.full_like(most, np.inf), np.full_like(cost, np.nan)
    balance, wanted = model.program.row_blocks["balance"], model.program.row_blocks["end_stock"]
    there = [np.arange(stocks.size), stocks.site, stocks.commodity, _classes_of_openings(model)]
    first = balance.pick(balance.keys["period"] == 0)
    place, found = join(there[1:], [first.keys[name] for name in ("site", "commodity", "class")])
    row_of = dict(zip(place.tolist(), first.index[found].tolist(), strict=True))
    end_of = dict(zip(wanted.keys["stock"].tolist(), wanted.index.tolist(), strict=True))
    blank = np.isnan(problem.tables.records["Inventory"].number["end stock"])
    groups: dict[int, list[int]] = {}
    for stock in sorted(row_of):
        if stocks.kept[stock, 0] and may[stock]:
            groups.setdefault(int(stocks.commodity[stock]), []).append(stock)
    levers = []
    for commodity, own in groups.items():
        entries = [(move, row_of[stock], -float(stocks.kept[stock, 0])) for move, stock in enumerate(own)]
        # The opening of a stockpile is wanted again at the end.
        again = [(move, stock) for move, stock in enumerate(own) if blank[stocks.line[stock]] and stock in end_of]
        entries += [(move, end_of[stock], -1.0) for move, stock in again]
        value = np.where(np.isnan(cost[own]), problem.commodities.value[commodity, 0], cost[own])
        levers.append(
            Lever(
                OPENING, "opening stock", WORDS["commodity"](problem, commodity), "Inventory", "opening",
                stocks.line[own], np.full(len(own), -1), TONNES, np.array([row_of[stock] for stock in own]),
                most[own], value, ~np.isnan(cost[own]), np.zeros(len(own), np.int64),
                (np.array([one[0] for one in entries]), np.array([one[1] for one in entries]),
                 np.array([one[2] for one in entries])),
            )
        )  # fmt: skip
    return levers


def _classes_of_openings(model: Model) -> IntArray:
    """Return (stocks,) the class in which more at the start would lie, -1 where no material of that class occurs."""
    problem, stocks = model.problem, model.problem.inventories
    asked = asked_for(problem, model.reach, nodes_of(problem))
    place = node(problem, stocks.site, stocks.commodity)
    kept = np.zeros_like(asked)
    np.bitwise_or.at(kept, place, problem.origins.set_by_stock)
    code = {own: number for number, own in enumerate(model.variables.classes.marks.tolist())}
    marks = (problem.origins.of_opening | kept[place]) & asked[place]
    return np.array([code.get(own, -1) for own in marks.tolist()], dtype=np.int64)


def _picked(lever: Lever, kept: BoolArray) -> Lever:
    """Return a lever with some of its moves."""
    number = np.cumsum(kept) - 1
    move, row, value = lever.entries
    own = kept[move]
    return Lever(
        lever.family, lever.words, lever.key, lever.sheet, lever.column, lever.line[kept], lever.period[kept],
        lever.unit, lever.row[kept], lever.most[kept], lever.price[kept], lever.stated[kept], lever.first[kept],
        (number[move[own]], row[own], value[own]), lever.lowered,
    )  # fmt: skip
