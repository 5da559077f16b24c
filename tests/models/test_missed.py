"""What is said to be missed, taken back to what is: as little as its rows ask for, and nothing else moves."""

from __future__ import annotations

import numpy as np
import pytest

from models.formulation import build
from models.missed import as_missed
from planner.solve import highs
from tests.cases import reference
from tests.drawn.problems import problem_of

# In each of these the best plan misses something of one of the kinds, or could.
NAMES = ["contracts_small", "contracts_lots", "soft_order", "stock_priced"]


@pytest.mark.parametrize("name", NAMES)
def test_a_plan_that_says_more_is_missed_than_is_comes_back_to_the_best_one(name: str) -> None:
    model = build(problem_of(reference(name).sheets()))
    matrix, v = model.program.matrix(), model.variables
    best = highs.solve(matrix, model.program.tiers).values
    every = np.concatenate([one.index for one in (v.below_safety, v.below_end, v.soft, v.contracts.shortfall)])
    assert every.size
    more = best.copy()
    more[every] = np.minimum(best[every] + 3.0, matrix.column_upper[every])
    assert np.any(more > best)
    found = as_missed(v, matrix, more)
    assert found == pytest.approx(best, abs=1e-7)
    assert np.array_equal(np.delete(found, every), np.delete(best, every))
    assert as_missed(v, matrix, best) == pytest.approx(best, abs=1e-7)
