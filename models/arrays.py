"""The kinds of arrays that everything is made of, and positions in them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

BoolArray = NDArray[np.bool_]
FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]


def ranges(first: IntArray, last: IntArray) -> IntArray:
    """Return the positions first[0], ..., last[0] - 1, first[1], ... one after the other."""
    count = last - first
    return np.asarray(np.repeat(last - np.cumsum(count), count) + np.arange(int(count.sum())))


def distinct(values: IntArray) -> IntArray:
    """Return the distinct values, rising; of numpy 2.5, `unique` is ten times slower where there are many."""
    ordered = np.sort(values)
    return np.asarray(ordered[np.append(True, ordered[1:] != ordered[:-1])[: ordered.size]])


def mask_of(places: IntArray, size: int) -> BoolArray:
    """Return (size,) whether each place is one of some."""
    found = np.zeros(size, dtype=np.bool_)
    found[places] = True
    return found


def are_among(codes: IntArray, chosen: IntArray) -> BoolArray:
    """Return whether each of some codes is one of those that are chosen; as `numpy.isin`, of few codes sooner.

    codes  -1 where there is none, which is not among any;  chosen  not below 0
    """
    # The last place is that of -1.
    size = int(max(codes.max(initial=-1), chosen.max(initial=-1))) + 2
    return np.asarray(mask_of(chosen, size)[codes])
