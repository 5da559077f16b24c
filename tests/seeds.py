"""Seeds of random problems: some are asked in every run, the rest in the slow one."""

from __future__ import annotations

import pytest
from _pytest.mark import ParameterSet


def seeds(plain: int, whole: int) -> list[int | ParameterSet]:
    """Return the seeds from 0 on, those from `plain` on marked as slow."""
    return [*range(plain), *(pytest.param(seed, marks=pytest.mark.slow) for seed in range(plain, whole))]
