"""A linear program as arrays: columns and rows come in blocks, named by family and key.

Rows and columns are found again by family and key, never by parsing a name. One object per variable is what makes
modelling layers slow; here a family is one array operation. Knows nothing of what a family means.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from models.arrays import FloatArray, IntArray
from models.linear.joins import join
from models.linear.matrix import Matrix

Keys = Mapping[str, ArrayLike]
# Where a column stands that a program does not have.
NOT_HERE = -1


@dataclass(frozen=True, eq=False)
class Block:
    """Some columns or rows of a program, with one integer code for each key.

    family  name of the variable or constraint family
    index   (size,) positions in the program
    keys    key -> (size,) codes
    """

    family: str
    index: IntArray
    keys: dict[str, IntArray]

    @property
    def size(self) -> int:
        """Return the number of columns or rows."""
        return int(self.index.size)

    def pick(self, chosen: ArrayLike, **renamed: ArrayLike) -> Block:
        """Return the chosen ones (a mask or positions, repeats allowed), with further or replaced keys.

        A renamed key is given for the chosen ones: (chosen,) codes.
        """
        where = np.asarray(chosen)
        keys = {name: codes[where] for name, codes in self.keys.items()}
        keys.update({name: np.asarray(codes, dtype=np.int64) for name, codes in renamed.items()})
        return Block(self.family, self.index[where], keys)

    def rename(self, **renamed: IntArray) -> Block:
        """Return the same columns or rows with further or replaced keys: (size,) codes."""
        return Block(self.family, self.index, {**self.keys, **renamed})


# What an objective is about.
type TierKind = Literal["unmet", "fair", "soft", "cost", "near", "size", "tie-break"]


@dataclass(frozen=True, eq=False)
class Tier:
    """One objective: (columns,) coefficients to minimise.

    name      what the report calls it
    kind      of kind `fair` the worst of the terms is made as small as possible and not their sum, in steps, each of
              which is a tier of its own in the solution
    priority  of an unmet or fair tier, else 0
    defining  rows, rising, that only say what columns of this tier mean: equations, each with one column of its own for
              what is above and one for what is below
    """

    name: str
    kind: TierKind
    objective: FloatArray
    priority: int = 0
    defining: IntArray = field(default_factory=lambda: np.empty(0, dtype=np.int64))


def never_nothing(most: FloatArray) -> FloatArray:
    """Return the most that each of some decisions lets through; where that is nothing, as much as another one does.

    What a real limit of 0 shuts has no decision against it: else raising that limit would let nothing through.
    """
    return np.where(most > 0.0, most, most.max(initial=0.0) or 1.0)


# Ten grams: a solver that locks its tiers by a row leaves such traces, and no planner calls them a shortage. Where all
# demand is less than a tonne it is as much less.
SHORT = 1e-5
# A gram: a quantity of fewer tonnes is the solver's rounding. It becomes less in the same way.
GRAM = 1e-6


@dataclass(eq=False)
class Program:
    """A linear program under construction; `matrix()` finishes it.

    integer_reasons  addresses of the cells of the input that ask for a whole-number decision
    spare, unit      as in Matrix
    """

    column_blocks: dict[str, Block] = field(default_factory=dict)
    row_blocks: dict[str, Block] = field(default_factory=dict)
    tiers: list[Tier] = field(default_factory=list)
    costs: dict[str, list[tuple[IntArray, FloatArray]]] = field(default_factory=dict)
    integer_reasons: list[str] = field(default_factory=list)
    spare: IntArray = field(default_factory=lambda: np.empty(0, dtype=np.int64))
    unit: float = 1.0
    columns: int = 0
    rows: int = 0
    _bounds: list[tuple[FloatArray, FloatArray]] = field(default_factory=list)
    _limits: list[tuple[FloatArray, FloatArray]] = field(default_factory=list)
    _entries: list[tuple[IntArray, IntArray, FloatArray]] = field(default_factory=list)
    _finished: tuple[IntArray, IntArray, FloatArray] | None = None
    _integer: list[IntArray] = field(default_factory=list)
    _switched: list[IntArray] = field(default_factory=list)

    @property
    def least_short(self) -> float:
        """Return the tonnes from which on something is short."""
        return SHORT * self.unit

    @property
    def gram(self) -> float:
        """Return the tonnes that are nothing."""
        return GRAM * self.unit

    def variables(
        self, family: str, keys: Keys, lower: ArrayLike = 0.0, upper: ArrayLike = np.inf, *, integer: bool = False
    ) -> Block:
        """Add one column for each line of `keys`, and return them.

        keys          key -> (size,) codes
        lower, upper  (size,) or one bound
        integer       whether they must be whole numbers
        """
        block = self._block(family, keys, self.columns)
        self.column_blocks[family] = block
        self.columns += block.size
        self._bounds.append((_full(lower, block.size), _full(upper, block.size)))
        if integer:
            self._integer.append(block.index)
        return block

    def row_block(
        self, family: str, keys: Keys, lower: ArrayLike = -np.inf, upper: ArrayLike = np.inf, *, switched: bool = False
    ) -> Block:
        """Add one row for each line of `keys`, and return them.

        keys          key -> (size,) codes
        lower, upper  (size,) or one limit
        switched      as in Matrix
        """
        block = self._block(family, keys, self.rows)
        self.row_blocks[family] = block
        self.rows += block.size
        self._limits.append((_full(lower, block.size), _full(upper, block.size)))
        if switched:
            self._switched.append(block.index)
        return block

    def set_limits(self, rows: Block, lower: ArrayLike, upper: ArrayLike) -> None:
        """Set the limits of a whole block of rows once its right-hand side is known."""
        position = list(self.row_blocks).index(rows.family)
        self._limits[position] = (_full(lower, rows.size), _full(upper, rows.size))

    def terms(
        self, rows: Block, variables: Block, coefficient: ArrayLike = 1.0, on: Sequence[str] | None = None
    ) -> None:
        """Add coefficient * variable to every row whose key columns `on` match the variable's.

        coefficient  (variables,) or one number
        on           names of key columns; by default all that both have
        """
        if rows.size == 0 or variables.size == 0:
            return
        shared = [name for name in rows.keys if name in variables.keys] if on is None else list(on)
        row, column = join([rows.keys[name] for name in shared], [variables.keys[name] for name in shared])
        values = _full(coefficient, variables.size)
        self._entries.append((rows.index[row], variables.index[column], values[column]))

    def entries(self, row: IntArray, column: IntArray, coefficient: ArrayLike = 1.0) -> None:
        """Add coefficients at known positions: (entries,) rows, columns, and values or one number."""
        self._entries.append((row, column, _full(coefficient, row.size)))

    def columns_of(self, other: Program, but_for: Collection[str]) -> IntArray | None:
        """Return (columns of another program,) where each stands in this one; None where some are not the same.

        but_for  families that may be other ones; theirs stand at NOT_HERE
        """
        found = np.full(other.columns, NOT_HERE)
        for family in {*self.column_blocks, *other.column_blocks} - {*but_for}:
            mine, theirs = self.column_blocks.get(family), other.column_blocks.get(family)
            if mine is None or theirs is None or mine.keys.keys() != theirs.keys.keys():
                return None
            if any(not np.array_equal(codes, theirs.keys[name]) for name, codes in mine.keys.items()):
                return None
            found[theirs.index] = mine.index
        return found

    def take_over(self, other: Program, family: str, columns: IntArray) -> Block:
        """Add the rows of a family as a finished program has them, and return them.

        columns  where the columns of the other program stand here; all that these rows ask for do
        """
        theirs = other.row_blocks[family]
        lower, upper = other._limits[list(other.row_blocks).index(family)]
        is_switched = any(one is theirs.index for one in other._switched)
        rows = self.row_block(family, theirs.keys, lower, upper, switched=is_switched)
        if theirs.size:
            start, column, value = other._sorted()
            ends = start[theirs.index[0] : theirs.index[-1] + 2]
            entry = slice(ends[0], ends[-1])
            self._entries.append((np.repeat(rows.index, np.diff(ends)), columns[column[entry]], value[entry]))
        return rows

    def cost(self, kind: str, variables: Block, coefficient: ArrayLike) -> None:
        """Add a cost of a kind (freight, tariff, ...) in USD per unit of the variables, already discounted."""
        self.costs.setdefault(kind, []).append((variables.index, _full(coefficient, variables.size)))

    def cost_vector(self, kind: str | None = None) -> FloatArray:
        """Return (columns,) the cost coefficients of one kind, or of all."""
        result = np.zeros(self.columns)
        for name, parts in self.costs.items():
            if kind is None or name == kind:
                for index, values in parts:
                    np.add.at(result, index, values)
        return result

    @property
    def largest(self) -> float:
        """Return the largest number among the bounds of columns and the limits of rows that is not infinite."""
        numbers = np.abs(np.concatenate([np.zeros(1), *(one for pair in self._bounds + self._limits for one in pair)]))
        return float(numbers[np.isfinite(numbers)].max())

    def matrix(self) -> Matrix:
        """Return the finished program; coefficients at the same place are added, zeros dropped."""
        start, column, value = self._sorted()
        return Matrix(
            _joined([bound[0] for bound in self._bounds], np.float64),
            _joined([bound[1] for bound in self._bounds], np.float64),
            _joined([limit[0] for limit in self._limits], np.float64),
            _joined([limit[1] for limit in self._limits], np.float64),
            start,
            column,
            value,
            _joined(self._integer, np.int64),
            self.spare,
            self.unit,
            _joined(self._switched, np.int64),
        )

    def _sorted(self) -> tuple[IntArray, IntArray, FloatArray]:
        """Return start, column and value as in Matrix: sorted once, in place of the entries that they are made of."""
        if self._finished is not None and not self._entries and self._finished[0].size == self.rows + 1:
            return self._finished
        if self._finished is not None:
            start, column, value = self._finished
            self._entries.insert(0, (np.repeat(np.arange(start.size - 1), np.diff(start)), column, value))
        width = max(self.columns, 1)
        place = _joined([row * width + column for row, column, _ in self._entries], np.int64)
        value = _joined([value for _, _, value in self._entries], np.float64)
        self._entries.clear()
        order = np.argsort(place, kind="stable")
        place, value = place[order], value[order]
        del order
        if place.size and np.any(place[1:] == place[:-1]):
            starts = np.flatnonzero(np.concatenate([[True], place[1:] != place[:-1]]))
            place, value = place[starts], np.add.reduceat(value, starts)
        if np.any(value == 0.0):
            place, value = place[value != 0.0], value[value != 0.0]
        start = np.searchsorted(place, np.arange(self.rows + 1) * width)
        self._finished = start, np.remainder(place, width, out=place), value
        return self._finished

    @staticmethod
    def _block(family: str, keys: Keys, first: int) -> Block:
        codes = {name: np.asarray(values, dtype=np.int64) for name, values in keys.items()}
        size = next(iter(codes.values())).size if codes else 0
        return Block(family, np.arange(first, first + size, dtype=np.int64), codes)


def _full(values: ArrayLike, size: int) -> FloatArray:
    """Return (size,) values from an array or one number."""
    given = np.asarray(values, dtype=np.float64)
    return np.ascontiguousarray(given) if given.shape == (size,) else np.full(size, given)


def _joined[Scalar: np.generic](parts: Sequence[NDArray[Scalar]], kind: type[Scalar]) -> NDArray[Scalar]:
    """Return the parts as one array, empty where there are none."""
    return np.concatenate(parts) if parts else np.empty(0, dtype=kind)
