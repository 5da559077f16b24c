"""A direction shows that there is no lower end exactly where the objective falls along it and no limit stops it."""

from __future__ import annotations

import numpy as np
import pytest

from models.linear.face import Bounds
from planner.explain.no_end import is_shown
from tests.programs import INF, program


def shown(direction: list[float], objective: list[float], ends: tuple[float, float], rows: tuple[float, float]) -> bool:
    """Return it of two columns from 0 to some ends, whose difference lies between the limits of a row."""
    matrix = program([(0.0, ends[0]), (0.0, ends[1])], [(rows[0], {0: 1.0, 1: -1.0}, rows[1])])
    return is_shown(np.array(direction), np.array(objective), matrix, Bounds.of(matrix))


@pytest.mark.parametrize(("direction", "objective", "ends", "rows", "expected"), [
    ([1.0, 1.0], [-1.0, 0.0], (INF, INF), (-1.0, 1.0), True),
    ([1e6, 1e6], [-1.0, 0.0], (INF, INF), (-1.0, 1.0), True),
    ([1.0, 1.0], [-1.0, 1.0], (INF, INF), (-1.0, 1.0), False),  # it does not fall
    ([1.0, 1.0], [-1.0, 0.0], (INF, 9.0), (-1.0, 1.0), False),  # a column ends
    ([-1.0, -1.0], [1.0, 0.0], (INF, INF), (-1.0, 1.0), False),  # at 0
    ([1.0, 0.5], [-1.0, 0.0], (INF, INF), (-1.0, 1.0), False),  # the row ends
    ([1.0, 0.5], [-1.0, 0.0], (INF, INF), (-1.0, INF), True),
    ([1.0, 1.5], [-1.0, 0.0], (INF, INF), (-1.0, INF), False),
    ([1.0, 1.0 + 1e-13], [-1.0, 0.0], (INF, INF), (-1.0, 1.0), True),  # rounding
    ([1.0, 1e-12], [-1.0, 0.0], (INF, 9.0), (-1.0, INF), True),
    ([1.0, 1.0 + 1e-6], [-1.0, 0.0], (INF, INF), (-1.0, 1.0), False),
    ([0.0, 0.0], [-1.0, 0.0], (INF, INF), (-1.0, 1.0), False),
])  # fmt: skip
def test_a_direction_shows_it(
    direction: list[float], objective: list[float], ends: tuple[float, float], rows: tuple[float, float], *,
    expected: bool,
) -> None:  # fmt: skip
    assert shown(direction, objective, ends, rows) is expected
