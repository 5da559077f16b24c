"""Positions in arrays."""

from __future__ import annotations

import numpy as np
import pytest

from models.arrays import are_among, distinct, ranges


@pytest.mark.parametrize("values", [[], [3], [2, 2, 2], [5, -1, 5, 0, 2**62, -1], list(range(50, 0, -1)) * 3])
def test_distinct_values_are_those_of_a_set_in_rising_order(values: list[int]) -> None:
    assert distinct(np.array(values, dtype=np.int64)).tolist() == sorted(set(values))


def test_distinct_values_leave_what_they_are_taken_from_as_it_was() -> None:
    values = np.array([3, 1, 2], dtype=np.int64)
    distinct(values)
    assert values.tolist() == [3, 1, 2]


def test_ranges_follow_each_other_and_may_be_empty() -> None:
    first, last = np.array([4, 7, 0], dtype=np.int64), np.array([6, 7, 3], dtype=np.int64)
    assert ranges(first, last).tolist() == [4, 5, 0, 1, 2]


@pytest.mark.parametrize(("codes", "chosen"), [([], []), ([], [2]), ([0, 3, 1, -1], []), ([0, 3, 1, -1, 3], [5, 3, 0])])
def test_codes_are_among_those_that_are_chosen_and_none_is_not(codes: list[int], chosen: list[int]) -> None:
    found = are_among(np.array(codes, dtype=np.int64), np.array(chosen, dtype=np.int64))
    assert found.tolist() == [code in chosen for code in codes]
