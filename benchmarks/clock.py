"""The seconds spent inside HiGHS, and the most memory that this process has held."""

from __future__ import annotations

import resource
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from highspy._core import _Highs


@dataclass
class Clock:
    """Seconds spent inside HiGHS."""

    seconds: float = 0.0


@contextmanager
def each_run(told: Callable[[_Highs, float], None], now: Callable[[], float] = time.perf_counter) -> Iterator[None]:
    """Tell of every run of HiGHS, whoever calls it: the object behind it, and its seconds by a clock."""
    from highspy import HighsStatus
    from highspy._core import _Highs

    run = _Highs.run

    def timed(self: _Highs) -> HighsStatus:
        begin = now()
        try:
            return run(self)
        finally:
            told(self, now() - begin)

    setattr(_Highs, "run", timed)  # noqa: B010 - a method of a compiled class, replaced on purpose
    try:
        yield
    finally:
        setattr(_Highs, "run", run)  # noqa: B010


@contextmanager
def inside_highs() -> Iterator[Clock]:
    """Measure the time inside every run of HiGHS."""
    clock = Clock()

    def add(_: _Highs, seconds: float) -> None:
        clock.seconds += seconds

    with each_run(add):
        yield clock


def peak_megabytes() -> float:
    """Return the most memory that this process has held at once, in MB."""
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most / 1e6 if sys.platform == "darwin" else most * 1024 / 1e6
