"""What shows that a limit cannot move by itself shows it in every shortage of a priority: it is found once for all."""

from __future__ import annotations

import numpy as np
import pytest

from models.arrays import FloatArray
from models.linear.matrix import Matrix
from models.linear.program import Tier
from planner.explain import split
from planner.explain.alone import Alone, Singles
from planner.explain.answer import Answer
from planner.explain.connected import Within
from planner.explain.loaded import Loaded
from planner.explain.split import Splits, splits
from planner.solve.highs import solve
from planner.solve.session import silent
from tests.drawn.problems import random_sheets
from tests.seeds import seeds
from tests.studies import study_of


class Forgetful(Alone):
    """Asks about each shortage as if it were the first."""

    def single(self, objective: FloatArray, answer: Answer, within: Within, own: int | None = None) -> Singles:
        return Alone(self._loaded).single(objective, answer, within, own)


def streams(seed: int) -> Splits:
    return splits(study_of(random_sheets(seed)), silent, apart=True)


@pytest.mark.parametrize("seed", seeds(12, 25, 40))
def test_what_is_remembered_from_other_shortages_changes_no_answer(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    found = streams(seed).streams
    monkeypatch.setattr(split, "Alone", Forgetful)
    for (place, one), (same, other) in zip(found, streams(seed).streams, strict=True):
        assert place == same
        assert np.array_equal(one.rows, other.rows)
        assert np.array_equal(one.columns, other.columns)
        for flags, others in ((one.row_alone, other.row_alone), (one.column_alone, other.column_alone)):
            assert flags is not None
            assert others is not None
            assert np.array_equal(flags, others)


def test_however_many_limits_are_tied_one_by_one_another_still_stands_alone() -> None:
    """60 columns between two rows each, both at 1: any move of these leaves no point, and shows one pair of them."""
    pairs = 60
    rows, columns = 2 * pairs + 1, pairs + 1
    column = np.append(np.repeat(np.arange(pairs), 2), pairs)
    lower, upper = np.full(rows, -np.inf), np.full(rows, np.inf)
    upper[0:-1:2] = lower[1:-1:2] = 1.0
    lower[-1] = 5.0
    matrix = Matrix(
        np.zeros(columns), np.full(columns, np.inf), lower, upper, np.arange(rows + 1), column, np.ones(rows)
    )  # fmt: skip
    objective = np.zeros(columns)
    objective[-1] = 1.0
    loaded = Loaded(solve(matrix, [Tier("short", "unmet", objective)], None, silent), None)
    within = np.ones(rows, dtype=np.bool_), np.ones(columns, dtype=np.bool_)
    row_single, _ = Alone(loaded).single(objective, loaded.least(objective), within)
    assert row_single[-1]
    assert not row_single[:-1].any()
