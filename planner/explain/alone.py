"""Which duals of an optimum are the only ones: found by moving limits a little in directions of chance, there and back.

A dual that is another afterwards is not the only one, and where none is, they are all. Where a move leaves no point at
all, the combination that shows it names the limits that cannot move by themselves: something else would have to give
way, and their duals may be any larger ones as well. What is shown of one stream is asked of none that it is known of
too (planner/explain/combinations.py).
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from models.arrays import BoolArray, FloatArray
from models.linear.face import Bounds
from planner.explain.answer import Answer, UnansweredError
from planner.explain.combinations import Combinations
from planner.explain.connected import Within
from planner.explain.loaded import Loaded
from planner.solve.ways import NEAR_DUAL, NEAR_PRIMAL

# Duals that differ by less than this share of the largest coefficient are the same.
SAME_DUAL = 1e-7
# By which share of themselves limits are moved to see whether their duals stay, and how often at most.
MOVE, MOST_MOVES = 1e-6, 24
# A move that leaves no point may name a single limit: so many more of these, each goes on where the last ended.
MOST_RAYS = 400
# A value that is nearer to its limit stands at it.
AT_LIMIT = 1e-9
# A smaller entry of a ray, whose largest are about 1, is none.
RAY = 1e-7

type Singles = tuple[BoolArray, BoolArray]


class Alone:
    """Asks about optima of one program, or of programs that hold all of some columns but one each."""

    def __init__(self, loaded: Loaded, held: Bounds | None = None) -> None:
        """Begin with nothing known of the program that is loaded.

        held  the bounds that hold all of those columns; None for one program alone
        """
        self._loaded = loaded
        self._known = None if held is None else Combinations(held)

    def single(self, objective: FloatArray, answer: Answer, within: Within, own: int | None = None) -> Singles:
        """Return (rows,), (columns,) whether each dual, and each reduced cost, is the only one where it makes a part.

        Only rows and columns with a limit other than 0 make parts. What is not known to be the only one is called none.

        within  what has to do with the objective: all else makes no part
        own     the column that is not held; the objective counts nothing else
        """
        held, rows = self._loaded.bounds, answer.activity.size
        at_rows = _standing(answer.activity, held.row_lower, held.row_upper) & within[0]
        at_columns = _standing(answer.values, held.column_lower, held.column_upper) & within[1]
        stands, moved = np.concatenate([at_rows, at_columns]), _Moved(self._loaded, objective, answer)
        if self._known is None or own is None:
            single = moved.unmoved(stands)
        else:
            single = _of_stream(moved, stands, self._known, rows + own)
        single |= ~stands
        return single[:rows], single[rows:]


def _of_stream(moved: _Moved, stands: BoolArray, known: Combinations, own: int) -> BoolArray:
    """Return which of (rows and columns,) some limits have the only dual of an optimum of a stream, at place `own`."""
    if not known.keep(moved.duals - moved.cost, moved.values):
        # It could be less short than it is held to be: what is known where it cannot says nothing.
        return moved.unmoved(stands)
    possible = stands & ~known.not_the_only(moved.duals, own, float(moved.cost[own]), moved.noise)
    sure = known.without | moved.settled(own)
    single = moved.unmoved(possible & ~sure, known)
    known.keep_without(single & (moved.duals == 0.0))
    return single | (possible & sure)


class _Moved:
    """An optimum whose limits are moved; rows first, then columns."""

    def __init__(self, loaded: Loaded, objective: FloatArray, answer: Answer) -> None:
        self._loaded, self._objective = loaded, objective
        self._held, self._rows = replace(loaded.bounds), answer.activity.size
        self.noise = SAME_DUAL * float(np.abs(objective).max(initial=0.0))
        self.values = np.concatenate([answer.activity, answer.values])
        self.duals = np.concatenate([answer.row_dual, answer.column_dual])
        self.cost = np.concatenate([np.zeros(self._rows), objective])

    def settled(self, place: int) -> BoolArray:
        """Return which of (rows and columns,) limits has the only dual that a column leaves it, which is at no bound.

        Its reduced cost is 0 in all duals of an optimum: where it is in one row alone, that has its cost to itself.
        """
        matrix, column = self._loaded.matrix, place - self._rows
        found, value = np.zeros(self.values.size, dtype=np.bool_), self.values[place]
        row = matrix.entry_row[(matrix.column == column) & (matrix.value != 0.0)]
        lower, upper = self._held.column_lower[column], self._held.column_upper[column]
        if row.size == 1 and not _near(value, lower) and not _near(value, upper):
            found[row] = True
        return found

    def unmoved(self, chosen: BoolArray, known: Combinations | None = None) -> BoolArray:
        """Return which of (rows and columns,) some limits have duals that every move of these has left alone.

        known  is told the combinations that show other ones
        """
        if not chosen.any():
            return chosen
        loaded, held, single = self._loaded, self._held, chosen
        chance = np.random.default_rng(self._rows)
        loaded.go(NEAR_DUAL)  # the objective stays, and with it the duals stay possible
        answered, rays = 0, 0
        while answered < MOST_MOVES and rays < MOST_RAYS:
            move = _move(chance, single, self.values)
            others, is_ray = np.zeros_like(single), False
            for sign in (1.0, -1.0):
                by_row, by_column = sign * move[: self._rows], sign * move[self._rows :]
                loaded.limit(held.row_lower + by_row, held.row_upper + by_row)
                loaded.bound(held.column_lower + by_column, held.column_upper + by_column)
                try:
                    duals = np.concatenate(loaded.duals(self._objective))
                except UnansweredError:
                    is_ray = True
                    others |= self._in_ray(single, known)
                else:
                    differ = single & (np.abs(duals - self.duals) > self.noise)
                    others |= differ
                    if known is not None and differ.any():
                        known.keep(duals - self.cost, self.values)
            single = single & ~others
            answered, rays = answered + (not is_ray), rays + is_ray
            if not others.any():
                break
        else:
            single = np.zeros_like(single)
        loaded.limit(held.row_lower, held.row_upper)
        loaded.bound(held.column_lower, held.column_upper)
        loaded.go(NEAR_PRIMAL)
        return single

    def _in_ray(self, moving: BoolArray, known: Combinations | None) -> BoolArray:
        """Return which of the moved limits show that the last move left no point; all where that is not told."""
        ray = self._loaded.ray()
        if ray is None:
            return moving
        factors = np.concatenate([ray[0], -ray[1]])
        shown = moving & (np.abs(factors) > RAY)
        # Either way it may be that limits push.
        if known is not None and not known.keep(factors, self.values):
            known.keep(-factors, self.values)
        return shown if shown.any() else moving


def _move(chance: np.random.Generator, chosen: BoolArray, values: FloatArray) -> FloatArray:
    """Return by how much each limit moves: the chosen ones by a small share of themselves, up or down."""
    own, moves = np.flatnonzero(chosen), np.zeros(chosen.size)
    share = MOVE * chance.uniform(0.5, 1.0, own.size) * chance.choice((-1.0, 1.0), own.size)
    moves[own] = share * np.abs(values[own])
    return moves


def _standing(values: FloatArray, lower: FloatArray, upper: FloatArray) -> BoolArray:
    """Return which values stand at a limit that is not 0."""
    is_something = np.abs(values) > AT_LIMIT * (1.0 + np.abs(values))
    return np.asarray((_near(values, lower) | _near(values, upper)) & is_something)


def _near(values: FloatArray, limits: FloatArray) -> BoolArray:
    """Return which values stand at a limit."""
    return np.asarray(np.abs(values - limits) <= AT_LIMIT * (1.0 + np.abs(values)))
