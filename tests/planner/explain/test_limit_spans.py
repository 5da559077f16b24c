"""A limit moves as far in what a face leaves of a program as in the whole of it."""

from __future__ import annotations

import numpy as np
import pytest

from models.linear.matrix import Matrix
from planner.explain import limit_spans
from planner.explain.limit_spans import Spans
from planner.explain.reduced import Reduced
from planner.explain.study import results_of
from tests.drawn.origins import draw, sheets_of
from tests.drawn.problems import random_sheets
from tests.seeds import graded
from tests.studies import study_of


def limits_of(matrix: Matrix) -> np.ndarray:
    """Return every third row of a program that has an upper limit other than 0, ten at most."""
    return np.flatnonzero(np.isfinite(matrix.row_upper) & (matrix.row_upper != 0.0))[::3][:10]


@pytest.mark.parametrize("seeds", graded([range(6), range(6, 40)], 1))
def test_a_limit_moves_as_far_in_what_is_left_as_in_the_whole(seeds: range, monkeypatch: pytest.MonkeyPatch) -> None:
    endless, moved, made = 0, 0, 0
    for sheets in (one for seed in seeds for one in (random_sheets(seed), sheets_of(draw(seed)))):
        study = study_of(sheets)
        rows = limits_of(study.matrix)
        if rows.size < 2 or study.matrix.integer.size or study.matrix.unit != 1.0:
            continue
        whole = Spans(study, study.solution, rows)
        monkeypatch.setattr(limit_spans, "SMALL", 0)
        left = Spans(study, study.solution, rows)
        monkeypatch.undo()
        for tier in range(len(results_of(study.solution))):
            for place in range(rows.size):
                for sign in (1.0, -1.0):
                    expected = whole.reach(tier, place, sign)
                    assert left.reach(tier, place, sign) == pytest.approx(expected, rel=1e-7, abs=1e-6)
                    endless, moved = endless + np.isinf(expected), moved + (1e-6 < expected < np.inf)
        assert not any(isinstance(one, Reduced) for one in whole._reduced.values())
        made += sum(isinstance(one, Reduced) for one in left._reduced.values())
    assert made > len(seeds)
    assert endless
    assert moved > 20
