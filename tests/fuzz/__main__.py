"""The runner: so many mutations of a seed, or one; exit code 1 when an end was not clean."""

from __future__ import annotations

import argparse
import os
import queue
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from tests.fuzz.judge import SECOND_READER, judge
from tests.fuzz.mutation import Mutation, mutation
from tests.hostile.run import PLAN_NAME, Outcome, Planner, arguments_of
from tests.places import ROOT

MOST = 10_000
USUAL_SEED = 1


@dataclass(frozen=True)
class Judged:
    """A mutation and what became of it."""

    mutation: Mutation
    outcome: Outcome


def judged(numbers: Iterable[int], seed: int, jobs: int, keep: Path | None = None) -> Iterator[Judged]:
    """Yield what becomes of mutations, in their order, so many at a time; files of unclean ends are kept."""
    free: queue.SimpleQueue[Planner] = queue.SimpleQueue()
    planners = [Planner(SECOND_READER, quick=True) for _ in range(jobs)]
    for planner in planners:
        free.put(planner)
    earlier = earlier_plan(planners[0])

    def run(number: int) -> Judged:
        planner = free.get()
        try:
            made = mutation(number, seed)
            with tempfile.TemporaryDirectory(prefix="fuzz-") as name:
                outcome = judge(planner, made, Path(name), earlier)
        finally:
            free.put(planner)  # or whoever waits for it would wait for ever
        if keep is not None and outcome.faults:
            (keep / f"{seed}_{number}.xlsx").write_bytes(made.content)
        return Judged(made, outcome)

    try:
        with ThreadPoolExecutor(jobs) as pool:
            yield from pool.map(run, numbers)
    finally:
        for planner in planners:
            planner.close()


def earlier_plan(planner: Planner) -> bytes:
    """Return a plan, which lies where each mutation's goes."""
    with tempfile.TemporaryDirectory(prefix="fuzz-") as name:
        source = ROOT / "inputs" / "small_example.xlsx"
        ended = planner.run(arguments_of("solve", str(source), PLAN_NAME), Path(name))
        assert ended.code == 0, ended.stderr
        return (Path(name) / PLAN_NAME).read_bytes()


def summary(done: list[Judged]) -> str:
    """Return how many ended how, by kind and exit code, and the slowest."""
    lines = []
    for kind in sorted({one.mutation.kind for one in done}):
        codes = Counter(one.outcome.exit_code for one in done if one.mutation.kind == kind)
        told = ", ".join(f"{count} with exit code {code}" for code, count in sorted(codes.items(), key=str))
        lines.append(f"{kind}: {sum(codes.values())}; {told}")
    unclean = sum(bool(one.outcome.faults) for one in done)
    slowest = max(done, key=lambda one: one.outcome.seconds)
    largest = max(done, key=lambda one: one.outcome.mebibytes)
    lines.append(
        f"{len(done)} mutations, {unclean} unclean; slowest {slowest.outcome.seconds:.1f} s (number "
        f"{slowest.mutation.number}), largest {largest.outcome.mebibytes:.0f} MB (number {largest.mutation.number})"
    )
    return "\n".join(lines)


def main(arguments: list[str]) -> int:
    """Run the command."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("count", nargs="?", type=int, default=MOST, help="how many mutations")
    parser.add_argument("--seed", type=int, default=USUAL_SEED)
    parser.add_argument("--first", type=int, default=0, help="number of the first")
    parser.add_argument("--only", type=int, help="number of the one to make")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--keep", type=Path, help="a folder for the files of unclean ends, or for the one of --only")
    parser.add_argument("-v", "--verbose", action="store_true", help="a line for clean ends, too")
    options = parser.parse_args(arguments)
    if options.keep is not None:
        options.keep.mkdir(parents=True, exist_ok=True)
    numbers = range(options.first, options.first + options.count) if options.only is None else [options.only]
    if options.only is not None and options.keep is not None:
        made = mutation(options.only, options.seed)
        (options.keep / f"{options.seed}_{options.only}.xlsx").write_bytes(made.content)
    begun = time.monotonic()
    done = []
    for one in judged(numbers, options.seed, options.jobs, options.keep):
        done.append(one)
        if options.verbose or one.outcome.faults or options.only is not None:
            print(one.outcome.line(), flush=True)
    print(summary(done))
    print(f"{time.monotonic() - begun:.0f} s")
    return 1 if any(one.outcome.faults for one in done) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
