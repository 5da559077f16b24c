"""A program without all that its bounds, rows and equations settle: asked again and again, from a vertex of its own.

HiGHS takes out what is settled too, but only where it begins anew. Where many questions start from a basis, each step
is a fraction of one in the whole program, and there are fewer: of steps that move nothing most are gone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from models.arrays import FloatArray, IntArray
from models.linear.core import core_of
from models.linear.matrix import Matrix
from models.linear.signs import Signs
from models.linear.substitution import NONE_KEPT, substituted
from models.linear.uncounted import counted
from planner.explain.answer import UnansweredError
from planner.explain.loaded import Loaded
from planner.explain.started import started
from planner.explain.study import Study
from planner.solve.vertex import Point


class Reduced:
    """What is left of a program that has a point."""

    def __init__(
        self, study: Study, matrix: Matrix, objective: FloatArray | None = None, moving: IntArray = NONE_KEPT,
        between: tuple[FloatArray, FloatArray] | None = None, near: Point | None = None,
        signs: Signs | None = None,
    ) -> None:  # fmt: skip
        """Stand at the least of (columns,) an objective, as far as what is left counts it, or at any vertex.

        moving   rising, the columns whose bounds questions change, within those that they have in the program
        between  the bounds that these have at that point, where it is not asked for within all of theirs
        near     a point of the program that is near that one
        signs    those of the objectives that will be asked for; of any where it is not said

        The basis of the plan is none of what is left: its material is counted as of other classes there.
        Raises StoppedError, and NoPlanError or UnsolvedError where a solver finds no point of what is left: what
        settles it is known to a solver's rounding only, which may be too much there.
        """
        self._core = core_of(matrix)
        in_core, self._moves = _positions(self._core.columns, moving)
        self._few = substituted(self._core.matrix, kept=in_core)
        in_few = _positions(self._few.columns, in_core)[0]
        self._signs = Signs.any_of(matrix.columns) if signs is None else signs
        self._left = counted(self._few.matrix, self._few.signs(self._signs.at(self._core.columns)), in_few)
        self._moving = _positions(self._left.columns, in_few)[0]
        first = self._left.matrix if between is None else self._between(*between)
        own = None if objective is None else self._in_left(objective)[0]
        if near is not None:
            near = near.of(self._core.rows, self._core.columns).of(self._few.rows, self._few.columns)
            near = Point(self._left.values(near.values), near.row_dual[self._left.rows])
        self._loaded = Loaded(started(study, first, own, near), study.deadline)

    def bound(self, lower: FloatArray, upper: FloatArray) -> None:
        """Give the moving columns these bounds, (moving,) each, between which the program has a point.

        What is settled stays so.
        """
        between = self._between(lower, upper)
        self._loaded.bound(between.column_lower, between.column_upper)

    def _between(self, lower: FloatArray, upper: FloatArray) -> Matrix:
        """Return what is left with the moving columns between these bounds."""
        matrix, at = self._left.matrix, self._moving
        every = matrix.column_lower.copy(), matrix.column_upper.copy()
        for own, asked in zip(every, (lower, upper), strict=True):
            own[at] = np.clip(asked[self._moves], matrix.column_lower[at], matrix.column_upper[at])
        return replace(matrix, column_lower=every[0], column_upper=every[1])

    def stay(self) -> None:
        """Let what is asked next begin at the last answer, and so on."""
        self._loaded.stay()

    def settle(self) -> None:
        """Let `back` lead to where the next question begins now."""
        self._loaded.settle()

    def back(self) -> None:
        """Let what is asked next begin where the first question did."""
        self._loaded.back()

    def lowest(self, objective: FloatArray, most: int | None = None) -> float:
        """Return the least of (columns,) an objective that counts all classes of a material alike; as `Loaded.lowest`.

        What is rounding in the whole program may be too much for a solver in what is left of it: UnansweredError. So is
        an objective of other signs than were told.
        """
        if not self._signs.allow(objective):
            raise UnansweredError("it counts what is settled")
        own, rest = self._in_left(objective)
        return self._loaded.lowest(own, most) + rest

    def lowest_along(self, objective: FloatArray, row: int, prices: Sequence[float]) -> float:
        """Return as `lowest`, by way of the least with what a row adds up to at a price, which falls, until it is at
        its limit.

        Then that least is the one that is sought: the price is what the limit is worth. Where the limit is what holds
        it in the end, that is fewer steps, else more.

        row  of the program, with an upper limit;  prices  of the objective for one of the row's units
        """
        place = self._place_of(row)
        if place is not None and self._signs.allow(objective):
            own, matrix = self._in_left(objective)[0], self._left.matrix
            entry = slice(matrix.start[place], matrix.start[place + 1])
            summed = np.zeros(matrix.columns)
            summed[matrix.column[entry]] = matrix.value[entry]
            self._loaded.follow((own + price * summed for price in prices), place)
        try:
            return self.lowest(objective)
        finally:
            self._loaded.back()

    def _place_of(self, row: int) -> int | None:
        """Return where a row of the program stands in what is left; None where it says nothing there."""
        place = np.array([row])
        for rows in (self._core.rows, self._few.rows, self._left.rows):
            place = _positions(rows, place)[0]
        return int(place[0]) if place.size else None

    def _in_left(self, objective: FloatArray) -> tuple[FloatArray, float]:
        """Return (columns,) an objective over what is left, and the rest."""
        own, settled = self._core.of(objective)
        few, given = self._few.of(own)
        left, rest = self._left.of(few)
        return left, settled + given + rest


def _positions(left: IntArray, columns: IntArray) -> tuple[IntArray, IntArray]:
    """Return where columns or rows, both rising, stand among those that are left; and which of them these are."""
    found = np.flatnonzero(np.isin(columns, left))
    return np.searchsorted(left, columns[found]), found
