"""Runs commands in turn, one process each, and keeps what they took."""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

REPEATS = 5


@dataclass(frozen=True)
class Spread:
    """The seconds of one way, measured several times."""

    seconds: tuple[float, ...]

    @property
    def median(self) -> float:
        """Return the median."""
        return statistics.median(self.seconds)

    def __str__(self) -> str:
        """Return median (least to most)."""
        return f"{self.median:.3g} s ({min(self.seconds):.3g} to {max(self.seconds):.3g})"


def in_turn[Found](ways: Sequence[Callable[[], Found]], repeats: int = REPEATS) -> list[list[Found]]:
    """Return what each way found, the ways taken in turn: one, other, one, other."""
    found: list[list[Found]] = [[] for _ in ways]
    for _ in range(repeats):
        for place, way in enumerate(ways):
            found[place].append(way())
    return found


def job(name: str, argument: str) -> dict[str, float]:
    """Run a job of benchmarks/jobs.py in a process of its own and return its facts."""
    command = [sys.executable, "-m", "benchmarks.jobs", name, argument]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    facts: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return facts


def seconds_of(command: Sequence[str], codes: Sequence[int] = (0,)) -> float:
    """Return the seconds of a whole process; raise when it ends with another exit code."""
    begin = time.perf_counter()
    code = subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False).returncode
    seconds = time.perf_counter() - begin
    if code not in codes:
        raise RuntimeError(f"{' '.join(command)} ended with exit code {code}")
    return seconds


def spread(facts: Sequence[dict[str, float]], *names: str) -> Spread:
    """Return the spread of the sum of some facts."""
    return Spread(tuple(sum(one[name] for name in names) for one in facts))
