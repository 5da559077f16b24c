"""Why a program has no plan: the rows that contradict each other, or the flows that earn money without an end.

Both are read from the program itself, whatever solver met them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import highspy
import numpy as np

from models.arrays import BoolArray, FloatArray, IntArray
from models.linear.matrix import Matrix
from models.linear.program import Tier
from planner.errors import StoppedError, UnsolvedError
from planner.process.deadline import sooner
from planner.solve.session import Outcome, make_highs, pass_program, require
from planner.solve.ways import DUAL, LAST_WAYS, WHOLE_WAYS, Way, first_answer

# In the search for a contradiction, missing a balance costs so much more than missing a limit.
PHYSICS_YIELDS_LAST = 1e3
# The same the other way round, for a tonne of what costs the most.
BUDGET_YIELDS_FIRST = 1e-3
SMALLEST_MISS = 1e-6
# A direction in which the program is endless is sought in a box of this size; what moves less is rounding.
SMALLEST_MOVE = 1e-6
# What is missed with whole numbers is searched for no longer than this.
MOST_NODES, MOST_SECONDS = 20_000, 20.0


@dataclass(frozen=True, eq=False)
class Miss:
    """What a point closest to satisfying all rows leaves unsatisfied.

    amounts  (rows,) by how much each row falls short (+) or overshoots (-)
    holding  rows that hold the point where it is: they contradict each other without the others too
    """

    amounts: FloatArray
    holding: IntArray

    @property
    def rows(self) -> list[tuple[int, float]]:
        """Return the rows that are missed, and by how much."""
        missed = np.flatnonzero(np.abs(self.amounts) > SMALLEST_MISS)
        return [(row, float(self.amounts[row])) for row in missed.tolist()]


def least_miss(
    matrix: Matrix, first: IntArray | None = None, wishes: IntArray | None = None, deadline: float | None = None
) -> Miss:
    """Return what a point closest to satisfying all rows misses.

    Elastic relaxation: the least sum of violations with every bound kept; the balance of materials, being physics
    and not a wish, yields last. Whole numbers are asked for where all rows can be kept without them; what holds is not
    known then.

    first   rows that yield before any other: a budget, of which it is then known what would be needed
    wishes  equations that are no physics, and yield as limits do: what is kept as an earlier plan has it
    Raises StoppedError when the deadline, a moment of time.monotonic(), comes first.
    """
    elastic, rows, columns = _elastic(matrix, first, wishes), matrix.rows, matrix.columns
    _require_optimum(elastic, deadline, "the contradiction between the hard rows")
    miss = _read(elastic, columns, rows)
    if not miss.rows and matrix.integer.size:
        _ask_whole(elastic, matrix)
        _require_optimum(elastic, deadline, "the contradiction between the hard rows and whole numbers", WHOLE_WAYS)
        miss = _read(elastic, columns, rows)
    return miss


def whole_miss(
    matrix: Matrix, first: IntArray | None = None, wishes: IntArray | None = None, deadline: float | None = None
) -> Miss | None:
    """Return what is missed with whole numbers, as `least_miss`; None where that is not proven with some effort."""
    elastic = _elastic(matrix, first, wishes)
    _ask_whole(elastic, matrix)
    # A budget weighs so little that a millionth of the sum is a part of it.
    for name, value in (("mip_rel_gap", 0.0), ("mip_abs_gap", 0.0), ("mip_max_nodes", MOST_NODES)):
        require(elastic.setOptionValue(name, value), f"option {name}")
    ends = sooner(MOST_SECONDS, deadline)
    if first_answer(elastic, WHOLE_WAYS, ends) is not Outcome.OPTIMAL:
        return None
    # What the search leaves of a whole number is no part of what is missed.
    whole = matrix.integer.astype(np.int32)
    values = np.rint(np.array(elastic.getSolution().col_value)[whole])
    for column in whole.tolist():
        require(elastic.changeColIntegrality(column, highspy.HighsVarType.kContinuous), "a whole number")
    require(elastic.changeColsBounds(whole.size, whole, values, values), "whole numbers")
    if first_answer(elastic, (DUAL, *LAST_WAYS), ends) is not Outcome.OPTIMAL:
        return None
    return _read(elastic, matrix.columns, matrix.rows)


def physics(matrix: Matrix, wishes: IntArray | None) -> BoolArray:
    """Return (rows,) which rows are equations that nobody can change; `wishes` are others."""
    found = matrix.row_lower == matrix.row_upper
    found[[] if wishes is None else wishes] = False
    return np.asarray(found)


def _elastic(matrix: Matrix, first: IntArray | None, wishes: IntArray | None) -> highspy.Highs:
    """Return the program whose rows may be missed, with two more columns for each: by how much, at its price."""
    elastic = make_highs()
    rows, columns = matrix.rows, matrix.columns
    start = matrix.start
    price = np.where(physics(matrix, wishes), PHYSICS_YIELDS_LAST, 1.0)
    for row in [] if first is None else first.tolist():
        largest = np.abs(matrix.value[start[row] : start[row + 1]]).max(initial=1.0)
        price[row] = BUDGET_YIELDS_FIRST / largest
    wide = Matrix(
        np.concatenate([matrix.column_lower, np.zeros(2 * rows)]),
        np.concatenate([matrix.column_upper, np.full(2 * rows, np.inf)]),
        matrix.row_lower,
        matrix.row_upper,
        start + 2 * np.arange(rows + 1),
        np.insert(matrix.column, np.repeat(start[1:], 2), np.arange(columns, columns + 2 * rows)),
        np.insert(matrix.value, np.repeat(start[1:], 2), np.tile([1.0, -1.0], rows)),
    )
    pass_program(elastic, wide, np.concatenate([np.zeros(columns), np.repeat(price, 2)]))
    return elastic


def _ask_whole(elastic: highspy.Highs, matrix: Matrix) -> None:
    for column in matrix.integer.tolist():
        require(elastic.changeColIntegrality(column, highspy.HighsVarType.kInteger), "a whole number")


def _read(elastic: highspy.Highs, columns: int, rows: int) -> Miss:
    solution = elastic.getSolution()
    amounts = np.array(solution.col_value)[columns:].reshape(rows, 2) @ np.array([1.0, -1.0])
    duals = np.array(solution.row_dual) if solution.dual_valid else np.zeros(rows)
    return Miss(np.asarray(amounts, dtype=np.float64), np.flatnonzero(duals))


def endless(matrix: Matrix, tiers: Sequence[Tier], name: str, deadline: float | None = None) -> list[int]:
    """Return the columns that earn something in a direction in which the tier `name` falls for ever.

    Recession cone: the least objective over all directions in a unit box that keep every row and every bound, and in
    which nothing moves that a better tier counts. Raises StoppedError when the deadline comes first.
    """
    place = next(number for number, tier in enumerate(tiers) if tier.name == name)
    free = np.isinf(matrix.column_upper)
    for better in tiers[:place]:
        free &= better.objective == 0.0
    cone = Matrix(
        np.where(np.isinf(matrix.column_lower), -1.0, 0.0),
        np.where(free, 1.0, 0.0),
        np.where(np.isinf(matrix.row_lower), -np.inf, 0.0),
        np.where(np.isinf(matrix.row_upper), np.inf, 0.0),
        matrix.start, matrix.column, matrix.value,
    )  # fmt: skip
    objective = tiers[place].objective
    highs = make_highs()
    pass_program(highs, cone, objective)
    _require_optimum(highs, deadline, "the direction in which the program is endless")
    move: FloatArray = np.array(highs.getSolution().col_value, dtype=np.float64)
    return [int(column) for column in np.flatnonzero((np.abs(move) > SMALLEST_MOVE) & (objective * move < 0.0))]


def _require_optimum(
    highs: highspy.Highs, deadline: float | None, sought: str, ways: Sequence[Way] = (DUAL, *LAST_WAYS)
) -> None:
    """Solve what has a point and an end, and raise unless there is an optimum to read."""
    outcome = first_answer(highs, ways, deadline)
    if outcome is Outcome.TIME:
        raise StoppedError(f"the time limit came before {sought} was found")
    if outcome is not Outcome.OPTIMAL:
        raise UnsolvedError(f"{sought} could not be found")
