"""The command: which part of the branches of models/ and planner/ the plain tests take, in their child processes too.

    python -m tests.branches [ARGUMENTS OF PYTEST]

Prints each file with branches that were not taken, as the lines that they leave and reach, and fails where a package
has less than its goal.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tests.places import ROOT

PACKAGES = ("models", "planner")
GOAL = 0.95


def main(arguments: Sequence[str]) -> int:
    """Run the tests with coverage, print what was not taken, and return 1 if a package or a test failed."""
    with tempfile.TemporaryDirectory(prefix="branches-") as folder:
        report = Path(folder, "coverage.json")
        command = [sys.executable, "-m", "pytest", "-q", "--cov", f"--cov-report=json:{report}", *arguments]
        environment = {**os.environ, "COVERAGE_FILE": str(Path(folder, "coverage"))}
        code = subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode
        if not report.exists():
            return code or 1
        files = json.loads(report.read_text(encoding="utf-8"))["files"]
    lines, shares = summary(files)
    print(*lines, sep="\n")
    return code or int(any(share < GOAL for share in shares.values()))


def summary(files: dict[str, dict[str, Any]]) -> tuple[list[str], dict[str, float]]:
    """Return the lines of the report, and the share of branches taken by package; a package without any has all."""
    lines: list[str] = []
    every: defaultdict[str, int] = defaultdict(int)
    taken: defaultdict[str, int] = defaultdict(int)
    for name, file in sorted(files.items()):
        package, totals = Path(name).parts[0], file["summary"]
        every[package] += totals["num_branches"]
        taken[package] += totals["covered_branches"]
        if totals["missing_branches"]:
            missed = " ".join(f"{start}->{end if end > 0 else 'end'}" for start, end in file["missing_branches"])
            lines.append(f"{name}: {totals['covered_branches']} of {totals['num_branches']}, not {missed}")
    shares = {package: taken[package] / every[package] if every[package] else 1.0 for package in PACKAGES}
    lines += [
        f"{package}/: {taken[package]} of {every[package]} branches, {share:.2%}" for package, share in shares.items()
    ]
    return lines, shares


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
