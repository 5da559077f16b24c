"""Random problems and other parameters in three grades: of every run, of the slow one, and of the long one."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from _pytest.mark import ParameterSet


def graded[Value](values: Iterable[Value], plain: int, slow: int | None = None) -> list[Value | ParameterSet]:
    """Return values of a parameter: the first `plain` of every run, those up to `slow` marked so, the rest endurance.

    Without `slow` all behind the first are slow.
    """
    every = list(values)
    end = len(every) if slow is None else slow
    return [
        *every[:plain],
        *(pytest.param(value, marks=pytest.mark.slow) for value in every[plain:end]),
        *(pytest.param(value, marks=pytest.mark.endurance) for value in every[end:]),
    ]


def seeds(plain: int, slow: int, whole: int | None = None) -> list[int | ParameterSet]:
    """Return the seeds from 0 on, those from `plain` on marked as slow, those from `slow` on to `whole` endurance."""
    return graded(range(slow if whole is None else whole), plain, slow)
