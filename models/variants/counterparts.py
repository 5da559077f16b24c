"""Which columns and rows of one program are those of another, made from nearly the same input.

Codes shift when rows of a sheet are left out. A code is the same thing in both where it comes from the same row of the
same sheet, as the same of those that come from it; a class is the same where its marks are. A mistake here costs time
and never truth: whoever uses this compares the coefficients.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from models.arrays import IntArray
from models.formulation import Model
from models.linear.joins import join
from models.linear.program import Block
from models.problem import Problem

# Keys of which the codes follow the rows of a sheet: the sheet, and (codes,) the record that each comes from.
LINES: dict[str, tuple[str, Callable[[Problem], IntArray]]] = {
    "rule": ("Rules", lambda problem: problem.rules.line),
    "grant": ("Rules", lambda problem: problem.rules.grants.line),
    "contract": ("Contracts", lambda problem: problem.contracts.line),
    "tier": ("Contracts", lambda problem: problem.contracts.tier_line),
    "limit": ("Capacity", lambda problem: problem.capacities.line),
    "qualification": ("Qualification", lambda problem: problem.qualifications.line),
    "pin": ("Pins", lambda problem: problem.pins.line),
    "addition": ("Expansion", lambda problem: problem.expansions.line),
    "stock": ("Inventory", lambda problem: problem.inventories.line),
}
CLASSES = ("class", "to_class", "from_class")
# Running numbers of what other keys of the block already say.
SAID = {"window": "span"}
NONE = -1
# More than the codes that any row of a sheet makes.
CODES_OF_A_ROW = 2**32


@dataclass(frozen=True, eq=False)
class Counterparts:
    """Where the columns and rows of a program stand in another.

    columns, rows  (of the one) positions in the other, NONE where it has nothing like it
    """

    columns: IntArray
    rows: IntArray


def counterparts(one: Model, other: Model) -> Counterparts:
    """Return where the columns and rows of one program stand in another."""
    codes = _Codes(one, other)
    return Counterparts(
        _positions(one.program.column_blocks, other.program.column_blocks, one.program.columns, codes),
        _positions(one.program.row_blocks, other.program.row_blocks, one.program.rows, codes),
    )


def regardless_of_classes(one: Model, other: Model) -> Counterparts:
    """Return the same where the other one tells no material apart: each class of the one stands where all do."""
    codes = _Codes(one, other)
    return Counterparts(
        _positions(one.program.column_blocks, other.program.column_blocks, one.program.columns, codes, CLASSES),
        _positions(one.program.row_blocks, other.program.row_blocks, one.program.rows, codes, CLASSES),
    )


class _Codes:
    """The codes of both programs as numbers that mean the same in both."""

    def __init__(self, one: Model, other: Model) -> None:
        self._models = (one, other)
        self._known: dict[tuple[str, int], IntArray | None] = {}
        self._marks = _shared_marks(one, other)

    def of(self, name: str, codes: IntArray, which: int) -> IntArray:
        """Return codes of a key of one of the programs; those that stand for nothing stay below 0."""
        if (name, which) not in self._known:
            self._known[name, which] = self._table(name, self._models[which], which)
        table = self._known[name, which]
        if table is None:
            return codes
        inside = (codes >= 0) & (codes < table.size)
        return np.where(inside, table[np.where(inside, codes, 0)] if table.size else codes, codes)

    def _table(self, name: str, model: Model, which: int) -> IntArray | None:
        if name in CLASSES:
            return self._marks[which]
        if name not in LINES:
            return None
        sheet, of = LINES[name]
        line = of(model.problem)
        row = np.where(line >= 0, model.problem.tables.records[sheet].row[np.maximum(line, 0)], 0)
        # Of several codes of one row the first is the first in both.
        order = np.argsort(row, kind="stable")
        ordered = row[order]
        place = np.empty(row.size, dtype=np.int64)
        place[order] = np.arange(row.size) - np.searchsorted(ordered, ordered)
        return np.asarray(row * CODES_OF_A_ROW + place, dtype=np.int64)


def _shared_marks(one: Model, other: Model) -> tuple[IntArray, IntArray]:
    """Return (classes,) of each program the number of its set of marks, by the words of the marks.

    Sets that only one of them has are the same where they are without the marks of which the other knows nothing: a
    mark that goes with a rule leaves what was told apart by others too as it was.
    """
    sets = [_sets(model) for model in (one, other)]
    common = frozenset.union(frozenset(), *sets[0]) & frozenset.union(frozenset(), *sets[1])
    own = [
        [(True, marks) if marks in sets[1 - which] else (False, marks & common) for marks in sets[which]]
        for which in (0, 1)
    ]
    # What is alike twice is like nothing.
    numbers: dict[object, int] = {}
    found = []
    for which, names in enumerate(own):
        keys = [name if names.count(name) == 1 else (which, place) for place, name in enumerate(names)]
        found.append(np.array([numbers.setdefault(key, len(numbers)) for key in keys], dtype=np.int64))
    return found[0], found[1]


def _sets(model: Model) -> list[frozenset[str]]:
    """Return the marks of each class in words."""
    words = model.problem.origins.words
    return [
        frozenset(word for place, word in enumerate(words) if own >> place & 1) for own in model.classes.marks.tolist()
    ]


def _positions(
    mine: dict[str, Block], theirs: dict[str, Block], size: int, codes: _Codes, but_for: Sequence[str] = ()
) -> IntArray:
    """Return (size,) where columns or rows stand in another program; those that differ in some keys alone share it."""
    found = np.full(size, NONE, dtype=np.int64)
    for family, block in mine.items():
        like = theirs.get(family)
        if like is None or not block.size or not like.size:
            continue
        keys = [key for key in block.keys if not (key in SAID and SAID[key] in block.keys) and key not in but_for]
        known, own = ([codes.of(key, one.keys[key], which) for key in keys] for which, one in ((1, like), (0, block)))
        if not but_for and all(map(np.array_equal, known, own)):
            found[block.index] = like.index
            continue
        place, position = join(known, own)
        # What is alike twice is like nothing.
        once = np.bincount(position, minlength=block.size)[position] == 1
        if not but_for:
            once &= np.bincount(place, minlength=like.size)[place] == 1
        found[block.index[position[once]]] = like.index[place[once]]
    return found
