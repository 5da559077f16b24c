"""Joins of tables of codes: each pair of equal rows, whatever the codes are."""

from __future__ import annotations

import numpy as np

from models.linear.joins import join


def codes(*values: int) -> np.ndarray:
    return np.array(values, dtype=np.int64)


def test_a_join_gives_every_pair_of_equal_codes() -> None:
    left, right = join([codes(1, 2, 1), codes(0, 0, 0)], [codes(1, 3, 2), codes(0, 0, 0)])
    assert sorted(zip(left.tolist(), right.tolist(), strict=True)) == [(0, 0), (1, 2), (2, 0)]


def test_a_join_holds_beyond_64_bits() -> None:
    large = np.iinfo(np.int64).max // 2
    left, right = join([codes(large, 0), codes(large, large)], [codes(0, large), codes(large, 0)])
    assert list(zip(left.tolist(), right.tolist(), strict=True)) == [(1, 0)]


def test_a_join_takes_none_for_no_code_of_the_column_before() -> None:
    left, right = join([codes(3, 2), codes(-1, 8)], [codes(3, 2, 2), codes(-1, -1, 8)])
    assert sorted(zip(left.tolist(), right.tolist(), strict=True)) == [(0, 0), (1, 2)]
