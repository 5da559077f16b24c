"""Which tests may notice a mutant, the likeliest and cheapest first."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import accumulate
from pathlib import Path

from tests.mutation.mutants import Mutant

# The part of the seconds of tests, by what they took in the plain run, that a mutant meets before the rest.
FIRST = 0.2
# A test in a file that bears the name of the changed one comes as early as one that takes so much of its time.
NAMESAKE = 0.02
# So many of the tests that noticed most mutants before come first of all.
PROVEN = 4


@dataclass(frozen=True)
class Executed:
    """What each test executed: name -> file -> bits of its lines; and the seconds of each test that passed.

    noticed  how many mutants each test has noticed so far
    """

    tests: dict[str, dict[str, int]]
    seconds: dict[str, float]
    noticed: Counter[str] = field(default_factory=Counter)

    def noticing(self, mutant: Mutant) -> list[str]:
        """Return the tests that executed the statement, or for a line of an import anything of its file, best first.

        Those that noticed most so far come before the others, of these the fast before the slow, and those in a file
        of the same name. Behind them stand all of a file of tests one of which executed the statement: what a test
        keeps for the next is executed only once.
        """
        bits = (1 << mutant.last + 1) - (1 << mutant.first)
        hit: set[str] = set()
        for name, files in self.tests.items():
            lines = files.get(mutant.path, 0)
            if lines & bits or (mutant.at_import and lines):
                hit.add(name)
        if mutant.at_import and not hit:
            hit = set(self.seconds)
        near = {name.partition("::")[0] for name in hit}
        proven = [name for name, _ in self.noticed.most_common() if name in hit][:PROVEN]
        direct = [name for name in self.seconds if name in hit and name not in proven]
        others = [name for name in self.seconds if name not in hit and name.partition("::")[0] in near]
        return [*proven, *self.mixed(direct, Path(mutant.path).stem), *self.mixed(others, Path(mutant.path).stem)]

    def mixed(self, names: Sequence[str], stem: str) -> Iterator[str]:
        """Yield the fast before the slow, the n-th test of a function as if it took n times as long."""
        functions: Counter[str] = Counter()
        ranked: list[tuple[float, str]] = []
        for name in sorted(names, key=self.seconds.__getitem__):
            functions[name.partition("[")[0]] += 1
            namesake = NAMESAKE if stem in name.partition("::")[0] else 1.0
            ranked.append((self.seconds[name] * functions[name.partition("[")[0]] * namesake, name))
        yield from (name for _, name in sorted(ranked))

    def stages(self, mutant: Mutant, most: float) -> Iterator[tuple[list[str], float]]:
        """Yield the tests of each stage with the seconds they took, not more than `most` in all."""
        names = self.noticing(mutant)
        spent = list(accumulate(self.seconds[name] for name in names))
        begin = 0
        for limit in (FIRST * most, most):
            end = max(sum(total <= limit for total in spent), begin)
            if end > begin:
                yield names[begin:end], spent[end - 1] - (spent[begin - 1] if begin else 0.0)
            begin = end


def gather(root: Path, kept: Path) -> Executed:
    """Return what each test of the plain run executes, from a file if there is one, else from a run."""
    if not kept.exists():
        with tempfile.TemporaryDirectory(prefix="lines-") as folder:
            command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "tests.mutation.lines"]
            subprocess.run(command, cwd=root, env={**os.environ, "LINES_FOLDER": folder}, check=False)
            parts = [json.loads(path.read_text(encoding="utf-8")) for path in sorted(Path(folder).iterdir())]
        kept.parent.mkdir(exist_ok=True)
        kept.write_text(json.dumps(parts), encoding="utf-8")
    tests: defaultdict[str, defaultdict[str, int]] = defaultdict(lambda: defaultdict(int))
    seconds: dict[str, float] = {}
    for part in json.loads(kept.read_text(encoding="utf-8")):
        seconds |= part["seconds"]
        for name, files in part["tests"].items():
            for file, lines in files.items():
                tests[name][file] |= int(lines, 16)
    # What collecting a file executes counts for all of its tests.
    for name in seconds:
        for file, bits in tests.get(name.partition("::")[0], {}).items():
            tests[name][file] |= bits
    return Executed({name: dict(files) for name, files in tests.items()}, seconds)
