"""The faces of a plan's tiers for a program that is about to move; where shares are made fair, their steps move too.

Each step gets a column, its share, and a row for each stream that it holds: what that lacks is the share of its demand.
A point that keeps to these rows, with no later share above an earlier one, and to what the duals of each step pin, has
the least worst share in every step: its weighted mean is proven, and is the share. How fair shares are proven is told
in planner/solve/fair.py.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from itertools import groupby, pairwise

import numpy as np

from models.arrays import FloatArray, IntArray
from models.linear.face import Bounds
from models.linear.matrix import Matrix
from models.linear.solution import Solution, TierResult
from models.tiers import FAIR
from planner.explain.faces import faces, streams_of


def moving_faces(
    solution: Solution, results: Sequence[TierResult], shared: Collection[int] = ()
) -> tuple[Matrix, list[Bounds]]:
    """Return a program, and its bounds for each tier: what holds it to the optima of this tier and those before it.

    The program has columns and rows for the steps of fair shares behind those of the solution's; without such it is
    that. A step is held together with all others of its priority.

    shared  priorities whose shortage is shared fairly: where nothing is short, so that there is no step, nothing may be
    """
    if not shared:
        return solution.matrix, faces(solution, results)
    groups = [list(own) for kind, own in groupby(results, _step_of) if kind is not None]
    begins = {id(group[0]): group for group in groups}
    without = set(shared) - {group[0].tier.priority for group in groups}
    program = _Program(solution, groups)
    found = []
    for result in results:
        priority = result.tier.priority
        if result.tier.kind != FAIR:
            program.pin(result)
            if result.tier.kind == "unmet" and priority in without:
                program.keep(streams_of(results, priority))
        elif id(result) in begins:
            program.hold_steps(begins[id(result)], streams_of(results, priority))
        found.append(program.bounds.copy())
    return program.matrix, found


def _step_of(result: TierResult) -> int | None:
    return result.tier.priority if result.tier.kind == FAIR else None


class _Program:
    """A program with the steps of its fair shares: `bounds` hold it to the tiers so far."""

    def __init__(self, solution: Solution, groups: list[list[TierResult]]) -> None:
        matrix, self._values = solution.matrix, solution.values
        steps = [step for group in groups for step in group]
        self._share = {id(step): matrix.columns + place for place, step in enumerate(steps)}
        self._rows: dict[int, slice] = {}
        fixed = np.array([step.moving.size < step.held.size for step in steps], dtype=np.bool_)
        level = np.array([step.objective for step in steps], dtype=np.float64)
        row, column, value = ([np.empty(0, dtype=kind)] for kind in (np.int64, np.int64, np.float64))
        count = matrix.rows
        for group in groups:
            begun = count
            for step in group:
                own = step.moving
                lines = count + np.arange(own.size)
                row += [lines, lines]
                column += [own, np.full(own.size, self._share[id(step)])]
                value += [np.ones(own.size), -self._values[own] / step.objective]
                count += own.size
            self._rows[id(group)] = slice(begun, count)
            for one, other in pairwise(group):
                row.append(np.array([count, count]))
                column.append(np.array([self._share[id(other)], self._share[id(one)]]))
                value.append(np.array([1.0, -1.0]))
                count += 1
        free = np.full(count - matrix.rows, np.inf)
        self.matrix = matrix.grown(
            (np.concatenate(row), np.concatenate(column), np.concatenate(value)),
            (np.where(fixed, level, 0.0), np.where(fixed, level, np.inf)), (-free, free),
        )  # fmt: skip
        self.bounds = Bounds.of(self.matrix)
        self._moving = np.empty(0, dtype=np.int64)  # streams that steps hold, which no tier pins by itself

    def pin(self, result: TierResult) -> None:
        """Pin what the duals of a tier or step do; streams of better tiers move with their steps."""
        reduced = self._wide(result.column_dual, self.matrix.columns)
        reduced[self._moving] = 0.0
        self.bounds.face(
            self._wide(result.tier.objective, self.matrix.columns), reduced,
            self._wide(result.row_dual, self.matrix.rows),
        )  # fmt: skip

    def keep(self, columns: IntArray) -> None:
        """Keep columns where they are."""
        self.bounds.column_lower[columns] = self.bounds.column_upper[columns] = self._values[columns]

    def hold_steps(self, group: list[TierResult], streams: IntArray) -> None:
        """Hold the program to the steps of a priority's fair share."""
        self._moving = np.union1d(self._moving, streams)
        for step in group:
            self.pin(step)
        self.keep(np.setdiff1d(streams, np.concatenate([step.moving for step in group])))
        rows = self._rows[id(group)]
        self.bounds.row_lower[rows] = self.bounds.row_upper[rows] = 0.0
        self.bounds.row_upper[rows.stop : rows.stop + len(group) - 1] = 0.0

    @staticmethod
    def _wide(array: FloatArray, size: int) -> FloatArray:
        return np.concatenate([array, np.zeros(size - array.size)])
