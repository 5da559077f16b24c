"""The runner: every case, or those whose name holds a text, on any valid workbook; exit code 1 when one fails."""

from __future__ import annotations

import argparse
import os
import queue
import shutil
import sys
import tempfile
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tests.hostile.case import Case
from tests.hostile.corpus import CASES
from tests.hostile.run import Base, Outcome, Planner, prepare, try_case
from tests.places import ROOT

USUAL = ROOT / "inputs" / "small_example.xlsx"


def outcomes(base: Base, chosen: Sequence[Case], jobs: int, keep: Path | None = None) -> Iterator[Outcome]:
    """Yield what becomes of the chosen cases, in their order, so many at a time."""
    free: queue.SimpleQueue[Planner] = queue.SimpleQueue()
    planners = [Planner() for _ in range(jobs)]
    for planner in planners:
        free.put(planner)

    def run(case: Case) -> Outcome:
        planner = free.get()
        try:
            with tempfile.TemporaryDirectory(prefix="hostile-") as name:
                outcome = try_case(planner, base, case, Path(name))
                if keep is not None and outcome.faults:
                    shutil.copytree(name, keep / outcome.case.replace("/", "_")[:80], symlinks=True, dirs_exist_ok=True)
        finally:
            free.put(planner)  # or whoever waits for it would wait for ever
        return outcome

    try:
        with ThreadPoolExecutor(jobs) as pool:
            yield from pool.map(run, chosen)
    finally:
        for planner in planners:
            planner.close()


def main(arguments: Sequence[str]) -> int:
    """Run the command."""
    parser = argparse.ArgumentParser(prog="python -m tests.hostile", description=__doc__)
    parser.add_argument("workbook", nargs="?", type=Path, default=USUAL)
    parser.add_argument("--case", default="", help="only cases whose name holds this")
    parser.add_argument("--command", choices=("solve", "check"), default="solve")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--keep", type=Path, help="an empty folder for the files of cases that fail")
    parser.add_argument("-v", "--verbose", action="store_true", help="a line for cases that pass, too")
    options = parser.parse_args(arguments)
    chosen = [case for case in CASES if options.case in case.name]
    planner = Planner()
    with tempfile.TemporaryDirectory(prefix="hostile-") as name:
        base = prepare(planner, options.workbook, options.command, Path(name))
    planner.close()
    done = []
    for outcome in outcomes(base, chosen, options.jobs, options.keep):
        done.append(outcome)
        if options.verbose or outcome.faults:
            print(outcome.line(), flush=True)
    print(summary(options.workbook, done))
    return 1 if any(outcome.faults for outcome in done) else 0


def summary(workbook: Path, done: Sequence[Outcome]) -> str:
    """Return the line at the end."""
    ran = [outcome for outcome in done if not outcome.skipped]
    failed = sum(bool(outcome.faults) for outcome in ran)
    refused = sum(outcome.exit_code != 0 for outcome in ran)
    slowest = max(ran, key=lambda one: one.seconds, default=Outcome("none"))
    largest = max(ran, key=lambda one: one.mebibytes, default=Outcome("none"))
    return (
        f"{workbook.name}: {len(ran)} cases, {failed} failed, {refused} refused, {len(ran) - refused} accepted, "
        f"{len(done) - len(ran)} without anything to damage; slowest {slowest.seconds:.1f} s ({slowest.case}), "
        f"largest {largest.mebibytes:.0f} MB ({largest.case})"
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
