"""How the time of each stage grows with the number of columns: its exponent, by least squares of the logarithms."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from functools import partial
from pathlib import Path

import numpy as np

from benchmarks.generate import write_instance
from benchmarks.measure import Facts, in_turn, job

GOAL = 1.1
STAGES = ("read", "check", "build")
# Stage -> (columns, seconds of the processor) of each instance.
Stages = dict[str, list[tuple[float, float]]]


def grow(names: Sequence[str], repeats: int) -> Stages:
    """Return the least seconds of each stage on each instance; the large ones are measured less often."""
    found: Stages = {stage: [] for stage in STAGES}
    for name in names:
        with tempfile.TemporaryDirectory() as place:
            folder = Path(place) / "tables"
            write_instance(name, folder)
            (facts,) = in_turn([partial(job, "stages", str(folder))], 2 if name == "XL" else repeats)
        for stage in STAGES:
            found[stage].append(least_of(stage, facts))
    return found


def least_of(stage: str, facts: Sequence[Facts]) -> tuple[float, float]:
    """Return the columns of an instance, and the least seconds of a stage in several runs."""
    return facts[0]["columns"], min(one[stage] for one in facts)


def exponent(points: Sequence[tuple[float, float]]) -> float:
    """Return the slope of log seconds over log columns."""
    columns, seconds = np.log(np.array(points)).T
    return float(np.polyfit(columns, seconds, 1)[0])


def table(stages: Stages) -> list[str]:
    """Return the table of the page: each stage with its seconds and its exponent."""
    rows = ["| stage | columns: seconds of the processor | exponent | goal | |", "|---|---|---|---|---|"]
    for stage, points in stages.items():
        figures = ", ".join(f"{columns:,.0f}: {seconds:.3g} s" for columns, seconds in points)
        if len(points) < 2:
            rows.append(f"| {stage} | {figures} | one size only | <= {GOAL} | not measured |")
            continue
        slope = exponent(points)
        rows.append(f"| {stage} | {figures} | {slope:.2f} | <= {GOAL} | {'' if slope <= GOAL else 'not '}reached |")
    return rows
