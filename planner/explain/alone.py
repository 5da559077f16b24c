"""Which duals of an optimum are the only ones: found by moving limits a little in directions of chance, there and back.

A dual that is another afterwards is not the only one, and where none is, they are all. Where a move leaves no point at
all, the combination that shows it names the limits that cannot move by themselves: something else would have to give
way, and their duals may be any larger ones as well. Such a combination shows the same in every program that has the
same limits there, so that it is found once for all of them.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from models.arrays import BoolArray, FloatArray, IntArray
from planner.explain.answer import Answer, UnansweredError
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
    """Asks about optima of one program, or of programs that differ in the bounds of one column each."""

    def __init__(self, loaded: Loaded) -> None:
        """Begin with nothing known of the program that is loaded."""
        self._loaded = loaded
        # Rows and columns of each combination that shows what cannot move by itself.
        self._tied: list[tuple[IntArray, IntArray]] = []

    def single(self, objective: FloatArray, answer: Answer, within: Within, own: int | None = None) -> Singles:
        """Return (rows,), (columns,) whether each dual, and each reduced cost, is the only one where it makes a part.

        Only rows and columns with a limit other than 0 make parts. What is not known to be the only one is called none.

        within  what has to do with the objective: all else makes no part
        own     the column whose bounds are other than in the programs that were asked about before
        """
        loaded = self._loaded
        held = replace(loaded.bounds)
        noise = SAME_DUAL * float(np.abs(objective).max(initial=0.0))
        rows = _standing(answer.activity, held.row_lower, held.row_upper) & within[0]
        columns = _standing(answer.values, held.column_lower, held.column_upper) & within[1]
        chance = np.random.default_rng(rows.size)
        # Those that every move so far has left alone.
        row_single, column_single = rows.copy(), columns.copy()
        for of_rows, of_columns in self._tied:
            if own not in of_columns:
                row_single[of_rows] = column_single[of_columns] = False
        loaded.go(NEAR_DUAL)  # the objective stays, and with it the duals stay possible
        answered, rays = 0, 0
        while answered < MOST_MOVES and rays < MOST_RAYS:
            row_move = _move(chance, row_single, answer.activity)
            column_move = _move(chance, column_single, answer.values)
            other_rows, other_columns = np.zeros_like(rows), np.zeros_like(columns)
            is_ray = False
            for sign in (1.0, -1.0):
                loaded.limit(held.row_lower + sign * row_move, held.row_upper + sign * row_move)
                loaded.bound(held.column_lower + sign * column_move, held.column_upper + sign * column_move)
                try:
                    row_dual, column_dual = loaded.duals(objective)
                except UnansweredError:
                    is_ray = True
                    moved_rows, moved_columns = self._in_ray(row_single, column_single, own)
                else:
                    moved_rows = row_single & (np.abs(row_dual - answer.row_dual) > noise)
                    moved_columns = column_single & (np.abs(column_dual - answer.column_dual) > noise)
                other_rows, other_columns = other_rows | moved_rows, other_columns | moved_columns
            row_single, column_single = row_single & ~other_rows, column_single & ~other_columns
            answered, rays = answered + (not is_ray), rays + is_ray
            if not other_rows.any() and not other_columns.any():
                break
        else:
            row_single, column_single = np.zeros_like(rows), np.zeros_like(columns)
        loaded.limit(held.row_lower, held.row_upper)
        loaded.bound(held.column_lower, held.column_upper)
        loaded.go(NEAR_PRIMAL)
        return row_single | ~rows, column_single | ~columns

    def _in_ray(self, rows: BoolArray, columns: BoolArray, own: int | None) -> Singles:
        """Return which of the moved rows and columns show that the last move left no point; all where that is not told.

        Keeps the combination where it holds in the other programs too.
        """
        ray = self._loaded.ray()
        if ray is None:
            return rows, columns
        of_rows, of_columns = (np.abs(one) > RAY for one in ray)
        if not (rows & of_rows).any() and not (columns & of_columns).any():
            return rows, columns
        if own is not None and not of_columns[own]:
            self._tied.append((np.flatnonzero(of_rows), np.flatnonzero(of_columns)))
        return rows & of_rows, columns & of_columns


def _move(chance: np.random.Generator, chosen: BoolArray, values: FloatArray) -> FloatArray:
    """Return by how much each limit moves: the chosen ones by a small share of themselves, up or down."""
    own, moves = np.flatnonzero(chosen), np.zeros(chosen.size)
    share = MOVE * chance.uniform(0.5, 1.0, own.size) * chance.choice((-1.0, 1.0), own.size)
    moves[own] = share * np.abs(values[own])
    return moves


def _standing(values: FloatArray, lower: FloatArray, upper: FloatArray) -> BoolArray:
    """Return which values stand at a limit that is not 0."""
    near = AT_LIMIT * (1.0 + np.abs(values))
    at_lower, at_upper = np.abs(values - lower) <= near, np.abs(values - upper) <= near
    return np.asarray((at_lower | at_upper) & (np.abs(values) > near))
