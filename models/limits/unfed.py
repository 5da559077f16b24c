"""Limits on flows that nothing can feed: what a plant that does not stand yet would send, were it let through."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from models.arrays import BoolArray, mask_of
from models.linear.core import core_of
from models.linear.matrix import Matrix
from models.linear.program import Program

# What holds of every plan, whatever the input limits: material comes from somewhere.
MATERIAL = ("balance", "mixture")
# A limit of 0 on these is a plant or a link that does not stand yet; on all else it is a limit.
BUILT = ("plant_capacity", "lane_capacity")


def unfed_rows(program: Program, matrix: Matrix) -> BoolArray:
    """Return (rows,) the rows of which one more changes nothing: all that they limit is 0 without any limit as well.

    Of the limits only capacities of 0 stay, unless something can be added to them; no capacity is among the rows that
    are returned. What may be missed is no limit less: hard and soft ones are left out alike.
    """
    blocks = program.row_blocks
    built = mask_of(np.concatenate([blocks[name].index for name in BUILT]), matrix.rows)
    adds = np.zeros(matrix.rows, dtype=np.bool_)
    adds[matrix.entry_row[matrix.value < 0.0]] = True
    shut = built & ~adds & (matrix.row_upper == 0.0)
    if not shut.any():
        return np.zeros(matrix.rows, dtype=np.bool_)
    material = mask_of(np.concatenate([blocks[name].index for name in MATERIAL]), matrix.rows)
    kept = shut | material
    free = replace(
        matrix,
        column_lower=np.minimum(matrix.column_lower, 0.0), column_upper=np.full(matrix.columns, np.inf),
        row_lower=np.where(kept, matrix.row_lower, -np.inf), row_upper=np.where(kept, matrix.row_upper, np.inf),
        spare=matrix.spare[:0],
    )  # fmt: skip
    core = core_of(free)
    still = ~mask_of(core.columns, matrix.columns) & (core.settled == 0.0)
    moving = np.bincount(matrix.entry_row, weights=~still[matrix.column], minlength=matrix.rows)
    return np.asarray((moving == 0.0) & ~built & ~material)
