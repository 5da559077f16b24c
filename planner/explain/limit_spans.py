"""How far limits can move for what proves a solution best to hold: each shifted by a column of its own.

A face holds the program to the optima of its first tiers. How far its points go on when a limit moves is asked of that
column; the other limits stay.
"""

from __future__ import annotations

from collections.abc import Collection
from contextlib import suppress
from dataclasses import replace
from functools import cached_property

import numpy as np

from models.arrays import FloatArray, IntArray
from models.linear.matrix import Matrix
from models.linear.signs import Signs
from models.linear.solution import Solution
from planner.errors import NoPlanError, UnsolvedError
from planner.explain.answer import UnansweredError
from planner.explain.level import SMALL
from planner.explain.loaded import Loaded
from planner.explain.moving import moving_faces
from planner.explain.reduced import Reduced
from planner.explain.study import Study, results_of
from planner.solve.vertex import point_of
from planner.solve.warm import fitted


class Spans:
    """A solved program with a column more for each of some limits, which shifts it; all rest at nothing."""

    def __init__(self, study: Study, solution: Solution, rows: IntArray, shared: Collection[int] = ()) -> None:
        self._study, self._solution = study, solution
        matrix, self._faces = moving_faces(solution, results_of(solution), shared)
        self._rest, self._shifts = np.zeros(rows.size), matrix.columns + np.arange(rows.size)
        self._wide = matrix.grown((rows, self._shifts, np.full(rows.size, -1.0)), (self._rest, self._rest))
        # What of a face is settled is worth finding where it is large, and asked about again and again.
        self._is_worth_reducing = rows.size > 1 and self._wide.columns > SMALL
        self._reduced: dict[int, Reduced | None] = {}
        self._tier = -1  # to whose face the rows of the whole program are held

    def reach(self, tier: int, place: int, sign: float, most: float = np.inf) -> float:
        """Return how far a limit may move to one side, up or down, for the duals of the first tiers to hold.

        tier  the last of them;  most  how far it is asked for
        """
        lower, upper = self._rest.copy(), self._rest.copy()
        (upper if sign > 0.0 else lower)[place] = sign * most
        objective = np.zeros(self._wide.columns)
        objective[self._shifts[place]] = -sign
        if tier not in self._reduced:
            self._reduced[tier] = self._reduce(tier)
        if (reduced := self._reduced[tier]) is not None:
            with suppress(UnansweredError):
                reduced.bound(lower, upper)
                return max(0.0, -reduced.lowest(objective))
        return self._in_whole(tier, lower, upper, objective)

    def _reduce(self, tier: int) -> Reduced | None:
        """Return what the face of a tier leaves where all limits may move without an end; None where it is not used."""
        if not self._is_worth_reducing:
            return None
        endless, asked = np.full(self._rest.size, np.inf), np.zeros(self._wide.columns)
        asked[self._shifts] = 1.0
        signs = Signs.either(asked)
        with suppress(NoPlanError, UnsolvedError):
            held = self._held(tier, -endless, endless)
            near = point_of(self._solution, held)
            return Reduced(self._study, held, moving=self._shifts, near=near, signs=signs)
        return None

    def _held(self, tier: int, lower: FloatArray, upper: FloatArray) -> Matrix:
        """Return the program on the face of a tier, with shifts between (limits,) bounds."""
        face = self._faces[tier].copy()
        face.column_lower = np.append(face.column_lower, lower)
        face.column_upper = np.append(face.column_upper, upper)
        return face.within(self._wide)

    @cached_property
    def _whole(self) -> Loaded:
        """Return the whole program, at the basis of its solution."""
        bases = fitted(self._solution.bases, self._solution.matrix, self._wide)
        return Loaded(replace(self._solution, matrix=self._wide, bases=bases), self._study.deadline)

    def _in_whole(self, tier: int, lower: FloatArray, upper: FloatArray, objective: FloatArray) -> float:
        """Return likewise from the last answer in the whole program; (limits,) bounds of the shifts."""
        held = self._held(tier, lower, upper)
        if tier != self._tier:
            self._whole.limit(held.row_lower, held.row_upper)
            self._tier = tier
        self._whole.bound(held.column_lower, held.column_upper)
        try:
            return max(0.0, -self._whole.least(objective).value)
        except UnansweredError as fault:
            if fault.is_endless:
                return np.inf
            raise
