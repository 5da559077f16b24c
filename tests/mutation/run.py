"""One mutant at a time in a copy of the tree: is it killed, and by which test."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from tests.mutation.choice import Executed
from tests.mutation.mutants import Mutant

# A change that makes a loop endless or slow shows by the clock; others may use the machine at the same time.
PATIENCE, GRACE = 6.0, 30.0
KILLED, SURVIVED, LATE, ALONE, UNSOUND = "killed", "survived", "timeout", "no test", "fails without it"
PASSED = "0"


@dataclass(frozen=True)
class Outcome:
    """What became of a mutant: the verdict, the test that failed, how many tests it met and the seconds it took."""

    mutant: Mutant
    verdict: str
    test: str
    tests: int
    seconds: float


class Workshop:
    """A copy of the tree with a server in it that runs tests, so many seconds of them for a mutant."""

    def __init__(self, root: Path, folder: Path, seconds: float) -> None:
        self.seconds = seconds
        self.folder = folder / "tree"
        self.out = folder / "out.txt"
        listed = subprocess.run(
            ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
            cwd=root, capture_output=True, text=True, check=True,
        ).stdout  # fmt: skip
        for name in filter(None, listed.split("\0")):
            if (root / name).is_file():
                (self.folder / name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(root / name, self.folder / name)
        self.server = subprocess.Popen(
            [sys.executable, "-m", "tests.mutation.server"],
            cwd=self.folder,
            env={**os.environ, "PYTHONPATH": str(self.folder)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        # A compiled file is taken for its source by time and size, so that every version needs a time of its own.
        self.time = int(time.time()) - 10_000_000
        # Tests that have been seen to pass here without a change, so that what they notice is the change.
        self.sound: set[str] = set()

    def close(self) -> None:
        """End the server."""
        assert self.server.stdin is not None
        self.server.stdin.close()
        self.server.wait()

    def ask(self, tests: list[str], seconds: float) -> str:
        """Run tests and return what the server answers."""
        assert self.server.stdin is not None
        assert self.server.stdout is not None
        request = {"tests": tests, "seconds": GRACE + PATIENCE * seconds, "out": str(self.out)}
        self.server.stdin.write(json.dumps(request) + "\n")
        self.server.stdin.flush()
        return self.server.stdout.readline().strip()

    def write(self, path: str, text: str) -> None:
        """Write a version of a file."""
        self.time += 1
        (self.folder / path).write_text(text, encoding="utf-8")
        os.utime(self.folder / path, (self.time, self.time))

    def try_mutant(self, mutant: Mutant, executed: Executed) -> Outcome:
        """Return what becomes of a mutant."""
        source = (self.folder / mutant.path).read_text(encoding="utf-8")
        began, met, verdict, test = time.monotonic(), 0, ALONE, ""
        for tests, seconds in executed.stages(mutant, self.seconds):
            met += len(tests)
            self.write(mutant.path, mutant.applied(source))
            try:
                answer = self.ask(tests, seconds)
            finally:
                self.write(mutant.path, source)
            verdict = SURVIVED if answer == PASSED else LATE if answer == "timeout" else KILLED
            if verdict == KILLED:
                test = self.failed(tests)
                verdict = KILLED if self.passes_without(test) else UNSOUND
                executed.noticed[test] += verdict == KILLED
            if verdict != SURVIVED:
                break
        return Outcome(mutant, verdict, test, met, time.monotonic() - began)

    def failed(self, tests: list[str]) -> str:
        """Return the test that failed, the first one of a file that could not be collected, or the first of all."""
        said = self.out.read_text(encoding="utf-8", errors="replace")
        found = re.search(r"^(?:FAILED|ERROR) (?:collecting )?(.+?)(?: - .*)?$", said, re.MULTILINE)
        return next((test for test in tests if found and test.startswith(found.group(1))), tests[0])

    def passes_without(self, test: str) -> bool:
        """Say whether a test passes in the unchanged copy."""
        if test not in self.sound and self.ask([test], GRACE) == PASSED:
            self.sound.add(test)
        return test in self.sound
