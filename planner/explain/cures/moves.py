"""Moves of levers: each is a column by which a limit is raised, with how far it goes and what it counts for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from models.arrays import BoolArray, FloatArray, IntArray
from models.limits.levers import OPENING, Lever
from models.linear.matrix import Matrix

# By which share a tonne of stock at the start counts for more.
UNKNOWN = 1e-3


@dataclass(frozen=True, eq=False)
class Moves:
    """All moves of some levers, one behind the other; every array but the last is (moves,).

    lever     whose it is;  row  whose limit it is
    most      how far, in the lever's unit;  price  USD, NaN where nobody stated it
    weight    what a tonne counts among those without a stated cost; 0 where it is stated
    entries   moves, rows and values of what each adds to the limits
    """

    lever: IntArray
    row: IntArray
    most: FloatArray
    price: FloatArray
    weight: FloatArray
    entries: tuple[IntArray, IntArray, FloatArray]

    @property
    def begins(self) -> IntArray:
        """Return (levers,) the first move of each."""
        return np.searchsorted(self.lever, np.arange(int(self.lever.max(initial=-1)) + 1))

    @property
    def size(self) -> int:
        """Return how many moves there are."""
        return self.row.size

    def bounds_of(self, levers: Sequence[int] | IntArray) -> FloatArray:
        """Return (moves,) how far each move of some levers goes; 0 for all others."""
        return np.where(np.isin(self.lever, np.asarray(levers, dtype=np.int64)), self.most, 0.0)

    def used(self, moved: FloatArray, nothing: float) -> list[int]:
        """Return the levers that move by more than nothing, the least moved first."""
        used: list[int] = np.unique(self.lever[moved > nothing]).tolist()
        return sorted(used, key=lambda one: float(moved[self.lever == one].sum()))

    def paid(self, moved: FloatArray) -> float:
        """Return USD that moves with a stated cost cost."""
        return float(np.nan_to_num(self.price) @ moved)

    def unpriced(self, moved: FloatArray) -> float:
        """Return t of the moves without a stated cost."""
        return float(moved[self.weight > 0.0].sum())


@dataclass(frozen=True, eq=False)
class Prefix:
    """What a window lets through before a period if its limit is raised from that period on only.

    columns, values  of the limit's entries before;  limit  t, not raised
    """

    columns: IntArray
    values: FloatArray
    limit: float


def moves_of_levers(levers: Sequence[Lever]) -> Moves:
    """Return the moves of levers, in their order."""

    def of(name: str, kind: type) -> np.ndarray:
        return np.concatenate([np.empty(0, dtype=kind), *[getattr(lever, name) for lever in levers]])

    sizes = [lever.size for lever in levers]
    stated: BoolArray = of("stated", np.bool_)
    opening = np.repeat([lever.family == OPENING for lever in levers], sizes)
    lever: IntArray = np.repeat(np.arange(len(levers)), sizes)
    begins = np.cumsum([0, *sizes])
    places, rows, values = (
        np.concatenate([np.empty(0), *[one.entries[part] + begins[own] * (part == 0) for own, one in
                                       enumerate(levers)]])
        for part in range(3)
    )  # fmt: skip
    return Moves(
        lever, of("row", np.int64), of("most", np.float64), of("price", np.float64),
        # Nobody knows what stock at the start would have cost: it stands behind all that else closes the gap by as
        # many tonnes.
        np.where(stated, 0.0, np.where(opening, 1.0 + UNKNOWN, 1.0)),
        (places.astype(np.int64), rows.astype(np.int64), values),
    )  # fmt: skip


def with_moves(matrix: Matrix, moves: Moves, sums: Sequence[tuple[IntArray, FloatArray]]) -> Matrix:
    """Return a program with one column behind the others for each move, at 0, and a free row for each of some sums.

    sums  columns, those of moves among them, and values of each
    """
    begins = matrix.rows + np.arange(len(sums))
    entries = (
        np.concatenate([moves.entries[1], np.repeat(begins, [columns.size for columns, _ in sums])]),
        np.concatenate([matrix.columns + moves.entries[0], *[columns for columns, _ in sums]]),
        np.concatenate([moves.entries[2], *[values for _, values in sums]]),
    )
    none, free = np.zeros(moves.size), np.full(len(sums), np.inf)
    return matrix.grown(entries, (none, none), (-free, free))


def uncounted(lever: Lever) -> Lever:
    """Return a lever that counts as no tonne."""
    return replace(lever, stated=np.ones(lever.size, dtype=np.bool_))


def counted(lever: Lever) -> Lever:
    """Return a lever that counts in tonnes, whatever it costs."""
    return replace(lever, stated=np.zeros(lever.size, dtype=np.bool_))
