"""Runs commands in turn, one process each, and keeps what they took."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

REPEATS = 5
# When a process was started, by a clock that all processes share: so that its start-up counts.
STARTED = "BENCHMARK_STARTED"

Facts = dict[str, float]


@dataclass(frozen=True)
class Spread:
    """The figures of one way, measured several times."""

    figures: tuple[float, ...]
    unit: str = "s"

    @property
    def median(self) -> float:
        """Return the median."""
        return statistics.median(self.figures)

    def __str__(self) -> str:
        """Return median (least to most)."""
        low, high = min(self.figures), max(self.figures)
        return f"{self.median:.3g} {self.unit}" + (f" ({low:.3g} to {high:.3g})" if len(self.figures) > 1 else "")


def in_turn[Found](ways: Sequence[Callable[[], Found]], repeats: int = REPEATS) -> list[list[Found]]:
    """Return what each way found, the ways taken in turn: one, other, one, other."""
    found: list[list[Found]] = [[] for _ in ways]
    for _ in range(repeats):
        for place, way in enumerate(ways):
            found[place].append(way())
    return found


def job(name: str, *arguments: str) -> Facts:
    """Run a job of benchmarks/jobs.py or benchmarks/whole.py in a process of its own and return its facts."""
    command = [sys.executable, "-m", "benchmarks.jobs", name, *arguments]
    environment = {**os.environ, STARTED: repr(time.monotonic())}
    done = subprocess.run(command, check=False, capture_output=True, text=True, env=environment)
    if done.returncode:
        raise RuntimeError(f"job {name} {' '.join(arguments)}: {(done.stderr.strip() or 'failed').splitlines()[-1]}")
    facts: Facts = json.loads(done.stdout.splitlines()[-1])
    return facts


def since_start() -> float:
    """Return the seconds since this process was started by `job`."""
    return time.monotonic() - float(os.environ[STARTED])


def seconds_of(command: Sequence[str], codes: Sequence[int] = (0,)) -> float:
    """Return the seconds of a whole process; raise when it ends with another exit code."""
    begin = time.perf_counter()
    code = subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False).returncode
    seconds = time.perf_counter() - begin
    if code not in codes:
        raise RuntimeError(f"{' '.join(command)} ended with exit code {code}")
    return seconds


def spread(facts: Sequence[Facts], *names: str, unit: str = "s") -> Spread:
    """Return the spread of the sum of some facts."""
    return Spread(tuple(sum(one[name] for name in names) for one in facts), unit)
