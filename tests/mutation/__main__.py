"""The command: a random sample of the mutants of files and folders, and what the tests make of each.

    python -m tests.mutation --sample 300 --seed 1 models
    python -m tests.mutation planner/verify/shares.py --line 60

What each test executes is gathered by one plain run and kept in .dev/mutation.json; `--gather` gathers it anew, which
is needed after a change in the code or the tests. Exit code 1 when a mutant survives.
"""

from __future__ import annotations

import argparse
import queue
import random
import sys
import tempfile
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path

from tests.mutation.choice import gather
from tests.mutation.mutants import Mutant, mutants_under
from tests.mutation.run import ALONE, SURVIVED, UNSOUND, Outcome, Workshop
from tests.places import ROOT

NOT_KILLED = (SURVIVED, ALONE, UNSOUND)


def main(arguments: Sequence[str]) -> int:
    """Run the command."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.mutation", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("paths", nargs="+", help="files and folders whose code is changed")
    parser.add_argument("--sample", type=int, default=0, help="so many of the mutants, at random; all without it")
    parser.add_argument("--seed", type=int, default=1, help="of the sample")
    parser.add_argument("--line", type=int, action="append", help="only mutants that begin on this line")
    parser.add_argument("--seconds", type=float, default=60.0, help="of tests, at most, that a mutant meets")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--gather", action="store_true", help="gather anew what each test executes")
    parser.add_argument("-v", "--verbose", action="store_true", help="a line for mutants that are killed, too")
    options = parser.parse_args(arguments)
    kept = ROOT / ".dev" / "mutation.json"
    if options.gather:
        kept.unlink(missing_ok=True)
    executed = gather(ROOT, kept)
    every = [mutant for mutant in mutants_under(ROOT, options.paths) if not options.line or mutant.line in options.line]
    chosen = random.Random(options.seed).sample(every, min(options.sample or len(every), len(every)))
    free: queue.SimpleQueue[Workshop] = queue.SimpleQueue()
    with tempfile.TemporaryDirectory(prefix="mutation-") as folder, ThreadPoolExecutor(options.jobs) as pool:
        workshops = [Workshop(ROOT, Path(folder, str(number)), options.seconds) for number in range(options.jobs)]
        for workshop in workshops:
            free.put(workshop)

        def run(mutant: Mutant) -> Outcome:
            workshop = free.get()
            try:
                return workshop.try_mutant(mutant, executed)
            finally:
                free.put(workshop)

        verdicts: Counter[str] = Counter()
        for outcome in (one.result() for one in as_completed([pool.submit(run, mutant) for mutant in chosen])):
            verdicts[outcome.verdict] += 1
            if options.verbose or outcome.verdict in NOT_KILLED:
                print(line(outcome), flush=True)
        for workshop in workshops:
            workshop.close()
    counts = ", ".join(f"{number} {verdict}" for verdict, number in sorted(verdicts.items()))
    print(f"{', '.join(options.paths)}: {len(chosen)} of {len(every)} mutants with seed {options.seed}: {counts}")
    return 1 if any(verdicts[verdict] for verdict in NOT_KILLED) else 0


def line(outcome: Outcome) -> str:
    """Return what is said of a mutant."""
    source = (ROOT / outcome.mutant.path).read_text(encoding="utf-8")
    by = f" by {outcome.test}" if outcome.test else ""
    met = f"{outcome.tests} tests, {outcome.seconds:.0f} s"
    return f"{outcome.verdict}{by} ({met}): {outcome.mutant.described(source)}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
