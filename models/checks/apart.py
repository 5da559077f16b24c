"""The one of some numbers that is far from all others, which are alike: typed in another unit, most likely."""

from __future__ import annotations

import numpy as np

from models.arrays import FloatArray

# So far is a thousand from what may differ by itself; the others are alike when they lie within so much.
FAR, ALIKE = 300.0, 20.0


def odd_one(values: FloatArray, far: float = FAR, alike: float = ALIKE) -> int | None:
    """Return the place of the number that is far from all others, the larger of two; None where there is none such.

    values  (numbers,) of which those that are neither finite nor above 0 are left out
    """
    given = np.flatnonzero((values > 0.0) & np.isfinite(values))
    if given.size <= 1:
        return None
    order = given[np.argsort(values[given], kind="stable")]
    for odd, others in ((order[-1], order[:-1]), (order[0], order[1:])):
        least, most = values[others[0]], values[others[-1]]
        if most <= alike * least and (values[odd] >= far * most or values[odd] * far <= least):
            return int(odd)
    return None
