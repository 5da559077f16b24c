"""Whether it is shown that an objective has no lower end: a direction in which it falls and every limit lets go on."""

from __future__ import annotations

import numpy as np

from models.arrays import FloatArray
from models.linear.face import Bounds
from models.linear.matrix import Matrix

# What a solver counts as nothing: a share of the largest step of a direction, and of what a sum is made of.
NO_SHARE = 1e-9


def is_shown(direction: FloatArray, objective: FloatArray, matrix: Matrix, bounds: Bounds) -> bool:
    """Return whether (columns,) a direction shows that (columns,) an objective has no lower end from any point."""
    size = np.abs(direction)
    step = np.where(size > NO_SHARE * size.max(initial=0.0), direction, 0.0)
    falls = float(objective @ step) < -NO_SHARE * float(np.abs(objective) @ np.abs(step))
    columns = _goes_on(step, np.zeros(step.size), bounds.column_lower, bounds.column_upper)
    room = NO_SHARE * np.bincount(
        matrix.entry_row, np.abs(matrix.value) * np.abs(step)[matrix.column], minlength=matrix.rows
    )
    return falls and columns and _goes_on(matrix.activity(step), room, bounds.row_lower, bounds.row_upper)


def _goes_on(step: FloatArray, room: FloatArray, lower: FloatArray, upper: FloatArray) -> bool:
    """Return whether no limit stands in the way of steps that are more than some room for rounding."""
    return not np.any((step > room) & np.isfinite(upper)) and not np.any((step < -room) & np.isfinite(lower))
