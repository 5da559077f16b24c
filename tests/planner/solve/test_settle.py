"""The nearest point that keeps every row: digits that a file cut off come back, and a wrong answer is refused."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from models.linear.matrix import Matrix
from planner.errors import InternalError
from planner.solve.settle import settle

INFINITE = np.inf


def balance(total: float) -> Matrix:
    """Return x + y = total, x <= 3, y free above 0."""
    return Matrix(
        np.zeros(2), np.array([3.0, INFINITE]), np.array([total]), np.array([total]), np.array([0, 2]),
        np.array([0, 1]), np.ones(2),
    )  # fmt: skip


def test_a_point_short_of_digits_is_moved_onto_its_rows_and_no_further() -> None:
    settled = settle(balance(123456.789012), np.array([3.0, 123453.79]))
    assert settled.sum() == pytest.approx(123456.789012, abs=1e-9)
    assert settled == pytest.approx([3.0, 123453.789012], abs=2e-3)


def test_a_point_that_keeps_its_rows_stays_where_it_is() -> None:
    point = np.array([1.25, 2.5])
    assert np.array_equal(settle(balance(3.75), point), point)


def test_an_answer_to_a_program_without_any_plan_is_refused() -> None:
    program = balance(5.0)
    with pytest.raises(InternalError):
        settle(replace(program, column_upper=np.array([3.0, 1.0])), np.array([3.0, 1.0]))
