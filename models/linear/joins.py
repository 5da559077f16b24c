"""Rows of tables of codes that are equal: by which columns and rows of a program find each other."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from models.arrays import IntArray, ranges


def radix_codes(one: Sequence[IntArray], other: Sequence[IntArray]) -> tuple[IntArray, IntArray]:
    """Return an integer for each row of two tables of codes, equal exactly where the rows are equal."""
    first = np.zeros(one[0].size, dtype=np.int64)
    second = np.zeros(other[0].size, dtype=np.int64)
    span = 1
    for left, right in zip(one, other, strict=True):
        # What stands for none is below 0, and is no code of the column before.
        low = min(int(left.min(initial=0)), int(right.min(initial=0)))
        radix = 1 - low + max(int(left.max(initial=-1)), int(right.max(initial=-1)))
        if span * radix > np.iinfo(np.int64).max:
            both = np.unique(np.concatenate([first, second]), return_inverse=True)[1].astype(np.int64)
            first, second = both[: first.size], both[first.size :]
            span = int(both.max(initial=0)) + 1
        first = first * radix + (left - low)
        second = second * radix + (right - low)
        span *= radix
    return first, second


def join(one: Sequence[IntArray], other: Sequence[IntArray]) -> tuple[IntArray, IntArray]:
    """Return the pairs (position in one, position in other) whose codes are equal in every column."""
    if not one[0].size or not other[0].size:
        return np.empty(0, dtype=np.int64), np.empty(0, dtype=np.int64)
    first, second = radix_codes(one, other)
    order = np.argsort(first, kind="stable")
    ordered = first[order]
    low, high = (np.searchsorted(ordered, second, side=side) for side in ("left", "right"))
    return order[ranges(low, high)], np.repeat(np.arange(second.size), high - low)
