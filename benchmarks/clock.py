"""The seconds spent inside HiGHS, and the most memory that this process has held."""

from __future__ import annotations

import resource
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass


@dataclass
class Clock:
    """Seconds spent inside HiGHS."""

    seconds: float = 0.0


@contextmanager
def inside_highs() -> Iterator[Clock]:
    """Measure the time inside every run of HiGHS, whoever calls it."""
    from highspy import HighsStatus
    from highspy._core import _Highs

    clock, run = Clock(), _Highs.run

    def timed(self: _Highs) -> HighsStatus:
        begin = time.perf_counter()
        try:
            return run(self)
        finally:
            clock.seconds += time.perf_counter() - begin

    setattr(_Highs, "run", timed)  # noqa: B010 - a method of a compiled class, replaced on purpose
    try:
        yield clock
    finally:
        setattr(_Highs, "run", run)  # noqa: B010


def peak_megabytes() -> float:
    """Return the most memory that this process has held at once, in MB."""
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most / 1e6 if sys.platform == "darwin" else most * 1024 / 1e6
