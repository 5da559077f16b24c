"""Random problems and other parameters: some are asked in every run, the rest in the slow one."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from _pytest.mark import ParameterSet


def first_in_every_run[Value](values: Iterable[Value], plain: int) -> list[Value | ParameterSet]:
    """Return values of a parameter, those behind the first so many marked as slow."""
    every = list(values)
    return [*every[:plain], *(pytest.param(value, marks=pytest.mark.slow) for value in every[plain:])]


def seeds(plain: int, whole: int) -> list[int | ParameterSet]:
    """Return the seeds from 0 on, those from `plain` on marked as slow."""
    return first_in_every_run(range(whole), plain)
