"""A vertex of a program of which the plan is a point, or near one: where what is asked of it begins."""

from __future__ import annotations

import numpy as np

from models.arrays import FloatArray
from models.linear.matrix import Matrix
from models.linear.program import Tier
from models.linear.solution import Solution
from planner.explain.outcomes import COST
from planner.explain.study import Study
from planner.solve.vertex import Point, vertex_near
from planner.solve.warm import Start


def started(study: Study, matrix: Matrix, objective: FloatArray | None, near: Point | None) -> Solution:
    """Return a solution at the least of (columns,) an objective, or at any vertex; raise as `Study.solved`.

    near  a point of the program that is not far from there
    """
    basis = None if near is None else vertex_near(matrix, objective, near, study.deadline)
    start = None if basis is None else Start({COST: basis}, {}, is_inside=True)
    if objective is None:
        # A mere vertex the simplex method finds sooner than interior points, as in a tier of soft limits.
        return study.solved(matrix, [Tier(COST, "soft", np.zeros(matrix.columns))], start)
    return study.solved(matrix, [Tier(COST, COST, objective)], start)
