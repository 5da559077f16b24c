"""Linear programs for the tests: written row by row, and those of random problems."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from models.formulation import build
from models.linear.matrix import Matrix
from tests.drawn.origins import draw, draw_allowed, sheets_of
from tests.drawn.problems import problem_of, random_sheets

INF = np.inf


def program(
    columns: list[tuple[float, float]], rows: list[tuple[float, dict[int, float], float]], spare: tuple[int, ...] = ()
) -> Matrix:
    """Return a program from the bounds of its columns and its rows: lower limit, column -> value, upper limit."""
    lower, upper = np.array(columns, dtype=float).T
    least, most = (np.array([row[end] for row in rows], dtype=float) for end in (0, 2))
    start = np.append(0, np.cumsum([len(entries) for _, entries, _ in rows]))
    column = np.array([place for _, entries, _ in rows for place in entries], dtype=np.int64)
    value = np.array([amount for _, entries, _ in rows for amount in entries.values()], dtype=float)
    return Matrix(lower, upper, least, most, start, column, value, spare=np.array(spare, dtype=np.int64))


def random_programs(count: int) -> Iterator[tuple[int, Matrix]]:
    """Yield (seed, program) of random problems, some with origins, of so many seeds: those counted in tonnes."""
    for seed in range(count):
        for sheets in (sheets_of(draw(seed)), sheets_of(draw_allowed(seed)), random_sheets(seed)):
            matrix = build(problem_of(sheets)).program.matrix()
            if not matrix.integer.size and matrix.unit == 1.0:
                yield seed, matrix
