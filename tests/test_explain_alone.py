"""What shows that a limit cannot move by itself shows it in every shortage of a priority: it is found once for all."""

from __future__ import annotations

import numpy as np
import pytest

from models.arrays import FloatArray
from planner.explain import split
from planner.explain.alone import Alone, Singles
from planner.explain.loaded import Answer
from planner.explain.split import Splits, splits
from planner.solve.session import silent
from tests.random_problems import random_sheets
from tests.studies import study_of


class Forgetful(Alone):
    """Asks about each shortage as if it were the first."""

    def single(self, objective: FloatArray, answer: Answer, own: int | None = None) -> Singles:
        return Alone(self._loaded).single(objective, answer, own)


def streams(seed: int) -> Splits:
    return splits(study_of(random_sheets(seed)), silent, apart=True)


@pytest.mark.parametrize("seed", range(40))
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
