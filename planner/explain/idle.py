"""Which limits of a shared cause of nothing are idle: a tonne more or less of them gains nothing, alone and together.

All of them are eased at once, which holds every move of some of them, so that one solve speaks for all. Where that
gains something, the fewest by which it does are taken out, and the others are asked again.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from models.arrays import BoolArray, FloatArray, IntArray
from planner.explain.answer import Answer, UnansweredError
from planner.explain.loaded import Loaded

# By how many t each limit is eased, to both sides.
EASED = 1.0
# Less gained, as a share of what is short, is the solver's rounding; so is what is so little past a limit.
ROUNDING = 1e-9
# So often it is asked whether one limit can be spared; then all that go further are taken out.
MOST_ASKED = 60


@dataclass(frozen=True, eq=False)
class Cause:
    """A shared cause: (rows,) and (columns,) of the program, and what an objective is at least with them.

    noise  less gained is nothing
    """

    rows: IntArray
    columns: IntArray
    value: float
    noise: float


def idle(loaded: Loaded, objective: FloatArray, cause: Cause) -> tuple[BoolArray, BoolArray]:
    """Return (rows,), (columns,) whether each is idle; what is not known to be is none."""
    asked = _Asked(loaded, objective, cause)
    size = cause.rows.size
    try:
        found = asked.idle()
    except UnansweredError:
        found = np.zeros_like(asked.every)
    finally:
        asked.restore()
    return found[:size], found[size:]


class _Asked:
    """Limits of rows, then bounds of columns, that are eased."""

    def __init__(self, loaded: Loaded, objective: FloatArray, cause: Cause) -> None:
        self._loaded, self._objective, self._cause = loaded, objective, cause
        self._held, self._count = replace(loaded.bounds), 0
        self.every: BoolArray = np.ones(cause.rows.size + cause.columns.size, dtype=np.bool_)

    def restore(self) -> None:
        """Ease nothing any more."""
        held = self._held
        self._loaded.limit(held.row_lower, held.row_upper)
        self._loaded.bound(held.column_lower, held.column_upper)

    def idle(self) -> BoolArray:
        """Return which are idle."""
        left = self.every.copy()
        while left.any():
            answer = self._least(left)
            if not self._is_less(answer, self._cause.value):
                return left
            by = self._fewest(left & self._past(answer), left, answer)
            if not by.any():
                return np.zeros_like(left)
            left &= ~by
        return left

    def _fewest(self, past: BoolArray, left: BoolArray, answer: Answer) -> BoolArray:
        """Return those by which as much is gained, none of which can be spared; all that go further once it is long."""
        eased = left
        for place in np.flatnonzero(past).tolist():
            if self._count > MOST_ASKED:
                return past
            without = eased.copy()
            without[place] = False
            found = self._least(without)
            if not self._is_less(answer, found.value):
                eased, past = without, past & self._past(found)
        return past & eased

    def _least(self, eased: BoolArray) -> Answer:
        """Return the optimum with some of them eased."""
        self._count += 1
        loaded, held, cause, by = self._loaded, self._held, self._cause, EASED / self._loaded.unit
        rows, columns = cause.rows[eased[: cause.rows.size]], cause.columns[eased[cause.rows.size :]]
        loaded.limit(*_eased(held.row_lower, held.row_upper, rows, by))
        loaded.bound(*_eased(held.column_lower, held.column_upper, columns, by))
        return loaded.least(self._objective)

    def _is_less(self, answer: Answer, value: float) -> bool:
        return answer.value < value - max(self._cause.noise, ROUNDING * abs(self._cause.value))

    def _past(self, answer: Answer) -> BoolArray:
        """Return which go further at a point than they could before."""
        held, cause = self._held, self._cause
        return np.concatenate([
            _is_past(answer.activity[cause.rows], held.row_lower[cause.rows], held.row_upper[cause.rows]),
            _is_past(answer.values[cause.columns], held.column_lower[cause.columns], held.column_upper[cause.columns]),
        ])  # fmt: skip


def _eased(lower: FloatArray, upper: FloatArray, places: IntArray, by: float) -> tuple[FloatArray, FloatArray]:
    """Return bounds of which some are wider to both sides; what is not there cannot be taken away."""
    lower, upper = lower.copy(), upper.copy()
    less = lower[places] - by
    lower[places] = np.where(lower[places] >= 0.0, np.maximum(less, 0.0), less)
    upper[places] += by
    return lower, upper


def _is_past(values: FloatArray, lower: FloatArray, upper: FloatArray) -> BoolArray:
    room = ROUNDING * (1.0 + np.abs(values))
    return np.asarray((values > upper + room) | (values < lower - room))
