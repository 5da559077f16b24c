"""Vertices of programs within which a point is known: found from it by crossover, without a solve."""

from __future__ import annotations

from dataclasses import dataclass

import highspy
import numpy as np

from models.arrays import FloatArray, IntArray
from models.linear.matrix import Matrix
from models.linear.solution import Solution
from planner.solve.methods import UNSCALED
from planner.solve.session import end_by, in_thread, make_highs, pass_program, require, run_highs, scale_of
from planner.solve.warm import LAST, Basis
from planner.solve.ways import NEAR_PRIMAL


@dataclass(frozen=True, eq=False)
class Point:
    """A point of a program, (columns,), and duals that are near those of an optimum there, (rows,)."""

    values: FloatArray
    row_dual: FloatArray

    def of(self, rows: IntArray, columns: IntArray) -> Point:
        """Return the point in some rows and columns."""
        return Point(self.values[columns], self.row_dual[rows])

    def within(self, matrix: Matrix) -> Point:
        """Return the point of a program with more rows and columns behind, which rest at what is nearest to 0."""
        behind = slice(self.values.size, None)
        resting = np.clip(0.0, matrix.column_lower[behind], matrix.column_upper[behind])
        none = np.zeros(matrix.rows - self.row_dual.size)
        return Point(np.append(self.values, resting), np.append(self.row_dual, none))


def point_of(solution: Solution, wide: Matrix) -> Point | None:
    """Return the least cost of a solution as a point of its program with more behind; None where it is not known."""
    basis = solution.bases.get(LAST)
    result = next((one for one in solution.tiers if one.tier.name == LAST), None)
    if basis is None or result is None or not result.row_dual.size or solution.matrix.unit != 1.0:
        return None
    highs = make_highs()
    pass_program(highs, solution.matrix, np.zeros(solution.matrix.columns))
    for name, value in (("simplex_scale_strategy", UNSCALED), ("simplex_iteration_limit", 0)):
        require(highs.setOptionValue(name, value), f"option {name}")
    NEAR_PRIMAL.choose(highs)
    require(highs.setBasis(basis.noted), "a known basis")
    run_highs(highs)
    return Point(np.array(highs.getSolution().col_value), result.row_dual).within(wide)


def vertex_near(matrix: Matrix, objective: FloatArray | None, point: Point, deadline: float | None) -> Basis | None:
    """Return the basis of a vertex near a point, which need not keep all rows; None without one.

    objective  (columns,) of which the point's duals are; the vertex is near its least where the point is
    """
    none = np.zeros(matrix.columns), np.zeros(matrix.rows)
    cost, duals = none if objective is None else (objective, point.row_dual)
    scale = scale_of(cost)
    near = highspy.HighsSolution()
    near.col_value, near.row_value = point.values.tolist(), matrix.activity(point.values).tolist()
    near.row_dual = (scale * duals).tolist()
    near.col_dual = (scale * (cost - matrix.transposed_product(duals))).tolist()
    near.value_valid = near.dual_valid = True
    highs = make_highs()

    def cross() -> bool:
        # Crossover takes for granted that HiGHS has run in its thread before: the process ends where it has not.
        require(highs.run(), "a run of no program")
        try:
            pass_program(highs, matrix, cost * scale)
            end_by(highs, deadline)
            # It warns of a point that is no optimum.
            return highs.crossover(near) != highspy.HighsStatus.kError
        except RuntimeError:
            # It refuses what has no row that limits anything.
            return False
        finally:
            highspy.Highs.resetThreadScheduler(False)

    if not in_thread(cross):
        return None
    basis = highs.getBasis()
    return Basis(basis) if basis.valid else None
