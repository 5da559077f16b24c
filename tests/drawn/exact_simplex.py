"""Linear programs solved in fractions: a simplex method without rounding, that proves each optimum as it finds it.

Two phases over a tableau of sparse rows, with bounds on columns and rows. The column with the best reduced cost enters
while the objective moves; after a step of no length the first one does (Bland's rule) until it moves again, so that no
basis comes twice. Tiers are solved on one tableau, one after the other: what has a reduced cost in a tier never moves
again, which is exactly the set of that tier's optima.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import pairwise

import numpy as np

from models.arrays import FloatArray
from models.linear.matrix import Matrix
from models.linear.program import Tier

type Row = dict[int, Fraction]
type Bound = Fraction | None

ZERO, ONE = Fraction(0), Fraction(1)
# What a number of a program is taken for: the simplest fraction so near, 1/3 and not the 54 digits of a float.
NEAR, SIMPLEST = 1e-13, (1, 10, 10**2, 10**3, 10**4, 10**5, 10**6)


class NoPointError(Exception):
    """No point keeps the rows and bounds; its argument is (rows,) what they are multiplied with to prove it."""


class EndlessError(Exception):
    """The objective has no lower end."""


def meant(number: float) -> Fraction:
    """Return the fraction that a float stands for."""
    exact = Fraction(number)
    for most in SIMPLEST:
        near = exact.limit_denominator(most)
        if abs(near - exact) <= NEAR * abs(exact):
            return near
    return exact


@dataclass(frozen=True)
class Linear:
    """A program in fractions: rows lower <= A x <= upper and bounds of columns; None where there is no bound."""

    rows: list[Row]
    row_bounds: list[tuple[Bound, Bound]]
    column_bounds: list[tuple[Bound, Bound]]


@dataclass(frozen=True)
class Optimum:
    """One tier's optimum, with what proves it: objective = row_dual A + column_dual, and the bounds that they stand at.

    lower, upper  bounds of columns and then rows with the better tiers held, which the duals are for
    """

    value: Fraction
    point: list[Fraction]
    row_dual: list[Fraction]
    column_dual: list[Fraction]
    lower: list[Bound]
    upper: list[Bound]


def linear(matrix: Matrix) -> Linear:
    """Return a program without whole numbers in fractions."""
    assert not matrix.integer.size
    start, column, value = matrix.start.tolist(), matrix.column.tolist(), [meant(one) for one in matrix.value.tolist()]
    rows = [{column[at]: value[at] for at in range(*span) if value[at]} for span in pairwise(start)]
    return Linear(rows, _bounds(matrix.row_lower, matrix.row_upper), _bounds(matrix.column_lower, matrix.column_upper))


def _bounds(lower: FloatArray, upper: FloatArray) -> list[tuple[Bound, Bound]]:
    return [
        (meant(low) if np.isfinite(low) else None, meant(high) if np.isfinite(high) else None)
        for low, high in zip(lower.tolist(), upper.tolist(), strict=True)
    ]


def solve(program: Linear, tiers: Sequence[Tier]) -> list[Optimum]:
    """Return the optimum of each tier, with the better ones kept optimal.

    Raises NoPointError where nothing keeps the rows, EndlessError where a tier has no lower end.
    """
    tableau = _started(program)
    return [tableau.minimise([meant(one) for one in tier.objective.tolist()]) for tier in tiers]


def prove(program: Linear, objective: Sequence[Fraction], optimum: Optimum) -> None:
    """Assert without any tolerance that a point is the optimum of what its duals are for.

    It keeps every row and bound, the objective is the sum of its duals, each dual has the sign of the bound at which
    the point stands, and so no point within these bounds has less: the sum of duals times bounds is its value.
    """
    activity = [sum((value * optimum.point[at] for at, value in row.items()), ZERO) for row in program.rows]
    stands, duals = [*optimum.point, *activity], [*optimum.column_dual, *optimum.row_dual]
    for place, (low, high) in enumerate([*program.column_bounds, *program.row_bounds]):
        assert low is None or stands[place] >= low
        assert high is None or stands[place] <= high
    for place, (stand, dual) in enumerate(zip(stands, duals, strict=True)):
        if dual:
            assert stand == (optimum.lower if dual > 0 else optimum.upper)[place]
    left = [*objective]
    for row, dual in zip(program.rows, optimum.row_dual, strict=True):
        if dual:
            for column, value in row.items():
                left[column] -= dual * value
    assert left == optimum.column_dual
    assert sum((dual * stand for dual, stand in zip(duals, stands, strict=True)), ZERO) == optimum.value


@dataclass
class _Tableau:
    """Basic variables as sums of the others. Variables are columns, then the activity of each row, then helpers.

    rows    place -> the basic variable there as a sum of nonbasic ones
    basic   place -> variable;  where  variable -> place of a basic one
    value   of each variable;  lower, upper  its bounds
    columns, size  how many there are, without and with the rows
    """

    columns: int
    size: int
    rows: list[Row]
    basic: list[int]
    value: list[Fraction]
    lower: list[Bound]
    upper: list[Bound]
    where: dict[int, int] = field(default_factory=dict)

    def minimise(self, objective: Sequence[Fraction]) -> Optimum:
        """Return the optimum of an objective of the columns, and hold it from now on."""
        cost = self._reduced(dict(enumerate(objective)))
        self._optimise(cost)
        total = sum((price * self.value[at] for at, price in enumerate(objective) if price), ZERO)
        duals = [cost.get(at, ZERO) for at in range(self.size)]
        found = Optimum(
            total, self.value[: self.columns], duals[self.columns :], duals[: self.columns], self.lower[: self.size],
            self.upper[: self.size],
        )  # fmt: skip
        for at, price in cost.items():
            if price:
                self.lower[at] = self.upper[at] = self.value[at]
        return found

    def _reduced(self, price: Row) -> Row:
        """Return the reduced cost of each nonbasic variable."""
        cost = {at: own for at, own in price.items() if own and at not in self.where}
        for at, own in price.items():
            if own and at in self.where:
                _add(cost, self.rows[self.where[at]], own)
        return cost

    def _optimise(self, cost: Row) -> None:
        """Move from basis to basis until no nonbasic variable is worth a move; keeps `cost` reduced."""
        moved = True
        while True:
            entering = self._entering(cost, first=not moved)
            if entering is None:
                return
            moved = self._step(entering, cost[entering] < 0, cost)

    def _entering(self, cost: Row, *, first: bool) -> int | None:
        """Return the variable whose move lowers the objective most by a unit, or the first that does."""
        best: int | None = None
        for at in sorted(cost) if first else cost:
            price = cost[at]
            end = self.upper[at] if price < 0 else self.lower[at]
            if end != self.value[at] and (best is None or abs(price) > abs(cost[best])):
                best = at
                if first:
                    break
        return best

    def _step(self, entering: int, rising: bool, cost: Row) -> bool:
        """Move a variable until it or a basic one meets a bound, and exchange the two; tell whether it moved."""
        end = self.upper[entering] if rising else self.lower[entering]
        length = None if end is None else abs(end - self.value[entering])
        leaving: int | None = None
        for place, row in enumerate(self.rows):
            slope = row.get(entering)
            if slope is None:
                continue
            at = self.basic[place]
            bound = self.upper[at] if (slope > 0) == rising else self.lower[at]
            if bound is None:
                continue
            room = abs((bound - self.value[at]) / slope)
            if length is None or room < length or (
                room == length and leaving is not None and at < self.basic[leaving]
            ):  # fmt: skip
                length, leaving = room, place
        if length is None:
            raise EndlessError
        if length:
            change = length if rising else -length
            self.value[entering] += change
            for row, at in zip(self.rows, self.basic, strict=True):
                if entering in row:
                    self.value[at] += row[entering] * change
        if leaving is not None:
            self._exchange(leaving, entering, cost)
        return bool(length)

    def _exchange(self, place: int, entering: int, cost: Row) -> None:
        """Let a nonbasic variable be the basic one of a row."""
        row, leaving = self.rows[place], self.basic[place]
        pivot = row.pop(entering)
        row = {at: -own / pivot for at, own in row.items()}
        if leaving < self.size:  # a helper that has left stays at 0
            row[leaving] = ONE / pivot
        self.rows[place], self.basic[place] = row, entering
        del self.where[leaving]
        self.where[entering] = place
        for other in (*(one for at, one in enumerate(self.rows) if at != place), cost):
            factor = other.pop(entering, None)
            if factor:
                _add(other, row, factor)


def _add(row: Row, other: Row, factor: Fraction) -> None:
    """Add so many times another row."""
    for at, own in other.items():
        total = row.get(at, ZERO) + factor * own
        if total:
            row[at] = total
        else:
            row.pop(at, None)


def _started(program: Linear) -> _Tableau:
    """Return a tableau at a point that keeps every row and bound: the end of the first phase.

    A row that the start breaks gets a helper, what it misses; the sum of the helpers is minimised.
    """
    columns, size = len(program.column_bounds), len(program.column_bounds) + len(program.rows)
    bounds = [*program.column_bounds, *program.row_bounds]
    lower, upper = [low for low, _ in bounds], [high for _, high in bounds]
    value = [low if low is not None else high if high is not None else ZERO for low, high in program.column_bounds]
    rows: list[Row] = []
    basic: list[int] = []
    helpers: list[Fraction] = []
    for number, row in enumerate(program.rows):
        at = columns + number
        activity = sum((own * value[column] for column, own in row.items()), ZERO)
        low, high = lower[at], upper[at]
        missed = low if low is not None and activity < low else high if high is not None and activity > high else None
        value.append(activity if missed is None else missed)
        if missed is None:
            rows.append(dict(row))
            basic.append(at)
            continue
        # activity + helper = row, or activity - helper = row, so that the helper is not negative.
        sign = ONE if missed > activity else -ONE
        helper = size + len(helpers)
        helpers.append(abs(missed - activity))
        rows.append({**{column: -sign * own for column, own in row.items()}, at: sign})
        basic.append(helper)
    value += helpers
    lower += [ZERO] * len(helpers)
    upper += [None] * len(helpers)
    tableau = _Tableau(columns, size, rows, basic, value, lower, upper, {at: n for n, at in enumerate(basic)})
    if helpers:
        cost = tableau._reduced({size + number: ONE for number in range(len(helpers))})
        tableau._optimise(cost)
        if any(tableau.value[size:]):
            raise NoPointError([cost.get(columns + number, ZERO) for number in range(len(program.rows))])
        for at in range(size, size + len(helpers)):
            tableau.upper[at] = ZERO
    return tableau
